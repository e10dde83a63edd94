import Alarms
import CitySafety

/// The alarms' clocks in the order in which they run out, and apart from them the shelves, which wait for their turn.
///
/// Bounded by one entry for each of an alarm's clocks.
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

  private(set) var clocks = TimerRow()
  private(set) var shelves = TimerRow()

  init(of alarms: some Sequence<Alarm>) {
    let entries = alarms.flatMap(TimerQueue.clocks)
    clocks = TimerRow(entries.filter { $0.timer != .shelf })
    shelves = TimerRow(entries.filter { $0.timer == .shelf })
  }

  /// Takes out the clocks of `old` and puts in those of `new`, when they differ.
  mutating func replace(_ old: Alarm?, by new: Alarm) {
    for timer in AlarmTimer.allCases {
      let gone = old?.clock(timer)
      let come = new.clock(timer)
      guard gone != come else { continue }
      if let gone { change(timer) { $0.remove(Entry(at: gone, id: new.id, timer: timer)) } }
      if let come { change(timer) { $0.insert(Entry(at: come, id: new.id, timer: timer)) } }
    }
  }

  private mutating func change(_ timer: AlarmTimer, _ body: (inout TimerRow) -> Void) {
    if timer == .shelf { body(&shelves) } else { body(&clocks) }
  }

  private static func clocks(of alarm: Alarm) -> [Entry] {
    AlarmTimer.allCases.compactMap { timer in
      alarm.clock(timer).map { Entry(at: $0, id: alarm.id, timer: timer) }
    }
  }
}

/// Clocks in one flat array: the next is found and taken out at once, and one that runs out last is put in at once;
/// anything else moves a part of the array.
struct TimerRow: Sendable, Equatable {
  private var entries: [TimerQueue.Entry] = []
  /// Those before it were taken out.
  private var head = 0
  /// Empty places at the front that are not worth moving the others for.
  private static let spare = 1024

  init(_ entries: [TimerQueue.Entry] = []) {
    self.entries = entries.sorted(by: TimerQueue.Entry.isBefore)
  }

  static func == (left: TimerRow, right: TimerRow) -> Bool {
    left.entries[left.head...] == right.entries[right.head...]
  }

  var first: TimerQueue.Entry? { head < entries.count ? entries[head] : nil }

  /// What ran out at or before `now`, earliest first, and at most `limit`.
  func due(at now: Instant, limit: Int = .max) -> ArraySlice<TimerQueue.Entry> {
    entries[head...].prefix(limit).prefix { $0.at <= now }
  }

  mutating func insert(_ entry: TimerQueue.Entry) {
    let index = position(of: entry)
    if index == head, head > 0 {
      head -= 1
      entries[head] = entry
    } else {
      entries.insert(entry, at: index)
    }
  }

  mutating func remove(_ entry: TimerQueue.Entry) {
    let index = position(of: entry)
    guard index < entries.count, entries[index] == entry else { return }
    guard index == head else {
      entries.remove(at: index)
      return
    }
    head += 1
    if head > TimerRow.spare, head > entries.count / 2 {
      entries.removeFirst(head)
      head = 0
    }
  }

  /// Index of the first entry that is not before `entry`.
  private func position(of entry: TimerQueue.Entry) -> Int {
    var low = head
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if TimerQueue.Entry.isBefore(entries[middle], entry) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
