internal import CitySafety

/// How often each length of time came, for medians and percentiles in bounded memory.
///
/// Lengths are kept to four decimal digits, rounded up: exact below 10 s, above never too short and never more
/// than one part in a thousand too long. So there are at most `limit` of them.
struct SpanTally: Sendable, Hashable {
  /// 10,000 exact ones, and 9000 for each further power of ten up to `longest`.
  static let limit = 10_000 + 8 * 9000
  /// Longer ones count as this: 31 years.
  static let longest: Int64 = 1_000_000_000_000

  private var counts: [Int64: Int] = [:]
  private(set) var count = 0

  mutating func add(_ span: Span) {
    counts[SpanTally.rounded(span.milliseconds), default: 0] += 1
    count += 1
  }

  static func rounded(_ milliseconds: Int64) -> Int64 {
    let value = min(max(0, milliseconds), longest)
    var unit: Int64 = 1
    while value >= unit * 10_000 { unit *= 10 }
    return (value + unit - 1) / unit * unit
  }

  /// The least length that at least this many percent are not longer than (nearest rank); `nil` of none.
  func percentile(_ percent: Int) -> Span? {
    let rank = (count * percent + 99) / 100
    var passed = 0
    for (value, times) in counts.sorted(by: { $0.key < $1.key }) {
      passed += times
      if passed >= max(1, rank) { return Span(milliseconds: value) }
    }
    return nil
  }
}
