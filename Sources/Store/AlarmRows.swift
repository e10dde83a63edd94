internal import Alarms
internal import CitySafety
internal import GRDB
public import Operations

extension AlarmKey {
  /// The key in one text, such as `threshold:7:gas-001:lel`.
  ///
  /// Different keys have different texts: the length says where a sensor's id ends.
  var text: String {
    switch self {
    case .threshold(let sensor, let rule): "threshold:\(sensor.utf8.count):\(sensor):\(rule)"
    case .sourceLost(let source): "source:\(source)"
    case .warning(let identifier): "warning:\(identifier)"
    case .earthquake(let identifier): "earthquake:\(identifier)"
    case .reportDue(let incident, let rule): "report:\(incident):\(rule)"
    }
  }
}

extension StoreOwner {
  /// Writes alarms as they now are, and takes out those that the state let go.
  func write(alarms: [Alarm], dropped: [AlarmID], _ db: Database) throws {
    guard !alarms.isEmpty || !dropped.isEmpty else { return }
    let drop = try RawStatement(db, "DELETE FROM alarm WHERE id = ?")
    for id in dropped {
      try drop.bind(1, id.value)
      try drop.run()
    }
    let upsert = try RawStatement(
      db,
      """
      INSERT INTO alarm (id, key, open, label, sector, grade_now, grade_worst, occurrence, version, revision,
          change, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET key = excluded.key, open = excluded.open, label = excluded.label,
          sector = excluded.sector, grade_now = excluded.grade_now, grade_worst = excluded.grade_worst,
          occurrence = excluded.occurrence, version = excluded.version, revision = excluded.revision,
          change = excluded.change, body = excluded.body
      """)
    var body: [UInt8] = []
    for alarm in alarms {
      body.removeAll(keepingCapacity: true)
      AlarmCoding.encode(alarm, into: &body)
      try upsert.bind(1, alarm.id.value)
      try upsert.bind(2, alarm.key.text)
      try upsert.bind(3, alarm.isOpen ? 1 : 0)
      try upsert.bind(4, Int64(alarm.label.rawValue))
      try upsert.bind(5, Int64(alarm.sector.rawValue))
      try upsert.bind(6, Int64(alarm.gradeNow.rawValue))
      try upsert.bind(7, Int64(alarm.gradeWorst.rawValue))
      try upsert.bind(8, Int64(alarm.occurrence))
      try upsert.bind(9, Int64(alarm.version))
      try upsert.bind(10, alarm.revision)
      try upsert.bind(11, memory.change)
      try upsert.bind(12, blob: body)
      try upsert.run()
    }
  }

  /// Writes the duty state as it now is.
  func write(_ duty: DutyState, _ db: Database) throws {
    let upsert = try RawStatement(
      db,
      """
      INSERT INTO duty (one, change, body) VALUES (1, ?, ?)
        ON CONFLICT (one) DO UPDATE SET change = excluded.change, body = excluded.body
      """)
    var body: [UInt8] = []
    DutyCoding.encode(duty, into: &body)
    try upsert.bind(1, memory.change)
    try upsert.bind(2, blob: body)
    try upsert.run()
  }

  /// Writes the rules as they now are.
  func write(_ rules: RuleBook, _ db: Database) throws {
    let upsert = try RawStatement(
      db,
      """
      INSERT INTO rules (one, change, body) VALUES (1, ?, ?)
        ON CONFLICT (one) DO UPDATE SET change = excluded.change, body = excluded.body
      """)
    var body: [UInt8] = []
    RuleCoding.encode(rules, into: &body)
    try upsert.bind(1, memory.change)
    try upsert.bind(2, blob: body)
    try upsert.run()
  }

  /// Writes the first result of each command; a later one of the same id changes nothing.
  func write(results: [ResultRow], _ db: Database) throws {
    guard !results.isEmpty else { return }
    let insert = try RawStatement(
      db, "INSERT INTO command_result (id, at, result) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING")
    for row in results {
      var result: [UInt8] = []
      ResultCoding.encode(row.result, into: &result)
      try insert.bind(1, row.id.text)
      try insert.bind(2, row.at.milliseconds)
      try insert.bind(3, blob: result)
      try insert.run()
    }
  }
}

extension StoreTools {
  /// The alarm rules as the journal knows them; works while an owner runs.
  public static func rules(_ path: String) throws(StoreFailure) -> RuleBook {
    try reading(path) { db in try TableReading.rules(db) ?? RuleBook() }
  }
}
