public import CitySafety
import Formats

/// Keeps the health of every source from its outcomes.
///
/// A value without a clock: time comes in.
public struct SourceMonitor: Sendable {
  /// By position in `Site.sources`.
  public private(set) var health: [SourceHealth]
  private let limits: [(stale: Span, lost: Span)]
  /// The start of the process stands for the last good answer of a source that never gave one.
  private var started: Instant
  private var reported: [SourceState]

  public init(sources: [SourceInfo], started: Instant) {
    health = sources.map { _ in SourceHealth() }
    limits = sources.map { (stale: $0.staleAfter, lost: max($0.staleAfter, $0.lostAfter)) }
    reported = sources.map { _ in .unknown }
    self.started = started
  }

  /// Takes in what one poll came to.
  ///
  /// States change only in `transitions`.
  public mutating func note(_ outcome: PollOutcome) {
    let index = Int(outcome.source.value)
    guard health.indices.contains(index) else { return }
    health[index].lastAttempt = outcome.finishedAt
    health[index].nextAttempt = outcome.nextAttempt
    health[index].duration = outcome.duration
    health[index].quarantined += Int64(outcome.refused)
    if let failure = outcome.failure {
      health[index].failures += 1
      health[index].failure = failure
      return
    }
    let known = health[index].failures == 0 ? health[index].failure : Bilingual(same: "")
    health[index].failures = 0
    health[index].lastSuccess = outcome.finishedAt
    // Where nothing is new, what was refused before still is.
    health[index].failure = known
    if case .success(let batch) = outcome.result {
      health[index].failure = SourceMonitor.refusal(in: outcome)
      health[index].rows = batch.readings.count + batch.warnings.count + batch.earthquakes.count
    }
  }

  /// What a good answer held that was not understood, in words; empty when all was.
  private static func refusal(in outcome: PollOutcome) -> Bilingual {
    guard outcome.refused > 0 else { return Bilingual(same: "") }
    let first = outcome.quarantine.first?.detail ?? Bilingual(same: "")
    let count = outcome.refused
    return Bilingual(
      zh: "\(count) 处未读懂，已隔离：\(first.zh)",
      en: "\(count) not understood, in quarantine: \(first.en)")
  }

  /// The sources whose state is another than at the last call, in order of position.
  public mutating func transitions(at now: Instant) -> [(SourceIndex, SourceState)] {
    var changes: [(SourceIndex, SourceState)] = []
    for index in health.indices {
      let state = state(of: index, at: now)
      health[index].state = state
      if state != reported[index] {
        reported[index] = state
        changes.append((SourceIndex(index), state))
      }
    }
    return changes
  }

  /// The earliest time at which a state changes if nothing is heard; `nil` when all are lost.
  public var nextCheck: Instant? {
    var earliest: Instant?
    for index in health.indices {
      let reference = health[index].lastSuccess ?? started
      let next: Instant
      switch reported[index] {
      case .unknown, .live: next = reference + limits[index].stale
      case .stale: next = reference + limits[index].lost
      case .lost: continue
      }
      // A limit is exceeded only after it, so the change comes one millisecond later.
      let moment = next + .milliseconds(1)
      if earliest.map({ moment < $0 }) ?? true { earliest = moment }
    }
    return earliest
  }

  /// Moves what is remembered along with a step of the wall clock, so that a step loses no source.
  public mutating func clockStepped(by step: Span) {
    started = started + step
    for index in health.indices {
      health[index].lastSuccess = health[index].lastSuccess.map { $0 + step }
    }
  }

  private func state(of index: Int, at now: Instant) -> SourceState {
    let silence = (health[index].lastSuccess ?? started).age(at: now)
    if silence > limits[index].lost { return .lost }
    if silence > limits[index].stale { return .stale }
    return health[index].lastSuccess == nil ? .unknown : .live
  }
}
