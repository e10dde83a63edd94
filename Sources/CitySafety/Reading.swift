/// A sensor's position in `Site.sensors`.
///
/// Valid only with the site it was read from.
public struct SensorIndex: Sendable, Hashable {
  public var value: Int32
  public init(_ value: Int) { self.value = Int32(value) }
}

/// A source's position in `Site.sources`.
///
/// Valid only with the site it was read from.
public struct SourceIndex: Sendable, Hashable {
  public var value: Int32
  public init(_ value: Int) { self.value = Int32(value) }
}

/// How far a value can be trusted.
public enum Quality: UInt8, Sendable, Hashable, CaseIterable {
  case good = 0
  /// Understood, but marked by its source: calibration, maintenance, manual entry. Drives no threshold.
  case marked = 1
  /// Outside the sensor's declared range. Drives no threshold.
  case outOfRange = 2
  /// Measured in the future of the clock that received it by more than the tolerance. Drives no threshold.
  case fromFuture = 3
  /// The source said that it has no value (sentinel, null, NaN). `value` is NaN.
  case missing = 4
}

/// One measured value with its two times.
public struct Reading: Sendable, Hashable {
  public var sensor: SensorIndex
  public var source: SourceIndex
  /// 数据时刻: when it was measured.
  public var measured: Instant
  /// 接收时刻: when it reached this program.
  public var arrived: Instant
  /// In the sensor's declared unit; NaN exactly when `quality` is `.missing`.
  public var value: Double
  public var quality: Quality

  public init(
    sensor: SensorIndex, source: SourceIndex, measured: Instant, arrived: Instant, value: Double,
    quality: Quality
  ) {
    self.sensor = sensor
    self.source = source
    self.measured = measured
    self.arrived = arrived
    self.value = value
    self.quality = quality
  }
}
