internal import CitySafety
internal import Drills
internal import Formats
internal import Ingest
internal import Settings
internal import Simulator

/// The sources of a drill, in the process and on the drill's clock: the simulated city's answers as bytes, read by the same
/// decoders as those of real sources.
struct DrillSource {
  /// A source begins within so long of the others, so that they do not all answer in one moment.
  private static let spread: Int64 = 200

  private let site: LoadedSite
  private let scenario: Scenario
  private let begin: Instant
  private let lookups: [SensorLookup]
  private var decoders: [FeedDecoder]
  private var feeds: FeedCatalogue
  /// The next poll of each source.
  private var due: [Instant]
  /// Until when a source gives no good answer.
  private var outages: [Int: Instant] = [:]
  private var warnings: [Int: [ReceivedWarning]] = [:]
  private var earthquakes: [Int: [Earthquake]] = [:]
  private var episodes: [Episode] = []

  init(site: LoadedSite, scenario: Scenario, begin: Instant) {
    self.site = site
    self.scenario = scenario
    self.begin = begin
    lookups = site.sensorLookups
    decoders = site.definitions.map { FeedDecoder(format: $0.format) }
    feeds = DrillSource.feeds(site, scenario, begin, [])
    due = site.definitions.indices.map { begin + Span(milliseconds: Int64($0) * DrillSource.spread) }
  }

  private static func feeds(
    _ site: LoadedSite, _ scenario: Scenario, _ begin: Instant, _ episodes: [Episode]
  ) -> FeedCatalogue {
    FeedCatalogue(
      site: site.site, definitions: site.definitions,
      model: CityModel(
        site: site.site, profiles: site.profiles, episodes: episodes, seed: scenario.seed, start: begin))
  }

  /// When the next source is asked.
  var next: Instant? { due.min() }

  /// Brings in what an inject does to the sources at `now`.
  mutating func take(_ inject: Inject, number: Int, at now: Instant) {
    switch inject.what {
    case .sensors(var episode):
      episode.start = now - begin
      episodes.append(episode)
      feeds = DrillSource.feeds(site, scenario, begin, episodes)
    case .outage(let source, let lasts):
      if let index = position(of: source) { outages[index] = now + lasts }
    case .warning(let source, let draft):
      guard let index = position(of: source) else { return }
      warnings[index, default: []].append(warning(draft, number: number, at: now))
      due[index] = now
    case .earthquake(let source, let draft):
      guard let index = position(of: source) else { return }
      earthquakes[index, default: []].append(earthquake(draft, number: number, at: now))
      due[index] = now
    case .call, .report, .reply, .silence, .hint: break
    }
  }

  private func position(of source: String) -> Int? { site.site.sources.firstIndex { $0.id == source } }

  private func warning(_ draft: Inject.WarningDraft, number: Int, at now: Instant) -> ReceivedWarning {
    ReceivedWarning(
      identifier: "drill-\(scenario.id)-\(number)", sender: site.site.name.zh, sent: now, status: .actual,
      event: draft.event, eventCode: draft.eventCode, colour: draft.colour, effective: now,
      expires: now + draft.lasts, headline: draft.headline, text: draft.text, instruction: draft.instruction,
      area: draft.area, geocodes: [String((site.site.centre.town + "000000").prefix(6))])
  }

  private func earthquake(_ draft: Inject.QuakeDraft, number: Int, at now: Instant) -> Earthquake {
    Earthquake(
      identifier: "drill:\(scenario.id)-\(number)", origin: now - draft.before, updated: now,
      latitude: draft.latitude, longitude: draft.longitude, depth: draft.depth, magnitude: draft.magnitude,
      place: draft.place, isReviewed: true, isNatural: true)
  }

  /// The answers that are due at `now`, in the order of the sources.
  mutating func answers(at now: Instant) -> [PollOutcome] {
    var outcomes: [PollOutcome] = []
    for index in due.indices where due[index] <= now {
      due[index] = now + site.definitions[index].schedule.interval
      outcomes.append(
        PollOutcome(
          source: SourceIndex(index), attemptedAt: now, finishedAt: now, duration: .zero,
          result: answer(of: index, at: now), nextAttempt: due[index]))
    }
    return outcomes
  }

  private mutating func answer(of index: Int, at now: Instant) -> PollOutcome.Result {
    if let end = outages[index] {
      guard now >= end else {
        return .failure(TransportFailure(kind: .timeout, message: DrillSource.outage))
      }
      outages[index] = nil
    }
    var batch = DecodedBatch()
    batch.warnings = warnings.removeValue(forKey: index) ?? []
    batch.earthquakes = earthquakes.removeValue(forKey: index) ?? []
    guard let bytes = feeds.readings(of: SourceIndex(index), at: now) else {
      return batch.warnings.isEmpty && batch.earthquakes.isEmpty ? .unchanged : .success(batch)
    }
    let context = DecodeContext(
      source: SourceIndex(index), arrived: now, offset: site.site.offset,
      futureTolerance: site.site.futureTolerance, sensors: lookups[index], started: begin)
    bytes.withUnsafeBytes { decoders[index].decode($0, context: context, into: &batch) }
    return .success(batch)
  }

  private static let outage = Bilingual(zh: "数据源无应答（演练注入）", en: "The source does not answer (drill inject)")
}

extension DrillSource {
  /// Goes on after a loss: what was due before `now` is asked anew at once.
  mutating func skip(to now: Instant) {
    for index in due.indices { due[index] = now + Span(milliseconds: Int64(index) * DrillSource.spread) }
    warnings = [:]
    earthquakes = [:]
  }
}
