public import CitySafety
internal import Glibc

/// The process's clock: UTC, possibly shifted so that old data can be replayed, and a monotonic one for delays.
public struct SystemClock: Sendable, Hashable {
  /// Added to the machine's wall clock; zero in real use.
  public var shift: Span
  /// Where a drill moves the clock; `nil` in real use and in a replay.
  public var pace: ClockPace?

  public init(shift: Span = .zero) {
    self.shift = shift
  }

  /// A clock that shows `start` now and goes on from there.
  public init(startingAt start: Instant) {
    shift = start - SystemClock.machineNow()
  }

  /// A clock that shows `instant` until somebody moves it.
  static func standing(at instant: Instant) -> SystemClock {
    var clock = SystemClock()
    clock.pace = ClockPace(instant: instant, rate: 0)
    return clock
  }

  /// Wall clock, UTC.
  public func now() -> Instant {
    pace.map { $0.now(monotonic: SystemClock.monotonic()) } ?? SystemClock.machineNow() + shift
  }

  /// Milliseconds of a clock that never steps; for delays inside the process.
  public static func monotonic() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// Milliseconds of a clock that never steps and goes on while the machine sleeps.
  static func sinceBoot() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  private static func machineNow() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}

/// The course of a drill's clock: from a moment on, so many times as fast as the wall.
public struct ClockPace: Sendable, Hashable {
  public var instant: Instant
  /// On the monotonic clock of this machine, in milliseconds, when it showed `instant`.
  public var since: Int64
  /// Thousandths of the wall clock; 0 while it stands.
  public var rate: Int

  init(instant: Instant, since: Int64 = SystemClock.monotonic(), rate: Int) {
    self.instant = instant
    self.since = since
    self.rate = rate
  }

  func now(monotonic: Int64) -> Instant {
    instant + Span(milliseconds: max(0, monotonic - since) * Int64(rate) / 1000)
  }

  /// How long the wall takes until the clock shows `then`, in milliseconds; `nil` while it stands.
  func pause(until then: Instant, monotonic: Int64) -> Int64? {
    guard rate > 0 else { return nil }
    let left = (then - now(monotonic: monotonic)).milliseconds
    return left <= 0 ? 0 : (left * 1000 + Int64(rate) - 1) / Int64(rate)
  }
}

/// Notices that the wall clock stepped against the monotonic one.
struct ClockStepDetector {
  /// A smaller difference is drift, not a step (design.md, Time and threads).
  static let tolerance = Span.seconds(2)

  private var wall: Instant
  private var monotonic: Int64

  init(wall: Instant, monotonic: Int64) {
    self.wall = wall
    self.monotonic = monotonic
  }

  /// The step since the last call, or `nil` when there was none.
  mutating func step(wall newWall: Instant, monotonic newMonotonic: Int64) -> Span? {
    let moved = (newWall - wall).milliseconds - (newMonotonic - monotonic)
    wall = newWall
    monotonic = newMonotonic
    return abs(moved) > ClockStepDetector.tolerance.milliseconds ? Span(milliseconds: moved) : nil
  }
}
