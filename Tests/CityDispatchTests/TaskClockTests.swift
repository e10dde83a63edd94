import Alarms
import CityDispatch
import CitySafety
import Testing

/// What the clocks of one task do, and when.
@Suite struct TaskClockFacts {
  /// Lets the clocks run that are due until `end`; what ran out and when, in seconds.
  private func run(_ state: inout DispatchState, until end: Span) -> [String] {
    var log: [String] = []
    while let next = state.nextClock, next <= zero + end {
      guard let due = state.dueClocks(at: next, limit: 1).first else { break }
      state.perform(due.event, on: due.task, TaskInput(at: next))
      log.append("\(due.event) \((next - zero).seconds)")
    }
    return log
  }

  /// Lets the clocks run and expects these to run out.
  private func run(_ state: inout DispatchState, until end: Span, _ expected: [String]) {
    let log = run(&state, until: end)
    #expect(log == expected)
  }

  private let one = TaskID(1)

  @Test func anOrderWithoutReceiptIsRemindedAtSixtySecondsAndMissedAHundredAndTwentyLater() {
    var state = DispatchState.with(
      Examples.order(limits: OrderPolicy().limits(arrival: .zero, feedback: .zero)))
    #expect(state.nextClock == zero + .seconds(60))
    run(&state, until: .seconds(60), ["receiptOut 60"])
    #expect(state.tasks[one]?.isReminded == true)
    #expect(state.tasks[one]?.sends == 2 && state.tasks[one]?.missed == 0)
    #expect(state.nextClock == zero + .seconds(180))
    run(&state, until: .seconds(180), ["receiptOut 180"])
    #expect(state.tasks[one]?.missed == 1 && state.tasks[one]?.isEscalated == false)
    #expect(state.tasks[one]?.isReminded == false && state.tasks[one]?.sends == 2)
  }

  @Test func aSecondMissGoesToTheLeadAndNothingMoreIsSent() {
    var state = DispatchState.with(
      Examples.order(limits: OrderPolicy().limits(arrival: .zero, feedback: .zero)))
    let log = run(&state, until: .hours(9))
    #expect(log == ["receiptOut 60", "receiptOut 180", "receiptOut 240", "receiptOut 360"])
    #expect(state.tasks[one]?.sends == 3 && state.tasks[one]?.missed == 2)
    #expect(state.tasks[one]?.isEscalated == true)
    #expect(state.tasks[one]?.state == .issued && state.nextClock == nil)
  }

  @Test func theNumberOfMissesBeforeTheLeadIsToldIsTheLimit() {
    for limit in 1...4 {
      let limits = OrderPolicy(missedLimit: limit).limits(arrival: .zero, feedback: .zero)
      var state = DispatchState.with(Examples.order(limits: limits))
      let log = run(&state, until: .hours(9))
      #expect(log.count == 2 * limit)
      #expect(state.tasks[one]?.missed == limit && state.tasks[one]?.sends == 1 + limit)
    }
  }

  @Test func aReceiptEndsTheWindowAndWhatWasMissedStaysCounted() {
    var state = DispatchState.with(Examples.order())
    _ = run(&state, until: .seconds(200))
    state.run(.step(one, .receive, channel: "phone", words: "x"), at: 200)
    #expect(state.tasks[one]?.receiptDue == nil)
    #expect(state.tasks[one]?.missed == 1)
    #expect(state.tasks[one]?.isEscalated == false)
  }

  @Test func aDeliveryEndsNoWindow() {
    var state = DispatchState.with(Examples.order())
    state.perform(.deliver, on: one, TaskInput(at: zero + .seconds(9), channel: "log"))
    #expect(state.tasks[one]?.receiptDue == zero + .seconds(60))
  }

  @Test func anArrivalIsLateOnceItsGraceIsOver() {
    // Ten minutes and half of them.
    var state = DispatchState.with(Examples.order())
    state.run(.step(one, .receive, channel: "", words: ""), at: 1)
    #expect(state.tasks[one]?.arrivalDue == zero + .minutes(15))
    run(&state, until: .minutes(15), ["arrivalOut 900"])
    #expect(state.tasks[one]?.isLate == true && state.tasks[one]?.arrivalDue == nil)
    state.run(.step(one, .arrive, channel: "", words: ""), at: 1000)
    #expect(state.tasks[one]?.isLate == true)
  }

  @Test func whoeverArrivesInTimeIsNotLate() {
    var state = DispatchState.with(Examples.order())
    state.run(.step(one, .arrive, channel: "", words: ""), at: 899)
    _ = run(&state, until: .minutes(30))
    #expect(state.tasks[one]?.isLate == false)
  }

  @Test func noFeedbackInTimeIsOverdueAndAReportEndsTheClock() {
    for reports in [false, true] {
      var state = DispatchState.with(Examples.order())
      state.run(.step(one, .control, channel: "", words: ""), at: 1)
      #expect(state.tasks[one]?.feedbackDue == zero + .hours(1))
      if reports { state.run(.step(one, .report, channel: "", words: "阀门已关"), at: 2) }
      let log = run(&state, until: .hours(2))
      #expect(log.contains("feedbackOut 3600") == !reports)
      #expect(state.tasks[one]?.isOverdue == !reports)
      #expect(state.tasks[one]?.feedbackDue == nil)
    }
  }

  @Test func silenceIsAWarningAfterOneIntervalCriticalAfterTwoAndOverWithTheNextWord() {
    var state = DispatchState.with(
      Examples.order(limits: OrderPolicy().limits(arrival: .zero, feedback: .zero)))
    state.run(.step(one, .receive, channel: "", words: ""), at: 10)
    #expect(state.tasks[one]?.silenceDue == zero + .seconds(1210))
    run(&state, until: .seconds(1210), ["silenceOut 1210"])
    #expect(state.tasks[one]?.silence == .warning)
    run(&state, until: .hours(9), ["silenceOut 2410"])
    #expect(state.tasks[one]?.silence == .critical && state.nextClock == nil)
    state.run(.step(one, .checkIn, channel: "", words: ""), at: 3000)
    #expect(state.tasks[one]?.silence == Silence.none)
    #expect(state.nextClock == zero + .seconds(4200))
  }

  @Test func aUnitThatWasNotHeardOfIsMissedAndNotSilent() {
    var state = DispatchState.with(Examples.order())
    #expect(state.tasks[one]?.silenceDue == nil)
    _ = run(&state, until: .hours(9))
    #expect(state.tasks[one]?.silence == Silence.none)
  }

  @Test func noClockOfALimitOfZeroRuns() {
    var state = DispatchState.with(Examples.order(limits: Examples.bare))
    state.run(.step(one, .receive, channel: "", words: ""), at: 1)
    #expect(state.nextClock == nil)
  }

  @Test func aDraftHasNoClocks() {
    let state = DispatchState.with(Examples.order(), isOrdered: false)
    #expect(state.nextClock == nil)
    #expect(state.tasks[one]?.sends == 0)
  }

  @Test func aStepOfTheWallClockMovesEveryClockAndNoOtherTime() {
    for step in [Span.hours(1), .hours(-1)] {
      var task = Examples.task(.delivered)
      task.silenceDue = zero + .seconds(5)
      let before = task
      let moved = task.stepClock(by: step, now: zero + .seconds(9))
      #expect(moved)
      #expect(task.clocks.map(\.event) == [.receiptOut, .arrivalOut, .feedbackOut, .silenceOut])
      for event in task.clocks.map(\.event) {
        #expect(task.clock(event) == before.clock(event).map { $0 + step })
      }
      #expect(task.draftedAt == before.draftedAt && task.receipts == before.receipts)
      #expect(task.revision == before.revision + 1 && task.changedBy == nil)
    }
  }

  @Test func aStepOfTheWallClockLeavesATaskWithoutClocksAlone() {
    for state in TaskState.allCases where !state.isRunning {
      var task = Examples.task(state)
      let moved = task.stepClock(by: .hours(1), now: zero)
      #expect(!moved)
      #expect(task == Examples.task(state))
    }
  }

  @Test func clocksRunOutInOrderOfTimeThenTaskThenKind() {
    var state = DispatchState()
    let limits = OrderPolicy().limits(arrival: .seconds(40), feedback: .seconds(60))
    let orders = [Examples.order(), Examples.order(limits: limits)]
    state.run(.open(IncidentID(1), Examples.incident(1, tasks: orders), isOrdered: true))
    let due = state.dueClocks(at: zero + .hours(1), limit: 9)
    // Forty seconds and half of them are sixty too.
    #expect(due.map(\.task.value) == [1, 2, 2, 2, 1, 1])
    #expect(
      due.map(\.event) == [.receiptOut, .receiptOut, .arrivalOut, .feedbackOut, .arrivalOut, .feedbackOut])
    #expect(state.dueClocks(at: zero + .hours(1), limit: 2).count == 2)
    #expect(state.dueClocks(at: zero + .seconds(59), limit: 9).isEmpty)
  }
}
