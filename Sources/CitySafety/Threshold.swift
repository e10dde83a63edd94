/// Which side of a limit is bad.
public enum Direction: UInt8, Sendable, Hashable {
  case above = 0
  case below = 1
}

/// What a rule compares with its limits.
public enum Measure: Sendable, Hashable {
  /// The value itself.
  case value
  /// Change of the value over a window, in units per that window: last − first.
  case change(over: Span)
}

/// One grade's limit of a rule.
public struct Limit: Sendable, Hashable {
  public var grade: Grade
  /// In the sensor type's unit.
  public var value: Double

  public init(grade: Grade, value: Double) {
    self.grade = grade
    self.value = value
  }
}

/// An alarm rule for a sensor type, from the site's `thresholds.toml`.
public struct Threshold: Sendable, Hashable {
  /// Unique in the site, such as `gas-lel`.
  ///
  /// With a sensor's id it names an alarm.
  public var id: String
  public var sensorType: String
  public var measure: Measure
  public var direction: Direction
  /// One limit a grade, worst first; at least one.
  public var limits: [Limit]
  /// How far the value must come back past a limit before its grade ends, in the type's unit; not negative.
  public var hysteresis: Double
  /// How long the condition must hold before it annunciates.
  public var onDelay: Span
  /// How long it must be gone before it returns to normal.
  public var offDelay: Span
  /// Alternative to the on-delay: this many samples in violation within `countWindow`; 0 when unused.
  public var count: Int
  public var countWindow: Span
  /// Whether the alarm stays until it is reset.
  public var latching: Bool
  /// Whether red ends a shelf that was not placed at red (alarms.md 8.1 row 20).
  public var breaksThrough: Bool
  /// What the alarm says, such as 疑似燃气 / suspected gas.
  public var message: Bilingual
  /// Standard and clause, or `domain.md` with its tag.
  public var origin: String
  /// [I] and [K] numbers: shown as 本地默认值.
  public var isLocalDefault: Bool

  public init(
    id: String, sensorType: String, measure: Measure, direction: Direction, limits: [Limit],
    hysteresis: Double = 0, onDelay: Span = .zero, offDelay: Span = .zero, count: Int = 0,
    countWindow: Span = .zero, latching: Bool = false, breaksThrough: Bool = true, message: Bilingual,
    origin: String, isLocalDefault: Bool
  ) {
    self.id = id
    self.sensorType = sensorType
    self.measure = measure
    self.direction = direction
    self.limits = limits
    self.hysteresis = hysteresis
    self.onDelay = onDelay
    self.offDelay = offDelay
    self.count = count
    self.countWindow = countWindow
    self.latching = latching
    self.breaksThrough = breaksThrough
    self.message = message
    self.origin = origin
    self.isLocalDefault = isLocalDefault
  }
}
