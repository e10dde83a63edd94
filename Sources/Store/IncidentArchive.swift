internal import Alarms
public import CityDispatch
public import CitySafety
internal import GRDB
public import Operations

/// The archive of an incident: one sealed file that stands without the program and the store.
///
/// JSON lines (RFC 8259): a header, the incident as people read it, its record, tasks, alarms, timeline, messages, sensors
/// and their readings, each line with its `kind`; the last one seals those before it. What is said of the incident after it was
/// closed stands in addenda beside it (`complete`).
public struct IncidentArchive {
  /// Of the format; a reader refuses a higher one.
  public static let version = 1
  /// Readings on one line.
  static let readingsPerLine = 500

  public let site: Site
  /// How long before the first alarm the readings begin: the site's.
  public let lead: Span
  /// An entry of the timeline in both languages.
  private let words: (JournalEntry) -> Bilingual
  /// What a message said, in both languages; `nil` for bytes that are no message.
  private let message: (OutboxRow) -> Bilingual?
  /// The incident as it is printed.
  private let page: (Incident, [TaskOrder], [JournalEntry], Language) -> [String]
  /// Asked between blocks of readings: the program ends, nothing more is written.
  private let isStopped: () -> Bool

  public init(
    site: Site, lead: Span, words: @escaping (JournalEntry) -> Bilingual,
    message: @escaping (OutboxRow) -> Bilingual?,
    page: @escaping (Incident, [TaskOrder], [JournalEntry], Language) -> [String],
    isStopped: @escaping () -> Bool = { false }
  ) {
    self.site = site
    self.lead = lead
    self.words = words
    self.message = message
    self.page = page
    self.isStopped = isStopped
  }

  /// What was written.
  public struct Written: Sendable, Hashable {
    public var seal: Digest
    public var readings: Int64
  }

  /// Writes an incident as it stands at one moment of the store, with readings up to `now` while it is not closed.
  ///
  /// Nothing is left of a file that could not be finished. `nil` when there is no such incident, or the program ends.
  public func write(
    _ store: String, incident id: IncidentID, now: Instant, program: String, to path: String
  ) throws(StoreFailure) -> Written? {
    try StoreTools.reading(store) { db in
      guard let incident = try incident(id, db) else { return nil }
      var file = try SealedFile(path)
      try file.add(
        header(
          "watchfloor-incident", incident, at: now, program: program, anchor: try StoreTools.anchor(db)))
      let tasks = try self.tasks(of: id, db)
      try write(incident, tasks, db, &file)
      try writeMessages(
        tasks.flatMap { OrderMessage.idPrefixes(of: $0.id) } + [ReportMessage.idPrefix(of: incident.id)], db,
        &file)
      let alarms = try writeAlarms(of: incident, db, &file)
      let start = alarms.map(\.raisedAt).min().map { min($0, incident.openedAt) } ?? incident.openedAt
      let sensors = sensors(near: alarms)
      for sensor in sensors { try file.add(line(of: sensor)) }
      guard
        let readings = try writeReadings(
          of: sensors, from: start - lead, until: incident.closedAt ?? now, db, &file)
      else { return nil }
      return Written(seal: try file.seal(), readings: readings)
    }
  }

  func incident(_ id: IncidentID, _ db: Database) throws -> Incident? {
    let incidents = try RawStatement(db, "SELECT body FROM incident WHERE id = ?")
    try incidents.bind(1, id.value)
    return try TableReading.decode(incidents, DispatchCoding.decodeIncident).first
  }

  func header(
    _ kind: String, _ incident: Incident, at now: Instant, program: String, anchor: Anchor
  ) -> JSONText {
    var json = JSONText()
    json.add("kind", kind)
    json.add("version", raw: "\(IncidentArchive.version)")
    json.add("program", program)
    json.add("site", site.id)
    json.add("siteZh", site.name.zh)
    json.add("siteEn", site.name.en)
    json.add("madeUp", raw: "\(site.isMadeUp)")
    json.add("number", raw: "\(incident.id.value)")
    json.add("state", incident.state.name.en)
    json.add("sealed", now.utc)
    // Binds the file to the place of the journal that it was made at.
    json.add("journal", anchor.text)
    return json
  }

  func tasks(of incident: IncidentID, _ db: Database) throws -> [TaskOrder] {
    let rows = try RawStatement(db, "SELECT body FROM task WHERE incident = ? ORDER BY id")
    try rows.bind(1, incident.value)
    return try TableReading.decode(rows, DispatchCoding.decodeTask)
  }

  func timeline(of incident: IncidentID, _ db: Database) throws -> [JournalEntry] {
    let rows = try RawStatement(
      db, "SELECT sequence, at, body FROM incident_entry WHERE incident = ? ORDER BY sequence")
    try rows.bind(1, incident.value)
    return try TableReading.entries(rows)
  }

  private func write(
    _ incident: Incident, _ tasks: [TaskOrder], _ db: Database, _ file: inout SealedFile
  ) throws {
    let timeline = try timeline(of: incident.id, db)
    try writePages(incident, tasks, timeline, &file)
    try writeRecord(of: incident, &file)
    var body: [UInt8] = []
    for task in tasks {
      body.removeAll(keepingCapacity: true)
      DispatchCoding.encode(task, into: &body)
      try file.add(record("task", task.id.value, body))
    }
    for entry in timeline { try write(entry, &file) }
  }

  /// The incident as people read it.
  func writePages(
    _ incident: Incident, _ tasks: [TaskOrder], _ timeline: [JournalEntry], _ file: inout SealedFile
  ) throws {
    for language in Language.allCases {
      for text in page(incident, tasks, timeline, language) {
        var json = JSONText()
        json.add("kind", "page")
        json.add("language", language.rawValue)
        json.add("text", text)
        try file.add(json)
      }
    }
  }

  func writeRecord(of incident: Incident, _ file: inout SealedFile) throws {
    var body: [UInt8] = []
    DispatchCoding.encode(incident, into: &body)
    try file.add(record("incident", incident.id.value, body))
  }

  func write(_ entry: JournalEntry, _ file: inout SealedFile) throws {
    var body: [UInt8] = []
    EventCoding.encode(entry.event, into: &body)
    var json = record("entry", entry.sequence, body)
    json.add("at", entry.at.utc)
    let words = words(entry)
    json.add("zh", words.zh)
    json.add("en", words.en)
    try file.add(json)
  }

  /// A record as the store keeps it, byte for byte: what `verify` compares.
  private func record(_ kind: String, _ number: Int64, _ body: [UInt8]) -> JSONText {
    var json = JSONText()
    json.add("kind", kind)
    json.add("number", raw: "\(number)")
    json.add("body", Hex.text(of: body))
    return json
  }

  /// Orders, reminders, cancellations and reports upward, by the beginnings of their ids, with what became of them.
  func writeMessages(_ prefixes: [String], _ db: Database, _ file: inout SealedFile) throws {
    let rows = try RawStatement(
      db, "SELECT \(OutboxRecord.columns) FROM outbox WHERE key >= ?1 AND key < ?2 ORDER BY id")
    for prefix in prefixes {
      try rows.bind(1, prefix)
      try rows.bind(2, prefix + "\u{10FFFF}")
      while try rows.next() { try file.add(line(of: OutboxRecord(rows))) }
    }
  }

  private func line(of record: OutboxRecord) -> JSONText {
    var json = JSONText()
    json.add("kind", "message")
    json.add("key", record.row.key)
    json.add("at", record.row.at.utc)
    json.add("state", record.state.rawValue)
    json.add("attempts", raw: "\(record.attempts)")
    json.add("resends", raw: "\(record.resends)")
    json.add("settled", record.settled?.utc)
    json.add("failureZh", record.failure.zh)
    json.add("failureEn", record.failure.en)
    let words = message(record.row)
    json.add("zh", words?.zh)
    json.add("en", words?.en)
    return json
  }

  private func writeAlarms(
    of incident: Incident, _ db: Database, _ file: inout SealedFile
  ) throws -> [Alarm] {
    var alarms: [Alarm] = []
    let rows = try RawStatement(db, "SELECT body FROM alarm WHERE id = ?")
    for id in incident.alarms {
      try rows.bind(1, id.value)
      guard let alarm = try TableReading.decode(rows, AlarmCoding.decode).first else { continue }
      alarms.append(alarm)
      var json = JSONText()
      json.add("kind", "alarm")
      json.add("number", raw: "\(id.value)")
      json.add("key", alarm.key.text)
      json.add("worst", alarm.gradeWorst.word)
      json.add("raised", alarm.raisedAt.utc)
      json.add("value", raw: alarm.value.map { "\($0)" } ?? "null")
      json.add("limit", raw: alarm.limit.map { "\($0)" } ?? "null")
      json.add("textZh", alarm.text.zh)
      json.add("textEn", alarm.text.en)
      json.add("placeZh", alarm.place.zh)
      try file.add(json)
    }
    return alarms
  }
}

// MARK: - Readings

extension IncidentArchive {
  /// The sensors of the alarms and those that stand at the same risk points.
  private func sensors(near alarms: [Alarm]) -> [Sensor] {
    var ids: Set<String> = []
    for alarm in alarms {
      if case .threshold(let sensor, _) = alarm.key { ids.insert(sensor) }
    }
    let points = Set(site.sensors.filter { ids.contains($0.id) }.map(\.riskPoint))
    return site.sensors.filter { points.contains($0.riskPoint) }
  }

  private func line(of sensor: Sensor) -> JSONText {
    var json = JSONText()
    let type = site.sensorTypes[sensor.type]
    json.add("kind", "sensor")
    json.add("id", sensor.id)
    json.add("zh", sensor.name.zh)
    json.add("en", sensor.name.en)
    json.add("unit", type.unit)
    json.add("point", site.riskPoints[sensor.riskPoint].id)
    json.add("madeUp", raw: "\(sensor.isMadeUp)")
    return json
  }

  /// Writes readings by time: time, position of the sensor among the sensor lines from 0, value, quality.
  ///
  /// Returns how many; `nil` when the program ends.
  private func writeReadings(
    of sensors: [Sensor], from start: Instant, until end: Instant, _ db: Database, _ file: inout SealedFile
  ) throws -> Int64? {
    var positions: [Int64: Int] = [:]
    let references = try RawStatement(db, "SELECT ref FROM sensor WHERE id = ?")
    for (position, sensor) in sensors.enumerated() {
      try references.bind(1, sensor.id)
      while try references.next() { positions[references.int(0)] = position }
    }
    guard !positions.isEmpty else { return 0 }
    let list = positions.keys.sorted().map { "\($0)" }.joined(separator: ",")
    let rows = try RawStatement(
      db,
      """
      SELECT measured, sensor, value, quality FROM reading WHERE measured BETWEEN ? AND ? AND sensor IN (\(list))
        ORDER BY measured, sensor
      """)
    try rows.bind(1, start.milliseconds)
    try rows.bind(2, end.milliseconds)
    var chunk = ReadingLine()
    var count: Int64 = 0
    while try rows.next() {
      chunk.add(
        measured: rows.int(0), sensor: positions[rows.int(1)] ?? 0, value: rows.double(2),
        quality: Quality(rawValue: UInt8(truncatingIfNeeded: rows.int(3))) ?? .missing)
      count += 1
      guard chunk.count == IncidentArchive.readingsPerLine else { continue }
      if isStopped() { return nil }
      try file.add(bytes: chunk.take())
    }
    if chunk.count > 0 { try file.add(bytes: chunk.take()) }
    return count
  }
}

/// One line of readings; nothing of the time but milliseconds is written out twice for the same second.
struct ReadingLine {
  private static let head = Array(#"{"kind":"readings","rows":["#.utf8)
  private static let qualities: [[UInt8]] = Quality.allCases.map { Array("\"\($0)\"]".utf8) }

  private(set) var count = 0
  private var bytes = ReadingLine.head
  private var second: Int64 = 0
  private var prefix: [UInt8] = []

  mutating func add(measured: Int64, sensor: Int, value: Double, quality: Quality) {
    if count > 0 { bytes.append(UInt8(ascii: ",")) }
    count += 1
    if prefix.isEmpty || !(0..<1000).contains(measured - second * 1000) { turn(to: measured) }
    bytes += prefix
    let rest = Int(measured - second * 1000)
    for digit in [rest / 100, rest / 10 % 10, rest % 10] { bytes.append(UInt8(ascii: "0") + UInt8(digit)) }
    bytes += "Z\",".utf8
    bytes += String(sensor).utf8
    bytes.append(UInt8(ascii: ","))
    if quality == .missing { bytes += "null".utf8 } else { bytes += value.description.utf8 }
    bytes.append(UInt8(ascii: ","))
    bytes += ReadingLine.qualities[Int(quality.rawValue)]
  }

  private mutating func turn(to measured: Int64) {
    second = measured >= 0 ? measured / 1000 : (measured - 999) / 1000
    let civil = CivilTime(Instant(milliseconds: second * 1000), at: .utc)
    prefix = Array("[\"\(civil.date)T\(civil.time).".utf8)
  }

  /// The line, and a new one begun.
  mutating func take() -> [UInt8] {
    defer {
      bytes = ReadingLine.head
      count = 0
    }
    return bytes + "]}".utf8
  }
}
