internal import CitySafety
internal import Drills
internal import Operations

/// When contingency injects come: by what the players have done.
struct DrillConditions {
  private var course: DrillCourse

  init(scenario: Scenario) { course = DrillCourse(of: scenario) }

  mutating func take(_ entry: JournalEntry) { course.take(entry) }

  /// When an inject's condition brings it in; `nil` while that is not known.
  func moment(of condition: Inject.Condition) -> Instant? {
    guard let expectation = course.scenario.expectations.first(where: { $0.id == condition.expectation }),
      let began = course.clock(of: expectation)
    else { return nil }
    let met = course.met(expectation)
    if condition.whenMet { return met.map { $0 + condition.delay } }
    let due = began + expectation.window + condition.delay
    if let met, met <= due { return nil }
    return due
  }
}
