public import Alarms
public import CitySafety

/// The number of a task; it is never given twice at a site.
public struct TaskID: Sendable, Hashable, Comparable {
  public var value: Int64
  public init(_ value: Int64) { self.value = value }
  public static func < (left: TaskID, right: TaskID) -> Bool { left.value < right.value }
}

/// The number of an incident; it is never given twice at a site.
public struct IncidentID: Sendable, Hashable, Comparable {
  public var value: Int64
  public init(_ value: Int64) { self.value = value }
  public static func < (left: IncidentID, right: IncidentID) -> Bool { left.value < right.value }
}

/// Where a task stands (发布 → 响应 → 反馈 → 归档; alarms.md 8.2).
public enum TaskState: UInt8, Sendable, Hashable, CaseIterable {
  /// Written down, not ordered: nobody outside has heard of it.
  case draft = 0
  /// Ordered; on its way to the unit.
  case issued = 1
  /// The channel took it.
  case delivered = 2
  /// The unit says that it has it.
  case received = 3
  case enRoute = 4
  case onScene = 5
  case controlled = 6
  /// What was done is told and a lead has signed it.
  case feedback = 7
  case archived = 8
  // Beside the way.
  case declined = 9
  case cancelled = 10
  case failed = 11

  public var name: Bilingual {
    switch self {
    case .draft: Bilingual(zh: "拟令", en: "Draft")
    case .issued: Bilingual(zh: "已下达", en: "Issued")
    case .delivered: Bilingual(zh: "已送达", en: "Delivered")
    case .received: Bilingual(zh: "已签收", en: "Received")
    case .enRoute: Bilingual(zh: "已出动", en: "En route")
    case .onScene: Bilingual(zh: "已到场", en: "On scene")
    case .controlled: Bilingual(zh: "已控制", en: "Controlled")
    case .feedback: Bilingual(zh: "已反馈", en: "Fed back")
    case .archived: Bilingual(zh: "已归档", en: "Archived")
    case .declined: Bilingual(zh: "已退回", en: "Declined")
    case .cancelled: Bilingual(zh: "已撤销", en: "Cancelled")
    case .failed: Bilingual(zh: "未完成", en: "Failed")
    }
  }

  /// Whether the unit is still expected to do something.
  public var isRunning: Bool {
    switch self {
    case .issued, .delivered, .received, .enRoute, .onScene, .controlled: true
    case .draft, .feedback, .archived, .declined, .cancelled, .failed: false
    }
  }

  /// Whether the order is out and nobody has said that they have it.
  public var awaitsReceipt: Bool { self == .issued || self == .delivered }

  /// Whether nothing more can come of it but the archive.
  public var isOver: Bool { self != .draft && !isRunning }
}

/// How long a unit has: from the site's `dispatch.toml` and the plan, written into the order.
public struct TaskLimits: Sendable, Hashable {
  /// A longer limit is a mistake, and an arrival with its grace could no longer be counted: 本地默认值.
  public static let longest = Span.hours(24 * 366)

  /// Until a receipt is asked for again.
  public var receipt: Span
  /// From there until it counts as missed.
  public var missed: Span
  /// Missed so often it goes to the lead.
  public var missedLimit: Int
  /// Until the unit is on the scene; zero when nobody has to go anywhere.
  public var arrival: Span
  /// By how many per cent the arrival may be late before the task is overdue.
  public var arrivalGrace: Int
  /// Until the unit has to report back; zero for no limit.
  public var feedback: Span
  /// Between two signs of life; zero when none are asked for.
  public var checkIn: Span

  public init(
    receipt: Span, missed: Span, missedLimit: Int, arrival: Span, arrivalGrace: Int, feedback: Span,
    checkIn: Span
  ) {
    self.receipt = receipt
    self.missed = missed
    self.missedLimit = missedLimit
    self.arrival = arrival
    self.arrivalGrace = arrivalGrace
    self.feedback = feedback
    self.checkIn = checkIn
  }

  /// Whether the numbers make sense: nothing below zero or above `longest`, a receipt is asked for, at least one miss.
  public var isSound: Bool {
    receipt > .zero && missed > .zero && missedLimit > 0 && (0...1000).contains(arrivalGrace)
      && [receipt, missed, arrival, feedback, checkIn].allSatisfy {
        (.zero...TaskLimits.longest).contains($0)
      }
  }
}

/// How long a unit has been silent since its last sign of life.
public enum Silence: UInt8, Sendable, Hashable, CaseIterable {
  case none = 0
  /// Longer than the check-in interval.
  case warning = 1
  /// Longer than two of them.
  case critical = 2
}

/// A sign of life of a unit, and how it came.
public struct Receipt: Sendable, Hashable {
  public var state: TaskState
  public var at: Instant
  /// Who entered it at a seat; `nil` when it came by a channel.
  public var by: Actor?
  /// By what it came: a channel's name, or `phone`, `radio`, `in person`.
  public var channel: String
  /// The words that were said, or the unit's own.
  public var words: String

  public init(state: TaskState, at: Instant, by: Actor?, channel: String, words: String) {
    self.state = state
    self.at = at
    self.by = by
    self.channel = channel
    self.words = words
  }
}

/// What is ordered: the draft of a task, and the part of it that never changes.
public struct TaskDraft: Sendable, Hashable {
  /// Id within the plan; empty when it was written by hand.
  public var planTask: String
  /// Id of the department.
  public var unit: String
  /// Id of the team; empty when the unit chooses.
  public var team: String
  public var what: Bilingual
  public var limits: TaskLimits
  /// Name of the outbox's recipient.
  public var recipient: String
  /// The task in whose place it is given.
  public var insteadOf: TaskID?
  /// Whoever orders it knows that the team is out already.
  public var acceptsCommitted: Bool

  public init(
    planTask: String, unit: String, team: String, what: Bilingual, limits: TaskLimits, recipient: String,
    insteadOf: TaskID? = nil, acceptsCommitted: Bool = false
  ) {
    self.planTask = planTask
    self.unit = unit
    self.team = team
    self.what = what
    self.limits = limits
    self.recipient = recipient
    self.insteadOf = insteadOf
    self.acceptsCommitted = acceptsCommitted
  }
}

/// One task of an incident: an order to one unit with its receipts and clocks.
public struct TaskOrder: Sendable, Hashable, Identifiable {
  /// Receipts kept of one task; at it the oldest but the first of each state go.
  public static let receiptLimit = 64

  public let id: TaskID
  public let incident: IncidentID
  public let draft: TaskDraft
  /// The colour by which it is ranked, heard and made quiet.
  public let grade: Grade
  public var state: TaskState
  public var draftedAt: Instant
  public var receipts: [Receipt]
  /// How often the order left: 1 for the first time, then 重发 1, 2 and so on.
  public var sends: Int
  /// Receipts that were asked for and did not come.
  public var missed: Int
  /// Missed so often that the lead was told.
  public var isEscalated: Bool
  public var isLate: Bool
  public var isOverdue: Bool
  public var silence: Silence
  /// What the unit reported; empty before.
  public var report: String
  /// Why it was declined, cancelled or failed.
  public var reason: String
  public var signedBy: Actor?
  // The clocks that run.
  public var receiptDue: Instant?
  /// Whether the reminder of the present window has gone out.
  public var isReminded: Bool
  public var arrivalDue: Instant?
  public var feedbackDue: Instant?
  public var silenceDue: Instant?
  public var changedAt: Instant
  public var changedBy: String?
  /// Rises on every change and never goes back.
  public var revision: Int64

  public init(id: TaskID, incident: IncidentID, draft: TaskDraft, grade: Grade, at: Instant) {
    self.id = id
    self.incident = incident
    self.draft = draft
    self.grade = grade
    state = .draft
    draftedAt = at
    receipts = []
    sends = 0
    missed = 0
    isEscalated = false
    isLate = false
    isOverdue = false
    silence = .none
    report = ""
    reason = ""
    isReminded = false
    changedAt = at
    revision = 1
  }

  /// When it first reached a state; `nil` where it skipped it or has not come so far.
  public func time(of state: TaskState) -> Instant? {
    state == .draft ? draftedAt : receipts.first { $0.state == state }?.at
  }
}
