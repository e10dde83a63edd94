import Alarms
import Cells
import CitySafety
import Desk
import Drills
import Operations

/// A drill of the made-up site, with its journal as it grows; seconds count from its start.
struct DrillFixture {
  static let director = Actor(person: "wangmin", displayName: "王敏", role: .director, seat: "导演席")
  /// The drill has gone on for this long at `Fixture.now`.
  static let elapsed = Span.seconds(95)
  static let start = Fixture.now - elapsed
  /// What the person's clock shows meanwhile.
  static let hand = CivilTime(year: 2026, month: 11, day: 26, hour: 9, minute: 30, second: 0).instant(
    at: .beijing)

  var scenario: Scenario
  private(set) var entries: [JournalEntry] = []

  init(_ kind: Scenario.Kind = .exercise) {
    scenario = DrillFixture.scenario(kind)
    happen(.loaded(scenario: scenario.id, version: scenario.version, seed: scenario.seed), at: 0)
    happen(.armed, at: 0)
  }

  mutating func add(_ event: Event, at seconds: Int64) {
    entries.append(
      JournalEntry(
        sequence: Int64(entries.count) + 1, at: DrillFixture.start + .seconds(seconds), event: event))
  }

  mutating func happen(_ event: DrillEvent, at seconds: Int64) { add(DrillCoding.event(event), at: seconds) }

  mutating func control(_ control: DrillControl, by actor: Actor = DrillFixture.director, at seconds: Int64) {
    add(
      .duty(DutyCommand(.remark(DrillCoding.remark(control, of: scenario)), actor: actor, seen: 0)),
      at: seconds)
  }

  // MARK: How far it has come

  static var armed: DrillFixture { DrillFixture() }

  /// The leak and the call have come; nobody has taken the call.
  static var running: DrillFixture {
    var drill = DrillFixture()
    drill.control(.start, at: 0)
    drill.happen(.delivered("leak", .timeline), at: 30)
    drill.add(
      .condition(
        ConditionEvent(
          key: .threshold(sensor: "s0", rule: "gas-lel"), sector: .lifelines, source: nil, grade: .red,
          value: 21.9, measured: start + .seconds(40))), at: 41)
    drill.happen(.delivered("call", .timeline), at: 60)
    return drill
  }

  static var interrupted: DrillFixture {
    var drill = running
    drill.happen(.interrupted(seat: "一席", strip(reds: 1)), at: 90)
    return drill
  }

  /// The call is taken, a report waits, one inject is skipped, and the director has noted something.
  static var conducted: DrillFixture {
    var drill = running
    drill.control(.take(message: 1), by: Fixture.lead, at: 70)
    drill.control(.skip("ice"), at: 75)
    drill.happen(.delivered("report", .hand), at: 80)
    drill.control(.observe(objective: "notice", text: "先看详情再确认"), at: 85)
    drill.control(.speed(2000), at: 86)
    return drill
  }

  static var over: DrillFixture {
    var drill = conducted
    let alarm = AlarmID(1)
    drill.add(
      .command(
        Command(
          name: .acknowledge, alarm: alarm, occurrence: 1, seenVersion: 1, seenRevision: 1,
          actor: Fixture.lead)),
      at: 88)
    drill.happen(.ended, at: 95)
    return drill
  }

  /// The lesson has shown its first hint and its second.
  static var lesson: DrillFixture {
    var drill = DrillFixture(.training)
    drill.control(.start, by: Fixture.lead, at: 0)
    drill.happen(.delivered("hint", .timeline), at: 3)
    return drill
  }

  var sheet: ScoreSheet { DrillScore.of(scenario: scenario, site: FixtureSite.site, entries: entries) }

  static func strip(reds: Int = 0, isAlive: Bool = true) -> LiveStrip {
    LiveStrip(
      counts: [reds, 2, 0, 11], worst: reds > 0 ? .red : .orange, revision: 7, reds: reds, isAlive: isAlive)
  }

  /// The one alarm that the leak raised.
  static let alarms = [Fixture.alarm(1, sensor: 0, rule: "gas-lel", .red, value: 21.9, ago: .seconds(54))]

  func snapshot(_ alarms: [Alarm] = DrillFixture.alarms, number: UInt64 = 1) -> Snapshot {
    Fixture.snapshot(alarms, number: number) {
      $0.remarks = entries.filter(\.event.isRemark)
      $0.events = entries.filter { !$0.event.isRecord }.reversed()
      $0.warnings = []
      $0.earthquakes = []
    }
  }

  // MARK: The desk

  static let authority: Authority = {
    var authority = FixtureSite.authority
    authority.permit(.startExercise, .director)
    authority.permit(.conductExercise, .director)
    for role in [Role.operator, .lead, .director] {
      authority.permit(.startTraining, role)
      authority.permit(.log, role)
    }
    return authority
  }()

  func configuration(_ language: Language = .zh, isReview: Bool = false) -> DeskConfiguration {
    var configuration = Fixture.configuration(language, lines: .double)
    configuration.authority = DrillFixture.authority
    configuration.scenarios = [DrillFixture.scenario(.exercise), DrillFixture.scenario(.training)]
    configuration.scenario = scenario
    configuration.isReview = isReview
    return configuration
  }

  func script(
    _ size: Size = Size(columns: 80, rows: 24), _ language: Language = .zh, by actor: Actor? = nil,
    alarms: [Alarm] = DrillFixture.alarms
  ) -> Script {
    var script = Script(
      size, configuration(language), snapshot: snapshot(alarms), signedIn: actor, hand: DrillFixture.hand)
    script.send(.live(DrillFixture.strip()))
    return script
  }

  /// Looked at again, with the clock standing where the journal ends.
  func review(_ size: Size = Size(columns: 80, rows: 24), _ language: Language = .zh) -> Script {
    var script = Script(
      size, configuration(language, isReview: true), snapshot: snapshot(), hand: DrillFixture.hand)
    script.speed = 0
    script.send(.link(.connecting))
    script.send(.live(DrillFixture.strip()))
    script.send(.journal(entries))
    script.send(.reviewing(rate: 0))
    script.send(.score(sheet))
    return script
  }

  // MARK: The scenario

  private static func both(_ zh: String, _ en: String) -> Bilingual { Bilingual(zh: zh, en: en) }

  private static func inject(
    _ id: String, at seconds: Int64?, _ synopsis: Bilingual, _ what: Inject.Content, _ expected: Bilingual
  ) -> Inject {
    Inject(
      id: id, at: seconds.map { .seconds($0) }, synopsis: synopsis, what: what, controller: "control",
      player: "lead-seat", expected: expected, objective: "notice")
  }

  private static let leak = Inject.Content.sensors(
    Episode(
      id: "leak", name: both("泄漏", "Leak"), sensors: ["s0"], shape: .step, start: .zero, rise: .zero,
      hold: .minutes(20), fall: .zero, peak: 21.9))

  private static let exerciseInjects = [
    inject(
      "leak", at: 30, both("穿沙路3号井甲烷升至 21.9 %LEL", "Methane in Chuansha Rd well 3 reaches 21.9 %LEL"), leak,
      both("看到并确认红色告警", "See the red alarm and acknowledge it")),
    inject(
      "call", at: 60, both("群众来电：闻到燃气味", "A citizen calls: it smells of gas"),
      .call(
        from: both("群众 138****0001", "A citizen"),
        text: both(
          "穿沙路幼儿园门口闻到很浓的燃气味，孩子们正要放学，请派人来看看。",
          "There is a strong smell of gas at the nursery in Chuansha Road and school is about to end; please send somebody."
        )), both("接听，记入日志，通知燃气公司", "Take the call, log it, tell the gas company")),
    inject(
      "ice", at: 600, both("三湖河口流凌密度升至 62 %", "Ice run at Sanhuhekou reaches 62 %"),
      .silence(unit: "fire", lasts: .minutes(2)), both("关注凌情", "Watch the ice")),
    inject(
      "school", at: 900, both("燃气公司两分钟不答复", "The gas company does not answer for two minutes"),
      .silence(unit: "gas", lasts: .minutes(2)),
      both("电话追问；仍无答复即改派", "Ask by telephone; give the order to another when nothing comes")),
    inject(
      "report", at: nil, both("现场报告：无人员受伤", "Report from the scene: nobody is hurt"),
      .report(
        from: both("消防救援大队", "Fire Brigade"),
        text: both("现场已警戒，无人员受伤，正在查漏。", "Cordon is up, nobody is hurt, looking for the leak.")),
      both("记入", "Log it")),
  ]

  private static let lessonInjects = [
    inject(
      "hint", at: 3, both("提示：认识四个板块", "Hint: know the panes"),
      .hint(
        both(
          "欢迎。屏幕分四个板块：生命线、安全生产、自然灾害、公共安全。按 1–4 选板块，0 回到告警队列，j k 上下移动。",
          "Welcome. Four panes: lifelines, work safety, nature, public safety. 1–4 choose a pane, 0 the alarm queue, j k move."
        )), both("认识四个板块", "know the panes"))
  ]

  private static func expect(
    _ id: String, after: String, _ text: Bilingual, _ pattern: ActionPattern, expected: Int64,
    objective: String = "act", isForbidden: Bool = false
  ) -> Drills.Expectation {
    Drills.Expectation(
      id: id, objective: objective, after: after, text: text, actions: [pattern],
      expected: .seconds(expected),
      window: .seconds(max(expected, 60)), weight: 1, seat: "", isForbidden: isForbidden)
  }

  static func scenario(_ kind: Scenario.Kind) -> Scenario {
    let isLesson = kind == .training
    let name = isLesson ? both("第一班", "First watch") : both("燃气泄漏演练", "Gas leak exercise")
    let synopsis =
      isLesson
      ? both(
        "十五分钟的引导课：从第一屏到独立处理一条告警。", "A guided lesson of 15 minutes, from the first screen to an alarm alone.")
      : both(
        "井内甲烷升至红色，群众来电，燃气公司不答复。",
        "Methane in a well turns red, a citizen calls, the gas company does not answer.")
    return Scenario(
      id: isLesson ? "first-watch" : "gas-leak", version: 2, kind: kind, name: name, synopsis: synopsis,
      plans: [], start: start, length: .minutes(30), seed: 7,
      seats: [Scenario.Seat(id: "lead-seat", name: both("班长席", "Lead's seat"), role: .lead)],
      objectives: [
        Scenario.Objective(id: "notice", name: both("发现并核实", "Notice and verify"), weight: 1),
        Scenario.Objective(id: "act", name: both("处置与通报", "Act and tell"), weight: 2),
      ], injects: isLesson ? lessonInjects : exerciseInjects,
      expectations: isLesson
        ? []
        : [
          expect(
            "ack", after: "leak", both("确认红色告警", "Acknowledge the red alarm"),
            ActionPattern(verb: .acknowledge, subjects: ["gas-lel"]), expected: 30, objective: "notice"),
          expect(
            "take", after: "call", both("接听来电", "Take the call"),
            ActionPattern(verb: .take, subjects: ["call"]), expected: 20),
          expect(
            "order", after: "leak",
            both("令燃气公司 10 分钟内到场查漏", "Order the gas company to the scene within 10 min"),
            ActionPattern(verb: .order, units: ["gas"]), expected: 60),
        ], replies: [], scoring: .standard)
  }
}
