public import Alarms
public import CitySafety

/// What the reference model says of an event.
public enum ModelAnswer: Hashable {
  /// Done, as this row of alarms.md 8.1 (or of what the program adds to it) says.
  case done(row: String)
  /// The state has a row, but this is missing.
  case missing(String)
  case noRow
}

/// The life-cycle of one alarm a second time, in plain sentences from alarms.md 8.1 and its corrections.
///
/// It shares the record `Alarm` with the program and nothing else: no table, no pattern, no guard, none of the
/// derived properties. It is slow and plain on purpose; tests hold the program against it.
public struct AlarmModel {
  public var alarm: Alarm

  public init(_ alarm: Alarm) { self.alarm = alarm }

  // MARK: What the record means

  /// In force or waiting to be over.
  public var isActive: Bool {
    switch alarm.condition {
    case .active: return true
    case .pendingOff: return true
    case .normal: return false
    case .pendingOn: return false
    }
  }

  public var isSuppressed: Bool {
    if alarm.shelf != nil { return true }
    if alarm.serviceOrder != nil { return true }
    return alarm.suppressedBy.count > 0
  }

  /// The letter of 8.1 without region S.
  public var bareLetter: String {
    if isActive {
      if alarm.isAcknowledged { return "C" }
      return "B"
    }
    if alarm.isLatched {
      if alarm.isAcknowledged { return "LA" }
      return "LU"
    }
    if alarm.isAcknowledged { return "A" }
    return "D"
  }

  /// The letter: out of service before by design before shelved.
  public var letter: String {
    if alarm.serviceOrder != nil { return "G" }
    if alarm.suppressedBy.count > 0 { return "F" }
    if alarm.shelf != nil { return "E" }
    return bareLetter
  }

  /// Somebody may see it: anything but normal, or a task that goes on.
  public var isListed: Bool {
    if letter != "A" { return true }
    if case .none = alarm.handling { return false }
    return true
  }

  /// The grade that ranks it.
  public var rank: Grade {
    if let own = alarm.priority { return own }
    return alarm.gradeWorst
  }

  static func worse(_ left: Grade, _ right: Grade) -> Grade {
    left.severity >= right.severity ? left : right
  }

  /// Shelving goes by the worse of rank and worst.
  var shelfGrade: Grade { AlarmModel.worse(rank, alarm.gradeWorst) }

  var isIdle: Bool {
    switch alarm.handling {
    case .none, .offered, .owned: return true
    case .responding, .resolved: return false
    }
  }

  // MARK: Events

  public mutating func take(_ event: LifeEvent, _ input: LifeInput) -> ModelAnswer {
    let answer = answer(to: event, input)
    if case .done = answer { follow(input) }
    return answer
  }

  private mutating func answer(to event: LifeEvent, _ input: LifeInput) -> ModelAnswer {
    switch event {
    case .conditionOn, .conditionOff, .gradeUp, .gradeDown, .timerOn, .timerOff, .expire:
      return condition(event, input)
    case .sourceStale:
      resumeData(input.at)
      alarm.data = .stale
      return .done(row: "23a")
    case .sourceLost:
      alarm.data = .lost
      return .done(row: "23b")
    case .sourceBack:
      resumeData(input.at)
      return .done(row: "23c")
    case .actionTimeout, .shelfExpire, .breakThrough, .offerTimeout, .escalationDue:
      return clock(event, input)
    case .designOn, .designOff, .shelve, .unshelve, .outOfService, .returnToService:
      return suppression(event, input)
    case .acknowledge, .reset: return acknowledgement(event, input)
    case .claim, .assign, .accept, .decline, .respond, .resolve: return handling(event, input)
    case .close, .reopen, .escalate, .comment, .prioritise: return closing(event, input)
    }
  }

  private mutating func condition(_ event: LifeEvent, _ input: LifeInput) -> ModelAnswer {
    let sample = input.signal
    let end = input.measured ?? sample?.measured ?? input.at
    switch (event, alarm.condition) {
    case (.conditionOn, .normal):
      guard let sample else { return .missing("undelayed") }
      if sample.onDelay > .zero || sample.count > 1 {
        alarm.condition = .pendingOn(since: sample.measured, count: 1)
        alarm.delay = sample.onDelay
        alarm.deadline = sample.onDelay > .zero ? sample.measured + sample.onDelay : nil
        alarm.countedAt = sample.count > 1 ? [sample.measured] : []
        look(at: sample)
        return .done(row: "2")
      }
      let isFirst = alarm.isAcknowledged && !alarm.isLatched
      if input.measured == nil { look(at: sample) }
      raise(at: end, input.policy)
      return .done(row: isFirst ? "1" : "15")
    case (.conditionOn, .pendingOn(let since, _)):
      guard let sample else { return .missing("countReached") }
      look(at: sample)
      guard sample.count > 1 else { return .done(row: "2a") }
      alarm.countedAt = alarm.countedAt.filter { sample.measured - $0 <= sample.countWindow }
      alarm.countedAt.append(sample.measured)
      alarm.condition = .pendingOn(since: since, count: alarm.countedAt.count)
      guard alarm.countedAt.count >= min(sample.count, 64) else { return .done(row: "2a") }
      raise(at: end, input.policy)
      return .done(row: "3a")
    case (.conditionOn, .pendingOff):
      alarm.condition = .active
      forgetDelay()
      return .done(row: "11b")
    case (.timerOn, .pendingOn):
      if let sample, input.measured == nil { look(at: sample) }
      raise(at: end, input.policy)
      return .done(row: "3")
    case (.conditionOff, .pendingOn), (.expire, .pendingOn):
      alarm.condition = .normal
      forgetDelay()
      if let sample, sample.measured > alarm.lastAt { alarm.lastAt = sample.measured }
      alarm.fleeting += 1
      return .done(row: event == .expire ? "4e" : "4")
    case (.gradeUp, .active): return worsen(input)
    case (.gradeDown, .active):
      if let sample { regrade(sample) }
      return .done(row: "7")
    case (.conditionOff, .active):
      if let sample, sample.offDelay > .zero {
        if sample.measured > alarm.lastAt { alarm.lastAt = sample.measured }
        alarm.condition = .pendingOff(since: sample.measured)
        alarm.delay = sample.offDelay
        alarm.deadline = sample.measured + sample.offDelay
        return .done(row: "11a")
      }
      let row = alarm.latches ? "13" : alarm.isAcknowledged ? "12" : "11"
      self.end(at: end, sample)
      return .done(row: row)
    case (.timerOff, .pendingOff):
      let row = alarm.latches ? "13t" : alarm.isAcknowledged ? "12t" : "11t"
      self.end(at: end, sample)
      return .done(row: row)
    case (.expire, .active), (.expire, .pendingOff):
      self.end(at: end, sample)
      return .done(row: "11e")
    default: return .noRow
    }
  }

  private mutating func worsen(_ input: LifeInput) -> ModelAnswer {
    let grade = input.signal?.grade
    if alarm.isAcknowledged {
      let isAbove = grade.map { $0.severity > alarm.gradeWorst.severity } ?? false
      if !isAbove {
        if let sample = input.signal { regrade(sample) }
        return .done(row: "6a")
      }
    }
    let row = alarm.isAcknowledged ? "6" : "5"
    let waiting = alarm.escalationDeadline
    if let sample = input.signal {
      regrade(sample)
      alarm.gradeWorst = AlarmModel.worse(alarm.gradeNow, alarm.gradeWorst)
      dropRank()
      alarm.version += 1
      unacknowledge()
      // It never waits longer for being worse.
      var times: [Instant] = []
      if let waiting { times.append(waiting) }
      let patience = input.policy.escalateAfter.values[Int(rank.rawValue) - 1]
      if patience > .zero { times.append(input.at + patience) }
      alarm.escalationDeadline = times.min()
    }
    return .done(row: row)
  }

  private mutating func clock(_ event: LifeEvent, _ input: LifeInput) -> ModelAnswer {
    switch event {
    case .actionTimeout:
      guard isActive, alarm.isAcknowledged, !isSuppressed else { return .noRow }
      guard isIdle else { return .missing("idle") }
      alarm.version += 1
      unacknowledge()
      alarm.escalatedAt = input.at
      return .done(row: "16")
    case .shelfExpire:
      guard alarm.shelf != nil else { return .noRow }
      alarm.shelf = nil
      reannounceIfActive()
      return .done(row: "19")
    case .breakThrough:
      guard let shelf = alarm.shelf, isActive else { return .noRow }
      guard alarm.gradeNow == .red, shelf.grade != .red, alarm.breaksThrough else {
        return .missing("redBreaksThrough")
      }
      alarm.shelf = nil
      alarm.version += 1
      unacknowledge()
      return .done(row: "20")
    case .offerTimeout:
      guard case .offered = alarm.handling else { return .noRow }
      alarm.handling = .none
      return .done(row: "25t")
    default:
      guard !alarm.isAcknowledged, !isSuppressed else { return .noRow }
      if alarm.escalationStage < 2 { alarm.escalationStage += 1 }
      alarm.escalationDeadline = nil
      alarm.escalatedAt = input.at
      return .done(row: "28")
    }
  }

  private mutating func suppression(_ event: LifeEvent, _ input: LifeInput) -> ModelAnswer {
    switch event {
    case .designOn:
      if !alarm.suppressedBy.contains(input.name), alarm.suppressedBy.count < 16 {
        alarm.suppressedBy.append(input.name)
        alarm.suppressedBy.sort()
      }
      return .done(row: "21a")
    case .designOff:
      guard alarm.suppressedBy.count > 0 else { return .noRow }
      alarm.suppressedBy = alarm.suppressedBy.filter { $0 != input.name }
      reannounceIfActive()
      return .done(row: "21b")
    case .shelve:
      guard alarm.shelf == nil else { return .noRow }
      guard alarm.occurrence > 0 else { return .missing("occurred") }
      guard hasWords(input.text) else { return .missing("reasonGiven") }
      guard let until = input.until, until > input.at,
        until <= input.at + input.policy.shelfLimit.values[Int(shelfGrade.rawValue) - 1]
      else { return .missing("untilAllowed") }
      if let end = input.shiftEnd, until > end { return .missing("untilAllowed") }
      if shelfGrade == .red, !isTwo(input) { return .missing("secondForRed") }
      alarm.shelf = Shelf(
        until: until, since: input.at, reason: input.text, by: input.actor?.displayName ?? "",
        second: input.actor?.authoriser, grade: shelfGrade)
      return .done(row: "17")
    case .unshelve:
      guard alarm.shelf != nil else { return .noRow }
      alarm.shelf = nil
      acknowledge(input)
      return .done(row: "18")
    case .outOfService:
      guard alarm.serviceOrder == nil else { return .noRow }
      guard hasWords(input.text), hasWords(input.measure) else { return .missing("orderGiven") }
      guard isTwo(input) else { return .missing("second") }
      alarm.serviceOrder = ServiceOrder(
        number: input.text, measure: input.measure, by: input.actor?.displayName ?? "",
        second: input.actor?.authoriser ?? "", since: input.at)
      return .done(row: "22a")
    default:
      guard alarm.serviceOrder != nil else { return .noRow }
      guard isTwo(input) else { return .missing("second") }
      alarm.serviceOrder = nil
      reannounceIfActive()
      return .done(row: "22b")
    }
  }

  private mutating func acknowledgement(_ event: LifeEvent, _ input: LifeInput) -> ModelAnswer {
    if event == .reset {
      guard bareLetter == "LA", letter == "LA", alarm.condition == .normal else { return .noRow }
      alarm.isLatched = false
      return .done(row: "14")
    }
    guard !alarm.isAcknowledged, !isSuppressed else { return .noRow }
    if alarm.data == .lost, !input.acceptsLostData { return .missing("dataKnown") }
    acknowledge(input)
    return .done(row: isActive ? "8" : "9")
  }

  private mutating func handling(_ event: LifeEvent, _ input: LifeInput) -> ModelAnswer {
    let me = input.actor?.displayName ?? ""
    switch event {
    case .accept, .decline:
      guard case .offered(let person, _, _) = alarm.handling else { return .noRow }
      guard person == input.actor?.person else { return .missing("isOffered") }
      alarm.handling = event == .accept ? .owned(by: me) : .none
      return .done(row: event == .accept ? "25b" : "25c")
    default: break
    }
    guard !isSuppressed, isListed else { return .noRow }
    switch event {
    case .assign:
      if case .offered(let person, _, _) = alarm.handling, person == input.name { return .missing("differs") }
      alarm.handling = .offered(to: input.name, by: me, until: input.at + input.policy.offerLimit)
      return .done(row: "25a")
    case .claim:
      if alarm.handling == .owned(by: me) || alarm.handling == .responding(by: me) {
        return .missing("differs")
      }
      alarm.handling = .owned(by: me)
      return .done(row: "25d")
    case .respond:
      var owner = me
      switch alarm.handling {
      case .none, .offered: break
      case .owned(let person): owner = person
      case .responding, .resolved: return .noRow
      }
      guard hasWords(input.text) else { return .missing("reasonGiven") }
      alarm.handling = .responding(by: owner)
      return .done(row: "29")
    default:
      switch alarm.handling {
      case .owned, .responding: break
      case .none, .offered, .resolved: return .noRow
      }
      guard hasWords(input.text) else { return .missing("reasonGiven") }
      alarm.handling = .resolved(by: me)
      return .done(row: "30")
    }
  }

  private mutating func closing(_ event: LifeEvent, _ input: LifeInput) -> ModelAnswer {
    switch event {
    case .close:
      guard letter == "A", alarm.condition == .normal else { return .noRow }
      if !isListed, alarm.occurrence == 0 { return .missing("occurred") }
      guard input.verdict != nil else { return .missing("verdictGiven") }
      guard hasWords(input.text) else { return .missing("reasonGiven") }
      let row = isListed ? "31" : "31a"
      alarm.handling = .none
      alarm.verdict = input.verdict
      return .done(row: row)
    case .reopen:
      guard letter == "A", !isListed else { return .noRow }
      guard alarm.occurrence > 0 else { return .missing("occurred") }
      guard hasWords(input.text) else { return .missing("reasonGiven") }
      alarm.verdict = nil
      alarm.version += 1
      unacknowledge()
      return .done(row: "32")
    case .escalate:
      guard isListed else { return .noRow }
      guard hasWords(input.text) else { return .missing("reasonGiven") }
      alarm.escalatedAt = input.at
      return .done(row: "33")
    case .comment:
      guard alarm.occurrence > 0 else { return .missing("occurred") }
      guard hasWords(input.text) else { return .missing("reasonGiven") }
      alarm.comments += 1
      return .done(row: "34")
    default:
      guard !isSuppressed, isListed else { return .noRow }
      guard let grade = input.grade, grade != rank else { return .missing("gradeDiffers") }
      guard hasWords(input.text) else { return .missing("reasonGiven") }
      prioritise(grade, input)
      return .done(row: "35")
    }
  }

  private mutating func prioritise(_ grade: Grade, _ input: LifeInput) {
    let isWorse = grade.severity > rank.severity
    let old = (alarm.escalationDeadline, alarm.actionDeadline)
    alarm.priority = grade
    alarm.escalationDeadline = nil
    alarm.actionDeadline = nil
    guard isWorse else { return }
    alarm.version += 1
    follow(input)
    if let earlier = old.0, earlier < alarm.escalationDeadline ?? .distantFuture {
      alarm.escalationDeadline = earlier
    }
    if let earlier = old.1, earlier < alarm.actionDeadline ?? .distantFuture {
      alarm.actionDeadline = earlier
    }
  }
}
