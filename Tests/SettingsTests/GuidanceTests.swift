import CitySafety
import Settings
import TestSites
import Testing

private let guidance: [Breakage] = [
  Breakage(
    "guidance.toml", "alarm = \"gas-lel\"", "alarm = \"gas-lol\"",
    "site/thresholds.toml:2: the rule 'gas-lel' has no guidance"
      + " — add a [[guidance]] with alarm = \"gas-lel\" to guidance.toml",
    "site/guidance.toml:2:9: 'alarm' names the unknown threshold 'gas-lol' — did you mean 'gas-lel'?"),
  Breakage(
    "guidance.toml", "alarm = \"source-lost\"", "alarm = \"sourcelost\"",
    "site/guidance.toml:1:1: 'source-lost' has no guidance — add a [[guidance]] with alarm = \"source-lost\"",
    "site/guidance.toml:18:9: 'alarm' names the unknown threshold 'sourcelost' — did you mean 'source-lost'?"),
  Breakage(
    "guidance.toml", "alarm = \"warning\"", "alarm = \"gas-lel\"",
    "site/guidance.toml:34:9: 'gas-lel' already has guidance in line 2 — merge or remove one"),
  Breakage(
    "guidance.toml", "alarm = \"warning\"", "alarm = \"warning\"\nsources = [\"gas\"]",
    "site/guidance.toml:35:11: 'sources' needs 'alarm = \"source-lost\"' — add it, or remove 'sources'"),
  Breakage(
    "guidance.toml", "alarm = \"earthquake\"", "alarm = \"source-lost\"\nsources = [\"gass\"]",
    "site/guidance.toml:51:12: 'sources' names the unknown source 'gass' — did you mean 'gas'?"),
  Breakage(
    "guidance.toml", "alarm = \"gas-lel\"\nclass = \"safety\"", "alarm = \"gas-lel\"\nclass = \"safe\"",
    "site/guidance.toml:3:9: 'class' is 'safe', which is unknown"
      + " — choose from safety, service, process, equipment, environment"),
  Breakage(
    "guidance.toml", "alarm = \"gas-lel\"\nclass = \"safety\"\nmeaning-zh = \"含义\"\n",
    "alarm = \"gas-lel\"\nclass = \"safety\"\n",
    "site/guidance.toml:1:1: 'meaning-zh' is missing in [[guidance]] — add it"),
]

private let cases: [Breakage] = [
  Breakage(
    "cases.toml", "\"2021-12\"", "\"12.2021\"",
    "site/cases.toml:6:8: 'date' is '12.2021', which is not a date — write it like 2021-12-15, 2021-12 or 2021"
  ),
  Breakage(
    "cases.toml", "[\"gas-lel\", \"source-lost\"]", "[\"gas-lek\"]",
    "site/cases.toml:5:11: 'alarms' names the unknown threshold 'gas-lek' — did you mean 'gas-lel'?"),
  Breakage(
    "cases.toml", "[\"gas-lel\", \"source-lost\"]", "[]",
    "site/cases.toml:5:10: 'alarms' is empty — fill it in"),
]

/// The tiny site with three more rules: `rise` (yellow), `heat` (orange, yellow) and `cold` (yellow, blue).
private func related(_ relations: String) throws -> [String] {
  var site = TinySite()
  for (id, limits) in [
    ("rise", "yellow = 5"), ("heat", "orange = 60\nyellow = 50"), ("cold", "yellow = 9\nblue = 8"),
  ] {
    site["thresholds.toml"] += """

      [[threshold]]
      id = "\(id)"
      sensor-type = "gas-lel"
      measure = "value"
      direction = "above"
      \(limits)
      message-zh = "x"
      message-en = "x"
      origin = "a test"
      """
  }
  site["guidance.toml"] = GuidanceText.file(rules: ["gas-lel", "rise", "heat", "cold"])
  site["relations.toml"] = relations
  return try site.messages()
}

private func relation(
  _ cause: String, _ consequences: String, id: String = "r", suppresses: Bool = false,
  scope: String = "town"
) -> String {
  """
  [[relation]]
  id = "\(id)"
  cause = "\(cause)"
  consequences = [\(consequences)]
  scope = "\(scope)"
  within-s = 60
  suppresses = \(suppresses)
  why-zh = "因"
  why-en = "why"
  origin = "a test"

  """
}

@Suite struct GuidanceFileTests {
  @Test(arguments: guidance + cases)
  func eachMistakeIsNamedWithItsPlaceAndRemedy(_ breakage: Breakage) throws {
    try breakage.expectItsMessages()
  }

  @Test func aTextHasTwoToSixActions() throws {
    var site = TinySite()
    site.change("guidance.toml", "  { zh = \"派人\", en = \"send people\" },\n", "")
    #expect(try site.messages().first == "site/guidance.toml:8:10: has 1 actions — give 2 to 6")
    site = TinySite()
    let more = String(repeating: "  { zh = \"派人\", en = \"send people\" },\n", count: 6)
    site.change("guidance.toml", "  { zh = \"派人\", en = \"send people\" },\n", more)
    #expect(try site.messages().first == "site/guidance.toml:8:10: has 7 actions — give 2 to 6")
  }

  @Test func tooLittleTimeIsAWarning() throws {
    var site = TinySite()
    site.change("guidance.toml", "time-available-s = 600", "time-available-s = 540")
    #expect(try site.messages() == [])
    site.change("guidance.toml", "time-available-s = 540", "time-available-s = 539")
    #expect(
      try site.messages().first
        == "site/guidance.toml:12:20: warning: 539 s are available, less than 1.5 times the 360 s that operator"
        + " and process take — an alarm may not be enough: alarm earlier, or let a device act")
  }

  @Test func aRuleMayNotTakeTheNameOfAnotherKindOfAlarm() throws {
    var site = TinySite()
    site.change("thresholds.toml", "id = \"gas-lel\"\nsensor", "id = \"warning\"\nsensor")
    #expect(
      try site.messages().contains(
        "site/thresholds.toml:2:6: 'warning' already means another kind of alarm — choose another id"))
  }

  @Test func guidanceIsReadExactly() throws {
    let guidance = try TinySite().load().get().site.guidance
    #expect(
      guidance.map(\.subjects) == [[.rule("gas-lel")], [.sourceLost(nil)], [.warning(nil)], [.earthquake]])
    #expect(
      guidance[0]
        == Guidance(
          subjects: [.rule("gas-lel")], alarmClass: .safety, meaning: Bilingual(zh: "含义", en: "meaning"),
          consequence: Bilingual(zh: "后果", en: "consequence"),
          actions: [Bilingual(zh: "核实", en: "verify"), Bilingual(zh: "派人", en: "send people")],
          timeAvailable: .minutes(10), operatorTime: .minutes(1), processTime: .minutes(5),
          origin: "a test [I]",
          isLocalDefault: true))
  }

  @Test func oneTextCanBeOfSeveralSourcesOrEvents() throws {
    var site = TinySite()
    site.change(
      "guidance.toml", "alarm = \"earthquake\"", "alarm = \"warning\"\nevents = [\"11B03\", \"暴雨\"]")
    #expect(try site.load().get().site.guidance[3].subjects == [.warning("11B03"), .warning("暴雨")])
  }

  @Test func casesAreReadExactly() throws {
    let entry = try #require(try TinySite().load().get().site.cases.first)
    #expect(entry.subjects == [.rule("gas-lel"), .sourceLost(nil)])
    #expect(entry.learnt == Bilingual(zh: "先断电", en: "cut power first"))
    #expect(entry.date == "2021-12" && entry.isMadeUp)
  }

  @Test func casesAndRelationsMayBeMissing() throws {
    var site = TinySite()
    site.files["cases.toml"] = nil
    site.files["relations.toml"] = nil
    #expect(try site.messages() == [])
  }

  @Test func relationsThatFitAreAcceptedWithoutAWord() throws {
    #expect(try related(relation("gas-lel", "\"rise\", \"cold\"", id: "a", suppresses: true)) == [])
    #expect(
      try related(relation("gas-lel", "\"rise\"", id: "a") + relation("rise", "\"cold\"", id: "b")) == [])
  }

  @Test func unknownRulesAreNamedWithTheNearest() throws {
    #expect(
      try related(relation("gas-lal", "\"rize\"")) == [
        "site/relations.toml:3:9: 'cause' names the unknown threshold 'gas-lal' — did you mean 'gas-lel'?",
        "site/relations.toml:4:17: 'consequences' names the unknown threshold 'rize' — did you mean 'rise'?",
      ])
  }

  @Test func aRuleIsNotItsOwnConsequence() throws {
    #expect(
      try related(relation("rise", "\"rise\"", suppresses: true)) == [
        "site/relations.toml:4:17: the rule 'rise' is its own consequence — remove it from the consequences"
      ])
  }

  @Test func aCircleIsNamedWithItsWay() throws {
    let way = relation("rise", "\"cold\"", id: "a") + relation("cold", "\"heat\"", id: "b")
    #expect(
      try related(way + relation("heat", "\"rise\"", id: "c")) == [
        "site/relations.toml:24:17: the relations form a circle: heat > rise > cold > heat — remove one of them"
      ])
  }

  @Test func redIsNeverSuppressed() throws {
    #expect(
      try related(relation("heat", "\"gas-lel\"", suppresses: true)) == [
        "site/relations.toml:4:17: 'gas-lel' can be red, and red is never suppressed"
          + " — write suppresses = false: it is then folded and not suppressed"
      ])
  }

  @Test func whatIsSuppressedIsNotWorseThanTheMildestGradeOfItsCause() throws {
    #expect(
      try related(relation("gas-lel", "\"heat\"", suppresses: true)) == [
        "site/relations.toml:4:17: 'heat' can be orange, worse than its cause 'gas-lel' at yellow"
          + " — write suppresses = false: it is then folded and not suppressed"
      ])
    #expect(try related(relation("gas-lel", "\"heat\"")) == [])
  }

  @Test func anUnknownScopeIsNamedWithTheNearest() throws {
    #expect(
      try related(relation("gas-lel", "\"rise\"", scope: "towns")) == [
        "site/relations.toml:5:9: 'scope' is 'towns', which is unknown — did you mean 'town'?"
      ])
  }
}
