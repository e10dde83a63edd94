public import CityDispatch
public import CitySafety

/// An incident under way as a handover tells it: what it is, and how many of its orders wait for what.
public struct HandoverIncident: Sendable, Hashable {
  public var id: IncidentID
  public var grade: Grade
  public var title: Bilingual
  public var level: ResponseLevel
  public var running: Int
  /// Orders that nobody has said they have, and how many of these were asked for in vain.
  public var awaiting: Int
  public var missed: Int
  /// Late to the scene or with the feedback, or silent.
  public var overdue: Int
  /// Rises with every change of the incident and of any of its tasks.
  public var revision: Int64
  /// Whether a clock of one of its tasks runs.
  var hasClock: Bool

  public init(_ incident: Incident, _ tasks: [TaskOrder]) {
    id = incident.id
    grade = incident.grade
    title = incident.title
    level = incident.level
    (running, awaiting, missed, overdue) = (0, 0, 0, 0)
    revision = incident.revision
    hasClock = false
    for task in tasks {
      revision &+= task.revision
      if !task.clocks.isEmpty { hasClock = true }
      guard task.state.isRunning else { continue }
      running += 1
      if task.state.awaitsReceipt { awaiting += 1 }
      if task.state.awaitsReceipt, task.missed > 0 { missed += 1 }
      if task.isLate || task.isOverdue || task.silence != .none { overdue += 1 }
    }
  }

  /// The item that the incoming person reads back.
  var item: HandoverItem {
    var reasons: HandoverReasons = .task
    if awaiting > 0 { reasons.insert(.receipt) }
    if hasClock { reasons.insert(.clock) }
    if grade.isWorse(than: .yellow) { reasons.insert(.severe) }
    return HandoverItem(key: .incident(id), reasons: reasons, revision: revision)
  }
}

extension HandoverIncident {
  func write(to writer: inout ByteWriter) {
    writer.write(id.value)
    writer.write(grade.rawValue)
    writer.write(title)
    writer.write(level.rawValue)
    for count in [running, awaiting, missed, overdue] { writer.write(count) }
    writer.write(revision)
    writer.write(hasClock)
  }

  init(from reader: inout ByteReader) throws(CodingFailure) {
    id = IncidentID(try reader.int64())
    grade = try reader.choice()
    title = try reader.bilingual()
    level = try reader.choice()
    running = try reader.int()
    awaiting = try reader.int()
    missed = try reader.int()
    overdue = try reader.int()
    revision = try reader.int64()
    hasClock = try reader.bool()
  }
}

extension DispatchTable {
  /// The incidents under way, by number, as a handover tells them.
  public var handedOver: [HandoverIncident] {
    incidents.sorted { $0.id < $1.id }.map { HandoverIncident($0, tasksOf[$0.id] ?? []) }
  }
}

extension DispatchState {
  /// The incidents under way, by number, as a handover tells them.
  var handedOver: [HandoverIncident] {
    incidents.values.sorted { $0.id < $1.id }.map { HandoverIncident($0, tasks(of: $0.id)) }
  }
}
