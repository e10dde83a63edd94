import CitySafety

extension Condition {
  public var kind: ConditionKind {
    switch self {
    case .normal: .normal
    case .pendingOn: .pendingOn
    case .active: .active
    case .pendingOff: .pendingOff
    }
  }
}

extension LifePattern {
  /// Whether the alarm's regions are as the pattern says.
  public func matches(_ alarm: Alarm) -> Bool {
    conditions.contains(alarm.condition.kind)
      && (acknowledged == nil || acknowledged == alarm.isAcknowledged)
      && (latched == nil || latched == alarm.isLatched)
      && handling.contains(alarm.handling.kind) && (open == nil || open == alarm.isOpen)
      && (suppression?.holds(alarm) ?? true)
  }
}

extension LifePattern.Suppression {
  func holds(_ alarm: Alarm) -> Bool {
    switch self {
    case .clear: !alarm.isSuppressed
    case .shelved: alarm.shelf != nil
    case .notShelved: alarm.shelf == nil
    case .design: !alarm.suppressedBy.isEmpty
    case .service: alarm.serviceOrder != nil
    case .inService: alarm.serviceOrder == nil
    }
  }
}

extension LifeGuard {
  /// Whether the guard holds for an alarm and what came with the event.
  func holds(_ alarm: Alarm, _ input: LifeInput) -> Bool {
    switch self {
    case .delayed: input.signal.map { $0.onDelay > .zero || $0.count > 1 } ?? false
    case .undelayed: input.signal.map { $0.onDelay <= .zero && $0.count <= 1 } ?? false
    case .countReached:
      input.signal.map { alarm.countAfter($0) >= min($0.count, Alarm.countLimit) && $0.count > 1 } ?? false
    case .countNotReached: !LifeGuard.countReached.holds(alarm, input)
    case .offDelayed: (input.signal?.offDelay ?? .zero) > .zero
    case .notOffDelayed: (input.signal?.offDelay ?? .zero) <= .zero
    case .latching: alarm.latches
    case .notLatching: !alarm.latches
    case .aboveWorst: input.signal?.grade.map { $0.isWorse(than: alarm.gradeWorst) } ?? false
    case .notAboveWorst: !LifeGuard.aboveWorst.holds(alarm, input)
    case .redBreaksThrough:
      alarm.gradeNow == .red && alarm.shelf?.grade != .red && input.signal?.breaksThrough != false
    case .idle: alarm.handling.kind.rawValue < HandlingKind.responding.rawValue
    default: holdsForCommand(alarm, input)
    }
  }

  private func holdsForCommand(_ alarm: Alarm, _ input: LifeInput) -> Bool {
    let second = input.actor?.authoriser.map { $0 != input.actor?.person } ?? false
    switch self {
    case .dataKnown: return alarm.data != .lost || input.acceptsLostData
    case .reasonGiven: return !input.text.allSatisfy(\.isWhitespace)
    case .untilAllowed:
      guard let until = input.until, until > input.at else { return false }
      return until <= input.at + input.policy.shelfLimit[alarm.worse]
        && until <= input.shiftEnd ?? until
    case .secondForRed: return alarm.worse != .red || second
    case .second: return second
    case .orderGiven:
      return !input.text.allSatisfy(\.isWhitespace) && !input.measure.allSatisfy(\.isWhitespace)
    case .isOffered:
      guard case .offered(let person, _, _) = alarm.handling else { return false }
      return person == input.actor?.person
    case .differs: return input.differs(from: alarm)
    case .occurred: return alarm.occurrence > 0
    default: return true
    }
  }
}

extension LifeInput {
  /// Whether the owner or the grade that the command brings is another than the alarm has.
  fileprivate func differs(from alarm: Alarm) -> Bool {
    if let grade { return grade != alarm.grade }
    if name.isEmpty { return alarm.handling != .owned(by: actor?.displayName ?? "") }
    if case .offered(let person, _, _) = alarm.handling { return person != name }
    return true
  }
}
