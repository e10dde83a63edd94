import Alarms
import Cells
import CityDispatch
import CitySafety
import Operations
import Testing

@testable import Desk

/// A site that may warn of gas, with a warning in force whose update waits, one to approve and one that is over.
enum WarningFixture {
  static let type = WarningType(
    id: "gas", name: Bilingual(zh: "燃气泄漏爆炸", en: "Gas leak and explosion"), category: "Safety",
    urgency: "Immediate",
    certainty: "Likely")

  static var authoring: WarningAuthoring {
    var authoring = WarningAuthoring()
    authoring.status = .exercise
    authoring.kinds = [
      WarningKind(
        type: type, plans: ["gas"],
        caution: Bilingual(zh: "{place}燃气浓度异常，可能燃爆。", en: "Gas at {place}: it may explode."),
        origin: "test"),
      WarningKind(
        type: WarningType(
          id: "weather", name: Bilingual(zh: "气象信号", en: "Weather signal"), category: "Met",
          urgency: "Unknown",
          certainty: "Unknown"), plans: ["weather"],
        publisher: Bilingual(zh: "气象台站", en: "the weather stations"),
        origin: "气象灾害防御条例 §30"),
    ]
    for grade in Grade.allCases {
      authoring.issuers[grade] = WarningIssuer(
        name: Bilingual(zh: "杭锦旗应急管理局", en: "Emergency Bureau of Hanggin Banner"),
        sender: "e@hanggin.example",
        code: "15062500000001")
    }
    authoring.recipients = [.red: ["city-duty", "government-duty", "media-duty"], .orange: ["media-duty"]]
    authoring.index = WarningIndex(folder: "w", id: "tag:x,2026:w", title: Bilingual(same: "w"))
    return authoring
  }

  static func configuration(_ language: Language = .zh) -> DeskConfiguration {
    var configuration = DispatchFixture.configuration(language)
    configuration.site.authoring = authoring
    configuration.dispatch.plans[0].advice = Bilingual(
      zh: "不开关电器，不打电话，向上风向撤离。", en: "Switch nothing, do not phone, leave upwind.")
    for grade in Grade.allCases { configuration.authority.permit(.issueWarning, .lead, grade) }
    for role in [Role.operator, .lead] { configuration.authority.permit(.draftWarning, role) }
    configuration.authority.permit(.approveWarning, .lead, .red)
    return configuration
  }

  static func content(_ grade: Grade, _ zh: String, _ en: String) -> WarningContent {
    WarningContent(
      status: .exercise, type: type, grade: grade, starts: Fixture.now - .minutes(20),
      ends: Fixture.now + .hours(6),
      area: Bilingual(zh: zh, en: en), geocodes: ["150625100"],
      caution: Bilingual(zh: "燃气浓度异常，可能燃爆。", en: "Gas: it may explode."),
      measures: Bilingual(zh: "不开关电器，向上风向撤离。", en: "Switch nothing, leave upwind."),
      issuer: authoring.issuers[grade] ?? WarningIssuer(name: Bilingual(same: ""), sender: "", code: ""))
  }

  static func snapshot(_ actions: [DispatchAction] = [], of incident: IncidentID? = nil) -> Snapshot {
    var book = PublicWarningBook()
    func draft(_ id: Int64, _ content: WarningContent) -> WarningAction {
      .draft(PublicWarningID(id), incident: incident, content, isSubmitted: true)
    }
    let steps: [(WarningAction, Actor)] = [
      (draft(1, content(.yellow, "塔然高勒路", "Taran Road")), Fixture.watcher),
      (.issue(PublicWarningID(1), approver: nil), Fixture.lead),
      (.cancel(PublicWarningID(1), reason: "浓度正常"), Fixture.lead),
      (draft(2, content(.orange, "天元广场周边", "Around Tianyuan square")), Fixture.watcher),
      (.issue(PublicWarningID(2), approver: nil), Fixture.lead),
      (draft(2, content(.red, "天元广场及人民路", "Tianyuan square and Renmin Road")), Fixture.watcher),
      (draft(3, content(.blue, "汽车站", "Bus station")), Fixture.watcher),
    ]
    for (index, step) in steps.enumerated() {
      book.apply(step.0, by: step.1, at: Fixture.now - .minutes(Int64(steps.count - index)))
    }
    var snapshot = DispatchFixture.snapshot(actions)
    snapshot.publicWarnings = PublicWarningTable(PublicWarningTable(), book.takeChanges())
    return snapshot
  }

  static func script(
    _ size: Size = Size(columns: 120, rows: 40), _ language: Language = .zh, as actor: Actor = Fixture.lead,
    actions: [DispatchAction] = []
  ) -> Script {
    Script(size, configuration(language), snapshot: snapshot(actions), signedIn: actor)
  }
}

@Suite struct WarningGoldenTests {
  @Test(arguments: sizes, Language.allCases)
  func board(size: Size, language: Language) {
    var script = WarningFixture.script(size, language)
    script.press("W")
    Golden.expect("warning-board", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func form(size: Size, language: Language) {
    var script = WarningFixture.script(size, language, actions: DispatchFixture.underWay)
    script.press("D", "w")
    Golden.expect("warning-form", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func issue(size: Size, language: Language) {
    var script = WarningFixture.script(size, language)
    script.press("W", "i")
    Golden.expect("warning-issue", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func cancel(size: Size, language: Language) {
    var script = WarningFixture.script(size, language)
    script.press("W", "x")
    Golden.expect("warning-cancel", &script)
  }
}

@Suite struct WarningEndTests {
  private static let over: [DispatchAction] =
    [.open(IncidentID(1), DispatchFixture.draft(), isOrdered: false)]
    + [1, 2, 3].map { .step(TaskID($0), .cancel, channel: "", words: "x") }
    + [.terminate(IncidentID(1), reason: "x")]

  private func script(_ size: Size, _ language: Language) -> Script {
    Script(
      size, WarningFixture.configuration(language),
      snapshot: WarningFixture.snapshot(Self.over, of: IncidentID(1)), signedIn: Fixture.lead)
  }

  @Test(arguments: sizes, Language.allCases)
  func close(size: Size, language: Language) {
    var script = script(size, language)
    script.press("D", "b")
    Golden.expect("dispatch-close", &script)
  }

  @Test func closingAsksWhetherAWarningIsKeptAndSaysWhich() throws {
    var script = script(Size(columns: 120, rows: 40), .zh)
    script.press("D", "b")
    script.press("属", "实")
    #expect(script.text().contains("预警 #2 橙色") && script.text().contains("天元广场周边"))
    script.press("<tab>", "<tab>", "<tab>", "y")
    #expect(!script.effects.contains { if case .performDuty = $0 { true } else { false } })
    #expect(script.text().contains("先到预警台解除，或选择保留"))
    script.press("<right>", "<tab>", "y")
    guard case .performDuty(let command, _, _) = try #require(script.effects.last),
      case .dispatch(let action) = command.action
    else {
      Issue.record("nothing was sent")
      return
    }
    #expect(action == .close(IncidentID(1), verdict: "属实", lessons: "", keepsWarnings: true))
  }

  @Test(arguments: sizes, Language.allCases)
  func handedOver(size: Size, language: Language) {
    var script = Script(
      size, WarningFixture.configuration(language),
      snapshot: WarningFixture.snapshot(Self.over, of: IncidentID(1)), signedIn: Fixture.lead)
    script.press("H", "k")
    Golden.expect("handover-warnings", &script)
  }
}

@Suite struct WarningKeyTests {
  private func asked(_ script: Script) -> (action: WarningAction, seen: Int64, name: String?)? {
    for effect in script.effects {
      if case .performDuty(let command, let name, _) = effect, case .warning(let action) = command.action {
        return (action, command.seen, name)
      }
    }
    return nil
  }

  @Test func aDraftOfAnIncidentCarriesItsPlaceItsGradeAndThePlansAdvice() throws {
    var script = WarningFixture.script(actions: DispatchFixture.underWay)
    // The form is complete: the first thing that is asked for is the row of buttons.
    script.press("D", "w", "y")
    guard case .draft(let id, let incident, let content, let isSubmitted)? = asked(script)?.action else {
      Issue.record("no draft was asked for: \(script.text())")
      return
    }
    #expect(id.value == 0 && incident == IncidentID(1) && isSubmitted)
    #expect(content.grade == .red && content.type.id == "gas")
    // The place has no English name: its town stands there.
    #expect(content.area == Bilingual(zh: "天元广场", en: "Xini"))
    #expect(content.caution.zh == "天元广场燃气浓度异常，可能燃爆。")
    #expect(content.measures.zh == "不开关电器，不打电话，向上风向撤离。")
    #expect(content.ends - content.starts == .hours(12))
  }

  @Test func theWeatherIsNotWarnedOfAndTheScreenSaysWhoDoes() {
    var weather = DispatchFixture.draft()
    weather.plan = "weather"
    var script = WarningFixture.script(actions: [.open(IncidentID(1), weather, isOrdered: false)])
    script.press("D", "w")
    #expect(script.text().contains("气象信号由气象台站发布，本台只接收和转告"))
    #expect(asked(script) == nil)
  }

  @Test func aRedUpdateIsIssuedWithASecondPersonAndBoundToWhatWasSeen() throws {
    var script = WarningFixture.script()
    script.press("W", "i")
    script.pass(.seconds(1))
    script.type("zhao")
    script.press("<tab>")
    script.type("secret")
    script.press("<enter>", "y")
    let sent = try #require(asked(script))
    #expect(sent.action == .issue(PublicWarningID(2), approver: nil))
    #expect(sent.name == "zhao" && sent.seen == 3)
  }

  @Test func whatGoesOutIsScrolledToItsEndAndNoFurther() {
    var script = WarningFixture.script(Size(columns: 80, rows: 24))
    script.press("W", "i")
    #expect(script.text().contains("下面还有"))
    for _ in 0..<20 { script.press("<pgdn>") }
    #expect(script.text().contains("下面还有 0 行") && script.text().contains("Text message: [EXERCISE]"))
    script.press("<pgup>")
    #expect(script.text().contains("下面还有 5 行"))
  }

  @Test func anActThatNeedsNoSecondPersonAsksForNone() throws {
    var script = WarningFixture.script()
    script.press("W", "j", "i", "y")
    let sent = try #require(asked(script))
    #expect(sent.action == .issue(PublicWarningID(3), approver: nil) && sent.name == nil)
  }

  @Test func aLiftShowsItsReasonAsItWillGoOut() throws {
    var script = WarningFixture.script()
    script.press("W", "x")
    script.pass(.seconds(1))
    script.type("已关阀")
    script.press("<enter>")
    #expect(script.text().contains("解除原因：已关阀"))
    #expect(script.text().contains("演练，不是真实预警"))
    script.press("y")
    #expect(try #require(asked(script)).action == .cancel(PublicWarningID(2), reason: "已关阀"))
  }

  @Test func anotherSeatsDraftIsAnnouncedOnce() {
    var script = Script(
      Size(columns: 120, rows: 40), WarningFixture.configuration(), snapshot: DispatchFixture.snapshot([]),
      signedIn: Fixture.lead)
    var snapshot = WarningFixture.snapshot()
    snapshot.number = 7
    script.send(.snapshot(snapshot))
    #expect(script.text().contains("红色预警 #2 燃气泄漏爆炸 待审批（李明），W 看"))
    script.press("m")
    snapshot.number = 8
    script.send(.snapshot(snapshot))
    #expect(!script.text().contains("待审批（李明）"))
  }

  @Test func whatIsOverIsNotTouched() {
    var script = WarningFixture.script()
    script.press("W", "G", "e")
    #expect(asked(script) == nil)
    for key in ["e", "i", "x", "r", "z"] {
      script.press(key)
      #expect(script.text().contains("预警已解除，不能这样做"), "\(key)")
    }
  }

  @Test func aTimeThatNobodyCanReadStaysInTheFormWithWhatWasTyped() {
    var script = WarningFixture.script()
    script.press("W", "j", "e", "<tab>", "<tab>", "<tab>")
    script.type("x")
    for _ in 0..<10 { script.press("<tab>") }
    script.press("y")
    #expect(asked(script) == nil)
    let text = script.text()
    #expect(text.contains("看不懂起始时间“2026-") && text.contains("x”"), "\(text)")
  }

  @Test func aRefusalStaysInTheDialogWithItsRemedy() throws {
    var script = WarningFixture.script()
    script.press("W", "j", "i", "y")
    guard case .performDuty(let command, _, _) = try #require(script.effects.last) else { return }
    script.send(
      .result(command.id, .refused(.duty(.warning(.smsTooLong(parts: 5, limit: 3))))))
    #expect(script.text().contains("短信要 5 条，上限 3：请缩短范围或措施"))
    script.press("<esc>")
    #expect(script.text().contains("预警发布"))
  }

  @Test func everyRefusalHasItsWordsInBothLanguages() {
    for language in Language.allCases {
      let wording = Wording(index: SiteIndex(site: FixtureSite.site))
      let grade = Grade.red
      let refusals: [WarningRefusal] = [
        .unknown(PublicWarningID(1)), .unknownIncident(IncidentID(1)), .raced(by: nil, at: .epoch),
        .raced(by: "x", at: .epoch), .unknownKind("x"),
        .received(kind: Bilingual(same: "x"), publisher: Bilingual(same: "y"), origin: "z"), .noIssuer(grade),
        .missing(.area), .ended, .badCode("x"), .notForGrade(grade, .lead),
        .approverNotForGrade(grade, .lead),
        .needsSecond(grade), .secondIsFirst("x"), .wrongState(.expired), .nothingToDo, .needsReason,
        .smsTooLong(parts: 1, limit: 1), .tooMany(limit: 1),
      ]
      let texts = refusals.map { wording.text(of: .duty(.warning($0)))[language] }
      #expect(Set(texts).count == texts.count && texts.allSatisfy { !$0.contains("{") && !$0.isEmpty })
    }
  }
}
