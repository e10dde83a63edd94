import Alarms
import Cells
import CityDispatch
import CitySafety
import Desk
import Operations
import Testing

/// The site of the dispatch tests with reports upward, grades and a reach.
enum ReportFixture {
  static let rules: [ReportRule] = [
    rule("phone", "旗向市电话报告", "Banner to city by telephone", .minutes(30), to: ["city-duty"]),
    rule("written", "旗向市书面报告", "Banner to city in writing", .minutes(60), to: ["city-duty"]),
    rule("large", "较大及以上电话快报", "Large or worse by telephone", .minutes(60), .grade(from: .large)),
    rule("danger", "较大涉险上报", "People endangered", .minutes(120), .endangered),
    rule("daily", "每日续报", "Daily follow-up", .hours(24), every: .hours(24)),
  ]

  private static func rule(
    _ id: String, _ zh: String, _ en: String, _ limit: Span, _ condition: ReportCondition = .always,
    every: Span = .zero, to recipients: [String] = []
  ) -> ReportRule {
    ReportRule(
      id: id, name: Bilingual(zh: zh, en: en), start: .known, limit: limit, every: every,
      condition: condition, recipients: recipients, origin: "本地默认值")
  }

  private static func field(
    _ id: String, _ zh: String, _ en: String, _ source: ReportSource?, _ required: Set<ReportKind> = []
  ) -> ReportField {
    ReportField(
      id: id, name: Bilingual(zh: zh, en: en), required: required, source: source, origin: "493号令 §12")
  }

  static let fields: [ReportField] = [
    field("time", "发生时间", "Time", .time, [.first]), field("place", "地点", "Place", .place, [.first]),
    field("source", "信息来源", "Source of information", .alarms), field("course", "简要经过", "Course", .title),
    field("casualties", "伤亡失联涉险", "Casualties", .casualties), field("loss", "初步损失", "Loss", .loss, [.final]),
    field("extent", "影响范围", "Extent", .area), field("trend", "发展趋势", "Trend", nil),
    field("measures", "已采取措施", "Measures taken", .measures),
    field("leaders", "领导到位", "Leaders present", nil),
    field("request", "请求和建议", "Requests", nil), field("contact", "现场负责人", "In charge", .commander),
  ]

  static func configuration(_ language: Language = .zh) -> DeskConfiguration {
    var configuration = DispatchFixture.configuration(language)
    configuration.authority.permit(.incidentLog, .lead)
    configuration.authority.permit(.command, .lead)
    var plan = DispatchFixture.plan
    plan.reports = rules.map(\.id)
    configuration.dispatch.plans = [plan]
    configuration.dispatch.reportRules = rules
    configuration.dispatch.reportFields = fields
    configuration.dispatch.reportAlarms.reminder = .minutes(10)
    configuration.dispatch.contacts = [
      Contact(
        id: "city", unit: "emergency", post: Bilingual(zh: "市局值班室", en: "City duty room"), person: "",
        phone: "0477-1", recipient: "city-duty", isMadeUp: true),
      Contact(
        id: "housing", unit: "housing", post: Bilingual(zh: "住建值班室", en: "Housing duty room"), person: "",
        phone: "", recipient: "housing", isMadeUp: true),
    ]
    configuration.dispatch.grading.tables = [
      GradeTable(
        id: "work", name: Bilingual(zh: "生产安全事故", en: "Work accident"), plans: [],
        sectors: Sector.allCases,
        limits: [
          GradeLimit(measure: .dead, from: [.ordinary: 1, .large: 3, .major: 10], origin: "493号令 §3")
        ])
    ]
    configuration.dispatch.grading.endangered = [
      EndangeredRule(measure: .endangered, from: 10, origin: "21号令 §26")
    ]
    configuration.dispatch.affectedPolicy.radius = 1
    configuration.dispatch.shelters = [
      Shelter(
        id: "school", name: Bilingual(zh: "中学", en: "School"), unit: "education",
        place: Place(name: Bilingual(same: "锡尼镇"), town: "150625100"), area: 12_000, capacity: 6000,
        phone: "",
        isMadeUp: true)
    ]
    return configuration
  }

  static let harm: Assessment = {
    var harm = Assessment()
    harm.dead = 3
    harm.endangered = 12
    harm.loss = 250_000
    return harm
  }()

  static let first = IncidentID(1)

  static func report(_ number: Int, _ kind: ReportKind = .first, rule: String = "phone") -> UpwardReport {
    UpwardReport(
      number: number, kind: kind, rule: rule,
      entries: [
        .init(field: "place", text: "天元广场"), .init(field: "course", text: "管沟泄漏 <3 处> & 已关阀"),
        .init(field: "trend", text: "浓度下降"),
      ])
  }

  /// Eight minutes ago a gas leak, with a second incident whose telephone report is overdue.
  static let underWay: [DispatchAction] =
    [.open(IncidentID(1), DispatchFixture.draft(20416, team: "gas-2"), isOrdered: true)]
    + Array(repeating: .note(IncidentID(1), .note, "x"), count: 25)
    + [
      .open(IncidentID(2), DispatchFixture.draft(), isOrdered: true), .assess(IncidentID(2), harm),
      .grade(IncidentID(2), .large), .tick(IncidentID(2), 0), .report(IncidentID(2), report(1)),
      .step(TaskID(4), .receive, channel: "phone", words: "收到"),
      .note(IncidentID(2), .instruction, "全力处置"),
    ]

  static func script(
    _ actions: [DispatchAction], size: Size = Size(columns: 120, rows: 40), language: Language = .zh
  ) -> Script {
    Script(
      size, configuration(language), snapshot: DispatchFixture.snapshot(actions), signedIn: Fixture.lead)
  }

  static func opened(_ more: DispatchAction...) -> Script {
    script([.open(first, DispatchFixture.draft(), isOrdered: true)] + more)
  }

  static func asked(_ script: Script) -> [DispatchAction] {
    script.effects.compactMap { effect in
      guard case .performDuty(let command, _, _) = effect, case .dispatch(let action) = command.action else {
        return nil
      }
      return action
    }
  }
}

@Suite struct ReportGoldenTests {
  @Test(arguments: sizes, Language.allCases)
  func board(size: Size, language: Language) {
    var script = ReportFixture.script(ReportFixture.underWay, size: size, language: language)
    script.press("D")
    Golden.expect("report-board", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func form(size: Size, language: Language) {
    var script = ReportFixture.script(ReportFixture.underWay, size: size, language: language)
    script.press("D", "u")
    Golden.expect("report-form", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func harm(size: Size, language: Language) {
    var script = ReportFixture.script(ReportFixture.underWay, size: size, language: language)
    script.press("D", "s")
    Golden.expect("report-harm", &script)
  }

  @Test(arguments: Language.allCases)
  func grade(language: Language) {
    var script = ReportFixture.script(
      ReportFixture.underWay, size: Size(columns: 80, rows: 24), language: language)
    script.press("D", "g")
    Golden.expect("report-grade", &script)
  }
}

@Suite struct ReportKeyTests {
  private let first = ReportFixture.first

  @Test func aReportIsFilledFromTheIncidentAndAnswersTheRuleThatIsDueNext() throws {
    var script = ReportFixture.opened()
    script.press("D", "u", "y")
    guard case .report(let id, let report) = try #require(ReportFixture.asked(script).first) else { return }
    #expect(id == first && report.number == 1 && report.kind == .first && report.rule == "phone")
    #expect(report.text(of: "place") == "天元广场")
    #expect(report.text(of: "source") == "监测告警 #20417")
    #expect(report.text(of: "casualties") == "死亡 0 人，失联 0 人，重伤 0 人，涉险 0 人")
    #expect(report.text(of: "measures").contains("燃气抢修一班 查漏、关阀、放散（已下达）"))
    #expect(report.text(of: "contact") == "旗长")
    #expect(report.text(of: "trend").isEmpty && report.entries.allSatisfy { !$0.text.isEmpty })
  }

  @Test func theNextReportIsAFollowUpThatCarriesOnWhatDoesNotChange() throws {
    var script = ReportFixture.opened(.report(first, ReportFixture.report(1)))
    script.press("D", "u", "y")
    guard case .report(_, let report) = try #require(ReportFixture.asked(script).first) else { return }
    #expect(report.number == 2 && report.kind == .followUp && report.rule == "written")
    #expect(report.text(of: "trend") == "浓度下降" && report.text(of: "course").hasPrefix("管沟泄漏"))
    #expect(report.text(of: "measures").contains("查漏"))
  }

  @Test func aFieldThatTheKindNeedsIsAskedForAndNothingIsSent() {
    var script = ReportFixture.opened()
    script.press("D", "u")
    script.press("<tab>", "<right>", "<right>", "<s-tab>", "y")
    #expect(ReportFixture.asked(script).isEmpty)
    #expect(script.text().contains("这类报告须填“初步损失”"))
  }

  @Test func whatWasTypedSurvivesLeavingTheForm() throws {
    var script = ReportFixture.opened()
    script.press("D", "u")
    // From the buttons over kind, rule and seven fields to the trend.
    for _ in 0..<10 { script.press("<tab>") }
    script.type("风向转北")
    script.press("<esc>", "u", "y")
    guard case .report(_, let report) = try #require(ReportFixture.asked(script).first) else { return }
    #expect(report.text(of: "trend") == "风向转北")
  }

  @Test func theHarmIsEnteredAsNumbersAndSuggestsWhileItIsTyped() throws {
    var script = ReportFixture.opened()
    script.press("D", "s")
    script.pass(.seconds(1))
    script.type("4")
    #expect(script.text().contains("建议 较大：死亡 4 ≥ 3（493号令 §3）"))
    script.press("<s-tab>", "y")
    var harm = Assessment()
    harm.dead = 4
    #expect(ReportFixture.asked(script) == [.assess(first, harm)])
  }

  @Test(arguments: ["x", "-1", "1.5", "99999999999"])
  func aNumberThatIsNoneIsSaidAtItsField(text: String) {
    var script = ReportFixture.opened()
    script.press("D", "s")
    script.pass(.seconds(1))
    script.type(text)
    script.press("<s-tab>", "y")
    #expect(ReportFixture.asked(script).isEmpty)
    #expect(script.text().contains("“死亡”须为数字"))
  }

  @Test func theSuggestionIsShownBesideTheGradeAndNotTaken() throws {
    var script = ReportFixture.opened(.assess(first, ReportFixture.harm))
    script.press("D")
    #expect(script.text().contains("事件分级 未定级"))
    script.press("g")
    #expect(script.text().contains("建议 较大：死亡 3 ≥ 3"))
  }

  @Test func theClocksRunDownAndThenSayByHowMuch() {
    var script = ReportFixture.opened()
    script.press("D")
    #expect(script.text().contains("余 29:00"))
    script.pass(.minutes(30))
    #expect(script.text().contains("逾期 01:00"))
    #expect(script.text().contains("下一报告 #1 旗向市电话报告 逾期"))
  }

  @Test func anAlarmOfAReportLeadsToItsIncident() {
    var alarm = Alarm(
      id: AlarmID(30_000), key: .reportDue(incident: 1, rule: "phone"), sector: .lifelines, source: nil,
      grade: .red, at: Fixture.now)
    alarm.condition = .active
    alarm.text = Bilingual(zh: "信息报告到期", en: "Report due")
    var table = DispatchTable()
    var state = DispatchState()
    state.apply(
      .open(first, DispatchFixture.draft(20416), isOrdered: true), by: Fixture.lead, at: Fixture.now)
    table = DispatchTable(table, state.takeChanges())
    let snapshot = Fixture.snapshot([alarm], number: 2) { $0.dispatch = table }
    var script = Script(
      Size(columns: 120, rows: 40), ReportFixture.configuration(), snapshot: snapshot, signedIn: Fixture.lead)
    #expect(script.text().contains("信息报告到期"))
    script.press("d")
    #expect(script.text().contains("派单板"))
  }
}

@Suite struct HarmWithoutNumberTests {
  private func script(_ language: Language) -> Script {
    var configuration = ReportFixture.configuration(language)
    var pollution = EndangeredRule(measure: .pollution, from: 1, origin: "21号令 §26（四）")
    pollution.plans = ["gas"]
    configuration.dispatch.grading.endangered.append(pollution)
    configuration.dispatch.grading.tables[0].limits.append(
      GradeLimit(measure: .magnitude, from: [.large: 5], origin: "地震预案"))
    let actions: [DispatchAction] = [.open(ReportFixture.first, DispatchFixture.draft(), isOrdered: true)]
    return Script(
      Size(columns: 80, rows: 24), configuration, snapshot: DispatchFixture.snapshot(actions),
      signedIn: Fixture.lead)
  }

  @Test(arguments: Language.allCases)
  func dialog(language: Language) {
    var script = script(language)
    script.press("D", "s")
    Golden.expect("report-harm-flags", &script)
  }

  @Test func whatWasSuspectedIsEnteredAndThenMustBeReported() throws {
    var script = script(.zh)
    script.press("D", "s")
    #expect(script.text().contains("可能较大涉险，请核实：严重环境污染（燃气泄漏爆炸应急预案）"))
    for _ in 0..<7 { script.press("<tab>") }
    script.press("<right>", "<tab>", "5")
    #expect(script.text().contains("较大涉险：严重环境污染（21号令 §26（四）），须上报"))
    #expect(script.text().contains("建议 较大：震级 5 ≥ 5"))
    script.press("<tab>", "y")
    var harm = Assessment()
    harm.isPolluting = true
    harm.magnitude = 5
    #expect(ReportFixture.asked(script) == [.assess(ReportFixture.first, harm)])
  }
}

@Suite struct CorrectionTests {
  private func script(_ size: Size = Size(columns: 120, rows: 40), _ language: Language = .zh) -> Script {
    let second = UpwardReport(
      number: 2, kind: .followUp, rule: "daily", entries: [.init(field: "course", text: "已关阀")])
    var script = ReportFixture.script(
      [
        .open(ReportFixture.first, DispatchFixture.draft(), isOrdered: true),
        .report(ReportFixture.first, ReportFixture.report(1)), .report(ReportFixture.first, second),
      ], size: size, language: language)
    script.press("D", "r")
    #expect(script.effects.contains(.requestReports(ReportFixture.first)))
    script.send(.reports(ReportFixture.first, [ReportFixture.report(1), second]))
    return script
  }

  @Test(arguments: sizes, Language.allCases)
  func form(size: Size, language: Language) {
    var script = script(size, language)
    script.press("<right>")
    Golden.expect("report-correct", &script)
  }

  @Test func theReportThatIsChosenIsCorrectedInWhatWasTypedOtherwise() throws {
    var script = script()
    // The newest is shown first; the one before it is the first report.
    #expect(script.text().contains("已关阀") && script.text().contains("还没有改动"))
    script.press("<right>", "<tab>", "<tab>", "！", "<up>", "<up>")
    #expect(script.text().contains("改 1 处：地点"))
    for _ in 0...ReportFixture.fields.count { script.press("<tab>") }
    script.press("y")
    // The first report needs its time, which the sent one does not have.
    #expect(script.text().contains("发生时间"))
  }

  @Test func whatWasReadForAnotherIncidentOpensNothing() {
    var script = script()
    script.press("<esc>")
    script.send(.reports(ReportFixture.first, [ReportFixture.report(1)]))
    #expect(!script.text().contains("更正哪一号"))
  }

  @Test func thePrintedCorrectionSaysWhatItWas() throws {
    var state = DispatchState()
    var corrected = ReportFixture.report(2)
    corrected.entries[2].text = "浓度上升"
    corrected.entries.remove(at: 0)
    corrected.corrects = ReportCorrection(of: ReportFixture.report(1), as: corrected.entries)
    for action in [
      DispatchAction.open(ReportFixture.first, DispatchFixture.draft(), isOrdered: true),
      .report(ReportFixture.first, ReportFixture.report(1)), .report(ReportFixture.first, corrected),
    ] { state.apply(action, by: Fixture.lead, at: Fixture.now) }
    let incident = try #require(state.incidents[ReportFixture.first])
    for (language, parts) in [
      (Language.zh, ["更正：初报", "第 1 号 初报", "浓度上升（更正，原：浓度下降）", "（删去，原：天元广场）"]),
      (.en, ["Correction: First report", "no. 1 First report", "浓度上升 (corrected; was: 浓度下降)"]),
    ] {
      let configuration = ReportFixture.configuration(language)
      let lines = ReportPrint(site: configuration.site, register: configuration.dispatch)
        .lines(of: corrected, incident, style: .plain, language: language)
      for part in parts { #expect(lines.contains { $0.contains(part) }, "\(part) in \(lines)") }
    }
  }
}

@Suite struct ReportPrintTests {
  private var incident: (Incident, [TaskOrder], [JournalEntry]) {
    var state = DispatchState()
    var journal: [JournalEntry] = []
    for (index, action) in ReportFixture.underWay.enumerated() {
      let at = Fixture.now - .minutes(Int64(ReportFixture.underWay.count - index))
      state.apply(action, by: Fixture.lead, at: at)
      guard action.incident == IncidentID(2) || index > 30 else { continue }
      journal.append(
        JournalEntry(
          sequence: Int64(index), at: at,
          event: .duty(DutyCommand(.dispatch(action), actor: Fixture.lead, seen: 0))))
    }
    let incident = state.incidents[IncidentID(2)]
    return (
      incident
        ?? Incident(id: IncidentID(2), draft: DispatchFixture.draft(), by: Fixture.lead, at: Fixture.now),
      state.tasks(of: IncidentID(2)), journal
    )
  }

  private var places: [Place] { [FixtureSite.sensors[0].place] }

  @Test(arguments: ICSForm.allCases, Language.allCases)
  func form(form: ICSForm, language: Language) {
    let (incident, tasks, journal) = incident
    let configuration = ReportFixture.configuration(language)
    let lines = FormPrint(site: configuration.site, register: configuration.dispatch).lines(
      form, of: incident, tasks: tasks, timeline: journal, places: places, at: Fixture.now, style: .plain,
      language: language)
    Golden.expect("\(form.rawValue).\(language.rawValue).txt", lines: lines)
  }

  @Test(arguments: Language.allCases)
  func incident(language: Language) {
    let (incident, tasks, journal) = incident
    let configuration = ReportFixture.configuration(language)
    let lines = IncidentPrint(site: configuration.site, register: configuration.dispatch).lines(
      of: incident, tasks: tasks, timeline: journal, places: places, style: .plain, language: language)
    Golden.expect("incident.\(language.rawValue).txt", lines: lines)
  }

  @Test(arguments: PrintForm.allCases, Language.allCases)
  private func report(form: PrintForm, language: Language) throws {
    let (incident, _, journal) = incident
    let configuration = ReportFixture.configuration(language)
    let printer = ReportPrint(site: configuration.site, register: configuration.dispatch)
    let report = try #require(ReportPrint.report(1, in: journal))
    let lines =
      switch form {
      case .txt: printer.lines(of: report, incident, style: .plain, language: language)
      case .md: printer.lines(of: report, incident, style: .markdown, language: language)
      case .html: printer.html(of: report, incident, language: language)
      }
    Golden.expect("report.\(language.rawValue).\(form.rawValue)", lines: lines)
  }

  private enum PrintForm: String, CaseIterable { case txt, md, html }

  @Test func whatWasTypedIsNoHTML() {
    let (incident, _, _) = incident
    let hostile = "<script>alert(\"x\")</script>&'"
    let report = UpwardReport(
      number: 1, kind: .first, rule: hostile,
      entries: [.init(field: "course", text: hostile), .init(field: hostile, text: hostile)])
    let configuration = ReportFixture.configuration()
    let page = ReportPrint(site: configuration.site, register: configuration.dispatch)
      .html(of: report, incident, language: .zh).joined(separator: "\n")
    #expect(
      !page.contains("<script") && !page.contains("alert(\"") && !page.contains("src=")
        && !page.contains("http"))
    #expect(page.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;"))
  }
}
