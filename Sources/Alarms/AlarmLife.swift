public import CitySafety

/// The life-cycle of one alarm: the rows of `LifeTable` performed on a value.
///
/// Delays are measured in the time of the samples. A sample measured at or after `since + delay` first lets
/// the pending region run out, then acts itself, so that the outcome does not depend on how samples are
/// batched. Where no further sample comes, the wall clock decides at `deadline`, which is `since + delay`
/// unless the clock was stepped or the source was lost in between.
///
/// Where alarms.md is silent: an on-delay filters re-occurrence (row 15) as it filters the first occurrence;
/// a latched alarm re-occurs like a returned one; row 5 has no guard, so that within "unacknowledged" any
/// step up in grade raises `version`, while row 6 re-alarms only above `gradeWorst`. Nothing here touches
/// `revision` or `changedAt`, which the reducer keeps.
extension Alarm {
  /// Performs the first row of the table that applies; changes nothing when none does.
  ///
  /// - Parameter isDecided: a person's command whose guards held when it was decided; only the state counts now.
  public mutating func perform(
    _ event: LifeEvent, _ input: LifeInput, isDecided: Bool = false, table: LifeTable = .shipped
  ) -> LifeOutcome {
    let (row, hindrance) = table.row(for: event, self, input, isDecided: isDecided)
    guard let row else { return hindrance.map { .hindered($0) } ?? .noRow }
    for effect in row.effects { carry(effect, input) }
    settle(input)
    return .performed(row: row.number)
  }

  /// What `perform` would say, without doing it.
  public func outcome(of event: LifeEvent, _ input: LifeInput) -> LifeOutcome {
    let (row, hindrance) = LifeTable.shipped.row(for: event, self, input, isDecided: false)
    return row.map { .performed(row: $0.number) } ?? hindrance.map { .hindered($0) } ?? .noRow
  }

  /// COND_ON, COND_OFF, SEV_UP and SEV_DOWN, as far as the signal means them; whether anything changed.
  ///
  /// `at` is when it is journalled; the sample's own time where it is not given.
  public mutating func take(_ signal: AlarmSignal, at: Instant? = nil, policy: AlarmPolicy = .silent) -> Bool
  {
    let before = self
    var input = LifeInput(at: at ?? signal.measured, policy: policy, signal: signal)
    if let end = measuredEnd, signal.measured >= end {
      input.measured = end
      _ = runOut(condition.kind == .pendingOn ? .timerOn : .timerOff, input)
      input.measured = nil
    }
    if let grade = signal.grade {
      takeOn(grade, signal, input)
    } else {
      _ = perform(.conditionOff, input)
    }
    return self != before
  }

  private mutating func takeOn(_ grade: Grade, _ signal: AlarmSignal, _ input: LifeInput) {
    latches = signal.latching
    breaksThrough = signal.breaksThrough
    text = signal.text
    place = signal.place
    expires = signal.expires
    if condition.kind != .active { _ = perform(.conditionOn, input) }
    if condition.kind == .active, grade != gradeNow {
      _ = perform(grade.isWorse(than: gradeNow) ? .gradeUp : .gradeDown, input)
    }
    _ = perform(.breakThrough, input)
  }

  /// A delay that ran out: what it raises may be a red that no shelf hides.
  private mutating func runOut(_ event: LifeEvent, _ input: LifeInput) -> LifeOutcome {
    let outcome = perform(event, input)
    if event == .timerOn { _ = perform(.breakThrough, input) }
    return outcome
  }

  /// A clock of the alarm ran out; whether anything changed.
  ///
  /// A timer that does not fit the region, that has not run out at `at` (an earlier one of the same moment
  /// wound it up anew), or the pending delay of an alarm whose source is lost, does nothing; expiry is a fact of
  /// the calendar and always acts.
  public mutating func runOutByClock(
    _ timer: ClockTimer, at: Instant? = nil, policy: AlarmPolicy = .silent
  ) -> Bool {
    if let at {
      guard let due = clock(timer), due <= at else { return false }
    }
    var input = LifeInput(at: at ?? deadline ?? expires ?? lastAt, policy: policy)
    switch timer {
    case .on, .off:
      guard data != .lost, let end = measuredEnd else { return false }
      input.measured = end
    case .expiry:
      guard let expires else { return false }
      input.measured = expires
    case .action, .escalation, .offer, .shelf: break
    }
    guard case .performed = runOut(timer.event, input) else { return false }
    if timer == .expiry, let expires { lastAt = max(lastAt, expires) }
    return true
  }

  /// Which of an alarm's clocks ran out.
  public enum ClockTimer: UInt8, Sendable, Hashable, CaseIterable {
    case on = 0
    case off, expiry, action, escalation, offer, shelf

    var event: LifeEvent {
      switch self {
      case .on: .timerOn
      case .off: .timerOff
      case .expiry: .expire
      case .action: .actionTimeout
      case .escalation: .escalationDue
      case .offer: .offerTimeout
      case .shelf: .shelfExpire
      }
    }
  }

  /// The clocks that are running, in no order; `nil` of those that are not.
  public func clock(_ timer: ClockTimer) -> Instant? {
    switch timer {
    case .on: condition.kind == .pendingOn && data != .lost ? deadline : nil
    case .off: condition.kind == .pendingOff && data != .lost ? deadline : nil
    case .expiry: condition == .normal ? nil : expires
    case .action: actionDeadline
    case .escalation: escalationDeadline
    case .offer: if case .offered(_, _, let until) = handling { until } else { nil }
    case .shelf: shelf?.until
    }
  }

  /// Row 23: the state of the data behind the alarm; whether it changed.
  public mutating func setData(_ state: DataState, at: Instant, policy: AlarmPolicy = .silent) -> Bool {
    guard data != state else { return false }
    let event: LifeEvent
    switch state {
    case .good: event = .sourceBack
    case .stale: event = .sourceStale
    case .lost: event = .sourceLost
    }
    _ = perform(event, LifeInput(at: at, policy: policy))
    return true
  }

  /// A policy came into force: winds up the clocks that it asks for and that are not running; whether there were
  /// any.
  public mutating func settle(at: Instant, policy: AlarmPolicy) -> Bool {
    let before = self
    settle(LifeInput(at: at, policy: policy))
    return self != before
  }

  /// The wall clock moved by `step` and now shows `now`: what was left of a delay is left still, and of a
  /// pending one never more than the whole.
  ///
  /// Expiry and shelves are matters of the calendar and do not move.
  public mutating func stepClock(by step: Span, now: Instant) -> Bool {
    let before = self
    if let deadline { self.deadline = now + min(deadline - (now - step), delay) }
    if let actionDeadline { self.actionDeadline = actionDeadline + step }
    if let escalationDeadline { self.escalationDeadline = escalationDeadline + step }
    if case .offered(let person, let by, let until) = handling {
      handling = .offered(to: person, by: by, until: until + step)
    }
    return self != before
  }

  /// The measured time at which the pending delay has held; `nil` outside the pending regions or when only a
  /// count decides.
  var measuredEnd: Instant? {
    switch condition {
    case .pendingOn(let since, _): deadline == nil ? nil : since + delay
    case .pendingOff(let since): since + delay
    case .normal, .active: nil
    }
  }

  /// The worse of the ranked grade and the worst of the occurrence: a lower rank does not make shelving easier.
  public var worse: Grade { gradeWorst.isWorse(than: grade) ? gradeWorst : grade }
}
