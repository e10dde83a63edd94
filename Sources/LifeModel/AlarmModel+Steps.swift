public import Alarms
import CitySafety

/// The small steps of the model.
extension AlarmModel {
  func hasWords(_ text: String) -> Bool { text.contains { !$0.isWhitespace } }

  /// A second person agreed.
  func isTwo(_ input: LifeInput) -> Bool {
    guard let actor = input.actor, let second = actor.authoriser else { return false }
    return second != actor.person
  }

  mutating func look(at sample: AlarmSignal) {
    if let grade = sample.grade { alarm.gradeNow = grade }
    alarm.value = sample.value
    alarm.limit = sample.limit
    if sample.measured > alarm.lastAt { alarm.lastAt = sample.measured }
  }

  mutating func regrade(_ sample: AlarmSignal) {
    if sample.measured > alarm.lastAt { alarm.lastAt = sample.measured }
    guard let grade = sample.grade else { return }
    if grade.severity > alarm.gradeNow.severity {
      alarm.value = sample.value
      alarm.limit = sample.limit
    }
    alarm.gradeNow = grade
  }

  mutating func raise(at: Instant, _ policy: AlarmPolicy) {
    if bareLetter == "A", alarm.handling == .none {
      alarm.gradeWorst = alarm.gradeNow
      alarm.escalatedAt = nil
      alarm.comments = 0
      alarm.priority = nil
      alarm.verdict = nil
    }
    alarm.gradeWorst = AlarmModel.worse(alarm.gradeNow, alarm.gradeWorst)
    dropRank()
    alarm.condition = .active
    forgetDelay()
    alarm.isLatched = false
    alarm.occurrence += 1
    alarm.version += 1
    alarm.raisedAt = at
    alarm.returnedAt = nil
    unacknowledge()
    let needed = min(policy.chatterCount, 64)
    guard needed > 1 else { return }
    alarm.raises.append(at)
    while alarm.raises.count > needed { alarm.raises.removeFirst() }
    alarm.isChattering = alarm.raises.count == needed && at - alarm.raises[0] <= policy.chatterWindow
  }

  mutating func end(at: Instant, _ sample: AlarmSignal?) {
    if let sample, sample.measured > alarm.lastAt { alarm.lastAt = sample.measured }
    alarm.condition = .normal
    forgetDelay()
    alarm.isLatched = alarm.latches
    alarm.returnedAt = at
  }

  mutating func forgetDelay() {
    alarm.delay = .zero
    alarm.deadline = nil
    alarm.countedAt = []
  }

  mutating func dropRank() {
    if let own = alarm.priority, alarm.gradeNow.severity > own.severity { alarm.priority = nil }
  }

  mutating func acknowledge(_ input: LifeInput) {
    if alarm.isAcknowledged { return }
    alarm.isAcknowledged = true
    alarm.acknowledgedBy = input.actor
    alarm.acknowledgedAt = input.at
  }

  mutating func unacknowledge() {
    alarm.isAcknowledged = false
    alarm.acknowledgedBy = nil
    alarm.acknowledgedAt = nil
    alarm.actionDeadline = nil
    alarm.escalationDeadline = nil
    alarm.escalationStage = 0
  }

  /// What comes out of suppression by itself: B where it is active, as it was where it is not.
  mutating func reannounceIfActive() {
    if isActive, !isSuppressed {
      alarm.version += 1
      unacknowledge()
    }
  }

  /// Data that was lost is back: what was pending begins anew.
  mutating func resumeData(_ at: Instant) {
    if alarm.data == .lost {
      if case .pendingOn(_, let count) = alarm.condition {
        alarm.condition = .pendingOn(since: at, count: count)
        if alarm.deadline != nil { alarm.deadline = at + alarm.delay }
      }
      if case .pendingOff = alarm.condition {
        alarm.condition = .pendingOff(since: at)
        alarm.deadline = at + alarm.delay
      }
    }
    alarm.data = .good
  }

  /// The clocks that must run or stop in the state that was reached.
  public mutating func follow(_ input: LifeInput) {
    if letter == "A", case .resolved = alarm.handling { alarm.handling = .none }
    let ranked = Int(rank.rawValue) - 1
    if alarm.isAcknowledged { alarm.escalationStage = 0 }
    if alarm.isAcknowledged || isSuppressed {
      alarm.escalationDeadline = nil
    } else if alarm.escalationDeadline == nil {
      let first = input.policy.escalateAfter.values[ranked]
      if first > .zero {
        if alarm.escalationStage == 0 { alarm.escalationDeadline = input.at + first }
        if alarm.escalationStage == 1, input.policy.leaderAfter > .zero {
          alarm.escalationDeadline = input.at + input.policy.leaderAfter
        }
      }
    }
    if letter == "C", isIdle {
      let patience = input.policy.actionLimit.values[ranked]
      if alarm.actionDeadline == nil, patience > .zero { alarm.actionDeadline = input.at + patience }
    } else {
      alarm.actionDeadline = nil
    }
  }
}
