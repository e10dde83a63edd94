import CitySafety
import Formats
import Glibc
import Testing

@testable import Ingest

/// Polls one source once against a server that gives every request the same actions.
private func pollOnce(
  _ actions: [LoopbackServer.Action], format: FeedFormat = Feed.json,
  _ change: (inout HTTPRequest) -> Void = { _ in }
) throws -> (PollOutcome, LoopbackServer) {
  let server = try LoopbackServer { _ in actions }
  defer { server.stop() }
  let rig = try PollRig([Feed.http(server.url("/feed"), format: format, change)])
  return (try rig.next(), server)
}

@Suite(.serialized) struct HTTPAnswers {
  @Test func aGoodAnswerYieldsItsRows() throws {
    let (outcome, _) = try pollOnce([.send(Answers.response())])
    #expect(outcome.batch?.readings.map(\.value) == [1.5])
    #expect(outcome.isGood)
    #expect(outcome.quarantine.isEmpty)
    #expect(outcome.nextAttempt > PollRig.wall)
  }

  @Test func aCompressedAnswerIsUnpacked() throws {
    let body = Answers.gzip(Array(Answers.row.utf8))
    let (outcome, server) = try pollOnce([
      .send(Answers.response(headers: ["Content-Encoding: gzip"], body: body))
    ])
    #expect(outcome.batch?.readings.count == 1)
    #expect(server.requests.first?.headers["accept-encoding"]?.contains("gzip") == true)
  }

  @Test func aCompressedBodyThatIsNoneIsSaid() throws {
    let answer = Answers.response(headers: ["Content-Encoding: gzip"], Answers.row)
    let (outcome, _) = try pollOnce([.send(answer)])
    #expect(outcome.kind == .badEncoding)
  }

  @Test func aCompressionBombStopsAtTheLimit() throws {
    let body = Answers.gzipBomb(repeats: 400_000)
    let answer = Answers.response(headers: ["Content-Encoding: gzip"], body: body)
    let (outcome, _) = try pollOnce([.send(answer)]) { $0.sizeLimit = 100_000 }
    #expect(outcome.kind == .tooLarge)
    #expect(outcome.quarantine.first?.bytes == [UInt8](repeating: UInt8(ascii: "a"), count: 65_536))
  }

  @Test func anOversizedAnswerStopsAtTheLimitAndKeepsItsFirstBytes() throws {
    let body = [UInt8](repeating: UInt8(ascii: "x"), count: 50_000)
    let (outcome, _) = try pollOnce([.send(Answers.response(body: body))]) { $0.sizeLimit = 10_000 }
    #expect(outcome.kind == .tooLarge)
    #expect(outcome.quarantine.map(\.reason) == [.transport(.tooLarge)])
    #expect(outcome.quarantine.first?.bytes.count == 10_000)
  }

  @Test(arguments: [("404 Not Found", 404), ("500 Internal Server Error", 500), ("401 Unauthorized", 401)])
  func anErrorStatusIsAFailureWithItsBody(line: String, code: Int) throws {
    let (outcome, _) = try pollOnce([.send(Answers.response(line, "<h1>no</h1>"))])
    #expect(outcome.kind == .status(code))
    #expect(outcome.quarantine.first?.bytes == Array("<h1>no</h1>".utf8))
    #expect(outcome.failure?.en.contains("127.0.0.1") == true)
  }

  @Test func aTruncatedAnswerIsAFailure() throws {
    let answer = Answers.response(body: Array(Answers.row.utf8), length: 500)
    let (outcome, _) = try pollOnce([.send(answer), .close])
    #expect(outcome.kind == .truncated)
  }

  @Test func aResetInMidBodyIsAFailure() throws {
    let answer = Answers.response(body: Array(Answers.row.utf8), length: 500)
    let (outcome, _) = try pollOnce([.send(answer), .reset])
    #expect(outcome.kind == .reset)
  }

  @Test func aSlowDripIsCutByTheTimeout() throws {
    let drip = LoopbackServer.Action.drip([UInt8](repeating: 32, count: 1000), every: 20)
    let head = Answers.response(body: [], length: 1000)
    let (outcome, _) = try pollOnce([.send(head), drip]) { $0.timeout = .milliseconds(300) }
    #expect(outcome.kind == .timeout)
    #expect(outcome.duration >= .milliseconds(300))
    #expect(outcome.duration < .seconds(3))
  }

  @Test func aWebPageIsNotAGoodAnswerAndGoesToQuarantine() throws {
    let page = "<!DOCTYPE html><html><body>login</body></html>"
    let (outcome, _) = try pollOnce([.send(Answers.good(page))])
    #expect(outcome.batch?.failure?.reason == .malformed)
    #expect(!outcome.isGood)
    #expect(outcome.quarantine.first?.bytes == Array(page.utf8))
  }

  @Test func bytesOfTheWrongEncodingAreNotAGoodAnswer() throws {
    let body = Array(#"[{"code":"A","name":""#.utf8) + [0xB9, 0xB3, 0xD2, 0xBB] + Array(#""}]"#.utf8)
    let (outcome, _) = try pollOnce([.send(Answers.response(body: body))])
    #expect(!outcome.isGood)
    #expect(outcome.quarantine.first?.bytes == body)
  }

  @Test func aRowThatIsRefusedLeavesTheAnswerGood() throws {
    let rows = #"[{"code":"A","time":1790000000,"value":1},{"code":"B","time":1790000000,"value":1}]"#
    let (outcome, _) = try pollOnce([.send(Answers.good(rows))])
    #expect(outcome.isGood)
    #expect(outcome.batch?.readings.count == 1)
    #expect(outcome.quarantine.map(\.reason) == [.decoding(.unknownSensor)])
    #expect(outcome.refused == 1)
  }

  @Test func anAnswerOfWhichNothingWasUnderstoodIsNotGood() throws {
    let rows = #"[{"code":"A","stamp":1790000000,"value":1},{"code":"A","stamp":1790000010,"value":1}]"#
    let (outcome, _) = try pollOnce([.send(Answers.good(rows))])
    #expect(!outcome.isGood)
    #expect(outcome.failure?.en.contains("nothing of the answer was understood (2)") == true)
    #expect(outcome.refused == 2 && outcome.quarantine.count == 2)
  }

  @Test func anAnswerWithoutRowsIsGood() throws {
    let (outcome, _) = try pollOnce([.send(Answers.good("[]"))])
    #expect(outcome.isGood && outcome.batch?.readings.isEmpty == true)
  }

  @Test func aRefusedConnectionFailsAtOnce() throws {
    let (descriptor, port) = try LoopbackServer.listen()
    close(descriptor)
    let rig = try PollRig([Feed.http("http://127.0.0.1:\(port)/")])
    let outcome = try rig.next()
    #expect(outcome.kind == .refused)
    #expect(outcome.quarantine.isEmpty)
    #expect(outcome.failure?.zh.contains("连接被拒绝") == true)
  }

  @Test func aServerThatDoesNotSpeakHTTPIsSaid() throws {
    let (outcome, _) = try pollOnce([.send(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)), .close])
    #expect(outcome.kind == .notHTTP)
  }

  @Test func messagesShowNeitherPasswordNorQuery() throws {
    let (descriptor, port) = try LoopbackServer.listen()
    close(descriptor)
    let rig = try PollRig([Feed.http("http://user:secret@127.0.0.1:\(port)/a?key=hidden")])
    let text = try rig.next().failure?.en ?? ""
    #expect(text.contains("/a") && !text.contains("secret") && !text.contains("hidden"))
  }
}
