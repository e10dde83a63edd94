import Glibc
import Testing

/// The quality figures of the built program, from the command line and in the console.
@Suite(.serialized) struct QualityTests {
  /// A store in which one alarm was raised, with its owner gone.
  private func raised() throws -> SmallSite {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(console: site)
    #expect(try terminal.wait(for: "2橙").isMet)
    kill(try #require(try terminal.childID()), SIGKILL)
    return site
  }

  @Test func theSameJournalAndEndGiveTheSameBytesInEveryForm() throws {
    let site = try raised()
    for form in [["--json"], ["--md"], []] {
      let arguments = ["--until", "2099-01-01T00:00:00Z", "--days", "366"] + form
      let first = try site.run(["kpi"], arguments)
      #expect(first.code == 0, "\(first.errors)")
      #expect(try site.run(["kpi"], arguments).output == first.output)
    }
    let now = try site.run(["kpi"])
    #expect(now.output.contains("alarms 1"))
    #expect(now.output.contains("too little n=0d"))
    #expect(!now.output.split(separator: "\n").contains { $0.contains("  met ") })
  }

  @Test func wrongUsageEndsWith64AndAStoreThatIsNotThereWith74() throws {
    let site = try SmallSite()
    #expect(try site.run(["kpi"], ["--days", "0"]).code == 64)
    #expect(try site.run(["kpi"], ["--days", "367"]).code == 64)
    #expect(try site.run(["kpi"], ["--json", "--md"]).code == 64)
    #expect(try site.run(["kpi"], ["--until", "tomorrow"]).code == 64)
    #expect(try site.run(["kpi"]).code == 74)
  }

  @Test func theConsoleShowsTheFiguresOfItsOwnJournal() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(console: site)
    #expect(try terminal.wait(for: "2橙").isMet)
    try terminal.palette("kpi")
    let shown = try terminal.wait { $0.contains("告警 1 次") && $0.contains("数据不足 n=0d") }
    #expect(shown.isMet, "\(shown.screen)")
    try terminal.send("Escape")
    #expect(try terminal.wait { !$0.contains("数据不足") }.isMet)
  }
}
