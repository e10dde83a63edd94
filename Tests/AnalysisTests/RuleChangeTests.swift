import Analysis
import CitySafety
import Testing

/// A site of one gas sensor under one rule: orange from 20, red from 40.
private enum OneRule {
  static let start = Instant(seconds: 1_700_000_000)

  static let site: Site = {
    let here = Place(name: Bilingual(same: "here"))
    let type = SensorType(
      id: "gas", name: Bilingual(same: "gas"), sector: .lifelines, object: Bilingual(same: "gas"),
      unit: "%LEL", rangeLow: 0, rangeHigh: 100, decimals: 1, priority: 1)
    let sensor = Sensor(
      id: "g", name: Bilingual(same: "g"), alias: "g", type: 0, riskPoint: 0, department: 0,
      source: SourceIndex(0), place: here, rangeLow: 0, rangeHigh: 100, cadence: .seconds(10),
      staleAfter: .seconds(60), code: "", metric: "", isMadeUp: true)
    let rule = Threshold(
      id: "rule", sensorType: "gas", measure: .value, direction: .above,
      limits: [Limit(grade: .red, value: 40), Limit(grade: .orange, value: 20)],
      message: Bilingual(same: ""), origin: "", isLocalDefault: true)
    let policy = WarningPolicy(
      severityTable: [], areaPrefixes: [], defaultValidity: .hours(24), quakeRules: [],
      quakeMaximumAge: .hours(24))
    return Site(
      id: "test", name: Bilingual(same: "test"), centre: here, offset: .beijing, isMadeUp: true,
      departments: [], towns: [], sensorTypes: [type], sensors: [sensor], riskPoints: [], thresholds: [rule],
      sources: [], warnings: policy, futureTolerance: .seconds(60), readingRetention: .hours(24),
      storeLimit: 0, idleLock: .minutes(15))
  }()

  /// The grade of each finding of these values, a second apart.
  static func grades(of values: [Double], at second: Int64, _ engine: inout RuleEngine) -> [Grade?] {
    let readings = ContiguousArray(
      values.enumerated().map { offset, value in
        let at = start + .seconds(second + Int64(offset))
        return Reading(
          sensor: SensorIndex(0), source: SourceIndex(0), measured: at, arrived: at, value: value,
          quality: .good)
      })
    var findings: ContiguousArray<Finding> = []
    engine.evaluate(readings, range: 0..<readings.count, into: &findings)
    return findings.map(\.grade)
  }
}

/// A rule that goes on with other numbers.
@Suite struct RuleChangeInForceFacts {
  @Test func theNextReadingIsJudgedByTheNewLimitWithTheOldGradeInForce() {
    var site = OneRule.site
    var engine = RuleEngine(site: site)
    #expect(OneRule.grades(of: [25], at: 1, &engine) == [.orange])
    site.thresholds[0].limits = [Limit(grade: .red, value: 40), Limit(grade: .orange, value: 30)]
    engine = RuleEngine(site: site, continuing: engine)
    #expect(OneRule.grades(of: [25], at: 2, &engine) == [nil])
    #expect(OneRule.grades(of: [31], at: 3, &engine) == [.orange])
    // An older time still says nothing.
    #expect(OneRule.grades(of: [99], at: 2, &engine) == [])
  }

  @Test func aWindowOfChangeKeepsItsSamples() {
    var site = OneRule.site
    site.thresholds[0].measure = .change(over: .minutes(10))
    var engine = RuleEngine(site: site)
    #expect(OneRule.grades(of: [0, 5], at: 1, &engine) == [])
    site.thresholds[0].limits = [Limit(grade: .orange, value: 8)]
    engine = RuleEngine(site: site, continuing: engine)
    #expect(OneRule.grades(of: [9], at: 3, &engine) == [.orange])
  }

  @Test func anOccurrenceThatWasStillCountedIsReportedOnceMoreWithoutACount() {
    var site = OneRule.site
    site.thresholds[0].count = 3
    site.thresholds[0].countWindow = .seconds(60)
    var engine = RuleEngine(site: site)
    #expect(OneRule.grades(of: [25], at: 1, &engine) == [.orange])
    site.thresholds[0].count = 0
    engine = RuleEngine(site: site, continuing: engine)
    #expect(OneRule.grades(of: [25, 25], at: 2, &engine) == [.orange])
  }

  @Test func countedSamplesStayWhenOnlyTheLimitChanges() {
    var site = OneRule.site
    site.thresholds[0].count = 3
    site.thresholds[0].countWindow = .seconds(60)
    var engine = RuleEngine(site: site)
    #expect(OneRule.grades(of: [25, 25], at: 1, &engine) == [.orange, .orange])
    site.thresholds[0].limits = [Limit(grade: .orange, value: 15)]
    engine = RuleEngine(site: site, continuing: engine)
    // The third settles it; a fourth is no news.
    #expect(OneRule.grades(of: [25, 25], at: 3, &engine) == [.orange])
  }
}
