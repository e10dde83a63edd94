import Cells
import Glibc
import Testing

@testable import TerminalUI

/// Every role with colours of its own, so that a wrong role on the screen is a wrong colour.
func colourful() -> Theme {
  var theme = Theme.plain
  theme.styles = StyleRole.allCases.map { role in
    let number = Int16(role.rawValue)
    func colour(_ palette: Int16) -> Colour {
      Colour(red: 0, green: 0, blue: 0, of256: palette, of16: palette & 15)
    }
    return Style(
      foreground: number == 0 ? nil : colour(20 + number),
      background: number % 3 == 1 ? colour(100 + number) : nil,
      attributes: number % 4 == 2 ? [.bold] : number % 7 == 3 ? [.underline] : [])
  }
  return theme
}

func open(
  _ tty: PseudoTerminal, type: String = "xterm-256color", theme: Theme = .plain, noColour: Bool = false
) throws -> Terminal {
  try Terminal(.init(theme: theme, noColour: noColour, type: type, input: tty.slave, output: tty.slave))
}

/// curses is one global state: these tests run one after the other.
@Suite(.serialized) struct TerminalTests {
  let widths = WidthTable.system()

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func openingEntersTheAlternateScreenAndClosingLeavesIt() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let terminal = try open(tty)
    #expect(terminal.size == Size(columns: 80, rows: 24))
    #expect(text(tty.output()).contains("\u{1B}[?1049h"))
    terminal.close()
    let end = text(tty.output())
    for part in ["\u{1B}[?1049l", "\u{1B}[?2004l", "\u{1B}[?1000l", "\u{1B}[?1006l"] {
      #expect(end.contains(part), "\(part.debugDescription)")
    }
  }

  @Test func termiosIsRawWhileOpenAndAsBeforeAfterwards() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let before = tty.modes
    let terminal = try open(tty)
    #expect(tty.modes.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == 0)
    terminal.close()
    #expect(tty.modes.c_lflag == before.c_lflag)
    #expect(tty.modes.c_iflag == before.c_iflag)
    #expect(tty.modes.c_oflag == before.c_oflag)
  }

  @Test func closingTwiceAndLettingGoWriteNothingMore() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    var terminal: Terminal? = try open(tty)
    terminal?.close()
    _ = tty.output()
    terminal?.close()
    terminal = nil
    #expect(tty.output().isEmpty)
  }

  @Test func lettingGoGivesTheTerminalBack() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    var terminal: Terminal? = try open(tty)
    _ = terminal?.size
    terminal = nil
    #expect(text(tty.output()).contains("\u{1B}[?1049l"))
  }

  @Test(arguments: [("no-such-terminal", TerminalFailure.Reason.unknownType), ("dumb", .cannotDraw)])
  func aTerminalThatCannotDrawIsRefusedInBothLanguages(type: String, reason: TerminalFailure.Reason) throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let failure = #expect(throws: TerminalFailure.self) { _ = try open(tty, type: type) }
    #expect(failure?.reason == reason)
    #expect(failure?.zh.contains(type) == true)
    #expect(failure?.en.contains(type) == true)
    // The refusal leaves room for the next one.
    try open(tty).close()
  }

  @Test func aFileIsNoTerminal() {
    let failure = #expect(throws: TerminalFailure.self) {
      let null = Glibc.open("/dev/null", O_RDWR)
      defer { Glibc.close(null) }
      _ = try Terminal(.init(theme: .plain, type: "xterm", input: null, output: null))
    }
    #expect(failure?.reason == .notATerminal)
  }

  @Test func aSecondScreenInOneProcessIsRefused() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let first = try open(tty)
    let failure = #expect(throws: TerminalFailure.self) { _ = try open(tty) }
    #expect(failure?.reason == .alreadyOpen)
    first.close()
  }

  @Test func theSameFrameAgainSendsNothing() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let terminal = try open(tty)
    var grid = Grid(size: terminal.size)
    grid.write("守望台 watchfloor", x: 0, y: 0, role: .header, widths: widths)
    terminal.show(Frame(grid: grid, mouse: true, title: "t"))
    _ = tty.output()
    terminal.show(Frame(grid: grid, mouse: true, title: "t"))
    #expect(tty.output().isEmpty)
    terminal.close()
  }

  @Test func mouseTitleAndCursorFollowTheFrame() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let terminal = try open(tty)
    var screen = ScreenEmulator(size: terminal.size, widths: widths)
    let frame = Frame(
      grid: Grid(size: terminal.size), cursor: Frame.Cursor(x: 7, y: 5), mouse: true,
      title: "守望台\u{1B}]x\u{7}")
    terminal.show(frame)
    screen.feed(tty.output())
    #expect(screen.cursor == (7, 5))
    #expect(screen.title == "守望台]x")
    #expect(screen.modes.isSuperset(of: ["1000", "1006", "2004", "25", "1049"]))
    terminal.show(Frame(grid: frame.grid))
    screen.feed(tty.output())
    #expect(screen.modes.isDisjoint(with: ["1000", "1006", "25"]))
    terminal.close()
  }

  @Test func aResizeIsMeasuredAndTheNextFrameFits() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let terminal = try open(tty)
    terminal.show(Frame(grid: Grid(size: terminal.size)))
    tty.resize(columns: 40, rows: 10)
    terminal.resize()
    #expect(terminal.size == Size(columns: 40, rows: 10))
    _ = tty.output()
    var screen = ScreenEmulator(size: terminal.size, widths: widths)
    var grid = Grid(size: terminal.size)
    grid.write("右下角", x: 34, y: 9, role: .text, widths: widths)
    terminal.show(Frame(grid: grid))
    screen.feed(tty.output())
    #expect(screen[34, 9].text == "右" && screen[38, 9].text == "角")
    terminal.close()
  }

  @Test func aFrameOfAnotherSizeIsClipped() throws {
    let tty = try PseudoTerminal(columns: 20, rows: 4)
    let terminal = try open(tty)
    var screen = ScreenEmulator(size: terminal.size, widths: widths)
    var grid = Grid(size: Size(columns: 40, rows: 8))
    grid.write("守望台守望台守望台守望台", x: 1, y: 3, role: .text, widths: widths)
    grid.write("below", x: 0, y: 5, role: .text, widths: widths)
    terminal.show(Frame(grid: grid))
    screen.feed(tty.output())
    #expect(screen[17, 3].text == "台" && screen[19, 3].text == " ")
    #expect(screen.unknown.isEmpty)
    terminal.close()
  }

  @Test func aSignalIsReadFromItsDescriptor() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let terminal = try open(tty)
    let meanings: [(Int32, TerminalSignal)] = [
      (SIGWINCH, .resized), (SIGTERM, .terminate), (SIGHUP, .hangUp), (SIGINT, .terminate),
      (SIGCONT, .continued),
      (SIGTSTP, .stop), (SIGQUIT, .terminate),
    ]
    for (number, meaning) in meanings {
      kill(getpid(), number)
      var ready = pollfd(fd: terminal.signalDescriptor, events: Int16(POLLIN), revents: 0)
      #expect(poll(&ready, 1, 5000) == 1)
      #expect(terminal.readSignals() == [meaning])
    }
    #expect(terminal.readSignals().isEmpty)
    terminal.close()
  }

  @Test func keysTypedAreReadAsEvents() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let terminal = try open(tty)
    tty.type("a守\u{1B}[A\u{3}")
    #expect(tty.waitForInput())
    var decoder = InputDecoder()
    var events: [InputEvent] = []
    #expect(terminal.read(with: &decoder, into: &events) == .events)
    #expect(
      events == [
        .key(.character("a")), .key(.character("守")), .key(Key(.up)),
        .key(Key(.character("c"), control: true)),
      ])
    terminal.close()
  }

  @Test func suspendingGivesTheTerminalBackAndResumingTakesItAgain() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let cooked = tty.modes
    let terminal = try open(tty)
    let frame = Frame(grid: Grid(size: terminal.size), mouse: true)
    terminal.show(frame)
    terminal.suspend()
    #expect(text(tty.output()).contains("\u{1B}[?1049l"))
    #expect(tty.modes.c_lflag & tcflag_t(ICANON) == cooked.c_lflag & tcflag_t(ICANON))
    terminal.show(frame)
    #expect(tty.output().isEmpty)
    terminal.resume()
    terminal.show(frame)
    let again = text(tty.output())
    #expect(
      again.contains("\u{1B}[?1049h") && again.contains("\u{1B}[?2004h") && again.contains("\u{1B}[?1006h"))
    #expect(tty.modes.c_lflag & tcflag_t(ICANON) == 0)
    terminal.close()
  }

  @Test func copyingGoesToTheClipboardAndIsBounded() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let terminal = try open(tty)
    _ = tty.output()
    #expect(terminal.copy("守望"))
    #expect(text(tty.output()) == "\u{1B}]52;c;5a6I5pyb\u{07}")
    #expect(!terminal.copy(String(repeating: "x", count: Terminal.copyLimit + 1)))
    #expect(tty.output().isEmpty)
    terminal.close()
  }

  @Test func theRestoreBytesLeaveEveryMode() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let terminal = try open(tty)
    var screen = ScreenEmulator(size: terminal.size, widths: widths)
    terminal.show(Frame(grid: Grid(size: terminal.size), mouse: true))
    screen.feed(tty.output())
    screen.feed(terminal.restoreBytes)
    #expect(screen.modes.isDisjoint(with: ["1000", "1006", "2004", "1049"]))
    #expect(screen.modes.contains("25"))
    terminal.close()
  }

  @Test(arguments: ["vt100", "linux", "screen-256color", "tmux-256color", "xterm"])
  func everyCommonTypeShowsChinese(type: String) throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let terminal = try open(tty, type: type, theme: colourful())
    var grid = Grid(size: terminal.size)
    grid.write("守望台", x: 3, y: 3, role: .alarmRedNew, widths: widths)
    terminal.show(Frame(grid: grid))
    #expect(text(tty.output()).contains("守望台"))
    terminal.close()
  }

  @Test func withoutColourNoColourIsSent() throws {
    let tty = try PseudoTerminal(columns: 80, rows: 24)
    let terminal = try open(tty, theme: colourful(), noColour: true)
    #expect(terminal.depth == .never)
    var screen = ScreenEmulator(size: terminal.size, widths: widths)
    var grid = Grid(size: terminal.size)
    for role in StyleRole.allCases {
      grid.write("x", x: Int(role.rawValue), y: 0, role: role, widths: widths)
    }
    terminal.show(Frame(grid: grid))
    screen.feed(tty.output())
    #expect(screen.spots.allSatisfy { $0.pen.foreground == -1 && $0.pen.background == -1 })
    terminal.close()
  }
}
