import Alarms
import CityDispatch
import CitySafety
import Testing

/// Reports upward: what an incident keeps of them, and which of them are due when.
@Suite struct UpwardReportFacts {
  private let first = IncidentID(1)

  private func report(
    _ number: Int, _ kind: ReportKind = .first, rule: String = "phone", _ text: String = "x"
  )
    -> UpwardReport
  {
    UpwardReport(
      number: number, kind: kind, rule: rule, entries: [UpwardReport.Entry(field: "course", text: text)])
  }

  private func harm(dead: Int = 0, endangered: Int = 0) -> Assessment {
    var harm = Assessment()
    harm.dead = dead
    harm.endangered = endangered
    return harm
  }

  private func rule(_ id: String, _ condition: ReportCondition = .always, every: Span = .zero) -> ReportRule {
    ReportRule(
      id: id, name: Bilingual(same: id), start: .known, limit: .minutes(30), every: every,
      condition: condition, recipients: ["city"], origin: "a test")
  }

  /// A register whose incidents without a plan start these rules.
  private func register(_ rules: ReportRule...) -> DispatchRegister {
    var register = DispatchRegister()
    register.reportRules = rules
    register.reportsWithoutPlan = rules.map(\.id)
    register.grading.tables = [
      GradeTable(
        id: "all", name: Bilingual(same: "all"), plans: [], sectors: Sector.allCases,
        limits: [
          GradeLimit(
            measure: .dead, from: [.ordinary: 1, .large: 3, .major: 10, .extraordinary: 30], origin: "§3")
        ])
    ]
    register.grading.endangered = [EndangeredRule(measure: .endangered, from: 10, origin: "§26")]
    return register
  }

  /// When each rule of the incident is due, in seconds after it was opened.
  private func due(_ state: DispatchState, _ register: DispatchRegister) -> [String: Int64] {
    guard let incident = state.incidents[first] else { return [:] }
    let clocks = register.openReportClocks(of: incident, offset: .utc)
    return Dictionary(uniqueKeysWithValues: clocks.map { ($0.rule.id, ($0.due - zero).seconds) })
  }

  @Test func aReportMarksItsRuleAndIsKeptWithItsNumberAndVersion() throws {
    var state = DispatchState.with()
    state.run(.report(first, report(1)), at: 60)
    state.run(.report(first, report(2, rule: "written")), at: 120)
    state.run(.report(first, report(3, .followUp, rule: "", "y")), at: 180)
    let incident = try #require(state.incidents[first])
    #expect(incident.reports == ["phone": [zero + .seconds(60)], "written": [zero + .seconds(120)]])
    #expect(incident.reporting.sent.map(\.version) == [1, 2, 1])
    #expect(incident.reporting.sent.map(\.name.zh) == ["初报", "初报（第 2 版）", "续报 1"])
    #expect(incident.reporting.last?.text(of: "course") == "y")
  }

  @Test func nobodySendsAReportThatAnotherSeatHasSentMeanwhile() {
    var state = DispatchState.with()
    state.run(.report(first, report(1)), at: 60)
    #expect(
      state.refusal(.report(first, report(1))) == .raced(by: lead.displayName, at: zero + .seconds(60)))
    #expect(state.refusal(.report(first, report(2)), seen: 0) == nil)
  }

  @Test func anEmptyReportIsRefusedAndSoIsOneTooMany() {
    var state = DispatchState.with()
    #expect(state.refusal(.report(first, report(1, .first, ""))) == .needsText)
    #expect(
      state.refusal(.report(first, UpwardReport(number: 1, kind: .first, rule: "", entries: [])))
        == .needsText)
    let entries = (0...UpwardReport.fieldLimit).map { UpwardReport.Entry(field: "\($0)", text: "x") }
    #expect(
      state.refusal(.report(first, UpwardReport(number: 1, kind: .first, rule: "", entries: entries)))
        == .tooMany(limit: UpwardReport.fieldLimit))
    for number in 1...Reporting.reportLimit { state.run(.report(first, report(number, .followUp, rule: ""))) }
    #expect(
      state.refusal(.report(first, report(Reporting.reportLimit + 1, rule: "")))
        == .tooMany(limit: Reporting.reportLimit))
  }

  @Test func theSiteSaysWhichFieldAKindMayNotLeaveWithout() {
    var register = register(rule("phone"))
    register.reportFields = [
      ReportField(id: "course", name: Bilingual(same: "c"), required: [.first], origin: ""),
      ReportField(id: "loss", name: Bilingual(same: "l"), required: [.final], origin: ""),
    ]
    #expect(register.refusal(of: report(1)) == nil)
    #expect(register.refusal(of: report(1, .final)) == .needsField("loss"))
    #expect(register.refusal(of: report(1, rule: "other")) == .unknownReportWord("other"))
    register.reportFields.removeFirst()
    #expect(register.refusal(of: report(1)) == .unknownReportWord("course"))
  }

  @Test func aStepOfTheWallClockMovesNoReportNearerOrFarther() {
    let register = register(rule("phone"), rule("large", .grade(from: .large)))
    for step in [Span.hours(1), .hours(-1)] {
      var state = DispatchState.with()
      state.run(.grade(first, .large), at: 60)
      let before = due(state, register)
      state.stepClock(by: step, now: zero + .seconds(90) + step)
      let after = due(state, register)
      #expect(before == ["phone": 1800, "large": 1860])
      #expect(after == before.mapValues { $0 + step.seconds })
    }
  }

  @Test func aRuleForAGradeStartsWhenTheGradeIsEnteredOrSuggestedAndStopsWithIt() {
    let register = register(rule("large", .grade(from: .large)), rule("small", .gradeBelow(.large)))
    var state = DispatchState.with()
    #expect(due(state, register) == ["small": 1800])
    state.run(.assess(first, harm(dead: 3)), at: 100)
    #expect(due(state, register) == ["large": 1900])
    // What a person enters goes before what the table suggests.
    state.run(.grade(first, .ordinary), at: 200)
    #expect(due(state, register) == ["small": 2000])
    state.run(.grade(first, .extraordinary), at: 300)
    #expect(due(state, register) == ["large": 2100])
  }

  @Test func peopleEndangeredMustBeReportedFromTheLimitOn() {
    let register = register(rule("danger", .endangered))
    var state = DispatchState.with()
    state.run(.assess(first, harm(endangered: 9)), at: 100)
    #expect(due(state, register).isEmpty)
    state.run(.assess(first, harm(endangered: 10)), at: 200)
    #expect(due(state, register) == ["danger": 2000])
  }

  @Test func casualtiesThatChangeAfterAReportAreDueOnTheSameDayUntilTheNextReport() {
    let rule = rule("change", .casualtyChange(within: .hours(24 * 30)))
    let register = register(rule)
    var state = DispatchState.with()
    state.run(.assess(first, harm(dead: 1)), at: 10)
    #expect(due(state, register).isEmpty)
    state.run(.report(first, report(1, rule: "")), at: 20)
    #expect(due(state, register).isEmpty)
    // Nobody died: nothing to report anew.
    state.run(.assess(first, harm(dead: 1, endangered: 5)), at: 30)
    #expect(due(state, register).isEmpty)
    state.run(.assess(first, harm(dead: 2)), at: 40)
    // 2025-06-15T15:06:40Z: the day ends at 23:59:59.
    #expect(due(state, register) == ["change": 31_999])
    state.run(.report(first, report(2, .followUp, rule: "")), at: 50)
    #expect(due(state, register).isEmpty)
    let late = 30 * 86_400 + 1
    state.run(.assess(first, harm(dead: 3)), at: Int64(late))
    #expect(due(state, register).isEmpty)
  }

  private func correction(_ number: Int, of sent: UpwardReport, _ text: String) -> UpwardReport {
    var report = report(number, sent.kind, rule: sent.rule, text)
    report.corrects = ReportCorrection(of: sent, as: report.entries)
    return report
  }

  @Test func aCorrectionIsKeptBesideWhatItCorrectsAndAnswersNoLimitAgain() throws {
    let register = register(rule("phone"), rule("daily", every: .hours(24)))
    var state = DispatchState.with()
    state.run(.report(first, report(1)), at: 60)
    state.run(.report(first, report(2, .followUp, rule: "daily", "y")), at: 120)
    let before = due(state, register)
    state.run(.report(first, correction(3, of: report(1), "z")), at: 180)
    var incident = try #require(state.incidents[first])
    #expect(due(state, register) == before && incident.reports["phone"]?.count == 1)
    #expect(incident.reporting.sent.map(\.name.zh) == ["初报", "续报 1", "更正：初报"])
    // The next report is carried on from the newest one, as corrected.
    #expect(incident.reporting.last?.text(of: "course") == "y")
    state.run(
      .report(first, correction(4, of: report(2, .followUp, rule: "daily", "y"), "w")), at: 240)
    state.run(.report(first, report(5, .followUp, rule: "", "v")), at: 300)
    incident = try #require(state.incidents[first])
    #expect(incident.reporting.sent.map(\.name.zh).suffix(2) == ["更正：续报 1", "续报 2"])
    state.run(.report(first, correction(6, of: report(5, .followUp, rule: "", "v"), "u")), at: 360)
    #expect(state.incidents[first]?.reporting.last?.text(of: "course") == "u")
  }

  @Test func aCorrectionOfNothingOrOfAnotherReportIsRefused() {
    var state = DispatchState.with()
    state.run(.report(first, report(1)), at: 60)
    func refusal(_ change: (inout UpwardReport) -> Void) -> DispatchRefusal? {
      var report = correction(2, of: report(1), "z")
      change(&report)
      return state.refusal(.report(first, report), seen: 0)
    }
    #expect(refusal { _ in } == nil)
    #expect(refusal { $0.corrects?.changes = [] } == .nothingToDo)
    #expect(refusal { $0.corrects?.number = 2 } == .unsound)
    #expect(refusal { $0.kind = .final } == .unsound)
    #expect(refusal { $0.rule = "" } == .unsound)
    #expect(refusal { $0.entries[0].text = "other" } == .unsound)
    #expect(refusal { $0.number = 1 } == .raced(by: lead.displayName, at: zero + .seconds(60)))
    state.run(.report(first, correction(2, of: report(1), "z")), at: 90)
    // A correction is corrected under the number of the report itself.
    #expect(
      state.refusal(.report(first, correction(3, of: correction(2, of: report(1), "z"), "t")), seen: 0) == nil
    )
    #expect(
      UpwardReport.newestTexts([report(1), report(2, .followUp), correction(3, of: report(1), "z")])
        .map(\.number) == [2, 3])
  }

  @Test func aCorrectionLeavesForTheSameReceiversWithWhatChanged() throws {
    var state = DispatchState.with()
    let corrected = correction(2, of: report(1), "z")
    state.run(.report(first, report(1)), .report(first, corrected))
    let incident = try #require(state.incidents[first])
    let items = ReportMessage.items(
      corrected, try #require(incident.reporting.sent.last), of: incident, rule: rule("phone"),
      fields: [ReportField(id: "course", name: Bilingual(zh: "经过", en: "Course"), required: [], origin: "")],
      at: zero)
    #expect(items.map(\.id) == ["report1.2/log/city"])
    #expect(items[0].text.zh == "【更正：初报】事件 #1 燃气（phone）更正第 1 号报告：经过：原“x”，现“z”。更正后：经过：z")
    #expect(
      items[0].text.en.hasPrefix("[Correction: First report] incident #1 gas (phone), correcting report 1: "))
  }

  @Test func afterTheFinalReportNothingIsFollowedUp() {
    let register = register(rule("daily", every: .hours(24)), rule("phone"))
    var state = DispatchState.with()
    state.run(.report(first, report(1, .followUp, rule: "daily")), at: 100)
    #expect(due(state, register) == ["daily": 1800 + 86_400, "phone": 1800])
    state.run(.report(first, report(2, .final, rule: "")), at: 200)
    #expect(due(state, register) == ["phone": 1800])
  }

  @Test func aReportLeavesForEveryRecipientOfItsRuleWithOneNumber() throws {
    var state = DispatchState.with()
    state.run(.report(first, report(1)))
    var rule = rule("phone")
    rule.recipients = ["city", "region"]
    let incident = try #require(state.incidents[first])
    let items = ReportMessage.items(
      report(1), try #require(incident.reporting.sent.last), of: incident, rule: rule,
      fields: [ReportField(id: "course", name: Bilingual(zh: "经过", en: "Course"), required: [], origin: "")],
      at: zero)
    #expect(items.map(\.id) == ["report1.1/log/city", "report1.1/log/region"])
    #expect(items[0].text.zh == "【初报】事件 #1 燃气（phone）：经过：x")
    #expect(items[0].text.en == "[First report] incident #1 gas (phone): Course: x")
  }
}

/// The tables of domain.md 2.2 and what they suggest.
@Suite struct EventGradingFacts {
  private let grading: EventGrading = {
    var grading = EventGrading()
    func table(_ id: String, _ measure: HarmMeasure, _ from: [EventGrade: Double], plans: [String])
      -> GradeTable
    {
      GradeTable(
        id: id, name: Bilingual(same: id), plans: plans, sectors: plans.isEmpty ? [.lifelines] : [],
        limits: [GradeLimit(measure: measure, from: from, origin: id)])
    }
    grading.tables = [
      table("fire", .area, [.ordinary: 10, .large: 1000], plans: ["grass"]),
      table("work", .dead, [.ordinary: 1, .large: 3, .major: 10, .extraordinary: 30], plans: []),
    ]
    return grading
  }()

  private func suggestion(_ measure: HarmMeasure, _ value: Double, plan: String = "gas") -> EventGrade? {
    var harm = Assessment()
    harm[measure] = value
    return grading.suggestion(harm, plan: plan, sector: .lifelines)?.grade
  }

  @Test func aLimitHoldsItsOwnNumber() {
    let grades = [0.0, 1, 2, 3, 9, 10, 29, 30].map { suggestion(.dead, $0) }
    #expect(grades == [nil, .ordinary, .ordinary, .large, .large, .major, .major, .extraordinary])
  }

  @Test func theTableOfThePlanGoesBeforeThatOfTheSector() {
    #expect(suggestion(.area, 1000, plan: "grass") == .large)
    #expect(suggestion(.dead, 30, plan: "grass") == nil)
    #expect(suggestion(.area, 1000) == nil)
  }

  @Test func theReasonNamesNumberLimitAndOrigin() throws {
    var harm = Assessment()
    harm.dead = 4
    let found = try #require(grading.suggestion(harm, plan: "", sector: .lifelines))
    #expect(found.reason == HarmFinding(measure: .dead, value: 4, limit: 3, origin: "work"))
    #expect(grading.suggestion(harm, plan: "", sector: .workSafety) == nil)
  }

  @Test func numbersThatNobodyMeansAreRefused() {
    var state = DispatchState.with()
    for (measure, value) in [(HarmMeasure.loss, -1.0), (.loss, .infinity), (.area, .nan), (.area, 1e14)] {
      var harm = Assessment()
      harm[measure] = value
      #expect(state.refusal(.assess(IncidentID(1), harm)) == .unsound, "\(value)")
    }
    var harm = Assessment()
    harm.dead = Assessment.countLimit + 1
    #expect(state.refusal(.assess(IncidentID(1), harm)) == .unsound)
    harm.dead = Assessment.countLimit
    #expect(state.refusal(.assess(IncidentID(1), harm)) == nil)
    state.run(.assess(IncidentID(1), harm))
    #expect(state.incidents[IncidentID(1)]?.eventGrade == nil, "a grade is entered, never derived")
  }

  @Test func theSectionOfAMeasureIsReadFromItsOrigin() {
    func section(_ origin: String) -> String? {
      ChecklistItem(text: Bilingual(same: ""), from: .blue, origin: origin).section
    }
    #expect(section("突发事件应对法2024 §66（一）、§72") == "§66")
    #expect(section("预案 4.2") == nil && section("§") == nil)
  }
}

/// What an incident threatens by the site's registers.
@Suite struct AffectedAreaFacts {
  private func place(_ latitude: Double?, _ longitude: Double?, town: String = "") -> Place {
    Place(name: Bilingual(same: "p"), latitude: latitude, longitude: longitude, town: town)
  }

  private func point(_ id: String, _ place: Place) -> RiskPoint {
    RiskPoint(
      id: id, name: Bilingual(same: id), alias: "", sector: .lifelines, inventory: "", riskLevel: .red,
      hazardCategory: "", grid: "", place: place, supervisionTier: "", industryDepartment: 0,
      responsibleDepartment: 0, responsiblePerson: "", sharingPath: "", isMadeUp: true)
  }

  private var site: Site {
    Site(
      id: "s", name: Bilingual(same: "s"), centre: place(nil, nil), offset: .utc, isMadeUp: true,
      departments: [], towns: ["a", "b"].map { Town(code: $0, name: Bilingual(same: $0)) }, sensorTypes: [],
      sensors: [],
      riskPoints: [
        point("far", place(40, 109, town: "b")), point("second", place(39.838, 108.73, town: "a")),
        point("first", place(39.831, 108.73, town: "a")), point("nowhere", place(nil, nil)),
      ], thresholds: [], sources: [],
      warnings: WarningPolicy(
        severityTable: [], areaPrefixes: [], defaultValidity: .zero, quakeRules: [], quakeMaximumAge: .zero),
      futureTolerance: .zero, readingRetention: .zero, storeLimit: 0, idleLock: .zero)
  }

  private var register: DispatchRegister {
    var register = DispatchRegister()
    register.affectedPolicy.radius = 1
    register.affectedPolicy.radiusOfPlan = ["flood": 100]
    register.shelters = ["a", "b"].map { town in
      Shelter(
        id: town, name: Bilingual(same: town), unit: "", place: place(nil, nil, town: town), area: 1,
        capacity: 500,
        phone: "", isMadeUp: true)
    }
    return register
  }

  @Test func whatLiesWithinTheRadiusIsThreatenedTheNearestFirst() throws {
    let area = try #require(
      register.affected(plan: "gas", places: [place(nil, nil), place(39.83, 108.73, town: "a")], site: site))
    #expect(area.riskPoints.map(\.id) == ["first", "second"])
    #expect(area.towns.map(\.code) == ["a"])
    #expect(area.shelters.map(\.id) == ["a"] && area.shelterPlaces == 500)
    let flood = try #require(register.affected(plan: "flood", places: [place(39.83, 108.73)], site: site))
    #expect(flood.riskPoints.map(\.id) == ["first", "second", "far"] && flood.radius == 100)
  }

  @Test func withoutAPositionOrARadiusNothingIsClaimed() {
    #expect(register.affected(plan: "gas", places: [place(nil, nil, town: "a")], site: site) == nil)
    #expect(DispatchRegister().affected(plan: "gas", places: [place(39.83, 108.73)], site: site) == nil)
  }

  @Test func anEarthquakeIsGradedByItsMagnitudeToo() {
    var grading = EventGrading()
    grading.tables = [
      GradeTable(
        id: "quake", name: Bilingual(same: "quake"), plans: ["quake"], sectors: [],
        limits: [
          GradeLimit(measure: .dead, from: [.ordinary: 1, .large: 10], origin: "a"),
          GradeLimit(measure: .magnitude, from: [.ordinary: 4, .large: 5, .major: 6], origin: "b"),
        ])
    ]
    var harm = Assessment()
    harm.magnitude = 6
    harm.dead = 2
    let found = grading.suggestion(harm, plan: "quake", sector: .naturalDisasters)
    #expect(found?.grade == .major && found?.reason.origin == "b" && found?.reason.value == 6)
    harm.magnitude = 3.9
    #expect(grading.suggestion(harm, plan: "quake", sector: .naturalDisasters)?.grade == .ordinary)
    #expect(grading.measures(plan: "quake", sector: .lifelines).contains(.magnitude))
    #expect(!grading.measures(plan: "", sector: .lifelines).contains(.magnitude))
    #expect(harm.isSound)
    harm.magnitude = 10.1
    #expect(!harm.isSound)
  }

  @Test func whatHasNoNumberIsSuspectedWithAReasonUntilItIsEntered() {
    var grading = EventGrading()
    var pollution = EndangeredRule(measure: .pollution, from: 1, origin: "p")
    pollution.plans = ["chemical"]
    var place = EndangeredRule(measure: .criticalPlace, from: 1, origin: "c")
    place.hazards = ["人员密集"]
    grading.endangered = [pollution, place, EndangeredRule(measure: .missing, from: 3, origin: "m")]
    func point(_ name: String, _ hazard: String) -> RiskPoint {
      RiskPoint(
        id: name, name: Bilingual(same: name), alias: name, sector: .lifelines, inventory: "1",
        riskLevel: .orange,
        hazardCategory: hazard, grid: "g", place: Place(name: Bilingual(same: "x")), supervisionTier: "旗",
        industryDepartment: 0, responsibleDepartment: 0, responsiblePerson: "x", sharingPath: "x",
        isMadeUp: true)
    }
    let plan = ResponsePlan(
      id: "chemical", name: Bilingual(same: "危化预案"), version: "1",
      trigger: PlanTrigger(subjects: [], from: .blue),
      responses: [], checklist: [], tasks: [], notices: [], advice: Bilingual(same: ""), reports: [],
      evaluatedOn: "2025-01-01", origin: "", isLocalDefault: false)
    var harm = Assessment()
    let near = [point("井", "城镇燃气／泄漏"), point("车站", "人员密集场所／拥挤")]
    #expect(
      grading.suspected(harm, plan: plan, near: near).map { [$0.rule.origin, $0.why.zh] } == [
        ["p", "危化预案"], ["c", "车站"],
      ])
    #expect(grading.suspected(harm, plan: nil, near: [near[0]]).isEmpty)
    #expect(grading.endangering(harm) == nil)
    harm.threatensCriticalPlace = true
    #expect(grading.suspected(harm, plan: plan, near: near).map(\.rule.origin) == ["p"])
    #expect(grading.endangering(harm)?.measure == .criticalPlace)
  }
}
