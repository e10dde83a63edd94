extension Grid {
  /// Writes text from a column, clipped to `limit` columns and to the grid.
  ///
  /// Returns the columns used.
  ///
  /// Scalars that may not be drawn become `�`. Text that is too long ends in `~` when `ellipsis` is set; without it
  /// a wide character of which only half fits becomes a space.
  @discardableResult
  public mutating func write(
    _ text: some StringProtocol, x: Int, y: Int, limit: Int = .max, role: StyleRole, flags: Cell.Flags = [],
    ellipsis: Bool = false, widths: borrowing WidthTable
  ) -> Int {
    guard y >= 0, y < size.rows, x < size.columns, limit > 0 else { return 0 }
    let table = copy widths
    var pen = Pen(
      x: x, y: y, room: min(limit, size.columns - x), role: role, flags: flags, ellipsis: ellipsis)
    let direct: Void? = text.utf8.withContiguousStorageIfAvailable { write($0, with: &pen, widths: table) }
    if direct == nil {
      var copied = String(text)
      copied.withUTF8 { write($0, with: &pen, widths: table) }
    }
    return pen.used
  }

  /// Puts one scalar of known width.
  ///
  /// Returns the position of its cell, or −1 outside the grid.
  @discardableResult
  public mutating func put(
    _ scalar: UInt32, width: Int, x: Int, y: Int, role: StyleRole, flags: Cell.Flags = []
  ) -> Int {
    guard x >= 0, y >= 0, x < size.columns, y < size.rows else { return -1 }
    let row = y * size.columns
    let at = row + x
    splitWide(at: at, rowStart: row)
    if width == 2 {
      guard x + 1 < size.columns else {
        cells[at] = Cell(scalar: 0x20, role: role, flags: flags)
        return at
      }
      if x + 2 < size.columns { splitWide(at: at + 2, rowStart: row) }
      cells[at] = Cell(scalar: scalar, role: role, flags: flags.union(.wide))
      cells[at + 1] = Cell(scalar: 0, role: role, flags: flags.union(.continuation))
    } else {
      if x + 1 < size.columns { splitWide(at: at + 1, rowStart: row) }
      cells[at] = Cell(scalar: scalar, role: role, flags: flags)
    }
    return at
  }

  /// Repeats one narrow scalar over `count` columns: borders and rules.
  public mutating func put(
    _ scalar: UInt32, count: Int, x: Int, y: Int, role: StyleRole, flags: Cell.Flags = []
  ) {
    let left = max(0, x)
    let right = min(size.columns, x + count)
    guard y >= 0, y < size.rows, left < right else { return }
    let row = y * size.columns
    splitWide(at: row + left, rowStart: row)
    if right < size.columns { splitWide(at: row + right, rowStart: row) }
    let cell = Cell(scalar: scalar, role: role, flags: flags)
    cells.withUnsafeMutableBufferPointer { $0[row + left..<row + right].update(repeating: cell) }
  }

  /// Where a text is being written and how much of its room is used.
  private struct Pen {
    let x: Int
    let y: Int
    let room: Int
    let role: StyleRole
    let flags: Cell.Flags
    let ellipsis: Bool
    var used = 0
    /// Position of the last cell written, which following zero-width scalars join; −1 for none.
    var last = -1
    var isFull = false
  }

  private mutating func write(
    _ bytes: UnsafeBufferPointer<UInt8>, with pen: inout Pen, widths: WidthTable
  ) {
    var at = 0
    while at < bytes.count, !pen.isFull {
      var end = at
      while end < bytes.count, bytes[end] >= 0x20, bytes[end] < 0x7F { end += 1 }
      if end > at {
        writeASCII(UnsafeBufferPointer(rebasing: bytes[at..<end]), with: &pen)
        at = end
        continue
      }
      let (scalar, length) = Grid.scalar(in: bytes, at: at)
      write(scalar, with: &pen, widths: widths)
      at += length
    }
  }

  private mutating func writeASCII(_ bytes: UnsafeBufferPointer<UInt8>, with pen: inout Pen) {
    let fitting = min(bytes.count, pen.room - pen.used)
    let first = pen.x + pen.used
    let hidden = min(fitting, max(0, -first))
    let row = pen.y * size.columns
    let start = row + first + hidden
    let end = row + first + fitting
    if start < end {
      splitWide(at: start, rowStart: row)
      if end < row + size.columns { splitWide(at: end, rowStart: row) }
      let role = pen.role
      let flags = pen.flags
      cells.withUnsafeMutableBufferPointer { buffer in
        for offset in 0..<end - start {
          buffer[start + offset] = Cell(scalar: UInt32(bytes[hidden + offset]), role: role, flags: flags)
        }
      }
      pen.last = end - 1
    }
    pen.used += fitting
    if fitting < bytes.count { stop(&pen) }
  }

  private mutating func write(_ scalar: UInt32, with pen: inout Pen, widths: WidthTable) {
    var value = scalar
    var width = widths.width(of: value)
    if width < 0 {
      value = 0xFFFD
      width = 1
    }
    if width == 0 {
      if pen.last >= 0 { append(value, toCellAt: pen.last) }
      return
    }
    if pen.used + width > pen.room { return stop(&pen) }
    let x = pen.x + pen.used
    if x >= 0 {
      pen.last = put(value, width: width, x: x, y: pen.y, role: pen.role, flags: pen.flags)
    } else if x + width > 0 {
      put(0x20, width: 1, x: 0, y: pen.y, role: pen.role, flags: pen.flags)
    }
    pen.used += width
  }

  /// Ends a text that does not fit: with the mark in the last column, or with a space in a column left over.
  private mutating func stop(_ pen: inout Pen) {
    let end = pen.x + pen.room - 1
    if pen.used < pen.room {
      put(0x20, width: 1, x: pen.x + pen.used, y: pen.y, role: pen.role, flags: pen.flags)
    }
    if pen.ellipsis { put(0x7E, width: 1, x: end, y: pen.y, role: pen.role, flags: pen.flags) }
    pen.used = pen.room
    pen.isFull = true
  }

  private mutating func append(_ scalar: UInt32, toCellAt index: Int) {
    if cells[index].extra == 0 {
      guard clusters.count < Grid.clusterLimit else { return }
      clusters.append([scalar])
      cells[index].extra = UInt16(clusters.count)
    } else if clusters[Int(cells[index].extra) - 1].count < Grid.marksLimit {
      clusters[Int(cells[index].extra) - 1].append(scalar)
    }
  }

  /// Reads one scalar of valid UTF-8, which Swift strings always are.
  @inline(__always)
  private static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (UInt32, Int) {
    let first = UInt32(bytes[index])
    func tail(_ offset: Int) -> UInt32 { UInt32(bytes[index + offset]) & 0x3F }
    if first < 0x80 { return (first, 1) }
    if first < 0xE0 { return ((first & 0x1F) << 6 | tail(1), 2) }
    if first < 0xF0 { return ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3) }
    return ((first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
  }
}
