public import Alarms
public import CitySafety

/// Everything the journal decides: alarms, source states and the warnings seen.
///
/// One reducer changes it, from journal entries alone, so that replaying them gives the same state.
///
/// Two equal states may differ in the recent earthquakes they remember: that memory chooses keys before an
/// event is written and no entry depends on it.
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

  public init() {
    self.init(restoring: [], lastSequence: 0)
  }

  /// The state at a checkpoint.
  ///
  /// `warnings` and `earthquakes` are those the store still holds, in any order: they tell repeats from news
  /// and join the reports of several catalogues.
  public init(
    restoring alarms: [Alarm], lastSequence: Int64, sources: [String: SourceState] = [:],
    warnings: [ReceivedWarning] = [], earthquakes: [Earthquake] = []
  ) {
    self.alarms = AlarmBook(restoring: alarms)
    self.lastSequence = lastSequence
    self.sources = sources
    self.warnings = WarningMemory()
    for warning in warnings { self.warnings.remember(warning) }
    timers = TimerQueue(of: alarms)
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
      && left.warnings == right.warnings && left.timers == right.timers
  }

  /// When the next timer runs out; `nil` when none is running.
  public var nextTimer: Instant? { timers.next }

  /// The timers that ran out at or before `now`, earliest first.
  ///
  /// Each becomes one `.timer` entry.
  public func dueTimers(at now: Instant) -> [(AlarmID, AlarmTimer)] {
    timers.due(at: now).map { ($0.id, $0.timer) }
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
    case .ownerStarted, .ownerStopped, .signedIn, .signedOut: return []
    case .condition(let condition):
      return change(condition.key, condition.sector, condition.source, at: entry.at) {
        $0.take(condition.signal)
      }
    case .timer(let id, let timer):
      return change(id, at: entry.at) { $0.runOutByClock(timer.clock) }
    case .command(let command): return apply(command, at: entry.at)
    case .source(let id, let sector, let name, let state, let grade, let at):
      return applySource(id, sector, name, state, grade, measured: at, at: entry.at)
    case .warningReceived(let warning):
      warnings.remember(warning)
      return []
    case .clockStepped(let step):
      return alarms.ids { $0.deadline != nil }.flatMap { id in
        change(id, at: entry.at) { $0.stepClock(by: step, now: entry.at) }
      }
    }
  }

  private mutating func apply(_ command: Command, at: Instant) -> [AlarmID] {
    guard alarms[command.alarm]?.occurrence == command.occurrence else { return [] }
    return change(command.alarm, at: at, by: command.actor.displayName) { alarm in
      switch command.name {
      case .acknowledge: alarm.acknowledge(by: command.actor, at: at)
      case .claim: alarm.own(by: command.actor.displayName)
      case .assign: alarm.own(by: command.text)
      case .comment: alarm.comment()
      case .escalate: alarm.escalate(at: at)
      case .reset: alarm.reset()
      }
    }
  }

  /// Row 23, and the source's own alarm: raised when it is lost, returned when it is back.
  private mutating func applySource(
    _ id: String, _ sector: Sector, _ name: Bilingual, _ state: SourceState, _ grade: Grade,
    measured: Instant, at: Instant
  ) -> [AlarmID] {
    sources[id] = state
    guard let data = state.data else { return [] }
    var changed = alarms.ids { $0.source == id && $0.followsSource && $0.data != data }
    for alarm in changed { _ = change(alarm, at: at) { $0.setData(data, at: at) } }
    switch state {
    case .lost:
      changed += change(.sourceLost(source: id), sector, id, at: at) {
        $0.take(AlarmSignal(grade: grade, measured: measured, text: OperationsState.lostText(name)))
      }
    case .live:
      changed += change(.sourceLost(source: id), sector, id, at: at) {
        $0.take(AlarmSignal(grade: nil, measured: measured))
      }
    case .unknown, .stale: break
    }
    return changed.sorted()
  }

  private static func lostText(_ name: Bilingual) -> Bilingual {
    Bilingual(
      zh: "数据源中断：\(name.zh)，请检查链路并联系上游单位",
      en: "Source lost: \(name.en). Check the link and call its owner")
  }

  /// Changes the alarm of a key, which is made when the change gives it a reason to exist.
  private mutating func change(
    _ key: AlarmKey, _ sector: Sector, _ source: String?, at: Instant, _ body: (inout Alarm) -> Bool
  ) -> [AlarmID] {
    if let id = alarms.id(of: key) { return change(id, at: at, body) }
    var alarm = newAlarm(key, sector, source, at: at)
    guard body(&alarm) else { return [] }
    let dropped = alarms.makeRoom()
    if !dropped.isEmpty { timers = TimerQueue(of: alarms.all) }
    keep(&alarm, instead: nil, at: at, by: nil)
    return dropped + [alarm.id]
  }

  private mutating func change(
    _ id: AlarmID, at: Instant, by person: String? = nil, _ body: (inout Alarm) -> Bool
  ) -> [AlarmID] {
    guard let old = alarms[id] else { return [] }
    var alarm = old
    guard body(&alarm) else { return [] }
    keep(&alarm, instead: old, at: at, by: person)
    return [id]
  }

  private mutating func keep(_ alarm: inout Alarm, instead old: Alarm?, at: Instant, by person: String?) {
    alarm.revision &+= 1
    alarm.changedAt = at
    alarm.changedBy = person
    timers.replace(old, by: alarm)
    alarms.insert(alarm)
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

extension AlarmTimer {
  var clock: Alarm.ClockTimer {
    switch self {
    case .on: .on
    case .off: .off
    case .expiry: .expiry
    }
  }
}

extension ConditionEvent {
  /// The part that the alarm's life-cycle needs.
  var signal: AlarmSignal {
    AlarmSignal(
      grade: grade, value: value, limit: limit, measured: measured, onDelay: onDelay, offDelay: offDelay,
      count: count, countWindow: countWindow, latching: latching, text: text, place: place, expires: expires)
  }
}
