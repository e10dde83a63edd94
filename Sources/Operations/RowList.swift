/// Rows in an order, in chunks that are shared from one list to the next.
///
/// A change makes new only the chunks it touches, so that its cost, and the cost of finding it again by comparing two
/// lists, goes with the size of the change and not with the length of the list.
public struct RowList: Sendable, RandomAccessCollection {
  /// Rows of one chunk; never empty, at most `limit`.
  final class Chunk: Sendable {
    static let limit = 256
    /// A smaller chunk is joined with the one before it where both fit.
    static let least = 64
    let rows: [AlarmRow]
    init(_ rows: [AlarmRow]) { self.rows = rows }
  }

  public let order: RowOrder
  private(set) var chunks: [Chunk] = []
  /// Position of each chunk's first row.
  private var starts: [Int] = []
  public private(set) var count = 0

  public init(_ order: RowOrder) { self.order = order }

  /// Rows in any order.
  public init(_ rows: [AlarmRow], in order: RowOrder) {
    self.init(order)
    append(rows.sorted(by: order.isBefore))
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public subscript(position: Int) -> AlarmRow {
    let chunk = chunk(at: position)
    return chunks[chunk].rows[position - starts[chunk]]
  }

  /// The chunk that a position is in.
  private func chunk(at position: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= position { low = middle } else { high = middle }
    }
    return low
  }

  /// The number of rows before which `isBefore` holds; it must hold for the first ones and no others.
  func partition(where isBefore: (AlarmRow) -> Bool) -> Int {
    var low = 0
    var high = chunks.count
    while low < high {
      let middle = (low + high) / 2
      if isBefore(chunks[middle].rows[0]) { low = middle + 1 } else { high = middle }
    }
    // The first row that is not before stands in the chunk before this one, or begins this one.
    guard low > 0 else { return 0 }
    let rows = chunks[low - 1].rows
    var (first, last) = (1, rows.count)
    while first < last {
      let middle = (first + last) / 2
      if isBefore(rows[middle]) { first = middle + 1 } else { last = middle }
    }
    return starts[low - 1] + first
  }

  /// Where a row stands or would stand: the number of rows before it.
  public func place(of row: AlarmRow) -> Int { partition { order.isBefore($0, row) } }

  /// The position of this very row.
  public func position(of row: AlarmRow) -> Int? {
    let place = place(of: row)
    return place < count && self[place] === row ? place : nil
  }

  // MARK: Building

  /// Appends rows that stand in order after all others.
  mutating func append(_ rows: some Collection<AlarmRow>) {
    var rest = rows[...]
    while !rest.isEmpty {
      // Two even chunks rather than a full one and a rest.
      let size = rest.count <= Chunk.limit ? rest.count : Swift.min(Chunk.limit, (rest.count + 1) / 2)
      append(Chunk(Array(rest.prefix(size))))
      rest = rest.dropFirst(size)
    }
  }

  mutating func append(_ chunk: Chunk) {
    starts.append(count)
    chunks.append(chunk)
    count += chunk.rows.count
  }

  private mutating func removeLastChunk() -> [AlarmRow] {
    starts.removeLast()
    let rows = chunks.removeLast().rows
    count -= rows.count
    return rows
  }

  /// The list without some of its rows and with others; rows to take out that it does not hold are passed over.
  public func edited(removing gone: [AlarmRow], adding come: [AlarmRow]) -> RowList {
    guard !gone.isEmpty || !come.isEmpty else { return self }
    var gone = gone.sorted(by: order.isBefore)[...]
    var come = come.sorted(by: order.isBefore)[...]
    var list = RowList(order)
    list.chunks.reserveCapacity(chunks.count + 1)
    list.starts.reserveCapacity(chunks.count + 1)
    var next = 0
    while next < chunks.count {
      guard let first = earliest(gone.first, come.first) else { break }
      let touched = Swift.max(next, lastChunk(notAfter: first, from: next))
      for chunk in chunks[next..<touched] { list.append(chunk) }
      let following = touched + 1 < chunks.count ? chunks[touched + 1].rows[0] : nil
      let leaving = take(&gone, before: following)
      let coming = take(&come, before: following)
      list.join(merged(chunks[touched].rows, leaving, coming))
      next = touched + 1
    }
    for chunk in chunks[next...] { list.append(chunk) }
    list.append(come)
    return list
  }

  private func earliest(_ left: AlarmRow?, _ right: AlarmRow?) -> AlarmRow? {
    guard let left, let right else { return left ?? right }
    return order.isBefore(left, right) ? left : right
  }

  /// The last chunk from `start` on whose first row is not after a row; `start` when there is none.
  private func lastChunk(notAfter row: AlarmRow, from start: Int) -> Int {
    var low = start
    var high = chunks.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if order.isBefore(row, chunks[middle].rows[0]) { high = middle } else { low = middle }
    }
    return low
  }

  /// Takes the rows off a sorted slice that stand before a row; all of them when there is none.
  private func take(_ rows: inout ArraySlice<AlarmRow>, before limit: AlarmRow?) -> ArraySlice<AlarmRow> {
    guard let limit else {
      defer { rows = [] }
      return rows
    }
    let taken = rows.prefix { order.isBefore($0, limit) }
    rows = rows.dropFirst(taken.count)
    return taken
  }

  private func merged(
    _ rows: [AlarmRow], _ gone: ArraySlice<AlarmRow>, _ come: ArraySlice<AlarmRow>
  ) -> [AlarmRow] {
    var merged: [AlarmRow] = []
    merged.reserveCapacity(rows.count + come.count)
    var gone = gone
    var come = come
    for row in rows {
      while let first = gone.first, order.isBefore(first, row) { gone.removeFirst() }
      if let first = gone.first, first === row {
        gone.removeFirst()
        continue
      }
      while let first = come.first, order.isBefore(first, row) {
        merged.append(first)
        come.removeFirst()
      }
      merged.append(row)
    }
    merged.append(contentsOf: come)
    return merged
  }

  /// Appends the rows of a changed chunk, with those of the last one when either is small.
  private mutating func join(_ rows: [AlarmRow]) {
    guard let last = chunks.last, Swift.min(last.rows.count, rows.count) < Chunk.least,
      last.rows.count + rows.count <= Chunk.limit
    else { return append(rows) }
    append(removeLastChunk() + rows)
  }

  // MARK: Comparing

  /// Whether two lists are made of the same chunks: none of their rows differ then.
  public func isSame(as other: RowList) -> Bool { chunks.elementsEqual(other.chunks, by: ===) }

  /// What two lists of the same order do not share, each in order: an alarm that changed is in both.
  public static func difference(
    from old: RowList, to new: RowList
  ) -> (gone: [AlarmRow], come: [AlarmRow]) {
    var gone: [AlarmRow] = []
    var come: [AlarmRow] = []
    var left = Walk(old)
    var right = Walk(new)
    while true {
      if let chunk = left.wholeChunk, let other = right.wholeChunk, chunk === other {
        left.skipChunk()
        right.skipChunk()
        continue
      }
      guard let before = left.row else { break }
      guard let after = right.row else { break }
      if before === after {
        left.step()
        right.step()
      } else if new.order.isBefore(before, after) {
        gone.append(before)
        left.step()
      } else if new.order.isBefore(after, before) {
        come.append(after)
        right.step()
      } else {
        gone.append(before)
        come.append(after)
        left.step()
        right.step()
      }
    }
    while let row = left.row {
      gone.append(row)
      left.step()
    }
    while let row = right.row {
      come.append(row)
      right.step()
    }
    return (gone, come)
  }

  /// A place in a list that is walked through.
  private struct Walk {
    private let chunks: [Chunk]
    private var chunk = 0
    private var index = 0

    init(_ list: RowList) { chunks = list.chunks }

    /// The chunk that is still whole before the walker.
    var wholeChunk: Chunk? { index == 0 && chunk < chunks.count ? chunks[chunk] : nil }
    var row: AlarmRow? { chunk < chunks.count ? chunks[chunk].rows[index] : nil }

    mutating func skipChunk() { chunk += 1 }

    mutating func step() {
      index += 1
      guard index == chunks[chunk].rows.count else { return }
      chunk += 1
      index = 0
    }
  }
}
