import Analysis
import CitySafety
import Testing

private let zero = Instant(seconds: 1_700_000_000)

/// A site with two sensors of one type and the given rules on it.
private func engine(_ rules: Threshold...) -> RuleEngine {
  let type = SensorType(
    id: "gas", name: Bilingual(same: "gas"), sector: .lifelines, object: Bilingual(same: "gas"), unit: "%LEL",
    rangeLow: 0, rangeHigh: 100, decimals: 1, priority: 1)
  let sensors = (0..<2).map { index in
    Sensor(
      id: "g\(index)", name: Bilingual(same: "g"), alias: "g", type: 0, riskPoint: 0, department: 0,
      source: SourceIndex(0), place: Place(name: Bilingual(same: "here")), rangeLow: 0, rangeHigh: 100,
      cadence: .seconds(10), staleAfter: .seconds(60), code: "", metric: "", isMadeUp: true)
  }
  let policy = WarningPolicy(
    severityTable: [], areaPrefixes: [], defaultValidity: .hours(24), quakeRules: [],
    quakeMaximumAge: .hours(24))
  return RuleEngine(
    site: Site(
      id: "test", name: Bilingual(same: "test"), centre: Place(name: Bilingual(same: "here")),
      offset: .beijing,
      isMadeUp: true, departments: [], towns: [], sensorTypes: [type], sensors: sensors, riskPoints: [],
      thresholds: rules, sources: [], warnings: policy, futureTolerance: .seconds(60),
      readingRetention: .hours(24), storeLimit: 0, idleLock: .minutes(15)))
}

private func rule(
  _ limits: [Limit] = [Limit(grade: .red, value: 40), Limit(grade: .orange, value: 20)],
  measure: Measure = .value, direction: Direction = .above, hysteresis: Double = 0, count: Int = 0,
  countWindow: Span = .zero
) -> Threshold {
  Threshold(
    id: "rule", sensorType: "gas", measure: measure, direction: direction, limits: limits,
    hysteresis: hysteresis, count: count, countWindow: countWindow, message: Bilingual(same: ""), origin: "",
    isLocalDefault: true)
}

private func reading(
  _ second: Int64, _ value: Double, sensor: Int = 0, quality: Quality = .good
) -> Reading {
  let at = zero + .seconds(second)
  return Reading(
    sensor: SensorIndex(sensor), source: SourceIndex(0), measured: at, arrived: at, value: value,
    quality: quality)
}

extension RuleEngine {
  fileprivate mutating func findings(_ readings: Reading...) -> [Finding] {
    findings(of: readings)
  }

  fileprivate mutating func findings(of readings: [Reading]) -> [Finding] {
    var found: ContiguousArray<Finding> = []
    let readings = ContiguousArray(readings)
    evaluate(readings, range: 0..<readings.count, into: &found)
    return Array(found)
  }
}

@Suite struct LimitFacts {
  @Test func aLimitIsViolatedAtTheLimitItself() {
    var rules = engine(rule())
    #expect(rules.findings(reading(0, 19.999)).isEmpty)
    let found = rules.findings(reading(1, 20))
    #expect(found.map(\.grade) == [.orange])
    #expect(found.first?.limit == 20)
    #expect(found.first?.value == 20)
  }

  @Test func theWorstViolatedLimitGivesTheGradeWhateverTheOrderOfTheLimits() {
    var rules = engine(rule([Limit(grade: .orange, value: 20), Limit(grade: .red, value: 40)]))
    #expect(rules.findings(reading(0, 90)).map(\.grade) == [.red])
  }

  @Test func anUnchangedGradeIsFoundOnce() {
    var rules = engine(rule())
    #expect(rules.findings(reading(0, 25), reading(1, 26), reading(2, 39)).count == 1)
  }

  @Test func everyChangeOfGradeIsFound() {
    var rules = engine(rule())
    let found = rules.findings(reading(0, 25), reading(1, 41), reading(2, 30), reading(3, 3), reading(4, 2))
    #expect(found.map(\.grade) == [.orange, .red, .orange, nil])
    #expect(found.map(\.limit) == [20, 40, 20, 20])
  }

  @Test func aLowLimitIsViolatedFromBelow() {
    var rules = engine(rule([Limit(grade: .red, value: 0.1)], direction: .below, hysteresis: 0.05))
    let found = rules.findings(reading(0, 0.2), reading(1, 0.1), reading(2, 0.14), reading(3, 0.15))
    #expect(found.map(\.grade) == [.red, nil])
    #expect(found.last?.measured == zero + .seconds(3))
  }

  @Test func eachLimitEndsOnlyPastItsOwnHysteresis() {
    var rules = engine(rule(hysteresis: 5))
    let values: [Double] = [41, 36, 35, 16, 15]
    let found = rules.findings(of: values.enumerated().map { reading(Int64($0), $1) })
    #expect(found.map(\.grade) == [.red, .orange, nil])
    #expect(found.map(\.value) == [41, 35, 15])
  }

  @Test func hysteresisDoesNotRaise() {
    var rules = engine(rule(hysteresis: 5))
    #expect(rules.findings(reading(0, 19), reading(1, 17)).isEmpty)
  }

  @Test func sensorsDoNotAffectEachOther() {
    var rules = engine(rule())
    let found = rules.findings(reading(0, 25), reading(0, 25, sensor: 1), reading(1, 1, sensor: 1))
    #expect(found.map(\.sensor) == [SensorIndex(0), SensorIndex(1), SensorIndex(1)])
  }

  @Test func severalRulesOnOneSensorAreFoundSeparately() {
    var rules = engine(rule(), rule([Limit(grade: .blue, value: 10)]))
    #expect(rules.findings(reading(0, 25)).map(\.threshold) == [0, 1])
  }
}

@Suite struct RefusedReadingFacts {
  @Test(arguments: Quality.allCases.filter { $0 != .good })
  func onlyAGoodValueRaises(quality: Quality) {
    var rules = engine(rule())
    #expect(rules.findings(reading(0, 99, quality: quality)).isEmpty)
    #expect(rules.findings(reading(0, 99)).count == 1)
  }

  @Test func anOlderOrEqualTimeNeverRaises() {
    var rules = engine(rule())
    #expect(rules.findings(reading(10, 1), reading(9, 99), reading(10, 99)).isEmpty)
  }

  @Test func aSensorThatTheSiteDoesNotHaveIsIgnored() {
    var rules = engine(rule())
    #expect(rules.findings(reading(0, 99, sensor: 2), reading(0, 99, sensor: -1)).isEmpty)
  }

  @Test func notANumberIsIgnored() {
    var rules = engine(rule())
    #expect(rules.findings(reading(0, .nan)).isEmpty)
    #expect(rules.findings(reading(0, 50)).count == 1)
  }

  @Test func aRuleWithoutLimitsFindsNothing() {
    var rules = engine(rule([]))
    rules.restore(sensor: SensorIndex(0), threshold: 0, grade: .red, at: zero)
    #expect(rules.findings(reading(1, 99)).isEmpty)
  }
}

@Suite struct ChangeFacts {
  private let fall = rule(
    [Limit(grade: .red, value: -10)], measure: .change(over: .seconds(60)), direction: .below)

  @Test func theChangeIsTheLastValueLessTheOldestWithinTheWindow() {
    var rules = engine(fall)
    let found = rules.findings(reading(0, 50), reading(30, 45), reading(60, 40))
    #expect(found.map(\.value) == [-10])
    #expect(found.first?.measured == zero + .seconds(60))
  }

  @Test func aValueBeforeTheWindowDoesNotCount() {
    var rules = engine(fall)
    #expect(rules.findings(reading(0, 50), reading(30, 45), reading(61, 39)).isEmpty)
  }

  @Test func oneValueIsNoChange() {
    var rules = engine(rule([Limit(grade: .blue, value: 0)], measure: .change(over: .seconds(60))))
    #expect(rules.findings(reading(0, 50)).isEmpty)
    #expect(rules.findings(reading(1000, 500)).isEmpty)
  }

  @Test func manySamplesStillReachOverTheWholeWindow() {
    // Ten a second for ten minutes, rising 0.01 each: 6.0 over a minute, at most one kept step short.
    var rules = engine(rule([Limit(grade: .red, value: 5.88)], measure: .change(over: .seconds(60))))
    var found: [Finding] = []
    for step in 0..<6000 {
      let at = zero + .milliseconds(Int64(step) * 100)
      found += rules.findings(
        Reading(
          sensor: SensorIndex(0), source: SourceIndex(0), measured: at, arrived: at,
          value: Double(step) * 0.01,
          quality: .good))
    }
    #expect(found.map(\.grade) == [.red])
    #expect((found.first?.measured ?? zero) <= zero + .seconds(60))
  }
}

@Suite struct CountFacts {
  private let counting = rule([Limit(grade: .red, value: 40)], count: 3, countWindow: .seconds(60))

  @Test func eachViolatingSampleIsReportedUntilTheCountIsReached() {
    var rules = engine(counting)
    let found = rules.findings(of: (0..<6).map { reading($0 * 10, 50) })
    #expect(found.map(\.measured) == [0, 10, 20].map { zero + .seconds($0) })
  }

  @Test func samplesFartherApartThanTheWindowAreReportedOn() {
    var rules = engine(counting)
    #expect(rules.findings(of: (0..<6).map { reading($0 * 31, 50) }).count == 6)
  }

  @Test func aValueBackInBoundsBeginsTheCountAgain() {
    var rules = engine(counting)
    let found = rules.findings(reading(0, 50), reading(1, 50), reading(2, 1), reading(3, 50), reading(4, 50))
    #expect(found.map(\.grade) == [.red, .red, nil, .red, .red])
  }
}

@Suite struct RestoreFacts {
  @Test func aRestoredGradeIsNotFoundAgainAndItsEndIs() {
    var rules = engine(rule())
    rules.restore(sensor: SensorIndex(0), threshold: 0, grade: .orange, at: zero)
    #expect(rules.findings(reading(1, 25)).isEmpty)
    #expect(rules.findings(reading(2, 1)).map(\.grade) == [nil])
  }

  @Test func nothingOlderThanARestoredTimeRaises() {
    var rules = engine(rule())
    rules.restore(sensor: SensorIndex(0), newest: zero + .seconds(100))
    #expect(rules.findings(reading(99, 99)).isEmpty)
    #expect(rules.findings(reading(101, 99)).count == 1)
  }

  @Test func restoringWhatTheSiteDoesNotHaveDoesNothing() {
    var rules = engine(rule())
    rules.restore(sensor: SensorIndex(9), threshold: 4, grade: .red, at: zero)
    rules.restore(sensor: SensorIndex(0), threshold: 4, grade: .red, at: zero - .seconds(1))
    #expect(rules.findings(reading(0, 25)).map(\.grade) == [.orange])
  }
}

@Suite struct EngineWalkFacts {
  /// The rule, written the slow way: every sample against every limit, with the grade in force in hand.
  @Test func theEngineAgreesWithASlowModelOnRandomValues() {
    var random = Seeded(0xA11A)
    var rules = engine(rule(hysteresis: 3))
    var grade: Grade?
    for step in 0..<20_000 {
      let value = Double(Int.random(in: 0...60, using: &random))
      let next = SlowModel.grade(value, inForce: grade)
      let found = rules.findings(reading(Int64(step), value))
      #expect(found.map(\.grade) == (next == grade ? [] : [next]), "seed 0xA11A, step \(step)")
      grade = next
    }
  }
}

private enum SlowModel {
  static func grade(_ value: Double, inForce: Grade?) -> Grade? {
    let isRed = value >= 40 || (inForce == .red && value > 37)
    if isRed { return .red }
    let isOrange = value >= 20 || (inForce != nil && value > 17)
    return isOrange ? .orange : nil
  }
}

// MARK: - Findings that wait for their readings

@Suite struct FindingQueueTests {
  @Test func aFindingIsGivenOutWithItsReadingAndOnce() {
    var engine = engine(rule())
    let readings = ContiguousArray([reading(1, 5), reading(2, 25), reading(3, 5), reading(4, 45)])
    var queue = FindingQueue()
    queue.look(at: readings, before: 4, with: &engine)
    #expect(queue.end == 4 && queue.waiting.count == 3)
    var taken: [[Double]] = []
    for limit in [1, 3, 3, 4] { taken.append(queue.take(before: limit).map(\.value)) }
    #expect(taken == [[], [25, 5], [], [45]])
    #expect(queue.waiting.isEmpty)
  }

  @Test func lookingAheadInPartsFindsWhatLookingAtOnceFinds() {
    let readings = ContiguousArray((0..<60).map { reading(Int64($0), Double($0 * 37 % 60), sensor: $0 % 2) })
    var (whole, parts) = (engine(rule()), engine(rule()))
    let expected = whole.findings(of: Array(readings))
    var queue = FindingQueue()
    var found: [Finding] = []
    for limit in stride(from: 10, through: 60, by: 10) {
      queue.look(at: readings, before: limit, with: &parts)
      found += queue.take(before: limit - 7)
    }
    found += queue.take(before: 60)
    #expect(found == expected)
  }
}
