import Alarms
import CitySafety
import Operations
import Testing

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
    // What leaves the house is no data.
    journal.write(source("channel:sms", .lost, 100), at: 100)
    journal.write(source("receipts:crews", .lost, 100), at: 100)
    #expect(journal.value(.freshness, at: 200) == 0.95)
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
