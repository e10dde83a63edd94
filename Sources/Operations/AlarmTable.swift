public import Alarms
public import CitySafety

/// Counts of open alarms: by sector and grade, and by attention.
public struct AlarmCounts: Sendable, Hashable {
  /// `[sector][grade − 1]`, worst grade first.
  public var bySector: [[Int]]
  public var unacknowledged: Int
  public var acknowledged: Int
  public var owned: Int
  public var open: Int
  /// Open alarms that are not annunciated, each under the first of these that its label names.
  public var outOfService: Int
  public var suppressedByDesign: Int
  public var shelved: Int
  /// Of the shelved, those that are red and active: a shelf never hides a red silently (I5).
  public var shelvedRed: Int
  /// Over, acknowledged, and still somebody's task.
  public var tasksOpen: Int
  /// The worst unacknowledged grade.
  public var worstUnacknowledged: Grade?

  public init() {
    bySector = Array(repeating: [0, 0, 0, 0], count: 4)
    unacknowledged = 0
    acknowledged = 0
    owned = 0
    open = 0
    outOfService = 0
    suppressedByDesign = 0
    shelved = 0
    shelvedRed = 0
    tasksOpen = 0
    worstUnacknowledged = nil
  }
}

/// The open alarms in every order they are shown in, with what is counted of them.
///
/// The reader's thread makes each from the one before it: all work on a change goes with the size of the change.
public struct AlarmTable: Sendable {
  /// By `RowOrder`.
  private var lists: [RowList]
  public private(set) var counts: AlarmCounts
  /// `[tier][grade − 1]`.
  private var byAttention: [[Int]]
  /// By `SensorIndex`: the open alarms of each sensor in display order; a sensor has one a rule at most.
  public private(set) var bySensor: [[AlarmRow]]
  /// By `SensorIndex`: the worst grade of the alarms that are open and active.
  public private(set) var worstOfSensor: [Grade?]

  /// The open ones among some rows, each of another alarm, of a site with this many sensors.
  public init(open rows: [AlarmRow], sensors: Int) {
    lists = RowOrder.allCases.map { RowList($0) }
    counts = AlarmCounts()
    byAttention = Array(repeating: [0, 0, 0, 0], count: 3)
    bySensor = Array(repeating: [], count: sensors)
    worstOfSensor = Array(repeating: nil, count: sensors)
    change(removing: [], adding: rows.filter(\.isOpen))
  }

  /// A table of alarms that were not read from a store.
  public init(open alarms: [Alarm], site: Site) {
    let lookup = SiteLookup(site: site)
    self.init(open: alarms.map { AlarmRow($0, in: lookup) }, sensors: site.sensors.count)
  }

  /// The table after some alarms changed, which may be open or not now; the last row of an alarm counts.
  public init(_ old: AlarmTable, changed: [AlarmRow]) {
    self = old
    let latest = Dictionary(changed.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
    change(removing: latest.keys.compactMap { old.row(of: $0) }, adding: latest.values.filter(\.isOpen))
  }

  private mutating func change(removing gone: [AlarmRow], adding come: [AlarmRow]) {
    for index in lists.indices { lists[index] = lists[index].edited(removing: gone, adding: come) }
    for row in gone { count(row, by: -1) }
    for row in come { count(row, by: 1) }
    counts.worstUnacknowledged = Grade.allCases.first { byAttention[0][Int($0.rawValue) - 1] > 0 }
    for row in gone where row.facts.sensor >= 0 {
      bySensor[Int(row.facts.sensor)].removeAll { $0 === row }
    }
    for row in come where row.facts.sensor >= 0 { bySensor[Int(row.facts.sensor)].append(row) }
    for sensor in Set((gone + come).map(\.facts.sensor)) where sensor >= 0 {
      bySensor[Int(sensor)].sort(by: RowOrder.grade.isBefore)
      worstOfSensor[Int(sensor)] = bySensor[Int(sensor)].lazy.filter(\.isActive).map(\.grade).min {
        $0.isWorse(than: $1)
      }
    }
  }

  /// Counts one open alarm in or out.
  ///
  /// Invariant I4: what is visible and what is suppressed together are all that are active, unacknowledged or
  /// latched; a task that is open after its alarm is over is counted apart.
  private mutating func count(_ row: AlarmRow, by step: Int) {
    let grade = Int(row.grade.rawValue) - 1
    counts.open += step
    byAttention[row.tier][grade] += step
    if row.states.contains(.owned) { counts.owned += step }
    if row.states.contains(.outOfService) {
      counts.outOfService += step
    } else if row.states.contains(.suppressedByDesign) {
      counts.suppressedByDesign += step
    } else if row.states.contains(.shelved) {
      counts.shelved += step
      if row.states.contains(.shelvedRed) { counts.shelvedRed += step }
    } else {
      counts.bySector[row.sector.index][grade] += step
      if row.isAcknowledged { counts.acknowledged += step } else { counts.unacknowledged += step }
      if row.states.contains(.taskOpen) { counts.tasksOpen += step }
    }
  }

  /// How many alarms of a grade wait to be acknowledged.
  public func unacknowledged(_ grade: Grade) -> Int { byAttention[0][Int(grade.rawValue) - 1] }

  public subscript(order: RowOrder) -> RowList { lists[order.rawValue] }
  /// The open alarms in display order.
  public var rows: RowList { self[.grade] }
  /// Every open alarm as a value, in display order: for whoever needs them all and has the time.
  public var all: [Alarm] { rows.map(\.alarm) }

  public func row(of id: AlarmID) -> AlarmRow? {
    let list = self[.number]
    let place = list.partition { $0.id < id }
    return place < list.count && list[place].id == id ? list[place] : nil
  }

  public subscript(id: AlarmID) -> Alarm? { row(of: id)?.alarm }
}
