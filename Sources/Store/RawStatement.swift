internal import GRDB
internal import GRDBSQLite

/// One cached statement, bound and stepped through SQLite itself: GRDB's arguments cost twice as much a row.
///
/// Valid inside the database access that made it. GRDB leaves a cached statement as its last user did, so it
/// is reset before anything is bound; every bind is checked, or the values of the last row would go in again.
struct RawStatement {
  private let handle: OpaquePointer
  private let db: Database

  init(_ db: Database, _ sql: String) throws {
    guard let handle = try db.cachedStatement(sql: sql).sqliteStatement as OpaquePointer? else {
      throw DatabaseError(message: "no statement")
    }
    self.handle = handle
    self.db = db
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  private func check(_ status: Int32) throws {
    if status != SQLITE_OK { throw failure() }
  }

  private func failure() -> DatabaseError {
    let failure = DatabaseError(resultCode: db.lastErrorCode, message: db.lastErrorMessage)
    sqlite3_reset(handle)
    return failure
  }

  func bind(_ position: Int32, _ value: Int64) throws {
    try check(sqlite3_bind_int64(handle, position, value))
  }

  func bind(_ position: Int32, _ value: Int) throws {
    try bind(position, Int64(value))
  }

  /// Not-a-number becomes NULL.
  func bind(_ position: Int32, _ value: Double) throws {
    try check(sqlite3_bind_double(handle, position, value))
  }

  func bind(_ position: Int32, _ value: String) throws {
    var text = value
    try check(
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          sqlite3_bind_text(handle, position, $0.baseAddress, Int32($0.count), RawStatement.copies)
        }
      })
  }

  func bind(_ position: Int32, blob: [UInt8]) throws {
    try check(
      blob.withUnsafeBytes { bytes in
        bytes.isEmpty
          ? sqlite3_bind_zeroblob(handle, position, 0)
          : sqlite3_bind_blob(handle, position, bytes.baseAddress, Int32(bytes.count), RawStatement.copies)
      })
  }

  func bind(_ position: Int32, _ value: Int64?) throws {
    if let value { try bind(position, value) } else { try check(sqlite3_bind_null(handle, position)) }
  }

  /// Tells SQLite to copy what is bound: the bytes end with the call.
  private static var copies: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  /// Steps a statement that gives no rows, and makes it ready for the next.
  @discardableResult
  func run() throws -> Int32 {
    guard sqlite3_step(handle) == SQLITE_DONE else { throw failure() }
    sqlite3_reset(handle)
    return sqlite3_changes(db.sqliteConnection)
  }

  /// Steps to the next row; at the end it resets and says false.
  func next() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(handle)
      return false
    default: throw failure()
    }
  }

  /// Frees what is bound.
  func forget() { sqlite3_clear_bindings(handle) }

  /// Leaves a query before its last row.
  func reset() { sqlite3_reset(handle) }

  func int(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func optionalInt(_ column: Int32) -> Int64? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
  }

  /// NULL becomes not-a-number.
  func double(_ column: Int32) -> Double {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? .nan : sqlite3_column_double(handle, column)
  }

  func text(_ column: Int32) -> String {
    guard let bytes = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// Runs `body` with the bytes of a blob, which end with the next step.
  func withBlob<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
  {
    let start = sqlite3_column_blob(handle, column)
    return try body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  func blob(_ column: Int32) -> [UInt8] { withBlob(column) { Array($0) } }
}
