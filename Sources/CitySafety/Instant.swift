/// A point in time: whole milliseconds of UTC since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Instant: Sendable, Hashable, Comparable {
  public var milliseconds: Int64

  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  public init(seconds: Int64) {
    self.milliseconds = seconds &* 1000
  }

  public static let epoch = Instant(milliseconds: 0)
  /// Sorts after every real time; stands for "never".
  public static let distantFuture = Instant(milliseconds: .max / 4)

  public static func < (left: Instant, right: Instant) -> Bool {
    left.milliseconds < right.milliseconds
  }

  public static func + (left: Instant, right: Span) -> Instant {
    Instant(milliseconds: left.milliseconds &+ right.milliseconds)
  }

  public static func - (left: Instant, right: Span) -> Instant {
    Instant(milliseconds: left.milliseconds &- right.milliseconds)
  }

  public static func - (left: Instant, right: Instant) -> Span {
    Span(milliseconds: left.milliseconds &- right.milliseconds)
  }

  /// The age of something measured at `self`, seen at `now`: max(0, now − self), so that it is never negative.
  public func age(at now: Instant) -> Span {
    Span(milliseconds: max(0, now.milliseconds &- milliseconds))
  }
}

/// A length of time in whole milliseconds.
public struct Span: Sendable, Hashable, Comparable {
  public var milliseconds: Int64

  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  public static let zero = Span(milliseconds: 0)
  public static func milliseconds(_ count: Int64) -> Span { Span(milliseconds: count) }
  public static func seconds(_ count: Int64) -> Span { Span(milliseconds: count * 1000) }
  public static func minutes(_ count: Int64) -> Span { Span(milliseconds: count * 60_000) }
  public static func hours(_ count: Int64) -> Span { Span(milliseconds: count * 3_600_000) }

  public var seconds: Int64 { milliseconds / 1000 }
  /// The nearest whole number of seconds: a step of an hour is met as an hour and a millisecond or two, more or less.
  public var nearestSecond: Int64 { Int64((Double(milliseconds) / 1000).rounded()) }

  public static func < (left: Span, right: Span) -> Bool { left.milliseconds < right.milliseconds }
  public static func * (left: Span, right: Int64) -> Span { Span(milliseconds: left.milliseconds * right) }
  public static func + (left: Span, right: Span) -> Span {
    Span(milliseconds: left.milliseconds + right.milliseconds)
  }
}
