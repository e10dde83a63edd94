import Cells
import Testing

private let widths = WidthTable.system()

/// Every grid of one row that can be drawn from these pieces.
private func rows(_ columns: Int) -> [Grid] {
  let pieces: [(text: String, width: Int, role: StyleRole)] = [
    ("a", 1, .text), (" ", 1, .text), ("a", 1, .header), ("e\u{301}", 1, .text), ("e\u{300}", 1, .text),
    ("中", 2, .text), ("国", 2, .header),
  ]
  var result: [Grid] = [Grid(size: Size(columns: columns, rows: 1))]
  func extend(_ grid: Grid, _ x: Int) {
    if x == columns {
      result.append(grid)
      return
    }
    for piece in pieces where x + piece.width <= columns {
      var next = grid
      next.write(piece.text, x: x, y: 0, role: piece.role, widths: widths)
      extend(next, x + piece.width)
    }
  }
  extend(Grid(size: Size(columns: columns, rows: 1)), 0)
  return result
}

/// What is seen: cells with the zero-width scalars themselves, not their places.
private func seen(_ grid: Grid) -> [[UInt32]] {
  grid.cells.map { [$0.scalar, UInt32($0.role.rawValue), UInt32($0.flags.rawValue)] + grid.marks(of: $0) }
}

private func splits(_ diff: FrameDiff, _ grid: Grid) -> Bool {
  diff.runs.contains { run in
    grid[run.x, run.y].flags.contains(.continuation)
      || (run.x + run.width < grid.size.columns
        && grid[run.x + run.width, run.y].flags.contains(.continuation))
  }
}

@Test(arguments: [1, 2, 3]) func applyingTheDiffOfAnyTwoRowsGivesTheNewOne(columns: Int) {
  let all = rows(columns)
  for old in all {
    for new in all {
      let diff = FrameDiff(from: old, to: new)
      var patched = old
      diff.apply(new, to: &patched)
      guard seen(patched) == seen(new), diff.isEmpty == (seen(old) == seen(new)), !splits(diff, old),
        !splits(diff, new)
      else {
        Issue.record("\(old.line(0).debugDescription) to \(new.line(0).debugDescription): \(diff.runs)")
        return
      }
    }
  }
}

@Test(arguments: 1...30 as ClosedRange<UInt64>) func applyingTheDiffOfAnyTwoFramesGivesTheNewOne(seed: UInt64)
{
  var random = SplitMix(state: seed)
  let size = Size(
    columns: Int.random(in: 1...40, using: &random), rows: Int.random(in: 1...10, using: &random))
  var old = Grid(size: size)
  for step in 0..<40 {
    var new = old
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      let word = ["中", "守望台", "a", "xyz", "   ", "é", "e\u{301}", "1红"].randomElement(using: &random) ?? ""
      new.write(
        word, x: Int.random(in: -2..<size.columns, using: &random),
        y: Int.random(in: 0..<size.rows, using: &random),
        role: StyleRole.allCases.randomElement(using: &random) ?? .text, widths: widths)
    }
    let diff = FrameDiff(from: old, to: new)
    var patched = old
    diff.apply(new, to: &patched)
    #expect(seen(patched) == seen(new), "seed \(seed) step \(step)")
    #expect(!splits(diff, old) && !splits(diff, new), "seed \(seed) step \(step)")
    old = new
  }
}

@Test func aDiffSendsOnlyWhatChanged() {
  var old = Grid(size: Size(columns: 20, rows: 3))
  old.write("守望台 watchfloor", x: 0, y: 1, role: .text, widths: widths)
  var new = old
  new.write("X", x: 9, y: 1, role: .text, widths: widths)
  #expect(FrameDiff(from: old, to: new).runs == [.init(x: 9, y: 1, width: 1)])
  #expect(FrameDiff(from: old, to: old).isEmpty)
}

@Test func aWideCharacterThatGivesWaySendsBothItsColumns() {
  var old = Grid(size: Size(columns: 6, rows: 1))
  old.write("中中", x: 0, y: 0, role: .text, widths: widths)
  var new = Grid(size: old.size)
  new.write("a 中", x: 0, y: 0, role: .text, widths: widths)
  #expect(FrameDiff(from: old, to: new).runs == [.init(x: 0, y: 0, width: 2)])
}

@Test func gridsOfDifferentSizesDifferEverywhere() {
  let diff = FrameDiff(from: Grid(size: Size(columns: 3, rows: 3)), to: Grid(size: Size(columns: 4, rows: 2)))
  #expect(diff.runs == [.init(x: 0, y: 0, width: 4), .init(x: 0, y: 1, width: 4)])
}

struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
