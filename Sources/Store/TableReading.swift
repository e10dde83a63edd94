internal import Alarms
internal import CitySafety
internal import GRDB
internal import Operations

/// Reads tables into the values of the core.
///
/// A row that does not decode is a damaged store, not a row to skip.
enum TableReading {
  /// Kibibytes of pages kept while a table is read from end to end.
  private static let passingCache = 256

  /// Reads a table from end to end with few pages in the cache.
  ///
  /// None of them is needed twice; and among what is made of the rows, to stay, they would leave holes when they go.
  static func passing<Value>(_ db: Database, _ body: () throws -> Value) throws -> Value {
    let usual = try Int.fetchOne(db, sql: "PRAGMA cache_size") ?? 0
    try db.execute(sql: "PRAGMA cache_size = -\(passingCache)")
    defer { try? db.execute(sql: "PRAGMA cache_size = \(usual)") }
    return try body()
  }

  /// Every alarm record by number.
  static func alarms(_ db: Database) throws -> [Alarm] {
    try decode(try RawStatement(db, "SELECT body FROM alarm ORDER BY id"), AlarmCoding.decode)
  }

  /// Every alarm record, one after another, so that only the packed ones take memory.
  static func book(_ db: Database) throws -> AlarmBook {
    let rows = try RawStatement(db, "SELECT body FROM alarm ORDER BY id")
    var book = AlarmBook()
    while try rows.next() { book.restore(try rows.withBlob(0) { try AlarmCoding.decode($0) }) }
    return book
  }

  /// The open alarms.
  static func openRows(in lookup: SiteLookup, _ db: Database) throws -> [AlarmRow] {
    try rows(of: try RawStatement(db, "SELECT body FROM alarm WHERE open = 1 ORDER BY id"), lookup)
  }

  /// Alarms, open or not, that changed after a commit.
  static func rows(
    changedAfter change: Int64, in lookup: SiteLookup, _ db: Database
  ) throws -> [AlarmRow] {
    let statement = try RawStatement(db, "SELECT body FROM alarm WHERE change > ?")
    try statement.bind(1, change)
    return try rows(of: statement, lookup)
  }

  private static func rows(of statement: RawStatement, _ lookup: SiteLookup) throws -> [AlarmRow] {
    try decode(statement) { (body) throws(CodingFailure) in
      AlarmRow(try AlarmCoding.decode(body), in: lookup)
    }
  }

  /// Alarms that are over, those that changed last first.
  static func closed(limit: Int, _ db: Database) throws -> [Alarm] {
    let rows = try RawStatement(
      db, "SELECT body FROM alarm WHERE open = 0 AND occurrence > 0 ORDER BY change DESC, id DESC LIMIT ?")
    try rows.bind(1, limit)
    return try decode(rows, AlarmCoding.decode)
  }

  /// The duty state; that of a new store when none was written yet.
  static func duty(_ db: Database) throws -> DutyState {
    let row = try RawStatement(db, "SELECT body FROM duty")
    guard try row.next() else { return DutyState() }
    defer { row.reset() }
    return try row.withBlob(0) { try DutyCoding.decode($0) }
  }

  /// The rules as the journal knows them, where they changed after `change`; `nil` where they did not.
  static func rules(after change: Int64 = -1, _ db: Database) throws -> RuleBook? {
    let row = try RawStatement(db, "SELECT body FROM rules WHERE change > ?")
    try row.bind(1, change)
    guard try row.next() else { return nil }
    defer { row.reset() }
    return try row.withBlob(0) { try RuleCoding.decode($0) }
  }

  /// Received warnings, those sent last first.
  static func warnings(limit: Int, _ db: Database) throws -> [ReceivedWarning] {
    let rows = try RawStatement(db, "SELECT body FROM warning ORDER BY sent DESC, identifier DESC LIMIT ?")
    try rows.bind(1, limit)
    return try decode(rows, WarningCoding.decode)
  }

  /// Earthquakes, the latest origin first.
  static func earthquakes(limit: Int, _ db: Database) throws -> [Earthquake] {
    let rows = try RawStatement(
      db, "SELECT body FROM earthquake ORDER BY origin DESC, identifier DESC LIMIT ?")
    try rows.bind(1, limit)
    return try decode(rows, EarthquakeCoding.decode)
  }

  static func decode<Value>(
    _ rows: RawStatement, _ decode: (UnsafeRawBufferPointer) throws(CodingFailure) -> Value
  ) throws -> [Value] {
    var values: [Value] = []
    while try rows.next() { values.append(try rows.withBlob(0) { try decode($0) }) }
    return values
  }

  /// The journalled state of each source, by id.
  static func sourceStates(_ db: Database) throws -> [String: SourceState] {
    let rows = try RawStatement(db, "SELECT id, state FROM journal_source")
    var states: [String: SourceState] = [:]
    while try rows.next() {
      states[rows.text(0)] = SourceState(rawValue: UInt8(truncatingIfNeeded: rows.int(1)))
    }
    return states
  }

  /// Latest values in the order of `refs`; a ref of 0 is a sensor that the store does not know.
  static func latest(refs: [Int64], _ db: Database) throws -> ContiguousArray<LatestValue?> {
    var latest = ContiguousArray<LatestValue?>(repeating: nil, count: refs.count)
    let positions = positions(of: refs)
    let rows = try RawStatement(db, "SELECT sensor, measured, lag, value, quality, revisions FROM latest")
    while try rows.next() {
      if let position = positions[rows.int(0)] { latest[position] = latestValue(rows) }
    }
    return latest
  }

  static func positions(of refs: [Int64]) -> [Int64: Int] {
    var positions: [Int64: Int] = [:]
    positions.reserveCapacity(refs.count)
    for (position, ref) in refs.enumerated() where ref != 0 { positions[ref] = position }
    return positions
  }

  /// Reads columns 1 to 5: measured, lag, value, quality, revisions.
  static func latestValue(_ rows: RawStatement) -> LatestValue {
    let measured = Instant(milliseconds: rows.int(1))
    return LatestValue(
      measured: measured, arrived: measured + .milliseconds(rows.int(2)), value: rows.double(3),
      quality: Quality(rawValue: UInt8(truncatingIfNeeded: rows.int(4))) ?? .missing,
      revisions: Int32(clamping: rows.int(5)))
  }

  /// Health by position in the site.
  static func sources(site: Site, _ db: Database) throws -> [SourceHealth] {
    let positions = try sourcePositions(site: site, db)
    var sources = [SourceHealth](repeating: SourceHealth(), count: site.sources.count)
    let rows = try RawStatement(
      db,
      """
      SELECT source, state, last_attempt, last_success, next_attempt, failures, failure_zh, failure_en,
        duration, rows, quarantined FROM source_health
      """)
    while try rows.next() {
      guard let position = positions[rows.int(0)] else { continue }
      sources[position] = SourceHealth(
        state: SourceState(rawValue: UInt8(truncatingIfNeeded: rows.int(1))) ?? .unknown,
        lastAttempt: rows.optionalInt(2).map(Instant.init(milliseconds:)),
        lastSuccess: rows.optionalInt(3).map(Instant.init(milliseconds:)),
        nextAttempt: rows.optionalInt(4).map(Instant.init(milliseconds:)), failures: Int(rows.int(5)),
        failure: Bilingual(zh: rows.text(6), en: rows.text(7)), duration: .milliseconds(rows.int(8)),
        rows: Int(rows.int(9)), quarantined: rows.int(10))
    }
    return sources
  }

  private static func sourcePositions(site: Site, _ db: Database) throws -> [Int64: Int] {
    let refs = try OwnerMemory.refs(of: "source", db)
    return positions(of: site.sources.map { refs[$0.id] ?? 0 })
  }

  static func marks(site: Site, _ db: Database) throws -> [SourceMark] {
    let positions = try sourcePositions(site: site, db)
    let rows = try RawStatement(db, "SELECT source, name, value FROM source_mark")
    var marks: [SourceMark] = []
    while try rows.next() {
      guard let position = positions[rows.int(0)] else { continue }
      marks.append(SourceMark(source: SourceIndex(position), name: rows.text(1), value: rows.text(2)))
    }
    return marks
  }

  static func files(site: Site, _ db: Database) throws -> [RememberedFile] {
    let positions = try sourcePositions(site: site, db)
    let rows = try RawStatement(db, "SELECT source, name, size, modified FROM remembered_file ORDER BY id")
    var files: [RememberedFile] = []
    while try rows.next() {
      guard let position = positions[rows.int(0)] else { continue }
      files.append(
        RememberedFile(
          source: SourceIndex(position), name: rows.text(1), size: rows.int(2),
          modified: rows.int(3)))
    }
    return files
  }

  /// Journal entries of a query that gives sequence, time and body.
  static func entries(_ rows: RawStatement) throws -> [JournalEntry] {
    var entries: [JournalEntry] = []
    while try rows.next() {
      let event = try rows.withBlob(2) { try EventCoding.decode($0) }
      entries.append(
        JournalEntry(sequence: rows.int(0), at: Instant(milliseconds: rows.int(1)), event: event))
    }
    return entries
  }
}
