import Alarms
public import CitySafety
public import Operations

/// Undo, floods, suppression by design, decisions.
extension OperationsModel {
  mutating func apply(_ undo: Undo, _ at: Instant) -> [AlarmID] {
    undoable.removeAll { $0.id == undo.command }
    return undo.alarms.flatMap { before in
      change(before.id, at, by: undo.actor.displayName) { alarm, _ in
        var old = before
        old.version = alarm.version + (alarm.isAcknowledged && !before.isAcknowledged ? 1 : 0)
        old.occurrence = alarm.occurrence
        old.revision = alarm.revision
        alarm = old
      }
    }
  }

  private var part: Span { Span(milliseconds: max(1, policy.floodWindow.milliseconds / 60)) }

  /// The beginning of the sixtieth that `now` falls into; a clock that went back stays in the newest.
  private func part(at now: Instant) -> Instant {
    let passed = (now - flood.newest).milliseconds / part.milliseconds
    if passed <= 0 { return flood.newest }
    if passed >= 60 { return Instant(milliseconds: now.milliseconds - now.milliseconds % part.milliseconds) }
    return flood.newest + part * passed
  }

  public func floodCount(at now: Instant) -> Int {
    let passed = (now - flood.newest).milliseconds / part.milliseconds
    if passed >= 60 { return 0 }
    let newest = part(at: now)
    return flood.starts.count { newest - $0 < part * 60 }
  }

  mutating func annunciated(_ at: Instant) {
    guard policy.floodWindow > .zero else { return }
    let newest = part(at: at)
    let part = part
    if (at - flood.newest).milliseconds / part.milliseconds >= 60 { flood.starts = [] }
    flood.starts = flood.starts.filter { newest - $0 < part * 60 } + [newest]
    flood.newest = newest
    if flood.isOn { flood.peak = max(flood.peak, flood.starts.count) }
  }

  var floodEnd: Instant? {
    guard flood.isOn, policy.floodWindow > .zero else { return nil }
    return (0...60).lazy.map { flood.newest + part * Int64($0) }
      .first { now in flood.starts.count { now - $0 < part * 60 } < policy.floodEnd * crew }
  }

  public func floodEvent(at now: Instant) -> Event? {
    guard policy.floodWindow > .zero else { return nil }
    let count = floodCount(at: now)
    if flood.isOn { return count < policy.floodEnd * crew ? .flood(isOn: false, count: count) : nil }
    return count > policy.floodStart * crew ? .flood(isOn: true, count: count) : nil
  }

  /// Every suppression that the relations ask for and that is not, and every one that is and that they do not.
  public func designEvents(_ relations: [Relation], place: (String) -> DesignPlace?) -> Set<Event> {
    var events: Set<Event> = []
    for alarm in alarms.values {
      guard case .threshold(let sensor, let rule) = alarm.key else { continue }
      var wanted: [String] = []
      for relation in relations where relation.consequences.contains(rule) && rule != relation.cause {
        let causes = alarms.values.filter { cause in
          guard case .threshold(let other, relation.cause) = cause.key else { return false }
          return AlarmModel(cause).isActive && isNear(place(sensor), place(other), relation.scope)
            && cause.raisedAt < alarm.raisedAt && alarm.raisedAt - cause.raisedAt <= relation.within
            && cause.gradeWorst.severity >= alarm.gradeWorst.severity
        }
        if AlarmModel(alarm).isActive, !causes.isEmpty { wanted.append(relation.id) }
      }
      for id in wanted where !alarm.suppressedBy.contains(id) {
        events.insert(.design(alarm.id, relation: id, isOn: true))
      }
      for id in alarm.suppressedBy where !wanted.contains(id) {
        events.insert(.design(alarm.id, relation: id, isOn: false))
      }
    }
    return events
  }

  private func isNear(_ left: DesignPlace?, _ right: DesignPlace?, _ scope: Relation.Scope) -> Bool {
    guard let left, let right else { return false }
    switch scope {
    case .riskPoint: return left.riskPoint == right.riskPoint
    case .town: return left.town == right.town
    case .site: return true
    }
  }

  /// Why a command is refused; `nil` when it is done.
  public func refusal(
    of command: Command, authority: Authority, people: Set<String>, now: Instant, shiftEnd: Instant? = nil
  ) -> Refusal? {
    let isMany = [.acknowledge, .assign, .shelve, .claim, .comment, .undo].contains(command.name)
    let limit = isMany ? 1000 : 1
    let count = command.targets.count
    if count > limit || (count == 0 && command.name != .undo) { return .badTargets(limit: limit) }
    if Set(command.targets.map(\.alarm)).count < count { return .badTargets(limit: limit) }
    if command.name == .undo { return undoRefusal(of: command, authority, now) }
    for target in command.targets {
      guard let alarm = alarms[target.alarm] else { return .unknownAlarm(target.alarm) }
      if let refusal = roleRefusal(command, alarm, authority) { return refusal }
      if command.text.count > 500 || command.measure.count > 500 { return .textTooLong(limit: 500) }
      if command.name == .assign, command.text == "" { return .needsText(.assign) }
      if command.name == .assign, !people.contains(command.text) { return .unknownPerson(command.text) }
      if let refusal = sightRefusal(command, target, alarm) { return refusal }
      if let refusal = stateRefusal(command, alarm, now, shiftEnd) { return refusal }
    }
    return nil
  }

  private func roleRefusal(_ command: Command, _ alarm: Alarm, _ authority: Authority) -> Refusal? {
    let grade = AlarmModel(alarm).rank
    var roles = [command.actor.role]
    if command.actor.authoriser != nil { roles.append(.lead) }
    if roles.contains(where: { authority.permits(command.name, $0, grade) }) { return nil }
    let needs = authority.leastRole(for: command.name, grade)
    return .notPermitted(command.name, role: command.actor.role, needs: needs)
  }

  private func sightRefusal(_ command: Command, _ seen: CommandTarget, _ alarm: Alarm) -> Refusal? {
    let again = Refusal.outdated(alarm.id, grade: AlarmModel(alarm).rank)
    if seen.occurrence != alarm.occurrence { return again }
    switch command.name {
    case .comment, .escalate, .undo: return nil
    case .acknowledge:
      if seen.version != alarm.version { return again }
      guard seen.revision != alarm.revision, let winner = alarm.acknowledgedBy, let at = alarm.acknowledgedAt,
        winner.person != command.actor.person
      else { return nil }
      return .raced(alarm.id, by: winner.displayName, at: at)
    default:
      if seen.revision == alarm.revision { return nil }
      return alarm.changedBy.map { .raced(alarm.id, by: $0, at: alarm.changedAt) } ?? again
    }
  }

  private func stateRefusal(
    _ command: Command, _ alarm: Alarm, _ now: Instant, _ shiftEnd: Instant?
  ) -> Refusal? {
    guard let event = event(of: command.name) else { return nil }
    var model = AlarmModel(alarm)
    let label = Label.allCases.first { $0.letter == model.letter } ?? .normal
    switch model.take(event, input(of: command, now, shiftEnd: shiftEnd)) {
    case .done: return nil
    case .missing("dataKnown"): return .dataLost(alarm.id)
    case .missing("reasonGiven"): return .needsText(command.name)
    case .noRow, .missing("differs"), .missing("gradeDiffers"), .missing("occurred"):
      return .notApplicable(command.name, alarm.id, label: label)
    case .missing(let name):
      return LifeGuard.allCases.first { "\($0)" == name }.map { .hindered(command.name, alarm.id, $0) }
    }
  }

  private func undoRefusal(of command: Command, _ authority: Authority, _ now: Instant) -> Refusal? {
    for target in command.targets {
      if let alarm = alarms[target.alarm], let refusal = roleRefusal(command, alarm, authority) {
        return refusal
      }
    }
    guard let record = undoable.last(where: { $0.id.text == command.text }),
      now - record.at <= policy.undoLimit
    else { return .cannotUndo(.tooLate) }
    let isLead = command.actor.role == .lead || command.actor.authoriser != nil
    if record.seat != command.actor.seat, !isLead { return .cannotUndo(.notYours) }
    for before in record.before {
      guard let alarm = alarms[before.id], alarm.revision == record.after[before.id] else {
        return .cannotUndo(.changedSince)
      }
      if let refusal = roleRefusal(command, alarm, authority) { return refusal }
    }
    return nil
  }
}
