public import CitySafety

/// An alarm's number at a site.
///
/// Given once, never reused.
public struct AlarmID: Sendable, Hashable, Comparable {
  public var value: Int64
  public init(_ value: Int64) { self.value = value }
  public static func < (left: AlarmID, right: AlarmID) -> Bool { left.value < right.value }
}

/// What an alarm is about.
///
/// There is one alarm a key; it keeps its number over all its occurrences.
public enum AlarmKey: Sendable, Hashable {
  /// A threshold rule on one sensor.
  case threshold(sensor: String, rule: String)
  /// A source that is lost: one alarm for the source, not one for each of its points.
  case sourceLost(source: String)
  /// A warning that another authority issued.
  case warning(identifier: String)
  /// An earthquake of a catalogue.
  case earthquake(identifier: String)
  /// A report upward of an incident that is due by a rule.
  case reportDue(incident: Int64, rule: String)
}

/// Region C of alarms.md 8.1.
public enum Condition: Sendable, Hashable {
  case normal
  /// In violation since `since` (measured time), not yet annunciated; `count` samples so far.
  case pendingOn(since: Instant, count: Int)
  case active
  /// Back within limits since `since` (measured time), not yet returned to normal.
  case pendingOff(since: Instant)

  /// Whether the alarm counts as active: ACT or PEND_OFF.
  public var isActive: Bool {
    switch self {
    case .active, .pendingOff: true
    case .normal, .pendingOn: false
    }
  }
}

/// Region Q: whether the data behind the alarm still arrives.
public enum DataState: UInt8, Sendable, Hashable { case good = 0, stale = 1, lost = 2 }

/// The ISA-18.2 letter, a pure function of the regions.
public enum Label: UInt8, Sendable, Hashable, CaseIterable {
  case normal = 0  // A
  case unacknowledged  // B
  case acknowledged  // C
  case returnedUnacknowledged  // D
  case latchedUnacknowledged
  case latchedAcknowledged
  case shelved  // E
  case suppressed  // F: by design
  case outOfService  // G

  /// The letter of alarms.md 2.3; the two latched labels have none of their own there.
  public var letter: String {
    switch self {
    case .normal: "A"
    case .unacknowledged: "B"
    case .acknowledged: "C"
    case .returnedUnacknowledged: "D"
    case .latchedUnacknowledged: "LU"
    case .latchedAcknowledged: "LA"
    case .shelved: "E"
    case .suppressed: "F"
    case .outOfService: "G"
    }
  }
}

/// Who did something, and from where.
public struct Actor: Sendable, Hashable {
  /// Sign-in name.
  public var person: String
  public var displayName: String
  public var role: Role
  public var seat: String
  /// The lead whose code authorised this one command, if any.
  public var authoriser: String?

  public init(person: String, displayName: String, role: Role, seat: String, authoriser: String? = nil) {
    self.person = person
    self.displayName = displayName
    self.role = role
    self.seat = seat
    self.authoriser = authoriser
  }
}

/// One alarm with all its regions and counters.
public struct Alarm: Sendable, Hashable, Identifiable {
  public var id: AlarmID
  public var key: AlarmKey
  public var sector: Sector
  /// The source its data comes from; `nil` for alarms without one.
  public var source: String?
  public var condition: Condition
  public var isAcknowledged: Bool
  /// Whether the type stays until it is reset, and whether it is held now.
  public var latches: Bool
  public var isLatched: Bool
  /// Whether the type ends a shelf that was not placed at red when it turns red (row 20).
  public var breaksThrough: Bool
  public var data: DataState
  public var handling: Handling
  /// Entries into "unacknowledged" from normal or returned; 0 before the first.
  public var occurrence: Int32
  /// Rises only when the alarm gets worse or re-occurs.
  ///
  /// An acknowledgement names the version it saw.
  public var version: Int32
  /// Rises on every change of this alarm.
  public var revision: Int64
  /// The grade now, and the worst since the occurrence began.
  public var gradeNow: Grade
  public var gradeWorst: Grade
  /// First annunciation of this occurrence, last sample that changed it, return to normal (all measured
  /// time).
  public var raisedAt: Instant
  public var lastAt: Instant
  public var returnedAt: Instant?
  /// When the last change was journalled (arrival side).
  public var changedAt: Instant
  /// The value that raised it or made it worse, in the sensor's unit; `nil` where there is none.
  public var value: Double?
  public var limit: Double?
  /// Text that came with it (warnings, earthquakes, sources); thresholds take theirs from the site.
  public var text: Bilingual
  public var place: Bilingual
  /// When a received warning ends by itself.
  public var expires: Instant?
  public var acknowledgedBy: Actor?
  public var acknowledgedAt: Instant?
  public var escalatedAt: Instant?
  public var comments: Int32
  /// The delay of the pending region, and the wall-clock time at which it runs out when no sample decides
  /// before; zero and `nil` outside PEND_ON and PEND_OFF, and `nil` when only a count decides.
  public var delay: Span
  public var deadline: Instant?
  /// Measured times of the violating samples that PEND_ON counts, oldest first; at most `countLimit`.
  public var countedAt: [Instant]
  public static let countLimit = 64
  /// Who made the last change; `nil` when data, a timer or a source did.
  public var changedBy: String?
  /// Times the condition went away before it annunciated (row 4).
  public var fleeting: Int32
  /// Region S: each may hold whatever the others say.
  var shelving: Rare<Shelf>
  var service: Rare<ServiceOrder>
  /// The relations that suppress it by design, in alphabetical order; at most `relationLimit`.
  public var suppressedBy: [String]
  public static let relationLimit = 16
  /// A lead's own grade for this occurrence, and what it was found to be when it was closed.
  public var priority: Grade?
  public var verdict: Verdict?
  /// When "acknowledged, no action" is due (row 16), and when it goes one step up unacknowledged.
  public var actionDeadline: Instant?
  public var escalationDeadline: Instant?
  /// How far it went up by itself: 0 nowhere, 1 to the lead, 2 to the leader on duty.
  public var escalationStage: UInt8
  /// The newest annunciations (measured time), oldest first; as many as the policy's chatter count, at most
  /// `countLimit`.
  public var raises: [Instant]
  /// Row 24: it annunciated too often in too short a time.
  public var isChattering: Bool

  public init(id: AlarmID, key: AlarmKey, sector: Sector, source: String?, grade: Grade, at: Instant) {
    self.id = id
    self.key = key
    self.sector = sector
    self.source = source
    self.condition = .normal
    self.isAcknowledged = true
    self.latches = false
    self.isLatched = false
    self.breaksThrough = true
    self.data = .good
    self.handling = .none
    self.occurrence = 0
    self.version = 0
    self.revision = 0
    self.gradeNow = grade
    self.gradeWorst = grade
    self.raisedAt = at
    self.lastAt = at
    self.returnedAt = nil
    self.changedAt = at
    self.value = nil
    self.limit = nil
    self.text = Bilingual(same: "")
    self.place = Bilingual(same: "")
    self.expires = nil
    self.acknowledgedBy = nil
    self.acknowledgedAt = nil
    self.escalatedAt = nil
    self.comments = 0
    self.delay = .zero
    self.deadline = nil
    self.countedAt = []
    self.changedBy = nil
    self.fleeting = 0
    self.shelving = .absent
    self.service = .absent
    self.suppressedBy = []
    self.priority = nil
    self.verdict = nil
    self.actionDeadline = nil
    self.escalationDeadline = nil
    self.escalationStage = 0
    self.raises = []
    self.isChattering = false
  }

  /// The shelf that it is on; `nil` when it is on none.
  public var shelf: Shelf? {
    get { shelving.value }
    set { shelving = Rare(newValue) }
  }

  /// The order that it is out of service under; `nil` when it is in service.
  public var serviceOrder: ServiceOrder? {
    get { service.value }
    set { service = Rare(newValue) }
  }

  /// Whether it is shelved, suppressed by design or out of service: evaluated, logged and counted, not annunciated.
  public var isSuppressed: Bool {
    shelving != .absent || service != .absent || !suppressedBy.isEmpty
  }

  /// The grade it is ranked by: a lead's own, or the worst of the occurrence.
  public var grade: Grade { priority ?? gradeWorst }

  /// Whether somebody still has to look at it: unacknowledged and not suppressed.
  public var needsAcknowledgement: Bool { !isAcknowledged && !isSuppressed }

  /// The derived label (invariant I2: a pure function of the regions).
  public var label: Label {
    if service != .absent { return .outOfService }
    if !suppressedBy.isEmpty { return .suppressed }
    if shelving != .absent { return .shelved }
    return conditionLabel
  }

  /// The label without region S.
  public var conditionLabel: Label {
    if condition.isActive { return isAcknowledged ? .acknowledged : .unacknowledged }
    if isLatched { return isAcknowledged ? .latchedAcknowledged : .latchedUnacknowledged }
    return isAcknowledged ? .normal : .returnedUnacknowledged
  }

  /// Up to which measured time its samples are surely known.
  ///
  /// `lastAt` of a new alarm is when it was made, which is later than its samples where these come late; what is
  /// older than that may still be news.
  public var knownUntil: Instant {
    let known: Instant? =
      switch condition {
      case .pendingOn(let since, _): max(since, countedAt.last ?? since)
      case .pendingOff(let since): since
      case .active: raisedAt
      case .normal: occurrence > 0 ? returnedAt ?? raisedAt : nil
      }
    return min(lastAt, known ?? Instant(milliseconds: .min))
  }

  /// Whether it is over but for somebody's task: "cleared, task open" of row 12.
  public var isTaskOpen: Bool { label == .normal && handling != .none }

  /// Whether the queue lists it: anything but normal, or a task that is still open.
  public var isOpen: Bool { label != .normal || handling != .none }
}
