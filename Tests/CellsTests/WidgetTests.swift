import Cells
import Testing
import Widgets

private let widths = WidthTable.system()

@Test(arguments: [
  (0.0, 0, "0"), (1.9, 1, "1.9"), (0.05, 1, "0.1"), (-0.04, 1, "0.0"), (-1.25, 1, "-1.3"), (0.31, 2, "0.31"),
  (62, 0, "62"), (999_999_999_999, 0, "999999999999"), (1e12, 2, ">1e12"), (-1e300, 2, "<-1e12"),
  (.infinity, 1, ">1e12"), (.nan, 1, "--"), (1.5, -3, "2"), (1.5, 99, "1.500000"), (-0.5, 0, "-1"),
  (123_456_789_012.5, 6, "123456789012.500000"),
])
func aFigureHasItsDecimals(value: Double, decimals: Int, text: String) {
  #expect(FixedPoint.text(value, decimals: decimals) == text)
}

@Test(
  arguments: [
    (-5, "0s"), (0, "0s"), (47, "47s"), (59, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h"), (86_399, "23h"),
    (86_400, "1d"), (3 * 86_400, "3d"), (999 * 86_400, "999d"), (1000 * 86_400, ">999d"),
    (Int64.max, ">999d"),
  ] as [(Int64, String)])
func anAgeIsOneNumberAndALetter(seconds: Int64, text: String) {
  #expect(AgeText.text(seconds: seconds) == text)
}

@Test func aClockAgeCountsSeconds() {
  #expect(AgeText.clock(seconds: 106) == "01:46")
  #expect(AgeText.clock(seconds: 7509) == "2:05:09")
  #expect(AgeText.clock(seconds: -1) == "00:00")
}

@Test func aNarrowTableDropsItsLeastColumnsAndSharesTheRest() {
  let columns = [
    Column("级", width: .fixed(4)), Column("内容", width: .flexible(min: 6, weight: 3)),
    Column("处置人", width: .flexible(min: 4, weight: 1), priority: 2),
    Column("次数", width: .fixed(4), priority: 5),
  ]
  let wide = TableLayout(columns: columns, width: 29)
  #expect(wide.places.map { $0?.width } == [4, 12, 6, 4])
  #expect(wide.places.map { $0?.x } == [0, 5, 18, 25])
  #expect(TableLayout(columns: columns, width: 20).places.map { $0?.width } == [4, 9, 5, nil])
  #expect(TableLayout(columns: columns, width: 12).places.map { $0?.width } == [4, 7, nil, nil])
  #expect(TableLayout(columns: columns, width: 3).places.map { $0?.width } == [3, 0, nil, nil])
}

@Test func cellsAreAlignedAndClippedWithAMark() {
  var grid = Grid(size: Size(columns: 16, rows: 2))
  let layout = TableLayout(
    columns: [Column("名称", width: .fixed(8)), Column("值", width: .fixed(6), alignment: .right)], width: 16)
  layout.drawHead(in: &grid, x: 0, y: 0, widths: widths)
  layout.draw("黄河二断面", column: 0, in: &grid, x: 0, y: 1, role: .text, widths: widths)
  layout.draw("1.9", column: 1, in: &grid, x: 0, y: 1, role: .value, widths: widths)
  layout.draw("x", column: 7, in: &grid, x: 0, y: 1, role: .value, widths: widths)
  #expect(grid.text == "名称         值 \n黄河二 ~    1.9 \n")
}

@Test func theCursorKeepsItsLineWhileRowsArriveAbove() {
  var window = ListWindow()
  window.reveal(cursor: 7, height: 5, count: 100)
  let line = window.line(of: 7)
  window.keep(cursor: 10, onLine: line, height: 5, count: 103)
  #expect(window.line(of: 10) == line)
  #expect(window.rows(height: 5, count: 103) == 6..<11)
}

@Test func aWindowStaysInsideItsListAndShowsTheCursor() {
  for count in 0...12 {
    for height in 0...6 {
      for cursor in 0..<max(1, count) {
        for line in -1...6 {
          var window = ListWindow(top: 9)
          window.keep(cursor: cursor, onLine: line, height: height, count: count)
          let rows = window.rows(height: height, count: count)
          #expect(
            rows.upperBound <= count && rows.count == min(height, count),
            "\(count) \(height) \(cursor) \(line)")
          #expect(rows.isEmpty || rows.contains(cursor), "\(count) \(height) \(cursor) \(line)")
        }
      }
    }
  }
}

@Test func movingTheCursorScrollsAsLittleAsNeeded() {
  var window = ListWindow()
  window.reveal(cursor: 4, height: 5, count: 20)
  #expect(window.top == 0)
  window.reveal(cursor: 5, height: 5, count: 20)
  #expect(window.top == 1)
  window.reveal(cursor: 5, height: 5, count: 20, margin: 1)
  #expect(window.top == 2)
}

@Test func theKeyBarDropsByPriorityThenFromTheEnd() {
  let bar = KeyBar(items: [
    .init(key: "a", label: "确认"), .init(key: "d", label: "派单", priority: 1), .init(key: "?", label: "帮助"),
    .init(key: "y", label: "复制", priority: 2),
  ])
  func shown(_ width: Int, _ height: Int = 1) -> [Int] {
    bar.layout(in: Rect(x: 0, y: 0, width: width, height: height), widths: widths).map(\.index)
  }
  #expect(shown(23) == [0, 1, 2, 3])
  #expect(shown(22) == [0, 1, 2])
  #expect(shown(16) == [0, 2])
  #expect(shown(10) == [0])
  #expect(shown(4) == [])
  #expect(shown(11, 2) == [0, 1, 2, 3])
}

@Test func disabledKeysAreDrawnInTheirRole() {
  var grid = Grid(size: Size(columns: 12, rows: 1))
  KeyBar(items: [.init(key: "a", label: "确认", isEnabled: false), .init(key: "?", label: "帮助")])
    .draw(in: &grid, rect: grid.bounds, widths: widths)
  #expect(grid.line(0) == "a确认 ?帮助 ")
  #expect(grid.stylePlane == "dddddKkKKKKK\n")
}

@Test func aDialogStandsInTheMiddleAndNeverLeavesItsArea() {
  #expect(
    Dialog.rect(area: Rect(x: 0, y: 0, width: 80, height: 24), width: 58, height: 8)
      == Rect(x: 10, y: 7, width: 60, height: 10))
  #expect(
    Dialog.rect(area: Rect(x: 2, y: 1, width: 20, height: 5), width: 58, height: 8)
      == Rect(x: 2, y: 1, width: 20, height: 5))
}

@Test func aBoxWithoutRoomForBothTitlesKeepsTheLeft() {
  var grid = Grid(size: Size(columns: 16, rows: 3))
  Box.draw(
    in: &grid, rect: grid.bounds, lines: .ascii, title: [Segment("0 告警队列", .paneTitle)],
    right: [Segment("9 条", .muted)], widths: widths)
  #expect(grid.text == "+- 0 告警队列 -+\n|              |\n+--------------+\n")
}

@Test func aTitleThatIsTooLongIsCutWithAMark() {
  var grid = Grid(size: Size(columns: 12, rows: 2))
  Box.draw(
    in: &grid, rect: grid.bounds, lines: .double, title: [Segment("自然灾害"), Segment("x")], widths: widths)
  #expect(grid.line(0) == "╔═ 自然 ~ ═╗")
}

@Test func aFieldEditsAtItsCursor() {
  var field = TextField("甲烷 值", limit: 8)
  for key in [Key(.left), Key(.backspace), Key.character("x"), Key(.home), Key(.delete), Key(.end)] {
    let isEdit = field.edit(key)
    #expect(isEdit)
  }
  #expect(field.text == "烷x值")
  #expect(field.cursor == 3)
  for key in [Key(.function(5)), Key(.up), Key(.enter), Key(.character("c"), control: true)] {
    let isEdit = field.edit(key)
    #expect(!isEdit)
  }
}

@Test func aFieldIsBoundedAndPastesWithoutControls() {
  var field = TextField(limit: 5)
  field.paste("a\nb\u{1B}c\td\u{7}e")
  #expect(field.text == "a bc ")
  let fits = field.insert("x")
  #expect(!fits)
}

@Test func aFieldScrollsSoThatTheCursorIsSeen() {
  var grid = Grid(size: Size(columns: 10, rows: 1))
  var field = TextField("0123456789abcdef")
  #expect(field.draw(in: &grid, x: 0, y: 0, width: 10, widths: widths) == .init(x: 8, y: 0))
  #expect(grid.line(0) == "<9abcdef  ")
  _ = field.edit(Key(.home))
  #expect(field.draw(in: &grid, x: 0, y: 0, width: 10, widths: widths) == .init(x: 0, y: 0))
  #expect(grid.line(0) == "012345678>")
}

@Test func theCursorOfAFieldIsAlwaysInsideIt() {
  for text in ["", "a", "守望台守望台守望台", "a守b望c台d守e望f台", String(repeating: "x", count: 50)] {
    for width in 1...12 {
      var field = TextField(text)
      _ = field.edit(Key(.home))
      for _ in 0...text.count {
        var grid = Grid(size: Size(columns: 20, rows: 1))
        let cursor = field.draw(in: &grid, x: 4, y: 0, width: width, widths: widths)
        #expect(cursor.x >= 4 && cursor.x < 4 + width, "\(text) \(width) \(field.cursor)")
        #expect(grid.line(0).hasPrefix("    "))
        #expect(grid[4 + width, 0] == .blank)
        _ = field.edit(Key(.right))
      }
    }
  }
}

@Test func aMarkTypedAfterItsLetterJoinsIt() {
  var field = TextField("e")
  field.insert("\u{301}")
  #expect(field.characters.count == 1)
}

@Test func aSecretIsStars() {
  var grid = Grid(size: Size(columns: 6, rows: 1))
  TextField("密码x").draw(in: &grid, x: 0, y: 0, width: 6, secret: true, widths: widths)
  #expect(grid.line(0) == "***   ")
}

@Test func textBreaksAtSpacesAndBetweenChineseCharacters() {
  #expect(TextFlow.lines("alpha beta gamma", width: 10, widths: widths) == ["alpha beta", "gamma"])
  #expect(TextFlow.lines("将执行：写入派单，发送短信", width: 10, widths: widths) == ["将执行：写", "入派单，发", "送短信"])
  #expect(TextFlow.lines("守望台，好", width: 6, widths: widths) == ["守望", "台，好"])
  #expect(TextFlow.lines("abcdefghij", width: 4, widths: widths) == ["abcd", "efgh", "ij"])
  #expect(TextFlow.lines("a\n\nb", width: 4, widths: widths) == ["a", "", "b"])
}

@Test func noBrokenLineIsTooWide() {
  let text = "甲烷 1.9 %VOL（首报 15:39），燃气调度 8890-1234 averyveryverylongword 待核实。"
  for width in 2...40 {
    for line in TextFlow.lines(text, width: width, widths: widths) where line.count > 1 {
      #expect(widths.width(of: line) <= max(width, 8), "\(width) \(line)")
    }
  }
}

@Test(
  arguments: [
    ("：", ":"), ("／", "/"), ("、", "/"), ("。", "."), ("，", ","), ("》", ">"), ("《", "<"), ("Ａ", "A"),
    ("ｊ", "j"), ("～", "~"), ("！", "!"), ("【", "["), ("】", "]"), ("\u{3000}", " "),
  ] as [(Character, Character)])
func fullWidthInputIsFolded(typed: Character, meant: Character) {
  #expect(InputFolding.fold(.character(typed)) == .character(meant))
}

@Test func otherKeysAreNotFolded() {
  for key in [Key.character("中"), Key.character("a"), Key(.enter), Key(.function(3)), Key.character("｟")] {
    #expect(InputFolding.fold(key) == key)
  }
}
