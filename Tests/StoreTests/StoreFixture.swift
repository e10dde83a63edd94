import Alarms
import CitySafety
import GRDB
import Glibc
import Operations
import Store
import TestSites

/// SplitMix64: the same seed gives the same numbers.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A folder of its own for one test, taken away with it, and a site of a few sensors.
final class Fixture {
  static let start = Instant(milliseconds: 1_795_420_800_000)
  private let scratch: TestFolder
  var folder: String { scratch.path }
  let site: Site
  var state = OperationsState()
  var sequence: Int64 = 0

  init(sensors: Int = 4, change: (inout Site) -> Void = { _ in }) throws {
    scratch = try TestFolder()
    var site = Fixture.makeSite(sensors: sensors)
    change(&site)
    self.site = site
  }

  static func names(in folder: String) -> [String] { TestFolder.names(in: folder) }

  var path: String { folder + "/store.sqlite" }

  func open(now: Instant = start, policy: StorePolicy = StorePolicy()) throws -> StoreOwner {
    // A clock that stands still: no transaction runs out of time on a slow machine.
    let instant = ContinuousClock.now
    return try StoreOwner(path: path, site: site, now: now, policy: policy, clock: { instant })
  }

  func reader() throws -> StoreReader { try StoreReader(path: path, site: site) }

  func reading(
    _ sensor: Int, at seconds: Double, _ value: Double, quality: Quality = .good, late: Int64 = 500
  ) -> Reading {
    let measured = Fixture.start + .milliseconds(Int64(seconds * 1000))
    return Reading(
      sensor: SensorIndex(sensor), source: SourceIndex(0), measured: measured,
      arrived: measured + .milliseconds(late), value: quality == .missing ? .nan : value, quality: quality)
  }

  /// Journals events, applies them, and returns the slice that an owner would write.
  func slice(_ events: [Event], at: Instant = start) -> WriteSlice {
    var slice = WriteSlice()
    var changed: Set<AlarmID> = []
    let before = state.duty
    for event in events {
      sequence += 1
      let entry = JournalEntry(sequence: sequence, at: at, event: event)
      changed.formUnion(state.apply(entry))
      slice.entries.append(entry)
    }
    for id in changed.sorted() {
      if let alarm = state.alarms[id] { slice.alarms.append(alarm) } else { slice.dropped.append(id) }
    }
    if state.duty != before { slice.duty = state.duty }
    return slice
  }

  /// A condition on one sensor's rule.
  func condition(_ sensor: Int, _ grade: Grade?, at seconds: Int64 = 0) -> Event {
    .condition(
      ConditionEvent(
        key: .threshold(sensor: "s\(sensor)", rule: "high"), sector: .lifelines, source: "feed", grade: grade,
        value: 12, limit: 10, measured: Fixture.start + .seconds(seconds)))
  }

  /// Runs SQL on the file as someone with an editor would, past the triggers.
  func tamper(_ sql: String...) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "DROP TRIGGER IF EXISTS journal_never_changed")
      try db.execute(sql: "DROP TRIGGER IF EXISTS journal_never_shortened")
      try db.execute(sql: "DROP TRIGGER IF EXISTS alarm_never_back")
      for statement in sql { try db.execute(sql: statement) }
    }
    try queue.close()
  }

  func number(_ sql: String) throws -> Int64? {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { db in try Int64.fetchOne(db, sql: sql) }
  }

  private static func makeSite(sensors: Int) -> Site {
    let text = Bilingual(zh: "测", en: "test")
    let place = Place(name: text)
    let types = Sector.allCases.map { sector in
      SensorType(
        id: sector.word, name: text, sector: sector, object: text, unit: "m", rangeLow: -1e6, rangeHigh: 1e6,
        decimals: 1, priority: 1)
    }
    return Site(
      id: "test", name: text, centre: place, offset: .beijing, isMadeUp: true, departments: [], towns: [],
      sensorTypes: types,
      sensors: (0..<sensors).map { index in
        Sensor(
          id: "s\(index)", name: text, alias: "s", type: index % 4, riskPoint: 0, department: 0,
          source: SourceIndex(0), place: place, rangeLow: -1e6, rangeHigh: 1e6, cadence: .seconds(1),
          staleAfter: .seconds(5), code: "c\(index)", metric: "", isMadeUp: true)
      }, riskPoints: [], thresholds: [],
      sources: [
        SourceInfo(
          id: "feed", name: text, sector: .lifelines, interval: .seconds(1), staleAfter: .seconds(2),
          lostAfter: .seconds(5), lostGrade: .orange, isMadeUp: true)
      ],
      warnings: WarningPolicy(
        severityTable: [], areaPrefixes: [], defaultValidity: .hours(24), quakeRules: [],
        quakeMaximumAge: .hours(1)), futureTolerance: .seconds(60), readingRetention: .hours(48),
      storeLimit: 1 << 40, idleLock: .minutes(15))
  }
}

extension StoreOwner {
  /// Maintains until nothing waits, within a bound.
  func maintainAll(now: Instant) throws {
    for _ in 0..<10_000 {
      if try !maintain(now: now) { return }
    }
  }
}
