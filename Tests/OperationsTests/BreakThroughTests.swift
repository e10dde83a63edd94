import Alarms
import Analysis
import CitySafety
import Operations
import Testing

/// Row 20 as a setting of the rule: from the site's file to the shelf.
@Suite struct BreakThroughFacts {
  /// What a reading at `grade` of the rule does, where the rule says whether red breaks through.
  private func take(_ grade: Grade, breaksThrough: Bool, at second: Int64, _ state: inout OperationsState) {
    var site = Examples.site
    site.thresholds[1].breaksThrough = breaksThrough
    let finding = Finding(
      sensor: SensorIndex(0), threshold: 1, grade: grade, value: 30, limit: 20,
      measured: zero + .seconds(second), arrived: zero + .seconds(second))
    if let event = state.conditionEvent(for: finding, site: site) { state.run(event, at: second) }
  }

  private func shelved(breaksThrough: Bool) -> OperationsState {
    var state = OperationsState()
    take(.orange, breaksThrough: breaksThrough, at: 0, &state)
    var command = state.command(.shelve, text: "校准")
    command.until = zero + .minutes(30)
    state.run(.command(command), at: 1)
    take(.red, breaksThrough: breaksThrough, at: 2, &state)
    return state
  }

  @Test func aRedEndsTheShelfOfARuleThatBreaksThrough() {
    let state = shelved(breaksThrough: true)
    #expect(state.only.label == .unacknowledged)
    #expect(AlarmTable(open: state.alarms.all, site: Examples.site).counts.shelvedRed == 0)
  }

  @Test func aRedOnAShelfThatItDoesNotBreakIsCounted() {
    let state = shelved(breaksThrough: false)
    #expect(state.only.label == .shelved)
    let counts = AlarmTable(open: state.alarms.all, site: Examples.site).counts
    #expect(counts.shelved == 1)
    #expect(counts.shelvedRed == 1)
  }
}
