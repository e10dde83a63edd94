public import CityDispatch
internal import CitySafety
internal import GRDB
internal import Operations

/// What a sealed archive of an incident turned out to be.
public struct ArchiveVerdict: Sendable, Hashable {
  /// The first fault that was found; the file is not to be trusted.
  public enum Fault: Sendable, Hashable {
    /// Not the archive of an incident, or of a later version.
    case foreign
    case newerVersion(Int)
    /// The last line is missing, cut off, or something stands behind it.
    case unsealed
    /// The bytes are not those that were sealed.
    case sealBroken
    /// A line that is none of the format, from 1.
    case badLine(Int64)
    /// The store has something else, or nothing: kind and number of the record.
    case differs(String, Int64)
    /// Records of this kind are in the store and not in the file.
    case lacks(String, Int64)
  }

  public var fault: Fault?
  public var incident: IncidentID?
  public var seal: Digest?
  public var lines: Int64 = 0
  public var entries: Int64 = 0
  public var tasks: Int64 = 0
  public var readings: Int64 = 0

  public var isGood: Bool { fault == nil }
}

extension IncidentArchive {
  /// Checks the seal and every line of a file and, with a store, that the store holds the same records.
  ///
  /// Whoever changed the file and sealed it again is found out by the store alone.
  public static func verify(_ path: String, store: String? = nil) throws(StoreFailure) -> ArchiveVerdict {
    var reading = try SealedReading(path)
    do {
      // SQLite reads the JSON of the lines; nothing is kept in it.
      let parser = try DatabaseQueue()
      return try parser.read { db in
        var checker = try ArchiveChecker(db, keepsRecords: store != nil)
        while checker.verdict.fault == nil, let line = try reading.next() { try checker.take(line) }
        checker.end(remainder: reading.remainder)
        if let store, checker.verdict.isGood {
          try StoreTools.reading(store) { db in try checker.compare(with: db) }
        }
        return checker.verdict
      }
    } catch {
      throw StoreFailure(error)
    }
  }
}

/// Takes a sealed archive line by line.
struct ArchiveChecker {
  private struct Record: Hashable {
    var kind: String
    var number: Int64
  }

  private(set) var verdict = ArchiveVerdict()
  private let keepsRecords: Bool
  private let fields: RawStatement
  private var digest = SHA256()
  private var records: [Record: [UInt8]] = [:]
  private var isSealed = false

  init(_ db: Database, keepsRecords: Bool) throws {
    self.keepsRecords = keepsRecords
    fields = try RawStatement(
      db,
      """
      SELECT json_extract(line, '$.kind'), json_extract(line, '$.number'), json_extract(line, '$.body'),
          json_extract(line, '$.version'), json_extract(line, '$.lines'), json_extract(line, '$.sha256'),
          json_array_length(line, '$.rows')
        FROM (SELECT CASE WHEN json_valid(?1) THEN ?1 ELSE 'null' END AS line)
      """)
  }

  mutating func take(_ line: [UInt8]) throws {
    guard !isSealed else { return verdict.fault = .unsealed }
    guard let text = String(validating: line, as: UTF8.self) else { return blame() }
    try fields.bind(1, text)
    guard try fields.next() else { return blame() }
    defer { fields.reset() }
    let kind = fields.text(0)
    switch kind {
    case "watchfloor-incident" where verdict.lines == 0:
      let version = Int(fields.int(3))
      guard version <= IncidentArchive.version else { return verdict.fault = .newerVersion(version) }
      verdict.incident = IncidentID(fields.int(1))
    case "seal" where verdict.lines > 0: return takeSeal()
    case "readings" where verdict.lines > 0: verdict.readings += fields.int(6)
    case "incident", "task", "entry":
      guard verdict.lines > 0, keep(kind) else { return blame() }
    default:
      if kind.isEmpty || verdict.lines == 0 { return blame() }
    }
    digest.add(line)
    digest.add([UInt8(ascii: "\n")])
    verdict.lines += 1
  }

  private mutating func blame() {
    verdict.fault = verdict.lines == 0 ? .foreign : .badLine(verdict.lines + 1)
  }

  private mutating func takeSeal() {
    isSealed = true
    let found = digest.finish()
    digest = SHA256()
    guard fields.int(4) == verdict.lines, let sealed = Digest(hex: fields.text(5)) else {
      return verdict.fault = .unsealed
    }
    guard sealed == found else { return verdict.fault = .sealBroken }
    verdict.seal = sealed
  }

  /// Whether the line has a number and bytes.
  private mutating func keep(_ kind: String) -> Bool {
    let number = fields.int(1)
    guard number > 0, let body = Hex.bytes(of: fields.text(2)), !body.isEmpty else { return false }
    if kind == "entry" { verdict.entries += 1 }
    if kind == "task" { verdict.tasks += 1 }
    if keepsRecords { records[Record(kind: kind, number: number)] = body }
    return true
  }

  mutating func end(remainder: Int) {
    guard verdict.fault == nil else { return }
    if verdict.lines == 0 {
      verdict.fault = .foreign
    } else if !isSealed || remainder > 0 {
      verdict.fault = .unsealed
    }
  }

  /// Holds every record against the store's.
  ///
  /// An incident that was closed when it was sealed is the same for ever; of one that was not, what was done by then is.
  mutating func compare(with db: Database) throws {
    guard let id = verdict.incident else { return }
    let incident = records[Record(kind: "incident", number: id.value)]
    let state = try incident.map { body in
      try body.withUnsafeBytes { try DispatchCoding.decodeIncident($0).state }
    }
    let isWhole = state == .closed
    if isWhole {
      try compare("incident", "SELECT id, body FROM incident WHERE id = ?", id, isWhole, db)
      try compare("task", "SELECT id, body FROM task WHERE incident = ? ORDER BY id", id, isWhole, db)
    } else {
      records = records.filter { $0.key.kind == "entry" }
    }
    try compare(
      "entry", "SELECT sequence, body FROM incident_entry WHERE incident = ? ORDER BY sequence", id, isWhole,
      db)
    guard verdict.fault == nil, let left = records.keys.map({ ($0.kind, $0.number) }).min(by: <) else {
      return
    }
    verdict.fault = .differs(left.0, left.1)
  }

  private mutating func compare(
    _ kind: String, _ sql: String, _ id: IncidentID, _ isWhole: Bool, _ db: Database
  ) throws {
    let rows = try RawStatement(db, sql)
    try rows.bind(1, id.value)
    while try rows.next() {
      let number = rows.int(0)
      if let kept = records.removeValue(forKey: Record(kind: kind, number: number)) {
        if kept != rows.blob(1) { verdict.fault = verdict.fault ?? .differs(kind, number) }
      } else if isWhole {
        verdict.fault = verdict.fault ?? .lacks(kind, number)
      }
    }
  }
}
