public import CitySafety

/// The level of an emergency response: what we do, written in the plan (总体预案 3.3.2); one is the highest.
///
/// Neither a warning colour (`Grade`) nor the grade of an event (`EventGrade`).
public enum ResponseLevel: UInt8, Sendable, Hashable, CaseIterable {
  case one = 1
  case two = 2
  case three = 3
  case four = 4

  public var name: Bilingual {
    switch self {
    case .one: Bilingual(zh: "一级响应", en: "Level 1")
    case .two: Bilingual(zh: "二级响应", en: "Level 2")
    case .three: Bilingual(zh: "三级响应", en: "Level 3")
    case .four: Bilingual(zh: "四级响应", en: "Level 4")
    }
  }
}

/// The grade of what happened (突发事件应对法 2024 §3): by harm to people and extent.
public enum EventGrade: UInt8, Sendable, Hashable, CaseIterable {
  /// 特别重大
  case extraordinary = 1
  /// 重大
  case major = 2
  /// 较大
  case large = 3
  /// 一般
  case ordinary = 4

  public var name: Bilingual {
    switch self {
    case .extraordinary: Bilingual(zh: "特别重大", en: "Extraordinary")
    case .major: Bilingual(zh: "重大", en: "Major")
    case .large: Bilingual(zh: "较大", en: "Large")
    case .ordinary: Bilingual(zh: "一般", en: "Ordinary")
    }
  }
}

/// Which alarms call for a plan.
public struct PlanTrigger: Sendable, Hashable {
  /// At least one.
  public var subjects: [AlarmSubject]
  /// This grade or worse.
  public var from: Grade
  /// Administrative codes; empty for anywhere.
  public var towns: [String]

  public init(subjects: [AlarmSubject], from: Grade, towns: [String] = []) {
    self.subjects = subjects
    self.from = from
    self.towns = towns
  }
}

/// What a plan orders at one warning grade.
public struct PlanResponse: Sendable, Hashable {
  public var grade: Grade
  public var level: ResponseLevel
  /// The post that commands, such as 分管副旗长.
  public var commander: Bilingual

  public init(grade: Grade, level: ResponseLevel, commander: Bilingual) {
    self.grade = grade
    self.level = level
    self.commander = commander
  }
}

/// A measure that the law or the plan demands; the commander ticks it.
public struct ChecklistItem: Sendable, Hashable {
  public var text: Bilingual
  /// From this grade on.
  public var from: Grade
  /// The article, such as 突发事件应对法 §66 (2).
  public var origin: String

  public init(text: Bilingual, from: Grade, origin: String) {
    self.text = text
    self.from = from
    self.origin = origin
  }

  /// The section of its article, such as `§66`: the first that its origin names.
  public var section: String? {
    guard let mark = origin.firstIndex(of: "§") else { return nil }
    let digits = origin[origin.index(after: mark)...].prefix { $0.isASCII && $0.isNumber }
    return digits.isEmpty ? nil : "§" + digits
  }
}

/// An order that a plan holds ready.
public struct PlanTask: Sendable, Hashable {
  /// Unique within its plan.
  public var id: String
  /// Who does it: id of a department.
  public var unit: String
  /// Which kind of team it asks for; empty when the unit itself acts.
  public var teamKind: String
  /// A short imperative.
  public var what: Bilingual
  /// Ordered from this grade on.
  public var from: Grade
  /// How long the unit has until it is on the scene; zero when nobody has to go anywhere.
  public var arrival: Span
  /// How long until it has to report back.
  public var feedback: Span
  /// Materials that it takes along: id of the material and how much, in its unit.
  public var materials: [String: Double]

  public init(
    id: String, unit: String, teamKind: String = "", what: Bilingual, from: Grade, arrival: Span,
    feedback: Span, materials: [String: Double] = [:]
  ) {
    self.id = id
    self.unit = unit
    self.teamKind = teamKind
    self.what = what
    self.from = from
    self.arrival = arrival
    self.feedback = feedback
    self.materials = materials
  }
}

/// How often a plan must be drilled at least; the site's data.
public struct DrillInterval: Sendable, Hashable {
  public var months: Int
  /// Statute and article.
  public var origin: String

  public init(months: Int, origin: String) {
    self.months = months
    self.origin = origin
  }
}

/// 预案: who does what when an alarm of a kind and grade comes; from the site's `plans` folder.
public struct ResponsePlan: Sendable, Hashable, Identifiable {
  public var id: String
  public var name: Bilingual
  /// As the document names its edition.
  public var version: String
  public var trigger: PlanTrigger
  /// One a grade, worst first; at least one, each grade once.
  public var responses: [PlanResponse]
  public var checklist: [ChecklistItem]
  /// At least one; the order in which they are given.
  public var tasks: [PlanTask]
  /// Units and posts that are told and have nothing to do: recipients of the outbox.
  public var notices: [String]
  /// What the public is advised to do (应对法 §67 (五)).
  public var advice: Bilingual
  /// Ids of the report rules whose clocks start.
  public var reports: [String]
  /// When it was last evaluated, a local date `2025-06-01`; domain.md 7.1 asks for about three years.
  public var evaluatedOn: String
  /// `nil`: no interval is named.
  public var drill: DrillInterval?
  public var origin: String
  public var isLocalDefault: Bool

  public init(
    id: String, name: Bilingual, version: String, trigger: PlanTrigger, responses: [PlanResponse],
    checklist: [ChecklistItem], tasks: [PlanTask], notices: [String], advice: Bilingual, reports: [String],
    evaluatedOn: String, drill: DrillInterval? = nil, origin: String, isLocalDefault: Bool
  ) {
    self.id = id
    self.name = name
    self.version = version
    self.trigger = trigger
    self.responses = responses
    self.checklist = checklist
    self.tasks = tasks
    self.notices = notices
    self.advice = advice
    self.reports = reports
    self.evaluatedOn = evaluatedOn
    self.drill = drill
    self.origin = origin
    self.isLocalDefault = isLocalDefault
  }

  /// What it orders at a grade: the row of the grade, or of the next milder one that it has.
  public func response(at grade: Grade) -> PlanResponse? {
    responses.filter { $0.grade.rawValue >= grade.rawValue }.min { $0.grade.rawValue < $1.grade.rawValue }
      ?? responses.max { $0.grade.rawValue < $1.grade.rawValue }
  }

  /// The local date on which it must be evaluated again, `days` after the last time; `nil` when that is no date.
  public func evaluationDue(everyDays days: Int) -> String? {
    guard let last = TimeText.parse(evaluatedOn, offset: .utc) else { return nil }
    return CivilTime(last + Span.hours(24) * Int64(days), at: .utc).date
  }

  /// Whether that date is before `today`, a local date such as `2026-11-25`.
  public func isOverdue(on today: String, everyDays days: Int) -> Bool {
    evaluationDue(everyDays: days).map { $0 < today } ?? false
  }
}
