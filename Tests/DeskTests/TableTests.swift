import Cells
import CitySafety
import Testing

@testable import Desk

@Suite struct TableTests {
  @Test func theShippedKeysHaveNoConflict() {
    guard case .failure(let found) = KeyTable.build(overrides: []) else { return }
    Issue.record("\(found.conflicts)")
  }

  @Test func everyActionHasOneRecord() {
    #expect(Set(ActionRecord.all.map(\.action)) == Set(Action.allCases))
    #expect(ActionRecord.all.count == Action.allCases.count)
  }

  @Test func everyShippedKeyCanBeReadAndWrittenBack() {
    for record in ActionRecord.all {
      for key in record.keys { #expect(KeyName.key(key).map(KeyName.text) == key) }
    }
  }

  @Test func anOverrideReplacesTheKeysOfItsAction() throws {
    let table = try KeyTable.build(overrides: [("acknowledge", ["U"])]).get()
    #expect(table.action(for: .character("U"), in: .alert) == .acknowledge)
    #expect(table.action(for: .character("a"), in: .alert) == nil)
    #expect(table.hint(.acknowledge) == "U")
  }

  @Test(arguments: [
    (("acknowledge", "j"), KeyConflict.sameKey("j", first: "down", second: "acknowledge")),
    (("acknowlege", "K"), .unknownAction("acknowlege", nearest: "acknowledge")),
    (("acknowledge", "<f13>"), .unreadableKey(action: "acknowledge", key: "<f13>")),
    (("acknowledge", "<c-z>"), .reservedKey(action: "acknowledge", key: "<c-z>")),
  ])
  func aWrongOverrideIsRefused(override: (String, String), conflict: KeyConflict) {
    guard case .failure(let found) = KeyTable.build(overrides: [(override.0, [override.1])]) else {
      Issue.record("accepted")
      return
    }
    #expect(found.conflicts.contains(conflict))
  }

  @Test(arguments: Phrase.allCases)
  func everyPhraseHasBothLanguagesWithEqualPlaceholders(phrase: Phrase) {
    #expect(phrase.rawValue.split(separator: "|", omittingEmptySubsequences: false).count == 2)
    #expect(!phrase.text.zh.isEmpty && !phrase.text.en.isEmpty)
    #expect(names(phrase.text.zh) == names(phrase.text.en))
  }

  private func names(_ text: String) -> Set<Substring> {
    Set(
      text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap {
        $0.split(separator: "}").first
      })
  }

  @Test(arguments: Language.allCases)
  func columnHeadsAndStatesFitTheirColumns(language: Language) {
    let widths = Fixture.widths
    let limits: [(Phrase, Int)] = [
      (.columnGrade, 3), (.columnTime, 5), (.columnSector, 4), (.age, 4), (.columnCount, 4),
      (.columnOwner, 10),
    ]
    for (phrase, limit) in limits { #expect(widths.width(of: phrase.text[language]) <= limit) }
    let states: [Phrase] = [
      .columnState, .stateUnacknowledged, .stateAcknowledged, .stateOwned, .stateReturned,
      .stateLatchedUnacknowledged, .stateLatched, .lookAgain, .gone,
    ]
    let column = language == .zh ? 6 : 8
    for phrase in states { #expect(widths.width(of: phrase.text[language]) <= column, "\(phrase)") }
  }
}

@Suite struct LayoutTests {
  private static let focuses: [Pane] =
    [.queue, .detail, .sources, .events] + Sector.allCases.map { .sector($0) }

  @Test func panesLieInsideAndDoNotOverlapAtAnySize() {
    for columns in stride(from: 73, through: 240, by: 13) {
      for rows in stride(from: 22, through: 70, by: 5) {
        for focus in LayoutTests.focuses {
          check(Layout.plan(size: Size(columns: columns, rows: rows), focus: focus, zoom: rows % 2 == 0))
        }
      }
    }
  }

  private func check(_ layout: Layout) {
    guard layout.kind != .tooSmall else { return }
    var taken = Set<Int>()
    var overlaps = 0
    for rect in layout.panes.map(\.rect) + [layout.header, layout.message, layout.footer] {
      #expect(rect.x >= 0 && rect.y >= 0)
      #expect(rect.maxX <= layout.size.columns && rect.maxY <= layout.size.rows)
      for y in rect.y..<rect.maxY {
        for x in rect.x..<rect.maxX where !taken.insert(y * 1000 + x).inserted { overlaps += 1 }
      }
    }
    #expect(overlaps == 0)
    #expect(taken.count == layout.size.columns * layout.size.rows)
  }

  /// One letter a pane, every fourth column of every second row.
  private func picture(_ layout: Layout) -> [String] {
    stride(from: 0, to: layout.size.rows, by: 2).map { y in
      String(
        stride(from: 0, to: layout.size.columns, by: 4).map { x in letter(layout.pane(x: x, y: y)?.content) })
    }
  }

  private func letter(_ content: Layout.Content?) -> Character {
    switch content {
    case nil: "."
    case .tile(let sector): Character(String(sector.rawValue))
    case .sensors(let sector): Character(["a", "b", "c", "d"][sector.index])
    case .queue: "0"
    case .detail: "5"
    case .sources: "6"
    case .events: "7"
    }
  }

  @Test func theSmallLayoutIsTilesOverTheQueue() {
    let layout = Layout.plan(size: Layout.minimum, focus: .queue, zoom: false)
    #expect(
      picture(layout) == [
        "....................", "11111111112222222222", "11111111112222222222", "33333333334444444444",
        "33333333334444444444", "00000000000000000000", "00000000000000000000", "00000000000000000000",
        "00000000000000000000", "00000000000000000000", "00000000000000000000", "....................",
      ])
  }

  @Test func aFocusedSectorTakesTheMainPaneWhenSmall() {
    let layout = Layout.plan(size: Layout.minimum, focus: .sector(.publicSafety), zoom: false)
    #expect(layout.rect(of: .sensors(.publicSafety)) == layout.panes.last?.rect)
    #expect(layout.rect(of: .queue) == nil)
  }

  @Test func theWideLayoutShowsEverythingAtOnce() {
    let layout = Layout.plan(size: Size(columns: 200, rows: 60), focus: .queue, zoom: false)
    #expect(Set(layout.panes.map { letter($0.content) }) == Set("12345670"))
  }

  @Test func zoomGivesOnePaneTheBody() {
    let layout = Layout.plan(size: Size(columns: 200, rows: 60), focus: .events, zoom: true)
    #expect(layout.panes.map(\.content) == [.events])
    #expect(layout.panes.first?.rect.height == 56)
  }
}
