import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

/// A desk in a flood or out of it, with alarms of several sensors at one risk point and elsewhere.
private func script(
  _ alarms: [Alarm], flood: Bool = false, size: Size = Size(columns: 80, rows: 24), _ language: Language = .zh
) -> Script {
  var script = Script(
    size, Fixture.configuration(language), snapshot: Fixture.snapshot(alarms), signedIn: Fixture.lead)
  if flood { script.send(.snapshot(snapshot(alarms, number: 2, flood: true))) }
  return script
}

private func snapshot(_ alarms: [Alarm], number: UInt64, flood: Bool) -> Snapshot {
  Fixture.snapshot(alarms, number: number) { snapshot in
    var policy = AlarmPolicy.silent
    policy.floodWindow = .minutes(10)
    var state = OperationsState()
    _ = state.apply(JournalEntry(sequence: 1, at: Fixture.now, event: .policy(policy)))
    if flood {
      _ = state.apply(JournalEntry(sequence: 2, at: Fixture.now, event: .flood(isOn: true, count: 23)))
    }
    snapshot.duty = state.duty
  }
}

/// Sensors 0 to 2 stand at different places of the fixture; 12 alarms by four rules on two of them and others.
private let many: [Alarm] = (0..<24).map { number in
  let grades = Grade.allCases
  return Fixture.alarm(
    Int64(30_000 + number), sensor: number % 3 == 0 ? 0 : number % 12, rule: "gas-lel",
    number == 5 ? .red : grades[1 + number % 3], value: 20, ago: .seconds(Int64(20 + number * 7)))
}

@Suite struct GroupTests {
  @Test func groupingShowsOneRowForEachGroupAndCountsTheRest() {
    var script = script(many)
    script.press("b", "b")
    let heads = script.lines().filter { $0.contains("[+") }
    #expect(!heads.isEmpty)
    // What the marks count and the rows shown are all rows.
    let folded = heads.compactMap { line in
      line.split(separator: "[+").last?.split(separator: "]").first.flatMap { Int($0) }
    }.reduce(0, +)
    let rows = script.lines().filter { $0.hasPrefix("│") && $0.contains(" 未确认 ") }.count
    #expect(folded > 0 && folded + rows == many.count)
    #expect(script.text().contains("分组 风险点"))
  }

  @Test func enterOpensTheGroupAndEscClosesIt() {
    var script = script(many)
    script.press("b", "b", "g")
    let cursor = script.cursorLine()?.text
    script.press("<enter>")
    #expect(script.text().contains("已展开一组"))
    #expect(!script.text().contains("[+"))
    script.press("<esc>")
    #expect(script.text().contains("[+"))
    #expect(script.cursorLine()?.text == cursor)
  }

  @Test func markingAFoldedRowMarksItsWholeGroupAndThePreviewListsThem() {
    var script = script(many)
    script.press("b", "b", "b", "g", "<space>", "a")
    script.pass(.seconds(1))
    script.press("y")
    // All alarms have one rule, so one group by type holds them all.
    #expect(script.commands.first?.targets.count == many.count)
  }

  @Test func theCursorKeepsItsAlarmWhenAnotherBecomesTheFirstOfItsGroup() {
    var alarms = [many[0]]
    var script = script(alarms)
    script.press("b", "b")
    var worse = Fixture.alarm(40_000, sensor: 0, rule: "gas-lel", .red, value: 30, ago: .zero)
    worse.version = 1
    alarms.append(worse)
    script.send(.snapshot(Fixture.snapshot(alarms, number: 3)))
    script.press("a")
    #expect(script.commands.first?.alarm == many[0].id)
  }

  @Test func theFirstAlarmOfAGroupIsMarked() {
    var script = script(many, size: Size(columns: 120, rows: 40))
    script.press("b", "b", "g", "<enter>")
    #expect(script.lines().filter { $0.contains("首发") }.count == 1)
  }

  @Test func aFloodGroupsTheQueueAndItsEndTakesThatBack() {
    var script = script(many, flood: true)
    #expect(script.text().contains("洪峰 10 分钟"))
    #expect(script.text().contains("红色未确认 1"))
    #expect(script.text().contains("[+"))
    script.send(.snapshot(snapshot(many, number: 3, flood: false)))
    #expect(!script.text().contains("[+"))
    #expect(!script.text().contains("洪峰 10 分钟"))
  }

  @Test func aPersonsOwnGroupingOutlivesTheFlood() {
    var script = script(many)
    script.press("b", "b")
    script.send(.snapshot(snapshot(many, number: 2, flood: true)))
    script.send(.snapshot(snapshot(many, number: 3, flood: false)))
    #expect(script.text().contains("分组 风险点"))
  }

  @Test func theRedLaneStaysWhereverTheQueueIsScrolled() {
    var script = script(many, flood: true)
    script.press("G")
    #expect(script.text().contains("红色未确认 1"))
  }

  @Test(
    arguments: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60)],
    Language.allCases)
  func floodScreen(size: Size, language: Language) {
    var script = script(many, flood: true, size: size, language)
    Golden.expect("flood", &script)
  }
}
