public import Cells

/// A piece of a line with one role, such as the coloured count in a pane's title.
public struct Segment: Sendable, Hashable {
  public var text: String
  public var role: StyleRole
  public var flags: Cell.Flags

  public init(_ text: String, _ role: StyleRole = .text, flags: Cell.Flags = []) {
    self.text = text
    self.role = role
    self.flags = flags
  }
}

extension Grid {
  /// Writes segments one after the other, clipped to `limit` columns.
  ///
  /// Returns the columns used.
  ///
  /// A line that is too long ends in `~` when `ellipsis` is set.
  @discardableResult
  public mutating func write(
    _ segments: [Segment], x: Int, y: Int, limit: Int = .max, ellipsis: Bool = false,
    widths: borrowing WidthTable
  ) -> Int {
    let room = min(limit, size.columns - x)
    var used = 0
    for (index, segment) in segments.enumerated() {
      let wide = widths.width(of: segment.text)
      let isLast = index == segments.count - 1
      let left = room - used
      guard left > 0 else {
        if ellipsis, wide > 0 { put(0x7E, width: 1, x: x + room - 1, y: y, role: segment.role) }
        return max(0, used)
      }
      used += write(
        segment.text, x: x + used, y: y, limit: left, role: segment.role, flags: segment.flags,
        ellipsis: ellipsis && (wide > left || isLast), widths: widths)
      if wide > left { return used }
    }
    return used
  }
}

extension [Segment] {
  /// Columns that the whole line takes.
  public func width(_ widths: borrowing WidthTable) -> Int {
    var total = 0
    for segment in self { total += widths.width(of: segment.text) }
    return total
  }
}
