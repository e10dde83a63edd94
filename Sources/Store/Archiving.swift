internal import CitySafety
internal import GRDB

extension StoreOwner {
  /// Moves the oldest sealed segment to its archive file, a slice of entries at a time: all of it is written
  /// and on the disk before the first entry leaves the table.
  func archiveOneSlice(now: Instant, _ db: Database) throws -> Bool {
    if try dropArchivedEntries(db) { return true }
    if let archiving { return try archive(with: archiving, db) }
    let segments = try JournalSegments.all(db).filter { !$0.isArchived && $0.sealed != nil }
    guard let segment = segments.first, let last = segment.last, let sealed = segment.sealed,
      let head = segment.head,
      segments.count > policy.sealedSegments || now - sealed > policy.journalRetention
    else { return false }
    archiving = try ArchiveWriter(segment, last: last, sealed: sealed, head: head, files: files)
    return true
  }

  private func archive(with writer: ArchiveWriter, _ db: Database) throws -> Bool {
    do {
      if writer.next <= writer.last {
        let entries = try JournalSegments.entries(
          from: writer.next, through: writer.last, limit: policy.rowsPerSlice, db)
        guard entries.first?.sequence == writer.next else { throw StoreFailure(.corrupt, "journal") }
        try writer.append(entries)
        return true
      }
      try writer.finish()
    } catch {
      writer.abandon()
      archiving = nil
      throw error
    }
    archiving = nil
    try locked(db) { _ in
      let mark = try RawStatement(
        db, "UPDATE journal_segment SET archived = 1, checkpoint = zeroblob(0) WHERE number = ?")
      try mark.bind(1, writer.segment.number)
      try mark.run()
    }
    return true
  }

  /// Deletes a slice of entries whose segment is in an archive file; whether there were any.
  private func dropArchivedEntries(_ db: Database) throws -> Bool {
    let end = "SELECT max(last) FROM journal_segment WHERE archived = 1"
    guard let through = try Int64.fetchOne(db, sql: end),
      let first = try Int64.fetchOne(db, sql: "SELECT min(sequence) FROM journal"), first <= through
    else { return false }
    let last = min(through, first + Int64(policy.rowsPerSlice) - 1)
    try locked(db) { budget in
      _ = try inPieces(first...last, of: policy.rowsPerLook, within: budget) { piece in
        for table in ["journal_alarm", "journal"] {
          let delete = try RawStatement(db, "DELETE FROM \(table) WHERE sequence <= ?")
          try delete.bind(1, piece.last)
          try delete.run()
        }
      }
    }
    return true
  }
}
