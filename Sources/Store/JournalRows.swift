internal import Alarms
internal import CitySafety
internal import GRDB
internal import Operations

extension StoreOwner {
  /// References of one received warning that are indexed for timelines; those after it are not.
  private static let referenceLimit = 16

  /// Appends entries to the journal; their sequence must follow without a gap.
  func append(_ entries: [JournalEntry], _ db: Database) throws {
    guard !entries.isEmpty else { return }
    let insert = try RawStatement(
      db, "INSERT INTO journal (sequence, at, kind, body, hash) VALUES (?, ?, ?, ?, ?)")
    var body: [UInt8] = []
    for entry in entries {
      guard entry.sequence == memory.anchor.sequence + 1 else {
        throw StoreFailure(.refused, "journal \(entry.sequence) after \(memory.anchor.sequence)")
      }
      body.removeAll(keepingCapacity: true)
      EventCoding.encode(entry.event, into: &body)
      let hash = body.withUnsafeBytes {
        JournalChain.hash(
          after: memory.link, sequence: entry.sequence, at: entry.at.milliseconds, body: $0)
      }
      try insert.bind(1, entry.sequence)
      try insert.bind(2, entry.at.milliseconds)
      try insert.bind(3, JournalEntry.kind(ofBody: body))
      try insert.bind(4, blob: body)
      try insert.bind(5, blob: hash.bytes)
      try insert.run()
      memory.anchor = Anchor(sequence: entry.sequence, hash: hash)
      memory.link = hash
      try index(entry, db)
    }
  }

  /// Writes what follows from an entry beside the alarms: its place in timelines, a source's journalled
  /// state, a received warning.
  private func index(_ entry: JournalEntry, _ db: Database) throws {
    switch entry.event {
    case .condition(let condition): try index(entry.sequence, key: condition.key, db)
    case .timer(let id, _): try index(entry.sequence, id: id, db)
    case .escalated(let notice): try index(entry.sequence, id: notice.alarm, db)
    case .command(let command):
      for target in command.targets { try index(entry.sequence, id: target.alarm, db) }
    case .design(let id, _, _): try index(entry.sequence, id: id, db)
    case .undone(let undo):
      for alarm in undo.alarms { try index(entry.sequence, id: alarm.id, db) }
    case .source(let id, _, _, let state, _, _):
      let upsert = try RawStatement(
        db,
        """
        INSERT INTO journal_source (id, state) VALUES (?, ?)
          ON CONFLICT (id) DO UPDATE SET state = excluded.state
        """
      )
      try upsert.bind(1, id)
      try upsert.bind(2, Int64(state.rawValue))
      try upsert.run()
      try index(entry.sequence, key: .sourceLost(source: id), db)
    case .warningReceived(let warning):
      try write(warning, db)
      try index(entry.sequence, key: .warning(identifier: warning.identifier), db)
      for reference in warning.references.prefix(StoreOwner.referenceLimit) {
        try index(entry.sequence, key: .warning(identifier: reference), db)
      }
    case .duty(let command):
      try write(command, entry, db)
      try write(timeline: entry, db)
    case .task, .warningExpired: try write(timeline: entry, db)
    case .ownerStarted, .ownerStopped, .signedIn, .signedOut, .clockStepped, .policy, .rules, .flood,
      .escalationsTold, .teamReports, .remark, .policyFor, .reportsDue:
      break
    }
  }

  /// An alarm that does not exist, such as a refused command's, has no timeline.
  private func index(_ sequence: Int64, id: AlarmID, _ db: Database) throws {
    let insert = try RawStatement(
      db,
      """
      INSERT INTO journal_alarm (sequence, alarm) SELECT ?, id FROM alarm WHERE id = ?
        ON CONFLICT DO NOTHING
      """)
    try insert.bind(1, sequence)
    try insert.bind(2, id.value)
    try insert.run()
  }

  private func index(_ sequence: Int64, key: AlarmKey, _ db: Database) throws {
    let insert = try RawStatement(
      db,
      """
      INSERT INTO journal_alarm (sequence, alarm) SELECT ?, id FROM alarm WHERE key = ?
        ON CONFLICT DO NOTHING
      """)
    try insert.bind(1, sequence)
    try insert.bind(2, key.text)
    try insert.run()
  }

  private func write(_ warning: ReceivedWarning, _ db: Database) throws {
    var body: [UInt8] = []
    WarningCoding.encode(warning, into: &body)
    let upsert = try RawStatement(
      db,
      """
      INSERT INTO warning (identifier, sent, body) VALUES (?, ?, ?)
        ON CONFLICT (identifier) DO UPDATE SET sent = excluded.sent, body = excluded.body
      """)
    try upsert.bind(1, warning.identifier)
    try upsert.bind(2, warning.sent.milliseconds)
    try upsert.bind(3, blob: body)
    try upsert.run()
    memory.warningChange = memory.change
    // The same bound and order as the state's own memory, so that both hold the same warnings.
    let trim = try RawStatement(
      db,
      """
      DELETE FROM warning WHERE identifier IN (
        SELECT identifier FROM warning ORDER BY sent, identifier
          LIMIT max(0, (SELECT count(*) FROM warning) - ?))
      """)
    try trim.bind(1, policy.warningRows)
    try trim.run()
  }
}

extension JournalEntry {
  /// The tag in an encoded event, which follows its version byte.
  static func kind(ofBody body: [UInt8]) -> Int64 {
    body.count > 1 ? Int64(body[1]) : 0
  }
}
