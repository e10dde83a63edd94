internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Drills
internal import Ingest
internal import Operations
internal import Settings
internal import Store
internal import Synchronization

/// The course of a drill on its own clock: what is due is done in the order of time, each at its own moment.
///
/// Whoever holds it says how far to go and what people do; nothing in it asks the machine for the time. So the same
/// scenario with the same doings gives the same journal, at any speed.
final class DrillEngine {
  /// How long the city has been running when the drill begins, so that its charts are not empty.
  static let preroll = Span.minutes(10)
  /// Sources and report clocks are looked at so often.
  private static let tick = Span.seconds(1)
  /// Rounds at one moment; each ends with less to do.
  private static let roundLimit = 1000

  let scenario: Scenario
  let loop: OwnerLoop
  let hold: DrillHold
  private let carrier: DrillCarrier
  private var source: DrillSource
  private var replies: DrillReplies
  private var conditions: DrillConditions
  /// The drill's clock.
  private(set) var now: Instant
  private var nextTick: Instant
  private var brought = 0

  /// - Parameters:
  ///   - site: as the site's folder has it; the drill's form of it is made here.
  ///   - messages: where orders are written; `nil` in a rerun.
  ///   - players: who may act where there is no people's file.
  init(
    site: LoadedSite, scenario: Scenario, store: String, messages: String?, players: Set<String>?,
    name: String,
    version: String, log: @escaping @Sendable (Bilingual) -> Void
  ) throws(OwnerFailure) {
    let site = site.asDrill
    self.scenario = scenario
    carrier = DrillCarrier(offset: site.site.offset, file: messages)
    hold = DrillHold(scenario: scenario, carrier: carrier)
    hold.players = players
    now = scenario.start - DrillEngine.preroll
    nextTick = now
    loop = try OwnerLoop(
      site: site, store: store, clock: .standing(at: now), name: name, version: version, isDemo: false,
      drill: hold, log: log)
    source = DrillSource(site: site, scenario: scenario, begin: now)
    replies = DrillReplies(scenario: scenario)
    conditions = DrillConditions(scenario: scenario)
  }

  var state: DrillState { hold.state }

  // MARK: The course

  /// Opens the drill: the city runs for a while, then the clock stands until somebody starts.
  ///
  /// A store that holds a drill already goes on where it was cut off, with its clock standing.
  func open(entries: [JournalEntry] = []) -> Bool {
    if !entries.isEmpty { return resume(after: entries) }
    move(to: now)
    guard loop.open() else { return false }
    settle()
    commit(.loaded(scenario: scenario.id, version: scenario.version, seed: scenario.seed))
    settle()
    run(to: scenario.start)
    commit(.armed)
    settle()
    return true
  }

  /// Brings everything back to where the journal of a drill that was cut off says it was.
  private func resume(after entries: [JournalEntry]) -> Bool {
    for entry in entries {
      hold.take(entry)
      conditions.take(entry)
    }
    now = max(entries.last?.at ?? now, scenario.start - DrillEngine.preroll)
    for delivery in hold.state.deliveries {
      if let inject = scenario.inject(delivery.inject) { bring(inject, at: delivery.at) }
    }
    forgetSources()
    move(to: now)
    guard loop.open() else { return false }
    settle()
    commit(.resumedAfterLoss)
    settle()
    return true
  }

  /// What a loss of the owner does, in a rerun of a drill that had one: its rules forget what they had not written.
  func lose(_ beginning: Event) {
    loop.writing.isBehind = true
    _ = loop.catchUp()
    forgetSources()
    loop.commit(events: [beginning, DrillCoding.event(.resumedAfterLoss)])
    settle()
  }

  /// No source has been heard since the owner was lost: each is asked at once, and is silent only from now on.
  private func forgetSources() {
    loop.monitor = SourceMonitor(sources: loop.site.site.sources, started: now)
    source.skip(to: now)
    nextTick = now + DrillEngine.tick
  }

  /// Goes on to `target`, or until the monotonic clock shows `limit`; only a running drill moves.
  ///
  /// Returns whether it got there.
  @discardableResult
  func advance(to target: Instant, until limit: Int64 = .max) -> Bool {
    while state.phase == .running, loop.writing.trouble == nil {
      guard SystemClock.monotonic() < limit else { return false }
      let due = nextDue
      guard due <= target else {
        move(to: max(now, target))
        return true
      }
      workOff(due)
    }
    return state.phase != .running
  }

  private func run(to target: Instant) {
    while nextDue <= target, loop.writing.trouble == nil, state.phase != .ended {
      loop.server?.noteBeat()
      workOff(nextDue)
    }
    if state.phase != .ended { move(to: max(now, target)) }
  }

  /// When the next thing happens by itself.
  var nextDue: Instant {
    let moments = [
      nextTick, source.next, nextInject?.at, replies.next(in: loop.state.dispatch)?.at, loop.state.nextTimer,
      loop.reportLooks?.values.min(), end,
    ]
    return max(now, moments.compactMap { $0 }.min() ?? nextTick)
  }

  private var end: Instant? {
    state.phase == .ended ? nil : state.startedAt.map { $0 + scenario.length }
  }

  /// Does everything that is due at a moment.
  private func workOff(_ moment: Instant) {
    move(to: moment)
    if nextTick <= now { nextTick = now + DrillEngine.tick }
    if let end, end <= now { return finish() }
    while let (at, inject, cause) = nextInject, at <= now { deliver(inject, cause) }
    while let (at, reply) = replies.next(in: loop.state.dispatch), at <= now, answer(reply) {}
    for outcome in source.answers(at: now) {
      loop.current = loop.begin(outcome)
      while loop.current != nil, loop.mayWrite(), loop.workOneSlice() {}
    }
    settle()
  }

  private func finish() {
    commit(.ended)
    settle()
  }

  /// The next inject that comes by itself: of the timeline, or by its condition.
  private var nextInject: (at: Instant, inject: Inject, cause: DrillEvent.Cause)? {
    guard let started = state.startedAt, state.phase == .running || state.phase == .paused else { return nil }
    var found: (at: Instant, inject: Inject, cause: DrillEvent.Cause)?
    if let inject = state.pending(of: scenario).first, let at = inject.at {
      found = (started + at, inject, .timeline)
    }
    for inject in scenario.injects {
      guard let condition = inject.condition, state.delivery(of: inject.id) == nil,
        !state.skipped.contains(inject.id),
        let at = conditions.moment(of: condition), found.map({ at < $0.at }) ?? true
      else { continue }
      found = (at, inject, .condition)
    }
    return found
  }

  private func deliver(_ inject: Inject, _ cause: DrillEvent.Cause) {
    commit(.delivered(inject.id, cause))
    bring(inject, at: now)
    if case .reply(let unit, let step, let words) = inject.what,
      let task = DrillReplies.newest(of: unit, for: step.event, in: loop.state.dispatch)
    {
      _ = answer(DrillReplies.Reply(task: task, event: step.event, words: words.zh))
    }
    settle()
  }

  private func bring(_ inject: Inject, at moment: Instant) {
    brought += 1
    source.take(inject, number: brought, at: moment)
    if case .silence(let unit, let lasts) = inject.what { replies.silence(unit, until: moment + lasts) }
  }

  /// Journals what a unit says; false when it cannot be said any more.
  private func answer(_ reply: DrillReplies.Reply) -> Bool {
    let before = loop.state.dispatch.tasks[reply.task]?.revision
    let done = loop.commit(events: [.task(reply.task, reply.event, channel: "drill", words: reply.words)])
    return done && loop.state.dispatch.tasks[reply.task]?.revision != before
  }

  // MARK: What people do

  /// Performs what a seat asked for, now.
  func perform(_ submission: SeatServer.Submission) {
    loop.perform([submission])
    let controls = settle()
    for control in controls { act(control) }
  }

  /// Takes in what happened at a seat.
  func take(_ event: DrillEvent) {
    commit(event)
    settle()
  }

  private func act(_ control: DrillControl) {
    switch control {
    case .jump: if let target = target(of: control) { run(to: target) }
    case .step: if let inject = state.pending(of: scenario).first { deliver(inject, .step) }
    case .insert(let id): if let inject = scenario.inject(id) { deliver(inject, .hand) }
    default: break
    }
  }

  /// Where a jump leads to, while the drill has not come so far.
  private func target(of control: DrillControl) -> Instant? {
    guard case .jump(let id) = control, let started = state.startedAt, let at = scenario.inject(id)?.at else {
      return nil
    }
    return started + at
  }

  /// Journals that somebody came to a seat or left it.
  func note(_ actor: Alarms.Actor, isIn: Bool) {
    loop.commit(events: [isIn ? .signedIn(actor) : .signedOut(person: actor.person, seat: actor.seat)])
    settle()
  }

  func commit(_ event: DrillEvent) { loop.commit(events: [DrillCoding.event(event)]) }

  /// Does what is due at this moment until nothing is; the controls that people gave.
  @discardableResult
  func settle() -> [DrillControl] {
    if loop.mayWrite() { loop.payOwed() }
    if loop.mayWrite() { loop.endForgottenAlarms() }
    for _ in 0..<DrillEngine.roundLimit {
      let before = loop.state.lastSequence
      loop.workTheClocks()
      if loop.state.lastSequence == before, loop.linkage.deliveries(limit: 1).isEmpty { break }
      guard loop.writing.trouble == nil else { break }
    }
    var controls: [DrillControl] = []
    for entry in hold.takeWritten() {
      conditions.take(entry)
      if case .control(let control)? = try? DrillCoding.read(entry)?.content { controls.append(control) }
    }
    return controls
  }

  private func move(to moment: Instant) {
    now = moment
    loop.clock = .standing(at: moment)
    carrier.move(to: moment)
  }

  func leave() {
    loop.leave()
    loop.store.close()
  }
}
