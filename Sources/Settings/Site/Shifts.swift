import CitySafety
import Operations

/// `shifts.toml`: the shifts and who stands them.
extension SiteLoading {
  func loadShifts() {
    shiftPlan.offset = site.offset
    guard let root = table("shifts.toml", isOptional: true) else { return }
    for table in root.members("shift") {
      let id = table.id(into: &shiftNames)
      let name = table.bilingual("name")
      let start = minute(table, "start")
      let end = minute(table, "end")
      table.finish()
      guard let start, let end else { continue }
      let shift = Shift(id: id, name: name, start: start, end: end)
      checkOverlap(shift, table)
      shiftPlan.shifts.append(shift)
    }
    // A shift with a mistake is not in the list: positions would not be those of the names.
    let isWhole = shiftPlan.shifts.count == shiftNames.count
    checkGaps(root, isWhole: isWhole)
    for table in root.members("plan") {
      let row = planRow(table)
      table.finish()
      if let row, isWhole { shiftPlan.rows.append(row) }
    }
    root.finish()
  }

  private func planRow(_ table: TableReader) -> PlanRow? {
    let shift = table.reference("shift", in: shiftNames)
    let days = planDays(table)
    let crew = Crew(
      leader: table.optionalText("leader") ?? "", lead: table.optionalText("lead") ?? "",
      main: table.optionalText("main") ?? "", deputy: table.optionalText("deputy") ?? "")
    guard shift >= 0, let days else { return nil }
    let earlier = planLines.first { $0.shift == shift && $0.days == days }
    if let earlier { table.warn(.neverReached(line: earlier.line), at: "shift") }
    planLines.append((shift, days, table.location.line))
    return PlanRow(days: days, shift: shift, crew: crew)
  }

  /// One of `date`, `weekdays`, `every-days` with `from`; none of them is every day.
  private func planDays(_ table: TableReader) -> PlanRow.Days? {
    let date = table.has("date")
    let weekdays = table.has("weekdays")
    let period = table.has("every-days")
    if [date, weekdays, period].count(where: { $0 }) > 1 {
      table.report(.severalPatterns())
      return nil
    }
    if date { return day(table, "date").map { .date($0) } }
    if period {
      guard let days = table.whole("every-days", in: Limits.planDays) else { return nil }
      guard table.has("from") else {
        table.report(.missingKey("from", table: table.name))
        return nil
      }
      return day(table, "from").map { .every(period: days, from: $0) }
    }
    guard weekdays else { return .weekdays(Set(1...7)) }
    var days: Set<Int> = []
    for (word, location) in table.texts("weekdays") ?? [] {
      if let day = problems.checkWord(word, "weekdays", SiteLoading.weekdays, at: location) {
        days.insert(day)
      }
    }
    return .weekdays(days)
  }

  private func day(_ table: TableReader, _ key: String) -> Int? {
    let written = table.dateText(key)
    if written.utf8.count == 10, let instant = TimeText.parse(written, offset: .utc) {
      return ShiftPlan.day(of: CivilTime(instant, at: .utc))
    }
    table.report(.badDate(key, HarmlessText.clean(written, limit: Limits.id)), at: key)
    return nil
  }

  /// Minutes after midnight of `08:00`.
  private func minute(_ table: TableReader, _ key: String) -> Int? {
    let text = table.text(key)
    guard !text.isEmpty else { return nil }
    if text.utf8.count == 5, let instant = TimeText.parse("1970-01-01T" + text, offset: .utc),
      instant.milliseconds < 86_400_000
    {
      return Int(instant.milliseconds / 60_000)
    }
    table.report(.badClock(key, HarmlessText.clean(text, limit: Limits.id)), at: key)
    return nil
  }

  private func checkOverlap(_ shift: Shift, _ table: TableReader) {
    let taken = Set(shift.minutes)
    if let other = shiftPlan.shifts.first(where: { $0.minutes.contains { taken.contains($0) } }) {
      table.report(.shiftsOverlap(other.id), at: "start")
    }
  }

  private func checkGaps(_ root: TableReader, isWhole: Bool) {
    guard isWhole else { return }
    let covered = Set(shiftPlan.shifts.flatMap(\.minutes))
    guard let first = (0..<Shift.minutesOfDay).first(where: { !covered.contains($0) }) else { return }
    root.warn(.noShiftAt(Shift.clock(first)), at: "shift")
  }

  private static var weekdays: Choices<Int> {
    Choices(
      ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].enumerated().map { ($0.element, $0.offset + 1) })
  }
}

extension Mistake {
  static func badClock(_ key: String, _ text: String) -> Mistake {
    Mistake(
      zh: "'\(key)' 的 '\(text)' 不是时刻", en: "'\(key)' is '\(text)', which is not a time of day",
      remedyZh: "请写成 08:00 这样", remedyEn: "write it like 08:00")
  }

  static func badDate(_ key: String, _ text: String) -> Mistake {
    Mistake(
      zh: "'\(key)' 的 '\(text)' 不是日期", en: "'\(key)' is '\(text)', which is not a date",
      remedyZh: "请写成 2026-11-23 这样", remedyEn: "write it like 2026-11-23")
  }

  static func severalPatterns() -> Mistake {
    Mistake(
      zh: "date、weekdays、every-days 只能写一个", en: "date, weekdays and every-days exclude each other",
      remedyZh: "请分成几行", remedyEn: "write a row for each")
  }

  static func shiftsOverlap(_ other: String) -> Mistake {
    Mistake(
      zh: "与班次 '\(other)' 时间重叠", en: "overlaps with the shift '\(other)'", remedyZh: "请改起止时间",
      remedyEn: "change start or end")
  }

  static func noShiftAt(_ time: String) -> Mistake {
    Mistake(
      zh: "\(time) 起没有班次", en: "no shift runs at \(time)", remedyZh: "请补上一个班次", remedyEn: "add a shift")
  }
}
