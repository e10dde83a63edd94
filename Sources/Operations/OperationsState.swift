public import Alarms
public import CityDispatch
public import CitySafety

/// Everything the journal decides: alarms, source states and the warnings seen.
///
/// One reducer changes it, from journal entries alone, so that replaying them gives the same state.
///
/// Two equal states may differ in the recent earthquakes and in the commands they remember: those memories
/// choose what is written, and no entry depends on them.
public struct OperationsState: Sendable, Equatable {
  /// Every alarm record.
  public internal(set) var alarms: AlarmBook
  /// The last journal sequence applied; 0 before the first.
  public internal(set) var lastSequence: Int64
  /// The last journalled state of each source, by id.
  public internal(set) var sources: [String: SourceState]
  var warnings: WarningMemory
  var timers: TimerQueue
  var quakes = QuakeMemory()
  var undo = UndoMemory()
  /// What one entry does to the alarms, while somebody asks for it (`changes`).
  var observed: [AlarmChange]?
  public internal(set) var duty: DutyState
  /// Incidents and tasks under way.
  public internal(set) var dispatch: DispatchState
  /// The alarm rules as the journal knows them.
  public internal(set) var rules: RuleBook
  /// Authored warnings that are not over.
  public internal(set) var publicWarnings: PublicWarningBook

  public init() {
    self.init(restoring: AlarmBook(), lastSequence: 0)
  }

  /// The state at a checkpoint.
  ///
  /// `warnings` and `earthquakes` are those the store still holds, in any order: they tell repeats from news
  /// and join the reports of several catalogues.
  public init(
    restoring alarms: AlarmBook, lastSequence: Int64, sources: [String: SourceState] = [:],
    warnings: [ReceivedWarning] = [], earthquakes: [Earthquake] = [], duty: DutyState = DutyState(),
    dispatch: DispatchState = DispatchState(), rules: RuleBook = RuleBook(),
    publicWarnings: PublicWarningBook = PublicWarningBook()
  ) {
    self.duty = duty
    self.dispatch = dispatch
    self.rules = rules
    self.publicWarnings = publicWarnings
    self.alarms = alarms
    self.lastSequence = lastSequence
    self.sources = sources
    self.warnings = WarningMemory()
    for warning in warnings { self.warnings.remember(warning) }
    timers = TimerQueue(of: alarms.each)
    remember(earthquakes)
  }

  /// Takes in earthquakes that were received before, without any event.
  public mutating func remember(_ earthquakes: [Earthquake]) {
    for quake in earthquakes.sorted(by: { ($0.origin, $0.identifier) < ($1.origin, $1.identifier) }) {
      _ = quakes.remember(quake)
    }
  }

  public static func == (left: OperationsState, right: OperationsState) -> Bool {
    left.lastSequence == right.lastSequence && left.alarms == right.alarms && left.sources == right.sources
      && left.warnings == right.warnings && left.timers == right.timers && left.duty == right.duty
      && left.dispatch == right.dispatch
      && left.rules == right.rules && left.publicWarnings == right.publicWarnings
  }

  /// The incidents and tasks that changed since it was asked last.
  public mutating func takeDispatchChanges() -> DispatchChanges { dispatch.takeChanges() }

  /// The authored warnings that changed since it was asked last.
  public mutating func takeWarningChanges() -> [PublicWarning] { publicWarnings.takeChanges() }

  /// When the next timer runs out, of an alarm, a flood, a task or an authored warning; `nil` when none is running.
  public var nextTimer: Instant? {
    [nextAlarmTimer, dispatch.nextClock, publicWarnings.nextEnd].compactMap { $0 }.min()
  }

  private var nextAlarmTimer: Instant? {
    let shelf = timers.shelves.first.map { max($0.at, duty.shelfNotBefore) }
    // A flood's end is a timer: nothing else may come when it is over.
    let flood = duty.flood.isOn ? duty.floodEnd : nil
    return [timers.clocks.first?.at, shelf, flood, duty.nextSummary].compactMap { $0 }.min()
  }

  /// Whether a timer, a summary or the flood wants an entry now.
  public func isAnythingDue(at now: Instant) -> Bool {
    nextAlarmTimer.map { $0 <= now } ?? false || floodEvent(at: now) != nil
  }

  /// The timers that ran out at or before `now`, earliest first and at most `limit`, and of the shelves the one whose
  /// turn it is.
  ///
  /// Each becomes one entry (`timerEvent`).
  public func dueTimers(at now: Instant, limit: Int = .max) -> [(AlarmID, AlarmTimer)] {
    var chosen = timers.clocks.due(at: now, limit: limit).map { ($0.id, $0.timer) }
    if now >= duty.shelfNotBefore, let shelf = nextShelf(at: now) { chosen.append((shelf, .shelf)) }
    return chosen
  }

  /// The worst of the shelves that ran out: red first, then in the order in which they ran out.
  private func nextShelf(at now: Instant) -> AlarmID? {
    func grade(_ entry: TimerQueue.Entry) -> UInt8 { alarms[entry.id]?.grade.rawValue ?? .max }
    return timers.shelves.due(at: now).min { (grade($0), $0.at, $0.id) < (grade($1), $1.at, $1.id) }?.id
  }
}

// MARK: - The reducer

extension OperationsState {
  /// Applies one journal entry: the only way the state changes.
  ///
  /// Returns the alarms that changed, ascending; one that `alarms` no longer holds was dropped
  /// (`AlarmBook.limit`).
  public mutating func apply(_ entry: JournalEntry) -> [AlarmID] {
    lastSequence = max(lastSequence, entry.sequence)
    switch entry.event {
    case .ownerStarted:
      duty.seats = [:]
      duty.handover?.leave(seat: nil)
    case .ownerStopped: break
    case .signedIn(let actor):
      if duty.seats[actor.seat] != nil || duty.seats.count < DutyState.seatLimit {
        duty.seats[actor.seat] = actor
      }
    case .signedOut(let person, let seat):
      // The next person may have signed in before the last one's connection was seen to end.
      if duty.seats[seat]?.person == person {
        duty.seats[seat] = nil
        duty.handover?.leave(seat: seat)
      }
    case .condition(let condition):
      return change(condition.key, condition.sector, condition.source, at: entry.at) {
        $0.take(condition.signal, at: entry.at, policy: $1)
      }
    case .timer(let id, let timer):
      if timer == .shelf { duty.lastShelfRelease = entry.at }
      return runOut(timer, of: id, at: entry.at)
    case .escalated(let notice):
      let changed = runOut(notice.timer, of: notice.alarm, at: entry.at)
      if !changed.isEmpty, let alarm = alarms[notice.alarm] { duty.take(notice, of: alarm, at: entry.at) }
      return changed
    case .escalationsTold(let step, _, _): duty.escalations[step] = nil
    case .command(let command): return apply(command, at: entry.at)
    case .source(let id, let sector, let name, let state, let grade, let at):
      return applySource(id, sector, name, state, grade, measured: at, at: entry.at)
    case .warningReceived(let warning): warnings.remember(warning)
    case .clockStepped(let step):
      duty.stepClock(by: step)
      dispatch.stepClock(by: step, now: entry.at)
      undo.stepClock(by: step, now: entry.at)
      return alarms.ids(where: \.hasMovingClock).flatMap { id in
        change(id, at: entry.at) { $0.stepClock(by: step, now: entry.at) }
      }
    case .policy(let policy):
      return take(policy, for: alarms.openIDs, at: entry.at)
    case .design(let id, let relation, let isOn):
      let input = LifeInput(at: entry.at, policy: duty.policy, name: relation)
      return change(id, at: entry.at) { $0.follows(isOn ? .designOn : .designOff, input) }
    case .undone(let event): return apply(event, at: entry.at)
    case .flood(let isOn, let count): applyFlood(isOn: isOn, count: count, at: entry.at)
    case .task(let id, let event, let channel, let words):
      dispatch.perform(event, on: id, TaskInput(at: entry.at, channel: channel, words: words))
    case .rules(let sheets, let isBaseline): rules.take(sheets, isBaseline: isBaseline)
    case .duty(let command): apply(command, sequence: entry.sequence, at: entry.at)
    case .warningExpired(let id): publicWarnings.expire(id, at: entry.at)
    case .remark: break
    case .teamReports(let reports): dispatch.take(reports)
    case .reportsDue(let id, let due): dispatch.take(due, of: id)
    case .policyFor(let policy, let ids):
      return take(policy, for: ids.filter { alarms[$0]?.isOpen == true }, at: entry.at)
    }
    return []
  }

  private mutating func take(_ policy: AlarmPolicy, for ids: [AlarmID], at: Instant) -> [AlarmID] {
    // The parts of another window are other parts: their counts would stand for times at which nothing was.
    if duty.policy.floodWindow != policy.floodWindow { duty.flood.forgetCounts() }
    duty.policy = policy
    return ids.flatMap { id in change(id, at: at) { $0.settle(at: at, policy: policy) } }
  }

  /// Whether an open alarm has a clock to start or to stop before it follows a policy.
  public func isUnsettled(_ id: AlarmID, by policy: AlarmPolicy, at now: Instant) -> Bool {
    guard var alarm = alarms[id], alarm.isOpen else { return false }
    return alarm.settle(at: now, policy: policy)
  }

  private mutating func runOut(_ timer: AlarmTimer, of id: AlarmID, at: Instant) -> [AlarmID] {
    let policy = duty.policy
    return change(id, at: at) { $0.runOutByClock(timer, at: at, policy: policy) }
  }

  private mutating func apply(_ command: Command, at: Instant) -> [AlarmID] {
    guard let event = command.name.lifeEvent else { return [] }
    let input = command.input(at: at, policy: duty.policy)
    var item = UndoMemory.Item(
      id: command.id, name: command.name, at: at, seat: command.actor.seat, before: [], after: [])
    var changed: [AlarmID] = []
    for target in command.targets {
      guard let before = alarms[target.alarm], before.occurrence == target.occurrence else { continue }
      // What a person did moves the revision, though it leave the alarm as it was (escalated twice in a millisecond): the
      // answer "done" and its messages hang on it.
      let done = change(target.alarm, at: at, by: command.actor.displayName) {
        guard case .performed = $0.perform(event, input, isDecided: true) else { return false }
        return true
      }
      guard !done.isEmpty, let after = alarms[target.alarm] else { continue }
      changed += done
      item.before.append(before)
      item.after.append(after.revision)
    }
    if command.name.isUndoable, !changed.isEmpty { undo.remember(item, limit: duty.policy.undoLimit) }
    // A command that names an alarm twice changes it twice.
    return Set(changed).sorted()
  }

  /// Row 23, and the source's own alarm: raised when it is lost, returned when it is back.
  private mutating func applySource(
    _ id: String, _ sector: Sector, _ name: Bilingual, _ state: SourceState, _ grade: Grade,
    measured: Instant, at: Instant
  ) -> [AlarmID] {
    sources[id] = state
    if state != .lost { duty.handover?.ticks[.source(id)] = nil }
    guard let data = state.data else { return [] }
    let policy = duty.policy
    var changed = alarms.ids(following: id, unless: data)
    for alarm in changed { _ = change(alarm, at: at) { $0.setData(data, at: at, policy: policy) } }
    switch state {
    case .lost:
      changed += change(.sourceLost(source: id), sector, id, at: at) {
        $0.take(
          AlarmSignal(grade: grade, measured: measured, text: OperationsState.lostText(id, name)), at: at,
          policy: $1)
      }
    case .live:
      changed += change(.sourceLost(source: id), sector, id, at: at) {
        $0.take(AlarmSignal(grade: nil, measured: measured), at: at, policy: $1)
      }
    case .unknown, .stale: break
    }
    return changed.sorted()
  }

  private static func lostText(_ id: String, _ name: Bilingual) -> Bilingual {
    if id == Channel.warningIndexSource {
      return Bilingual(
        zh: "\(name.zh)无法写入，其他单位读不到本台预警，请检查目录和磁盘",
        en: "\(name.en) cannot be written: others do not see the warnings. Check folder and disk")
    }
    if id.hasPrefix(Channel.sourcePrefix) {
      return Bilingual(
        zh: "发送通道中断：\(name.zh)，消息未能送出，请改用电话并检查通道",
        en: "Channel down: \(name.en). Messages do not leave: use the telephone and mend it")
    }
    if id.hasPrefix(ReceiptSource.sourcePrefix) {
      return Bilingual(
        zh: "回执来源中断：\(name.zh)，单位的回执收不到，请用电话核实并检查通道",
        en: "Receipts do not come in: \(name.en). Ask the units by telephone and mend it")
    }
    return Bilingual(
      zh: "数据源中断：\(name.zh)，请检查链路并联系上游单位",
      en: "Source lost: \(name.en). Check the link and call its owner")
  }

  /// Changes the alarm of a key, which is made when the change gives it a reason to exist.
  private mutating func change(
    _ key: AlarmKey, _ sector: Sector, _ source: String?, at: Instant,
    _ body: (inout Alarm, AlarmPolicy) -> Bool
  ) -> [AlarmID] {
    let policy = duty.policy
    if let id = alarms.id(of: key) { return change(id, at: at) { body(&$0, policy) } }
    var alarm = newAlarm(key, sector, source, at: at)
    guard body(&alarm, policy) else { return [] }
    let dropped = alarms.makeRoom()
    if !dropped.isEmpty { timers = TimerQueue(of: alarms.each) }
    keep(&alarm, instead: nil, at: at, by: nil)
    return dropped + [alarm.id]
  }

  mutating func change(
    _ id: AlarmID, at: Instant, by person: String? = nil, _ body: (inout Alarm) -> Bool
  ) -> [AlarmID] {
    guard let old = alarms.record(id) else { return [] }
    var alarm = old.alarm
    guard body(&alarm) else { return [] }
    keep(&alarm, instead: old, at: at, by: person)
    return [id]
  }

  private mutating func keep(
    _ alarm: inout Alarm, instead old: KeptAlarm.Loose?, at: Instant, by person: String?
  ) {
    alarm.revision &+= 1
    alarm.changedAt = at
    alarm.changedBy = person
    // What a person does to one alarm is no part of a flood.
    if person == nil, alarm.isAnnunciated(since: old?.alarm) {
      duty.flood.add(at: at, window: duty.policy.floodWindow)
    }
    timers.replace(old?.alarm, by: alarm)
    let new = alarms.insert(alarm)
    observed?.append(AlarmChange(old: old, new: new))
  }

  /// A record for a key that has none yet, in the state of its source.
  func newAlarm(_ key: AlarmKey, _ sector: Sector, _ source: String?, at: Instant) -> Alarm {
    var alarm = Alarm(id: alarms.nextID, key: key, sector: sector, source: source, grade: .blue, at: at)
    if alarm.followsSource, let source, let data = sources[source]?.data { alarm.data = data }
    return alarm
  }
}

extension Alarm {
  /// Whether region Q follows the alarm's source.
  ///
  /// The alarm that says that a source is lost needs no data from it.
  var followsSource: Bool {
    if case .sourceLost = key { return false }
    return true
  }
}

extension SourceState {
  /// Region Q of the source's alarms; `nil` where nothing is known.
  var data: DataState? {
    switch self {
    case .unknown: nil
    case .live: .good
    case .stale: .stale
    case .lost: .lost
    }
  }
}

extension Alarm {
  /// Whether a step of the wall clock moves one of its clocks.
  var hasMovingClock: Bool {
    deadline != nil || actionDeadline != nil || escalationDeadline != nil || handling.kind == .offered
  }

  /// Whether it entered "unacknowledged" (label B) since it was `old`: what every rate counts.
  public func isAnnunciated(since old: Alarm?) -> Bool {
    label == .unacknowledged && version > (old?.version ?? 0)
  }

  /// Follows an event of suppression by design; whether anything changed.
  mutating func follows(_ event: LifeEvent, _ input: LifeInput) -> Bool {
    let before = self
    guard case .performed = perform(event, input, isDecided: true) else { return false }
    return self != before
  }
}

extension Command {
  /// What the state table needs of the command.
  func input(at: Instant, policy: AlarmPolicy, shiftEnd: Instant? = nil) -> LifeInput {
    LifeInput(
      at: at, policy: policy, actor: actor, text: text, name: name == .assign ? text : "", until: until,
      shiftEnd: shiftEnd, grade: grade, verdict: verdict, measure: measure, acceptsLostData: acceptsLostData)
  }
}

extension ConditionEvent {
  /// The part that the alarm's life-cycle needs.
  var signal: AlarmSignal {
    AlarmSignal(
      grade: grade, value: value, limit: limit, measured: measured, onDelay: onDelay, offDelay: offDelay,
      count: count, countWindow: countWindow, latching: latching, text: text, place: place, expires: expires,
      breaksThrough: breaksThrough)
  }
}
