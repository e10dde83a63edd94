internal import Alarms
internal import CitySafety

/// K5, K6 and K8: what comes, how often again, and at which grade.
struct AlarmRepeats: Sendable, Hashable {
  /// Types counted apart; those that come after so many count in the total only.
  static let typeLimit = 10_000
  /// Alarms whose repeats are followed; those that come after so many are counted in `unfollowed` and are not
  /// judged for chatter.
  static let alarmLimit = AlarmBook.limit
  /// Chatter: so many annunciations of one alarm in so long, or a run-length index of this or more.
  static let chatterCount = 3
  static let chatterWindow = Span.seconds(60)
  static let chatterIndex = 0.05
  /// An alarm that is over sooner, with nobody's command on it, is fleeting.
  static let fleeting = Span.seconds(10)

  /// What is known of one alarm: the run lengths between its annunciated occurrences.
  struct Runs: Sendable, Hashable {
    var key: AlarmKey
    var last: Instant?
    var before: Instant?
    var runs = 0
    /// Σ 1/r over its runs, r in whole seconds: ψ is this by their number.
    var inverses = 0.0
    var isFast = false
    /// Whether a person did anything to it in this occurrence.
    var isTouched = false

    var index: Double { runs == 0 ? 0 : inverses / Double(runs) }
    var isChattering: Bool { isFast || index >= AlarmRepeats.chatterIndex }
  }

  private(set) var byType: [AlarmType: Int] = [:]
  private(set) var byGrade = [0, 0, 0, 0]
  private(set) var fleetingByType: [AlarmType: Int] = [:]
  private(set) var alarms: [AlarmID: Runs] = [:]
  private(set) var unfollowed = 0
  private(set) var total = 0

  mutating func annunciate(_ change: AlarmChange) {
    let alarm = change.after
    let type = AlarmType(alarm.key)
    total += 1
    byGrade[Int(alarm.grade.rawValue) - 1] += 1
    if byType[type] != nil || byType.count < AlarmRepeats.typeLimit { byType[type, default: 0] += 1 }
    guard alarm.occurrence > change.before?.occurrence ?? 0 else { return }
    guard alarms[alarm.id] != nil || alarms.count < AlarmRepeats.alarmLimit else { return unfollowed += 1 }
    alarms[alarm.id, default: Runs(key: alarm.key)].raise(at: alarm.raisedAt)
  }

  /// A change that annunciated nothing: a person's hand, or the end of the condition.
  mutating func note(_ change: AlarmChange, isCommand: Bool) {
    let id = change.after.id
    if isCommand { alarms[id]?.isTouched = true }
    guard change.after.condition == .normal, let before = change.before, before.condition.isActive,
      before.label == .unacknowledged, let runs = alarms[id], !runs.isTouched
    else { return }
    let after = change.after
    guard let end = after.returnedAt, end - after.raisedAt < AlarmRepeats.fleeting else { return }
    fleetingByType[AlarmType(after.key), default: 0] += 1
  }
}

extension AlarmRepeats.Runs {
  mutating func raise(at time: Instant) {
    if let last {
      let seconds = max(1, ((time - last).milliseconds + 999) / 1000)
      runs += 1
      inverses += 1 / Double(seconds)
      if let before, time - before <= AlarmRepeats.chatterWindow { isFast = true }
    }
    before = last
    last = time
    isTouched = false
  }
}
