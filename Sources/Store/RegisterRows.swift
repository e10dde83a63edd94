internal import CitySafety
internal import GRDB
internal import Operations

extension StoreOwner {
  /// An older report of an earthquake never replaces a newer one.
  func write(earthquakes: [Earthquake], _ db: Database) throws {
    guard !earthquakes.isEmpty else { return }
    let upsert = try RawStatement(
      db,
      """
      INSERT INTO earthquake (identifier, origin, updated, body) VALUES (?, ?, ?, ?)
        ON CONFLICT (identifier) DO UPDATE SET origin = excluded.origin, updated = excluded.updated,
          body = excluded.body WHERE excluded.updated >= updated AND body <> excluded.body
      """)
    for quake in earthquakes {
      var body: [UInt8] = []
      EarthquakeCoding.encode(quake, into: &body)
      try upsert.bind(1, quake.identifier)
      try upsert.bind(2, quake.origin.milliseconds)
      try upsert.bind(3, quake.updated.milliseconds)
      try upsert.bind(4, blob: body)
      if try upsert.run() > 0 { memory.earthquakeChange = memory.change }
    }
  }

  /// Numbers that cannot be are written as zero: a source's mistake must not stop its readings.
  func write(sources: [SourceReport], _ db: Database) throws {
    guard !sources.isEmpty else { return }
    let upsert = try RawStatement(
      db,
      """
      INSERT INTO source_health (source, state, last_attempt, last_success, next_attempt, failures,
          failure_zh, failure_en, duration, rows, quarantined) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (source) DO UPDATE SET state = excluded.state, last_attempt = excluded.last_attempt,
          last_success = excluded.last_success, next_attempt = excluded.next_attempt,
          failures = excluded.failures, failure_zh = excluded.failure_zh, failure_en = excluded.failure_en,
          duration = excluded.duration, rows = excluded.rows, quarantined = excluded.quarantined
      """)
    for report in sources {
      let health = report.health
      try upsert.bind(1, try ref(report.source))
      try upsert.bind(2, Int64(health.state.rawValue))
      try upsert.bind(3, health.lastAttempt?.milliseconds)
      try upsert.bind(4, health.lastSuccess?.milliseconds)
      try upsert.bind(5, health.nextAttempt?.milliseconds)
      try upsert.bind(6, max(0, health.failures))
      try upsert.bind(7, health.failure.zh)
      try upsert.bind(8, health.failure.en)
      try upsert.bind(9, max(0, health.duration.milliseconds))
      try upsert.bind(10, max(0, health.rows))
      try upsert.bind(11, max(0, health.quarantined))
      try upsert.run()
    }
  }

  private func ref(_ source: SourceIndex) throws -> Int64 {
    guard memory.sourceRefs.indices.contains(Int(source.value)) else {
      throw StoreFailure(.refused, "source \(source.value)")
    }
    return memory.sourceRefs[Int(source.value)]
  }

  /// Adds rows to quarantine and drops the oldest beyond its bounds at once.
  func write(quarantine rows: [QuarantineRow], _ db: Database) throws {
    guard !rows.isEmpty else { return }
    let insert = try RawStatement(
      db,
      """
      INSERT INTO quarantine (source, at, reason, offset, detail_zh, detail_en, bytes)
        VALUES (?, ?, ?, ?, ?, ?, ?)
      """)
    for row in rows {
      let bytes = Array(row.bytes.prefix(QuarantineRow.byteLimit))
      try insert.bind(1, try ref(row.source))
      try insert.bind(2, row.at.milliseconds)
      try insert.bind(3, row.reason.isEmpty ? "unknown" : String(row.reason.prefix(64)))
      try insert.bind(4, max(0, row.offset))
      try insert.bind(5, row.detail.zh)
      try insert.bind(6, row.detail.en)
      try insert.bind(7, blob: bytes)
      try insert.run()
      memory.quarantineRows += 1
      memory.quarantineBytes += Int64(bytes.count)
    }
    try trimQuarantine(db)
  }

  private func trimQuarantine(_ db: Database) throws {
    while memory.quarantineRows > policy.quarantineRows || memory.quarantineBytes > policy.quarantineBytes {
      let oldest = try RawStatement(db, "SELECT id, length(bytes) FROM quarantine ORDER BY id LIMIT 1")
      guard try oldest.next() else { return }
      let (id, size) = (oldest.int(0), oldest.int(1))
      oldest.reset()
      let delete = try RawStatement(db, "DELETE FROM quarantine WHERE id = ?")
      try delete.bind(1, id)
      try delete.run()
      memory.quarantineRows -= 1
      memory.quarantineBytes -= size
      memory.quarantineDropped += 1
    }
  }

  func write(marks: [SourceMark], files: [RememberedFile], _ db: Database) throws {
    // A name that is none, or a mark too long to be one, is not remembered: the next poll asks anew.
    for mark in marks where !mark.name.isEmpty && mark.value.count <= SourceMark.valueLimit {
      let upsert = try RawStatement(
        db,
        """
        INSERT INTO source_mark (source, name, value) VALUES (?, ?, ?)
          ON CONFLICT (source, name) DO UPDATE SET value = excluded.value
        """)
      try upsert.bind(1, try ref(mark.source))
      try upsert.bind(2, mark.name)
      try upsert.bind(3, mark.value)
      try upsert.run()
    }
    for file in files where !file.name.isEmpty {
      let upsert = try RawStatement(
        db,
        """
        INSERT INTO remembered_file (source, name, size, modified) VALUES (?, ?, ?, ?)
          ON CONFLICT (source, name) DO UPDATE SET size = excluded.size, modified = excluded.modified
        """)
      try upsert.bind(1, try ref(file.source))
      try upsert.bind(2, file.name)
      try upsert.bind(3, max(0, file.size))
      try upsert.bind(4, file.modified)
      try upsert.run()
    }
  }
}
