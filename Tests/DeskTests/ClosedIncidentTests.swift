import Alarms
import Cells
import CityDispatch
import CitySafety
import Desk
import Operations
import Testing

/// The closed incidents on the dispatch board: corrections, harm and further reports after closing.
@Suite struct ClosedBoardTests {
  private let first = ReportFixture.first

  private func harm(dead: Int) -> Assessment {
    var harm = Assessment()
    harm.dead = dead
    return harm
  }

  /// Incident 1 is closed and was reported; incident 2 is under way where `isAlone` does not say otherwise.
  private func actions(isAlone: Bool = false) -> [DispatchAction] {
    var closed: [DispatchAction] = [
      .open(first, DispatchFixture.draft(20416, team: "gas-2"), isOrdered: false),
      .report(first, ReportFixture.report(1)), .terminate(first, reason: "险情排除"),
      .close(first, verdict: "管沟泄漏", lessons: ""),
    ]
    if !isAlone { closed.append(.open(IncidentID(2), DispatchFixture.draft(), isOrdered: true)) }
    return closed
  }

  /// The rules of the reports, and that changed casualties are reported within 30 days.
  private func script(
    _ actions: [DispatchAction], size: Size = Size(columns: 120, rows: 40), language: Language = .zh
  ) -> Script {
    var configuration = ReportFixture.configuration(language)
    configuration.authority.permit(.reportClosed, .lead)
    configuration.dispatch.reportRules.append(
      ReportRule(
        id: "casualties", name: Bilingual(zh: "伤亡变化补报", en: "Changed casualties"), start: .known,
        limit: .minutes(1), condition: .casualtyChange(within: .hours(720)), recipients: ["city-duty"],
        origin: "493号令 §13"))
    configuration.dispatch.plans[0].reports.append("casualties")
    return Script(
      size, configuration, snapshot: DispatchFixture.snapshot(actions), signedIn: Fixture.lead)
  }

  /// Changed casualties after closing, as the owner journals them.
  private func owing() -> [DispatchAction] {
    var state = DispatchState()
    let before = actions()
    for (index, action) in before.enumerated() {
      state.apply(action, by: Fixture.lead, at: Fixture.now - .minutes(Int64(before.count + 1 - index)))
    }
    guard let closed = state.known(first) else { return before }
    return before + [.late(.assess(first, harm(dead: 2)), on: closed)]
  }

  @Test(arguments: sizes, Language.allCases)
  func board(size: Size, language: Language) {
    var script = script(owing(), size: size, language: language)
    script.press("D", "o")
    Golden.expect("closed-board", &script)
  }

  @Test func theClosedAreShownAndThoseUnderWayAgain() {
    var script = script(actions())
    script.press("D")
    #expect(script.text().contains("#2 响应中") && !script.text().contains("#1 已结案"))
    script.press("o")
    #expect(script.text().contains("#1 已结案") && script.text().contains("派单板：已结案 1"))
    #expect(!script.text().contains("#2 响应中") && script.text().contains("o 在办"))
    script.press("o")
    #expect(script.text().contains("#2 响应中"))
  }

  @Test func withNothingUnderWayTheBoardSaysWhereTheClosedAre() {
    var script = script(actions(isAlone: true))
    script.press("D")
    #expect(script.text().contains("o 已结案的 1 件"))
    script.press("o")
    #expect(script.text().contains("#1 已结案"))
    var none = self.script([.open(first, DispatchFixture.draft(), isOrdered: true)])
    none.press("D", "o")
    #expect(none.text().contains("还没有结案的事件") && none.text().contains("#1 响应中"))
  }

  @Test func changedCasualtiesOfAClosedIncidentAreAskedForAndThenAreDue() {
    var script = script(actions())
    script.press("D", "o", "s")
    script.pass(.seconds(1))
    script.type("2")
    script.press("<s-tab>", "y")
    #expect(ReportFixture.asked(script) == [.assess(first, harm(dead: 2))])
    var owing = self.script(owing())
    owing.press("D")
    #expect(owing.text().contains("下一报告 #2"))
    owing.press("o")
    #expect(owing.text().contains("伤亡变化补报") && !owing.text().contains("旗向市书面报告"))
    owing.press("u", "y")
    guard case .report(let id, let report)? = ReportFixture.asked(owing).first else {
      Issue.record("\(ReportFixture.asked(owing))")
      return
    }
    #expect(id == first && report.number == 2 && report.kind == .followUp && report.rule == "casualties")
    #expect(report.text(of: "casualties").contains("死亡 2 人"))
  }

  @Test func aReportThatLeftIsCorrectedOnAClosedIncident() {
    var script = script(actions())
    script.press("D", "o", "r")
    #expect(script.effects.contains(.requestReports(first)))
    var sent = ReportFixture.report(1)
    sent.entries.append(.init(field: "time", text: "7:40"))
    script.send(.reports(first, [sent]))
    script.press("<tab>", "<tab>", "！")
    #expect(script.text().contains("改 1 处：地点"))
    for _ in 0..<(ReportFixture.fields.count - 1) { script.press("<tab>") }
    script.press("y")
    guard case .report(_, let report)? = ReportFixture.asked(script).first else {
      Issue.record("\(script.text())")
      return
    }
    #expect(report.corrects?.number == 1 && report.text(of: "place") == "天元广场！")
  }

  @Test func anAlarmOfAReportThatAClosedIncidentOwesLeadsThere() {
    var alarm = Alarm(
      id: AlarmID(30_000), key: .reportDue(incident: 1, rule: "casualties"), sector: .lifelines, source: nil,
      grade: .red, at: Fixture.now)
    alarm.condition = .active
    alarm.text = Bilingual(zh: "信息报告到期", en: "Report due")
    let board = DispatchFixture.snapshot(owing()).dispatch
    let snapshot = Fixture.snapshot([alarm], number: 2) { $0.dispatch = board }
    var script = Script(
      Size(columns: 120, rows: 40), ReportFixture.configuration(), snapshot: snapshot, signedIn: Fixture.lead)
    script.press("d")
    #expect(script.text().contains("派单板：已结案") && script.text().contains("#1 已结案"))
  }

  @Test func whatWasSaidAfterClosingIsSaidToBe() throws {
    let late = try #require(owing().last)
    let entry = JournalEntry(
      sequence: 9, at: Fixture.now, event: .duty(DutyCommand(.dispatch(late), actor: Fixture.lead, seen: 0)))
    let configuration = ReportFixture.configuration()
    let words = IncidentPrint(site: configuration.site, register: configuration.dispatch).words(of: entry)
    #expect(words.zh.contains("（结案后）事件 #1 伤亡损失：") && words.en.contains("(after closing) incident #1: harm"))
  }
}
