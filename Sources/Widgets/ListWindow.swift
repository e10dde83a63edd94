/// Which rows of a long list are on the screen.
///
/// The cursor keeps its screen line while rows arrive or leave above it: the caller finds the new place of the
/// cursor's item and calls `keep`; when the person moves the cursor, it calls `reveal`.
public struct ListWindow: Sendable, Hashable {
  /// First row shown.
  public private(set) var top: Int

  public init(top: Int = 0) {
    self.top = max(0, top)
  }

  /// The rows shown.
  public func rows(height: Int, count: Int) -> Range<Int> {
    let first = min(top, max(0, count))
    return first..<min(max(0, count), first + max(0, height))
  }

  /// The screen line, from 0, on which a row stands; may lie outside the window.
  public func line(of row: Int) -> Int { row - top }

  /// Puts row `cursor` on screen line `line` as far as the ends of the list allow.
  public mutating func keep(cursor: Int, onLine line: Int, height: Int, count: Int) {
    let wanted = cursor - min(max(0, line), max(0, height - 1))
    top = min(max(0, wanted), max(0, count - max(1, height)))
    reveal(cursor: cursor, height: height, count: count)
  }

  /// Scrolls as little as needed for row `cursor` to be seen, with `margin` rows of context where there are
  /// any.
  public mutating func reveal(cursor: Int, height: Int, count: Int, margin: Int = 0) {
    guard height > 0, count > 0 else {
      top = 0
      return
    }
    let context = min(max(0, margin), (height - 1) / 2)
    let row = min(max(0, cursor), count - 1)
    top = min(top, row - context)
    top = max(top, row + context - height + 1)
    top = min(max(0, top), max(0, count - height))
  }
}
