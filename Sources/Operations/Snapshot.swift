public import Alarms
public import CitySafety

/// The newest value of one sensor.
public struct LatestValue: Sendable, Hashable {
  public var measured: Instant
  public var arrived: Instant
  /// NaN when `quality` is `.missing`.
  public var value: Double
  public var quality: Quality
  /// Times a value at the same measured time was replaced.
  public var revisions: Int32

  public init(measured: Instant, arrived: Instant, value: Double, quality: Quality, revisions: Int32) {
    self.measured = measured
    self.arrived = arrived
    self.value = value
    self.quality = quality
    self.revisions = revisions
  }
}

/// Counts of open alarms: by sector and grade, and by attention.
public struct AlarmCounts: Sendable, Hashable {
  /// `[sector][grade − 1]`, worst grade first.
  public var bySector: [[Int]]
  public var unacknowledged: Int
  public var acknowledged: Int
  public var owned: Int
  public var open: Int
  /// Open alarms that are not annunciated, each under the first of these that its label names.
  public var shelved: Int
  public var suppressedByDesign: Int
  public var outOfService: Int
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
    shelved = 0
    suppressedByDesign = 0
    outOfService = 0
    tasksOpen = 0
    worstUnacknowledged = nil
  }
}

/// The open alarms in display order, with their positions.
public struct AlarmTable: Sendable {
  /// Display order: what needs acknowledgement, the rest, what is suppressed; then grade, newest first, number.
  public let rows: [Alarm]
  public let position: [AlarmID: Int]
  public let counts: AlarmCounts

  public init(open alarms: [Alarm]) {
    self.init(ordered: alarms.sorted(by: AlarmTable.isBefore))
  }

  /// The table after some alarms changed, which may be open or not now: one pass over the rows, no sorting of them.
  public init(_ old: AlarmTable, changed: [Alarm]) {
    let leaving = Set(changed.map(\.id))
    let coming = changed.filter(\.isOpen).sorted(by: AlarmTable.isBefore)
    var rows: [Alarm] = []
    rows.reserveCapacity(old.rows.count + coming.count)
    var next = 0
    for row in old.rows where !leaving.contains(row.id) {
      while next < coming.count && AlarmTable.isBefore(coming[next], row) {
        rows.append(coming[next])
        next += 1
      }
      rows.append(row)
    }
    rows.append(contentsOf: coming[next...])
    self.init(ordered: rows)
  }

  private init(ordered rows: [Alarm]) {
    self.rows = rows
    var position = [AlarmID: Int](minimumCapacity: rows.count)
    var counts = AlarmCounts()
    for (index, alarm) in rows.enumerated() {
      position[alarm.id] = index
      counts.add(alarm)
    }
    self.position = position
    self.counts = counts
  }

  public static let empty = AlarmTable(open: [])

  public subscript(id: AlarmID) -> Alarm? {
    position[id].map { rows[$0] }
  }

  /// Whether one alarm is shown above another in the display order.
  public static func isBefore(_ left: Alarm, _ right: Alarm) -> Bool {
    if left.tier != right.tier { return left.tier < right.tier }
    if left.grade != right.grade { return left.grade.isWorse(than: right.grade) }
    if left.raisedAt != right.raisedAt { return left.raisedAt > right.raisedAt }
    return left.id > right.id
  }
}

extension Alarm {
  /// Where it stands in the display order: 0 to be acknowledged, 1 acknowledged, 2 suppressed.
  public var tier: Int { isSuppressed ? 2 : isAcknowledged ? 1 : 0 }
}

extension AlarmCounts {
  /// Counts one open alarm.
  ///
  /// Invariant I4: what is visible and what is suppressed together are all that are active, unacknowledged or
  /// latched; a task that is open after its alarm is over is counted apart.
  mutating func add(_ alarm: Alarm) {
    open += 1
    switch alarm.label {
    case .shelved: shelved += 1
    case .suppressed: suppressedByDesign += 1
    case .outOfService: outOfService += 1
    default:
      bySector[alarm.sector.index][Int(alarm.grade.rawValue) - 1] += 1
      if alarm.isTaskOpen { tasksOpen += 1 }
      if alarm.isAcknowledged {
        acknowledged += 1
      } else {
        unacknowledged += 1
        worstUnacknowledged = Grade.worst(worstUnacknowledged, alarm.grade)
      }
    }
    if alarm.handling != .none { owned += 1 }
  }
}

/// Everything the panes need at one moment.
///
/// Immutable, numbered; the newest wins.
public struct Snapshot: Sendable {
  /// Rises by one a snapshot of this reader.
  public var number: UInt64
  public var takenAt: Instant
  /// The last journal sequence it includes.
  public var sequence: Int64
  public var alarms: AlarmTable
  /// By `SensorIndex`; `nil` where nothing was ever received.
  public var latest: ContiguousArray<LatestValue?>
  /// By `SensorIndex`: mean of each of the last `trendMinutes` minutes, oldest first, NaN where nothing came.
  ///
  /// Only the sensors that a pane may draw carry one; the others are empty.
  public var trends: ContiguousArray<[Float]>
  public static let trendMinutes = 120
  /// By `SourceIndex`.
  public var sources: [SourceHealth]
  /// In force or recent, newest first, at most `warningLimit`.
  public var warnings: [ReceivedWarning]
  public static let warningLimit = 200
  /// Newest first, at most `earthquakeLimit`.
  public var earthquakes: [Earthquake]
  public static let earthquakeLimit = 200
  /// Newest first, at most `eventLimit`.
  public var events: [JournalEntry]
  public static let eventLimit = 200
  /// Bytes of the store's files.
  public var storeBytes: Int64
  /// Policy, staffed seats and flood.
  public var duty = DutyState()

  public init(
    number: UInt64, takenAt: Instant, sequence: Int64, alarms: AlarmTable,
    latest: ContiguousArray<LatestValue?>, trends: ContiguousArray<[Float]>, sources: [SourceHealth],
    warnings: [ReceivedWarning], earthquakes: [Earthquake], events: [JournalEntry], storeBytes: Int64
  ) {
    self.number = number
    self.takenAt = takenAt
    self.sequence = sequence
    self.alarms = alarms
    self.latest = latest
    self.trends = trends
    self.sources = sources
    self.warnings = warnings
    self.earthquakes = earthquakes
    self.events = events
    self.storeBytes = storeBytes
  }

  /// A snapshot of a store that holds nothing yet.
  public static func empty(site: Site, at now: Instant) -> Snapshot {
    Snapshot(
      number: 0, takenAt: now, sequence: 0, alarms: .empty,
      latest: ContiguousArray(repeating: nil, count: site.sensors.count),
      trends: ContiguousArray(repeating: [], count: site.sensors.count),
      sources: Array(repeating: SourceHealth(), count: site.sources.count), warnings: [], earthquakes: [],
      events: [], storeBytes: 0)
  }
}

/// One point of a chart: the minimum, maximum and mean of a bucket.
public struct ChartPoint: Sendable, Hashable {
  public var at: Instant
  public var minimum: Double
  public var maximum: Double
  public var mean: Double

  public init(at: Instant, minimum: Double, maximum: Double, mean: Double) {
    self.at = at
    self.minimum = minimum
    self.maximum = maximum
    self.mean = mean
  }
}

/// The window of a chart.
public enum ChartWindow: UInt8, Sendable, Hashable, CaseIterable {
  case halfHour = 0
  case twoHours = 1
  case day = 2

  public var span: Span {
    switch self {
    case .halfHour: .minutes(30)
    case .twoHours: .hours(2)
    case .day: .hours(24)
    }
  }
}
