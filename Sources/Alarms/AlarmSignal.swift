public import CitySafety

/// A condition as the alarm life-cycle needs it: the grade in force, when it was measured, and the delays.
public struct AlarmSignal: Sendable, Hashable {
  /// `nil`: no limit is violated any more.
  public var grade: Grade?
  public var value: Double?
  public var limit: Double?
  public var measured: Instant
  public var onDelay: Span
  public var offDelay: Span
  /// Samples within `countWindow` that annunciate before the on-delay does.
  ///
  /// 0 or 1 when unused. At most `Alarm.countLimit` counts.
  public var count: Int
  public var countWindow: Span
  public var latching: Bool
  public var text: Bilingual
  public var place: Bilingual
  public var expires: Instant?
  /// Whether a shelf that was not placed at red ends when the alarm turns red (row 20).
  public var breaksThrough: Bool

  public init(
    grade: Grade?, value: Double? = nil, limit: Double? = nil, measured: Instant, onDelay: Span = .zero,
    offDelay: Span = .zero, count: Int = 0, countWindow: Span = .zero, latching: Bool = false,
    text: Bilingual = Bilingual(same: ""), place: Bilingual = Bilingual(same: ""), expires: Instant? = nil,
    breaksThrough: Bool = true
  ) {
    self.grade = grade
    self.value = value
    self.limit = limit
    self.measured = measured
    self.onDelay = onDelay
    self.offDelay = offDelay
    self.count = count
    self.countWindow = countWindow
    self.latching = latching
    self.text = text
    self.place = place
    self.expires = expires
    self.breaksThrough = breaksThrough
  }
}
