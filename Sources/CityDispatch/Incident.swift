public import Alarms
public import CitySafety

/// Where an incident stands.
public enum IncidentState: UInt8, Sendable, Hashable, CaseIterable {
  /// The response runs.
  case responding = 1
  /// 解除: the danger is over; who started it has ended it (应对法 §70).
  case terminated = 2
  /// Closed with a verdict and lessons.
  case closed = 3

  public var name: Bilingual {
    switch self {
    case .responding: Bilingual(zh: "响应中", en: "Responding")
    case .terminated: Bilingual(zh: "已解除", en: "Terminated")
    case .closed: Bilingual(zh: "已结案", en: "Closed")
    }
  }
}

/// What is written down when an incident is opened.
public struct IncidentDraft: Sendable, Hashable {
  /// Alarms it was made of; at least one.
  public var alarms: [AlarmID]
  /// Id and version of the plan; empty without one.
  public var plan: String
  public var planVersion: String
  public var title: Bilingual
  public var place: Bilingual
  public var sector: Sector
  public var grade: Grade
  public var level: ResponseLevel
  /// The post or person that commands.
  public var commander: String
  public var checklist: [ChecklistItem]
  public var tasks: [TaskDraft]

  public init(
    alarms: [AlarmID], plan: String, planVersion: String, title: Bilingual, place: Bilingual, sector: Sector,
    grade: Grade, level: ResponseLevel, commander: String, checklist: [ChecklistItem], tasks: [TaskDraft]
  ) {
    self.alarms = alarms
    self.plan = plan
    self.planVersion = planVersion
    self.title = title
    self.place = place
    self.sector = sector
    self.grade = grade
    self.level = level
    self.commander = commander
    self.checklist = checklist
    self.tasks = tasks
  }
}

/// Casualties and damage as far as they are known; what grades an event (domain.md 2.2).
public struct Assessment: Sendable, Hashable {
  public var dead = 0
  public var missing = 0
  /// Seriously (重伤), acute poisoning among them.
  public var injured = 0
  /// People in danger (涉险).
  public var endangered = 0
  public var evacuated = 0
  /// Direct loss in yuan.
  public var loss = 0.0
  /// Burnt or flooded area in hectares.
  public var area = 0.0
  /// 严重环境污染, and 危及重要场所和设施 (21号令 §26): seen by a person, not counted.
  public var isPolluting = false
  public var threatensCriticalPlace = false
  /// Of an earthquake; 0 where there was none.
  public var magnitude = 0.0

  public init() {}
}

/// An incident: alarms that are answered together, under one commander.
public struct Incident: Sendable, Hashable, Identifiable {
  public static let taskLimit = 200
  public static let alarmLimit = 1000

  public let id: IncidentID
  public let openedAt: Instant
  public let openedBy: Actor
  public var alarms: [AlarmID]
  public let plan: String
  public let planVersion: String
  public let title: Bilingual
  public let place: Bilingual
  public let sector: Sector
  /// The warning colour: of the alarms, when it was opened or extended.
  public internal(set) var grade: Grade
  /// What happened, by harm; `nil` until somebody says so.
  public var eventGrade: EventGrade?
  /// What we do.
  public var level: ResponseLevel
  public var commander: String
  public var state: IncidentState
  public internal(set) var checklist: [ChecklistItem]
  /// When each item of the checklist was ticked, by position.
  public var ticks: [Int: Instant]
  public var assessment: Assessment
  /// When reports were sent, by rule id, first round first; as their clocks count it.
  public var reports: [String: [Instant]]
  public var terminatedAt: Instant?
  public var closedAt: Instant?
  /// Why it was terminated, and what was found and learnt when it was closed.
  public var reason: String
  public var verdict: String
  public var lessons: String
  public var changedAt: Instant
  public var changedBy: String?
  public var revision: Int64
  /// The reports upward, and what their clocks count from.
  public var reporting: Reporting

  public init(id: IncidentID, draft: IncidentDraft, by actor: Actor, at: Instant) {
    self.id = id
    openedAt = at
    openedBy = actor
    alarms = draft.alarms
    plan = draft.plan
    planVersion = draft.planVersion
    title = draft.title
    place = draft.place
    sector = draft.sector
    grade = draft.grade
    level = draft.level
    commander = draft.commander
    state = .responding
    checklist = draft.checklist
    ticks = [:]
    assessment = Assessment()
    reports = [:]
    reason = ""
    verdict = ""
    lessons = ""
    changedAt = at
    changedBy = actor.displayName
    revision = 1
    reporting = Reporting(known: at)
  }
}
