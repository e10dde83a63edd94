internal import GRDB

/// How long transactions held the write lock, in steps of `step`.
///
/// Bounded however many there are: everything beyond the last step counts as the last, but for the worst.
public struct LockTimes: Sendable, Hashable {
  /// What a share is rounded up to.
  public static let step = Duration.microseconds(10)
  private static let steps = 2500

  public private(set) var count = 0
  public private(set) var worst = Duration.zero
  private var counts: [Int]

  public init() {
    counts = [Int](repeating: 0, count: LockTimes.steps)
  }

  mutating func note(_ duration: Duration) {
    count += 1
    worst = max(worst, duration)
    counts[max(0, min(LockTimes.steps - 1, Int(duration / LockTimes.step)))] += 1
  }

  /// The time within which this share of all transactions was done; zero while there were none.
  public func within(_ share: Double) -> Duration {
    var left = Int((Double(count) * share).rounded(.up))
    for (index, count) in counts.enumerated() where count > 0 {
      left -= count
      if left <= 0 { return min(worst, LockTimes.step * (index + 1)) }
    }
    return worst
  }

  /// How many took longer than a whole number of steps.
  public func count(above limit: Duration) -> Int {
    counts.dropFirst(Int(limit / LockTimes.step)).reduce(0, +)
  }
}

extension Duration {
  /// Whole microseconds.
  var microseconds: Int64 { Int64(self / .microseconds(1)) }
}

/// What the owner's writing costs those who wait for it, since it opened the store.
public struct WritingTimes: Sendable, Hashable {
  /// From the moment that BEGIN IMMEDIATE had the write lock until COMMIT returned.
  public internal(set) var held = LockTimes()
  /// The part of it before COMMIT.
  public internal(set) var worked = LockTimes()
  /// The part of it that COMMIT took in transactions that wait for the disk: the log written and flushed.
  ///
  /// The others wait for it too when the log begins anew, after a checkpoint.
  public internal(set) var flushed = LockTimes()
  /// Copying the log into the database, which does not hold the write lock.
  public internal(set) var checkpoints = LockTimes()

  public init() {}
}

/// The time that the running transaction may take; looked at between pieces of its work.
struct LockBudget {
  let began: ContinuousClock.Instant
  let limit: Duration
  let clock: () -> ContinuousClock.Instant

  var used: Duration { clock() - began }
  var isUsed: Bool { used >= limit }
}

extension StoreOwner {
  /// Runs `body` in one transaction, which should stop when its budget is used.
  ///
  /// Every write goes this way once the store is open, so that no lock is held without being counted.
  func locked(_ db: Database, _ body: (LockBudget) throws -> Void) throws {
    var began = clock()
    var finished = began
    // Cached: to read these two words anew each time costs as much as writing some rows.
    try db.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
    do {
      began = clock()
      try body(LockBudget(began: began, limit: policy.lockBudget, clock: clock))
      finished = clock()
      try db.cachedStatement(sql: "COMMIT").execute()
    } catch {
      // Some failures have rolled back already.
      if db.isInsideTransaction { try? db.rollback() }
      throw error
    }
    let end = clock()
    times.held.note(end - began)
    times.worked.note(finished - began)
    if isDurable { times.flushed.note(end - finished) }
  }

  /// Calls `body` with one piece of `rows` after the other until the budget is used, but at least once.
  ///
  /// Returns how many rows were given out.
  func inPieces<Row>(
    _ rows: some RandomAccessCollection<Row>, of size: Int, within budget: LockBudget,
    _ body: (ArraySlice<Row>) throws -> Void
  ) throws -> Int {
    var rest = ArraySlice(rows)
    let all = rest.count
    while !rest.isEmpty {
      try body(rest.prefix(size))
      rest = rest.dropFirst(size)
      if budget.isUsed { break }
    }
    return all - rest.count
  }
}
