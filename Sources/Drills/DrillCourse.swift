public import Alarms
import CityDispatch
public import CitySafety
public import Operations

/// A drill's journal, read entry by entry: what the players did, and the course of the drill itself.
///
/// The entries begin with the first of the store: what an action is about follows from all before it.
public struct DrillCourse: Sendable {
  /// Most actions kept; those after it are counted only.
  ///
  /// A command on a thousand alarms is a thousand.
  public static let actionLimit = 20_000
  /// Most interruptions, and likewise pauses and persons.
  public static let noteLimit = 500

  /// A live red that stopped the drill clock.
  public struct Interruption: Sendable, Hashable {
    public var sequence: Int64
    public var at: Instant
    public var seat: String
    /// How long seats took to reach the live screen, by their wall clocks.
    public var reaches: [Reach] = []
  }

  public struct Reach: Sendable, Hashable {
    public var seat: String
    public var after: Span
  }

  public struct Pause: Sendable, Hashable {
    public var sequence: Int64
    public var at: Instant
    /// Who paused it; empty when the drill's owner was cut off.
    public var by: String
  }

  public let scenario: Scenario
  public private(set) var drill = DrillState()
  /// In the order of the journal.
  public private(set) var actions: [PlayedAction] = []
  public private(set) var droppedActions = 0
  public private(set) var seed: UInt64?
  public private(set) var version: Int?
  public private(set) var interruptions: [Interruption] = []
  public private(set) var pauses: [Pause] = []
  /// Everybody who signed in or did something, by sign-in name, in the order of their coming.
  public private(set) var people: [Actor] = []
  /// The last moment of the journal.
  public private(set) var lastAt: Instant?

  private var operations = OperationsState()
  /// Codes of received warnings by identifier.
  private var codes: [String: [String]] = [:]
  private static let codeLimit = 10_000
  /// The inject behind each message, by number.
  private var injectOfMessage: [Int: String] = [:]
  private var positions: [CommandID: [Int]] = [:]
  private var ordersOf: [TaskID: [Int]] = [:]
  /// When the expectations that injects wait for were met, so that nobody looks for it at every tick of a clock.
  private var metOf: [String: Instant] = [:]
  private let awaited: [Expectation]
  /// Whether the entry that is read changes what stands.
  private var isChanged = false

  private let limit: Int

  public init(of scenario: Scenario, limit: Int = DrillCourse.actionLimit) {
    self.scenario = scenario
    self.limit = limit
    let ids = Set(scenario.injects.compactMap { $0.condition?.expectation })
    awaited = scenario.expectations.filter { ids.contains($0.id) }
  }

  /// The drill as a whole journal tells it.
  public init(
    of scenario: Scenario, entries: some Sequence<JournalEntry>, limit: Int = DrillCourse.actionLimit
  ) {
    self.init(of: scenario, limit: limit)
    for entry in entries { take(entry) }
  }

  /// When the drill's clock stood last: at its end, or at the newest entry.
  public var end: Instant? { drill.endedAt ?? lastAt }

  /// Takes in the next entry; what is done after the end of the drill is no part of it.
  public mutating func take(_ entry: JournalEntry) {
    guard drill.phase != .ended else { return }
    isChanged = false
    read(entry)
    if isChanged { for expectation in awaited { metOf[expectation.id] = firstMet(expectation) } }
  }

  /// When an expectation was met first, or what is forbidden done, by what stands so far; `nil` when it was not.
  public func met(_ expectation: Expectation) -> Instant? {
    awaited.contains(expectation) ? metOf[expectation.id] : firstMet(expectation)
  }

  private mutating func read(_ entry: JournalEntry) {
    lastAt = max(lastAt ?? entry.at, entry.at)
    switch entry.event {
    case .remark: takeRemark(entry)
    case .signedIn(let actor): note(actor)
    case .warningReceived(let warning): remember(warning)
    case .command(let command): return take(command, of: entry)
    case .duty(let command):
      note(command.actor)
      switch command.action {
      case .remark: takeRemark(entry)
      case .dispatch(let action): return take(action, by: command.actor, of: entry)
      case .warning(let action): return take(action, by: command.actor, of: entry)
      case .log(let log) where log.kind != .soundTest: takeLog(log, by: command.actor, of: entry)
      default: break
      }
    case .undone(let undo):
      isChanged = true
      for position in positions.removeValue(forKey: undo.command) ?? [] {
        actions[position].standing = .undone
      }
    default: break
    }
    _ = operations.apply(entry)
    _ = operations.takeDispatchChanges()
    _ = operations.takeWarningChanges()
  }

  private mutating func note(_ actor: Actor) {
    if !people.contains(where: { $0.person == actor.person }), people.count < DrillCourse.noteLimit {
      people.append(actor)
    }
  }

  private mutating func remember(_ warning: ReceivedWarning) {
    guard codes.count < DrillCourse.codeLimit else { return }
    codes[warning.identifier] = [warning.eventCode ?? "", warning.event].filter { !$0.isEmpty }
  }

  @discardableResult
  private mutating func add(_ action: PlayedAction) -> Int? {
    guard drill.startedAt != nil else { return nil }
    guard actions.count < limit else {
      droppedActions += 1
      return nil
    }
    actions.append(action)
    isChanged = true
    return actions.count - 1
  }

  // MARK: The drill itself

  private mutating func takeRemark(_ entry: JournalEntry) {
    guard let read = try? DrillCoding.read(entry) else { return }
    switch read {
    case (let command, .control(let control)):
      let by = command?.actor
      if control == .pause, pauses.count < DrillCourse.noteLimit {
        pauses.append(Pause(sequence: entry.sequence, at: entry.at, by: by?.displayName ?? ""))
      }
      if case .take(let number) = control, let by {
        var action = PlayedAction(.take, entry.sequence, at: entry.at, by: by)
        action.subjects = injectOfMessage[number].map { [$0] } ?? []
        if drill.messages.indices.contains(number - 1) {
          let message = drill.messages[number - 1]
          action.text = message.text.zh + "\n" + message.text.en
        }
        add(action)
      }
      drill.apply(control, by: by?.displayName ?? "", at: entry.at)
    case (_, .event(let event)): take(event, entry)
    }
  }

  private mutating func take(_ event: DrillEvent, _ entry: JournalEntry) {
    let messages = drill.messages.count
    drill.apply(event, of: scenario, at: entry.at)
    switch event {
    case .loaded(_, let version, let seed):
      self.version = version
      self.seed = seed
    case .delivered(let inject, _):
      if drill.messages.count > messages { injectOfMessage[drill.messages.count] = inject }
    case .interrupted(let seat, _):
      guard interruptions.count < DrillCourse.noteLimit else { return }
      interruptions.append(Interruption(sequence: entry.sequence, at: entry.at, seat: seat))
    case .reachedLive(let seat, let after):
      guard let last = interruptions.indices.last, interruptions[last].reaches.count < DrillCourse.noteLimit
      else { return }
      interruptions[last].reaches.append(Reach(seat: seat, after: after))
    case .resumedAfterLoss:
      guard pauses.count < DrillCourse.noteLimit else { return }
      pauses.append(Pause(sequence: entry.sequence, at: entry.at, by: ""))
    case .armed, .performed, .ended, .refused: break
    }
  }

  // MARK: Commands on alarms

  private mutating func take(_ command: Command, of entry: JournalEntry) {
    note(command.actor)
    let before = command.targets.map { operations.alarms[$0.alarm] }
    let changed = Set(operations.apply(entry))
    guard let verb = DrillCourse.verb(of: command.name) else { return }
    for alarm in before.compactMap(\.self) where changed.contains(alarm.id) {
      var action = PlayedAction(verb, entry.sequence, at: entry.at, by: command.actor)
      action.subjects = subjects(of: alarm)
      action.grade = alarm.grade.rawValue
      action.details = command.verdict.map { [$0.word] } ?? []
      action.text = command.text + (command.measure.isEmpty ? "" : "\n" + command.measure)
      if let position = add(action) { positions[command.id, default: []].append(position) }
    }
  }

  private static func verb(of name: CommandName) -> ActionPattern.Verb? {
    switch name {
    case .acknowledge: .acknowledge
    case .claim: .claim
    case .assign: .assign
    case .comment: .comment
    case .escalate: .escalate
    case .respond: .respond
    case .resolve: .resolve
    case .shelve: .shelve
    case .outOfService: .outOfService
    case .close: .close
    case .reset, .accept, .decline, .unshelve, .returnToService, .reopen, .prioritise, .undo: nil
    }
  }

  /// The ids by which a scenario may name the alarm.
  private func subjects(of alarm: Alarm) -> [String] {
    switch alarm.key {
    case .threshold(let sensor, let rule): [sensor, rule]
    case .sourceLost(let source): [source]
    case .warning(let identifier): (codes[identifier] ?? []) + (alarm.source.map { [$0] } ?? [])
    case .earthquake: ["earthquake"] + (alarm.source.map { [$0] } ?? [])
    case .reportDue(_, let rule): [rule]
    }
  }

  private func subjects(of alarms: [AlarmID]) -> [String] {
    var found: [String] = []
    for id in alarms {
      guard let alarm = operations.alarms[id] else { continue }
      for subject in subjects(of: alarm) where !found.contains(subject) { found.append(subject) }
    }
    return found
  }
}

// MARK: - Dispatch, warnings and the log

extension DrillCourse {
  private mutating func take(_ action: DispatchAction, by actor: Actor, of entry: JournalEntry) {
    let task = action.task.flatMap { operations.dispatch.tasks[$0] }
    let number = task?.incident ?? action.incident
    let before = number.flatMap { operations.dispatch.incidents[$0] }
    let lastTask = operations.dispatch.lastTask
    _ = operations.apply(entry)
    let changes = operations.takeDispatchChanges()
    let incident = before ?? number.flatMap { changes.incidents[$0] }

    var played = PlayedAction(.note, entry.sequence, at: entry.at, by: actor)
    played.subjects = subjects(of: incident?.alarms ?? [])
    played.plan = incident?.plan ?? ""
    played.grade = incident?.grade.rawValue
    for one in DrillCourse.actions(of: action, task, like: played) { add(one) }
    if let task, task.state.awaitsReceipt, DrillCourse.withdraws(action) {
      isChanged = true
      for position in ordersOf.removeValue(forKey: task.id) ?? [] { actions[position].standing = .withdrawn }
    }
    let orders = changes.tasks.values.filter { order in
      order.state == .issued && (order.id > lastTask || DrillCourse.issues(action))
    }
    for order in orders.sorted(by: { $0.id < $1.id }) {
      played.verb = .order
      played.units = DrillCourse.units(of: order)
      played.text = order.draft.what.zh + "\n" + order.draft.what.en
      // Who gives a task away chooses the unit.
      played.isByPlan = !order.draft.planTask.isEmpty && order.draft.insteadOf == nil
      if let position = add(played) { ordersOf[order.id, default: []].append(position) }
    }
  }

  private static func issues(_ action: DispatchAction) -> Bool {
    if case .issue = action { true } else { false }
  }

  private static func withdraws(_ action: DispatchAction) -> Bool {
    switch action {
    case .step(_, .cancel, _, _), .reassign: true
    default: false
    }
  }

  private static func units(of task: TaskOrder) -> [String] {
    [task.draft.unit, task.draft.team].filter { !$0.isEmpty }
  }

  /// What a dispatch action is beside the orders that leave with it.
  private static func actions(
    of action: DispatchAction, _ task: TaskOrder?, like played: PlayedAction
  ) -> [PlayedAction] {
    var one = played
    switch action {
    case .open(_, let draft, _):
      one.verb = .openIncident
      one.units = draft.tasks.flatMap { [$0.unit, $0.team] }.filter { !$0.isEmpty }
      one.details = [String(draft.level.rawValue)]
      one.text = draft.title.zh + "\n" + draft.title.en
      var level = played
      level.verb = .level
      level.grade = draft.level.rawValue
      level.details = one.details
      level.isByPlan = true
      return [one, level]
    case .step(_, let event, _, let words):
      guard let task, let milestone = milestone(of: event) else { return [] }
      one.verb = .receipt
      one.units = units(of: task)
      one.details = [milestone]
      one.text = words
    case .level(_, let level, let reason):
      one.verb = .level
      one.grade = level.rawValue
      one.details = [String(level.rawValue)]
      one.text = reason
    case .report(_, let report):
      one.verb = .report
      one.details = [report.kind.word, report.rule]
      one.text = report.entries.map(\.text).joined(separator: "\n")
    case .reported(_, let rule):
      one.verb = .report
      one.details = [rule]
    case .note(_, let kind, let text):
      one.details = [word(of: kind)]
      one.text = text
    case .terminate(_, let reason):
      one.verb = .terminate
      one.text = reason
    case .close(_, let verdict, let lessons, _):
      one.verb = .closeIncident
      one.text = verdict + "\n" + lessons
    case .late(let action, _): return actions(of: action, task, like: played)
    case .extend(_, let more, _):
      one.verb = .level
      one.grade = more.level.rawValue
      one.details = [String(more.level.rawValue)]
      one.isByPlan = true
    case .add, .issue, .reassign, .tick, .appoint, .grade, .assess, .merge: return []
    }
    return [one]
  }

  /// The word of a milestone that somebody enters for a unit; `nil` for what a lead decides.
  private static func milestone(of event: TaskEvent) -> String? {
    switch event {
    case .receive: "receive"
    case .depart: "depart"
    case .arrive: "arrive"
    case .control: "control"
    case .report: "report"
    case .decline: "decline"
    case .checkIn: "check-in"
    case .issue, .deliver, .sign, .cancel, .fail, .archive, .receiptOut, .arrivalOut, .feedbackOut,
      .silenceOut:
      nil
    }
  }

  private static func word(of kind: NoteKind) -> String {
    switch kind {
    case .note: "note"
    case .instruction: "instruction"
    case .call: "call"
    case .arrival: "arrival"
    case .media: "media"
    case .decision: "decision"
    }
  }

  private static func word(of kind: LogKind) -> String {
    switch kind {
    case .call: "call"
    case .visit: "visit"
    case .instruction: "instruction"
    case .equipment: "equipment"
    case .followUp: "follow-up"
    case .note: "note"
    case .soundTest: "sound-test"
    }
  }

  private mutating func takeLog(_ log: LogEntry, by actor: Actor, of entry: JournalEntry) {
    var action = PlayedAction(.note, entry.sequence, at: entry.at, by: actor)
    action.details = [DrillCourse.word(of: log.kind)]
    action.text = LogField.allCases.compactMap { log.fields[$0] }.joined(separator: "\n")
    add(action)
  }

  private mutating func take(_ action: WarningAction, by actor: Actor, of entry: JournalEntry) {
    _ = operations.apply(entry)
    let changed = operations.takeWarningChanges()
    var played = PlayedAction(.warn, entry.sequence, at: entry.at, by: actor)
    switch action {
    case .issue(_, let approver):
      played.approver = approver
    case .cancel(_, let reason):
      played.verb = .lift
      played.text = reason
    case .draft, .back, .discard: return
    }
    guard let warning = changed.first(where: { $0.id == action.id }), let content = warning.content else {
      return
    }
    let incident = warning.incident.flatMap { operations.dispatch.incidents[$0] }
    played.subjects =
      [content.type.id, content.type.code].filter { !$0.isEmpty } + content.geocodes
      + subjects(of: incident?.alarms ?? [])
    played.plan = incident?.plan ?? ""
    played.grade = content.grade.rawValue
    let parts = [content.area, content.caution, content.measures].flatMap { [$0.zh, $0.en] }
    played.text = ([played.text] + parts).joined(separator: "\n")
    add(played)
  }
}
