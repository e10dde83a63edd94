public import Alarms

/// Which alarm a seat looks at now.
///
/// Told from seat to seat through the owner and never journalled: it decides nothing.
public struct Presence: Sendable, Hashable {
  public var seat: String
  /// Display name of the person; empty while nobody is signed in there.
  public var name: String
  public var alarm: AlarmID

  public init(seat: String, name: String, alarm: AlarmID) {
    self.seat = seat
    self.name = name
    self.alarm = alarm
  }
}
