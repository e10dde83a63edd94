import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

/// A report counted from a journal of some days: alarms of three rules at all grades, chatter, fleeting ones
/// and one that stands.
private enum Counted {
  static func report(days: Int64) -> QualityReport {
    let start = Fixture.now - .hours(24 * days)
    var state = OperationsState()
    var log = QualityLog(from: start, state: state, isWatched: true)
    func write(_ event: Event, _ at: Instant) {
      let entry = JournalEntry(sequence: state.lastSequence + 1, at: at, event: event)
      let changes = state.changes(by: entry)
      log.take(entry, changes, state: state)
    }
    func condition(_ sensor: String, _ rule: String, _ grade: Grade?, _ at: Instant) {
      write(
        .condition(
          ConditionEvent(
            key: .threshold(sensor: sensor, rule: rule), sector: .lifelines, source: "feed-1", grade: grade,
            measured: at)), at)
    }
    write(.signedIn(Fixture.lead), start)
    write(
      .source(
        id: "feed-1", sector: .lifelines, name: Bilingual(same: "feed"), state: .live, grade: .orange,
        at: start), start)
    condition("s4", "heat-low", .yellow, start + .hours(1))
    for hour in 2..<Int64(24 * days) {
      let at = start + .hours(hour)
      let grade: Grade = hour % 40 == 0 ? .red : hour % 10 == 0 ? .orange : .blue
      condition("s0", "gas-lel", grade, at)
      let key = AlarmKey.threshold(sensor: "s0", rule: "gas-lel")
      if let alarm = state.alarms[key] {
        let command = Command(
          name: .acknowledge, alarm: alarm.id, occurrence: alarm.occurrence, seenVersion: alarm.version,
          seenRevision: alarm.revision, actor: Fixture.lead)
        write(.command(command), at + .seconds(9))
      }
      condition("s0", "gas-lel", nil, at + .minutes(20))
    }
    for second in 0..<4 {
      let at = Fixture.now - .hours(3) + .seconds(Int64(second) * 12)
      condition("s10", "crowd-dense", .yellow, at)
      condition("s10", "crowd-dense", nil, at + .seconds(5))
    }
    return log.report(at: Fixture.now, isWatched: true)
  }
}

@Suite struct QualityTests {
  private func shown(
    _ size: Size = Size(columns: 80, rows: 24), _ language: Language = .zh, days: Int64 = 3,
    tabs: Int = 0
  ) -> Script {
    var script = Script(size, Fixture.configuration(language))
    script.press(":")
    script.type("kpi")
    script.press("<enter>")
    script.send(.quality(Counted.report(days: days)))
    for _ in 0..<tabs { script.press("]") }
    return script
  }

  @Test(arguments: sizes, Language.allCases)
  func figuresOfThreeDays(size: Size, language: Language) {
    var script = shown(size, language)
    Golden.expect("kpi", &script)
  }

  @Test(arguments: [Size(columns: 120, rows: 40)], Language.allCases)
  func figuresOfThirtyDays(size: Size, language: Language) {
    var script = shown(size, language, days: 30)
    Golden.expect("kpi-marked", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func listsAndSplit(size: Size, language: Language) {
    var script = shown(size, language, tabs: 1)
    Golden.expect("kpi-top", &script)
    script.press("]", "j")
    Golden.expect("kpi-nuisance", &script)
    script.press("]")
    Golden.expect("kpi-split", &script)
  }

  @Test(arguments: ["kpi", "zb", "指标", "quality"])
  func thePaletteFindsTheFiguresByEachName(word: String) {
    var script = Script(Size(columns: 80, rows: 24), Fixture.configuration())
    script.press(":")
    script.type(word)
    script.press("<enter>")
    #expect(script.effects.contains(.requestQuality(isOwned: true)))
    #expect(script.desk.view(size: script.size).grid.line(3).contains("正在统计日志"))
  }

  @Test func theyAreAskedForEveryTenSecondsWhileTheyAreShownAndNotAfter() {
    var script = shown()
    func asked(_ effects: [Effect]) -> Int { effects.count { $0 == .requestQuality(isOwned: true) } }
    #expect(asked(script.effects) == 1)
    for _ in 0..<29 { script.pass(.seconds(1)) }
    #expect(asked(script.effects) == 3)
    script.press("<esc>")
    for _ in 0..<30 { script.pass(.seconds(1)) }
    #expect(asked(script.effects) == 3)
  }

  @Test func withoutAnOwnerTheEndCountsAsUnwatched() {
    var script = shown()
    script.send(.link(.stalled(since: script.now)))
    script.effects = []
    script.pass(.seconds(11))
    #expect(script.effects.contains(.requestQuality(isOwned: false)))
  }

  @Test func aValueOfTooFewDaysIsGreyAndHasNoMark() {
    var script = shown(Size(columns: 120, rows: 40), days: 3)
    script.press("j")
    let text = script.text()
    #expect(text.contains("数据不足 n=3d"))
    #expect(!text.contains(" 达标"))
    #expect(!text.contains("未达标"))
    let grid = script.frame().grid
    let row = (0..<grid.size.rows).first { grid.line($0).contains("告警率") } ?? 0
    let columns = (0..<grid.size.columns).filter { grid[$0, row].role == .muted }
    // Chinese characters take two cells.
    #expect(columns.count == "1.04/h".count + 2 * "数据不足".count + 1 + "n=3d".count)
  }

  @Test func theActionOfTheRowUnderTheCursorIsWrittenOut() {
    var script = shown()
    #expect(script.text().contains("复核前十类告警，放宽限值、延时或回差"))
    script.press("G")
    #expect(script.text().contains("窗口内没有评分的演练"))
    script.press("g", "j")
    #expect(script.text().contains("查高峰时段由哪几类告警造成，合并或抑制次生告警"))
  }

  @Test func moreKeysThanRowsLeaveTheCursorOnTheLast() {
    var script = shown(tabs: 3)
    for _ in 0..<20 { script.press("j") }
    script.press("k")
    let lines = script.lines()
    #expect(lines.contains { $0.contains(">3黄") })
  }

  @Test func theTextPageHasEveryFigureAndAnActionForEachList() {
    let page = QualityPage(Counted.report(days: 3), site: FixtureSite.site, language: .en)
    let lines = page.lines(widths: Fixture.widths)
    for measure in QualityMeasure.allCases {
      #expect(lines.contains { $0.contains(measure.name.en) }, "\(measure)")
    }
    #expect(lines.contains { $0.hasPrefix("4蓝") && $0.hasSuffix("###") })
    #expect(lines.count { $0.hasPrefix("Action: ") } == 5)
  }

  @Test func markdownEscapesWhatWouldBreakItsTables() {
    let page = QualityPage(Counted.report(days: 3), site: FixtureSite.site, language: .en)
    let rows = page.markdown.filter { $0.hasPrefix("| K") && $0.dropFirst(3).first?.isNumber == true }
    #expect(rows.count == QualityMeasure.allCases.count)
    #expect(rows.allSatisfy { $0.replacing("\\|", with: "").count { $0 == "|" } == 7 })
    #expect(rows.allSatisfy { !$0.contains("<") })
  }
}
