import Alarms
import Cells
import CitySafety
import Desk
import Drills
import Operations
import Testing

/// A desk that plays in a drill, by keys.
@Suite struct DrillDeskTests {
  private static let clockKeys = [".", ",", "<lt>", ">", "!"]

  // MARK: Conducting

  @Test(arguments: clockKeys)
  func aKeyOfTheDrillClockMeansNothingAtTheLiveDesk(key: String) {
    var script = Script(signedIn: Fixture.lead)
    script.press(key)
    #expect(script.effects.isEmpty)
    #expect(script.text().contains("没有按键"), "\(script.text())")
  }

  @Test(arguments: [
    (",", DrillControl.pause), (".", .step), ("<lt>", .speed(500)), (">", .speed(2000)),
  ])
  func theDirectorsKeyAsksForItAtOnce(key: String, control: DrillControl) {
    var script = DrillFixture.running.script(by: DrillFixture.director)
    script.press(key)
    #expect(script.controls == [control])
  }

  @Test func theSpeedGoesFromAHalfToSixtyAndNotBeyond() {
    var drill = DrillFixture.running
    drill.control(.speed(60_000), at: 90)
    var script = drill.script(by: DrillFixture.director)
    script.press(">")
    #expect(script.controls.isEmpty)
    drill.control(.speed(500), at: 91)
    script.send(.snapshot(drill.snapshot(number: 2)))
    script.press("<lt>")
    #expect(script.controls.isEmpty)
    script.press(">")
    #expect(script.controls == [.speed(1000)])
  }

  @Test func theCommaStartsWhatIsArmedAndGoesOnAfterAStop() {
    var armed = DrillFixture.armed.script(by: DrillFixture.director, alarms: [])
    armed.press(",")
    #expect(armed.controls == [.start])
    var stopped = DrillFixture.interrupted.script(by: DrillFixture.director)
    stopped.press(",")
    #expect(stopped.controls == [.resume])
  }

  @Test(arguments: clockKeys)
  func aPlayerIsToldThatTheRoleMayNotConduct(key: String) {
    var script = DrillFixture.running.script(by: Fixture.lead)
    script.press(key)
    #expect(script.controls.isEmpty)
    #expect(script.text().contains("班长不能"), "\(script.text())")
  }

  @Test func aLessonIsConductedByWhoLearns() {
    var script = DrillFixture(.training).script(by: Fixture.watcher, alarms: [])
    script.press(",")
    #expect(script.controls == [.start])
  }

  @Test func aPlayerSeesNeitherTheInjectsNorTheirCount() {
    var script = DrillFixture.conducted.script(Size(columns: 200, rows: 60), by: Fixture.lead)
    let text = script.text()
    #expect(!text.contains("注入") && !text.contains("观察记录"), "\(text)")
    for key in ["<f12>", "]", "]", "["] {
      script.press(key)
      #expect(script.text().contains("[来电与报告]"))
      #expect(!script.text().contains("注入") && !script.text().contains("三湖河口流凌密度升至"), "\(script.text())")
    }
  }

  @Test(arguments: ["i", "J", "x", "c", "E"])
  func aDirectorsLetterOpensNothingForAPlayer(letter: String) {
    var script = DrillFixture.conducted.script(by: Fixture.lead)
    script.press("<f12>", letter, "<enter>", "y")
    #expect(script.controls.allSatisfy { if case .take = $0 { true } else { false } }, "\(script.controls)")
  }

  @Test func whoPlayedMayReadTheInjectsAfterTheEndAndBringNoneIn() {
    var script = DrillFixture.over.script(by: Fixture.lead)
    script.press("<f12>", "[")
    #expect(script.text().contains("[注入清单]"))
    script.press("<enter>", "y")
    #expect(script.controls.isEmpty)
  }

  @Test func theListOpensAtTheCallThatWaitsAndEnterTakesIt() {
    var script = DrillFixture.conducted.script(by: Fixture.lead)
    script.press("<f12>", "<enter>")
    #expect(script.controls == [.take(message: 2)])
  }

  @Test func theInjectsOpenAtTheNextOneAndALetterWithYBringsItIn() {
    var script = DrillFixture.conducted.script(by: DrillFixture.director)
    script.press("<f12>", "]", "i")
    #expect(script.text().contains("燃气公司两分钟不答复"))
    script.press("y")
    #expect(script.controls == [.insert("school")])
  }

  @Test func theObjectiveThatIsChosenForAnObservationIsInSight() {
    var drill = DrillFixture.running
    drill.scenario.objectives += (1...9).map {
      let name = Bilingual(zh: "目标名称较长的第\($0)项", en: "A longer name of objective \($0)")
      return Scenario.Objective(id: "o\($0)", name: name, weight: 1)
    }
    for language in Language.allCases {
      var script = drill.script(Size(columns: 80, rows: 24), language, by: DrillFixture.director)
      script.press("!")
      for objective in drill.scenario.objectives {
        script.press("<right>")
        #expect(script.text().contains("[\(objective.name[language])]"), "\(script.text())")
      }
      script.press("<tab>")
      script.type("x")
      script.press("<enter>", "y")
      #expect(script.controls == [.observe(objective: "o9", text: "x")])
    }
  }

  @Test func aMessageThatWasTakenIsNotAnnouncedToWhoJoins() {
    var drill = DrillFixture.running
    drill.control(.take(message: 1), by: Fixture.lead, at: 70)
    var script = drill.script(Size(columns: 200, rows: 60))
    #expect(!script.text().contains("群众 138****0001："), "\(script.text())")
    drill.happen(.delivered("report", .hand), at: 90)
    script.send(.snapshot(drill.snapshot(number: 2)))
    #expect(script.text().contains("消防救援大队：现场已警戒"), "\(script.text())")
  }

  // MARK: Live

  @Test(arguments: ["L", "!", ":", "?", "/", "<f12>", "c", "<f10>", "W", "D", "H"])
  func oneKeyReachesLiveFromInsideWhateverIsOpen(opening: String) {
    var script = DrillFixture.interrupted.script(by: DrillFixture.director)
    script.press(opening)
    script.effects = []
    script.press("<f11>")
    #expect(script.effects == [.switchLive])
  }

  @Test func theKeyReachesLiveWhileADialogHoldsBackItsFirstKeys() {
    var script = DrillFixture.running.script(by: DrillFixture.director)
    script.press("!")
    script.effects = []
    script.send(.input(.key(Key(.function(11)))))
    #expect(script.effects == [.switchLive])
  }

  @Test func theStripShowsCountsAndNothingOfAnAlarm() {
    let quiet = DrillFixture.running.script(by: Fixture.lead)
    var stripped = quiet
    stripped.send(.live(LiveStrip(counts: [3, 4, 5, 6], worst: .red, revision: 9, reds: 3, isAlive: true)))
    #expect(stripped.lines().last?.contains("1红 3  2橙 4  3黄 5  4蓝 6") == true)
    var before = quiet
    #expect(before.lines().dropLast() == stripped.lines().dropLast())
    #expect(
      Mirror(reflecting: LiveStrip()).children.compactMap(\.label) == [
        "counts", "worst", "revision", "reds", "isAlive",
      ])
  }

  @Test func theLiveDeskTellsItsCountsAndHowManyRedsCame() {
    var script = Script()
    #expect(script.desk.strip.counts == [1, 2, 1, 0] && script.desk.strip.reds == 0)
    let red = Fixture.alarm(20420, sensor: 10, rule: "crowd-dense", .red, value: 5.4, ago: .zero)
    script.send(.snapshot(Fixture.snapshot(Fixture.alarms + [red], number: 2)))
    #expect(script.desk.strip.counts == [2, 2, 1, 0] && script.desk.strip.reds == 1)
    script.send(.link(.stalled(since: script.now)))
    #expect(!script.desk.strip.isAlive)
  }

  // MARK: The person's time

  @Test func aDialogTakesItsAnswerWhileTheDrillClockStands() {
    var script = DrillFixture.interrupted.script(by: DrillFixture.director)
    script.speed = 0
    script.press("<f12>", "E", "y")
    #expect(script.controls == [.end])
  }

  @Test func aDialogStillHoldsBackRepeatsOfItsOpeningKeyAtSixtyfold() {
    var script = DrillFixture.running.script(by: DrillFixture.director)
    script.speed = 60_000
    script.press("<f12>", "E")
    // Ten seconds of the drill, a sixth of a second of the person.
    script.now = script.now + .seconds(10)
    script.hand = script.hand.map { $0 + .milliseconds(160) }
    script.send(.input(.key(.character("y"))))
    #expect(script.controls.isEmpty)
  }

  @Test func theIdleLockGoesByThePersonsTime() {
    var script = DrillFixture.running.script(by: Fixture.lead)
    script.speed = 60_000
    script.press("j")
    script.pass(.minutes(9))
    #expect(!script.text().contains("已锁"), "\(script.text())")
    script.pass(.minutes(1))
    #expect(script.text().contains("已锁"), "\(script.text())")
    var standing = DrillFixture.interrupted.script(by: Fixture.lead)
    standing.speed = 0
    standing.press("j")
    standing.pass(.minutes(10))
    #expect(standing.text().contains("已锁"), "\(standing.text())")
  }

  @Test(arguments: [Int64(0), 60_000])
  func aNoticeStaysTwentySecondsOfThePersonsTime(speed: Int64) {
    var script = DrillFixture.running.script(by: Fixture.lead)
    script.speed = speed
    script.press(",")
    script.pass(.seconds(19))
    #expect(script.text().contains("班长不能"), "\(script.text())")
    script.pass(.seconds(2))
    #expect(!script.text().contains("班长不能"), "\(script.text())")
  }

  @Test func aHintLeavesWhenTheLessonIsOver() {
    var drill = DrillFixture.lesson
    var script = drill.script(by: Fixture.lead)
    #expect(script.lines()[1].contains("提示 欢迎"))
    drill.happen(.ended, at: 90)
    script.send(.snapshot(drill.snapshot(number: 2)))
    #expect(script.lines()[1].contains("演练结束") && !script.lines()[1].contains("欢迎"), "\(script.text())")
  }

  // MARK: Every frame says what it is

  @Test(arguments: Language.allCases)
  func everyFrameOfAnySizeSaysThatItIsADrill(language: Language) {
    let everySize = [
      Size(columns: 40, rows: 10), Size(columns: 20, rows: 4), Size(columns: 79, rows: 23),
      Size(columns: 300, rows: 90),
    ]
    for size in everySize + sizes {
      let scripts = [
        DrillFixture.armed.script(size, language), DrillFixture.interrupted.script(size, language),
        DrillFixture.lesson.script(size, language), DrillFixture.over.script(size, language),
        DrillFixture.over.review(size, language),
      ]
      for start in scripts {
        for keys in [[], ["<f12>"], ["L"], [":"], ["?"], ["W"], ["D"], ["H"], ["Z"], ["K"], ["5", "z"]] {
          var script = start
          for key in keys { script.press(key) }
          let frame = script.frame()
          let text = (0..<frame.grid.size.rows).map { frame.grid.line($0) }
          #expect(text.contains { $0.contains("演练 DRILL") }, "\(size) \(language) \(keys)")
          #expect(frame.title.hasPrefix("演练 DRILL"))
        }
      }
    }
  }

  // MARK: Review

  @Test func theKeysOfAReviewMoveItsClock() {
    var script = DrillFixture.over.review()
    script.now = DrillFixture.start + .seconds(35)
    script.press(",", ".", "<lt>", ">")
    #expect(
      script.effects.reviews == [
        .rate(1000), .goTo(DrillFixture.start + .seconds(41)), .rate(500), .rate(2000),
      ])
    script.send(.reviewing(rate: 2000))
    script.effects = []
    script.press(",")
    #expect(script.effects.reviews == [.rate(0)])
  }

  @Test func enterGoesToAMomentBackAndForth() {
    var script = DrillFixture.over.review()
    script.press("<f12>", "<home>", "<enter>")
    #expect(script.effects.reviews == [.goTo(DrillFixture.start)])
    script.effects = []
    script.press("<end>", "<enter>")
    #expect(script.effects.reviews == [.goTo(DrillFixture.start + .seconds(95))])
  }

  @Test func aReviewOpensAtTheMomentThatItStandsAt() {
    var script = DrillFixture.over.review()
    script.now = DrillFixture.start + .seconds(72)
    script.send(.tick)
    script.press("<f12>")
    let row = script.lines().first { $0.contains("║ >") }
    #expect(row?.contains("接收消息 1") == true, "\(script.text())")
  }

  @Test func aJumpBackTakesBackWhatCameLater() {
    let drill = DrillFixture.over
    var script = drill.review()
    #expect(script.text().contains("+01:35"))
    var early = DrillFixture.armed
    early.control(.start, at: 0)
    script.now = DrillFixture.start + .seconds(10)
    script.send(.snapshot(early.snapshot([], number: 2)))
    script.send(.tick)
    #expect(script.text().contains("+00:10"), "\(script.text())")
    script.press("<f12>", "]")
    #expect(script.text().contains("没有来电或报告"), "\(script.text())")
    script.press("]")
    #expect(!script.text().contains("已注入") && !script.text().contains("略过"), "\(script.text())")
    script.send(.snapshot(drill.snapshot(number: 3)))
    #expect(script.text().contains("已注入"))
  }

  @Test func nothingCanBeCommandedInAReview() {
    let keys = Set(KeyTable.standard.records.flatMap(\.keys)).sorted()
    for opening in ["<esc>", "<f12>", "D", "W", "H"] {
      for key in keys {
        for tab in 0..<4 {
          var script = DrillFixture.over.review()
          script.press(opening)
          for _ in 0..<tab { script.press("]") }
          script.effects = []
          script.press(key, "<enter>", "y", "<enter>", "y")
          let isCommanded = script.effects.contains {
            switch $0 {
            case .perform, .performDuty, .beginDrill, .joinDrill: true
            default: false
            }
          }
          #expect(!isCommanded, "\(opening) \(tab) \(key): \(script.effects)")
        }
      }
    }
  }
}

extension Script {
  /// What was asked of the drill.
  fileprivate var controls: [DrillControl] {
    effects.compactMap { effect in
      guard case .performDuty(let command, _, _) = effect, case .remark(let remark) = command.action else {
        return nil
      }
      return try? DrillCoding.control(remark.body)
    }
  }
}

extension [Effect] {
  fileprivate var reviews: [ReviewControl] {
    compactMap { if case .review(let control) = $0 { control } else { nil } }
  }
}
