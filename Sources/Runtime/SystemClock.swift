public import CitySafety
internal import Glibc

/// The process's clock: UTC, possibly shifted so that old data can be replayed, and a monotonic one for delays.
public struct SystemClock: Sendable, Hashable {
  /// Added to the machine's wall clock; zero in real use.
  public var shift: Span

  public init(shift: Span = .zero) {
    self.shift = shift
  }

  /// A clock that shows `start` now and goes on from there.
  public init(startingAt start: Instant) {
    shift = start - SystemClock.machineNow()
  }

  /// Wall clock, UTC.
  public func now() -> Instant {
    SystemClock.machineNow() + shift
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
