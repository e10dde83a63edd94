internal import Alarms
internal import Analysis
internal import CityDispatch
internal import CitySafety
internal import Formats
internal import Glibc
internal import Ingest
internal import Linkage
internal import Operations
internal import Settings
internal import Store
internal import Synchronization

/// What other threads put before the owner's thread.
struct OwnerInbox: Sendable {
  var submissions: [SeatServer.Submission] = []
  var people: [(actor: Alarms.Actor, isIn: Bool)] = []
  var isStopping = false
}

/// The owner's thread: commands first, then readings in slices, then timers and upkeep.
///
/// `@unchecked Sendable`: everything but `inbox`, `wake`, `lastRound` and `server` is touched only by the one
/// thread that `run` is called on, after `init` has returned.
final class OwnerLoop: @unchecked Sendable {
  /// Commands waiting; a seat that sends more faster than they are done is answered "no owner".
  static let submissionLimit = 4096

  let site: LoadedSite
  let clock: SystemClock
  private let name: String
  private let version: String
  let log: @Sendable (Bilingual) -> Void
  private let storePath: String
  var store: StoreOwner
  var state: OperationsState
  var engine: RuleEngine
  var monitor: SourceMonitor
  private var steps: ClockStepDetector
  let outcomes: OutcomeQueue
  let poller: Poller
  private let linkage: OutboxRunner
  var current: PollWork?
  var findings: ContiguousArray<Finding> = []
  var changedAlarms: Set<AlarmID> = []
  var retryAt: Int64 = 0
  private var nextUpkeep: Int64 = 0

  let inbox = Mutex(OwnerInbox())
  let wake = WakeDescriptor()
  var server: SeatServer?
  let lastRound = Atomic<Int64>(0)

  /// An answer that is being worked off in slices.
  struct PollWork {
    var outcome: PollOutcome
    var batch: DecodedBatch
    var position = 0
  }

  init(
    site: LoadedSite, store path: String, clock: SystemClock, name: String, version: String,
    log: @escaping @Sendable (Bilingual) -> Void
  ) throws(OwnerFailure) {
    self.site = site
    self.clock = clock
    self.name = name
    self.version = version
    self.log = log
    storePath = path
    makeFolder(folder(of: path))
    do {
      store = try StoreOwner(path: path, site: site.site, now: clock.now())
    } catch {
      if error.code == .ownedElsewhere { throw .ownedElsewhere }
      throw .store(error.message)
    }
    let restored = store.restored
    state = restored.state
    engine = RuleEngine(site: site.site)
    monitor = SourceMonitor(sources: site.site.sources, started: clock.now())
    steps = ClockStepDetector(wall: clock.now(), monotonic: SystemClock.monotonic())
    let wake = wake
    outcomes = OutcomeQueue(onArrival: { wake.wake() })
    do {
      poller = try Poller(
        definitions: site.definitions, lookups: site.sensorLookups, offset: site.site.offset,
        futureTolerance: site.site.futureTolerance, seed: UInt64(bitPattern: clock.now().milliseconds),
        folder: site.folder, version: version, remembered: restored.files.map(FileMark.init), clock: { clock.now() },
        monotonic: { SystemClock.monotonic() }, outcomes: outcomes)
    } catch {
      throw .store(OwnerLoop.noResources)
    }
    linkage = OutboxRunner(store: path, offset: site.site.offset, clock: clock, log: log)
    lastRound.store(SystemClock.monotonic(), ordering: .relaxed)
    restoreEngine(restored)
    server = try openServer()
  }

  private static let noResources = Bilingual(
    zh: "系统资源不足，无法开始轮询：线程、描述符或内存已用尽。",
    en: "Polling cannot start: the system has no threads, descriptors or memory left.")

  private func openServer() throws(OwnerFailure) -> SeatServer {
    let server = SeatServer(
      store: storePath, ownerName: name, clockShift: clock.shift,
      submit: { [unowned self] submission in accept(submission) },
      pollNow: { [unowned self] in poller.pollNow() },
      personChanged: { [unowned self] actor, isIn in
        inbox.withLock { $0.people.append((actor, isIn)) }
        wake.wake()
      })
    guard let server else {
      let reason = String(cString: strerror(errno))
      throw .socket(
        Bilingual(
          zh: "无法打开值守套接字 \(LocalSocket.path(store: storePath))：\(reason)",
          en: "Cannot open the owner's socket \(LocalSocket.path(store: storePath)): \(reason)"))
    }
    return server
  }

  /// Brings the rules back to where the alarms say they were, so that a restart neither repeats nor forgets.
  func restoreEngine(_ restored: Restored) {
    var sensors: [String: SensorIndex] = [:]
    for (index, sensor) in site.site.sensors.enumerated() { sensors[sensor.id] = SensorIndex(index) }
    var rules: [String: Int] = [:]
    for (index, rule) in site.site.thresholds.enumerated() { rules[rule.id] = index }
    for (index, latest) in restored.latest.enumerated() {
      if let latest { engine.restore(sensor: SensorIndex(index), newest: latest.measured) }
    }
    for alarm in restored.alarms where alarm.condition != .normal {
      guard case .threshold(let sensor, let rule) = alarm.key, let sensor = sensors[sensor], let rule = rules[rule]
      else { continue }
      engine.restore(sensor: sensor, threshold: rule, grade: alarm.gradeNow, at: alarm.lastAt)
    }
  }

  // MARK: From other threads

  func stop() {
    inbox.withLock { $0.isStopping = true }
    wake.wake()
  }

  private func accept(_ submission: SeatServer.Submission) {
    let isFull = inbox.withLock { inbox in
      guard inbox.submissions.count < OwnerLoop.submissionLimit else { return true }
      inbox.submissions.append(submission)
      return false
    }
    if isFull {
      server?.reply(submission.connection, .result(submission.command.id, .refused(.noOwner)))
    } else {
      wake.wake()
    }
  }

  // MARK: The thread

  func run() {
    server?.start()
    linkage.start()
    commit(events: [.ownerStarted(version: version, seat: name)])
    endForgottenAlarms()
    startPolling()
    while true {
      let now = SystemClock.monotonic()
      lastRound.store(now, ordering: .relaxed)
      server?.noteBeat()
      if takeInbox() { break }
      watchTheClock()
      if now >= retryAt { workReadings() }
      runTimers()
      watchSources()
      upkeep()
      wake.wait(milliseconds: pause())
    }
    poller.stop()
    while workOneSlice() {}
    commit(events: [.ownerStopped])
    server?.stop()
    linkage.stop()
    store.close()
  }

  private func startPolling() {
    do {
      try poller.start()
    } catch {
      log(OwnerLoop.noResources)
    }
  }

  /// How long there is nothing to do unless something arrives.
  private func pause() -> Int32 {
    if current != nil && SystemClock.monotonic() >= retryAt { return 0 }
    var pause: Int64 = 500
    if let next = state.nextTimer { pause = min(pause, max(0, (next - clock.now()).milliseconds)) }
    return Int32(max(0, min(pause, nextUpkeep - SystemClock.monotonic())))
  }

  /// Does what the seats asked for. Returns whether to stop.
  private func takeInbox() -> Bool {
    let taken = inbox.withLock { inbox in
      defer {
        inbox.submissions.removeAll(keepingCapacity: true)
        inbox.people.removeAll(keepingCapacity: true)
      }
      return inbox
    }
    if !taken.people.isEmpty {
      commit(events: taken.people.map { $0.isIn ? .signedIn($0.actor) : .signedOut(person: $0.actor.person, seat: $0.actor.seat) })
    }
    if !taken.submissions.isEmpty { perform(taken.submissions) }
    return taken.isStopping
  }

  private func perform(_ submissions: [SeatServer.Submission]) {
    var slice = WriteSlice()
    var answers: [(SeatServer.Submission, CommandResult)] = []
    var decided: [CommandID: CommandResult] = [:]
    var messages: [OutboxItem] = []
    let people = (try? People(store: storePath))?.activeNames ?? []
    for submission in submissions {
      let command = submission.command
      if let known = decided[command.id] ?? (try? store.result(of: command.id)) ?? nil {
        answers.append((submission, known))
        continue
      }
      let result: CommandResult
      switch state.decide(command, authority: site.authority, people: people, now: clock.now()) {
      case .failure(let refusal): result = .refused(refusal)
      case .success(let event):
        let before = state.alarms[command.alarm]
        let changed = apply(event, to: &slice)
        result = .done(revision: state.alarms[command.alarm]?.revision ?? 0)
        if let alarm = before, !changed.isEmpty { messages += escalation(command, alarm) }
        slice.results.append(ResultRow(id: command.id, result: result, at: clock.now()))
        decided[command.id] = result
      }
      answers.append((submission, result))
    }
    slice.outbox = messages.map(OutboxRow.init)
    let failure = slice.entries.isEmpty ? nil : write(&slice)
    if failure == nil { linkage.add(messages) }
    for (submission, result) in answers {
      let sent: CommandResult = failure.map { .refused(.storeFailed($0.message.zh)) } ?? result
      server?.reply(submission.connection, .result(submission.command.id, sent))
    }
  }

  /// The messages of an escalation; the alarm's own words say what it is about.
  private func escalation(_ command: Command, _ alarm: Alarm) -> [OutboxItem] {
    var title = alarm.text
    if case .threshold(_, let rule) = alarm.key,
      let threshold = site.site.thresholds.first(where: { $0.id == rule })
    {
      title = threshold.message
    }
    return Escalation.outboxItems(
      for: command, alarm: alarm, title: title, sequence: state.lastSequence, at: clock.now(),
      routes: [EscalationRoute(recipients: [Role.lead.word])])
  }

  private func watchTheClock() {
    if let step = steps.step(wall: clock.now(), monotonic: SystemClock.monotonic()) {
      monitor.clockStepped(by: step)
      commit(events: [.clockStepped(by: step)])
    }
  }

  private func runTimers() {
    let due = state.dueTimers(at: clock.now())
    if !due.isEmpty { commit(events: due.map { .timer($0.0, $0.1) }) }
  }

  private func watchSources() {
    let changes = monitor.transitions(at: clock.now())
    guard !changes.isEmpty else { return }
    var slice = WriteSlice()
    for (source, sourceState) in changes {
      let index = Int(source.value)
      slice.sources.append(SourceReport(source: source, health: monitor.health[index]))
      for event in state.sourceEvents(site.site.sources[index], state: sourceState, now: clock.now()) {
        _ = apply(event, to: &slice)
      }
    }
    _ = write(&slice)
  }

  private func upkeep() {
    guard SystemClock.monotonic() >= nextUpkeep, current == nil else { return }
    do {
      let hasMore = try store.maintain(now: clock.now())
      nextUpkeep = SystemClock.monotonic() + (hasMore ? 20 : 1000)
    } catch {
      log(error.message)
      nextUpkeep = SystemClock.monotonic() + 5000
    }
  }

  /// Alarms whose sensor, rule or source the site no longer has would stay for ever: their condition ends.
  private func endForgottenAlarms() {
    let sensors = Set(site.site.sensors.map(\.id))
    let rules = Set(site.site.thresholds.map(\.id))
    let sources = Set(site.site.sources.map(\.id))
    var events: [Event] = []
    for alarm in state.alarms.all where alarm.condition != .normal {
      let isForgotten =
        switch alarm.key {
        case .threshold(let sensor, let rule): !sensors.contains(sensor) || !rules.contains(rule)
        case .sourceLost(let source): !sources.contains(source)
        case .warning, .earthquake: false
        }
      guard isForgotten else { continue }
      events.append(
        .condition(
          ConditionEvent(
            key: alarm.key, sector: alarm.sector, source: alarm.source, grade: nil, measured: clock.now())))
    }
    commit(events: events)
  }
}
