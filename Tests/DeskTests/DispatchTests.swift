import Alarms
import Cells
import CityDispatch
import CitySafety
import Desk
import Operations
import Testing

/// A site with a gas plan and two teams, and incidents as requests led to them.
enum DispatchFixture {
  static let teams: [Team] = [
    Team(
      id: "gas-1", name: Bilingual(zh: "燃气抢修一班", en: "Gas repair 1"), kind: "gas-repair", unit: "housing",
      size: 6,
      equipment: "检漏仪",
      place: Place(name: Bilingual(same: "锡尼镇"), latitude: 39.85, longitude: 108.75), duty: "", phone: "",
      recipient: "gas-1",
      isMadeUp: true),
    Team(
      id: "gas-2", name: Bilingual(zh: "燃气抢修二班", en: "Gas repair 2"), kind: "gas-repair", unit: "housing",
      size: 5,
      equipment: "检漏仪",
      place: Place(name: Bilingual(same: "锡尼镇"), latitude: 40.1, longitude: 108.75), duty: "", phone: "",
      recipient: "gas-2",
      isMadeUp: true),
  ]

  static let plan = ResponsePlan(
    id: "gas", name: Bilingual(zh: "燃气泄漏爆炸应急预案", en: "Gas leak and explosion plan"), version: "2025-1",
    trigger: PlanTrigger(subjects: [.rule("gas-lel")], from: .yellow),
    responses: [
      PlanResponse(grade: .red, level: .one, commander: Bilingual(zh: "旗长", en: "Banner head")),
      PlanResponse(grade: .yellow, level: .three, commander: Bilingual(zh: "住建局负责人", en: "Head of Housing")),
    ],
    checklist: [
      ChecklistItem(text: Bilingual(zh: "队伍待命", en: "Teams stand by"), from: .orange, origin: "应对法 §67 (一)"),
      ChecklistItem(text: Bilingual(zh: "转移疏散", en: "Evacuate"), from: .orange, origin: "应对法 §67 (六)"),
    ],
    tasks: [
      PlanTask(
        id: "repair", unit: "housing", teamKind: "gas-repair",
        what: Bilingual(zh: "查漏、关阀、放散", en: "Find the leak, close valves, vent"), from: .yellow,
        arrival: .minutes(15), feedback: .minutes(60)),
      PlanTask(
        id: "cordon", unit: "police", what: Bilingual(zh: "警戒疏散，禁火断电", en: "Cordon, evacuate, no fire"),
        from: .orange, arrival: .minutes(10), feedback: .minutes(60)),
      PlanTask(
        id: "notice", unit: "media", what: Bilingual(zh: "发布避险提示", en: "Publish the advice"), from: .red,
        arrival: .zero, feedback: .minutes(30)),
    ],
    notices: [], advice: Bilingual(same: ""), reports: [], evaluatedOn: "2025-06-01", origin: "本地默认值",
    isLocalDefault: true)

  static func configuration(_ language: Language = .zh) -> DeskConfiguration {
    var configuration = Fixture.configuration(language)
    configuration.authority.permit(.issueOrder, .lead)
    configuration.dispatch.plans = [plan]
    configuration.dispatch.teams = teams
    configuration.dispatch.policy.speed = 40
    return configuration
  }

  static func task(_ index: Int, team: String = "") -> TaskDraft {
    let task = plan.tasks[index]
    return TaskDraft(
      planTask: task.id, unit: task.unit, team: team, what: task.what,
      limits: OrderPolicy().limits(arrival: task.arrival, feedback: task.feedback), recipient: task.unit)
  }

  static func draft(_ alarm: Int64 = 20417, team: String = "gas-1") -> IncidentDraft {
    IncidentDraft(
      alarms: [AlarmID(alarm)], plan: "gas", planVersion: "2025-1",
      title: Bilingual(zh: "天元广场 燃气浓度越限", en: "Tianyuan square: gas above its limit"),
      place: Bilingual(same: "天元广场"), sector: .lifelines, grade: .red, level: .one, commander: "旗长",
      checklist: plan.checklist, tasks: [task(0, team: team), task(1), task(2)])
  }

  /// A snapshot of what these requests, a minute apart, led to; the last a minute before now.
  static func snapshot(_ actions: [DispatchAction], number: UInt64 = 2) -> Snapshot {
    var state = DispatchState()
    var table = DispatchTable()
    for (index, action) in actions.enumerated() {
      state.apply(action, by: Fixture.lead, at: Fixture.now - .minutes(Int64(actions.count - index)))
      table = DispatchTable(table, state.takeChanges())
    }
    return Fixture.snapshot(number: number) { $0.dispatch = table }
  }

  static let underWay: [DispatchAction] = [
    .open(IncidentID(1), draft(), isOrdered: true),
    .step(TaskID(1), .receive, channel: "phone", words: "收到"),
    .step(TaskID(1), .arrive, channel: "radio", words: ""),
    .step(TaskID(1), .report, channel: "phone", words: "已关阀，浓度下降"),
    .step(TaskID(2), .decline, channel: "phone", words: "另有任务"),
    .open(IncidentID(2), draft(20416, team: "gas-2"), isOrdered: false),
    .tick(IncidentID(1), 0),
  ]
}

@Suite struct DispatchGoldenTests {
  @Test(arguments: sizes, Language.allCases)
  func form(size: Size, language: Language) {
    var script = Script(size, DispatchFixture.configuration(language), signedIn: Fixture.lead)
    script.press("d")
    Golden.expect("order-form", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func shortForm(size: Size, language: Language) {
    let other = DispatchFixture.draft(20416, team: "gas-1")
    var script = Script(
      size, DispatchFixture.configuration(language),
      snapshot: DispatchFixture.snapshot([.open(IncidentID(1), other, isOrdered: true)]),
      signedIn: Fixture.lead)
    script.press("d")
    Golden.expect("order-form-short", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func board(size: Size, language: Language) {
    var script = Script(
      size, DispatchFixture.configuration(language),
      snapshot: DispatchFixture.snapshot(DispatchFixture.underWay),
      signedIn: Fixture.lead)
    script.press("D", "<tab>")
    Golden.expect("dispatch-board", &script)
  }
}

@Suite struct DispatchKeyTests {
  private func script(_ actions: [DispatchAction] = [], as actor: Actor = Fixture.lead) -> Script {
    Script(
      Size(columns: 120, rows: 40), DispatchFixture.configuration(),
      snapshot: DispatchFixture.snapshot(actions),
      signedIn: actor)
  }

  private func asked(_ script: Script) -> [DispatchAction] {
    script.effects.compactMap { effect in
      guard case .performDuty(let command, _, _) = effect, case .dispatch(let action) = command.action else {
        return nil
      }
      return action
    }
  }

  @Test func twoKeysOrderEveryTaskOfThePlan() throws {
    var script = script()
    script.press("d", "y")
    guard case .open(_, let draft, let isOrdered) = try #require(asked(script).first) else {
      Issue.record("no incident was asked for")
      return
    }
    #expect(isOrdered)
    #expect(draft.alarms == [AlarmID(20417)])
    #expect(draft.tasks.map(\.planTask) == ["repair", "cordon", "notice"])
    #expect(draft.tasks[0].team == "gas-1")
    #expect(draft.level == .one)
  }

  @Test func theOpeningKeyHeldDownOrdersNothing() {
    var script = script()
    script.press("d")
    script.send(.input(.key(.character("y"))))
    script = self.script()
    script.send(.input(.key(.character("d"))))
    script.send(.input(.key(.character("y"))))
    #expect(asked(script).isEmpty)
  }

  @Test func anOperatorDraftsWhatALeadWouldOrder() throws {
    var script = script(as: Fixture.watcher)
    script.press("d", "y")
    guard case .open(_, let draft, let isOrdered) = try #require(asked(script).first) else { return }
    #expect(!isOrdered)
    #expect(draft.tasks.count == 3)
  }

  @Test func whatIsNotChosenIsNotOrdered() throws {
    var script = script()
    script.press("d", "<space>", "j", "j", "<space>", "y")
    guard case .open(_, let draft, _) = try #require(asked(script).first) else { return }
    #expect(draft.tasks.map(\.planTask) == ["cordon"])
  }

  @Test func aTeamThatIsOutIsOfferedLastAndItsOrderSaysSo() throws {
    let other = DispatchFixture.draft(20416, team: "gas-1")
    var script = script([.open(IncidentID(1), other, isOrdered: true)])
    script.press("d", "y")
    guard case .open(_, let first, _) = try #require(asked(script).first) else { return }
    #expect(first.tasks[0].team == "gas-2")
    #expect(!first.tasks[0].acceptsCommitted)
    script = self.script([.open(IncidentID(1), other, isOrdered: true)])
    script.press("d", "t", "y")
    guard case .open(_, let second, _) = try #require(asked(script).first) else { return }
    #expect(second.tasks[0].team == "gas-1")
    #expect(second.tasks[0].acceptsCommitted)
  }

  @Test func withEveryTeamOutTheUnitDecidesUnlessOneIsChosen() throws {
    var other = DispatchFixture.draft(20416, team: "gas-1")
    other.tasks.append(DispatchFixture.task(0, team: "gas-2"))
    var script = script([.open(IncidentID(1), other, isOrdered: true)])
    script.press("d")
    #expect(script.text().contains("2 支已派出"))
    script.press("y")
    guard case .open(_, let first, _) = try #require(asked(script).first) else { return }
    #expect(first.tasks[0].team == "" && first.tasks[0].unit == "housing" && !first.tasks[0].acceptsCommitted)
    script = self.script([.open(IncidentID(1), other, isOrdered: true)])
    script.press("d", "t")
    #expect(script.text().contains("已派往：指令 1（事件 1）"))
    script.press("y")
    guard case .open(_, let second, _) = try #require(asked(script).first) else { return }
    #expect(second.tasks[0].team == "gas-1" && second.tasks[0].acceptsCommitted)
  }

  @Test func theFormSaysWhyATeamAndThatAnotherIsTooFar() {
    var script = script()
    script.press("d")
    #expect(script.text().contains("在班可派"))
    #expect(script.text().contains("15 分钟内可到"))
    script.press("t")
    #expect(script.text().contains("已有更合适的队伍"))
    #expect(script.text().contains("超到场时限"))
  }

  @Test func anAlarmThatIsAnsweredLeadsToItsIncident() {
    var script = script([.open(IncidentID(1), DispatchFixture.draft(), isOrdered: true)])
    script.press("d")
    #expect(script.text().contains("派单板"))
    #expect(script.text().contains("#1"))
  }

  @Test func aReceiptByTelephoneTakesTwoKeysAndKeepsTheWay() throws {
    var script = script([.open(IncidentID(1), DispatchFixture.draft(), isOrdered: true)])
    script.press("D", "<tab>", "r", "y")
    #expect(asked(script) == [.step(TaskID(1), .receive, channel: "phone", words: "")])
  }

  @Test func feedbackNeedsItsText() {
    var script = script([.open(IncidentID(1), DispatchFixture.draft(), isOrdered: true)])
    script.press("D", "<tab>", "f", "<tab>", "y")
    #expect(asked(script).isEmpty)
    script.type("已关阀")
    script.press("<enter>", "y")
    #expect(asked(script) == [.step(TaskID(1), .report, channel: "phone", words: "已关阀")])
  }

  @Test func aStepThatTheTaskDoesNotHaveIsRefusedAtTheDesk() {
    var script = script([.open(IncidentID(1), DispatchFixture.draft(), isOrdered: true)])
    script.press("D", "<tab>", "s")
    #expect(asked(script).isEmpty)
    #expect(script.text().contains("已下达的任务不能“签认”"))
  }

  @Test func theCursorKeepsItsTaskWhenAnIncidentComesAbove() throws {
    var script = script([.open(IncidentID(1), DispatchFixture.draft(), isOrdered: true)])
    script.press("D", "<tab>", "j")
    script.send(.snapshot(DispatchFixture.snapshot(DispatchFixture.underWay, number: 3)))
    script.press("x")
    #expect(script.text().contains("已退回的任务不能“撤销”"))
    script.press("k", "x")
    script.pass(.seconds(1))
    script.type("改派")
    script.press("<enter>", "y")
    #expect(asked(script) == [.step(TaskID(1), .cancel, channel: "", words: "改派")])
  }

  @Test func aTaskIsGivenToAnotherTeamWithAReason() {
    var script = script([.open(IncidentID(1), DispatchFixture.draft(), isOrdered: true)])
    script.press("D", "<tab>", "d")
    #expect(script.text().contains("燃气抢修二班"))
    script.pass(.seconds(1))
    script.type("太远")
    script.press("<enter>", "y")
    guard case .reassign(let task, let draft, let reason)? = asked(script).last else {
      Issue.record("not asked: \(script.text())")
      return
    }
    #expect(task == TaskID(1) && draft.team == "gas-2" && draft.recipient == "gas-2" && reason == "太远")
  }

  @Test func anIncidentIsMergedIntoAnotherUnderWay() {
    var script = script(DispatchFixture.underWay)
    script.press("D", "c")
    #expect(script.text().contains("并入事件"))
    script.pass(.seconds(1))
    script.type("同一处")
    script.press("<enter>", "y")
    guard case .merge(let id, let other, "同一处")? = asked(script).last else {
      Issue.record("not asked: \(script.text())")
      return
    }
    #expect(Set([id, other]) == [IncidentID(1), IncidentID(2)])
  }

  @Test func aRefusalStaysInTheFormWithWhatWasChosen() throws {
    var script = script()
    script.press("d", "<space>", "y")
    guard case .performDuty(let command, _, _) = try #require(script.effects.last) else { return }
    script.send(.result(command.id, .refused(.duty(.dispatch(.answered(AlarmID(20417), by: IncidentID(3)))))))
    #expect(script.text().contains("告警 #20417 已在事件 #3 中"))
    #expect(script.text().contains("任务 已选 2"))
  }
}

@Suite struct DispatchDialogTests {
  private func script(
    _ actions: [DispatchAction], size: Size = Size(columns: 80, rows: 24), language: Language = .zh
  ) -> Script {
    Script(
      size, DispatchFixture.configuration(language), snapshot: DispatchFixture.snapshot(actions),
      signedIn: Fixture.lead)
  }

  private static let drafts: [DispatchAction] = [
    .open(IncidentID(1), DispatchFixture.draft(20416, team: "gas-1"), isOrdered: true),
    .open(IncidentID(2), DispatchFixture.draft(20417, team: "gas-1"), isOrdered: false),
  ]

  @Test(arguments: Language.allCases)
  func drafts(language: Language) {
    var script = script(Self.drafts, language: language)
    script.press("D", "i")
    Golden.expect("dispatch-issue", &script)
  }

  @Test(arguments: Language.allCases)
  func measures(language: Language) {
    var draft = DispatchFixture.draft()
    draft.checklist = (1...30).map { number in
      ChecklistItem(
        text: Bilingual(zh: "第 \(number) 项措施", en: "Measure \(number)"), from: .red, origin: "应对法 §67")
    }
    var script = script([.open(IncidentID(1), draft, isOrdered: true)], language: language)
    script.press("D", "v", "<s-tab>", "<right>")
    Golden.expect("dispatch-measures", &script)
  }

  @Test func whatTheDialogSaysOfATeamThatIsOutIsWhatIsConfirmed() throws {
    var out = script(Self.drafts)
    out.press("D", "i", "y")
    guard case .performDuty(let command, _, _) = try #require(out.effects.last) else { return }
    #expect(command.action == .dispatch(.issue(IncidentID(2), acceptsCommitted: true)))
    var free = script([.open(IncidentID(1), DispatchFixture.draft(), isOrdered: false)])
    free.press("D", "i", "y")
    guard case .performDuty(let other, _, _) = try #require(free.effects.last) else { return }
    #expect(other.action == .dispatch(.issue(IncidentID(1), acceptsCommitted: false)))
  }

  @Test func theHandoverListsTheIncidentWithWhatItWaitsFor() {
    var script = script(
      [.open(IncidentID(1), DispatchFixture.draft(), isOrdered: true)], size: Size(columns: 160, rows: 40))
    script.press("H", "G", "k")
    #expect(script.text().contains("事件 #1 天元广场 燃气浓度越限"))
    #expect(script.text().contains("一级响应  在办 3  待签收 3"))
  }
}
