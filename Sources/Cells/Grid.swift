/// One cell of a frame. Eight bytes, no reference.
public struct Cell: Sendable, Hashable {
  /// First scalar of the cluster; 0 in the right half of a wide character.
  public var scalar: UInt32
  /// Position in `Grid.clusters` of the zero-width scalars that follow, plus 1; 0 for none.
  public var extra: UInt16
  public var role: StyleRole
  public var flags: Flags

  public struct Flags: OptionSet, Sendable, Hashable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let wide = Flags(rawValue: 1)
    /// The right half of a wide character.
    public static let continuation = Flags(rawValue: 2)
    public static let reverse = Flags(rawValue: 4)
    public static let underline = Flags(rawValue: 8)
    public static let bold = Flags(rawValue: 16)
  }

  public init(scalar: UInt32, extra: UInt16 = 0, role: StyleRole, flags: Flags = []) {
    self.scalar = scalar
    self.extra = extra
    self.role = role
    self.flags = flags
  }

  public static let blank = Cell(scalar: 0x20, role: .text)
}

/// A rectangle of cells that is drawn into.
///
/// Text is clipped to a rectangle, wide characters are never cut in half (a half that does not fit is a space),
/// and writing over one half of a wide character blanks the other.
public struct Grid: Sendable, Hashable {
  public let size: Size
  public internal(set) var cells: ContiguousArray<Cell>
  /// Zero-width scalars of clusters that have some; at most 4 a cluster, 65,534 clusters.
  public internal(set) var clusters: [[UInt32]] = []

  public init(size: Size) {
    self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
    cells = ContiguousArray(repeating: .blank, count: self.size.columns * self.size.rows)
  }

  public subscript(x: Int, y: Int) -> Cell {
    cells[y * size.columns + x]
  }

  /// Blanks everything and keeps the storage.
  public mutating func clear() {
    for index in cells.indices { cells[index] = .blank }
    clusters.removeAll(keepingCapacity: true)
  }

  /// Fills a rectangle with spaces of one role.
  public mutating func fill(_ rect: Rect, role: StyleRole) {
    let left = max(0, rect.x)
    let right = min(size.columns, rect.maxX)
    guard left < right else { return }
    for y in max(0, rect.y)..<max(max(0, rect.y), min(size.rows, rect.maxY)) {
      let row = y * size.columns
      splitWide(at: row + left, rowStart: row)
      if right < size.columns { splitWide(at: row + right, rowStart: row) }
      for x in left..<right { cells[row + x] = Cell(scalar: 0x20, role: role) }
    }
  }

  /// Changes the role of every cell in a rectangle and keeps the characters.
  public mutating func restyle(_ rect: Rect, role: StyleRole) {
    guard max(0, rect.x) < min(size.columns, rect.maxX) else { return }
    for y in max(0, rect.y)..<max(max(0, rect.y), min(size.rows, rect.maxY)) {
      for x in max(0, rect.x)..<min(size.columns, rect.maxX) { cells[y * size.columns + x].role = role }
    }
  }

  /// Writes text from a column, clipped to `limit` columns and to the grid. Returns the columns used.
  ///
  /// Scalars that may not be drawn become `�`. Text that is too long ends in `~` when `ellipsis` is set.
  @discardableResult
  public mutating func write(
    _ text: some StringProtocol, x: Int, y: Int, limit: Int = .max, role: StyleRole, flags: Cell.Flags = [],
    ellipsis: Bool = false, widths: borrowing WidthTable
  ) -> Int {
    guard y >= 0, y < size.rows, x < size.columns, limit > 0 else { return 0 }
    let room = min(limit, size.columns - x)
    var used = 0
    var last = -1
    for scalar in text.unicodeScalars {
      var value = scalar.value
      var width = widths.width(of: value)
      if width < 0 {
        value = 0xFFFD
        width = 1
      }
      if width == 0 {
        if last >= 0 { append(value, toCellAt: last) }
        continue
      }
      if used + width > room {
        if ellipsis { cutWithMark(x: x, y: y, room: room, used: used, role: role, flags: flags) }
        return ellipsis ? room : used
      }
      if x + used >= 0 {
        last = put(value, width: width, x: x + used, y: y, role: role, flags: flags)
      }
      used += width
    }
    return used
  }

  /// Puts one scalar of known width. Returns the position of its cell.
  @discardableResult
  public mutating func put(
    _ scalar: UInt32, width: Int, x: Int, y: Int, role: StyleRole, flags: Cell.Flags = []
  ) -> Int {
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

  /// Blanks the wide character whose right half is at `index`, so that no half is left.
  private mutating func splitWide(at index: Int, rowStart: Int) {
    guard index > rowStart, index < cells.count, cells[index].flags.contains(.continuation) else { return }
    cells[index - 1].scalar = 0x20
    cells[index - 1].extra = 0
    cells[index - 1].flags.subtract([.wide])
    cells[index].scalar = 0x20
    cells[index].flags.subtract([.continuation])
  }

  private mutating func append(_ scalar: UInt32, toCellAt index: Int) {
    if cells[index].extra == 0 {
      guard clusters.count < 65_534 else { return }
      clusters.append([scalar])
      cells[index].extra = UInt16(clusters.count)
    } else if clusters[Int(cells[index].extra) - 1].count < 4 {
      clusters[Int(cells[index].extra) - 1].append(scalar)
    }
  }

  private mutating func cutWithMark(
    x: Int, y: Int, room: Int, used: Int, role: StyleRole, flags: Cell.Flags
  ) {
    guard room > 0, x + room - 1 >= 0 else { return }
    // The mark takes the last column; a wide character before it loses its half.
    put(0x7E, width: 1, x: x + room - 1, y: y, role: role, flags: flags)
    if used < room - 1 { put(0x20, width: 1, x: x + used, y: y, role: role, flags: flags) }
  }
}

/// What the terminal shows and how it behaves: a value, compared and tested as one.
public struct Frame: Sendable, Hashable {
  public var grid: Grid
  /// Where the cursor stands, or `nil` when it is hidden.
  public var cursor: Cursor?
  public var mouse: Bool
  public var title: String

  public struct Cursor: Sendable, Hashable {
    public var x: Int
    public var y: Int
    public init(x: Int, y: Int) {
      self.x = x
      self.y = y
    }
  }

  public init(grid: Grid, cursor: Cursor? = nil, mouse: Bool = false, title: String = "") {
    self.grid = grid
    self.cursor = cursor
    self.mouse = mouse
    self.title = title
  }
}
