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
  /// Whether the alarm's regions but C and H are as the pattern says.
  func matchesRest(of alarm: Alarm) -> Bool {
    (acknowledged == nil || acknowledged == alarm.isAcknowledged)
      && (latched == nil || latched == alarm.isLatched) && (open == nil || open == alarm.isOpen)
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
      alarm.gradeNow == .red && alarm.shelf?.grade != .red && alarm.breaksThrough
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
    case .gradeDiffers: return input.grade.map { $0 != alarm.grade } ?? false
    case .verdictGiven: return input.verdict != nil
    default: return true
    }
  }
}

extension LifeInput {
  /// Whether the owner that the command brings is another than the alarm has.
  fileprivate func differs(from alarm: Alarm) -> Bool {
    switch alarm.handling {
    case .offered(let person, _, _): return name.isEmpty || person != name
    // Who is at work on it already would lose that by taking it again.
    case .owned(let person), .responding(let person):
      return !name.isEmpty || person != actor?.displayName ?? ""
    case .none, .resolved: return true
    }
  }
}
