public import CitySafety

/// One statutory time limit for reporting an incident upward; a row of the site's data.
public struct ReportRule: Sendable, Hashable {
  /// What the limit counts from.
  public enum Start: UInt8, Sendable, Hashable {
    /// When the incident became known to the one who must report.
    case known = 0
    /// When the report before it in the chain was sent, or was due if it was not sent.
    case previousReport = 1
  }

  /// Unique at a site, such as `unit-first-report`.
  public var id: String
  public var name: Bilingual
  public var start: Start
  /// How long after the start the report is due; more than zero.
  public var limit: Span
  /// After the first, due again at this interval until the final report or the end of the incident; zero for once.
  public var every: Span
  /// Whether it starts at all, and when.
  public var condition: ReportCondition
  /// Who gets it: recipients of the outbox.
  public var recipients: [String]
  /// How long before it is due it is reminded of; `nil` for the site's own.
  public var reminder: Span?
  /// Statute and article.
  public var origin: String
  /// [I] and [K]: shown as 本地默认值.
  public var isLocalDefault: Bool

  public init(
    id: String, name: Bilingual, start: Start, limit: Span, every: Span = .zero,
    condition: ReportCondition = .always, recipients: [String] = [], reminder: Span? = nil, origin: String,
    isLocalDefault: Bool = false
  ) {
    self.id = id
    self.name = name
    self.start = start
    self.limit = limit
    self.every = every
    self.condition = condition
    self.recipients = recipients
    self.reminder = reminder
    self.origin = origin
    self.isLocalDefault = isLocalDefault
  }
}

/// When a rule starts beside being named by the incident's plan.
public enum ReportCondition: Sendable, Hashable {
  case always
  /// The event grade that was entered, or without one the suggested one, is this or worse.
  case grade(from: EventGrade)
  /// It is milder than this, or there is none.
  case gradeBelow(EventGrade)
  /// The assessment makes it a 较大涉险事故.
  case endangered
  /// The numbers of dead, missing or injured changed after a report, within this time of the start: due on the day of the
  /// change, and answered by any report.
  case casualtyChange(within: Span)
}

/// What the owner does about reports that fall due; the site's data.
public struct ReportAlarms: Sendable, Hashable {
  /// How long before a report is due it is reminded of.
  public var reminder = Span.zero
  /// Of the reminder, and of a report that is due and was not sent; `nil` for no alarm.
  public var reminderGrade: Grade?
  public var dueGrade: Grade?
  public var origin = ""
  public var isLocalDefault = false

  public init() {}
}

/// The running clock of one report.
public struct ReportClock: Sendable, Hashable {
  public enum State: Sendable, Hashable {
    /// This long is left.
    case running(Span)
    /// It is overdue by this much.
    case overdue(Span)
    /// It was sent; in time or not.
    case sent(at: Instant, inTime: Bool)
  }

  public var rule: ReportRule
  /// From 0; above it for repeated reports.
  public var round: Int
  public var startedAt: Instant
  public var due: Instant
  public var sentAt: Instant?

  /// What the clock shows at `now`.
  ///
  /// A report sent exactly when due is in time.
  public func state(at now: Instant) -> State {
    if let sentAt { return .sent(at: sentAt, inTime: sentAt <= due) }
    return now <= due ? .running(due - now) : .overdue(now - due)
  }
}

/// A report that is due, as the journal keeps it: with it figures need no site.
public struct ReportDue: Sendable, Hashable {
  /// Id of the rule.
  public var rule: String
  public var round: Int
  public var at: Instant

  public init(rule: String, round: Int, at: Instant) {
    self.rule = rule
    self.round = round
    self.at = at
  }

  public init(_ clock: ReportClock) { self.init(rule: clock.rule.id, round: clock.round, at: clock.due) }
}

/// Deadlines of the reports of one incident (domain.md 2.3: one hour for the unit, two hours a level upward,
/// the local telephone and written limits, daily follow-ups).
///
/// The limits are values of the site; nothing here knows a number.
public enum ReportClocks {
  /// Most rules of one incident, and most rounds of a repeated report that are counted at once.
  public static let ruleLimit = 32
  public static let roundLimit = 366

  /// The clocks of an incident known since `known`, in the order of `rules`.
  ///
  /// `sent` holds when each report went out, by rule id, first round first. A rule that starts at the
  /// previous report starts when that one was sent, or, unsent, at its deadline. Of a repeated report every
  /// sent round and the next one are returned.
  public static func clocks(
    rules: [ReportRule], known: Instant, sent: [String: [Instant]]
  ) -> [ReportClock] {
    clocks(rules: rules, known: known, sent: sent, began: { _ in known })
  }

  /// Likewise of rules that each begin to hold at a moment of their own, or not at all.
  static func clocks(
    rules: [ReportRule], known: Instant, sent: [String: [Instant]], began: (ReportRule) -> Instant?
  ) -> [ReportClock] {
    var clocks: [ReportClock] = []
    var previous = known
    for rule in rules.prefix(ruleLimit) {
      guard let began = began(rule) else { continue }
      let start = max(began, rule.start == .known ? known : previous)
      let reports = (sent[rule.id] ?? []).prefix(roundLimit)
      let first = ReportClock(
        rule: rule, round: 0, startedAt: start, due: start + rule.limit, sentAt: reports.first)
      clocks.append(first)
      previous = first.sentAt ?? first.due
      guard rule.every > .zero, !reports.isEmpty else { continue }
      for round in 1...reports.count {
        let startedAt = start + rule.limit + Span(milliseconds: rule.every.milliseconds &* Int64(round - 1))
        let index = reports.startIndex + round
        clocks.append(
          ReportClock(
            rule: rule, round: round, startedAt: startedAt, due: startedAt + rule.every,
            sentAt: index < reports.endIndex ? reports[index] : nil))
      }
    }
    return clocks
  }

  /// The unsent clock that is due first; `nil` when every report was sent.
  public static func next(of clocks: [ReportClock]) -> ReportClock? {
    clocks.filter { $0.sentAt == nil }.min { $0.due < $1.due }
  }
}
