public import CitySafety
internal import Glibc

/// The made-up city: what each sensor of a site measures at a time, with daily cycles, drift, noise, gaps,
/// late rows and scripted episodes.
///
/// Pure: the same seed and time give the same values.
public struct CityModel: Sendable {
  /// One sample of one sensor, as its source would have it.
  public struct Sample: Sendable, Hashable {
    public var sensor: SensorIndex
    public var measured: Instant
    public var value: Double
  }

  private let site: Site
  private let profiles: [SimulationProfile?]
  let noise: SeededNoise
  private let start: Instant
  private let speed: Double
  private let sensorsBySource: [[SensorIndex]]
  private let episodesBySensor: [[Episode]]

  /// A city that begins at `start`.
  ///
  /// `speed` runs the daily cycle and the episodes faster than the clock; rows keep the clock's own time, as
  /// a real upstream's would.
  public init(
    site: Site, profiles: [SimulationProfile], episodes: [Episode], seed: UInt64, start: Instant,
    speed: Double = 1
  ) {
    self.site = site
    self.start = start
    self.speed = speed
    noise = SeededNoise(seed: seed)
    self.profiles = site.sensorTypes.map { type in profiles.first { $0.sensorType == type.id } }
    var sources = [[SensorIndex]](repeating: [], count: site.sources.count)
    var bent = [[Episode]](repeating: [], count: site.sensors.count)
    for (index, sensor) in site.sensors.enumerated() {
      sources[Int(sensor.source.value)].append(SensorIndex(index))
      bent[index] = episodes.filter { $0.sensors.contains(sensor.id) }
    }
    sensorsBySource = sources
    episodesBySensor = bent
  }

  /// The newest sample of every sensor of a source at `now`; sensors in a gap or silenced are left out, and a
  /// late one still shows its previous sample.
  public func samples(of source: SourceIndex, at now: Instant) -> [Sample] {
    sensorsBySource[Int(source.value)].compactMap { sample(of: $0, at: now) }
  }

  private func sample(of index: SensorIndex, at now: Instant) -> Sample? {
    let sensor = site.sensors[Int(index.value)]
    guard let profile = profiles[sensor.type] else { return nil }
    let cadence = max(1000, sensor.cadence.milliseconds)
    let key = UInt64(index.value)
    // Each sensor samples at its own phase of its cadence.
    let phase = Int64(noise.bits(key, 1) % UInt64(cadence))
    var tick = (now.milliseconds - phase) / cadence
    if noise.uniform(key ^ 0xA11, UInt64(bitPattern: tick)) < profile.late { tick -= 1 }
    if noise.uniform(key ^ 0xB22, UInt64(bitPattern: tick)) < profile.gaps { return nil }
    let measured = Instant(milliseconds: tick * cadence + phase)
    guard let value = value(of: index, sensor, profile, at: measured) else { return nil }
    return Sample(sensor: index, measured: measured, value: value)
  }

  /// Time as the city lives it: faster than the clock when `speed` is above 1.
  private func cityTime(_ instant: Instant) -> Instant {
    start + Span(milliseconds: Int64(Double((instant - start).milliseconds) * speed))
  }

  private func value(
    of index: SensorIndex, _ sensor: Sensor, _ profile: SimulationProfile, at measured: Instant
  ) -> Double? {
    let key = UInt64(index.value)
    let time = cityTime(measured)
    let civil = CivilTime(time, at: site.offset)
    let hour = Double(civil.hour) + Double(civil.minute) / 60
    let swing = cos((hour - profile.peakHour) / 24 * 2 * Double.pi) * profile.daily
    let drift = noise.smooth(key ^ 0xC33, at: Double(time.milliseconds) / 600_000) * profile.noise
    let jitter = noise.bell(key ^ 0xD44, UInt64(bitPattern: measured.milliseconds)) * profile.noise * 0.3
    var value = profile.base + swing + drift + jitter
    for episode in episodesBySensor[Int(index.value)] {
      let share = episode.share(at: time - start)
      if share > 0 && episode.shape == .silence { return nil }
      value += (episode.peak - value) * share
    }
    let type = site.sensorTypes[sensor.type]
    let scale = pow(10, Double(type.decimals))
    return (min(max(value, sensor.rangeLow), sensor.rangeHigh) * scale).rounded() / scale
  }
}

extension Episode {
  /// How far the episode has taken its sensors from their own value to its peak, 0 to 1, this long after the
  /// start of the run.
  public func share(at elapsed: Span) -> Double {
    var time = elapsed.milliseconds - start.milliseconds
    guard time >= 0 else { return 0 }
    if every.milliseconds > 0 { time %= every.milliseconds }
    let rise = max(1, rise.milliseconds)
    let fall = max(1, fall.milliseconds)
    let end = self.rise.milliseconds + hold.milliseconds
    switch shape {
    case .silence: return time < end + self.fall.milliseconds ? 1 : 0
    case .step: return time < end ? 1 : 0
    case .surge:
      if time < self.rise.milliseconds { return Double(time) / Double(rise) }
      if time < end { return 1 }
      return max(0, 1 - Double(time - end) / Double(fall))
    }
  }
}
