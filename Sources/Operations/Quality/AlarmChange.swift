public import Alarms

/// One change that an entry made to an alarm.
public struct AlarmChange: Sendable, Hashable {
  /// `nil` where the entry made the record.
  public var before: Alarm?
  public var after: Alarm

  public init(before: Alarm?, after: Alarm) {
    self.before = before
    self.after = after
  }
}

extension OperationsState {
  /// Applies one entry and returns what it did to each alarm, in the order in which it did it.
  ///
  /// An alarm may be in the list twice; records that were dropped to make room are not in it.
  public mutating func changes(by entry: JournalEntry) -> [AlarmChange] {
    observed = []
    _ = apply(entry)
    defer { observed = nil }
    return observed ?? []
  }
}
