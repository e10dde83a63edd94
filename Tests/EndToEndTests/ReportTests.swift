import Glibc
import Testing

/// Reports upward by keys on the built program: sent, read back, and alarming when they fall due.
@Suite(.serialized) struct ReportTests {
  private static let rules = """
    [alarm]
    reminder-minutes = 10
    reminder-grade = "yellow"
    due-grade = "orange"
    origin = "本地默认值 [I]"
    local-default = true
    [[rule]]
    id = "phone"
    name-zh = "电话报告"
    name-en = "Telephone report"
    start = "known"
    limit-minutes = 30
    to = ["city-duty"]
    origin = "a test"
    [[rule]]
    id = "written"
    name-zh = "书面报告"
    name-en = "Written report"
    start = "known"
    limit-minutes = 120
    to = ["city-duty"]
    origin = "a test"
    [[rule]]
    id = "casualties"
    name-zh = "伤亡补报"
    name-en = "Changed casualties"
    start = "known"
    casualty-change-within-days = 30
    to = ["city-duty"]
    origin = "a test"
    """

  private static let fields = """
    [[field]]
    id = "place"
    name-zh = "地点"
    name-en = "Place"
    required = ["first"]
    from = "place"
    origin = "493号令 §12"
    [[field]]
    id = "course"
    name-zh = "简要经过"
    name-en = "Course"
    required = ["first"]
    origin = "493号令 §12"
    """

  private func site() throws -> SmallSite {
    let site = try SmallSite()
    try site.folder.write("site/plans/gas.toml", GasPlan.text(reports: ["phone", "written", "casualties"]))
    try site.folder.write("site/report-rules.toml", Self.rules)
    try site.folder.write("site/report-fields.toml", Self.fields)
    try site.folder.write(
      "site/contacts.csv",
      "id,unit,post_zh,post_en,person,phone,recipient,made_up\n"
        + "city,housing,市局值班室,City duty room,,,city-duty,true\n")
    return site
  }

  private func expect(_ terminal: Tmux, _ text: String) throws {
    let seen = try terminal.wait(for: text)
    #expect(seen.isMet, "\(text) is not in\n\(seen.screen)")
  }

  private func press(_ terminal: Tmux, _ key: String, until text: String) throws {
    let seen = try terminal.wait { screen in
      if screen.contains(text) { return true }
      try? terminal.send(key)
      return false
    }
    #expect(seen.isMet, "\(text) is not in\n\(seen.screen)")
  }

  private func open(_ terminal: Tmux) throws {
    try expect(terminal, "1红")
    try terminal.signInSurely("lead", as: "陈立")
    try terminal.send("0", "d")
    try expect(terminal, "下达 1 条指令")
    try terminal.press("y", while: "下达 1 条指令", until: "事件 #1 已开")
  }

  @Test func aReportIsSentByKeysAndReadBack() throws {
    var site = try site()
    try site.feed([90, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(console: site)
    try open(terminal)
    try terminal.send("D")
    try expect(terminal, "下一报告 #1 电话报告 余")
    try terminal.send("u")
    try expect(terminal, "报送 市局值班室")
    try terminal.fill("简要经过", with: "阀门<已关>")
    try terminal.send("Enter", "y")
    try expect(terminal, "信息报告第 1 号已报出")
    try expect(terminal, "下一报告 #1 书面报告 余")
    let process = try #require(try terminal.childID())
    kill(process, SIGKILL)
    let text = try site.run(["incident"], ["--number", "1", "--report", "1"])
    #expect(text.code == 0, "\(text.errors)")
    for part in ["First report", "Telephone report", "City duty room", "Course: 阀门<已关>", "陈立"] {
      #expect(text.output.contains(part), "\(part): \(text.output)")
    }
    let page = try site.run(["incident"], ["--number", "1", "--report", "1", "--html"])
    #expect(page.code == 0 && page.output.contains("<td>阀门&lt;已关&gt;</td>"), "\(page.output)")
    #expect(try site.run(["incident"], ["--number", "1", "--report", "2"]).code == 1)
    let form = try site.run(["incident"], ["--number", "1", "--form", "ics209"])
    #expect(form.code == 0 && form.output.contains("3. Report Version: Initial"), "\(form.output)")
    let verified = try site.run(["journal", "verify"])
    #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
    let outbox = Recording.read(site.store + ".outbox.jsonl")
    #expect(outbox.split(separator: "\n").count { $0.contains("report1.1/log/city-duty") } == 1, "\(outbox)")
  }

  /// 结案后: changed casualties, their report and a correction, by keys, and what proves all of it.
  @Test func aClosedIncidentIsReportedOnAndCorrectedAndItsAddendaProveIt() throws {
    var site = try site()
    try site.feed([90, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(console: site)
    try open(terminal)
    try terminal.send("D", "u")
    try expect(terminal, "报送 市局值班室")
    try terminal.fill("简要经过", with: "泄漏")
    try terminal.send("Enter", "y")
    try expect(terminal, "信息报告第 1 号已报出")
    try terminal.send("Tab", "x")
    try terminal.fill("原因", with: "误报")
    try terminal.send("Enter", "y")
    try expect(terminal, "已撤销")
    try terminal.send("Tab", "e")
    try terminal.fill("原因", with: "浓度正常")
    try terminal.send("Enter", "y")
    try expect(terminal, "已解除")
    try terminal.send("b")
    try terminal.fill("结论", with: "属实")
    try terminal.send("Tab", "Tab", "y")
    try expect(terminal, "o 已结案的 1 件")
    let archive = site.folder.path + "/state/watchfloor/archives/small/incident-1.jsonl"
    try awaitFile(archive)
    let sealed = Recording.read(archive)

    try terminal.send("o")
    try expect(terminal, "#1 已结案")
    try terminal.send("s")
    try terminal.fill("死亡", with: "1")
    try terminal.send("BTab", "y")
    try press(terminal, "y", until: "下一报告 #1 伤亡补报 余")
    try awaitFile(site.folder.path + "/state/watchfloor/archives/small/incident-1.addendum-1.jsonl")
    try terminal.send("u")
    try expect(terminal, "报送 市局值班室")
    try terminal.send("y")
    try press(terminal, "y", until: "信息报告第 2 号已报出")
    try terminal.send("r")
    try expect(terminal, "更正哪一号")
    // The dialog drops keys that come with the one that opened it.
    let changed = try terminal.wait { screen in
      if screen.contains("改 1 处：") { return true }
      try? terminal.send("Tab")
      try? terminal.type("！")
      return false
    }
    #expect(changed.isMet, "\(changed.screen)")
    if changed.screen.contains("改 1 处：地点") { try terminal.send("Tab") }
    try terminal.send("Tab", "y")
    try expect(terminal, "信息报告第 3 号已报出")
    try awaitFile(site.folder.path + "/state/watchfloor/archives/small/incident-1.addendum-3.jsonl")
    kill(try #require(try terminal.childID()), SIGKILL)

    #expect(Recording.read(archive) == sealed, "the archive stays as it was sealed")
    for more in [[], ["--against", site.store]] {
      let verdict = try Program.run(
        ["incident", "verify", archive, "--lang", "en"] + more, environment: site.environment)
      #expect(verdict.code == 0 && verdict.output.contains("addenda 3"), "\(verdict)")
    }
    let printed = try site.run(["incident"], ["--number", "1"])
    for part in ["(after closing) incident #1: harm dead 1", "no. 3 Correction", "(after closing)"] {
      #expect(printed.output.contains(part), "\(part): \(printed.output)")
    }
    let outbox = Recording.read(site.store + ".outbox.jsonl").split(separator: "\n")
    for report in 1...3 {
      #expect(outbox.count { $0.contains("report1.\(report)/log/city-duty") } == 1, "\(outbox)")
    }
    let figures = try site.run(["kpi"], ["--json"])
    #expect(
      figures.output.contains(#"{"id":"K16","name":"Statutory reports in time","value":1.0"#), "\(figures)")
    let verified = try site.run(["journal", "verify"])
    #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
  }

  private func awaitFile(_ file: String) throws {
    let end = Deadline(seconds: 20)
    while access(file, F_OK) != 0, !end.isOver { end.pause() }
    #expect(access(file, F_OK) == 0, "\(file) is not there")
  }

  @Test(.enabled(if: SteppedClock.isPossible, "no C compiler"))
  func aReportThatIsDueAlarmsAndReturnsOnceItIsSent() throws {
    var site = try site()
    try site.feed([90, 1, 1, 1], at: SmallSite.now())
    let clock = try SteppedClock()
    var terminal = try Tmux(console: site, environment: clock.environment)
    try open(terminal)
    kill(try #require(try terminal.childID()), SIGKILL)
    // The owner was away for 45 minutes: the clock is overdue the moment it is back.
    clock.step(to: 45 * 60)
    terminal = try Tmux(console: site, environment: clock.environment)
    try expect(terminal, "信息报告 事件 #1 电话报告")
    try expect(terminal, "2橙")
    try terminal.signInSurely("lead", as: "陈立")
    try terminal.send("D")
    try expect(terminal, "下一报告 #1 电话报告 逾期")
    try terminal.send("u")
    try terminal.fill("简要经过", with: "已控制")
    try terminal.send("Enter", "y")
    try expect(terminal, "下一报告 #1 书面报告 余")
    let printed = try site.run(["incident"], ["--number", "1"])
    #expect(printed.output.contains("no. 1 First report"), "\(printed.output)")
  }
}
