internal import Alarms
internal import CityDispatch
internal import CitySafety

/// K11 and K12: how soon alarms lead to orders, and orders to receipts.
///
/// Times are milliseconds of the log's own time. The lists are by alarm and by task, so that `AlarmBook.limit` and
/// `DispatchState.taskLimit` bound them.
struct DispatchResponses: Sendable, Hashable {
  /// A receipt within this time is in time (alarms.md 9, K12).
  static let receiptTime: Int64 = 60_000

  private var annunciated: [AlarmID: Int64] = [:]
  private var dispatched: Set<IncidentID> = []
  /// From the first annunciation of an incident's alarms to its first order.
  private(set) var dispatches = SpanTally()
  private var issued: [TaskID: Int64] = [:]
  private var inTime = 0
  private var late = 0

  /// An alarm is unacknowledged from now on; how long it waits for an order counts from the first time.
  mutating func annunciate(_ change: AlarmChange, at time: Int64) {
    if annunciated[change.after.id] == nil { annunciated[change.after.id] = time }
  }

  mutating func note(_ change: AlarmChange) {
    // What is over and done with waits for no order any more.
    if !change.after.isOpen { annunciated[change.after.id] = nil }
  }

  mutating func take(_ entry: JournalEntry, _ dispatch: DispatchState, at time: Int64) {
    switch entry.event {
    case .duty(let command):
      guard case .dispatch(let action) = command.action else { return }
      if case .step(let task, let event, _, _) = action { return hear(task, event, at: time) }
      guard let id = action.incident ?? action.task.flatMap({ dispatch.tasks[$0]?.incident }) else { return }
      if case .close = action { dispatched.remove(id) }
      noteOrders(of: id, entry.at, dispatch, at: time)
    case .task(let task, let event, _, _): hear(task, event, at: time)
    default: return
    }
  }

  private mutating func noteOrders(
    of id: IncidentID, _ at: Instant, _ dispatch: DispatchState, at time: Int64
  ) {
    let fresh = dispatch.tasks(of: id).filter {
      $0.state == .issued && $0.time(of: .issued) == at && $0.sends == 1
    }
    guard !fresh.isEmpty else { return }
    for task in fresh { issued[task.id] = time }
    guard dispatched.insert(id).inserted, let alarms = dispatch.incidents[id]?.alarms,
      let since = alarms.compactMap({ annunciated[$0] }).min()
    else { return }
    dispatches.add(Span(milliseconds: time - since))
  }

  private mutating func hear(_ task: TaskID, _ event: TaskEvent, at time: Int64) {
    switch event {
    case .receive, .depart, .arrive, .control, .report, .decline:
      guard let since = issued.removeValue(forKey: task) else { return }
      if time - since <= DispatchResponses.receiptTime { inTime += 1 } else { late += 1 }
    case .cancel, .fail: issued[task] = nil
    default: return
    }
  }

  /// Orders whose receipt came in time, of those that have one or whose time is over.
  func receipts(until end: Int64) -> (inTime: Int, all: Int) {
    let waiting = issued.values.count { end - $0 > DispatchResponses.receiptTime }
    return (inTime, inTime + late + waiting)
  }
}
