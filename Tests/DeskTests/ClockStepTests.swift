import Alarms
import CitySafety
import Desk
import Testing

@Suite struct ClockStepTests {
  @Test func aStepIsSaidAndNeitherLocksNorThawsNorSounds() {
    var script = Script(signedIn: Fixture.lead)
    script.press("f", "m")
    script.now = script.now + .hours(1)
    script.send(.clockStepped(by: .hours(1)))
    #expect(script.lines()[22].contains("时钟跳变 3600 秒"), "\(script.lines()[22])")
    script.pass(.seconds(1))
    let header = script.lines()[0]
    #expect(
      !header.contains("(已锁)") && script.text().contains("已冻结") && script.text().contains("静音"),
      "\(script.text())")
  }

  @Test func theSeatLocksAfterItsIdleTimeFromThereOn() {
    var script = Script(signedIn: Fixture.lead)
    script.pass(.minutes(9))
    script.now = script.now + .hours(1)
    script.send(.clockStepped(by: .hours(1)))
    script.pass(.seconds(30))
    #expect(!script.lines()[0].contains("(已锁)"))
    script.pass(.seconds(30))
    #expect(script.lines()[0].contains("(已锁)"), "\(script.lines()[0])")
  }

  @Test func aStepBackIsSaidToo() {
    var script = Script()
    script.now = script.now - .hours(1)
    script.send(.clockStepped(by: .hours(-1)))
    #expect(script.lines()[22].contains("时钟跳变 -3600 秒"), "\(script.lines()[22])")
  }
}
