public import CitySafety
internal import GRDB
internal import GRDBSQLite

/// What maintenance does, in the order of its urgency.
enum Chore: Int, CaseIterable {
  case checkpoint
  case closing
  case minutes
  case seal
  case archive
  case readings
  case staleMinutes
  case registers
  case rollups
  case vacuum

  /// How long after it found nothing to do it looks again.
  var interval: Span {
    switch self {
    case .minutes, .checkpoint: .zero
    case .closing, .staleMinutes: .seconds(1)
    case .seal, .readings, .vacuum: .seconds(30)
    case .archive, .registers: .minutes(5)
    case .rollups: .hours(1)
    }
  }
}

/// When each chore is due, and where the one that goes over all sensors is.
struct Chores {
  private var due = [Instant?](repeating: nil, count: Chore.allCases.count)
  var rollupSensor = 0
  var deletingThrough: Int64?
  var checkpointedFrames: Int32 = 0

  /// A clock that went back far makes everything due.
  func isDue(_ chore: Chore, at now: Instant) -> Bool {
    guard let due = due[chore.rawValue] else { return true }
    return now >= due || due - now > chore.interval
  }

  mutating func rest(_ chore: Chore, at now: Instant) { due[chore.rawValue] = now + chore.interval }
}

extension StoreOwner {
  /// Does one bounded piece of upkeep: a few milliseconds of retention, sealing, archiving, roll-ups or
  /// checkpointing.
  ///
  /// Returns whether more waits; call it again then, when nothing else does.
  public func maintain(now: Instant) throws(StoreFailure) -> Bool {
    for chore in Chore.allCases where chores.isDue(chore, at: now) {
      let didWork = try writing(durably: chore == .seal || chore == .archive) { db in
        try perform(chore, now: now, db)
      }
      if didWork { return true }
      chores.rest(chore, at: now)
    }
    return false
  }

  /// Does one slice of a chore; whether there was anything to do.
  private func perform(_ chore: Chore, now: Instant, _ db: Database) throws -> Bool {
    switch chore {
    case .checkpoint: try checkpoint(ifBeyond: policy.checkpointFrames, db)
    case .closing: closeMinutes(now: now)
    case .minutes: try writeWaitingMinutes(db)
    case .seal: try sealIfDue(now: now, db)
    case .archive: try archiveOneSlice(now: now, db)
    case .readings: try dropReadings(now: now, db)
    case .staleMinutes: try settleOneStaleMinute(db)
    case .registers: try trimRegisters(now: now, db)
    case .rollups: try dropRollups(now: now, db)
    case .vacuum: try giveBackPages(db)
    }
  }

  /// Closes the minutes that are over; a second apart, so that answers from the past, each of a few readings, do not
  /// write the same minutes each time.
  ///
  /// There is nothing to write yet.
  private func closeMinutes(now: Instant) -> Bool {
    memory.rollups.closeAll(before: RollupBook.minute((now - policy.minuteGrace).milliseconds))
    return false
  }

  // MARK: The write-ahead log

  /// Copies the log into the database once it grew by so many frames, as far as readers allow and without
  /// waiting for them.
  ///
  /// Whether it did. Only this connection ever does it: SQLite has had faults where one connection copied the
  /// log while another wrote.
  func checkpoint(ifBeyond limit: Int32, _ db: Database) throws -> Bool {
    if logFrames < chores.checkpointedFrames { chores.checkpointedFrames = 0 }
    guard logFrames - chores.checkpointedFrames >= limit else { return false }
    let began = clock()
    var (frames, done) = (Int32(0), Int32(0))
    let status = sqlite3_wal_checkpoint_v2(
      db.sqliteConnection, nil, SQLITE_CHECKPOINT_PASSIVE, &frames, &done)
    guard status == SQLITE_OK || status == SQLITE_BUSY else {
      throw DatabaseError(resultCode: db.lastErrorCode, message: db.lastErrorMessage)
    }
    chores.checkpointedFrames = logFrames
    times.checkpoints.note(clock() - began)
    return true
  }

  // MARK: Retention

  /// Drops the oldest readings beyond the site's age, those absurdly far in the future, and, while the file
  /// is larger than the site allows, the oldest whatever their age.
  private func dropReadings(now: Instant, _ db: Database) throws -> Bool {
    let oldest = (now - site.readingRetention).milliseconds
    if try dropReadings(before: oldest, db) { return true }
    let latest = (now + policy.futureLimit).milliseconds
    if try deleteReadings("measured > ? ORDER BY measured DESC, sensor DESC", latest, db) > 0 { return true }
    return try usedBytes(db) > site.storeLimit ? try dropReadings(before: Int64.max, db) : false
  }

  private func dropReadings(before limit: Int64, _ db: Database) throws -> Bool {
    try deleteReadings("measured < ? ORDER BY measured, sensor", limit, db) > 0
  }

  private func deleteReadings(_ condition: String, _ limit: Int64, _ db: Database) throws -> Int32 {
    var deleted: Int32 = 0
    let find = try RawStatement(
      db, "SELECT measured, sensor FROM reading WHERE \(condition) LIMIT ?")
    try find.bind(1, limit)
    try find.bind(2, policy.rowsPerSlice)
    var keys: [(Int64, Int64)] = []
    while try find.next() { keys.append((find.int(0), find.int(1))) }
    guard !keys.isEmpty else { return 0 }
    try locked(db) { budget in
      _ = try inPieces(keys, of: policy.rowsPerLook, within: budget) { piece in
        deleted += try deleteReadings(between: piece[piece.startIndex], and: piece[piece.endIndex - 1], db)
      }
      memory.change += 1
      memory.readings -= Int64(deleted)
      memory.readingsDropped += Int64(deleted)
      try writeState(db)
    }
    return deleted
  }

  /// The primary key's order makes a piece one range.
  private func deleteReadings(
    between one: (Int64, Int64), and other: (Int64, Int64), _ db: Database
  ) throws -> Int32 {
    let (low, high) = one <= other ? (one, other) : (other, one)
    let delete = try RawStatement(
      db, "DELETE FROM reading WHERE (measured, sensor) >= (?, ?) AND (measured, sensor) <= (?, ?)")
    try delete.bind(1, low.0)
    try delete.bind(2, low.1)
    try delete.bind(3, high.0)
    try delete.bind(4, high.1)
    return try delete.run()
  }

  /// Bytes in use: the file without the pages that wait to be used again.
  private func usedBytes(_ db: Database) throws -> Int64 {
    let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    let free = try Int64.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
    let size = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
    return (pages - free) * size
  }

  /// Drops minutes of one sensor that are older than its readings may be.
  private func dropRollups(now: Instant, _ db: Database) throws -> Bool {
    let oldest = RollupBook.minute((now - site.readingRetention).milliseconds)
    let future = RollupBook.minute((now + policy.futureLimit).milliseconds)
    while chores.rollupSensor < memory.sensorRefs.count {
      let ref = memory.sensorRefs[chores.rollupSensor]
      let find = try RawStatement(
        db, "SELECT minute FROM rollup WHERE sensor = ?1 AND (minute < ?2 OR minute > ?3) LIMIT ?4")
      try find.bind(1, ref)
      try find.bind(2, oldest)
      try find.bind(3, future)
      try find.bind(4, policy.rowsPerSlice)
      var minutes: [Int64] = []
      while try find.next() { minutes.append(find.int(0)) }
      if !minutes.isEmpty {
        try dropRollups(minutes, of: ref, db)
        return true
      }
      chores.rollupSensor += 1
    }
    chores.rollupSensor = 0
    return false
  }

  private func dropRollups(_ minutes: [Int64], of ref: Int64, _ db: Database) throws {
    try locked(db) { budget in
      let delete = try RawStatement(db, "DELETE FROM rollup WHERE sensor = ? AND minute = ?")
      _ = try inPieces(minutes, of: policy.rowsPerLook, within: budget) { piece in
        for minute in piece {
          try delete.bind(1, ref)
          try delete.bind(2, minute)
          try delete.run()
        }
      }
    }
  }

  /// Drops old results and messages, and what is beyond the bounds of earthquakes and remembered files.
  private func trimRegisters(now: Instant, _ db: Database) throws -> Bool {
    // Found before the lock is taken: this connection is the only writer.
    let results = try texts(
      "SELECT id FROM command_result WHERE at < ?1 ORDER BY at LIMIT ?2",
      (now - policy.resultRetention).milliseconds, db)
    let quakes = try texts(
      """
      SELECT identifier FROM earthquake
        ORDER BY origin LIMIT min(?2, max(0, (SELECT count(*) FROM earthquake) - ?1))
      """, Int64(policy.earthquakeRows), db)
    let files = try texts(
      """
      SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY source ORDER BY id DESC) AS age FROM remembered_file)
        WHERE age > ?1 LIMIT ?2
      """, Int64(policy.rememberedFiles), db)
    // The last number stays: those of later messages rise from it. What waits or was given up is kept.
    let messages =
      try site.sentRetention.map {
        try texts(
          """
          SELECT key FROM outbox WHERE sent = 1 AND settled < ?1 AND id < (SELECT max(id) FROM outbox)
            AND NOT (key LIKE 'task%' AND EXISTS (
              SELECT 1 FROM task JOIN incident ON incident.id = task.incident
                WHERE task.id = CAST(substr(key, 5) AS INTEGER) AND incident.open = 1))
            AND NOT ((key LIKE 'cancel%' OR key LIKE 'missed%') AND EXISTS (
              SELECT 1 FROM task JOIN incident ON incident.id = task.incident
                WHERE task.id = CAST(substr(key, 7) AS INTEGER) AND incident.open = 1))
            AND NOT (key LIKE 'report%' AND EXISTS (
              SELECT 1 FROM incident WHERE id = CAST(substr(key, 7) AS INTEGER) AND open = 1))
            AND NOT (key LIKE 'warning%' AND EXISTS (
              SELECT 1 FROM public_warning WHERE id = CAST(substr(key, 8) AS INTEGER) AND open = 1))
            ORDER BY settled LIMIT ?2
          """, (now - $0).milliseconds, db)
      } ?? []
    let rows =
      results.map { ("DELETE FROM command_result WHERE id = ?", $0) }
      + quakes.map { ("DELETE FROM earthquake WHERE identifier = ?", $0) }
      + messages.map { ("DELETE FROM outbox WHERE key = ?", $0) }
      + files.map { ("DELETE FROM remembered_file WHERE id = ?", $0) }
    guard !rows.isEmpty else { return false }
    try locked(db) { budget in
      _ = try inPieces(rows, of: policy.rowsPerLook, within: budget) { piece in
        for (sql, key) in piece {
          let delete = try RawStatement(db, sql)
          try delete.bind(1, key)
          try delete.run()
        }
      }
    }
    return true
  }

  /// The keys that a query names for deletion, at most a slice of them.
  private func texts(_ sql: String, _ limit: Int64, _ db: Database) throws -> [String] {
    let find = try RawStatement(db, sql)
    try find.bind(1, limit)
    try find.bind(2, policy.rowsPerSlice)
    var keys: [String] = []
    while try find.next() { keys.append(find.text(0)) }
    return keys
  }

  /// Gives free pages back to the disk in small steps, once they are many: new rows use the rest again.
  private func giveBackPages(_ db: Database) throws -> Bool {
    let free = try Int64.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
    let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    guard free > 64, free * 5 > pages else { return false }
    try locked(db) { budget in
      for _ in 0..<8 where !budget.isUsed { try db.execute(sql: "PRAGMA incremental_vacuum(16)") }
    }
    return true
  }
}
