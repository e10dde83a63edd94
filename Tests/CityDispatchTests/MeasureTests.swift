import Alarms
import CityDispatch
import CitySafety
import Testing

@Suite struct TaskMeasureFacts {
  /// A task ordered at `zero` with these events so many minutes later.
  private func task(_ events: [(TaskEvent, Int64)], limits: TaskLimits = Examples.limits, by: Actor? = lead)
    -> TaskOrder
  {
    var task = Examples.task(limits: limits)
    for (event, minute) in events {
      let input = TaskInput(at: zero + .minutes(minute), actor: by, words: "x")
      #expect(task.perform(event, input) == .performed)
    }
    return task
  }

  private func measures(_ tasks: TaskOrder..., at minute: Int64 = 600) -> TaskMeasures {
    TaskMeasures(of: tasks, at: zero + .minutes(minute))
  }

  @Test func timesAreFromTheOrderAndALaterMilestoneStandsForAnEarlierOne() {
    let found = measures(
      task([(.receive, 1), (.depart, 2), (.arrive, 8), (.control, 30), (.report, 40), (.sign, 50)]),
      task([(.arrive, 20)]))
    #expect(found.ordered == 2)
    #expect(found.milestones.map(\.count) == [2, 2, 2, 1, 1])
    #expect(found.milestones[0].median == .minutes(1) && found.milestones[0].slow == .minutes(20))
    #expect(found.milestones[2].median == .minutes(8) && found.milestones[2].slow == .minutes(20))
  }

  @Test func inTimeCountsWhatHadALimitAndReachedItOrIsPastIt() {
    // Ten minutes to the scene, an hour for the feedback, a minute for the receipt.
    let good = task([(.receive, 1), (.arrive, 10)])
    let late = task([(.receive, 2), (.arrive, 11)])
    let young = measures(good, late, at: 30)
    #expect(young.milestones[0].inTime == 1 && young.milestones[0].limited == 2)
    #expect(young.milestones[2].inTime == 1 && young.milestones[2].limited == 2)
    // Nobody is late with the feedback yet.
    #expect(young.milestones[4].limited == 0 && young.inTime == 0.5)
    #expect(measures(good, late, at: 61).milestones[4].limited == 2)
    #expect(measures(task([], limits: Examples.bare), at: 0).inTime == nil)
  }

  @Test func whatWasTakenBackBeforeItsTimeIsNotLate() {
    let found = measures(task([(.receive, 1), (.cancel, 5)]))
    #expect(found.milestones[2].limited == 0 && found.milestones[0].limited == 1)
  }

  @Test func receiptsOnBehalfAreThoseOfPeople() {
    #expect(measures(task([(.receive, 1), (.arrive, 2)])).onBehalf == 2)
    #expect(measures(task([(.receive, 1)], by: nil)).onBehalf == 0)
  }

  @Test func draftsAreNoOrders() {
    #expect(measures(Examples.task(.draft)).ordered == 0)
  }
}
