import Alarms
import Analysis
import CitySafety
import Formats
import Operations
import Settings
import Store

/// Readings through decoding, rules, reducer and durable store, in this process and without a screen: the owner's
/// own steps in the owner's own order.
struct IngestBench {
  enum Shape: String, CaseIterable { case json = "JSON", csv = "CSV" }

  let site: Site
  let readings: Int

  private var lookup: SensorLookup {
    SensorLookup(
      site.sensors.enumerated().map { index, sensor in
        SensorLookup.Entry(
          code: sensor.id, metric: "", sensor: SensorIndex(index), rangeLow: sensor.rangeLow,
          rangeHigh: sensor.rangeHigh)
      })
  }

  private func format(_ shape: Shape) -> FeedFormat {
    let row = RowMapping(
      codeField: "deviceCode", timeField: "collectTime", values: [ValueField(field: "value")])
    return shape == .json
      ? .json(JSONMapping(root: JSONPath("rows"), row: row)) : .csv(CSVMapping(row: row))
  }

  /// All answers, made before the clock runs: every sensor once a second, quiet values with a little noise.
  private func bodies(_ shape: Shape, rows: Int) -> [[UInt8]] {
    let encoder = FeedEncoder(format: format(shape))
    let first = Clock.now() - .seconds(Int64(readings / site.sensors.count) + 10)
    var seed: UInt64 = 7
    return stride(from: 0, to: readings, by: rows).map { start in
      let encoded = (start..<min(readings, start + rows)).map { index in
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let sensor = site.sensors[index % site.sensors.count]
        let share = 0.3 + Double(seed >> 52) / 4096 * 0.02
        let value = sensor.rangeLow + (sensor.rangeHigh - sensor.rangeLow) * share
        let at = Instant(seconds: first.milliseconds / 1000 + Int64(index / site.sensors.count))
        return EncodedRow(
          code: sensor.id, time: at, values: [.init(value: (value * 100).rounded() / 100)])
      }
      var body: [UInt8] = []
      encoder.encode(rows: encoded, into: &body)
      return body
    }
  }

  private var context: DecodeContext {
    DecodeContext(
      source: SourceIndex(0), arrived: Clock.now(), offset: .beijing, futureTolerance: .minutes(2),
      sensors: lookup)
  }

  func run(folder: String, shape: Shape, rows: Int, into report: inout Report) throws(BenchFailure) {
    let bodies = bodies(shape, rows: rows)
    decodeAlone(bodies, shape, rows, into: &report)
    let store: StoreOwner
    do {
      store = try StoreOwner(
        path: "\(folder)/ingest-\(shape.rawValue)-\(rows).sqlite", site: site, now: Clock.now())
    } catch {
      throw BenchFailure(error.message.en)
    }
    var path = IngestPath(
      site: site, store: store, decoder: FeedDecoder(format: format(shape)), context: context)
    let cpu = Usage.own()
    let start = Clock.milliseconds()
    for body in bodies { try path.take(body) }
    let seconds = (Clock.milliseconds() - start) / 1000
    let used = Usage.own() - cpu
    store.close()
    let rate = Double(path.inserted) / seconds
    let cost = used / Double(path.inserted) * 1e6
    let times = store.times
    let slices = Figures(path.slices)
    report.add(
      Row(
        measurement: "ingest, \(shape.rawValue), \(rows) rows an answer",
        median: "\(rate.text(0)) readings/s",
        goal: "≥ 100,000/s", isMet: rate >= 100_000,
        note:
          "\(path.inserted) readings, \(path.entries) journal entries, in \(path.slices.count) commits of "
          + "\(slices.median.text(2)) ms, p99 \(slices.p99.text(2)) ms"))
    report.add(
      lockRow("write lock held, \(shape.rawValue), \(rows) rows an answer", times.held, goal: 5, times))
    report.add(
      Row(
        measurement: "ingest, \(shape.rawValue), \(rows) rows an answer: CPU",
        median: "\(cost.text(2)) s per million", goal: "≤ 4 s", isMet: cost <= 4,
        note: "Prometheus 2.0, VictoriaMetrics 3.6, without rules (figures of the same kind of machine)"))
  }

  /// How long transactions held the write lock, and what part of it was work and what the disk's.
  private func lockRow(
    _ name: String, _ held: LockTimes, goal: Double, _ times: WritingTimes
  ) -> Row {
    func text(_ duration: Duration) -> String { (duration / .milliseconds(1)).milliseconds }
    let above = held.count(above: .milliseconds(Int64(goal)))
    let notes = [
      "\(held.count) transactions, longest \(text(held.worst)), p99.9 \(text(held.within(0.999))), \(above) above",
      "before COMMIT p99 \(text(times.worked.within(0.99))), longest \(text(times.worked.worst))",
      "COMMIT of \(times.flushed.count) durable ones \(text(times.flushed.within(0.5))), "
        + "longest \(text(times.flushed.worst))",
      "\(times.checkpoints.count) checkpoints without the lock, \(text(times.checkpoints.within(0.5))), "
        + "longest \(text(times.checkpoints.worst))",
    ]
    return Row(
      measurement: name, median: text(held.within(0.5)), p99: text(held.within(0.99)),
      goal: "never > \(goal.text(0)) ms", isMet: above == 0, note: notes.joined(separator: "; "))
  }

  private func decodeAlone(_ bodies: [[UInt8]], _ shape: Shape, _ rows: Int, into report: inout Report) {
    var decoder = FeedDecoder(format: format(shape))
    var batch = DecodedBatch()
    let context = context
    var total = 0
    let cpu = Usage.own()
    for body in bodies {
      batch.removeAll()
      body.withUnsafeBytes { decoder.decode($0, context: context, into: &batch) }
      total += batch.readings.count
    }
    let used = Usage.own() - cpu
    let megabytes = Double(bodies.reduce(0) { $0 + $1.count }) / 1e6
    report.add(
      Row(
        measurement: "decode alone, \(shape.rawValue), \(rows) rows an answer",
        median: "\((megabytes / used).text(0)) MB/s",
        note:
          "\((Double(total) / used / 1e6).text(1)) M readings/s; JSONDecoder 13.9, JSONSerialization 8.3 MB/s"
      ))
  }
}

/// The owner's way of one answer.
private struct IngestPath {
  let site: Site
  let store: StoreOwner
  var decoder: FeedDecoder
  var context: DecodeContext
  var state: OperationsState
  var engine: RuleEngine
  var batch = DecodedBatch()
  var findings = FindingQueue()
  var inserted = 0
  var entries = 0
  var slices: [Double] = []

  init(site: Site, store: StoreOwner, decoder: FeedDecoder, context: DecodeContext) {
    self.site = site
    self.store = store
    self.decoder = decoder
    self.context = context
    state = store.takeRestored().state
    engine = RuleEngine(site: site)
  }

  mutating func take(_ body: [UInt8]) throws(BenchFailure) {
    batch.removeAll()
    context.arrived = Clock.now()
    body.withUnsafeBytes { decoder.decode($0, context: context, into: &batch) }
    var position = 0
    findings = FindingQueue()
    while position < batch.readings.count {
      let end = min(batch.readings.count, position + store.readingsPerSlice)
      position += try write(position..<end)
    }
    do {
      _ = try store.maintain(now: Clock.now())
    } catch {
      throw BenchFailure(error.message.en)
    }
  }

  /// Writes as many of these readings as one transaction takes; returns how many.
  private mutating func write(_ range: Range<Int>) throws(BenchFailure) -> Int {
    findings.look(at: batch.readings, before: range.upperBound, with: &engine)
    var slice = WriteSlice(readings: ArraySlice(batch.readings[range]))
    slice.isFollowed = findings.waiting.contains { state.conditionEvent(for: $0, site: site) != nil }
    do {
      let done = try store.commit(slice) { taken in
        var consequences = Consequences()
        var changed: Set<AlarmID> = []
        for finding in findings.take(before: range.lowerBound + taken) {
          guard let event = state.conditionEvent(for: finding, site: site) else { continue }
          let entry = JournalEntry(sequence: state.lastSequence + 1, at: context.arrived, event: event)
          changed.formUnion(state.apply(entry))
          consequences.entries.append(entry)
        }
        consequences.alarms = changed.compactMap { state.alarms[$0] }
        entries += consequences.entries.count
        return consequences
      }
      inserted += done.inserted
      slices.append(Double(done.duration.components.attoseconds) / 1e15)
      return done.taken
    } catch {
      throw BenchFailure(error.message.en)
    }
  }
}
