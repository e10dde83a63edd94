import Cells
import Glibc
import Testing

@testable import TerminalUI

extension TerminalTests {
  /// A child process opens the screen and dies; the terminal must be as it was.
  @Suite(.serialized) struct Crashes {
    @Test(arguments: [SIGSEGV, SIGABRT, SIGILL])
    func aFatalSignalGivesTheTerminalBackAndStillKills(number: Int32) async throws {
      let tty = try PseudoTerminal(columns: 80, rows: 24)
      let before = tty.modes
      let path = tty.path
      await #expect(processExitsWith: .signal(number)) { [path = path as String, number = number as Int32] in
        let slave = open(path, O_RDWR | O_NOCTTY)
        let terminal = try Terminal(.init(theme: .plain, type: "xterm-256color", input: slave, output: slave))
        terminal.show(Frame(grid: Grid(size: terminal.size), mouse: true))
        // Worker threads block SIGABRT; only abort itself lets it through.
        if number == SIGABRT { abort() } else { raise(number) }
        terminal.close()
      }
      let end = String(decoding: tty.output(), as: UTF8.self)
      for part in ["\u{1B}[?1049l", "\u{1B}[?1000l", "\u{1B}[?2004l"] { #expect(end.contains(part)) }
      #expect(tty.modes.c_lflag == before.c_lflag)
    }
  }
}
