import Glibc
import Testing

/// `watchfloor drill items` and `drill readiness`.
@Suite struct DrillListsTests {
  private let site: SmallSite
  private let environment: [String: String]

  init() throws {
    site = try SmallSite()
    environment = ["XDG_DATA_HOME": site.folder.path + "/share"]
  }

  private func drill(_ arguments: String...) throws -> Program.Result {
    try Program.run(["drill"] + arguments, environment: environment)
  }

  @Test func anItemIsWrittenDownListedAndClosed() throws {
    let path = site.path
    let none = try drill("items", path, "--lang", "en")
    #expect(none.code == 0 && none.output.contains("There are no improvement items."))
    let added = try drill(
      "items", path, "--add", "先问伤亡", "--owner", "陈立", "--due", "2026-12-01", "--today", "2026-11-26")
    #expect(added.code == 0 && added.output == "已记为第 1 号改进项。\n", "\(added.errors)")
    let late = try drill("items", path, "--lang", "en", "--today", "2026-12-02")
    #expect(late.output.contains("先问伤亡  陈立   2026-12-01  overdue"), "\(late.output)")
    let closed = try drill(
      "items", path, "--close", "1", "--by", "张主任", "--note", "已改", "--today", "2026-12-03")
    #expect(closed.code == 0)
    let listed = try drill("items", path, "--json")
    #expect(
      listed.output
        == #"{"number":1,"run":0,"text":"先问伤亡","owner":"陈立","since":"2026-11-26","due":"2026-12-01","#
        + #""state":"closed","closedOn":"2026-12-03","closedBy":"张主任","note":"已改"}"# + "\n")
    let again = try drill("items", path, "--close", "1", "--by", "a", "--note", "b", "--lang", "en")
    #expect(again.code == 1 && again.errors.contains("Item 1 was closed on 2026-12-03 by 张主任."))
  }

  private static let badRequests: [(arguments: [String], code: Int32)] = [
    (["--add", "a"], 64), (["--owner", "a"], 64), (["--close", "1"], 64), (["--by", "a"], 64),
    (["--add", "a", "--owner", "b", "--due", "soon"], 1), (["--close", "1", "--by", "a", "--note", "b"], 1),
    (["--add", "a", "--owner", "b", "--due", "2026-12-01", "--run", "3"], 1), (["--today", "soon"], 64),
  ]

  @Test(arguments: badRequests)
  func whatCannotBeDoneIsSaid(arguments: [String], code: Int32) throws {
    let result = try Program.run(["drill", "items", site.path] + arguments, environment: environment)
    #expect(result.code == code)
    #expect(!result.errors.isEmpty)
  }

  @Test(arguments: ["zh", "en"])
  func readinessNamesEveryPlanOfTheShippedSite(language: String) throws {
    let shown = try drill(
      "readiness", Program.root + "/sites/hanggin", "--lang", language, "--today", "2026-11-26")
    #expect(shown.code == 0, "\(shown.errors)")
    let path = Program.root + "/Tests/Goldens/readiness-hanggin.\(language).txt"
    if Recording.isOn {
      try Recording.write(path, shown.output)
      Issue.record("recorded; run again without RECORD")
    }
    #expect(
      Recording.read(path) == shown.output, "\(path) is stale: record it with RECORD=1 and read the diff")
  }

  @Test func readinessOfASiteWithoutPlansSaysSo() throws {
    let shown = try drill("readiness", site.path, "--lang", "en")
    #expect(shown.code == 0 && shown.output.contains("The site has no plans."))
  }

  @Test func anItemIsWrittenDownAndClosedByKeysAndJournalled() throws {
    let terminal = try Tmux(console: site, environment: environment)
    try terminal.signInSurely("lead", as: "陈立")
    func expect(_ text: String) throws {
      let seen = try terminal.wait(for: text)
      #expect(seen.isMet, "\(text) is not in\n\(seen.screen)")
    }
    try terminal.send("F12", "Tab", "Tab")
    try expect("没有改进项")
    try terminal.send("a")
    try terminal.fill("改进内容", with: "先问伤亡")
    try terminal.send("Tab")
    try terminal.fill("负责人", with: "李明")
    try terminal.send("Tab")
    try terminal.fill("期限", with: "2026-12-31")
    try terminal.send("Tab", "Tab", "y")
    try expect("改进项已登记入日志")
    try expect("先问伤亡")
    try terminal.send("x")
    try terminal.fill("关闭理由", with: "已改")
    try terminal.send("Enter", "y")
    try expect("改进项已关闭并入日志")
    kill(try #require(try terminal.childID()), SIGKILL)
    let listed = try drill("items", site.path, "--json")
    #expect(
      listed.output.contains(#""text":"先问伤亡","owner":"李明""#)
        && listed.output.contains(#""closedBy":"陈立","note":"已改","entry":"#), "\(listed.output)")
    let told = try site.run(["watch"], ["--once"])
    #expect(told.output.contains("improvement item 1 closed: 已改"), "\(told.output)")
    #expect(try site.run(["journal", "verify"]).code == 0)
  }
}
