import Alarms
import Cells
import CitySafety
import Desk
import Drills
import Operations
import Testing

/// Improvement items at the console: the list, the form that writes one down, and the one that closes it.
@Suite struct ImprovementDeskTests {
  private static let items = [
    Improvement(
      number: 3, run: 2, text: "来电先问伤亡，再问位置", owner: "陈立", since: "2026-11-20", due: "2026-11-25", entry: 71),
    Improvement(number: 2, run: 0, text: "备用电台每班试通", owner: "李明", since: "2026-11-01", due: "2026-12-31"),
    Improvement(
      number: 1, run: 1, text: "预案里补上阀门位置", owner: "王芳", since: "2026-10-01", due: "2026-11-01",
      closing: Improvement.Closing(on: "2026-10-20", by: "张主任", note: "已补")),
  ]

  private static func run(_ number: Int64) -> DrillRun {
    DrillRun(
      number: number, scenario: "gas-leak", version: 2, kind: .exercise, seed: 1,
      startedAt: Fixture.now - .hours(24 * 10), length: .minutes(30),
      players: [DrillRun.Player(person: "chenli", displayName: "陈立", role: .lead)],
      points: Points(hundredths: 8750), rating: .some, objectives: [], plans: [], store: "/d/\(number)")
  }

  private func script(
    _ size: Size = Size(columns: 120, rows: 40), _ language: Language = .zh, by actor: Actor? = Fixture.lead
  ) -> Script {
    var configuration = DrillFixture.armed.configuration(language)
    configuration.scenario = nil
    configuration.lines = .single
    configuration.authority.permit(.keepImprovements, .lead)
    var script = Script(size, configuration, signedIn: actor)
    script.press("<f12>", "<tab>", "<tab>")
    script.send(.drills([], runs: [1, 2].map(ImprovementDeskTests.run), items: ImprovementDeskTests.items))
    return script
  }

  private func asked(_ script: Script) -> [ImprovementRequest] {
    script.effects.compactMap { effect in
      guard case .performDuty(let command, _, _) = effect, case .remark(let remark) = command.action else {
        return nil
      }
      return ImprovementRequest(remark)
    }
  }

  @Test(arguments: sizes, Language.allCases)
  func list(size: Size, language: Language) {
    var script = script(size, language)
    Golden.expect("improvements", &script)
  }

  @Test(arguments: Language.allCases)
  func form(language: Language) {
    var script = script(Size(columns: 80, rows: 24), language)
    script.press("a")
    Golden.expect("improvement-form", &script)
  }

  @Test func anItemIsAskedForWithItsOwnerDateAndRun() throws {
    var script = script()
    script.press("a")
    script.pass(.seconds(1))
    script.type("先看详情")
    script.press("<tab>")
    script.type("陈立")
    script.press("<tab>")
    script.type("2026-12-31")
    script.press("<tab>", "<tab>", "y")
    #expect(
      asked(script) == [.add(text: "先看详情", owner: "陈立", due: "2026-12-31", run: 2)], "\(script.text())")
    // The answer leads back to the list, which is read again.
    guard case .performDuty(let command, _, _)? = script.effects.last else { return }
    script.effects = []
    script.send(.result(command.id, .done(revision: 9)))
    #expect(script.effects.contains(.requestDrills) && script.text().contains("改进项已登记入日志"))
    #expect(script.text().contains("备用电台每班试通"))
  }

  @Test func whatIsNoDateIsSaidAtItsFieldAndNothingIsSent() {
    var script = script()
    script.press("a")
    script.pass(.seconds(1))
    script.type("x")
    script.press("<tab>")
    script.type("y")
    script.press("<tab>")
    script.type("soon")
    script.press("<tab>", "<tab>", "y")
    #expect(asked(script).isEmpty && script.text().contains("“soon”不是日期"), "\(script.text())")
  }

  @Test func theItemUnderTheCursorIsClosedWithAReasonAndAClosedOneIsNot() {
    var script = script()
    script.press("j", "x")
    script.pass(.seconds(1))
    #expect(script.text().contains("备用电台每班试通"))
    script.type("已列入交接")
    script.press("<tab>", "y")
    #expect(asked(script) == [.close(2, note: "已列入交接")], "\(script.text())")
    var closed = self.script()
    closed.press("G", "x")
    #expect(asked(closed).isEmpty && closed.text().contains("第 1 号已关闭"))
  }

  @Test func nobodyAsksWithoutTheRightOrWithoutBeingSignedIn() {
    var stranger = script(by: DrillFixture.director)
    stranger.press("a")
    #expect(stranger.text().contains("登记改进项") && asked(stranger).isEmpty)
    var nobody = script(by: nil)
    nobody.press("a")
    #expect(nobody.text().contains("登录"), "\(nobody.text())")
  }

  @Test func theScoresOfTheRunsStandAmongTheQualityFigures() {
    var script = script()
    script.press("<esc>")
    script.effects = []
    script.press(":")
    script.type("kpi")
    script.press("<enter>")
    #expect(script.effects.contains(.requestDrills))
    script.send(
      .quality(
        QualityLog(from: Fixture.now - .hours(24 * 30), state: OperationsState(), isWatched: true)
          .report(at: Fixture.now, isWatched: true)))
    script.press("G")
    #expect(script.text().contains("演练评分（平均）") && script.text().contains("87.50"), "\(script.text())")
  }
}

/// The results of a drill that is over.
@Suite struct DrillResultTests {
  private func script(_ size: Size, _ language: Language) -> Script {
    var drill = DrillFixture.conducted
    drill.happen(
      .refused(
        Fixture.lead, what: Bilingual(zh: "确认 #1", en: "Acknowledge #1"),
        why: Bilingual(zh: "看到的已不是现状", en: "it has changed since")), at: 87)
    drill.add(
      .command(
        Command(
          name: .acknowledge, alarm: AlarmID(1), occurrence: 1, seenVersion: 1, seenRevision: 1,
          actor: Fixture.lead)), at: 88)
    drill.happen(.ended, at: 95)
    var script = drill.review(size, language)
    script.press("<f12>", "<s-tab>")
    return script
  }

  @Test(arguments: sizes, Language.allCases)
  func results(size: Size, language: Language) {
    var script = script(size, language)
    script.press("j", "j")
    Golden.expect("drill-result-line", &script)
  }

  @Test func aLineSaysWhatWasWantedWhenItWasDoneAndByWhom() {
    var script = script(Size(columns: 120, rows: 40), .zh)
    script.press("j", "j")
    let text = script.text()
    for part in [
      "确认红色告警", "应于 +01:00（注入 穿沙路3号井甲烷升至 21.9 %LEL 起）", "+01:28", "确认", "（日志 #", "被拒", "确认 #1",
    ] { #expect(text.contains(part), "\(part) in \(text)") }
    script.press("G")
    #expect(script.text().contains("被拒：确认 #1（看到的已不是现状）"), "\(script.text())")
  }

  @Test func aLoadedDrillIsCalledByItsTitleInTheEvents() {
    var script = DrillFixture.armed.script(Size(columns: 200, rows: 60), .zh)
    #expect(script.text().contains("演练载入：燃气泄漏演练 第 2 版"), "\(script.text())")
    var english = DrillFixture.armed.script(Size(columns: 200, rows: 60), .en)
    #expect(english.text().contains("Drill loaded: Gas leak exercise, version 2"))
  }
}
