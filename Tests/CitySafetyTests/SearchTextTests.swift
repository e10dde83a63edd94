import CitySafety
import Testing

@Suite struct SearchTextTests {
  private func tokens(_ text: String) -> [String] { SearchText.tokens(text).map(\.text) }

  @Test func chineseIsTakenApartIntoPairsAndTheLastCharacter() {
    #expect(tokens("燃气泄漏") == ["燃气", "气泄", "泄漏", "漏"])
    #expect(tokens("氯") == ["氯"])
    #expect(tokens("燃气。泄漏") == ["燃气", "气", "泄漏", "漏"])
  }

  @Test func lettersAndDigitsPart() {
    #expect(tokens("UN1017") == ["un", "1017"])
    #expect(
      tokens("H2S") == tokens("H₂S") && tokens("H2S") == tokens("Ｈ２Ｓ") && tokens("H2S") == ["h", "2", "s"])
    #expect(tokens("CNG站场") == ["cng", "站场", "场"])
    #expect(tokens("7782-50-5，%VOL") == ["7782", "50", "5", "vol"])
  }

  @Test func whatHoldsNoWordHasNoToken() {
    #expect(tokens("") == [] && tokens(" ，。\n—") == [])
    #expect(SearchQuery(" ，。").isEmpty)
  }

  @Test func aRangeIsWhereTheWordStands() {
    let text = "防 燃气H2S"
    let found = SearchText.tokens(text)
    #expect(found.map(\.range) == [0..<1, 2..<4, 3..<4, 4..<5, 5..<6, 6..<7])
  }

  private func marked(_ words: String, _ text: String) -> String {
    SearchQuery(words).marked(text).map { $0.isHit ? "[" + $0.text + "]" : $0.text }.joined()
  }

  @Test(arguments: [
    ("燃气", "监测燃气，燃料气", "监测[燃气]，燃料气"), ("气", "燃气与气体", "燃[气]与[气]体"),
    ("un1017", "编号 UN 1017。", "编号 [UN 1017]。"), ("chlor", "Chlorine gas", "[Chlor]ine gas"),
    ("H2S", "测H2S浓度", "测[H2S]浓度"), ("井下", "下井", "下井"), ("冰坝 开河", "开河期冰坝", "[开河]期[冰坝]"),
  ])
  func everyPlaceOfAWordIsMarked(words: String, text: String, shown: String) {
    #expect(marked(words, text) == shown)
  }

  @Test func theLineWithTheMostWordsIsTheBest() {
    let query = SearchQuery("冰坝 撤离")
    #expect(query.best(of: ["冰坝", "撤离时看冰坝", "撤离"]) == 1)
    #expect(query.best(of: ["撤人", "冰"]) == nil)
  }

  @Test func wordsAndLengthAreBounded() {
    let many = Array(repeating: "氯气", count: 50).joined(separator: " ")
    #expect(SearchQuery(many).words.count == SearchQuery.wordLimit)
    let long = String(repeating: "氯", count: 1000)
    #expect(SearchQuery(long).words[0].tokens.count == SearchQuery.lengthLimit - 1)
  }
}
