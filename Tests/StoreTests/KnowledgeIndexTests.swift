import CitySafety
import Store
import Testing

@Suite struct KnowledgeIndexTests {
  private func page(
    _ id: String, _ zh: String, _ en: String, keywords: [String] = [], _ lines: (String, String)...
  ) -> KnowledgePage {
    KnowledgePage(
      id: id, kind: .card, title: Bilingual(zh: zh, en: en), keywords: keywords,
      sections: [
        .init(
          title: Bilingual(zh: "危险", en: "Hazards"), lines: lines.map { Bilingual(zh: $0.0, en: $0.1) })
      ], source: "test")
  }

  private var pages: [KnowledgePage] {
    [
      page("cl", "氯气", "Chlorine", keywords: ["液氯", "UN1017"], ("刺激性强", "Pungent")),
      page(
        "h2s", "硫化氢", "Hydrogen sulfide", keywords: ["H2S", "UN1053"], ("井下清淤时逸出氢气", "Wells give it off")),
      page("acid", "硫酸", "Sulfuric acid", keywords: ["H2SO4"], ("遇金属放出氢气，不同于氯气", "Gives off hydrogen")),
      page("ice", "凌汛", "Ice flood", ("冰坝上游水位猛涨", "Above a jam the river rises")),
      page("gas", "燃气泄漏", "Gas leak", ("查相邻的井", "Look at the wells beside it")),
      page("heat", "供热中断", "Heating outage", ("燃气锅炉停炉", "The gas boilers are out")),
    ]
  }

  private func found(_ words: String, _ language: Language = .zh, in pages: [KnowledgePage]? = nil) throws
    -> [String]
  {
    let pages = pages ?? self.pages
    let index = try KnowledgeIndex(pages)
    while try !index.advance() {}
    return try index.search(words, language).map { pages[$0.page].id }
  }

  @Test(arguments: [
    ("燃气", ["gas", "heat"]), ("氯气", ["cl", "acid"]), ("冰坝", ["ice"]), ("井下", ["h2s"]),
    ("H2S", ["h2s", "acid"]),
    ("UN1017", ["cl"]), ("un 1017", ["cl", "h2s"]), ("1053", ["h2s"]), ("chlor", ["cl"]),
    ("gas leak", ["gas", "heat"]), ("气燃", []), ("水位 冰坝", ["ice"]), ("冰坝 台风", ["ice"]), ("台风 海啸", []),
  ])
  func realWordsFindTheirPagesTheTitleFirst(words: String, ids: [String]) throws {
    #expect(try found(words) == ids)
  }

  @Test func whereNotAllWordsAreTheMoreComeFirst() throws {
    #expect(try Set(found("冰坝 燃气")) == ["ice", "gas", "heat"])
    #expect(try found("燃气 锅炉 停炉") == ["heat", "gas"])
    // One word in a title counts less than two in a text.
    #expect(try found("燃气泄漏 氢气 硫酸").prefix(1) == ["acid"])
    #expect(try found("wells river").count == 3)
  }

  @Test func oneCharacterIsTheBeginningOfAWord() throws {
    #expect(try Set(found("氯")) == ["cl", "acid"])
    #expect(try found("汛") == ["ice"])
  }

  @Test(arguments: [
    "\"", "a\" OR \"b", "NEAR(氯 气)", "title_zh:氯气", "*", "氯气*", "AND", "(", "--", "'; DROP TABLE page",
  ])
  func whatIsNoWordIsNoCommandOfTheIndex(words: String) throws {
    _ = try found(words)
    #expect(try found("氯气") == ["cl", "acid"])
  }

  @Test func theSnippetIsTheLineThatWasFoundInTheLanguageOfTheScreen() throws {
    let index = try KnowledgeIndex(pages)
    while try !index.advance() {}
    func snippet(_ words: String, _ language: Language) throws -> String {
      try index.search(words, language)[0].snippet.map { $0.isHit ? "[\($0.text)]" : $0.text }.joined()
    }
    #expect(try snippet("冰坝", .zh) == "[冰坝]上游水位猛涨")
    // The other language where this one does not hold it.
    #expect(try snippet("冰坝", .en) == "[冰坝]上游水位猛涨")
    #expect(try snippet("jam", .en) == "Above a [jam] the river rises")
    #expect(try snippet("UN1017", .zh) == "液氯 [UN1017]")
  }

  @Test func theIndexIsMadeInSlicesAndFindsNothingTwice() throws {
    let index = try KnowledgeIndex(pages)
    var slices = 1
    while try !index.advance(bytes: 1) { slices += 1 }
    #expect(slices == pages.count)
    #expect(try index.advance())
    #expect(try index.search("氯气", .zh).count == 2)
  }

  @Test func pagesAndHitsAreBounded() throws {
    let many = (0...KnowledgeIndex.pageLimit).map { page("p\($0)", "氯气", "Chlorine") }
    let index = try KnowledgeIndex(many)
    while try !index.advance() {}
    let hits = try index.search("氯气", .zh)
    #expect(hits.count == KnowledgeIndex.hitLimit)
    let last = page("last", "冰坝", "Jam")
    #expect(try found("冰坝", in: Array(repeating: many[0], count: KnowledgeIndex.pageLimit) + [last]) == [])
    #expect(
      try found("冰坝", in: Array(repeating: many[0], count: KnowledgeIndex.pageLimit - 1) + [last]) == ["last"]
    )
  }
}
