internal import Alarms
internal import CitySafety

/// Text to search in, once as written and once in lower case.
struct Haystack: Sendable {
  let plain: [UInt8]
  let lower: [UInt8]

  init(_ parts: [String]) {
    let text = parts.joined(separator: "\n")
    plain = Array(text.utf8)
    lower = Array(text.lowercased().utf8)
  }

  /// Whether the needle's bytes stand somewhere.
  func contains(_ needle: Needle) -> Bool {
    Haystack.contains(needle.bytes, in: needle.isExact ? plain : lower)
  }

  private static func contains(_ needle: [UInt8], in text: [UInt8]) -> Bool {
    text.withUnsafeBufferPointer { Needle.find(needle, in: $0, foldsASCII: false) }
  }
}

/// A searched word: capital letters in it make it exact, as `/` promises.
struct Needle: Sendable, Hashable {
  let bytes: [UInt8]
  let isExact: Bool
  /// Whether it has letters beyond ASCII that come in two cases, such as é.
  private let isCasedBeyondASCII: Bool

  init(_ word: some StringProtocol) {
    let lower = word.lowercased()
    isExact = lower != word
    isCasedBeyondASCII = word.unicodeScalars.contains { !$0.isASCII && $0.properties.isCased }
    bytes = Array((isExact ? String(word) : lower).utf8)
  }

  /// Whether it stands in a text that was not made ready for searching.
  ///
  /// Makes no copy of the text.
  func stands(in text: String) -> Bool {
    if isCasedBeyondASCII && !isExact { return Haystack([text]).contains(self) }
    let found = text.utf8.withContiguousStorageIfAvailable {
      Needle.find(bytes, in: $0, foldsASCII: !isExact)
    }
    return found ?? Haystack([text]).contains(self)
  }

  /// Whether these bytes stand in others; with `foldsASCII` capitals there count as small letters.
  fileprivate static func find(
    _ needle: [UInt8], in text: UnsafeBufferPointer<UInt8>, foldsASCII: Bool
  ) -> Bool {
    guard let first = needle.first else { return true }
    guard needle.count <= text.count else { return false }
    func byte(_ at: Int) -> UInt8 {
      foldsASCII && text[at] &- 65 < 26 ? text[at] | 0x20 : text[at]
    }
    return needle.withUnsafeBufferPointer { needle in
      var at = 0
      let last = text.count - needle.count
      while at <= last {
        if byte(at) == first {
          var offset = 1
          while offset < needle.count, byte(at + offset) == needle[offset] { offset += 1 }
          if offset == needle.count { return true }
        }
        at += 1
      }
      return false
    }
  }
}

/// Where an alarm belongs: positions in the site, −1 for none.
///
/// An alarm's key never changes, so neither does this.
struct AlarmFacts: Sendable, Hashable {
  var sensor: Int32 = -1
  var rule: Int32 = -1
  var source: Int32 = -1
}

/// What is looked up in a site again and again, worked out once.
struct SiteIndex: Sendable {
  let site: Site
  let sensorsBySector: [[Int32]]
  let sourcesBySector: [[Int32]]
  /// How many sensors of the same type stand before each one: the first of each type leads its pane.
  let rankInType: [Int32]
  let sensorHay: [Haystack]
  let ruleHay: [Haystack]
  let sourceHay: [Haystack]
  let guidance: GuidanceIndex
  private let sensorByID: [String: Int32]
  private let ruleByID: [String: Int32]
  private let sourceByID: [String: Int32]
  private let rulesByType: [[Int]]

  init(site: Site) {
    self.site = site
    guidance = GuidanceIndex(site: site)
    var sectors: [[Int32]] = Array(repeating: [], count: 4)
    var ranks: [Int32] = []
    var seen: [Int: Int32] = [:]
    for (index, sensor) in site.sensors.enumerated() {
      if let type = site.type(of: sensor) { sectors[type.sector.index].append(Int32(index)) }
      ranks.append(seen[sensor.type, default: 0])
      seen[sensor.type, default: 0] += 1
    }
    sensorsBySector = sectors
    rankInType = ranks
    sourcesBySector = Sector.allCases.map { sector in
      site.sources.indices.filter { site.sources[$0].sector == sector }.map(Int32.init)
    }
    sensorHay = site.sensors.map { Haystack(SiteIndex.words(of: $0, in: site)) }
    ruleHay = site.thresholds.map { Haystack([$0.id, $0.message.zh, $0.message.en]) }
    sourceHay = site.sources.map { Haystack([$0.id, $0.name.zh, $0.name.en]) }
    sensorByID = SiteIndex.positions(site.sensors.map(\.id))
    ruleByID = SiteIndex.positions(site.thresholds.map(\.id))
    sourceByID = SiteIndex.positions(site.sources.map(\.id))
    rulesByType = site.sensorTypes.map { type in
      site.thresholds.indices.filter { site.thresholds[$0].sensorType == type.id }
    }
  }

  private static func positions(_ ids: [String]) -> [String: Int32] {
    Dictionary(ids.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
  }

  private static func words(of sensor: Sensor, in site: Site) -> [String] {
    var words = [
      sensor.id, sensor.name.zh, sensor.name.en, sensor.alias, sensor.place.name.zh, sensor.place.name.en,
    ]
    if let type = site.type(of: sensor) {
      words += [type.name.zh, type.name.en, type.object.zh, type.object.en]
    }
    if let point = site.riskPoint(of: sensor) {
      words += [point.id, point.name.zh, point.name.en, point.alias]
    }
    if let town = site.towns.first(where: { $0.code == sensor.place.town }) {
      words += [town.name.zh, town.name.en]
    }
    return words
  }

  func facts(of alarm: Alarm) -> AlarmFacts {
    switch alarm.key {
    case .threshold(let sensor, let rule):
      let index = sensorByID[sensor] ?? -1
      let source = index < 0 ? -1 : site.sensors[Int(index)].source.value
      return AlarmFacts(sensor: index, rule: ruleByID[rule] ?? -1, source: source)
    case .sourceLost(let source): return AlarmFacts(source: sourceByID[source] ?? -1)
    case .warning, .earthquake: return AlarmFacts(source: alarm.source.flatMap { sourceByID[$0] } ?? -1)
    }
  }

  func sensor(at index: Int32) -> Sensor? {
    site.sensors.indices.contains(Int(index)) ? site.sensors[Int(index)] : nil
  }

  func rule(at index: Int32) -> Threshold? {
    site.thresholds.indices.contains(Int(index)) ? site.thresholds[Int(index)] : nil
  }

  func position(ofRule id: String) -> Int32? { ruleByID[id] }

  func source(at index: Int32) -> SourceInfo? {
    site.sources.indices.contains(Int(index)) ? site.sources[Int(index)] : nil
  }

  /// The rules on a sensor's type that compare the value itself; only these can be drawn into its chart.
  func rules(on sensor: Sensor) -> [Threshold] {
    guard rulesByType.indices.contains(sensor.type) else { return [] }
    return rulesByType[sensor.type].map { site.thresholds[$0] }
  }
}

extension Site {
  func type(of sensor: Sensor) -> SensorType? {
    sensorTypes.indices.contains(sensor.type) ? sensorTypes[sensor.type] : nil
  }

  func riskPoint(of sensor: Sensor) -> RiskPoint? {
    riskPoints.indices.contains(sensor.riskPoint) ? riskPoints[sensor.riskPoint] : nil
  }

  func department(_ index: Int) -> Department? {
    departments.indices.contains(index) ? departments[index] : nil
  }
}
