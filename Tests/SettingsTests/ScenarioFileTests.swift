import CitySafety
import Drills
import Foundation
import Settings
import TestSites
import Testing

private let drill = "drills/gas.toml"

/// One mistake in the tiny site's scenario, and what is said of it.
private func drill(_ old: String, _ new: String, _ says: String...) -> Breakage {
  var breakage = Breakage(drill, old, new)
  breakage.says = says.map { "site/drills/gas.toml:" + $0 }
  return breakage
}

private let heads: [Breakage] = [
  drill(
    "id = \"gas\"", "id = \"../gas\"",
    "2:6: 'id' is '../gas', which cannot be a scenario's id — use letters, digits and hyphens only"),
  drill("version = 1\n", "", "1:1: 'version' is missing in [scenario] — add it"),
  drill(
    "\"exercise\"", "\"lesson\"", "4:8: 'kind' is 'lesson', which is unknown — choose from exercise, training"
  ),
  drill(
    "plans = []", "plans = [\"gass\"]",
    "9:10: 'plans' names the plan 'gass', which no file of plans has — mend or remove it"),
  drill(
    "2026-07-12T22:10", "2026-07-32T22:10",
    "10:9: 'start' is '2026-07-32T22:10', which is not a local time — write it like 2026-07-12T22:10, without an offset"
  ),
  drill(
    "2026-07-12T22:10", "2026-07-12T22:10+08:00",
    "10:9: 'start' is '2026-07-12T22:10+08:00', which is not a local time — write it like 2026-07-12T22:10, without an offset"
  ),
  drill(
    "length-min = 10", "length-min = 0", "11:14: 'length-min' is 0, out of range — choose from 1 to 4320"),
  drill("seed = 7", "seed = -7", "12:8: 'seed' is -7, out of range — choose from 0 to 1000000000000"),
  drill("origin = \"a test\"\n", "", "1:1: 'origin' is missing in [scenario] — add it"),
  drill(
    "role = \"lead\"", "role = \"leed\"", "18:8: 'role' is 'leed', which is unknown — did you mean 'lead'?"),
  drill(
    "[[seat]]", "[[objective]]\nid = \"warn\"\nname-zh = \"x\"\nname-en = \"x\"\nweight = 0\n[[seat]]",
    "18:10: 'weight' is 0, out of range — choose from 0.001 to 1000",
    "25:6: id 'warn' is already used in line 15 — rename or remove one"),
  drill(
    "[[seat]]", "[scoring]\ntime = 0.5\n[[seat]]",
    "15:8: time, correct and complete do not sum to 1 — mend them, such as 0.4, 0.4, 0.2"),
]

private let injects: [Breakage] = [
  drill("at-s = 30", "at-s = -1", "25:8: 'at-s' is -1, out of range — choose from 0 to 259200"),
  drill(
    "at-s = 30", "at-s = 601",
    "25:8: 'at-s' lies after the end of the drill at 600 s — bring it forward, or make length-min larger",
    "38:14: it is expected at 661 s, after the end of the drill at 600 s — bring it forward, or make length-min larger"
  ),
  drill("at-s = 30\n", "", "23:1: does not say when it comes — give at-s, when or by-hand = true"),
  drill(
    "at-s = 30", "at-s = 30\nby-hand = true",
    "26:11: says in several ways when it comes: at-s, by-hand — keep one"),
  drill(
    "at-s = 30", "when = { met = \"ack\" }",
    "25:8: 'leak' waits for itself through its condition — choose another condition, or write at-s"),
  drill(
    "at-s = 30", "when = { met = \"akc\", missed = \"ack\" }",
    "25:8: a condition has one of 'met' and 'missed' — write it like when = { missed = \"id of an expectation\", after-s = 60 }"
  ),
  drill(
    "at-s = 30", "when = { met = \"akc\" }",
    "25:16: 'met' names the unknown expectation 'akc' — did you mean 'ack'?"),
  drill(
    "episode = \"leak\"", "episode = \"leek\"",
    "28:11: 'episode' names the unknown episode 'leek' — did you mean 'leak'?"),
  drill(
    "episode = \"leak\"", "sensors = [\"s-l\"]\nshape = \"step\"\nhold-s = 9\npeak = 500",
    "28:12: 'sensors' names the unknown sensor 's-l' — did you mean 's-1'?"),
  drill(
    "episode = \"leak\"", "sensors = [\"s-1\"]\nshape = \"step\"\nhold-s = 9\npeak = 500",
    "31:8: 'peak' is 500, outside 0 to 100 of sensor 's-1' — check the number and its unit"),
  drill(
    "episode = \"leak\"", "sensors = [\"s-1\"]\nshape = \"step\"\npeak = 50",
    "23:1: the episode lasts no time — give rise-s, hold-s or fall-s"),
  drill(
    "episode = \"leak\"\n", "",
    "23:1: does not say what comes in — give one of episode, sensors, warning, earthquake, call, report, reply, silence, "
      + "outage, hint"),
  drill(
    "episode = \"leak\"", "episode = \"leak\"\nhint = { zh = \"x\", en = \"x\" }",
    "29:8: brings in several things: episode, hint — make an inject of each"),
  drill(
    "episode = \"leak\"", "hint = { zh = \"x\", en = \"x\" }",
    "28:8: an exercise gives no hints — use a call or a report, or write kind = \"training\""),
  drill(
    "episode = \"leak\"", "silence = { unit = \"hosing\", lasts-s = 0 }",
    "28:20: 'unit' names 'hosing', which is neither a department nor a team — did you mean 'housing'?",
    "28:40: 'lasts-s' is 0, out of range — choose from 1 to 259200"),
  drill(
    "episode = \"leak\"", "outage = { source = \"gaz\", lasts-s = 9 }",
    "28:21: 'source' names the unknown source 'gaz' — did you mean 'gas'?"),
  drill(
    "episode = \"leak\"",
    "earthquake = { source = \"gas\", latitude = 99, longitude = 108, depth-km = 5, magnitude = 4, place = \"x\" }",
    "28:25: the format of source 'gas' carries no earthquakes — name another source",
    "28:43: 'latitude' is 99, out of range — choose from -90 to 90"),
  drill(
    "episode = \"leak\"",
    "warning = { source = \"gas\", event = \"x\", colour = \"gray\", headline = \"x\", text = \"x\", area = \"x\", lasts-s = 9 }",
    "28:22: the format of source 'gas' carries no warnings — name another source",
    "28:51: 'colour' is 'gray', which is unknown — choose from red, orange, yellow, blue"),
  drill(
    "episode = \"leak\"", "reply = { unit = \"housing\", step = \"arive\" }",
    "28:36: 'step' is 'arive', which is unknown — did you mean 'arrive'?"),
  drill(
    "objective = \"warn\"\n[[expect]]", "objective = \"wern\"\n[[expect]]",
    "31:13: 'objective' names the unknown objective 'wern' — did you mean 'warn'?"),
  drill(
    "episode = \"leak\"", "episode = \"leak\"\nplayer = \"leed\"",
    "29:10: 'player' names the unknown seat 'leed' — did you mean 'lead'?"),
]

private let expectations: [Breakage] = [
  drill(
    "after = \"leak\"", "after = \"leek\"",
    "35:9: 'after' names the unknown inject 'leek' — did you mean 'leak'?"),
  drill(
    "expected-s = 60", "expected-s = 301", "39:12: 'window-s' is less than 'expected-s' — make it larger"),
  drill(
    "expected-s = 60\nwindow-s = 300", "expected-s = 580\nwindow-s = 600",
    "38:14: it is expected at 610 s, after the end of the drill at 600 s — bring it forward, or make length-min larger"
  ),
  drill(
    "actions = [{ do = \"acknowledge\", subjects = [\"s-1\"] }]", "actions = []",
    "40:11: names no action — write it like actions = [{ do = \"acknowledge\" }]"),
  drill(
    "do = \"acknowledge\", subjects = [\"s-1\"]", "do = \"aknowledge\"",
    "40:19: 'do' is 'aknowledge', which is unknown — did you mean 'acknowledge'?"),
  drill(
    "subjects = [\"s-1\"]", "detail = \"real\"",
    "40:43: 'acknowledge' takes no detail — remove it"),
  drill(
    "do = \"acknowledge\", subjects = [\"s-1\"]", "do = \"close\", detail = \"reel\"",
    "40:37: 'detail' is 'reel', which is unknown — did you mean 'real'?"),
  drill(
    "do = \"acknowledge\", subjects = [\"s-1\"]", "do = \"order\", units = [\"fire\"], plan = \"gas\"",
    "40:37: 'units' names 'fire', which is neither a department nor a team — write an id of departments.csv or teams.csv",
    "40:53: 'plan' names the plan 'gas', which no file of plans has — mend or remove it"),
  drill(
    "window-s = 300", "window-s = 300\nseat = \"leed\"",
    "40:8: 'seat' names the unknown seat 'leed' — did you mean 'lead'?"),
  drill(
    "[[expect]]", "[[reply]]\nunit = \"*\"\nanswers = []\n[[reply]]\nunit = \"*\"\nanswers = []\n[[expect]]",
    "36:8: unit '*' is already used in line 33 — rename or remove one"),
]

@Test(arguments: heads + injects + expectations)
func eachMistakeOfAScenarioIsNamedWithItsPlaceAndRemedy(_ breakage: Breakage) throws {
  try breakage.expectItsMessages()
}

@Test func aMistakeOfAScenarioIsSaidInChineseToo() throws {
  var site = TinySite()
  site.change(drill, "after = \"leak\"", "after = \"leek\"")
  site.change(drill, "at-s = 30\n", "")
  #expect(
    try site.messages(.zh) == [
      "site/drills/gas.toml:23:1: 没有写何时注入 — 请写 at-s、when 或 by-hand = true",
      "site/drills/gas.toml:34:9: 'after' 指向不存在的注入 'leek' — 是否应为 'leak'？",
    ])
}

@Test func twoFilesMayNotHaveOneScenario() throws {
  var site = TinySite()
  site["drills/second.toml"] = site[drill]
  #expect(
    try site.messages() == [
      "site/drills/second.toml:2:6: the scenario 'gas' is already in another file — rename or remove one"
    ])
}

@Test func aScenarioIsReadExactly() throws {
  let scenario = try #require(try TinySite().load().get().scenarios.first)
  #expect(scenario.kind == .exercise && scenario.version == 1 && scenario.seed == 7)
  #expect(
    scenario.start == CivilTime(year: 2026, month: 7, day: 12, hour: 22, minute: 10).instant(at: .beijing))
  #expect(scenario.length == .minutes(10))
  #expect(scenario.seats == [Scenario.Seat(id: "lead", name: Bilingual(zh: "班长", en: "Lead"), role: .lead)])
  #expect(scenario.scoring == .standard)
  #expect(scenario.origin == "a test")
  #expect(
    scenario.expectations == [
      Drills.Expectation(
        id: "ack", objective: "warn", after: "leak", text: Bilingual(zh: "确认", en: "Acknowledge"),
        actions: [ActionPattern(verb: .acknowledge, subjects: ["s-1"])], expected: .seconds(60),
        window: .seconds(300), weight: 1, seat: "", isForbidden: false)
    ])
}

@Test func aScenarioWithEveryKindOfInjectIsReadAtTheShippedSite() throws {
  let folder = try TemporaryFolder()
  let site = folder.path + "/site"
  try FileManager.default.copyItem(atPath: Shipped.hanggin, toPath: site)
  try folder.write("site/drills/smoke.toml", SmokeScenario.file)
  let loaded = try SiteFolder.load(site).get()
  #expect(loaded.warnings == [])
  let smoke = try #require(loaded.scenarios.first { $0.id == SmokeScenario.id })
  let kinds = Set(smoke.injects.map { String(String(describing: $0.what).prefix { $0 != "(" }) })
  #expect(
    kinds == ["sensors", "warning", "earthquake", "call", "report", "reply", "silence", "outage"])
  #expect(
    smoke.inject("scene")?.condition
      == Inject.Condition(expectation: "order", whenMet: true, delay: .seconds(30)))
  #expect(
    smoke.inject("reminder")?.condition
      == Inject.Condition(expectation: "order", whenMet: false, delay: .seconds(10)))
  #expect(smoke.inject("extra")?.at == nil && smoke.inject("extra")?.condition == nil)
}

@Test func theShippedSiteHasTenExercisesAndALesson() throws {
  let loaded = try SiteFolder.load(Shipped.hanggin).get()
  let exercises = loaded.scenarios.filter { $0.kind == .exercise }
  #expect(exercises.count == 10)
  #expect(loaded.scenarios.filter { $0.kind == .training }.map(\.id) == ["first-watch"])
  for scenario in exercises {
    #expect((Span.minutes(10)...Span.minutes(60)).contains(scenario.length), "\(scenario.id)")
    #expect((6...20).contains(scenario.injects.count), "\(scenario.id)")
    #expect(scenario.injects.contains { $0.condition != nil }, "\(scenario.id) has no contingency inject")
    #expect(scenario.expectations.contains { $0.isForbidden }, "\(scenario.id) forbids nothing")
    #expect(!scenario.replies.isEmpty, "\(scenario.id): nobody answers")
    #expect(scenario.origin.contains("虚构"), "\(scenario.id) does not say what is invented")
    let kinds = Set(scenario.injects.map { String(String(describing: $0.what).prefix { $0 != "(" }) })
    #expect(
      kinds.isSuperset(of: ["sensors", "call", "silence"]) && kinds.count >= 4, "\(scenario.id): \(kinds)")
  }
}

@Test func aWordThatIsABareNumberIsAWarningAndOneThatSaysWhatItCountsIsNot() throws {
  let site = TinySite()
  func said(_ words: String) throws -> [String] {
    var other = site
    other.change(
      drill, "actions = [{ do = \"acknowledge\"",
      "actions = [{ do = \"note\", words = [\(words)] }, { do = \"acknowledge\"")
    return try other.messages().filter { $0.contains("bare number") }
  }
  #expect(try said("\"2\"").count == 1)
  #expect(try said("\"120\", \"44\"").count == 2)
  #expect(try said("\"2 人\", \"1402\", \"x2\"").isEmpty)
}
