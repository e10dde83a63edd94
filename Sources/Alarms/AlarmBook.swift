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

  /// An alarm behind a reference: a table of references has small empty places, and grows without moving alarms.
  private final class Record: Sendable, Equatable {
    let alarm: Alarm
    init(_ alarm: Alarm) { self.alarm = alarm }
    static func == (left: Record, right: Record) -> Bool { left === right || left.alarm == right.alarm }
  }

  private var alarms: [AlarmID: Record]
  /// By the hash of what an alarm is about, which is a quarter of the keys' size.
  private var ids: [Int: AlarmID]
  /// Those whose hash another alarm has.
  private var others: [AlarmKey: AlarmID]
  /// The alarms of each rule, in the order in which they came; a rule's alarms stay for ever.
  private var ofRule: [String: [AlarmID]]
  private var nextValue: Int64

  public init() {
    alarms = [:]
    ids = [:]
    others = [:]
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

  public subscript(id: AlarmID) -> Alarm? { alarms[id]?.alarm }
  public subscript(key: AlarmKey) -> Alarm? { id(of: key).flatMap { alarms[$0]?.alarm } }

  public func id(of key: AlarmKey) -> AlarmID? {
    if let id = ids[key.hashValue], alarms[id]?.alarm.key == key { return id }
    return others.isEmpty ? nil : others[key]
  }

  /// Equal books hold equal records and go on with the same number.
  public static func == (left: AlarmBook, right: AlarmBook) -> Bool {
    left.alarms == right.alarms && left.nextValue == right.nextValue
  }

  /// Every record by number.
  public var all: [Alarm] { alarms.values.map(\.alarm).sorted { $0.id < $1.id } }
  /// The records that the queue shows, by number.
  public var open: [Alarm] { alarms.values.map(\.alarm).filter(\.isOpen).sorted { $0.id < $1.id } }
  /// The records that the queue shows, in no order: none is copied but the one at hand.
  public var openUnordered: some Sequence<Alarm> { alarms.values.lazy.map(\.alarm).filter(\.isOpen) }
  /// Numbers of the records that `isIncluded` accepts, ascending.
  public func ids(where isIncluded: (Alarm) -> Bool) -> [AlarmID] {
    alarms.values.filter { isIncluded($0.alarm) }.map(\.alarm.id).sorted()
  }

  /// The records of some rules, in no order.
  public func withRules(_ rules: Set<String>) -> [Alarm] {
    rules.flatMap { ofRule[$0] ?? [] }.compactMap { self[$0] }
  }

  /// Puts a new record in, or replaces the one with the same number.
  public mutating func insert(_ alarm: Alarm) {
    if case .threshold(_, let rule) = alarm.key, alarms[alarm.id] == nil {
      ofRule[rule, default: []].append(alarm.id)
    }
    alarms[alarm.id] = Record(alarm)
    if id(of: alarm.key) != alarm.id {
      if ids[alarm.key.hashValue] == nil {
        ids[alarm.key.hashValue] = alarm.id
      } else {
        others[alarm.key] = alarm.id
      }
    }
    nextValue = max(nextValue, alarm.id.value &+ 1)
  }

  /// Makes room for one more record; the numbers of those dropped, ascending.
  ///
  /// Empty nearly always.
  public mutating func makeRoom(limit: Int = AlarmBook.limit) -> [AlarmID] {
    guard alarms.count >= limit else { return [] }
    let dropped = ids(where: AlarmBook.mayGo).prefix(AlarmBook.dropCount)
    for id in dropped {
      guard let key = alarms.removeValue(forKey: id)?.alarm.key else { continue }
      if ids[key.hashValue] == id { ids[key.hashValue] = nil } else { others[key] = nil }
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
