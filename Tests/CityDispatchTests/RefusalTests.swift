import Alarms
import CityDispatch
import CitySafety
import Testing

/// Every refusal, reached by the smallest input; and what is not refused.
@Suite struct DispatchRefusalFacts {
  private let first = IncidentID(1)
  private let one = TaskID(1)

  private func open(_ draft: IncidentDraft, isOrdered: Bool = true) -> DispatchAction {
    .open(IncidentID(0), draft, isOrdered: isOrdered)
  }

  private func step(_ event: TaskEvent, on task: TaskID = TaskID(1), words: String = "") -> DispatchAction {
    .step(task, event, channel: "phone", words: words)
  }

  /// Incident 1 terminated, its only task in a state.
  private func terminated(_ state: TaskState?) -> DispatchState {
    var dispatch = state == nil ? DispatchState.with() : .with(Examples.order(), isOrdered: state != .draft)
    if state == .controlled { dispatch.run(step(.control)) }
    if state == .cancelled { dispatch.run(step(.cancel, words: "x")) }
    dispatch.run(.terminate(first, reason: "x"))
    return dispatch
  }

  @Test func whatIsNotThereIsUnknown() {
    let state = DispatchState.with()
    let gone = IncidentID(2)
    let actions: [DispatchAction] = [
      .add(gone, [Examples.order()], isOrdered: true), .issue(gone, acceptsCommitted: false),
      .note(gone, .note, "x"), .tick(gone, 0),
      .level(gone, .one, reason: "x"), .appoint(gone, "x"), .grade(gone, .large), .assess(gone, Assessment()),
      .reported(gone, rule: "x"), .terminate(gone, reason: "x"), .close(gone, verdict: "x", lessons: ""),
    ]
    for action in actions { #expect(state.refusal(action) == .unknownIncident(gone), "\(action)") }
    #expect(state.refusal(step(.receive, on: TaskID(9))) == .unknownTask(TaskID(9)))
    #expect(state.refusal(open(Examples.incident(101))) == .unknownAlarm(AlarmID(101)))
  }

  @Test func aClosedIncidentIsUnknown() {
    var state = terminated(nil)
    state.run(.close(first, verdict: "x", lessons: ""))
    #expect(state.refusal(.note(first, .note, "x")) == .unknownIncident(first))
  }

  @Test func whoeverSeesAnOldRevisionOfATaskIsRaced() {
    let state = DispatchState.with(Examples.order())
    #expect(state.tasks[one]?.revision == 2)
    for seen: Int64 in [0, 1, 3] {
      #expect(state.refusal(step(.receive), seen: seen) == .raced(by: "王班长", at: zero))
    }
    #expect(state.refusal(step(.receive), seen: 2) == nil)
  }

  @Test func whoeverSeesAnOldRevisionOfAnIncidentIsRacedWhereOneDecisionReplacesAnother() {
    var state = DispatchState.with(Examples.order())
    state.run(.note(first, .note, "x"), at: 5)
    for action: DispatchAction in [
      .level(first, .one, reason: "x"), .appoint(first, "x"), .grade(first, .large),
      .assess(first, injured(1)),
      .terminate(first, reason: "x"), .close(first, verdict: "x", lessons: ""),
    ] {
      #expect(state.refusal(action, seen: 1) == .raced(by: "王班长", at: zero + .seconds(5)), "\(action)")
    }
  }

  @Test func whatAddsToAnIncidentIsNotRaced() {
    var state = DispatchState()
    state.run(
      .open(first, Examples.incident(1, checklist: 1, tasks: [Examples.order()]), isOrdered: false),
      .note(first, .note, "x"))
    for action: DispatchAction in [
      .add(first, [Examples.order()], isOrdered: true), .note(first, .call, "x"),
      .tick(first, 0),
      .reported(first, rule: "x"),
    ] {
      #expect(state.refusal(action, seen: 1) == nil, "\(action)")
    }
  }

  @Test func nobodyOrdersADraftThatCameAfterTheyLooked() {
    var state = DispatchState.with(Examples.order(), isOrdered: false)
    let seen = state.incidents[first]?.revision ?? 0
    let issue = DispatchAction.issue(first, acceptsCommitted: false)
    #expect(state.refusal(issue, seen: seen) == nil)
    state.run(.add(first, [Examples.order()], isOrdered: false))
    guard case .raced = state.refusal(issue, seen: seen) else {
      Issue.record("the draft was ordered unseen")
      return
    }
    #expect(state.refusal(issue, seen: seen + 1) == nil)
  }

  @Test func anAlarmIsAnsweredByOneIncidentAtATime() {
    var state = DispatchState.with()
    #expect(state.refusal(open(Examples.incident(2, 1))) == .answered(AlarmID(1), by: first))
    // One whose danger is over does not keep the alarm from being answered when it comes again.
    state = terminated(nil)
    #expect(state.refusal(open(Examples.incident(1))) == nil)
    state.run(.close(first, verdict: "x", lessons: ""))
    #expect(state.refusal(open(Examples.incident(1))) == nil)
  }

  @Test func aStepThatTheStateDoesNotHaveIsNotApplicable() {
    let state = DispatchState.with(Examples.order(), isOrdered: false)
    #expect(state.refusal(step(.receive)) == .notApplicable(.receive, .draft))
  }

  @Test func aStepWithoutItsWordsIsHindered() {
    let state = DispatchState.with(Examples.order())
    for event: TaskEvent in [.decline, .cancel, .fail] {
      #expect(state.refusal(step(event)) == .hindered(event, .reasonGiven))
      #expect(state.refusal(step(event, words: "x")) == nil)
    }
    #expect(state.refusal(step(.report)) == .hindered(.report, .textGiven))
    #expect(state.refusal(step(.report, words: "x")) == nil)
  }

  @Test func nobodySignsForAUnitThatHasNotReported() {
    var state = DispatchState.with(Examples.order())
    state.run(step(.control))
    #expect(state.refusal(step(.sign)) == .hindered(.sign, .reported))
    state.run(step(.report, words: "x"))
    #expect(state.refusal(step(.sign)) == nil)
  }

  @Test func nobodyTakesTheStepsOfClocksChannelsAndIncidents() {
    let state = DispatchState.with(Examples.order(), isOrdered: false)
    for event in TaskEvent.allCases where event.isClock || [.deliver, .archive, .issue].contains(event) {
      #expect(state.refusal(step(event, words: "x")) == .notForPeople(event))
    }
  }

  @Test func nothingNewIsBegunInATerminatedIncident() {
    let state = terminated(.draft)
    for action: DispatchAction in [
      .add(first, [Examples.order()], isOrdered: true), .issue(first, acceptsCommitted: false),
      .level(first, .one, reason: "x"),
      .appoint(first, "x"), .terminate(first, reason: "x"),
    ] {
      #expect(state.refusal(action) == .over(.terminated), "\(action)")
    }
  }

  @Test func aTerminatedIncidentIsStillGradedAssessedNotedAndReported() {
    let state = terminated(.issued)
    for action: DispatchAction in [
      .grade(first, .large), .assess(first, injured(1)), .note(first, .note, "x"),
      .reported(first, rule: "x"),
      step(.receive), step(.cancel, words: "x"),
    ] {
      #expect(state.refusal(action) == nil, "\(action)")
    }
  }

  @Test func onlyATerminatedIncidentIsClosed() {
    #expect(DispatchState.with().refusal(.close(first, verdict: "x", lessons: "")) == .notTerminated)
    #expect(terminated(nil).refusal(.close(first, verdict: "x", lessons: "")) == nil)
  }

  @Test func anIncidentWithUndecidedTasksIsNotClosed() {
    for state: TaskState in [.draft, .issued, .controlled] {
      #expect(
        terminated(state).refusal(.close(first, verdict: "x", lessons: "")) == .tasksOpen(count: 1),
        "\(state)")
    }
    #expect(terminated(.cancelled).refusal(.close(first, verdict: "x", lessons: "")) == nil)
  }

  @Test func aDecisionThatChangesNothingIsNone() {
    var state = DispatchState()
    state.run(.open(first, Examples.incident(1, checklist: 1), isOrdered: true), .grade(first, .large))
    for action: DispatchAction in [
      .issue(first, acceptsCommitted: false), .tick(first, 1), .tick(first, -1),
      .level(first, .three, reason: "x"),
      .appoint(first, "陈立"),
      .grade(first, .large), .assess(first, Assessment()),
    ] {
      #expect(state.refusal(action) == .nothingToDo, "\(action)")
    }
    #expect(state.refusal(.tick(first, 0)) == nil)
    state.run(.tick(first, 0))
    #expect(state.refusal(.tick(first, 0)) == .nothingToDo)
  }

  @Test func whatHasToBeSaidIsNotLeftEmpty() {
    let state = DispatchState.with()
    for action: DispatchAction in [
      .note(first, .note, ""), .level(first, .one, reason: ""), .appoint(first, ""),
      .terminate(first, reason: ""),
    ] {
      #expect(state.refusal(action) == .needsText, "\(action)")
    }
    #expect(terminated(nil).refusal(.close(first, verdict: "", lessons: "x")) == .needsText)
  }

  @Test func nothingIsAddedWithoutTasks() {
    #expect(DispatchState.with().refusal(.add(first, [], isOrdered: true)) == .needsTasks)
  }

  @Test func anOrderToNobodyOfNothingOrWithoutSenseIsUnsound() {
    let state = DispatchState.with()
    var limits = Examples.limits
    limits.receipt = .zero
    for order in [Examples.order(what: ""), Examples.order(unit: ""), Examples.order(limits: limits)] {
      #expect(state.refusal(.add(first, [Examples.order(), order], isOrdered: false)) == .unsound)
      #expect(state.refusal(open(Examples.incident(2, tasks: [order]))) == .unsound)
    }
  }

  @Test func aTeamIsNotSentToASecondIncidentWithoutSayingSo() {
    var state = DispatchState.with(Examples.order(team: "gas"))
    let committed = DispatchRefusal.committed(team: "gas", task: one)
    #expect(state.refusal(open(Examples.incident(2, tasks: [Examples.order(team: "gas")]))) == committed)
    #expect(
      state.refusal(open(Examples.incident(2, tasks: [Examples.order(team: "gas", accepts: true)]))) == nil)
    #expect(
      state.refusal(open(Examples.incident(2, tasks: [Examples.order(team: "gas")]), isOrdered: false)) == nil
    )
    #expect(state.refusal(open(Examples.incident(2, tasks: [Examples.order(team: "fire")]))) == nil)
    #expect(state.refusal(.add(first, [Examples.order(team: "gas")], isOrdered: true)) == nil)
    state.run(
      .open(IncidentID(2), Examples.incident(2, tasks: [Examples.order(team: "gas")]), isOrdered: false))
    #expect(state.refusal(.issue(IncidentID(2), acceptsCommitted: false)) == committed)
    #expect(state.refusal(.issue(IncidentID(2), acceptsCommitted: true)) == nil)
    #expect(state.refusal(.add(IncidentID(2), [Examples.order(team: "gas")], isOrdered: true)) == committed)
  }

  @Test func aTeamIsCommittedFromTheOrderUntilItsTaskIsOver() {
    for state in TaskState.allCases where state != .archived {
      let task = Examples.task(state)
      let dispatch = DispatchState(
        incidents: [Incident(id: first, draft: Examples.incident(1), by: lead, at: zero)],
        tasks: [with(team: "gas", task)])
      #expect((dispatch.commitment(of: "gas", outside: nil) == one) == state.isRunning, "\(state)")
      #expect(dispatch.commitment(of: "gas", outside: first) == nil)
    }
  }

  @Test func anOrderToAUnitCommitsNoTeam() {
    let state = DispatchState.with(Examples.order())
    #expect(state.refusal(open(Examples.incident(2, tasks: [Examples.order()]))) == nil)
    #expect(state.commitment(of: "", outside: nil) == nil)
  }

  @Test func theEarliestCommitmentIsNamed() {
    let state = DispatchState.with(Examples.order(), Examples.order(team: "gas"), Examples.order(team: "gas"))
    #expect(state.commitment(of: "gas", outside: IncidentID(2)) == TaskID(2))
  }

  private func with(team: String, _ task: TaskOrder) -> TaskOrder {
    var moved = TaskOrder(
      id: task.id, incident: task.incident, draft: Examples.order(team: team), grade: .red, at: zero)
    moved.state = task.state
    return moved
  }

  private func injured(_ count: Int) -> Assessment {
    var assessment = Assessment()
    assessment.injured = count
    return assessment
  }
}

/// At every limit and one past it.
@Suite struct DispatchBoundFacts {
  private let first = IncidentID(1)

  private func orders(_ count: Int) -> [TaskDraft] { Array(repeating: Examples.order(), count: count) }

  @Test func anIncidentIsOfOneAlarmAtLeastAndOfTheLimitAtMost() {
    let state = DispatchState()
    func refusal(_ count: Int) -> DispatchRefusal? {
      var draft = Examples.incident()
      draft.alarms = (0..<count).map { AlarmID(Int64($0)) }
      return state.refusal(of: .open(IncidentID(0), draft, isOrdered: true), seen: 0) { _ in true }
    }
    #expect(refusal(0) == .tooMany(limit: Incident.alarmLimit))
    #expect(refusal(1) == nil)
    #expect(refusal(Incident.alarmLimit) == nil)
    #expect(refusal(Incident.alarmLimit + 1) == .tooMany(limit: Incident.alarmLimit))
  }

  @Test func anIncidentHasTasksUpToTheLimit() {
    let limit = Incident.taskLimit
    var state = DispatchState()
    let tooMany = DispatchRefusal.tooMany(limit: limit)
    func open(_ count: Int) -> DispatchAction {
      .open(IncidentID(0), Examples.incident(1, tasks: orders(count)), isOrdered: true)
    }
    #expect(state.refusal(open(limit)) == nil)
    #expect(state.refusal(open(limit + 1)) == tooMany)
    state.run(.open(first, Examples.incident(1, tasks: orders(limit - 1)), isOrdered: false))
    #expect(state.refusal(.add(first, orders(1), isOrdered: false)) == nil)
    #expect(state.refusal(.add(first, orders(2), isOrdered: false)) == tooMany)
    state.run(.add(first, orders(1), isOrdered: false))
    // What is there is ordered all the same.
    #expect(state.refusal(.issue(first, acceptsCommitted: false)) == nil)
  }

  private func incidents(_ count: Int) -> [Incident] {
    (1...Int64(count)).map {
      Incident(id: IncidentID($0), draft: Examples.incident($0 + 100), by: lead, at: zero)
    }
  }

  @Test func incidentsUnderWayAreBounded() {
    let limit = DispatchState.incidentLimit
    let open = DispatchAction.open(IncidentID(0), Examples.incident(1), isOrdered: true)
    #expect(DispatchState(incidents: incidents(limit - 1)).refusal(open) == nil)
    #expect(DispatchState(incidents: incidents(limit)).refusal(open) == .tooMany(limit: limit))
  }

  @Test func tasksUnderWayAreBounded() {
    let limit = DispatchState.taskLimit
    let tasks = (1..<Int64(limit)).map { number in
      TaskOrder(
        id: TaskID(number), incident: IncidentID(number % 1000 + 1), draft: Examples.order(), grade: .red,
        at: zero)
    }
    let state = DispatchState(incidents: incidents(999), tasks: tasks)
    func open(_ count: Int) -> DispatchAction {
      .open(IncidentID(0), Examples.incident(1, tasks: orders(count)), isOrdered: false)
    }
    #expect(state.refusal(open(1)) == nil)
    #expect(state.refusal(open(2)) == .tooMany(limit: limit))
    #expect(state.refusal(.add(first, orders(2), isOrdered: false)) == .tooMany(limit: limit))
    // Ordering what is there adds nothing.
    #expect(state.refusal(.issue(first, acceptsCommitted: false)) == nil)
  }

  @Test func reportsAreBoundedByTheRoundsAndRulesThatTheirClocksCount() {
    var state = DispatchState.with()
    for _ in 0..<ReportClocks.roundLimit {
      #expect(state.refusal(.reported(first, rule: "daily")) == nil)
      state.run(.reported(first, rule: "daily"))
    }
    #expect(
      state.refusal(.reported(first, rule: "daily")) == .tooMany(limit: ReportClocks.roundLimit))
    for rule in 1..<ReportClocks.ruleLimit { state.run(.reported(first, rule: "r\(rule)")) }
    #expect(state.refusal(.reported(first, rule: "r1")) == nil)
    #expect(state.refusal(.reported(first, rule: "new")) == .tooMany(limit: ReportClocks.ruleLimit))
  }
}
