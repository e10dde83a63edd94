import CitySafety
import Glibc

/// What a row mapping says, laid out for the inner loop.
final class RowPlan: Sendable {
  struct Value: Sendable {
    var metricStart: Int
    var metricCount: Int
    var scale: Double
    var shift: Double
    var isPlain: Bool
  }

  let mapping: RowMapping
  let values: [Value]
  let metrics: [UInt8]
  let sentinelTexts: [[UInt8]]
  let constantCode: [UInt8]
  /// Rows and readings taken from one body.
  let rowLimit: Int

  init(_ mapping: RowMapping, rowLimit: Int) {
    self.rowLimit = rowLimit
    self.mapping = mapping
    var metrics: [UInt8] = []
    values = mapping.values.map { value in
      let start = metrics.count
      metrics.append(contentsOf: value.metric.utf8)
      return Value(
        metricStart: start, metricCount: metrics.count - start, scale: value.scale, shift: value.shift,
        isPlain: value.scale == 1 && value.shift == 0)
    }
    self.metrics = metrics
    sentinelTexts = mapping.sentinelTexts.map { Array($0.utf8) }
    constantCode = Array(mapping.constantCode.utf8)
  }
}

/// One value of a row as its source wrote it.
enum FieldValue {
  case number(Double)
  /// Null, empty, `-`, `NaN` or a sentinel.
  case missing
  case bad
}

/// Where an old series is laid on today's clock.
private struct Replay {
  let from: Instant
  let speed: Double

  init(from: Instant, speed: Double) {
    self.from = from
    self.speed = speed > 0 ? speed : 1
  }
}

/// Turns the fields of rows into readings: times, sentinels, units, ranges.
///
/// Lives for one body.
struct RowSink {
  let context: DecodeContext
  let plan: RowPlan
  let metrics: Bytes
  private let latest: Instant
  private var seriesStart: Instant?
  private let arrived: Instant
  private let replay: Replay?
  private let timeFormat: TimeFormat
  private let offset: UTCOffset
  private let rowLimit: Int
  private let hasSentinels: Bool
  private let hasSentinelTexts: Bool
  /// Readings in the batch before this body.
  let firstReading: Int
  /// Rows met, good or bad.
  var rows = 0

  init(_ plan: RowPlan, metrics: Bytes, context: DecodeContext, batch: DecodedBatch) {
    self.plan = plan
    self.metrics = metrics
    self.context = context
    arrived = context.arrived
    latest = context.arrived + context.futureTolerance
    timeFormat = plan.mapping.timeFormat
    offset = plan.mapping.offset
    replay =
      switch plan.mapping.timeShift {
      case .none: nil
      case .replay(let from, let speed): Replay(from: from, speed: speed)
      case .replayFromStart(let speed): Replay(from: context.started, speed: speed)
      }
    hasSentinels = !plan.mapping.sentinels.isEmpty
    hasSentinelTexts = !plan.sentinelTexts.isEmpty
    firstReading = batch.readings.count
    rowLimit = plan.rowLimit
  }

  /// Counts a row; false when the answer holds more than the limit.
  @inline(__always)
  mutating func begin(_ batch: inout DecodedBatch) -> Bool {
    rows += 1
    return rows <= rowLimit && batch.readings.count - firstReading < rowLimit
  }

  /// The time at which a row counts as measured; `nil` while a replayed row is still to come.
  ///
  /// The series starts with the first row of each body whose time is understood.
  @inline(__always)
  mutating func place(_ time: Instant) -> Instant? {
    guard let replay else { return time }
    return place(time, replay)
  }

  private mutating func place(_ time: Instant, _ replay: Replay) -> Instant? {
    let start = seriesStart ?? time
    seriesStart = start
    let distance = (Double((time - start).milliseconds) / replay.speed).rounded()
    guard abs(distance) < Double(TimeText.ceiling) else { return nil }
    let shifted = replay.from + Span(milliseconds: Int64(distance))
    return shifted <= arrived ? shifted : nil
  }

  /// The time that a row gives.
  @inline(__always)
  func instant(_ time: Bytes, timeOfDay: Bytes? = nil) -> Instant? {
    TimeText.parse(time, timeOfDay: timeOfDay, format: timeFormat, offset: offset)
  }

  /// Understands a field written as text.
  @inline(__always)
  func value(_ text: Bytes, decimal: UInt8 = ASCII.point) -> FieldValue {
    if hasSentinelTexts && isSentinel(text.trimmed) { return .missing }
    if let number = DecimalNumber.parse(text, decimal: decimal) { return value(number) }
    return RowSink.meansNothing(text.trimmed) ? .missing : .bad
  }

  @inline(__always)
  func value(_ number: Double) -> FieldValue {
    hasSentinels && plan.mapping.sentinels.contains(number) ? .missing : .number(number)
  }

  private func isSentinel(_ text: Bytes) -> Bool {
    plan.sentinelTexts.contains { sentinel in sentinel.elementsEqual(text) }
  }

  /// The words that mean "no value" everywhere.
  private static func meansNothing(_ text: Bytes) -> Bool {
    text.count == 0 || text.equals("-") || text.equals("--") || text.equalsIgnoringCase("null")
      || text.equalsIgnoringCase("nan")
  }

  @inline(__always)
  func metric(_ index: Int) -> Bytes {
    let value = plan.values[index]
    return Bytes(rebasing: metrics[value.metricStart..<value.metricStart + value.metricCount])
  }

  /// Appends one reading.
  ///
  /// `entry` is the sensor's place in the lookup, `index` the value's in the mapping.
  @inline(__always)
  func store(
    _ number: Double?, entry: Int, index: Int, measured: Instant, into batch: inout DecodedBatch
  ) {
    var value = Double.nan
    var quality = Quality.missing
    if let number {
      let unit = plan.values[index]
      value = unit.isPlain ? number : number * unit.scale + unit.shift
      let isInside =
        value >= context.sensors.entries[entry].rangeLow && value <= context.sensors.entries[entry].rangeHigh
      quality = measured > latest ? .fromFuture : isInside ? .good : .outOfRange
      if !value.isFinite {
        value = .nan
        quality = .missing
      }
    }
    batch.readings.append(
      Reading(
        sensor: context.sensors.entries[entry].sensor, source: context.source, measured: measured,
        arrived: arrived, value: value, quality: quality))
  }

  /// Says that the answer is cut because it has too many rows.
  func failTooMany(at offset: Int, _ body: Bytes, into batch: inout DecodedBatch) {
    batch.fail(
      .tooManyRows, at: offset, body, zh: "超过 \(rowLimit) 行，其余未读",
      en: "more than \(rowLimit) rows; the rest was not read")
  }
}
