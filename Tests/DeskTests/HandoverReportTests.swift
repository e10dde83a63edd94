import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

/// The handover of a room with so many alarms that its report is made on the reader's thread.
@Suite struct HandoverReportTests {
  private static func snapshot(number: UInt64) -> Snapshot {
    let alarms = (0..<1200).map { index in
      var alarm = Fixture.alarms[0]
      alarm.id = AlarmID(30_000 + Int64(index))
      return alarm
    }
    return ShiftFixture.snapshot(ShiftFixture.joined, number: number, alarms: alarms)
  }

  private static func report(number: UInt64) -> Message {
    let shown = snapshot(number: number)
    return .handover(
      HandoverReport(of: shown, site: FixtureSite.site, soon: nil), sequence: shown.sequence)
  }

  private func script() -> Script {
    Script(
      Size(columns: 120, rows: 40), ShiftFixture.configuration(), snapshot: Self.snapshot(number: 1),
      signedIn: ShiftFixture.incoming)
  }

  private func asked(_ script: Script) -> Int {
    script.effects.count { if case .requestHandover = $0 { true } else { false } }
  }

  @Test func theReportOfManyAlarmsIsAskedForAndNothingCanBeSignedBefore() {
    var script = script()
    script.press("H")
    #expect(asked(script) == 1)
    #expect(script.text().contains("正在汇总交接事项"))
    script.press("G", "y")
    #expect(!script.effects.contains { if case .performDuty = $0 { true } else { false } })
    script.send(Self.report(number: 1))
    #expect(script.text().contains("#31199"), "the newest first")
    #expect(asked(script) == 1)
  }

  @Test func aReportIsAskedForAtMostOnceASecondAndTheCursorKeepsItsItem() {
    var script = script()
    script.press("H")
    script.send(Self.report(number: 1))
    script.press("j", "j")
    script.effects = []
    script.pass(.milliseconds(100))
    for number in UInt64(2)...9 { script.send(.snapshot(Self.snapshot(number: number))) }
    let first = asked(script)
    script.send(Self.report(number: 2))
    #expect(first <= 1)
    for number in UInt64(10)...19 { script.send(.snapshot(Self.snapshot(number: number))) }
    #expect(asked(script) == first, "within the second")
    script.pass(.seconds(1))
    #expect(asked(script) == first + 1)
    script.send(Self.report(number: 19))
    script.effects = []
    script.press("<enter>")
    let ticked = script.effects.compactMap { effect -> HandoverKey? in
      guard case .performDuty(let command, _, _) = effect, case .tick(_, let key, _) = command.action else {
        return nil
      }
      return key
    }
    #expect(ticked == [.alarm(AlarmID(31_197))])
  }

  @Test func aReportThatDoesNotComeIsAskedForAgain() {
    var script = script()
    script.press("H")
    script.pass(.seconds(5))
    #expect(asked(script) == 1)
    script.pass(.seconds(6))
    #expect(asked(script) == 2)
  }
}
