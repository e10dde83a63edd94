/// The aggregate of some values of one sensor in one minute.
struct MinuteSum: Sendable, Hashable {
  var minimum: Double
  var maximum: Double
  var sum: Double
  var count: Int64

  init(_ value: Double) {
    minimum = value
    maximum = value
    sum = value
    count = 1
  }

  init(minimum: Double, maximum: Double, sum: Double, count: Int64) {
    self.minimum = minimum
    self.maximum = maximum
    self.sum = sum
    self.count = count
  }

  @inline(__always)
  mutating func add(_ value: Double) {
    if value < minimum { minimum = value }
    if value > maximum { maximum = value }
    sum += value
    count += 1
  }
}

/// A sensor's position and a minute since 1970.
struct MinuteKey: Sendable, Hashable {
  var sensor: Int32
  var minute: Int64
}

/// The minutes that are not in the roll-up table yet.
///
/// A sensor has one open minute. A later reading closes it; it then waits for a transaction with room. A
/// reading of an older minute makes a part of its own, which the same transaction merges into the table: only
/// open and waiting minutes can be lost with the process, and `floor` says from where to add them up again. A
/// minute with a replaced reading is stale: it takes no more parts and is added up anew from the readings.
struct RollupBook {
  private struct Open {
    var minute = Int64.min
    var sum = MinuteSum(minimum: 0, maximum: 0, sum: 0, count: 0)
  }

  private var open: ContiguousArray<Open>
  private(set) var waiting: [(key: MinuteKey, sum: MinuteSum)] = []
  private(set) var late: [MinuteKey: MinuteSum] = [:]
  private(set) var stale: Set<MinuteKey> = []

  /// The floor when every minute is in the table.
  static let settled = Int64.max

  init(sensors: Int) {
    open = ContiguousArray(repeating: Open(), count: sensors)
  }

  /// The minute that holds a time, rounding down also before 1970.
  @inline(__always)
  static func minute(_ milliseconds: Int64) -> Int64 {
    milliseconds >= 0 ? milliseconds / 60_000 : (milliseconds - 59_999) / 60_000
  }

  /// Says that minutes before this one are in the table, so that an old reading does not open a minute.
  mutating func begin(sensor: Int, minute: Int64) {
    open[sensor].minute = minute
  }

  @inline(__always)
  mutating func add(sensor: Int, minute: Int64, value: Double) {
    if !stale.isEmpty && stale.contains(MinuteKey(sensor: Int32(sensor), minute: minute)) { return }
    if open[sensor].minute == minute && open[sensor].sum.count > 0 {
      open[sensor].sum.add(value)
    } else if minute >= open[sensor].minute {
      close(sensor)
      open[sensor] = Open(minute: minute, sum: MinuteSum(value))
    } else {
      late[MinuteKey(sensor: Int32(sensor), minute: minute), default: MinuteSum.none].add(value)
    }
  }

  private mutating func close(_ sensor: Int) {
    guard open[sensor].sum.count > 0 else { return }
    waiting.append((MinuteKey(sensor: Int32(sensor), minute: open[sensor].minute), open[sensor].sum))
    open[sensor].sum.count = 0
  }

  /// Closes every minute before `minute`.
  mutating func closeAll(before minute: Int64) {
    for sensor in open.indices where open[sensor].minute < minute { close(sensor) }
  }

  /// Forgets the parts of a minute whose readings changed.
  mutating func markStale(sensor: Int, minute: Int64) {
    let key = MinuteKey(sensor: Int32(sensor), minute: minute)
    guard stale.insert(key).inserted else { return }
    late[key] = nil
    if open[sensor].minute == minute { open[sensor].sum.count = 0 }
    waiting.removeAll { $0.key == key }
  }

  mutating func settleStale(_ keys: some Sequence<MinuteKey>) {
    stale.subtract(keys)
  }

  mutating func takeLate() -> [MinuteKey: MinuteSum] {
    defer { late = [:] }
    return late
  }

  mutating func takeWaiting(_ count: Int) -> ArraySlice<(key: MinuteKey, sum: MinuteSum)> {
    let taken = waiting.prefix(count)
    waiting.removeFirst(taken.count)
    return taken
  }

  /// The oldest minute that is not wholly in the table; `settled` when there is none.
  var floor: Int64 {
    var floor = RollupBook.settled
    for minute in open where minute.sum.count > 0 { floor = min(floor, minute.minute) }
    for part in waiting { floor = min(floor, part.key.minute) }
    return floor
  }
}

extension MinuteSum {
  /// The aggregate of nothing.
  static let none = MinuteSum(minimum: .infinity, maximum: -.infinity, sum: 0, count: 0)
}
