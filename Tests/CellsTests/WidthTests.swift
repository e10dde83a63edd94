import Cells
import Testing
import Widgets

private let widths = WidthTable.system()

@Test(arguments: ["─│┌╭═", "█▁▄▌▀▒", "▲▼●○■□◆…→↑↓·×°±①Δ", "⠀⣿", "✓✘", "ABC~", "é"])
func theseTakeOneColumnEach(text: String) {
  for scalar in text.unicodeScalars { #expect(widths.width(of: scalar.value) == 1, "\(scalar)") }
}

@Test(arguments: ["守望台", "，。：；！？％", "㎡", "𠀀", "\u{3000}", "ＡＢ"])
func theseTakeTwoColumnsEach(text: String) {
  for scalar in text.unicodeScalars { #expect(widths.width(of: scalar.value) == 2, "\(scalar)") }
}

@Test func combiningMarksTakeNoColumnAndControlsMayNotBeDrawn() {
  for value: UInt32 in [0x300, 0x301, 0x20D0, 0x200D] { #expect(widths.width(of: value) == 0, "\(value)") }
  for value: UInt32 in [0, 0x1B, 0x7F, 0x80, 0x9B] { #expect(widths.width(of: value) == -1, "\(value)") }
}

@Test func aTextTakesInTheGridWhatTheTableSays() {
  for text in ["1红 守望台", "e\u{301}x", "⣿─●", "甲烷 1.9 %VOL", "ก็", "👍"] {
    var grid = Grid(size: Size(columns: 40, rows: 1))
    #expect(grid.write(text, x: 0, y: 0, role: .text, widths: widths) == widths.width(of: text), "\(text)")
  }
}

@Test func everyGlyphOfBordersAndChartsTakesOneColumn() {
  for lines in LineSet.allCases {
    let (across, down, corners) = lines.scalars
    for scalar in [across, down, corners.0, corners.1, corners.2, corners.3] {
      #expect(widths.width(of: scalar) == 1)
    }
  }
  for scalar in UInt32(0x2800)...0x28FF { #expect(widths.width(of: scalar) == 1) }
}
