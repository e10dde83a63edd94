import Alarms
import CityDispatch
import CitySafety
import Testing

/// What the actions do to incidents and tasks.
@Suite struct DispatchStateFacts {
  private let first = IncidentID(1)
  private let one = TaskID(1)

  private func control(_ task: TaskID, _ event: TaskEvent, words: String = "x") -> DispatchAction {
    .step(task, event, channel: "phone", words: words)
  }

  @Test func anOpenedIncidentHasItsTasksOrderedAtOnceOrAsDrafts() {
    for isOrdered in [true, false] {
      let state = DispatchState.with(Examples.order(), Examples.order(), isOrdered: isOrdered)
      #expect(state.tasks(of: first).map(\.id.value) == [1, 2])
      #expect(state.tasks(of: first).allSatisfy { $0.state == (isOrdered ? .issued : .draft) })
      #expect(state.incident(answering: AlarmID(1)) == first)
    }
  }

  @Test func aReassignedTaskIsCancelledAndGivenToAnotherInOneStep() throws {
    var state = DispatchState.with(Examples.order(team: "gas-1"))
    state.run(.reassign(one, Examples.order(team: "gas-2"), reason: "太远"), at: 60)
    let tasks = state.tasks(of: first)
    #expect(tasks.map(\.state) == [.cancelled, .issued])
    #expect(tasks[0].reason == "太远" && tasks[1].draft.insteadOf == one)
    #expect(
      state.commitment(of: "gas-1", outside: nil) == nil
        && state.commitment(of: "gas-2", outside: nil) == TaskID(2))
    // What was declined stays declined: an alternate is ordered.
    state.run(
      control(TaskID(2), .decline), .reassign(TaskID(2), Examples.order(unit: "fire"), reason: "x"), at: 70)
    #expect(state.tasks(of: first).map(\.state) == [.cancelled, .declined, .issued])
  }

  @Test func aTaskIsNotReassignedToWhomHasItNorWithoutAReasonNorWhenItIsDone() {
    var state = DispatchState.with(Examples.order(team: "gas-1"))
    let other = Examples.order(team: "gas-2")
    #expect(state.refusal(.reassign(one, Examples.order(team: "gas-1"), reason: "x")) == .sameTeam)
    #expect(state.refusal(.reassign(one, other, reason: "")) == .needsText)
    #expect(state.refusal(.reassign(TaskID(9), other, reason: "x")) == .unknownTask(TaskID(9)))
    #expect(
      state.refusal(.reassign(one, other, reason: "x"), seen: 7) == .raced(by: lead.displayName, at: zero))
    state.run(.open(IncidentID(2), Examples.incident(2, tasks: [other]), isOrdered: true))
    #expect(state.refusal(.reassign(one, other, reason: "x")) == .committed(team: "gas-2", task: TaskID(2)))
    state.run(control(one, .report), control(one, .sign))
    #expect(
      state.refusal(.reassign(one, Examples.order(team: "gas-3"), reason: "x"))
        == .notApplicable(.cancel, .feedback))
  }

  @Test func aMergedIncidentLeavesItsAlarmsToTheOtherAndSeesItsTasksThrough() {
    var state = DispatchState.with(Examples.order())
    let second = IncidentID(2)
    state.run(.open(second, Examples.incident(2, 3, tasks: [Examples.order()]), isOrdered: true))
    #expect(state.refusal(.merge(second, into: second, reason: "x")) == .sameIncident)
    #expect(state.refusal(.merge(second, into: first, reason: "")) == .needsText)
    state.run(.merge(second, into: first, reason: "同一处泄漏"), at: 60)
    #expect(state.incidents[first]?.alarms == [1, 2, 3].map(AlarmID.init))
    #expect([1, 2, 3].allSatisfy { state.incident(answering: AlarmID($0)) == first })
    #expect(
      state.incidents[second]?.state == .terminated
        && state.incidents[second]?.reason.contains("同一处泄漏") == true)
    #expect(state.tasks(of: second).map(\.state) == [.issued])
    // A checkpoint says the same.
    let restored = DispatchState(
      incidents: state.incidents.values.sorted { $0.id < $1.id }, tasks: Array(state.tasks.values),
      lastIncident: state.lastIncident, lastTask: state.lastTask)
    #expect([1, 2, 3].allSatisfy { restored.incident(answering: AlarmID($0)) == first })
    #expect(state.refusal(.merge(first, into: second, reason: "x")) == .over(.terminated))
    state.run(control(TaskID(2), .cancel), .close(second, verdict: "并案", lessons: ""))
    #expect(state.incident(answering: AlarmID(2)) == first)
  }

  @Test func aRequestThatNamesAnUnknownUnitOrTeamIsRefusedByTheRegister() {
    let register = DispatchRegister()
    let departments = [Department(id: "housing", name: Bilingual(same: "住建"), phone: "")]
    func refusal(_ draft: TaskDraft) -> [DispatchRefusal?] {
      [
        register.refusal(
          of: .open(first, Examples.incident(1, tasks: [draft]), isOrdered: true), departments: departments),
        register.refusal(of: .add(first, [draft], isOrdered: true), departments: departments),
        register.refusal(of: .reassign(one, draft, reason: "x"), departments: departments),
      ]
    }
    #expect(refusal(Examples.order()) == [nil, nil, nil])
    #expect(refusal(Examples.order(unit: "nobody")) == Array(repeating: .unknownUnit("nobody"), count: 3))
    #expect(refusal(Examples.order(team: "ghosts")) == Array(repeating: .unknownTeam("ghosts"), count: 3))
  }

  @Test func aTaskIsOfTheGradeOfItsIncident() {
    var state = DispatchState()
    state.run(.open(first, Examples.incident(1, grade: .yellow, tasks: [Examples.order()]), isOrdered: true))
    #expect(state.tasks[one]?.grade == .yellow)
  }

  @Test func issuingOrdersEveryDraftAndNoOtherTask() {
    var state = DispatchState.with(Examples.order())
    state.run(.add(first, [Examples.order(), Examples.order()], isOrdered: false))
    state.run(.issue(first, acceptsCommitted: false), at: 60)
    #expect(state.tasks(of: first).map(\.state) == [.issued, .issued, .issued])
    #expect(state.tasks(of: first).map { $0.time(of: .issued) } == [0, 60, 60].map { zero + .seconds($0) })
    #expect(state.tasks(of: first).map(\.sends) == [1, 1, 1])
  }

  @Test func everyDecisionIsKeptWithItsTimeAndRaisesTheRevisionByOne() {
    var state = DispatchState()
    state.run(.open(first, Examples.incident(1, checklist: 2), isOrdered: true))
    var assessment = Assessment()
    assessment.dead = 1
    let actions: [DispatchAction] = [
      .note(first, .media, "x"), .tick(first, 1), .level(first, .one, reason: "x"), .appoint(first, "李"),
      .grade(first, .major), .assess(first, assessment), .reported(first, rule: "a"),
      .reported(first, rule: "a"), .terminate(first, reason: "火已灭"),
    ]
    for (index, action) in actions.enumerated() {
      state.run(action, at: Int64(index + 1))
      #expect(state.incidents[first]?.revision == Int64(index + 2), "\(action)")
      #expect(state.incidents[first]?.changedAt == zero + .seconds(Int64(index + 1)))
    }
    let incident = state.incidents[first]
    #expect(incident?.ticks == [1: zero + .seconds(2)])
    #expect(incident?.level == .one && incident?.commander == "李" && incident?.eventGrade == .major)
    #expect(incident?.assessment == assessment)
    #expect(incident?.reports == ["a": [zero + .seconds(7), zero + .seconds(8)]])
    #expect(incident?.state == .terminated && incident?.terminatedAt == zero + .seconds(9))
    #expect(incident?.reason == "火已灭" && incident?.closedAt == nil)
  }

  @Test func closingArchivesTheTasksForgetsTheIncidentAndFreesItsAlarmsAndTeams() throws {
    var state = DispatchState.with(Examples.order(team: "gas"), Examples.order(team: "fire"))
    state.run(control(one, .report), control(one, .sign), control(TaskID(2), .decline))
    state.run(.terminate(first, reason: "x"))
    _ = state.takeChanges()
    state.run(.close(first, verdict: "v", lessons: "l"), at: 99)
    #expect(state.incidents.isEmpty && state.tasks.isEmpty && state.tasks(of: first).isEmpty)
    #expect(state.incident(answering: AlarmID(1)) == nil)
    #expect(state.commitment(of: "gas", outside: nil) == nil && state.nextClock == nil)
    // For the last time they are among the changes.
    let changes = state.takeChanges()
    let closed = try #require(changes.incidents[first])
    #expect(closed.state == .closed && closed.closedAt == zero + .seconds(99))
    #expect(closed.verdict == "v" && closed.lessons == "l")
    #expect(changes.tasks.values.map(\.state) == [.archived, .archived])
    #expect(state.takeChanges().isEmpty)
  }

  @Test func noNumberIsGivenTwice() {
    var state = DispatchState.with(Examples.order(), Examples.order())
    state.run(control(one, .cancel), control(TaskID(2), .cancel), .terminate(first, reason: "x"))
    state.run(.close(first, verdict: "x", lessons: ""))
    #expect(state.lastIncident == first && state.lastTask == TaskID(2))
    // A number that was given before opens nothing.
    state.run(.open(first, Examples.incident(1, tasks: [Examples.order()]), isOrdered: true))
    #expect(state.incidents.isEmpty && state.tasks.isEmpty)
    state.run(.open(IncidentID(2), Examples.incident(1, tasks: [Examples.order()]), isOrdered: true))
    #expect(state.tasks.keys.map(\.value) == [3])
  }

  @Test func theLastNumbersOutliveWhatIsUnderWay() {
    var state = DispatchState(lastIncident: IncidentID(7), lastTask: TaskID(40))
    state.run(.open(IncidentID(8), Examples.incident(1, tasks: [Examples.order()]), isOrdered: true))
    #expect(state.incidents.keys.map(\.value) == [8] && state.tasks.keys.map(\.value) == [41])
  }

  @Test func anActionOnWhatIsNotThereChangesNothing() {
    var state = DispatchState.with(Examples.order())
    let before = state
    _ = state.takeChanges()
    state.run(
      .note(IncidentID(9), .note, "x"), .issue(IncidentID(9), acceptsCommitted: false),
      control(TaskID(9), .receive))
    state.perform(.receiptOut, on: TaskID(9), TaskInput(at: zero))
    state.perform(.sign, on: one, TaskInput(at: zero))
    #expect(state == before && state.takeChanges().isEmpty)
  }

  @Test func aStepOfTheWallClockMovesTheClocksOfEveryTask() {
    var state = DispatchState.with(Examples.order(), Examples.order(limits: Examples.bare))
    let next = state.nextClock
    state.stepClock(by: .hours(-1), now: zero)
    #expect(state.nextClock == next.map { $0 + .hours(-1) })
    #expect(state.dueClocks(at: zero + .hours(-1) + .seconds(60), limit: 9).map(\.task.value) == [1, 2])
    #expect(state.tasks.values.allSatisfy { $0.revision == 3 })
  }

  @Test func whatChangedIsToldOnce() {
    var state = DispatchState.with(Examples.order())
    let opened = state.takeChanges()
    #expect(opened.incidents.keys.map(\.value) == [1] && opened.tasks.keys.map(\.value) == [1])
    state.run(control(one, .receive))
    let received = state.takeChanges()
    #expect(received.incidents.isEmpty && received.tasks[one]?.state == .received)
  }

  @Test func everyTextOfASeatIsMapped() {
    let id = first
    let order = Examples.order()
    let mapped: [(DispatchAction, Int)] = [
      (.open(id, Examples.incident(1, tasks: [order, order]), isOrdered: true), 19),
      (.add(id, [order], isOrdered: true), 6),
      (.issue(id, acceptsCommitted: false), 0), (control(one, .receive), 2), (.note(id, .note, "x"), 1),
      (.tick(id, 0), 0),
      (.level(id, .one, reason: "x"), 1), (.appoint(id, "x"), 1), (.grade(id, .large), 0),
      (.assess(id, Assessment()), 0), (.reported(id, rule: "x"), 1), (.terminate(id, reason: "x"), 1),
      (.close(id, verdict: "x", lessons: "y"), 2),
    ]
    for (action, count) in mapped {
      var texts: [String] = []
      let same = action.mappingTexts { text in
        texts.append(text)
        return text
      }
      #expect(same == action && texts.count == count, "\(action)")
      let changed = action.mappingTexts { _ in "changed" }
      #expect((changed != action) == (count > 0), "\(action)")
      var after: [String] = []
      _ = changed.mappingTexts { text in
        after.append(text)
        return text
      }
      #expect(after.allSatisfy { $0 == "changed" } && after.count == count)
    }
  }
}
