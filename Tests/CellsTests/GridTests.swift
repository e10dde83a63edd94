import Cells
import Testing

private let widths = WidthTable.system()

private func row(_ columns: Int, _ draw: (inout Grid) -> Void) -> String {
  var grid = Grid(size: Size(columns: columns, rows: 1))
  draw(&grid)
  return grid.line(0)
}

@Test func writingReturnsTheColumnsUsed() {
  var grid = Grid(size: Size(columns: 20, rows: 1))
  #expect(grid.write("abc", x: 0, y: 0, role: .text, widths: widths) == 3)
  #expect(grid.write("守望台", x: 0, y: 0, role: .text, widths: widths) == 6)
  #expect(grid.write("e\u{301}x", x: 0, y: 0, role: .text, widths: widths) == 2)
}

@Test func aWideCharacterThatDoesNotFitIsASpace() {
  #expect(row(5) { $0.write("守望台", x: 0, y: 0, role: .text, widths: widths) } == "守望 ")
  #expect(row(6) { $0.write("守望台", x: 0, y: 0, limit: 5, role: .text, widths: widths) } == "守望  ")
}

@Test func longTextEndsInTheMark() {
  #expect(
    row(6) { $0.write("abcdefgh", x: 0, y: 0, role: .text, ellipsis: true, widths: widths) } == "abcde~")
  #expect(row(6) { $0.write("守望台x", x: 0, y: 0, role: .text, ellipsis: true, widths: widths) } == "守望 ~")
  #expect(row(5) { $0.write("守望台", x: 0, y: 0, role: .text, ellipsis: true, widths: widths) } == "守望~")
  #expect(row(6) { $0.write("守望台", x: 0, y: 0, role: .text, ellipsis: true, widths: widths) } == "守望台")
  #expect(row(6) { $0.write("abcdef", x: 0, y: 0, role: .text, ellipsis: true, widths: widths) } == "abcdef")
  #expect(
    row(3) { $0.write("abcdef", x: 0, y: 0, limit: 1, role: .text, ellipsis: true, widths: widths) } == "~  ")
}

@Test func textLeftOfTheGridIsClippedThere() {
  #expect(row(4) { $0.write("abcdef", x: -2, y: 0, role: .text, widths: widths) } == "cdef")
  #expect(row(4) { $0.write("守望台", x: -1, y: 0, role: .text, widths: widths) } == " 望 ")
}

@Test func overwritingOneHalfBlanksTheOther() {
  #expect(
    row(6) {
      $0.write("中中中", x: 0, y: 0, role: .text, widths: widths)
      $0.write("x", x: 1, y: 0, role: .text, widths: widths)
    } == " x中中")
  #expect(
    row(6) {
      $0.write("中中中", x: 0, y: 0, role: .text, widths: widths)
      $0.write("国", x: 1, y: 0, role: .text, widths: widths)
    } == " 国 中")
  #expect(
    row(6) {
      $0.write("中中中", x: 0, y: 0, role: .text, widths: widths)
      $0.write("xy", x: 2, y: 0, role: .text, widths: widths)
    } == "中xy中")
  #expect(
    row(6) {
      $0.write("中中中", x: 0, y: 0, role: .text, widths: widths)
      $0.fill(Rect(x: 1, y: 0, width: 2, height: 1), role: .text)
    } == "    中")
}

@Test func whatMayNotBeDrawnIsReplaced() {
  #expect(row(6) { $0.write("a\u{1B}[m\u{9B}", x: 0, y: 0, role: .text, widths: widths) } == "a�[m� ")
}

@Test func marksJoinTheirCharacterUpToTheLimit() {
  var grid = Grid(size: Size(columns: 4, rows: 1))
  grid.write("e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}x", x: 0, y: 0, role: .text, widths: widths)
  #expect(grid.marks(of: grid[0, 0]).count == Grid.marksLimit)
  #expect(grid[1, 0].scalar == 0x78)
}

@Test func aMarkWithoutACharacterIsDropped() {
  #expect(row(3) { $0.write("\u{301}ab", x: 0, y: 0, role: .text, widths: widths) } == "ab ")
}

@Test func nothingIsWrittenOutsideTheGrid() {
  var grid = Grid(size: Size(columns: 3, rows: 2))
  let blank = grid
  grid.write("abc", x: 3, y: 0, role: .header, widths: widths)
  grid.write("abc", x: 0, y: 2, role: .header, widths: widths)
  grid.write("abc", x: 0, y: -1, role: .header, widths: widths)
  grid.write("abc", x: -3, y: 0, role: .header, widths: widths)
  grid.put(0x78, width: 1, x: -1, y: 0, role: .header)
  grid.put(0x78, width: 1, x: 0, y: 5, role: .header)
  grid.fill(Rect(x: 3, y: 0, width: 5, height: 5), role: .header)
  grid.restyle(Rect(x: -4, y: -4, width: 4, height: 4), role: .header)
  #expect(grid == blank)
}

@Test func clearingGivesABlankGrid() {
  var grid = Grid(size: Size(columns: 4, rows: 1))
  grid.write("e\u{301}守", x: 0, y: 0, role: .header, widths: widths)
  grid.clear()
  #expect(grid == Grid(size: grid.size))
}

@Test func blittingCopiesAPaneAndCutsWideCharactersAtItsEdges() {
  var source = Grid(size: Size(columns: 8, rows: 1))
  source.write("中e\u{301}中中", x: 0, y: 0, role: .header, widths: widths)
  var target = Grid(size: Size(columns: 8, rows: 1))
  target.write("国国国国", x: 0, y: 0, role: .text, widths: widths)
  target.blit(from: source, rect: Rect(x: 1, y: 0, width: 5, height: 1))
  #expect(target.line(0) == "  e\u{301}中 国")
}

@Test func blittingElsewhereIsClippedToBothGrids() {
  var source = Grid(size: Size(columns: 3, rows: 3))
  for y in 0..<3 { source.write("abc", x: 0, y: y, role: .text, widths: widths) }
  var target = Grid(size: Size(columns: 3, rows: 3))
  target.blit(from: source, rect: Rect(x: 0, y: 0, width: 3, height: 3), toX: -1, y: 2)
  #expect(target.text == "   \n   \nbc \n")
  target.blit(from: source, rect: Rect(x: 2, y: 2, width: 9, height: 9), toX: 0, y: 0)
  #expect(target.text == "c  \n   \nbc \n")
}

@Test func aHalfStyledWideCharacterKeepsALetterForEachHalf() {
  var grid = Grid(size: Size(columns: 4, rows: 1))
  grid.write("中", x: 0, y: 0, role: .header, widths: widths)
  grid.restyle(Rect(x: 1, y: 0, width: 1, height: 1), role: .border)
  #expect(grid.stylePlane == "hb..\n")
}

@Test func everyRoleHasALetterOfItsOwn() {
  #expect(Set(StyleRole.allCases.map(\.letter)).count == StyleRole.allCases.count)
}

@Test func aGoldenFileHoldsTextStylesAndFlags() {
  var grid = Grid(size: Size(columns: 6, rows: 2))
  grid.write("1红", x: 0, y: 0, role: .alarmRed, widths: widths)
  #expect(
    GoldenFile.text(name: "queue", about: [("theme", "night")], frame: Frame(grid: grid)) == """
      # queue.6x2.screen  theme=night
      1红

      --- style
      RRR...
      ......

      """)
  grid.mark(Rect(x: 0, y: 0, width: 1, height: 1), flags: [.reverse, .bold])
  let flagged = GoldenFile.text(name: "q", about: [], frame: Frame(grid: grid, cursor: .init(x: 1, y: 0)))
  #expect(flagged.hasPrefix("# q.6x2.screen  cursor=1,0\n"))
  #expect(flagged.hasSuffix("--- flags\n5.....\n......\n"))
}

@Test func aGoldenDifferenceNamesItsLines() {
  #expect(GoldenFile.difference(expected: "a\nb\nc", actual: "a\nx\nc") == "2 - b\n2 + x\n")
  #expect(GoldenFile.difference(expected: "a\nb", actual: "a\nb") == nil)
  #expect(GoldenFile.difference(expected: "a", actual: "a\nb") == "2 + b\n")
}
