internal import GRDB
public import Operations

/// A whole journal in memory, as a drill's review and score need it.
public enum JournalReading {
  /// Entries read at most; a drill of three days stays far below.
  public static let limit = 1_000_000

  /// The site that a store belongs to; `nil` before an owner made it.
  public static func site(of path: String) throws(StoreFailure) -> String? {
    let queue = try StoreReader.open(path)
    do {
      return try queue.read { try String.fetchOne($0, sql: "SELECT site FROM state") }
    } catch {
      throw StoreFailure(error)
    }
  }

  /// Every entry that was not archived yet, in its order.
  public static func entries(of path: String) throws(StoreFailure) -> [JournalEntry] {
    let queue = try StoreReader.open(path)
    do {
      return try queue.read { db in
        let rows = try RawStatement(db, "SELECT sequence, at, body FROM journal ORDER BY sequence LIMIT ?")
        try rows.bind(1, limit)
        return try TableReading.entries(rows)
      }
    } catch {
      throw StoreFailure(error)
    }
  }
}

extension StoreOwner {
  /// The requests of the shift log, the dispatch and other rooms among the last entries of the journal, oldest first.
  public func requests(amongLast count: Int) throws(StoreFailure) -> [JournalEntry] {
    try reading { db in
      let rows = try RawStatement(
        db,
        """
        SELECT sequence, at, body FROM journal
          WHERE sequence > (SELECT max(sequence) FROM journal) - ? AND kind = \(EventCoding.dutyTag) ORDER BY sequence
        """)
      try rows.bind(1, count)
      return try TableReading.entries(rows)
    }
  }
}
