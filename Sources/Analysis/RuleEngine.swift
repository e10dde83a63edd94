public import CitySafety

/// Compares readings with the site's thresholds and reports changes of grade.
///
/// Only good values count. A reading that is not newer than the newest of its sensor says nothing: an older
/// time never raises. A limit is violated at the limit itself; once in force it stays until the value has
/// come back past it by the whole hysteresis. The change over a window is the last value less the oldest one
/// within the window, and needs two. Delays are none of its business: they live in the alarm.
public struct RuleEngine: Sendable {
  /// Most samples kept for one rule on change.
  ///
  /// A sample is kept when it is at least a 62nd of the window younger than the last one kept, so that the
  /// bound always reaches over the window; the newest always takes part.
  public static let historyLimit = 64
  /// Most samples that a rule may count.
  public static let countLimit = 64

  /// Sensor → its first rule state; one more entry than sensors.
  private var firstState: ContiguousArray<Int32> = []
  private var states: ContiguousArray<RuleState> = []
  private var newest: ContiguousArray<Int64>
  private let limitValues: ContiguousArray<Double>
  private let limitGrades: ContiguousArray<UInt8>
  private var historyTimes: ContiguousArray<Int64>
  private var historyValues: ContiguousArray<Double>
  private var reportedTimes: ContiguousArray<Int64>

  /// Compiles the site's thresholds for each of its sensors, with no grade in force.
  public init(site: Site) {
    var limits = LimitTable()
    let templates = site.thresholds.enumerated().map { limits.template($1, at: $0) }
    var byType: [String: [Int]] = [:]
    for (index, threshold) in site.thresholds.enumerated() where !threshold.limits.isEmpty {
      byType[threshold.sensorType, default: []].append(index)
    }
    var historyCount = 0
    var reportedCount = 0
    for sensor in site.sensors {
      firstState.append(Int32(states.count))
      guard site.sensorTypes.indices.contains(sensor.type) else { continue }
      for index in byType[site.sensorTypes[sensor.type].id] ?? [] {
        var state = templates[index]
        state.history.base = Int32(historyCount)
        state.reported.base = Int32(reportedCount)
        historyCount += Int(state.history.capacity)
        reportedCount += Int(state.reported.capacity)
        states.append(state)
      }
    }
    firstState.append(Int32(states.count))
    newest = ContiguousArray(repeating: .min, count: site.sensors.count)
    limitValues = limits.values
    limitGrades = limits.grades
    historyTimes = ContiguousArray(repeating: 0, count: historyCount)
    historyValues = ContiguousArray(repeating: 0, count: historyCount)
    reportedTimes = ContiguousArray(repeating: 0, count: reportedCount)
  }

  /// Rules of the same site with other numbers: limits, hysteresis, counts.
  ///
  /// What the old ones hold of the past goes on: newest times, grades in force, windows of change, and counted
  /// samples where the count is the same. An occurrence that was still counted is reported once more, so that
  /// the new count judges it.
  public init(site: Site, continuing old: RuleEngine) {
    self.init(site: site)
    precondition(
      newest.count == old.newest.count && states.count == old.states.count
        && historyTimes.count == old.historyTimes.count, "the same sensors and rules")
    newest = old.newest
    historyTimes = old.historyTimes
    historyValues = old.historyValues
    for index in states.indices {
      let before = old.states[index]
      states[index].grade = before.grade
      states[index].history = before.history
      states[index].isSettled = before.isSettled
      guard states[index].reported.capacity == before.reported.capacity else { continue }
      states[index].reported.head = before.reported.head
      states[index].reported.count = before.reported.count
      for slot in 0..<Int(before.reported.capacity) {
        reportedTimes[Int(states[index].reported.base) + slot] =
          old.reportedTimes[Int(before.reported.base) + slot]
      }
    }
  }

  /// Evaluates `readings[range]` in order and appends what changed.
  ///
  /// A rule with a count also reports each violating sample until `count` of them lay within its window.
  public mutating func evaluate(
    _ readings: borrowing ContiguousArray<Reading>, range: Range<Int>,
    into findings: inout ContiguousArray<Finding>
  ) {
    for index in range {
      let reading = readings[index]
      let sensor = Int(reading.sensor.value)
      guard reading.quality == .good, sensor >= 0, sensor < newest.count, !reading.value.isNaN,
        reading.measured.milliseconds > newest[sensor]
      else { continue }
      newest[sensor] = reading.measured.milliseconds
      for state in Int(firstState[sensor])..<Int(firstState[sensor + 1]) {
        apply(state, reading, into: &findings)
      }
    }
  }

  /// Sets the grade in force of one rule, and the newest time of its sensor to at least `at`: what the alarms
  /// and the latest values say after a restart.
  ///
  /// An unknown sensor or threshold is ignored.
  public mutating func restore(sensor: SensorIndex, threshold: Int, grade: Grade?, at: Instant) {
    restore(sensor: sensor, newest: at)
    let index = Int(sensor.value)
    guard index >= 0, index < newest.count else { return }
    for state in Int(firstState[index])..<Int(firstState[index + 1])
    where Int(states[state].threshold) == threshold {
      states[state].grade = grade?.rawValue ?? 0
      states[state].isSettled = grade == nil || states[state].count == 0
      states[state].reported.clear()
    }
  }

  /// Sets the newest time of a sensor to at least `at`, so that nothing older raises after a restart.
  public mutating func restore(sensor: SensorIndex, newest at: Instant) {
    let index = Int(sensor.value)
    guard index >= 0, index < newest.count else { return }
    newest[index] = max(newest[index], at.milliseconds)
  }
}

// MARK: - One rule

extension RuleEngine {
  private mutating func apply(
    _ index: Int, _ reading: Reading, into findings: inout ContiguousArray<Finding>
  ) {
    var value = reading.value
    if states[index].window > 0 {
      guard let change = change(index, reading) else { return }
      value = change
    }
    let before = states[index].grade
    let limit = violatedLimit(states[index], value)
    let grade = limit < 0 ? 0 : limitGrades[limit]
    if grade == before, grade == 0 || states[index].isSettled { return }
    if grade != before {
      if grade == 0 || before == 0 {
        states[index].isSettled = grade == 0 || states[index].count == 0
        states[index].reported.clear()
      }
      states[index].grade = grade
    }
    if !states[index].isSettled { report(index, reading.measured.milliseconds) }
    findings.append(
      Finding(
        sensor: reading.sensor, threshold: Int(states[index].threshold), grade: Grade(rawValue: grade),
        value: value, limit: limitValues[limit < 0 ? limitInForce(states[index], before) : limit],
        measured: reading.measured, arrived: reading.arrived))
  }

  /// Index of the worst limit that the value violates, with hysteresis for those in force; −1 for none.
  private func violatedLimit(_ state: RuleState, _ value: Double) -> Int {
    for index in Int(state.firstLimit)..<Int(state.limitEnd) {
      let limit = limitValues[index]
      // Positive beyond the limit on its bad side.
      let excess = state.isBelow ? limit - value : value - limit
      if excess >= 0 { return index }
      let isInForce = state.grade != 0 && state.grade <= limitGrades[index]
      // 0.15 − 0.1 falls short of 0.05 in binary: a billionth decides nothing.
      let rounding = 1e-9 * (abs(limit) + state.hysteresis)
      if isInForce, excess > rounding - state.hysteresis { return index }
    }
    return -1
  }

  /// Index of the limit whose grade was in force; the mildest when the site has no such grade any more.
  private func limitInForce(_ state: RuleState, _ grade: UInt8) -> Int {
    let range = Int(state.firstLimit)..<Int(state.limitEnd)
    return range.first { limitGrades[$0] >= grade } ?? range.upperBound - 1
  }

  /// Notes a reported sample of a rule with a count; settles the rule when enough lie within its window.
  private mutating func report(_ index: Int, _ time: Int64) {
    let state = states[index]
    guard state.count > 0 else { return states[index].isSettled = true }
    reportedTimes[states[index].reported.slotForNew()] = time
    guard states[index].reported.count >= state.count else { return }
    let oldest = reportedTimes[states[index].reported.slot(0)]
    if time &- oldest <= state.countWindow { states[index].isSettled = true }
  }

  /// The change over the window up to this reading; `nil` while only one value lies in the window.
  private mutating func change(_ index: Int, _ reading: Reading) -> Double? {
    let now = reading.measured.milliseconds
    var ring = states[index].history
    let window = states[index].window
    while ring.count > 0, now &- historyTimes[ring.slot(0)] > window { ring.dropOldest() }
    let change = ring.count > 0 ? reading.value - historyValues[ring.slot(0)] : nil
    let spacing = window / Int64(RuleEngine.historyLimit - 2)
    if ring.count == 0 || now &- historyTimes[ring.slot(ring.count - 1)] >= spacing {
      let slot = ring.slotForNew()
      historyTimes[slot] = now
      historyValues[slot] = reading.value
    }
    states[index].history = ring
    return change
  }
}

/// The limits of all rules in one table.
private struct LimitTable {
  var values: ContiguousArray<Double> = []
  var grades: ContiguousArray<UInt8> = []

  /// Adds a rule's limits, worst first, and returns its state before any reading.
  mutating func template(_ threshold: Threshold, at index: Int) -> RuleState {
    let first = values.count
    for limit in threshold.limits.sorted(by: { $0.grade.isWorse(than: $1.grade) }) {
      values.append(limit.value)
      grades.append(limit.grade.rawValue)
    }
    var window: Int64 = 0
    if case .change(let span) = threshold.measure { window = max(1, span.milliseconds) }
    let count = threshold.count > 1 ? min(threshold.count, RuleEngine.countLimit) : 0
    return RuleState(
      threshold: Int32(index), isBelow: threshold.direction == .below, firstLimit: Int32(first),
      limitEnd: Int32(values.count), hysteresis: max(0, threshold.hysteresis), window: window,
      count: Int32(count), countWindow: threshold.countWindow.milliseconds,
      history: Ring(base: 0, capacity: window > 0 ? RuleEngine.historyLimit : 0),
      reported: Ring(base: 0, capacity: count))
  }
}
