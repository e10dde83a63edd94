internal import CNcurses
internal import Cells
internal import Glibc

/// Asks a terminal how wide it draws each class of character; for `doctor`, while no screen is open.
public struct TerminalProbe: Sendable {
  /// A class of characters that the console draws, with one to stand for it.
  public enum GlyphClass: String, Sendable, Hashable, CaseIterable {
    case box
    case braille
    case block
    case cjk
    case fullWidthPunctuation
    case ambiguous

    /// The character that is printed.
    public var sample: String {
      switch self {
      case .box: "─"
      case .braille: "⣿"
      case .block: "█"
      case .cjk: "守"
      case .fullWidthPunctuation: "，"
      case .ambiguous: "●"
      }
    }

    /// Columns it must take for the screen to be in order.
    public var expected: Int {
      switch self {
      case .box, .braille, .block, .ambiguous: 1
      case .cjk, .fullWidthPunctuation: 2
      }
    }
  }

  public struct Measured: Sendable, Hashable {
    public var glyph: GlyphClass
    /// Columns that the cursor moved; `nil` when the terminal did not answer.
    public var columns: Int?
  }

  private let input: Int32
  private let output: Int32

  public init(input: Int32 = 0, output: Int32 = 1) {
    self.input = input
    self.output = output
  }

  /// Prints each sample at the start of a line and asks where the cursor ended up; the line is cleared
  /// afterwards.
  ///
  /// Returns an empty list when input or output is no terminal. After the first unanswered question no more are
  /// asked, so that the whole takes at most one `timeout` (in milliseconds) without an answer.
  public func measure(_ classes: [GlyphClass] = GlyphClass.allCases, timeout: Int32 = 500) -> [Measured] {
    var before = termios()
    guard isatty(input) == 1, isatty(output) == 1, tcgetattr(input, &before) == 0 else { return [] }
    var raw = before
    cfmakeraw(&raw)
    guard tcsetattr(input, TCSADRAIN, &raw) == 0 else { return [] }
    defer {
      send("\r\u{1B}[K")
      tcsetattr(input, TCSADRAIN, &before)
    }
    var answers = true
    return classes.map { glyph in
      guard answers else { return Measured(glyph: glyph, columns: nil) }
      send("\r" + glyph.sample + "\u{1B}[6n")
      let column = report(timeout: timeout)
      answers = column != nil
      return Measured(glyph: glyph, columns: column.map { $0 - 1 })
    }
  }

  /// Colours of a terminal type by terminfo; `nil` for an unknown type.
  public static func colours(type: String) -> Int? {
    let count = nc_type_colours(type)
    return count < 0 ? nil : Int(count)
  }

  private func send(_ text: String) {
    var copied = text
    copied.withUTF8 { bytes in _ = write(output, bytes.baseAddress, bytes.count) }
  }

  /// The column of the next cursor report, from 1.
  ///
  /// Keys pressed meanwhile are lost, at most 64 reads' worth.
  private func report(timeout: Int32) -> Int? {
    var decoder = InputDecoder()
    decoder.expectsCursorReport = true
    var events: [InputEvent] = []
    var bytes = [UInt8](repeating: 0, count: 256)
    for _ in 0..<64 {
      var ready = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, timeout) > 0 else { return nil }
      let count = read(input, &bytes, bytes.count)
      guard count > 0 else { return nil }
      decoder.feed(bytes[..<count], into: &events)
      for case .cursorReport(_, let column) in events { return column }
      events.removeAll(keepingCapacity: true)
    }
    return nil
  }
}
