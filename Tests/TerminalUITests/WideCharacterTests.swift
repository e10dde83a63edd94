import Cells
import Testing

@testable import TerminalUI

/// What the person sees is what the grid says, whatever was on the screen before.
extension TerminalTests {
  @Suite(.serialized) struct WideCharacters {
    let widths = WidthTable.system()

    private func scribble(_ grid: inout Grid, _ random: inout SplitMix) {
      let words = [
        "中", "守望台", "a", "xyz", " ", "    ", "é", "1红", "⣿⣿", "─│", "，", "aaaaaaaaaaaa", "e\u{301}",
      ]
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let role = StyleRole.allCases.randomElement(using: &random) ?? .text
        let x = Int.random(in: -2..<grid.size.columns, using: &random)
        let y = Int.random(in: 0..<grid.size.rows, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
          grid.fill(Rect(x: x, y: y, width: Int.random(in: 1...20, using: &random), height: 1), role: role)
        case 1: grid.restyle(Rect(x: 0, y: y, width: grid.size.columns, height: 1), role: role)
        default:
          let word = words.randomElement(using: &random) ?? ""
          grid.write(word, x: x, y: y, role: role, widths: widths)
        }
      }
    }

    /// The lines moved up or down, which curses may do by scrolling.
    private func shifted(_ grid: Grid, by count: Int) -> Grid {
      var result = Grid(size: grid.size)
      result.blit(from: grid, rect: grid.bounds, toX: 0, y: count)
      return result
    }

    private func mismatch(_ screen: ScreenEmulator, _ grid: Grid, theme: Theme) -> String? {
      for y in 0..<grid.size.rows {
        for x in 0..<grid.size.columns {
          let cell = grid[x, y]
          let spot = screen[x, y]
          if cell.flags.contains(.continuation) {
            if spot.text.isEmpty { continue }
            return "half of a wide character at \(x),\(y): \(spot)"
          }
          var scalars = String.UnicodeScalarView()
          for scalar in [cell.scalar] + grid.marks(of: cell) { scalars.append(Unicode.Scalar(scalar) ?? "?") }
          let style = theme[cell.role]
          let sameGround = spot.pen.background == Int(style.background?.of256 ?? -1)
          let sameInk = spot.pen.foreground == Int(style.foreground?.of256 ?? -1)
          let bold = spot.pen.attributes.contains(1) == style.attributes.contains(.bold)
          let line = spot.pen.attributes.contains(4) == style.attributes.contains(.underline)
          // The ink of a space cannot be seen.
          let isSpace = cell.scalar == 0x20
          if String(scalars) != spot.text || !sameGround || !line || !(isSpace || (sameInk && bold)) {
            return
              "at \(x),\(y): \(String(scalars).debugDescription) \(cell.role) against \(spot), wanted \(style)"
          }
        }
      }
      return nil
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>) func anyFrameAfterAnyFrameIsSeenAsDrawn(seed: UInt64)
      throws
    {
      var random = SplitMix(state: seed)
      let size = Size(
        columns: Int.random(in: 1...60, using: &random), rows: Int.random(in: 1...12, using: &random))
      let tty = try PseudoTerminal(columns: size.columns, rows: size.rows)
      var theme = colourful()
      let terminal = try open(tty, theme: theme)
      defer { terminal.close() }
      var screen = ScreenEmulator(size: size, widths: widths)
      var grid = Grid(size: size)
      for step in 0..<60 {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: grid.clear()
        case 1: grid = shifted(grid, by: Int.random(in: -2...2, using: &random))
        case 2:
          // Another theme on the same screen: the same roles with each other's looks.
          theme.styles.shuffle(using: &random)
          terminal.setTheme(theme)
        case 3: terminal.redraw()
        default: break
        }
        scribble(&grid, &random)
        terminal.show(Frame(grid: grid))
        screen.feed(tty.output())
        if let found = mismatch(screen, grid, theme: theme) {
          Issue.record("seed \(seed) step \(step) size \(size): \(found)")
          return
        }
      }
      #expect(screen.unknown.isEmpty, "seed \(seed): \(screen.unknown)")
    }

    @Test func aNarrowCharacterOverHalfAWideOneLeavesNoHalf() throws {
      let tty = try PseudoTerminal(columns: 10, rows: 2)
      let terminal = try open(tty)
      defer { terminal.close() }
      var screen = ScreenEmulator(size: terminal.size, widths: widths)
      var grid = Grid(size: terminal.size)
      grid.write("中中中", x: 0, y: 0, role: .text, widths: widths)
      terminal.show(Frame(grid: grid))
      grid.write("x", x: 1, y: 0, role: .text, widths: widths)
      terminal.show(Frame(grid: grid))
      screen.feed(tty.output())
      #expect((0..<6).map { screen[$0, 0].text } == [" ", "x", "中", "", "中", ""])
    }
  }
}
