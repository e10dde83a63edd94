public import Alarms
public import CityDispatch
internal import CitySafety
internal import GRDB
public import Operations

/// Incidents, tasks and the timelines of incidents.
extension StoreOwner {
  /// Writes incidents and tasks as they now are.
  func write(_ changes: DispatchChanges, _ db: Database) throws {
    guard !changes.isEmpty else { return }
    var body: [UInt8] = []
    let incident = try RawStatement(
      db,
      """
      INSERT INTO incident (id, open, revision, change, body, late) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET open = excluded.open, revision = excluded.revision, change = excluded.change,
          body = excluded.body, late = excluded.late
      """)
    for changed in changes.incidents.values {
      body.removeAll(keepingCapacity: true)
      DispatchCoding.encode(changed, into: &body)
      try incident.bind(1, changed.id.value)
      try incident.bind(2, changed.state == .closed ? 0 : 1)
      try incident.bind(3, changed.revision)
      try incident.bind(4, memory.change)
      try incident.bind(5, blob: body)
      try incident.bind(6, changed.state == .closed && changed.reporting.owesCasualties ? 1 : 0)
      try incident.run()
    }
    let task = try RawStatement(
      db,
      """
      INSERT INTO task (id, incident, open, revision, change, body) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET incident = excluded.incident, open = excluded.open,
          revision = excluded.revision, change = excluded.change, body = excluded.body
      """)
    for changed in changes.tasks.values {
      body.removeAll(keepingCapacity: true)
      DispatchCoding.encode(changed, into: &body)
      try task.bind(1, changed.id.value)
      try task.bind(2, changed.incident.value)
      try task.bind(3, changed.state == .archived ? 0 : 1)
      try task.bind(4, changed.revision)
      try task.bind(5, memory.change)
      try task.bind(6, blob: body)
      try task.run()
    }
    try write(reports: changes.reports, db)
  }

  private func write(reports: [String: TeamReport], _ db: Database) throws {
    guard !reports.isEmpty else { return }
    let row = try RawStatement(
      db,
      """
      INSERT INTO team_report (team, change, body) VALUES (?, ?, ?)
        ON CONFLICT (team) DO UPDATE SET change = excluded.change, body = excluded.body
      """)
    var body: [UInt8] = []
    for report in reports.values {
      body.removeAll(keepingCapacity: true)
      DispatchCoding.encode(report, into: &body)
      try row.bind(1, report.team)
      try row.bind(2, memory.change)
      try row.bind(3, blob: body)
      try row.run()
    }
  }

  /// Keeps an entry in the timeline of the incident that it is about.
  func write(timeline entry: JournalEntry, _ db: Database) throws {
    let incident: IncidentID
    switch entry.event {
    case .duty(let command):
      if case .warning(let action) = command.action {
        guard let found = try self.incident(of: action.id, db) else { return }
        incident = found
        break
      }
      guard case .dispatch(let action) = command.action else { return }
      if let task = action.task {
        guard let found = try self.incident(of: task, db) else { return }
        incident = found
      } else if let named = action.incident {
        incident = named
      } else {
        return
      }
    case .warningExpired(let warning):
      guard let found = try self.incident(of: warning, db) else { return }
      incident = found
    case .task(let task, _, _, _):
      guard let found = try self.incident(of: task, db) else { return }
      incident = found
    default: return
    }
    var body: [UInt8] = []
    EventCoding.encode(entry.event, into: &body)
    let insert = try RawStatement(
      db,
      "INSERT INTO incident_entry (incident, sequence, at, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
    try insert.bind(1, incident.value)
    try insert.bind(2, entry.sequence)
    try insert.bind(3, entry.at.milliseconds)
    try insert.bind(4, blob: body)
    try insert.run()
  }

  private func incident(of task: TaskID, _ db: Database) throws -> IncidentID? {
    let row = try RawStatement(db, "SELECT incident FROM task WHERE id = ?")
    try row.bind(1, task.value)
    guard try row.next() else { return nil }
    defer { row.reset() }
    return IncidentID(row.int(0))
  }
}

extension StoreOwner {
  /// A closed incident as the tables hold it; `nil` when there is none with this number.
  public func closedIncident(_ id: IncidentID) throws(StoreFailure) -> Incident? {
    try reading { db in
      let row = try RawStatement(db, "SELECT body FROM incident WHERE id = ? AND open = 0")
      try row.bind(1, id.value)
      return try TableReading.decode(row, DispatchCoding.decodeIncident).first
    }
  }
}

extension TableReading {
  /// What is under way or waits for a report, and the last numbers given.
  static func dispatch(_ db: Database) throws -> DispatchState {
    let incidents = try decode(
      try RawStatement(db, "SELECT body FROM incident WHERE open = 1 OR late = 1 ORDER BY id"),
      DispatchCoding.decodeIncident)
    let tasks = try decode(
      try RawStatement(
        db,
        """
        SELECT task.body FROM task JOIN incident ON incident.id = task.incident WHERE incident.open = 1
          ORDER BY task.id
        """), DispatchCoding.decodeTask)
    return DispatchState(
      incidents: incidents, tasks: tasks, lastIncident: IncidentID(try last("incident", db)),
      lastTask: TaskID(try last("task", db)), reports: try teamReports(db))
  }

  /// The last report of each team, of those that changed after a commit.
  static func teamReports(after change: Int64 = -1, _ db: Database) throws -> [TeamReport] {
    let rows = try RawStatement(db, "SELECT body FROM team_report WHERE change > ? ORDER BY team")
    try rows.bind(1, change)
    return try decode(rows, DispatchCoding.decodeTeamReport)
  }

  private static func last(_ table: String, _ db: Database) throws -> Int64 {
    let row = try RawStatement(db, "SELECT max(id) FROM \(table)")
    guard try row.next() else { return 0 }
    defer { row.reset() }
    return row.optionalInt(0) ?? 0
  }

  /// What a seat shows: what is under way, and what was closed last.
  static func shownDispatch(_ db: Database) throws -> DispatchChanges {
    var changes = DispatchChanges()
    let chosen = """
      SELECT id FROM incident WHERE open = 1 OR late = 1 UNION
        SELECT id FROM (SELECT id FROM incident WHERE open = 0 ORDER BY change DESC LIMIT \(DispatchTable.closedLimit))
      """
    let incidents = try RawStatement(db, "SELECT body FROM incident WHERE id IN (\(chosen))")
    for incident in try decode(incidents, DispatchCoding.decodeIncident) {
      changes.incidents[incident.id] = incident
    }
    let tasks = try RawStatement(db, "SELECT body FROM task WHERE incident IN (\(chosen))")
    for task in try decode(tasks, DispatchCoding.decodeTask) { changes.tasks[task.id] = task }
    for report in try teamReports(db) { changes.reports[report.team] = report }
    return changes
  }

  /// Incidents and tasks that changed after a commit.
  static func dispatchChanges(after change: Int64, _ db: Database) throws -> DispatchChanges {
    var changes = DispatchChanges()
    let incidents = try RawStatement(db, "SELECT body FROM incident WHERE change > ?")
    try incidents.bind(1, change)
    for incident in try decode(incidents, DispatchCoding.decodeIncident) {
      changes.incidents[incident.id] = incident
    }
    let tasks = try RawStatement(db, "SELECT body FROM task WHERE change > ?")
    try tasks.bind(1, change)
    for task in try decode(tasks, DispatchCoding.decodeTask) { changes.tasks[task.id] = task }
    for report in try teamReports(after: change, db) { changes.reports[report.team] = report }
    return changes
  }
}

extension StoreTools {
  /// Most entries of an incident's timeline that are read, the newest.
  public static let timelineLimit = 10_000

  /// Every incident, oldest first, with its tasks; with a number only that one.
  public static func incidents(
    _ path: String, number: Int64? = nil
  ) throws(StoreFailure) -> [(incident: Incident, tasks: [TaskOrder])] {
    try reading(path) { db in
      let rows = try RawStatement(db, "SELECT body FROM incident WHERE ?1 = 0 OR id = ?1 ORDER BY id")
      try rows.bind(1, number ?? 0)
      return try TableReading.decode(rows, DispatchCoding.decodeIncident).map { incident in
        let tasks = try RawStatement(db, "SELECT body FROM task WHERE incident = ? ORDER BY id")
        try tasks.bind(1, incident.id.value)
        return (incident, try TableReading.decode(tasks, DispatchCoding.decodeTask))
      }
    }
  }

  /// The closed incidents, oldest first.
  public static func closedIncidents(_ path: String) throws(StoreFailure) -> [IncidentID] {
    try reading(path) { db in
      let rows = try RawStatement(db, "SELECT id FROM incident WHERE open = 0 ORDER BY id")
      var found: [IncidentID] = []
      while try rows.next() { found.append(IncidentID(rows.int(0))) }
      return found
    }
  }

  /// What was done about an incident, oldest first.
  public static func timeline(_ path: String, of incident: IncidentID) throws(StoreFailure) -> [JournalEntry]
  {
    try reading(path) { db in
      let rows = try RawStatement(
        db, "SELECT sequence, at, body FROM incident_entry WHERE incident = ? ORDER BY sequence DESC LIMIT ?")
      try rows.bind(1, incident.value)
      try rows.bind(2, timelineLimit)
      return try TableReading.entries(rows).reversed()
    }
  }
}

extension StoreTools {
  /// The last report of each team; works while an owner runs.
  public static func teamReports(_ path: String) throws(StoreFailure) -> [TeamReport] {
    try reading(path) { db in try TableReading.teamReports(db) }
  }

  /// The sensors of alarms that are of one, in the alarms' order.
  public static func sensors(_ path: String, of alarms: [AlarmID]) throws(StoreFailure) -> [String] {
    try reading(path) { db in
      let row = try RawStatement(db, "SELECT body FROM alarm WHERE id = ?")
      return try alarms.compactMap { id in
        try row.bind(1, id.value)
        defer { row.reset() }
        let found = try TableReading.decode(row, AlarmCoding.decode).first
        guard case .threshold(let sensor, _) = found?.key else { return nil }
        return sensor
      }
    }
  }
}

extension StoreReader {
  /// The newest entries about an incident, newest first; those of archived journal segments are among them.
  public func timeline(of incident: IncidentID, limit: Int) throws(StoreFailure) -> [JournalEntry] {
    try reading { db in
      let rows = try RawStatement(
        db, "SELECT sequence, at, body FROM incident_entry WHERE incident = ? ORDER BY sequence DESC LIMIT ?")
      try rows.bind(1, incident.value)
      try rows.bind(2, limit)
      return try TableReading.entries(rows)
    }
  }
}
