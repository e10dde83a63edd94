import Alarms
import CityDispatch
import CitySafety
import Drills
import Operations
import Testing

private typealias P = ActionPattern

@Suite struct ScoreTests {
  // MARK: Time

  private static let times: [(Int64, Int64, Double)] = [
    (0, 60, 1), (59_999, 60, 1), (60_000, 60, 1), (66_000, 60, 0.9), (90_000, 60, 0.5),
    (119_999, 60, 1.0 / 60_000),
    (120_000, 60, 0), (600_000, 60, 0), (0, 0, 1), (10_000, 0, 1), (10_001, 0, 0),
  ]

  @Test(arguments: times)
  func theTimeTermFallsFromOneAtTheExpectedTimeToZeroAtTwiceOfIt(taken: Int64, expected: Int64, share: Double)
  {
    let found = DrillScore.timeShare(
      .milliseconds(taken), expected: .seconds(expected), tolerance: .seconds(10))
    #expect(abs(found - share) < 1e-9)
  }

  @Test(arguments: [
    (30.0, "100.00 100.00 100.00 100.00"), (90, "50.00 100.00 100.00 80.00"),
    (300, "0.00 100.00 100.00 60.00"),
  ])
  func timeCountsFromTheStartOfTheClock(at seconds: Double, marks: String) {
    for after in ["", "leak"] {
      var play = Play([Play.expect([P(verb: .acknowledge)], after: after)])
      play.raise(Play.sensor("g1"), at: 0)
      play.happen(.delivered("leak", .timeline), at: 30)
      play.perform(.acknowledge, Play.sensor("g1"), at: seconds + (after.isEmpty ? 0 : 30))
      play.end(at: 900)
      #expect(play.marks() == marks)
    }
  }

  @Test(arguments: [(10.0, "100.00 100.00 100.00 100.00"), (10.001, "0.00 100.00 100.00 60.00")])
  func whatIsExpectedAtOnceIsInTimeWithinTheTolerance(at seconds: Double, marks: String) {
    var play = Play([Play.expect([P(verb: .acknowledge)], expected: 0)])
    play.raise(Play.sensor("g1"), at: 0)
    play.perform(.acknowledge, Play.sensor("g1"), at: seconds)
    play.end(at: 900)
    #expect(play.marks() == marks)
  }

  @Test(arguments: [
    (29.999, "missed"), (30, "100.00 100.00 100.00 100.00"), (630, "0.00 100.00 100.00 60.00"),
    (630.001, "missed"),
  ])
  func anActionCountsFromTheInjectToTheEndOfTheWindow(at seconds: Double, marks: String) {
    var play = Play([Play.expect([P(verb: .comment)], after: "leak")])
    play.raise(Play.sensor("g1"), at: 0)
    if seconds < 30 { play.perform(.comment, Play.sensor("g1"), text: "x", at: seconds) }
    play.happen(.delivered("leak", .timeline), at: 30)
    if seconds >= 30 { play.perform(.comment, Play.sensor("g1"), text: "x", at: seconds) }
    play.end(at: 900)
    #expect(play.marks() == marks)
  }

  @Test func whatNeverCameDueCountsForNothing() {
    let skipped = Play.expect([P(verb: .acknowledge)], "skipped", after: "second")
    let late = Play.expect([P(verb: .comment)], "late", objective: "notice", expected: 400)
    var play = Play([skipped, late, Play.expect([P(verb: .claim)], "done")])
    play.raise(Play.sensor("g1"), at: 0)
    play.perform(.claim, Play.sensor("g1"), at: 10)
    play.end(at: 399)
    #expect(["skipped", "late"].map { play.marks($0) } == ["not-due", "not-due"])
    #expect(play.sheet.points?.text == "100.00")
    #expect(play.sheet.objectives.map { $0.points?.text } == [nil, "100.00"])
    var longer = Play([skipped, late])
    longer.end(at: 400)
    #expect(["skipped", "late"].map { longer.marks($0) } == ["not-due", "missed"])
  }

  @Test func nothingCountsAfterTheEnd() {
    var play = Play([Play.expect([P(verb: .acknowledge)])])
    play.raise(Play.sensor("g1"), at: 0)
    play.end(at: 100)
    play.perform(.acknowledge, Play.sensor("g1"), at: 100)
    #expect(play.marks() == "missed")
    #expect(play.sheet.length == .seconds(100))
  }

  // MARK: Correct

  @Test(arguments: [(0, "100.00"), (1, "50.00"), (2, "33.33"), (3, "25.00")])
  func correctIsTheOneRightTryOfAll(wrong: Int, share: String) {
    #expect(abs(DrillScore.correctShare(wrong: wrong) - 1 / Double(wrong + 1)) < 1e-12)
    var play = Play([Play.expect([P(verb: .order, units: ["fire"])])])
    play.open(at: 5)
    for number in 0..<wrong {
      play.dispatch(
        .add(IncidentID(1), [Play.task("wrong-\(number)")], isOrdered: true), at: 10 + Double(number))
    }
    play.dispatch(.add(IncidentID(1), [Play.task("fire")], isOrdered: true), at: 30)
    play.dispatch(.add(IncidentID(1), [Play.task("wrong-9")], isOrdered: true), at: 40)
    play.end(at: 900)
    #expect(play.line()?.correct.text == share)
    #expect(play.sheet.wrong.map(\.fault) == Array(repeating: .target, count: wrong))
    #expect(play.sheet.wrong.map(\.evidence.target) == (0..<wrong).map { "wrong-\($0)" })
  }

  @Test func anUndoneCommandDoesNotCountAndItsRepeatIsTheSecondTry() {
    var play = Play([Play.expect([P(verb: .acknowledge)])])
    play.raise(Play.sensor("g1"), at: 0)
    let before = play.alarm(Play.sensor("g1"))
    let command = play.command(.acknowledge, [Play.sensor("g1")])
    play.add(.command(command), at: 10)
    #expect(play.marks() == "100.00 100.00 100.00 100.00")
    play.undo(command, before: [before], at: 20)
    var missed = play
    missed.end(at: 900)
    #expect(missed.marks() == "missed")
    #expect(missed.sheet.wrong.map(\.fault) == [.undone])
    play.perform(.acknowledge, Play.sensor("g1"), at: 90)
    play.end(at: 900)
    #expect(play.marks() == "50.00 50.00 100.00 60.00")
    #expect(play.sheet.wrong.map(\.evidence.at) == [Play.start + .seconds(10)])
  }

  @Test func anOrderThatIsWithdrawnBeforeItsReceiptDoesNotCount() {
    for isReceived in [false, true] {
      var play = Play([Play.expect([P(verb: .order, units: ["fire"])])])
      play.open([Play.task("fire")], at: 10)
      if isReceived { play.add(.task(TaskID(1), .receive, channel: "sms", words: ""), at: 20) }
      play.dispatch(.step(TaskID(1), .cancel, channel: "", words: "误派"), at: 30)
      play.end(at: 900)
      #expect(play.marks() == (isReceived ? "100.00 100.00 100.00 100.00" : "missed"))
      #expect(play.sheet.wrong.map(\.fault) == (isReceived ? [] : [.withdrawn]))
    }
  }

  @Test func theOrdersThatAPlanHoldsReadyAreNoWrongTries() {
    var play = Play([Play.expect([P(verb: .order, units: ["fire"])])])
    play.open([Play.task("housing", planTask: "repair"), Play.task("fire", planTask: "rescue")], at: 10)
    play.end(at: 900)
    #expect(play.marks() == "100.00 100.00 100.00 100.00")
    #expect(play.sheet.wrong.isEmpty)
  }

  @Test func whatAnotherExpectationAsksForIsNoWrongTry() {
    var play = Play([
      Play.expect([P(verb: .order, units: ["fire"])], "a"),
      Play.expect([P(verb: .order, units: ["housing"])], "b"),
    ])
    play.open(at: 1)
    play.dispatch(.add(IncidentID(1), [Play.task("housing")], isOrdered: true), at: 10)
    play.dispatch(.add(IncidentID(1), [Play.task("fire")], isOrdered: true), at: 20)
    play.end(at: 900)
    #expect(play.sheet.wrong.isEmpty)
    #expect(["a", "b"].map { play.marks($0) } == Array(repeating: "100.00 100.00 100.00 100.00", count: 2))
  }

  @Test func aWrongTryLowersTheOneExpectationThatIsDueFirst() {
    var play = Play([
      Play.expect([P(verb: .order, units: ["fire"])], "later", expected: 120),
      Play.expect([P(verb: .order, units: ["housing"])], "first", expected: 60),
    ])
    play.open(at: 1)
    play.dispatch(.add(IncidentID(1), [Play.task("police")], isOrdered: true), at: 10)
    play.dispatch(.add(IncidentID(1), [Play.task("fire"), Play.task("housing")], isOrdered: true), at: 20)
    play.end(at: 900)
    #expect(play.line("first")?.correct.text == "50.00")
    #expect(play.line("later")?.correct.text == "100.00")
  }

  @Test func aWrongPlanIsAWrongTry() {
    var play = Play([Play.expect([P(verb: .openIncident, subjects: ["g1"], plan: "gas")])])
    play.open(plan: "fire", at: 10)
    play.end(at: 900)
    #expect(play.marks() == "missed")
    #expect(play.sheet.wrong.map(\.fault) == [.target])
    #expect(play.sheet.wrong.map(\.evidence.target) == ["fire"])
  }

  @Test(arguments: [
    ("watch-seat", Scenario.Kind.exercise, true, "50.00"), ("lead-seat", .exercise, true, "100.00"),
    ("", .exercise, true, "100.00"), ("watch-seat", .training, true, "100.00"),
    ("watch-seat", .exercise, false, "100.00"),
  ])
  func anotherRolesActionIsAWrongTryUnlessOnePersonPlaysAlone(
    seat: String, kind: Scenario.Kind, isShared: Bool, share: String
  ) {
    var play = Play([Play.expect([P(verb: .acknowledge)], seat: seat)], kind: kind)
    play.raise(Play.sensor("g1"), at: 0)
    play.perform(.acknowledge, Play.sensor("g1"), by: Play.lead, at: 10)
    if isShared { play.perform(.comment, Play.sensor("g1"), by: Play.watcher, text: "x", at: 20) }
    play.end(at: 900)
    #expect(play.line()?.correct.text == share)
    #expect(play.sheet.wrong.map(\.fault) == (share == "50.00" ? [.seat] : []))
  }

  @Test func whatALeadAuthorisesOrApprovesIsTheLeads() {
    var play = Play([Play.expect([P(verb: .acknowledge)], seat: "lead-seat")])
    play.raise(Play.sensor("g1"), at: 0)
    var actor = Play.watcher
    actor.authoriser = "chenli"
    play.perform(.acknowledge, Play.sensor("g1"), by: actor, at: 10)
    play.perform(.comment, Play.sensor("g1"), text: "x", at: 20)
    play.end(at: 900)
    #expect(play.marks() == "100.00 100.00 100.00 100.00")
  }

  // MARK: Complete

  @Test func everyUnitAndWordOfAListIsAskedFor() {
    let pattern = P(verb: .order, units: ["fire", "housing", "police"], words: ["断气"])
    var play = Play([Play.expect([pattern])])
    play.open([Play.task("fire", what: "断气")], at: 10)
    #expect(play.marks() == "100.00 100.00 50.00 90.00")
    #expect(play.line()?.lacking == ["housing", "police"])
    play.dispatch(.add(IncidentID(1), [Play.task("housing", what: "断气")], isOrdered: true), at: 200)
    #expect(play.line()?.complete.text == "75.00")
    // After the window it is too late.
    play.dispatch(.add(IncidentID(1), [Play.task("police", what: "断气")], isOrdered: true), at: 601)
    #expect(play.line()?.complete.text == "75.00")
  }

  @Test func wordsMayStandInSeveralNotes() {
    var play = Play([Play.expect([P(verb: .comment, words: ["断气", "疏散"])])])
    play.raise(Play.sensor("g1"), at: 0)
    play.perform(.comment, Play.sensor("g1"), text: "已断气", at: 10)
    #expect(play.line()?.complete.text == "50.00")
    play.perform(.comment, Play.sensor("g1"), text: "正在疏散", at: 20)
    #expect(play.marks() == "100.00 100.00 100.00 100.00")
  }

  // MARK: Alternatives, order, forbidden actions

  @Test(arguments: [CommandName.acknowledge, .claim])
  func anyOfTheAlternativesCounts(name: CommandName) {
    var play = Play([Play.expect([P(verb: .acknowledge), P(verb: .claim)])])
    play.raise(Play.sensor("g1"), at: 0)
    play.perform(name, Play.sensor("g1"), at: 10)
    #expect(play.marks() == "100.00 100.00 100.00 100.00")
  }

  @Test func theBetterOfTwoAlternativesCounts() {
    var play = Play([Play.expect([P(verb: .comment, words: ["断气", "疏散"]), P(verb: .claim)])])
    play.raise(Play.sensor("g1"), at: 0)
    play.perform(.comment, Play.sensor("g1"), text: "断气", at: 10)
    #expect(play.line()?.action?.verb == .comment)
    play.perform(.claim, Play.sensor("g1"), at: 20)
    #expect(play.line()?.action?.verb == .claim)
  }

  @Test func theOrderOfActionsDoesNotMatter() {
    let wanted = [Play.expect([P(verb: .acknowledge)], "a"), Play.expect([P(verb: .comment)], "b")]
    for names in [[CommandName.acknowledge, .comment], [.comment, .acknowledge]] {
      var play = Play(wanted)
      play.raise(Play.sensor("g1"), at: 0)
      for name in names { play.perform(name, Play.sensor("g1"), text: "x", at: 10) }
      play.end(at: 900)
      #expect(play.sheet.points?.text == "100.00")
    }
  }

  @Test func aForbiddenActionCapsItsObjectiveAtU() {
    let forbidden = Play.expect([P(verb: .shelve, subjects: ["g1"])], "no", window: 100, isForbidden: true)
    for seconds in [50.0, 101] {
      var play = Play([Play.expect([P(verb: .acknowledge)], "yes"), forbidden])
      play.raise(Play.sensor("g1"), at: 0)
      play.perform(.acknowledge, Play.sensor("g1"), at: 10)
      play.perform(.shelve, Play.sensor("g1"), text: "吵", at: seconds)
      play.end(at: 900)
      let isDone = seconds < 101
      let result = play.sheet.objectives[1]
      #expect(play.line("no")?.outcome == (isDone ? .violated : .avoided))
      #expect(result.points?.text == (isDone ? "59.99" : "100.00"))
      #expect(result.rating == (isDone ? .unable : .performed))
      #expect(result.isCapped == isDone)
      #expect(play.sheet.wrong.map(\.fault) == (isDone ? [.forbidden] : []))
      #expect(play.sheet.people.first { $0.person == "chenli" }?.rating == (isDone ? .unable : .performed))
    }
  }

  @Test func anUndoneForbiddenActionWasNotDone() {
    var play = Play([Play.expect([P(verb: .acknowledge)], isForbidden: true)])
    play.raise(Play.sensor("g1"), at: 0)
    let before = play.alarm(Play.sensor("g1"))
    let command = play.command(.acknowledge, [Play.sensor("g1")])
    play.add(.command(command), at: 10)
    #expect(play.line()?.outcome == .violated)
    play.undo(command, before: [before], at: 20)
    #expect(play.line()?.outcome == .avoided)
  }

  @Test func whatIsForbiddenHasAllItsWords() {
    var play = Play([Play.expect([P(verb: .comment, words: ["误报", "不用管"])], isForbidden: true)])
    play.raise(Play.sensor("g1"), at: 0)
    play.perform(.comment, Play.sensor("g1"), text: "怀疑误报，正在核实", at: 10)
    #expect(play.line()?.outcome == .avoided)
    play.perform(.comment, Play.sensor("g1"), text: "误报，不用管", at: 20)
    #expect(play.line()?.outcome == .violated)
  }

  // MARK: Sums

  @Test func theWholeIsWeightedWithinAndAmongTheObjectives() {
    var play = Play([
      Play.expect([P(verb: .acknowledge)], "n", objective: "notice"),
      Play.expect([P(verb: .claim)], "one", weight: 3), Play.expect([P(verb: .escalate)], "two", weight: 1),
    ])
    play.raise(Play.sensor("g1"), at: 0)
    play.perform(.acknowledge, Play.sensor("g1"), at: 90)
    play.perform(.claim, Play.sensor("g1"), at: 10)
    play.end(at: 900)
    // notice 80 of weight 1; act (3 × 100 + 1 × 0) / 4 = 75 of weight 3.
    #expect(play.sheet.objectives.map { $0.points?.text } == ["80.00", "75.00"])
    #expect(play.sheet.objectives.map(\.rating) == [.some, .some])
    #expect(play.sheet.points?.text == "76.25")
  }

  @Test(arguments: [
    (10_000, Rating.performed), (9000, .performed), (8999, .some), (7500, .some), (7499, .major),
    (6000, .major),
    (5999, .unable), (0, .unable),
  ])
  func theRatingsBeginAtTheirMarks(hundredths: Int, rating: Rating) {
    #expect(ScoringTable.standard.rating(of: Points(hundredths: hundredths)) == rating)
  }

  @Test func aScenarioWeighsTheTermsItself() {
    var table = ScoringTable.standard
    (table.time, table.correct, table.complete) = (1, 0, 0)
    var play = Play([Play.expect([P(verb: .acknowledge)])], scoring: table)
    play.raise(Play.sensor("g1"), at: 0)
    play.perform(.acknowledge, Play.sensor("g1"), at: 90)
    #expect(play.line()?.points.text == "50.00")
  }

  @Test func eachPersonIsScoredByWhatTheyDidAndWhatTheirRoleMissed() {
    var play = Play([
      Play.expect([P(verb: .acknowledge)], "a", seat: "lead-seat"),
      Play.expect([P(verb: .comment)], "b", seat: "watch-seat"),
      Play.expect([P(verb: .escalate)], "c", seat: "watch-seat"), Play.expect([P(verb: .close)], "d"),
    ])
    play.raise(Play.sensor("g1"), at: 0)
    play.perform(.acknowledge, Play.sensor("g1"), at: 90)
    play.perform(.comment, Play.sensor("g1"), by: Play.watcher, text: "x", at: 10)
    play.end(at: 900)
    let found = play.sheet.people.map { "\($0.person) \($0.points?.text ?? "-") \($0.met) \($0.missed)" }
    #expect(found == ["chenli 80.00 1 0", "liming 50.00 1 1"])
  }

  // MARK: The course

  @Test func pausesInterruptionsAndObservationsStandInTheSheet() {
    var play = Play()
    play.control(.pause, at: 10)
    play.control(.resume, at: 10)
    play.happen(.interrupted(seat: "一席", LiveStrip(reds: 1)), at: 20)
    play.happen(.reachedLive(seat: "一席", after: .milliseconds(1700)), at: 20)
    play.happen(.reachedLive(seat: "二席", after: .milliseconds(2900)), at: 20)
    play.control(.resume, at: 20)
    play.control(.observe(objective: "act", text: "口令清楚"), at: 30)
    play.happen(.resumedAfterLoss, at: 40)
    play.end(at: 60)
    let sheet = play.sheet
    #expect(sheet.pauses.map(\.by) == ["赵导", ""])
    #expect(sheet.interruptions.map(\.at) == [Play.start + .seconds(20)])
    #expect(
      sheet.interruptions.flatMap(\.reaches).map(\.after) == [.milliseconds(1700), .milliseconds(2900)])
    #expect(sheet.observations.map(\.text) == ["口令清楚"])
    #expect(sheet.endedAt == Play.start + .seconds(60))
  }

  @Test(arguments: [true, false])
  func aConditionOfAnInjectSeesAtOnceWhatIsMet(isAwaited: Bool) {
    let wanted = Play.expect([P(verb: .acknowledge)])
    var play = Play([wanted])
    if isAwaited {
      play.scenario.injects[1].condition = Inject.Condition(expectation: "e", whenMet: true, delay: .zero)
    }
    play.raise(Play.sensor("g1"), at: 0)
    let before = play.alarm(Play.sensor("g1"))
    let command = play.command(.acknowledge, [Play.sensor("g1")])
    let sequence = play.add(.command(command), at: 10)
    play.perform(.comment, Play.sensor("g1"), text: "x", at: 11)
    play.undo(command, before: [before], at: 12)
    var course = DrillCourse(of: play.scenario)
    for entry in play.entries {
      course.take(entry)
      let isMet = (sequence..<Int64(play.entries.count)).contains(entry.sequence)
      #expect(course.met(wanted) == (isMet ? Play.start + .seconds(10) : nil))
    }
  }

  @Test func actionsPastTheLimitAreLeftOutAndSaid() {
    var play = Play([Play.expect([P(verb: .comment)])])
    let keys = ["g1", "g2", "g3"].map(Play.sensor)
    for key in keys { play.raise(key, at: 0) }
    for second in [1.0, 2] { play.add(.command(play.command(.comment, keys, text: "x")), at: second) }
    for (limit, dropped) in [(5, 1), (6, 0)] {
      let course = DrillCourse(of: play.scenario, entries: play.entries, limit: limit)
      #expect(course.actions.count == limit)
      #expect(course.droppedActions == dropped)
      #expect(DrillScore.of(course, offset: .beijing).isCut == (dropped > 0))
    }
  }

  @Test func wrongTriesCountUntilTheListIsComplete() {
    var play = Play([Play.expect([P(verb: .order, units: ["fire", "housing"])])])
    play.open([Play.task("fire")], at: 5)
    play.dispatch(.add(IncidentID(1), [Play.task("police")], isOrdered: true), at: 10)
    play.dispatch(.add(IncidentID(1), [Play.task("housing")], isOrdered: true), at: 20)
    play.dispatch(.add(IncidentID(1), [Play.task("power")], isOrdered: true), at: 30)
    play.end(at: 900)
    #expect(play.marks() == "100.00 50.00 100.00 80.00")
    #expect(play.sheet.wrong.map(\.evidence.target) == ["police"])
  }
}
