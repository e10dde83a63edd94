import CitySafety

/// Every alarm a site ever had, by number and by what it is about.
///
/// Look-ups take constant time.
public struct AlarmBook: Sendable, Equatable {
  /// Most records kept.
  ///
  /// When one more is needed, closed alarms of warnings and earthquakes go, oldest number first; alarms of
  /// thresholds and sources stay for ever, and the site bounds how many there can be.
  public static let limit = 200_000
  /// How many records go at once, so that the search for them is rare.
  static let dropCount = 1000

  private var alarms: [AlarmID: Alarm]
  private var ids: [AlarmKey: AlarmID]
  /// The alarms of each rule, in the order in which they came; a rule's alarms stay for ever.
  private var ofRule: [String: [AlarmID]]
  private var nextValue: Int64

  public init() {
    alarms = [:]
    ids = [:]
    ofRule = [:]
    nextValue = 1
  }

  /// A book with these alarms.
  ///
  /// The next number is one above the highest.
  public init(restoring alarms: [Alarm]) {
    self.init()
    self.alarms.reserveCapacity(alarms.count)
    ids.reserveCapacity(alarms.count)
    for alarm in alarms { insert(alarm) }
  }

  public var count: Int { alarms.count }
  /// The number that the next new alarm gets.
  public var nextID: AlarmID { AlarmID(nextValue) }

  public subscript(id: AlarmID) -> Alarm? { alarms[id] }
  public subscript(key: AlarmKey) -> Alarm? { ids[key].flatMap { alarms[$0] } }
  public func id(of key: AlarmKey) -> AlarmID? { ids[key] }

  /// Every record by number.
  public var all: [Alarm] { alarms.values.sorted { $0.id < $1.id } }
  /// The records that the queue shows, by number.
  public var open: [Alarm] { alarms.values.filter(\.isOpen).sorted { $0.id < $1.id } }
  /// The records that the queue shows, in no order: none is copied but the one at hand.
  public var openUnordered: some Sequence<Alarm> { alarms.values.lazy.filter(\.isOpen) }
  /// Numbers of the records that `isIncluded` accepts, ascending.
  public func ids(where isIncluded: (Alarm) -> Bool) -> [AlarmID] {
    alarms.values.filter(isIncluded).map(\.id).sorted()
  }

  /// The records of some rules, in no order.
  public func withRules(_ rules: Set<String>) -> [Alarm] {
    rules.flatMap { ofRule[$0] ?? [] }.compactMap { self[$0] }
  }

  /// Puts a new record in, or replaces the one with the same number.
  public mutating func insert(_ alarm: Alarm) {
    if case .threshold(_, let rule) = alarm.key, self[alarm.id] == nil {
      ofRule[rule, default: []].append(alarm.id)
    }
    alarms[alarm.id] = alarm
    ids[alarm.key] = alarm.id
    nextValue = max(nextValue, alarm.id.value &+ 1)
  }

  /// Makes room for one more record; the numbers of those dropped, ascending.
  ///
  /// Empty nearly always.
  public mutating func makeRoom(limit: Int = AlarmBook.limit) -> [AlarmID] {
    guard alarms.count >= limit else { return [] }
    let dropped = ids(where: AlarmBook.mayGo).prefix(AlarmBook.dropCount)
    for id in dropped {
      if let alarm = alarms.removeValue(forKey: id) { ids[alarm.key] = nil }
    }
    return Array(dropped)
  }

  private static func mayGo(_ alarm: Alarm) -> Bool {
    guard !alarm.isOpen, alarm.condition == .normal else { return false }
    switch alarm.key {
    case .warning, .earthquake: return true
    case .threshold, .sourceLost: return false
    }
  }
}
