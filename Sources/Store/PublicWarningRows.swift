public import CityDispatch
public import CitySafety
internal import GRDB
internal import Operations

/// Authored warnings with their versions.
extension StoreOwner {
  /// Writes warnings as they now are.
  func write(warnings: [PublicWarning], _ db: Database) throws {
    guard !warnings.isEmpty else { return }
    let row = try RawStatement(
      db,
      """
      INSERT INTO public_warning (id, open, sent, revision, change, body) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET open = excluded.open, sent = excluded.sent, revision = excluded.revision,
          change = excluded.change, body = excluded.body
      """)
    for warning in warnings {
      var body: [UInt8] = []
      PublicWarningCoding.encode(warning, into: &body)
      try row.bind(1, warning.id.value)
      try row.bind(2, warning.state.isOver ? 0 : 1)
      try row.bind(3, warning.messages.last?.sent.milliseconds)
      try row.bind(4, warning.revision)
      try row.bind(5, memory.change)
      try row.bind(6, blob: body)
      try row.run()
    }
  }

  /// The incident that a warning was drafted from.
  func incident(of warning: PublicWarningID, _ db: Database) throws -> IncidentID? {
    let row = try RawStatement(db, "SELECT body FROM public_warning WHERE id = ?")
    try row.bind(1, warning.value)
    return try TableReading.decode(row, PublicWarningCoding.decode).first?.incident
  }

  /// The messages that went out last, newest first.
  public func issuedWarnings(limit: Int) throws(StoreFailure) -> [IssuedWarning] {
    try reading { db in try TableReading.issuedWarnings(limit: limit, db) }
  }
}

extension TableReading {
  /// The messages that went out last, newest first.
  ///
  /// A warning's last message is its newest, so that the newest `limit` warnings hold the newest `limit` messages.
  static func issuedWarnings(limit: Int, _ db: Database) throws -> [IssuedWarning] {
    let rows = try RawStatement(
      db, "SELECT body FROM public_warning WHERE sent IS NOT NULL ORDER BY sent DESC LIMIT ?")
    try rows.bind(1, limit)
    let messages = try decode(rows, PublicWarningCoding.decode).flatMap(\.messages)
    return Array(messages.sorted { $0.sent > $1.sent }.prefix(limit))
  }

  /// The authored warnings that are not over, with the last number and time of issue.
  static func publicWarnings(_ db: Database) throws -> PublicWarningBook {
    let open = try decode(
      try RawStatement(db, "SELECT body FROM public_warning WHERE open = 1 ORDER BY id"),
      PublicWarningCoding.decode)
    let last = try RawStatement(db, "SELECT max(id), max(sent) FROM public_warning")
    guard try last.next() else { return PublicWarningBook(warnings: open) }
    defer { last.reset() }
    return PublicWarningBook(
      warnings: open, last: PublicWarningID(last.optionalInt(0) ?? 0),
      lastSent: Instant(milliseconds: last.optionalInt(1) ?? 0))
  }

  /// What a seat shows and has not read yet: the warnings that changed after a commit, or with one before the first
  /// those that are not over and those that were over last.
  static func shownWarnings(after change: Int64, _ db: Database) throws -> [PublicWarning] {
    guard change < 0 else {
      let rows = try RawStatement(db, "SELECT body FROM public_warning WHERE change > ?")
      try rows.bind(1, change)
      return try decode(rows, PublicWarningCoding.decode)
    }
    let rows = try RawStatement(
      db,
      """
      SELECT body FROM public_warning WHERE open = 1 OR id IN
        (SELECT id FROM public_warning WHERE open = 0 ORDER BY id DESC LIMIT \(PublicWarningTable.overLimit))
      """)
    return try decode(rows, PublicWarningCoding.decode)
  }
}

extension StoreTools {
  /// Every authored warning, oldest first; with a number only that one.
  public static func publicWarnings(
    _ path: String, number: Int64? = nil
  ) throws(StoreFailure) -> [PublicWarning] {
    try reading(path) { db in
      let rows = try RawStatement(db, "SELECT body FROM public_warning WHERE ?1 = 0 OR id = ?1 ORDER BY id")
      try rows.bind(1, number ?? 0)
      return try TableReading.decode(rows, PublicWarningCoding.decode)
    }
  }

  /// The messages that went out last, newest first.
  public static func issuedWarnings(_ path: String, limit: Int) throws(StoreFailure) -> [IssuedWarning] {
    try reading(path) { db in try TableReading.issuedWarnings(limit: limit, db) }
  }
}
