internal import CWidth

/// Display widths of Unicode scalars as glibc's `wcwidth` gives them; read once at start.
///
/// ncurses and tmux ask the same function, so a frame is laid out as the terminal lays it out.
public struct WidthTable: Sendable {
  private let widths: [Int8]
  /// Whether East Asian ambiguous characters take two columns on this terminal.
  public let ambiguousIsWide: Bool

  private init(widths: [Int8], ambiguousIsWide: Bool) {
    self.widths = widths
    self.ambiguousIsWide = ambiguousIsWide
  }

  /// Reads the table of the process's locale.
  ///
  /// Call once, after the locale is set.
  public static func system(ambiguousIsWide: Bool = false) -> WidthTable {
    _ = cwidth_set_locale()
    let count = 0x30000
    let widths = [Int8](unsafeUninitializedCapacity: count) { buffer, used in
      if let base = buffer.baseAddress { cwidth_fill(0, UInt32(count), base) }
      used = count
    }
    return WidthTable(widths: widths, ambiguousIsWide: ambiguousIsWide)
  }

  /// Columns of one scalar: 0, 1 or 2; −1 for what may not be drawn.
  @inline(__always)
  public func width(of scalar: UInt32) -> Int {
    if scalar < 0x7F { return scalar >= 0x20 ? 1 : -1 }
    if scalar < UInt32(widths.count) { return Int(widths[Int(scalar)]) }
    return scalar >= 0xE0000 ? -1 : 1
  }

  /// Columns that a text takes in cells, each cluster as the grid draws it.
  public func width(of text: some StringProtocol) -> Int {
    var total = 0
    for scalar in text.unicodeScalars {
      let width = width(of: scalar.value)
      total += width < 0 ? 1 : width
    }
    return total
  }
}
