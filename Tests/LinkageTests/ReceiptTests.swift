import CityDispatch
import CitySafety
import Glibc
import Testing

@testable import Linkage

/// Receipts that come in: signatures, and what a folder and a broker hand over.
@Suite struct ReceiptTests {
  /// RFC 4231, 4.3: the key "Jefe" over "what do ya want for nothing?".
  private static let known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

  private func source(_ kind: ReceiptSource.Kind, secret: String?) throws -> ReceiptSource {
    var source = ReceiptSource(id: "crews", kind: kind)
    source.interval = .milliseconds(50)
    if let secret {
      setenv("RECEIPT_TEST_KEY", secret, 1)
      source.secret = .environment("RECEIPT_TEST_KEY")
    }
    return source
  }

  private func read(_ source: ReceiptSource, _ text: String) -> [Result<UnitSaying, ReceiptFault>] {
    source.read(RawReceipts(bytes: Array(text.utf8), file: ""), offset: .beijing)
  }

  private static let plain = """
    {"id":"u-1","task":12,"event":"arrive","at":"2026-11-26T02:00:05Z","words":"到南门","by":"一站"}
    """

  private func refused(_ results: [Result<UnitSaying, ReceiptFault>]) -> [String] {
    results.compactMap { if case .failure(let fault) = $0 { fault.reason.en } else { nil } }
  }

  @Test func theSignatureIsTheHMACOfTheTextByItsStandard() throws {
    let source = try source(.spool(folder: "/"), secret: "Jefe")
    // Signed rightly, it fails only for what the text is.
    let right = "{\"receipt\":\"what do ya want for nothing?\",\"signature\":\"\(ReceiptTests.known)\"}"
    #expect(refused(read(source, right)) == ["not JSON"])
    #expect(
      refused(read(source, right.replacing("signature\":\"", with: "signature\":\"sha256="))) == ["not JSON"])
    #expect(refused(read(source, right.replacing("5bdc", with: "5bdd"))) == ["wrong signature"])
    #expect(refused(read(source, right.replacing("want", with: "wants"))) == ["wrong signature"])
    #expect(refused(read(source, "{\"receipt\":\"{}\"}")) == ["wrong signature"])
    #expect(refused(read(source, ReceiptTests.plain)) == ["not signed"])
  }

  @Test func aReceiptSaysWhoWhenAndWhat() throws {
    let source = try source(.poll(url: ""), secret: nil)
    #expect(
      read(source, ReceiptTests.plain) == [
        .success(
          .receipt(UnitReceipt(id: "u-1", task: TaskID(12), event: .arrive, words: "一站 [10:00:05] 到南门")))
      ])
    #expect(
      refused(read(source, ReceiptTests.plain.replacing("arrive", with: "sign"))) == ["unknown receipt: sign"]
    )
  }

  @Test func aTeamSaysWhereItIsAndWhetherItCanBeUsed() throws {
    let text = """
      {"team":"fire-xn","at":"2026-11-26T02:00:05Z","latitude":39.5,"longitude":"108.75","state":"out"}
      """
    let report = TeamReport(
      team: "fire-xn", at: Instant(milliseconds: 1_795_658_405_000), latitude: 39.5, longitude: 108.75,
      state: .out, source: "crews")
    let open = try source(.poll(url: ""), secret: nil)
    #expect(read(open, text) == [.success(.report(report))])
    #expect(
      refused(read(open, text.replacing("\"out\"", with: "\"lost\""))) == ["unknown state of a team: lost"])
    #expect(refused(read(open, text.replacing("39.5", with: "91"))) == ["no place on earth"])
    #expect(refused(read(open, text.replacing("39.5", with: "\"\""))) == ["no good latitude / longitude"])
    #expect(refused(read(open, text.replacing("2026", with: "yesterday"))) == ["no good at"])
    #expect(refused(read(try source(.spool(folder: "/"), secret: "Jefe"), text)) == ["not signed"])
  }

  @Test func everyWordOfAUnitIsReadBackAndNoOther() {
    let words = TaskEvent.allCases.compactMap(\.word)
    #expect(words == ["receive", "depart", "arrive", "control", "check-in", "report", "decline"])
    #expect(words.compactMap(TaskEvent.init(word:)).compactMap(\.word) == words)
    #expect(TaskEvent(word: "issue") == nil && TaskEvent(word: "") == nil)
  }

  @Test func aFolderHandsOverWholeFilesInTheOrderOfTheirNames() throws {
    let scratch = try Scratch()
    scratch.write("2.json", "two")
    scratch.write("1.json", "one")
    scratch.write(".3.json", "not yet whole")
    #expect(mkdir(scratch.path + "/folder", 0o700) == 0)
    let intake = try #require(try source(.spool(folder: scratch.path), secret: nil).intake())
    let found = try intake.collect(stop: SendingStop())
    #expect(found.map { String(decoding: $0.bytes, as: UTF8.self) } == ["one", "two"])
    #expect(found.first?.file == scratch.path + "/1.json")
    let absent = try #require(try source(.spool(folder: scratch.path + "/none"), secret: nil).intake())
    #expect(throws: ChannelFailure.self) { try absent.collect(stop: SendingStop()) }
  }

  @Test func whatIsPublishedWhileNobodyListensIsHandedOverAtTheNextListening() throws {
    let scratch = try Scratch()
    let port = try freePort()
    scratch.write("broker.conf", "listener \(port) 127.0.0.1\nallow_anonymous true\npersistence false\n")
    let server = try Running(["mosquitto", "-c", scratch.path + "/broker.conf"])
    let broker = Broker(host: "127.0.0.1", port: port, clientID: "receipts")
    let kind = ReceiptSource.Kind.mqtt(broker, topic: "receipts/#")
    let stop = SendingStop()
    var intake: (any ReceiptIntake)? = try source(kind, secret: nil).intake()
    #expect(eventually { (try? intake?.collect(stop: stop)) != nil })
    let sender = BrokerChannel(
      Broker(host: "127.0.0.1", port: port, clientID: "unit"), timeout: .seconds(5))
    #expect(failure(sender, message(1, address: "receipts/fire")) == nil)
    var found: [RawReceipts] = []
    #expect(
      eventually {
        found += (try? intake?.collect(stop: stop)) ?? []
        return found.count == 1
      })
    #expect(found.first.map { String(decoding: $0.bytes, as: UTF8.self).contains("漏气") } == true)
    intake = nil
    for number in 2...4 { #expect(failure(sender, message(Int64(number), address: "receipts/fire")) == nil) }
    let again = try #require(try source(kind, secret: nil).intake())
    found = []
    #expect(
      eventually {
        found += (try? again.collect(stop: stop)) ?? []
        return found.count == 3
      })
    _ = server
  }
}
