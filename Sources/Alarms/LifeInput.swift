public import CitySafety

/// What comes with an event, as far as the guards and effects of the table need it.
public struct LifeInput: Sendable {
  /// When it is journalled, UTC by the owner's clock.
  public var at: Instant
  public var policy: AlarmPolicy
  /// The condition behind events of region C.
  public var signal: AlarmSignal?
  /// Measured time of the effect, where it is not the signal's own: a delay that ran out.
  public var measured: Instant?
  public var actor: Actor?
  /// Reason, comment, feedback, the order's number.
  public var text: String
  /// The person it is assigned to (sign-in name), or the relation that suppresses it.
  public var name: String
  public var until: Instant?
  /// The end of the running shift; `nil` where no shift bounds a shelving.
  public var shiftEnd: Instant?
  public var grade: Grade?
  public var verdict: Verdict?
  public var measure: String
  public var acceptsLostData: Bool

  public init(
    at: Instant, policy: AlarmPolicy, signal: AlarmSignal? = nil, measured: Instant? = nil,
    actor: Actor? = nil,
    text: String = "", name: String = "", until: Instant? = nil, shiftEnd: Instant? = nil,
    grade: Grade? = nil,
    verdict: Verdict? = nil, measure: String = "", acceptsLostData: Bool = false
  ) {
    self.at = at
    self.policy = policy
    self.signal = signal
    self.measured = measured
    self.actor = actor
    self.text = text
    self.name = name
    self.until = until
    self.shiftEnd = shiftEnd
    self.grade = grade
    self.verdict = verdict
    self.measure = measure
    self.acceptsLostData = acceptsLostData
  }
}

/// What the table says of an event in a state.
public enum LifeOutcome: Sendable, Hashable {
  case performed(row: String)
  /// The state has a row for the event, but this guard does not hold.
  case hindered(LifeGuard)
  /// The state has no row for the event.
  case noRow
}
