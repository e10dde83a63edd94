import Alarms
import Cells
import CitySafety
import Desk
import Drills
import Operations
import Testing

/// The screens of a drill at every size and in both languages.
@Suite struct DrillGoldenTests {
  @Test(arguments: sizes, Language.allCases)
  func armed(size: Size, language: Language) {
    var script = DrillFixture.armed.script(size, language, by: DrillFixture.director, alarms: [])
    Golden.expect("drill-armed", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func runningWithAnAlarmAndACallThatWaits(size: Size, language: Language) {
    var script = DrillFixture.running.script(size, language, by: Fixture.lead)
    script.send(.tick)
    Golden.expect("drill-running", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func interruptedByALiveRed(size: Size, language: Language) {
    var script = DrillFixture.interrupted.script(size, language, by: DrillFixture.director)
    script.send(.live(DrillFixture.strip(reds: 1)))
    Golden.expect("drill-interrupted", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func liveOwnerLost(size: Size, language: Language) {
    var script = DrillFixture.running.script(size, language, by: Fixture.lead)
    script.send(.live(DrillFixture.strip(isAlive: false)))
    Golden.expect("drill-live-lost", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func messages(size: Size, language: Language) {
    var script = DrillFixture.conducted.script(size, language, by: Fixture.lead)
    script.press("<f12>")
    Golden.expect("drill-messages", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func injects(size: Size, language: Language) {
    var script = DrillFixture.conducted.script(size, language, by: DrillFixture.director)
    script.press("<f12>", "]")
    Golden.expect("drill-injects", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func results(size: Size, language: Language) {
    let drill = DrillFixture.over
    var script = drill.script(size, language, by: DrillFixture.director)
    script.send(.score(drill.sheet))
    script.press("<f12>")
    Golden.expect("drill-results", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func review(size: Size, language: Language) {
    var script = DrillFixture.over.review(size, language)
    script.press("<f12>")
    Golden.expect("drill-review", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func choiceAtTheLiveDesk(size: Size, language: Language) {
    var configuration = DrillFixture.armed.configuration(language)
    configuration.scenario = nil
    configuration.lines = .single
    var script = Script(size, configuration, signedIn: DrillFixture.director)
    script.press("<f12>")
    script.send(
      .drills(
        [
          DrillPlace(
            folder: "/d/a", scenario: "gas-leak", stamp: "20261120-101500", isRunning: false, isOver: true),
          DrillPlace(
            folder: "/d/b", scenario: "first-watch", stamp: "20261121-083000", isRunning: false, isOver: false
          ),
          DrillPlace(
            folder: "/d/c", scenario: "gas-leak", stamp: "20261123-153000", isRunning: true, isOver: false),
        ], runs: [], items: []))
    script.press("j")
    Golden.expect("drill-choice", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func hintOfALesson(size: Size, language: Language) {
    var script = DrillFixture.lesson.script(size, language, by: Fixture.lead)
    Golden.expect("drill-lesson", &script)
  }

  @Test(arguments: Language.allCases)
  func lessonBeforeItsStart(language: Language) {
    var script = DrillFixture(.training).script(
      Size(columns: 80, rows: 24), language, by: Fixture.lead, alarms: [])
    Golden.expect("drill-lesson-armed", &script)
  }

  @Test(arguments: Language.allCases)
  func beginningIsAsked(language: Language) {
    var configuration = DrillFixture.armed.configuration(language)
    configuration.scenario = nil
    configuration.lines = .single
    var script = Script(Size(columns: 80, rows: 24), configuration, signedIn: DrillFixture.director)
    script.press("<f12>", "<enter>")
    Golden.expect("drill-begin", &script)
  }
}
