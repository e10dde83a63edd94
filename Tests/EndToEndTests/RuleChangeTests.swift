import Testing

/// A change of a rule from the console to the next reading, over a restart, and into the site's file.
@Suite(.serialized) struct RuleChangeTests {
  private func expect(_ terminal: Tmux, _ text: String) throws {
    let seen = try terminal.wait(for: text)
    #expect(seen.isMet, "\(text) is not in\n\(seen.screen)")
  }

  @Test func anApprovedLimitJudgesTheNextReadingAndOutlivesTheOwner() throws {
    var site = try SmallSite()
    try site.feed([1, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let added = try site.run(
      ["user", "add"], ["zhao", "--display", "赵工", "--role", "engineer"], input: "engineer pass\n")
    #expect(added.code == 0, "\(added.errors)")
    let boss = try site.run(
      ["user", "add"], ["chenli", "--display", "陈立", "--role", "lead"], input: "lead pass\n")
    #expect(boss.code == 0, "\(boss.errors)")
    let terminal = try Tmux(console: site, ["--attach-only", "--seat", "一席"])
    try expect(terminal, "在线")
    try terminal.signIn("zhao", passphrase: "engineer pass")
    let isIn = try terminal.wait { $0.split(separator: "\n").first?.contains("赵工") == true }
    #expect(isIn.isMet, "\(isIn.screen)")
    // 15 is below the file's yellow of 20.
    try site.feed([15, 1, 1, 1], at: SmallSite.now())
    try expect(terminal, "15.0")
    try terminal.send(":")
    try terminal.type("changes")
    try terminal.send("Enter")
    try expect(terminal, "3黄>=20")
    try terminal.send("Enter")
    try expect(terminal, "红色突破搁置")
    // Only once the form listens: it hears nothing while the opening key may repeat.
    try terminal.fill("红色限值", with: "")
    try terminal.send("Tab", "Tab", "BSpace", "BSpace")
    try terminal.type("10")
    try expect(terminal, "<- 20")
    for _ in 0..<9 { try terminal.send("Tab") }
    try terminal.type("夜间试验")
    try terminal.send("Tab")
    try terminal.type("zhao")
    try terminal.send("Tab")
    try terminal.type("engineer pass")
    try terminal.send("Tab", "y")
    try expect(terminal, "批准人不能是提出人 赵工")
    try terminal.send("BTab", "BTab")
    for _ in 0..<4 { try terminal.send("BSpace") }
    try terminal.type("chenli")
    try terminal.send("Tab")
    for _ in 0..<13 { try terminal.send("BSpace") }
    try terminal.type("lead pass")
    try terminal.send("Tab", "y")
    try expect(terminal, "下一个读数起生效")
    try expect(terminal, "3黄>=10")
    // The same value again, newer: judged by the new limit.
    try site.feed([15, 1, 1, 1], at: SmallSite.now())
    try terminal.send("Escape")
    try expect(terminal, "1号探头 15.0 %LEL")
    let listed = try site.run(["changes"])
    #expect(listed.output.contains("gas-lel  yellow  20 -> 10"), "\(listed.output)")
    #expect(listed.output.contains("approved by 陈立"), "\(listed.output)")
    let toml = try site.run(["changes"], ["--toml"])
    #expect(toml.output.contains("yellow = 10"), "\(toml.output)")
    #expect(try owner.stop() == 0)
    #expect(try site.run(["journal", "verify"]).code == 0)
    // Another owner still judges by it.
    let second = try Owner(site)
    try site.feed([15, 12, 1, 1], at: SmallSite.now())
    try expect(terminal, "2号探头 12.0 %LEL")
    #expect(try second.stop() == 0)
    // The file takes the change over and adds one that nobody approved.
    try site.edit("site/thresholds.toml", "yellow = 20", "yellow = 10")
    try site.edit("site/thresholds.toml", "orange = 50", "orange = 60")
    let third = try Owner(site)
    let known = try terminal.wait { $0.contains("未授权改动 1") }
    #expect(known.isMet, "\(known.screen)")
    let after = try site.run(["changes"])
    #expect(after.output.contains("gas-lel  orange  50 -> 60"), "\(after.output)")
    #expect(after.output.contains("Changes over the site's file: 0"), "\(after.output)")
    let figures = try site.run(["kpi"])
    #expect(figures.output.contains("gas-lel: Orange limit 50 -> 60"), "\(figures.output)")
    #expect(try third.stop() == 0)
    #expect(try site.run(["journal", "verify"]).code == 0)
  }
}
