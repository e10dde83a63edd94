import Cells
import Testing
import Widgets

@Test func aBoxCarriesItsTitlesAtBothEnds() {
  let widths = WidthTable.system()
  var grid = Grid(size: Size(columns: 30, rows: 3))
  Box.draw(
    in: &grid, rect: grid.bounds, lines: .single, title: [Segment("0 告警队列", .paneTitle)],
    right: [Segment("9 条", .muted)], widths: widths)
  #expect(grid.line(0) == "┌─ 0 告警队列 ──────── 9 条 ─┐")
  #expect(grid.line(2) == "└────────────────────────────┘")
}
