import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

/// What a seat says of a red that stays on its shelf because its rule does not break through.
@Suite struct ShelvedRedScreens {
  /// The fixture with the ice alarm on a shelf that was placed at `placed`, now at `grade`.
  private static func alarms(_ grade: Grade, placed: Grade = .orange) -> [Alarm] {
    var alarms = Fixture.alarms
    alarms[2].breaksThrough = false
    alarms[2].gradeNow = grade
    alarms[2].gradeWorst = grade
    alarms[2].revision += grade == .red ? 1 : 0
    alarms[2].shelf = Shelf(
      until: Fixture.now + .hours(1), since: Fixture.now - .minutes(20), reason: "校准", by: "陈立",
      second: placed == .red ? "赵工" : nil, grade: placed)
    return alarms
  }

  @Test(arguments: Language.allCases)
  func aRiseToRedOnAShelfIsCountedAndSaid(language: Language) {
    var script = Script(
      Size(columns: 80, rows: 24), Fixture.configuration(language),
      snapshot: Fixture.snapshot(ShelvedRedScreens.alarms(.orange)), signedIn: Fixture.lead)
    script.send(.snapshot(Fixture.snapshot(ShelvedRedScreens.alarms(.red), number: 2)))
    Golden.expect("shelved-red", &script)
  }

  @Test func aRedThatTwoPersonsShelvedIsNotSaidAgain() {
    var alarms = ShelvedRedScreens.alarms(.red, placed: .red)
    alarms[2].shelf = nil
    var script = Script(
      Size(columns: 120, rows: 40), Fixture.configuration(.en), snapshot: Fixture.snapshot(alarms))
    let shelved = ShelvedRedScreens.alarms(.red, placed: .red)
    script.send(.snapshot(Fixture.snapshot(shelved, number: 2)))
    #expect(script.text().contains("1 RED shelved"))
    #expect(!script.text().contains("does not break"))
  }
}
