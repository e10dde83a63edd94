import Glibc
import Testing

/// `watchfloor knowledge` and `watchfloor resources` on the shipped site, and the search, the quick entry and the board
/// of the built console.
@Suite(.serialized) struct KnowledgeTests {
  private static let hanggin = Program.root + "/sites/hanggin"

  private func run(_ words: [String], _ language: String = "zh") throws -> Program.Result {
    try Program.run(["knowledge", Self.hanggin] + words + ["--lang", language])
  }

  @Test(arguments: [
    ("氯气", "card/chlorine"), ("UN1017", "card/chlorine"), ("H2S", "card/hydrogen-sulfide"),
    ("冰坝", "handbook/ice-flood-handbook"), ("井下", "handbook/mine-handbook"), ("methanol", "card/methanol"),
    ("液氧", "card/liquid-nitrogen-oxygen"), ("踩踏", "handbook/crowd-handbook"),
  ])
  func aRealWordFindsItsPageFirst(word: String, page: String) throws {
    let found = try run([word])
    #expect(found.code == 0 && found.output.hasPrefix(page + "  "), "\(found.output)\(found.errors)")
  }

  @Test func plansAndCasesAreFoundToo() throws {
    let found = try run(["燃气", "泄漏"]).output
    for page in ["plan/gas", "case/hefei-2021", "handbook/gas-handbook"] {
      #expect(found.contains(page), "\(found)")
    }
  }

  @Test func aPageIsPrintedAndOneThatIsNotThereEndsWith1() throws {
    let page = try run(["--page", "card/chlorine"], "en")
    #expect(page.code == 0 && page.output.contains("UN number  UN 1017") && page.output.contains("First aid"))
    let none = try run(["--page", "chlorin"], "en")
    #expect(none.code == 1 && none.errors.contains("There is no page 'chlorin'"))
    let nothing = try run(["无此词"], "zh")
    #expect(nothing.code == 1 && nothing.errors.contains("没有找到“无此词”"))
  }

  @Test func jsonIsOneObjectALine() throws {
    let lines = try run(["氯气", "--json"]).output.split(separator: "\n")
    #expect(
      lines.first?.hasPrefix("{\"page\":\"card/chlorine\",\"kind\":\"card\",\"titleZh\":\"氯气\"") == true)
    #expect(lines.allSatisfy { $0.hasSuffix("}") })
  }

  @Test func resourcesWithoutAStoreListTheRegistersAndSayWhatIsNotKnown() throws {
    let result = try Program.run([
      "resources", Self.hanggin, "--kind", "teams", "--lang", "en", "--store", "/nonexistent/none.sqlite",
    ])
    #expect(result.code == 0 && result.errors.contains("There is no store"))
    #expect(result.output.contains("Xini Town fire station"))
    #expect(try Program.run(["resources", Self.hanggin, "--kind", "tanks"]).code == 64)
  }

  private static let page = """
    [page]
    id = "methane"
    kind = "card"
    title-zh = "甲烷"
    title-en = "Methane"
    alarms = ["gas-lel"]
    source = "GB 12268"
    [[fact]]
    name-zh = "编号"
    name-en = "Number"
    value = "UN 1971"
    source = "GB 12268"
    [[section]]
    title-zh = "先做"
    title-en = "First"
    line = [{ zh = "逐井测浓度", en = "Measure well by well" }]
    """

  private static let teams = """
    id,name_zh,name_en,kind,unit,size,equipment,carries,place_zh,place_en,latitude,longitude,town,duty,state,\
    phone,recipient,made_up
    gas-1,燃气一班,Gas team,gas-repair,housing,8,检漏仪,,站,Depot,,,,,ready,,gas-team,true

    """

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

  @Test func theConsoleFindsAPageNotesAReceiptAndShowsTheCommitment() throws {
    var site = try SmallSite()
    try site.folder.write("site/plans/gas.toml", GasPlan.text(teamKind: "gas-repair"))
    try site.folder.write("site/knowledge/methane.toml", Self.page)
    try site.folder.write("site/teams.csv", Self.teams)
    try site.feed([90, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(console: site)
    try expect(terminal, "1红")
    try terminal.signInSurely("lead", as: "陈立")
    // The knowledge base: words go to the reader and come back as hits.
    try terminal.send("0", "K")
    try expect(terminal, "此告警")
    try terminal.type("UN1971")
    try expect(terminal, "找到 1 页")
    try terminal.send("Enter")
    try expect(terminal, "逐井测浓度")
    let left = try terminal.wait { screen in
      if !screen.contains("知识库") { return true }
      try? terminal.send("Escape")
      return false
    }
    #expect(left.isMet, "\(left.screen)")
    try terminal.send("d")
    try expect(terminal, "下达 1 条指令")
    try terminal.press("y", while: "下达 1 条指令", until: "事件 #1 已开")
    // The quick entry: a note and a receipt on behalf.
    try terminal.send(":")
    try terminal.type("记 旗长要求停气 批示")
    try expect(terminal, "记入事件 #1")
    try terminal.send("Enter")
    try expect(terminal, "已记入事件 #1")
    try terminal.send(":")
    try terminal.type("记 任务1 一班报已到 到场")
    try expect(terminal, "记为：到场")
    try terminal.send("Enter")
    try expect(terminal, "指令 1 已记：到场")
    try terminal.send("Z")
    try expect(terminal, "#1 指令1 已到场")
    let live = try site.run(["resources"], ["--kind", "teams", "--json"])
    #expect(live.output.contains("\"work\":\"#1 order 1 On scene\""), "\(live.output)")
    let process = try #require(try terminal.childID())
    kill(process, SIGKILL)
    let printed = try site.run(["incident"], ["--number", "1"])
    for text in ["旗长要求停气", "一班报已到", "On scene"] {
      #expect(printed.output.contains(text), "\(text): \(printed.output)")
    }
    #expect(try site.run(["journal", "verify"]).code == 0)
  }
}
