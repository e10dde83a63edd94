import Alarms
import CitySafety
import Operations
import Testing

/// K18: items read back of those that had to be, and how long it took.
@Suite struct HandoverQualityFacts {
  /// The journal of a room whose every request is counted as it is decided.
  private struct Watch {
    var journal = Journal()
    var second = 0.0

    init(alarms: Int = 3, grade: Grade = .orange) {
      for actor in [Room.out, Room.come, Room.third] { journal.write(.signedIn(actor), at: 0) }
      for number in 0..<alarms { journal.raise("g\(number)", grade, at: 0) }
    }

    /// Performs a request as the owner decides it.
    mutating func ask(_ action: DutyAction, _ actor: Actor, at second: Double) {
      let command = DutyCommand(action, actor: actor, seen: journal.state.duty.handover?.revision ?? 0)
      switch journal.state.decide(command, authority: Examples.authority, site: Examples.site) {
      case .failure(let refusal): Issue.record("\(refusal)")
      case .success(let decided): journal.write(.duty(decided), at: second)
      }
    }

    mutating func tickAll(_ number: Int64 = 1, at second: Double) {
      for item in journal.state.handoverReport(soon: nil).items {
        ask(.tick(handover: number, item.key, revision: item.revision), Room.come, at: second)
      }
    }

    func figure(_ measure: QualityMeasure, at second: Double) -> QualityFigure.Value? {
      journal.report(at: second).figures.first { $0.measure == measure }?.value
    }
  }

  @Test func aSignedHandoverCountsItsItemsAndItsTimeFromPreparationOn() {
    var watch = Watch()
    watch.ask(.prepare(after: 0), Room.out, at: 100)
    watch.ask(.join(handover: 1, isGuest: false), Room.come, at: 110)
    watch.tickAll(at: 120)
    #expect(watch.figure(.handover, at: 130) == nil && watch.figure(.handoverTime, at: 130) == nil)
    watch.ask(.sign(handover: 1, isHigherRisk: false), Room.come, at: 400)
    let items = watch.figure(.handover, at: 500)
    #expect(items?.value == 1 && items?.count == 3)
    let time = watch.figure(.handoverTime, at: 500)
    #expect(time?.value == 300 && time?.median == 300 && time?.count == 1)
  }

  @Test func oneOfHigherRiskLastsUntilItsSecondSignature() {
    var watch = Watch(grade: .red)
    watch.ask(.prepare(after: 0), Room.out, at: 100)
    watch.ask(.join(handover: 1, isGuest: false), Room.come, at: 110)
    watch.tickAll(at: 120)
    watch.ask(.sign(handover: 1, isHigherRisk: false), Room.come, at: 200)
    #expect(watch.figure(.handover, at: 210) == nil)
    watch.ask(.secondSign(handover: 1), Room.third, at: 800)
    #expect(watch.figure(.handoverTime, at: 900)?.value == 700)
    #expect(watch.figure(.handover, at: 900)?.value == 1)
  }

  @Test func anItemThatWasNotReadBackCountsAgainstAJournalThatSignedAllTheSame() {
    var watch = Watch()
    watch.ask(.prepare(after: 0), Room.out, at: 100)
    watch.ask(.join(handover: 1, isGuest: false), Room.come, at: 110)
    watch.tickAll(at: 120)
    // Changed after it was read, and signed past the guard.
    watch.journal.give(.claim, "g1", at: 130)
    watch.journal.write(
      .duty(DutyCommand(.sign(handover: 1, isHigherRisk: false), actor: Room.come, seen: 0)), at: 140)
    let items = watch.figure(.handover, at: 150)
    #expect(items?.value == 2.0 / 3 && items?.count == 3)
  }

  @Test func aCancelledHandoverIsNone() {
    var watch = Watch()
    watch.ask(.prepare(after: 0), Room.out, at: 100)
    watch.ask(.join(handover: 1, isGuest: false), Room.come, at: 110)
    watch.ask(.cancel(handover: 1), Room.out, at: 120)
    #expect(watch.figure(.handover, at: 200) == nil && watch.figure(.handoverTime, at: 200) == nil)
    watch.ask(.prepare(after: 1), Room.out, at: 300)
    watch.ask(.join(handover: 2, isGuest: false), Room.come, at: 310)
    watch.tickAll(2, at: 320)
    watch.ask(.sign(handover: 2, isHigherRisk: false), Room.come, at: 330)
    #expect(watch.figure(.handoverTime, at: 400)?.value == 30)
  }

  @Test func oneThatBeganBeforeTheWindowCountsItsItemsAndNotItsTime() {
    var before = Watch()
    before.ask(.prepare(after: 0), Room.out, at: 1)
    before.ask(.join(handover: 1, isGuest: false), Room.come, at: 2)
    var watch = before
    watch.journal.log = QualityLog(from: zero + .seconds(3), state: before.journal.state, isWatched: true)
    watch.tickAll(at: 10)
    watch.ask(.sign(handover: 1, isHigherRisk: false), Room.come, at: 20)
    #expect(watch.figure(.handover, at: 30)?.count == 3)
    #expect(watch.figure(.handoverTime, at: 30) == nil)
  }

  @Test func theScoresOfDrillsAreReportedAndNotMarked() throws {
    let report = Journal().report(at: 30 * day)
    let figure = try #require(
      report.with(drillScores: [80, 90, 100]).figures.first { $0.measure == .drillScore })
    #expect(figure.value?.value == 90 && figure.value?.count == 3 && figure.verdict == .noTarget)
    #expect(report.with(drillScores: []) == report)
  }
}
