public import Alarms
internal import CityDispatch
public import CitySafety
internal import GRDB
public import Operations

/// Reads snapshots, charts and timelines from a store that another connection, of this or of another process,
/// writes.
///
/// Used from one thread only: it is not `Sendable`.
public final class StoreReader {
  /// Changed alarms up to which only they are read, however few there are in all.
  private static let wholesale: Int64 = 10_000

  let site: Site
  private let path: String
  private let files: StoreFiles
  private let lookup: SiteLookup
  private let identity: StoreFiles.Identity?
  private let queue: DatabaseQueue
  private var memory: Memory
  private var trends: TrendBook

  /// What was read last, so that only what changed is read again.
  private struct Memory {
    var number: UInt64 = 0
    var change: Int64 = -1
    var warningChange: Int64 = -1
    var earthquakeChange: Int64 = -1
    var sequence: Int64 = 0
    var refs: [Int64]
    var positions: [Int64: Int] = [:]
    var alarms: AlarmTable
    var latest: ContiguousArray<LatestValue?>
    var warnings: [ReceivedWarning] = []
    var earthquakes: [Earthquake] = []
    var events: [JournalEntry] = []
    var duty = DutyState()
    var dispatch = DispatchTable()
    var publicWarnings = PublicWarningTable()
    var rules = RuleBook()
    var closed: [Alarm] = []
    /// Of a drill.
    var remarks: [JournalEntry] = []
    var remarkSequence: Int64 = 0
    var undelivered = 0

    init(sensors: Int) {
      alarms = AlarmTable(open: [], sensors: sensors)
      refs = Array(repeating: 0, count: sensors)
      latest = ContiguousArray(repeating: nil, count: sensors)
    }
  }

  /// Opens the store read-only; `.absent` before an owner made it.
  public init(path: String, site: Site) throws(StoreFailure) {
    self.path = path
    self.site = site
    files = StoreFiles(path: path)
    lookup = SiteLookup(site: site)
    memory = Memory(sensors: site.sensors.count)
    trends = TrendBook(site: site)
    // Before opening: a file that takes its place in between is told from it.
    identity = StoreFiles.identity(of: path)
    queue = try StoreReader.open(path)
    try demandSite()
  }

  /// Whether the path still names the file that is open here.
  public var isCurrent: Bool { identity != nil && StoreFiles.identity(of: path) == identity }

  /// Refuses a store whose sensors and alarms are another site's.
  private func demandSite() throws(StoreFailure) {
    let owner = try reading { db in try String.fetchOne(db, sql: "SELECT site FROM state") }
    guard let owner else { throw StoreFailure(.absent, path) }
    guard owner == site.id else { throw StoreFailure(.otherSite, "\(path) (\(owner))") }
  }

  /// A read-only connection to a store of this version.
  static func open(_ path: String) throws(StoreFailure) -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "store-reader"
    configuration.readonly = true
    configuration.busyMode = .timeout(2)
    configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA cache_size = -4000") }
    do {
      guard StoreFiles.size(of: path) > 0 else { throw StoreFailure(.absent, path) }
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.read { db in try Schema.demandCurrent(db, path: path) }
      return queue
    } catch {
      throw StoreFailure(error)
    }
  }

  func reading<Value>(_ body: (Database) throws -> Value) throws(StoreFailure) -> Value {
    do {
      return try queue.read(body)
    } catch {
      throw StoreFailure(error)
    }
  }

  /// A number that differs from the last one when another connection has written since: no table is read.
  public func dataVersion() throws(StoreFailure) -> Int64 {
    try reading { db in try Int64.fetchOne(db, sql: "PRAGMA data_version") ?? 0 }
  }

  /// Everything the panes show, at one moment of the store.
  ///
  /// Without `previous` all is read anew.
  public func snapshot(after previous: Snapshot?, now: Instant) throws(StoreFailure) -> Snapshot {
    if previous == nil { forget() }
    do {
      let (sources, trends) = try queue.read { db in
        try catchUp(db)
        memory.undelivered = try TableReading.undelivered(since: now - Snapshot.undeliveredWindow, db)
        let sources = try TableReading.sources(site: site, db)
        let trends = try self.trends.read(
          alarms: memory.alarms, latest: memory.latest, refs: memory.refs, now: now, db)
        return (sources, trends)
      }
      memory.number = max(memory.number, previous?.number ?? 0) + 1
      var snapshot = Snapshot(
        number: memory.number, takenAt: now, sequence: memory.sequence, alarms: memory.alarms,
        latest: memory.latest, trends: trends, sources: sources, warnings: memory.warnings,
        earthquakes: memory.earthquakes, events: memory.events, storeBytes: files.bytes)
      snapshot.duty = memory.duty
      snapshot.dispatch = memory.dispatch
      snapshot.publicWarnings = memory.publicWarnings
      snapshot.rules = memory.rules
      snapshot.closed = memory.closed
      snapshot.remarks = memory.remarks
      snapshot.undelivered = memory.undelivered
      return snapshot
    } catch {
      // What was read so far may be half of a change.
      forget()
      throw StoreFailure(error)
    }
  }

  private func forget() {
    let number = memory.number
    memory = Memory(sensors: site.sensors.count)
    memory.number = number
    trends = TrendBook(site: site)
  }

  private func catchUp(_ db: Database) throws {
    let row = try RawStatement(db, "SELECT change, warning_change, earthquake_change FROM state")
    guard try row.next() else { throw StoreFailure(.corrupt, path) }
    let (change, warningChange, earthquakeChange) = (row.int(0), row.int(1), row.int(2))
    row.reset()
    if change < memory.change { forget() }
    if memory.refs.contains(0) { try readRefs(db) }
    if change > memory.change {
      try readAlarms(db)
      try readLatest(db)
      try readEvents(db)
      if site.isDrill { try readRemarks(db) }
      memory.duty = try TableReading.duty(db)
      try readDispatch(db)
      let warnings = try TableReading.shownWarnings(after: memory.change, db)
      if !warnings.isEmpty { memory.publicWarnings = PublicWarningTable(memory.publicWarnings, warnings) }
      if let rules = try TableReading.rules(after: memory.change, db) { memory.rules = rules }
    }
    if warningChange != memory.warningChange {
      memory.warnings = try TableReading.warnings(limit: Snapshot.warningLimit, db)
    }
    if earthquakeChange != memory.earthquakeChange {
      memory.earthquakes = try TableReading.earthquakes(limit: Snapshot.earthquakeLimit, db)
    }
    memory.change = change
    memory.warningChange = warningChange
    memory.earthquakeChange = earthquakeChange
  }

  private func readRefs(_ db: Database) throws {
    let refs = try OwnerMemory.refs(of: "sensor", db)
    memory.refs = site.sensors.map { refs[$0.id] ?? 0 }
    memory.positions = TableReading.positions(of: memory.refs)
  }

  private func readAlarms(_ db: Database) throws {
    if try memory.change < 0 || hasWholesaleChange(db) {
      let open = try TableReading.passing(db) { try TableReading.openRows(in: lookup, db) }
      memory.alarms = AlarmTable(open: open, sensors: site.sensors.count)
      memory.closed = try TableReading.closed(limit: Snapshot.closedLimit, db)
      return
    }
    let changed = try TableReading.rows(changedAfter: memory.change, in: lookup, db)
    guard !changed.isEmpty else { return }
    memory.alarms = AlarmTable(memory.alarms, changed: changed)
    let numbers = Set(changed.map(\.id))
    let over = changed.filter { !$0.isOpen && $0.occurrence > 0 }.map(\.alarm)
    memory.closed = Array(
      (over + memory.closed.filter { !numbers.contains($0.id) }).prefix(Snapshot.closedLimit))
  }

  private func readDispatch(_ db: Database) throws {
    let changes =
      memory.change < 0
      ? try TableReading.shownDispatch(db) : try TableReading.dispatchChanges(after: memory.change, db)
    if !changes.isEmpty { memory.dispatch = DispatchTable(memory.dispatch, changes) }
  }

  /// Whether so many alarms changed at once that all are read again.
  ///
  /// Taken out one by one, the old rows would leave holes between those that stay.
  private func hasWholesaleChange(_ db: Database) throws -> Bool {
    let count = try RawStatement(db, "SELECT count(*) FROM alarm WHERE change > ?")
    try count.bind(1, memory.change)
    guard try count.next() else { return false }
    defer { count.reset() }
    return count.int(0) > max(StoreReader.wholesale, Int64(memory.alarms.rows.count / 4))
  }

  private func readLatest(_ db: Database) throws {
    let rows = try RawStatement(
      db, "SELECT sensor, measured, lag, value, quality, revisions FROM latest WHERE change > ?")
    try rows.bind(1, memory.change)
    while try rows.next() {
      if let position = memory.positions[rows.int(0)] {
        memory.latest[position] = TableReading.latestValue(rows)
      }
    }
  }

  private func readEvents(_ db: Database) throws {
    // Where teams are would push out what people look for.
    let rows = try RawStatement(
      db,
      """
      SELECT sequence, at, body FROM journal
        WHERE sequence > ? AND kind NOT IN (\(EventCoding.teamReportsTag), \(EventCoding.reportsDueTag))
        ORDER BY sequence DESC LIMIT ?
      """)
    try rows.bind(1, memory.sequence)
    try rows.bind(2, Snapshot.eventLimit)
    let new = try TableReading.entries(rows)
    let shown = new.filter { !$0.event.isRecord }
    memory.events = Array((shown + memory.events).prefix(Snapshot.eventLimit))
    let last = try RawStatement(db, "SELECT max(sequence) FROM journal")
    guard try last.next() else { return }
    memory.sequence = max(memory.sequence, last.optionalInt(0) ?? 0)
    last.reset()
  }

  private func readRemarks(_ db: Database) throws {
    let rows = try RawStatement(
      db,
      """
      SELECT sequence, at, body FROM journal
        WHERE sequence > ? AND kind IN (\(EventCoding.remarkTag), \(EventCoding.dutyTag)) ORDER BY sequence LIMIT ?
      """)
    try rows.bind(1, memory.remarkSequence)
    try rows.bind(2, Snapshot.remarkLimit)
    let new = try TableReading.entries(rows)
    memory.remarkSequence = new.last?.sequence ?? memory.remarkSequence
    let room = Snapshot.remarkLimit - memory.remarks.count
    memory.remarks += new.filter { $0.event.isRemark }.prefix(max(0, room))
  }

  /// The newest entries that concern an alarm, newest first.
  ///
  /// Entries in archive files are not among them.
  public func timeline(_ alarm: AlarmID, limit: Int) throws(StoreFailure) -> [JournalEntry] {
    try reading { db in
      let rows = try RawStatement(
        db,
        """
        SELECT journal.sequence, at, body FROM journal_alarm JOIN journal USING (sequence)
          WHERE alarm = ? ORDER BY journal_alarm.sequence DESC LIMIT ?
        """)
      try rows.bind(1, alarm.value)
      try rows.bind(2, limit)
      return try TableReading.entries(rows)
    }
  }

  /// A sensor's values over a window that ends now: one point a bucket that holds any, oldest first.
  ///
  /// Good values and those their source marked count.
  ///
  /// A day is in buckets of 3 minutes and two hours in minutes, from the roll-up; half an hour in 7.5 s, from
  /// the readings.
  public func chart(
    _ sensor: SensorIndex, _ window: ChartWindow, now: Instant
  ) throws(StoreFailure) -> [ChartPoint] {
    try reading { db in
      if memory.refs.contains(0) { try readRefs(db) }
      let position = Int(sensor.value)
      guard memory.refs.indices.contains(position), memory.refs[position] != 0 else { return [] }
      return try ChartReading(ref: memory.refs[position], window: window, now: now).points(db)
    }
  }
}
