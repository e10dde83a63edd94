import CityDispatch
import CitySafety
import Glibc
import Testing

@testable import Linkage

/// A program that runs until its owner goes.
final class Running {
  private let id: pid_t

  init(_ arguments: [String]) throws {
    var words = arguments.map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    // Threads of the tests block signals that servers wait for.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var id = pid_t()
    // Debian keeps servers where an ordinary user's path does not look.
    for folder in ["/usr/sbin/", "/usr/bin/"]
    where posix_spawn(&id, folder + arguments[0], nil, &attributes, words, environ) == 0 {
      self.id = id
      return
    }
    throw TestFailure("\(arguments[0]) cannot be started: is its package of scripts/packages installed?")
  }

  deinit {
    kill(id, SIGKILL)
    var status: Int32 = 0
    waitpid(id, &status, 0)
  }
}

/// A port of loopback that was free a moment ago.
func freePort() throws -> Int {
  let (descriptor, port) = try LoopbackServer.listen()
  close(descriptor)
  return port
}

/// Tries until it succeeds, at most ten seconds: a server takes its time to listen.
func eventually(_ isDone: () -> Bool) -> Bool {
  let end = ContinuousClock.now + .seconds(10)
  while ContinuousClock.now < end {
    if isDone() { return true }
    _ = poll(nil, 0, 10)
  }
  return false
}

/// A certificate for loopback that signs itself, and its key: `NAME.pem` and `NAME.key`.
func makeCertificate(_ name: String, _ scratch: Scratch) throws {
  let code = try ended([
    "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", scratch.path + "/\(name).key",
    "-out",
    scratch.path + "/\(name).pem", "-days", "2", "-subj", "/CN=localhost", "-addext",
    "subjectAltName=IP:127.0.0.1",
  ])
  try #require(code == 0)
}

/// Runs a program to its end; its code.
func ended(_ arguments: [String]) throws -> Int32 {
  var leftovers: [Int32] = []
  let process = ChildProcess(program: arguments[0], arguments: arguments, folder: "/")
  let end = process.run(
    timeout: .seconds(20), leftovers: &leftovers, pause: { _ = poll(nil, 0, $0) }, isWanted: { true })
  guard case .exited(let code) = end else { throw TestFailure("\(arguments[0]): \(end)") }
  return code
}

@Suite struct MailServerTests {
  private func server(_ scratch: Scratch, port: Int, script: String) throws -> Running {
    scratch.write("take", "#!/bin/sh\n\(script)\n")
    chmod(scratch.path + "/take", 0o700)
    return try Running(["msmtpd", "--port=\(port)", "--command=\(scratch.path)/take --"])
  }

  private func channel(port: Int, timeout: Span = .seconds(5)) throws -> MailChannel {
    let settings = MailServer(host: "127.0.0.1", port: port, encryption: .none, from: "duty@hanggin.example")
    return try #require(MailChannel(settings, timeout: timeout))
  }

  @Test func aMailArrivesWholeWithItsHeaders() throws {
    let scratch = try Scratch()
    let port = try freePort()
    let server = try server(
      scratch, port: port, script: "cat > \(scratch.path)/mail; echo \"$@\" > \(scratch.path)/to")
    let channel = try channel(port: port)
    let long = String(repeating: "疑似燃气泄漏。", count: 40)
    #expect(
      eventually { failure(channel, message(1042, text: long, address: "lead@hanggin.example")) == nil })
    let mail = scratch.text("mail")
    #expect(scratch.text("to").contains("lead@hanggin.example"))
    #expect(mail.contains("From: <duty@hanggin.example>"))
    #expect(mail.contains("Subject: =?UTF-8?B?"))
    #expect(mail.contains("Message-ID: <1042=2Flog=2Flead@hanggin.example>"))
    #expect(mail.contains("Date: 21 Sep 2026 22:13:20 +0800"))
    // Characters would take CR LF for one.
    #expect(mail.utf8.split(separator: 10).allSatisfy { $0.count <= 78 })
    #expect(mail.filter { !$0.isWhitespace }.contains(MailChannel.base64(Array((long + "\r\n").utf8))))
    _ = server
  }

  @Test func aServerThatRefusesTheMailForGoodIsNotAskedAgain() throws {
    let scratch = try Scratch()
    let port = try freePort()
    let server = try server(scratch, port: port, script: "cat > /dev/null; exit 1")
    let channel = try channel(port: port)
    var reason: ChannelFailure?
    #expect(
      eventually {
        reason = failure(channel, message(1, address: "lead@hanggin.example"))
        return reason?.message.en.contains("answered 554") == true
      })
    #expect(reason?.isFinal == true)
    _ = server
  }

  @Test func aServerThatHangsIsLeftInTime() throws {
    let (listener, port) = try LoopbackServer.listen()
    defer { close(listener) }
    let channel = try channel(port: port, timeout: .milliseconds(300))
    #expect(
      failure(channel, message(1, address: "lead@hanggin.example"))?.message.en.contains("time is over")
        == true)
  }

  @Test func encodedWordsAreShortAndCutNoCharacter() {
    let words = MailChannel.encodedWords(String(repeating: "旗", count: 40)).split(separator: "\r\n ")
    #expect(words.count == 4 && words.allSatisfy { $0.utf8.count <= 67 })
    #expect(MailChannel.encodedWords("plain") == "plain")
    #expect(MailChannel.base64(Array("any carnal pleas".utf8)) == "YW55IGNhcm5hbCBwbGVhcw==")
  }
}

@Suite struct BrokerTests {
  private func channel(port: Int, timeout: Span = .seconds(5)) -> BrokerChannel {
    BrokerChannel(Broker(host: "127.0.0.1", port: port, clientID: "watchfloor-test"), timeout: timeout)
  }

  @Test func messagesReachASubscriberAlsoAfterTheBrokerCameBack() throws {
    let scratch = try Scratch()
    let port = try freePort()
    let channel = channel(port: port)
    #expect(failure(channel, message(1, address: "duty/lead"))?.mayHaveArrived == false)
    for round in 1...2 {
      let broker = try Running(["mosquitto", "-p", "\(port)"])
      let subscriber = ["mosquitto_sub", "-p", "\(port)", "-i", "reader", "-c", "-q", "1", "-t", "duty/#"]
      // A session that outlasts its connection: what is published in between waits for it.
      #expect(eventually { (try? ended(subscriber + ["-E"])) == 0 })
      for number in 1...3 {
        #expect(failure(channel, message(Int64(round * 10 + number), address: "duty/lead")) == nil)
      }
      let read = "exec \(subscriber.joined(separator: " ")) -C 3 -W 10 -F '%t %q %p' > \(scratch.path)/got"
      #expect(try ended(["sh", "-c", read]) == 0)
      let lines = scratch.text("got").split(separator: "\n")
      #expect(lines.count == 3 && lines.allSatisfy { $0.hasPrefix("duty/lead 1 {\"id\":\"\(round)") })
      _ = broker
    }
  }

  @Test func aBrokerThatTurnsTheSignInDownSaysWhy() throws {
    let scratch = try Scratch()
    let port = try freePort()
    scratch.write("conf", "listener \(port) 127.0.0.1\nallow_anonymous false\n")
    let broker = try Running(["mosquitto", "-c", scratch.path + "/conf"])
    let channel = channel(port: port)
    #expect(
      eventually {
        failure(channel, message(1, address: "duty/lead"))?.message.en.contains("turned the sign-in down")
          == true
      })
    _ = broker
  }

  @Test func overTLSOnlyABrokerWithTheSitesAuthorityGetsAMessage() throws {
    let scratch = try Scratch()
    let port = try freePort()
    for name in ["own", "other"] { try makeCertificate(name, scratch) }
    // A broker that is started as root would give up the right to read its key.
    scratch.write(
      "conf",
      """
      user root
      listener \(port) 127.0.0.1
      allow_anonymous true
      certfile \(scratch.path)/own.pem
      keyfile \(scratch.path)/own.key

      """)
    let broker = try Running(["mosquitto", "-c", scratch.path + "/conf"])
    func channel(_ authority: String?) -> BrokerChannel {
      var settings = Broker(host: "127.0.0.1", port: port, clientID: "watchfloor-tls")
      settings.authorityFile = authority.map { scratch.path + "/\($0).pem" }
      return BrokerChannel(settings, timeout: .seconds(5))
    }
    #expect(eventually { failure(channel("own"), message(1, address: "duty/lead")) == nil })
    // Neither a stranger's authority nor plain text reaches it, and nothing of the message left.
    for authority in ["other", nil] {
      let reason = failure(channel(authority), message(2, address: "duty/lead"))
      #expect(reason != nil && reason?.mayHaveArrived == false, "\(authority ?? "plain")")
    }
    _ = broker
  }

  @Test func aBrokerThatHangsIsLeftInTime() throws {
    let (listener, port) = try LoopbackServer.listen()
    defer { close(listener) }
    let reason = failure(channel(port: port, timeout: .milliseconds(300)), message(1, address: "duty/lead"))
    #expect(reason?.message.en.contains("in time") == true && reason?.mayHaveArrived == false)
  }
}
