import Cells
import Glibc
import Testing

@testable import TerminalUI

extension TerminalTests {
  @Suite(.serialized) struct Probes {
    @Test func aProbeMeasuresWhatTheTerminalAnswers() throws {
      let tty = try PseudoTerminal(columns: 80, rows: 24)
      let cooked = tty.modes
      // The answers wait in the terminal's input; the line discipline must not hold them for a line's end.
      var raw = cooked
      cfmakeraw(&raw)
      tcsetattr(tty.slave, TCSANOW, &raw)
      tty.type("\u{1B}[5;2R\u{1B}[5;3R")
      #expect(tty.waitForInput())
      let measured = TerminalProbe(input: tty.slave, output: tty.slave).measure([.ambiguous], timeout: 10_000)
      #expect(measured.map(\.columns) == [1])
      #expect(String(decoding: tty.output(), as: UTF8.self).hasPrefix("\r●\u{1B}[6n"))
    }

    @Test func aTerminalThatDoesNotAnswerIsAskedOnce() throws {
      let tty = try PseudoTerminal(columns: 80, rows: 24)
      let before = tty.modes
      let measured = TerminalProbe(input: tty.slave, output: tty.slave).measure(timeout: 1)
      #expect(measured.map(\.glyph) == TerminalProbe.GlyphClass.allCases)
      #expect(measured.allSatisfy { $0.columns == nil })
      #expect(tty.output().split(separator: UInt8(ascii: "n"), omittingEmptySubsequences: false).count == 2)
      #expect(tty.modes.c_lflag == before.c_lflag)
    }

    @Test func aFileIsNotProbed() {
      let null = open("/dev/null", O_RDWR)
      defer { close(null) }
      #expect(TerminalProbe(input: null, output: null).measure().isEmpty)
    }

    @Test func terminfoKnowsTheColoursOfATypeOrThatThereIsNone() {
      #expect(TerminalProbe.colours(type: "xterm-256color") == 256)
      #expect(TerminalProbe.colours(type: "linux") == 8)
      #expect(TerminalProbe.colours(type: "vt100") == 0)
      #expect(TerminalProbe.colours(type: "no-such-terminal") == nil)
    }

    @Test func standardErrorGoesToTheFileAndComesBack() throws {
      let path = "\(P_tmpdir)/watchfloor-stderr-\(getpid()).log"
      defer { unlink(path) }
      #expect(ErrorOutput.redirect(to: path))
      #expect(!ErrorOutput.redirect(to: path))
      _ = write(2, "first\nlast\n", 11)
      #expect(ErrorOutput.giveBack() == "first\nlast\n")
      #expect(ErrorOutput.giveBack() == "")
      var status = stat()
      stat(path, &status)
      #expect(status.st_mode & 0o777 == 0o600)
    }
  }
}
