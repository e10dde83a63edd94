public import Alarms
public import CitySafety

/// The incidents and tasks that are under way: the part of the state that the dispatch journal entries lead to.
///
/// A closed incident leaves it with its tasks; the store keeps them. One whose casualties changed after its last report is kept
/// until that is reported (`late`).
public struct DispatchState: Sendable, Equatable {
  /// Most incidents under way at once; one more is refused.
  public static let incidentLimit = 1000
  /// Most tasks of incidents under way; one more is refused.
  public static let taskLimit = 20_000
  /// Most closed incidents that wait for a report of changed casualties; a change of one more is refused.
  public static let lateLimit = 1000
  /// Most teams whose report is kept; one more is not.
  public static let reportLimit = 2000

  public private(set) var incidents: [IncidentID: Incident] = [:]
  public private(set) var tasks: [TaskID: TaskOrder] = [:]
  /// Closed incidents whose casualties changed after their last report, until they are reported.
  public private(set) var late: [IncidentID: Incident] = [:]
  /// The last numbers given.
  public private(set) var lastIncident: IncidentID
  public private(set) var lastTask: TaskID
  /// The last report of each team, by its id.
  public private(set) var reports: [String: TeamReport] = [:]
  private var tasksOf: [IncidentID: [TaskID]] = [:]
  private var incidentOf: [AlarmID: IncidentID] = [:]
  /// Running tasks by team.
  private var runningOf: [String: Set<TaskID>] = [:]
  private var clocks = TaskClocks()
  /// What changed since it was last taken; not part of what the state is.
  private var changes = DispatchChanges()

  /// The state at a checkpoint: what is under way or waits for a report, and the last numbers given.
  public init(
    incidents: [Incident] = [], tasks: [TaskOrder] = [], lastIncident: IncidentID = IncidentID(0),
    lastTask: TaskID = TaskID(0), reports: [TeamReport] = []
  ) {
    for report in reports { self.reports[report.team] = report }
    self.lastIncident = lastIncident
    self.lastTask = lastTask
    for incident in incidents {
      if incident.state == .closed { late[incident.id] = incident } else { put(incident) }
    }
    for task in tasks.sorted(by: { $0.id < $1.id }) { put(task) }
    changes = DispatchChanges()
  }

  public static func == (left: DispatchState, right: DispatchState) -> Bool {
    left.lastIncident == right.lastIncident && left.lastTask == right.lastTask
      && left.incidents == right.incidents
      && left.tasks == right.tasks && left.late == right.late && left.reports == right.reports
  }

  /// The tasks of an incident in the order in which they were written.
  public func tasks(of incident: IncidentID) -> [TaskOrder] {
    (tasksOf[incident] ?? []).compactMap { tasks[$0] }
  }

  /// An incident that is under way, waits for a report, or changed since changes were last taken, such as one that was just
  /// closed.
  public func known(_ id: IncidentID) -> Incident? { incidents[id] ?? late[id] ?? changes.incidents[id] }

  /// The incident under way that answers an alarm.
  public func incident(answering alarm: AlarmID) -> IncidentID? { incidentOf[alarm] }

  /// The running task of another incident that a team is committed to; the earliest.
  public func commitment(of team: String, outside incident: IncidentID?) -> TaskID? {
    guard !team.isEmpty, let running = runningOf[team] else { return nil }
    return running.filter { tasks[$0]?.incident != incident }.min()
  }

  /// When the next clock of a task runs out.
  public var nextClock: Instant? { clocks.next }

  /// The clocks that ran out at or before `now`, earliest first, at most `limit`.
  public func dueClocks(at now: Instant, limit: Int) -> [(task: TaskID, event: TaskEvent)] {
    clocks.due(at: now, limit: limit)
  }

  /// What changed since it was asked last.
  public mutating func takeChanges() -> DispatchChanges {
    defer { changes = DispatchChanges() }
    return changes
  }

  /// Takes the reports of a checkpoint, without any change.
  public mutating func restore(_ known: [TeamReport]) {
    for report in known { reports[report.team] = report }
  }

  mutating func keep(_ report: TeamReport) {
    reports[report.team] = report
    changes.reports[report.team] = report
  }

  private mutating func put(_ incident: Incident) {
    incidents[incident.id] = incident
    lastIncident = max(lastIncident, incident.id)
    // Of two that have an alarm, the one that responds answers it: the other was merged into it.
    for alarm in incident.alarms where incident.state == .responding || incidentOf[alarm] == nil {
      incidentOf[alarm] = incident.id
    }
    changes.incidents[incident.id] = incident
  }

  /// Keeps a closed incident as long as a report of it is owed.
  private mutating func putLate(_ incident: Incident) {
    var incident = incident
    if !incident.reporting.owesCasualties { incident.reporting.due = [] }
    late[incident.id] = incident.reporting.owesCasualties ? incident : nil
    changes.incidents[incident.id] = incident
  }

  /// The reports of an incident that are due from now on; no change that anybody else's request would be late for.
  public mutating func take(_ due: [ReportDue], of id: IncidentID) {
    guard var incident = incidents[id] ?? late[id] else { return }
    incident.reporting.due = due
    if incident.state == .closed { putLate(incident) } else { put(incident) }
  }

  private mutating func put(_ task: TaskOrder) {
    clocks.replace(tasks[task.id], by: task)
    noteCommitment(of: task, isRunning: task.state.isRunning)
    if tasks.updateValue(task, forKey: task.id) == nil { tasksOf[task.incident, default: []].append(task.id) }
    lastTask = max(lastTask, task.id)
    changes.tasks[task.id] = task
  }

  private mutating func noteCommitment(of task: TaskOrder, isRunning: Bool) {
    guard !task.draft.team.isEmpty else { return }
    if isRunning {
      runningOf[task.draft.team, default: []].insert(task.id)
    } else {
      runningOf[task.draft.team]?.remove(task.id)
      if runningOf[task.draft.team]?.isEmpty == true { runningOf[task.draft.team] = nil }
    }
  }

  private mutating func forget(_ id: IncidentID) {
    for task in tasks(of: id) {
      clocks.replace(task, by: nil)
      noteCommitment(of: task, isRunning: false)
      tasks[task.id] = nil
    }
    tasksOf[id] = nil
    let freed = (incidents[id]?.alarms ?? []).filter { incidentOf[$0] == id }
    incidents[id] = nil
    for alarm in freed {
      incidentOf[alarm] = incidents.values.filter { $0.alarms.contains(alarm) }.map(\.id).min()
    }
  }
}

// MARK: - What may be done

extension DispatchState {
  /// Why the action cannot be performed now; `nil` when it can.
  ///
  /// `seen` is the revision, of the task or the incident, that stood on the screen; `knows` tells whether an alarm
  /// exists; `closed` is the incident that it is about where that is closed.
  public func refusal(
    of action: DispatchAction, seen: Int64, closed: Incident? = nil, knows: (AlarmID) -> Bool
  ) -> DispatchRefusal? {
    switch action {
    case .late: return .unsound
    case .open(_, let draft, let isOrdered):
      return refusal(of: draft, knows: knows)
        ?? refusal(of: draft.tasks, isOrdered: isOrdered, for: nil, before: 0)
    case .step(let id, let event, _, let words):
      return stepRefusal(id, event, words: words, seen: seen)
    case .reassign(let id, let draft, let reason): return reassignRefusal(id, draft, reason, seen: seen)
    case .extend(let id, let more, let isOrdered):
      guard let incident = incidents[id] else { return .unknownIncident(id) }
      return refusal(of: more, on: incident, isOrdered: isOrdered, seen: seen, knows: knows)
    default:
      guard let id = action.incident, let incident = incidents[id] ?? closed, incident.id == id else {
        return .unknownIncident(action.incident ?? IncidentID(0))
      }
      if incident.state == .closed, let refusal = lateRefusal(action, on: incident) { return refusal }
      return refusal(of: action, on: incident, seen: seen)
    }
  }

  private func refusal(of draft: IncidentDraft, knows: (AlarmID) -> Bool) -> DispatchRefusal? {
    guard !draft.alarms.isEmpty, draft.alarms.count <= Incident.alarmLimit else {
      return .tooMany(limit: Incident.alarmLimit)
    }
    guard incidents.count < DispatchState.incidentLimit else {
      return .tooMany(limit: DispatchState.incidentLimit)
    }
    for alarm in draft.alarms {
      guard knows(alarm) else { return .unknownAlarm(alarm) }
      if let other = responding(to: alarm) { return .answered(alarm, by: other) }
    }
    return nil
  }

  func refusal(
    of drafts: [TaskDraft], isOrdered: Bool, for incident: IncidentID?, before: Int
  ) -> DispatchRefusal? {
    guard before + drafts.count <= Incident.taskLimit else { return .tooMany(limit: Incident.taskLimit) }
    guard tasks.count + drafts.count <= DispatchState.taskLimit else {
      return .tooMany(limit: DispatchState.taskLimit)
    }
    for draft in drafts {
      guard draft.limits.isSound, !draft.unit.isEmpty, !draft.what.zh.isEmpty || !draft.what.en.isEmpty else {
        return .unsound
      }
      if isOrdered, let refusal = commitmentRefusal(of: draft, for: incident) { return refusal }
    }
    return nil
  }

  private func commitmentRefusal(of draft: TaskDraft, for incident: IncidentID?) -> DispatchRefusal? {
    guard !draft.acceptsCommitted, let task = commitment(of: draft.team, outside: incident) else {
      return nil
    }
    return .committed(team: draft.team, task: task)
  }

  private func stepRefusal(_ id: TaskID, _ event: TaskEvent, words: String, seen: Int64) -> DispatchRefusal? {
    guard let task = tasks[id] else { return .unknownTask(id) }
    guard !event.isClock, event != .deliver, event != .archive, event != .issue else {
      return .notForPeople(event)
    }
    guard seen == task.revision else { return .raced(by: task.changedBy, at: task.changedAt) }
    switch task.outcome(of: event, TaskInput(at: task.changedAt, words: words)) {
    case .performed: return nil
    case .hindered(let rule): return .hindered(event, rule)
    case .noRow: return .notApplicable(event, task.state)
    }
  }

  private func reassignRefusal(
    _ id: TaskID, _ draft: TaskDraft, _ reason: String, seen: Int64
  ) -> DispatchRefusal? {
    guard let task = tasks[id], let incident = incidents[task.incident] else { return .unknownTask(id) }
    guard incident.state == .responding else { return .over(incident.state) }
    guard seen == task.revision else { return .raced(by: task.changedBy, at: task.changedAt) }
    guard task.state.isRunning || task.state == .declined || task.state == .failed || task.state == .cancelled
    else { return .notApplicable(.cancel, task.state) }
    guard !reason.isEmpty else { return .needsText }
    guard (draft.unit, draft.team) != (task.draft.unit, task.draft.team) else { return .sameTeam }
    return refusal(of: [draft], isOrdered: true, for: incident.id, before: tasks(of: incident.id).count)
  }

  private func refusal(of action: DispatchAction, on incident: Incident, seen: Int64) -> DispatchRefusal? {
    let own = tasks(of: incident.id)
    switch action {
    case .note(_, _, let text): return text.isEmpty ? .needsText : nil
    case .add(_, let drafts, let isOrdered):
      if incident.state != .responding { return .over(incident.state) }
      if drafts.isEmpty { return .needsTasks }
      return refusal(of: drafts, isOrdered: isOrdered, for: incident.id, before: own.count)
    case .issue(_, let acceptsCommitted):
      if incident.state != .responding { return .over(incident.state) }
      // Nobody orders a draft that was written after they looked.
      if seen != incident.revision { return .raced(by: incident.changedBy, at: incident.changedAt) }
      let drafts = own.filter { $0.state == .draft }
      if drafts.isEmpty { return .nothingToDo }
      if acceptsCommitted { return nil }
      return drafts.lazy.compactMap { commitmentRefusal(of: $0.draft, for: incident.id) }.first
    case .tick(_, let index):
      if !incident.checklist.indices.contains(index) || incident.ticks[index] != nil { return .nothingToDo }
      return nil
    case .reported(_, let rule):
      guard let rounds = incident.reports[rule] else {
        return incident.reports.count < ReportClocks.ruleLimit ? nil : .tooMany(limit: ReportClocks.ruleLimit)
      }
      return rounds.count < ReportClocks.roundLimit ? nil : .tooMany(limit: ReportClocks.roundLimit)
    case .report(_, let report): return refusal(of: report, on: incident)
    default: break
    }
    if seen != incident.revision { return .raced(by: incident.changedBy, at: incident.changedAt) }
    switch action {
    case .level(_, let level, let reason):
      if incident.state != .responding { return .over(incident.state) }
      if level == incident.level { return .nothingToDo }
      return reason.isEmpty ? .needsText : nil
    case .appoint(_, let name):
      if incident.state != .responding { return .over(incident.state) }
      return name.isEmpty ? .needsText : name == incident.commander ? .nothingToDo : nil
    case .grade(_, let grade): return grade == incident.eventGrade ? .nothingToDo : nil
    case .assess(_, let assessment):
      if !assessment.isSound { return .unsound }
      return assessment == incident.assessment ? .nothingToDo : nil
    case .terminate(_, let reason):
      if incident.state != .responding { return .over(incident.state) }
      return reason.isEmpty ? .needsText : nil
    case .merge(_, let other, let reason):
      guard other != incident.id else { return .sameIncident }
      guard let target = incidents[other] else { return .unknownIncident(other) }
      for state in [incident.state, target.state] where state != .responding { return .over(state) }
      guard Set(target.alarms).union(incident.alarms).count <= Incident.alarmLimit else {
        return .tooMany(limit: Incident.alarmLimit)
      }
      return reason.isEmpty ? .needsText : nil
    case .close(_, let verdict, _, _):
      if incident.state == .responding { return .notTerminated }
      let open = own.filter { !$0.state.isOver }.count
      if open > 0 { return .tasksOpen(count: open) }
      return verdict.isEmpty ? .needsText : nil
    default: return nil
    }
  }
}

// MARK: - The reducer's part

extension DispatchState {
  /// Performs what was decided.
  public mutating func apply(_ action: DispatchAction, by actor: Actor, at: Instant) {
    switch action {
    case .open(let id, let draft, let isOrdered):
      guard id > lastIncident else { return }
      let incident = Incident(id: id, draft: draft, by: actor, at: at)
      put(incident)
      add(draft.tasks, to: incident, isOrdered: isOrdered, by: actor, at: at)
    case .step(let id, let event, let channel, let words):
      perform(event, on: id, TaskInput(at: at, actor: actor, channel: channel, words: words))
    case .reassign(let id, let draft, let reason):
      guard let old = tasks[id], let incident = incidents[old.incident] else { return }
      if old.state.isRunning { perform(.cancel, on: id, TaskInput(at: at, actor: actor, words: reason)) }
      var draft = draft
      draft.insteadOf = id
      add([draft], to: incident, isOrdered: true, by: actor, at: at)
    case .late(let action, var incident):
      guard incident.state == .closed, incidents[incident.id] == nil else { return }
      change(&incident, action, by: actor, at: at)
      incident.changedAt = at
      incident.changedBy = actor.displayName
      incident.revision &+= 1
      putLate(incident)
    default:
      guard let id = action.incident, var incident = incidents[id] else { return }
      change(&incident, action, by: actor, at: at)
      incident.changedAt = at
      incident.changedBy = actor.displayName
      incident.revision &+= 1
      put(incident)
      if incident.state == .closed { forget(id) }
    }
  }

  private mutating func change(
    _ incident: inout Incident, _ action: DispatchAction, by actor: Actor, at: Instant
  ) {
    switch action {
    case .open, .step, .reassign, .note, .late: break
    case .add(_, let drafts, let isOrdered):
      add(drafts, to: incident, isOrdered: isOrdered, by: actor, at: at)
    case .extend(_, let more, let isOrdered):
      incident.take(more)
      add(more.tasks, to: incident, isOrdered: isOrdered, by: actor, at: at)
    case .issue:
      for task in tasks(of: incident.id) where task.state == .draft {
        perform(.issue, on: task.id, TaskInput(at: at, actor: actor))
      }
    case .tick(_, let index): incident.ticks[index] = at
    case .level(_, let level, _): incident.level = level
    case .appoint(_, let name): incident.commander = name
    case .grade(_, let grade):
      incident.eventGrade = grade
      incident.reporting.take(grade, at: at)
    case .assess(_, let assessment):
      incident.assessment = assessment
      incident.reporting.take(assessment, at: at)
    case .reported(_, let rule): incident.reports[rule, default: []].append(at)
    case .report(_, let report):
      if !report.rule.isEmpty, report.corrects == nil {
        incident.reports[report.rule, default: []].append(at)
      }
      incident.reporting.take(report, by: actor.displayName, at: at)
    case .terminate(_, let reason): incident.terminate(at: at, because: reason)
    case .merge(let id, let other, let reason):
      incident.terminate(at: at, because: "并入 #\(other.value) / merged into #\(other.value): \(reason)")
      put(incident)
      merge(alarmsOf: id, into: other, by: actor, at: at)
    case .close(_, let verdict, let lessons, _):
      incident.state = .closed
      incident.closedAt = at
      incident.reporting.due = []
      incident.verdict = verdict
      incident.lessons = lessons
      for task in tasks(of: incident.id) { perform(.archive, on: task.id, TaskInput(at: at, actor: actor)) }
    }
  }

  private mutating func merge(alarmsOf id: IncidentID, into other: IncidentID, by actor: Actor, at: Instant) {
    guard let incident = incidents[id], var target = incidents[other] else { return }
    target.alarms += incident.alarms.filter { !target.alarms.contains($0) }
    target.changedAt = at
    target.changedBy = actor.displayName
    target.revision &+= 1
    put(target)
  }

  /// Why a report cannot leave; nobody sends one that was written before another had left.
  private func refusal(of report: UpwardReport, on incident: Incident) -> DispatchRefusal? {
    guard report.number == incident.reporting.sent.count + 1 else {
      let last = incident.reporting.sent.last
      return .raced(by: last?.by, at: last?.at ?? incident.changedAt)
    }
    if report.number > Reporting.reportLimit { return .tooMany(limit: Reporting.reportLimit) }
    if report.entries.count > UpwardReport.fieldLimit { return .tooMany(limit: UpwardReport.fieldLimit) }
    if report.entries.allSatisfy(\.text.isEmpty) { return .needsText }
    if let correction = report.corrects {
      return correction.refusal(of: report, among: incident.reporting.sent)
    }
    return report.rule.isEmpty
      ? nil : refusal(of: .reported(incident.id, rule: report.rule), on: incident, seen: 0)
  }

  private mutating func add(
    _ drafts: [TaskDraft], to incident: Incident, isOrdered: Bool, by actor: Actor, at: Instant
  ) {
    for draft in drafts {
      var task = TaskOrder(
        id: TaskID(lastTask.value + 1), incident: incident.id, draft: draft, grade: incident.grade, at: at)
      if isOrdered { _ = task.perform(.issue, TaskInput(at: at, actor: actor)) }
      put(task)
    }
  }

  /// Performs a clock's, a channel's or a person's event on a task; what its state does not have changes nothing.
  public mutating func perform(_ event: TaskEvent, on id: TaskID, _ input: TaskInput) {
    guard var task = tasks[id], task.perform(event, input) == .performed else { return }
    put(task)
  }

  /// The wall clock moved: no clock of a task or a report comes nearer or farther.
  ///
  /// The moments of a closed incident stay as they were sealed: its limits are whole days.
  public mutating func stepClock(by step: Span, now: Instant) {
    for var task in tasks.values.sorted(by: { $0.id < $1.id }) where task.stepClock(by: step, now: now) {
      put(task)
    }
    for var incident in incidents.values.sorted(by: { $0.id < $1.id }) {
      incident.reporting.stepClock(by: step)
      incident.reports = incident.reports.mapValues { $0.map { $0 + step } }
      put(incident)
    }
  }
}
