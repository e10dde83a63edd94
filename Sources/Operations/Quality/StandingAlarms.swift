internal import Alarms
internal import CitySafety

/// K7: alarms that stand, annunciated, for longer than a day.
///
/// Times are milliseconds of the log's own time; before its beginning they are negative.
struct StandingAlarms: Sendable, Hashable {
  static let stale: Int64 = 86_400_000
  /// Entries of the queue that may be out of date before it is gone through.
  static let slack = 4096

  struct Standing: Sendable, Hashable {
    var key: AlarmKey
    var since: Int64
    var isStale = false
  }

  private(set) var alarms: [AlarmID: Standing] = [:]
  /// In the order in which they began to stand; those that ceased to are still in it.
  private var queue: [(id: AlarmID, since: Int64)] = []
  private var first = 0
  private var staleNow = 0
  private(set) var mostStale = 0

  init() {}

  /// The alarms that stand at the beginning, each since it was raised.
  init(_ state: OperationsState, from start: Instant) {
    let standing = state.alarms.open.filter(\.isStanding).sorted {
      ($0.raisedAt, $0.id) < ($1.raisedAt, $1.id)
    }
    for alarm in standing {
      enter(alarm, at: min(0, (alarm.raisedAt - start).milliseconds))
    }
    advance(to: 0)
  }

  mutating func take(_ change: AlarmChange, at time: Int64) {
    let id = change.after.id
    if change.after.isStanding {
      if alarms[id] == nil { enter(change.after, at: time) }
    } else if let left = alarms.removeValue(forKey: id), left.isStale {
      staleNow -= 1
    }
  }

  private mutating func enter(_ alarm: Alarm, at time: Int64) {
    alarms[alarm.id] = Standing(key: alarm.key, since: time)
    queue.append((alarm.id, time))
    guard queue.count > 2 * alarms.count + StandingAlarms.slack else { return }
    queue = queue[first...].filter { alarms[$0.id]?.since == $0.since }
    first = 0
  }

  mutating func advance(to time: Int64) {
    while first < queue.count, time - queue[first].since > StandingAlarms.stale {
      let (id, since) = queue[first]
      first += 1
      guard let standing = alarms[id], standing.since == since, !standing.isStale else { continue }
      alarms[id]?.isStale = true
      staleNow += 1
      mostStale = max(mostStale, staleNow)
    }
  }

  static func == (left: StandingAlarms, right: StandingAlarms) -> Bool {
    left.alarms == right.alarms && left.mostStale == right.mostStale
  }

  func hash(into hasher: inout Hasher) { hasher.combine(mostStale) }
}

extension Alarm {
  /// Annunciated and still active: label B or C.
  var isStanding: Bool { label == .unacknowledged || label == .acknowledged }
}
