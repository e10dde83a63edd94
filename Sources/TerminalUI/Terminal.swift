internal import CNcurses
public import Cells
internal import Glibc

/// What a signal asks the program to do.
public enum TerminalSignal: Sendable, Hashable {
  case resized
  /// Leave the screen and stop the job (SIGTSTP).
  case stop
  case continued
  /// End in order (SIGTERM, SIGINT, SIGQUIT).
  case terminate
  /// The terminal is gone (SIGHUP).
  case hangUp
}

/// The terminal while the console is on it: the alternate screen, raw input, signals.
///
/// Used from the thread that made it. It shows frames and sends only what changed; it never reads a clock. Whatever
/// happens, `close`, `deinit` or the handlers of fatal signals give the terminal back as it was.
public final class Terminal {
  /// What a terminal is opened with; the environment's values come in from outside.
  public struct Setup: Sendable {
    public var theme: Theme
    public var depth: ColourDepth
    /// Whether `NO_COLOR` is set and not empty; counts only where `depth` is `auto`.
    public var noColour: Bool
    /// The value of `TERM`.
    public var type: String
    public var input: Int32
    public var output: Int32

    public init(
      theme: Theme, depth: ColourDepth = .auto, noColour: Bool = false, type: String, input: Int32 = 0,
      output: Int32 = 1
    ) {
      self.theme = theme
      self.depth = depth
      self.noColour = noColour
      self.type = type
      self.input = input
      self.output = output
    }
  }

  /// Most bytes of text that `copy` sends to the clipboard.
  public static let copyLimit = 65_536
  /// Most scalars of the window's title.
  public static let titleLimit = 200

  /// The size in force; changes only in `resize`.
  public private(set) var size: Size
  /// The colours that are used.
  public let depth: ColourDepth
  /// Colours that the terminal has; 0 for a monochrome one.
  public let colours: Int
  /// Readable when keys were pressed.
  public let inputDescriptor: Int32
  /// Readable when a signal came; then call `readSignals`.
  public var signalDescriptor: Int32 { screen.map(nc_signal_descriptor) ?? -1 }
  /// Whether the terminal stopped taking output.
  public private(set) var isLost = false

  private var screen: OpaquePointer?
  private let isXterm: Bool
  /// What the terminal shows; an empty grid when that is unknown.
  private var shown = Grid(size: Size(columns: 0, rows: 0))
  private var mouse = false
  private var title = ""
  private var isSuspended = false
  private var pens: [Pen] = []
  private var glyphs: [nc_glyph] = []

  private struct Pen {
    var attributes: UInt16
    var pair: UInt16
  }

  /// Opens the screen.
  ///
  /// - Throws: when input or output is no terminal, or the type is unknown or cannot draw.
  public init(_ setup: Setup) throws(TerminalFailure) {
    guard isatty(setup.input) == 1, isatty(setup.output) == 1 else {
      throw TerminalFailure(.notATerminal, type: setup.type)
    }
    var reason: Int32 = 0
    let opened = nc_open(setup.type, setup.input, setup.output, &reason)
    let code = errno
    switch Int(reason) {
    case Int(NC_FINE): break
    case Int(NC_BUSY): throw TerminalFailure(.alreadyOpen, type: setup.type)
    case Int(NC_UNKNOWN_TYPE): throw TerminalFailure(.unknownType, type: setup.type)
    case Int(NC_NO_CURSOR): throw TerminalFailure(.cannotDraw, type: setup.type)
    default: throw TerminalFailure(.system(code: code), type: setup.type)
    }
    screen = opened
    colours = opened.map { Int(nc_colours($0)) } ?? 0
    depth = Look.depth(setup.depth, noColour: setup.noColour, colours: colours)
    inputDescriptor = setup.input
    isXterm = [
      "xterm", "screen", "tmux", "rxvt", "st", "alacritty", "kitty", "foot", "wezterm", "vte", "konsole",
    ]
    .contains { setup.type == $0 || setup.type.hasPrefix($0 + "-") }
    size = Size(columns: 0, rows: 0)
    setTheme(setup.theme)
    resize()
    enterModes()
  }

  deinit { close() }

  /// Takes the terminal's size; what is shown is forgotten when it changed.
  public func resize() {
    guard let screen else { return }
    var columns: Int32 = 0
    var rows: Int32 = 0
    nc_measure(screen, &columns, &rows)
    let measured = Size(columns: Int(columns), rows: Int(rows))
    guard measured != size else { return }
    size = measured
    forget()
  }

  /// Gives every role its look in a theme; curses sends again what looks different.
  public func setTheme(_ theme: Theme) {
    guard let screen else { return }
    nc_forget_pairs(screen)
    pens = StyleRole.allCases.map { role in
      let look = Look.reduce(role, theme: theme, depth: depth, colours: colours)
      let pair = nc_pair(screen, Int32(look.foreground), Int32(look.background))
      return Pen(attributes: Terminal.attributes(look.attributes), pair: UInt16(max(0, pair)))
    }
    forget()
  }

  /// Shows a frame by sending what differs from what is shown.
  ///
  /// A frame of another size is clipped.
  public func show(_ frame: Frame) {
    guard let screen, !isSuspended else { return }
    let grid = fitted(frame.grid)
    for run in FrameDiff(from: shown, to: grid).runs { send(run, of: grid, to: screen) }
    shown = grid
    if let cursor = frame.cursor, grid.bounds.contains(x: cursor.x, y: cursor.y) {
      nc_cursor(screen, Int32(cursor.y), Int32(cursor.x))
    } else {
      nc_cursor(screen, -1, 0)
    }
    nc_refresh(screen)
    if frame.mouse != mouse { setMouse(frame.mouse) }
    if frame.title != title { setTitle(frame.title) }
  }

  /// Clears the terminal and makes the next frame be sent whole.
  public func redraw() {
    guard let screen, !isSuspended else { return }
    nc_clear(screen)
    forget()
  }

  /// Gives the terminal back for a while: before a stop or before another program runs on it.
  public func suspend() {
    guard let screen, !isSuspended else { return }
    isSuspended = true
    nc_leave(screen)
  }

  /// Stops the whole job as Ctrl-Z does elsewhere and returns when it is continued.
  ///
  /// Call between `suspend` and `resume`.
  public func stopJob() {
    guard let screen, isSuspended else { return }
    nc_stop_job(screen)
  }

  /// Takes the terminal again; the next frame is sent whole.
  public func resume() {
    guard let screen, isSuspended else { return }
    isSuspended = false
    nc_return(screen)
    mouse = false
    title = ""
    enterModes()
    resize()
    redraw()
  }

  /// Gives the terminal back as it was.
  ///
  /// Calling it again does nothing.
  public func close() {
    guard let screen else { return }
    if !title.isEmpty, !isSuspended { write("\u{1B}]2;\u{07}") }
    self.screen = nil
    nc_close(screen)
  }

  /// Puts text on the clipboard (OSC 52).
  ///
  /// Returns false when it is too long or the terminal has no clipboard.
  public func copy(_ text: String) -> Bool {
    guard isXterm, text.utf8.count <= Terminal.copyLimit, screen != nil, !isSuspended else { return false }
    return write("\u{1B}]52;c;" + Base64.encode(Array(text.utf8)) + "\u{07}")
  }

  /// Sounds the terminal's bell once.
  public func bell() {
    guard !isSuspended else { return }
    write("\u{07}")
  }

  /// Signals that came since the last call, in order; many resizes are one.
  public func readSignals() -> [TerminalSignal] {
    guard let screen else { return [] }
    var bytes = [UInt8](repeating: 0, count: 64)
    var result: [TerminalSignal] = []
    while true {
      let count = Glibc.read(nc_signal_descriptor(screen), &bytes, bytes.count)
      guard count > 0 else { return result }
      for byte in bytes[..<count] {
        if let signal = Terminal.meaning(of: Int32(byte)), result.last != signal { result.append(signal) }
      }
    }
  }

  /// The bytes that the handlers of fatal signals send to give the terminal back.
  public var restoreBytes: [UInt8] {
    guard let screen else { return [] }
    var count = 0
    let bytes = nc_restore_bytes(screen, &count)
    return UnsafeBufferPointer(start: bytes, count: count).map { UInt8(bitPattern: $0) }
  }

  // MARK: Inside

  private func forget() { shown = Grid(size: Size(columns: 0, rows: 0)) }

  private func fitted(_ grid: Grid) -> Grid {
    guard grid.size != size else { return grid }
    var result = Grid(size: size)
    result.blit(from: grid, rect: grid.bounds)
    return result
  }

  private func send(_ run: FrameDiff.Run, of grid: Grid, to screen: OpaquePointer) {
    glyphs.removeAll(keepingCapacity: true)
    for x in run.x..<run.x + run.width {
      let cell = grid[x, run.y]
      guard !cell.flags.contains(.continuation) else { continue }
      let pen = pens[Int(cell.role.rawValue)]
      var glyph = nc_glyph()
      glyph.scalar = cell.scalar
      glyph.attributes = Terminal.attributes(cell.flags, over: pen.attributes)
      glyph.pair = pen.pair
      if cell.extra != 0 { glyph.marks = Terminal.marks(grid.marks(of: cell)) }
      glyphs.append(glyph)
    }
    nc_put(screen, Int32(run.y), Int32(run.x), glyphs, Int32(glyphs.count))
  }

  private static func marks(_ scalars: [UInt32]) -> (UInt32, UInt32, UInt32, UInt32) {
    func at(_ index: Int) -> UInt32 { index < scalars.count ? scalars[index] : 0 }
    return (at(0), at(1), at(2), at(3))
  }

  private static func attributes(_ style: Style.Attributes) -> UInt16 {
    var result = 0
    if style.contains(.bold) { result |= Int(NC_BOLD) }
    if style.contains(.reverse) { result |= Int(NC_REVERSE) }
    if style.contains(.underline) { result |= Int(NC_UNDERLINE) }
    if style.contains(.dim) { result |= Int(NC_DIM) }
    return UInt16(result)
  }

  /// A cell's own reverse turns the role's over; underline and bold are added.
  private static func attributes(_ flags: Cell.Flags, over base: UInt16) -> UInt16 {
    guard flags.rawValue > 3 else { return base }
    var result = base
    if flags.contains(.reverse) { result ^= UInt16(NC_REVERSE) }
    if flags.contains(.underline) { result |= UInt16(NC_UNDERLINE) }
    if flags.contains(.bold) { result |= UInt16(NC_BOLD) }
    return result
  }

  private func enterModes() {
    // Bracketed paste; mouse reports follow the frames. Terminals without them ignore both.
    write("\u{1B}[?2004h")
  }

  private func setMouse(_ on: Bool) {
    mouse = on
    write(on ? "\u{1B}[?1000h\u{1B}[?1006h" : "\u{1B}[?1006l\u{1B}[?1000l")
  }

  private func setTitle(_ text: String) {
    title = text
    guard isXterm else { return }
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(Terminal.titleLimit)
    where scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) {
      clean.append(scalar)
    }
    write("\u{1B}]2;" + String(clean) + "\u{07}")
  }

  @discardableResult
  private func write(_ text: String) -> Bool {
    guard let screen, !isLost else { return false }
    var copied = text
    let written = copied.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { nc_write(screen, $0.baseAddress, $0.count) }
    }
    if !written { isLost = true }
    return written
  }

  private static func meaning(of signal: Int32) -> TerminalSignal? {
    switch signal {
    case SIGWINCH: .resized
    case SIGTSTP: .stop
    case SIGCONT: .continued
    case SIGTERM, SIGINT, SIGQUIT: .terminate
    case SIGHUP: .hangUp
    default: nil
    }
  }
}

@available(*, unavailable)
extension Terminal: Sendable {}
