import Alarms
import CitySafety
import Fingers
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct WrongTargetTests {
  /// WATCHFLOOR_INTERLEAVINGS: steps in all; `scripts/walk desk` takes a million.
  private static let steps = getenv("WATCHFLOOR_INTERLEAVINGS").flatMap { Int(String(cString: $0)) } ?? 24_000

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func noCommandEverReachesAnotherAlarmThanTheOneThatWasShown(seed: UInt64) {
    var policy = AlarmPolicy.silent
    policy.shelfLimit = AlarmPolicy.ByGrade([30, 60, 240, 480].map { Span.minutes($0) })
    policy.undoLimit = .seconds(30)
    var fingers = RandomFingers(
      seed: seed, site: FixtureSite.site, authority: FixtureSite.authority, policy: policy,
      widths: Fixture.widths)
    for step in 1...(WrongTargetTests.steps / 4) {
      if let trouble = fingers.step() ?? (step % 1000 == 0 ? fingers.frameTrouble() : nil) {
        Issue.record("seed \(seed), step \(step): \(trouble)")
        return
      }
    }
    #expect(fingers.commands > WrongTargetTests.steps / 400, "the fingers commanded something")
    #expect(fingers.previewed > 0 && fingers.previewed < fingers.commands)
    print("seed \(seed): \(WrongTargetTests.steps / 4) interleavings, \(fingers.commands) commands")
  }
}
