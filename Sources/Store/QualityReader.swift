public import CitySafety
internal import GRDB
public import Operations

/// Replays the journal of a window into quality figures, a slice at a time, beside a running owner.
///
/// It starts from the checkpoint of the first segment needed, reads segments in archive files where they are, and
/// goes on where it stopped when it is asked again, so that figures on a screen cost only what is new. Between
/// slices a segment may leave the tables for its archive file: each slice looks anew where the next entry is.
///
/// Used from one thread only: it is not `Sendable`.
public final class QualityReader {
  private let queue: DatabaseQueue
  private let files: StoreFiles
  /// When the window was asked to begin; the data may begin later.
  public let start: Instant
  /// Entries from the first one after it on are left out.
  private let end: Instant
  private var isPastEnd = false
  /// Whether an owner ran at the end, where an entry after it tells.
  private var ranAtEnd: Bool?
  private var replay = Replay()
  private var next: Int64 = 0
  private var archive: (number: Int64, reader: ArchiveReader)?

  /// Opens the store read-only; `.absent` before an owner made it.
  public init(
    path: String, from start: Instant, until end: Instant = .distantFuture
  ) throws(StoreFailure) {
    self.start = start
    self.end = end
    files = StoreFiles(path: path)
    queue = try StoreReader.open(path)
  }

  /// Reads up to `limit` entries; returns whether there may be more.
  public func read(limit: Int) throws(StoreFailure) -> Bool {
    do {
      return try queue.read { db in
        if next == 0 { try begin(db) }
        return try readSlice(limit: limit, db) && !isPastEnd
      }
    } catch {
      throw StoreFailure(error)
    }
  }

  /// The figures of the window that ends at `end`, from what was read so far.
  ///
  /// - Parameter isOwned: an owner runs at its end, so that the time since the last entry counts as watched.
  public func report(at end: Instant, isOwned: Bool) -> QualityReport {
    replay.log(from: start).report(at: end, isWatched: ranAtEnd ?? isOwned)
  }

  /// Finds the newest segment that begins before the window and takes its state.
  ///
  /// Where the file of an old segment is gone the data begins with the first that is there.
  private func begin(_ db: Database) throws {
    let segments = try JournalSegments.all(db)
    guard let wanted = segments.lastIndex(where: { $0.opened <= start }) ?? segments.indices.first else {
      throw StoreFailure(.corrupt, "journal_segment")
    }
    let usable = segments[wanted...].drop { $0.isArchived && !StoreFiles.exists(files.segment($0.number)) }
    guard let first = usable.first else { throw StoreFailure(.corrupt, "journal_segment") }
    var checkpoint = first.checkpoint
    if first.isArchived {
      guard let reader = ArchiveReader(files.segment(first.number)) else { throw damaged(first) }
      checkpoint = reader.segment.checkpoint
    }
    guard let state = Checkpoint.state(checkpoint, lastSequence: first.first - 1) else {
      throw damaged(first)
    }
    replay.state = state
    // A segment after the first is opened by an owner that runs.
    replay.isWatched = first.number > 1 && first.opened <= start
    next = first.first
  }

  private func damaged(_ segment: Segment) -> StoreFailure {
    StoreFailure(.corrupt, files.segment(segment.number))
  }

  private func readSlice(limit: Int, _ db: Database) throws -> Bool {
    let rows = try RawStatement(
      db, "SELECT sequence, at, body FROM journal WHERE sequence >= ? ORDER BY sequence LIMIT ?")
    try rows.bind(1, next)
    try rows.bind(2, limit)
    var count = 0
    while try rows.next() {
      if count == 0, rows.int(0) != next {
        rows.reset()
        return try readArchive(limit: limit, db)
      }
      let event = try rows.withBlob(2) { try EventCoding.decode($0) }
      take(JournalEntry(sequence: rows.int(0), at: Instant(milliseconds: rows.int(1)), event: event))
      count += 1
    }
    if count == 0, try isArchived(next, db) { return try readArchive(limit: limit, db) }
    return count == limit
  }

  private func isArchived(_ sequence: Int64, _ db: Database) throws -> Bool {
    try JournalSegments.all(db).contains { $0.isArchived && sequence <= $0.last ?? 0 }
  }

  private func readArchive(limit: Int, _ db: Database) throws -> Bool {
    let holder = try JournalSegments.all(db).first { $0.isArchived && next <= $0.last ?? 0 }
    guard let segment = holder, let last = segment.last, next >= segment.first else {
      throw StoreFailure(.corrupt, "journal")
    }
    if archive?.number != segment.number {
      guard let reader = ArchiveReader(files.segment(segment.number)) else { throw damaged(segment) }
      // Begun in the table: what was read there is passed over.
      var passed = segment.first
      while passed < next {
        let part = min(Int64(limit), next - passed)
        guard let entries = reader.entries(from: passed, limit: Int(part)), !entries.isEmpty else {
          throw damaged(segment)
        }
        passed += Int64(entries.count)
      }
      archive = (segment.number, reader)
    }
    guard let entries = archive?.reader.entries(from: next, limit: limit) else { throw damaged(segment) }
    for entry in entries {
      guard entry.sequence == next else { throw damaged(segment) }
      let event = try entry.body.withUnsafeBytes { try EventCoding.decode($0) }
      take(JournalEntry(sequence: next, at: Instant(milliseconds: entry.at), event: event))
    }
    if next > last { archive = nil }
    return true
  }

  private func take(_ entry: JournalEntry) {
    next = entry.sequence + 1
    if entry.at > end, !isPastEnd {
      isPastEnd = true
      if case .ownerStarted = entry.event { ranAtEnd = false } else { ranAtEnd = true }
    }
    guard !isPastEnd else { return }
    replay.take(entry, from: start)
  }
}

/// The state as of the last entry that was read, and what was counted of the window.
///
/// One value, so that the log reads the state where it lies.
private struct Replay {
  var state = OperationsState()
  /// The owner was running when the last entry before the window was written.
  var isWatched = false
  private var log: QualityLog?

  /// The log; before the window's first entry, one that begins now.
  func log(from start: Instant) -> QualityLog {
    log ?? QualityLog(from: start, state: state, isWatched: isWatched)
  }

  mutating func take(_ entry: JournalEntry, from start: Instant) {
    if log == nil, entry.at >= start { log = log(from: start) }
    guard log != nil else {
      _ = state.apply(entry)
      isWatched = entry.event != .ownerStopped
      return
    }
    let changes = state.changes(by: entry)
    log?.take(entry, changes, state: state)
  }
}

extension StoreTools {
  /// Entries replayed between two looks at the file.
  private static let qualitySlice = 20_000

  /// The quality figures of the `days` that end at `end`, archived segments included; works while an owner runs.
  ///
  /// - Parameter isOwned: an owner runs at the end, so that the time since the last entry counts as watched.
  public static func quality(
    _ path: String, days: Int, until end: Instant, isOwned: Bool
  ) throws(StoreFailure) -> QualityReport {
    let reader = try QualityReader(path: path, from: end - .hours(24 * Int64(days)), until: end)
    while try reader.read(limit: qualitySlice) {}
    return reader.report(at: end, isOwned: isOwned)
  }
}
