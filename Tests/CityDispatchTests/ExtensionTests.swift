import Alarms
import CityDispatch
import CitySafety
import Testing

/// What an incident takes in when more happens.
@Suite struct IncidentExtensionFacts {
  private let first = IncidentID(1)

  private func more(
    _ alarms: Int64..., grade: Grade = .red, level: ResponseLevel = .one, tasks: [TaskDraft] = []
  ) -> IncidentExtension {
    let item = ChecklistItem(text: Bilingual(same: "疏散"), from: .red, origin: "应对法 §67")
    return IncidentExtension(
      alarms: alarms.map(AlarmID.init), grade: grade, level: level, commander: "旗长", checklist: [item],
      tasks: tasks)
  }

  @Test func itTakesInAlarmsTheGradeItsMeasuresAndOrdersInOneStep() throws {
    var state = DispatchState()
    state.run(.open(first, Examples.incident(1, checklist: 1, tasks: [Examples.order()]), isOrdered: true))
    state.run(.tick(first, 0), at: 10)
    let action = DispatchAction.extend(first, more(2, tasks: [Examples.order(unit: "fire")]), isOrdered: true)
    #expect(state.refusal(action) == nil)
    state.run(action, at: 60)
    let incident = try #require(state.incidents[first])
    #expect(incident.alarms == [AlarmID(1), AlarmID(2)] && state.responding(to: AlarmID(2)) == first)
    #expect(incident.grade == .red && incident.level == .one && incident.commander == "旗长")
    // What was ticked stays ticked: new measures stand behind the old ones.
    #expect(incident.checklist.map(\.origin) == ["", "应对法 §67"] && incident.ticks.keys.sorted() == [0])
    #expect(state.tasks(of: first).map(\.state) == [.issued, .issued])
    // The new order is as grave as the incident is now.
    #expect(state.tasks(of: first).map(\.grade) == [.orange, .red])
  }

  @Test func whoeverDraftsChangesNeitherLevelNorCommander() {
    var state = DispatchState.with()
    let drafts = [Examples.order()]
    #expect(state.refusal(.extend(first, more(tasks: drafts), isOrdered: false)) == .unsound)
    let plain = IncidentExtension(grade: .red, level: .three, commander: "陈立", tasks: drafts)
    #expect(state.refusal(.extend(first, plain, isOrdered: false)) == nil)
    state.run(.extend(first, plain, isOrdered: false))
    #expect(state.tasks(of: first).map(\.state) == [.draft])
  }

  @Test func nothingGetsMilderAndNothingNewIsRefused() {
    let state = DispatchState.with()
    #expect(state.refusal(.extend(first, more(grade: .blue), isOrdered: true)) == .unsound)
    #expect(state.refusal(.extend(first, more(level: .four), isOrdered: true)) == .unsound)
    let same = IncidentExtension(grade: .orange, level: .three, commander: "陈立")
    #expect(state.refusal(.extend(first, same, isOrdered: true)) == .nothingToDo)
  }

  @Test func whoSawAnOlderStateOrAnIncidentThatIsOverIsRefused() {
    var state = DispatchState.with()
    #expect(
      state.refusal(.extend(first, more(), isOrdered: true), seen: 9)
        == .raced(by: lead.displayName, at: zero))
    #expect(state.refusal(.extend(first, more(400), isOrdered: true)) == .unknownAlarm(AlarmID(400)))
    state.run(.open(IncidentID(2), Examples.incident(2), isOrdered: true))
    #expect(
      state.refusal(.extend(first, more(2), isOrdered: true)) == .answered(AlarmID(2), by: IncidentID(2)))
    state.run(.terminate(first, reason: "x"))
    #expect(state.refusal(.extend(first, more(), isOrdered: true)) == .over(.terminated))
  }

  @Test func anAlarmThatComesAgainAfterItsIncidentWasTerminatedMakesANewOne() {
    var state = DispatchState.with()
    let again = DispatchAction.open(IncidentID(2), Examples.incident(1), isOrdered: true)
    #expect(state.refusal(again) == .answered(AlarmID(1), by: first))
    state.run(.terminate(first, reason: "x"))
    #expect(state.refusal(again) == nil)
    state.run(again)
    #expect(state.responding(to: AlarmID(1)) == IncidentID(2))
    state.run(.close(first, verdict: "x", lessons: ""))
    #expect(state.responding(to: AlarmID(1)) == IncidentID(2))
  }
}
