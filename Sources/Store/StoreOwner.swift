public import CitySafety
internal import GRDB
internal import GRDBSQLite
public import Operations

/// The one writer of a store.
///
/// Used from one thread only, the owner's ingest thread: it is not `Sendable`.
///
/// It holds one connection, not a pool: whoever reads, also in this process, opens a `StoreReader` of its
/// own, so that every seat takes the same path, and the writer's thread pays for no readers.
public final class StoreOwner {
  /// The newest journal entries whose chain is verified when a store is opened.
  public static let tailCheck = 200

  public let path: String
  /// What the tables held at opening, until it is taken.
  public private(set) var restored: Restored
  /// The most readings that one transaction takes; its time is mostly up before.
  public var readingsPerSlice: Int { policy.mostReadings }
  /// What the transactions since opening took.
  public internal(set) var times = WritingTimes()

  let site: Site
  let policy: StorePolicy
  let files: StoreFiles
  var memory: OwnerMemory
  var chores = Chores()
  private let queue: DatabaseQueue
  /// Held until the store is closed: another owner may take over from then on.
  private var lock: OwnerLock?
  private var isFull: Bool?
  let clock: () -> ContinuousClock.Instant
  private var needsRestoring = false
  private let frames: UnsafeMutablePointer<Int32>
  private var isClosed = false

  /// Takes the store's lock, opens or creates its file, brings it to this version and reads what it holds.
  ///
  /// Fails with `.ownedElsewhere` when another process is the owner. `clock` measures how long transactions take.
  public init(
    path: String, site: Site, now: Instant, policy: StorePolicy = StorePolicy(),
    clock: @escaping () -> ContinuousClock.Instant = { .now }
  ) throws(StoreFailure) {
    let files = StoreFiles(path: path)
    lock = try OwnerLock(files.lock)
    try StoreFiles.makePrivate(path)
    self.path = path
    self.site = site
    self.policy = policy
    self.files = files
    self.clock = clock
    frames = .allocate(capacity: 1)
    frames.initialize(to: 0)
    do {
      let queue = try DatabaseQueue(path: path, configuration: StoreOwner.configuration)
      self.queue = queue
      (memory, restored) = try queue.writeWithoutTransaction { db in
        try Schema.migrate(db, path: path)
        let (memory, restored) = try OwnerMemory.restore(
          site: site, path: path, policy: policy, now: now, db)
        return (memory, restored)
      }
    } catch {
      frames.deallocate()
      throw StoreFailure(error)
    }
    let frames = self.frames
    queue.writeWithoutTransaction { db in
      _ = sqlite3_wal_hook(
        db.sqliteConnection,
        { context, _, _, count in
          context?.assumingMemoryBound(to: Int32.self).pointee = count
          return SQLITE_OK
        }, frames)
    }
  }

  deinit {
    close()
    frames.deallocate()
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "store-owner"
    configuration.journalMode = .wal
    configuration.foreignKeysEnabled = true
    // Only a foreign program can hold the lock; while it does, commands are answered with the reason.
    configuration.busyMode = .timeout(0.5)
    configuration.prepareDatabase { db in
      // Only a file without tables takes this; it lets retention give pages back in small steps.
      try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
      // The log is checkpointed in `maintain`, never by surprise in a commit.
      try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
      try db.execute(sql: "PRAGMA journal_size_limit = 16777216")
      try db.execute(sql: "PRAGMA cache_size = -8000")
    }
    return configuration
  }

  /// Whether commits wait for the disk.
  var isDurable: Bool { isFull == true }

  /// Frames in the write-ahead log after the last commit.
  var logFrames: Int32 { frames.pointee }

  /// The last journal entry's sequence and hash.
  public var head: Anchor { memory.anchor }

  /// Gives up the file and the lock.
  ///
  /// Anything after it fails.
  public func close() {
    guard !isClosed else { return }
    isClosed = true
    queue.writeWithoutTransaction { db in
      _ = sqlite3_wal_hook(db.sqliteConnection, nil, nil)
      archiving?.abandon()
    }
    archiving = nil
    try? queue.close()
    lock = nil
  }

  /// The archive file being written, between slices of maintenance.
  var archiving: ArchiveWriter?

  /// Writes a slice in one transaction, or nothing of it: everything but readings for which no time is left.
  ///
  /// Each time some more readings were taken, `following` is asked what came of them, by the count of all taken so
  /// far; that is written in the same transaction, so that neither is ever ahead of the other. `further` is asked
  /// for more while there is time, until it has none. Where either may say anything, `slice.isFollowed` has to be set.
  public func commit(
    _ slice: WriteSlice, following: (Int) -> Consequences = { _ in Consequences() },
    further: () -> Consequences? = { nil }
  ) throws(StoreFailure) -> CommitReport {
    let start = clock()
    var report = CommitReport()
    try writing(durably: slice.isDurable) { db in
      try locked(db) {
        try write(slice, following: following, further: further, within: $0, into: &report, db)
      }
      let limit = slice.results.isEmpty ? policy.checkpointFrames : policy.checkpointCeiling
      _ = try checkpoint(ifBeyond: limit, db)
    }
    report.duration = clock() - start
    return report
  }

  /// The first result of a command with this id, or `nil` when there was none.
  public func result(of id: CommandID) throws(StoreFailure) -> CommandResult? {
    try reading { db in
      let row = try RawStatement(db, "SELECT result FROM command_result WHERE id = ?")
      try row.bind(1, id.text)
      guard try row.next() else { return nil }
      defer { row.reset() }
      return try row.withBlob(0) { try ResultCoding.decode($0) }
    }
  }

  /// Gives what the tables held at opening to whoever goes on with it: alarms are not kept in memory twice.
  public func takeRestored() -> Restored {
    defer {
      restored.alarms = AlarmBook()
      restored.warnings = []
      restored.earthquakes = []
    }
    return restored
  }

  /// Reads everything again, as after a commit that failed: what the tables hold is what is.
  public func reload() throws(StoreFailure) -> Restored {
    let (memory, restored) = try reading { db in
      try OwnerMemory.restore(site: site, path: path, policy: policy, now: nil, db)
    }
    self.memory = memory
    needsRestoring = false
    return restored
  }

  /// Runs `body` on the connection, set to wait for the disk at each commit or not.
  ///
  /// What is kept in memory may be ahead of the file after a failure: it is read again before the next write.
  func writing<Value>(durably: Bool, _ body: (Database) throws -> Value) throws(StoreFailure) -> Value {
    try reading { db in
      if isFull != durably {
        // SQLite performs this pragma when it is prepared, so a cached statement would do nothing.
        let pragma = durably ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"
        guard sqlite3_exec(db.sqliteConnection, pragma, nil, nil, nil) == SQLITE_OK else {
          throw DatabaseError(resultCode: db.lastErrorCode, message: db.lastErrorMessage)
        }
        isFull = durably
      }
      if needsRestoring {
        memory = try OwnerMemory.restore(site: site, path: path, policy: policy, now: nil, db).memory
        needsRestoring = false
      }
      do {
        return try body(db)
      } catch {
        needsRestoring = true
        throw error
      }
    }
  }

  /// Runs `body` on the connection and says what went wrong in the store's own words.
  func reading<Value>(_ body: (Database) throws -> Value) throws(StoreFailure) -> Value {
    guard !isClosed else { throw StoreFailure(.absent, path) }
    do {
      return try queue.writeWithoutTransaction(body)
    } catch {
      throw StoreFailure(error)
    }
  }

  private func write(
    _ slice: WriteSlice, following: (Int) -> Consequences, further: () -> Consequences?,
    within budget: LockBudget, into report: inout CommitReport, _ db: Database
  ) throws {
    memory.change += 1
    try write(alarms: slice.alarms, dropped: slice.dropped, db)
    if let duty = slice.duty { try write(duty, db) }
    try write(slice.dispatch, db)
    try write(warnings: slice.publicWarnings, db)
    if let rules = slice.rules { try write(rules, db) }
    try append(slice.entries, db)
    try write(handovers: slice.handovers, db)
    try write(results: slice.results, db)
    try write(earthquakes: slice.earthquakes, db)
    try write(sources: slice.sources, db)
    try write(quarantine: slice.quarantine, db)
    try write(outbox: slice.outbox, deliveries: slice.deliveries, db)
    try write(marks: slice.marks, files: slice.files, db)
    try write(readings: slice.readings, within: budget, into: &report, db) { taken in
      let consequences = following(taken)
      precondition(slice.isDurable || consequences.isEmpty, "what came of readings must be on the disk")
      try write(consequences, db)
      if let duty = consequences.duty { try write(duty, db) }
    }
    try write(further, isDurable: slice.isDurable, within: budget, db)
    try writeMinutes(within: budget, db)
    try writeState(db)
  }

  /// Writes at least one piece, and further ones until the budget is used; the duty state once, as it is after the last.
  private func write(
    _ further: () -> Consequences?, isDurable: Bool, within budget: LockBudget, _ db: Database
  ) throws {
    var duty: DutyState?
    while let piece = further() {
      precondition(isDurable || piece.isEmpty, "what was decided must be on the disk")
      try write(piece, db)
      duty = piece.duty ?? duty
      if budget.isUsed { break }
    }
    if let duty { try write(duty, db) }
  }

  private func write(_ consequences: Consequences, _ db: Database) throws {
    try write(alarms: consequences.alarms, dropped: consequences.dropped, db)
    try append(consequences.entries, db)
    try write(outbox: consequences.outbox, deliveries: [], db)
  }
}
