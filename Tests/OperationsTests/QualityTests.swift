import Alarms
import CitySafety
import Operations
import Testing

@Suite struct LoadFacts {
  @Test func theRateIsAnnunciationsByWatchedHours() {
    var journal = Journal()
    for index in 0..<12 { journal.raise("s\(index)", at: Double(index) * 600) }
    #expect(journal.value(.rate, at: 2 * hour) == 6)
  }

  @Test func theRateIsSharedByTheSeatsThatWereStaffedMeanwhile() {
    var journal = Journal()
    journal.write(.signedIn(Examples.lead), at: 0)
    for index in 0..<12 { journal.raise("s\(index)", at: Double(index)) }
    journal.write(.signedIn(Examples.desk), at: hour)
    // One seat for an hour and two for an hour are three.
    #expect(journal.value(.rate, at: 2 * hour) == 4)
    journal.write(.signedOut(person: "li", seat: "A2"), at: 2 * hour)
    #expect(journal.value(.rate, at: 3 * hour) == 3)
  }

  @Test func theTimeInWhichNoOwnerRanIsNotCounted() {
    var journal = Journal()
    for index in 0..<6 { journal.raise("s\(index)", at: 60) }
    journal.write(.ownerStopped, at: hour)
    journal.write(.ownerStarted(version: "1", seat: "a"), at: 5 * hour)
    #expect(journal.value(.rate, at: 6 * hour) == 3)
    #expect(journal.report(at: 6 * hour).watched == .hours(2))
  }

  @Test func afterACrashTheTimeSinceTheLastEntryIsNotCounted() {
    var journal = Journal()
    journal.raise(at: hour)
    journal.write(.ownerStarted(version: "1", seat: "a"), at: 3 * hour)
    #expect(journal.report(at: 4 * hour).watched == .hours(2))
  }

  @Test func withoutAnOwnerTheEndIsNotWatched() {
    var journal = Journal()
    journal.raise(at: hour)
    #expect(journal.report(at: 9 * hour, isWatched: false).watched == .hours(1))
    #expect(journal.report(at: 9 * hour).watched == .hours(9))
  }

  @Test func aPeakIsABinWithMoreThanTen() {
    var journal = Journal()
    for index in 0..<10 { journal.raise("s\(index)", at: 1) }
    #expect(journal.value(.peakShare, at: 60_000) == 0)
    journal.raise("s10", at: 2)
    #expect(journal.value(.peakShare, at: 60_000) == 0.01)
  }

  @Test func twoSeatsBearTwiceAsMuchBeforeItIsAPeak() {
    var journal = Journal()
    journal.write(.signedIn(Examples.lead), at: 0)
    journal.write(.signedIn(Examples.desk), at: 0)
    for index in 0..<20 { journal.raise("s\(index)", at: 1) }
    #expect(journal.value(.peakShare, at: 600) == 0)
    #expect(journal.value(.most, at: 600) == 10)
    journal.raise("s20", at: 2)
    #expect(journal.value(.peakShare, at: 600) == 1)
  }

  @Test func theMostSlidesOverTheEdgesOfTheBins() {
    var journal = Journal()
    for index in 0..<6 { journal.raise("s\(index)", at: 590) }
    for index in 6..<12 { journal.raise("s\(index)", at: 610) }
    #expect(journal.value(.most, at: 1200) == 12)
    #expect(journal.value(.peakShare, at: 1200) == 0)
  }

  @Test func whatIsMoreThanTenMinutesApartIsNotCountedTogether() {
    var journal = Journal()
    for index in 0..<6 { journal.raise("s\(index)", at: 100) }
    for index in 6..<12 { journal.raise("s\(index)", at: 702) }
    #expect(journal.value(.most, at: 1200) == 6)
  }

  @Test func aFloodLastsFromTheEleventhAlarmUntilFewerThanFiveAreInTheWindow() {
    var journal = Journal()
    for index in 0..<11 { journal.raise("s\(index)", at: 100) }
    // The second in which all eleven have left the window: 100 + 601.
    #expect(journal.value(.floodTime, at: 6010) == 0.1)
    #expect(journal.value(.floodTime, at: 700) == 600.0 / 700)
  }

  @Test func fiveInTheWindowKeepAFloodAndFourEndIt() {
    var journal = Journal()
    for index in 0..<11 { journal.raise("s\(index)", at: 100) }
    for index in 11..<16 { journal.raise("s\(index)", at: 400) }
    #expect(journal.value(.floodTime, at: 9010) == 901.0 / 9010)
    var short = Journal()
    for index in 0..<11 { short.raise("s\(index)", at: 100) }
    for index in 11..<15 { short.raise("s\(index)", at: 400) }
    #expect(short.value(.floodTime, at: 6010) == 0.1)
  }

  @Test func theFloodsNumbersAreThePolicysWhereItHasThem() {
    var journal = Journal()
    journal.write(
      policy {
        $0.floodStart = 2
        $0.floodEnd = 1
        $0.floodWindow = .seconds(60)
      }, at: 0)
    for index in 0..<3 { journal.raise("s\(index)", at: 100) }
    #expect(journal.value(.floodTime, at: 610) == 0.1)
  }

  @Test func aStepOfTheClockIsNoTime() {
    var journal = Journal()
    for index in 0..<6 { journal.raise("s\(index)", at: 60) }
    journal.write(.clockStepped(by: .hours(1)), at: 2 * hour)
    #expect(journal.value(.rate, at: 2 * hour) == 6)
    journal.write(.clockStepped(by: .hours(-1)), at: hour)
    #expect(journal.value(.rate, at: 2 * hour) == 3)
  }
}

@Suite struct NuisanceFacts {
  @Test func theTopTenAreTheTypesThatCameMostOften() {
    var journal = Journal()
    for rule in 0..<12 {
      for index in 0..<(rule < 10 ? 2 : 1) { journal.raise("s\(index)", rule: "r\(rule)", at: 1) }
    }
    #expect(journal.value(.topTen, at: hour) == 20.0 / 22)
    let top = journal.report(at: hour).topTypes
    #expect(top.map(\.count) == Array(repeating: 2, count: 10))
    #expect(top.first?.type == .rule("r0"))
  }

  @Test func lostSourcesWarningsAndEarthquakesAreTypesOfTheirOwn() {
    #expect(AlarmType(.sourceLost(source: "a")).text == "source-lost")
    #expect(AlarmType(.warning(identifier: "a")).text == "warning")
    #expect(AlarmType(.earthquake(identifier: "a")).text == "earthquake")
    #expect(AlarmType(.threshold(sensor: "a", rule: "b")).text == "b")
  }

  /// Raises one alarm at these seconds, ended half way between.
  private func raised(at seconds: [Double]) -> Journal {
    var journal = Journal()
    for second in seconds {
      journal.raise(at: second)
      journal.end(at: second)
    }
    return journal
  }

  @Test func anIndexOfATwentiethIsChatter() {
    // Runs of 10 and 100 s: (0.1 + 0.01) / 2.
    #expect(raised(at: [0, 10, 110]).report(at: hour).chattering.first?.index == 0.055)
    #expect(raised(at: [0, 20]).value(.chattering, at: hour) == 1)
    #expect(raised(at: [0, 21]).value(.chattering, at: hour) == 0)
  }

  @Test func threeInAMinuteAreChatterWhateverTheIndex() {
    #expect(raised(at: [0, 30, 60]).value(.chattering, at: hour) == 1)
    #expect(raised(at: [0, 30, 61]).value(.chattering, at: hour) == 0)
  }

  @Test func twoSensorsOfOneRuleDoNotChatterTogether() {
    var journal = Journal()
    for index in 0..<3 { journal.raise("s\(index)", at: Double(index)) }
    #expect(journal.value(.chattering, at: hour) == 0)
  }

  @Test func whatEndsBeforeTenSecondsWithNobodysHandIsFleeting() {
    var short = Journal()
    short.raise(at: 0)
    short.end(at: 9)
    #expect(short.value(.fleeting, at: hour) == 1)
    var long = Journal()
    long.raise(at: 0)
    long.end(at: 10)
    #expect(long.value(.fleeting, at: hour) == 0)
    var claimed = Journal()
    claimed.raise(at: 0)
    claimed.give(.claim, at: 4)
    claimed.end(at: 9)
    #expect(claimed.value(.fleeting, at: hour) == 0)
  }

  @Test func moreThanADayIsStaleAndTheMostAtOnceCount() {
    var journal = Journal()
    for index in 0..<5 { journal.raise("s\(index)", at: 10) }
    journal.give(.acknowledge, "s0", at: 20)
    journal.end("s1", at: 23 * hour)
    #expect(journal.value(.stale, at: day + 10) == 0)
    #expect(journal.value(.stale, at: day + 11) == 4)
    journal.end("s2", at: 2 * day)
    journal.end("s3", at: 2 * day)
    #expect(journal.value(.stale, at: 3 * day) == 4)
    #expect(journal.report(at: 3 * day).stale.map(\.key.sensor) == ["s0", "s4"])
  }

  @Test func anAlarmFromBeforeTheWindowIsStaleButNotCountedOrAnswered() {
    var journal = Journal {
      $0.step(Examples.condition(.red, at: -90_000), at: zero + .seconds(-90_000))
    }
    #expect(journal.value(.stale, at: 1) == 1)
    journal.give(.acknowledge, at: 60)
    #expect(journal.report(at: hour).annunciations == 0)
    #expect(journal.value(.answerRed, at: hour) == nil)
  }

  @Test func theSplitIsHeldAgainstFourShares() {
    var journal = Journal()
    for index in 0..<20 { journal.raise("s\(index)", .yellow, at: 1) }
    let deviation = journal.value(.split, at: hour) ?? 0
    #expect((deviation - 0.855).magnitude < 1e-12)
    #expect(journal.report(at: hour).share(of: .yellow) == 1)
    #expect((QualityMeasure.splitShares.reduce(0, +) - 1).magnitude < 1e-12)
  }
}

@Suite struct SuppressionFacts {
  private func shelved(_ grade: Grade, second: String?, for span: Span) -> Journal {
    var journal = Journal()
    journal.write(
      policy { $0.shelfLimit = AlarmPolicy.ByGrade(Array(repeating: .hours(1), count: 4)) }, at: 0)
    journal.raise("g0", grade, at: 1)
    var actor = Examples.lead
    actor.authoriser = second
    journal.give(.shelve, text: "探头校准", at: 10, by: actor) { $0.until = zero + .seconds(10) + span }
    return journal
  }

  @Test func aShelfWithinItsLimitIsOnlyReported() {
    let journal = shelved(.yellow, second: nil, for: .minutes(30))
    #expect(journal.value(.shelved, at: 60) == 1)
    #expect(journal.value(.shelvedTooLong, at: 60) == 0)
    #expect(journal.value(.unauthorised, at: 60) == 0)
    #expect(journal.verdict(.shelved, at: 60) == .noTarget)
  }

  @Test func aShelfLongerThanThePolicyOrStillOnLongAfterItsTimeIsPastTheLimit() {
    #expect(shelved(.yellow, second: nil, for: .minutes(61)).value(.shelvedTooLong, at: 60) == 1)
    let forgotten = shelved(.yellow, second: nil, for: .minutes(30))
    #expect(forgotten.value(.shelvedTooLong, at: 10 + 2400) == 0)
    #expect(forgotten.value(.shelvedTooLong, at: 10 + 2401) == 1)
  }

  @Test func redOnAShelfNeedsASecondPerson() {
    #expect(shelved(.red, second: nil, for: .minutes(5)).value(.unauthorised, at: 60) == 1)
    #expect(shelved(.red, second: "li", for: .minutes(5)).value(.unauthorised, at: 60) == 0)
  }

  @Test func outOfServiceNeedsAnOrderAndASecondPerson() {
    var journal = Journal()
    journal.raise(at: 1)
    journal.give(.outOfService, text: "", at: 2)
    #expect(journal.value(.withoutOrder, at: 60) == 1)
    #expect(journal.value(.unauthorised, at: 60) == 1)
    var ordered = Journal()
    ordered.raise(at: 1)
    var actor = Examples.lead
    actor.authoriser = "li"
    ordered.give(.outOfService, text: "WO-7", at: 2, by: actor) { $0.measure = "每小时巡检" }
    #expect(ordered.value(.withoutOrder, at: 60) == 0)
    #expect(ordered.value(.unauthorised, at: 60) == 0)
  }
}
