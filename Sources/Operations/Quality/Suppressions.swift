internal import Alarms
internal import CitySafety

/// K9: what is kept from annunciating by people, and whether it is done as it must be.
struct Suppressions: Sendable, Hashable {
  /// Shelves that ran out are taken off one after the other (ISA-18.2 11.7.3); later than this is too late.
  static let grace = Span.minutes(10)

  /// By alarm, so that `AlarmBook.limit` bounds it.
  private var shelves: [AlarmID: Shelf] = [:]
  private(set) var shelvings = 0
  private var tooLong = 0
  private(set) var withoutOrder = 0
  private(set) var unauthorised = 0

  init() {}

  /// The shelves that are on at the beginning.
  init(_ state: OperationsState) {
    for alarm in state.alarms.eachOpen { shelves[alarm.id] = alarm.shelf }
  }

  mutating func take(_ change: AlarmChange, at time: Instant, policy: AlarmPolicy) {
    let (old, new) = (change.before?.shelf, change.after.shelf)
    if old != new {
      if let old, time - old.until > Suppressions.grace { tooLong += 1 }
      shelves[change.after.id] = new
      if let new { judge(new, policy) }
    }
    if let order = change.after.serviceOrder, change.before?.serviceOrder != order {
      if order.number.isEmpty || order.measure.isEmpty { withoutOrder += 1 }
      if order.second.isEmpty { unauthorised += 1 }
    }
  }

  private mutating func judge(_ shelf: Shelf, _ policy: AlarmPolicy) {
    shelvings += 1
    let limit = policy.shelfLimit[shelf.grade]
    if limit > .zero, shelf.until - shelf.since > limit { tooLong += 1 }
    if shelf.reason.isEmpty || (shelf.grade == .red && (shelf.second ?? "").isEmpty) { unauthorised += 1 }
  }

  /// Alarms on a shelf now.
  var shelved: Int { shelves.count }

  /// Shelves longer than the policy allows, or still on when their time was long over.
  func pastLimit(at end: Instant) -> Int {
    tooLong + shelves.values.count { end - $0.until > Suppressions.grace }
  }
}
