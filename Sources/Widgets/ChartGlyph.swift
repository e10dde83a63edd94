internal import Cells

/// The characters of charts, as data.
enum ChartGlyph {
  /// Dots of the left and right half of a braille cell filled from below, by level.
  private static let leftFill: [UInt32] = [0x00, 0x40, 0x44, 0x46, 0x47]
  private static let rightFill: [UInt32] = [0x00, 0x80, 0xA0, 0xB0, 0xB8]
  /// Both dots of one level, from below.
  private static let rule: [UInt32] = [0xC0, 0x24, 0x12, 0x09]
  /// A space, then ▁ to █.
  private static let blocks: [UInt32] = [0x20] + Array(0x2581...0x2588)
  private static let ascii: [UInt32] = [0x20, 0x2E, 0x3A, 0x23]

  /// The scalar of one cell.
  ///
  /// Levels below 0 and above the cell's count are clipped; `line` is the level, from 1, of a threshold that
  /// crosses the cell.
  static func scalar(_ alphabet: ChartAlphabet, left: Int, right: Int, line: Int?) -> UInt32 {
    switch alphabet {
    case .braille:
      var dots = leftFill[min(4, max(0, left))] | rightFill[min(4, max(0, right))]
      if let line { dots |= rule[min(4, max(1, line)) - 1] }
      return dots == 0 ? 0x20 : 0x2800 + dots
    case .block:
      if left <= 0 { return line == nil ? 0x20 : 0x2500 }
      return blocks[min(8, left)]
    case .ascii:
      if left <= 0 { return line == nil ? 0x20 : 0x2D }
      return ascii[min(3, left)]
    }
  }
}
