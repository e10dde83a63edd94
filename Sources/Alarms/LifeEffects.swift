import CitySafety

/// The effects of the table's rows, one small step each.
extension Alarm {
  mutating func carry(_ effect: LifeEffect, _ input: LifeInput) {
    switch effect {
    case .raise, .beginPendingOn, .count, .giveUp, .beginPendingOff, .resume, .returnToNormal, .worsen, .note:
      carryCondition(effect, input)
    case .stale:
      bringDataBack(at: input.at)
      data = .stale
    // Nothing runs out while the data is lost, because nobody sees whether the condition holds.
    case .lost: data = .lost
    case .back: bringDataBack(at: input.at)
    case .acknowledge, .acknowledgeByHand: acknowledge(input)
    case .reset: isLatched = false
    case .reannunciate:
      version &+= 1
      forgetAcknowledgement()
    case .unacknowledgeIfActive:
      guard condition.isActive, !isSuppressed else { return }
      version &+= 1
      forgetAcknowledgement()
    case .shelve, .takeOffShelf, .suppress, .release, .putOutOfService, .putBackInService:
      carrySuppression(effect, input)
    case .offer, .own, .free, .respond, .resolve, .close, .reopen: carryHandling(effect, input)
    case .markEscalated: escalatedAt = input.at
    case .stepUp: stepUp(input)
    case .countComment: comments &+= 1
    case .setPriority: setPriority(input)
    }
  }

  private mutating func carryCondition(_ effect: LifeEffect, _ input: LifeInput) {
    let signal = input.signal
    switch effect {
    case .raise:
      if let signal, input.measured == nil { note(signal) }
      annunciate(at: input.measured ?? signal?.measured ?? input.at, input.policy)
    case .beginPendingOn: if let signal { beginPending(signal) }
    case .count: if let signal { countSample(signal) }
    case .giveUp:
      condition = .normal
      clearPending()
      lastAt = max(lastAt, signal?.measured ?? lastAt)
      fleeting &+= 1
    case .beginPendingOff:
      guard let signal else { return }
      lastAt = max(lastAt, signal.measured)
      condition = .pendingOff(since: signal.measured)
      delay = signal.offDelay
      deadline = signal.measured + signal.offDelay
    case .resume:
      condition = .active
      clearPending()
    case .returnToNormal:
      let at = input.measured ?? signal?.measured ?? input.at
      if let signal { lastAt = max(lastAt, signal.measured) }
      condition = .normal
      clearPending()
      isLatched = latches
      returnedAt = at
    case .worsen: if let signal { worsen(signal, input) }
    default: if let signal { regrade(signal) }
    }
  }

  private mutating func carrySuppression(_ effect: LifeEffect, _ input: LifeInput) {
    let person = input.actor?.displayName ?? ""
    switch effect {
    case .shelve:
      shelf = Shelf(
        until: input.until ?? input.at, since: input.at, reason: input.text, by: person,
        second: input.actor?.authoriser, grade: worse)
    case .takeOffShelf: shelf = nil
    case .suppress:
      guard !suppressedBy.contains(input.name), suppressedBy.count < Alarm.relationLimit else { return }
      suppressedBy = (suppressedBy + [input.name]).sorted()
    case .release: suppressedBy.removeAll { $0 == input.name }
    case .putOutOfService:
      serviceOrder = ServiceOrder(
        number: input.text, measure: input.measure, by: person, second: input.actor?.authoriser ?? "",
        since: input.at)
    default: serviceOrder = nil
    }
  }

  private mutating func carryHandling(_ effect: LifeEffect, _ input: LifeInput) {
    let person = input.actor?.displayName ?? ""
    switch effect {
    case .offer: handling = .offered(to: input.name, by: person, until: input.at + input.policy.offerLimit)
    case .own: handling = .owned(by: person)
    case .free: handling = .none
    case .respond: handling = .responding(by: handling.kind == .owned ? handling.person ?? person : person)
    case .resolve: handling = .resolved(by: person)
    case .close:
      handling = .none
      verdict = input.verdict
    default:
      handling = .none
      verdict = nil
      version &+= 1
      forgetAcknowledgement()
    }
  }

  /// What follows from the regions after any row: timers that must run or stop, and the end of a done task.
  mutating func settle(_ input: LifeInput) {
    if label == .normal, case .resolved = handling { handling = .none }
    if !needsAcknowledgement {
      escalationDeadline = nil
      if isAcknowledged { escalationStage = 0 }
    } else if escalationDeadline == nil {
      escalationDeadline = nextEscalation(input)
    }
    let awaitsAction =
      isAcknowledged && condition.isActive && !isSuppressed && LifeGuard.idle.holds(self, input)
    if !awaitsAction {
      actionDeadline = nil
    } else if actionDeadline == nil {
      let limit = input.policy.actionLimit[grade]
      if limit > .zero { actionDeadline = input.at + limit }
    }
  }

  private func nextEscalation(_ input: LifeInput) -> Instant? {
    let first = input.policy.escalateAfter[grade]
    guard first > .zero else { return nil }
    switch escalationStage {
    case 0: return input.at + first
    case 1 where input.policy.leaderAfter > .zero: return input.at + input.policy.leaderAfter
    default: return nil
    }
  }
}

// MARK: - Steps

extension Alarm {
  private mutating func beginPending(_ signal: AlarmSignal) {
    condition = .pendingOn(since: signal.measured, count: 1)
    delay = signal.onDelay
    deadline = signal.onDelay > .zero ? signal.measured + signal.onDelay : nil
    countedAt = signal.count > 1 ? [signal.measured] : []
    note(signal)
  }

  /// How many violating samples the window holds with this one.
  func countAfter(_ signal: AlarmSignal) -> Int {
    countedAt.reduce(1) { $0 + (signal.measured - $1 > signal.countWindow ? 0 : 1) }
  }

  private mutating func countSample(_ signal: AlarmSignal) {
    note(signal)
    guard signal.count > 1, case .pendingOn(let since, _) = condition else { return }
    countedAt.removeAll { signal.measured - $0 > signal.countWindow }
    countedAt.append(signal.measured)
    condition = .pendingOn(since: since, count: countedAt.count)
  }

  /// The grade, value and time of a sample that does not annunciate.
  private mutating func note(_ signal: AlarmSignal) {
    gradeNow = signal.grade ?? gradeNow
    value = signal.value
    limit = signal.limit
    lastAt = max(lastAt, signal.measured)
  }

  /// Rows 1, 3 and 15: into "unacknowledged".
  ///
  /// From normal without an open task everything about the last occurrence is forgotten; else the worst grade,
  /// the owner and the counts stay.
  private mutating func annunciate(at: Instant, _ policy: AlarmPolicy) {
    if conditionLabel == .normal, handling == .none {
      gradeWorst = gradeNow
      escalatedAt = nil
      comments = 0
      priority = nil
      verdict = nil
    } else if gradeNow.isWorse(than: gradeWorst) {
      gradeWorst = gradeNow
    }
    dropLowerPriority()
    condition = .active
    clearPending()
    isLatched = false
    occurrence &+= 1
    version &+= 1
    raisedAt = at
    returnedAt = nil
    forgetAcknowledgement()
    countChatter(at: at, policy)
  }

  /// Row 24: whether the newest annunciations stand too close together.
  private mutating func countChatter(at: Instant, _ policy: AlarmPolicy) {
    let needed = min(policy.chatterCount, Alarm.countLimit)
    guard needed > 1 else { return }
    raises = Array((raises + [at]).suffix(needed))
    isChattering = raises.count == needed && at - raises[0] <= policy.chatterWindow
  }

  /// Rows 5 and 6: a worse grade that must be looked at.
  private mutating func worsen(_ signal: AlarmSignal, _ input: LifeInput) {
    regrade(signal)
    let old = escalationDeadline
    if gradeNow.isWorse(than: gradeWorst) { gradeWorst = gradeNow }
    dropLowerPriority()
    version &+= 1
    forgetAcknowledgement()
    // A worse grade never lets it wait longer.
    escalationDeadline = [old, nextEscalation(input)].compactMap { $0 }.min()
  }

  private mutating func regrade(_ signal: AlarmSignal) {
    let isUp = signal.grade?.isWorse(than: gradeNow) ?? false
    gradeNow = signal.grade ?? gradeNow
    lastAt = max(lastAt, signal.measured)
    guard isUp else { return }
    value = signal.value
    limit = signal.limit
  }

  /// A lead's rank does not stand against a worse grade that came after it.
  private mutating func dropLowerPriority() {
    if let priority, gradeNow.isWorse(than: priority) { self.priority = nil }
  }

  private mutating func setPriority(_ input: LifeInput) {
    guard let grade = input.grade else { return }
    let isWorse = grade.isWorse(than: self.grade)
    let old = (escalation: escalationDeadline, action: actionDeadline)
    priority = grade
    escalationDeadline = nil
    actionDeadline = nil
    guard isWorse else { return }
    version &+= 1
    // A worse grade never lets it wait longer.
    settle(input)
    escalationDeadline = [old.escalation, escalationDeadline].compactMap { $0 }.min()
    actionDeadline = [old.action, actionDeadline].compactMap { $0 }.min()
  }

  private mutating func stepUp(_ input: LifeInput) {
    escalationStage = min(2, escalationStage &+ 1)
    escalationDeadline = nil
  }

  private mutating func acknowledge(_ input: LifeInput) {
    guard !isAcknowledged else { return }
    isAcknowledged = true
    acknowledgedBy = input.actor
    acknowledgedAt = input.at
  }

  private mutating func forgetAcknowledgement() {
    isAcknowledged = false
    acknowledgedBy = nil
    acknowledgedAt = nil
    actionDeadline = nil
    escalationDeadline = nil
    escalationStage = 0
  }

  /// The data is back: a pending delay begins anew.
  private mutating func bringDataBack(at: Instant) {
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
    data = .good
  }

  private mutating func clearPending() {
    delay = .zero
    deadline = nil
    countedAt = []
  }
}
