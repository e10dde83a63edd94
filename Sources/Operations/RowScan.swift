/// A search through a list that can be done a part at a time; what it finds keeps the list's order.
public struct RowScan: Sendable {
  private let source: RowList
  private var next = 0
  private var waiting: [AlarmRow] = []
  private var kept: RowList

  public init(_ source: RowList) {
    self.source = source
    kept = RowList(source.order)
  }

  public var isDone: Bool { next == source.chunks.count }

  /// Looks at about this many rows more; `matches` is asked of those that the sieve lets through.
  public mutating func go(
    on rows: Int, through sieve: RowSieve = RowSieve(), where matches: (AlarmRow) -> Bool
  ) {
    var left = rows
    while left > 0, next < source.chunks.count {
      let chunk = source.chunks[next]
      let before = waiting.count
      AlarmRow.each(of: chunk.rows, through: sieve) { index, row in
        if matches(row) { waiting.append(chunk.rows[index]) }
      }
      if waiting.count - before == chunk.rows.count {
        // All of it: the list's own chunk serves, and no row is counted once more.
        waiting.removeSubrange(before...)
        flush()
        kept.append(chunk)
      } else if waiting.count >= RowList.Chunk.limit {
        flush()
      }
      left -= chunk.rows.count
      next += 1
    }
    if isDone { flush() }
  }

  private mutating func flush() {
    kept.append(waiting)
    waiting.removeAll(keepingCapacity: true)
  }

  /// What was found so far.
  public var found: RowList {
    var list = kept
    list.append(waiting)
    return list
  }
}

/// Keeps back rows that cannot hold some words: neither their own texts have all letters of them, nor is there a sensor,
/// rule or source whose names may.
public struct RowSieve: Sendable, Hashable {
  let letters: LetterSet

  /// Words in lower case that must all be found.
  public init(words: [SearchWord] = []) {
    letters = words.reduce(LetterSet()) { $0.union($1.letters) }
  }
}
