import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

/// A desk whose site lets alarms be shelved and commands be undone.
private func script(
  _ alarms: [Alarm] = Fixture.alarms, by actor: Actor? = Fixture.lead,
  size: Size = Size(columns: 80, rows: 24),
  _ language: Language = .zh
) -> Script {
  Script(
    size, Fixture.configuration(language),
    snapshot: Fixture.snapshot(alarms) { $0.duty = Fixture.duty }, signedIn: actor)
}

extension Fixture {
  static let duty: DutyState = {
    var policy = AlarmPolicy.silent
    policy.shelfLimit = AlarmPolicy.ByGrade([30, 60, 240, 480].map { Span.minutes($0) })
    policy.undoLimit = .seconds(30)
    var state = OperationsState()
    _ = state.apply(JournalEntry(sequence: 1, at: Fixture.now, event: .policy(policy)))
    return state.duty
  }()
}

@Suite struct LifeCommandTests {
  @Test func shelvingAnOrangeAlarmTakesATimeAndAReason() {
    var script = script()
    script.press("j", "S")
    #expect(script.text().contains("搁置 #20416"))
    script.pass(.seconds(1))
    script.press("<right>", "<tab>")
    script.type("校准")
    script.press("<tab>", "y")
    let command = script.commands.first
    #expect(command?.name == .shelve && command?.text == "校准")
    // Whole minutes from now on: 30 minutes were chosen.
    #expect(command?.until.map { (Fixture.now + .minutes(30)) - $0 < .minutes(1) } == true)
  }

  @Test func aShelvingWithoutAReasonIsNotSent() {
    var script = script()
    script.press("j", "S")
    script.pass(.seconds(1))
    script.press("<tab>", "<tab>", "y")
    #expect(script.commands.isEmpty)
    #expect(script.text().contains("请填写事由"))
  }

  @Test func shelvingARedAlarmAsksForASecondLead() {
    var script = script()
    script.press("S")
    script.pass(.seconds(1))
    #expect(script.text().contains("红色告警须另一位班长同意"))
    script.press("<tab>")
    script.type("校准")
    script.press("<tab>")
    script.type("wang")
    script.press("<tab>")
    script.type("code")
    script.press("<tab>", "y")
    let performed = script.effects.compactMap { effect -> (String?, String?)? in
      if case .perform(_, let name, let code) = effect { (name, code) } else { nil }
    }
    #expect(performed.first?.0 == "wang" && performed.first?.1 == "code")
  }

  @Test func theShelveKeyTakesAShelvedAlarmOff() {
    var alarms = Fixture.alarms
    alarms[1].shelf = Shelf(
      until: Fixture.now + .minutes(20), since: Fixture.now, reason: "校准", by: "陈立", second: nil,
      grade: .orange)
    var script = script(alarms)
    script.press("G", "S")
    script.pass(.seconds(1))
    script.press("y")
    #expect(script.commands.map(\.name) == [.unshelve])
  }

  @Test func closingAsksForAVerdictAndOnlyWhenTheAlarmIsOver() {
    var alarms = Fixture.alarms
    alarms[3].condition = .normal
    var script = script([alarms[0], alarms[3]])
    script.press("x")
    #expect(script.text().contains("不能结案"))
    script.press("j", "x")
    script.pass(.seconds(1))
    script.press("2", "<tab>")
    script.type("误触")
    script.press("<tab>", "y")
    #expect(script.commands.first?.verdict == .falseAlarm)
    #expect(script.commands.first?.text == "误触")
  }

  @Test func theGradeCanBeSetWithAReason() {
    var script = script()
    script.press("j", "P")
    script.pass(.seconds(1))
    script.press("1", "<tab>")
    script.type("人群失控")
    script.press("<tab>", "y")
    #expect(script.commands.first?.grade == .red)
  }

  @Test func whatThePreviewListsIsOneCommandOnExactlyThose() {
    var script = script()
    script.press("A")
    #expect(script.text().contains("确认 4 条告警"))
    script.pass(.seconds(1))
    script.press("y")
    #expect(script.commands.count == 1)
    #expect(
      script.commands.first?.targets.map(\.alarm.value).sorted() == [20404, 20413, 20416, 20417])
  }

  @Test func marksOfOtherStatesAreLeftOutOfABulkCommand() {
    var script = script()
    script.press("<space>", "G", "<space>", "a")
    script.pass(.seconds(1))
    script.press("y")
    #expect(script.commands.first?.targets.map(\.alarm) == [AlarmID(20417)])
  }

  @Test func undoTakesBackTheLastCommandOfTheSeatByItsID() throws {
    var script = script()
    script.press("a")
    let command = try #require(script.commands.first)
    script.send(.result(command.id, .done(revision: 7)))
    #expect(script.text().contains("u 撤销"))
    script.press("u")
    #expect(script.commands.last?.name == .undo)
    #expect(script.commands.last?.text == command.id.text)
  }

  @Test func undoIsRefusedOnTheSpotWhenItsTimeIsOver() throws {
    var script = script()
    script.press("a")
    let command = try #require(script.commands.first)
    script.send(.result(command.id, .done(revision: 7)))
    script.pass(.seconds(31))
    script.press("u")
    #expect(script.commands.count == 1)
    #expect(script.text().contains("没有可以撤销的操作"))
  }

  @Test func anAlarmThatIsOverIsChosenFromAListAndReopenedWithAReason() {
    var over = Fixture.alarms[1]
    over.condition = .normal
    over.isAcknowledged = true
    var older = Fixture.alarms[2]
    older.condition = .normal
    older.isAcknowledged = true
    var script = Script(
      snapshot: Fixture.snapshot([Fixture.alarms[0]]) {
        $0.duty = Fixture.duty
        $0.closed = [over, older]
      }, signedIn: Fixture.lead)
    script.press("R")
    script.pass(.seconds(1))
    script.press("j", "<tab>")
    script.type("现场复查")
    script.press("<tab>", "y")
    #expect(script.commands.map(\.name) == [.reopen])
    #expect(script.commands.first?.alarm == older.id && script.commands.first?.text == "现场复查")
  }

  @Test func theDetailSaysWhoElseLooksAtTheAlarmAndTheOthersAreToldOfThisSeat() {
    var script = script(size: Size(columns: 120, rows: 40))
    script.press("j")
    script.pass(.seconds(1))
    #expect(script.effects.contains(.look(AlarmID(20416))))
    let seat = Fixture.configuration().seat
    script.send(
      .presence([
        Presence(seat: "二席", name: "李明", alarm: AlarmID(20416)),
        Presence(seat: seat, name: "陈立", alarm: AlarmID(20416)),
      ]))
    #expect(script.text().contains("正在看：李明 (二席)"))
    #expect(!script.text().contains("陈立 (\(seat))"))
  }

  @Test func theClaimKeyAcceptsWhatWasAssignedToThePerson() {
    var alarms = Fixture.alarms
    alarms[0].handling = .offered(to: Fixture.watcher.person, by: "陈立", until: Fixture.now + .minutes(1))
    var script = script(alarms, by: Fixture.watcher)
    script.press("o")
    #expect(script.commands.map(\.name) == [.accept])
  }

  @Test func suppressedAlarmsStandLastAndAreCountedInTheHeader() {
    var alarms = Fixture.alarms
    alarms[0].suppressedBy = ["power-loss"]
    alarms[1].shelf = Shelf(
      until: Fixture.now + .minutes(20), since: Fixture.now, reason: "校准", by: "陈立", second: nil,
      grade: .orange)
    var script = script(alarms, size: Size(columns: 120, rows: 40))
    #expect(script.lines()[0].contains("搁置 1") && script.lines()[0].contains("抑制 1"))
    #expect(script.cursorLine()?.text.contains("黄河") == true)
  }
}

@Suite struct LifeGoldens {
  private static let sizes = [
    Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
  ]

  private static var alarms: [Alarm] {
    var alarms = Fixture.alarms
    alarms[1].shelf = Shelf(
      until: Fixture.now + .minutes(20), since: Fixture.now - .minutes(9), reason: "校准", by: "陈立",
      second: nil,
      grade: .orange)
    alarms[2].suppressedBy = ["cloudburst-level"]
    alarms[3].condition = .normal
    alarms[6].serviceOrder = ServiceOrder(
      number: "GD-0412", measure: "人工每小时测一次", by: "赵工", second: "chenli", since: Fixture.now - .hours(3))
    alarms[0].escalationDeadline = Fixture.now + .seconds(14)
    return alarms
  }

  @Test(arguments: sizes, Language.allCases)
  func suppressed(size: Size, language: Language) {
    var script = script(LifeGoldens.alarms, size: size, language)
    Golden.expect("suppressed", &script)
    script.press("G", "k")
    script.press("<enter>")
    Golden.expect("suppressed-detail", &script)
  }

  @Test(arguments: Language.allCases)
  func shelveDialog(language: Language) {
    var script = script(size: Size(columns: 80, rows: 24), language)
    script.press("S")
    script.pass(.seconds(1))
    script.press("<right>", "<tab>")
    script.type("校准")
    Golden.expect("shelve", &script)
  }

  @Test(arguments: Language.allCases)
  func acknowledgeShown(language: Language) {
    var script = script(size: Size(columns: 120, rows: 40), language)
    script.press("A")
    Golden.expect("acknowledge-shown", &script)
  }

  @Test(arguments: Language.allCases)
  func outOfServiceDialog(language: Language) {
    let engineer = Actor(person: "zhao", displayName: "赵工", role: .engineer, seat: "二席")
    var script = script(by: engineer, size: Size(columns: 80, rows: 24), language)
    script.press(":")
    script.type("oos")
    script.press("<enter>")
    script.pass(.seconds(1))
    script.type("GD-0412")
    Golden.expect("out-of-service", &script)
  }
}
