import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

/// What the desk does with sounds.
@Suite struct SoundTests {
  private static let player = SoundCommand(
    arguments: ["play", "{grade}", "{count}", "{text-zh}", "{text-en}"], folder: "/site")

  private static func configuration(_ edit: (inout SoundSettings) -> Void = { _ in }) -> DeskConfiguration {
    var configuration = Fixture.configuration()
    configuration.sound[.red] = .command(player)
    edit(&configuration.sound)
    return configuration
  }

  /// The widest screen: what is in order is shown where there is room for it.
  private static func script(_ edit: (inout SoundSettings) -> Void = { _ in }) -> Script {
    Script(Size(columns: 200, rows: 60), configuration(edit))
  }

  private static func snapshot(_ count: Int, number: UInt64, _ grade: Grade = .red) -> Snapshot {
    let more = (0..<count).map {
      Fixture.alarm(20600 + Int64($0), sensor: 10, rule: "crowd-dense", grade, value: 6, ago: .zero)
    }
    return Fixture.snapshot(Fixture.alarms + more, number: number)
  }

  private func requests(_ script: Script) -> [SoundRequest] {
    script.effects.compactMap { if case .play(let request) = $0 { request } else { nil } }
  }

  private func tell(_ script: inout Script, _ fault: SoundFault?, dropped: Int = 0) {
    guard let request = requests(script).last else {
      Issue.record("nothing was played")
      return
    }
    script.effects = []
    script.send(.sounded(SoundReport(request: request, fault: fault, dropped: dropped)))
  }

  @Test func oneAlarmIsPlayedByNameInBothLanguages() {
    var script = SoundTests.script()
    script.send(.snapshot(SoundTests.snapshot(1, number: 2)))
    let request = requests(script).first
    #expect(request?.folder == "/site")
    #expect(
      request?.arguments == [
        "play", "red", "1", "红色告警 体育广场人流 6.0 人/m2 超阈值", "red alarm: Sports square crowd 6.0 人/m2 above limit",
      ])
    #expect(!script.effects.contains(.bell))
  }

  @Test func aFloodIsOneSoundWithItsCounts() {
    var script = SoundTests.script()
    script.send(.snapshot(SoundTests.snapshot(40, number: 2)))
    #expect(
      requests(script).map { Array($0.arguments[1...]) } == [
        ["red", "40", "40 条告警，40 条红色", "40 alarms, 40 red"]
      ])
  }

  @Test func aGradeWithTheBellRings() {
    var script = SoundTests.script()
    script.send(.snapshot(SoundTests.snapshot(1, number: 2, .orange)))
    #expect(script.effects.contains(.bell) && requests(script).isEmpty)
  }

  @Test func whatAPersonAcknowledgesIsNotPlayedAgain() {
    var script = SoundTests.script { $0.nag = .seconds(30) }
    let acknowledged = Fixture.alarms.map { alarm in
      var alarm = alarm
      alarm.isAcknowledged = true
      return alarm
    }
    script.send(.snapshot(Fixture.snapshot(acknowledged, number: 2)))
    for _ in 0..<90 { script.pass(.seconds(1)) }
    #expect(requests(script).isEmpty && !script.effects.contains(.bell))
  }

  @Test func anUnacknowledgedRedIsPlayedAgain() {
    var script = SoundTests.script { $0.nag = .seconds(30) }
    for _ in 0..<32 { script.pass(.seconds(1)) }
    #expect(requests(script).map { $0.arguments[4] } == ["3 alarms still unacknowledged, 1 red, 2 orange"])
  }

  // MARK: Silence

  @Test func silenceEndsWhatPlaysShowsItsTimeAndStillSaysANewRed() {
    var script = SoundTests.script()
    script.press("m")
    #expect(script.effects.contains(.hush))
    script.pass(.seconds(20))
    script.effects = []
    script.send(.snapshot(SoundTests.snapshot(1, number: 2)))
    #expect(requests(script).isEmpty && !script.effects.contains(.bell))
    let text = script.text()
    #expect(text.contains("静音 01:4") && text.contains("新告警 1红 体育广场人流"))
    #expect(script.commands.isEmpty)
  }

  @Test func whatCameInASilenceIsPlayedAtItsEnd() {
    var script = SoundTests.script()
    script.press("m")
    script.send(.snapshot(SoundTests.snapshot(1, number: 2)))
    for _ in 0..<121 { script.pass(.seconds(1)) }
    #expect(requests(script).count == 1)
  }

  // MARK: Players that fail

  @Test func aMissingPlayerIsSaidOnceAndTheBellRingsInItsPlace() {
    var script = SoundTests.script()
    script.send(.snapshot(SoundTests.snapshot(1, number: 2)))
    tell(&script, .missing("No such file or directory"))
    #expect(script.effects == [.bell])
    #expect(script.text().contains("找不到播放程序 play（No such file or directory），改用终端响铃"))
    #expect(script.text().contains("声音 故障"))
    script.pass(.seconds(21))
    script.effects = []
    script.send(.snapshot(SoundTests.snapshot(2, number: 3)))
    // The bell does not wait for a player that may hang.
    #expect(script.effects.contains(.bell) && requests(script).map(\.hasRung) == [true])
    tell(&script, .missing("No such file or directory"))
    #expect(script.effects.isEmpty && !script.text().contains("找不到播放程序"))
  }

  @Test func aPlayerThatHungIsSaidAndOneThatPlaysAgainToo() {
    var script = SoundTests.script()
    script.send(.snapshot(SoundTests.snapshot(1, number: 2)))
    tell(&script, .hung)
    #expect(script.text().contains("播放程序 play 超时，已终止"))
    script.pass(.seconds(21))
    script.send(.snapshot(SoundTests.snapshot(2, number: 3)))
    tell(&script, nil)
    #expect(script.text().contains("播放程序 play 恢复正常"))
    #expect(!script.text().contains("声音 故障"))
  }

  @Test func aFailureInASilenceDoesNotRing() {
    var script = SoundTests.script()
    script.send(.snapshot(SoundTests.snapshot(1, number: 2)))
    let played = requests(script)
    script.press("m")
    script.effects = []
    if let request = played.first {
      script.send(.sounded(SoundReport(request: request, fault: .failed(1), dropped: 0)))
    }
    #expect(script.effects.isEmpty && script.text().contains("退出码 1"))
  }

  @Test func soundsThatGaveWayAreSaid() {
    var script = SoundTests.script()
    script.send(.snapshot(SoundTests.snapshot(1, number: 2)))
    tell(&script, nil, dropped: 3)
    #expect(script.text().contains("3 个声音来不及播放"))
  }

  // MARK: Self-test

  private func openTest(_ script: inout Script) {
    script.press(":")
    script.type("sound test")
    script.press("<enter>")
  }

  @Test func theSelfTestPlaysEveryGradeInTurnAndKeepsThatAllWereHeard() {
    var script = SoundTests.script()
    #expect(script.text().contains("声音 未自检"))
    openTest(&script)
    #expect(requests(script).map(\.grade) == [.red] && requests(script)[0].isTest)
    #expect(script.text().contains("1红 play") && script.text().contains("听到了吗"))
    script.press("y")
    #expect(script.effects.contains(.bell) && script.text().contains("2橙 终端响铃"))
    script.press("y")
    let test = SoundTest(at: script.now, unheard: [])
    #expect(script.effects.last == .keepSoundTest(test))
    #expect(script.text().contains("声音自检完成"))
    script.pass(.seconds(1))
    #expect(script.text().contains("声音 已自检 15:41"))
    script.pass(.hours(12))
    #expect(script.text().contains("声音 未自检"))
  }

  @Test func aGradeThatWasNotHeardStaysInTheHeader() {
    var script = SoundTests.script()
    openTest(&script)
    script.press("n", "y")
    #expect(script.effects.last == .keepSoundTest(SoundTest(at: script.now, unheard: [.red])))
    #expect(script.text().contains("声音 未听到 1红"))
  }

  @Test func theAnswersGoIntoTheShiftLogWhereSomebodyIsSignedIn() throws {
    var configuration = SoundTests.configuration { _ in }
    configuration.shiftPlan = ShiftFixture.plan
    var script = Script(Size(columns: 200, rows: 60), configuration, signedIn: Fixture.watcher)
    openTest(&script)
    script.press("n", "y")
    let sent = script.effects.compactMap { effect -> DutyCommand? in
      if case .performDuty(let command, _, _) = effect { command } else { nil }
    }
    guard case .log(let entry)? = sent.first?.action else {
      Issue.record("nothing was sent")
      return
    }
    #expect(sent.count == 1 && sent[0].actor == Fixture.watcher && entry.kind == .soundTest)
    let fields = [LogField.heard: "2橙", .unheard: "1红", .player: "play bell", .shift: "08:00-20:00"]
    #expect(entry.fields == fields)
    script.send(.result(sent[0].id, .done(revision: 1)))
    #expect(script.text().contains("声音自检：没有听到 1红"))
  }

  @Test func withoutAnybodySignedInTheSeatAloneKeepsTheAnswers() {
    var script = SoundTests.script()
    openTest(&script)
    script.press("y", "y")
    #expect(!script.effects.contains { if case .performDuty = $0 { true } else { false } })
  }

  @Test func aTestThatWasLeftDecidesNothing() {
    var script = SoundTests.script()
    openTest(&script)
    script.press("y", "<esc>")
    #expect(script.text().contains("声音 未自检"))
  }

  @Test func aPlayerThatFailsInTheTestIsNamedInTheQuestion() {
    var script = SoundTests.script()
    openTest(&script)
    tell(&script, .failed(1))
    #expect(script.lines().contains { $0.contains("│") && $0.contains("播放程序 play 失败") })
  }

  @Test func theTestSoundsAlsoAtASilencedSeat() {
    var script = SoundTests.script()
    script.press("m")
    openTest(&script)
    #expect(requests(script).count == 1)
  }

  @Test func aSeatWithoutSoundsSaysSo() {
    var script = SoundTests.script { for grade in Grade.allCases { $0[grade] = .none } }
    #expect(script.text().contains("声音 关"))
    openTest(&script)
    #expect(script.text().contains("各级都设为不响"))
  }

  @Test func aTestOfAnEarlierConsoleCountsUnlessItIsFromTheFuture() {
    var script = SoundTests.script()
    script.send(.soundTested(SoundTest(at: script.now + .hours(1), unheard: [])))
    #expect(script.text().contains("声音 未自检"))
    script.send(.soundTested(SoundTest(at: script.now - .hours(1), unheard: [])))
    #expect(script.text().contains("声音 已自检 14:41"))
  }

  @Test(arguments: sizes, Language.allCases)
  func theHeaderOfASilencedSeat(size: Size, language: Language) {
    var script = Script(size, Fixture.configuration(language), signedIn: Fixture.watcher)
    script.press("m")
    script.send(.snapshot(SoundTests.snapshot(1, number: 2)))
    script.pass(.seconds(30))
    Golden.expect("silenced", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func theHeaderAfterASelfTest(size: Size, language: Language) {
    var script = Script(size, Fixture.configuration(language), signedIn: Fixture.watcher)
    script.press(":")
    script.type("sound test")
    script.press("<enter>")
    Golden.expect("sound-test", &script)
    script.press("y", "n")
    script.pass(.seconds(30))
    Golden.expect("sound-unheard", &script)
  }
}
