import CitySafety
import Formats
import Glibc
import Testing

@testable import Ingest

@Suite(.serialized) struct HTTPRequests {
  @Test func anUnchangedAnswerIsAskedForByItsTagAndCountsAsGood() throws {
    let server = try LoopbackServer { request in
      if request.headers["if-none-match"] == "\"v1\"" {
        return [.send(Answers.response("304 Not Modified", ""))]
      }
      return [.send(Answers.response(headers: ["ETag: \"v1\""]))]
    }
    defer { server.stop() }
    let rig = try PollRig([Feed.http(server.url(), schedule: Feed.quick)])
    #expect(try rig.next().batch?.readings.count == 1)
    let second = try rig.next()
    #expect(second.isUnchanged && second.isGood)
  }

  @Test func theTagOfABadAnswerIsNotUsed() throws {
    let server = try LoopbackServer { _ in [.send(Answers.response(headers: ["ETag: \"v1\""], "nonsense"))] }
    defer { server.stop() }
    let rig = try PollRig([Feed.http(server.url(), schedule: Feed.quick)])
    _ = try rig.next()
    _ = try rig.next()
    #expect(server.requests.allSatisfy { $0.headers["if-none-match"] == nil })
  }

  @Test func rowsWithoutATimeAreAlwaysFetchedInFull() throws {
    let server = try LoopbackServer { _ in
      [.send(Answers.response(headers: ["ETag: \"v1\""], #"[{"code":"A","value":1}]"#))]
    }
    defer { server.stop() }
    var row = Feed.row
    row.timeField = nil
    let format = FeedFormat.json(JSONMapping(root: JSONPath(""), row: row))
    let rig = try PollRig([Feed.http(server.url(), format: format, schedule: Feed.quick)])
    _ = try rig.next()
    #expect(try rig.next().batch?.readings.count == 1)
    #expect(server.requests.allSatisfy { $0.headers["if-none-match"] == nil })
  }

  @Test func pollsUseOneConnectionAgain() throws {
    let server = try LoopbackServer { _ in [.send(Answers.response())] }
    defer { server.stop() }
    let rig = try PollRig([Feed.http(server.url(), schedule: Feed.quick)])
    for _ in 0..<5 { #expect(try rig.next().isGood) }
    #expect(server.connections == 1)
  }

  @Test func aPostCarriesItsBodyHeadersAndToken() throws {
    let scratch = try Scratch()
    try scratch.write("token", "  s3cret\n")
    let server = try LoopbackServer { _ in [.send(Answers.response())] }
    defer { server.stop() }
    let rig = try PollRig(
      [
        Feed.http(server.url()) {
          $0.body = #"{"page":1}"#
          $0.headers = [HTTPRequest.Header(name: "X-Site", value: "hanggin")]
          $0.token = .file("token")
        }
      ], folder: scratch.path)
    _ = try rig.next()
    let request = try #require(server.requests.first)
    #expect(request.method == "POST" && request.body == #"{"page":1}"#)
    #expect(request.headers["x-site"] == "hanggin")
    #expect(request.headers["authorization"] == "Bearer s3cret")
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["user-agent"] == "watchfloor/test")
  }

  @Test func theTokenIsReadAnewAtEachPoll() throws {
    let scratch = try Scratch()
    try scratch.write("token", "old")
    let server = try LoopbackServer { _ in [.send(Answers.response())] }
    defer { server.stop() }
    let source = Feed.http(server.url(), schedule: Feed.quick) { $0.token = .file("token") }
    let rig = try PollRig([source], folder: scratch.path)
    _ = try rig.next()
    try scratch.write("token", "new")
    _ = try rig.next { _ in server.requests.last?.headers["authorization"] == "Bearer new" }
  }

  @Test(arguments: ["", "two\nlines"])
  func aTokenThatCannotBeUsedStopsTheRequest(text: String) throws {
    let scratch = try Scratch()
    try scratch.write("token", text)
    let server = try LoopbackServer { _ in [.send(Answers.response())] }
    defer { server.stop() }
    let rig = try PollRig([Feed.http(server.url()) { $0.token = .file("token") }], folder: scratch.path)
    #expect(try rig.next().kind == .token)
    #expect(server.requests.isEmpty)
  }

  @Test func aRedirectIsFollowedAndKeepsTheTokenAtItsOrigin() throws {
    let scratch = try Scratch()
    try scratch.write("token", "s3cret")
    let server = try LoopbackServer { request in
      [.send(request.target == "/old" ? Answers.redirect(to: "/new") : Answers.response())]
    }
    defer { server.stop() }
    let rig = try PollRig([Feed.http(server.url("/old")) { $0.token = .file("token") }], folder: scratch.path)
    #expect(try rig.next().isGood)
    #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer s3cret", "Bearer s3cret"])
  }

  @Test func aRedirectToAnotherOriginGetsNoTokenHeaderOrBody() throws {
    let scratch = try Scratch()
    try scratch.write("token", "s3cret")
    let other = try LoopbackServer { _ in [.send(Answers.response())] }
    defer { other.stop() }
    let target = other.url("/elsewhere")
    let server = try LoopbackServer { _ in [.send(Answers.redirect(to: target, "307 Temporary Redirect"))] }
    defer { server.stop() }
    let rig = try PollRig(
      [
        Feed.http(server.url()) {
          $0.token = .file("token")
          $0.tokenHeader = "X-Key"
          $0.headers = [HTTPRequest.Header(name: "X-Site", value: "hanggin")]
          $0.body = "secret body"
        }
      ], folder: scratch.path)
    #expect(try rig.next().isGood)
    let request = try #require(other.requests.first)
    #expect(request.headers["x-key"] == nil && request.headers["x-site"] == nil && request.body == "")
  }

  @Test func aRedirectLoopEnds() throws {
    let server = try LoopbackServer { _ in [.send(Answers.redirect(to: "/again"))] }
    defer { server.stop() }
    let rig = try PollRig([Feed.http(server.url()) { $0.redirectLimit = 3 }])
    #expect(try rig.next().kind == .redirectLoop)
    #expect(server.requests.count == 4)
  }

  @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x"])
  func aRedirectAwayFromTheWebIsRefused(target: String) throws {
    let server = try LoopbackServer { _ in [.send(Answers.redirect(to: target))] }
    defer { server.stop() }
    let rig = try PollRig([Feed.http(server.url())])
    #expect(try rig.next().kind == .forbiddenAddress)
  }

  @Test func numberedPagesAreReadUntilTheTotal() throws {
    let server = try LoopbackServer { request in
      [.send(Answers.good(#"{"total":3,"rows":"# + Answers.row + "}"))]
    }
    defer { server.stop() }
    let mapping = JSONMapping(
      root: JSONPath("rows"), row: Feed.row,
      paging: .number(parameter: "page", first: 1, total: JSONPath("total"), size: 1, limit: 10))
    let rig = try PollRig([Feed.http(server.url("/list?k=v"), format: .json(mapping))])
    #expect(try rig.next().batch?.readings.count == 3)
    #expect(server.requests.map(\.target) == ["/list?k=v&page=1", "/list?k=v&page=2", "/list?k=v&page=3"])
  }

  @Test func aLostLaterPageKeepsTheRowsAndIsNotGood() throws {
    let server = try LoopbackServer { request in
      request.target.hasSuffix("page=2")
        ? [.send(Answers.response("500 Oops", ""))]
        : [.send(Answers.good(#"{"total":3,"rows":"# + Answers.row + "}"))]
    }
    defer { server.stop() }
    let mapping = JSONMapping(
      root: JSONPath("rows"), row: Feed.row,
      paging: .number(parameter: "page", first: 1, total: JSONPath("total"), size: 1, limit: 10))
    let outcome = try PollRig([Feed.http(server.url(), format: .json(mapping))]).next()
    #expect(outcome.batch?.readings.count == 1)
    #expect(!outcome.isGood)
  }

  @Test func theGreatestKeySeenIsSentWithTheNextPoll() throws {
    let server = try LoopbackServer { _ in [.send(Answers.response())] }
    defer { server.stop() }
    let mapping = JSONMapping(
      root: JSONPath(""), row: Feed.row, incremental: .init(parameter: "since", field: "time"))
    let rig = try PollRig([Feed.http(server.url("/f"), format: .json(mapping), schedule: Feed.quick)])
    _ = try rig.next()
    _ = try rig.next()
    #expect(server.requests.prefix(2).map(\.target) == ["/f", "/f?since=1790000000"])
  }
}
