import CitySafety

/// The clocks of all tasks in the order in which they run out: the next is found at once.
///
/// Bounded by the four clocks of each task.
struct TaskClocks: Sendable, Equatable {
  private struct Entry: Sendable, Equatable {
    var at: Instant
    var task: TaskID
    var event: TaskEvent

    static func isBefore(_ left: Entry, _ right: Entry) -> Bool {
      (left.at, left.task, left.event.rawValue) < (right.at, right.task, right.event.rawValue)
    }
  }

  private var entries: [Entry] = []

  var next: Instant? { entries.first?.at }

  func due(at now: Instant, limit: Int) -> [(task: TaskID, event: TaskEvent)] {
    entries.prefix(limit).prefix { $0.at <= now }.map { ($0.task, $0.event) }
  }

  /// Takes out the clocks of `old` and puts in those of `new`.
  mutating func replace(_ old: TaskOrder?, by new: TaskOrder?) {
    for entry in TaskClocks.entries(of: old) {
      let index = position(of: entry)
      if index < entries.count, entries[index] == entry { entries.remove(at: index) }
    }
    for entry in TaskClocks.entries(of: new) { entries.insert(entry, at: position(of: entry)) }
  }

  private static func entries(of task: TaskOrder?) -> [Entry] {
    guard let task else { return [] }
    return task.clocks.map { Entry(at: $0.at, task: task.id, event: $0.event) }
  }

  private func position(of entry: Entry) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if Entry.isBefore(entries[middle], entry) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
