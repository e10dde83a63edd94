public import Alarms
public import CitySafety

/// The ways in which an alarm goes up by itself; each has messages of its own.
public enum EscalationStep: UInt8, Sendable, Hashable, CaseIterable {
  /// Unacknowledged too long: to the lead.
  case lead = 1
  /// Still unacknowledged: to the leader on duty.
  case leader
  /// Acknowledged without an action: to the lead (row 16).
  case noAction

  /// The reason as messages say it.
  public var reason: Bilingual {
    switch self {
    case .lead, .leader: Bilingual(zh: "超时未确认", en: "unacknowledged too long")
    case .noAction: Bilingual(zh: "确认后无处置", en: "acknowledged, no action")
    }
  }
}

/// How many escalations of one step leave one by one: site data.
public struct EscalationLimits: Sendable, Hashable {
  /// Messages about one alarm each within a window; the alarms beyond them are gathered in one summary.
  public var messages: Int
  /// How long a window lasts from its first message; zero: nothing is gathered.
  public var window: Span

  public init(messages: Int = 1, window: Span = .zero) {
    self.messages = messages
    self.window = window
  }
}

/// That an alarm went up, and in which message: decided by the owner, so that replay needs no site.
public struct EscalationNotice: Sendable, Hashable {
  public var alarm: AlarmID
  public var timer: AlarmTimer
  public var step: EscalationStep
  /// The sequence of the entry that names the message: this one's own, or that of the first alarm of a summary.
  public var message: Int64
  /// Whether the message is a summary.
  public var isGathered: Bool
  /// When the summary of this window is due.
  public var windowEnd: Instant
  /// Where it is, as a summary counts it; empty where that is not known.
  public var place: Bilingual

  public init(
    alarm: AlarmID, timer: AlarmTimer, step: EscalationStep, message: Int64, isGathered: Bool,
    windowEnd: Instant, place: Bilingual
  ) {
    self.alarm = alarm
    self.timer = timer
    self.step = step
    self.message = message
    self.isGathered = isGathered
    self.windowEnd = windowEnd
    self.place = place
  }
}

/// Escalations that wait to be told in one message.
public struct GatheredEscalations: Sendable, Hashable {
  /// Places and kinds of alarm that are told apart; the alarms of further ones count in `grades` only.
  public static let nameLimit = 64

  /// The sequence that names the message.
  public let message: Int64
  public let since: Instant
  /// Alarms by grade, worst first.
  public internal(set) var grades = [Int](repeating: 0, count: Grade.allCases.count)
  public internal(set) var places: [Bilingual: Int] = [:]
  public internal(set) var types: [AlarmType: Int] = [:]

  public init(message: Int64, since: Instant) {
    self.message = message
    self.since = since
  }

  public var count: Int { grades.reduce(0, +) }

  mutating func add(_ alarm: Alarm, place: Bilingual) {
    grades[Int(alarm.grade.rawValue) - 1] += 1
    if !place.zh.isEmpty { GatheredEscalations.add(place, to: &places) }
    GatheredEscalations.add(AlarmType(alarm.key), to: &types)
  }

  private static func add<Name>(_ name: Name, to counts: inout [Name: Int]) {
    if let count = counts[name] {
      counts[name] = count + 1
    } else if counts.count < nameLimit {
      counts[name] = 1
    }
  }
}

/// The messages of one step in a window.
public struct EscalationWindow: Sendable, Hashable {
  public internal(set) var ends: Instant
  /// Messages about one alarm each.
  public internal(set) var sent: Int
  public internal(set) var gathered: GatheredEscalations?

  public init(ends: Instant, sent: Int = 0, gathered: GatheredEscalations? = nil) {
    self.ends = ends
    self.sent = sent
    self.gathered = gathered
  }
}

extension DutyState {
  /// When the next summary is due; `nil` when none is gathered.
  var nextSummary: Instant? { escalations.values.filter { $0.gathered != nil }.map(\.ends).min() }

  mutating func take(_ notice: EscalationNotice, of alarm: Alarm, at: Instant) {
    var window = escalations[notice.step] ?? EscalationWindow(ends: notice.windowEnd)
    if notice.isGathered {
      var gathered = window.gathered ?? GatheredEscalations(message: notice.message, since: at)
      gathered.add(alarm, place: notice.place)
      window.gathered = gathered
    } else {
      if window.ends != notice.windowEnd { window = EscalationWindow(ends: notice.windowEnd) }
      window.sent += 1
    }
    escalations[notice.step] = window
  }

  /// A flood that is over holds no summary back.
  mutating func endWindows(at: Instant) {
    for (step, window) in escalations { escalations[step]?.ends = min(window.ends, at) }
  }
}

extension OperationsState {
  /// The event for a timer that ran out: with the message that tells it, where it means that an alarm goes up.
  ///
  /// `place` is where the alarm is, as a summary counts it; called only when it is needed.
  public func timerEvent(
    _ id: AlarmID, _ timer: AlarmTimer, limits: EscalationLimits, now: Instant,
    place: (Alarm) -> Bilingual
  ) -> Event {
    guard let alarm = alarms[id], let step = EscalationStep(timer, alarm) else { return .timer(id, timer) }
    let own = lastSequence + 1
    var notice = EscalationNotice(
      alarm: id, timer: timer, step: step, message: own, isGathered: false, windowEnd: now + limits.window,
      place: Bilingual(same: ""))
    // What waits is told before a new window begins.
    if let window = duty.escalations[step], window.gathered != nil || now < window.ends {
      notice.windowEnd = window.ends
      notice.isGathered = window.gathered != nil || window.sent >= limits.messages
    }
    if notice.isGathered {
      notice.message = duty.escalations[step]?.gathered?.message ?? own
      notice.place = place(alarm)
    }
    return .escalated(notice)
  }

  /// The steps whose summary is due.
  public func dueSummaries(at now: Instant) -> [EscalationStep] {
    EscalationStep.allCases.filter { step in
      duty.escalations[step].map { $0.gathered != nil && $0.ends <= now } ?? false
    }
  }
}

extension EscalationStep {
  /// The step that an alarm goes when this timer of it runs out; `nil` when it goes none.
  init?(_ timer: AlarmTimer, _ alarm: Alarm) {
    switch timer {
    case .action: self = .noAction
    case .escalation: self = alarm.escalationStage > 0 ? .leader : .lead
    case .on, .off, .expiry, .offer, .shelf: return nil
    }
  }
}
