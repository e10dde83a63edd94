internal import Alarms
internal import CitySafety
internal import GRDB
internal import Operations

/// The trends of the sensors that a pane may draw, read again only when a minute was written or has passed.
struct TrendBook {
  /// Sensors a sector that carry a trend: those in the worst alarm first, then by their type's priority.
  static let sensorsPerSector = 16

  private let sectors: [Sector]
  private let priorities: [Int]
  private var chosen: [Int] = []
  private var minute = Int64.min
  private var change: Int64 = -1
  private var trends: ContiguousArray<[Float]>

  init(site: Site) {
    sectors = site.sensors.map { site.sensorTypes[$0.type].sector }
    priorities = site.sensors.map { site.sensorTypes[$0.type].priority }
    trends = ContiguousArray(repeating: [], count: site.sensors.count)
  }

  /// The trends now: the running minute shows the latest value, those before it the roll-up's means.
  mutating func read(
    alarms: AlarmTable, latest: ContiguousArray<LatestValue?>, refs: [Int64], now: Instant, _ db: Database
  ) throws -> ContiguousArray<[Float]> {
    let minute = RollupBook.minute(now.milliseconds)
    let change = try Int64.fetchOne(db, sql: "SELECT rollup_change FROM state") ?? 0
    let chosen = choose(alarms)
    if chosen != self.chosen || minute != self.minute || change != self.change {
      trends = ContiguousArray(repeating: [], count: refs.count)
      for sensor in chosen { trends[sensor] = try means(of: refs[sensor], through: minute, db) }
      (self.chosen, self.minute, self.change) = (chosen, minute, change)
    }
    for sensor in chosen {
      guard let value = latest[sensor], StoreOwner.isCharted(value.quality) else { continue }
      let slot =
        Snapshot.trendMinutes - 1 - Int(clamping: minute - RollupBook.minute(value.measured.milliseconds))
      // The roll-up has the mean of a minute once it is over; until then the latest value stands for it.
      if slot == Snapshot.trendMinutes - 1
        || (slot >= 0 && slot < Snapshot.trendMinutes && trends[sensor][slot].isNaN)
      {
        trends[sensor][slot] = Float(value.value)
      }
    }
    return trends
  }

  private func means(of ref: Int64, through minute: Int64, _ db: Database) throws -> [Float] {
    var means = [Float](repeating: .nan, count: Snapshot.trendMinutes)
    let first = minute - Int64(Snapshot.trendMinutes) + 1
    let rows = try RawStatement(
      db, "SELECT minute, sum / count FROM rollup WHERE sensor = ? AND minute >= ? AND minute <= ?")
    try rows.bind(1, ref)
    try rows.bind(2, first)
    try rows.bind(3, minute)
    while try rows.next() { means[Int(rows.int(0) - first)] = Float(rows.double(1)) }
    return means
  }

  /// Positions of the chosen sensors, ascending.
  private func choose(_ alarms: AlarmTable) -> [Int] {
    let severity = alarms.bySensor.map { $0.map(\.grade.severity).max() ?? 0 }
    var bySector = [[Int]](repeating: [], count: Sector.allCases.count)
    for (position, sector) in sectors.enumerated() { bySector[sector.index].append(position) }
    return bySector.flatMap { sensors in
      sensors.sorted { (-severity[$0], priorities[$0], $0) < (-severity[$1], priorities[$1], $1) }
        .prefix(TrendBook.sensorsPerSector)
    }.sorted()
  }
}
