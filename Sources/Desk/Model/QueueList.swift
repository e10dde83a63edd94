internal import Alarms
internal import CitySafety
internal import Operations

/// Orders in which the queue can be shown.
enum QueueSort: Int, Sendable, Hashable, CaseIterable {
  /// Unacknowledged first, then grade, then newest: the order of `AlarmTable`.
  case grade
  case newest
  case oldest
  case sector
}

/// The rows of the queue as this seat sees them: filtered, sorted, with a cursor that is an alarm.
///
/// The cursor keeps its alarm and its line on the screen while rows come and go. An alarm that left stays as
/// a ghost until the cursor moves. Marks are alarms too.
struct QueueList: Sendable {
  /// How many alarms may be marked at once: what one preview can answer for.
  static let markLimit = 1000

  private(set) var table: AlarmTable = .empty
  /// By position in `table.rows`.
  private(set) var facts: [AlarmFacts] = []
  /// By position in `Site.riskPoints`: how many open alarms it has, and where the first few stand in
  /// `table.rows`.
  private(set) var atRiskPoint: [(count: Int, first: [Int32])] = []
  private(set) var filter: Filter = .none
  private(set) var sort: QueueSort = .grade
  /// Positions in `table.rows`; `nil` when every row is shown in the table's own order.
  private(set) var order: [Int32]?
  var cursor: AlarmID?
  /// Position of the cursor among the shown rows, the ghost counted.
  var cursorIndex = 0
  var top = 0
  /// Rows that came in above the first line shown.
  var newAbove = 0
  var ghost: Alarm?
  var marks: Set<AlarmID> = []
  /// The last alarm marked by hand: where a range begins.
  var lastMark: AlarmID?
  /// Rises whenever anything that is drawn may have changed.
  var stamp = 0
  private var known: [AlarmID: AlarmFacts] = [:]

  var matchCount: Int { order?.count ?? table.rows.count }
  var count: Int { matchCount + (ghost == nil ? 0 : 1) }

  /// The alarm at a shown position; the ghost stands at the cursor.
  func row(at index: Int) -> (alarm: Alarm, isGhost: Bool)? {
    if let ghost {
      if index == cursorIndex { return (ghost, true) }
      return alarm(at: index > cursorIndex ? index - 1 : index).map { ($0, false) }
    }
    return alarm(at: index).map { ($0, false) }
  }

  var current: (alarm: Alarm, isGhost: Bool)? {
    cursor == nil ? nil : row(at: cursorIndex)
  }

  func facts(at position: Int) -> AlarmFacts {
    facts.indices.contains(position) ? facts[position] : AlarmFacts()
  }

  /// The alarm at a position that does not count the ghost.
  func alarm(at index: Int) -> Alarm? {
    guard index >= 0, index < matchCount else { return nil }
    return table.rows[order.map { Int($0[index]) } ?? index]
  }

  /// The shown alarms that fit, from the top, the ghost not counted.
  func shownAlarms(limit: Int, where isFitting: (Alarm) -> Bool) -> [Alarm] {
    var alarms: [Alarm] = []
    for index in 0..<matchCount {
      guard alarms.count < limit else { break }
      if let alarm = alarm(at: index), isFitting(alarm) { alarms.append(alarm) }
    }
    return alarms
  }

  func index(of id: AlarmID) -> Int? {
    guard let position = table.position[id] else { return nil }
    guard let order else { return position }
    return order.firstIndex(of: Int32(position))
  }

  // MARK: Rows

  /// Takes a new table and keeps cursor, line, ghost and marks.
  mutating func install(_ table: AlarmTable, index: SiteIndex, now: Instant) {
    let before = current?.alarm
    self.table = table
    if known.count > 2 * table.rows.count + 4096 { known.removeAll(keepingCapacity: true) }
    facts = table.rows.map { alarm in
      if let facts = known[alarm.id] { return facts }
      let facts = index.facts(of: alarm)
      known[alarm.id] = facts
      return facts
    }
    gatherRiskPoints(index)
    if !marks.isEmpty { marks = marks.filter { table.position[$0] != nil } }
    reorder(index: index, now: now)
    settle(before: before)
  }

  private mutating func gatherRiskPoints(_ index: SiteIndex) {
    atRiskPoint = Array(repeating: (0, []), count: index.site.riskPoints.count)
    for position in facts.indices where facts[position].sensor >= 0 {
      let point = index.site.sensors[Int(facts[position].sensor)].riskPoint
      guard atRiskPoint.indices.contains(point) else { continue }
      atRiskPoint[point].count += 1
      if atRiskPoint[point].first.count < 4 { atRiskPoint[point].first.append(Int32(position)) }
    }
  }

  mutating func setFilter(_ filter: Filter, index: SiteIndex, now: Instant) {
    let before = current?.alarm
    self.filter = filter
    reorder(index: index, now: now)
    settle(before: before, keepsGhost: false)
  }

  mutating func setSort(_ sort: QueueSort, index: SiteIndex, now: Instant) {
    let before = current?.alarm
    self.sort = sort
    reorder(index: index, now: now)
    settle(before: before)
  }

  /// Filters again where the filter asks for ages.
  mutating func passTime(index: SiteIndex, now: Instant) {
    guard filter.dependsOnTime else { return }
    let before = current?.alarm
    reorder(index: index, now: now)
    settle(before: before)
  }

  private mutating func reorder(index: SiteIndex, now: Instant) {
    stamp &+= 1
    guard !filter.isEmpty || sort != .grade else {
      order = nil
      return
    }
    var chosen: [Int32] = []
    chosen.reserveCapacity(table.rows.count)
    if filter.isEmpty {
      chosen.append(contentsOf: table.rows.indices.lazy.map(Int32.init))
    } else {
      let matcher = FilterMatcher(filter, index: index, now: now)
      for position in table.rows.indices where matcher.matches(table.rows[position], facts[position]) {
        chosen.append(Int32(position))
      }
    }
    if sort != .grade {
      // Numbers are sorted instead of alarms, which are large.
      let keys = chosen.map { (key: QueueList.key(of: table.rows[Int($0)], sort), position: $0) }
      chosen = keys.sorted { ($0.key, $0.position) < ($1.key, $1.position) }.map(\.position)
    }
    order = chosen
  }

  /// What an order goes by, ascending; where it is equal the table's own order decides.
  private static func key(of alarm: Alarm, _ sort: QueueSort) -> Int64 {
    switch sort {
    case .grade: 0
    case .newest: -alarm.raisedAt.milliseconds
    case .oldest: alarm.raisedAt.milliseconds
    case .sector: Int64(alarm.sector.rawValue)
    }
  }

  /// Puts the cursor back on its alarm and the alarm on its line.
  private mutating func settle(before: Alarm?, keepsGhost: Bool = true) {
    let line = cursorIndex - top
    let oldTop = top
    ghost = nil
    guard let before, let id = cursor else {
      cursor = nil
      cursorIndex = 0
      top = 0
      newAbove = 0
      if let first = alarm(at: 0) { cursor = first.id }
      return
    }
    if let found = index(of: id) {
      cursorIndex = found
    } else if keepsGhost {
      cursorIndex = min(cursorIndex, matchCount)
      ghost = before
      cursorIndex = place(of: before)
    } else {
      cursorIndex = max(0, min(cursorIndex, matchCount - 1))
      cursor = alarm(at: cursorIndex)?.id
    }
    top = max(0, cursorIndex - line)
    let now = ghost ?? table[id]
    let stayed = now.map { QueueList.sameRank($0, before) } ?? false
    newAbove = min(top, newAbove + (stayed ? max(0, top - oldTop) : 0))
  }

  /// Where a ghost stands: before the first row that sorts after it.
  private func place(of alarm: Alarm) -> Int {
    var low = 0
    var high = matchCount
    while low < high {
      let middle = (low + high) / 2
      guard let other = self.alarm(at: middle) else { break }
      let (left, right) = (QueueList.key(of: other, sort), QueueList.key(of: alarm, sort))
      let isBefore = left == right ? AlarmTable.isBefore(other, alarm) : left < right
      if isBefore { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func sameRank(_ left: Alarm, _ right: Alarm) -> Bool {
    left.isAcknowledged == right.isAcknowledged && left.gradeWorst == right.gradeWorst
      && left.raisedAt == right.raisedAt
  }
}
