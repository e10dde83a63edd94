internal import Alarms
internal import CitySafety

/// K10, K13 and K15: how soon people answer, whether something follows, and whether it comes back.
///
/// Times are milliseconds of the log's own time. Every list is by alarm, so that `AlarmBook.limit` bounds it.
struct AlarmResponses: Sendable, Hashable {
  /// A re-occurrence sooner than this after a close opens the case again.
  static let reopening: Int64 = 3_600_000

  private struct Wait: Sendable, Hashable {
    var since: Int64
    var grade: Grade
  }

  private var waits: [AlarmID: Wait] = [:]
  private var acknowledgements = Array(repeating: SpanTally(), count: 4)
  /// Until when something must follow an acknowledgement.
  private var due: [AlarmID: Int64] = [:]
  private(set) var followed = 0
  private(set) var empty = 0
  private var closed: [AlarmID: Int64] = [:]
  private var standing = 0
  private var reopened = 0

  /// An alarm is unacknowledged from now on; a wait goes on unless the grade got worse.
  mutating func annunciate(_ change: AlarmChange, at time: Int64) {
    let alarm = change.after
    if let wait = waits[alarm.id], !alarm.grade.isWorse(than: wait.grade) { return }
    waits[alarm.id] = Wait(since: time, grade: alarm.grade)
  }

  mutating func note(_ change: AlarmChange, by event: Event, at time: Int64, policy: AlarmPolicy) {
    let alarm = change.after
    judge(alarm, wasOpen: change.before, by: event, at: time)
    if alarm.occurrence > change.before?.occurrence ?? 0 { reopen(alarm.id, at: time) }
    switch event {
    case .command(let command):
      switch command.name {
      case .acknowledge: acknowledge(alarm, at: time, policy: policy)
      case .close: close(alarm.id, at: time)
      case .reopen: reopen(alarm.id, at: time)
      default: break
      }
    case .undone(let undo):
      if undo.name == .acknowledge { due[alarm.id] = nil }
      if undo.name == .close { closed[alarm.id] = nil }
    default: break
    }
    if alarm.isAcknowledged || alarm.isSuppressed { waits[alarm.id] = nil }
  }

  private mutating func acknowledge(_ alarm: Alarm, at time: Int64, policy: AlarmPolicy) {
    if let wait = waits[alarm.id] {
      acknowledgements[Int(wait.grade.rawValue) - 1].add(Span(milliseconds: time - wait.since))
    }
    let limit = policy.actionLimit[alarm.grade]
    if alarm.handling != .none || alarm.comments > 0 {
      followed += 1
    } else if limit > .zero {
      due[alarm.id] = time + limit.milliseconds
    }
  }

  /// Whether what was to follow an acknowledgement has followed, or its time is over.
  private mutating func judge(_ alarm: Alarm, wasOpen before: Alarm?, by event: Event, at time: Int64) {
    guard let limit = due[alarm.id] else { return }
    if time > limit {
      due[alarm.id] = nil
      empty += 1
    } else if alarm.handling != .none || alarm.comments > before?.comments ?? 0 || event.isReport {
      due[alarm.id] = nil
      followed += 1
    }
  }

  private mutating func close(_ id: AlarmID, at time: Int64) {
    if closed[id] != nil { standing += 1 }
    closed[id] = time
  }

  private mutating func reopen(_ id: AlarmID, at time: Int64) {
    guard let close = closed.removeValue(forKey: id) else { return }
    if time - close < AlarmResponses.reopening { reopened += 1 } else { standing += 1 }
  }

  /// The waits of one grade: those that ended in an acknowledgement, and those that still last with their
  /// length so far, so that nobody looks quick by not answering.
  func waits(of grade: Grade, until end: Int64) -> SpanTally {
    var tally = acknowledgements[Int(grade.rawValue) - 1]
    for wait in waits.values where wait.grade == grade { tally.add(Span(milliseconds: end - wait.since)) }
    return tally
  }

  /// Acknowledgements that nothing followed, of those whose time is over.
  func emptiness(until end: Int64) -> (empty: Int, all: Int) {
    let late = due.values.count { $0 < end }
    return (empty + late, empty + late + followed)
  }

  /// Closes after which it came back, of those whose hour is over or that came back.
  func reopenings(until end: Int64) -> (reopened: Int, all: Int) {
    let over = closed.values.count { end - $0 >= AlarmResponses.reopening }
    return (reopened, reopened + standing + over)
  }
}

extension Event {
  /// Whether a person passed the alarm on to the lead.
  fileprivate var isReport: Bool {
    if case .command(let command) = self { command.name == .escalate } else { false }
  }
}
