import Alarms
import CitySafety
import Operations
import Testing

/// The rules of 8.3 again, as plainly as they can be written: names, numbers and sets.
private struct Model {
  var outgoing: String?
  var incoming: String?
  var signer: String?
  var ticked: [HandoverKey: Int64] = [:]
  var done = 0

  /// Whether the request goes through.
  mutating func ask(
    _ ask: Ask, by person: String, items: [HandoverKey: Int64], risk: Bool, present: Set<String>
  )
    -> Bool
  {
    let isComplete = items.allSatisfy { ticked[$0.key] == $0.value }
    let areThere = [outgoing, incoming].allSatisfy { $0 == nil || $0 == person || present.contains($0 ?? "") }
    switch ask {
    case .prepare:
      guard outgoing == nil else { return false }
      outgoing = person
    case .join:
      guard let outgoing, outgoing != person, incoming == nil else { return false }
      incoming = person
      ticked = [:]
    case .tick(let key, let revision):
      guard incoming == person, items[key] == revision, ticked[key] != revision else { return false }
      ticked[key] = revision
      signer = nil
    case .untick(let key):
      guard incoming == person, ticked[key] != nil else { return false }
      ticked[key] = nil
      signer = nil
    case .sign:
      guard incoming == person, signer == nil, isComplete, areThere else { return false }
      if risk { signer = person } else { finish() }
    case .second:
      guard let signer, signer != person, isComplete, areThere else { return false }
      finish()
    case .cancel:
      guard outgoing != nil else { return false }
      let kept = done
      self = Model()
      done = kept
    }
    return true
  }

  private mutating func finish() {
    let count = done + 1
    self = Model()
    done = count
  }

  enum Ask {
    case prepare, join, tick(HandoverKey, Int64), untick(HandoverKey), sign, second, cancel
  }
}

@Suite struct HandoverWalk {
  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func everyRandomWalkAgreesWithThePlainModel(seed: UInt64) throws {
    var maker = Maker(seed)
    var room = Room(nil, alarms: [])
    var model = Model()
    let people = [Room.out, Room.come, Room.third]
    for step in 0..<2500 {
      if maker.number(0...39) == 0 {
        room.raise(maker.number(0...2), maker.flag() ? maker.grade() : nil)
        continue
      }
      if maker.number(0...60) == 0 {
        let actor = maker.any(people)
        room.run(.signedOut(person: actor.person, seat: actor.seat))
        continue
      }
      if maker.number(0...8) == 0 {
        room.run(.signedIn(maker.any(people)))
        continue
      }
      let report = room.report
      let items = Dictionary(uniqueKeysWithValues: report.items.map { ($0.key, $0.revision) })
      let keys = report.items.map(\.key) + [.alarm(AlarmID(99))]
      let key = maker.any(keys)
      let ask = maker.any([
        Model.Ask.prepare, .join, .join, .tick(key, items[key] ?? 0), .tick(key, items[key] ?? 0),
        .tick(key, items[key] ?? 0), .tick(key, Int64(maker.number(0...3))), .untick(key), .sign, .sign,
        .second,
        maker.number(0...30) == 0 ? .cancel : .sign,
      ])
      let actor = maker.any(people)
      let number = room.state.duty.handover?.number ?? room.state.duty.handoverCount
      let action: DutyAction =
        switch ask {
        case .prepare: .prepare(after: room.state.duty.handoverCount)
        case .join: .join(handover: number, isGuest: false)
        case .tick(let key, let revision): .tick(handover: number, key, revision: revision)
        case .untick(let key): .untick(handover: number, key)
        case .sign: .sign(handover: number, isHigherRisk: maker.flag())
        case .second: .secondSign(handover: number)
        case .cancel: .cancel(handover: number)
        }
      let before = room.state.duty.lastHandover?.number
      let present = Set(room.state.duty.seats.values.map(\.person))
      let goesThrough = model.ask(
        ask, by: actor.person, items: items, risk: report.isHigherRisk, present: present)
      let refusal = room.ask(action, actor)
      #expect(
        (refusal == nil) == goesThrough,
        "seed \(seed) step \(step): \(ask) by \(actor.person): \(refusal.debugDescription)")
      if room.state.duty.lastHandover?.number != before {
        let handover = room.state.duty.lastHandover
        #expect(
          handover?.isHigherRisk == report.isHigherRisk && (handover?.second != nil) == report.isHigherRisk)
      }
      guard (refusal == nil) == goesThrough else { return }
    }
    #expect(model.done > 2, "seed \(seed): the walk signed something")
  }
}

@Suite struct ShiftPlanFacts {
  private static func plan(_ rows: [PlanRow] = []) -> ShiftPlan {
    ShiftPlan(
      shifts: [
        Shift(id: "day", name: Bilingual(same: "D"), start: 480, end: 1200),
        Shift(id: "night", name: Bilingual(same: "N"), start: 1200, end: 480),
      ], rows: rows, offset: .beijing)
  }

  private static func at(_ text: String) throws -> Instant {
    try #require(TimeText.parse(text, offset: .beijing))
  }

  @Test(arguments: [
    ("2026-11-23T08:00", "day", "2026-11-23T20:00"), ("2026-11-23T19:59:59", "day", "2026-11-23T20:00"),
    ("2026-11-23T20:00", "night", "2026-11-24T08:00"), ("2026-11-24T00:00", "night", "2026-11-24T08:00"),
    ("2026-11-24T07:59:59", "night", "2026-11-24T08:00"), ("1969-12-31T23:00", "night", "1970-01-01T08:00"),
  ])
  func aMomentHasItsShiftAndItsEnd(now: String, shift: String, end: String) throws {
    let running = try #require(ShiftPlanFacts.plan().running(at: ShiftPlanFacts.at(now)))
    #expect(running.shift.id == shift)
    #expect(running.end == (try ShiftPlanFacts.at(end)))
  }

  @Test func aNightShiftHasTheCrewOfTheDayItBeganOn() throws {
    let monday = ShiftPlan.day(of: CivilTime(year: 2026, month: 11, day: 23))
    let plan = ShiftPlanFacts.plan([
      PlanRow(days: .weekdays([1]), shift: 1, crew: Crew(main: "monday")),
      PlanRow(days: .every(period: 4, from: monday + 1), shift: 1, crew: Crew(main: "fourth")),
      PlanRow(days: .weekdays(Set(1...7)), shift: 1, crew: Crew(main: "any")),
      PlanRow(days: .date(monday + 7), shift: 1, crew: Crew(main: "date")),
    ])
    for (now, main) in [
      ("2026-11-24T03:00", "monday"), ("2026-11-24T21:00", "fourth"), ("2026-11-25T21:00", "any"),
      ("2026-11-28T21:00", "fourth"), ("2026-11-30T21:00", "date"), ("2026-12-07T21:00", "monday"),
    ] { #expect(plan.running(at: try ShiftPlanFacts.at(now))?.crew.main == main, "\(now)") }
  }

  @Test func withoutShiftsNothingRuns() {
    #expect(ShiftPlan().running(at: zero) == nil)
  }
}
