internal import Alarms
internal import CitySafety
internal import Formats
internal import Glibc
internal import Ingest
internal import Operations
internal import Runtime
public import Settings

/// A day on which every second another sensor alarms, lived by the owner on a clock that is moved by hand.
///
/// A source answers every five seconds with what its sensors measured in each of them. Each alarm is acknowledged
/// after twenty seconds and its value is back after forty, so that as many end as begin.
public struct LongDay {
  /// What the process holds at one time.
  public struct Holding: Sendable {
    public var second: Int
    /// Mebibytes.
    public var resident: Double
    public var descriptors: Int
  }

  public struct Failure: Error {
    public var reason: String
  }

  /// Seconds between raising an alarm and its acknowledgement and end.
  private static let acknowledgeAfter = 20
  private static let endAfter = 40
  /// Seconds between two answers, and between two rounds of acknowledging.
  private static let interval = 5
  private static let upkeepEvery = 10

  /// A sensor with the one rule that is used on it.
  private struct Bell {
    var sensor: SensorIndex
    var source: SourceIndex
    var key: AlarmKey
    var quiet: Double
    var loud: [Double]
  }

  public private(set) var holdings: [Holding] = []
  private let site: LoadedSite
  private let store: String
  private let start = Instant(seconds: 1_764_000_000)
  private var bells: [Bell] = []
  private let owner: SteppedOwner
  private static let lead = Actor(person: "lead", displayName: "陈立", role: .lead, seat: "day")

  /// The site's sensors that have one rule on their value, with its delays taken away, on a new store at a path.
  public init(site loaded: LoadedSite, store: String) throws(Failure) {
    var loaded = loaded
    for index in loaded.site.sources.indices {
      // Nobody polls: a source is heard when one of its sensors alarms.
      loaded.site.sources[index].staleAfter = .hours(100)
      loaded.site.sources[index].lostAfter = .hours(200)
    }
    loaded.site.thresholds = loaded.site.thresholds.filter { $0.measure == .value }
    for index in loaded.site.thresholds.indices {
      loaded.site.thresholds[index].onDelay = .zero
      loaded.site.thresholds[index].count = 0
      loaded.site.thresholds[index].offDelay = .zero
      loaded.site.thresholds[index].latching = false
    }
    site = loaded
    self.store = store
    do {
      owner = try SteppedOwner(site: loaded, store: store, start: start)
    } catch {
      throw Failure(reason: "\(error)")
    }
    for (index, sensor) in loaded.site.sensors.enumerated() {
      let type = loaded.site.sensorTypes[sensor.type].id
      let rules = loaded.site.thresholds.filter { $0.sensorType == type }
      guard rules.count == 1, let rule = rules.first else { continue }
      let limits = rule.limits.map(\.value)
      let isAbove = rule.direction == .above
      let nearest = isAbove ? limits.reduce(.infinity, min) : limits.reduce(-.infinity, max)
      let step = rule.hysteresis + 1
      bells.append(
        Bell(
          sensor: SensorIndex(index), source: sensor.source,
          key: .threshold(sensor: sensor.id, rule: rule.id),
          quiet: isAbove ? nearest - step : nearest + step, loud: limits.map { isAbove ? $0 + 0.1 : $0 - 0.1 }
        ))
    }
    guard bells.count > 2 * LongDay.endAfter else {
      throw Failure(reason: "the site has only \(bells.count) sensors with one rule")
    }
  }

  /// Lives so many seconds, one alarm in each; throws what was lost.
  public mutating func live(seconds: Int, lookEvery: Int) throws(Failure) {
    for second in 0..<(seconds + LongDay.endAfter + 2 * LongDay.interval) {
      let now = start + .seconds(Int64(second))
      let isFifth = second % LongDay.interval == LongDay.interval - 1
      owner.step(
        to: now, answers: isFifth ? [answer(at: second, of: seconds)] : [],
        commands: isFifth ? commands(at: second, of: seconds) : [],
        withUpkeep: second % LongDay.upkeepEvery == 0)
      if let trouble = owner.trouble { throw Failure(reason: "second \(second): \(trouble.en)") }
      if second % lookEvery == lookEvery - 1 { holdings.append(LongDay.holding(at: second + 1)) }
    }
    try look(seconds)
    owner.stop()
    do {
      // What the next owner finds is what this one knew.
      let next = try SteppedOwner(site: site, store: store, start: start + .seconds(Int64(seconds + 100)))
      defer { next.stop() }
      for bell in bells {
        guard next.alarm(about: bell.key) == owner.alarm(about: bell.key) else {
          throw Failure(reason: "\(bell.key) is another in the store")
        }
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(reason: "\(error)")
    }
  }

  /// Acknowledges what was raised long enough ago, several at a time.
  private func commands(at second: Int, of seconds: Int) -> [Command] {
    let last = second - LongDay.acknowledgeAfter
    return ((last - LongDay.interval + 1)...last).compactMap { raised in
      guard (0..<seconds).contains(raised), let alarm = owner.alarm(about: bells[raised % bells.count].key)
      else { return nil }
      return Command(name: .acknowledge, targets: [CommandTarget(alarm)], actor: LongDay.lead)
    }
  }

  /// What was measured in the last seconds: another sensor in each that alarms, and one that is quiet again.
  private func answer(at second: Int, of seconds: Int) -> PollOutcome {
    let now = start + .seconds(Int64(second))
    let source = bells[second % bells.count].source
    var batch = DecodedBatch()
    for measured in (second - LongDay.interval + 1)...second {
      func add(_ bell: Bell, _ value: Double) {
        batch.readings.append(
          Reading(
            sensor: bell.sensor, source: source, measured: start + .seconds(Int64(measured)), arrived: now,
            value: value, quality: .good))
      }
      if measured < seconds {
        let bell = bells[measured % bells.count]
        add(bell, bell.loud[measured / bells.count % bell.loud.count])
      }
      let ended = measured - LongDay.endAfter
      if (0..<seconds).contains(ended) { add(bells[ended % bells.count], bells[ended % bells.count].quiet) }
    }
    return PollOutcome(
      source: source, attemptedAt: now, finishedAt: now, duration: .milliseconds(20),
      result: .success(batch), nextAttempt: now + .seconds(Int64(LongDay.interval)))
  }

  /// Every alarm came as often as it was raised, was acknowledged and is over.
  private func look(_ seconds: Int) throws(Failure) {
    for (index, bell) in bells.enumerated() {
      let times = seconds / bells.count + (index < seconds % bells.count ? 1 : 0)
      guard times > 0 else { continue }
      guard let alarm = owner.alarm(about: bell.key), Int(alarm.occurrence) == times else {
        throw Failure(
          reason:
            "\(bell.key) came \(owner.alarm(about: bell.key)?.occurrence ?? 0) times instead of \(times)")
      }
      guard alarm.condition == .normal, !alarm.isOpen, alarm.acknowledgedBy?.person == "lead" else {
        throw Failure(reason: "\(bell.key) is not over: \(alarm)")
      }
    }
  }

  private static func holding(at second: Int) -> Holding {
    var pages = 0.0
    if let file = fopen("/proc/self/statm", "r") {
      var text = [CChar](repeating: 0, count: 256)
      if fgets(&text, 256, file) != nil {
        let fields = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
          .split(separator: " ")
        pages = fields.count > 1 ? Double(fields[1]) ?? 0 : 0
      }
      fclose(file)
    }
    var descriptors = 0
    if let folder = opendir("/proc/self/fd") {
      while readdir(folder) != nil { descriptors += 1 }
      closedir(folder)
    }
    return Holding(
      second: second, resident: pages * Double(getpagesize()) / 1_048_576, descriptors: descriptors)
  }
}
