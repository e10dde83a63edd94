internal import Alarms
internal import CityDispatch
public import CitySafety

/// An action that the players are expected, or forbidden, to take.
public struct Expectation: Sendable, Hashable {
  public var id: String
  public var objective: String
  /// The inject whose delivery starts its clock; empty: the start of the drill.
  public var after: String
  public var text: Bilingual
  /// Any of these counts.
  public var actions: [ActionPattern]
  /// When it is expected, from the start of its clock (`t_exp` of K20); zero scores within the table's tolerance.
  public var expected: Span
  /// Until when it counts, from the start of its clock.
  public var window: Span
  /// Its share within the objective, above 0.
  public var weight: Double
  /// The seat that is to do it; empty: anybody.
  ///
  /// A training and a drill of one player hold no seat against anybody.
  public var seat: String
  /// Doing it at all, in its window, caps the objective at U.
  public var isForbidden: Bool

  public init(
    id: String, objective: String, after: String, text: Bilingual, actions: [ActionPattern], expected: Span,
    window: Span, weight: Double, seat: String, isForbidden: Bool
  ) {
    self.id = id
    self.objective = objective
    self.after = after
    self.text = text
    self.actions = actions
    self.expected = expected
    self.window = window
    self.weight = weight
    self.seat = seat
    self.isForbidden = isForbidden
  }
}

/// What an action looks like in the journal: a verb and what it is about; what is left empty matches anything.
///
/// How each verb is read from the journal is written in docs/drill-score.md.
public struct ActionPattern: Sendable, Hashable {
  /// What was done, in the words of the scenario file.
  public enum Verb: String, Sendable, Hashable, CaseIterable {
    case acknowledge, claim, assign, comment, escalate, respond, resolve, shelve, close
    case outOfService = "out-of-service"
    /// An incident is opened of an alarm.
    case openIncident = "open-incident"
    /// An order is issued to a unit or team.
    case order
    /// A unit's answer is entered on its behalf.
    case receipt
    /// The response level is set.
    case level
    /// A report upward is sent.
    case report
    /// An authored warning is issued, or lifted.
    case warn
    case lift
    /// A note in the command log, or an entry of the shift log.
    case note
    case terminate
    case closeIncident = "close-incident"
    /// A message of the drill (call, report from the scene) is taken.
    case take

    /// What may stand as its `detail`; none: it takes no detail.
    public var details: [String] {
      switch self {
      case .close: Verdict.allCases.map(\.word)
      case .receipt: ReplyScript.Step.allCases.map(\.rawValue)
      case .report: ReportKind.allCases.map(\.word)
      case .note:
        [
          "note", "call", "visit", "instruction", "equipment", "follow-up", "arrival", "media", "decision",
        ]
      case .level: ResponseLevel.allCases.map { String($0.rawValue) }
      default: []
      }
    }
  }

  public var verb: Verb
  /// Ids of sensors, rules or sources, codes of warnings, kinds of authored warnings, injects (of `take`); any of them.
  public var subjects: [String]
  /// Ids of departments or teams: one of them makes the action count, all of them make it complete.
  public var units: [String]
  /// Id of a plan.
  public var plan: String
  /// The grade or level at least: 1 red is the highest.
  public var grade: Grade?
  /// Words of what was written: one of them makes the action count, all of them make it complete; what is forbidden has all
  /// of them.
  public var words: [String]
  /// A verdict, a kind of report, a step of a receipt, a response level: one of the verb's `details`.
  public var detail: String

  public init(
    verb: Verb, subjects: [String] = [], units: [String] = [], plan: String = "", grade: Grade? = nil,
    words: [String] = [], detail: String = ""
  ) {
    self.verb = verb
    self.subjects = subjects
    self.units = units
    self.plan = plan
    self.grade = grade
    self.words = words
    self.detail = detail
  }
}

/// The terms of K20 as a scenario weighs them.
public struct ScoringTable: Sendable, Hashable {
  /// Shares of being in time, correct and complete; their sum is 1.
  public var time: Double
  public var correct: Double
  public var complete: Double
  /// Marks from which a rating holds, of 100: performed (P), with some challenges (S), with major challenges (M).
  public var performed: Double
  public var some: Double
  public var major: Double
  /// Within which an action expected at once is in time.
  public var tolerance: Span

  public init(
    time: Double, correct: Double, complete: Double, performed: Double, some: Double, major: Double,
    tolerance: Span
  ) {
    self.time = time
    self.correct = correct
    self.complete = complete
    self.performed = performed
    self.some = some
    self.major = major
    self.tolerance = tolerance
  }

  /// Reference alarms.md 9, K20.
  public static let standard = ScoringTable(
    time: 0.4, correct: 0.4, complete: 0.2, performed: 90, some: 75, major: 60, tolerance: .seconds(10))
}

extension ActionPattern {
  /// Whether a word is a number of at most three digits and nothing else, which stands in notes about anything.
  public static func saysLittle(_ word: String) -> Bool {
    word.utf8.count <= 3 && word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
