internal import Alarms
internal import CitySafety
internal import GRDB
internal import Operations

/// Lives a journal again, from each segment's checkpoint, and says where an invariant broke and where the entries
/// lead to something else than the next checkpoint or the tables.
struct JournalReplay {
  private(set) var faults: [JournalFault] = []
  private(set) var entries: Int64 = 0
  /// Segments with entries of an earlier version: their rules were others, so that what follows them is not compared.
  private(set) var uncompared = 0

  private var state = OperationsState()
  private var checker = InvariantChecker(OperationsState())
  /// Whether `state` is what the rules of this version make of the segment before.
  private var isComparable = false
  private static let page = 2048

  /// Replays every segment, or the open one alone, and compares the end with the tables.
  mutating func run(_ db: Database, files: StoreFiles, openOnly: Bool = false) throws {
    let segments = try JournalSegments.all(db)
    guard !segments.isEmpty else { throw StoreFailure(.corrupt, "journal_segment") }
    for segment in openOnly ? segments.suffix(1) : segments[...] {
      if segment.isArchived {
        guard let reader = ArchiveReader(files.segment(segment.number)) else {
          isComparable = false
          continue
        }
        guard begin(reader.segment) else { continue }
        replayArchive(reader)
      } else {
        guard begin(segment) else { continue }
        try replayRows(of: segment, db)
      }
    }
    if isComparable { compare(with: try Checkpoint.tables(lastSequence: state.lastSequence, db)) }
  }

  private mutating func report(_ fault: JournalFault) {
    if faults.count < JournalVerifier.faultLimit { faults.append(fault) }
  }

  private mutating func begin(_ segment: Segment) -> Bool {
    guard let start = Checkpoint.state(segment.checkpoint, lastSequence: segment.first - 1) else {
      report(JournalFault(kind: .segmentDamaged, sequence: segment.first))
      isComparable = false
      return false
    }
    if isComparable { compare(with: start) }
    state = start
    checker = InvariantChecker(start)
    isComparable = true
    return true
  }

  private mutating func replayRows(of segment: Segment, _ db: Database) throws {
    let rows = try RawStatement(
      db, "SELECT sequence, at, body FROM journal WHERE sequence BETWEEN ? AND ? ORDER BY sequence")
    try rows.bind(1, segment.first)
    try rows.bind(2, segment.last ?? Int64.max)
    while try rows.next() {
      rows.withBlob(2) { apply(sequence: rows.int(0), at: rows.int(1), body: $0) }
    }
  }

  private mutating func replayArchive(_ reader: ArchiveReader) {
    var next = reader.segment.first
    while let page = reader.entries(from: next, limit: JournalReplay.page), !page.isEmpty {
      for entry in page {
        entry.body.withUnsafeBytes { apply(sequence: entry.sequence, at: entry.at, body: $0) }
      }
      next += Int64(page.count)
    }
  }

  private mutating func apply(sequence: Int64, at: Int64, body: UnsafeRawBufferPointer) {
    guard let event = try? EventCoding.decode(body) else {
      isComparable = false
      return report(JournalFault(kind: .unreadable, sequence: sequence))
    }
    if let version = body.first, version < EventCoding.version, isComparable {
      isComparable = false
      uncompared += 1
    }
    let entry = JournalEntry(sequence: sequence, at: Instant(milliseconds: at), event: event)
    let changed = state.apply(entry)
    entries += 1
    for breach in checker.check(entry, changed: changed, state) {
      report(
        JournalFault(
          kind: .invariantBroken, sequence: sequence, alarm: breach.alarm, invariant: breach.invariant))
    }
  }

  /// Names the first alarm that is not what the entries lead to, and whether its counters alone differ.
  private mutating func compare(with other: OperationsState) {
    guard state != other else { return }
    let kind: JournalFault.Kind = state.contentBytes == other.contentBytes ? .countersDiffer : .stateDiffers
    let ids = Set(state.alarms.each.map(\.id)).union(other.alarms.each.map(\.id)).sorted()
    let alarm = ids.first { state.alarms[$0] != other.alarms[$0] }
    report(
      JournalFault(
        kind: kind, sequence: state.lastSequence, alarm: alarm, invariant: .replayGivesTheTables))
  }
}
