import Alarms
import Analysis
import CitySafety
import Operations
import Testing

@Suite struct ReducerFacts {
  @Test func anAlarmIsMadeOnceForAKeyAndKeepsItsNumber() {
    var state = OperationsState()
    state.run(Examples.condition(.orange), Examples.condition(nil, at: 1), Examples.condition(.red, at: 2))
    #expect(state.alarms.count == 1)
    #expect(state.only.id == AlarmID(1))
    #expect(state.only.occurrence == 2)
  }

  @Test func aConditionThatEndsWithoutAnAlarmMakesNone() {
    var state = OperationsState()
    let changed = state.step(Examples.condition(nil), at: zero)
    #expect(changed.isEmpty)
    #expect(state.alarms.count == 0)
  }

  @Test func theRevisionRisesByOneAChangeAndNotOtherwise() {
    var state = OperationsState()
    state.run(Examples.condition(.orange))
    #expect(state.only.revision == 1)
    state.run(Examples.condition(.orange, at: 1))
    #expect(state.only.revision == 1)
    state.run(Examples.condition(.yellow, at: 2))
    #expect(state.only.revision == 2)
    #expect(state.only.version == 1)
  }

  @Test func everyChangeNamesTheAlarmsThatChanged() {
    var state = OperationsState()
    let raised = state.step(Examples.condition(.orange), at: zero)
    #expect(raised == [AlarmID(1)])
    let repeated = state.step(Examples.condition(.orange, at: 1), at: zero)
    #expect(repeated == [])
    let other = Examples.condition(.red, key: .threshold(sensor: "g1", rule: "now"))
    let another = state.step(other, at: zero)
    #expect(another == [AlarmID(2)])
  }

  @Test func theSequenceOfTheLastEntryIsKept() {
    var state = OperationsState()
    state.run(.ownerStarted(version: "1", seat: "A"), .ownerStopped)
    #expect(state.lastSequence == 2)
  }
}

@Suite struct TimerFacts {
  private func pending() -> OperationsState {
    var state = OperationsState()
    state.run(Examples.condition(.red, onDelay: .seconds(30), offDelay: .seconds(60)))
    return state
  }

  @Test func theOnDelayFallsDueAtItsDeadlineAndNotBefore() {
    let state = pending()
    #expect(state.nextTimer == zero + .seconds(30))
    #expect(state.dueTimers(at: zero + .milliseconds(29_999)).isEmpty)
    #expect(state.dueTimers(at: zero + .seconds(30)).map(\.1) == [.on])
  }

  @Test func aTimerThatRanIsGone() {
    var state = pending()
    state.run(.timer(AlarmID(1), .on), at: 30)
    #expect(state.only.label == .unacknowledged)
    #expect(state.nextTimer == nil)
  }

  @Test func aTimerThatComesTwiceChangesNothingTheSecondTime() {
    var state = pending()
    state.run(.timer(AlarmID(1), .on), at: 30)
    let again = state.step(.timer(AlarmID(1), .on), at: zero + .seconds(31))
    #expect(again.isEmpty)
    let unknown = state.step(.timer(AlarmID(77), .on), at: zero + .seconds(31))
    #expect(unknown.isEmpty)
  }

  @Test func theEndOfTheConditionTakesItsTimerAway() {
    var state = pending()
    state.run(Examples.condition(nil, at: 10))
    #expect(state.nextTimer == nil)
  }

  @Test func timersAreDueEarliestFirst() {
    var state = OperationsState()
    for (sensor, delay) in [("a", 50), ("b", 10), ("c", 30)] {
      state.run(
        Examples.condition(
          .red, key: .threshold(sensor: sensor, rule: "r"), onDelay: .seconds(Int64(delay))))
    }
    #expect(state.dueTimers(at: zero + .seconds(60)).map(\.0) == [AlarmID(2), AlarmID(3), AlarmID(1)])
  }

  @Test func aStepOfTheClockFiresNoDelay() {
    var state = pending()
    state.run(.clockStepped(by: .hours(1)), at: 3610)
    #expect(state.dueTimers(at: zero + .seconds(3610)).isEmpty)
    #expect(state.nextTimer == zero + .seconds(3630))
  }

  @Test func aRestoredStateHasTheSameTimers() {
    var state = pending()
    state.run(
      .condition(
        ConditionEvent(
          key: .warning(identifier: "w"), sector: .naturalDisasters, source: nil, grade: .red, measured: zero,
          expires: zero + .hours(2))))
    let restored = OperationsState(
      restoring: AlarmBook(restoring: state.alarms.all), lastSequence: state.lastSequence)
    #expect(restored == state)
    #expect(restored.dueTimers(at: zero + .hours(3)).map(\.1) == [.on, .expiry])
  }

  @Test func tenThousandPendingAlarmsFallDueInOrder() {
    var state = OperationsState()
    var random = Seeded(0x71AE)
    for index in 0..<10_000 {
      state.run(
        Examples.condition(
          .red, key: .threshold(sensor: "s\(index)", rule: "r"),
          onDelay: .seconds(Int64.random(in: 1...5000, using: &random))))
    }
    let due = state.dueTimers(at: zero + .seconds(5000))
    #expect(due.count == 10_000)
    let deadlines = due.compactMap { state.alarms[$0.0]?.deadline }
    #expect(deadlines == deadlines.sorted(), "seed 0x71AE")
  }
}

@Suite struct SourceFacts {
  private func source(_ state: SourceState, at second: Int64 = 0) -> Event {
    .source(
      id: "feed", sector: .lifelines, name: Examples.feed.name, state: state, grade: .orange,
      at: zero + .seconds(second))
  }

  @Test func aLostSourceIsOneAlarmForTheSourceAndNotOneAPoint() {
    var state = OperationsState()
    state.run(
      Examples.condition(.red), Examples.condition(.red, key: .threshold(sensor: "g1", rule: "now")),
      source(.lost))
    #expect(state.alarms.count == 3)
    let lost = state.alarms[.sourceLost(source: "feed")]
    #expect(lost?.label == .unacknowledged)
    #expect(lost?.gradeNow == .orange)
    #expect(lost?.text.zh.contains("燃气平台") == true)
    #expect(lost?.data == .good)
  }

  @Test func theAlarmsOfALostSourceKeepTheirStateAndSayThatTheDataIsLost() {
    var state = OperationsState()
    state.run(Examples.condition(.red))
    let before = state.only
    state.run(source(.stale))
    #expect(state.only.data == .stale)
    state.run(source(.lost))
    #expect(state.only.data == .lost)
    #expect(state.only.label == before.label)
    #expect(state.only.version == before.version)
    state.run(source(.live))
    #expect(state.only.data == .good)
  }

  @Test func aSourceThatIsBackReturnsItsAlarm() {
    var state = OperationsState()
    state.run(source(.lost), source(.live, at: 60))
    #expect(state.only.label == .returnedUnacknowledged)
    state.run(source(.lost, at: 90))
    #expect(state.only.occurrence == 2)
  }

  @Test func anAlarmMadeWhileItsSourceIsStaleSaysSo() {
    var state = OperationsState()
    state.run(source(.stale), Examples.condition(.red))
    #expect(state.only.data == .stale)
  }

  @Test func alarmsOfOtherSourcesAreLeftAlone() {
    var state = OperationsState()
    state.run(
      .condition(
        ConditionEvent(
          key: .warning(identifier: "w"), sector: .naturalDisasters, source: "cma", grade: .red,
          measured: zero)), source(.lost))
    #expect(state.alarms[.warning(identifier: "w")]?.data == .good)
  }

  @Test func onlyAChangeOfStateIsAnEvent() {
    var state = OperationsState()
    #expect(state.sourceEvents(Examples.feed, state: .unknown, now: zero).isEmpty)
    #expect(state.sourceEvents(Examples.feed, state: .live, now: zero).count == 1)
    state.run(source(.live))
    #expect(state.sourceEvents(Examples.feed, state: .live, now: zero).isEmpty)
    #expect(state.sourceEvents(Examples.feed, state: .lost, now: zero).count == 1)
  }
}

@Suite struct FindingFacts {
  private func finding(_ grade: Grade?, at second: Int64 = 0, sensor: Int = 0, rule: Int = 0) -> Finding {
    Finding(
      sensor: SensorIndex(sensor), threshold: rule, grade: grade, value: 41, limit: 40,
      measured: zero + .seconds(second), arrived: zero + .seconds(second))
  }

  @Test func anEventCarriesTheRulesDelaysSoThatReplayNeedsNoSite() {
    let event = OperationsState().conditionEvent(for: finding(.red), site: Examples.site)
    guard case .condition(let condition) = event else {
      Issue.record("no event")
      return
    }
    #expect(condition.key == .threshold(sensor: "g0", rule: "lel"))
    #expect(condition.onDelay == .seconds(30))
    #expect(condition.offDelay == .seconds(60))
    #expect(condition.sector == .lifelines)
    #expect(condition.source == "feed")
    #expect(condition.place.en == "Xini")
  }

  @Test func whatWouldChangeNothingIsNoEvent() {
    var state = OperationsState()
    #expect(state.conditionEvent(for: finding(nil), site: Examples.site) == nil)
    for _ in 0..<2 {
      if let event = state.conditionEvent(for: finding(.red, rule: 1), site: Examples.site) {
        state.run(event)
      }
    }
    #expect(state.lastSequence == 1)
  }

  @Test func anOlderTimeNeverRaises() {
    var state = OperationsState()
    state.run(Examples.condition(.orange, at: 100))
    #expect(state.conditionEvent(for: finding(.red, at: 99, rule: 1), site: Examples.site) == nil)
    #expect(state.conditionEvent(for: finding(.red, at: 100, rule: 1), site: Examples.site) != nil)
  }

  /// The first sample came a minute late: what was measured meanwhile is news, though it is older than that arrival.
  @Test func whatWasMeasuredBeforeTheFirstSampleArrivedStillCounts() throws {
    var state = OperationsState()
    state.run(Examples.condition(.orange, at: 100), at: 160)
    let worse = try #require(state.conditionEvent(for: finding(.red, at: 105, rule: 1), site: Examples.site))
    state.run(worse, at: 165)
    #expect(state.alarms[Examples.key]?.gradeNow == .red)
    #expect(state.conditionEvent(for: finding(nil, at: 110, rule: 1), site: Examples.site) != nil)
  }

  @Test func aRuleWithACountAnnunciatesHoweverLateItsSamplesCome() throws {
    var site = Examples.site
    (site.thresholds[1].count, site.thresholds[1].countWindow) = (2, .seconds(60))
    var state = OperationsState()
    for second in [100, 110] {
      let event = try #require(
        state.conditionEvent(for: finding(.red, at: Int64(second), rule: 1), site: site), "at \(second)")
      state.run(event, at: Int64(second) + 300)
    }
    #expect(state.alarms[Examples.key]?.label == .unacknowledged)
  }

  @Test func aFindingThatTheSiteDoesNotKnowIsNoEvent() {
    let state = OperationsState()
    #expect(state.conditionEvent(for: finding(.red, sensor: 9), site: Examples.site) == nil)
    #expect(state.conditionEvent(for: finding(.red, sensor: -1), site: Examples.site) == nil)
    #expect(state.conditionEvent(for: finding(.red, rule: 9), site: Examples.site) == nil)
  }
}
