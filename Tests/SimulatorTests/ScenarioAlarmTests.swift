import Analysis
import CitySafety
import Drills
import Formats
import Foundation
import Settings
import Testing

@testable import Simulator

/// A shipped scenario played to the real rules: what the sensors of the city raise, and when.
private struct Rehearsal {
  let scenario: Scenario
  let site: Site
  private let feeds: FeedCatalogue
  private let lookups: [SensorLookup]
  private let definitions: [SourceDefinition]
  private var decoders: [FeedDecoder]
  private var engine: RuleEngine
  /// Sensor and worst grade by rule, with the time from the start at which that grade came.
  private(set) var raised: [(sensor: String, rule: String, grade: Grade, at: Span)] = []

  init(_ scenario: Scenario, of loaded: LoadedSite) {
    self.scenario = scenario
    site = loaded.site
    let model = CityModel(
      site: loaded.site, profiles: loaded.profiles, episodes: scenario.episodes, seed: scenario.seed,
      start: scenario.start)
    feeds = FeedCatalogue(site: loaded.site, definitions: loaded.definitions, model: model)
    lookups = loaded.sensorLookups
    definitions = loaded.definitions
    decoders = loaded.definitions.map { FeedDecoder(format: $0.format) }
    engine = RuleEngine(site: loaded.site)
  }

  /// Polls each source as often as it asks for, to the end of the drill.
  mutating func play() {
    var seconds: Int64 = 0
    while seconds <= scenario.length.seconds {
      for definition in definitions where seconds % definition.schedule.interval.seconds == 0 {
        poll(definition, at: .seconds(seconds))
      }
      seconds += 5
    }
  }

  private mutating func poll(_ definition: SourceDefinition, at elapsed: Span) {
    switch definition.format {
    case .json, .csv: break
    default: return
    }
    let now = scenario.start + elapsed
    let source = Int(definition.index.value)
    var batch = DecodedBatch()
    let context = DecodeContext(
      source: definition.index, arrived: now, offset: site.offset, futureTolerance: site.futureTolerance,
      sensors: lookups[source])
    for page in 1...40 {
      let document = feeds.document(
        path: FeedCatalogue.root + definition.id, query: ["page": String(page)], at: now)
      document?.bytes.withUnsafeBytes {
        decoders[source].decode($0, context: context, page: page, into: &batch)
      }
      if batch.nextPage == nil { break }
    }
    var findings: ContiguousArray<Finding> = []
    engine.evaluate(batch.readings, range: 0..<batch.readings.count, into: &findings)
    for finding in findings {
      guard let grade = finding.grade else { continue }
      let sensor = site.sensors[Int(finding.sensor.value)].id
      raised.append((sensor, site.thresholds[finding.threshold].id, grade, elapsed))
    }
  }
}

private let shipped: Result<LoadedSite, ProblemReport> = {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return SiteFolder.load(root.appendingPathComponent("sites/hanggin").path)
}()

private let scenarioIDs = (try? shipped.get().scenarios.map(\.id)) ?? []

/// The sensors that an inject of the timeline bends, with when it does.
private func bent(_ scenario: Scenario) -> [(sensor: String, at: Span)] {
  scenario.episodes.flatMap { episode in episode.sensors.map { ($0, episode.start) } }
}

@Suite struct ScenarioAlarms {
  @Test(arguments: scenarioIDs)
  func everySensorOfAScenarioAlarmsInTimeAndNoOtherDoes(_ id: String) throws {
    let loaded = try shipped.get()
    let scenario = try #require(loaded.scenarios.first { $0.id == id })
    var rehearsal = Rehearsal(scenario, of: loaded)
    rehearsal.play()
    let bent = bent(scenario)
    for (sensor, at) in bent {
      #expect(rehearsal.raised.contains { $0.sensor == sensor && $0.at >= at }, "\(sensor) never alarms")
    }
    for row in rehearsal.raised {
      #expect(
        bent.contains { $0.sensor == row.sensor && $0.at <= row.at },
        "\(row.sensor) alarms by \(row.rule) at \(row.at.seconds) s on its own")
    }
    let sensors = Set(loaded.site.sensors.map(\.id))
    for expectation in scenario.expectations where !expectation.isForbidden {
      guard let from = scenario.inject(expectation.after)?.at else { continue }
      for sensor in expectation.actions.flatMap(\.subjects) where sensors.contains(sensor) {
        let alarm = rehearsal.raised.first { $0.sensor == sensor && $0.at >= from }
        #expect(
          (alarm?.at ?? scenario.length) < from + expectation.expected,
          "\(expectation.id) is due at \((from + expectation.expected).seconds) s; \(sensor) alarms at \(alarm?.at.seconds ?? -1) s"
        )
      }
    }
  }
}
