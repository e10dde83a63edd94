public import Alarms
public import CitySafety

/// Where an alarm belongs: positions in the site, −1 for none.
///
/// An alarm's key never changes, so neither does this.
public struct AlarmFacts: Sendable, Hashable {
  public var sensor: Int32 = -1
  public var rule: Int32 = -1
  public var source: Int32 = -1

  /// Whether there is anything of the site that it belongs to.
  var isOfSite: Bool { sensor >= 0 || rule >= 0 || source >= 0 }
}

/// Finds an alarm's sensor, rule and source in a site by their ids.
public struct SiteLookup: Sendable {
  private let sensors: [String: Int32]
  private let rules: [String: Int32]
  private let sources: [String: Int32]
  /// By sensor: the position of its source.
  private let sourceOfSensor: [Int32]

  public init(site: Site) {
    sensors = SiteLookup.positions(site.sensors.map(\.id))
    rules = SiteLookup.positions(site.thresholds.map(\.id))
    sources = SiteLookup.positions(site.sources.map(\.id))
    sourceOfSensor = site.sensors.map { Int32($0.source.value) }
  }

  private static func positions(_ ids: [String]) -> [String: Int32] {
    Dictionary(ids.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// A rule's position in the site; `nil` when the site has no such rule.
  public func position(ofRule id: String) -> Int32? { rules[id] }

  public func facts(of alarm: Alarm) -> AlarmFacts {
    switch alarm.key {
    case .threshold(let sensor, let rule):
      let position = sensors[sensor] ?? -1
      let source = position < 0 ? -1 : sourceOfSensor[Int(position)]
      return AlarmFacts(sensor: position, rule: rules[rule] ?? -1, source: source)
    case .sourceLost(let source): return AlarmFacts(source: sources[source] ?? -1)
    case .warning, .earthquake, .reportDue:
      return AlarmFacts(source: alarm.source.flatMap { sources[$0] } ?? -1)
    }
  }
}
