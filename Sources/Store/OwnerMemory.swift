internal import Alarms
internal import CitySafety
internal import GRDB
internal import Operations

/// What the owner keeps of its tables in memory, always as of the last commit.
struct OwnerMemory {
  /// Rises by one each commit; rows carry it so that readers find what changed.
  var change: Int64 = 0
  var readings: Int64 = 0
  var revisions: Int64 = 0
  var readingsDropped: Int64 = 0
  var rollupChange: Int64 = 0
  var warningChange: Int64 = 0
  var earthquakeChange: Int64 = 0
  var quarantineRows: Int64 = 0
  var quarantineBytes: Int64 = 0
  var quarantineDropped: Int64 = 0
  /// By position in the site.
  var sensorRefs: [Int64] = []
  var sourceRefs: [Int64] = []
  var latest: ContiguousArray<LatestValue?> = []
  /// Sensors whose latest value changed in the running commit, and a mark for each so that none is in twice.
  var touched: [Int32] = []
  var isTouched: ContiguousArray<Bool> = []
  var rollups: RollupBook
  /// The last entry; with sequence 0 the beginning.
  var anchor = Anchor(sequence: 0, hash: .zero)
  /// The hash that the next entry follows.
  var link = Digest.zero
  var segment = OpenSegment(number: 1, first: 1, opened: .epoch)

  /// The segment that entries are appended to.
  struct OpenSegment {
    var number: Int64
    var first: Int64
    var opened: Instant
  }

  private init(site: Site) {
    latest = ContiguousArray(repeating: nil, count: site.sensors.count)
    isTouched = ContiguousArray(repeating: false, count: site.sensors.count)
    rollups = RollupBook(sensors: site.sensors.count)
  }

  /// Reads the tables; creates the single row of state and the first segment of a new store when `now` is
  /// given.
  static func restore(
    site: Site, path: String, policy: StorePolicy, now: Instant?, _ db: Database
  ) throws -> (memory: OwnerMemory, restored: Restored) {
    var memory = OwnerMemory(site: site)
    if let now { try begin(site: site, path: path, now: now, db) }
    try memory.readState(db)
    memory.sensorRefs = try register(site.sensors.map(\.id), in: "sensor", db)
    memory.sourceRefs = try register(site.sources.map(\.id), in: "source", db)
    try memory.readLatest(db)
    try memory.readJournalHead(db)
    try memory.rebuildRollups(db)
    let alarms = try TableReading.passing(db) { try TableReading.book(db) }
    let restored = Restored(
      alarms: alarms, duty: try TableReading.duty(db), dispatch: try TableReading.dispatch(db),
      publicWarnings: try TableReading.publicWarnings(db), rules: try TableReading.rules(db) ?? RuleBook(),
      lastSequence: memory.anchor.sequence,
      sourceStates: try TableReading.sourceStates(db),
      warnings: try TableReading.warnings(limit: policy.warningRows, db),
      earthquakes: try TableReading.earthquakes(limit: policy.earthquakeRows, db),
      headHash: memory.anchor.hash,
      tailFault: try JournalVerifier.tailFault(entries: StoreOwner.tailCheck, db),
      sources: try TableReading.sources(site: site, db), latest: memory.latest,
      marks: try TableReading.marks(site: site, db), files: try TableReading.files(site: site, db))
    return (memory, restored)
  }

  private static func begin(site: Site, path: String, now: Instant, _ db: Database) throws {
    try db.inTransaction(.immediate) {
      let owner = try String.fetchOne(db, sql: "SELECT site FROM state")
      if let owner {
        guard owner == site.id else { throw StoreFailure(.otherSite, "\(path) (\(owner))") }
        return .commit
      }
      try db.execute(
        sql: "INSERT INTO state (one, site, rollup_floor) VALUES (1, ?, ?)",
        arguments: [site.id, RollupBook.settled])
      try JournalSegments.open(
        number: 1, first: 1, previous: .zero, checkpoint: Checkpoint.empty, at: now, db)
      return .commit
    }
  }

  /// Gives every id of the site a number that stays its own, also when the site's order changes.
  private static func register(_ ids: [String], in table: String, _ db: Database) throws -> [Int64] {
    var known = try refs(of: table, db)
    guard ids.contains(where: { known[$0] == nil }) else { return ids.compactMap { known[$0] } }
    try db.inTransaction(.immediate) {
      for id in ids where known[id] == nil {
        try db.execute(sql: "INSERT INTO \(table) (id) VALUES (?)", arguments: [id])
        known[id] = db.lastInsertedRowID
      }
      return .commit
    }
    return ids.compactMap { known[$0] }
  }

  /// The numbers that a table of ids gives.
  static func refs(of table: String, _ db: Database) throws -> [String: Int64] {
    let rows = try RawStatement(db, "SELECT id, ref FROM \(table)")
    var refs: [String: Int64] = [:]
    while try rows.next() { refs[rows.text(0)] = rows.int(1) }
    return refs
  }

  private mutating func readState(_ db: Database) throws {
    let row = try RawStatement(
      db,
      """
      SELECT change, readings, revisions, readings_dropped, rollup_change, warning_change, earthquake_change,
        quarantine_dropped FROM state
      """)
    guard try row.next() else { throw StoreFailure(.corrupt, "state") }
    change = row.int(0)
    readings = row.int(1)
    revisions = row.int(2)
    readingsDropped = row.int(3)
    rollupChange = row.int(4)
    warningChange = row.int(5)
    earthquakeChange = row.int(6)
    quarantineDropped = row.int(7)
    row.reset()
    let sizes = try RawStatement(db, "SELECT count(*), total(length(bytes)) FROM quarantine")
    if try sizes.next() {
      quarantineRows = sizes.int(0)
      quarantineBytes = sizes.int(1)
      sizes.reset()
    }
  }

  private mutating func readLatest(_ db: Database) throws {
    latest = try TableReading.latest(refs: sensorRefs, db)
    for (sensor, value) in latest.enumerated() {
      guard let value, value.quality != .fromFuture else { continue }
      rollups.begin(sensor: sensor, minute: RollupBook.minute(value.measured.milliseconds))
    }
  }

  private mutating func readJournalHead(_ db: Database) throws {
    let row = try RawStatement(
      db,
      """
      SELECT number, first, opened, previous, checkpoint FROM journal_segment
        WHERE sealed IS NULL ORDER BY number DESC LIMIT 1
      """)
    guard try row.next(), let previous = Digest(bytes: row.blob(3)) else {
      throw StoreFailure(.corrupt, "journal_segment")
    }
    segment = OpenSegment(number: row.int(0), first: row.int(1), opened: Instant(milliseconds: row.int(2)))
    let checkpoint = row.blob(4)
    row.reset()
    anchor = Anchor(sequence: segment.first - 1, hash: previous)
    link = JournalChain.opening(number: segment.number, previous: previous, checkpoint: checkpoint)
    let last = try RawStatement(
      db, "SELECT sequence, hash FROM journal WHERE sequence >= ? ORDER BY sequence DESC LIMIT 1")
    try last.bind(1, segment.first)
    if try last.next(), let hash = Digest(bytes: last.blob(1)) {
      anchor = Anchor(sequence: last.int(0), hash: hash)
      link = hash
    }
    last.reset()
  }
}
