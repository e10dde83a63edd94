import CityDispatch
import CitySafety
import Formats
import Testing

@testable import Simulator

@Suite struct CityModelTests {
  private static let start = Instant(seconds: 1_700_000_000)

  private static func site(sensors: Int = 3) -> Site {
    let place = Place(name: Bilingual(same: "x"), latitude: 39.8, longitude: 108.7, town: "150625100")
    let department = Department(id: "d", name: Bilingual(same: "d"))
    let type = SensorType(
      id: "gas", name: Bilingual(same: "gas"), sector: .lifelines, object: Bilingual(same: "gas"),
      unit: "%LEL",
      rangeLow: 0, rangeHigh: 100, decimals: 1, priority: 1)
    let point = RiskPoint(
      id: "p", name: Bilingual(same: "p"), alias: "p", sector: .lifelines, inventory: "1", riskLevel: .orange,
      hazardCategory: "x", grid: "g", place: place, supervisionTier: "旗", industryDepartment: 0,
      responsibleDepartment: 0, responsiblePerson: "x", sharingPath: "x", isMadeUp: true)
    let source = SourceInfo(
      id: "s", name: Bilingual(same: "s"), sector: .lifelines, interval: .seconds(5),
      staleAfter: .seconds(20),
      lostAfter: .seconds(60), lostGrade: .orange, isMadeUp: true)
    let list = (0..<sensors).map { index in
      Sensor(
        id: "g\(index)", name: Bilingual(same: "g"), alias: "", type: 0, riskPoint: 0, department: 0,
        source: SourceIndex(0), place: place, rangeLow: 0, rangeHigh: 100, cadence: .seconds(10),
        staleAfter: .seconds(30), code: "c\(index)", metric: "", isMadeUp: true)
    }
    return Site(
      id: "t", name: Bilingual(same: "t"), centre: place, offset: .beijing, isMadeUp: true,
      departments: [department],
      towns: [], sensorTypes: [type], sensors: list, riskPoints: [point], thresholds: [], sources: [source],
      warnings: WarningPolicy(
        severityTable: [], areaPrefixes: [], defaultValidity: .hours(24), quakeRules: [],
        quakeMaximumAge: .hours(24)),
      futureTolerance: .seconds(60), readingRetention: .hours(24), storeLimit: 1 << 30, idleLock: .minutes(10)
    )
  }

  private static func profile(gaps: Double = 0, late: Double = 0) -> SimulationProfile {
    SimulationProfile(sensorType: "gas", base: 5, daily: 1, peakHour: 12, noise: 0.5, gaps: gaps, late: late)
  }

  private static func model(seed: UInt64 = 1, episodes: [Episode] = [], gaps: Double = 0, late: Double = 0)
    -> CityModel
  {
    CityModel(
      site: site(), profiles: [profile(gaps: gaps, late: late)], episodes: episodes, seed: seed, start: start)
  }

  @Test func theSameSeedGivesTheSameSamplesAndAnotherSeedOthers() {
    let now = CityModelTests.start + .minutes(7)
    let first = CityModelTests.model().samples(of: SourceIndex(0), at: now)
    #expect(first == CityModelTests.model().samples(of: SourceIndex(0), at: now))
    #expect(first != CityModelTests.model(seed: 2).samples(of: SourceIndex(0), at: now))
    #expect(first.count == 3)
  }

  @Test func samplesAreMeasuredInThePastAndNoOlderThanTwoCadences() {
    let model = CityModelTests.model(late: 0.5)
    for step in 0..<500 {
      let now = CityModelTests.start + .seconds(Int64(step))
      for sample in model.samples(of: SourceIndex(0), at: now) {
        #expect(sample.measured <= now)
        #expect(now - sample.measured < .seconds(20))
      }
    }
  }

  @Test func gapsAreAsFrequentAsTheProfileSays() {
    let model = CityModelTests.model(gaps: 0.2)
    var missing = 0
    let rounds = 2000
    for step in 0..<rounds {
      let now = CityModelTests.start + .seconds(Int64(step) * 10)
      missing += 3 - model.samples(of: SourceIndex(0), at: now).count
    }
    let share = Double(missing) / Double(rounds * 3)
    #expect(share > 0.17 && share < 0.23)
  }

  @Test func anEpisodeTakesItsSensorToThePeakAndBack() {
    let leak = Episode(
      id: "leak", name: Bilingual(same: "leak"), sensors: ["g0"], shape: .surge, start: .seconds(60),
      rise: .seconds(60),
      hold: .seconds(60), fall: .seconds(60), peak: 80)
    let model = CityModelTests.model(episodes: [leak])
    func value(at seconds: Int64) -> Double {
      model.samples(of: SourceIndex(0), at: CityModelTests.start + .seconds(seconds)).first?.value ?? .nan
    }
    #expect(value(at: 40) < 10)
    #expect(abs(value(at: 170) - 80) < 0.01)
    #expect(value(at: 300) < 10)
  }

  @Test func aSilentSensorSendsNoRows() {
    let silence = Episode(
      id: "mute", name: Bilingual(same: "mute"), sensors: ["g1"], shape: .silence, start: .zero, rise: .zero,
      hold: .minutes(10), fall: .zero, peak: 0)
    let model = CityModelTests.model(episodes: [silence])
    let samples = model.samples(of: SourceIndex(0), at: CityModelTests.start + .minutes(5))
    #expect(samples.map(\.sensor) == [SensorIndex(0), SensorIndex(2)])
  }

  @Test func anEpisodeThatRepeatsBeginsAgain() {
    let surge = Episode(
      id: "e", name: Bilingual(same: "e"), sensors: [], shape: .surge, start: .seconds(10),
      rise: .seconds(10),
      hold: .seconds(10), fall: .seconds(10), peak: 1, every: .seconds(100))
    #expect(surge.share(at: .seconds(5)) == 0)
    #expect(surge.share(at: .seconds(15)) == 0.5)
    #expect(surge.share(at: .seconds(25)) == 1)
    #expect(surge.share(at: .seconds(35)) == 0.5)
    #expect(surge.share(at: .seconds(60)) == 0)
    #expect(surge.share(at: .seconds(115)) == 0.5)
  }

  @Test func everyFeedIsReadBackByItsOwnDecoder() throws {
    let site = CityModelTests.site()
    let mapping = JSONMapping(
      root: JSONPath("data.rows"),
      row: RowMapping(codeField: "code", timeField: "time", values: [ValueField(field: "value", scale: 0.1)]),
      successPath: JSONPath("code"), successValues: ["200"],
      paging: .number(parameter: "page", first: 1, total: JSONPath("data.total"), size: 2, limit: 10))
    let definition = SourceDefinition(
      index: SourceIndex(0), id: "s", transport: .http(HTTPRequest(url: "http://127.0.0.1/feed/s")),
      schedule: Schedule(interval: .seconds(5), jitter: 0, backoffCeiling: .seconds(60)),
      format: .json(mapping))
    let feeds = FeedCatalogue(site: site, definitions: [definition], model: CityModelTests.model())
    let now = CityModelTests.start + .minutes(3)
    let lookup = SensorLookup(
      site.sensors.enumerated().map {
        SensorLookup.Entry(code: $1.code, metric: "", sensor: SensorIndex($0), rangeLow: 0, rangeHigh: 100)
      })
    let context = DecodeContext(
      source: SourceIndex(0), arrived: now, offset: .beijing, futureTolerance: .seconds(60), sensors: lookup)
    var readings: [Reading] = []
    for page in 1...2 {
      let document = try #require(feeds.document(path: "/feed/s", query: ["page": "\(page)"], at: now))
      var decoder = FeedDecoder(format: .json(mapping))
      var batch = DecodedBatch()
      document.bytes.withUnsafeBytes { decoder.decode($0, context: context, page: page, into: &batch) }
      #expect(batch.failure == nil)
      #expect(batch.nextPage == (page == 1 ? .number(2) : nil))
      readings += batch.readings
    }
    let samples = CityModelTests.model().samples(of: SourceIndex(0), at: now)
    #expect(readings.map(\.sensor) == samples.map(\.sensor))
    #expect(readings.map(\.measured) == samples.map(\.measured))
    for (reading, sample) in zip(readings, samples) { #expect(abs(reading.value - sample.value) < 1e-9) }
    #expect(feeds.document(path: "/feed/other", query: [:], at: now) == nil)
  }

  @Test func theFeedOfTeamsIsReadBackAndSomeOfThemAreSilentForAWhile() throws {
    let teams = (0..<40).map { index in
      Team(
        id: "t\(index)", name: Bilingual(same: "t"), kind: "fire", unit: "d", size: 4, equipment: "",
        place: Place(name: Bilingual(same: "x"), latitude: 39.8, longitude: 108.7), duty: "", phone: "",
        recipient: "", isMadeUp: true)
    }
    let feeds = FeedCatalogue(
      site: CityModelTests.site(), definitions: [], model: CityModelTests.model(), teams: teams)
    #expect(feeds.paths == [FeedCatalogue.teamsPath])
    var ages: [Int64] = []
    for minute in 0..<240 {
      let now = CityModelTests.start + .minutes(Int64(minute))
      let document = try #require(feeds.document(path: FeedCatalogue.teamsPath, query: [:], at: now))
      #expect(document == feeds.document(path: FeedCatalogue.teamsPath, query: [:], at: now))
      for item in ReceiptFeed.read(document.bytes) {
        guard case .team(let note) = item else {
          Issue.record("\(item)")
          continue
        }
        #expect(abs(note.latitude - 39.8) < 0.05 && abs(note.longitude - 108.7) < 0.05 && note.at <= now)
        ages.append((now - note.at).seconds)
      }
    }
    // Each answer names nearly every team, and most of them reported within the last minute.
    #expect(ages.count > 240 * 38)
    #expect(ages.count { $0 <= 60 } > ages.count * 9 / 10)
    #expect(ages.contains { $0 > 900 })
  }

  @Test func onlyWarningsInForceAreListed() {
    let model = MessageModel(site: CityModelTests.site(), noise: SeededNoise(seed: 3))
    for hour in 0..<400 {
      let now = CityModelTests.start + .hours(Int64(hour))
      for warning in model.warnings(at: now) {
        #expect(warning.sent <= now)
        #expect((warning.expires ?? .epoch) > now)
      }
    }
  }
}
