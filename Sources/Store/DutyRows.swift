internal import CitySafety
internal import GRDB
public import Operations

/// What requests on duty change beside the state: the shift log, the signed handovers, and messages that leave again.
extension StoreOwner {
  /// Keeps an entry of the shift log under the next number, marks one done, or lets a message wait once more.
  func write(_ command: DutyCommand, _ entry: JournalEntry, _ db: Database) throws {
    switch command.action {
    case .log(let written):
      let last = try RawStatement(db, "SELECT max(number) FROM shift_log")
      let number = try last.next() ? (last.optionalInt(0) ?? 0) + 1 : 1
      last.reset()
      let recorded = RecordedEntry(
        number: number, entry: written, recorder: command.actor, recordedAt: entry.at)
      let insert = try RawStatement(
        db, "INSERT INTO shift_log (number, sequence, at, body) VALUES (?, ?, ?, ?)")
      try insert.bind(1, number)
      try insert.bind(2, entry.sequence)
      try insert.bind(3, entry.at.milliseconds)
      try insert.bind(4, blob: bytes(of: recorded))
      try insert.run()
    case .finish(let number):
      guard var recorded = try StoreReader.logEntries("WHERE number = ?", number, limit: 1, db).first else {
        return
      }
      recorded.done = Signature(actor: command.actor, at: entry.at)
      let update = try RawStatement(db, "UPDATE shift_log SET body = ? WHERE number = ?")
      try update.bind(1, blob: bytes(of: recorded))
      try update.bind(2, number)
      try update.run()
    case .resend(let key): try resend(key, db)
    default: break
    }
  }

  private func bytes(of entry: RecordedEntry) -> [UInt8] {
    var bytes: [UInt8] = []
    HandoverRecordCoding.encode(entry, into: &bytes)
    return bytes
  }

  /// Keeps signed handovers with the hash of the entry that signed them.
  func write(handovers: [HandoverRecord], _ db: Database) throws {
    for record in handovers {
      var body: [UInt8] = []
      HandoverRecordCoding.encode(record, into: &body)
      let insert = try RawStatement(
        db,
        """
        INSERT INTO handover (number, sequence, at, hash, body)
          SELECT ?, sequence, at, hash, ? FROM journal WHERE sequence = ?
        """)
      try insert.bind(1, record.signed.number)
      try insert.bind(2, blob: body)
      try insert.bind(3, record.sequence)
      try insert.run()
    }
  }

  /// The newest entries of the shift log, oldest first.
  public func log() throws(StoreFailure) -> [RecordedEntry] {
    try reading { db in
      try StoreReader.logEntries("WHERE number > ?", 0, limit: StoreReader.logLimit, db).reversed()
    }
  }

  /// A kept handover with its anchor.
  public func handover(_ number: Int64) throws(StoreFailure) -> KeptHandover? {
    try reading { db in try KeptHandover.read("WHERE number = ?", number, db) }
  }
}

/// A signed handover and the journal's anchor at its last signature.
public struct KeptHandover: Sendable {
  public var record: HandoverRecord
  public var anchor: Anchor

  static func read(_ condition: String, _ number: Int64, _ db: Database) throws -> KeptHandover? {
    let row = try RawStatement(
      db, "SELECT sequence, hash, body FROM handover " + condition + " ORDER BY number DESC LIMIT 1")
    try row.bind(1, number)
    guard try row.next() else { return nil }
    defer { row.reset() }
    guard let hash = Digest(bytes: row.blob(1)) else { throw StoreFailure(.corrupt, "handover") }
    return KeptHandover(
      record: try row.withBlob(2) { try HandoverRecordCoding.decode($0) },
      anchor: Anchor(sequence: row.int(0), hash: hash))
  }
}

extension StoreReader {
  /// Entries of the shift log that a view or a print shows.
  public static let logLimit = 500

  /// The newest entries of the shift log, newest first.
  public func log(limit: Int = StoreReader.logLimit) throws(StoreFailure) -> [RecordedEntry] {
    try reading { db in try StoreReader.logEntries("WHERE number > ?", 0, limit: limit, db) }
  }

  static func logEntries(
    _ condition: String, _ number: Int64, limit: Int, _ db: Database
  ) throws -> [RecordedEntry] {
    let rows = try RawStatement(
      db, "SELECT body FROM shift_log " + condition + " ORDER BY number DESC LIMIT ?")
    try rows.bind(1, number)
    try rows.bind(2, limit)
    var entries: [RecordedEntry] = []
    while try rows.next() {
      entries.append(try rows.withBlob(0) { try HandoverRecordCoding.decodeEntry($0) })
    }
    return entries
  }
}

extension StoreTools {
  /// The handover with a number, or the last one that was signed.
  public static func handover(_ path: String, number: Int64?) throws(StoreFailure) -> KeptHandover? {
    try reading(path) { db in
      try KeptHandover.read(number == nil ? "WHERE number > ?" : "WHERE number = ?", number ?? 0, db)
    }
  }

  /// The newest `StoreReader.logLimit` entries of the shift log, oldest first.
  public static func log(_ path: String) throws(StoreFailure) -> [RecordedEntry] {
    try reading(path) { db in
      try StoreReader.logEntries("WHERE number > ?", 0, limit: StoreReader.logLimit, db).reversed()
    }
  }
}
