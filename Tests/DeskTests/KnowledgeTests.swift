import Alarms
import Cells
import CityDispatch
import CitySafety
import Desk
import Operations
import Testing

enum KnowledgeFixture {
  static let methane = KnowledgePage(
    id: "methane", kind: .card, title: Bilingual(zh: "甲烷（天然气）", en: "Methane"),
    keywords: ["CH4", "UN1971", "瓦斯"], subjects: [.rule("gas-lel")],
    facts: [
      .init(
        name: Bilingual(zh: "联合国编号", en: "UN number"), value: Bilingual(same: "UN 1971"), source: "GB 12268"),
      .init(
        name: Bilingual(zh: "爆炸极限", en: "Explosive range"), value: Bilingual(same: "5-15 %VOL"),
        source: "GB/T 50493"),
    ],
    sections: [
      .init(
        title: Bilingual(zh: "先做", en: "First"),
        lines: [
          Bilingual(
            zh: "禁火断电，不开关电器，不在泄漏点附近打手机，先把人撤到上风向",
            en: "No flames, no switching, no telephones; bring people upwind first"),
          Bilingual(zh: "逐井测燃气浓度", en: "Measure the gas well by well"),
        ])
    ], source: "GB 12268；措施 本地默认值", isLocalDefault: true)

  static let chlorine = KnowledgePage(
    id: "chlorine", kind: .card, title: Bilingual(zh: "氯气", en: "Chlorine"), keywords: ["UN1017"],
    sections: [
      .init(
        title: Bilingual(zh: "危险", en: "Hazards"),
        lines: (1...40).map { Bilingual(zh: "第 \($0) 条：沿地面流动", en: "Line \($0): flows along the ground") })
    ], source: "ERG 2024")

  static func configuration(_ language: Language = .zh) -> DeskConfiguration {
    var configuration = DispatchFixture.configuration(language)
    configuration.knowledge = KnowledgeShelf(
      site: configuration.site, dispatch: configuration.dispatch, pages: [chlorine, methane])
    return configuration
  }

  /// What the reader answers to 燃气 or gas.
  static func hits(_ language: Language) -> [KnowledgeHit] {
    let lines = methane.sections[0].lines.map { $0[language] }
    let words = language == .zh ? "燃气" : "gas"
    return [
      KnowledgeHit(page: 1, snippet: SearchQuery(words).marked(lines[1])),
      KnowledgeHit(page: 2, snippet: SearchQuery(words).marked(language == .zh ? "燃气处置" : "gas response")),
    ]
  }
}

@Suite struct KnowledgeTests {
  private func script(_ size: Size = Size(columns: 80, rows: 24), _ language: Language = .zh) -> Script {
    Script(size, KnowledgeFixture.configuration(language))
  }

  private func asked(_ script: Script) -> [String] {
    script.effects.compactMap { if case .searchKnowledge(let words, _) = $0 { words } else { nil } }
  }

  @Test(arguments: sizes, Language.allCases)
  func list(size: Size, language: Language) {
    var script = script(size, language)
    script.press("K")
    Golden.expect("knowledge", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func found(size: Size, language: Language) {
    var script = script(size, language)
    let words = language == .zh ? "燃气" : "gas"
    script.press("K")
    script.type(words)
    script.send(.knowledge(words: words, hits: KnowledgeFixture.hits(language)))
    Golden.expect("knowledge-found", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func page(size: Size, language: Language) {
    var script = script(size, language)
    let words = language == .zh ? "燃气" : "gas"
    script.press("K")
    script.type(words)
    script.send(.knowledge(words: words, hits: KnowledgeFixture.hits(language)))
    script.press("<enter>")
    Golden.expect("knowledge-page", &script)
  }

  @Test func thePagesOfTheAlarmStandFirst() {
    var script = script()
    script.press("K")
    let lines = script.lines().filter { $0.contains("此告警") }
    #expect(lines.count == 3)
    #expect(lines[0].contains("甲烷") && lines[1].contains("燃气泄漏爆炸应急预案") && lines[2].contains("井内漏气"))
    #expect(asked(script) == [])
  }

  @Test func theGuidanceOffersThemWithKeyAndCount() {
    var script = script(Size(columns: 120, rows: 40))
    script.press("p")
    let text = script.text()
    #expect(text.contains("知识库 3 页，按 K") && text.contains("卡片 甲烷（天然气）"))
  }

  @Test func everyLetterAsksAndOnlyTheAnswerToTheLastIsShown() {
    var script = script()
    script.press("K")
    script.type("氯气")
    #expect(asked(script) == ["氯", "氯气"])
    script.send(.knowledge(words: "氯", hits: [KnowledgeHit(page: 1, snippet: [])]))
    #expect(script.text().contains("查找中"))
    script.send(.knowledge(words: "氯气", hits: [KnowledgeHit(page: 0, snippet: [MarkedText("毒性气体")])]))
    #expect(script.text().contains("找到 1 页") && script.text().contains("毒性气体"))
    script.send(.knowledge(words: "氯气", hits: []))
    #expect(script.text().contains("找到 1 页"))
  }

  @Test func nothingFoundIsSaid() {
    var script = script()
    script.press("K")
    script.type("无此词")
    script.send(.knowledge(words: "无此词", hits: []))
    #expect(script.text().contains("没有找到“无此词”"))
    script.press("<enter>")
    #expect(script.text().contains("没有找到“无此词”"))
  }

  @Test func enterOpensThePageItScrollsAndEscGoesBackStepByStep() {
    var script = script()
    script.press("K", "<down>", "<down>", "<down>", "<enter>")
    #expect(script.text().contains("第 1 条") && !script.text().contains("第 40 条"))
    script.press("G")
    #expect(script.text().contains("第 40 条") && !script.text().contains("第 1 条"))
    script.press("g", "<esc>")
    #expect(script.text().contains("查找"))
    script.type("x")
    script.press("<esc>")
    #expect(script.text().contains("共 4 页"))
    script.press("<esc>")
    #expect(script.cursorLine() != nil)
  }

  @Test func aHitOfAPageThatIsNotThereIsLeftOut() {
    var script = script()
    script.press("K")
    script.type("氯气")
    script.send(.knowledge(words: "氯气", hits: [KnowledgeHit(page: 99, snippet: [])]))
    #expect(script.text().contains("没有找到"))
  }

  @Test func aSiteWithoutPagesSaysSo() {
    var script = Script()
    script.press("K")
    #expect(script.text().contains("站点没有知识页"))
  }

  @Test func thePaletteTakesTheWordsAlong() {
    var script = script()
    script.press(":")
    script.type("知识库 氯气")
    script.press("<enter>")
    #expect(asked(script) == ["氯气"])
  }

  @Test func theBoardOffersThePagesOfItsIncident() {
    var script = Script(
      Size(columns: 80, rows: 24), KnowledgeFixture.configuration(),
      snapshot: DispatchFixture.snapshot(DispatchFixture.underWay), signedIn: Fixture.lead)
    script.press("D", "K")
    #expect(script.lines().contains { $0.contains("甲烷") && $0.contains("此告警") })
    script.press("<esc>")
    #expect(script.text().contains("派单板"))
  }
}
