public import CityDispatch
public import CitySafety
public import Formats

/// The answers of the simulated upstream systems, by path and time.
///
/// Pure: the same question gives the same bytes.
public struct FeedCatalogue: Sendable {
  /// One answer.
  public struct Document: Sendable, Hashable {
    public var contentType: String
    public var bytes: [UInt8]
  }

  /// Every feed of the site answers below this.
  public static let root = "/feed/"
  /// Where the teams say that they are, for a source of receipts.
  public static let teamsPath = root + "teams"

  private struct Feed: Sendable {
    var definition: SourceDefinition
    var encoder: FeedEncoder
  }

  private let site: Site
  private let model: CityModel
  private let messages: MessageModel
  private let teams: TeamModel
  private var feeds: [String: Feed] = [:]

  /// - Parameter teams: those that report where they are; without any the feed of them is not there.
  public init(site: Site, definitions: [SourceDefinition], model: CityModel, teams: [Team] = []) {
    self.site = site
    self.model = model
    messages = MessageModel(site: site, noise: model.noise)
    self.teams = TeamModel(teams: teams, noise: model.noise, offset: site.offset)
    for definition in definitions {
      feeds[FeedCatalogue.root + definition.id] = Feed(
        definition: definition, encoder: FeedEncoder(format: definition.format))
    }
  }

  /// The paths that are answered, sorted.
  public var paths: [String] {
    (Array(feeds.keys) + (teams.teams.isEmpty ? [] : [FeedCatalogue.teamsPath])).sorted()
  }

  /// The answer at a path, or `nil` when there is none.
  ///
  /// Documents that an index links to lie below the index's path.
  public func document(path: String, query: [String: String], at now: Instant) -> Document? {
    if let feed = feeds[path] { return answer(feed, path: path, query: query, at: now) }
    if path == FeedCatalogue.teamsPath, !teams.teams.isEmpty {
      return Document(contentType: "application/json", bytes: teams.document(at: now))
    }
    guard let slash = path.lastIndex(of: "/"), let feed = feeds[String(path[..<slash])],
      feed.definition.format == .cap
    else { return nil }
    let name = path[path.index(after: slash)...]
    guard let warning = messages.warnings(at: now).first(where: { MessageModel.fileName($0) == name }) else {
      return nil
    }
    var bytes: [UInt8] = []
    WarningEncoder.cap(warning, into: &bytes)
    return Document(contentType: "application/cap+xml", bytes: bytes)
  }

  private func answer(_ feed: Feed, path: String, query: [String: String], at now: Instant) -> Document {
    var bytes: [UInt8] = []
    switch feed.definition.format {
    case .json(let mapping):
      let rows = rows(of: feed.definition.index, at: now)
      let (page, slice) = FeedCatalogue.page(rows, mapping.paging, query)
      feed.encoder.encode(rows: slice, page: page, into: &bytes)
      return Document(contentType: "application/json;charset=UTF-8", bytes: bytes)
    case .csv:
      feed.encoder.encode(rows: rows(of: feed.definition.index, at: now), into: &bytes)
      return Document(contentType: "text/csv", bytes: bytes)
    case .cenc:
      QuakeEncoder.cenc(messages.earthquakes(at: now), into: &bytes)
      return Document(contentType: "text/plain", bytes: bytes)
    case .nationalWarnings:
      WarningEncoder.nmc(messages.warnings(at: now), into: &bytes)
      return Document(contentType: "application/json", bytes: bytes)
    case .cap:
      let warnings = messages.warnings(at: now)
      let entries = warnings.map { warning in
        WarningEncoder.IndexEntry(
          id: warning.identifier, title: warning.headline, updated: warning.sent,
          link: path + "/" + MessageModel.fileName(warning))
      }
      // The newest entry's time, so that an index that says the same has the same bytes.
      let updated = warnings.first?.sent ?? .epoch
      WarningEncoder.atom(id: path, title: site.name.zh, updated: updated, entries: entries, into: &bytes)
      return Document(contentType: "application/atom+xml", bytes: bytes)
    case .usgsGeoJSON:
      return Document(
        contentType: "application/json", bytes: Array(#"{"type":"FeatureCollection","features":[]}"#.utf8))
    }
  }

  /// Everything that a source of readings has to say at a time, on one page; `nil` for one of another kind.
  public func readings(of source: SourceIndex, at now: Instant) -> [UInt8]? {
    guard let feed = feeds.values.first(where: { $0.definition.index == source }) else { return nil }
    let rows = rows(of: source, at: now)
    var bytes: [UInt8] = []
    switch feed.definition.format {
    case .json: feed.encoder.encode(rows: rows, page: EncodedPage(total: rows.count), into: &bytes)
    case .csv: feed.encoder.encode(rows: rows, into: &bytes)
    case .usgsGeoJSON, .cenc, .cap, .nationalWarnings: return nil
    }
    return bytes
  }

  /// One row a code, with all the metrics that its sensors measured at the same time.
  private func rows(of source: SourceIndex, at now: Instant) -> [EncodedRow] {
    var rows: [EncodedRow] = []
    var places: [String: Int] = [:]
    for sample in model.samples(of: source, at: now) {
      let sensor = site.sensors[Int(sample.sensor.value)]
      let value = EncodedRow.Value(metric: sensor.metric, value: sample.value)
      if !sensor.metric.isEmpty, let index = places[sensor.code] {
        rows[index].values.append(value)
        rows[index].time = max(rows[index].time, sample.measured)
      } else {
        places[sensor.code] = rows.count
        rows.append(EncodedRow(code: sensor.code, time: sample.measured, values: [value]))
      }
    }
    return rows
  }

  /// The rows of the page that was asked for.
  private static func page(
    _ rows: [EncodedRow], _ paging: JSONMapping.Paging?, _ query: [String: String]
  ) -> (EncodedPage, [EncodedRow]) {
    guard case .number(let parameter, let first, _, let size, _) = paging, size > 0 else {
      return (EncodedPage(total: rows.count), rows)
    }
    let number = max(0, (query[parameter].flatMap { Int($0) } ?? first) - first)
    let start = min(rows.count, number * size)
    return (EncodedPage(total: rows.count), Array(rows[start..<min(rows.count, start + size)]))
  }
}
