import Glibc
import Testing

/// The built program in a real terminal.
@Suite(.serialized) struct ConsoleTests {
  private func console(
    _ site: SmallSite, columns: Int = 120, rows: Int = 40, _ more: [String] = [],
    environment: [String: String] = [:]
  ) throws -> Tmux {
    try Tmux(console: site, columns: columns, rows: rows, more, environment: environment)
  }

  @Test func anAlarmFromAPolledFileIsPaintedAcknowledgedAndKept() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let terminal = try console(site)
    let raised = try terminal.wait(for: "2橙")
    #expect(raised.isMet, "\(raised.screen)")
    try terminal.signIn("lead")
    #expect(try terminal.wait(for: "陈立").isMet)
    try terminal.send("0")
    try terminal.send("a")
    let acknowledged = try terminal.wait(for: "已确认")
    #expect(acknowledged.isMet, "\(acknowledged.screen)")
    let process = try #require(try terminal.childID())
    kill(process, SIGKILL)
    let check = try Program.run([
      "db", "export", site.path, "--store", site.store, "alarms", "--format", "jsonl",
    ])
    #expect(check.output.contains("lead"), "\(check.output)\(check.errors)")
    let verdict = try Program.run(["journal", "verify", site.path, "--store", site.store])
    #expect(verdict.code == 0, "\(verdict.output)\(verdict.errors)")
  }

  @Test func theConsoleFollowsEverySizeAndSaysWhenItIsTooSmall() throws {
    let site = try SmallSite()
    let terminal = try console(site, columns: 80, rows: 24)
    #expect(try terminal.wait(for: "生命线").isMet)
    try terminal.resize(columns: 200, rows: 60)
    #expect(try terminal.wait { $0.split(separator: "\n").contains { $0.count > 120 } }.isMet)
    try terminal.resize(columns: 60, rows: 16)
    #expect(try terminal.wait(for: "60 x 16").isMet)
    try terminal.resize(columns: 120, rows: 40)
    #expect(try terminal.wait(for: "生命线").isMet)
  }

  @Test func theTerminalIsRestoredOnQuitAndOnSIGTERM() throws {
    let site = try SmallSite()
    let quit = try console(site)
    #expect(try quit.wait(for: "生命线").isMet)
    try quit.send("F10")
    _ = try quit.wait { $0.contains("退出") }
    let ended = try quit.wait { screen in
      if screen.contains("[exit 0]") { return true }
      try? quit.send("y")
      return false
    }
    #expect(ended.isMet, "\(ended.screen)")
    let modes = try quit.wait(for: "icanon")
    #expect(modes.isMet && !modes.screen.contains("-icanon"), "\(modes.screen)")

    let killed = try console(site)
    #expect(try killed.wait(for: "生命线").isMet)
    kill(try #require(try killed.childID()), SIGTERM)
    let after = try killed.wait(for: "[exit 143]")
    #expect(after.isMet, "\(after.screen)")
  }

  @Test func aCrashRestoresTheTerminal() throws {
    let site = try SmallSite()
    let terminal = try console(site)
    #expect(try terminal.wait(for: "生命线").isMet)
    kill(try #require(try terminal.childID()), SIGSEGV)
    let after = try terminal.wait(for: "[exit 139]")
    #expect(after.isMet, "\(after.screen)")
    let modes = try terminal.wait(for: "icanon")
    #expect(modes.isMet && !modes.screen.contains("-icanon"), "\(modes.screen)")
  }

  @Test func aTerminalThatCannotDrawIsRefusedWithASentence() throws {
    let site = try SmallSite()
    let terminal = try Tmux(
      columns: 80, rows: 24,
      command: [
        "env", "TERM=dumb", Program.path, "console", site.path, "--store", site.store, "--lang", "en",
      ])
    let ended = try terminal.wait(for: "[exit 69]")
    #expect(ended.isMet, "\(ended.screen)")
  }

  @Test func theConsoleWorksInACLocaleAndWithoutColour() throws {
    let site = try SmallSite()
    let terminal = try Tmux(
      columns: 120, rows: 40,
      command: ["env", "LC_ALL=C", "NO_COLOR=1", Program.path, "console", site.path, "--store", site.store])
    #expect(try terminal.wait(for: "生命线").isMet)
    let screen = try terminal.screen(withAttributes: true)
    #expect(!screen.contains("\u{1B}[38;5"))
  }

  @Test func twoConsolesAttachToOneIngestAndALostOwnerShowsWithinThreeSeconds() throws {
    var site = try SmallSite()
    try site.feed([90, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let first = try console(site, ["--attach-only"])
    let second = try console(site, ["--attach-only", "--lang", "en"])
    #expect(try first.wait(for: "1红").isMet)
    #expect(try second.wait(for: "1红").isMet)
    owner.murder()
    #expect(try first.wait(for: "采集停滞", deadline: 3).isMet)
    #expect(try second.wait(for: "STALLED", deadline: 3).isMet || second.screen().contains("stalled"))
  }

  @Test func aConsoleTakesOverWhenTheOwnerIsLost() throws {
    var site = try SmallSite()
    try site.feed([1, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let terminal = try console(site)
    #expect(try terminal.wait(for: "生命线").isMet)
    owner.murder()
    try site.feed([1, 55, 1, 1], at: SmallSite.now())
    let raised = try terminal.wait(for: "2橙")
    #expect(raised.isMet, "\(raised.screen)")
    let status = try Program.run(["status", site.path, "--store", site.store, "--json"])
    #expect(status.output.contains("\"owner\":true"))
  }

  @Test func watchPrintsTheEventsAsPlainLines() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let end = Deadline(seconds: 20)
    var output = ""
    while !end.isOver && !output.contains("2橙") {
      output = try Program.run(["watch", site.path, "--store", site.store, "--once", "--past", "50"]).output
    }
    #expect(output.contains("2橙"), "\(output)")
    #expect(!output.contains("\u{1B}"))
    #expect(try owner.stop() == 0)
  }
}
