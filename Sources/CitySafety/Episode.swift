/// Something that happens to the city in a simulation or a drill: it bends the values of the sensors it names.
public struct Episode: Sendable, Hashable {
  public enum Shape: String, Sendable, Hashable, CaseIterable {
    /// Rises to the peak, holds, falls back: a leak, a cloudburst, a crowd.
    case surge
    /// Jumps to the peak and stays until the end.
    case step
    /// Falls silent: no rows are sent.
    case silence
  }

  public var id: String
  public var name: Bilingual
  /// Sensor ids that it bends.
  public var sensors: [String]
  public var shape: Shape
  /// From the start of the run.
  public var start: Span
  /// From first effect to peak, then how long it holds, then how long it takes to end.
  public var rise: Span
  public var hold: Span
  public var fall: Span
  /// The value at the peak, in the sensor's unit; unused by `silence`.
  public var peak: Double
  /// After this long it begins again; zero for once.
  public var every: Span

  public init(
    id: String, name: Bilingual, sensors: [String], shape: Shape, start: Span, rise: Span, hold: Span,
    fall: Span, peak: Double, every: Span = .zero
  ) {
    self.id = id
    self.name = name
    self.sensors = sensors
    self.shape = shape
    self.start = start
    self.rise = rise
    self.hold = hold
    self.fall = fall
    self.peak = peak
    self.every = every
  }
}

/// How the simulator makes up the values of one sensor type; site data, like the type itself.
public struct SimulationProfile: Sendable, Hashable {
  public var sensorType: String
  /// Typical value, half of the daily swing, the hour of its top, and the standard deviation of the noise, in
  /// the type's unit.
  public var base: Double
  public var daily: Double
  public var peakHour: Double
  public var noise: Double
  /// Shares of rows that are left out, and that come one poll late; 0 to 1.
  public var gaps: Double
  public var late: Double

  public init(
    sensorType: String, base: Double, daily: Double, peakHour: Double, noise: Double, gaps: Double,
    late: Double
  ) {
    self.sensorType = sensorType
    self.base = base
    self.daily = daily
    self.peakHour = peakHour
    self.noise = noise
    self.gaps = gaps
    self.late = late
  }
}
