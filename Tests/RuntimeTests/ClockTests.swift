import CitySafety
import Testing

@testable import Runtime

@Suite struct ClockTests {
  @Test func aStepAboveTwoSecondsIsSeenAndDriftIsNot() {
    var steps = ClockStepDetector(wall: Instant(seconds: 100), monotonic: 0)
    #expect(steps.step(wall: Instant(seconds: 101), monotonic: 1000) == nil)
    #expect(steps.step(wall: Instant(milliseconds: 103_900), monotonic: 2000) == nil)
    #expect(steps.step(wall: Instant(milliseconds: 3_704_900), monotonic: 3000) == .seconds(3600))
    #expect(
      steps.step(wall: Instant(milliseconds: 105_900), monotonic: 4000) == Span(milliseconds: -3_600_000))
  }

  @Test func aShiftedClockStartsWhereItIsTold() {
    let start = Instant(seconds: 1_517_968_154)
    let clock = SystemClock(startingAt: start)
    #expect((clock.now() - start).milliseconds < 60_000)
    #expect(clock.now() >= start)
  }
}
