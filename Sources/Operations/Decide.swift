import Alarms
public import CitySafety

extension Refusal: Error {}

extension OperationsState {
  /// Longest text of a command, in characters, and in UTF-8 bytes: one character may be many bytes.
  public static let textLimit = 500
  public static let textByteLimit = 4000

  /// Whether a command may be performed now: the event to journal, or why not.
  ///
  /// Checked in this order: the alarm exists; the authority table permits (command, role, worst grade), with
  /// the lead's rights when a lead's code authorised it; the text; the occurrence; what was seen (version or
  /// revision); whether the state has the transition. `people` are the sign-in names that may be assigned.
  /// Nothing here depends on the wall clock yet; `now` is when the event would be journalled.
  public func decide(
    _ command: Command, authority: Authority, people: Set<String>, now: Instant
  ) -> Result<Event, Refusal> {
    guard let alarm = alarms[command.alarm] else { return .failure(.unknownAlarm(command.alarm)) }
    if let refusal = authority.refusal(of: command, on: alarm) ?? Self.textRefusal(command, people: people)
      ?? Self.sightRefusal(command, alarm) ?? Self.stateRefusal(command, alarm)
    {
      return .failure(refusal)
    }
    var command = command
    command.text = HarmlessText.clean(command.text, limit: .max)
    return .success(.command(command))
  }

  private static func textRefusal(_ command: Command, people: Set<String>) -> Refusal? {
    let text = command.text
    if text.utf8.count > textByteLimit || text.count > textLimit { return .textTooLong(limit: textLimit) }
    switch command.name {
    case .comment, .escalate:
      return text.allSatisfy(\.isWhitespace) ? .needsText(command.name) : nil
    case .assign:
      if text.isEmpty { return .needsText(.assign) }
      return people.contains(text) ? nil : .unknownPerson(text)
    case .acknowledge, .claim, .reset: return nil
    }
  }

  /// Whether what the person saw is still so (row 10 and the multi-seat rule).
  private static func sightRefusal(_ command: Command, _ alarm: Alarm) -> Refusal? {
    let outdated = Refusal.outdated(alarm.id, grade: alarm.gradeWorst)
    guard command.occurrence == alarm.occurrence else { return outdated }
    switch command.name {
    case .acknowledge:
      guard command.seenVersion == alarm.version else { return outdated }
      if alarm.isAcknowledged, command.seenRevision != alarm.revision,
        let winner = alarm.acknowledgedBy, winner.person != command.actor.person,
        let at = alarm.acknowledgedAt
      {
        return .raced(alarm.id, by: winner.displayName, at: at)
      }
      return nil
    case .claim, .assign, .reset:
      guard command.seenRevision != alarm.revision else { return nil }
      guard let winner = alarm.changedBy else { return outdated }
      return .raced(alarm.id, by: winner, at: alarm.changedAt)
    case .comment, .escalate: return nil
    }
  }

  /// Whether the state has the transition.
  private static func stateRefusal(_ command: Command, _ alarm: Alarm) -> Refusal? {
    var trial = alarm
    let applies: Bool
    switch command.name {
    case .acknowledge:
      applies = !alarm.isAcknowledged
      if applies, alarm.data == .lost, !command.acceptsLostData { return .dataLost(alarm.id) }
    case .claim: applies = trial.own(by: command.actor.displayName)
    case .assign: applies = trial.own(by: command.text)
    case .comment: applies = trial.comment()
    case .escalate: applies = trial.escalate(at: alarm.changedAt)
    case .reset: applies = trial.reset()
    }
    return applies ? nil : .notApplicable(command.name, alarm.id, label: alarm.label)
  }
}

extension Authority {
  /// The refusal when neither the actor's role nor, with a lead's code, the lead's permits the command.
  func refusal(of command: Command, on alarm: Alarm) -> Refusal? {
    let actor = command.actor
    if permits(command.name, actor.role, alarm.gradeWorst) { return nil }
    if actor.authoriser != nil, permits(command.name, .lead, alarm.gradeWorst) { return nil }
    return .notPermitted(
      command.name, role: actor.role, needs: leastRole(for: command.name, alarm.gradeWorst))
  }
}
