internal import CitySafety
internal import GRDB

extension StoreOwner {
  /// Merges closed minutes into the table: a few whatever the time, then more until the budget is used.
  func writeMinutes(within budget: LockBudget, _ db: Database) throws {
    var room = policy.minutesPerSlice
    repeat {
      try writeMinutes(memory.rollups.takeWaiting(min(room, policy.leastMinutes)), db)
      room -= policy.leastMinutes
    } while room > 0 && !memory.rollups.waiting.isEmpty && !budget.isUsed
  }

  /// Merges parts of older minutes into the table.
  func writeLateMinutes(_ db: Database) throws {
    guard !memory.rollups.late.isEmpty else { return }
    try writeMinutes(memory.rollups.takeLate().map { (key: $0.key, sum: $0.value) }, db)
  }

  func writeMinutes(_ minutes: some Collection<(key: MinuteKey, sum: MinuteSum)>, _ db: Database) throws {
    guard !minutes.isEmpty else { return }
    let merge = try RawStatement(
      db,
      """
      INSERT INTO rollup (sensor, minute, minimum, maximum, sum, count) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (sensor, minute) DO UPDATE SET minimum = min(minimum, excluded.minimum),
          maximum = max(maximum, excluded.maximum), sum = sum + excluded.sum, count = count + excluded.count
      """)
    for (key, sum) in minutes { try write(sum, of: key, with: merge) }
    memory.rollupChange = memory.change
  }

  private func write(_ sum: MinuteSum, of key: MinuteKey, with statement: RawStatement) throws {
    try statement.bindMinute(sum, sensor: memory.sensorRefs[Int(key.sensor)], minute: key.minute)
    try statement.run()
  }

  /// Adds up one stale minute anew from its readings, for as many of its sensors as there is time.
  ///
  /// Whether there was one.
  func settleOneStaleMinute(_ db: Database) throws -> Bool {
    guard let minute = memory.rollups.stale.lazy.map(\.minute).min() else { return false }
    let keys = memory.rollups.stale.filter { $0.minute == minute }
    let indices = Dictionary(uniqueKeysWithValues: keys.map { (memory.sensorRefs[Int($0.sensor)], $0) })
    var sums: [MinuteKey: MinuteSum] = [:]
    try OwnerMemory.eachCharted(from: minute, before: minute + 1, db) { ref, _, value in
      guard let key = indices[ref] else { return }
      sums[key, default: .none].add(value)
    }
    try locked(db) { budget in
      memory.change += 1
      memory.rollupChange = memory.change
      let settled = try inPieces(Array(indices), of: policy.readingsPerLook, within: budget) { piece in
        for (ref, key) in piece {
          try OwnerMemory.replace(sums[key], sensor: ref, minute: minute, db)
          let settle = try RawStatement(db, "DELETE FROM rollup_stale WHERE minute = ? AND sensor = ?")
          try settle.bind(1, minute)
          try settle.bind(2, ref)
          try settle.run()
        }
      }
      memory.rollups.settleStale(indices.values.prefix(settled))
      try writeState(db)
    }
    return true
  }

  /// Writes closed minutes that wait.
  ///
  /// Whether there were any.
  func writeWaitingMinutes(_ db: Database) throws -> Bool {
    guard !memory.rollups.waiting.isEmpty else { return false }
    try locked(db) { budget in
      memory.change += 1
      try writeMinutes(within: budget, db)
      try writeState(db)
    }
    return true
  }

  /// Writes the single row of state.
  func writeState(_ db: Database) throws {
    let update = try RawStatement(
      db,
      """
      UPDATE state SET change = ?, readings = ?, revisions = ?, readings_dropped = ?, rollup_floor = ?,
        rollup_change = ?, warning_change = ?, earthquake_change = ?, quarantine_dropped = ?,
        transactions = ?, held_mostly = ?, held_worst = ?
      """)
    try update.bind(1, memory.change)
    try update.bind(2, memory.readings)
    try update.bind(3, memory.revisions)
    try update.bind(4, memory.readingsDropped)
    try update.bind(5, memory.rollups.floor)
    try update.bind(6, memory.rollupChange)
    try update.bind(7, memory.warningChange)
    try update.bind(8, memory.earthquakeChange)
    try update.bind(9, memory.quarantineDropped)
    try update.bind(10, times.held.count)
    try update.bind(11, times.held.within(0.99).microseconds)
    try update.bind(12, times.held.worst.microseconds)
    try update.run()
  }
}

extension OwnerMemory {
  /// Adds up anew, from the readings, the minutes that a process which ended had not written, and the stale
  /// ones are remembered for maintenance.
  ///
  /// After it every minute but those is in the table.
  mutating func rebuildRollups(_ db: Database) throws {
    let indices = Dictionary(uniqueKeysWithValues: zip(sensorRefs, sensorRefs.indices))
    let stale = try RawStatement(db, "SELECT minute, sensor FROM rollup_stale")
    while try stale.next() {
      if let sensor = indices[stale.int(1)] { rollups.markStale(sensor: sensor, minute: stale.int(0)) }
    }
    let floor = try Int64.fetchOne(db, sql: "SELECT rollup_floor FROM state") ?? RollupBook.settled
    guard floor != RollupBook.settled else { return }
    var sums: [Int64: [Int64: MinuteSum]] = [:]
    try OwnerMemory.eachCharted(from: floor, before: nil, db) { ref, minute, value in
      sums[ref, default: [:]][minute, default: .none].add(value)
    }
    try db.inTransaction(.immediate) {
      for (ref, minutes) in sums {
        for (minute, sum) in minutes { try OwnerMemory.replace(sum, sensor: ref, minute: minute, db) }
      }
      change += 1
      rollupChange = change
      try db.execute(
        sql: "UPDATE state SET rollup_floor = ?, change = ?, rollup_change = ?",
        arguments: [RollupBook.settled, change, rollupChange])
      return .commit
    }
  }

  /// Calls `body` with (sensor's number, minute, value) of every reading that counts in roll-ups, by time.
  static func eachCharted(
    from minute: Int64, before end: Int64?, _ db: Database, _ body: (Int64, Int64, Double) -> Void
  ) throws {
    let rows = try RawStatement(
      db, "SELECT sensor, measured, value FROM reading WHERE measured >= ? AND measured < ? AND quality <= 1")
    try rows.bind(1, minute * 60_000)
    try rows.bind(2, end.map { $0 * 60_000 } ?? Int64.max)
    while try rows.next() { body(rows.int(0), RollupBook.minute(rows.int(1)), rows.double(2)) }
  }

  /// Makes a minute's row what it should be; without a sum there is none.
  static func replace(_ sum: MinuteSum?, sensor: Int64, minute: Int64, _ db: Database) throws {
    guard let sum else {
      let delete = try RawStatement(db, "DELETE FROM rollup WHERE sensor = ? AND minute = ?")
      try delete.bind(1, sensor)
      try delete.bind(2, minute)
      try delete.run()
      return
    }
    let replace = try RawStatement(
      db,
      """
      INSERT INTO rollup (sensor, minute, minimum, maximum, sum, count) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (sensor, minute) DO UPDATE SET minimum = excluded.minimum, maximum = excluded.maximum,
          sum = excluded.sum, count = excluded.count
      """)
    try replace.bindMinute(sum, sensor: sensor, minute: minute)
    try replace.run()
  }
}

extension RawStatement {
  func bindMinute(_ sum: MinuteSum, sensor: Int64, minute: Int64) throws {
    try bind(1, sensor)
    try bind(2, minute)
    try bind(3, sum.minimum)
    try bind(4, sum.maximum)
    try bind(5, sum.sum)
    try bind(6, sum.count)
  }
}
