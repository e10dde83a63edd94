import Cells
import Testing

@testable import TerminalUI

extension TerminalTests {
  /// What a frame costs on the line to the terminal.
  @Suite(.serialized) struct Bytes {
    let widths = WidthTable.system()

    /// A 200x60 screen with a queue of the sketch's width whose cursor is on one row.
    private func screen(cursor: Int, digit: Int = 1) -> Grid {
      var grid = Grid(size: Size(columns: 200, rows: 60))
      for row in 0..<35 {
        grid.write(
          "1红  15:39:21 生命 未确认   1m 3 号井           甲烷 1.9 %VOL 疑似燃气                      4 --",
          x: 2, y: 22 + row, limit: 117, role: .text, widths: widths)
        grid.restyle(Rect(x: 2, y: 22 + row, width: 3, height: 1), role: .alarmRed)
        grid.write("轮询 公共安全 用时 0.\(digit)s", x: 122, y: 22 + row, role: .message, widths: widths)
      }
      grid.restyle(Rect(x: 1, y: 22 + cursor, width: 118, height: 1), role: .rowSelected)
      grid.put(0x3E, width: 1, x: 1, y: 22 + cursor, role: .rowSelected)
      return grid
    }

    @Test func aCursorMoveTakesAtMostSixHundredBytes() throws {
      let tty = try PseudoTerminal(columns: 200, rows: 60)
      let terminal = try open(tty, theme: colourful())
      defer { terminal.close() }
      terminal.show(Frame(grid: screen(cursor: 3)))
      _ = tty.output()
      for cursor in 4..<30 {
        terminal.show(Frame(grid: screen(cursor: cursor)))
        #expect(tty.output().count <= 600)
      }
    }

    @Test func aChangedDigitTakesADozenBytes() throws {
      let tty = try PseudoTerminal(columns: 200, rows: 60)
      let terminal = try open(tty, theme: colourful())
      defer { terminal.close() }
      terminal.show(Frame(grid: screen(cursor: 3)))
      _ = tty.output()
      terminal.show(Frame(grid: screen(cursor: 3, digit: 2)))
      #expect(tty.output().count <= 35 * 12)
    }
  }
}
