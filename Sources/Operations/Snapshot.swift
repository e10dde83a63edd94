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
  /// Incidents and their tasks.
  public var dispatch = DispatchTable()
  /// Authored warnings.
  public var publicWarnings = PublicWarningTable()
  /// The alarm rules as the journal knows them.
  public var rules = RuleBook()
  /// Alarms that are over and may be reopened, those that changed last first, at most `closedLimit`.
  public var closed: [Alarm] = []
  public static let closedLimit = 50
  /// What other rooms keep in the journal of a drill, oldest first, at most `remarkLimit`; none of a live store.
  public var remarks: [JournalEntry] = []
  public static let remarkLimit = 20_000
  /// Messages of the outbox that were given up within the last `undeliveredWindow`.
  public var undelivered = 0
  /// A day: whoever takes over sees what the shift before could not deliver; all of them are in `watchfloor outbox`.
  public static let undeliveredWindow = Span.hours(24)

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
      number: 0, takenAt: now, sequence: 0, alarms: AlarmTable(open: [], sensors: site.sensors.count),
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
