public import Alarms
public import CitySafety
public import Operations

/// The whole reducer a second time, in plain sentences: lists instead of queues, everything looked through every
/// time.
///
/// Warnings and earthquakes are left out: they are memories for intake, not life-cycle.
public struct OperationsModel {
  public private(set) var alarms: [AlarmID: Alarm] = [:]
  public private(set) var sources: [String: SourceState] = [:]
  public private(set) var policy = AlarmPolicy.silent
  public private(set) var seats: [String: Actor] = [:]
  public private(set) var lastShelfRelease: Instant?
  public internal(set) var flood = Flood()
  var undoable: [Undoable] = []
  private var nextID: Int64 = 1

  /// Every annunciation of the window, by the beginning of its sixtieth.
  public struct Flood {
    public var isOn = false
    public var since: Instant?
    public var peak = 0
    var starts: [Instant] = []
    var newest = Instant.epoch
  }

  struct Undoable {
    var id: CommandID
    var seat: String
    var at: Instant
    var before: [Alarm]
    var after: [AlarmID: Int64]
  }

  public init() {}

  var crew: Int { seats.isEmpty ? 1 : seats.count }

  private mutating func take(_ new: AlarmPolicy) {
    if new.floodWindow != policy.floodWindow { flood.starts = [] }
    policy = new
  }

  /// A listed alarm starts and stops its clocks by the policy.
  private func follow(_ alarm: inout Alarm, _ at: Instant) {
    var model = AlarmModel(alarm)
    guard model.isListed else { return }
    model.follow(LifeInput(at: at, policy: policy))
    alarm = model.alarm
  }

  // MARK: The reducer

  /// Applies an entry; the numbers of the alarms that changed, ascending.
  public mutating func apply(_ entry: JournalEntry) -> [AlarmID] {
    let at = entry.at
    switch entry.event {
    case .ownerStarted: seats = [:]
    // The shift log, handovers, rules, the dispatch and what was told to whom change no alarm.
    case .ownerStopped, .warningReceived, .rules, .duty, .task, .warningExpired, .escalationsTold,
      .teamReports, .remark, .reportsDue:
      break
    case .signedIn(let actor):
      if seats.count < 64 || seats[actor.seat] != nil { seats[actor.seat] = actor }
    case .signedOut(let person, let seat): if seats[seat]?.person == person { seats[seat] = nil }
    case .condition(let condition): return apply(condition, at)
    case .timer(let id, let timer): return apply(timer, id, at)
    case .escalated(let notice): return apply(notice.timer, notice.alarm, at)
    case .command(let command): return apply(command, at)
    case .source(let id, let sector, let name, let state, let grade, let measured):
      return applySource(id, sector, name, state, grade, measured, at)
    case .clockStepped(let step): return stepClock(by: step, at)
    case .policy(let new):
      take(new)
      return changeAll(at) { alarm, now in now.follow(&alarm, at) }
    case .policyFor(let new, let ids):
      take(new)
      return ids.flatMap { change($0, at) { alarm, now in now.follow(&alarm, at) } }
    case .design(let id, let relation, let isOn):
      return change(id, at) { alarm, now in
        var model = AlarmModel(alarm)
        _ = model.take(isOn ? .designOn : .designOff, LifeInput(at: at, policy: now.policy, name: relation))
        alarm = model.alarm
      }
    case .undone(let undo): return apply(undo, at)
    case .flood(let isOn, let count):
      flood.isOn = isOn
      if isOn { flood.since = at }
      if isOn { flood.peak = count }
    }
    return []
  }

  mutating func change(
    _ id: AlarmID, _ at: Instant, by person: String? = nil,
    _ body: (inout Alarm, OperationsModel) -> Void
  ) -> [AlarmID] {
    guard let old = alarms[id] else { return [] }
    var new = old
    body(&new, self)
    guard new != old else { return [] }
    keep(&new, old, at, person)
    return [id]
  }

  private mutating func keep(_ alarm: inout Alarm, _ old: Alarm?, _ at: Instant, _ person: String?) {
    alarm.revision += 1
    alarm.changedAt = at
    alarm.changedBy = person
    alarms[alarm.id] = alarm
    if person == nil, AlarmModel(alarm).letter == "B", alarm.version > (old?.version ?? 0) { annunciated(at) }
  }

  private mutating func changeAll(_ at: Instant, _ body: (inout Alarm, OperationsModel) -> Void) -> [AlarmID]
  {
    alarms.keys.sorted().flatMap { change($0, at, body) }
  }

  private mutating func apply(_ condition: ConditionEvent, _ at: Instant) -> [AlarmID] {
    let signal = AlarmSignal(
      grade: condition.grade, value: condition.value, limit: condition.limit, measured: condition.measured,
      onDelay: condition.onDelay, offDelay: condition.offDelay, count: condition.count,
      countWindow: condition.countWindow, latching: condition.latching, text: condition.text,
      place: condition.place, expires: condition.expires, breaksThrough: condition.breaksThrough)
    return sample(signal, condition.key, condition.sector, condition.source, at)
  }

  private mutating func sample(
    _ signal: AlarmSignal, _ key: AlarmKey, _ sector: Sector, _ source: String?, _ at: Instant
  ) -> [AlarmID] {
    if let known = alarms.values.first(where: { $0.key == key }) {
      return change(known.id, at) { $0 = $1.sampled($0, signal, at) }
    }
    var fresh = Alarm(
      id: AlarmID(nextID), key: key, sector: sector, source: source, grade: .blue, at: at)
    if case .sourceLost = key {
    } else if let source, let data = data(of: sources[source]) {
      fresh.data = data
    }
    var new = sampled(fresh, signal, at)
    guard new != fresh else { return [] }
    nextID += 1
    keep(&new, nil, at, nil)
    return [new.id]
  }

  private func data(of state: SourceState?) -> DataState? {
    switch state {
    case .live: .good
    case .stale: .stale
    case .lost: .lost
    case .unknown, nil: nil
    }
  }

  /// One sample: first the delay that ended at or before it, then what the sample says.
  private func sampled(_ alarm: Alarm, _ signal: AlarmSignal, _ at: Instant) -> Alarm {
    var model = AlarmModel(alarm)
    var input = LifeInput(at: at, policy: policy, signal: signal)
    switch alarm.condition {
    case .pendingOn(let since, _) where alarm.deadline != nil && signal.measured >= since + alarm.delay:
      input.measured = since + alarm.delay
      _ = model.take(.timerOn, input)
      _ = model.take(.breakThrough, input)
    case .pendingOff(let since) where signal.measured >= since + alarm.delay:
      input.measured = since + alarm.delay
      _ = model.take(.timerOff, input)
    default: break
    }
    input.measured = nil
    guard let grade = signal.grade else {
      _ = model.take(.conditionOff, input)
      return model.alarm
    }
    model.alarm.latches = signal.latching
    model.alarm.breaksThrough = signal.breaksThrough
    model.alarm.text = signal.text
    model.alarm.place = signal.place
    model.alarm.expires = signal.expires
    _ = model.take(.conditionOn, input)
    if model.alarm.condition == .active {
      if grade.severity > model.alarm.gradeNow.severity { _ = model.take(.gradeUp, input) }
      if grade.severity < model.alarm.gradeNow.severity { _ = model.take(.gradeDown, input) }
    }
    _ = model.take(.breakThrough, input)
    return model.alarm
  }

  private mutating func apply(_ timer: AlarmTimer, _ id: AlarmID, _ at: Instant) -> [AlarmID] {
    if timer == .shelf { lastShelfRelease = at }
    guard let alarm = alarms[id], let due = clock(timer, of: alarm), due <= at else { return [] }
    return change(id, at) { alarm, now in
      var model = AlarmModel(alarm)
      var input = LifeInput(at: at, policy: now.policy)
      switch timer {
      case .on, .off:
        if case .pendingOn(let since, _) = alarm.condition { input.measured = since + alarm.delay }
        if case .pendingOff(let since) = alarm.condition { input.measured = since + alarm.delay }
        _ = model.take(timer == .on ? .timerOn : .timerOff, input)
        if timer == .on { _ = model.take(.breakThrough, input) }
      case .expiry:
        input.measured = alarm.expires
        _ = model.take(.expire, input)
        if let end = alarm.expires, end > model.alarm.lastAt { model.alarm.lastAt = end }
      case .action: _ = model.take(.actionTimeout, input)
      case .escalation: _ = model.take(.escalationDue, input)
      case .offer: _ = model.take(.offerTimeout, input)
      case .shelf: _ = model.take(.shelfExpire, input)
      }
      alarm = model.alarm
    }
  }

  private mutating func apply(_ command: Command, _ at: Instant) -> [AlarmID] {
    guard let event = event(of: command.name) else { return [] }
    var record = Undoable(id: command.id, seat: command.actor.seat, at: at, before: [], after: [:])
    for target in command.targets {
      guard let before = alarms[target.alarm], before.occurrence == target.occurrence else { continue }
      var model = AlarmModel(before)
      guard case .done = model.take(event, input(of: command, at)) else { continue }
      var after = model.alarm
      keep(&after, before, at, command.actor.displayName)
      record.before.append(before)
      record.after[target.alarm] = alarms[target.alarm]?.revision
    }
    let leavesWords = command.name == .comment || command.name == .escalate
    if !record.before.isEmpty, !leavesWords {
      let limit = policy.undoLimit
      undoable = undoable.filter { at - $0.at <= limit }.suffix(63) + [record]
    }
    return record.before.map(\.id).sorted()
  }

  func event(of name: CommandName) -> LifeEvent? {
    LifeEvent.allCases.first { "\($0)" == "\(name)" }
  }

  func input(of command: Command, _ at: Instant, shiftEnd: Instant? = nil) -> LifeInput {
    var input = LifeInput(at: at, policy: policy, actor: command.actor, text: command.text)
    if command.name == .assign { input.name = command.text }
    input.until = command.until
    input.shiftEnd = shiftEnd
    input.grade = command.grade
    input.verdict = command.verdict
    input.measure = command.measure
    input.acceptsLostData = command.acceptsLostData
    return input
  }

  private mutating func applySource(
    _ id: String, _ sector: Sector, _ name: Bilingual, _ state: SourceState, _ grade: Grade,
    _ measured: Instant, _ at: Instant
  ) -> [AlarmID] {
    sources[id] = state
    guard let data = data(of: state) else { return [] }
    var changed: [AlarmID] = []
    for alarm in alarms.values.sorted(by: { $0.id < $1.id }) where alarm.source == id && alarm.data != data {
      if case .sourceLost = alarm.key { continue }
      changed += change(alarm.id, at) { alarm, now in
        var model = AlarmModel(alarm)
        let event: LifeEvent = data == .good ? .sourceBack : data == .stale ? .sourceStale : .sourceLost
        _ = model.take(event, LifeInput(at: at, policy: now.policy))
        alarm = model.alarm
      }
    }
    var signal = AlarmSignal(grade: nil, measured: measured)
    if state == .lost {
      signal.grade = grade
      signal.text = Bilingual(
        zh: "数据源中断：\(name.zh)，请检查链路并联系上游单位",
        en: "Source lost: \(name.en). Check the link and call its owner")
    }
    if state != .stale { changed += sample(signal, .sourceLost(source: id), sector, id, at) }
    return changed.sorted()
  }

  // MARK: Clocks

  public func clock(_ timer: AlarmTimer, of alarm: Alarm) -> Instant? {
    switch timer {
    case .on:
      guard case .pendingOn = alarm.condition, alarm.data != .lost else { return nil }
      return alarm.deadline
    case .off:
      guard case .pendingOff = alarm.condition, alarm.data != .lost else { return nil }
      return alarm.deadline
    case .expiry: return alarm.condition == .normal ? nil : alarm.expires
    case .action: return alarm.actionDeadline
    case .escalation: return alarm.escalationDeadline
    case .offer:
      guard case .offered(_, _, let until) = alarm.handling else { return nil }
      return until
    case .shelf: return alarm.shelf?.until
    }
  }

  private var clocks: [(at: Instant, id: AlarmID, timer: AlarmTimer)] {
    alarms.values.flatMap { alarm in
      AlarmTimer.allCases.compactMap { timer in
        clock(timer, of: alarm).map { (at: $0, id: alarm.id, timer: timer) }
      }
    }
  }

  private var shelfTurn: Instant {
    guard let lastShelfRelease else { return .epoch }
    return lastShelfRelease + Span(milliseconds: policy.shelfRelease.milliseconds / Int64(crew))
  }

  /// What has run out: earliest first, then at most one shelf, the worst grade first.
  public func due(at now: Instant) -> [(AlarmID, AlarmTimer)] {
    let ran = clocks.filter { $0.at <= now }
    let plain = ran.filter { $0.timer != .shelf }
      .sorted { ($0.at, $0.id, $0.timer.rawValue) < ($1.at, $1.id, $1.timer.rawValue) }
    var due = plain.map { ($0.id, $0.timer) }
    let shelves = ran.filter { $0.timer == .shelf }.sorted { left, right in
      let grades = (rank(left.id), rank(right.id))
      return (grades.0, left.at, left.id) < (grades.1, right.at, right.id)
    }
    if now >= shelfTurn, let first = shelves.first { due.append((first.id, .shelf)) }
    return due
  }

  private func rank(_ id: AlarmID) -> UInt8 {
    alarms[id].map { AlarmModel($0).rank.rawValue } ?? 9
  }

  public var nextTimer: Instant? {
    var times = clocks.filter { $0.timer != .shelf }.map(\.at)
    if let shelf = clocks.filter({ $0.timer == .shelf }).map(\.at).min() {
      times.append(max(shelf, shelfTurn))
    }
    if let end = floodEnd { times.append(end) }
    return times.min()
  }

  private mutating func stepClock(by step: Span, _ at: Instant) -> [AlarmID] {
    if let last = lastShelfRelease { lastShelfRelease = last + step }
    if !flood.starts.isEmpty {
      flood.newest = flood.newest + step
      flood.starts = flood.starts.map { $0 + step }
    }
    for index in undoable.indices {
      undoable[index].at = undoable[index].at + step
      let before = undoable[index].before
      undoable[index].before = before.map { stepped($0, by: step, at) }
    }
    return changeAll(at) { $0 = $1.stepped($0, by: step, at) }
  }

  /// What was left of a clock is left still; of a pending delay never more than the whole.
  private func stepped(_ alarm: Alarm, by step: Span, _ now: Instant) -> Alarm {
    var alarm = alarm
    if let deadline = alarm.deadline { alarm.deadline = min(deadline + step, now + alarm.delay) }
    if let due = alarm.actionDeadline { alarm.actionDeadline = due + step }
    if let due = alarm.escalationDeadline { alarm.escalationDeadline = due + step }
    if case .offered(let person, let by, let until) = alarm.handling {
      alarm.handling = .offered(to: person, by: by, until: until + step)
    }
    return alarm
  }
}
