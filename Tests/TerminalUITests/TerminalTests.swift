import Cells
import Glibc
import Testing

@testable import TerminalUI

/// curses is one global state: these tests run one after the other.
@Suite(.serialized) struct TerminalTests {
  let widths = WidthTable.system()

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private func open(_ tty: PseudoTerminal, type: String = "xterm-256color", theme: Theme = .plain) throws -> Terminal {
    try Terminal(.init(theme: theme, type: type, input: tty.slave, output: tty.slave))
  }

  @Test func openingEntersTheAlternateScreenAndClosingLeavesIt() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let terminal = try open(tty)
    #expect(terminal.size == Size(columns: 80, rows: 24))
    #expect(text(tty.output()).contains("\u{1B}[?1049h"))
    terminal.close()
    #expect(text(tty.output()).contains("\u{1B}[?1049l"))
  }
}
