internal import CitySafety
internal import GRDB
internal import Operations

extension StoreOwner {
  /// Times that the schema takes: years 1 to 9999.
  private static let possibleTimes: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  /// Whether a value counts in roll-ups and charts: good ones and those their source marked.
  @inline(__always)
  static func isCharted(_ quality: Quality) -> Bool { quality == .good || quality == .marked }

  /// Writes readings until the budget is used, with what came of each piece, and the latest value of each
  /// sensor among them.
  func write(
    readings: ArraySlice<Reading>, within budget: LockBudget, into report: inout CommitReport, _ db: Database,
    following: (Int) throws -> Void
  ) throws {
    guard !readings.isEmpty else { return }
    let insert = try RawStatement(
      db,
      """
      INSERT INTO reading (measured, sensor, value, quality, source, lag) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (measured, sensor) DO NOTHING
      """)
    var position = readings.startIndex
    while position < readings.endIndex {
      let end = min(readings.endIndex, position + policy.readingsPerLook)
      if memory.rollups.waiting.count + end - position > policy.waitingMinutes {
        try writeMinutes(memory.rollups.takeWaiting(end - position), db)
      }
      for reading in readings[position..<end] { try write(reading, with: insert, into: &report, db) }
      try writeLateMinutes(db)
      position = end
      try following(position - readings.startIndex)
      // The latest values are written at the end, each for about as much as a reading.
      let pace = budget.used / (position - readings.startIndex)
      if budget.used + pace * memory.touched.count >= budget.limit { break }
    }
    report.taken = position - readings.startIndex
    try writeLatest(db)
    memory.readings += Int64(report.inserted)
    memory.revisions += Int64(report.revised)
  }

  @inline(__always)
  private func write(
    _ given: Reading, with insert: RawStatement, into report: inout CommitReport, _ db: Database
  ) throws {
    let sensor = Int(given.sensor.value)
    guard memory.sensorRefs.indices.contains(sensor),
      memory.sourceRefs.indices.contains(Int(given.source.value)),
      StoreOwner.possibleTimes.contains(given.measured.milliseconds),
      StoreOwner.possibleTimes.contains(given.arrived.milliseconds)
    else {
      report.refused += 1
      return
    }
    var reading = given
    if reading.quality == .missing || !reading.value.isFinite {
      // What is no number is missing, whatever came with it.
      reading.quality = .missing
      reading.value = .nan
    }
    if isLatest(reading, of: sensor) {
      report.repeated += 1
      return
    }
    try insert.bind(1, reading.measured.milliseconds)
    try insert.bind(2, memory.sensorRefs[sensor])
    try insert.bind(3, reading.value)
    try insert.bind(4, Int64(reading.quality.rawValue))
    try insert.bind(5, memory.sourceRefs[Int(reading.source.value)])
    try insert.bind(6, (reading.arrived - reading.measured).milliseconds)
    if try insert.run() == 1 {
      report.inserted += 1
      note(reading, sensor: sensor, revisions: 0)
      if StoreOwner.isCharted(reading.quality) {
        memory.rollups.add(
          sensor: sensor, minute: RollupBook.minute(reading.measured.milliseconds), value: reading.value)
      }
    } else {
      try revise(reading, sensor: sensor, into: &report, db)
    }
  }

  /// Whether it is the sensor's latest value come once more: most sources repeat theirs until they have a
  /// newer.
  @inline(__always)
  private func isLatest(_ reading: Reading, of sensor: Int) -> Bool {
    guard let latest = memory.latest[sensor] else { return false }
    return latest.measured == reading.measured && latest.quality == reading.quality
      && (latest.value == reading.value || reading.quality == .missing)
  }

  /// A reading of this sensor and time is there: the same is a repeat, another replaces it and is counted.
  private func revise(
    _ reading: Reading, sensor: Int, into report: inout CommitReport, _ db: Database
  ) throws {
    let measured = reading.measured.milliseconds
    let old = try RawStatement(
      db, "SELECT value, quality, revision FROM reading WHERE measured = ? AND sensor = ?")
    try old.bind(1, measured)
    try old.bind(2, memory.sensorRefs[sensor])
    guard try old.next() else { throw StoreFailure(.corrupt, "reading") }
    let (value, quality, revision) = (old.double(0), Quality(rawValue: UInt8(old.int(1))), old.int(2))
    old.reset()
    if quality == reading.quality && (value == reading.value || reading.quality == .missing) {
      report.repeated += 1
      return
    }
    let update = try RawStatement(
      db,
      """
      UPDATE reading SET value = ?, quality = ?, source = ?, lag = ?, revision = revision + 1
        WHERE measured = ? AND sensor = ?
      """)
    try update.bind(1, reading.value)
    try update.bind(2, Int64(reading.quality.rawValue))
    try update.bind(3, memory.sourceRefs[Int(reading.source.value)])
    try update.bind(4, (reading.arrived - reading.measured).milliseconds)
    try update.bind(5, measured)
    try update.bind(6, memory.sensorRefs[sensor])
    try update.run()
    report.revised += 1
    note(reading, sensor: sensor, revisions: Int32(clamping: revision + 1))
    let wasCharted = quality.map(StoreOwner.isCharted) ?? false
    if wasCharted || StoreOwner.isCharted(reading.quality) {
      try markStale(sensor: sensor, minute: RollupBook.minute(measured), db)
    }
  }

  private func markStale(sensor: Int, minute: Int64, _ db: Database) throws {
    memory.rollups.markStale(sensor: sensor, minute: minute)
    let insert = try RawStatement(
      db, "INSERT INTO rollup_stale (minute, sensor) VALUES (?, ?) ON CONFLICT DO NOTHING")
    try insert.bind(1, minute)
    try insert.bind(2, memory.sensorRefs[sensor])
    try insert.run()
  }

  /// Makes a reading its sensor's latest value, unless that is measured later.
  ///
  /// A reading from the future stands only where there is no other: one station with a wrong clock would
  /// otherwise hide its true values until that time comes.
  @inline(__always)
  private func note(_ reading: Reading, sensor: Int, revisions: Int32) {
    if let latest = memory.latest[sensor] {
      let wasFuture = latest.quality == .fromFuture
      let isFuture = reading.quality == .fromFuture
      if wasFuture == isFuture {
        if reading.measured < latest.measured { return }
      } else if isFuture && reading.measured != latest.measured {
        return
      }
    }
    memory.latest[sensor] = LatestValue(
      measured: reading.measured, arrived: reading.arrived, value: reading.value, quality: reading.quality,
      revisions: revisions)
    if !memory.isTouched[sensor] {
      memory.isTouched[sensor] = true
      memory.touched.append(Int32(sensor))
    }
  }

  private func writeLatest(_ db: Database) throws {
    let upsert = try RawStatement(
      db,
      """
      INSERT INTO latest (sensor, measured, lag, value, quality, revisions, change)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (sensor) DO UPDATE SET measured = excluded.measured, lag = excluded.lag,
          value = excluded.value, quality = excluded.quality, revisions = excluded.revisions,
          change = excluded.change
      """)
    for sensor in memory.touched {
      memory.isTouched[Int(sensor)] = false
      guard let value = memory.latest[Int(sensor)] else { continue }
      try upsert.bind(1, memory.sensorRefs[Int(sensor)])
      try upsert.bind(2, value.measured.milliseconds)
      try upsert.bind(3, (value.arrived - value.measured).milliseconds)
      try upsert.bind(4, value.value)
      try upsert.bind(5, Int64(value.quality.rawValue))
      try upsert.bind(6, Int64(value.revisions))
      try upsert.bind(7, memory.change)
      try upsert.run()
    }
    memory.touched.removeAll(keepingCapacity: true)
  }
}
