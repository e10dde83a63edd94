import Glibc
import Testing

/// From an alarm to orders, receipts, feedback and the closed incident, by keys on the built program.
@Suite(.serialized) struct DispatchTests {
  private func expect(_ terminal: Tmux, _ text: String) throws {
    let seen = try terminal.wait(for: text)
    #expect(seen.isMet, "\(text) is not in\n\(seen.screen)")
  }

  /// Presses a key until the screen shows what it brings: a dialog drops keys that come with the one that opened it.
  private func press(_ terminal: Tmux, _ key: String, until text: String) throws {
    let seen = try terminal.wait { screen in
      if screen.contains(text) { return true }
      try? terminal.send(key)
      return false
    }
    #expect(seen.isMet, "\(text) is not in\n\(seen.screen)")
  }

  /// The closed incident has its sealed file, written by this owner or, where that was killed before, by the next.
  private func expectArchive(_ site: SmallSite) throws {
    let file = site.folder.path + "/state/watchfloor/archives/small/incident-1.jsonl"
    let owner = try Owner(site)
    let end = Deadline(seconds: 20)
    while access(file, F_OK) != 0, !end.isOver { end.pause() }
    #expect(try owner.stop() == 0)
    for more in [[], ["--against", site.store]] {
      let verdict = try Program.run(
        ["incident", "verify", file, "--lang", "en"] + more, environment: site.environment)
      #expect(verdict.code == 0 && verdict.output.contains("Good: incident #1"), "\(verdict)")
    }
    let text = Recording.read(file)
    for part in [
      "Find the leak", "已关阀", "\"kind\":\"sensor\",\"id\":\"gas-1\"", ",90.0,\"good\"]", "task1.1/log",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    // By hand to another place, with one letter changed.
    let copy = site.folder.path + "/copy.jsonl"
    let written = try site.run(["incident", "archive"], ["--number", "1", "--output", copy])
    #expect(written.code == 0, "\(written.errors)")
    try site.folder.write("forged.jsonl", Recording.read(copy).replacing("已关阀", with: "未关阀"))
    let forged = try Program.run(
      ["incident", "verify", site.folder.path + "/forged.jsonl", "--lang", "en"],
      environment: site.environment)
    #expect(forged.code == 1 && forged.errors.contains("not what was sealed"), "\(forged)")
  }

  @Test func aGasAlarmIsDispatchedReceivedFedBackAndClosed() throws {
    var site = try SmallSite()
    try site.folder.write("site/plans/gas.toml", GasPlan.text())
    try site.feed([90, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(console: site)
    try expect(terminal, "1红")
    try terminal.signInSurely("lead", as: "陈立")
    try terminal.send("0", "d")
    try expect(terminal, "下达 1 条指令")
    try terminal.press("y", while: "下达 1 条指令", until: "事件 #1 已开")
    // The order is the first action on its alarm.
    try expect(terminal, "处置中 1")
    try terminal.send("D")
    try expect(terminal, "已送达")
    try terminal.send("Tab", "r")
    try press(terminal, "y", until: "已签收")
    try terminal.send("f")
    try terminal.fill("反馈内容", with: "已关阀")
    try terminal.send("Enter", "y")
    try expect(terminal, "[待签认]")
    try terminal.send("s")
    try press(terminal, "y", until: "已反馈")
    try terminal.send("Tab", "e")
    try terminal.fill("原因", with: "浓度正常")
    try terminal.send("Enter", "y")
    try expect(terminal, "已解除")
    try terminal.send("b")
    try terminal.fill("结论", with: "属实")
    try terminal.send("Tab", "Tab", "y")
    try expect(terminal, "没有在办事件")
    let process = try #require(try terminal.childID())
    kill(process, SIGKILL)
    let printed = try site.run(["incident"], ["--number", "1"])
    #expect(printed.code == 0, "\(printed.errors)")
    for text in ["Gas leak plan 1", "Find the leak", "已关阀", "Closed", "属实", "浓度正常", "Received"] {
      #expect(printed.output.contains(text), "\(text): \(printed.output)")
    }
    #expect(try site.run(["incident"]).output.contains("#1  1红  Closed"))
    #expect(try site.run(["incident"], ["--number", "2"]).code == 1)
    let measures = try site.run(["incident", "measures"])
    #expect(measures.code == 0 && measures.output.contains("Housing"), "\(measures)")
    #expect(measures.output.split(separator: "\n").count == 3, "\(measures.output)")
    try expectArchive(site)
    let verified = try site.run(["journal", "verify"])
    #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
    let outbox = Recording.read(site.store + ".outbox.jsonl")
    #expect(outbox.split(separator: "\n").count { $0.contains("\"task1.1/log") } == 1, "\(outbox)")
  }
}
