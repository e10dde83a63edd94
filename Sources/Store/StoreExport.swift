internal import Alarms
internal import CitySafety
internal import GRDB
internal import Operations

extension StoreTools {
  /// What can be exported.
  public enum ExportKind: String, Sendable, Hashable, CaseIterable {
    case readings, alarms, journal, quarantine
  }

  /// The end of the site's id in the store of a drill.
  public static let drillMark = "#drill"

  /// CSV with a header (RFC 4180), or one JSON object a line.
  public enum ExportFormat: String, Sendable, Hashable, CaseIterable { case csv, jsonl }

  /// Writes one table to an open file.
  ///
  /// Times are UTC with milliseconds; bytes are hexadecimal.
  ///
  /// In CSV a text that a spreadsheet would take for a formula gets an apostrophe before it.
  public static func export(
    _ path: String, kind: ExportKind, format: ExportFormat, to descriptor: Int32
  ) throws(StoreFailure) {
    try reading(path) { db in
      let site = try String.fetchOne(db, sql: "SELECT site FROM state") ?? ""
      var writer = ExportWriter(format: format, descriptor: descriptor, isDrill: site.hasSuffix(drillMark))
      switch kind {
      case .readings: try exportReadings(db, &writer)
      case .alarms: try exportAlarms(db, &writer)
      case .journal: try exportJournal(db, &writer)
      case .quarantine: try exportQuarantine(db, &writer)
      }
      try writer.flush()
    }
  }

  private static func exportReadings(_ db: Database, _ writer: inout ExportWriter) throws {
    writer.columns = ["measured", "arrived", "sensor", "source", "value", "quality", "revision"]
    let rows = try RawStatement(
      db,
      """
      SELECT measured, lag, sensor.id, source.id, value, quality, revision FROM reading
        JOIN sensor ON sensor.ref = reading.sensor JOIN source ON source.ref = reading.source
        ORDER BY measured, sensor
      """)
    while try rows.next() {
      let measured = Instant(milliseconds: rows.int(0))
      let value = rows.double(4)
      let quality = Quality(rawValue: UInt8(truncatingIfNeeded: rows.int(5))) ?? .missing
      try writer.write([
        .text(measured.utc), .text((measured + .milliseconds(rows.int(1))).utc), .text(rows.text(2)),
        .text(rows.text(3)), value.isNaN ? .absent : .number("\(value)"), .text("\(quality)"),
        .number("\(rows.int(6))"),
      ])
    }
  }

  private static func exportAlarms(_ db: Database, _ writer: inout ExportWriter) throws {
    writer.columns = [
      "id", "key", "label", "sector", "gradeNow", "gradeWorst", "occurrence", "version", "revision", "raised",
      "changed", "value", "limit", "acknowledgedBy", "text",
    ]
    for alarm in try TableReading.alarms(db) {
      try writer.write([
        .number("\(alarm.id.value)"), .text(alarm.key.text), .text("\(alarm.label)"),
        .text(alarm.sector.word),
        .text(alarm.gradeNow.word), .text(alarm.gradeWorst.word), .number("\(alarm.occurrence)"),
        .number("\(alarm.version)"), .number("\(alarm.revision)"), .text(alarm.raisedAt.utc),
        .text(alarm.changedAt.utc), ExportCell(alarm.value), ExportCell(alarm.limit),
        alarm.acknowledgedBy.map { .text($0.person) } ?? .absent, .text(alarm.text.zh),
      ])
    }
  }

  private static func exportJournal(_ db: Database, _ writer: inout ExportWriter) throws {
    writer.columns = ["sequence", "at", "event", "hash"]
    let rows = try RawStatement(db, "SELECT sequence, at, body, hash FROM journal ORDER BY sequence")
    while try rows.next() {
      let event = try rows.withBlob(2) { try EventCoding.decode($0) }
      try writer.write([
        .number("\(rows.int(0))"), .text(Instant(milliseconds: rows.int(1)).utc),
        .text(HarmlessText.clean("\(event)", limit: 4096)), .text(Digest(bytes: rows.blob(3))?.hex ?? ""),
      ])
    }
  }

  private static func exportQuarantine(_ db: Database, _ writer: inout ExportWriter) throws {
    writer.columns = ["id", "at", "source", "reason", "offset", "detail", "bytes"]
    let rows = try RawStatement(
      db,
      """
      SELECT quarantine.id, at, source.id, reason, offset, detail_zh, hex(bytes) FROM quarantine
        JOIN source ON source.ref = quarantine.source ORDER BY quarantine.id
      """)
    while try rows.next() {
      try writer.write([
        .number("\(rows.int(0))"), .text(Instant(milliseconds: rows.int(1)).utc), .text(rows.text(2)),
        .text(rows.text(3)), .number("\(rows.int(4))"), .text(rows.text(5)), .text(rows.text(6)),
      ])
    }
  }
}

extension Instant {
  /// UTC with milliseconds, such as `2026-11-23T07:41:07.250Z`.
  var utc: String {
    let civil = CivilTime(self, at: .utc)
    let thousandths = String(civil.millisecond + 1000).dropFirst()
    return "\(civil.date)T\(civil.time).\(thousandths)Z"
  }
}

/// One value of an exported row.
enum ExportCell {
  case text(String)
  case number(String)
  case absent

  init(_ value: Double?) {
    self = value.map { .number("\($0)") } ?? .absent
  }
}

/// Writes exported rows in blocks.
struct ExportWriter {
  private static let blockSize = 1 << 16

  var columns: [String] = [] {
    didSet { if format == .csv { append((columns + mark.map(\.column)).joined(separator: ",") + "\r\n") } }
  }
  /// A column more, that says in each row that it is a drill's.
  private let mark: [(column: String, text: String)]
  private let format: StoreTools.ExportFormat
  private let descriptor: Int32
  private var block: [UInt8] = []

  init(format: StoreTools.ExportFormat, descriptor: Int32, isDrill: Bool) {
    mark = isDrill ? [("exercise", "演练 DRILL")] : []
    self.format = format
    self.descriptor = descriptor
  }

  private mutating func append(_ text: String) { block.append(contentsOf: text.utf8) }

  mutating func write(_ cells: [ExportCell]) throws {
    switch format {
    case .csv:
      append((cells.map(ExportWriter.csv) + mark.map(\.text)).joined(separator: ",") + "\r\n")
    case .jsonl:
      var json = JSONText()
      for (column, cell) in zip(columns, cells) {
        switch cell {
        case .text(let text): json.add(column, text)
        case .number(let number): json.add(column, raw: number)
        case .absent: json.add(column, raw: "null")
        }
      }
      for (column, text) in mark { json.add(column, text) }
      append(json.object + "\n")
    }
    if block.count >= ExportWriter.blockSize { try flush() }
  }

  mutating func flush() throws {
    try StoreFiles.write(block, to: descriptor, path: "export")
    block.removeAll(keepingCapacity: true)
  }

  private static func csv(_ cell: ExportCell) -> String {
    switch cell {
    case .number(let number): return number
    case .absent: return ""
    case .text(let text):
      let isFormula = text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
      let safe = isFormula ? "'" + text : text
      guard safe.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return safe }
      return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        + "\""
    }
  }
}

/// One JSON object put together member by member.
public struct JSONText {
  private var members: [String] = []

  public init() {}

  public var object: String { "{" + members.joined(separator: ",") + "}" }

  /// Adds a member whose value is JSON already.
  public mutating func add(_ name: String, raw: String) { members.append("\(JSONText.quoted(name)):\(raw)") }

  /// Adds a text; `null` where there is none.
  public mutating func add(_ name: String, _ text: String?) {
    add(name, raw: text.map(JSONText.quoted) ?? "null")
  }

  /// The text in quotes, with everything that JSON wants escaped (RFC 8259).
  public static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
