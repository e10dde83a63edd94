import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

@Suite struct QueueTests {
  @Test func theDetailFollowsTheCursorOnceItRests() {
    var script = Script(Size(columns: 120, rows: 40))
    let first = script.text()
    script.send(.input(.key(.character("j"))))
    #expect(script.desk.isSettling)
    #expect(script.cursorLine()?.text.contains("体育广场") == true)
    #expect(first.contains("详情 #20417") && script.text().contains("详情 #20417"))
    script.send(.settle)
    #expect(!script.desk.isSettling)
    #expect(script.text().contains("详情 #20416"))
  }

  @Test func aKeyThatActsDoesNotWaitForTheDetail() {
    var script = Script(Size(columns: 120, rows: 40))
    script.send(.input(.key(.character("j"))))
    script.send(.input(.key(Key(.enter))))
    #expect(!script.desk.isSettling)
    #expect(script.text().contains("详情 #20416"))
  }

  /// More rows than the pane of 80x24 has lines.
  private var many: [Alarm] {
    Fixture.alarms
      + (0..<20).map {
        Fixture.alarm(
          20000 + $0, sensor: 6, rule: "tank-high", .blue, value: 80, ago: .hours(5), acknowledged: true)
      }
  }

  private let newest = Fixture.alarm(20420, sensor: 11, rule: "none", .red, value: 0.1, ago: .zero)

  @Test func theCursorKeepsItsAlarmAndItsLineWhileRowsArriveAbove() {
    var script = Script(snapshot: Fixture.snapshot(many))
    script.press("j", "j")
    let before = script.cursorLine()
    script.send(.snapshot(Fixture.snapshot(many + [newest], number: 2)))
    let after = script.cursorLine()
    #expect(before?.text.contains("黄河三湖河口") == true)
    #expect(after?.text.contains("黄河三湖河口") == true)
    #expect(before?.row == after?.row)
    #expect(script.text().contains("^1 新"))
  }

  @Test func noAlarmIsHiddenAboveWhileLinesAreFree() {
    var script = Script()
    script.press("j", "j")
    script.send(.snapshot(Fixture.snapshot(Fixture.alarms + [newest], number: 2)))
    #expect(script.cursorLine()?.text.contains("黄河三湖河口") == true)
    #expect(script.lines().contains { $0.contains("1红") && $0.contains("旗医院消火栓 0.10") })
    #expect(!script.text().contains("^1 新"))
  }

  @Test func anAlarmThatLeftStaysAsAGhostUntilTheCursorMoves() {
    var script = Script()
    script.press("j")
    script.send(.snapshot(Fixture.snapshot(Fixture.alarms.filter { $0.id != AlarmID(20416) }, number: 2)))
    #expect(script.cursorLine()?.text.contains("体育广场") == true)
    #expect(script.cursorLine()?.text.contains("已离开") == true)
    script.press("j")
    #expect(!script.text().contains("已离开"))
    #expect(script.cursorLine()?.text.contains("黄河三湖河口") == true)
  }

  @Test func aGhostCannotBeCommanded() {
    var script = Script(signedIn: Fixture.lead)
    script.send(.snapshot(Fixture.snapshot(Fixture.alarms.filter { $0.id != AlarmID(20417) }, number: 2)))
    script.press("a")
    #expect(script.commands.isEmpty)
  }

  @Test(arguments: [
    ("s:生命", 3), ("s:life", 3), ("l:<=2", 3), ("l:1", 1), ("st:未确认", 4), ("st:owned", 1), ("age:>30m", 4),
    ("age:<=10m", 2), ("tygc", 1), ("甲烷 !12号", 1), ("3号井", 1), ("suspected", 2), ("#20417", 1), ("赵工", 1),
    ("蓝色预警", 1), ("没有这个", 0), ("XINI", 0),
  ])
  func filterFinds(text: String, count: Int) {
    var script = Script()
    script.press("/")
    script.type(text)
    script.press("<enter>")
    #expect(script.text().contains("\(count)/7 条"), "\(text)")
  }

  @Test func escWhileTypingAFilterPutsTheOldOneBack() {
    var script = Script()
    script.press("/")
    script.type("s:公共")
    script.press("<enter>", "/")
    script.type("nothing")
    script.press("<esc>")
    #expect(script.text().contains("1/7 条"))
    script.press("<esc>")
    #expect(script.text().contains(" 7 条"))
  }

  @Test func aWordThatCannotBeReadIsNamed() {
    var script = Script()
    script.press("/")
    script.type("l:x9")
    #expect(script.text().contains("看不懂 l:x9"))
  }

  @Test func nGoesRoundTheUnacknowledged() {
    var script = Script()
    script.press("n", "n", "n")
    #expect(script.cursorLine()?.text.contains("12号井") == true)
    script.press("n")
    #expect(script.cursorLine()?.text.contains("3号井") == true)
    script.press("N")
    #expect(script.cursorLine()?.text.contains("12号井") == true)
  }

  @Test func searchStepsAndHidesNothing() {
    var script = Script()
    script.press("<f3>")
    script.type("回水温度低")
    script.press("<enter>")
    #expect(script.cursorLine()?.text.contains("热力站05") == true)
    #expect(script.text().contains(" 7 条"))
  }

  @Test func sortTurnsAndKeepsTheCursorsAlarm() {
    var script = Script()
    script.press("j", "s")
    #expect(script.text().contains("排序 最新"))
    #expect(script.cursorLine()?.text.contains("体育广场") == true)
  }

  /// The cursor's alarm is the same before and after any snapshot, as a row or as a ghost.
  @Test(arguments: 1...40)
  func theCursorsAlarmSurvivesRandomSnapshots(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var script = Script(Size(columns: 80, rows: 24))
    for number in 2...30 {
      let step = Int(random.next() % 4)
      for _ in 0..<step { script.press(random.next() % 2 == 0 ? "j" : "k") }
      let before = script.cursorLine()
      var alarms = Fixture.alarms.filter { _ in random.next() % 4 != 0 }
      for extra in 0..<Int64(random.next() % 6) {
        let grade = Grade.allCases[Int(random.next() % 4)]
        alarms.append(
          Fixture.alarm(
            30000 + Int64(number) * 10 + extra, sensor: Int(random.next() % 12), rule: "none", grade,
            value: 1,
            ago: .seconds(Int64(random.next() % 9000))))
      }
      script.send(.snapshot(Fixture.snapshot(alarms, number: UInt64(number))))
      guard let before, let after = script.cursorLine() else { continue }
      // The name is what does not change when an alarm becomes a ghost.
      #expect(name(before.text) == name(after.text), "seed \(seed), snapshot \(number)")
    }
  }

  private func name(_ line: String) -> Substring {
    line.split(separator: " ").dropFirst(5).first ?? ""
  }
}
