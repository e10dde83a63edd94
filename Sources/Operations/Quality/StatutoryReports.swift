internal import Alarms
internal import CityDispatch
internal import CitySafety

/// K16: reports upward and level-ups that left within their limits, of those that were due.
///
/// The limits are the site's; the journal says which reports of an incident are due whenever that changes, so that no site is
/// needed. A journal of before says it only where it reminds of a report, and there a report that left before anybody was
/// reminded counts as in time. Bounded like the incidents and alarms that it follows.
struct StatutoryReports: Sendable, Hashable {
  private struct Clock: Sendable, Hashable {
    /// Milliseconds of the log's own time; `nil` where that is not known, or was over before the window began.
    var due: Int64?
    /// When a report left that named another limit, until the journal says what is still due.
    var answered: Int64?
  }

  private struct Key: Sendable, Hashable {
    var incident: Int64
    var rule: String
  }

  private var open: [Key: Clock] = [:]
  /// Incidents of which the journal says what is due.
  private var said: Set<Int64> = []
  private var inTime = 0
  private var late = 0

  /// Begins at `start` with what is due then.
  init(_ state: OperationsState, from start: Instant) {
    for incident in [state.dispatch.incidents, state.dispatch.late].flatMap(\.values) {
      for due in incident.reporting.due {
        let left = (due.at - start).milliseconds
        open[Key(incident: incident.id.value, rule: due.rule)] = Clock(due: left < 0 ? nil : left)
        said.insert(incident.id.value)
      }
    }
    for alarm in state.alarms.eachOpen where alarm.condition.isActive {
      if case .reportDue(let incident, let rule) = alarm.key {
        let key = Key(incident: incident, rule: rule)
        if open[key] == nil { open[key] = Clock() }
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
    case .reportsDue(let id, let due): take(due, of: id.value, entry.at, at: time)
    case .duty(let command):
      guard case .dispatch(let action) = command.action else { return }
      switch action {
      case .report(let id, let report) where report.corrects == nil: answer(report.rule, of: id, at: time)
      case .late(.report(let id, let report), _) where report.corrects == nil:
        // Nothing else can be due of a closed incident: any report answers all of it.
        said.insert(id.value)
        answer(report.rule, of: id, at: time)
        take([], of: id.value, entry.at, at: time)
      case .reported(let id, let rule): answer(rule, of: id, at: time)
      case .close(let id, _, _, _):
        take([], of: id.value, entry.at, at: time)
        said.remove(id.value)
      default: return
      }
    default: return
    }
  }

  /// What is due of an incident from now on; what was and is not any more was answered by the report before, or is given up.
  private mutating func take(_ due: [ReportDue], of incident: Int64, _ written: Instant, at time: Int64) {
    said.insert(incident)
    let rules = Set(due.map(\.rule))
    for (key, clock) in open where key.incident == incident {
      if rules.contains(key.rule) { open[key]?.answered = nil } else { end(clock, at: time) }
    }
    open = open.filter { $0.key.incident != incident || rules.contains($0.key.rule) }
    for due in due {
      let key = Key(incident: incident, rule: due.rule)
      // What was over before the window began stays so.
      if open[key] != nil, open[key]?.due == nil, due.at <= written { continue }
      open[key, default: Clock()].due = time + (due.at - written).milliseconds
    }
  }

  private mutating func answer(_ rule: String, of incident: IncidentID, at time: Int64) {
    for key in open.keys where key.incident == incident.value { open[key]?.answered = time }
    guard !rule.isEmpty else { return }
    let key = Key(incident: incident.value, rule: rule)
    guard let clock = open.removeValue(forKey: key) else {
      // A limit of which the journal says nothing ran.
      if !said.contains(incident.value) { inTime += 1 }
      return
    }
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
