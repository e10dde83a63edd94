import Alarms
import CityDispatch
import CitySafety
import Settings
import Testing

/// Changes one thing of the planned site; the whole list of messages must be these.
private struct Change: Sendable, CustomTestStringConvertible {
  var file: String
  var old: String
  var new: String
  var says: [String]

  init(_ file: String, _ old: String, _ new: String, _ says: String...) {
    (self.file, self.old, self.new, self.says) = (file, old, new, says)
  }

  var testDescription: String { "\(file): \(old) -> \(new)" }

  func messages(_ language: Language = .en, now: Instant? = nil) throws -> [String] {
    var site = TinySite.planned
    site.change(file, old, new)
    return try site.messages(language, now: now)
  }
}

private let plan = "plans/all.toml"

private let planMistakes: [Change] = [
  Change(
    plan, "unit = \"housing\"\nteam-kind", "unit = \"hosing\"\nteam-kind",
    "site/plans/all.toml:35:8: 'unit' names the unknown department 'hosing' — did you mean 'housing'?"),
  Change(
    plan, "{ sandbag = 50 }", "{ sandbags = 50 }",
    "site/plans/all.toml:42:15: 'materials' names the unknown material 'sandbags' — did you mean 'sandbag'?"),
  Change(
    plan, "\"first\", \"daily\"", "\"first\", \"dayly\"",
    "site/plans/all.toml:10:21: 'reports' names the unknown report rule 'dayly' — did you mean 'daily'?"),
  Change(
    plan, "notices = [\"housing-duty\"]", "notices = [\"housing-dutty\"]",
    "site/plans/all.toml:9:12: 'notices' names the unknown recipient 'housing-dutty'"
      + " — did you mean 'housing-duty'?"),
  Change(
    plan, "[\"gas-lel\", \"earthquake\"]", "[\"gas-lel\", \"earthqake\"]",
    "site/plans/all.toml:14:22: 'alarms' names the unknown threshold 'earthqake' — did you mean 'earthquake'?"
  ),
  Change(
    plan, "events = [\"11B03\"]", "sensor-types = [\"gas-lell\"]",
    "site/plans/all.toml:15:17: 'sensor-types' names the unknown sensor type 'gas-lell'"
      + " — did you mean 'gas-lel'?"),
  Change(
    plan, "events = [\"11B03\"]", "sectors = [\"lifeline\"]",
    "site/plans/all.toml:15:12: 'sectors' is 'lifeline', which is unknown — did you mean 'lifelines'?"),
  Change(
    plan, "towns = [\"150625100\"]", "towns = [\"150625101\"]",
    "site/plans/all.toml:17:10: 'towns' names the unknown town '150625101' — did you mean '150625100'?",
    "site/thresholds.toml:2: warning: can be red or orange and have no plan: gas-lel"
      + " — name them in [trigger] of a plans/*.toml"),
  Change(
    plan, "evaluated-on = 2025-06-01", "evaluated-on = \"June\"",
    "site/plans/all.toml:6:16: 'evaluated-on' is 'June', which is not a date — write it like 2026-11-23"),
  Change(
    plan, "evaluated-on = 2025-06-01\n", "evaluated-on = 2025-06-01\ndrill-every-months = 24\n",
    "site/plans/all.toml:1:1: 'drill-origin' is missing in [plan] — add it"),
  Change(
    plan, "evaluated-on = 2025-06-01\n",
    "evaluated-on = 2025-06-01\ndrill-every-months = 0\ndrill-origin = \"x\"\n",
    "site/plans/all.toml:7:22: 'drill-every-months' is 0, out of range — choose from 1 to 120"),
  Change(
    plan, "evaluated-on = 2025-06-01\n", "evaluated-on = 2025-06-01\ndrill-origin = \"x\"\n",
    "site/plans/all.toml:1:1: 'drill-every-months' is missing in [plan] — add it"),
  Change(
    plan, "evaluated-on = 2025-06-01\n", "",
    "site/plans/all.toml:1:1: 'evaluated-on' is missing in [plan] — add it"),
  Change(
    plan, "grade = \"yellow\"\nlevel = 3", "grade = \"red\"\nlevel = 3",
    "site/plans/all.toml:24:9: grade 'red' is already used in line 18 — rename or remove one"),
  Change(
    plan, "level = 3", "level = 5",
    "site/plans/all.toml:20:9: 'level' is 5, out of range — choose from 1 to 4"),
  Change(
    plan, "level = 1", "level = 4",
    "site/plans/all.toml:25:9: level 4 at red is lower than level 3 at yellow"
      + " — 1 is the highest: exchange or mend them"),
  Change(
    plan, "feedback-minutes = 30", "feedback-minutes = 10",
    "site/plans/all.toml:41:20: 'feedback-minutes' is less than 'arrival-minutes' — make it larger"),
  Change(
    plan, "id = \"report\"", "id = \"shut-off\"",
    "site/plans/all.toml:44:6: id 'shut-off' is already used in line 34 — rename or remove one"),
  Change(
    plan, "team-kind = ", "team-kinds = ",
    "site/plans/all.toml:36:1: unknown key 'team-kinds' in [[task]] — did you mean 'team-kind'?"),
  Change(
    plan, "origin = \"a test [I]\"\nlocal-default = true\n", "origin = \"a test [I]\"\n",
    "site/plans/all.toml:11:10: the origin says [I] or [K], but the number is not marked as a local default"
      + " — add local-default = true"),
]

private let registerMistakes: [Change] = [
  Change(
    "materials.csv", "3010000", "301",
    "site/materials.csv:2: 'code' is '301', which is no material code"
      + " — write the seven digits of GB/T 38565, or leave it empty"),
  Change(
    "stores.csv", "store,库,Store,housing", "store,库,Store,hous",
    "site/stores.csv:2: 'unit' names the unknown department 'hous' — define it in departments.csv"),
  Change(
    "stocks.csv", "sandbag,store", "sandbag,stor",
    "site/stocks.csv:2: 'store' names the unknown store 'stor' — did you mean 'store'?"),
  Change(
    "stocks.csv", "2028-06-30", "2028-06-31",
    "site/stocks.csv:2: 'expires' is '2028-06-31', which is not a date — write it like 2026-11-23"),
  Change(
    "stocks.csv", "500", "-500",
    "site/stocks.csv:2: 'quantity' is -500, out of range — choose from 0 to 1000000000"),
  Change(
    "teams.csv", "sandbag=20", "sandbag20",
    "site/teams.csv:2: 'carries' has 'sandbag20', which is no material with an amount"
      + " — write it like sandbag=200;pump=2"),
  Change(
    "teams.csv", "sandbag=20", "sandbag=20;sandbag=5",
    "site/teams.csv:2: 'carries' names 'sandbag' twice — add them up"),
  Change(
    "teams.csv", "sandbag=20", "sandbox=20",
    "site/teams.csv:2: 'carries' names the unknown material 'sandbox' — did you mean 'sandbag'?"),
  Change(
    "teams.csv", "150625100,,ready", "150625100,nights,ready",
    "site/teams.csv:2: 'duty' names the unknown shift 'nights' — define it in shifts.toml"),
  Change(
    "teams.csv", ",ready,", ",reddy,",
    "site/teams.csv:2: 'state' is 'reddy', which is unknown — did you mean 'ready'?"),
  Change(
    "teams.csv", "gas-repair,housing,8", "gas-repair,housing,0",
    "site/teams.csv:2: 'size' is 0, out of range — choose from 1 to 10000"),
  Change(
    "vehicles.csv", "gas-1", "gas-2",
    "site/vehicles.csv:2: 'team' names the unknown team 'gas-2' — did you mean 'gas-1'?"),
  Change("experts.csv", "燃气,gas", "燃气,", "site/experts.csv:2: 'field_en' is empty — fill it in"),
  Change(
    "hospitals.csv", ",200,", ",many,",
    "site/hospitals.csv:2: 'beds' is 'many', which is not a number — write a number"),
  Change(
    "contacts.csv", ",,,housing-duty,", ",,,,",
    "site/plans/all.toml:9:12: 'notices' names the unknown recipient 'housing-duty' — define it in contacts.csv",
    "site/contacts.csv:2: both 'phone' and 'recipient' are empty — fill in at least one"),
  Change(
    "report-rules.toml", "start = \"known\"", "start = \"knwon\"",
    "site/report-rules.toml:5:9: 'start' is 'knwon', which is unknown — did you mean 'known'?"),
  Change(
    "report-rules.toml", "limit-minutes = 60", "limit-minutes = 0",
    "site/report-rules.toml:6:17: 'limit-minutes' is 0, out of range — choose from 1 to 43200"),
  Change(
    "dispatch.toml", "evaluate-every-days", "evaluate-every-day",
    "site/dispatch.toml:4:1: unknown key 'evaluate-every-day' in [plans] — did you mean 'evaluate-every-days'?"
  ),
  Change(
    "dispatch.toml", "road-factor = 1.5", "road-factor = 0.5",
    "site/dispatch.toml:9:15: 'road-factor' is 0.5, out of range — choose from 1 to 10"),
]

@Suite struct PlanFileTests {
  @Test(arguments: planMistakes + registerMistakes)
  private func eachMistakeIsNamedWithItsPlaceAndRemedy(_ change: Change) throws {
    let said = try change.messages()
    #expect(said.sorted() == change.says.sorted(), "it said:\n\(said.joined(separator: "\n"))")
    #expect(try change.messages(.zh).count == said.count)
  }

  @Test func thePlannedSiteIsLoadedWithoutAWord() throws {
    #expect(try TinySite.planned.messages(now: Instant(milliseconds: 1_764_000_000_000)) == [])
  }

  @Test func everythingIsReadExactly() throws {
    let dispatch = try TinySite.planned.load().get().dispatch
    let plan = try #require(dispatch.plans.first)
    #expect(dispatch.plans.count == 1)
    #expect(
      plan
        == ResponsePlan(
          id: "all", name: Bilingual(zh: "总体预案", en: "General plan"), version: "2025-1",
          trigger: PlanTrigger(
            subjects: [.rule("gas-lel"), .earthquake, .warning("11B03")], from: .yellow,
            towns: ["150625100"]),
          responses: [
            PlanResponse(grade: .red, level: .one, commander: Bilingual(zh: "旗长", en: "Head of the banner")),
            PlanResponse(grade: .yellow, level: .three, commander: Bilingual(zh: "局长", en: "Head of bureau")),
          ],
          checklist: [
            ChecklistItem(text: Bilingual(zh: "启动预案", en: "start the plan"), from: .yellow, origin: "a test")
          ],
          tasks: [
            PlanTask(
              id: "shut-off", unit: "housing", teamKind: "gas-repair",
              what: Bilingual(zh: "关阀", en: "close the valve"), from: .yellow, arrival: .minutes(15),
              feedback: .minutes(30), materials: ["sandbag": 50]),
            PlanTask(
              id: "report", unit: "housing", what: Bilingual(zh: "报告", en: "report"), from: .red,
              arrival: .zero, feedback: .minutes(20)),
          ], notices: ["housing-duty"], advice: Bilingual(zh: "远离", en: "keep away"),
          reports: ["first", "daily"], evaluatedOn: "2025-06-01", origin: "a test [I]", isLocalDefault: true))
    #expect(
      dispatch.teams == [
        Team(
          id: "gas-1", name: Bilingual(zh: "燃气队", en: "Gas team"), kind: "gas-repair", unit: "housing",
          size: 8,
          equipment: "检漏仪 2",
          place: Place(
            name: Bilingual(zh: "站", en: "Depot"), latitude: 39.81, longitude: 108.71, town: "150625100"),
          duty: "", phone: "", recipient: "gas-team", isMadeUp: true, carries: ["sandbag": 20])
      ])
    #expect(dispatch.reportRules.map(\.limit) == [.minutes(60), .hours(24)])
    #expect(dispatch.reportRules.map(\.every) == [.zero, .hours(24)])
    #expect(dispatch.reportRules.map(\.isLocalDefault) == [false, true])
    #expect(dispatch.policy.evaluateEveryDays == 1095 && dispatch.policy.shelterArea == 1.5)
    #expect(dispatch.policy.travel(over: 40) == .minutes(90))
    #expect(dispatch.stocks.map(\.quantity) == [500] && dispatch.materials.map(\.code) == ["3010000"])
    #expect(dispatch.vehicles.map(\.team) == ["gas-1"] && dispatch.shelters.map(\.capacity) == [1000])
    #expect(dispatch.hospitals.map(\.beds) == [200] && dispatch.experts.map(\.unit) == ["housing"])
    #expect(
      dispatch.contacts.map(\.recipient) == ["housing-duty"] && dispatch.stores.map(\.unit) == ["housing"])
  }

  @Test func aPlanCanBeCalledForByASensorTypeOrASector() throws {
    for key in ["sensor-types = [\"gas-lel\"]", "sectors = [\"lifelines\"]"] {
      var site = TinySite.planned
      site.change(plan, "alarms = [\"gas-lel\", \"earthquake\"]", key)
      #expect(
        try site.load().get().dispatch.plans[0].trigger.subjects == [.warning("11B03"), .rule("gas-lel")])
    }
  }

  @Test func aPlanThatNothingCallsForIsAMistake() throws {
    for trigger in ["", "alarms = []", "sectors = [\"public-safety\"]"] {
      var site = TinySite.planned
      site.change(plan, "alarms = [\"gas-lel\", \"earthquake\"]\nevents = [\"11B03\"]", trigger)
      let wanted =
        "no alarm calls for the plan — give at least one of alarms, events, sensor-types, sectors"
      #expect(try site.messages().contains { $0.hasSuffix(wanted) }, "\(trigger)")
    }
  }

  @Test func aPlanHasAtLeastOneResponseAndOneTask() throws {
    var site = TinySite.planned
    let text = site[plan]
    let end = try #require(text.firstRange(of: "[[response]]")).lowerBound
    site[plan] = String(text[..<end])
    #expect(
      try site.messages() == [
        "site/plans/all.toml:1:1: has no [[response]] — give at least one",
        "site/plans/all.toml:1:1: has no [[task]] — give at least one",
      ])
  }

  @Test func twoPlansMayNotShareAnId() throws {
    var site = TinySite.planned
    site["plans/other.toml"] = site[plan]
    #expect(
      try site.messages() == [
        "site/plans/other.toml:2:6: the plan 'all' is already in another file — rename or remove one"
      ])
  }

  @Test func everyFileOfDispatchMayBeMissing() throws {
    #expect(try TinySite().load().get().dispatch == DispatchRegister())
    #expect(try TinySite().messages() == [])
  }

  @Test func aRegisterThatCannotBeReadBlamesNobodyWhoNamesIt() throws {
    for file in ["materials.csv", "contacts.csv", "teams.csv", "stores.csv"] {
      var site = TinySite.planned
      site[file] = "\u{1}"
      let said = try site.messages()
      #expect(said.allSatisfy { $0.hasPrefix("site/\(file):") }, "\(said)")
      #expect(!said.isEmpty)
    }
    var site = TinySite.planned
    site["report-rules.toml"] = "= ="
    #expect(try site.messages().allSatisfy { $0.hasPrefix("site/report-rules.toml:") })
  }
}
