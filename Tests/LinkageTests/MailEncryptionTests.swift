import CityDispatch
import CitySafety
import Glibc
import TestSites
import Testing

@testable import Linkage

/// Mail over STARTTLS, with a real relay.
@Suite struct MailEncryptionTests {
  private let scratch: Scratch
  private let relayPort: Int
  private let tap: Tap

  init() throws {
    scratch = try Scratch()
    relayPort = try freePort()
    tap = try Tap(to: relayPort)
    scratch.write("relay.py", MailRelay.script)
    scratch.write("secret", MailRelay.passphrase + "\n")
  }

  /// A relay with the certificate of that name, or without encryption.
  private func relay(certificate: String? = nil) throws -> Running {
    let paths = certificate.map { [scratch.path + "/\($0).pem", scratch.path + "/\($0).key"] } ?? []
    return try Running(
      ["python3", scratch.path + "/relay.py", "\(relayPort)", scratch.path + "/taken"] + paths)
  }

  private func channel(
    host: String = "127.0.0.1", _ encryption: MailServer.Encryption = .startTLS, authority: String? = nil
  ) throws -> MailChannel {
    var settings = MailServer(
      host: host, port: tap.port, encryption: encryption, from: "duty@hanggin.example")
    settings.user = MailRelay.user
    settings.secret = .file(scratch.path + "/secret")
    settings.authorityFile = authority.map { scratch.path + "/\($0).pem" }
    return try #require(MailChannel(settings, timeout: .seconds(5)))
  }

  /// What the client said in plain text on a connection: up to the first record of TLS (RFC 8446, 5.1: 22 is a handshake).
  private func plain(_ heard: [UInt8]) -> String {
    String(decoding: heard.prefix { $0 != 22 }, as: UTF8.self)
  }

  @Test func aRelayHearsWhoItIsAndWhatItHasToSayOnlyAfterTheUpgrade() throws {
    try makeCertificate("own", scratch)
    let relay = try relay(certificate: "own")
    let channel = try channel(authority: "own")
    #expect(eventually { failure(channel, message(1, address: "lead@hanggin.example")) == nil })
    #expect(scratch.text("taken") == "tls=True user=duty to=lead@hanggin.example\n")
    let heard = try #require(tap.heard.last)
    let lines = plain(heard).split(separator: "\r\n")
    #expect(lines.count == 2 && lines[0].hasPrefix("EHLO ") && lines[1] == "STARTTLS", "\(lines)")
    #expect(heard.count > plain(heard).utf8.count)
    tap.stop()
    _ = relay
  }

  @Test func aRelayWithoutTheUpgradeGetsNothing() throws {
    let relay = try relay()
    let open = try channel(.none)
    #expect(eventually { failure(open, message(1, address: "lead@hanggin.example")) == nil })
    let taken = scratch.text("taken")
    #expect(taken == "tls=False user=duty to=lead@hanggin.example\n", "it takes mail in plain text")
    let reason = failure(try channel(), message(2, address: "lead@hanggin.example"))
    #expect(reason?.message.en.contains("The server offers no STARTTLS; nothing was sent") == true)
    #expect(reason?.isFinal == false && reason?.mayHaveArrived == false)
    #expect(scratch.text("taken") == taken)
    let said = plain(try #require(tap.heard.last)).split(separator: "\r\n")
    #expect(said.allSatisfy { $0.hasPrefix("EHLO ") || $0 == "QUIT" }, "\(said)")
    tap.stop()
    _ = relay
  }

  @Test func aRelayWhoseCertificateDoesNotVerifyGetsNothing() throws {
    for name in ["own", "other"] { try makeCertificate(name, scratch) }
    let relay = try relay(certificate: "own")
    #expect(
      eventually {
        (try? channel(authority: "own")).map {
          failure($0, message(1, address: "lead@hanggin.example")) == nil
        }
          ?? false
      })
    let taken = scratch.text("taken")
    // Another authority, those of the machine, and the right one at a name that is not in the certificate.
    for (authority, host) in [("other", "127.0.0.1"), (nil, "127.0.0.1"), ("own", "localhost")] {
      let channel = try channel(host: host, authority: authority)
      let reason = failure(channel, message(2, address: "lead@hanggin.example"))
      #expect(
        reason?.message.en.contains("certificate does not verify") == true,
        "\(authority ?? "the machine's") \(host): \(reason?.message.en ?? "taken")")
      #expect(reason?.isFinal == false && reason?.mayHaveArrived == false)
      #expect(!plain(try #require(tap.heard.last)).contains("AUTH"))
    }
    #expect(scratch.text("taken") == taken)
    tap.stop()
    _ = relay
  }
}
