/// One cell of a frame.
///
/// Eight bytes, no reference.
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

  /// Most clusters with zero-width scalars in one grid; further zero-width scalars are dropped.
  public static let clusterLimit = 65_534
  /// Most zero-width scalars in one cluster (what a curses cell holds); further ones are dropped.
  public static let marksLimit = 4

  public init(size: Size) {
    self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
    cells = ContiguousArray(repeating: .blank, count: self.size.columns * self.size.rows)
  }

  public subscript(x: Int, y: Int) -> Cell {
    cells[y * size.columns + x]
  }

  /// The whole grid as a rectangle.
  public var bounds: Rect { Rect(x: 0, y: 0, width: size.columns, height: size.rows) }

  /// The zero-width scalars that follow a cell's first scalar; empty for most cells.
  public func marks(of cell: Cell) -> [UInt32] {
    cell.extra == 0 ? [] : clusters[Int(cell.extra) - 1]
  }

  /// Blanks everything and keeps the storage.
  public mutating func clear() {
    cells.withUnsafeMutableBufferPointer { $0.update(repeating: .blank) }
    if !clusters.isEmpty { clusters.removeAll(keepingCapacity: true) }
  }

  /// Fills a rectangle with spaces of one role.
  public mutating func fill(_ rect: Rect, role: StyleRole) {
    let left = max(0, rect.x)
    let right = min(size.columns, rect.maxX)
    let blank = Cell(scalar: 0x20, role: role)
    guard left < right else { return }
    for y in rows(of: rect) {
      let row = y * size.columns
      splitWide(at: row + left, rowStart: row)
      if right < size.columns { splitWide(at: row + right, rowStart: row) }
      cells.withUnsafeMutableBufferPointer { $0[row + left..<row + right].update(repeating: blank) }
    }
  }

  /// Changes the role of every cell in a rectangle and keeps the characters.
  public mutating func restyle(_ rect: Rect, role: StyleRole) {
    let left = max(0, rect.x)
    let right = min(size.columns, rect.maxX)
    guard left < right else { return }
    for y in rows(of: rect) {
      let row = y * size.columns
      cells.withUnsafeMutableBufferPointer { buffer in
        for at in row + left..<row + right { buffer[at].role = role }
      }
    }
  }

  /// Adds flags to every cell in a rectangle and keeps characters and roles.
  public mutating func mark(_ rect: Rect, flags: Cell.Flags) {
    let left = max(0, rect.x)
    let right = min(size.columns, rect.maxX)
    let added = flags.subtracting([.wide, .continuation])
    guard left < right else { return }
    for y in rows(of: rect) {
      for x in left..<right { cells[y * size.columns + x].flags.formUnion(added) }
    }
  }

  /// The rows of a rectangle that lie in the grid.
  func rows(of rect: Rect) -> Range<Int> {
    let top = max(0, rect.y)
    return top..<max(top, min(size.rows, rect.maxY))
  }

  /// Blanks the wide character whose right half is at `index`, so that no half is left.
  mutating func splitWide(at index: Int, rowStart: Int) {
    guard index > rowStart, index < cells.count, cells[index].flags.contains(.continuation) else { return }
    cells[index - 1].scalar = 0x20
    cells[index - 1].extra = 0
    cells[index - 1].flags.subtract([.wide])
    cells[index].scalar = 0x20
    cells[index].flags.subtract([.continuation])
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
