public import CitySafety

/// Which report of an incident it is (信息报告; domain.md 2.3).
public enum ReportKind: UInt8, Sendable, Hashable, CaseIterable {
  /// 初报
  case first = 1
  /// 续报
  case followUp = 2
  /// 终报: after it no follow-up is due.
  case final = 3

  /// The word of the site's files.
  public var word: String {
    switch self {
    case .first: "first"
    case .followUp: "follow-up"
    case .final: "final"
    }
  }

  public var name: Bilingual {
    switch self {
    case .first: Bilingual(zh: "初报", en: "First report")
    case .followUp: Bilingual(zh: "续报", en: "Follow-up report")
    case .final: Bilingual(zh: "终报", en: "Final report")
    }
  }
}

/// What of the incident a field of a report is filled with before somebody types.
public enum ReportSource: String, Sendable, Hashable, CaseIterable {
  case time, place, title, alarms, casualties, evacuated, loss, area, measures, commander, grades
}

/// One field of the reports upward; a row of the site's data.
public struct ReportField: Sendable, Hashable, Identifiable {
  /// Unique at a site, such as `casualties`.
  public var id: String
  public var name: Bilingual
  /// The kinds of report that may not leave without it.
  public var required: Set<ReportKind>
  public var source: ReportSource?
  /// Statute and article.
  public var origin: String
  /// [I] and [K]: shown as 本地默认值.
  public var isLocalDefault: Bool

  public init(
    id: String, name: Bilingual, required: Set<ReportKind>, source: ReportSource? = nil, origin: String,
    isLocalDefault: Bool = false
  ) {
    self.id = id
    self.name = name
    self.required = required
    self.source = source
    self.origin = origin
    self.isLocalDefault = isLocalDefault
  }
}

/// A report upward as it is sent.
public struct UpwardReport: Sendable, Hashable {
  /// Most fields of a report.
  public static let fieldLimit = 40

  public struct Entry: Sendable, Hashable {
    /// Id of a `ReportField`.
    public var field: String
    public var text: String

    public init(field: String, text: String) {
      self.field = field
      self.text = text
    }
  }

  /// The number that it has among the reports of the incident, from 1.
  ///
  /// It is what its writer saw as the next: another seat that was faster makes it refused.
  public var number: Int
  public var kind: ReportKind
  /// Id of the rule that it answers; empty for none.
  public var rule: String
  /// Those that are not empty.
  public var entries: [Entry]
  /// Which report it corrects, and in what.
  public var corrects: ReportCorrection?

  public init(number: Int, kind: ReportKind, rule: String, entries: [Entry]) {
    self.number = number
    self.kind = kind
    self.rule = rule
    self.entries = entries
  }

  public func text(of field: String) -> String { entries.first { $0.field == field }?.text ?? "" }

  /// The first field that its kind may not leave without and that is empty.
  public func missing(of fields: [ReportField]) -> ReportField? {
    fields.first { $0.required.contains(kind) && text(of: $0.id).isEmpty }
  }
}

/// What an incident keeps of a report that was sent; its text stands in the timeline.
public struct ReportMark: Sendable, Hashable {
  public var number: Int
  public var kind: ReportKind
  /// Which of its kind, from 1: 续报 3.
  public var version: Int
  public var rule: String
  public var at: Instant
  public var by: String?
  /// The number of the report that it corrects.
  public var corrects: Int?

  public init(
    number: Int, kind: ReportKind, version: Int, rule: String, at: Instant, by: String?, corrects: Int? = nil
  ) {
    self.corrects = corrects
    self.number = number
    self.kind = kind
    self.version = version
    self.rule = rule
    self.at = at
    self.by = by
  }

  /// 初报, 初报（第 2 版）, 续报 3, 更正：初报.
  public var name: Bilingual {
    let name = plainName
    return corrects == nil ? name : Bilingual(zh: "更正：\(name.zh)", en: "Correction: \(name.en)")
  }

  private var plainName: Bilingual {
    let name = kind.name
    if kind == .followUp { return Bilingual(zh: "\(name.zh) \(version)", en: "\(name.en) \(version)") }
    guard version > 1 else { return name }
    return Bilingual(zh: "\(name.zh)（第 \(version) 版）", en: "\(name.en) (version \(version))")
  }
}

/// What the reports upward of an incident hang on: moments as its clocks count them, and what was sent.
///
/// A step of the wall clock moves every moment of it along, except those that say when a report left.
public struct Reporting: Sendable, Hashable {
  /// Most reports of one incident; one more is refused.
  public static let reportLimit = 1000
  /// Most changes of assessment and grade that are kept: the first, and the newest.
  public static let changeLimit = 64

  public struct Assessed: Sendable, Hashable {
    public var at: Instant
    public var assessment: Assessment

    public init(at: Instant, assessment: Assessment) {
      self.at = at
      self.assessment = assessment
    }
  }

  public struct Graded: Sendable, Hashable {
    public var at: Instant
    public var grade: EventGrade

    public init(at: Instant, grade: EventGrade) {
      self.at = at
      self.grade = grade
    }
  }

  /// When the incident became known.
  public var known: Instant
  public var sent: [ReportMark] = []
  /// The newest report, from which the next one is carried on.
  public var last: UpwardReport?
  public var lastAt: Instant?
  /// Oldest first.
  public var assessed: [Assessed] = []
  public var graded: [Graded] = []
  /// The reports that are due, as the journal last said (`ReportDue`).
  public var due: [ReportDue] = []

  public init(known: Instant) { self.known = known }

  /// Whether the casualties have changed since the last report left: the change itself is to be reported.
  public var owesCasualties: Bool {
    guard let lastAt else { return false }
    var known = Assessment()
    for change in assessed {
      if change.at > lastAt, change.assessment.differsInCasualties(from: known) { return true }
      known = change.assessment
    }
    return false
  }

  /// Whether the final report has left.
  public var isFinal: Bool { sent.contains { $0.kind == .final } }

  mutating func take(_ report: UpwardReport, by: String?, at: Instant) {
    if let correction = report.corrects {
      let version = sent.first { $0.number == correction.number }?.version ?? 1
      sent.append(
        ReportMark(
          number: report.number, kind: report.kind, version: version, rule: report.rule, at: at, by: by,
          corrects: correction.number))
      // What the next report is carried on from; no clock counts from a correction.
      if let last, (last.corrects?.number ?? last.number) == correction.number { self.last = report }
      return
    }
    let version = sent.count { $0.kind == report.kind && $0.corrects == nil } + 1
    sent.append(
      ReportMark(
        number: report.number, kind: report.kind, version: version, rule: report.rule, at: at, by: by))
    last = report
    lastAt = at
  }

  mutating func take(_ assessment: Assessment, at: Instant) {
    assessed.append(Assessed(at: at, assessment: assessment))
    if assessed.count > Reporting.changeLimit { assessed.remove(at: 1) }
  }

  mutating func take(_ grade: EventGrade, at: Instant) {
    graded.append(Graded(at: at, grade: grade))
    if graded.count > Reporting.changeLimit { graded.remove(at: 1) }
  }

  mutating func stepClock(by step: Span) {
    known = known + step
    lastAt = lastAt.map { $0 + step }
    for index in assessed.indices { assessed[index].at = assessed[index].at + step }
    for index in graded.indices { graded[index].at = graded[index].at + step }
    for index in due.indices { due[index].at = due[index].at + step }
  }
}
