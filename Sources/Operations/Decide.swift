import Alarms
public import CitySafety

extension Refusal: Error {}

extension OperationsState {
  /// Longest text of a command, in characters, and in UTF-8 bytes: one character may be many bytes.
  public static let textLimit = 500
  public static let textByteLimit = 4000

  /// Whether a command may be performed now: the event to journal, or why not.
  ///
  /// Checked in this order, target by target: the alarm exists; the authority table permits (command, role,
  /// grade), with the lead's rights when a lead's code authorised it; the text; the occurrence; what was seen
  /// (version or revision); whether the state table has the transition and its guards hold. Several targets
  /// are performed together: the first refusal refuses them all. `people` are the sign-in names that may be
  /// assigned; `shiftEnd` bounds a shelving; `now` is when the event would be journalled.
  public func decide(
    _ command: Command, authority: Authority, people: Set<String>, now: Instant, shiftEnd: Instant? = nil
  ) -> Result<Event, Refusal> {
    if let refusal = Self.targetRefusal(command) { return .failure(refusal) }
    if command.name == .undo { return decideUndo(command, authority: authority, now: now) }
    let input = command.input(at: now, policy: duty.policy, shiftEnd: shiftEnd)
    for target in command.targets {
      guard let alarm = alarms[target.alarm] else { return .failure(.unknownAlarm(target.alarm)) }
      if let refusal = authority.refusal(of: command.name, by: command.actor, on: alarm)
        ?? Self.textRefusal(command, people: people) ?? Self.sightRefusal(command, target, alarm)
        ?? Self.stateRefusal(command, alarm, input)
      {
        return .failure(refusal)
      }
    }
    var command = command
    command.text = HarmlessText.clean(command.text, limit: .max)
    command.measure = HarmlessText.clean(command.measure, limit: .max)
    return .success(.command(command))
  }

  private static func targetRefusal(_ command: Command) -> Refusal? {
    let limit = command.name.takesMany ? Command.targetLimit : 1
    let alarms = Set(command.targets.map(\.alarm))
    guard alarms.count == command.targets.count, alarms.count <= limit,
      command.name == .undo || !alarms.isEmpty
    else { return .badTargets(limit: limit) }
    return nil
  }

  private static func textRefusal(_ command: Command, people: Set<String>) -> Refusal? {
    for text in [command.text, command.measure]
    where text.utf8.count > textByteLimit || text.count > textLimit {
      return .textTooLong(limit: textLimit)
    }
    guard command.name == .assign else { return nil }
    if command.text.isEmpty { return .needsText(.assign) }
    return people.contains(command.text) ? nil : .unknownPerson(command.text)
  }

  /// Whether what the person saw is still so (row 10 and the multi-seat rule).
  private static func sightRefusal(_ command: Command, _ seen: CommandTarget, _ alarm: Alarm) -> Refusal? {
    let outdated = Refusal.outdated(alarm.id, grade: alarm.grade)
    guard seen.occurrence == alarm.occurrence else { return outdated }
    switch command.name.sight {
    case .version:
      guard seen.version == alarm.version else { return outdated }
      if alarm.isAcknowledged, seen.revision != alarm.revision,
        let winner = alarm.acknowledgedBy, winner.person != command.actor.person,
        let at = alarm.acknowledgedAt
      {
        return .raced(alarm.id, by: winner.displayName, at: at)
      }
      return nil
    case .revision:
      guard seen.revision != alarm.revision else { return nil }
      guard let winner = alarm.changedBy else { return outdated }
      return .raced(alarm.id, by: winner, at: alarm.changedAt)
    case .occurrence: return nil
    }
  }

  /// Whether the state table has the transition.
  private static func stateRefusal(_ command: Command, _ alarm: Alarm, _ input: LifeInput) -> Refusal? {
    guard let event = command.name.lifeEvent else { return nil }
    switch alarm.outcome(of: event, input) {
    case .performed: return nil
    case .hindered(.dataKnown): return .dataLost(alarm.id)
    case .hindered(.reasonGiven): return .needsText(command.name)
    case .hindered(.differs), .hindered(.gradeDiffers), .hindered(.occurred), .noRow:
      return .notApplicable(command.name, alarm.id, label: alarm.label)
    case .hindered(let missing): return .hindered(command.name, alarm.id, missing)
    }
  }
}

extension Authority {
  /// The refusal when neither the actor's role nor, with a lead's code, the lead's permits the command.
  func refusal(of name: CommandName, by actor: Actor, on alarm: Alarm) -> Refusal? {
    if permits(name, actor.role, alarm.grade) { return nil }
    if actor.authoriser != nil, permits(name, .lead, alarm.grade) { return nil }
    return .notPermitted(name, role: actor.role, needs: leastRole(for: name, alarm.grade))
  }
}
