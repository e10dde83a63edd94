import Alarms
import CitySafety
import Glibc
import Operations
import Synchronization
import Testing

/// Sources that die and come back, and every way of asking one.
@Suite(.serialized) struct SourceLifeTests {
  // MARK: Dead sources

  @Test func aSourceThatDiesIsOneAlarmAndComesBack() throws {
    let isDown = Mutex(false)
    let server = try WebServer { _ in
      isDown.withLock { $0 }
        ? .answer(status: 503) : .text(FeedSource.row("g1", "5") + "g2,5,\(SmallSite.now())\n")
    }
    let site = try FeedSite([
      FeedSource(
        id: "wells", transport: FeedSource.http(server.url + "/"), codes: ["g1", "g2", "g3"], stale: 2,
        lost: 4)
    ])
    let owner = try Owner(site.small)
    let view = try site.view()
    #expect(view.wait { $0.health("wells")?.state == .live && $0.latest("wells-g1")?.value == 5 })
    isDown.withLock { $0 = true }
    #expect(view.wait { $0.health("wells")?.state == .stale })
    #expect(view.snapshot.alarms.all.isEmpty)
    #expect(view.wait { $0.health("wells")?.state == .lost && !$0.snapshot.alarms.all.isEmpty })
    #expect(view.snapshot.alarms.all.map(\.key) == [.sourceLost(source: "wells")])
    isDown.withLock { $0 = false }
    #expect(view.wait { $0.health("wells")?.state == .live })
    #expect(view.wait { $0.snapshot.alarms.all.allSatisfy { $0.condition == .normal } })
    #expect(view.snapshot.alarms.all.count == 1)
    #expect(view.snapshot.alarms.all.first?.occurrence == 1)
    #expect(try owner.stop() == 0)
  }

  @Test func fiftyDeadSourcesDelayNeitherTheLiveOneNorAKey() throws {
    let server = try WebServer { request in
      request.path == "/live" ? .text(FeedSource.row("g1", "5")) : .drip
    }
    var sources = [FeedSource(id: "live", transport: FeedSource.http(server.url + "/live"), codes: ["g1"])]
    for index in 1...50 {
      sources.append(FeedSource(id: "dead-\(index)", transport: FeedSource.http(server.url + "/dead")))
    }
    let site = try FeedSite(sources)
    let terminal = try site.console()
    let view = try site.view()
    #expect(view.wait { _ in server.count(of: "/dead") >= 50 })
    let before = server.count(of: "/live")
    let start = view.latest("live-g1")?.measured
    // A poll a second goes on while the others drip.
    #expect(view.wait(deadline: 15) { _ in server.count(of: "/live") >= before + 4 })
    #expect(view.wait(deadline: 5) { $0.latest("live-g1")?.measured != start })
    #expect(view.health("live")?.state == .live)
    for (key, words) in [("6", "6 数据源"), ("?", "下一条未确认（任一板块）")] {
      try terminal.send(key)
      let shown = try terminal.wait(for: words, deadline: 2)
      #expect(shown.isMet, "\(shown.screen)")
    }
  }

  // MARK: Every way of asking

  @Test func postHeadersTokenPagingAndIncrementalKeysBringTheirValues() throws {
    let server = try WebServer { request in
      let time = SmallSite.now()
      switch request.path {
      case "/post":
        let isAllowed =
          request.method == "POST" && request.body == "{\"q\":1}" && request.headers["x-centre"] == "hq"
          && request.headers["authorization"] == "Bearer s3cret"
        return isAllowed
          ? .text("{\"code\":0,\"rows\":[{\"code\":\"p\",\"value\":\"1.5\",\"time\":\(time)}]}")
          : .answer(status: 401)
      case "/pages":
        let page = request.target.split(separator: "=").last.flatMap { Int($0) } ?? 0
        return .text("{\"total\":3,\"rows\":[{\"code\":\"n\(page)\",\"value\":\(page),\"time\":\(time)}]}")
      default:
        let since = request.target.split(separator: "=").last.flatMap { Int($0) } ?? 0
        return .text(
          "{\"rows\":[{\"code\":\"i\",\"value\":\(since % 90),\"id\":\(since + 1),\"time\":\(time)}]}")
      }
    }
    let post =
      "method = \"POST\"\nbody = \"{\\\"q\\\":1}\"\ntoken-file = \"token\"\n[source.http.headers]\nX-Centre = \"hq\""
    let site = try FeedSite([
      FeedSource(
        id: "post", format: "json", transport: FeedSource.http(server.url + "/post", post),
        mapping: FeedSource.json("success-path = \"code\"\nsuccess-values = [\"0\"]"), codes: ["p"]),
      FeedSource(
        id: "pages", format: "json", transport: FeedSource.http(server.url + "/pages"),
        mapping: FeedSource.json(
          "paging = \"number\"\npage-parameter = \"page\"\npage-size = 1\npage-total = \"total\""),
        codes: ["n1", "n2", "n3"]),
      FeedSource(
        id: "since", format: "json", transport: FeedSource.http(server.url + "/since"),
        mapping: FeedSource.json("incremental-parameter = \"since\"\nincremental-field = \"id\""),
        codes: ["i"]),
    ])
    try site.small.folder.write("site/token", "s3cret\n")
    let owner = try Owner(site.small)
    let view = try site.view()
    #expect(view.wait { $0.latest("post-p")?.value == 1.5 })
    #expect(view.wait { view in (1...3).allSatisfy { view.latest("pages-n\($0)")?.value == Double($0) } })
    #expect(view.wait { ($0.latest("since-i")?.value ?? 0) >= 2 })
    #expect(try owner.stop() == 0)
  }

  @Test func filesAndDropFoldersAreReadAndADroppedFileOnlyOnce() throws {
    let site = try FeedSite([
      FeedSource(
        id: "chinese", transport: "[source.file]\npath = \"gb.csv\"\n",
        mapping: """
          [source.csv]
          delimiter = ";"
          decimal-comma = true
          encoding = "gb18030"
          code-field = "站号"
          time-field = "时间"
          time-format = "epoch-s"
          [[source.csv.value]]
          field = "水位"

          """, codes: ["一号站"]),
      FeedSource(
        id: "drop",
        transport:
          "[source.directory]\npath = \"in\"\npattern = \"*.csv\"\ncomplete = \"companion:.ok\"\nmove-to = \"done\"\n",
        codes: ["d"]),
    ])
    let folder = site.small.folder
    try folder.write("site/in/.keep", "")
    try folder.write("site/done/.keep", "")
    let text = "站号;水位;时间\n一号站;3,25;\(SmallSite.now())\n"
    try folder.write("utf8.csv", text)
    let converted = try Program.run(
      ["-c", "iconv -f UTF-8 -t GB18030 \(folder.path)/utf8.csv > \(site.small.path)/gb.csv"], program: "sh")
    #expect(converted.code == 0)
    let owner = try Owner(site.small)
    let view = try site.view()
    #expect(view.wait { $0.latest("chinese-一号站")?.value == 3.25 })
    try folder.write("site/in/one.csv", FeedSource.row("d", "7"))
    #expect(view.wait { ($0.health("drop")?.lastSuccess) != nil })
    // Without its companion the file is not complete.
    #expect(view.latest("drop-d") == nil)
    try folder.write("site/in/one.csv.ok", "")
    #expect(view.wait { $0.latest("drop-d")?.value == 7 })
    #expect(view.wait { _ in access(site.small.path + "/done/one.csv", R_OK) == 0 })
    #expect(access(site.small.path + "/in/one.csv", R_OK) != 0)
    #expect(view.latest("drop-d")?.revisions == 0)
    #expect(try owner.stop() == 0)
  }
}
