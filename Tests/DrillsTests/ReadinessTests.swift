import Cells
import CityDispatch
import CitySafety
import Desk
import Drills
import Testing

@Suite struct ReadinessTests {
  private static let policy = DrillInterval(months: 24, origin: "708号令 §8")

  private static func plan(_ id: String, _ interval: DrillInterval? = policy) -> ResponsePlan {
    ResponsePlan(
      id: id, name: Bilingual(zh: "预案\(id)", en: "Plan \(id)"), version: "1",
      trigger: PlanTrigger(subjects: [.earthquake], from: .blue), responses: [], checklist: [], tasks: [],
      notices: [],
      advice: Bilingual(same: ""), reports: [], evaluatedOn: "2025-01-01", drill: interval, origin: "",
      isLocalDefault: false)
  }

  private static func run(
    _ day: String, plans: [String], kind: Scenario.Kind = .exercise, hour: Int = 9, number: Int64 = 1
  ) -> DrillRun {
    var run = WholeDrill.earlier
    let date = TimeText.parse(day, offset: .beijing) ?? .epoch
    (run.number, run.kind, run.plans, run.startedAt) = (number, kind, plans, date + .hours(Int64(hour)))
    return run
  }

  private static func states(
    _ runs: [DrillRun], plans: [ResponsePlan] = [plan("gas")], today: String = "2026-11-26"
  )
    -> [String]
  {
    PlanReadiness.of(plans, runs: runs, today: today, offset: .beijing).map {
      "\($0.plan.id) \($0.state.rawValue) \($0.lastOn ?? "-") \($0.due ?? "-") \($0.count)"
    }
  }

  @Test func aPlanThatWasNeverDrilledIsSaidToBeSo() {
    #expect(ReadinessTests.states([]) == ["gas never - - 0"])
    #expect(ReadinessTests.states([ReadinessTests.run("2026-11-01", plans: ["fire"])]) == ["gas never - - 0"])
  }

  @Test func aLessonIsNoDrill() {
    let lesson = ReadinessTests.run("2026-11-01", plans: ["gas"], kind: .training)
    #expect(ReadinessTests.states([lesson]) == ["gas never - - 0"])
  }

  @Test func aRunInWhichNobodyPlayedOrNothingCameDueIsNoDrill() {
    var alone = ReadinessTests.run("2026-11-01", plans: ["gas"])
    alone.players = []
    var cut = ReadinessTests.run("2026-11-01", plans: ["gas"])
    cut.points = nil
    #expect(ReadinessTests.states([alone, cut]) == ["gas never - - 0"])
  }

  @Test(arguments: [("2026-11-26", "current"), ("2026-11-27", "overdue")])
  func aPlanIsOverdueFromTheDayAfterItsInterval(today: String, state: String) {
    let run = ReadinessTests.run("2024-11-26", plans: ["gas"])
    #expect(ReadinessTests.states([run], today: today) == ["gas \(state) 2024-11-26 2026-11-26 1"])
  }

  @Test func theLastExerciseCountsByTheLocalDate() {
    let runs = [
      ReadinessTests.run("2026-02-01", plans: ["gas", "x"], number: 2),
      ReadinessTests.run("2025-01-31", plans: ["gas"]),
      ReadinessTests.run("2026-02-28", plans: ["gas"], hour: 25, number: 3),
    ]
    #expect(ReadinessTests.states(runs) == ["gas current 2026-03-01 2028-03-01 3"])
  }

  @Test(arguments: [
    ("2024-01-31", 1, "2024-02-29"), ("2023-01-31", 1, "2023-02-28"), ("2024-11-30", 3, "2025-02-28"),
    ("2024-12-15", 1, "2025-01-15"), ("2024-02-29", 12, "2025-02-28"), ("2024-06-01", 36, "2027-06-01"),
  ])
  func monthsAreThoseOfTheCalendar(last: String, months: Int, due: String) {
    let plan = ReadinessTests.plan("gas", DrillInterval(months: months, origin: "x"))
    let found = PlanReadiness.of(
      [plan], runs: [ReadinessTests.run(last, plans: ["gas"])], today: "2020-01-01", offset: .beijing)
    #expect(found.map(\.due) == [due])
  }

  @Test func neverDrilledPlansComeFirstAndThenThoseDueFirst() {
    let plans =
      ["a", "b", "c"].map { ReadinessTests.plan($0) } + [
        ReadinessTests.plan("d", nil), ReadinessTests.plan("e"),
      ]
    let runs = [
      ReadinessTests.run("2026-05-01", plans: ["a"]), ReadinessTests.run("2024-01-01", plans: ["b"]),
      ReadinessTests.run("2026-01-01", plans: ["c", "d"]),
    ]
    #expect(
      ReadinessTests.states(runs, plans: plans) == [
        "e never - - 0", "b overdue 2024-01-01 2026-01-01 1", "c current 2026-01-01 2028-01-01 1",
        "a current 2026-05-01 2028-05-01 1", "d unbound 2026-01-01 - 1",
      ])
  }

  @Test(arguments: Language.allCases)
  func thePageOnRecord(language: Language) {
    let plans =
      ["a", "b"].map { ReadinessTests.plan($0) } + [
        ReadinessTests.plan("c", nil),
        ReadinessTests.plan("d", DrillInterval(months: 36, origin: "预案办法2024 §32")),
      ]
    let runs = [
      ReadinessTests.run("2024-01-01", plans: ["b", "c"]),
      ReadinessTests.run("2026-05-01", plans: ["d"], number: 2),
    ]
    let all = PlanReadiness.of(plans, runs: runs, today: "2026-11-26", offset: .beijing)
    let page = ReadinessPage(language: language, today: "2026-11-26")
    PrintedGolden.expect("readiness.\(language.rawValue).txt", lines: page.lines(of: all, widths: .system()))
  }
}

@Suite struct ImprovementTests {
  private static let today = "2026-11-26"

  private func list() throws -> ImprovementList {
    var list = ImprovementList()
    _ = try list.add("  先问伤亡\n", owner: "陈立", due: "2026-12-01", run: 3, today: ImprovementTests.today)
    _ = try list.add("改预案", owner: "李明", due: "2026-11-30", run: 0, today: ImprovementTests.today)
    return list
  }

  @Test func anItemKeepsItsNumberAndLivesOnWhenItIsClosed() throws {
    var list = try list()
    try list.close(1, by: "张主任", note: "已改", today: "2026-11-28")
    #expect(try list.add("再练", owner: "王芳", due: "2027-01-01", run: 4, today: "2026-11-29") == 3)
    #expect(list.items.map(\.number) == [1, 2, 3])
    #expect(list.sorted.map(\.number) == [2, 3, 1])
    #expect(list.items[0].closing == Improvement.Closing(on: "2026-11-28", by: "张主任", note: "已改"))
  }

  @Test func textsAreMadeHarmless() throws {
    let first = try #require(try list().items.first)
    #expect(!first.text.contains("\n") && first.text.contains("先问伤亡") && !first.text.hasPrefix(" "))
    #expect((first.run, first.since, first.due) == (3, "2026-11-26", "2026-12-01"))
  }

  @Test func anItemIsOverdueFromTheDayAfterItsDate() throws {
    let item = try list().items[1]
    #expect([item.isOverdue(on: "2026-11-30"), item.isOverdue(on: "2026-12-01")] == [false, true])
  }

  @Test func everyBadRequestIsRefused() throws {
    let long = String(repeating: "长", count: 501)
    let cases: [(String, String, String, ImprovementFailure)] = [
      (" ", "a", "2026-12-01", .empty), ("a", "", "2026-12-01", .noOwner),
      (long, "a", "2026-12-01", .tooLong(limit: 500)),
      ("a", "a", "2026-02-30", .badDate("2026-02-30")), ("a", "a", "tomorrow", .badDate("tomorrow")),
    ]
    for (text, owner, due, failure) in cases {
      var list = ImprovementList()
      #expect(throws: failure) {
        try list.add(text, owner: owner, due: due, run: 0, today: ImprovementTests.today)
      }
      #expect(list.items.isEmpty)
    }
    var list = try list()
    #expect(throws: ImprovementFailure.unknownItem(9)) { try list.close(9, by: "a", note: "b", today: "x") }
    #expect(throws: ImprovementFailure.noReason) { try list.close(1, by: "a", note: " ", today: "x") }
    #expect(throws: ImprovementFailure.noReason) { try list.close(1, by: "", note: "b", today: "x") }
    try list.close(1, by: "a", note: "b", today: "2026-11-28")
    let closing = Improvement.Closing(on: "2026-11-28", by: "a", note: "b")
    #expect(throws: ImprovementFailure.closedAlready(1, closing)) {
      try list.close(1, by: "c", note: "d", today: "x")
    }
  }

  @Test func theListIsFullAtItsLimitAndTheRunsForgetTheOldest() throws {
    let item = try list().items[0]
    var full = ImprovementList(Array(repeating: item, count: ImprovementList.limit))
    #expect(throws: ImprovementFailure.full(limit: ImprovementList.limit)) {
      try full.add("a", owner: "a", due: "2026-12-01", run: 0, today: ImprovementTests.today)
    }
    var runs = DrillRuns()
    for _ in 0...DrillRuns.limit { _ = runs.add(WholeDrill.earlier) }
    #expect(runs.runs.count == DrillRuns.limit)
    #expect(runs.runs.first?.number == 2)
    #expect(runs.runs.last?.number == Int64(DrillRuns.limit) + 1)
  }

  @Test func theEarlierRunsAreThoseOfTheScenarioBeforeIt() {
    var runs = DrillRuns()
    for id in ["gas", "fire", "gas", "gas"] {
      var run = WholeDrill.earlier
      run.scenario = id
      _ = runs.add(run)
    }
    #expect(runs.earlier(of: "gas", before: 4).map(\.number) == [3, 1])
  }
}

@Suite struct AfterActionTests {
  private static func report(_ play: Play) -> AfterActionReport {
    let sheet = play.sheet
    var run = DrillRun(
      of: sheet, plans: ["gas"],
      startedAt: CivilTime(year: 2026, month: 11, day: 26, hour: 14, minute: 5).instant(at: .beijing),
      store: "/drills/2.sqlite")
    run.number = 2
    let plan = ResponsePlan(
      id: "gas", name: Bilingual(zh: "燃气泄漏爆炸应急预案", en: "Gas leak and explosion"), version: "1",
      trigger: PlanTrigger(subjects: [.earthquake], from: .blue), responses: [], checklist: [], tasks: [],
      notices: [],
      advice: Bilingual(same: ""), reports: [], evaluatedOn: "2025-01-01", origin: "", isLocalDefault: false)
    return AfterActionReport(
      sheet, of: play.scenario, site: Play.site, plans: [plan], run: run, earlier: [WholeDrill.earlier],
      items: WholeDrill.items, today: "2026-11-26")
  }

  @Test(arguments: Language.allCases)
  func theReportsOnRecord(language: Language) {
    let report = AfterActionTests.report(WholeDrill.play())
    PrintedGolden.expect("after-action.\(language.rawValue).md", lines: report.markdown(language))
    PrintedGolden.expect("after-action.\(language.rawValue).html", lines: report.html(language))
  }

  @Test(arguments: Language.allCases)
  func everySectionIsHeadedAsADrill(language: Language) {
    let report = AfterActionTests.report(WholeDrill.play())
    let headings = report.markdown(language).filter { $0.hasPrefix("#") }
    #expect(headings.count == 12)
    #expect(headings.allSatisfy { $0.contains("演练 DRILL") })
    let page = report.html(language).filter {
      $0.hasPrefix("<h") && !$0.hasPrefix("<html") && !$0.hasPrefix("<head")
    }
    #expect(page.count == 12)
    #expect(page.allSatisfy { $0.contains("演练 DRILL") })
  }

  @Test(arguments: Language.allCases)
  func whatWasTypedIsNeitherATagNorACell(language: Language) {
    let report = AfterActionTests.report(WholeDrill.play())
    #expect(!report.html(language).contains { $0.contains("<b>") })
    #expect(report.markdown(language).contains { $0.contains("口令清楚 \\| &lt;b>但慢") })
  }

  @Test(arguments: Language.allCases)
  func aDrillInWhichNothingHappenedHasAReportToo(language: Language) {
    var play = Play()
    play.end(at: 5)
    let lines = AfterActionTests.report(play).markdown(language)
    #expect(lines.contains { $0.contains(language == .zh ? "未评定" : "not rated") })
  }
}
