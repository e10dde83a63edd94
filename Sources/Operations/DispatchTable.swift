public import CityDispatch
import CitySafety

/// Incidents and tasks as a seat shows them: what is under way, and what was closed last.
public struct DispatchTable: Sendable, Equatable {
  /// Most closed incidents that a seat lists.
  public static let closedLimit = 200

  /// Under way: the response before what is terminated, then the worst grade, then the newest.
  public private(set) var incidents: [Incident] = []
  public private(set) var tasksOf: [IncidentID: [TaskOrder]] = [:]
  /// Closed, those that changed last first, at most `closedLimit`.
  public private(set) var closed: [Incident] = []
  public private(set) var counts = DispatchCounts()
  /// The last report of each team, by its id.
  public private(set) var reports: [String: TeamReport] = [:]

  /// The highest number of an incident in it; 0 when it holds none.
  public var lastNumber: Int64 { (incidents + closed).map(\.id.value).max() ?? 0 }

  public init() {}

  /// The table after some incidents and tasks changed.
  public init(_ before: DispatchTable, _ changes: DispatchChanges) {
    self = before
    reports.merge(changes.reports) { $1 }
    if changes.incidents.isEmpty, changes.tasks.isEmpty { return }
    for task in changes.tasks.values {
      var tasks = tasksOf[task.incident] ?? []
      if let index = tasks.firstIndex(where: { $0.id == task.id }) {
        tasks[index] = task
      } else {
        tasks.insert(task, at: tasks.firstIndex { $0.id > task.id } ?? tasks.count)
      }
      tasksOf[task.incident] = tasks
    }
    let changed = Set(changes.incidents.keys)
    incidents.removeAll { changed.contains($0.id) }
    closed.removeAll { changed.contains($0.id) }
    for incident in changes.incidents.values {
      if incident.state == .closed { closed.append(incident) } else { incidents.append(incident) }
    }
    incidents.sort(by: DispatchTable.isBefore)
    closed.sort { ($0.changedAt, $0.id) > ($1.changedAt, $1.id) }
    closed = Array(closed.prefix(DispatchTable.closedLimit))
    let kept = Set(incidents.map(\.id)).union(closed.map(\.id))
    tasksOf = tasksOf.filter { kept.contains($0.key) }
    counts = DispatchCounts(incidents, tasksOf)
  }

  public subscript(id: IncidentID) -> Incident? {
    incidents.first { $0.id == id } ?? closed.first { $0.id == id }
  }

  private static func isBefore(_ left: Incident, _ right: Incident) -> Bool {
    if left.state != right.state { return left.state.rawValue < right.state.rawValue }
    if left.grade != right.grade { return left.grade.rawValue < right.grade.rawValue }
    return left.id > right.id
  }
}

/// What of the incidents under way a shift has to know at a glance.
public struct DispatchCounts: Sendable, Equatable {
  public var incidents = 0
  public var running = 0
  public var drafts = 0
  /// Orders that nobody has said they have.
  public var awaiting = 0
  public var missed = 0
  /// Late to the scene, or with the feedback.
  public var overdue = 0
  public var silent = 0
  /// Feedback that waits for a lead's signature.
  public var unsigned = 0

  init() {}

  init(_ incidents: [Incident], _ tasksOf: [IncidentID: [TaskOrder]]) {
    self.incidents = incidents.count
    for incident in incidents {
      for task in tasksOf[incident.id] ?? [] {
        if task.state == .draft { drafts += 1 }
        guard task.state.isRunning else { continue }
        running += 1
        if task.state.awaitsReceipt { awaiting += 1 }
        if task.state.awaitsReceipt, task.missed > 0 { missed += 1 }
        if task.isLate || task.isOverdue { overdue += 1 }
        if task.silence != .none { silent += 1 }
        if task.state == .controlled, !task.report.isEmpty { unsigned += 1 }
      }
    }
  }
}
