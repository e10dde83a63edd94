import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

@Suite struct GuidanceTests {
  private static let small = Size(columns: 80, rows: 24)
  private static let medium = Size(columns: 120, rows: 40)
  private static let large = Size(columns: 200, rows: 60)

  private func rise(_ id: Int64 = 20418, sensor: Int = 1, ago: Span) -> Alarm {
    Fixture.alarm(id, sensor: sensor, rule: "gas-rise", .yellow, value: 6.1, ago: ago)
  }

  private func text(of alarms: [Alarm], cursorDown count: Int = 0, _ size: Size = GuidanceTests.large)
    -> String
  {
    var script = Script(size, snapshot: Fixture.snapshot(alarms))
    for _ in 0..<count { script.press("j") }
    script.press("p")
    return script.text()
  }

  @Test func theKeyTakesTheDetailInPlaceOfTheQueueWhereThereIsNoRoom() {
    var script = Script(GuidanceTests.small)
    script.press("p")
    #expect(script.text().contains("核实乙烷读数"))
    #expect(script.cursorLine() == nil)
    script.press("<esc>")
    #expect(script.cursorLine() != nil)
  }

  @Test func theKeyLeavesTheQueueInFocusWhereTheDetailStandsBesideIt() {
    var script = Script(GuidanceTests.medium)
    script.press("p", "j")
    #expect(script.cursorLine()?.text.contains("体育广场") == true)
    #expect(script.text().contains("没有处置指引"))
  }

  @Test func theKeySaysSoWhereThereIsNoAlarm() {
    var script = Script(snapshot: Fixture.snapshot([]))
    script.press("p")
    #expect(script.text().contains("没有选中的行"))
  }

  @Test func whatIsLeftOfTheTimeRunsDownAndIsThenOver() {
    var script = Script(GuidanceTests.large)
    script.press("p")
    #expect(script.text().contains("余 13:14"))
    script.pass(.minutes(13))
    #expect(script.text().contains("余 00:14"))
    script.pass(.minutes(1))
    #expect(script.text().contains("已超 00:46"))
  }

  @Test func anAlarmThatHasReturnedHasNoTimeLeft() {
    let returned = Fixture.alarms.filter { !$0.condition.isActive }
    let text = text(of: returned)
    #expect(text.contains("可用 15:00"))
    #expect(!text.contains("余 ") && !text.contains("已超"))
  }

  @Test func theFirstActionsStandInTheSummaryWhereThereIsRoom() {
    for (size, shown, hidden) in [
      (GuidanceTests.small, [], ["核实乙烷"]), (GuidanceTests.medium, ["核实乙烷", "通知燃气"], ["断电禁火"]),
      (GuidanceTests.large, ["核实乙烷", "通知燃气", "断电禁火"], ["红色：疏散"]),
    ] as [(Size, [String], [String])] {
      var script = Script(size)
      script.press("<enter>")
      let text = script.text()
      #expect(shown.allSatisfy(text.contains), "\(size)")
      #expect(!hidden.contains(where: text.contains), "\(size)")
    }
  }

  @Test func consequencesAreNamedBesideTheirCause() {
    let text = text(of: [Fixture.alarms[0], rise(ago: .seconds(61))])
    #expect(text.contains("后果 3黄 #20418"))
    #expect(text.contains("同一泄漏的旁证"))
  }

  @Test func theCauseIsNamedBesideItsConsequence() {
    let text = text(of: [Fixture.alarms[0], rise(ago: .seconds(61))], cursorDown: 1)
    #expect(text.contains("原因 1红 #20417"))
  }

  @Test func anAlarmBeforeItsCauseOrTooLateAfterItIsNoConsequence() {
    let early = rise(ago: .seconds(107))
    #expect(!text(of: [Fixture.alarms[0], early]).contains("相关未恢复"))
    let old = Fixture.alarm(20417, sensor: 0, rule: "gas-lel", .red, value: 21.9, ago: .minutes(20))
    #expect(!text(of: [old, rise(ago: .minutes(10) + .milliseconds(-1))]).contains("相关未恢复"))
    #expect(text(of: [old, rise(ago: .minutes(10))]).contains("相关未恢复 1"))
  }

  @Test func aRelationOfOneTownReachesOtherRiskPointsAndOneOfARiskPointDoesNot() {
    let heat = Fixture.alarm(20405, sensor: 4, rule: "heat-low", .yellow, value: 38, ago: .minutes(30))
    let text = text(of: [heat, rise(ago: .minutes(1))], cursorDown: 1)
    #expect(text.contains("后果 3黄 #20418"))
    let far = Fixture.alarm(20417, sensor: 2, rule: "gas-lel", .red, value: 21.9, ago: .minutes(2))
    #expect(!self.text(of: [far, rise(ago: .minutes(1))]).contains("相关未恢复"))
  }

  @Test func aWarningTakesTheGuidanceOfItsCodeBeforeTheGeneralOne() {
    let warnings = Fixture.alarms.filter { if case .warning = $0.key { true } else { false } }
    #expect(text(of: warnings).contains("停高空作业"))
    var script = Script(GuidanceTests.large, snapshot: Fixture.snapshot(warnings) { $0.warnings = [] })
    script.press("p")
    #expect(script.text().contains("转责任单位"))
  }

  @Test func aSensorShowsTheGuidanceOfItsRules() {
    var script = Script(GuidanceTests.large)
    script.press("1", "<enter>", "[")
    #expect(script.text().contains("井内甲烷达到限值"))
  }
}
