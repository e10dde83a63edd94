import CityDispatch
import CitySafety
import Glibc
import Synchronization
import Testing

@testable import Linkage

/// An HTTP answer.
private func answer(_ status: Int, _ body: String = "", headers: [String] = []) -> [UInt8] {
  let lines = ["HTTP/1.1 \(status) X", "Content-Length: \(body.utf8.count)"] + headers + ["", body]
  return Array(lines.joined(separator: "\r\n").utf8)
}

@Suite struct WebhookTests {
  private func webhook(_ server: LoopbackServer, timeout: Span = .seconds(5), secret: Secret? = nil) throws
    -> WebhookChannel
  {
    try #require(WebhookChannel(Webhook(url: server.url("/hook"), secret: secret), timeout: timeout))
  }

  @Test func aMessageIsPostedAsJSONWithItsKey() throws {
    let server = try LoopbackServer { _ in [.send(answer(200))] }
    defer { server.stop() }
    #expect(failure(try webhook(server), message(1042, text: "漏\"气", resends: 2)) == nil)
    let request = try #require(server.requests.first)
    #expect(request.method == "POST" && request.target == "/hook")
    #expect(request.headers["idempotency-key"] == "1042%2Flog%2Flead")
    #expect(request.headers["x-watchfloor-signature"] == nil)
    #expect(
      request.body == #"{"id":"1042/log/lead","order":"1042","resend":2,"to":"lead","address":"","#
        + #""grade":"orange","place":"广场","subject":"2橙 广场 重发 2","text":"漏\"气 重发 2","#
        + #""at":"2026-09-21T22:13:20+08:00"}"#)
  }

  /// The value is that of `openssl dgst -sha256 -hmac`.
  @Test func theSignatureIsTheHMACOfTimeAndBody() {
    #expect(
      WebhookChannel.signature(of: Array(#"{"a":1}"#.utf8), time: "1790000000", secret: "geheim")
        == "8a873684be9ef5d6db1f8a0516f8bca02535de567e3cb0a62e0f69ce5a00a0bc")
  }

  @Test func aSignedMessageCarriesTheTimeThatWasSigned() throws {
    let scratch = try Scratch()
    scratch.write("key", "geheim\n")
    let server = try LoopbackServer { _ in [.send(answer(204))] }
    defer { server.stop() }
    let channel = try webhook(server, secret: .file(scratch.path + "/key"))
    #expect(failure(channel, message(1)) == nil)
    let request = try #require(server.requests.first)
    let time = try #require(request.headers["x-watchfloor-timestamp"])
    let expected = WebhookChannel.signature(of: Array(request.body.utf8), time: time, secret: "geheim")
    #expect(request.headers["x-watchfloor-signature"] == "v1=\(expected)")
  }

  @Test func aSecretThatIsMissingSendsNothing() throws {
    let server = try LoopbackServer { _ in [.send(answer(200))] }
    defer { server.stop() }
    let reason = failure(try webhook(server, secret: .file("/absent/key")), message(1))
    #expect(reason?.message.en.contains("/absent/key") == true)
    #expect(server.requests.isEmpty)
  }

  @Test func messagesShareAConnection() throws {
    let server = try LoopbackServer { _ in [.send(answer(200))] }
    defer { server.stop() }
    let channel = try webhook(server)
    for number in 1...50 { #expect(failure(channel, message(Int64(number))) == nil) }
    #expect(server.requests.count == 50 && server.connections == 1)
  }

  @Test(arguments: [
    (500, true, false), (503, true, false), (401, false, false), (302, false, false), (422, false, true),
  ])
  func anAnswerThatIsNoSuccessIsAFailure(status: Int, mayHaveArrived: Bool, isFinal: Bool) throws {
    let server = try LoopbackServer { _ in [.send(answer(status))] }
    defer { server.stop() }
    let reason = try #require(failure(try webhook(server), message(1)))
    #expect(reason.message.en.contains("\(status)") && reason.message.zh.contains("\(status)"))
    #expect(reason.mayHaveArrived == mayHaveArrived && reason.isFinal == isFinal)
  }

  @Test func aReceiverThatHangsOrDripsIsLeftInTime() throws {
    for action in [
      LoopbackServer.Action.hang, .drip(answer(200, String(repeating: "x", count: 1000)), every: 50),
    ] {
      let server = try LoopbackServer { _ in [action] }
      defer { server.stop() }
      let start = ContinuousClock.now
      let reason = failure(try webhook(server, timeout: .milliseconds(300)), message(1))
      #expect(reason?.mayHaveArrived == true)
      #expect(ContinuousClock.now - start < .seconds(3))
    }
  }

  @Test func aConnectionThatBreaksAfterTheRequestMayHaveBroughtIt() throws {
    for actions: [LoopbackServer.Action] in [
      [.reset], [.close], [.send(Array("HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\nab".utf8)), .close],
    ] {
      let server = try LoopbackServer { _ in actions }
      defer { server.stop() }
      #expect(failure(try webhook(server), message(1))?.mayHaveArrived == true, "\(actions)")
    }
  }

  @Test func aReceiverThatIsNotThereCannotHaveIt() throws {
    let (descriptor, port) = try LoopbackServer.listen()
    close(descriptor)
    let channel = try #require(
      WebhookChannel(Webhook(url: "http://user:geheim@127.0.0.1:\(port)/?key=geheim"), timeout: .seconds(5)))
    let reason = try #require(failure(channel, message(1)))
    #expect(!reason.mayHaveArrived && !reason.isFinal)
    #expect(reason.message.en.contains("refused") && !reason.message.en.contains("geheim"))
  }

  @Test func aReceiverThatAnswersTwiceDoesNotAnswerForTheNextMessage() throws {
    let server = try LoopbackServer { request in
      let key = "Idempotency-Key: " + (request.headers["idempotency-key"] ?? "")
      return [.send(answer(200, headers: [key]) + answer(200, headers: [key]))]
    }
    defer { server.stop() }
    let channel = try webhook(server)
    // The second answer is thrown away, or taken for what it is: never for the success of the next.
    for number in 1...20 {
      while failure(channel, message(Int64(number))) != nil {}
    }
    let keys = Set(server.requests.compactMap { $0.headers["idempotency-key"] })
    #expect(keys.count == 20)
  }

  @Test func aStopEndsWhatHangs() throws {
    let server = try LoopbackServer { _ in [.hang] }
    defer { server.stop() }
    let channel = try webhook(server, timeout: .seconds(60))
    let stop = SendingStop()
    stop.raise()
    #expect(throws: ChannelFailure.self) { try channel.send(message(1), stop: stop) }
  }
}

@Suite struct GatewayTests {
  @Test func valuesAreWrittenAsTheirPlaceNeedsThem() throws {
    let server = try LoopbackServer { _ in [.send(answer(200, #"{"code":0}"#))] }
    defer { server.stop() }
    let scratch = try Scratch()
    scratch.write("key", "s&t")
    var json = Gateway(
      url: server.url("/send?key={secret}"), body: #"{"to":"{address}","text":"{text}"}"#, bodyKind: .json)
    json.secret = .file(scratch.path + "/key")
    json.expects = #""code":0"#
    let form = Gateway(url: server.url("/get?to={address}&text={text}"))
    for settings in [json, form] {
      let channel = try #require(GatewayChannel(settings, timeout: .seconds(5)))
      #expect(failure(channel, message(1, text: "a\"b&c 气", address: "139")) == nil)
    }
    #expect(server.requests.map(\.target) == ["/send?key=s%26t", "/get?to=139&text=a%22b%26c%20%E6%B0%94"])
    #expect(server.requests.map(\.body) == [#"{"to":"139","text":"a\"b&c 气"}"#, ""])
    #expect(server.requests.map(\.method) == ["POST", "GET"])
  }

  @Test func anAnswerWithoutTheExpectedWordsIsAFailure() throws {
    let server = try LoopbackServer { _ in [.send(answer(200, #"{"code":7}"#))] }
    defer { server.stop() }
    var settings = Gateway(url: server.url("/"))
    settings.expects = #""code":0"#
    let channel = try #require(GatewayChannel(settings, timeout: .seconds(5)))
    #expect(failure(channel, message(1))?.message.en.contains(#"{"code":7}"#) == true)
  }
}

@Suite struct CommandChannelTests {
  private func channel(_ script: String, timeout: Span = .seconds(10)) -> CommandChannel {
    CommandChannel(
      ChannelProgram(arguments: ["sh", "-c", script, "sh", "{grade}", "{text}", "{address}"], folder: "/"),
      timeout: timeout)
  }

  @Test func aProgramGetsTheTextOnItsInputAndFilledArguments() throws {
    let scratch = try Scratch()
    let sender = channel("cat > \(scratch.path)/in; printf '%s|' \"$@\" > \(scratch.path)/arguments")
    #expect(failure(sender, message(1, text: "$(id) `x`", address: "139")) == nil)
    #expect(scratch.text("in") == "$(id) `x`\n")
    #expect(scratch.text("arguments") == "2橙|$(id) `x`|139|")
  }

  @Test func anotherEndThanNullIsAFailureAndOneRefusesForGood() {
    #expect(failure(channel("exit 3"), message(1))?.isFinal == false)
    #expect(failure(channel("exit 65"), message(1))?.isFinal == true)
    let absent = CommandChannel(
      ChannelProgram(arguments: ["/absent/program"], folder: "/"), timeout: .seconds(1))
    #expect(failure(absent, message(1))?.mayHaveArrived == false)
  }

  @Test func aProgramThatHangsIsEndedWithAllThatItStarted() throws {
    let scratch = try Scratch()
    let reason = failure(
      channel("sleep 600 & echo $! > \(scratch.path)/child; wait", timeout: .milliseconds(300)), message(1))
    #expect(reason?.mayHaveArrived == true)
    let child = try #require(pid_t(scratch.text("child").filter(\.isNumber)))
    // Its own parent is gone: whoever is left buries it, and until then it is a zombie.
    var state = "?"
    for _ in 0..<200 where state != "" && state != "Z" {
      state = Scratch.processState(of: child)
      _ = poll(nil, 0, 10)
    }
    #expect(state == "" || state == "Z")
  }
}

extension Scratch {
  /// The letter of a process's state; empty when there is none.
  fileprivate static func processState(of id: pid_t) -> String {
    guard let file = fopen("/proc/\(id)/stat", "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = fread(&bytes, 1, 256, file)
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    return text.split(separator: ")").last?.split(separator: " ").first.map(String.init) ?? ""
  }
}

@Suite struct FileChannelTests {
  @Test func eachMessageIsOneFileThatAResendReplaces() throws {
    let scratch = try Scratch()
    let channel = FileChannel(folder: scratch.path)
    for message in [message(1), message(2), message(1, resends: 1)] {
      #expect(failure(channel, message) == nil)
    }
    #expect(scratch.names == ["1_log_lead.txt", "2_log_lead.txt"])
    #expect(scratch.text("1_log_lead.txt") == "漏气 重发 1\n")
  }

  @Test func namesAreHarmlessBoundedAndTellIdsApart() {
    #expect(FileChannel.name(of: "1/a/../b") == "1_a_.._b")
    let long = ["x", "y"].map { FileChannel.name(of: "1/web/" + String(repeating: "旗", count: 64) + $0) }
    #expect(long[0] != long[1] && long.allSatisfy { $0.utf8.count <= 200 })
  }

  @Test func aFolderThatIsNotThereIsAFailureAndLeavesNothing() throws {
    let reason = failure(FileChannel(folder: "/absent"), message(1))
    #expect(reason?.message.en.contains("/absent/1_log_lead.txt") == true)
  }
}
