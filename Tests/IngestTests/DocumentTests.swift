import CitySafety
import Formats
import Testing

@testable import Ingest

/// An Atom index and the CAP documents that it links to.
private enum Warnings {
  static func index(_ links: [String]) -> String {
    let entries = links.enumerated().map { number, link in
      """
      <entry><id>urn:\(number)</id><title>t</title><updated>2026-11-23T00:00:00Z</updated>
      <link href="\(link)" type="application/cap+xml"/></entry>
      """
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <feed xmlns="http://www.w3.org/2005/Atom"><id>urn:i</id><title>i</title>
      <updated>2026-11-23T00:00:00Z</updated>\(entries.joined())</feed>
      """
  }

  static func document(_ name: String) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>\(name)</identifier><sender>a@b</sender>
    <sent>2026-11-23T08:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
    <info><category>Met</category><event>Fog</event><urgency>Expected</urgency><severity>Minor</severity>
    <certainty>Likely</certainty><area><areaDesc>X</areaDesc></area></info></alert>
    """
  }
}

@Suite(.serialized) struct IndexDocuments {
  @Test func theDocumentsOfAnIndexAreFetchedOnceAndComeInOneOutcome() throws {
    let server = try LoopbackServer { request in
      request.target == "/feeds/index.xml"
        ? [.send(Answers.good(Warnings.index(["../cap/a.xml", "/cap/b.xml"])))]
        : [.send(Answers.good(Warnings.document(request.target)))]
    }
    defer { server.stop() }
    let rig = try PollRig([Feed.http(server.url("/feeds/index.xml"), format: .cap, schedule: Feed.quick)])
    #expect(try rig.next().batch?.warnings.map(\.identifier) == ["/cap/a.xml", "/cap/b.xml"])
    #expect(try rig.next().batch?.warnings.isEmpty == true)
    #expect(server.requests.filter { $0.target.hasPrefix("/cap") }.count == 2)
  }

  @Test func aLostDocumentIsInQuarantineAndTheOthersCount() throws {
    let server = try LoopbackServer { request in
      switch request.target {
      case "/index": [.send(Answers.good(Warnings.index(["/a", "/b"])))]
      case "/a": [.send(Answers.response("404 Not Found", "gone"))]
      default: [.send(Answers.good(Warnings.document("b")))]
      }
    }
    defer { server.stop() }
    let outcome = try PollRig([Feed.http(server.url("/index"), format: .cap)]).next()
    #expect(outcome.batch?.warnings.map(\.identifier) == ["b"])
    #expect(outcome.quarantine.map(\.reason) == [.transport(.status(404))])
    #expect(outcome.isGood)
  }

  @Test func aLongIndexIsReadInBoundedPollsWithoutWaiting() throws {
    let links = (0..<(IngestLimits.documentsPerPoll + 5)).map { "/cap/\($0)" }
    let server = try LoopbackServer { request in
      request.target == "/index"
        ? [.send(Answers.response(headers: ["ETag: \"i\""], Warnings.index(links)))]
        : [.send(Answers.good(Warnings.document(request.target)))]
    }
    defer { server.stop() }
    let rig = try PollRig([Feed.http(server.url("/index"), format: .cap)])
    #expect(try rig.next().batch?.warnings.count == IngestLimits.documentsPerPoll)
    #expect(try rig.next().batch?.warnings.count == 5)
  }

  @Test func aLinkToAnotherServerGetsNoToken() throws {
    let scratch = try Scratch()
    try scratch.write("token", "s3cret")
    let other = try LoopbackServer { _ in [.send(Answers.good(Warnings.document("x")))] }
    defer { other.stop() }
    let link = other.url("/x")
    let server = try LoopbackServer { _ in
      [.send(Answers.good(Warnings.index([link, "file:///etc/passwd"])))]
    }
    defer { server.stop() }
    let source = Feed.http(server.url("/index"), format: .cap) { $0.token = .file("token") }
    let outcome = try PollRig([source], folder: scratch.path).next()
    #expect(outcome.batch?.warnings.count == 1)
    #expect(other.requests.map { $0.headers["authorization"] } == [nil])
  }
}
