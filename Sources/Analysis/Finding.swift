public import CitySafety

/// What a rule found: a change of one sensor's condition.
///
/// Unchanged conditions produce nothing.
public struct Finding: Sendable, Hashable {
  public var sensor: SensorIndex
  /// Position in `Site.thresholds`.
  public var threshold: Int
  /// The grade now in force; `nil` when no limit is violated any more.
  public var grade: Grade?
  /// The value (or change over the window) compared, and the limit it passed or came back from.
  public var value: Double
  public var limit: Double
  public var measured: Instant
  public var arrived: Instant

  public init(
    sensor: SensorIndex, threshold: Int, grade: Grade?, value: Double, limit: Double, measured: Instant,
    arrived: Instant
  ) {
    self.sensor = sensor
    self.threshold = threshold
    self.grade = grade
    self.value = value
    self.limit = limit
    self.measured = measured
    self.arrived = arrived
  }
}
