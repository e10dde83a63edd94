public import Alarms
public import CityDispatch
public import CitySafety

/// A condition found on one key, with the delays that apply to it written out, so that replay needs no site.
public struct ConditionEvent: Sendable, Hashable {
  public var key: AlarmKey
  public var sector: Sector
  public var source: String?
  /// `nil`: no limit is violated any more.
  public var grade: Grade?
  public var value: Double?
  public var limit: Double?
  public var measured: Instant
  public var onDelay: Span
  public var offDelay: Span
  public var count: Int
  public var countWindow: Span
  public var latching: Bool
  public var text: Bilingual
  public var place: Bilingual
  public var expires: Instant?
  /// Whether red ends a shelf that was not placed at red (row 20).
  public var breaksThrough: Bool
  /// When what it reminds of is due; only of reports upward.
  public var due: Instant?

  public init(
    key: AlarmKey, sector: Sector, source: String?, grade: Grade?, value: Double? = nil, limit: Double? = nil,
    measured: Instant, onDelay: Span = .zero, offDelay: Span = .zero, count: Int = 0,
    countWindow: Span = .zero,
    latching: Bool = false, text: Bilingual = Bilingual(same: ""), place: Bilingual = Bilingual(same: ""),
    expires: Instant? = nil, breaksThrough: Bool = true
  ) {
    self.key = key
    self.sector = sector
    self.source = source
    self.grade = grade
    self.value = value
    self.limit = limit
    self.measured = measured
    self.onDelay = onDelay
    self.offDelay = offDelay
    self.count = count
    self.countWindow = countWindow
    self.latching = latching
    self.text = text
    self.place = place
    self.expires = expires
    self.breaksThrough = breaksThrough
  }
}

/// A clock that has run out for one alarm.
public typealias AlarmTimer = Alarm.ClockTimer

/// Everything that changes alarm, shift or store state: the body of one journal entry.
///
/// `indirect`: an entry is handed from room to room, and a reference is cheaper to hand on than the texts of a warning.
public indirect enum Event: Sendable, Hashable {
  case ownerStarted(version: String, seat: String)
  case ownerStopped
  case condition(ConditionEvent)
  case timer(AlarmID, AlarmTimer)
  /// A clock that means that the alarm goes up: what a timer does, and the message that tells it.
  case escalated(EscalationNotice)
  /// The summary of a step leaves: which message it is, and about how many alarms.
  case escalationsTold(EscalationStep, message: Int64, count: Int)
  case command(Command)
  case source(id: String, sector: Sector, name: Bilingual, state: SourceState, grade: Grade, at: Instant)
  case warningReceived(ReceivedWarning)
  case signedIn(Actor)
  case signedOut(person: String, seat: String)
  /// The wall clock moved against the monotonic one by more than 2 s; fires no timer.
  case clockStepped(by: Span)
  /// The numbers of the alarm life-cycle that hold from now on.
  case policy(AlarmPolicy)
  /// A relation of the site begins or ceases to suppress an alarm (row 21).
  case design(AlarmID, relation: String, isOn: Bool)
  case undone(Undo)
  /// A flood of annunciations begins or ends; `count` of the window that ends now.
  case flood(isOn: Bool, count: Int)
  /// What an owner found in the site's files of the rules that the journal knew otherwise.
  case rules([RuleSheet], isBaseline: Bool)
  /// Something written into the shift log, a step of a handover, or a change of a rule.
  case duty(DutyCommand)
  /// A clock of a task ran out, or a channel took its order or brought a receipt.
  case task(TaskID, TaskEvent, channel: String, words: String)
  /// The time of an authored warning ran out.
  case warningExpired(PublicWarningID)
  /// What another room keeps here; it changes nothing.
  case remark(Remark)
  /// Teams said where they are, by a source of receipts.
  case teamReports([TeamReport])
  /// The numbers of the alarm life-cycle as in `policy`, followed by these alarms only: where very many are open, the
  /// others follow in entries of their own, so that no transaction changes them all.
  case policyFor(AlarmPolicy, [AlarmID])
  /// The reports upward of an incident that are due, when that changed: the limits are the site's, and figures need no site.
  case reportsDue(IncidentID, [ReportDue])
}

/// One entry of the journal.
public struct JournalEntry: Sendable, Hashable {
  /// From 1, without gaps over all segments.
  public var sequence: Int64
  /// When it was written, UTC by the owner's clock.
  public var at: Instant
  public var event: Event

  public init(sequence: Int64, at: Instant, event: Event) {
    self.sequence = sequence
    self.at = at
    self.event = event
  }
}
