internal import CitySafety
internal import GRDB

/// One row of the table of segments.
struct Segment: Sendable, Hashable {
  var number: Int64
  var first: Int64
  /// Absent while it is open.
  var last: Int64?
  var opened: Instant
  var sealed: Instant?
  var previous: Digest
  /// Empty once the segment is in its archive file, which has it.
  var checkpoint: [UInt8]
  var head: Digest?
  var isArchived: Bool

  /// What its first entry follows.
  var opening: Digest {
    JournalChain.opening(number: number, previous: previous, checkpoint: checkpoint)
  }
}

enum JournalSegments {
  /// Begins a segment.
  static func open(
    number: Int64, first: Int64, previous: Digest, checkpoint: [UInt8], at: Instant, _ db: Database
  ) throws {
    let insert = try RawStatement(
      db, "INSERT INTO journal_segment (number, first, opened, previous, checkpoint) VALUES (?, ?, ?, ?, ?)")
    try insert.bind(1, number)
    try insert.bind(2, first)
    try insert.bind(3, at.milliseconds)
    try insert.bind(4, blob: previous.bytes)
    try insert.bind(5, blob: checkpoint)
    try insert.run()
    // The statement stays; tens of MiB that are bound to it must not.
    insert.forget()
  }

  /// Every segment by number; throws where a row's digests are no digests.
  static func all(_ db: Database) throws -> [Segment] {
    let rows = try RawStatement(
      db,
      """
      SELECT number, first, last, opened, sealed, previous, checkpoint, head, archived FROM journal_segment
        ORDER BY number
      """)
    var segments: [Segment] = []
    while try rows.next() {
      guard let previous = Digest(bytes: rows.blob(5)) else {
        throw StoreFailure(.corrupt, "journal_segment")
      }
      segments.append(
        Segment(
          number: rows.int(0), first: rows.int(1), last: rows.optionalInt(2),
          opened: Instant(milliseconds: rows.int(3)),
          sealed: rows.optionalInt(4).map(Instant.init(milliseconds:)), previous: previous,
          checkpoint: rows.blob(6), head: Digest(bytes: rows.blob(7)), isArchived: rows.int(8) == 1))
    }
    return segments
  }

  /// Up to `limit` entries of the table from a sequence on.
  static func entries(from sequence: Int64, through last: Int64, limit: Int, _ db: Database) throws
    -> [StoredEntry]
  {
    let rows = try RawStatement(
      db,
      """
      SELECT sequence, at, kind, body, hash FROM journal WHERE sequence BETWEEN ? AND ?
        ORDER BY sequence LIMIT ?
      """)
    try rows.bind(1, sequence)
    try rows.bind(2, last)
    try rows.bind(3, limit)
    var entries: [StoredEntry] = []
    while try rows.next() {
      guard let hash = Digest(bytes: rows.blob(4)) else { throw StoreFailure(.corrupt, "journal") }
      entries.append(
        StoredEntry(
          sequence: rows.int(0), at: rows.int(1), kind: rows.int(2), body: rows.blob(3), hash: hash))
    }
    return entries
  }
}

extension StoreOwner {
  /// Seals the open segment when it is full or old, and opens the next with the state at this moment.
  func sealIfDue(now: Instant, _ db: Database) throws -> Bool {
    let segment = memory.segment
    let count = memory.anchor.sequence - segment.first + 1
    guard count > 0, count >= policy.segmentEntries || now - segment.opened >= policy.segmentAge else {
      return false
    }
    // Read before the transaction: this connection is the only writer, so nothing changes in between.
    let checkpoint = try TableReading.passing(db) { try Checkpoint.take(db) }
    try locked(db) { _ in
      let seal = try RawStatement(
        db, "UPDATE journal_segment SET last = ?, sealed = ?, head = ? WHERE number = ?")
      try seal.bind(1, memory.anchor.sequence)
      try seal.bind(2, now.milliseconds)
      try seal.bind(3, blob: memory.anchor.hash.bytes)
      try seal.bind(4, segment.number)
      try seal.run()
      try JournalSegments.open(
        number: segment.number + 1, first: memory.anchor.sequence + 1, previous: memory.anchor.hash,
        checkpoint: checkpoint, at: now, db)
    }
    memory.segment = OwnerMemory.OpenSegment(
      number: segment.number + 1, first: memory.anchor.sequence + 1, opened: now)
    memory.link = JournalChain.opening(
      number: segment.number + 1, previous: memory.anchor.hash, checkpoint: checkpoint)
    return true
  }
}
