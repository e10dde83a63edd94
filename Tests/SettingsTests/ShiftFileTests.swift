import CitySafety
import Operations
import Settings
import Testing

@Suite struct ShiftFileTests {
  private static let whole = """
    [[shift]]
    id = "day"
    name-zh = "白班"
    name-en = "Day"
    start = "08:00"
    end = "20:00"
    [[shift]]
    id = "night"
    name-zh = "夜班"
    name-en = "Night"
    start = "20:00"
    end = "08:00"
    [[plan]]
    shift = "day"
    weekdays = ["mon"]
    main = "li"
    [[plan]]
    shift = "night"
    date = 2026-11-23
    lead = "chen"
    [[plan]]
    shift = "night"
    every-days = 4
    from = "2026-11-23"
    """

  private func messages(_ old: String = "", _ new: String = "") throws -> [String] {
    var site = TinySite()
    site["shifts.toml"] = ShiftFileTests.whole
    if !old.isEmpty { site.change("shifts.toml", old, new) }
    return try site.messages()
  }

  @Test func theShiftsAndThePlanAreRead() throws {
    var site = TinySite()
    site["shifts.toml"] = ShiftFileTests.whole
    let plan = try site.load().get().shiftPlan
    #expect(plan.shifts.map(\.hours) == ["08:00-20:00", "20:00-08:00"])
    #expect(plan.rows.map(\.crew.main) == ["li", "", ""] && plan.rows[1].crew.lead == "chen")
    #expect(plan.offset == .beijing)
    #expect(try messages() == [])
  }

  @Test(arguments: [
    (
      "start = \"08:00\"", "start = \"8 am\"",
      "site/shifts.toml:5:9: 'start' is '8 am', which is not a time of day — write it like 08:00"
    ),
    (
      "start = \"20:00\"", "start = \"19:00\"",
      "site/shifts.toml:11:9: overlaps with the shift 'day' — change start or end"
    ),
    (
      "start = \"20:00\"", "start = \"21:00\"",
      "site/shifts.toml:1:1: warning: no shift runs at 20:00 — add a shift"
    ),
    (
      "shift = \"day\"", "shift = \"dya\"",
      "site/shifts.toml:14:9: 'shift' names the unknown shift 'dya' — did you mean 'day'?"
    ),
    (
      "date = 2026-11-23", "date = \"2026-13-23\"",
      "site/shifts.toml:19:8: 'date' is '2026-13-23', which is not a date — write it like 2026-11-23"
    ),
    (
      "weekdays = [\"mon\"]", "weekdays = [\"moon\"]",
      "site/shifts.toml:15:13: 'weekdays' is 'moon', which is unknown — did you mean 'mon'?"
    ),
    (
      "main = \"li\"", "date = 2026-11-23",
      "site/shifts.toml:13:1: date, weekdays and every-days exclude each other — write a row for each"
    ),
    (
      "from = \"2026-11-23\"", "", "site/shifts.toml:21:1: 'from' is missing in [[plan]] — add it"
    ),
    (
      "lead = \"chen\"", "leed = \"chen\"",
      "site/shifts.toml:20:1: unknown key 'leed' in [[plan]] — did you mean 'lead'?"
    ),
  ])
  func aMistakeIsNamedWithItsLine(old: String, new: String, message: String) throws {
    #expect(try messages(old, new) == [message])
  }

  @Test func theAuthorityNeedsTheRowsOfDuty() throws {
    var site = TinySite()
    site.change("authority.toml", "[log]\noperator = true\n", "")
    #expect(
      try site.messages() == ["site/authority.toml:1:1: there is no table for the command 'log' — add [log]"])
  }
}
