import Alarms
import CitySafety
import Operations
import Testing

private let policy = AlarmPolicy(
  actionLimit: .init([.minutes(1), .minutes(2), .minutes(3), .minutes(4)]),
  escalateAfter: .init([.minutes(5), .minutes(6), .minutes(7), .minutes(8)]), leaderAfter: .minutes(9),
  shelfLimit: .init([.hours(1), .hours(1), .hours(1), .hours(1)]), shelfRelease: .seconds(6),
  offerLimit: .minutes(1), undoLimit: .seconds(30), chatterCount: 3, chatterWindow: .seconds(60),
  floodStart: 10, floodEnd: 5, floodWindow: .minutes(10))

private func key(_ number: Int, _ rule: String = "now") -> AlarmKey {
  .threshold(sensor: "s\(number)", rule: rule)
}

@Suite struct FloodFacts {
  private func flooded(_ count: Int, at second: Int64 = 0) -> OperationsState {
    var state = OperationsState()
    state.run(.policy(policy))
    for number in 0..<count { state.run(Examples.condition(.red, at: second, key: key(number)), at: second) }
    return state
  }

  @Test func moreThanTheStartBeginAFloodAndTheStartItselfDoesNot() {
    #expect(flooded(10).floodEvent(at: zero) == nil)
    #expect(flooded(11).floodEvent(at: zero) == .flood(isOn: true, count: 11))
  }

  @Test func twoStaffedSeatsBearTwiceAsMany() {
    var state = flooded(11)
    state.run(.signedIn(Examples.lead), .signedIn(Examples.desk))
    #expect(state.floodEvent(at: zero) == nil)
  }

  @Test func aFloodEndsBelowItsEndAtTheMomentThatIsAnnounced() throws {
    var state = flooded(11)
    state.run(.flood(isOn: true, count: 11))
    let end = try #require(state.nextFloodCheck)
    #expect(state.floodEvent(at: end - .milliseconds(1)) == nil)
    #expect(state.floodEvent(at: end) == .flood(isOn: false, count: 0))
    #expect(end - zero <= .minutes(10) && end - zero > .seconds(590))
  }

  @Test func anAnnunciationLeavesTheWindowWithItsSixtieth() {
    let state = flooded(3)
    // Sixtieths of ten seconds; zero is the beginning of one.
    #expect(state.duty.flood.count(at: zero + .milliseconds(599_999), window: .minutes(10)) == 3)
    #expect(state.duty.flood.count(at: zero + .seconds(600), window: .minutes(10)) == 0)
  }

  @Test func aClockThatGoesBackNeitherLosesNorHoldsAFlood() throws {
    var state = flooded(11)
    state.run(.flood(isOn: true, count: 11))
    #expect(state.duty.flood.count(at: zero - .hours(1), window: .minutes(10)) == 11)
    state.run(.clockStepped(by: .hours(-1)), at: -3600)
    let end = try #require(state.nextFloodCheck)
    #expect(end <= zero - .hours(1) + .minutes(10))
    #expect(state.floodEvent(at: end) == .flood(isOn: false, count: 0))
  }

  @Test func whatAPersonDoesToAnAlarmIsNoPartOfAFlood() {
    var state = flooded(1)
    var command = state.command(.acknowledge)
    state.run(.command(command))
    command = Command(name: .undo, targets: [], text: command.id.text, actor: Examples.lead)
    let decision = state.decide(command, authority: Examples.authority, people: [], now: zero)
    if case .success(let event) = decision { state.run(event) }
    #expect(state.only.label == .unacknowledged)
    #expect(state.duty.flood.count(at: zero, window: .minutes(10)) == 1)
  }
}

extension OperationsState {
  /// The next timer, in a state where only a flood's end is one.
  fileprivate var nextFloodCheck: Instant? {
    var quiet = self
    for alarm in alarms.all {
      var command = self.command(.acknowledge, on: alarm)
      command.targets = [CommandTarget(alarm)]
      quiet.step(.command(command), at: zero)
      guard let now = quiet.alarms[alarm.id] else { continue }
      var respond = self.command(.respond, text: "x", on: now)
      respond.targets = [CommandTarget(now)]
      quiet.step(.command(respond), at: zero)
    }
    return quiet.nextTimer
  }
}

@Suite struct ShelfFacts {
  private func shelved(_ grades: [Grade], seats: Int = 1) -> OperationsState {
    var state = OperationsState()
    state.run(.policy(policy))
    for seat in 0..<seats {
      state.run(.signedIn(Actor(person: "p\(seat)", displayName: "p", role: .lead, seat: "S\(seat)")))
    }
    for (number, grade) in grades.enumerated() {
      state.run(Examples.condition(grade, key: key(number)))
      var command = state.command(.shelve, text: "x", on: state.alarms[key(number)])
      command.until = zero + .seconds(100)
      command.actor.authoriser = "zhao"
      state.run(.command(command))
    }
    return state
  }

  @Test func redComesOffTheShelfFirst() {
    let state = shelved([.yellow, .red, .orange])
    #expect(state.nextTimer == zero + .seconds(100))
    #expect(state.dueTimers(at: zero + .milliseconds(99_999)).isEmpty)
    #expect(state.dueTimers(at: zero + .seconds(100)).map(\.0) == [AlarmID(2)])
  }

  @Test(arguments: [(1, 6000), (2, 3000), (3, 2000)] as [(Int, Int64)])
  func oneSlotAnIntervalASeat(_ pair: (Int, Int64)) {
    var state = shelved([.yellow, .red, .orange], seats: pair.0)
    var now = zero + .seconds(100)
    var order: [AlarmID] = []
    for _ in 0..<3 {
      #expect(state.nextTimer == now)
      #expect(state.dueTimers(at: now - .milliseconds(1)).filter { $0.1 == .shelf }.isEmpty)
      guard let (id, timer) = state.dueTimers(at: now).last else { break }
      #expect(timer == .shelf)
      state.step(.timer(id, timer), at: now)
      order.append(id)
      now = now + .milliseconds(pair.1)
    }
    #expect(order == [AlarmID(2), AlarmID(3), AlarmID(1)])
    #expect(state.alarms.all.allSatisfy { $0.shelf == nil && $0.label == .unacknowledged })
  }

  @Test func aClockSetBackDoesNotHoldTheShelves() {
    var state = shelved([.yellow, .orange])
    state.step(.timer(AlarmID(2), .shelf), at: zero + .seconds(100))
    state.step(.clockStepped(by: .seconds(-50)), at: zero + .seconds(50))
    // A shelf's end is a matter of the calendar; the slot is not.
    #expect(state.dueTimers(at: zero + .seconds(100)).map(\.0) == [AlarmID(1)])
  }

  @Test func aRedThatItsDelayRaisesByTheClockBreaksThroughTheShelf() {
    var state = shelved([.yellow])
    state.run(Examples.condition(nil, at: 1, key: key(0)), at: 1)
    state.run(Examples.condition(.red, at: 2, key: key(0), onDelay: .seconds(30)), at: 2)
    #expect(state.only.label == .shelved)
    state.run(.timer(AlarmID(1), .on), at: 32)
    #expect(state.only.label == .unacknowledged)
    #expect(state.only.shelf == nil)
  }
}

@Suite struct ClockFacts {
  @Test func aTimerThatAnEarlierOneOfTheSameMomentWoundUpAnewDoesNotRunEarly() {
    var state = OperationsState()
    state.run(.policy(policy), Examples.condition(.red), Examples.condition(nil, at: 1))
    state.run(Examples.condition(.red, at: 2, onDelay: .seconds(298)), at: 2)
    // The owner was away: the delay and the escalation of the returned alarm are both over.
    let now = zero + .seconds(301)
    let due = state.dueTimers(at: now)
    #expect(due.map(\.1) == [.on, .escalation] || due.map(\.1) == [.escalation, .on])
    state.step(.timer(AlarmID(1), .on), at: now)
    state.step(.timer(AlarmID(1), .escalation), at: now)
    #expect(state.only.escalationStage == 0)
    #expect(state.only.escalationDeadline == now + .minutes(5))
  }

  @Test func aPolicyWindsUpTheClocksOfAlarmsThatWereOpenBeforeIt() {
    var state = OperationsState()
    state.run(Examples.condition(.red))
    #expect(state.nextTimer == nil)
    state.run(.policy(policy), at: 10)
    #expect(state.nextTimer == zero + .seconds(310))
    let revision = state.only.revision
    state.run(.policy(policy), at: 20)
    #expect(state.only.revision == revision)
  }

  @Test func aWorsePriorityNeverLetsItWaitLonger() {
    var state = OperationsState()
    state.run(.policy(policy), Examples.condition(.orange))
    var command = state.command(.prioritise, text: "x")
    command.grade = .red
    state.run(.command(command), at: 300)
    #expect(state.only.escalationDeadline == zero + .minutes(6))
    #expect(state.only.version == 2)
  }

  @Test func theNextPersonOfASeatStaysWhenTheLastOnesEndIsSeenLate() {
    var state = OperationsState()
    var next = Examples.desk
    next.seat = "A1"
    state.run(.signedIn(Examples.lead), .signedIn(next), .signedOut(person: "wang", seat: "A1"))
    #expect(state.duty.seats["A1"] == next)
    state.run(.signedOut(person: "li", seat: "A1"))
    #expect(state.duty.seats.isEmpty)
  }

  @Test func aSeatThatIsCountedTakesItsNextPersonAtTheBoundToo() {
    var state = OperationsState()
    for number in 0...DutyState.seatLimit {
      state.run(.signedIn(Actor(person: "p", displayName: "p", role: .lead, seat: "S\(number)")))
    }
    #expect(state.duty.seats.count == DutyState.seatLimit)
    state.run(.signedIn(Actor(person: "q", displayName: "q", role: .lead, seat: "S0")))
    #expect(state.duty.seats["S0"]?.person == "q")
  }
}

@Suite struct DesignFacts {
  private static let relation = Relation(
    id: "power", cause: "power", consequences: ["level"], scope: .riskPoint, within: .minutes(5),
    suppresses: true,
    why: Bilingual(same: ""), origin: "", isLocalDefault: true)

  private static let places = [
    "s0": DesignPlace(riskPoint: 1, town: "a"), "s1": DesignPlace(riskPoint: 1, town: "a"),
    "s2": DesignPlace(riskPoint: 2, town: "a"),
  ]

  private func events(
    _ state: OperationsState, scope: Relation.Scope = .riskPoint, relations: [Relation]? = nil
  ) -> [Event] {
    var relation = DesignFacts.relation
    relation.scope = scope
    return state.designEvents(
      changed: state.alarms.all.map(\.id),
      rules: DesignRules(relations: relations ?? [relation], places: DesignFacts.places))
  }

  private func raised(
    cause: Grade = .red, at first: Int64 = 0, consequence: Grade = .orange, at second: Int64 = 10,
    sensor: Int = 1
  ) -> OperationsState {
    var state = OperationsState()
    state.run(Examples.condition(cause, at: first, key: key(0, "power")))
    state.run(Examples.condition(consequence, at: second, key: key(sensor, "level")))
    return state
  }

  private let on = Event.design(AlarmID(2), relation: "power", isOn: true)

  @Test func aConsequenceInScopeThatCameSoonAfterItsCauseIsSuppressed() {
    #expect(events(raised()) == [on])
    #expect(events(raised(at: 0, at: 300)) == [on])
    #expect(events(raised(at: 0, at: 301)) == [])
  }

  @Test func theFirstOutIsNeverSuppressed() {
    #expect(events(raised(at: 10, at: 10)) == [])
    #expect(events(raised(at: 20, at: 10)) == [])
  }

  @Test func whatIsWorseThanItsCauseIsNeverSuppressed() {
    #expect(events(raised(cause: .orange, consequence: .red)) == [])
    #expect(events(raised(cause: .orange, consequence: .orange)) == [on])
  }

  @Test func theScopeDecides() {
    let other = raised(sensor: 2)
    #expect(events(other) == [])
    #expect(events(other, scope: .town) == [on])
    let nowhere = raised(sensor: 7)
    #expect(events(nowhere, scope: .site) == [])
  }

  @Test func theEndOfTheCauseAndAWorseGradeReleaseIt() {
    let off = Event.design(AlarmID(2), relation: "power", isOn: false)
    var state = raised()
    state.run(on)
    #expect(state.alarms[AlarmID(2)]?.label == .suppressed)
    #expect(events(state) == [])
    var ended = state
    ended.run(Examples.condition(nil, at: 20, key: key(0, "power")))
    #expect(events(ended) == [off])
    ended.run(off)
    #expect(ended.alarms[AlarmID(2)]?.label == .unacknowledged)
    #expect(ended.alarms[AlarmID(2)]?.version == 2)
    var milder = raised(cause: .orange)
    milder.run(on, Examples.condition(.red, at: 20, key: key(1, "level")))
    #expect(events(milder) == [off])
  }

  @Test func aRelationThatTheSiteNoLongerHasReleasesWhatItSuppressed() {
    var state = raised()
    state.run(on)
    #expect(events(state, relations: []) == [.design(AlarmID(2), relation: "power", isOn: false)])
  }

  @Test func anAlarmThatHasAsManyRelationsAsItTakesIsAskedForNoMore() {
    var state = raised()
    for number in 0..<Alarm.relationLimit {
      state.run(.design(AlarmID(2), relation: "q\(number)", isOn: true))
    }
    let relations =
      [DesignFacts.relation]
      + (0..<Alarm.relationLimit).map { number in
        var relation = DesignFacts.relation
        relation.id = "q\(number)"
        return relation
      }
    #expect(events(state, relations: relations) == [])
  }
}
