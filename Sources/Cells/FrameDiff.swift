/// What must be sent so that a terminal that shows one grid shows another.
///
/// The runs cover every cell that differs and no half of a wide character, neither of the old grid nor of the new:
///
/// ```text
/// old  中中x      new  a 中x      run  [a ][中]  the freed half is sent although it is only a space
/// old  a中b       new  中bb      run  [中][b]   the new right half pushes the old character out
/// ```
public struct FrameDiff: Sendable, Hashable {
  /// A stretch of one row to send.
  public struct Run: Sendable, Hashable {
    public var x: Int
    public var y: Int
    public var width: Int

    public init(x: Int, y: Int, width: Int) {
      self.x = x
      self.y = y
      self.width = width
    }
  }

  /// From the top down, each row from the left; runs of a row do not touch.
  public private(set) var runs: [Run]

  /// Compares two grids.
  ///
  /// Grids of different sizes differ in every cell.
  public init(from old: Grid, to new: Grid) {
    runs = []
    guard old.size == new.size else {
      if new.size.columns > 0 {
        runs = (0..<new.size.rows).map { Run(x: 0, y: $0, width: new.size.columns) }
      }
      return
    }
    let columns = new.size.columns
    guard columns > 0 else { return }
    let plain = old.clusters.isEmpty && new.clusters.isEmpty
    old.cells.withUnsafeBytes { oldBytes in
      new.cells.withUnsafeBytes { newBytes in
        for y in 0..<new.size.rows {
          var x = 0
          while x < columns {
            x = FrameDiff.firstDifference(
              oldBytes, newBytes, row: y * columns, from: x, to: columns, plain: plain)
            guard x < columns else { break }
            let run = FrameDiff.run(old: old, new: new, x: x, y: y)
            append(run)
            x = max(x + 1, run.x + run.width)
          }
        }
      }
    }
  }

  /// Whether nothing has to be sent.
  public var isEmpty: Bool { runs.isEmpty }

  /// Makes `old` equal to `new` by copying only what the runs name.
  public func apply(_ new: Grid, to old: inout Grid) {
    guard old.size == new.size else {
      old = new
      return
    }
    for run in runs {
      old.blit(from: new, rect: Rect(x: run.x, y: run.y, width: run.width, height: 1))
    }
  }

  private mutating func append(_ run: Run) {
    guard run.width > 0 else { return }
    if let last = runs.last, last.y == run.y, last.x + last.width >= run.x {
      runs[runs.count - 1].width = run.x + run.width - last.x
    } else {
      runs.append(run)
    }
  }

  /// A cell is eight bytes without padding, so that equal words are equal cells; only cells with zero-width
  /// scalars can be equal with different words, or different with equal ones.
  private static func firstDifference(
    _ old: UnsafeRawBufferPointer, _ new: UnsafeRawBufferPointer, row: Int, from: Int, to end: Int,
    plain: Bool
  ) -> Int {
    var x = from
    while x < end {
      let word = new.load(fromByteOffset: (row + x) &* 8, as: UInt64.self)
      if word != old.load(fromByteOffset: (row + x) &* 8, as: UInt64.self) { return x }
      if !plain, new.load(fromByteOffset: (row + x) &* 8, as: Cell.self).extra != 0 { return x }
      x += 1
    }
    return end
  }

  /// The run from the first cell at or after `x` that may differ: it takes in both halves of every wide
  /// character.
  private static func run(old: Grid, new: Grid, x: Int, y: Int) -> Run {
    let columns = new.size.columns
    let row = y * columns
    func halves(_ grid: Grid, at x: Int) -> Bool {
      x < columns && grid.cells[row + x].flags.contains(.continuation)
    }
    var start = x
    while start > 0, halves(old, at: start) || halves(new, at: start) { start -= 1 }
    var end = x
    while end < columns, !same(old, new, at: row + end) || halves(old, at: end) || halves(new, at: end) {
      end += 1
    }
    return Run(x: start, y: y, width: max(end, start) - start)
  }

  private static func same(_ old: Grid, _ new: Grid, at index: Int) -> Bool {
    var left = old.cells[index]
    var right = new.cells[index]
    guard left.extra != 0 || right.extra != 0 else { return left == right }
    let sameMarks = old.marks(of: left) == new.marks(of: right)
    left.extra = 0
    right.extra = 0
    return sameMarks && left == right
  }
}
