internal import Alarms
internal import CitySafety
internal import Operations

/// Text to search in, once as written and once in lower case.
struct Haystack: Sendable {
  let plain: [UInt8]
  let lower: [UInt8]

  init(_ parts: [String]) {
    let text = parts.joined(separator: "\n")
    plain = Array(text.utf8)
    lower = Array(text.lowercased().utf8)
  }

  /// Whether the needle stands somewhere.
  func contains(_ needle: Needle) -> Bool {
    (needle.isExact ? plain : lower).withUnsafeBufferPointer { needle.word.stands(in: $0) }
  }
}

/// A searched word: capital letters in it make it exact, as `/` promises.
struct Needle: Sendable, Hashable {
  let text: String
  let isExact: Bool
  let word: SearchWord
  /// The word in lower case, by which most rows are passed over.
  let folded: SearchWord

  init(_ word: some StringProtocol) {
    text = String(word)
    isExact = word.lowercased() != word
    folded = SearchWord(folding: text)
    self.word = isExact ? SearchWord(exactly: text) : folded
  }

  /// Whether it stands in a row's own texts.
  func stands(in row: AlarmRow) -> Bool {
    row.contains(folded: folded) && (!isExact || row.contains(exactly: word))
  }

  /// Whether whatever this one is found in holds the other one too.
  func implies(_ other: Needle) -> Bool {
    if isNumber || other.isNumber { return isNumber && text.hasPrefix(other.text) }
    if other.isExact { return isExact && text.contains(other.text) }
    return text.lowercased().contains(other.text)
  }

  /// Whether it is an alarm's number, whose beginning is compared.
  var isNumber: Bool { word.bytes.first == UInt8(ascii: "#") }
}

/// What is looked up in a site again and again, worked out once.
struct SiteIndex: Sendable {
  let site: Site
  let sensorsBySector: [[Int32]]
  let sourcesBySector: [[Int32]]
  /// By position in `Site.riskPoints`: the sensors there.
  let sensorsAtRiskPoint: [Int: [Int32]]
  /// How many sensors of the same type stand before each one: the first of each type leads its pane.
  let rankInType: [Int32]
  let sensorHay: [Haystack]
  let ruleHay: [Haystack]
  let sourceHay: [Haystack]
  let guidance: GuidanceIndex
  private let lookup: SiteLookup
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
    sensorsAtRiskPoint = Dictionary(
      grouping: site.sensors.indices.map(Int32.init), by: { site.sensors[Int($0)].riskPoint })
    sensorHay = site.sensors.map { Haystack(SiteIndex.words(of: $0, in: site)) }
    ruleHay = site.thresholds.map { Haystack([$0.id, $0.message.zh, $0.message.en]) }
    sourceHay = site.sources.map { Haystack([$0.id, $0.name.zh, $0.name.en]) }
    lookup = SiteLookup(site: site)
    rulesByType = site.sensorTypes.map { type in
      site.thresholds.indices.filter { site.thresholds[$0].sensorType == type.id }
    }
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

  func facts(of alarm: Alarm) -> AlarmFacts { lookup.facts(of: alarm) }

  func sensor(at index: Int32) -> Sensor? {
    site.sensors.indices.contains(Int(index)) ? site.sensors[Int(index)] : nil
  }

  func rule(at index: Int32) -> Threshold? {
    site.thresholds.indices.contains(Int(index)) ? site.thresholds[Int(index)] : nil
  }

  func position(ofRule id: String) -> Int32? { lookup.position(ofRule: id) }

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
