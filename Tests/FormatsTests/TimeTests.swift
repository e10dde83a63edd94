import CitySafety
import Testing

@testable import Formats

private func read(
  _ text: String, _ format: TimeFormat = .fields, timeOfDay: String? = nil, offset: UTCOffset = .beijing
) -> Instant? {
  var text = text
  return text.withUTF8 { text in
    guard var timeOfDay else { return TimeText.parse(Bytes(text), format: format, offset: offset) }
    return timeOfDay.withUTF8 {
      TimeText.parse(Bytes(text), timeOfDay: Bytes($0), format: format, offset: offset)
    }
  }
}

@Test(arguments: [
  "2026-11-23 15:41:07", "2026/11/23 15:41:07", "2026/11/23 15:41:7", "20261123154107", "20261123 154107",
  "2026-11-23T15:41:07", "2026年11月23日15时41分07秒", "2026年11月23日 15时41分07秒", "2026.11.23 15.41.07",
  " 2026-11-23  15:41:07 ", "2026-11-23 07:41:07Z", "2026-11-23T15:41:07+08:00", "20261123T074107Z",
  "2026-11-23 15:41:07 +0800", "2026-11-23T08:41:07+01",
])
func theSameMomentIsReadFromEveryForm(_ text: String) {
  #expect(read(text) == beijing(2026, 11, 23, 15, 41, 7))
}

@Test func secondsAndTimesOfDayMayBeLeftOut() {
  #expect(read("2026/11/23 15:41") == beijing(2026, 11, 23, 15, 41))
  #expect(read("2026-1-3 5:07") == beijing(2026, 1, 3, 5, 7))
  #expect(read("2026-11-23") == beijing(2026, 11, 23))
}

@Test func aTimeWithoutZoneTakesTheMappingsOffset() {
  #expect(read("2026-11-23 15:41:07", offset: .utc) == utc(2026, 11, 23, 15, 41, 7))
}

@Test func fractionsOfASecondAreKeptToTheMillisecond() {
  #expect(read("2026-11-23T15:41:07.123456") == beijing(2026, 11, 23, 15, 41, 7) + .milliseconds(123))
  #expect(read("2026-11-23T15:41:07.5+08:00") == beijing(2026, 11, 23, 15, 41, 7) + .milliseconds(500))
}

@Test func secondSixtyIsTheNextMinute() {
  #expect(read("2019-12-12 10:08:60") == beijing(2019, 12, 12, 10, 9, 0))
}

@Test func dateAndTimeOfDayMayStandApart() {
  #expect(read("2026-11-23", timeOfDay: "15:41:07") == beijing(2026, 11, 23, 15, 41, 7))
  #expect(read("20261123", timeOfDay: "1541") == beijing(2026, 11, 23, 15, 41))
  #expect(read("2026-11-23", timeOfDay: "later") == nil)
}

@Test(arguments: [
  "", "now", "2026-13-01", "2026-02-30 00:00:00", "2026-11-23 25:00:00", "2026-11-23 15:61:00", "12:00:00",
  "23/11/2026", "2026-11", "2026-11-23 15:41:07 PM", "2026-11-23 15:41:07+99:00", "202611",
  "2026-11-23 15:41:07x",
  "2026-11-23\u{1B}[31m 15:41:07", "99999999999999999999",
])
func whatIsNoTimeIsRefused(_ text: String) {
  #expect(read(text) == nil)
}

@Test func epochsAreReadInSecondsAndMilliseconds() {
  #expect(read("1451649600512", .epochMilliseconds) == Instant(milliseconds: 1_451_649_600_512))
  #expect(read("1451649600", .epochSeconds) == Instant(milliseconds: 1_451_649_600_000))
  #expect(read("1451649600.512", .epochSeconds) == Instant(milliseconds: 1_451_649_600_512))
  #expect(read("1e300", .epochSeconds) == nil)
  #expect(read("2026-11-23", .epochSeconds) == nil)
}
