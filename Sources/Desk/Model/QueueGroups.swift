internal import Alarms
internal import CitySafety
internal import Operations

/// What the queue's groups are made by.
enum GroupBy: Int, Sendable, Hashable, CaseIterable {
  /// The risk point, with the consequences that the site's relations explain folded under their cause's.
  case cause
  case riskPoint
  case type
  case sector

  var name: GroupPhrase {
    switch self {
    case .cause: .groupCause
    case .riskPoint: .groupRiskPoint
    case .type: .groupType
    case .sector: .groupSector
    }
  }
}

/// Numbers the groups of a site's alarms: small numbers, so that a pass over all rows only counts.
struct GroupKeys: Sendable {
  private let riskPointOfSensor: [Int32]
  private let sectorOfSensor: [Int32]
  private let riskPoints: Int
  private let rules: Int
  private let sources: Int

  init(site: Site) {
    riskPointOfSensor = site.sensors.map { Int32($0.riskPoint) }
    sectorOfSensor = site.sensors.map { sensor in
      Int32(site.type(of: sensor)?.sector.index ?? 0)
    }
    riskPoints = site.riskPoints.count
    rules = site.thresholds.count
    sources = site.sources.count
  }

  /// Numbers run from 0 to below this.
  var count: Int { max(riskPoints, rules, Sector.allCases.count) + sources + 1 }

  /// The group of a row: alarms of sensors by what the grouping says, others by their source.
  func key(_ row: AlarmRow, _ by: GroupBy) -> Int {
    let facts = row.facts
    let places = count - sources - 1
    switch by {
    case .cause, .riskPoint:
      if facts.sensor >= 0 { return Int(riskPointOfSensor[Int(facts.sensor)]) }
    case .type: if facts.rule >= 0 { return Int(facts.rule) }
    case .sector: return row.sector.index
    }
    return facts.source >= 0 ? places + Int(facts.source) : count - 1
  }
}

/// The groups of the queue while it is grouped: one row each, which opens.
struct QueueGroups: Sendable {
  /// A flood is shown in no more groups than this.
  static let floodLimit = 20

  struct Group: Sendable {
    /// Rows that the filter lets through.
    var count: Int32 = 0
    var unacknowledged: Int32 = 0
    /// The row that stands for the group: the first in the order shown.
    var head: AlarmID?
    /// The active alarm that came first, by measured time.
    var firstOut: AlarmID?
    fileprivate var firstAt = Instant.epoch
  }

  private(set) var by: GroupBy
  /// Whether a flood turned the grouping on, and not a person.
  let isByFlood: Bool
  /// The group that is open; only its rows are shown.
  var opened: Int?
  private let keys: GroupKeys
  private(set) var groups: [Group]
  private(set) var groupCount = 0
  private(set) var rowCount = 0
  /// Where consequences go: the key of their cause, by the alarm's number.
  private var causes: [AlarmID: Int] = [:]

  init(_ by: GroupBy, keys: GroupKeys, isByFlood: Bool) {
    self.by = by
    self.keys = keys
    self.isByFlood = isByFlood
    groups = Array(repeating: Group(), count: keys.count)
  }

  func key(_ row: AlarmRow) -> Int { causes[row.id] ?? keys.key(row, by) }
  func group(of row: AlarmRow) -> Group { groups[key(row)] }
  /// How many rows stand behind others.
  var foldedCount: Int { rowCount - groupCount }

  /// Whether a row stands for others that are not shown.
  func isFolded(_ row: AlarmRow) -> Bool {
    guard opened == nil else { return false }
    let group = group(of: row)
    return group.head == row.id && group.count > 1
  }

  // MARK: One pass over the rows

  mutating func begin(causes: [AlarmID: Int]) {
    self.causes = causes
    for index in groups.indices { groups[index] = Group() }
    groupCount = 0
    rowCount = 0
  }

  /// Counts a row that the filter lets through; whether it is shown.
  ///
  /// The row under the cursor is always shown: it never vanishes because another became the first of its group.
  mutating func take(_ row: AlarmRow, cursor: AlarmID?) -> Bool {
    let key = key(row)
    rowCount += 1
    groups[key].count += 1
    if row.needsAcknowledgement { groups[key].unacknowledged += 1 }
    if row.isActive, groups[key].firstOut == nil || row.raisedAt < groups[key].firstAt {
      groups[key].firstOut = row.id
      groups[key].firstAt = row.raisedAt
    }
    let isHead = groups[key].head == nil
    if isHead {
      groups[key].head = row.id
      groupCount += 1
    }
    if let opened { return opened == key }
    return isHead || row.id == cursor
  }

  /// Whether a flood shows more groups than a person can take in, and a coarser grouping is left.
  mutating func coarsen() -> Bool {
    guard isByFlood, groupCount > QueueGroups.floodLimit, let next = GroupBy(rawValue: by.rawValue + 1) else {
      return false
    }
    by = next
    return true
  }
}
