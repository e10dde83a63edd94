import Alarms
import CityDispatch
import CitySafety
import Drills
import Operations
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A whole drill with something of everything.
enum WholeDrill {
  static func play() -> Play {
    typealias P = ActionPattern
    var play = Play([
      Play.expect(
        [P(verb: .take, subjects: ["leak"])], "take", objective: "notice", after: "leak", expected: 0,
        seat: "watch-seat"),
      Play.expect([P(verb: .acknowledge, subjects: ["g1"])], "ack", objective: "notice", seat: "lead-seat"),
      Play.expect([P(verb: .openIncident, plan: "gas")], "open", expected: 90, seat: "lead-seat"),
      Play.expect(
        [P(verb: .order, units: ["fire", "housing"])], "order", expected: 120, weight: 2, seat: "lead-seat"),
      Play.expect(
        [P(verb: .report, words: ["两人受伤"], detail: "first")], "report", expected: 300, window: 1200),
      Play.expect([P(verb: .note)], "later", after: "second"),
      Play.expect([P(verb: .shelve)], "no-shelf", objective: "notice", isForbidden: true),
      Play.expect([P(verb: .warn)], "no-warning", window: 1800, isForbidden: true),
    ])
    play.happen(.delivered("leak", .timeline), at: 30)
    play.control(.take(message: 1), by: Play.watcher, at: 52)
    play.raise(Play.sensor("g1"), .red, at: 40)
    let before = play.alarm(Play.sensor("g1"))
    let first = play.command(.acknowledge, [Play.sensor("g1")])
    play.add(.command(first), at: 55)
    play.undo(first, before: [before], at: 60)
    play.perform(.acknowledge, Play.sensor("g1"), by: Play.watcher, at: 66)
    play.open([Play.task("housing", planTask: "repair"), Play.task("police", planTask: "cordon")], at: 80)
    play.dispatch(.add(IncidentID(1), [Play.task("health")], isOrdered: true), at: 100)
    play.happen(.interrupted(seat: "一席", LiveStrip(reds: 1)), at: 110)
    play.happen(.reachedLive(seat: "一席", after: .milliseconds(1740)), at: 110)
    play.control(.resume, at: 110)
    play.control(.pause, at: 140)
    play.control(.resume, at: 140)
    play.control(.observe(objective: "act", text: "口令清楚 | <b>但慢</b>"), at: 150)
    play.perform(.shelve, Play.sensor("g1"), text: "吵", at: 200)
    play.control(.end, at: 700)
    play.end(at: 700)
    return play
  }

  static let earlier = DrillRun(
    number: 1, scenario: "gas", version: 2, kind: .exercise, seed: 7,
    startedAt: CivilTime(year: 2026, month: 3, day: 4, hour: 9).instant(at: .beijing), length: .minutes(25),
    players: [
      DrillRun.Player(person: "chenli", displayName: "陈立", role: .lead, points: Points(hundredths: 7000))
    ],
    points: Points(hundredths: 6250), rating: .major,
    objectives: [
      DrillRun.Objective(id: "notice", points: Points(hundredths: 9100), rating: .performed),
      DrillRun.Objective(id: "act", points: nil, rating: nil),
    ], plans: ["gas"], store: "/drills/1.sqlite")

  static let items = [
    Improvement(number: 1, run: 1, text: "先问伤亡", owner: "陈立", since: "2026-03-04", due: "2026-06-01"),
    Improvement(
      number: 2, run: 1, text: "改预案", owner: "李明", since: "2026-03-04", due: "2026-09-01",
      closing: Improvement.Closing(on: "2026-04-01", by: "张主任", note: "已改")),
    Improvement(number: 3, run: 2, text: "先通知水鹤", owner: "消防救援大队", since: "2026-11-26", due: "2026-12-31"),
  ]
}

@Suite struct DeterminismTests {
  @Test func aHundredEvaluationsGiveTheSameBytes() {
    let play = WholeDrill.play()
    let first = play.sheet.json
    for _ in 1..<100 {
      #expect(DrillScore.of(scenario: play.scenario, site: Play.site, entries: play.entries).json == first)
    }
  }

  @Test func theBytesAreThoseOnRecord() {
    PrintedGolden.expect("drill-score.json", lines: [WholeDrill.play().sheet.json])
  }

  @Test func aSecondPlayOfTheSameGivesTheSameBytes() {
    #expect(WholeDrill.play().sheet.json == WholeDrill.play().sheet.json)
  }

  @Test func theScoreHoldsNothingOfTheWallClock() {
    let play = WholeDrill.play()
    var entries = play.entries
    for index in entries.indices {
      guard case .event(.reachedLive(let seat, _))? = try? DrillCoding.read(entries[index])?.1 else {
        continue
      }
      entries[index].event = DrillCoding.event(.reachedLive(seat: seat, after: .seconds(99)))
    }
    #expect(entries != play.entries)
    let again = DrillScore.of(scenario: play.scenario, site: Play.site, entries: entries)
    #expect(again.json == play.sheet.json)
    #expect(again.interruptions != play.sheet.interruptions)
  }

  @Test func numbersHaveTwoDecimalsAndAPoint() {
    #expect(
      [0, 5, 50, 100, 5999, 10_000].map { Points(hundredths: $0).text } == [
        "0.00", "0.05", "0.50", "1.00", "59.99", "100.00",
      ])
  }

  @Test func whatSomebodyTypedStaysText() {
    var play = Play([Play.expect([ActionPattern(verb: .comment)])])
    var actor = Play.lead
    actor.person = "a\"\\\n\u{1}"
    play.raise(Play.sensor("g1"), at: 0)
    play.perform(.comment, Play.sensor("g1"), by: actor, text: "x", at: 10)
    #expect(play.sheet.json.contains(#""person":"a\"\\\n\u0001""#))
  }
}

/// Printed pages as files; a missing file, or RECORD=1, writes it and fails.
enum PrintedGolden {
  static func expect(_ file: String, lines: [String], at location: SourceLocation = #_sourceLocation) {
    let actual = lines.joined(separator: "\n") + "\n"
    let here = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let path = "/" + here + "/Goldens/" + file
    if let known = read(path), getenv("RECORD") == nil {
      #expect(known == actual, "\(file) differs", sourceLocation: location)
      return
    }
    guard let out = fopen(path, "w") else { return }
    fputs(actual, out)
    fclose(out)
    Issue.record("\(file) was written; look at it, then run again", sourceLocation: location)
  }

  private static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
