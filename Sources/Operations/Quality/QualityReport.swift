public import Alarms
public import CitySafety

/// What the figures say, and how far they may be believed.
public enum QualityVerdict: String, Sendable, Hashable, CaseIterable {
  case met
  case missed
  /// Fewer than 30 days of data: the value is shown, no mark is given.
  case notEnoughData = "not-enough-data"
  /// It has a value and no target.
  case noTarget = "no-target"
  /// Nothing to count it from; `QualityMeasure.needs` says what is missing, where the program does not journal it.
  case noData = "no-data"
}

/// One quality figure of a window.
public struct QualityFigure: Sendable, Hashable {
  /// Days of data below which no mark is given (ISA-18.2: at least 30).
  public static let daysNeeded = 30

  public struct Value: Sendable, Hashable {
    public var value: Double
    /// How many things were counted to get it, where that says something.
    public var count: Int?
    /// Beside a P90.
    public var median: Double?

    init(_ value: Double, of count: Int? = nil, median: Double? = nil) {
      self.value = value
      self.count = count
      self.median = median
    }
  }

  public var measure: QualityMeasure
  public var value: Value?
  public var verdict: QualityVerdict

  init(_ measure: QualityMeasure, _ value: Value?, days: Int) {
    self.measure = measure
    self.value = value
    if let value {
      if measure.target == nil {
        verdict = .noTarget
      } else if days < QualityFigure.daysNeeded {
        verdict = .notEnoughData
      } else {
        verdict = measure.target?.isMet(by: value.value) == true ? .met : .missed
      }
    } else {
      verdict = .noData
    }
  }
}

/// The alarm desk's quality over one window.
public struct QualityReport: Sendable, Hashable {
  /// Rows of each list.
  public static let listLimit = 10

  /// A type and how often it came.
  public struct Count: Sendable, Hashable {
    public var type: AlarmType
    public var count: Int
  }

  /// The worst alarm of a chattering type.
  public struct Chatter: Sendable, Hashable {
    public var type: AlarmType
    public var key: AlarmKey
    /// Run-length index ψ = Σ P(r)/r, r in seconds.
    public var index: Double
    public var annunciations: Int
    /// Three within a minute at least once.
    public var isFast: Bool

    func isWorse(than other: Chatter) -> Bool {
      (-index, -annunciations, key.sortText) < (-other.index, -other.annunciations, other.key.sortText)
    }
  }

  /// An alarm that stands for more than a day, and for how long.
  public struct Stale: Sendable, Hashable {
    public var key: AlarmKey
    public var standing: Span
  }

  public var from: Instant
  public var until: Instant
  /// Days of data: those of the window in which an owner ran for nearly all of the day.
  public var days: Int
  /// How long an owner ran.
  public var watched: Span
  /// Staffed seats on average.
  public var seats: Double
  public var entries: Int
  public var annunciations: Int
  /// Every measure once, in their order.
  public var figures: [QualityFigure]
  public var byGrade: [Grade: Int]
  /// At most `listLimit`, those that came most often first.
  public var topTypes: [Count]
  /// One of each chattering type, the worst first.
  public var chattering: [Chatter]
  /// At most `listLimit`.
  public var fleeting: [Count]
  /// Standing now; at most `listLimit`, the oldest first.
  public var stale: [Stale]
  /// Attributes of rules that were changed without an approval, at most `listLimit`, by rule.
  public var ruleChanges: [RuleDifference]
  /// Different types that came.
  public var types: Int
  /// Occurrences that were not judged for chatter, because too many alarms were followed.
  public var unfollowed: Int

  /// With K20, which comes from the scores of the exercises in the window, 0 to 100 each: the journal of a drill is its own.
  public func with(drillScores scores: [Double]) -> QualityReport {
    guard !scores.isEmpty else { return self }
    var report = self
    let mean = scores.reduce(0, +) / Double(scores.count)
    report.figures = figures.map { figure in
      figure.measure == .drillScore
        ? QualityFigure(.drillScore, .init(mean, of: scores.count), days: days) : figure
    }
    return report
  }

  /// The share of a grade among what was annunciated; 0 of none.
  public func share(of grade: Grade) -> Double {
    annunciations == 0 ? 0 : Double(byGrade[grade] ?? 0) / Double(annunciations)
  }

  static func ranked(_ counts: [AlarmType: Int]) -> [Count] {
    counts.map { Count(type: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.type.text) < ($0.count, $1.type.text) }
      .prefix(listLimit).map { $0 }
  }
}

extension AlarmKey {
  /// An order of keys that does not depend on hashing.
  var sortText: String {
    switch self {
    case .threshold(let sensor, let rule): "0\(sensor)\u{0}\(rule)"
    case .sourceLost(let source): "1\(source)"
    case .warning(let identifier): "2\(identifier)"
    case .earthquake(let identifier): "3\(identifier)"
    case .reportDue(let incident, let rule): "4\(incident)\u{0}\(rule)"
    }
  }
}
