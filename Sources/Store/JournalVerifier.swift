public import CitySafety
internal import GRDB

/// Follows the chain of hashes from the first segment to the last entry and says what was done to it where it
/// does not hold.
///
/// A hash covers the entry's own number, so that a row that fits somewhere else, or with its number moved,
/// tells which rows were inserted, deleted or exchanged.
struct JournalVerifier {
  /// Most faults that are listed; the journal is bad after the first.
  static let faultLimit = 50
  /// Entries looked ahead for one that belongs at an earlier place.
  private static let horizon = 256
  private static let page = 2048

  private(set) var faults: [JournalFault] = []
  private(set) var entries: Int64 = 0
  private(set) var segments = 0
  /// The last entry passed.
  private(set) var head = Anchor(sequence: 0, hash: .zero)

  private let anchor: Anchor?
  private var isAnchorMet = false
  /// What the next entry's hash follows; `nil` after a gap, where it cannot be known.
  private var link: Digest?
  private var next: Int64 = 1
  /// By how much the numbers of the rows differ from those they were hashed with.
  private var shift: Int64 = 0
  /// Rows that were passed at a place where they do not belong.
  private var displaced: [StoredEntry] = []

  init(anchor: Anchor?) {
    self.anchor = anchor
    if anchor?.sequence == 0 { isAnchorMet = anchor?.hash == .zero }
  }

  private mutating func report(_ kind: JournalFault.Kind, _ sequence: Int64) {
    if faults.count < JournalVerifier.faultLimit {
      faults.append(JournalFault(kind: kind, sequence: sequence))
    }
  }

  /// Verifies all segments, those in archive files too.
  mutating func run(_ db: Database, files: StoreFiles) throws {
    for segment in try JournalSegments.all(db) {
      segments += 1
      if segment.number != Int64(segments) || segment.first != next || segment.previous != head.hash {
        report(.segmentDamaged, segment.first)
        segments = Int(segment.number)
        next = segment.first
      }
      if segment.isArchived {
        verifyArchive(of: segment, files: files)
      } else {
        try verifyRows(of: segment, db)
      }
      if let last = segment.last {
        if (head.sequence, head.hash) != (last, segment.head) { report(.segmentDamaged, last) }
        next = last + 1
        head = Anchor(sequence: last, hash: segment.head ?? .zero)
      }
    }
    finish()
  }

  private mutating func finish() {
    guard let anchor, !isAnchorMet else { return }
    if anchor.sequence > head.sequence {
      report(.truncated, head.sequence + 1)
    } else if faults.isEmpty {
      report(.rewritten, anchor.sequence)
    }
  }

  private mutating func begin(_ segment: Segment) {
    link = segment.opening
    shift = 0
    displaced = []
  }

  private mutating func verifyRows(of segment: Segment, _ db: Database) throws {
    begin(segment)
    var window: [StoredEntry] = []
    var from = segment.first
    var isExhausted = false
    while true {
      if window.count <= JournalVerifier.horizon && !isExhausted {
        let page = try JournalSegments.entries(
          from: from, through: segment.last ?? Int64.max, limit: JournalVerifier.page, db)
        isExhausted = page.count < JournalVerifier.page
        if let last = page.last { from = last.sequence + 1 }
        window += page
      }
      guard !window.isEmpty else { return }
      window.removeFirst(pass(&window, keeping: isExhausted ? 0 : JournalVerifier.horizon))
    }
  }

  private mutating func verifyArchive(of segment: Segment, files: StoreFiles) {
    let path = files.segment(segment.number)
    guard StoreFiles.exists(path) else {
      report(.segmentMissing, segment.first)
      head = Anchor(sequence: segment.last ?? 0, hash: segment.head ?? .zero)
      return
    }
    guard let reader = ArchiveReader(path), reader.segment.number == segment.number,
      reader.segment.first == segment.first, reader.segment.last == segment.last,
      reader.segment.previous == segment.previous
    else {
      report(.segmentDamaged, segment.first)
      return
    }
    begin(reader.segment)
    let last = segment.last ?? segment.first
    var from = segment.first
    var window: [StoredEntry] = []
    while from <= last || !window.isEmpty {
      if from <= last && window.count <= JournalVerifier.horizon {
        guard let page = reader.entries(from: from, limit: JournalVerifier.page) else {
          report(.segmentDamaged, from)
          return
        }
        from += Int64(page.count)
        window += page
      }
      window.removeFirst(pass(&window, keeping: from <= last ? JournalVerifier.horizon : 0))
    }
    if reader.head() != segment.head { report(.segmentDamaged, last) }
  }

  /// Passes entries from the front of a window, as long as more than `keeping` follow; how many were passed.
  private mutating func pass(_ window: inout [StoredEntry], keeping: Int) -> Int {
    var index = 0
    while window.count - index > keeping {
      verify(at: index, in: window)
      index += 1
    }
    return index
  }

  private mutating func verify(at index: Int, in window: [StoredEntry]) {
    let entry = window[index]
    if entry.sequence != next {
      report(.deleted, next)
      link = nil
      next = entry.sequence
    }
    if entry.kind != (entry.body.count > 1 ? Int64(entry.body[1]) : 0) { report(.edited, entry.sequence) }
    if let link, entry.expected(after: link, sequence: next + shift) != entry.hash {
      self.link = explain(at: index, in: window, after: link)
    } else {
      link = entry.hash
    }
    entries += 1
    head = Anchor(sequence: entry.sequence, hash: entry.hash)
    if let anchor, anchor.sequence == entry.sequence { isAnchorMet = anchor.hash == entry.hash }
    next = entry.sequence + 1
  }

  /// Says what happened where an entry does not follow `link`; what the next one is to follow.
  private mutating func explain(
    at index: Int, in window: [StoredEntry], after link: Digest
  ) -> Digest {
    let entry = window[index]
    let number = next + shift
    func isWhole(_ candidate: StoredEntry, after previous: Digest, _ sequence: Int64) -> Bool {
      candidate.expected(after: previous, sequence: sequence) == candidate.hash
    }
    if let home = displaced.firstIndex(where: { isWhole($0, after: link, number) }) {
      // The other end of an exchange already reported.
      return displaced.remove(at: home).hash
    }
    let ahead = window[(index + 1)...].prefix(JournalVerifier.horizon)
    if let other = ahead.firstIndex(where: { isWhole($0, after: link, number) }) {
      let isNeighbour = other == index + 1
      let follows = isWhole(entry, after: window[other].hash, number + 1)
      let nextFollows =
        window.indices.contains(other + 1)
        && isWhole(window[other + 1], after: window[other].hash, number + 1)
      if isNeighbour && !follows && (nextFollows || other + 1 == window.count) {
        report(.inserted, entry.sequence)
        shift -= 1
        return link
      }
      report(.reordered, entry.sequence)
      displaced.append(entry)
      return window[other].hash
    }
    if let following = ahead.first {
      for missing in 1...Int64(JournalVerifier.horizon)
      where isWhole(following, after: entry.hash, number + 1 + missing) {
        report(.deleted, entry.sequence)
        shift += missing
        return entry.hash
      }
    }
    report(.edited, entry.sequence)
    return entry.hash
  }

  /// The first fault among the newest entries of the open segment, each held against the hash before it.
  static func tailFault(entries count: Int, _ db: Database) throws -> JournalFault? {
    guard let segment = try JournalSegments.all(db).last else { return nil }
    let last = try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM journal") ?? 0
    let from = max(segment.first, last - Int64(count))
    let entries = try JournalSegments.entries(from: from, through: Int64.max, limit: count + 1, db)
    var link = from == segment.first ? segment.opening : entries.first?.hash
    for entry in from == segment.first ? entries[...] : entries.dropFirst() {
      if let link, entry.expected(after: link, sequence: entry.sequence) != entry.hash {
        return JournalFault(kind: .edited, sequence: entry.sequence)
      }
      link = entry.hash
    }
    return nil
  }
}

/// What verifying a journal found.
public struct JournalVerdict: Sendable, Hashable {
  /// Entries and segments looked at, archive files included.
  public var entries: Int64
  public var segments: Int
  /// The last entry.
  public var head: Anchor
  /// In order of place; at most 50 of the chain or, where the chain holds, of the replay.
  public var faults: [JournalFault]
  /// Entries lived again with the invariants checked after each; `nil` where the chain was broken or not asked to.
  public var replayed: Int64?
  /// Segments with entries of an earlier version, after which nothing was compared.
  public var uncompared = 0

  public var isGood: Bool { faults.isEmpty }
}

extension JournalVerdict {
  /// The verdict in words: what was looked at, then each fault.
  public var lines: [Bilingual] {
    let summary = Bilingual(
      zh: "日志\t\(entries) 条，\(segments) 段，末条 \(head.text)",
      en: "journal\t\(entries) entries in \(segments) segments, head \(head.text)")
    var replay: [Bilingual] = []
    if let replayed, isGood {
      let rest =
        uncompared == 0
        ? Bilingual(zh: "与各检查点和告警表一致", en: "checkpoints and tables equal")
        : Bilingual(
          zh: "\(uncompared) 段含旧版条目，未比对", en: "\(uncompared) segments of an earlier version not compared")
      replay = [
        Bilingual(
          zh: "重放\t\(replayed) 条，不变式成立，\(rest.zh)",
          en: "replay\t\(replayed) entries, invariants hold, \(rest.en)")
      ]
    }
    let end =
      isGood
      ? [Bilingual(zh: "结论\t完好", en: "verdict\tsound")]
      : faults.map(\.message) + [Bilingual(zh: "结论\t不可信", en: "verdict\tnot to be trusted")]
    return [summary] + replay + end
  }
}
