import CityDispatch
import CitySafety
import Settings
import TestSites
import Testing

/// `report-rules.toml`, `report-fields.toml` and `event-grades.toml`.
@Suite struct ReportFileTests {
  private static let fields = """
    [[field]]
    id = "course"
    name-zh = "经过"
    name-en = "Course"
    required = ["first", "final"]
    from = "title"
    origin = "493号令 §12"
    """
  private static let grades = """
    [[table]]
    id = "work"
    name-zh = "事故"
    name-en = "Accident"
    plans = ["all"]
    sectors = ["lifelines"]
    [[table.limit]]
    measure = "dead"
    ordinary = 1
    large = 3
    origin = "493号令 §3"
    [[endangered]]
    measure = "missing"
    from = 3
    origin = "21号令 §26"
    """

  private var site: TinySite {
    var site = TinySite.planned
    site["report-fields.toml"] = Self.fields
    site["event-grades.toml"] = Self.grades
    return site
  }

  private func messages(_ file: String, _ old: String, _ new: String) throws -> [String] {
    var site = site
    site.change(file, old, new)
    return try site.messages()
  }

  @Test func whatHasNoNumberNamesThePlansAndHazardsThatMakeItLikely() throws {
    var site = site
    site.change(
      "event-grades.toml", "measure = \"missing\"\nfrom = 3",
      "measure = \"pollution\"\nfrom = 1\nplans = [\"all\"]\nhazards = [\"危险化学品\"]")
    let rule = try site.load().get().dispatch.grading.endangered[0]
    #expect(rule.measure == .pollution && rule.plans == ["all"] && rule.hazards == ["危险化学品"])
    site.change("event-grades.toml", "plans = [\"all\"]\nhazards", "plans = [\"none\"]\nhazards")
    #expect(try site.messages().contains { $0.contains("none") })
  }

  @Test func whatIsWrittenIsWhatHolds() throws {
    var site = site
    site.change(
      "report-rules.toml", "start = \"previous-report\"",
      "start = \"previous-report\"\nevent-grade-below = \"major\"\nto = [\"housing-duty\"]\nreminder-minutes = 60"
    )
    site["report-rules.toml"] =
      "without-plan = [\"first\"]\n" + site["report-rules.toml"]
      + "\n[alarm]\nreminder-minutes = 10\ndue-grade = \"orange\"\norigin = \"a test\"\n"
    site["dispatch.toml"] += "\n[affected]\nradius-km = 2\norigin = \"a test\"\n[affected.plans]\nall = 5\n"
    let dispatch = try site.load().get().dispatch
    #expect(dispatch.reportRules[1].condition == .gradeBelow(.major))
    #expect(
      dispatch.reportRules[1].recipients == ["housing-duty"] && dispatch.reportsWithoutPlan == ["first"])
    #expect(dispatch.reminder(of: dispatch.reportRules[0]) == .minutes(10))
    #expect(dispatch.reminder(of: dispatch.reportRules[1]) == .minutes(60))
    #expect(dispatch.reportAlarms.dueGrade == .orange && dispatch.reportAlarms.reminderGrade == nil)
    #expect(
      dispatch.reportFields == [
        ReportField(
          id: "course", name: Bilingual(zh: "经过", en: "Course"), required: [.first, .final], source: .title,
          origin: "493号令 §12")
      ])
    #expect(dispatch.grading.tables.map(\.limits[0].from) == [[.ordinary: 1, .large: 3]])
    #expect(dispatch.grading.endangered.map(\.from) == [3])
    #expect(dispatch.affectedPolicy.radius == 2 && dispatch.affectedPolicy.radiusOfPlan == ["all": 5])
  }

  @Test func aRuleStartsOnOneConditionOnly() throws {
    let said = try messages(
      "report-rules.toml", "limit-minutes = 60",
      "limit-minutes = 60\nevent-grade-from = \"large\"\nwhen-endangered = true")
    let wanted =
      "the rule has more than one condition to start on — keep one of event-grade-from, event-grade-below, "
      + "when-endangered, casualty-change-within-days"
    #expect(
      said.count == 1 && said[0].hasPrefix("site/report-rules.toml:") && said[0].hasSuffix(wanted), "\(said)")
    var site = site
    site.change("report-rules.toml", "limit-minutes = 60", "casualty-change-within-days = 30")
    let rule = try site.load().get().dispatch.reportRules[0]
    #expect(rule.condition == .casualtyChange(within: .hours(720)) && rule.isSameDay)
  }

  @Test(arguments: [
    ("report-rules.toml", "limit-minutes = 60", "limit-minutes = 60\nto = [\"nobody\"]"),
    ("report-fields.toml", "\"first\"", "\"frist\""), ("report-fields.toml", "\"title\"", "\"weather\""),
    ("event-grades.toml", "\"all\"", "\"none\""), ("event-grades.toml", "large = 3", "large = 1"),
    ("event-grades.toml", "measure = \"dead\"", "measure = \"deaths\""),
    ("event-grades.toml", "ordinary = 1\nlarge = 3\n", ""),
    (
      "dispatch.toml", "[plans]",
      "[affected]\nradius-km = 1\norigin = \"x\"\n[affected.plans]\nother = 3\n[plans]"
    ),
  ])
  func aSlipIsSaidWithItsPlace(file: String, old: String, new: String) throws {
    let said = try messages(file, old, new)
    #expect(said.count == 1 && said[0].hasPrefix("site/\(file):"), "\(said)")
  }

  @Test func theShippedSiteReportsWhatTheStatutesAsk() throws {
    let dispatch = try SiteFolder.load(Shipped.hanggin).get().dispatch
    for plan in dispatch.plans {
      let rules = dispatch.reportRules(ofPlan: plan.id)
      #expect(
        rules.contains { $0.condition == .endangered } && rules.contains(where: \.isSameDay), "\(plan.id)")
      #expect(rules.allSatisfy { !$0.recipients.isEmpty }, "\(plan.id)")
      #expect(Sector.allCases.allSatisfy { dispatch.grading.table(plan: plan.id, sector: $0) != nil })
    }
    // 493号令 §12 and 总体预案2025 3.3.1 (domain.md 2.3).
    #expect(dispatch.reportFields.count == 14)
    #expect(dispatch.reportFields.allSatisfy { !$0.origin.isEmpty })
    var harm = Assessment()
    harm.dead = 3
    #expect(dispatch.grading.suggestion(harm, plan: "gas", sector: .lifelines)?.grade == .large)
    #expect(
      dispatch.grading.suggestion(harm, plan: "earthquake", sector: .naturalDisasters)?.grade == .ordinary)
  }
}
