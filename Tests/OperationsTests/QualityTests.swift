import Alarms
import CitySafety
import Operations
import Testing

/// A journal written by hand, seconds after `zero`, counted as it is written.
private struct Journal {
  var state = OperationsState()
  var log: QualityLog

  /// The window begins at `zero` with an owner that runs, after the entries that `before` writes.
  init(before: (inout OperationsState) -> Void = { _ in }) {
    before(&state)
    log = QualityLog(from: zero, state: state, isWatched: true)
  }

  mutating func write(_ event: Event, at second: Double) {
    let at = zero + .milliseconds(Int64(second * 1000))
    let entry = JournalEntry(sequence: state.lastSequence + 1, at: at, event: event)
    let changes = state.changes(by: entry)
    log.take(entry, changes, duty: state.duty)
  }

  mutating func raise(
    _ sensor: String = "g0", rule: String = "now", _ grade: Grade = .yellow, at second: Double
  ) {
    write(
      Examples.condition(grade, at: Int64(second), key: .threshold(sensor: sensor, rule: rule)), at: second)
  }

  mutating func end(_ sensor: String = "g0", rule: String = "now", at second: Double) {
    write(Examples.condition(nil, at: Int64(second), key: .threshold(sensor: sensor, rule: rule)), at: second)
  }

  mutating func give(
    _ name: CommandName, _ sensor: String = "g0", text: String = "", at second: Double,
    by actor: Actor = Examples.lead, edit: (inout Command) -> Void = { _ in }
  ) {
    guard let alarm = state.alarms[.threshold(sensor: sensor, rule: "now")] else { return }
    var command = state.command(name, by: actor, text: text, on: alarm)
    edit(&command)
    write(.command(command), at: second)
  }

  func report(at second: Double, isWatched: Bool = true) -> QualityReport {
    log.report(at: zero + .milliseconds(Int64(second * 1000)), isWatched: isWatched)
  }

  func value(_ measure: QualityMeasure, at second: Double) -> Double? {
    report(at: second).figures.first { $0.measure == measure }?.value?.value
  }

  func verdict(_ measure: QualityMeasure, at second: Double) -> QualityVerdict? {
    report(at: second).figures.first { $0.measure == measure }?.verdict
  }
}

private let hour = 3600.0
private let day = 86_400.0

private func policy(_ edit: (inout AlarmPolicy) -> Void) -> Event {
  var policy = AlarmPolicy.silent
  edit(&policy)
  return .policy(policy)
}

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

@Suite struct ResponseFacts {
  @Test func medianAndP90AreOfNearestRank() {
    var journal = Journal()
    for index in 1...10 { journal.raise("s\(index)", .red, at: 0) }
    for index in 1...10 { journal.give(.acknowledge, "s\(index)", at: Double(index)) }
    let figure = journal.report(at: hour).figures.first { $0.measure == .answerRed }
    #expect(figure?.value?.value == 9)
    #expect(figure?.value?.median == 5)
    #expect(figure?.value?.count == 10)
  }

  @Test func anAlarmThatStillWaitsCountsWithItsWaitSoFar() {
    var journal = Journal()
    journal.raise("s1", .red, at: 0)
    #expect(journal.value(.answerRed, at: 100) == 100)
  }

  @Test func longWaitsAreKeptToFourDigitsRoundedUp() {
    var journal = Journal()
    journal.raise("s1", .red, at: 0)
    #expect(journal.value(.answerRed, at: 9.999) == 9.999)
    #expect(journal.value(.answerRed, at: 12.341) == 12.35)
    #expect(journal.value(.answerRed, at: 100_001) == 100_100)
  }

  @Test func aWorseGradeWaitsAnewAndTheSameGoesOn() {
    var journal = Journal()
    journal.raise("g0", .yellow, at: 0)
    journal.raise("g0", .red, at: 100)
    journal.give(.acknowledge, at: 107)
    #expect(journal.value(.answerRed, at: hour) == 7)
    #expect(journal.value(.answerYellow, at: hour) == nil)
    var again = Journal()
    again.raise("g0", .red, at: 0)
    again.end(at: 5)
    again.raise("g0", .red, at: 50)
    again.give(.acknowledge, at: 60)
    #expect(again.value(.answerRed, at: hour) == 60)
  }

  @Test func aStepOfTheClockIsNoWait() {
    var journal = Journal()
    journal.raise("g0", .red, at: 0)
    journal.write(.clockStepped(by: .hours(1)), at: hour + 5)
    journal.give(.acknowledge, at: hour + 9)
    #expect(journal.value(.answerRed, at: 2 * hour) == 9)
  }

  private func acknowledged(_ then: (inout Journal) -> Void) -> Journal {
    var journal = Journal()
    journal.write(
      policy { $0.actionLimit = AlarmPolicy.ByGrade(Array(repeating: .seconds(300), count: 4)) }, at: 0)
    journal.raise(at: 0)
    journal.give(.acknowledge, at: 10)
    then(&journal)
    return journal
  }

  @Test func anAcknowledgementThatNothingFollowsInTimeIsEmpty() {
    let empty = acknowledged { _ in }
    #expect(empty.value(.emptyAnswer, at: 310) == nil)
    #expect(empty.value(.emptyAnswer, at: 311) == 1)
    #expect(acknowledged { $0.give(.claim, at: 300) }.value(.emptyAnswer, at: hour) == 0)
    #expect(acknowledged { $0.give(.comment, text: "已核实", at: 300) }.value(.emptyAnswer, at: hour) == 0)
    #expect(acknowledged { $0.give(.claim, at: 311) }.value(.emptyAnswer, at: hour) == 1)
  }

  @Test func withoutALimitNoAcknowledgementIsJudged() {
    var journal = Journal()
    journal.raise(at: 0)
    journal.give(.acknowledge, at: 10)
    #expect(journal.verdict(.emptyAnswer, at: day) == .noData)
  }

  private func closed(againAt second: Double?) -> Journal {
    var journal = Journal()
    journal.raise(at: 0)
    journal.give(.acknowledge, at: 1)
    journal.give(.claim, at: 2)
    journal.end(at: 60)
    journal.give(.close, text: "已处置", at: 100)
    if let second { journal.raise(at: second) }
    return journal
  }

  @Test func whatComesBackWithinTheHourIsReopened() {
    #expect(closed(againAt: nil).value(.reopened, at: 200) == nil)
    #expect(closed(againAt: nil).value(.reopened, at: 100 + hour) == 0)
    #expect(closed(againAt: 99 + hour).value(.reopened, at: 2 * hour) == 1)
    #expect(closed(againAt: 100 + hour).value(.reopened, at: 2 * hour) == 0)
  }

  @Test func dataIsFreshWhileNoSourceIsStaleOrLost() {
    var journal = Journal()
    func source(_ id: String, _ state: SourceState, _ second: Int64) -> Event {
      .source(
        id: id, sector: .lifelines, name: Bilingual(same: id), state: state, grade: .orange,
        at: zero + .seconds(second))
    }
    #expect(journal.value(.freshness, at: 0) == nil)
    journal.write(source("a", .live, 0), at: 0)
    journal.write(source("b", .live, 0), at: 0)
    journal.write(source("a", .stale, 80), at: 80)
    journal.write(source("a", .lost, 85), at: 85)
    journal.write(source("a", .live, 90), at: 90)
    #expect(journal.value(.freshness, at: 100) == 0.9)
  }
}

@Suite struct HonestyFacts {
  /// A quiet journal that was watched for so many days.
  private func quiet(days: Int) -> Journal {
    var journal = Journal()
    journal.write(.signedIn(Examples.lead), at: Double(days) * day)
    return journal
  }

  @Test func under30DaysNoFigureHasAMark() {
    let report = quiet(days: 29).report(at: 29 * day)
    #expect(report.days == 29)
    #expect(report.figures.allSatisfy { $0.verdict != .met && $0.verdict != .missed })
    #expect(report.figures.first?.verdict == .notEnoughData)
    #expect(report.figures.first?.value?.value == 0)
  }

  @Test func from30DaysOnTheTargetsAreHeldAgainst() {
    #expect(quiet(days: 30).verdict(.rate, at: 30 * day) == .met)
    var loud = quiet(days: 30)
    for index in 0..<11 { loud.raise("s\(index)", at: 30 * day) }
    #expect(loud.verdict(.most, at: 30 * day) == .missed)
  }

  @Test func aRestartCostsNoDayAndAnOutageDoes() {
    var restarted = Journal()
    restarted.write(.ownerStopped, at: 10 * day)
    restarted.write(.ownerStarted(version: "1", seat: "a"), at: 10 * day + hour)
    #expect(restarted.report(at: 30 * day).days == 30)
    var down = Journal()
    down.write(.ownerStopped, at: 10 * day)
    down.write(.ownerStarted(version: "1", seat: "a"), at: 10 * day + hour + 1)
    #expect(down.report(at: 30 * day).days == 29)
  }

  @Test func aFigureWithoutDataHasNoValueAndSaysWhatIsMissing() {
    let report = quiet(days: 30).report(at: 30 * day)
    for measure in [
      QualityMeasure.dispatch, .receipt, .reflex, .statutory, .handover, .availability, .drillScore,
    ] {
      let figure = report.figures.first { $0.measure == measure }
      #expect(figure?.value == nil)
      #expect(figure?.verdict == .noData)
      #expect(measure.needs != nil)
    }
  }

  @Test(arguments: QualityMeasure.allCases)
  func everyMeasureHasItsWordsInBothLanguages(measure: QualityMeasure) {
    for text in [measure.name, measure.action] + (measure.needs.map { [$0] } ?? []) {
      #expect(!text.zh.isEmpty && !text.en.isEmpty)
      #expect(text.zh.unicodeScalars.contains { $0.value > 0x2E80 })
      #expect(text.en.unicodeScalars.allSatisfy { $0.isASCII })
    }
  }

  @Test func theLogGoesOnAfterAReport() {
    var journal = Journal()
    journal.raise("s0", at: 10)
    _ = journal.report(at: 100)
    journal.raise("s1", at: 50)
    #expect(journal.value(.rate, at: hour) == 2)
  }
}

@Suite struct BoundFacts {
  @Test func typesBeyondTheLimitCountInTheTotalOnly() {
    var journal = Journal()
    for rule in 0..<9_999 { journal.raise("s", rule: "r\(rule)", at: 1) }
    #expect(journal.report(at: hour).types == 9_999)
    journal.raise("s", rule: "last", at: 1)
    #expect(journal.report(at: hour).types == 10_000)
    for index in 0..<5 { journal.raise("s\(index)", rule: "beyond", at: 1) }
    let report = journal.report(at: hour)
    #expect(report.types == 10_000)
    #expect(report.annunciations == 10_005)
    #expect(!report.topTypes.contains { $0.type == .rule("beyond") })
  }

  @Test func daysBeyondTheLimitAreNotCountedAsData() {
    #expect(Journal().report(at: 1000 * day).days == QualityLog.dayLimit)
    #expect(Journal().report(at: 1001 * day).days == QualityLog.dayLimit)
  }

  @Test func theStandingOnesAreFoundAmongManyThatCameAndWent() {
    var journal = Journal()
    journal.raise("stays", at: 0)
    for index in 0..<5_000 {
      journal.raise("goes", at: Double(index))
      journal.end("goes", at: Double(index))
      journal.give(.acknowledge, "goes", at: Double(index))
    }
    #expect(journal.value(.stale, at: day + 1) == 1)
    #expect(journal.report(at: day + 1).stale.map(\.key.sensor) == ["stays"])
  }
}

extension AlarmKey {
  fileprivate var sensor: String? {
    if case .threshold(let sensor, _) = self { sensor } else { nil }
  }
}
