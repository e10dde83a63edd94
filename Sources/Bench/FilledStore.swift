import Alarms
import CitySafety
import Glibc
import Operations
import Settings
import Store

/// Fills stores the way the owner does: events reduced, entries, alarms and readings in one slice.
final class FilledStore {
  let path: String
  let site: Site
  private let owner: StoreOwner
  private var state: OperationsState
  /// The alarm that changed last.
  private(set) var lastAlarm = AlarmID(0)

  init(path: String, site: Site) throws(BenchFailure) {
    self.path = path
    self.site = site
    do {
      owner = try StoreOwner(path: path, site: site, now: Clock.now())
    } catch {
      throw BenchFailure(error.message.en)
    }
    state = owner.takeRestored().state
  }

  /// Raises this many alarms of received warnings, spread over grades and sectors, one a second up to now.
  func raise(_ count: Int) throws(BenchFailure) {
    let now = Clock.now()
    let grades: [Grade] = [.red, .orange, .yellow, .blue]
    try append(count) { index in
      .condition(
        ConditionEvent(
          key: .warning(identifier: "bench-\(index)"), sector: Sector.allCases[index % 4], source: nil,
          grade: grades[min(3, index % 17 / 4)], measured: now - .seconds(Int64(count - index)),
          text: Bilingual(same: "第 \(index) 号预警：立即核实并回报"), place: Bilingual(same: "锡尼镇 \(index % 300) 号点")))
    }
  }

  /// Appends this many entries that raise and end alarms in turn, so that journal and timelines grow and the
  /// queue does not.
  func lengthen(_ count: Int, keys: Int = 1000) throws(BenchFailure) {
    let start = Clock.now() - .hours(24)
    try append(count) { index in
      let isRaised = (index / keys).isMultiple(of: 2)
      return .condition(
        ConditionEvent(
          key: .warning(identifier: "old-\(index % keys)"), sector: Sector.allCases[index % 4], source: nil,
          grade: isRaised ? .yellow : nil,
          measured: start + .milliseconds(Int64(index) * 80_000_000 / Int64(count)),
          text: Bilingual(same: "往日预警"), place: Bilingual(same: "独贵塔拉镇")))
    }
  }

  func append(_ count: Int, _ event: (Int) -> Event) throws(BenchFailure) {
    var done = 0
    while done < count {
      var slice = WriteSlice()
      var changed: Set<AlarmID> = []
      for index in done..<min(count, done + 1000) {
        let entry = JournalEntry(sequence: state.lastSequence + 1, at: Clock.now(), event: event(index))
        changed.formUnion(state.apply(entry))
        slice.entries.append(entry)
      }
      done += 1000
      slice.alarms = changed.compactMap { state.alarms[$0] }
      slice.dispatch = state.takeDispatchChanges()
      lastAlarm = changed.max() ?? lastAlarm
      try commit(slice)
    }
  }

  /// Stores this many readings spread evenly over all sensors, or those at some positions, and the last `span`, oldest
  /// first.
  func fill(readings count: Int, over span: Span, of positions: [Int]? = nil) throws(BenchFailure) {
    let end = Clock.now()
    let start = end - span
    let positions = positions ?? Array(site.sensors.indices)
    let sensors = positions.count
    var batch: ContiguousArray<Reading> = []
    var seed: UInt64 = 1
    for index in 0..<count {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let position = positions[index % sensors]
      let sensor = site.sensors[position]
      let at = start + .milliseconds(span.milliseconds * Int64(index / sensors) / Int64(count / sensors + 1))
      batch.append(
        Reading(
          sensor: SensorIndex(position), source: sensor.source, measured: at,
          arrived: at + .milliseconds(900),
          value: Double(seed >> 48 & 1023) / 10, quality: .good))
      if batch.count == 5000 || index == count - 1 {
        var rest = ArraySlice(batch)
        while !rest.isEmpty { rest = rest.dropFirst(try commit(WriteSlice(readings: rest))) }
        batch.removeAll(keepingCapacity: true)
      }
    }
  }

  /// Returns how many readings there was time for.
  @discardableResult
  func commit(_ slice: WriteSlice) throws(BenchFailure) -> Int {
    do {
      let taken = try owner.commit(slice).taken
      _ = try owner.maintain(now: Clock.now())
      return taken
    } catch {
      throw BenchFailure(error.message.en)
    }
  }

  /// Lets the owner finish its upkeep, then gives the file up.
  func close() throws(BenchFailure) {
    do {
      for _ in 0..<20_000 where try owner.maintain(now: Clock.now()) {}
    } catch {
      throw BenchFailure(error.message.en)
    }
    owner.close()
  }
}

extension Clock {
  static func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
