internal import Alarms
internal import CityDispatch
public import CitySafety
internal import GRDB
public import Operations

/// The states of a store's journal, back and forth: what a seat would have seen at any of its moments.
///
/// It replays the journal; going back begins at the nearest state that was kept. Lives on one thread.
public final class TimeTravel {
  /// Entries between two states that are kept.
  private static let stride = 500

  private struct Place {
    /// Entries applied.
    var count = 0
    var state = OperationsState()
    var dispatch = DispatchTable()
    var warnings = PublicWarningTable()
  }

  public let entries: [JournalEntry]
  private let site: Site
  private let queue: DatabaseQueue
  private let refs: [Int64]
  private let positions: [Int64: Int]
  private var trends: TrendBook
  private var here = Place()
  private var kept: [Place] = [Place()]
  private var number: UInt64 = 0

  public init(path: String, site: Site) throws(StoreFailure) {
    self.site = site
    entries = try JournalReading.entries(of: path)
    queue = try StoreReader.open(path)
    trends = TrendBook(site: site)
    do {
      let known = try queue.read { try OwnerMemory.refs(of: "sensor", $0) }
      refs = site.sensors.map { known[$0.id] ?? 0 }
    } catch {
      throw StoreFailure(error)
    }
    positions = TableReading.positions(of: refs)
  }

  /// What stood at a moment, with everything that was journalled in it.
  public func snapshot(at now: Instant) throws(StoreFailure) -> Snapshot {
    move(to: entries.partitionIndex { $0.at > now })
    number += 1
    do {
      return try queue.read { db in try snapshot(at: now, db) }
    } catch {
      throw StoreFailure(error)
    }
  }

  private func move(to count: Int) {
    if count < here.count { here = kept.last { $0.count <= count } ?? Place() }
    while here.count < count {
      _ = here.state.apply(entries[here.count])
      here.count += 1
      let changes = here.state.takeDispatchChanges()
      if !changes.isEmpty { here.dispatch = DispatchTable(here.dispatch, changes) }
      let warnings = here.state.takeWarningChanges()
      if !warnings.isEmpty { here.warnings = PublicWarningTable(here.warnings, warnings) }
      if here.count % TimeTravel.stride == 0, here.count > kept.last?.count ?? 0 { kept.append(here) }
    }
  }

  private func snapshot(at now: Instant, _ db: Database) throws -> Snapshot {
    let alarms = AlarmTable(open: here.state.alarms.each.filter(\.isOpen), site: site)
    let latest = try latest(at: now, db)
    let shown = entries[..<here.count].filter { !$0.event.isRecord }
    var snapshot = Snapshot(
      number: number, takenAt: now, sequence: entries[..<here.count].last?.sequence ?? 0, alarms: alarms,
      latest: latest, trends: try trends.read(alarms: alarms, latest: latest, refs: refs, now: now, db),
      sources: site.sources.map { health(of: $0, at: now) },
      warnings: try TableReading.warnings(limit: Snapshot.warningLimit, db).filter { $0.sent <= now },
      earthquakes: try TableReading.earthquakes(limit: Snapshot.earthquakeLimit, db).filter {
        $0.updated <= now
      },
      events: Array(shown.suffix(Snapshot.eventLimit).reversed()), storeBytes: 0)
    snapshot.duty = here.state.duty
    snapshot.dispatch = here.dispatch
    snapshot.publicWarnings = here.warnings
    snapshot.rules = here.state.rules
    snapshot.remarks = entries[..<here.count].filter(\.event.isRemark)
    return snapshot
  }

  private func health(of source: SourceInfo, at now: Instant) -> SourceHealth {
    var health = SourceHealth()
    health.state = here.state.sources[source.id] ?? .unknown
    return health
  }

  /// The newest value of each sensor that had arrived.
  private func latest(at now: Instant, _ db: Database) throws -> ContiguousArray<LatestValue?> {
    var latest = ContiguousArray<LatestValue?>(repeating: nil, count: site.sensors.count)
    let rows = try RawStatement(
      db,
      """
      SELECT sensor, max(measured), lag, value, quality, revision FROM reading
        WHERE measured <= ?1 AND measured + lag <= ?1 GROUP BY sensor
      """)
    try rows.bind(1, now.milliseconds)
    while try rows.next() {
      if let position = positions[rows.int(0)] { latest[position] = TableReading.latestValue(rows) }
    }
    return latest
  }
}

extension RandomAccessCollection {
  /// The first position whose element belongs behind, in a collection where those stand behind all others.
  fileprivate func partitionIndex(where isBehind: (Element) -> Bool) -> Index {
    var (low, high) = (startIndex, endIndex)
    while low != high {
      let middle = index(low, offsetBy: distance(from: low, to: high) / 2)
      if isBehind(self[middle]) { high = middle } else { low = index(after: middle) }
    }
    return low
  }
}
