import CitySafety
import Settings
import TestSites
import Testing

@Suite struct DispatchGapTests {
  private static let plan = "plans/all.toml"
  /// 2028-05-31 and two days later at the site; a plan of 2025-06-01 is due again on the first.
  private static let due = CivilTime(year: 2028, month: 5, day: 31, hour: 23).instant(at: .beijing)
  private static let past = CivilTime(year: 2028, month: 6, day: 1).instant(at: .beijing)

  private func messages(
    _ file: String, _ old: String, _ new: String, now: Instant? = nil
  ) throws -> [String] {
    var site = TinySite.planned
    site.change(file, old, new)
    return try site.messages(now: now)
  }

  @Test func anAlarmThatCanBeRedOrOrangeNeedsAPlan() throws {
    let warning =
      "site/thresholds.toml:2: warning: can be red or orange and have no plan: gas-lel"
      + " — name them in [trigger] of a plans/*.toml"
    #expect(
      try messages(Self.plan, "\"gas-lel\", \"earthquake\"", "\"earthquake\"") == [warning])
    #expect(try messages("thresholds.toml", "red = 50\n", "").isEmpty)
  }

  @Test func aPlanFromRedOnDoesNotAnswerOrange() throws {
    var site = TinySite.planned
    site.change(Self.plan, "from = \"yellow\"\ntowns", "from = \"red\"\ntowns")
    #expect(try site.messages() == [])
    site.change("thresholds.toml", "red = 50", "red = 50\norange = 40")
    #expect(try site.messages().count == 1)
  }

  @Test func aPlanForOneTownDoesNotAnswerAnother() throws {
    var site = TinySite.planned
    site["towns.csv"] += "150625101,巴拉贡镇,Balagong\n"
    site.change("risk-points.csv", ",39.81,108.72,150625100,", ",39.81,108.72,150625101,")
    #expect(try site.messages().count == 1)
    site.change(Self.plan, "towns = [\"150625100\"]", "towns = [\"150625100\", \"150625101\"]")
    #expect(try site.messages() == [])
  }

  @Test func manyRulesWithoutAPlanAreOneWarning() throws {
    var site = TinySite.planned
    let rule = site["thresholds.toml"]
    for id in ["a", "b", "c", "d", "e", "f", "g"] {
      site["thresholds.toml"] += "\n" + rule.replacing("id = \"gas-lel\"", with: "id = \"\(id)\"")
    }
    site["guidance.toml"] = GuidanceText.file(rules: ["gas-lel", "a", "b", "c", "d", "e", "f", "g"])
    let said = try site.messages().filter { $0.contains("have no plan") }
    #expect(
      said == [
        "site/thresholds.toml:16: warning: can be red or orange and have no plan: a, b, c, d, e and 2 more"
          + " — name them in [trigger] of a plans/*.toml"
      ])
  }

  @Test func warningsAndEarthquakesNeedAPlanWhereTheyArrive() throws {
    var site = TinySite.planned
    site.change(Self.plan, "\"gas-lel\", \"earthquake\"", "\"gas-lel\"")
    #expect(try site.messages() == [])
    for (format, kind) in [("cenc", "earthquake"), ("national-warnings", "warning")] {
      var fed = site
      fed["sources.toml"] += """

        [[source]]
        id = "more"
        name-zh = "消息"
        name-en = "Messages"
        sector = "natural-disasters"
        interval-s = 60
        format = "\(format)"
        [source.http]
        url = "{feeds}/more"
        """
      #expect(
        try fed.messages() == [
          "site/sources.toml: warning: '\(kind)' can be red or orange and has no plan"
            + " — name it in [trigger] of a plans/*.toml"
        ])
    }
  }

  @Test func aUnitWithATaskNeedsAContactOrAPhone() throws {
    var site = TinySite.planned
    site["departments.csv"] += "fire,消防,Fire,\n"
    site.change("contacts.csv", "housing-duty,housing", "housing-duty,fire")
    #expect(try site.messages() == [])
    site.change("departments.csv", "Housing,0477", "Housing,")
    #expect(
      try site.messages() == [
        "site/departments.csv:3: warning: units with tasks in plans and no contact: housing"
          + " — give each a row in contacts.csv, or a phone"
      ])
  }

  @Test func aKindOfTeamThatNobodyHasIsNamed() throws {
    #expect(
      try messages(Self.plan, "\"gas-repair\"", "\"gas-repairs\"") == [
        "site/plans/all.toml:36:13: warning: 'team-kind' asks for 'gas-repairs', and no team is of this kind"
          + " — did you mean 'gas-repair'?"
      ])
  }

  @Test func aPlanIsOverdueOnTheDayAfterItsDate() throws {
    #expect(try TinySite.planned.messages(now: Self.due) == [])
    #expect(
      try TinySite.planned.messages(now: Self.past) == [
        "site/plans/all.toml:6:16: warning: the plan 'all' was to be evaluated by 2028-05-31"
          + " — evaluate it, then set evaluated-on"
      ])
    #expect(
      try messages("dispatch.toml", "evaluate-every-days = 1095\n", "", now: Self.past) == [])
  }

  @Test func materialsArePastTheirDateOnTheDayAfter() throws {
    #expect(try messages("stocks.csv", "2028-06-30", "2028-05-31", now: Self.due) == [])
    #expect(
      try messages("stocks.csv", "2028-06-30", "2028-05-30", now: Self.due) == [
        "site/stocks.csv:2: warning: past their date: sandbag (store) — replace them and set expires"
      ])
    #expect(try messages("stocks.csv", "2028-06-30", "2020-01-01") == [])
  }

  @Test func aShelterHasTheAreaThatItsCapacityNeeds() throws {
    #expect(
      try messages("shelters.csv", "1500,1000", "1499,1000") == [
        "site/shelters.csv:2: warning: too small for their 'capacity' at 1.5 m2 a person: school"
          + " — lower the capacity or check the area"
      ])
    #expect(
      try messages("dispatch.toml", "square-metres-a-person = 1.5", "square-metres-a-person = 1.4") == [])
  }
}
