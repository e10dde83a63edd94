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

/// Region H, as far as it exists now.
public enum Handling: Sendable, Hashable {
  case none
  /// Taken by, or assigned to, a person.
  case owned(by: String)
}

/// The ISA-18.2 letter, a pure function of the regions.
public enum Label: UInt8, Sendable, Hashable, CaseIterable {
  case normal = 0  // A
  case unacknowledged  // B
  case acknowledged  // C
  case returnedUnacknowledged  // D
  case latchedUnacknowledged
  case latchedAcknowledged
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

  public init(id: AlarmID, key: AlarmKey, sector: Sector, source: String?, grade: Grade, at: Instant) {
    self.id = id
    self.key = key
    self.sector = sector
    self.source = source
    self.condition = .normal
    self.isAcknowledged = true
    self.latches = false
    self.isLatched = false
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
  }

  /// The derived label (invariant I2: a pure function of the regions).
  public var label: Label {
    if condition.isActive { return isAcknowledged ? .acknowledged : .unacknowledged }
    if isLatched { return isAcknowledged ? .latchedAcknowledged : .latchedUnacknowledged }
    return isAcknowledged ? .normal : .returnedUnacknowledged
  }

  /// Whether the queue shows it: anything but normal.
  public var isOpen: Bool { label != .normal }

  /// Whether it may sound: only what waits for a person does.
  public var isAudible: Bool { !isAcknowledged && isOpen }
}
