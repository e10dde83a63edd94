public import CitySafety

/// The times that hold for every order of a site, from its `dispatch.toml`.
public struct OrderPolicy: Sendable, Hashable {
  /// Until a receipt is asked for again, and from there until it counts as missed.
  public var receipt: Span
  public var missed: Span
  /// Missed so often it goes to the lead.
  public var missedLimit: Int
  /// By how many per cent an arrival may be late.
  public var arrivalGrace: Int
  /// Between two signs of life.
  public var checkIn: Span

  /// The defaults of alarms.md 8.2 (TicketsCAD's windows of 60 and 120 s, ETA + 50 %, check-in 20 min): 本地默认值.
  public init(
    receipt: Span = .seconds(60), missed: Span = .seconds(120), missedLimit: Int = 2, arrivalGrace: Int = 50,
    checkIn: Span = .minutes(20)
  ) {
    self.receipt = receipt
    self.missed = missed
    self.missedLimit = missedLimit
    self.arrivalGrace = arrivalGrace
    self.checkIn = checkIn
  }

  /// The limits of one order.
  public func limits(arrival: Span, feedback: Span) -> TaskLimits {
    TaskLimits(
      receipt: receipt, missed: missed, missedLimit: missedLimit, arrival: arrival,
      arrivalGrace: arrivalGrace,
      feedback: feedback, checkIn: checkIn)
  }
}
