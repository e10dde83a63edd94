/// A fixed offset from UTC, in minutes east.
///
/// A site has one; China keeps no summer time.
public struct UTCOffset: Sendable, Hashable {
  public var minutes: Int

  public init(minutes: Int) {
    self.minutes = minutes
  }

  public static let utc = UTCOffset(minutes: 0)
  public static let beijing = UTCOffset(minutes: 480)

  /// As ISO 8601 writes it, such as `+08:00`.
  public var text: String {
    let size = abs(minutes)
    return (minutes < 0 ? "-" : "+") + CivilTime.twoDigits(size / 60) + ":" + CivilTime.twoDigits(size % 60)
  }
}

/// A date and time of day at one offset, by the proleptic Gregorian calendar.
public struct CivilTime: Sendable, Hashable {
  public var year: Int
  public var month: Int
  public var day: Int
  public var hour: Int
  public var minute: Int
  public var second: Int
  public var millisecond: Int

  public init(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.millisecond = millisecond
  }

  /// The civil time that clocks at `offset` show at `instant`.
  public init(_ instant: Instant, at offset: UTCOffset) {
    let local = instant.milliseconds &+ Int64(offset.minutes) * 60_000
    var days = local / 86_400_000
    var rest = local % 86_400_000
    if rest < 0 {
      rest += 86_400_000
      days -= 1
    }
    // Days to civil date: eras of 400 years counted from 0000-03-01.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    month = Int(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    hour = Int(rest / 3_600_000)
    minute = Int(rest / 60_000 % 60)
    second = Int(rest / 1000 % 60)
    millisecond = Int(rest % 1000)
  }

  /// Whether every field lies in its calendar range.
  ///
  /// Second 60 is allowed: real feeds send it.
  public var isValid: Bool {
    (1...12).contains(month) && day >= 1 && day <= CivilTime.days(inMonth: month, of: year)
      && (0...24).contains(hour) && (0...59).contains(minute) && (0...60).contains(second)
      && (0...999).contains(millisecond) && (hour < 24 || (minute == 0 && second == 0))
  }

  /// The instant at which clocks at `offset` show this time.
  ///
  /// Fields out of range carry over.
  public func instant(at offset: UTCOffset) -> Instant {
    let marchYear = Int64(month <= 2 ? year - 1 : year)
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let marchMonth = Int64(month > 2 ? month - 3 : month + 9)
    let dayOfYear = (153 * marchMonth + 2) / 5 + Int64(day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second) - Int64(offset.minutes) * 60
    return Instant(milliseconds: seconds * 1000 + Int64(millisecond))
  }

  public static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The date, such as `2026-11-23`.
  public var date: String {
    CivilTime.fourDigits(year) + "-" + CivilTime.twoDigits(month) + "-" + CivilTime.twoDigits(day)
  }

  /// The time of day, such as `15:41:07`.
  public var time: String { hourMinute + ":" + CivilTime.twoDigits(second) }

  /// Hours and minutes, such as `15:41`.
  public var hourMinute: String { CivilTime.twoDigits(hour) + ":" + CivilTime.twoDigits(minute) }

  static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
  }

  static func fourDigits(_ number: Int) -> String {
    let text = String(number)
    return text.count >= 4 ? text : String(repeating: "0", count: 4 - text.count) + text
  }
}

extension Instant {
  /// ISO 8601 with the offset written out: `2026-11-23T15:41:07+08:00`.
  public func iso8601(at offset: UTCOffset) -> String {
    let civil = CivilTime(self, at: offset)
    return civil.date + "T" + civil.time + offset.text
  }
}
