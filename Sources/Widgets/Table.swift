public import Cells

/// One column of a table.
public struct Column: Sendable, Hashable {
  public enum Width: Sendable, Hashable {
    /// Exactly so many columns of the screen.
    case fixed(Int)
    /// At least `min`, and a share of what is left by weight.
    case flexible(min: Int, weight: Int)
  }

  public enum Alignment: Sendable, Hashable { case left, right }

  public var title: String
  public var width: Width
  public var alignment: Alignment
  /// Columns with the largest number leave first when there is no room; 0 never leaves.
  public var priority: Int

  public init(_ title: String, width: Width, alignment: Alignment = .left, priority: Int = 0) {
    self.title = title
    self.width = width
    self.alignment = alignment
    self.priority = priority
  }
}

/// Where the columns of a table stand in a given width, and how cells are written into them.
public struct TableLayout: Sendable, Hashable {
  public let columns: [Column]
  /// For each column its first screen column and width relative to the table; `nil` when there was no room.
  public let places: [Place?]

  public struct Place: Sendable, Hashable {
    public var x: Int
    public var width: Int
  }

  /// Lays columns out from the left with `gap` empty screen columns between them.
  public init(columns: [Column], width: Int, gap: Int = 1) {
    self.columns = columns
    var shown = Set(columns.indices)
    while TableLayout.least(columns, shown, gap: gap) > width,
      let leaving = shown.filter({ columns[$0].priority > 0 })
        .max(by: { (columns[$0].priority, $0) < (columns[$1].priority, $1) })
    {
      shown.remove(leaving)
    }
    places = TableLayout.place(columns, shown, width: width, gap: gap)
  }

  /// Writes the titles.
  public func drawHead(
    in grid: inout Grid, x: Int, y: Int, role: StyleRole = .columnHead, widths: borrowing WidthTable
  ) {
    for index in columns.indices {
      draw(columns[index].title, column: index, in: &grid, x: x, y: y, role: role, widths: widths)
    }
  }

  /// Writes one cell; text that is too long ends in `~`.
  ///
  /// Nothing is written when the column had no room.
  public func draw(
    _ text: String, column: Int, in grid: inout Grid, x: Int, y: Int, role: StyleRole,
    flags: Cell.Flags = [], widths: borrowing WidthTable
  ) {
    guard columns.indices.contains(column), let place = places[column], place.width > 0 else { return }
    var start = x + place.x
    if columns[column].alignment == .right {
      start += max(0, place.width - widths.width(of: text))
    }
    grid.write(
      text, x: start, y: y, limit: x + place.x + place.width - start, role: role, flags: flags,
      ellipsis: true,
      widths: widths)
  }

  private static func least(_ columns: [Column], _ shown: Set<Int>, gap: Int) -> Int {
    var total = max(0, shown.count - 1) * gap
    for index in shown {
      switch columns[index].width {
      case .fixed(let width): total += max(0, width)
      case .flexible(let least, _): total += max(0, least)
      }
    }
    return total
  }

  private static func place(_ columns: [Column], _ shown: Set<Int>, width: Int, gap: Int) -> [Place?] {
    var spare = max(0, width - least(columns, shown, gap: gap))
    var weights = 0
    for index in shown {
      if case .flexible(_, let weight) = columns[index].width { weights += max(0, weight) }
    }
    var x = 0
    return columns.indices.map { index in
      guard shown.contains(index) else { return nil }
      var wide: Int
      switch columns[index].width {
      case .fixed(let fixed): wide = max(0, fixed)
      case .flexible(let least, let weight):
        let share = weights > 0 ? spare * max(0, weight) / weights : 0
        wide = max(0, least) + share
        spare -= share
        weights -= max(0, weight)
      }
      wide = max(0, min(wide, width - x))
      defer { x += wide + gap }
      return Place(x: x, width: wide)
    }
  }
}
