import CitySafety
import Formats

/// When one source is asked next: its interval with jitter, doubled after failures up to a ceiling.
///
/// Pure: the same seed gives the same waits. Times are monotonic milliseconds.
struct SourceSchedule {
  private let interval: Int64
  private let jitter: Double
  private let ceiling: Int64
  private var random: SplitMix
  /// Failures since the last good answer.
  private(set) var failures = 0
  private(set) var due: Int64

  init(_ schedule: Schedule, seed: UInt64, start: Int64) {
    interval = max(1, schedule.interval.milliseconds)
    jitter = min(0.5, max(0, schedule.jitter))
    ceiling = max(interval, schedule.backoffCeiling.milliseconds)
    random = SplitMix(seed: seed)
    let spread = min(interval, IngestLimits.firstPollWithin.milliseconds)
    due = start + Int64(random.unit() * Double(spread))
  }

  /// The wait after `failures` in a row, without jitter: the interval, once more the interval, then doubling.
  func wait(afterFailures failures: Int) -> Int64 {
    var wait = interval
    for _ in 1..<max(1, failures) {
      if wait >= ceiling / 2 { return ceiling }
      wait *= 2
    }
    return wait
  }

  /// Settles the next time after an attempt that began at `began`.
  ///
  /// A server that asks for a longer wait gets it, up to the ceiling.
  mutating func finished(began: Int64, now: Int64, isGood: Bool, atLeast: Int64 = 0) {
    failures = isGood ? 0 : failures + 1
    let shift = (random.unit() * 2 - 1) * jitter * Double(interval)
    let wait = max(wait(afterFailures: failures) + Int64(shift), 1)
    due = max(began + wait, now, now + min(atLeast, ceiling))
  }

  /// Asks at once: by hand, or because more is waiting than one poll may take.
  mutating func ask(now: Int64) {
    due = min(due, now)
  }
}

/// SplitMix64: a small seeded generator; nothing here needs more.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// At least 0 and below 1.
  mutating func unit() -> Double {
    Double(next() >> 11) / Double(UInt64(1) << 53)
  }
}
