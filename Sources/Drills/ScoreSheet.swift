public import CitySafety

/// Marks of 100, in hundredths, so that the same drill gives the same digits everywhere.
public struct Points: Sendable, Hashable, Comparable {
  /// 0 to 10,000.
  public var hundredths: Int

  public init(hundredths: Int) { self.hundredths = hundredths }

  /// The nearest to a share of 0 to 1.
  init(share: Double) { hundredths = Int((min(max(0, share), 1) * 10_000).rounded()) }

  public static func < (left: Points, right: Points) -> Bool { left.hundredths < right.hundredths }

  /// With two decimals and a point, whatever the place: `87.50`.
  public var text: String {
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}

/// How an objective was performed (HSEEP).
public enum Rating: String, Sendable, Hashable, CaseIterable {
  case performed = "P"
  case some = "S"
  case major = "M"
  case unable = "U"

  public var name: Bilingual {
    switch self {
    case .performed: Bilingual(zh: "完成无困难", en: "Performed without challenges")
    case .some: Bilingual(zh: "完成有困难", en: "Performed with some challenges")
    case .major: Bilingual(zh: "完成有重大困难", en: "Performed with major challenges")
    case .unable: Bilingual(zh: "未能完成", en: "Unable to be performed")
    }
  }
}

extension ScoringTable {
  public func rating(of points: Points) -> Rating {
    if points >= ScoringTable.mark(performed) { return .performed }
    if points >= ScoringTable.mark(some) { return .some }
    return points >= ScoringTable.mark(major) ? .major : .unable
  }

  /// The most that is still rated U.
  var cap: Points { Points(hundredths: max(0, ScoringTable.mark(major).hundredths - 1)) }

  private static func mark(_ number: Double) -> Points { Points(share: number / 100) }
}

/// What of a drill was done how well: a pure function of the scenario and the journal.
public struct ScoreSheet: Sendable, Hashable {
  /// Who did what, and where it stands.
  public struct Evidence: Sendable, Hashable {
    /// Number of the journal entry.
    public var sequence: Int64
    /// Drill time.
    public var at: Instant
    public var verb: ActionPattern.Verb
    public var person: String
    public var displayName: String
    public var role: Role
    public var seat: String
    /// The unit, plan, level and the like that it was about, as far as it had them.
    public var target: String
  }

  /// Why an action does not count, or counts against the players.
  public enum Fault: String, Sendable, Hashable, CaseIterable {
    case undone
    case withdrawn
    /// Another unit, plan, grade or level than was expected.
    case target
    /// Right, but another role's to do.
    case seat
    case forbidden
  }

  public struct Wrong: Sendable, Hashable {
    public var fault: Fault
    public var evidence: Evidence
    /// The expectation that it was a try at.
    public var expectation: String
  }

  public enum Outcome: String, Sendable, Hashable {
    case met
    case missed
    /// Its inject never came, or the drill ended before it was due: it counts for nothing.
    case notDue = "not-due"
    /// Of what is forbidden: it was not done, or it was.
    case avoided
    case violated
  }

  /// One expectation against what was done.
  public struct Line: Sendable, Hashable {
    public var expectation: Expectation
    /// When its clock started, and when it was expected.
    public var clock: Instant?
    public var due: Instant?
    public var outcome: Outcome
    public var action: Evidence?
    /// Shares of 100; zero where it was missed.
    public var time = Points(hundredths: 0)
    public var correct = Points(hundredths: 0)
    public var complete = Points(hundredths: 0)
    public var points = Points(hundredths: 0)
    /// Units and words that were asked for and are not there.
    public var lacking: [String] = []

    /// Whether it counts in the score.
    public var isScored: Bool { outcome == .met || outcome == .missed }
  }

  public struct ObjectiveResult: Sendable, Hashable {
    public var objective: Scenario.Objective
    /// `nil` where nothing of it came due.
    public var points: Points?
    public var rating: Rating?
    /// Something forbidden was done.
    public var isCapped: Bool
  }

  public struct PersonResult: Sendable, Hashable {
    public var person: String
    public var displayName: String
    public var role: Role
    public var points: Points?
    public var rating: Rating?
    public var met: Int
    public var missed: Int
    public var wrong: Int
    public var forbidden: Int
  }

  public var scenario: String
  public var version: Int
  public var kind: Scenario.Kind
  public var seed: UInt64
  public var startedAt: Instant?
  /// `nil` while it runs.
  public var endedAt: Instant?
  public var offset: UTCOffset
  public var points: Points?
  public var rating: Rating?
  /// As the scenario has them.
  public var objectives: [ObjectiveResult]
  public var people: [PersonResult]
  public var lines: [Line]
  /// In the order of the journal.
  public var wrong: [Wrong]
  public var deliveries: [DrillState.Delivery]
  public var observations: [DrillState.Observation]
  public var refused: [DrillState.RefusedRequest]
  public var interruptions: [DrillCourse.Interruption]
  public var pauses: [DrillCourse.Pause]
  public var isCut: Bool

  /// Drill time that passed.
  public var length: Span {
    guard let startedAt, let endedAt else { return .zero }
    return max(.zero, endedAt - startedAt)
  }
}
