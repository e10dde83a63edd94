public import CitySafety

/// What the rules said of a batch of readings, until the readings are stored.
///
/// How many readings a transaction has time for is known only once it has taken them: the rules look ahead, and
/// each finding waits here for the reading that it came from.
public struct FindingQueue: Sendable {
  /// Position of the first reading that the rules have not seen.
  public private(set) var end: Int
  private var findings: ContiguousArray<Finding> = []
  /// Position of the reading that each finding came from.
  private var positions: ContiguousArray<Int> = []
  private var next = 0

  /// A queue for the readings from this position on.
  public init(from start: Int = 0) { end = start }

  /// Those that wait, in order.
  public var waiting: ContiguousArray<Finding>.SubSequence { findings[next...] }

  /// Has the rules look at the readings before `limit` that they have not seen.
  public mutating func look(
    at readings: borrowing ContiguousArray<Reading>, before limit: Int, with engine: inout RuleEngine
  ) {
    if next == findings.count {
      findings.removeAll(keepingCapacity: true)
      positions.removeAll(keepingCapacity: true)
      next = 0
    }
    while end < limit {
      engine.evaluate(readings, range: end..<end + 1, into: &findings)
      while positions.count < findings.count { positions.append(end) }
      end += 1
    }
  }

  /// Takes the findings of the readings before `limit`, in order.
  public mutating func take(before limit: Int) -> ContiguousArray<Finding>.SubSequence {
    let start = next
    while next < findings.count && positions[next] < limit { next += 1 }
    return findings[start..<next]
  }
}
