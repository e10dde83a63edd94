public import CitySafety

/// The life-cycle of one alarm: rows 1 to 15 and 23 of alarms.md 8.1 as transitions of a value.
///
/// Delays are measured in the time of the samples. A sample measured at or after `since + delay` first lets
/// the pending region run out, then acts itself, so that the outcome does not depend on how samples are
/// batched. Where no further sample comes, the wall clock decides at `deadline`, which is `since + delay`
/// unless the clock was stepped or the source was lost in between.
///
/// Where the table is silent: an on-delay filters re-occurrence (row 15) as it filters the first occurrence;
/// a latched alarm re-occurs like a returned one; row 5 has no guard, so that within "unacknowledged" any
/// step up in grade raises `version`, while row 6 re-alarms only above `gradeWorst`. Each method returns
/// whether anything changed; none touches `revision` or `changedAt`, which the reducer keeps.
extension Alarm {
  /// COND_ON, COND_OFF, SEV_UP and SEV_DOWN: rows 1 to 7, 11 to 13, 15.
  public mutating func take(_ signal: AlarmSignal) -> Bool {
    let before = self
    if let end = measuredEnd, signal.measured >= end { runOut(at: end) }
    if let grade = signal.grade {
      takeOn(grade, signal)
    } else {
      takeOff(signal)
    }
    return self != before
  }

  /// TIMER_ON and TIMER_OFF by the wall clock, and the expiry of a received warning.
  ///
  /// A timer that does not fit the region, or one of an alarm whose source is lost, does nothing; expiry is a
  /// fact of the calendar and always acts.
  public mutating func runOutByClock(_ timer: ClockTimer) -> Bool {
    switch (timer, condition) {
    case (.on, .pendingOn), (.off, .pendingOff):
      guard data != .lost, let end = measuredEnd else { return false }
      runOut(at: end)
      return true
    case (.expiry, .active), (.expiry, .pendingOn), (.expiry, .pendingOff):
      guard let expires else { return false }
      clearPending()
      if case .pendingOn = condition { condition = .normal } else { returnToNormal(at: expires) }
      lastAt = max(lastAt, expires)
      return true
    default: return false
    }
  }

  /// Which of an alarm's clocks ran out.
  public enum ClockTimer: Sendable { case on, off, expiry }

  /// The clock that will run out next by itself, and when; `nil` when only events can change the alarm.
  public var pendingClock: (at: Instant, timer: ClockTimer)? {
    guard data != .lost, let deadline else { return nil }
    switch condition {
    case .pendingOn: return (deadline, .on)
    case .pendingOff: return (deadline, .off)
    case .normal, .active: return nil
    }
  }

  /// When the alarm expires by itself, while there is something to end.
  public var expiryClock: Instant? { condition == .normal ? nil : expires }

  /// Row 23: the state of the data behind the alarm.
  ///
  /// Nothing else changes while it is lost; when it is back the pending delay begins anew at `at`, because
  /// nobody saw the condition hold in between.
  public mutating func setData(_ state: DataState, at: Instant) -> Bool {
    guard data != state else { return false }
    if data == .lost {
      switch condition {
      case .pendingOn(_, let count):
        condition = .pendingOn(since: at, count: count)
        if deadline != nil { deadline = at + delay }
      case .pendingOff:
        condition = .pendingOff(since: at)
        deadline = at + delay
      case .normal, .active: break
      }
    }
    data = state
    return true
  }

  /// The wall clock moved by `step` and now shows `now`: what was left of a pending delay is left still, and
  /// never more than the whole delay.
  ///
  /// Calendar expiry does not move.
  public mutating func stepClock(by step: Span, now: Instant) -> Bool {
    guard let deadline else { return false }
    let left = min(deadline - (now - step), delay)
    guard now + left != deadline else { return false }
    self.deadline = now + left
    return true
  }
}

// MARK: - Steps

extension Alarm {
  /// The measured time at which the pending delay has held; `nil` outside the pending regions or when only a
  /// count decides.
  private var measuredEnd: Instant? {
    switch condition {
    case .pendingOn(let since, _): deadline == nil ? nil : since + delay
    case .pendingOff(let since): since + delay
    case .normal, .active: nil
    }
  }

  private mutating func runOut(at end: Instant) {
    switch condition {
    case .pendingOn: annunciate(gradeNow, at: end)
    case .pendingOff: returnToNormal(at: end)
    case .normal, .active: break
    }
  }

  private mutating func takeOn(_ grade: Grade, _ signal: AlarmSignal) {
    describe(signal)
    switch condition {
    case .normal:
      let usesCount = signal.count > 1
      if signal.onDelay <= .zero, !usesCount {
        raise(grade, signal)
      } else {
        beginPending(grade, signal, usesCount: usesCount)
      }
    case .pendingOn: continuePending(grade, signal)
    case .pendingOff:
      condition = .active
      clearPending()
      regrade(grade, signal)
    case .active: regrade(grade, signal)
    }
  }

  private mutating func takeOff(_ signal: AlarmSignal) {
    switch condition {
    case .normal, .pendingOff: break
    case .pendingOn:
      condition = .normal
      clearPending()
      lastAt = max(lastAt, signal.measured)
      fleeting &+= 1
    case .active:
      lastAt = max(lastAt, signal.measured)
      if signal.offDelay <= .zero {
        returnToNormal(at: signal.measured)
      } else {
        condition = .pendingOff(since: signal.measured)
        delay = signal.offDelay
        deadline = signal.measured + signal.offDelay
      }
    }
  }

  /// Text, place, expiry and latching follow the newest signal.
  private mutating func describe(_ signal: AlarmSignal) {
    latches = signal.latching
    text = signal.text
    place = signal.place
    expires = signal.expires
  }

  private mutating func beginPending(_ grade: Grade, _ signal: AlarmSignal, usesCount: Bool) {
    condition = .pendingOn(since: signal.measured, count: 1)
    delay = signal.onDelay
    deadline = signal.onDelay > .zero ? signal.measured + signal.onDelay : nil
    countedAt = usesCount ? [signal.measured] : []
    note(grade, signal)
  }

  private mutating func continuePending(_ grade: Grade, _ signal: AlarmSignal) {
    note(grade, signal)
    guard signal.count > 1, case .pendingOn(let since, _) = condition else { return }
    let needed = min(signal.count, Alarm.countLimit)
    countedAt.removeAll { signal.measured - $0 > signal.countWindow }
    countedAt.append(signal.measured)
    if countedAt.count >= needed {
      raise(grade, signal)
    } else {
      condition = .pendingOn(since: since, count: countedAt.count)
    }
  }

  /// The grade, value and time of a sample that does not annunciate.
  private mutating func note(_ grade: Grade, _ signal: AlarmSignal) {
    gradeNow = grade
    value = signal.value
    limit = signal.limit
    lastAt = max(lastAt, signal.measured)
  }

  private mutating func raise(_ grade: Grade, _ signal: AlarmSignal) {
    note(grade, signal)
    annunciate(grade, at: signal.measured)
  }

  /// Rows 1, 3 and 15: into "unacknowledged".
  ///
  /// From normal everything about the last occurrence is forgotten; from returned or latched the worst grade,
  /// the owner and the counts stay.
  private mutating func annunciate(_ grade: Grade, at: Instant) {
    if label == .normal {
      gradeWorst = grade
      handling = .none
      escalatedAt = nil
      comments = 0
    } else if grade.isWorse(than: gradeWorst) {
      gradeWorst = grade
    }
    gradeNow = grade
    condition = .active
    clearPending()
    isLatched = false
    occurrence &+= 1
    version &+= 1
    raisedAt = at
    returnedAt = nil
    forgetAcknowledgement()
  }

  /// Rows 5, 6 and 7: a change of grade while active.
  private mutating func regrade(_ grade: Grade, _ signal: AlarmSignal) {
    guard grade != gradeNow else { return }
    let isUp = grade.isWorse(than: gradeNow)
    let isAboveWorst = grade.isWorse(than: gradeWorst)
    gradeNow = grade
    lastAt = max(lastAt, signal.measured)
    guard isUp else { return }
    value = signal.value
    limit = signal.limit
    guard isAboveWorst || !isAcknowledged else { return }
    if isAboveWorst { gradeWorst = grade }
    version &+= 1
    forgetAcknowledgement()
  }

  /// Rows 11, 12 and 13.
  private mutating func returnToNormal(at: Instant) {
    condition = .normal
    clearPending()
    isLatched = latches
    returnedAt = at
  }

  private mutating func forgetAcknowledgement() {
    isAcknowledged = false
    acknowledgedBy = nil
    acknowledgedAt = nil
  }

  private mutating func clearPending() {
    delay = .zero
    deadline = nil
    countedAt = []
  }
}

// MARK: - What people do

extension Alarm {
  /// Rows 8 and 9, and the acknowledgement of a latched alarm.
  public mutating func acknowledge(by actor: Actor, at: Instant) -> Bool {
    guard !isAcknowledged else { return false }
    isAcknowledged = true
    acknowledgedBy = actor
    acknowledgedAt = at
    return true
  }

  /// Row 14: a latched, acknowledged alarm goes back to normal.
  public mutating func reset() -> Bool {
    guard label == .latchedAcknowledged else { return false }
    isLatched = false
    return true
  }

  /// CLAIM and ASSIGN: the alarm now belongs to `owner`.
  public mutating func own(by owner: String) -> Bool {
    guard isOpen, handling != .owned(by: owner) else { return false }
    handling = .owned(by: owner)
    return true
  }

  /// ESCALATE: reported upward at `at`.
  public mutating func escalate(at: Instant) -> Bool {
    guard isOpen else { return false }
    escalatedAt = at
    return true
  }

  /// COMMENT: the text is in the journal; the alarm counts it.
  public mutating func comment() -> Bool {
    guard occurrence > 0 else { return false }
    comments &+= 1
    return true
  }
}
