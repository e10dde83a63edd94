public import CityDispatch
internal import CitySafety
internal import GRDB
internal import Operations

/// What a sealed archive of an incident and the addenda beside it turned out to be.
public struct ArchiveVerdict: Sendable, Hashable {
  /// The first fault that was found; the files are not to be trusted.
  public indirect enum Fault: Sendable, Hashable {
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
    /// An addendum: it is verified with the archive that it is to.
    case addendum
    /// Of the addendum with this number.
    case inAddendum(Int, Fault)
    /// The addendum with this number was not sealed upon the file before it, or that is not there.
    case follows(Int)
  }

  public var fault: Fault?
  public var incident: IncidentID?
  /// Of the archive and of each addendum in their order.
  public var seals: [Digest] = []
  /// The newest entry of the timeline in them.
  public var through: Int64 = 0
  public var lines: Int64 = 0
  public var entries: Int64 = 0
  public var tasks: Int64 = 0
  public var readings: Int64 = 0

  public var isGood: Bool { fault == nil }
  /// Of the archive itself.
  public var seal: Digest? { seals.first }
  public var addenda: Int { max(0, seals.count - 1) }
}

extension IncidentArchive {
  /// Checks the seal and every line of a file, of each addendum beside it that it is the one which was sealed upon the file
  /// before, and, with a store, that the store holds the same records.
  ///
  /// Whoever changed a file and sealed it again is found out by the next file's seal or by the store.
  public static func verify(_ path: String, store: String? = nil) throws(StoreFailure) -> ArchiveVerdict {
    let numbers = addenda(to: path)
    do {
      // SQLite reads the JSON of the lines; nothing is kept in it.
      let parser = try DatabaseQueue()
      return try parser.read { db in
        var checker = try ArchiveChecker(db, keepsRecords: store != nil)
        try checker.take(file: path)
        for (position, number) in numbers.enumerated() where checker.verdict.isGood {
          guard number == position + 1 else { return checker.ended(by: .follows(number)) }
          checker.begin(addendum: number)
          try checker.take(file: addendum(number, to: path))
        }
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

/// Takes a sealed archive and its addenda line by line.
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
  /// The incident as each file has it, with the newest entry by then.
  private var incidents: [(body: [UInt8], through: Int64)] = []
  /// Which addendum is read; 0 for the archive.
  private var addendum = 0
  /// Lines of the file that is read.
  private var lines: Int64 = 0
  private var isSealed = false

  init(_ db: Database, keepsRecords: Bool) throws {
    self.keepsRecords = keepsRecords
    fields = try RawStatement(
      db,
      """
      SELECT json_extract(line, '$.kind'), json_extract(line, '$.number'), json_extract(line, '$.body'),
          json_extract(line, '$.version'), json_extract(line, '$.lines'), json_extract(line, '$.sha256'),
          json_array_length(line, '$.rows'), json_extract(line, '$.addendum'), json_extract(line, '$.follows')
        FROM (SELECT CASE WHEN json_valid(?1) THEN ?1 ELSE 'null' END AS line)
      """)
  }

  /// Turns to the addendum with a number.
  mutating func begin(addendum number: Int) {
    addendum = number
    lines = 0
    digest = SHA256()
    isSealed = false
  }

  /// The verdict with a fault that lies in no file.
  mutating func ended(by fault: ArchiveVerdict.Fault) -> ArchiveVerdict {
    verdict.fault = fault
    return verdict
  }

  mutating func take(file path: String) throws(StoreFailure) {
    var reading = try SealedReading(path)
    do {
      while verdict.fault == nil, let line = try reading.next() { try take(line) }
    } catch {
      throw StoreFailure(error)
    }
    end(remainder: reading.remainder)
    if addendum > 0, let fault = verdict.fault, fault != .follows(addendum) {
      verdict.fault = .inAddendum(addendum, fault)
    }
  }

  private mutating func take(_ line: [UInt8]) throws {
    guard !isSealed else { return verdict.fault = .unsealed }
    guard let text = String(validating: line, as: UTF8.self) else { return blame() }
    try fields.bind(1, text)
    guard try fields.next() else { return blame() }
    defer { fields.reset() }
    let kind = fields.text(0)
    switch kind {
    case "watchfloor-incident" where lines == 0 && addendum == 0,
      IncidentArchive.addendumKind where lines == 0:
      takeHeader(kind)
      guard verdict.fault == nil else { return }
    case "seal" where lines > 0: return takeSeal()
    case "readings" where lines > 0: verdict.readings += fields.int(6)
    case "incident", "task", "entry":
      guard lines > 0, keep(kind) else { return blame() }
    default:
      if kind.isEmpty || lines == 0 { return blame() }
    }
    digest.add(line)
    digest.add([UInt8(ascii: "\n")])
    lines += 1
    verdict.lines += 1
  }

  private mutating func takeHeader(_ kind: String) {
    let version = Int(fields.int(3))
    guard version <= IncidentArchive.version else { return verdict.fault = .newerVersion(version) }
    guard kind == IncidentArchive.addendumKind else { return verdict.incident = IncidentID(fields.int(1)) }
    guard addendum > 0 else { return verdict.fault = .addendum }
    guard fields.int(7) == Int64(addendum), IncidentID(fields.int(1)) == verdict.incident,
      Digest(hex: fields.text(8)) == verdict.seals.last
    else { return verdict.fault = .follows(addendum) }
  }

  private mutating func blame() {
    verdict.fault = lines == 0 ? .foreign : .badLine(lines + 1)
  }

  private mutating func takeSeal() {
    isSealed = true
    let found = digest.finish()
    digest = SHA256()
    guard fields.int(4) == lines, let sealed = Digest(hex: fields.text(5)) else {
      return verdict.fault = .unsealed
    }
    guard sealed == found else { return verdict.fault = .sealBroken }
    verdict.seals.append(sealed)
  }

  /// Whether the line has a number and bytes.
  private mutating func keep(_ kind: String) -> Bool {
    let number = fields.int(1)
    guard number > 0, let body = Hex.bytes(of: fields.text(2)), !body.isEmpty else { return false }
    if kind == "entry" {
      verdict.entries += 1
      verdict.through = max(verdict.through, number)
    }
    if kind == "task" { verdict.tasks += 1 }
    guard keepsRecords else { return true }
    if kind == "incident" {
      incidents.append((body, 0))
    } else {
      records[Record(kind: kind, number: number)] = body
    }
    return true
  }

  private mutating func end(remainder: Int) {
    guard verdict.fault == nil else { return }
    // Entries stand behind the incident in each file.
    if !incidents.isEmpty { incidents[incidents.count - 1].through = verdict.through }
    if lines == 0 {
      verdict.fault = .foreign
    } else if !isSealed || remainder > 0 {
      verdict.fault = .unsealed
    }
  }

  /// Holds every record against the store's.
  ///
  /// What was sealed of a closed incident is the same for ever: what follows closing says what stood before it. Of one that
  /// was not closed, what was done by then is.
  mutating func compare(with db: Database) throws {
    guard let id = verdict.incident else { return }
    let isWhole = try isClosed(incidents.first?.body)
    if isWhole {
      try compareIncidents(id, db)
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

  private func isClosed(_ body: [UInt8]?) throws -> Bool {
    try body.map { try $0.withUnsafeBytes { try DispatchCoding.decodeIncident($0).state == .closed } }
      ?? false
  }

  /// Each file has the incident as it stood before the next request after closing, the last one as the table has it.
  private mutating func compareIncidents(_ id: IncidentID, _ db: Database) throws {
    let rows = try RawStatement(db, "SELECT body FROM incident WHERE id = ?")
    try rows.bind(1, id.value)
    guard let now = try TableReading.decode(rows, DispatchCoding.decodeIncident).first else {
      return verdict.fault = .differs("incident", id.value)
    }
    let entries = try RawStatement(
      db,
      "SELECT sequence, at, body FROM incident_entry WHERE incident = ? AND sequence > ? ORDER BY sequence")
    try entries.bind(1, id.value)
    try entries.bind(2, incidents.first?.through ?? 0)
    let later = try TableReading.entries(entries).compactMap {
      entry -> (sequence: Int64, incident: Incident)? in
      guard case .duty(let command) = entry.event, case .dispatch(.late(_, let before)) = command.action
      else {
        return nil
      }
      return (entry.sequence, before)
    }
    for (body, through) in incidents where verdict.fault == nil {
      let kept = try body.withUnsafeBytes { try DispatchCoding.decodeIncident($0) }
      let stood = later.first { $0.sequence > through }?.incident ?? now
      if kept.asSealed != stood.asSealed { verdict.fault = .differs("incident", id.value) }
    }
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

extension Incident {
  /// What a request did to it, without the clocks that were read from that.
  fileprivate var asSealed: Incident {
    var sealed = self
    sealed.reporting.due = []
    return sealed
  }
}
