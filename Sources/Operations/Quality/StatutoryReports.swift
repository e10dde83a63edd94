internal import Alarms
internal import CityDispatch
internal import CitySafety

/// K16: reports upward and level-ups that left within their limits, of those that were due.
///
/// The limits are the site's; the journal holds them in the conditions that remind of a report, so that no site is needed. A
/// report that left before it was even reminded of is in time. Bounded like the alarms that it follows.
struct StatutoryReports: Sendable, Hashable {
  private struct Clock: Sendable, Hashable {
    /// Milliseconds of the log's own time; `nil` where the window began after the reminder.
    var due: Int64?
    /// When a report left that named another limit.
    var answered: Int64?
  }

  private struct Key: Sendable, Hashable {
    var incident: Int64
    var rule: String
  }

  private var open: [Key: Clock] = [:]
  private var inTime = 0
  private var late = 0

  /// What is due already when the window begins is not known to the millisecond.
  init(_ state: OperationsState) {
    for alarm in state.alarms.eachOpen where alarm.condition.isActive {
      if case .reportDue(let incident, let rule) = alarm.key {
        open[Key(incident: incident, rule: rule)] = Clock()
      }
    }
  }

  mutating func take(_ entry: JournalEntry, at time: Int64) {
    switch entry.event {
    case .condition(let condition):
      guard case .reportDue(let incident, let rule) = condition.key else { return }
      let key = Key(incident: incident, rule: rule)
      if condition.grade == nil {
        guard let clock = open.removeValue(forKey: key) else { return }
        end(clock, at: time)
      } else if let due = condition.due {
        open[key, default: Clock()].due = time + (due - entry.at).milliseconds
      }
    case .duty(let command):
      switch command.action {
      case .dispatch(.report(let id, let report)) where report.corrects == nil:
        answer(report.rule, of: id, at: time)
      case .dispatch(.reported(let id, let rule)): answer(rule, of: id, at: time)
      default: return
      }
    default: return
    }
  }

  private mutating func answer(_ rule: String, of incident: IncidentID, at time: Int64) {
    for key in open.keys where key.incident == incident.value { open[key]?.answered = time }
    guard !rule.isEmpty else { return }
    let key = Key(incident: incident.value, rule: rule)
    guard let clock = open.removeValue(forKey: key) else { return inTime += 1 }
    if let due = clock.due { count(time <= due) }
  }

  /// The limit is over: any report answered it, or nobody will any more.
  private mutating func end(_ clock: Clock, at time: Int64) {
    guard let due = clock.due else { return }
    if let answered = clock.answered { return count(answered <= due) }
    if time > due { late += 1 }
  }

  private mutating func count(_ isInTime: Bool) {
    if isInTime { inTime += 1 } else { late += 1 }
  }

  /// Those in time, of those that left or whose limit is over.
  func reports(until end: Int64) -> (inTime: Int, all: Int) {
    let overdue = open.values.count { clock in clock.due.map { $0 < end } ?? false }
    return (inTime, inTime + late + overdue)
  }
}
