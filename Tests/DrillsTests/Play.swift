import Alarms
import CityDispatch
import CitySafety
import Drills
import Operations

/// A drill played in a test: a scenario, and a journal that grows by what happens in it.
///
/// Times are seconds from the start of the drill.
struct Play {
  static let start = CivilTime(year: 2026, month: 7, day: 12, hour: 22, minute: 10).instant(at: .beijing)
  static let lead = Actor(person: "chenli", displayName: "陈立", role: .lead, seat: "一席")
  static let watcher = Actor(person: "liming", displayName: "李明", role: .operator, seat: "二席")
  static let director = Actor(person: "zhao", displayName: "赵导", role: .director, seat: "导演席")
  static let site = Site(
    id: "s", name: Bilingual(zh: "杭锦旗", en: "Hanggin Banner"), centre: Place(name: Bilingual(same: "x")),
    offset: .beijing, isMadeUp: true,
    departments: [
      Department(id: "fire", name: Bilingual(zh: "消防救援大队", en: "Fire Brigade")),
      Department(id: "housing", name: Bilingual(zh: "住建局", en: "Housing Bureau")),
    ], towns: [], sensorTypes: [], sensors: [], riskPoints: [], thresholds: [], sources: [],
    warnings: WarningPolicy(
      severityTable: [], areaPrefixes: [], defaultValidity: .hours(24), quakeRules: [],
      quakeMaximumAge: .hours(24)), futureTolerance: .zero, readingRetention: .zero, storeLimit: 0,
    idleLock: .zero)

  var scenario: Scenario
  private(set) var entries: [JournalEntry] = []
  private(set) var state = OperationsState()

  init(
    _ expectations: [Drills.Expectation] = [], kind: Scenario.Kind = .exercise,
    scoring: ScoringTable = .standard
  ) {
    scenario = Play.scenario(expectations, kind: kind, scoring: scoring)
    let loaded = DrillEvent.loaded(scenario: scenario.id, version: scenario.version, seed: scenario.seed)
    happen(loaded, at: 0)
    happen(.armed, at: 0)
    for actor in [Play.lead, Play.watcher, Play.director] { add(.signedIn(actor), at: 0) }
    control(.start, at: 0)
  }

  static func scenario(
    _ expectations: [Drills.Expectation], kind: Scenario.Kind = .exercise, scoring: ScoringTable = .standard
  ) -> Scenario {
    func inject(_ id: String, at seconds: Int64, _ what: Inject.Content) -> Inject {
      Inject(
        id: id, at: .seconds(seconds), synopsis: Bilingual(zh: "注入\(id)", en: "inject \(id)"), what: what,
        expected: Bilingual(same: "x"), objective: "notice")
    }
    let call = Inject.Content.call(
      from: Bilingual(zh: "群众", en: "A citizen"), text: Bilingual(zh: "闻到燃气味", en: "It smells of gas"))
    return Scenario(
      id: "gas", version: 3, kind: kind, name: Bilingual(zh: "燃气演练", en: "Gas drill"),
      synopsis: Bilingual(zh: "井内甲烷上升", en: "Methane rises in a well"), plans: ["gas"], start: start,
      length: .minutes(30), seed: 7,
      seats: [
        Scenario.Seat(id: "lead-seat", name: Bilingual(zh: "班长席", en: "Lead's seat"), role: .lead),
        Scenario.Seat(id: "watch-seat", name: Bilingual(zh: "值班席", en: "Operator's seat"), role: .operator),
      ],
      objectives: [
        Scenario.Objective(id: "notice", name: Bilingual(zh: "发现", en: "Notice"), weight: 1),
        Scenario.Objective(id: "act", name: Bilingual(zh: "处置", en: "Act"), weight: 3),
      ], injects: [inject("leak", at: 30, call), inject("second", at: 600, call)], expectations: expectations,
      replies: [], scoring: scoring)
  }

  static func expect(
    _ actions: [ActionPattern], _ id: String = "e", objective: String = "act", after: String = "",
    expected: Int64 = 60, window: Int64 = 600, weight: Double = 1, seat: String = "",
    isForbidden: Bool = false
  ) -> Drills.Expectation {
    Drills.Expectation(
      id: id, objective: objective, after: after, text: Bilingual(zh: "应做\(id)", en: "do \(id)"),
      actions: actions, expected: .seconds(expected), window: .seconds(window), weight: weight, seat: seat,
      isForbidden: isForbidden)
  }

  // MARK: What happens

  @discardableResult
  mutating func add(_ event: Event, at seconds: Double) -> Int64 {
    let at = Play.start + .milliseconds(Int64(seconds * 1000))
    let entry = JournalEntry(sequence: Int64(entries.count) + 1, at: at, event: event)
    entries.append(entry)
    _ = state.apply(entry)
    return entry.sequence
  }

  mutating func happen(_ event: DrillEvent, at seconds: Double) { add(DrillCoding.event(event), at: seconds) }

  @discardableResult
  mutating func control(_ control: DrillControl, by actor: Actor = Play.director, at seconds: Double) -> Int64
  {
    duty(.remark(DrillCoding.remark(control, of: scenario)), by: actor, at: seconds)
  }

  mutating func end(at seconds: Double) { happen(.ended, at: seconds) }

  /// Raises the alarm of a key, or makes it worse.
  mutating func raise(_ key: AlarmKey, _ grade: Grade? = .red, source: String? = nil, at seconds: Double) {
    add(
      .condition(
        ConditionEvent(
          key: key, sector: .lifelines, source: source, grade: grade,
          measured: Play.start + .milliseconds(Int64(seconds * 1000)))), at: seconds)
  }

  mutating func clear(_ key: AlarmKey, at seconds: Double) { raise(key, nil, at: seconds) }

  static func sensor(_ id: String) -> AlarmKey { .threshold(sensor: id, rule: "gas-lel") }

  func alarm(_ key: AlarmKey) -> Alarm {
    state.alarms[key]
      ?? Alarm(id: AlarmID(-1), key: key, sector: .lifelines, source: nil, grade: .blue, at: .epoch)
  }

  /// A command on the alarms of keys.
  func command(
    _ name: CommandName, _ keys: [AlarmKey], by actor: Actor = Play.lead, text: String = "",
    until: Instant? = nil, verdict: Verdict? = nil, measure: String = ""
  ) -> Command {
    Command(
      name: name, targets: keys.map { CommandTarget(alarm($0)) }, text: text, until: until, verdict: verdict,
      measure: measure, actor: actor)
  }

  @discardableResult
  mutating func perform(
    _ name: CommandName, _ keys: AlarmKey..., by actor: Actor = Play.lead, text: String = "",
    verdict: Verdict? = nil, at seconds: Double
  ) -> Int64 {
    let until = name == .shelve ? Play.start + .hours(1) : nil
    return add(
      .command(command(name, keys, by: actor, text: text, until: until, verdict: verdict, measure: "人工巡查")),
      at: seconds)
  }

  mutating func undo(_ command: Command, before: [Alarm], by actor: Actor = Play.lead, at seconds: Double) {
    add(.undone(Undo(command: command.id, name: command.name, actor: actor, alarms: before)), at: seconds)
  }

  @discardableResult
  mutating func duty(_ action: DutyAction, by actor: Actor = Play.lead, at seconds: Double) -> Int64 {
    add(.duty(DutyCommand(action, actor: actor, seen: 0)), at: seconds)
  }

  @discardableResult
  mutating func dispatch(_ action: DispatchAction, by actor: Actor = Play.lead, at seconds: Double) -> Int64 {
    duty(.dispatch(action), by: actor, at: seconds)
  }

  // MARK: Words of the dispatch

  static func task(_ unit: String, team: String = "", planTask: String = "", what: String = "抢修") -> TaskDraft
  {
    TaskDraft(
      planTask: planTask, unit: unit, team: team, what: Bilingual(zh: what, en: what),
      limits: OrderPolicy().limits(arrival: .minutes(10), feedback: .minutes(30)), recipient: unit)
  }

  /// An incident of the alarm of a sensor.
  func draft(
    _ key: AlarmKey = Play.sensor("g1"), plan: String = "gas", level: ResponseLevel = .two,
    tasks: [TaskDraft] = []
  ) -> IncidentDraft {
    IncidentDraft(
      alarms: [alarm(key).id], plan: plan, planVersion: "1", title: Bilingual(zh: "燃气泄漏", en: "Gas leak"),
      place: Bilingual(same: "x"), sector: .lifelines, grade: .orange, level: level, commander: "x",
      checklist: [], tasks: tasks)
  }

  /// Raises the alarm of sensor g1 and opens incident 1 of it.
  mutating func open(
    _ tasks: [TaskDraft] = [], plan: String = "gas", level: ResponseLevel = .two, isOrdered: Bool = true,
    at seconds: Double
  ) {
    if state.alarms[Play.sensor("g1")] == nil { raise(Play.sensor("g1"), at: seconds) }
    let number = IncidentID(state.dispatch.lastIncident.value + 1)
    dispatch(.open(number, draft(plan: plan, level: level, tasks: tasks), isOrdered: isOrdered), at: seconds)
  }

  // MARK: The score

  var sheet: ScoreSheet { DrillScore.of(scenario: scenario, site: Play.site, entries: entries) }

  /// The line of an expectation.
  func line(_ id: String = "e") -> ScoreSheet.Line? { sheet.lines.first { $0.expectation.id == id } }

  /// Time, correct, complete and the whole of a line, or how it came out.
  func marks(_ id: String = "e") -> String {
    guard let line = line(id) else { return "no line" }
    guard line.outcome == .met else { return line.outcome.rawValue }
    return [line.time, line.correct, line.complete, line.points].map(\.text).joined(separator: " ")
  }
}
