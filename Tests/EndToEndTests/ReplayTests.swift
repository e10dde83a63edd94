import Alarms
import CitySafety
import Glibc
import Operations
import Testing

/// The recorded files of the real world, served by a plain web server; some machines do not have them.
enum RecordedData {
  static let folder: String? = {
    var places = ["../shared/data/open", Program.root + "/../shared/data/open"]
    if let place = getenv("WATCHFLOOR_SHARED") { places.insert(String(cString: place) + "/data/open", at: 0) }
    return places.first { access($0, R_OK) == 0 }
  }()

  static var isHere: Bool { folder != nil }
}

/// `sites/replay` in a console, with a server for its files and a clock that starts at a time.
private struct Replay {
  /// Warnings that the files hold: 27 and 1 of the national lists, 5 of CAP.
  static let warningsInAll = 33

  let terminal: Tmux
  let server: WebServer
  let view: StoreView
  let scratch: ScratchFolder
  let site: String
  var store: String { scratch.path + "/replay.sqlite" }

  /// `edit` changes the text of `sources.toml`.
  init(now: String?, edit: (String) -> String = { $0 }) throws {
    scratch = try ScratchFolder()
    site = scratch.path + "/site"
    _ = try Program.run(["-rL", Program.root + "/sites/replay", site], program: "cp")
    try scratch.write("site/sources.toml", edit(Recording.read(site + "/sources.toml")))
    server = try WebServer.serving(RecordedData.folder ?? "")
    terminal = try Tmux(
      columns: 200, rows: 60,
      command: [
        Program.path, "console", site, "--store", scratch.path + "/replay.sqlite", "--demo", "--set",
        "data=" + server.url,
      ] + (now.map { ["--now", $0] } ?? []))
    view = try StoreView(site: site, store: scratch.path + "/replay.sqlite")
  }

  /// Waits until every source of these was answered well.
  func heard(_ sources: String...) -> Bool {
    view.wait { view in sources.allSatisfy { view.health($0)?.lastSuccess != nil } }
  }

  var warnings: [Alarm] {
    view.snapshot.alarms.all.filter { if case .warning = $0.key { true } else { false } }
  }

  var quakes: [Alarm] {
    view.snapshot.alarms.all.filter { if case .earthquake = $0.key { true } else { false } }
  }

  func export(_ what: String) throws -> String {
    try Program.run(["db", "export", site, "--store", store, what, "--format", "jsonl", "--lang", "en"])
      .output
  }
}

@Suite(.serialized, .enabled(if: RecordedData.isHere, "the recorded data are not beside the package"))
struct ReplayTests {
  @Test func quakesOfTheUSGSAlarmByTheSitesRulesAndBlastsNever() throws {
    let replay = try Replay(now: "2018-02-07T02:00:00Z")
    #expect(replay.heard("usgs"))
    #expect(replay.view.wait { _ in replay.quakes.count == 53 }, "\(replay.quakes.count)")
    #expect(replay.quakes.count { $0.gradeNow == .red } == 1)
    let never = replay.view.snapshot.earthquakes.filter { !$0.isNatural || $0.magnitude == nil }
    #expect(!never.isEmpty)
    for quake in never {
      #expect(
        !replay.quakes.contains { $0.key == .earthquake(identifier: quake.identifier) }, "\(quake.place)")
    }
    let screen = try replay.terminal.wait(for: "Hualian, Taiwan")
    #expect(screen.isMet, "\(screen.screen)")
    try replay.terminal.send("6")
    try replay.terminal.send("z")
    try replay.terminal.send("]")
    try replay.terminal.send("]")
    let blast = try replay.terminal.wait { $0.contains("[地震") && $0.contains("km E of Hualian, Taiwan") }
    #expect(blast.isMet, "\(blast.screen)")
  }

  @Test func quakesOfTheCENCAlarm() throws {
    let replay = try Replay(now: "2019-12-12T02:30:00Z")
    #expect(replay.heard("cenc"))
    #expect(replay.view.wait { _ in replay.quakes.count == 5 })
    #expect(
      replay.quakes.map(\.gradeNow).sorted { $0.rawValue < $1.rawValue } == [
        .orange, .yellow, .blue, .blue, .blue,
      ])
    #expect(try replay.terminal.wait(for: "江苏盐城市东台市海域").isMet)
  }

  @Test func nationalWarningsAlarmInTheirOwnColours() throws {
    let replay = try Replay(now: "2026-09-19T17:00:00Z")
    #expect(replay.heard("nmc", "alarms-12379"))
    #expect(replay.view.wait { _ in replay.warnings.count == 27 })
    #expect(replay.warnings.count { $0.gradeNow == .orange } == 2)
    #expect(replay.warnings.count { $0.gradeNow == .yellow } == 23)
    #expect(replay.warnings.count { $0.gradeNow == .blue } == 2)
    // So many at once are a flood, which groups them: one of them is found by a filter.
    try replay.terminal.type("/仪陇县气象台")
    let screen = try replay.terminal.wait { screen in
      screen.split(separator: "\n").contains { $0.contains("2橙") && $0.contains("仪陇县气象台发布暴雨橙色") }
    }
    #expect(screen.isMet, "\(screen.screen)")
  }

  @Test(arguments: [
    ("2003-06-17T22:30:00Z", "cap-thunderstorm", Grade.orange),
    ("2010-08-31T06:00:00Z", "cap-earthquake", .blue),
    ("2011-10-05T14:00:00Z", "cap-australia", .blue), ("2012-05-02T23:40:00Z", "cap-canada", .blue),
  ])
  func anOASISWarningAlarmsByTheSeverityTableAndOnlyInItsTime(now: String, source: String, grade: Grade)
    throws
  {
    let replay = try Replay(now: now)
    #expect(
      replay.heard("cap-thunderstorm", "cap-earthquake", "cap-australia", "cap-canada", "nmc", "cap-amber"))
    #expect(replay.view.wait { $0.snapshot.warnings.count == Replay.warningsInAll })
    #expect(replay.warnings.map(\.source) == [source])
    #expect(replay.warnings.map(\.gradeNow) == [grade])
  }

  @Test func whatIsLongPastIsShownAndDoesNotAlarm() throws {
    let replay = try Replay(now: nil)
    #expect(replay.heard("usgs", "cenc", "cap-thunderstorm", "cap-earthquake", "cap-australia", "nmc"))
    #expect(
      replay.view.wait {
        $0.snapshot.warnings.count == Replay.warningsInAll && $0.snapshot.earthquakes.count == 200
      })
    #expect(replay.warnings.isEmpty)
    #expect(replay.quakes.isEmpty)
    try replay.terminal.send("6")
    try replay.terminal.send("z")
    try replay.terminal.send("]")
    let screen = try replay.terminal.wait { $0.contains("[预警") && $0.contains("2003-06-18 05:57 已过期") }
    #expect(screen.isMet, "\(screen.screen)")
  }

  @Test func crowdCountsKeepTheirTrueAge() throws {
    let replay = try Replay(now: "2025-11-25T00:05:00Z")
    #expect(replay.heard("shanghai-crowd", "usgs-water"))
    let fresh = try #require(replay.view.latest("spot-57"))
    #expect(fresh.value == 1066)
    let now = Instant(seconds: 1_764_029_100)
    #expect(fresh.measured.age(at: now) < .minutes(30))
    let old = try #require(replay.view.latest("spot-582"))
    #expect(old.measured.age(at: now) > .hours(24 * 140))
    try replay.terminal.send("4")
    try replay.terminal.send("z")
    let screen = try replay.terminal.wait { screen in
      screen.split(separator: "\n").contains { $0.contains("上海少年儿童图书馆") && $0.contains("陈旧 145d") }
    }
    #expect(screen.isMet, "\(screen.screen)")
    #expect(screen.screen.split(separator: "\n").contains { $0.contains("上海大宁公园") && !$0.contains("陈旧") })
  }

  @Test func aHydrologySeriesIsInItsUnitWithItsAge() throws {
    let replay = try Replay(now: nil)
    #expect(replay.heard("usgs-water"))
    let flow = try #require(replay.view.latest("usgs-03339000"))
    #expect(flow.quality == .good && flow.value > 0 && flow.value < 1)
    try replay.terminal.send("3")
    try replay.terminal.send("z")
    let screen = try replay.terminal.wait { screen in
      screen.split(separator: "\n").contains { $0.contains("m3/s") && $0.contains("陈旧") }
    }
    #expect(screen.isMet, "\(screen.screen)")
  }

  @Test func twoSeriesAreReplayedAgainstTheClockThoughTheirFilesNeverChange() throws {
    // A row a second instead of a row a minute.
    let replay = try Replay(now: nil) { text in
      text.replacing("interval-s = 30", with: "interval-s = 1").replacing(
        "replay-speed = 30.0", with: "replay-speed = 1800.0"
      )
      .replacing("replay-speed = 5.0", with: "replay-speed = 300.0")
    }
    var taxi: [Double] = []
    var machine: [Double] = []
    func note(_ id: String, _ seen: inout [Double]) {
      if let value = replay.view.latest(id)?.value, seen.last != value { seen.append(value) }
    }
    let moved = replay.view.wait { _ in
      note("nyc-taxi", &taxi)
      note("machine-temperature", &machine)
      return taxi.count >= 3 && machine.count >= 3
    }
    #expect(moved, "\(taxi) \(machine)")
    let latest = try #require(replay.view.latest("nyc-taxi"))
    #expect(latest.measured.age(at: Instant(seconds: Int64(SmallSite.now()))) < .seconds(10))
    #expect([10844, 8127, 6210, 4656, 3820, 2873].filter(taxi.contains).count >= 2, "\(taxi)")
  }

  @Test func attacksAndInvalidDocumentsAreInQuarantineAndSaid() throws {
    let replay = try Replay(now: nil)
    #expect(
      replay.view.wait { view in
        ["cap-attack", "cap-invalid"].allSatisfy { (view.health($0)?.failures ?? 0) > 0 }
      })
    let kept = try replay.export("quarantine")
    #expect(kept.contains("\"source\":\"cap-attack\",\"reason\":\"forbiddenMarkup\""), "\(kept.prefix(2000))")
    #expect(kept.contains("\"source\":\"cap-invalid\",\"reason\":"))
    // <!DOCTYPE in the bytes that were kept.
    #expect(kept.contains("3C21444F4354595045"))
    try replay.terminal.send("6")
    try replay.terminal.send("z")
    let screen = try replay.terminal.wait { $0.contains("文档含 DOCTYPE，按规定拒收") && $0.contains("未成功") }
    #expect(screen.isMet, "\(screen.screen)")
  }
}
