import Alarms
import CitySafety

/// The alarms' clocks in the order in which they run out.
///
/// The next is found at once; putting one in or taking one out moves a part of one flat array. Bounded by one
/// entry for each of an alarm's clocks.
struct TimerQueue: Sendable, Equatable {
  struct Entry: Sendable, Equatable {
    var at: Instant
    var id: AlarmID
    var timer: AlarmTimer

    static func isBefore(_ left: Entry, _ right: Entry) -> Bool {
      if left.at != right.at { return left.at < right.at }
      if left.id != right.id { return left.id < right.id }
      return left.timer.rawValue < right.timer.rawValue
    }
  }

  private(set) var entries: [Entry] = []

  init(of alarms: some Sequence<Alarm>) {
    entries = alarms.flatMap(TimerQueue.clocks).sorted(by: Entry.isBefore)
  }

  /// When the next clock runs out; a shelf counts from `shelfNotBefore` on.
  func next(shelfNotBefore: Instant) -> Instant? {
    var shelf: Instant?
    for entry in entries {
      if entry.timer != .shelf { return min(entry.at, shelf ?? entry.at) }
      if shelf == nil { shelf = max(entry.at, shelfNotBefore) }
      if let shelf, entry.at >= shelf { return shelf }
    }
    return shelf
  }

  /// Everything that ran out at or before `now`, earliest first.
  func due(at now: Instant) -> ArraySlice<Entry> { entries.prefix { $0.at <= now } }

  /// Takes out the clocks of `old` and puts in those of `new`, when they differ.
  mutating func replace(_ old: Alarm?, by new: Alarm) {
    let gone = old.map(TimerQueue.clocks) ?? []
    let come = TimerQueue.clocks(of: new)
    guard gone != come else { return }
    for entry in gone { remove(entry) }
    for entry in come { entries.insert(entry, at: position(of: entry)) }
  }

  /// Takes out the clocks of an alarm that is dropped.
  mutating func remove(_ alarm: Alarm) {
    for entry in TimerQueue.clocks(of: alarm) { remove(entry) }
  }

  private mutating func remove(_ entry: Entry) {
    let index = position(of: entry)
    if index < entries.count, entries[index] == entry { entries.remove(at: index) }
  }

  /// Index of the first entry that is not before `entry`.
  private func position(of entry: Entry) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if Entry.isBefore(entries[middle], entry) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func clocks(of alarm: Alarm) -> [Entry] {
    AlarmTimer.allCases.compactMap { timer in
      alarm.clock(timer).map { Entry(at: $0, id: alarm.id, timer: timer) }
    }
  }
}
