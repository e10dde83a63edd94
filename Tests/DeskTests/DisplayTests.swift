import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

@Suite struct DisplayTests {
  private func withNewRed(number: UInt64) -> Snapshot {
    Fixture.snapshot(
      Fixture.alarms + [Fixture.alarm(20499, sensor: 10, rule: "crowd-dense", .red, value: 6, ago: .zero)],
      number: number)
  }

  @Test func frozenRowsStandWhileTheHeaderCountsOn() {
    var script = Script()
    script.press("f")
    let more =
      Fixture.alarms + [Fixture.alarm(20498, sensor: 6, rule: "tank-high", .orange, value: 91, ago: .zero)]
    script.send(.snapshot(Fixture.snapshot(more, number: 2)))
    let text = script.text()
    #expect(text.contains("已冻结") && text.contains("后台新增 1"))
    #expect(text.contains("未确认 5"))
    #expect(!text.contains("生产 未确认"))
  }

  @Test func aNewRedEndsTheFreeze() {
    var script = Script()
    script.press("f")
    script.send(.snapshot(withNewRed(number: 2)))
    #expect(script.text().contains("体育广场人流 6.0"))
    #expect(!script.text().contains("已冻结"))
  }

  @Test func aFreezeEndsAfterFiveMinutes() {
    var script = Script()
    script.press("f")
    script.pass(.seconds(299))
    #expect(script.text().contains("已冻结"))
    script.pass(.seconds(2))
    #expect(!script.text().contains("已冻结 0"))
  }

  @Test func aNewRedRingsOnceInTenSeconds() {
    var script = Script()
    script.send(.snapshot(withNewRed(number: 2)))
    #expect(script.effects.count { $0 == .bell } == 1)
    var alarms = withNewRed(number: 2).alarms.all
    alarms.append(Fixture.alarm(20500, sensor: 1, rule: "gas-lel", .red, value: 30, ago: .zero))
    script.now = script.now + .seconds(5)
    script.send(.snapshot(Fixture.snapshot(alarms, number: 3)))
    #expect(script.effects.count { $0 == .bell } == 1)
  }

  @Test func aSilencedSeatDoesNotRing() {
    var script = Script()
    script.press("m")
    script.send(.snapshot(withNewRed(number: 2)))
    #expect(!script.effects.contains(.bell))
  }

  @Test func theFirstSnapshotDoesNotRing() {
    var script = Script(snapshot: nil)
    script.send(.snapshot(Fixture.snapshot()))
    #expect(!script.effects.contains(.bell))
  }

  @Test func moreThanThreeNewAlarmsBecomeOneMessage() {
    var script = Script()
    let more = (0..<5).map {
      Fixture.alarm(20500 + $0, sensor: 6, rule: "tank-high", .orange, value: 91, ago: .zero)
    }
    script.send(.snapshot(Fixture.snapshot(Fixture.alarms + more, number: 2)))
    #expect(script.text().contains("5 条新告警，最高 2橙"))
  }

  @Test func anOlderSnapshotIsNotShown() {
    var script = Script(snapshot: Fixture.snapshot(number: 5))
    script.send(.snapshot(Fixture.snapshot([], number: 4)))
    #expect(script.text().contains(" 7 条"))
  }

  @Test func aLostSourceShowsNoValue() {
    var script = Script(snapshot: Fixture.snapshot { $0.sources[0].state = .lost })
    script.press("1")
    let line = script.lines().first { $0.contains("锡尼镇水厂出厂压力") }
    #expect(line?.contains("--") == true)
    #expect(line?.contains("0.31") == false)
  }

  @Test func aStaleValueShowsItsAge() {
    var script = Script(snapshot: Fixture.snapshot { $0.latest[9]?.measured = Fixture.now - .minutes(7) })
    script.press("3")
    #expect(script.lines().contains { $0.contains("雨量站07") && $0.contains("陈旧 7m") })
  }

  @Test func aKeyDoesNotMoveTheClock() {
    var script = Script()
    script.press("j", "j", "j", "j")
    #expect(script.text().contains("15:41:07"))
  }

  @Test func fullWidthKeysMeanWhatTheyStandOn() {
    var script = Script()
    script.send(.input(.key(.character("："))))
    #expect(script.text().contains("─ 命令 ─"))
  }

  @Test func theLanguageSwitchesFromThePalette() {
    var script = Script()
    script.press(":")
    script.type("lang")
    script.press("<enter>")
    #expect(script.text().contains("Alerts"))
  }

  @Test func escNeverQuitsAndQAsksAtTheTop() {
    var script = Script()
    script.press("<esc>", "<esc>", "<esc>")
    #expect(script.effects.isEmpty)
    script.press("q")
    #expect(script.effects.isEmpty)
    script.press("y")
    #expect(script.effects == [.quit])
  }

  @Test func escGoesBackOneLevelAtATime() {
    var script = Script()
    script.press("z", "<enter>", "<esc>")
    #expect(!script.text().contains("1 生命线"))
    script.press("<esc>")
    #expect(script.text().contains("1 生命线"))
  }

  @Test func theDetailAsksForItsChartAndTimelineOnce() {
    var script = Script(Size(columns: 120, rows: 40))
    script.effects = []
    script.press("j")
    #expect(script.effects.contains(.requestChart(SensorIndex(10), .halfHour)))
    #expect(script.effects.contains(.requestTimeline(AlarmID(20416))))
    script.effects = []
    script.press("k", "j")
    #expect(!script.effects.contains(.requestChart(SensorIndex(10), .halfHour)))
  }

  @Test func outsideTextNeverReachesTheGridRaw() {
    var alarms = Fixture.alarms
    alarms[5].text = Bilingual(same: "evil\u{1B}]0;x\u{7}\u{202E}text")
    var script = Script(snapshot: Fixture.snapshot(alarms))
    let frame = script.frame()
    for y in 0..<frame.grid.size.rows {
      for x in 0..<frame.grid.size.columns {
        let scalar = frame.grid[x, y].scalar
        #expect(scalar == 0 || scalar >= 0x20 && scalar != 0x7F && scalar != 0x202E)
      }
    }
  }
}
