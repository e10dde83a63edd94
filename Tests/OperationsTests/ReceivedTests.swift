import Alarms
import CitySafety
import Operations
import Testing

@Suite struct WarningFacts {
  private func warning(
    _ identifier: String = "15062541600000_1", _ change: (inout ReceivedWarning) -> Void = { _ in }
  )
    -> ReceivedWarning
  {
    var warning = ReceivedWarning(
      identifier: identifier, sent: zero, event: "大雾", colour: .orange, expires: zero + .hours(6),
      headline: "大雾橙色预警", area: "杭锦旗")
    change(&warning)
    return warning
  }

  /// Offers a warning as a poll would, and applies what came of it.
  @discardableResult
  private func offer(_ warning: ReceivedWarning, to state: inout OperationsState, at second: Int64 = 0)
    -> [Event]
  {
    let now = zero + .seconds(second)
    let events = state.warningEvents(warning, policy: Examples.policy, source: "cma", now: now)
    for event in events { state.step(event, at: now) }
    return events
  }

  private func alarms(_ warning: ReceivedWarning) -> Bool {
    var state = OperationsState()
    offer(warning, to: &state)
    return state.alarms.count == 1
  }

  @Test func aRealWarningForTheAreaIsAnAlarmOfItsOwnColourUntilItExpires() {
    var state = OperationsState()
    offer(warning(), to: &state)
    #expect(state.only.gradeNow == .orange)
    #expect(state.only.sector == .naturalDisasters)
    #expect(state.only.source == "cma")
    #expect(state.only.text.zh == "大雾橙色预警")
    #expect(state.dueTimers(at: zero + .hours(6)).map(\.1) == [.expiry])
  }

  @Test func theSameWarningAtTheNextPollIsNoNews() {
    var state = OperationsState()
    #expect(offer(warning(), to: &state).count == 2)
    #expect(offer(warning(), to: &state, at: 60).isEmpty)
  }

  @Test(arguments: [ReceivedWarning.Status.exercise, .system, .test, .draft])
  func whatIsNotRealIsReceivedAndNeverAlarms(status: ReceivedWarning.Status) {
    var state = OperationsState()
    let events = offer(warning { $0.status = status }, to: &state)
    #expect(events.count == 1)
    #expect(state.alarms.count == 0)
  }

  @Test(arguments: [ReceivedWarning.MessageType.cancel, .acknowledge, .error])
  func onlyAnAlertOrAnUpdateAlarms(type: ReceivedWarning.MessageType) {
    #expect(!alarms(warning { $0.messageType = type }))
    #expect(alarms(warning { $0.messageType = .update }))
  }

  @Test func anExpiredWarningNeverAlarms() {
    #expect(!alarms(warning { $0.expires = zero }))
    #expect(alarms(warning { $0.expires = zero + .milliseconds(1) }))
  }

  @Test func aWarningWithoutExpiryIsInForceAsLongAsTheSiteSays() {
    #expect(
      alarms(
        warning {
          $0.expires = nil; $0.sent = zero - .hours(23)
        }))
    #expect(
      !alarms(
        warning {
          $0.expires = nil; $0.sent = zero - .hours(24)
        }))
  }

  @Test func aWarningDatedMoreThanADayAheadNeverAlarms() {
    let ends = zero + .hours(100)
    #expect(
      alarms(
        warning {
          $0.sent = zero + .hours(24); $0.expires = ends
        }))
    #expect(
      !alarms(
        warning {
          $0.sent = zero + .hours(24) + .milliseconds(1); $0.expires = ends
        }))
  }

  @Test func aWarningForAnotherAreaNeverAlarms() {
    #expect(!alarms(warning("11010541600000_1")))
    #expect(alarms(warning("11010541600000_1") { $0.geocodes = ["150625"] }))
    #expect(!alarms(warning("urn:oid:1506")))
  }

  @Test(arguments: [
    ("Extreme", "Immediate", Grade.red), ("extreme", "Future", .orange), ("Severe", "Past", .yellow),
  ])
  func withoutAColourTheSitesTableGivesTheGrade(severity: String, urgency: String, grade: Grade) {
    var state = OperationsState()
    offer(
      warning {
        $0.colour = nil
        $0.severity = severity
        $0.urgency = urgency
      }, to: &state)
    #expect(state.only.gradeNow == grade)
  }

  @Test func aSeverityThatTheTableDoesNotHaveNeverAlarms() {
    #expect(
      !alarms(
        warning {
          $0.colour = nil; $0.severity = "Minor"
        }))
    #expect(!alarms(warning { $0.colour = nil }))
  }

  @Test func aCancelEndsWhatItRefersTo() {
    var state = OperationsState()
    offer(warning(), to: &state)
    let cancel = warning("15062541600000_2") {
      $0.messageType = .cancel
      $0.references = ["15062541600000_1"]
    }
    offer(cancel, to: &state, at: 60)
    #expect(state.alarms.count == 1)
    #expect(state.only.label == .returnedUnacknowledged)
    offer(warning(), to: &state, at: 120)
    #expect(state.only.occurrence == 1)
  }

  @Test func aCancelThatComesFirstKeepsTheAlarmFromEverRising() {
    var state = OperationsState()
    let cancel = warning("15062541600000_2") {
      $0.messageType = .cancel
      $0.references = ["15062541600000_1"]
    }
    #expect(offer(cancel, to: &state).count == 1)
    offer(warning(), to: &state, at: 60)
    #expect(state.alarms.count == 0)
  }

  @Test func anExercisesCancelEndsNothing() {
    var state = OperationsState()
    offer(warning(), to: &state)
    let cancel = warning("15062541600000_2") {
      $0.status = .exercise
      $0.messageType = .cancel
      $0.references = ["15062541600000_1"]
    }
    offer(cancel, to: &state, at: 60)
    #expect(state.only.label == .unacknowledged)
  }

  @Test func anUpdateEndsTheOldWarningAndRaisesItsOwn() {
    var state = OperationsState()
    offer(warning(), to: &state)
    let update = warning("15062541600000_2") {
      $0.messageType = .update
      $0.colour = .red
      $0.references = ["15062541600000_1"]
    }
    offer(update, to: &state, at: 60)
    #expect(state.alarms[.warning(identifier: "15062541600000_1")]?.condition == .normal)
    #expect(state.alarms[.warning(identifier: "15062541600000_2")]?.gradeNow == .red)
  }

  @Test func aWarningThatChangesUnderItsOwnIdentifierChangesItsAlarm() {
    var state = OperationsState()
    offer(warning(), to: &state)
    offer(warning { $0.colour = .red }, to: &state, at: 60)
    #expect(state.only.gradeNow == .red)
    #expect(state.only.version == 2)
    offer(
      warning {
        $0.colour = .red; $0.messageType = .cancel
      }, to: &state, at: 90)
    #expect(state.only.condition == .normal)
  }

  @Test func aRestoredStateKnowsWhatItReceived() {
    var state = OperationsState()
    let cancel = warning("15062541600000_2") {
      $0.messageType = .cancel
      $0.references = ["15062541600000_1"]
    }
    for each in [warning(), cancel] { offer(each, to: &state) }
    var restored = OperationsState(
      restoring: state.alarms, lastSequence: state.lastSequence, warnings: [cancel, warning()])
    #expect(restored == state)
    #expect(offer(warning(), to: &restored, at: 60).isEmpty)
  }
}

@Suite struct EarthquakeFacts {
  private func quake(
    _ identifier: String = "usgs:1", magnitude: Double? = 4.5, north: Double = 0.5, after second: Int64 = 0,
    isNatural: Bool = true
  ) -> Earthquake {
    Earthquake(
      identifier: identifier, origin: zero + .seconds(second), updated: zero, latitude: 39.83 + north,
      longitude: 108.74, magnitude: magnitude, place: "Ordos", isReviewed: true, isNatural: isNatural)
  }

  @discardableResult
  private func offer(_ quake: Earthquake, to state: inout OperationsState, at second: Int64 = 100) -> [Event]
  {
    let now = zero + .seconds(second)
    let events = state.earthquakeEvents(quake, site: Examples.site, source: "usgs", now: now)
    for event in events { state.step(event, at: now) }
    return events
  }

  private func alarms(_ quake: Earthquake, at second: Int64 = 100) -> Bool {
    var state = OperationsState()
    return !offer(quake, to: &state, at: second).isEmpty
  }

  @Test func aStrongOrNearEarthquakeIsAnAlarmByTheSitesRules() {
    var state = OperationsState()
    offer(quake(), to: &state)
    #expect(state.only.gradeNow == .yellow)
    #expect(state.only.value == 4.5)
    #expect(state.only.text.en == "M4.5 earthquake, Ordos, 56 km from here")
    #expect(!alarms(quake(north: 2)))
    #expect(alarms(quake(magnitude: 6, north: -60)))
  }

  @Test func withoutMagnitudeOrNotNaturalNothingAlarms() {
    #expect(!alarms(quake(magnitude: nil)))
    #expect(!alarms(quake(magnitude: .nan)))
    #expect(!alarms(quake(magnitude: 1e300)))
    #expect(!alarms(quake(isNatural: false)))
  }

  @Test func anOldEarthquakeNeverAlarmsNorOneFromTheFuture() {
    #expect(alarms(quake(), at: 86_399))
    #expect(!alarms(quake(), at: 86_400))
    #expect(!alarms(quake(after: 161)))
  }

  @Test func theAlarmEndsByItselfWhenTheEarthquakeIsOld() {
    var state = OperationsState()
    offer(quake(), to: &state)
    #expect(state.nextTimer == zero + .hours(24))
  }

  @Test func twoCataloguesOfOneEventAreOneAlarm() {
    var state = OperationsState()
    offer(quake(), to: &state)
    #expect(offer(quake("cenc:9", magnitude: 4.4, north: 0.9, after: 60), to: &state).isEmpty)
    #expect(state.alarms.count == 1)
  }

  @Test(arguments: [(0.96, Int64(0)), (0.5, Int64(61))])
  func eventsApartInPlaceOrTimeAreTwo(north: Double, second: Int64) {
    var state = OperationsState()
    offer(quake(), to: &state)
    offer(quake("cenc:9", north: north, after: second), to: &state)
    #expect(state.alarms.count == 2)
  }

  @Test func twoShocksOfOneCatalogueAreTwoAlarms() {
    var state = OperationsState()
    offer(quake(), to: &state)
    offer(quake("usgs:2", after: 20), to: &state)
    #expect(state.alarms.count == 2)
  }

  @Test func theWorseOfTwoCataloguesDecidesWhicheverAnsweredLast() {
    var state = OperationsState()
    offer(quake(), to: &state)
    offer(quake("cenc:9", magnitude: 6.1), to: &state)
    #expect(state.only.gradeNow == .red)
    #expect(offer(quake(), to: &state, at: 160).isEmpty)
    #expect(offer(quake("cenc:9", magnitude: 6.1), to: &state, at: 220).isEmpty)
  }

  @Test func anEventThatTurnsOutABlastEnds() {
    var state = OperationsState()
    offer(quake(), to: &state)
    offer(quake(isNatural: false), to: &state, at: 160)
    #expect(state.only.label == .returnedUnacknowledged)
  }

  @Test func afterARestartTheSameEventIsStillTheSameAlarm() {
    var state = OperationsState()
    offer(quake("usgs:1"), to: &state)
    var restored = OperationsState(
      restoring: state.alarms, lastSequence: 1,
      earthquakes: [quake("cenc:9", magnitude: 4.4), quake("usgs:1")])
    #expect(offer(quake("cenc:9", magnitude: 4.4), to: &restored).isEmpty)
    #expect(restored.alarms.count == 1)
  }
}
