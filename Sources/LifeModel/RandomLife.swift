public import Alarms
import CitySafety
public import Operations

/// SplitMix64: the same seed gives the same walk.
struct WalkRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
  mutating func isOne(in count: Int) -> Bool { below(count) == 0 }
  mutating func any<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}

/// Random life of a small control room, lived by the program and by the model at once.
///
/// Conditions with delays, counts and latches, two sources, timers by an injected clock that is sometimes stepped,
/// four people of whom some looked away, shelves, orders, undo, suppression by design, floods.
public struct RandomLife {
  public private(set) var state = OperationsState()
  public private(set) var journal: [JournalEntry] = []
  public private(set) var performed: [CommandName: Int] = [:]
  public private(set) var refusals = 0
  public private(set) var labels: Set<Label> = []
  public private(set) var floods = 0
  private var model = OperationsModel()
  private var checker = InvariantChecker(OperationsState())
  private var random: WalkRandom
  private var now = Instant(seconds: 1_750_000_000)
  private var sequence: Int64 = 0
  private var seen: [Alarm] = []
  private var commands: [Command] = []
  private let keepsJournal: Bool

  public init(seed: UInt64, keepsJournal: Bool = false) {
    random = WalkRandom(state: seed)
    self.keepsJournal = keepsJournal
  }

  // MARK: The room

  static let people = [
    Actor(person: "wang", displayName: "王班长", role: .lead, seat: "A1"),
    Actor(person: "li", displayName: "李值班", role: .operator, seat: "A2"),
    Actor(person: "zhao", displayName: "赵值班", role: .operator, seat: "A3"),
    Actor(person: "sun", displayName: "孙工", role: .engineer, seat: "A2"),
  ]

  static let authority: Authority = {
    var authority = Authority()
    for grade in Grade.allCases {
      for name in CommandName.allCases { authority.permit(name, .lead, grade) }
      for name in [CommandName.claim, .comment, .escalate, .accept, .decline, .respond, .resolve, .undo] {
        authority.permit(name, .operator, grade)
      }
    }
    for name in CommandName.allCases { authority.permit(name, .operator, .blue) }
    return authority
  }()

  static let relations = [
    Relation(
      id: "power", cause: "power", consequences: ["level", "lel"], scope: .town, within: .minutes(5),
      suppresses: true,
      why: Bilingual(same: ""), origin: "", isLocalDefault: true),
    Relation(
      id: "gas", cause: "lel", consequences: ["level"], scope: .riskPoint, within: .minutes(1),
      suppresses: true,
      why: Bilingual(same: ""), origin: "", isLocalDefault: true),
  ]

  static let places = [
    "s0": DesignPlace(riskPoint: 1, town: "a"), "s1": DesignPlace(riskPoint: 1, town: "a"),
    "s2": DesignPlace(riskPoint: 2, town: "a"),
  ]

  // MARK: Steps

  /// Lives one step; what the program and the model disagree about, `nil` while they agree.
  public mutating func step() -> String? {
    now = now + .milliseconds(Int64(random.below(random.isOne(in: 40) ? 400_000 : 9000)))
    guard let event = event() else { return nil }
    return live(event)
  }

  /// What an owner does with an event: apply it, then what follows from it.
  private mutating func live(_ event: Event) -> String? {
    var changed: [AlarmID] = []
    if let trouble = apply(event, &changed) { return trouble }
    if !changed.isEmpty {
      let rules = DesignRules(relations: RandomLife.relations, places: RandomLife.places)
      let events = state.designEvents(changed: changed, rules: rules)
      let wanted = model.designEvents(RandomLife.relations, place: { RandomLife.places[$0] })
      if Set(events) != wanted { return "design: \(events), model \(wanted)" }
      for event in events { if let trouble = apply(event, &changed) { return trouble } }
    }
    let flood = state.floodEvent(at: now)
    guard flood == model.floodEvent(at: now) else {
      return "flood: \(String(describing: flood)), model \(String(describing: model.floodEvent(at: now)))"
    }
    if case .flood(true, _) = flood { floods += 1 }
    return flood.flatMap { apply($0, &changed) }
  }

  private mutating func apply(_ event: Event, _ changed: inout [AlarmID]) -> String? {
    sequence += 1
    let entry = JournalEntry(sequence: sequence, at: now, event: event)
    if keepsJournal { journal.append(entry) }
    let real = state.apply(entry)
    let modelled = model.apply(entry)
    changed += real
    func trouble(_ what: String) -> String { "entry \(sequence), \(event): \(what)" }
    guard real == modelled else { return trouble("changed \(real), model \(modelled)") }
    for id in real {
      guard state.alarms[id] == model.alarms[id] else {
        return trouble(
          "\(String(describing: state.alarms[id])), model \(String(describing: model.alarms[id]))")
      }
      if let label = state.alarms[id]?.label { labels.insert(label) }
    }
    guard state.nextTimer == model.nextTimer else {
      return trouble(
        "next timer \(String(describing: state.nextTimer)), model \(String(describing: model.nextTimer))")
    }
    let duty = state.duty
    guard duty.lastShelfRelease == model.lastShelfRelease, duty.policy == model.policy,
      duty.seats == model.seats,
      duty.flood.isOn == model.flood.isOn, duty.flood.peak == model.flood.peak,
      duty.flood.since == model.flood.since
    else { return trouble("duty \(duty), model \(model)") }
    if let breach = checker.check(entry, changed: real, state).first { return trouble(breach.message.en) }
    return nil
  }

  /// Holds all of the two against each other, and the state against its checkpoint.
  public func wholeTrouble() -> String? {
    if state.alarms.count != model.alarms.count { return "count of alarms" }
    for alarm in state.alarms.all where model.alarms[alarm.id] != alarm { return "alarm \(alarm.id.value)" }
    if state.sources != model.sources { return "sources" }
    var bytes: [UInt8] = []
    CheckpointCoding.encode(state, into: &bytes)
    let again = try? bytes.withUnsafeBytes { try CheckpointCoding.decode($0) }
    return again == state ? nil : "checkpoint"
  }

  private mutating func event() -> Event? {
    switch random.below(20) {
    case 0..<7: return condition()
    case 7..<11:
      let due = state.dueTimers(at: now)
      let modelled = model.due(at: now)
      guard due.elementsEqual(modelled, by: { $0 == $1 }) else {
        return .signedOut(person: "due \(due), model \(modelled)", seat: "")
      }
      guard !due.isEmpty else { return nil }
      // Also one that an earlier timer of the same moment may have wound up anew.
      return random.isOne(in: 4) ? .timer(random.any(due).0, random.any(AlarmTimer.allCases)) : timer(due[0])
    case 11: return source()
    case 12: return rare()
    default: return command()
    }
  }

  private func timer(_ due: (AlarmID, AlarmTimer)) -> Event { .timer(due.0, due.1) }

  private mutating func condition() -> Event {
    let sensor = "s\(random.below(4))"
    let rule = random.any(["power", "lel", "level"])
    let isWarning = random.isOne(in: 12)
    var condition = ConditionEvent(
      key: isWarning ? .warning(identifier: "w\(random.below(2))") : .threshold(sensor: sensor, rule: rule),
      sector: .lifelines, source: random.isOne(in: 2) ? "feed" : "grid",
      grade: random.below(5) < 3 ? random.any(Grade.allCases) : nil, value: Double(random.below(100)),
      limit: 40,
      measured: now - .milliseconds(Int64(random.below(4000))))
    condition.onDelay = random.any([.zero, .zero, .seconds(30)])
    condition.offDelay = random.any([.zero, .zero, .seconds(20)])
    condition.count = random.any([0, 0, 2, 3])
    condition.countWindow = .seconds(30)
    condition.latching = random.isOne(in: 5)
    condition.breaksThrough = !random.isOne(in: 6)
    if isWarning { condition.expires = now + .seconds(Int64(random.below(600))) }
    return .condition(condition)
  }

  private mutating func source() -> Event {
    .source(
      id: random.any(["feed", "grid"]), sector: .lifelines, name: Bilingual(same: "f"),
      state: random.any(SourceState.allCases), grade: random.any([.orange, .yellow]), at: now)
  }

  private mutating func rare() -> Event? {
    let actor = random.any(RandomLife.people)
    switch random.below(12) {
    case 0..<4: return .signedIn(actor)
    case 4..<7: return .signedOut(person: actor.person, seat: actor.seat)
    case 7:
      let step = Span.milliseconds(Int64(random.below(400_000)) - 200_000)
      now = now + step
      return .clockStepped(by: step)
    case 8: return random.isOne(in: 8) ? .ownerStarted(version: "1", seat: "A1") : nil
    default:
      guard state.duty.policy.undoLimit == .zero || random.isOne(in: 20) else { return nil }
      var policy = LifeCells.policy
      policy.floodStart = random.any([4, 8])
      policy.floodEnd = random.any([2, 3])
      policy.floodWindow = random.any([.seconds(60), .seconds(90)])
      policy.shelfLimit = .init([.minutes(1), .minutes(2), .minutes(3), .minutes(4)])
      policy.undoLimit = .seconds(30)
      return .policy(policy)
    }
  }

  private mutating func command() -> Event? {
    // Some looked away: what they saw is older.
    if seen.isEmpty || !random.isOne(in: 5) { seen = state.alarms.all }
    guard !seen.isEmpty else { return nil }
    var command = Command(
      name: random.any(CommandName.allCases), targets: [CommandTarget(random.any(seen))],
      actor: random.any(RandomLife.people))
    if random.isOne(in: 2) { aim(&command) }
    fill(&command)
    let shiftEnd = random.isOne(in: 6) ? now + .seconds(50) : nil
    let decision = state.decide(
      command, authority: RandomLife.authority, people: ["wang", "li", "zhao"], now: now, shiftEnd: shiftEnd)
    let modelled = model.refusal(
      of: command, authority: RandomLife.authority, people: ["wang", "li", "zhao"], now: now,
      shiftEnd: shiftEnd)
    switch decision {
    case .success(let event) where modelled == nil:
      performed[command.name, default: 0] += 1
      commands = commands.suffix(7) + [command]
      return event
    case .failure(let refusal) where refusal == modelled:
      refusals += 1
      return nil
    default:
      return .signedOut(person: "\(command): \(decision), model \(String(describing: modelled))", seat: "")
    }
  }

  /// Several at once, or one that is likely to have the transition.
  private mutating func aim(_ command: inout Command) {
    if command.name.takesMany, random.isOne(in: 3) {
      let seen = seen
      command.targets = seen.filter { _ in random.isOne(in: 2) }.map(CommandTarget.init)
      return
    }
    let fitting = seen.filter { alarm in
      switch command.name {
      case .acknowledge: alarm.needsAcknowledgement
      case .reset: alarm.label == .latchedAcknowledged
      case .accept, .decline: alarm.handling.kind == .offered
      case .resolve: alarm.handling.kind == .responding
      case .unshelve: alarm.shelf != nil
      case .returnToService: alarm.serviceOrder != nil
      case .close: alarm.isTaskOpen
      case .reopen: !alarm.isOpen
      default: alarm.isOpen
      }
    }
    if !fitting.isEmpty { command.targets = [CommandTarget(random.any(fitting))] }
    if command.name == .accept || command.name == .decline,
      case .offered(let person, _, _)? = fitting.first(where: { $0.id == command.alarm })?.handling,
      let actor = RandomLife.people.first(where: { $0.person == person })
    {
      command.actor = actor
    }
  }

  private mutating func fill(_ command: inout Command) {
    command.text = random.any(["li", "zhao", "wang", "", " ", "x"])
    command.acceptsLostData = random.isOne(in: 2)
    command.actor.authoriser = random.any([nil, "wang", "zhao"])
    switch command.name {
    case .shelve: command.until = random.isOne(in: 9) ? nil : now + .seconds(Int64(random.below(260)) - 5)
    case .outOfService: command.measure = random.any(["patrol", ""])
    case .close: command.verdict = random.isOne(in: 5) ? nil : random.any(Verdict.allCases)
    case .prioritise: command.grade = random.isOne(in: 9) ? nil : random.any(Grade.allCases)
    case .undo:
      if let undone = commands.last, !random.isOne(in: 4) {
        command.text = (random.isOne(in: 3) ? random.any(commands) : undone).id.text
        if random.isOne(in: 3) { command.targets = [] }
      }
    default: break
    }
  }
}
