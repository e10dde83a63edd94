import CitySafety

/// The orders in which rows are kept.
///
/// Each is total: no two alarms stand in the same place.
public enum RowOrder: Int, Sendable, Hashable, CaseIterable {
  /// The display order: what needs acknowledgement, the rest, what is suppressed; then grade, newest first, number.
  case grade
  case newest
  case oldest
  case sector
  /// By number; finds a row by its alarm.
  case number

  /// Whether one row stands before another; where the first question is a draw the display order decides.
  public func isBefore(_ left: AlarmRow, _ right: AlarmRow) -> Bool {
    switch self {
    case .grade: break
    case .newest: if left.raisedAt != right.raisedAt { return left.raisedAt > right.raisedAt }
    case .oldest: if left.raisedAt != right.raisedAt { return left.raisedAt < right.raisedAt }
    case .sector:
      if left.sector != right.sector { return left.sector.rawValue < right.sector.rawValue }
    case .number: return left.id < right.id
    }
    if left.tier != right.tier { return left.tier < right.tier }
    if left.grade != right.grade { return left.grade.isWorse(than: right.grade) }
    if left.raisedAt != right.raisedAt { return left.raisedAt > right.raisedAt }
    return left.id > right.id
  }
}
