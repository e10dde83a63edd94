import Glibc
import Testing

/// A handover from `H` to the last signature, at two consoles and at one.
@Suite(.serialized) struct HandoverTests {
  /// A site with one open alarm, an owner, and a third person.
  private func start(_ value: Double) throws -> (SmallSite, Owner) {
    var site = try SmallSite()
    try site.folder.write("site/shifts.toml", Recording.read(Program.root + "/sites/hanggin/shifts.toml"))
    try site.feed([value, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let added = try site.run(
      ["user", "add"], ["second", "--display", "王二", "--role", "operator"], input: "second second\n")
    #expect(added.code == 0, "\(added.errors)")
    return (site, owner)
  }

  private func expect(_ terminal: Tmux, _ text: String) throws {
    let seen = try terminal.wait(for: text)
    #expect(seen.isMet, "\(text) is not in\n\(seen.screen)")
  }

  /// Goes to the row of buttons and presses `y` there once it offers what is expected.
  private func press(_ terminal: Tmux, whenOffered text: String) throws {
    try terminal.send("G")
    let offered = try terminal.wait { $0.contains("> y " + text) }
    #expect(offered.isMet, "\(text) is not offered in\n\(offered.screen)")
    try terminal.send("y")
  }

  @Test func twoPeopleAtTwoConsolesHandOver() throws {
    let (site, owner) = try start(60)
    let outgoing = try Tmux(console: site, ["--attach-only", "--seat", "一席"])
    let incoming = try Tmux(console: site, ["--attach-only", "--seat", "二席"])
    try expect(outgoing, "2橙")
    try expect(incoming, "2橙")
    try outgoing.signInSurely("operator", as: "李明")
    try incoming.signIn("second", passphrase: "second second")
    let isIn = try incoming.wait { $0.split(separator: "\n").first?.contains("王二") == true }
    #expect(isIn.isMet, "\(isIn.screen)")
    try outgoing.send("H")
    try press(outgoing, whenOffered: "准备交班")
    try expect(outgoing, "等待接班人到场")
    try incoming.send("H")
    try press(incoming, whenOffered: "接班到场")
    try expect(incoming, "接班人已到场")
    // One item is open: it cannot be signed.
    try incoming.send("G", "y")
    try expect(incoming, "还有 1 项未勾，不能签字")
    #expect(try site.run(["handover"]).code == 1)
    try incoming.send("g", "Enter")
    try expect(incoming, "[x]")
    // Only the incoming person ticks.
    try outgoing.send("g")
    try expect(outgoing, "[x]")
    try outgoing.send("Enter")
    try expect(outgoing, "只有接班人 王二 可以勾选和签字")
    try press(incoming, whenOffered: "接班签字")
    try expect(incoming, "交接班 #1 已签字完成")
    try expect(outgoing, "交接班 #1 已签字完成")
    let printed = try site.run(["handover"])
    #expect(printed.code == 0, "\(printed.errors)")
    for text in [
      "Incoming: Operator 王二 (second)", "Outgoing: Operator 李明 (operator)", "Items read back: 1", "ordinary",
      "no sound test in this shift",
    ] {
      #expect(printed.output.contains(text), "\(text): \(printed.output)")
    }
    // The anchor holds against the journal.
    let anchor = try #require(printed.output.firstMatch(of: #/Journal anchor: (\S+)/#)?.1)
    let verified = try site.run(["journal", "verify"], ["--anchor", String(anchor)])
    #expect(verified.code == 0, "\(verified.output)")
    let file = site.folder.path + "/state/watchfloor/handovers/small/handover-1.en.txt"
    #expect(Recording.read(file) == printed.output)
    #expect(try owner.stop() == 0)
    #expect(try site.run(["db", "check"]).code == 0)
  }

  @Test func aHandoverOfHigherRiskAtOneSeatNeedsTwoSignatures() throws {
    let (site, owner) = try start(90)
    let terminal = try Tmux(console: site, ["--attach-only", "--seat", "一席"])
    try expect(terminal, "1红")
    try terminal.signInSurely("operator", as: "李明")
    try terminal.send("H")
    try press(terminal, whenOffered: "准备交班")
    try press(terminal, whenOffered: "接班人在本席登录到场")
    try terminal.fill("姓名  ", with: "second")
    try terminal.send("Tab")
    try terminal.type("wrong")
    try terminal.send("Enter", "y")
    try expect(terminal, "姓名或口令不对")
    try terminal.type("second second")
    try terminal.send("Enter", "y")
    try expect(terminal, "接班 王二 (一席)")
    try terminal.send("g", "Enter")
    try expect(terminal, "[x]")
    try press(terminal, whenOffered: "王二 签字")
    // The name stands there already; the passphrase field hears nothing while the opening key may repeat.
    try expect(terminal, "签字人本人")
    let isOnName = try terminal.wait { screen in
      if screen.split(separator: "\n").contains(where: { $0.contains("姓名  ") && $0.contains("second#") }) {
        return true
      }
      try? terminal.send("Up", "#")
      return false
    }
    #expect(isOnName.isMet, "\(isOnName.screen)")
    try terminal.fill("姓名  ", with: "")
    try terminal.send("Tab")
    try terminal.type("second second")
    try terminal.send("Enter", "y")
    try expect(terminal, "已签，待第二人签字")
    #expect(try site.run(["handover"]).code == 1)
    try press(terminal, whenOffered: "第二人签字")
    try expect(terminal, "交接班 #1 已签字完成")
    let printed = try site.run(["handover"], ["--number", "1", "--md"])
    #expect(printed.output.contains("higher risk (second signature given)"), "\(printed.output)")
    #expect(printed.output.contains("Second Operator 李明 (operator)"), "\(printed.output)")
    #expect(try owner.stop() == 0)
  }

  @Test func whatIsWrittenIntoTheLogIsPrinted() throws {
    let (site, owner) = try start(1)
    let terminal = try Tmux(console: site, ["--attach-only", "--seat", "一席"])
    try expect(terminal, "实时")
    try terminal.signInSurely("operator", as: "李明")
    try terminal.palette("记 电力公司来访")
    try expect(terminal, "记日志：记事")
    let sent = try terminal.wait { screen in
      if screen.contains("日志已记 #1") { return true }
      // A dialog drops keys that come with the one that opened it: only what is seen decides the next.
      if screen.contains("记日志：记事") { try? terminal.send(screen.contains("> y 执行") ? "y" : "Tab") }
      return false
    }
    #expect(sent.isMet, "\(sent.screen)")
    let log = try site.run(["shift", "log"])
    #expect(log.output.contains("李明  Note 电力公司来访"), "\(log.output)")
    #expect(log.output.split(separator: "\n").count == 1, "\(log.output)")
    #expect(try owner.stop() == 0)
  }
}
