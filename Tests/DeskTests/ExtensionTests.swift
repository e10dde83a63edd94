import Alarms
import Cells
import CityDispatch
import CitySafety
import Desk
import Operations
import Testing

/// `d` on an incident that is under way: what it takes in when more happens.
@Suite struct ExtensionTests {
  /// An incident that was opened at yellow for alarm 20417, which is red now: one order of three.
  private static let mild: DispatchAction = {
    var draft = DispatchFixture.draft()
    (draft.grade, draft.level, draft.commander) = (.yellow, .three, "住建局负责人")
    (draft.checklist, draft.tasks) = ([], [DispatchFixture.task(0, team: "gas-1")])
    return .open(IncidentID(1), draft, isOrdered: true)
  }()

  private func script(
    _ actions: [DispatchAction] = [mild], size: Size = Size(columns: 80, rows: 24), language: Language = .zh
  ) -> Script {
    Script(
      size, DispatchFixture.configuration(language), snapshot: DispatchFixture.snapshot(actions),
      signedIn: Fixture.lead)
  }

  private func asked(_ script: Script) -> DispatchAction? {
    guard case .performDuty(let command, _, _)? = script.effects.last,
      case .dispatch(let action) = command.action
    else { return nil }
    return action
  }

  @Test(arguments: sizes, Language.allCases)
  func form(size: Size, language: Language) {
    var script = script(size: size, language: language)
    script.press("d")
    Golden.expect("order-more", &script)
  }

  @Test func anAlarmThatGotWorseOrdersWhatItsPlanHasForTheGrade() throws {
    var script = script()
    script.press("d", "y")
    guard case .extend(let id, let more, true)? = asked(script) else {
      Issue.record("not asked: \(script.text())")
      return
    }
    #expect(id == IncidentID(1) && more.alarms.isEmpty)
    #expect(more.grade == .red && more.level == .one && more.commander == "旗长")
    #expect(more.checklist == DispatchFixture.plan.checklist)
    // What is ordered already is not ordered twice.
    #expect(more.tasks.map(\.planTask) == ["cordon", "notice"])
  }

  @Test func onTheBoardMoreIsOrderedWhateverTheAlarmSays() throws {
    var script = script([.open(IncidentID(1), DispatchFixture.draft(), isOrdered: true)])
    script.press("D", "d")
    #expect(script.text().contains("[已下达]"))
    script.press("<space>", "y")
    guard case .extend(_, let more, true)? = asked(script) else {
      Issue.record("not asked: \(script.text())")
      return
    }
    #expect(more.tasks.map(\.planTask) == ["repair"] && more.level == .one)
  }

  @Test func anAlarmThatStandsAsItWasLeadsToTheBoard() {
    var script = script([.open(IncidentID(1), DispatchFixture.draft(), isOrdered: true)])
    script.press("d")
    #expect(script.text().contains("派单板") && asked(script) == nil)
  }

  @Test func aMarkedAlarmOfNoIncidentJoinsTheOneOfAnother() throws {
    var script = script([.open(IncidentID(1), DispatchFixture.draft(), isOrdered: true)])
    script.press("<space>", "<space>", "d", "y")
    guard case .extend(let id, let more, true)? = asked(script) else {
      Issue.record("not asked: \(script.text())")
      return
    }
    #expect(id == IncidentID(1) && more.alarms.count == 1 && more.alarms != [AlarmID(20417)])
  }

  @Test func anAlarmWhoseIncidentIsOverIsDispatchedAnew() {
    var script = script([
      .open(IncidentID(1), DispatchFixture.draft(), isOrdered: true), .terminate(IncidentID(1), reason: "x"),
    ])
    script.press("d", "y")
    guard case .open(_, let draft, true)? = asked(script) else {
      Issue.record("not asked: \(script.text())")
      return
    }
    #expect(draft.alarms == [AlarmID(20417)])
  }

  @Test func anOperatorDraftsWithoutRaisingTheLevel() {
    var script = Script(
      Size(columns: 80, rows: 24), DispatchFixture.configuration(),
      snapshot: DispatchFixture.snapshot([Self.mild]),
      signedIn: Fixture.watcher)
    script.press("d", "y")
    guard case .extend(_, let more, false)? = asked(script) else {
      Issue.record("not asked: \(script.text())")
      return
    }
    #expect(more.level == .three && more.commander == "住建局负责人" && more.tasks.count == 2)
  }

  @Test func levelAndEventGradeAreAskedFromWhatTheyAre() {
    var script = script()
    script.press("D", "l")
    #expect(script.text().contains("[三级响应]"))
    script.press("<esc>", "g")
    #expect(script.text().contains("[一般]"))
    // Nothing is chosen by a key that only opened the dialog.
    script.pass(.seconds(1))
    script.press("y")
    #expect(asked(script) == nil)
  }
}
