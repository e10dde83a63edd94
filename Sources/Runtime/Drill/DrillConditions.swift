internal import CitySafety
internal import Drills
internal import Operations

/// When contingency injects come: by what the players have done.
struct DrillConditions {
  private let scenario: Scenario
  private var met: [String: Instant] = [:]

  init(scenario: Scenario, site: Site) { self.scenario = scenario }

  mutating func take(_ entry: JournalEntry) {}

  /// When an inject's condition brings it in; `nil` while that is not known.
  func moment(of condition: Inject.Condition, in state: DrillState) -> Instant? {
    guard let expectation = scenario.expectations.first(where: { $0.id == condition.expectation }) else {
      return nil
    }
    let started = expectation.after.isEmpty ? state.startedAt : state.delivery(of: expectation.after)?.at
    guard let started else { return nil }
    if condition.whenMet { return met[expectation.id].map { $0 + condition.delay } }
    let due = started + expectation.window + condition.delay
    if let met = met[expectation.id], met <= due { return nil }
    return due
  }
}
