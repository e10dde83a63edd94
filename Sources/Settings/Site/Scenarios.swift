import CityDispatch
import CitySafety
import Drills

/// `drills/*.toml`: one scenario a file.
extension SiteLoading {
  func loadScenarios() {
    let folder = "drills"
    for name in FileBytes.names(in: path(folder)) ?? [] where name.hasSuffix(".toml") {
      guard let root = table(folder + "/" + name) else { continue }
      ScenarioLoading(root, self).load()
      root.finish()
    }
  }
}

/// One scenario while it is read: first the ids that its parts name each other by, then the parts.
final class ScenarioLoading {
  let root: TableReader
  let loading: SiteLoading
  let seats: [TableReader]
  let objectives: [TableReader]
  let injects: [TableReader]
  let expectations: [TableReader]
  let replies: [TableReader]
  var seatNames: Names
  var objectiveNames: Names
  var injectNames: Names
  var expectationNames: Names
  /// Events and event codes of its own warnings, which actions may be about.
  var warningWords: Set<String> = []

  var site: Site { loading.site }
  var problems: ProblemList { loading.problems }

  init(_ root: TableReader, _ loading: SiteLoading) {
    self.root = root
    self.loading = loading
    seats = root.members("seat")
    objectives = root.members("objective")
    injects = root.members("inject")
    expectations = root.members("expect")
    replies = root.members("reply")
    seatNames = Names(zh: "席位", en: "seat", file: "[[seat]]")
    objectiveNames = Names(zh: "目标", en: "objective", file: "[[objective]]")
    injectNames = Names(zh: "注入", en: "inject", file: "[[inject]]")
    expectationNames = Names(zh: "预期行动", en: "expectation", file: "[[expect]]")
  }

  func load() {
    let before = problems.errors
    guard let head = root.requiredMember("scenario") else { return }
    let scoring = root.member("scoring")
    let ids = [
      seats.map { id($0, &seatNames) }, objectives.map { id($0, &objectiveNames) },
      injects.map { id($0, &injectNames) },
      expectations.map { id($0, &expectationNames) },
    ]
    let (origin, _) = loading.origin(head)
    let scenario = Scenario(
      id: scenarioID(head),
      version: head.whole("version", in: ScenarioLimits.versions) ?? missing(head, "version", 1),
      kind: head.word("kind", Choices(Scenario.Kind.allCases.map { ($0.rawValue, $0) })) ?? .exercise,
      name: head.bilingual("name"), synopsis: longText(head, "synopsis"), plans: plans(head),
      start: start(head),
      length: head.span("length-min", in: ScenarioLimits.minutes, unit: 60) ?? Scenario.longest,
      seed: UInt64(head.whole("seed", in: ScenarioLimits.seeds) ?? missing(head, "seed", 0)),
      seats: zip(ids[0], seats).map(seat), objectives: zip(ids[1], objectives).map(objective),
      injects: zip(ids[2], injects).map(inject), expectations: zip(ids[3], expectations).map(expectation),
      replies: replyScripts(), scoring: scoring.map(scoringTable) ?? .standard, origin: origin)
    head.finish()
    loading.scenarios.append(scenario)
    // Numbers that could not be read would be blamed twice.
    guard problems.errors == before else { return }
    for mistake in scenario.validate() { report(mistake, head, scoring) }
  }

  private func report(_ mistake: ScenarioMistake, _ head: TableReader, _ scoring: TableReader?) {
    let table =
      switch mistake.part {
      case .scenario: head
      case .scoring: scoring ?? head
      case .objective(let position): objectives[position]
      case .inject(let position): injects[position]
      case .expectation(let position): expectations[position]
      case .reply(let position): replies[position]
      }
    table.report(.scenario(mistake), at: mistake.key)
  }

  // MARK: The head

  /// Of letters, digits and hyphens, and used once at the site.
  private func scenarioID(_ head: TableReader) -> String {
    let id = head.text("id", limit: Limits.id)
    let isGood = id.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
      default: false
      }
    }
    if !isGood { head.report(.badScenarioID(HarmlessText.clean(id, limit: Limits.id)), at: "id") }
    if !id.isEmpty, loading.scenarios.contains(where: { $0.id == id }) {
      head.report(.repeatedScenario(id), at: "id")
    }
    return id
  }

  private func start(_ head: TableReader) -> Instant {
    guard head.has("start") else { return missing(head, "start", .epoch) }
    let text = head.dateText("start")
    if let civil = ISOTime.civil(text) { return civil.instant(at: site.offset) }
    head.report(.badCivilTime("start", HarmlessText.clean(text, limit: Limits.id)), at: "start")
    return .epoch
  }

  private func plans(_ head: TableReader) -> [String] {
    guard let texts = head.texts("plans") else { return head.has("plans") ? [] : missing(head, "plans", []) }
    for (plan, location) in texts { checkPlan(plan, "plans", location) }
    return texts.map(\.text)
  }

  func checkPlan(_ plan: String, _ key: String, _ location: Location) {
    guard loading.plansAreComplete, !loading.dispatch.plans.contains(where: { $0.id == plan }) else { return }
    problems.add(.unknownPlan(key, HarmlessText.clean(plan, limit: Limits.id)), at: location)
  }

  // MARK: Small parts

  private func id(_ table: TableReader, _ names: inout Names) -> String {
    table.id(into: &names)
  }

  private func seat(_ id: String, _ table: TableReader) -> Scenario.Seat {
    defer { table.finish() }
    return Scenario.Seat(
      id: id, name: table.bilingual("name"),
      role: table.word("role", Choices(Role.allCases.map { ($0.word, $0) })) ?? .operator)
  }

  private func objective(_ id: String, _ table: TableReader) -> Scenario.Objective {
    defer { table.finish() }
    return Scenario.Objective(id: id, name: table.bilingual("name"), weight: weight(table))
  }

  func weight(_ table: TableReader) -> Double {
    table.optionalNumber("weight", in: ScenarioLimits.weights) ?? 1
  }

  private func scoringTable(_ table: TableReader) -> ScoringTable {
    defer { table.finish() }
    let standard = ScoringTable.standard
    func share(_ key: String, _ value: Double) -> Double { table.optionalNumber(key, in: 0...1) ?? value }
    func mark(_ key: String, _ value: Double) -> Double { table.optionalNumber(key, in: 0...100) ?? value }
    return ScoringTable(
      time: share("time", standard.time), correct: share("correct", standard.correct),
      complete: share("complete", standard.complete), performed: mark("performed", standard.performed),
      some: mark("some", standard.some), major: mark("major", standard.major),
      tolerance: table.optionalSpan("tolerance-s", in: ScenarioLimits.seconds) ?? standard.tolerance)
  }

  private func replyScripts() -> [ReplyScript] {
    var units = Names(zh: "答复", en: "reply", file: "[[reply]]")
    return replies.map { table in
      defer { table.finish() }
      let unit = table.text("unit")
      if unit != "*" { checkUnit(unit, "unit", table.location(of: "unit")) }
      if let line = units.add(unit, line: table.location(of: "unit").line), !unit.isEmpty {
        table.report(.repeated("unit", unit, firstLine: line), at: "unit")
      }
      return ReplyScript(
        unit: unit,
        answers: table.members("answers").map { answer in
          defer { answer.finish() }
          return ReplyScript.Answer(
            step: answer.word("step", ScenarioLimits.steps) ?? .receive,
            after: answer.span("after-s", in: ScenarioLimits.seconds) ?? .zero, words: words(answer))
        })
    }
  }

  // MARK: Values

  /// What is said; it may be left out.
  func words(_ table: TableReader) -> Bilingual {
    Bilingual(
      zh: table.optionalText("zh", limit: Limits.text) ?? "",
      en: table.optionalText("en", limit: Limits.text) ?? "")
  }

  func longText(_ table: TableReader, _ key: String) -> Bilingual {
    Bilingual(
      zh: table.text(key + "-zh", limit: Limits.text), en: table.text(key + "-en", limit: Limits.text))
  }

  func checkUnit(_ unit: String, _ key: String, _ location: Location) {
    let departments = loading.departmentNames
    if unit.isEmpty || departments.positions[unit] != nil || loading.teamNames.positions[unit] != nil {
      return
    }
    guard departments.isComplete, loading.teamNames.isComplete else { return }
    let nearest = problems.suggestion(for: unit, in: departments.ordered + loading.teamNames.ordered)
    problems.add(
      .unknownUnit(key, HarmlessText.clean(unit, limit: Limits.id), nearest: nearest), at: location)
  }

  func seatReference(_ table: TableReader, _ key: String) -> String {
    guard let text = table.optionalText(key), !text.isEmpty else { return "" }
    _ = problems.checkReference(text, key, in: seatNames, at: table.location(of: key))
    return text
  }

  private func missing<Value>(_ table: TableReader, _ key: String, _ value: Value) -> Value {
    if !table.has(key) { table.report(.missingKey(key, table: table.name)) }
    return value
  }
}

/// The bounds of what a scenario may say; `Scenario` has those of its lists.
enum ScenarioLimits {
  static let versions = 1...1_000_000
  static let seeds = 0...1_000_000_000_000
  static let minutes = 1.0...Double(Scenario.longest.seconds / 60)
  static let seconds = 0.0...Double(Scenario.longest.seconds)
  static let lastingSeconds = 1.0...Double(Scenario.longest.seconds)
  static let weights = 0.001...1000
  static let depthKilometres = 0.0...800
  static var steps: Choices<ReplyScript.Step> { Choices(ReplyScript.Step.allCases.map { ($0.rawValue, $0) }) }
}
