import Alarms
import CityDispatch
import CitySafety
import Operations
import Testing

/// K11 and K12: from the alarm to the order, from the order to the receipt.
@Suite struct DispatchQualityFacts {
  private func draft(_ alarms: [Int64], tasks: Int) -> IncidentDraft {
    let text = Bilingual(same: "井")
    return IncidentDraft(
      alarms: alarms.map(AlarmID.init), plan: "", planVersion: "", title: text, place: text,
      sector: .lifelines,
      grade: .red, level: .one, commander: "x", checklist: [],
      tasks: (0..<tasks).map { _ in
        TaskDraft(
          planTask: "", unit: "housing", team: "", what: text,
          limits: OrderPolicy().limits(arrival: .zero, feedback: .zero), recipient: "x")
      })
  }

  private func ask(_ action: DispatchAction, _ journal: inout Journal, at second: Double) {
    journal.write(.duty(DutyCommand(.dispatch(action), actor: Examples.lead, seen: 0)), at: second)
  }

  private func figure(_ measure: QualityMeasure, _ journal: Journal, at second: Double) -> QualityFigure
    .Value?
  {
    journal.report(at: second).figures.first { $0.measure == measure }?.value
  }

  @Test func theTimeToDispatchIsFromTheFirstAlarmOfAnIncidentToItsFirstOrder() {
    var journal = Journal()
    journal.raise("s1", .red, at: 0)
    journal.raise("s2", .red, at: 20)
    #expect(figure(.dispatch, journal, at: 30) == nil)
    ask(.open(IncidentID(1), draft([1, 2], tasks: 1), isOrdered: false), &journal, at: 30)
    #expect(figure(.dispatch, journal, at: 40) == nil)
    ask(.issue(IncidentID(1), acceptsCommitted: false), &journal, at: 50)
    ask(.add(IncidentID(1), draft([], tasks: 2).tasks, isOrdered: true), &journal, at: 500)
    let value = figure(.dispatch, journal, at: hour)
    #expect(value?.value == 50 && value?.count == 1)
  }

  @Test func aReceiptIsInTimeWithinAMinuteAndOneThatDoesNotComeIsNot() {
    var journal = Journal()
    journal.raise("s1", .red, at: 0)
    ask(.open(IncidentID(1), draft([1], tasks: 4), isOrdered: true), &journal, at: 10)
    #expect(figure(.receipt, journal, at: 60) == nil)
    journal.write(.task(TaskID(1), .deliver, channel: "web", words: ""), at: 11)
    journal.write(.task(TaskID(1), .receive, channel: "receipts:hook", words: ""), at: 70)
    ask(.step(TaskID(2), .arrive, channel: "phone", words: ""), &journal, at: 71)
    ask(.step(TaskID(3), .cancel, channel: "", words: "x"), &journal, at: 72)
    let value = figure(.receipt, journal, at: hour)
    // In time, late, taken back, never.
    #expect(value?.value == 1.0 / 3 && value?.count == 3)
  }

  @Test func whatWasReceivedOnceIsNotCountedAgain() {
    var journal = Journal()
    journal.raise("s1", .red, at: 0)
    ask(.open(IncidentID(1), draft([1], tasks: 1), isOrdered: true), &journal, at: 10)
    ask(.step(TaskID(1), .receive, channel: "phone", words: ""), &journal, at: 20)
    ask(.step(TaskID(1), .arrive, channel: "phone", words: ""), &journal, at: 500)
    #expect(figure(.receipt, journal, at: hour)?.value == 1)
  }

  // MARK: K16

  private func remind(
    _ rule: String, due: Double, grade: Grade = .yellow, _ journal: inout Journal, at second: Double
  ) {
    var condition = ConditionEvent(
      key: .reportDue(incident: 1, rule: rule), sector: .lifelines, source: nil, grade: grade,
      measured: zero + .milliseconds(Int64(second * 1000)))
    condition.due = zero + .milliseconds(Int64(due * 1000))
    journal.write(.condition(condition), at: second)
  }

  private func over(_ rule: String, _ journal: inout Journal, at second: Double) {
    journal.write(
      .condition(
        ConditionEvent(
          key: .reportDue(incident: 1, rule: rule), sector: .lifelines, source: nil, grade: nil,
          measured: zero + .milliseconds(Int64(second * 1000)))), at: second)
  }

  private func send(
    _ rule: String, _ number: Int, corrects: Int? = nil, _ journal: inout Journal, at second: Double
  ) {
    var report = UpwardReport(
      number: number, kind: .first, rule: rule, entries: [.init(field: "a", text: "x")])
    report.corrects = corrects.map {
      ReportCorrection(number: $0, changes: [.init(field: "a", before: "y", after: "x")])
    }
    ask(.report(IncidentID(1), report), &journal, at: second)
  }

  @Test func aReportIsInTimeUntilItsLimitAndLateFromThenOnWhetherItIsSentOrNot() {
    var journal = Journal()
    ask(.open(IncidentID(1), draft([1], tasks: 1), isOrdered: false), &journal, at: 0)
    #expect(figure(.statutory, journal, at: 10) == nil)
    // Before anybody was reminded.
    send("first", 1, &journal, at: 60)
    remind("second", due: 3600, &journal, at: 3000)
    #expect(figure(.statutory, journal, at: 3600)?.value == 1)
    #expect(figure(.statutory, journal, at: 3601)?.value == 0.5)
    remind("second", due: 3600, grade: .orange, &journal, at: 3601)
    send("second", 2, corrects: 1, &journal, at: 3602)
    send("second", 3, &journal, at: 3700)
    over("second", &journal, at: 3701)
    remind("level", due: 7200, &journal, at: 7000)
    send("level", 4, &journal, at: 7200)
    over("level", &journal, at: 7201)
    let value = figure(.statutory, journal, at: 9000)
    #expect(value?.value == 2.0 / 3 && value?.count == 3)
  }

  @Test func aLimitThatAnyReportAnswersOrThatIsGivenUpCountsByItsTime() {
    var journal = Journal()
    ask(.open(IncidentID(1), draft([1], tasks: 1), isOrdered: false), &journal, at: 0)
    remind("casualties", due: 900, &journal, at: 100)
    send("", 1, &journal, at: 200)
    over("casualties", &journal, at: 201)
    #expect(figure(.statutory, journal, at: 950)?.value == 1)
    // Closed before and after the limit.
    remind("early", due: 2000, &journal, at: 1000)
    over("early", &journal, at: 1500)
    remind("never", due: 3000, &journal, at: 2900)
    over("never", &journal, at: 3500)
    let value = figure(.statutory, journal, at: hour)
    #expect(value?.value == 0.5 && value?.count == 2)
  }

  @Test func aStepOfTheClockMakesNoReportLate() {
    var journal = Journal()
    ask(.open(IncidentID(1), draft([1], tasks: 1), isOrdered: false), &journal, at: 0)
    remind("first", due: 3600, &journal, at: 3000)
    journal.write(.clockStepped(by: .hours(1)), at: 6600)
    #expect(figure(.statutory, journal, at: 7190) == nil)
    #expect(figure(.statutory, journal, at: 7210)?.value == 0)
  }

  // MARK: K16 by what the journal says is due, whether an alarm reminds of it or not

  private func due(_ rules: [String: Double], _ journal: inout Journal, at second: Double) {
    let due = rules.sorted { $0.key < $1.key }.map { rule, at in
      ReportDue(rule: rule, round: 0, at: zero + .milliseconds(Int64(at * 1000)))
    }
    journal.write(.reportsDue(IncidentID(1), due), at: second)
  }

  @Test func aLimitWithoutAnAlarmCountsInTimeLateAndOverdue() {
    var journal = Journal()
    ask(.open(IncidentID(1), draft([1], tasks: 1), isOrdered: false), &journal, at: 0)
    due(["a": 600, "b": 600, "c": 600, "d": 9000], &journal, at: 0)
    #expect(figure(.statutory, journal, at: 600) == nil)
    send("a", 1, &journal, at: 500)
    due(["b": 600, "c": 600, "d": 9000], &journal, at: 500)
    send("b", 2, &journal, at: 700)
    due(["c": 600, "d": 9000], &journal, at: 700)
    let value = figure(.statutory, journal, at: 800)
    #expect(value?.count == 3 && value?.value == 1.0 / 3)
    // A report to a limit that does not run answers none.
    send("a", 3, &journal, at: 900)
    #expect(figure(.statutory, journal, at: 950)?.count == 3)
  }

  @Test func aLimitThatAnyReportAnswersCountsAndOneThatFallsAwayDoesNot() {
    var journal = Journal()
    ask(.open(IncidentID(1), draft([1], tasks: 1), isOrdered: false), &journal, at: 0)
    due(["casualties": 600, "grade": 600], &journal, at: 0)
    send("", 1, &journal, at: 300)
    due(["grade": 600], &journal, at: 300)
    #expect(figure(.statutory, journal, at: 310)?.count == 1)
    // It is graded otherwise, before and then after the limit was over.
    due([:], &journal, at: 400)
    #expect(figure(.statutory, journal, at: 900)?.count == 1)
    due(["grade": 1000], &journal, at: 900)
    due([:], &journal, at: 1100)
    let value = figure(.statutory, journal, at: 1200)
    #expect(value?.count == 2 && value?.value == 0.5)
  }

  @Test func aClosedIncidentOwesNothingButWhatWasOverAndItsCasualties() throws {
    var journal = Journal()
    ask(.open(IncidentID(1), draft([1], tasks: 0), isOrdered: false), &journal, at: 0)
    due(["over": 100, "later": 9000], &journal, at: 0)
    ask(.terminate(IncidentID(1), reason: "x"), &journal, at: 200)
    ask(.close(IncidentID(1), verdict: "x", lessons: ""), &journal, at: 300)
    #expect(figure(.statutory, journal, at: hour * 9)?.count == 1)
    var incident = Incident(id: IncidentID(1), draft: draft([1], tasks: 0), by: Examples.lead, at: zero)
    incident.state = .closed
    incident.reporting.lastAt = zero
    incident.assessment.dead = 1
    var harm = Assessment()
    harm.dead = 2
    ask(.late(.assess(IncidentID(1), harm), on: incident), &journal, at: hour * 10)
    due(["casualties": hour * 12], &journal, at: hour * 10)
    let owing = try #require(journal.state.dispatch.late[IncidentID(1)])
    #expect(figure(.statutory, journal, at: hour * 13)?.value == 0)
    let report = UpwardReport(
      number: 1, kind: .followUp, rule: "casualties", entries: [.init(field: "a", text: "x")])
    ask(.late(.report(IncidentID(1), report), on: owing), &journal, at: hour * 11)
    let value = figure(.statutory, journal, at: hour * 13)
    #expect(value?.count == 2 && value?.value == 0.5)
  }

  @Test func whatIsDueWhenTheWindowBeginsCountsAndWhatWasOverDoesNot() {
    var journal = Journal { state in
      for (action, second) in [
        (DispatchAction.open(IncidentID(1), self.draft([1], tasks: 0), isOrdered: false), Int64(-900))
      ] { state.run(.duty(DutyCommand(.dispatch(action), actor: Examples.lead, seen: 0)), at: second) }
      state.run(
        .reportsDue(
          IncidentID(1),
          [
            ReportDue(rule: "over", round: 0, at: zero - .seconds(60)),
            ReportDue(rule: "running", round: 0, at: zero + .seconds(60)),
          ]), at: -900)
    }
    #expect(figure(.statutory, journal, at: 50) == nil)
    send("running", 1, &journal, at: 55)
    #expect(figure(.statutory, journal, at: 100)?.value == 1)
    #expect(figure(.statutory, journal, at: 100)?.count == 1)
  }
}
