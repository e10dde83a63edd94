public import CitySafety

/// The numbers of the alarm life-cycle: site data, journalled when they change, so that replay needs no site.
public struct AlarmPolicy: Sendable, Hashable {
  /// One value for each grade, worst first.
  public struct ByGrade: Sendable, Hashable {
    public var values: [Span]

    /// Exactly four values; a missing one counts as zero.
    public init(_ values: [Span]) {
      self.values = (0..<4).map { values.indices.contains($0) ? values[$0] : .zero }
    }

    public subscript(grade: Grade) -> Span { values[Int(grade.rawValue) - 1] }
  }

  /// How long an acknowledged, active alarm may stay without a first action; zero: for ever (row 16).
  public var actionLimit: ByGrade
  /// How long an alarm may stay unacknowledged before it goes to the lead; zero: for ever.
  public var escalateAfter: ByGrade
  /// How long after that it goes to the leader on duty; zero: never.
  public var leaderAfter: Span
  /// The longest shelving; the end of the shift bounds it too.
  public var shelfLimit: ByGrade
  /// At most one shelf that ran out is taken off in this time for each signed-in seat.
  public var shelfRelease: Span
  /// How long a person who was assigned an alarm has to accept.
  public var offerLimit: Span
  /// How long a command may be undone.
  public var undoLimit: Span
  /// So many annunciations within `chatterWindow` are chatter.
  public var chatterCount: Int
  public var chatterWindow: Span
  /// More annunciations than this within `floodWindow` for each staffed seat begin a flood.
  public var floodStart: Int
  /// Fewer than this end it.
  public var floodEnd: Int
  public var floodWindow: Span

  public init(
    actionLimit: ByGrade, escalateAfter: ByGrade, leaderAfter: Span, shelfLimit: ByGrade, shelfRelease: Span,
    offerLimit: Span, undoLimit: Span, chatterCount: Int, chatterWindow: Span, floodStart: Int, floodEnd: Int,
    floodWindow: Span
  ) {
    self.actionLimit = actionLimit
    self.escalateAfter = escalateAfter
    self.leaderAfter = leaderAfter
    self.shelfLimit = shelfLimit
    self.shelfRelease = shelfRelease
    self.offerLimit = offerLimit
    self.undoLimit = undoLimit
    self.chatterCount = chatterCount
    self.chatterWindow = chatterWindow
    self.floodStart = floodStart
    self.floodEnd = floodEnd
    self.floodWindow = floodWindow
  }

  /// No timers and no floods: what holds before a site's policy is journalled.
  public static let silent = AlarmPolicy(
    actionLimit: ByGrade([]), escalateAfter: ByGrade([]), leaderAfter: .zero, shelfLimit: ByGrade([]),
    shelfRelease: .zero, offerLimit: .zero, undoLimit: .zero, chatterCount: 0, chatterWindow: .zero,
    floodStart: .max, floodEnd: 0, floodWindow: .zero)
}
