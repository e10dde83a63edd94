internal import Alarms
internal import Analysis
internal import CityDispatch
internal import CitySafety
internal import Drills
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
  /// What happened to a drill at its seats.
  var drillEvents: [DrillEvent] = []
  var isStopping = false
}

/// The owner's thread: commands first, then readings in slices, then timers and upkeep; commands that wait are
/// done before each of them.
///
/// `@unchecked Sendable`: everything but `inbox`, `wake`, `lastRound` and `server` is touched only by the one
/// thread that `run` is called on, after `init` has returned.
final class OwnerLoop: @unchecked Sendable {
  /// Commands waiting; a seat that sends more faster than they are done is answered "no owner".
  static let submissionLimit = 4096
  /// Commands that one transaction performs, so that it stays within its 5 ms; the rest go first in the next.
  static let submissionsPerSlice = 16
  /// Sources whose change of state one transaction writes.
  static let sourcesPerSlice = 16
  /// The longest pause between two rounds, in milliseconds: heartbeats and timers hang on it.
  static let longestPause: Int64 = 500

  /// The site with the rules that are in force.
  private(set) var site: LoadedSite
  /// The rules as the site's files have them.
  let rulesOfFiles: [Threshold]
  /// Moved only by `SteppedOwner`.
  var clock: SystemClock
  private let name: String
  private let version: String
  let log: @Sendable (Bilingual) -> Void
  let storePath: String
  var store: StoreOwner
  var state: OperationsState
  var engine: RuleEngine
  var monitor: SourceMonitor
  private var steps: ClockStepDetector
  let outcomes: OutcomeQueue
  let poller: Poller
  let linkage: any MessageCarrier
  /// Of a drill's owner only.
  let drill: DrillHold?
  /// Where others find the authored warnings, and the last time of issue that it holds.
  let warningFolder: WarningFolder?
  var laidOutThrough: Instant?
  /// Messages up to this number may have left although nothing says so.
  var uncertainThrough: Int64 = 0
  /// Lanes of channels that the site does not have, with messages to be given up.
  var goneLanes: Set<OutboxLane> = []
  let people: PeopleFile
  var current: PollWork?
  /// Polled answers may wait although nothing will announce them again.
  var hasMoreReadings = false
  private var hasMoreDeliveries = false
  private var hasMoreReceipts = false
  var changedAlarms: Set<AlarmID> = []
  /// Positions of sources whose change of state is not journalled yet.
  private var unreported: Set<Int> = []
  private var upkeepTrouble: StoreFailure.Code?
  /// On the monotonic clock.
  var nextUpkeep: Int64 = 0
  private var hasEndedForgotten = false
  /// Open alarms that may have yet to follow the policy, ascending.
  var unsettled: ArraySlice<AlarmID> = []
  /// When the report clocks of each incident may want something; `nil` when all are to be looked at.
  var reportLooks: [IncidentID: Instant]?
  var writing = WritingState()
  let designRules: DesignRules

  let inbox = Mutex(OwnerInbox())
  let wake = WakeDescriptor()
  var server: SeatServer?
  let archives: ArchiveRunner
  let receipts: ReceiptRunner
  let lastRound = Atomic<Int64>(0)

  init(
    site: LoadedSite, store path: String, clock: SystemClock, name: String, version: String, isDemo: Bool,
    drill: DrillHold? = nil, log: @escaping @Sendable (Bilingual) -> Void
  ) throws(OwnerFailure) {
    self.site = site
    self.drill = drill
    rulesOfFiles = site.site.thresholds
    self.clock = clock
    self.name = name
    self.version = version
    self.log = log
    storePath = path
    designRules = DesignRules(site: site.site)
    people = PeopleFile(store: path)
    makeFolder(folder(of: path))
    do {
      store = try StoreOwner(
        path: path, site: site.site, now: clock.now(), policy: drill?.policy ?? StorePolicy())
    } catch {
      if error.code == .ownedElsewhere { throw .ownedElsewhere }
      throw .store(error.explanation)
    }
    do {
      // Only now: the store's lock keeps two first runs from giving out two sets of passphrases.
      try FirstPeople.createIfNeeded(store: path, demo: isDemo)
    } catch {
      throw .store(error.message)
    }
    let restored = store.takeRestored()
    state = restored.state
    writing.duty = state.duty
    writing.rules = state.rules
    var ruled = site
    ruled.site.thresholds = state.rules.inForce(rulesOfFiles)
    self.site = ruled
    engine = RuleEngine(site: ruled.site)
    monitor = SourceMonitor(sources: site.site.sources, started: clock.now())
    steps = ClockStepDetector(wall: clock.now(), monotonic: SystemClock.monotonic())
    let wake = wake
    outcomes = OutcomeQueue(onArrival: { wake.wake() })
    do {
      poller = try Poller(
        definitions: site.definitions, lookups: site.sensorLookups, offset: site.site.offset,
        futureTolerance: site.site.futureTolerance, seed: UInt64(bitPattern: clock.now().milliseconds),
        // The loader has resolved the site's paths already.
        folder: ".", version: version, remembered: restored.files.map(FileMark.init), clock: { clock.now() },
        monotonic: { SystemClock.monotonic() }, outcomes: outcomes)
    } catch {
      throw .store(OwnerFailure.noResources)
    }
    linkage =
      drill?.carrier
      ?? OutboxRunner(
        plan: site.channels, store: path, offset: site.site.offset, clock: clock, log: log,
        onDelivery: { wake.wake() })
    receipts = ReceiptRunner(
      sources: site.channels.receipts, site: site.site.id, offset: site.site.offset, clock: clock, log: log,
      onArrival: { wake.wake() })
    archives = ArchiveRunner(site: site, store: path, program: version, clock: clock, log: log)
    warningFolder = OwnerLoop.warningFolder(site.site.authoring, store: path, clock: clock, log: log)
    lastRound.store(SystemClock.monotonic(), ordering: .relaxed)
    restoreEngine(restored)
    if let fault = restored.tailFault { log(fault.message) }
    server = try openServer()
  }

  /// Opens the socket.
  ///
  /// Its callbacks hold the loop weakly: a passphrase check may outlive it.
  private func openServer() throws(OwnerFailure) -> SeatServer {
    let server = SeatServer(
      store: storePath, ownerName: name, clockShift: clock.shift,
      submit: { [weak self] submission in self?.accept(submission) },
      pollNow: { [weak self] in self?.poller.pollNow() },
      drill: { [weak self] event in self?.acceptDrill(event) },
      personChanged: { [weak self] actor, isIn in self?.note(actor, isIn: isIn) })
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
    for alarm in restored.alarms.eachOfSite where alarm.condition != .normal {
      guard case .threshold(let sensor, let rule) = alarm.key, let sensor = sensors[sensor],
        let rule = rules[rule]
      else { continue }
      engine.restore(sensor: sensor, threshold: rule, grade: alarm.gradeNow, at: alarm.knownUntil)
    }
  }

  func use(rules: [Threshold]) { site.site.thresholds = rules }

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
      server?.reply(submission.connection, .result(submission.request.id, .refused(.noOwner)))
    } else {
      wake.wake()
    }
  }

  private func note(_ actor: Alarms.Actor, isIn: Bool) {
    inbox.withLock { inbox in
      // Checks take tens of milliseconds each, so only an owner that hangs for minutes lets so many wait.
      if inbox.people.count == OwnerLoop.submissionLimit { inbox.people.removeFirst() }
      inbox.people.append((actor, isIn))
    }
    wake.wake()
  }

  // MARK: The thread

  /// Works until `stop` was called.
  func run() {
    defer { store.close() }
    guard open() else { return log(OwnerFailure.noResources) }
    startPolling()
    while !goRound() { wake.wait(milliseconds: pause()) }
    leave()
  }

  /// Lets the seats in; false when there are no threads for that.
  func open() -> Bool {
    guard server?.start() == true else { return false }
    linkage.start()
    archives.start()
    recoverImprovements()
    receipts.start()
    warningFolder?.start()
    resumeSending()
    owe(.ownerStarted(version: version, seat: name))
    beginPolicy()
    tellRules()
    return true
  }

  /// Writes what is in hand and lets everybody go.
  func leave() {
    poller.stop()
    receipts.stop()
    while mayWrite(), workOneSlice() {}
    // A broker does not send again what it has handed over.
    while mayWrite(), takeReceipts() {}
    owe(.ownerStopped)
    if mayWrite() { payOwed() }
    server?.stop()
    archives.stop()
    linkage.stop()
    layOutWarnings()
    warningFolder?.stop()
    endSending()
  }

  /// Writes all that became of messages; only then none may have left without being marked.
  private func endSending() {
    while mayWrite(), writeDeliveries() {}
    guard linkage.deliveries(limit: 1).isEmpty else { return }
    do { try store.endSending() } catch { log(error.explanation) }
  }

  /// One round; true when it was the last.
  func goRound() -> Bool {
    lastRound.store(SystemClock.monotonic(), ordering: .relaxed)
    server?.noteBeat()
    if takeInbox() { return true }
    watchTheClock()
    // Asked each time: after a failure none of the others waits for the disk or a foreign lock in this round.
    if mayWrite() { payOwed() }
    if mayWrite() { runPolicy() }
    if mayWrite() { endForgottenAlarms() }
    if mayWrite(), workReadings() || takeInbox() { return true }
    workTheClocks()
    if takeInbox() { return true }
    if mayWrite() { upkeep() }
    return false
  }

  /// What runs out by the clock, and what became of messages and sources.
  func workTheClocks() {
    if mayWrite() { runTimers() }
    if mayWrite() { runTaskClocks() }
    if mayWrite() { hasMoreReceipts = takeReceipts() }
    if mayWrite() { runWarningClocks() }
    if mayWrite() { runReportClocks() }
    if mayWrite() { journalSources() }
    if mayWrite() { hasMoreDeliveries = writeDeliveries() }
    if mayWrite() { giveUpGoneLanes() }
    if mayWrite() { journalChannels() }
    if mayWrite() { layOutWarnings() }
    if mayWrite() { journalWarningFolder() }
  }

  private func startPolling() {
    do {
      try poller.start()
    } catch {
      log(OwnerFailure.noResources)
    }
  }

  /// How long there is nothing to do unless something arrives.
  private func pause() -> Int32 {
    let now = SystemClock.monotonic()
    // While the store cannot be written nothing but a command is tried: whatever is due stays due.
    if now < writing.retryAt { return Int32(min(OwnerLoop.longestPause, writing.retryAt - now)) }
    if hasMoreReadings || hasMoreSubmissions || hasMoreDeliveries || hasMoreReceipts || !unreported.isEmpty
      || !unsettled.isEmpty
    {
      return 0
    }
    var pause = min(OwnerLoop.longestPause, nextUpkeep - now)
    for next in [state.nextTimer, reportLooks?.values.min()] {
      if let next { pause = min(pause, (next - clock.now()).milliseconds) }
    }
    return Int32(max(0, pause))
  }

  private var hasMoreSubmissions: Bool { inbox.withLock { !$0.submissions.isEmpty } }

  /// Does what the seats asked for.
  ///
  /// Returns whether to stop.
  func takeInbox() -> Bool {
    let (people, submissions, isStopping) = inbox.withLock { inbox in
      let people = inbox.people
      inbox.people.removeAll(keepingCapacity: true)
      let submissions = Array(inbox.submissions.prefix(OwnerLoop.submissionsPerSlice))
      inbox.submissions.removeFirst(submissions.count)
      return (people, submissions, inbox.isStopping)
    }
    for (actor, isIn) in people {
      owe(isIn ? .signedIn(actor) : .signedOut(person: actor.person, seat: actor.seat))
    }
    if !submissions.isEmpty { perform(submissions) }
    return isStopping
  }

  private func watchTheClock() {
    if let step = steps.step(wall: clock.now(), monotonic: SystemClock.monotonic()) {
      monitor.clockStepped(by: step)
      owe(.clockStepped(by: step))
    }
  }

  /// Journals the sources whose state changed; those of a write that failed are tried again.
  private func journalSources() {
    for (source, _) in monitor.transitions(at: clock.now()) { unreported.insert(Int(source.value)) }
    guard !unreported.isEmpty else { return }
    var slice = WriteSlice()
    let reported = unreported.sorted().prefix(OwnerLoop.sourcesPerSlice)
    for index in reported {
      let health = monitor.health[index]
      slice.sources.append(SourceReport(source: SourceIndex(index), health: health))
      for event in state.sourceEvents(site.site.sources[index], state: health.state, now: clock.now()) {
        _ = apply(event, to: &slice)
      }
    }
    if let failure = write(&slice), failure.code != .refused { return }
    unreported.subtract(reported)
  }

  func upkeep() {
    guard SystemClock.monotonic() >= nextUpkeep else { return }
    ProcessSetup.releaseFreeMemory()
    do {
      let hasMore = try store.maintain(now: clock.now())
      upkeepTrouble = nil
      nextUpkeep = SystemClock.monotonic() + (hasMore ? 20 : 1000)
    } catch {
      if error.code != upkeepTrouble { log(error.explanation) }
      upkeepTrouble = error.code
      nextUpkeep = SystemClock.monotonic() + 5000
    }
  }

  /// Alarms whose sensor, rule or source the site no longer has would stay for ever: their condition ends.
  func endForgottenAlarms() {
    guard !hasEndedForgotten else { return }
    let sensors = Set(site.site.sensors.map(\.id))
    let rules = Set(site.site.thresholds.map(\.id))
    let sources = Set(
      site.site.sources.map(\.id) + site.channels.channels.map(\.sourceID)
        + site.channels.receipts.map(\.sourceID) + (warningFolder == nil ? [] : [Channel.warningIndexSource]))
    let alarms = Array(state.alarms.eachOfSite)
    let forgotten = alarms.filter { alarm in
      guard alarm.condition != .normal else { return false }
      return switch alarm.key {
      case .threshold(let sensor, let rule): !sensors.contains(sensor) || !rules.contains(rule)
      case .sourceLost(let source): !sources.contains(source)
      case .warning, .earthquake, .reportDue: false
      }
    }
    let events = forgotten.map { alarm in
      Event.condition(
        ConditionEvent(
          key: alarm.key, sector: alarm.sector, source: alarm.source, grade: nil, measured: clock.now()))
    }
    // A source that it no longer has is lost no more: nobody could hand it over.
    let gone = state.sources.filter { $0.value == .lost && !sources.contains($0.key) }.keys.sorted()
    let partings = gone.map { id in
      Event.source(
        id: id, sector: .publicSafety, name: Bilingual(same: id), state: .unknown, grade: .blue,
        at: clock.now())
    }
    // So would suppressions by relations that it no longer has.
    let suppressed = alarms.filter { !$0.suppressedBy.isEmpty }.map(\.id)
    let releases = state.designEvents(changed: suppressed, rules: designRules)
    let reports = state.forgottenReportEnds(site.dispatch, now: clock.now())
    hasEndedForgotten = commit(events: events + partings + releases + reports)
  }
}
