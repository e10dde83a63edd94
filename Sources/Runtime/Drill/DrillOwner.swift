internal import Alarms
public import CitySafety
public import Drills
internal import Glibc
internal import Operations
public import Settings
internal import Store
internal import Synchronization

/// The owner process of a drill: its own store, its own clock, no way out of the house.
public final class DrillOwner {
  /// A drill that stands is given up when no seat was there for so long, in milliseconds.
  static let lonelyLimit: Int64 = 600_000
  /// Likewise one that is over.
  static let overLimit: Int64 = 5000
  /// What is due is worked off for so long before people have a turn, in milliseconds.
  private static let turn: Int64 = 20
  private static let longestPause: Int64 = 250

  private let engine: DrillEngine
  private let log: @Sendable (Bilingual) -> Void
  private var pace: ClockPace
  private var lastSeat = SystemClock.monotonic()
  private var nextUpkeep = SystemClock.monotonic()
  /// The latest of the injects against its own time, in milliseconds of the wall clock.
  public private(set) var worstJitter: Int64 = 0
  private var told = 0

  /// - Parameter folder: the drill's own, with its people's file; the store and the messages are made in it.
  public init(
    site: LoadedSite, scenario: Scenario, folder: String, version: String,
    log: @escaping @Sendable (Bilingual) -> Void
  ) throws(OwnerFailure) {
    self.log = log
    let store = DrillFolder.store(in: folder)
    let entries: [JournalEntry]
    do throws(StoreFailure) {
      entries = fileInformation(store) == nil ? [] : try JournalReading.entries(of: store)
    } catch {
      throw .store(error.explanation)
    }
    engine = try DrillEngine(
      site: site, scenario: scenario, store: store, messages: folder + "/messages.jsonl", players: nil,
      name: "drill", version: version, log: log)
    pace = ClockPace(instant: engine.now, rate: 0)
    guard engine.open(entries: entries) else { throw .store(OwnerFailure.noResources) }
    pace = ClockPace(instant: engine.now, rate: 0)
    engine.loop.server?.setPace(pace)
  }

  /// Asks for something in a person's name, as a seat would.
  public func perform(_ control: DrillControl, by person: Person) {
    let actor = Alarms.Actor(
      person: person.name, displayName: person.displayName, role: person.role, seat: "drill")
    let command = DutyCommand(
      .remark(DrillCoding.remark(control, of: engine.scenario)), actor: actor,
      seen: engine.loop.state.lastSequence)
    engine.loop.inbox.withLock { $0.submissions.append(.init(connection: 0, request: .duty(command))) }
  }

  /// Runs until `isStopping` says so, or the drill is over and nobody is there.
  public func run(isStopping: () -> Bool) {
    while !isStopping() && !isForsaken {
      let loop = engine.loop
      loop.lastRound.store(SystemClock.monotonic(), ordering: .relaxed)
      loop.server?.noteBeat()
      let target = pace.now(monotonic: SystemClock.monotonic())
      let isThere = engine.advance(to: target, until: SystemClock.monotonic() + DrillOwner.turn)
      tellDeliveries()
      let isBusy = takeOne()
      follow()
      upkeep()
      if engine.state.phase == .ended, !hasEnded {
        hasEnded = true
        onEnd()
      }
      if isBusy || !isThere && engine.state.phase == .running && loop.writing.trouble == nil { continue }
      loop.wake.wait(milliseconds: pause())
    }
    engine.leave()
  }

  private func pause() -> Int32 {
    let now = SystemClock.monotonic()
    guard engine.state.phase == .running, engine.loop.writing.trouble == nil,
      let wait = pace.pause(until: engine.nextDue, monotonic: now)
    else { return Int32(DrillOwner.longestPause) }
    return Int32(min(DrillOwner.longestPause, wait))
  }

  /// Does one thing that people ask for; whether there was one.
  private func takeOne() -> Bool {
    enum Wish {
      case person(Alarms.Actor, isIn: Bool)
      case event(DrillEvent)
      case submission(SeatServer.Submission)
    }
    let wish = engine.loop.inbox.withLock { inbox -> Wish? in
      if !inbox.people.isEmpty {
        let (actor, isIn) = inbox.people.removeFirst()
        return .person(actor, isIn: isIn)
      }
      if !inbox.drillEvents.isEmpty { return .event(inbox.drillEvents.removeFirst()) }
      return inbox.submissions.isEmpty ? nil : .submission(inbox.submissions.removeFirst())
    }
    switch wish {
    case .person(let actor, let isIn): engine.note(actor, isIn: isIn)
    case .event(let event): engine.take(event)
    case .submission(let submission): engine.perform(submission)
    case nil: return false
    }
    return true
  }

  /// Sets the pace by what the drill's journal says of it.
  private func follow() {
    let isInTrouble = engine.loop.writing.trouble != nil
    if isInTrouble, engine.loop.mayWrite() { engine.settle() }
    // A store that cannot be written holds the clock: what it does not keep has not happened.
    let rate = engine.state.phase == .running && !isInTrouble ? engine.state.speed : 0
    let now = SystemClock.monotonic()
    let shown = pace.now(monotonic: now)
    // Somebody may have moved the clock on; while it runs it may also lag behind what it should have done.
    guard rate != pace.rate || engine.now > shown || rate == 0 && engine.now != shown else { return }
    let moment = rate > 0 && pace.rate > 0 ? max(engine.now, shown) : engine.now
    pace = ClockPace(instant: moment, since: now, rate: rate)
    engine.loop.server?.setPace(pace)
  }

  private func tellDeliveries() {
    let deliveries = engine.state.deliveries
    guard deliveries.count > told else { return }
    for delivery in deliveries[told...] where delivery.cause == .timeline && pace.rate > 0 {
      let late =
        (pace.now(monotonic: SystemClock.monotonic()) - delivery.at).milliseconds * 1000 / Int64(pace.rate)
      worstJitter = max(worstJitter, late)
      log(
        Bilingual(
          zh: "注入 \(delivery.inject)，晚 \(late) 毫秒", en: "Inject \(delivery.inject), \(late) ms late"))
    }
    told = deliveries.count
  }

  private func upkeep() {
    guard SystemClock.monotonic() >= nextUpkeep else { return }
    nextUpkeep = SystemClock.monotonic() + 1000
    engine.loop.upkeep()
  }

  private var isForsaken: Bool {
    let now = SystemClock.monotonic()
    if (engine.loop.server?.seatCount ?? 0) > 0 || engine.state.phase == .running { lastSeat = now }
    let isOver = engine.state.phase == .ended && hasEnded
    return isOver && isUnattended || now - lastSeat > (isOver ? DrillOwner.overLimit : DrillOwner.lonelyLimit)
  }

  /// Ends with the drill, whoever is there.
  public var isUnattended = false
  /// Called once when the drill is over and its journal says so.
  public var onEnd: () -> Void = {}
  private var hasEnded = false

  /// What the drill came to, once it has ended.
  public var state: DrillState { engine.state }
}
