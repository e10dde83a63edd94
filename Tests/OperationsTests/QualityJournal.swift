import Alarms
import CitySafety
import Operations
import Testing

/// A journal written by hand, seconds after `zero`, counted as it is written.
struct Journal {
  var state = OperationsState()
  var log: QualityLog

  /// The window begins at `zero` with an owner that runs, after the entries that `before` writes.
  init(before: (inout OperationsState) -> Void = { _ in }) {
    before(&state)
    log = QualityLog(from: zero, state: state, isWatched: true)
  }

  mutating func write(_ event: Event, at second: Double) {
    let at = zero + .milliseconds(Int64(second * 1000))
    let entry = JournalEntry(sequence: state.lastSequence + 1, at: at, event: event)
    let changes = state.changes(by: entry)
    log.take(entry, changes, state: state)
  }

  mutating func raise(
    _ sensor: String = "g0", rule: String = "now", _ grade: Grade = .yellow, at second: Double
  ) {
    write(
      Examples.condition(grade, at: Int64(second), key: .threshold(sensor: sensor, rule: rule)), at: second)
  }

  mutating func end(_ sensor: String = "g0", rule: String = "now", at second: Double) {
    write(Examples.condition(nil, at: Int64(second), key: .threshold(sensor: sensor, rule: rule)), at: second)
  }

  mutating func give(
    _ name: CommandName, _ sensor: String = "g0", text: String = "", at second: Double,
    by actor: Actor = Examples.lead, edit: (inout Command) -> Void = { _ in }
  ) {
    guard let alarm = state.alarms[.threshold(sensor: sensor, rule: "now")] else { return }
    var command = state.command(name, by: actor, text: text, on: alarm)
    edit(&command)
    write(.command(command), at: second)
  }

  func report(at second: Double, isWatched: Bool = true) -> QualityReport {
    log.report(at: zero + .milliseconds(Int64(second * 1000)), isWatched: isWatched)
  }

  func value(_ measure: QualityMeasure, at second: Double) -> Double? {
    report(at: second).figures.first { $0.measure == measure }?.value?.value
  }

  func verdict(_ measure: QualityMeasure, at second: Double) -> QualityVerdict? {
    report(at: second).figures.first { $0.measure == measure }?.verdict
  }
}

let hour = 3600.0
let day = 86_400.0

func policy(_ edit: (inout AlarmPolicy) -> Void) -> Event {
  var policy = AlarmPolicy.silent
  edit(&policy)
  return .policy(policy)
}

extension AlarmKey {
  var sensor: String? {
    if case .threshold(let sensor, _) = self { sensor } else { nil }
  }
}
