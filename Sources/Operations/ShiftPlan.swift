public import CitySafety

/// One of the site's shifts, by the local clock.
public struct Shift: Sendable, Hashable {
  public var id: String
  public var name: Bilingual
  /// Minutes after local midnight; an end that is not after the start is on the next day.
  public var start: Int
  public var end: Int

  public init(id: String, name: Bilingual, start: Int, end: Int) {
    self.id = id
    self.name = name
    self.start = start
    self.end = end
  }

  /// How many minutes it lasts: one to 1440.
  public var length: Int { end > start ? end - start : end + Shift.minutesOfDay - start }

  /// Begin and end, such as `08:00-20:00`.
  public var hours: String { Shift.clock(start) + "-" + Shift.clock(end) }

  /// The minutes of a day in which it runs, whichever day it began.
  public var minutes: [Int] { (0..<length).map { (start + $0) % Shift.minutesOfDay } }

  public static let minutesOfDay = 1440

  /// Minutes after midnight as `08:00`.
  public static func clock(_ minute: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return two(minute / 60) + ":" + two(minute % 60)
  }
}

/// Who stands a shift: sign-in names or plain names, empty where nobody is named.
public struct Crew: Sendable, Hashable {
  /// The leader on duty 带班领导, the shift lead 班长, the first and the second operator 主班, 副班.
  public var leader: String
  public var lead: String
  public var main: String
  public var deputy: String

  public init(leader: String = "", lead: String = "", main: String = "", deputy: String = "") {
    self.leader = leader
    self.lead = lead
    self.main = main
    self.deputy = deputy
  }
}

/// A row of the duty plan: on which days whom a shift has.
public struct PlanRow: Sendable, Hashable {
  /// Which days it holds for; a day is the one on which the shift begins.
  public enum Days: Sendable, Hashable {
    case date(Int)
    /// 1 is Monday, 7 Sunday.
    case weekdays(Set<Int>)
    /// Every `period` days, beginning with day `from`.
    case every(period: Int, from: Int)

    func holds(_ day: Int) -> Bool {
      switch self {
      case .date(let date): day == date
      case .weekdays(let days): days.contains(ShiftPlan.weekday(day))
      case .every(let period, let from): day >= from && (day - from) % max(1, period) == 0
      }
    }
  }

  public var days: Days
  /// A position in the plan's shifts.
  public var shift: Int
  public var crew: Crew

  public init(days: Days, shift: Int, crew: Crew) {
    self.days = days
    self.shift = shift
    self.crew = crew
  }
}

/// A shift on one day.
public struct RunningShift: Sendable, Hashable {
  public var shift: Shift
  public var start: Instant
  /// The first moment that no longer belongs to it.
  public var end: Instant
  public var crew: Crew
}

/// The site's shifts and who stands them.
public struct ShiftPlan: Sendable, Hashable {
  public var shifts: [Shift]
  /// A row for a date goes before the others; among equals the first one counts.
  public var rows: [PlanRow]
  public var offset: UTCOffset

  public init(shifts: [Shift] = [], rows: [PlanRow] = [], offset: UTCOffset = .utc) {
    self.shifts = shifts
    self.rows = rows
    self.offset = offset
  }

  /// The shift that runs at a moment, when it ends, and who is on duty; `nil` between shifts.
  public func running(at now: Instant) -> RunningShift? {
    let minute = Int((now.milliseconds + Int64(offset.minutes) * 60_000).quotient(by: 60_000))
    let today = minute.quotient(by: Shift.minutesOfDay)
    for day in [today, today - 1] {
      for (position, shift) in shifts.enumerated() {
        let start = day * Shift.minutesOfDay + shift.start
        guard (start..<start + shift.length).contains(minute) else { continue }
        return RunningShift(
          shift: shift, start: instant(ofMinute: start), end: instant(ofMinute: start + shift.length),
          crew: crew(of: position, on: day))
      }
    }
    return nil
  }

  /// Whether the shift of an id runs at a moment; one that the plan does not know never does.
  public func runs(_ id: String, at now: Instant) -> Bool {
    guard let shift = shifts.first(where: { $0.id == id }) else { return false }
    let minute = Int((now.milliseconds + Int64(offset.minutes) * 60_000).quotient(by: 60_000))
    let ofDay = minute - Shift.minutesOfDay * minute.quotient(by: Shift.minutesOfDay)
    let span = shift.start..<shift.start + shift.length
    return span.contains(ofDay) || span.contains(ofDay + Shift.minutesOfDay)
  }

  /// The shift that follows one without a pause.
  public func next(after shift: RunningShift) -> RunningShift? { running(at: shift.end) }

  private func crew(of shift: Int, on day: Int) -> Crew {
    let holding = rows.filter { $0.shift == shift && $0.days.holds(day) }
    let dated = holding.first { if case .date = $0.days { true } else { false } }
    return (dated ?? holding.first)?.crew ?? Crew()
  }

  private func instant(ofMinute minute: Int) -> Instant {
    Instant(milliseconds: Int64(minute - offset.minutes) * 60_000)
  }

  /// The number of a day, as plan rows count them: days since 1970-01-01 by the calendar.
  public static func day(of date: CivilTime) -> Int {
    let midnight = CivilTime(year: date.year, month: date.month, day: date.day).instant(at: .utc)
    return Int(midnight.milliseconds.quotient(by: 86_400_000))
  }

  /// 1 for Monday; 1970-01-01 was a Thursday.
  static func weekday(_ day: Int) -> Int { (day + 3) - 7 * (day + 3).quotient(by: 7) + 1 }
}

extension BinaryInteger {
  /// The quotient rounded down, also below zero.
  func quotient(by divisor: Self) -> Self {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
