public import CitySafety
internal import GRDB

/// What is done with a store from outside its owner.
///
/// All of it works while an owner and seats run: it reads one moment of the file and never writes to it.
public enum StoreTools {
  /// Runs `body` in one moment of the store.
  static func reading<Value>(_ path: String, _ body: (Database) throws -> Value) throws(StoreFailure) -> Value
  {
    let queue = try StoreReader.open(path)
    defer { try? queue.close() }
    do {
      return try queue.read(body)
    } catch {
      throw StoreFailure(error)
    }
  }

  /// The journal's head, to be kept outside of the store.
  public static func anchor(_ path: String) throws(StoreFailure) -> Anchor {
    try reading(path) { db in try anchor(db) }
  }

  static func anchor(_ db: Database) throws -> Anchor {
    let last = try RawStatement(db, "SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1")
    if try last.next(), let hash = Digest(bytes: last.blob(1)) {
      defer { last.reset() }
      return Anchor(sequence: last.int(0), hash: hash)
    }
    guard let segment = try JournalSegments.all(db).last else {
      throw StoreFailure(.corrupt, "journal_segment")
    }
    return Anchor(sequence: segment.first - 1, hash: segment.previous)
  }

  /// Verifies the whole journal, archive files included: its chain, and where that holds, by replay, what must always
  /// hold of the alarms after each entry and that the entries lead to the checkpoints and the tables.
  ///
  /// With an anchor it also finds that the end was cut off, or that all was written anew.
  public static func verifyJournal(_ path: String, anchor: Anchor? = nil) throws(StoreFailure)
    -> JournalVerdict
  {
    try reading(path) { db in
      let files = StoreFiles(path: path)
      var verdict = try verify(db, files, anchor: anchor)
      guard verdict.isGood else { return verdict }
      var replay = JournalReplay()
      try replay.run(db, files: files)
      verdict.faults = replay.faults
      verdict.replayed = replay.entries
      verdict.uncompared = replay.uncompared
      return verdict
    }
  }

  static func verify(_ db: Database, _ files: StoreFiles, anchor: Anchor?) throws -> JournalVerdict {
    var verifier = JournalVerifier(anchor: anchor)
    try verifier.run(db, files: files)
    return JournalVerdict(
      entries: verifier.entries, segments: verifier.segments, head: verifier.head, faults: verifier.faults)
  }

  /// Checks the file, its references, the journal, and that the tables are what the open segment leads to.
  public static func check(_ path: String) throws(StoreFailure) -> StoreReport {
    try reading(path) { db in try check(db, StoreFiles(path: path)) }
  }

  static func check(_ db: Database, _ files: StoreFiles) throws -> StoreReport {
    var report = StoreReport()
    let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)")
    report.add(
      isGood: integrity == ["ok"], Bilingual(zh: "文件完整性", en: "file integrity"),
      Bilingual(same: integrity.joined(separator: "; ")))
    let orphans = try orphanCount(db)
    report.add(isGood: orphans == 0, Bilingual(zh: "引用完整性", en: "references"), Bilingual(same: "\(orphans)"))
    let counted = try Int64.fetchOne(db, sql: "SELECT count(*) FROM reading") ?? 0
    let kept = try Int64.fetchOne(db, sql: "SELECT readings FROM state") ?? 0
    report.add(
      isGood: counted == kept, Bilingual(zh: "读数计数", en: "count of readings"),
      Bilingual(same: "\(counted)/\(kept)"))
    let verdict = try verify(db, files, anchor: nil)
    report.add(
      isGood: verdict.isGood, Bilingual(zh: "日志哈希链", en: "journal chain"),
      verdict.faults.first?.message
        ?? Bilingual(
          zh: "\(verdict.entries) 条 \(verdict.head.text)",
          en: "\(verdict.entries) entries \(verdict.head.text)"))
    var replay = JournalReplay()
    try replay.run(db, files: files, openOnly: true)
    let same =
      replay.uncompared == 0
      ? Bilingual(zh: "一致", en: "equal")
      : Bilingual(zh: "含旧版条目，未比对", en: "entries of an earlier version, not compared")
    report.add(
      isGood: replay.faults.isEmpty, Bilingual(zh: "告警表与日志重放", en: "tables against replay"),
      replay.faults.first?.message ?? same)
    return report
  }

  /// Rows whose reference leads nowhere: those with a declared key, and readings by sensor.
  private static func orphanCount(_ db: Database) throws -> Int {
    let declared = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count
    let sensors = "SELECT count(*) FROM latest WHERE sensor NOT IN (SELECT ref FROM sensor)"
    let readings = """
      SELECT count(*) FROM reading WHERE sensor NOT IN (SELECT ref FROM sensor)
        OR source NOT IN (SELECT ref FROM source)
      """
    return try declared + (Int.fetchOne(db, sql: sensors) ?? 0) + (Int.fetchOne(db, sql: readings) ?? 0)
  }
}

/// What a check of a store found, line by line.
public struct StoreReport: Sendable, Hashable {
  /// *Untested* is a state of its own: it is never called good.
  public enum Verdict: String, Sendable, Hashable, CaseIterable { case good, bad, untested }

  public struct Finding: Sendable, Hashable {
    public var isGood: Bool
    public var name: Bilingual
    public var detail: Bilingual
  }

  public internal(set) var findings: [Finding] = []
  /// Why it could not be tested at all.
  public internal(set) var obstacle: Bilingual?

  public var verdict: Verdict {
    if findings.contains(where: { !$0.isGood }) { return .bad }
    return obstacle == nil && !findings.isEmpty ? .good : .untested
  }

  public var isGood: Bool { verdict == .good }

  public var lines: [Bilingual] {
    let rows = findings.map { finding in
      let word = finding.isGood ? Bilingual(zh: "通过", en: "ok") : Bilingual(zh: "不通过", en: "FAILED")
      return Bilingual(
        zh: "\(word.zh)\t\(finding.name.zh)\t\(finding.detail.zh)",
        en: "\(word.en)\t\(finding.name.en)\t\(finding.detail.en)")
    }
    let end =
      switch verdict {
      case .good: Bilingual(zh: "结论\t完好", en: "verdict\tgood")
      case .bad: Bilingual(zh: "结论\t不可用", en: "verdict\tbad")
      case .untested: Bilingual(zh: "结论\t未验证，不能当作完好", en: "verdict\tuntested, not to be called good")
      }
    return rows + (obstacle.map { [$0] } ?? []) + [end]
  }

  mutating func add(isGood: Bool, _ name: Bilingual, _ detail: Bilingual) {
    findings.append(Finding(isGood: isGood, name: name, detail: detail))
  }
}
