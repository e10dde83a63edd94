import CitySafety
import Formats
import Glibc

@testable import Ingest

/// A poller with its mailbox, and a way to wait for outcomes without sleeping.
final class PollRig {
  let queue: OutcomeQueue
  let poller: Poller
  private let wake: WakeDescriptor
  static let wall = Instant(seconds: 1_790_000_100)

  init(
    _ definitions: [SourceDefinition], folder: String = "/", remembered: [FileMark] = [], capacity: Int = 64
  ) throws {
    guard let wake = WakeDescriptor() else { throw TestFailure("no descriptors") }
    self.wake = wake
    queue = OutcomeQueue(capacity: capacity) { wake.raise() }
    let lookup = SensorLookup([
      SensorLookup.Entry(code: "A", metric: "", sensor: SensorIndex(0), rangeLow: 0, rangeHigh: 100)
    ])
    poller = try Poller(
      definitions: definitions, lookups: definitions.map { _ in lookup }, offset: .beijing,
      futureTolerance: .minutes(5), seed: 7, folder: folder, version: "test", remembered: remembered,
      clock: { PollRig.wall }, monotonic: PollRig.monotonic, outcomes: queue)
    try poller.start()
    poller.pollNow()
  }

  deinit {
    poller.stop()
  }

  @Sendable static func monotonic() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// The next outcome; an error when none comes within ten seconds.
  func next() throws -> PollOutcome {
    guard let outcome = next(within: 10_000) else { throw TestFailure("no outcome in time") }
    return outcome
  }

  /// The next outcome, or nil when none comes in time.
  func next(within milliseconds: Int64) -> PollOutcome? {
    let end = PollRig.monotonic() + milliseconds
    while true {
      wake.clear()
      if let outcome = queue.take() { return outcome }
      let left = end - PollRig.monotonic()
      if left <= 0 { return nil }
      wake.wait(milliseconds: left)
    }
  }

  /// The first outcome that fits; others are dropped.
  func next(where fits: (PollOutcome) -> Bool) throws -> PollOutcome {
    let end = PollRig.monotonic() + 10_000
    while PollRig.monotonic() < end {
      if let outcome = next(within: end - PollRig.monotonic()), fits(outcome) { return outcome }
    }
    throw TestFailure("no such outcome in time")
  }
}

extension PollOutcome {
  var kind: TransportFailure.Kind? {
    if case .failure(let failure) = result { return failure.kind }
    return nil
  }

  var batch: DecodedBatch? {
    if case .success(let batch) = result { return batch }
    return nil
  }

  var isUnchanged: Bool {
    if case .unchanged = result { return true }
    return false
  }

  var isGood: Bool { failure == nil }
}

/// Definitions for tests.
enum Feed {
  static let hour = Schedule(interval: .hours(1), jitter: 0, backoffCeiling: .hours(1))
  static let quick = Schedule(interval: .milliseconds(20), jitter: 0, backoffCeiling: .milliseconds(20))

  static var row: RowMapping {
    RowMapping(
      codeField: "code", timeField: "time", timeFormat: .epochSeconds, values: [ValueField(field: "value")])
  }

  static var json: FeedFormat { .json(JSONMapping(root: JSONPath(""), row: row)) }

  static func http(
    _ url: String, index: Int = 0, format: FeedFormat = json, schedule: Schedule = hour,
    _ change: (inout HTTPRequest) -> Void = { _ in }
  ) -> SourceDefinition {
    var request = HTTPRequest(url: url, timeout: .seconds(5))
    change(&request)
    return SourceDefinition(
      index: SourceIndex(index), id: "source-\(index)", transport: .http(request), schedule: schedule,
      format: format)
  }

  static func file(_ path: String, sizeLimit: Int = 1 << 20, schedule: Schedule = quick) -> SourceDefinition {
    SourceDefinition(
      index: SourceIndex(0), id: "file", transport: .file(path: path, sizeLimit: sizeLimit),
      schedule: schedule,
      format: json)
  }

  static func folder(
    _ path: String, pattern: String = "*.json", sizeLimit: Int = 1 << 20,
    _ completeness: DropFolder.Completeness = .endsWith("]"), moveTo: String? = nil,
    schedule: Schedule = quick
  ) -> SourceDefinition {
    let folder = DropFolder(
      path: path, pattern: pattern, sizeLimit: sizeLimit, completeness: completeness, moveTo: moveTo)
    return SourceDefinition(
      index: SourceIndex(0), id: "folder", transport: .directory(folder), schedule: schedule, format: json)
  }
}
