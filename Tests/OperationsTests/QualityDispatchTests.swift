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
}
