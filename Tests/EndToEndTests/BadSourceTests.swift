import Alarms
import CitySafety
import Glibc
import Operations
import Testing

/// The built program against servers that behave badly, and against every way of asking.
@Suite(.serialized) struct BadSourceTests {
  // MARK: Bad answers

  /// What each path of the server answers, and the words that a person reads.
  private static let bad: [(path: String, words: String)] = [
    ("/html", "HTML"), ("/cut", "Answer cut short"), ("/loop", "Too many redirects"),
    ("/file", "Address is not http or https"), ("/drip", "No complete answer in time"),
    ("/large", "Larger than the limit"), ("/bomb", "Larger than the limit"),
    ("/squeezed", "Compressed body cannot be unpacked"), ("/reset", "Connection broken"),
    ("/other", "Answer is not HTTP"), ("/broken", "Upstream error (500)"),
    ("/missing", "No such address (404)"),
    ("/empty", "empty"),
  ]

  private static func badAnswer(_ request: WebServer.Request) -> WebServer.Reply {
    switch request.path {
    case "/good": .text(FeedSource.row("g1", "60"))
    case "/html": .text("<!DOCTYPE html><html><body>\u{1B}]0;owned\u{7}log in</body></html>")
    case "/cut": .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\ncode,value,time\n".utf8))
    case "/loop": .answer(status: 302, headers: ["Location: /loop"])
    case "/file": .answer(status: 302, headers: ["Location: file:///etc/passwd"])
    case "/drip": .drip
    case "/large": .answer(body: [UInt8](repeating: 0x31, count: 20 << 20))
    case "/bomb": .answer(headers: ["Content-Encoding: deflate"], body: Squeezed.zeros(megabytes: 40))
    case "/squeezed": .answer(headers: ["Content-Encoding: gzip"], body: Array("not squeezed".utf8))
    case "/reset": .reset
    case "/other": .raw(Array("SSH-2.0-OpenSSH_9.9\r\n".utf8))
    case "/broken": .answer(status: 500, body: Array("boom".utf8))
    case "/empty": .answer(body: [])
    default: .answer(status: 404, body: Array("nothing here".utf8))
    }
  }

  @Test func everyBadAnswerIsSaidInWordsWhileTheGoodSourceLivesOn() throws {
    let server = try WebServer { BadSourceTests.badAnswer($0) }
    var sources = [FeedSource(id: "good", transport: FeedSource.http(server.url + "/good"), codes: ["g1"])]
    for (path, _) in BadSourceTests.bad {
      sources.append(FeedSource(id: "bad-" + path.dropFirst(), transport: FeedSource.http(server.url + path)))
    }
    sources.append(FeedSource(id: "refused", transport: FeedSource.http("http://127.0.0.1:1/")))
    sources.append(FeedSource(id: "gone", transport: "[source.file]\npath = \"gone.csv\"\n"))
    sources.append(
      FeedSource(id: "token", transport: FeedSource.http(server.url + "/good", "token-file = \"no-token\"")))
    let site = try FeedSite(sources)
    let terminal = try site.console(["--lang", "en"])
    #expect(try terminal.wait(for: "60.0 %LEL").isMet)
    try terminal.send("6")
    try terminal.send("z")
    let words =
      BadSourceTests.bad.map(\.words) + [
        "Connection refused", "File or folder missing", "Token unavailable", "failing",
      ]
    let screen = try terminal.wait { screen in words.allSatisfy(screen.contains) }
    #expect(screen.isMet, "\(words.filter { !screen.screen.contains($0) }) \(screen.screen)")
    #expect(!screen.screen.contains("passwd:"))
    let view = try site.view()
    #expect(view.wait { $0.health("good")?.state == .live })
    let kept = try Program.run(
      ["db", "export", site.small.path, "--store", site.small.store, "quarantine", "--format", "jsonl"]
    ).output
    for (source, reason) in [
      ("bad-html", "malformed"), ("bad-cut", "truncated"), ("bad-large", "too-large"),
      ("bad-bomb", "too-large"),
      ("bad-broken", "status-500"), ("bad-missing", "status-404"), ("bad-drip", "timeout"),
    ] {
      #expect(kept.contains("\"source\":\"\(source)\",\"reason\":\"\(reason)\""), "\(source) \(reason)")
    }
  }

  @Test func rowsThatWereNotUnderstoodAreCountedAndSaidBesideTheGoodOnes() throws {
    let time = SmallSite.now()
    let text = """
      code,value,time
      g1,nan,\(time - 9)
      g1,1e999,\(time - 8)
      g1,7,yesterday
      stranger,1,\(time)
      g1,8,\(time - 5)
      g1,6,\(time - 7)
      g1,8,\(time - 5)
      g1,99,\(time + 864_000)

      """
    let server = try WebServer { _ in .text(text) }
    let site = try FeedSite([
      FeedSource(id: "rows", transport: FeedSource.http(server.url + "/rows"), codes: ["g1"])
    ])
    let owner = try Owner(site.small)
    let view = try site.view()
    #expect(view.wait { ($0.health("rows")?.quarantined ?? 0) >= 3 })
    #expect(view.health("rows")?.state != .lost)
    #expect(view.health("rows")?.failure.en.contains("not understood") == true)
    let kept = try Program.run(
      ["db", "export", site.small.path, "--store", site.small.store, "quarantine", "--format", "jsonl"]
    ).output
    for reason in ["badNumber", "badTime", "unknownSensor"] {
      #expect(kept.contains("\"\(reason)\""), "\(reason)")
    }
    // A reading from the future raises nothing, whatever it says.
    #expect(view.snapshot.alarms.all.isEmpty)
    #expect(try owner.stop() == 0)
  }

  @Test func noControlCharacterOfAFeedReachesTheTerminal() throws {
    let server = try WebServer { request in
      switch request.path {
      case "/rows": .text("code,value,time\n\u{1B}]0;owned\u{7}x,1,1\ng1,\u{1B}[2J\u{1B}]0;owned\u{7},1\n")
      case "/page": .text("<html>\u{1B}]0;owned\u{7}\u{9B}2J</html>")
      default:
        .text(
          BadSourceTests.alert("a1", headline: "Gale \u{202E}\u{200B}\u{9B}2J warning", area: "Here\u{202E}"))
      }
    }
    let site = try FeedSite([
      FeedSource(id: "rows", transport: FeedSource.http(server.url + "/rows"), codes: ["g1"]),
      FeedSource(id: "page", transport: FeedSource.http(server.url + "/page")),
      FeedSource(id: "cap", format: "cap", transport: FeedSource.http(server.url + "/cap"), mapping: ""),
    ])
    let raw = site.small.folder.path + "/raw"
    let terminal = try site.console(["--lang", "en"])
    try terminal.record(to: raw)
    #expect(try terminal.wait(for: "Gale").isMet)
    for key in ["6", "z", "C-l", "]", "C-l", "]", "F2", "0", "Enter", "7", "C-l"] { try terminal.send(key) }
    #expect(try terminal.wait(for: "Gale").isMet)
    let bytes = Recording.read(raw)
    #expect(bytes.contains("Gale"))
    for mark in ["\u{1B}]0;owned", "\u{202E}", "\u{200B}", "\u{9B}"] {
      #expect(!bytes.unicodeScalars.contains(sequence: mark), "\(mark.unicodeScalars.map(\.value))")
    }
  }

  // MARK: Messages that never alarm

  private static func alert(
    _ identifier: String, headline: String = "Gale", area: String = "Here", status: String = "Actual",
    type: String = "Alert", sent: Int = 0, expires: Int = 3600, references: String = ""
  ) -> String {
    let now = Int64(SmallSite.now())
    let times = [sent, expires].map { Instant(seconds: now + Int64($0)).iso8601(at: .utc) }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>\(identifier)</identifier>
      <sender>weather</sender><sent>\(times[0])</sent><status>\(status)</status><msgType>\(type)</msgType>
      <scope>Public</scope>\(references.isEmpty ? "" : "<references>\(references)</references>")
      <info><category>Met</category><event>Gale</event><urgency>Immediate</urgency><severity>Extreme</severity>
      <certainty>Observed</certainty><expires>\(times[1])</expires><headline>\(headline)</headline>
      <area><areaDesc>\(area)</areaDesc></area></info></alert>
      """
  }

  @Test func testExerciseCancelExpiredAndFutureWarningsNeverAlarm() throws {
    let alerts = [
      "real": BadSourceTests.alert("real"), "test": BadSourceTests.alert("test", status: "Test"),
      "exercise": BadSourceTests.alert("exercise", status: "Exercise"),
      "expired": BadSourceTests.alert("expired", sent: -7200, expires: -1),
      "ahead": BadSourceTests.alert("ahead", sent: 90_000, expires: 99_000),
      "cancel": BadSourceTests.alert(
        "cancel", type: "Cancel", references: "weather,other,2026-01-01T00:00:00+00:00"),
    ]
    let server = try WebServer { .text(alerts[String($0.path.dropFirst())] ?? "") }
    let site = try FeedSite(
      alerts.keys.sorted().map {
        FeedSource(id: $0, format: "cap", transport: FeedSource.http(server.url + "/" + $0), mapping: "")
      })
    let owner = try Owner(site.small)
    let view = try site.view()
    #expect(view.wait { view in alerts.keys.allSatisfy { view.health($0)?.lastSuccess != nil } })
    #expect(view.wait { $0.snapshot.warnings.count == alerts.count })
    #expect(view.snapshot.alarms.all.map(\.key) == [.warning(identifier: "real")])
    #expect(try owner.stop() == 0)
  }

  @Test func blastsAndNullMagnitudesNeverAlarmHoweverNear() throws {
    let milliseconds = SmallSite.now() * 1000
    func feature(_ id: String, _ magnitude: String, _ type: String) -> String {
      """
      {"type":"Feature","id":"\(id)","properties":{"mag":\(magnitude),"place":"\(id)","time":\(milliseconds),\
      "updated":\(milliseconds),"status":"reviewed","type":"\(type)"},\
      "geometry":{"type":"Point","coordinates":[108.73,39.83,10]}}
      """
    }
    let features = [
      feature("quake", "6.5", "earthquake"), feature("blast", "6.5", "quarry blast"),
      feature("explosion", "7.5", "explosion"), feature("unmeasured", "null", "earthquake"),
    ]
    let body = "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}"
    let server = try WebServer { _ in .text(body) }
    let site = try FeedSite([
      FeedSource(
        id: "usgs", format: "usgs-geojson", transport: FeedSource.http(server.url + "/"), mapping: "")
    ])
    let terminal = try site.console()
    let view = try site.view()
    #expect(view.wait { $0.snapshot.earthquakes.count == 4 && !$0.snapshot.alarms.all.isEmpty })
    #expect(view.snapshot.alarms.all.map(\.key) == [.earthquake(identifier: "usgs:quake")])
    try terminal.send("6")
    try terminal.send("z")
    try terminal.send("]")
    try terminal.send("]")
    let screen = try terminal.wait { $0.contains("非天然 blast") && $0.contains("M--") }
    #expect(screen.isMet, "\(screen.screen)")
  }
}

extension Tmux {
  /// Copies what the program sends to the terminal into a file, byte for byte.
  func record(to file: String) throws {
    try pipe("cat > '\(file)'")
  }
}

extension String.UnicodeScalarView {
  /// By scalars, because a control character joins no cluster.
  fileprivate func contains(sequence text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    let all = Array(self)
    guard all.count >= wanted.count else { return false }
    return (0...(all.count - wanted.count)).contains {
      all[$0] == wanted[0] && Array(all[$0..<$0 + wanted.count]) == wanted
    }
  }
}
