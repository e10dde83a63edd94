import CitySafety
import Testing

@Suite struct CivilTimeFacts {
  @Test(arguments: [
    (0, "1970-01-01T08:00:00+08:00"), (951_782_400, "2000-02-29T08:00:00+08:00"),
    (1_709_164_800, "2024-02-29T08:00:00+08:00"), (4_107_542_400, "2100-03-01T08:00:00+08:00"),
    (-1, "1970-01-01T07:59:59+08:00"), (-2_208_988_800, "1900-01-01T08:00:00+08:00"),
    (1_576_153_704, "2019-12-12T20:28:24+08:00"),
  ])
  func aKnownInstantShowsItsKnownCivilTime(seconds: Int64, text: String) {
    #expect(Instant(seconds: seconds).iso8601(at: .beijing) == text)
  }

  @Test func everyInstantComesBackFromItsCivilTime() {
    var random = Seeded(0xC1F1)
    for _ in 0..<20_000 {
      let instant = Instant(
        milliseconds: Int64.random(in: -70_000_000_000_000...70_000_000_000_000, using: &random))
      let offset = UTCOffset(minutes: Int.random(in: -840...840, using: &random))
      let civil = CivilTime(instant, at: offset)
      #expect(civil.isValid, "seed 0xC1F1, \(instant)")
      #expect(civil.instant(at: offset) == instant, "seed 0xC1F1, \(instant)")
    }
  }

  @Test func aDayThatTheMonthLacksIsNotValid() {
    #expect(!CivilTime(year: 2023, month: 2, day: 29).isValid)
    #expect(!CivilTime(year: 2100, month: 2, day: 29).isValid)
    #expect(!CivilTime(year: 2024, month: 4, day: 31).isValid)
    #expect(!CivilTime(year: 2024, month: 0, day: 1).isValid)
  }

  @Test func aLeapYearHasTheTwentyNinthOfFebruary() {
    #expect(CivilTime(year: 2000, month: 2, day: 29).isValid)
    #expect(CivilTime(year: 2024, month: 2, day: 29).isValid)
  }

  @Test func midnightMayBeWrittenAsHourTwentyFour() {
    let late = CivilTime(year: 2024, month: 12, day: 31, hour: 24)
    #expect(late.isValid)
    #expect(late.instant(at: .utc) == CivilTime(year: 2025, month: 1, day: 1).instant(at: .utc))
    #expect(!CivilTime(year: 2024, month: 12, day: 31, hour: 24, minute: 1).isValid)
  }

  @Test func anOffsetWestOfGreenwichIsWrittenWithAMinus() {
    #expect(UTCOffset(minutes: -210).text == "-03:30")
  }

  @Test func anAgeIsNeverNegative() {
    #expect(Instant(seconds: 100).age(at: Instant(seconds: 90)) == .zero)
    #expect(Instant(seconds: 90).age(at: Instant(seconds: 100)) == .seconds(10))
  }
}
