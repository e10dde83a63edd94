internal import CitySafety
internal import GRDB
internal import Operations

/// Reads one sensor's chart.
struct ChartReading {
  let ref: Int64
  let window: ChartWindow
  let now: Instant

  /// Milliseconds of one bucket.
  ///
  /// Buckets lie at whole multiples of it, so that a chart moves a bucket at a time.
  static func bucket(of window: ChartWindow) -> Int64 {
    switch window {
    case .halfHour: 7500
    case .twoHours: 60_000
    case .day: 180_000
    }
  }

  func points(_ db: Database) throws -> [ChartPoint] {
    let start = (now - window.span).milliseconds
    let bucket = ChartReading.bucket(of: window)
    var sums: [Int64: MinuteSum] = [:]
    var rawStart = start
    if window != .halfHour {
      let first = RollupBook.minute(start + 59_999)
      let floor = try Int64.fetchOne(db, sql: "SELECT rollup_floor FROM state") ?? RollupBook.settled
      let end = max(first, min(floor, RollupBook.minute(now.milliseconds) + 1))
      try eachMinute(from: first, before: end, db) { minute, sum in
        sums[minute * 60_000 / bucket, default: .none].merge(sum)
      }
      rawStart = end * 60_000
    }
    if rawStart <= now.milliseconds {
      try eachReading(from: rawStart, through: now.milliseconds, db) { at, value in
        sums[at / bucket, default: .none].add(value)
      }
    }
    return sums.sorted { $0.key < $1.key }.map { key, sum in
      ChartPoint(
        at: Instant(milliseconds: key * bucket), minimum: sum.minimum, maximum: sum.maximum,
        mean: sum.sum / Double(sum.count))
    }
  }

  private func eachMinute(
    from first: Int64, before end: Int64, _ db: Database, _ body: (Int64, MinuteSum) -> Void
  ) throws {
    let rows = try RawStatement(
      db,
      """
      SELECT minute, minimum, maximum, sum, count FROM rollup
        WHERE sensor = ? AND minute >= ? AND minute < ?
      """)
    try rows.bind(1, ref)
    try rows.bind(2, first)
    try rows.bind(3, end)
    while try rows.next() {
      body(
        rows.int(0),
        MinuteSum(minimum: rows.double(1), maximum: rows.double(2), sum: rows.double(3), count: rows.int(4)))
    }
  }

  private func eachReading(
    from start: Int64, through end: Int64, _ db: Database, _ body: (Int64, Double) -> Void
  ) throws {
    let rows = try RawStatement(
      db,
      """
      SELECT measured, value FROM reading
        WHERE measured >= ? AND measured <= ? AND sensor = ? AND quality <= 1
      """)
    try rows.bind(1, start)
    try rows.bind(2, end)
    try rows.bind(3, ref)
    while try rows.next() { body(rows.int(0), rows.double(1)) }
  }
}

extension MinuteSum {
  mutating func merge(_ other: MinuteSum) {
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    sum += other.sum
    count += other.count
  }
}
