import Cells
import Glibc
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

    /// A socket keeps one write apart from the next.
    @Test func aFrameIsOneWriteHoweverManyLinesChange() throws {
      let tty = try PseudoTerminal(columns: 80, rows: 24)
      var ends: [Int32] = [-1, -1]
      try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
      defer { for end in ends { close(end) } }
      let terminal = try Terminal(
        .init(
          theme: colourful(), noColour: false, type: "xterm-256color", input: tty.slave, output: ends[0]))
      defer { terminal.close() }
      for cursor in [3, 20] {
        var grid = Grid(size: terminal.size)
        for row in 0..<20 {
          grid.write("\(cursor) 号井", x: row, y: row, limit: 20, role: .text, widths: widths)
        }
        _ = writes(at: ends[1])
        terminal.show(Frame(grid: grid))
        #expect(writes(at: ends[1]) == 1)
      }
    }

    private func writes(at end: Int32) -> Int {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      var count = 0
      while recv(end, &buffer, buffer.count, Int32(MSG_DONTWAIT)) > 0 { count += 1 }
      return count
    }
  }
}
