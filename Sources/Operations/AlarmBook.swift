public import Alarms
import CitySafety

/// Every alarm a site ever had, by number and by what it is about.
///
/// Those that changed last are kept as values, the others packed: reading one of these costs a microsecond or two.
/// A look-up takes logarithmic time.
public struct AlarmBook: Sendable, Equatable {
  /// Most records kept.
  ///
  /// When one more is needed, closed alarms of warnings and earthquakes go, oldest number first; alarms of
  /// thresholds and sources stay for ever, and the site bounds how many there can be.
  public static let limit = 200_000
  /// How many records go at once, so that the search for them is rare.
  static let dropCount = 1000
  /// Most records that are not packed: as many as one command may change.
  static let looseLimit = Command.targetLimit

  /// By number.
  private(set) var records: ContiguousArray<KeptAlarm> = []
  /// The loose ones, and which of them is packed for the next.
  private var loose: [AlarmID] = []
  private var nextLoose = 0
  /// By the hash of what an alarm is about, which is a quarter of the keys' size.
  private var ids: [Int: AlarmID] = [:]
  /// Those whose hash another alarm has.
  private var others: [AlarmKey: AlarmID] = [:]
  /// The alarms of each rule, in the order in which they came; a rule's alarms stay for ever.
  private var ofRule: [String: [AlarmID]] = [:]
  /// The sources that alarms follow, and by their positions the alarms.
  private var sources: [String: Int32] = [:]
  private var ofSource: [[AlarmID]] = []
  private var nextValue: Int64 = 1

  public init() {}

  /// A book with these alarms.
  ///
  /// The next number is one above the highest.
  public init(restoring alarms: some Sequence<Alarm>) {
    for alarm in alarms { restore(alarm) }
  }

  public var count: Int { records.count }
  /// The number that the next new alarm gets.
  public var nextID: AlarmID { AlarmID(nextValue) }

  public subscript(id: AlarmID) -> Alarm? { position(of: id).map { records[$0].alarm } }
  /// The record itself; of a packed one, a loose copy.
  func record(_ id: AlarmID) -> KeptAlarm.Loose? { position(of: id).map { records[$0].loose } }
  public subscript(key: AlarmKey) -> Alarm? { id(of: key).flatMap { self[$0] } }

  public func id(of key: AlarmKey) -> AlarmID? {
    if let id = ids[key.hashValue], let position = position(of: id), records[position].key == key {
      return id
    }
    return others.isEmpty ? nil : others[key]
  }

  /// Equal books hold equal records and go on with the same number.
  public static func == (left: AlarmBook, right: AlarmBook) -> Bool {
    left.nextValue == right.nextValue && left.records.elementsEqual(right.records, by: ==)
  }

  /// Every record by number, read when its turn comes.
  public var each: some Sequence<Alarm> { records.lazy.map(\.alarm) }
  /// The records that the queue shows, by number, read when its turn comes.
  public var eachOpen: some Sequence<Alarm> { records.lazy.filter(\.traits.isOpen).map(\.alarm) }
  /// The records of the site's own sensors and sources, by number, read when its turn comes.
  public var eachOfSite: some Sequence<Alarm> { records.lazy.filter { !$0.traits.isReceived }.map(\.alarm) }
  /// Every record by number.
  public var all: [Alarm] { Array(each) }
  /// The records that the queue shows, by number.
  public var open: [Alarm] { Array(eachOpen) }
  /// Numbers of the records that the queue shows, ascending.
  public var openIDs: [AlarmID] { ids(where: \.isOpen) }
  /// Numbers of the records whose traits are as wanted, ascending.
  func ids(where isIncluded: (AlarmTraits) -> Bool) -> [AlarmID] {
    records.lazy.map(\.traits).filter(isIncluded).map(\.id)
  }

  /// The records of some rules, in no order.
  public func withRules(_ rules: Set<String>) -> [Alarm] {
    rules.flatMap { ofRule[$0] ?? [] }.compactMap { self[$0] }
  }

  /// Numbers of the records that follow a source and say something else of its data, ascending.
  func ids(following source: String, unless data: DataState) -> [AlarmID] {
    guard let source = sources[source] else { return [] }
    let ids = ofSource[Int(source)].filter { id in
      position(of: id).map { records[$0].traits.data != data } ?? false
    }
    return ids.sorted()
  }

  /// Where a record stands or would stand.
  private func place(of id: AlarmID) -> Int {
    guard let first = records.first, let last = records.last else { return 0 }
    if last.traits.id < id { return records.count }
    // Numbers have gaps only where records were dropped.
    let guess = Int(id.value &- first.traits.id.value)
    if records.indices.contains(guess), records[guess].traits.id == id { return guess }
    var low = 0
    var high = records.count
    while low < high {
      let middle = (low + high) / 2
      if records[middle].traits.id < id { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func position(of id: AlarmID) -> Int? {
    let place = place(of: id)
    return place < records.count && records[place].traits.id == id ? place : nil
  }

  // MARK: Changes

  /// Puts a new record in, or replaces the one with the same number.
  @discardableResult
  mutating func insert(_ alarm: Alarm) -> KeptAlarm.Loose {
    let (record, wasLoose) = put(alarm) { .loose($0) }
    if !wasLoose { loosen(alarm.id) }
    return record
  }

  /// The same for a record that nobody is about to change again.
  public mutating func restore(_ alarm: Alarm) { _ = put(alarm, as: \.packed) }

  /// Returns the record as a loose one, and whether it was loose before.
  private mutating func put(
    _ alarm: Alarm, as form: (KeptAlarm.Loose) -> KeptAlarm
  ) -> (KeptAlarm.Loose, wasLoose: Bool) {
    let place = place(of: alarm.id)
    let old = place < records.count && records[place].traits.id == alarm.id ? records[place] : nil
    let source = follow(alarm, instead: old?.traits.source)
    let record = KeptAlarm.Loose(alarm, AlarmTraits(of: alarm, source: source))
    let new = form(record)
    if old == nil {
      records.insert(new, at: place)
      if case .threshold(_, let rule) = alarm.key { ofRule[rule, default: []].append(alarm.id) }
    } else {
      records[place] = new
    }
    if id(of: alarm.key) != alarm.id {
      if ids[alarm.key.hashValue] == nil {
        ids[alarm.key.hashValue] = alarm.id
      } else {
        others[alarm.key] = alarm.id
      }
    }
    nextValue = max(nextValue, alarm.id.value &+ 1)
    return (record, old?.isLoose ?? false)
  }

  /// Notes the source that an alarm follows; its position.
  private mutating func follow(_ alarm: Alarm, instead old: Int32?) -> Int32 {
    var position: Int32 = -1
    if alarm.followsSource, let source = alarm.source {
      position = sources[source] ?? Int32(ofSource.count)
      if Int(position) == ofSource.count {
        sources[source] = position
        ofSource.append([])
      }
    }
    guard position != old else { return position }
    if let old, old >= 0 { ofSource[Int(old)].removeAll { $0 == alarm.id } }
    if position >= 0 { ofSource[Int(position)].append(alarm.id) }
    return position
  }

  /// Notes that a record is loose, and packs the one that has been so for longest where there are too many.
  private mutating func loosen(_ id: AlarmID) {
    guard loose.count == AlarmBook.looseLimit else { return loose.append(id) }
    if let position = position(of: loose[nextLoose]) { records[position] = records[position].packed }
    loose[nextLoose] = id
    nextLoose = (nextLoose + 1) % AlarmBook.looseLimit
  }

  /// Makes room for one more record; the numbers of those dropped, ascending.
  ///
  /// Empty nearly always.
  public mutating func makeRoom(limit: Int = AlarmBook.limit) -> [AlarmID] {
    guard count >= limit else { return [] }
    let dropped = Array(ids(where: \.mayGo).prefix(AlarmBook.dropCount))
    for id in dropped {
      guard let key = position(of: id).map({ records[$0].key }) else { continue }
      if ids[key.hashValue] == id { ids[key.hashValue] = nil } else { others[key] = nil }
    }
    let gone = Set(dropped)
    records.removeAll { gone.contains($0.traits.id) }
    for source in ofSource.indices { ofSource[source].removeAll(where: gone.contains) }
    return dropped
  }
}
