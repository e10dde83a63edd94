public import Alarms
public import CitySafety

/// What an incident under way takes in when more happens: it never makes it milder.
public struct IncidentExtension: Sendable, Hashable {
  /// Alarms that it answers as well from now on.
  public var alarms: [AlarmID]
  /// The warning colour of all that it answers.
  public var grade: Grade
  public var level: ResponseLevel
  /// Who commands at that level.
  public var commander: String
  /// Measures that are due at that grade and were not before.
  public var checklist: [ChecklistItem]
  public var tasks: [TaskDraft]

  public init(
    alarms: [AlarmID] = [], grade: Grade, level: ResponseLevel, commander: String,
    checklist: [ChecklistItem] = [], tasks: [TaskDraft] = []
  ) {
    self.alarms = alarms
    self.grade = grade
    self.level = level
    self.commander = commander
    self.checklist = checklist
    self.tasks = tasks
  }

  /// Whether an incident would be the same with it.
  func changesNothing(of incident: Incident) -> Bool {
    alarms.isEmpty && checklist.isEmpty && tasks.isEmpty && grade == incident.grade && level == incident.level
      && commander == incident.commander
  }
}

extension DispatchState {
  /// Why an incident cannot take in more; `nil` when it can.
  func refusal(
    of more: IncidentExtension, on incident: Incident, isOrdered: Bool, seen: Int64, knows: (AlarmID) -> Bool
  ) -> DispatchRefusal? {
    if incident.state != .responding { return .over(incident.state) }
    if seen != incident.revision { return .raced(by: incident.changedBy, at: incident.changedAt) }
    if more.changesNothing(of: incident) { return .nothingToDo }
    // Milder is a decision of its own, with a reason; so is the level for whoever only drafts.
    if incident.grade.isWorse(than: more.grade) || more.level.rawValue > incident.level.rawValue {
      return .unsound
    }
    if !isOrdered, more.level != incident.level || more.commander != incident.commander { return .unsound }
    if more.commander.isEmpty { return .needsText }
    if incident.alarms.count + more.alarms.count > Incident.alarmLimit {
      return .tooMany(limit: Incident.alarmLimit)
    }
    if incident.checklist.count + more.checklist.count > Incident.checklistLimit {
      return .tooMany(limit: Incident.checklistLimit)
    }
    for alarm in more.alarms {
      guard knows(alarm) else { return .unknownAlarm(alarm) }
      if let other = responding(to: alarm) { return .answered(alarm, by: other) }
    }
    return refusal(
      of: more.tasks, isOrdered: isOrdered, for: incident.id, before: tasks(of: incident.id).count)
  }

  /// The incident that responds to an alarm; one whose danger is over answers it no more when it comes again.
  public func responding(to alarm: AlarmID) -> IncidentID? {
    incident(answering: alarm).flatMap { incidents[$0]?.state == .responding ? $0 : nil }
  }
}

extension Incident {
  public static let checklistLimit = 500

  mutating func terminate(at time: Instant, because reason: String) {
    state = .terminated
    terminatedAt = time
    self.reason = reason
  }

  mutating func take(_ more: IncidentExtension) {
    alarms += more.alarms.filter { !alarms.contains($0) }
    grade = more.grade
    level = more.level
    commander = more.commander
    checklist += more.checklist
  }
}
