public import Alarms

/// One change that an entry made to an alarm.
///
/// It refers to the two records that the book held, so that counting copies neither.
public struct AlarmChange: Sendable {
  let old: KeptAlarm.Loose?
  let new: KeptAlarm.Loose

  /// `nil` where the entry made the record.
  public var before: Alarm? { old?.alarm }
  public var after: Alarm { new.alarm }
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
