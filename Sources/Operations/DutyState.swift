public import Alarms
public import CitySafety

/// What the journal decides beside the alarms: the policy in force, who is signed in where, the flood, and
/// when the last shelf that ran out was taken off.
public struct DutyState: Sendable, Hashable {
  public internal(set) var policy: AlarmPolicy
  /// By seat; empty when an owner starts, because sessions end with it.
  public internal(set) var seats: [String: Actor]
  /// More seats than this are not counted as staffed.
  public static let seatLimit = 64
  public internal(set) var flood: FloodState
  public internal(set) var lastShelfRelease: Instant?
  /// The messages of each step in its running window.
  public internal(set) var escalations: [EscalationStep: EscalationWindow]
  /// The handover that is under way, and the last one that was signed.
  public internal(set) var handover: Handover?
  public internal(set) var lastHandover: SignedHandover?
  /// Handovers begun, and entries written, since the store was made.
  public internal(set) var handoverCount: Int64
  public internal(set) var logCount: Int64
  /// Entries of the shift log that somebody has to come back to, by number.
  public internal(set) var followUps: [Int64: RecordedEntry]
  /// The last sound self-test of each seat, at most `seatLimit`.
  public internal(set) var soundTests: [String: RecordedEntry]
  /// Most follow-ups pending at once; one more is refused.
  public static let followUpLimit = 500

  public init() {
    policy = .silent
    seats = [:]
    flood = FloodState()
    lastShelfRelease = nil
    escalations = [:]
    handover = nil
    lastHandover = nil
    handoverCount = 0
    logCount = 0
    followUps = [:]
    soundTests = [:]
  }

  /// Staffed seats for rates and slots: at least one, because the room is never empty.
  public var staffedSeats: Int { max(1, seats.count) }

  /// The seat's last self-test while it holds: made in the shift, and no longer ago than `life`.
  public func soundTest(of seat: String, since start: Instant, life: Span, now: Instant) -> RecordedEntry? {
    guard let test = soundTests[seat], test.recordedAt >= start, now - test.recordedAt < life else {
      return nil
    }
    return test
  }

  /// The wall clock moved: what counts from an earlier moment counts as before.
  mutating func stepClock(by step: Span) {
    if let last = lastShelfRelease { lastShelfRelease = last + step }
    if !flood.isEmpty { flood.newest = flood.newest + step }
    for (key, window) in escalations { escalations[key]?.ends = window.ends + step }
  }

  /// When the next shelf that ran out may be taken off (ISA-18.2 11.7.3: staggered).
  var shelfNotBefore: Instant {
    guard let lastShelfRelease else { return .epoch }
    return lastShelfRelease + Span(milliseconds: policy.shelfRelease.milliseconds / Int64(staffedSeats))
  }
}

/// How many annunciations the last minutes brought, in sixty parts of the window, and whether they are a flood.
public struct FloodState: Sendable, Hashable {
  static let parts = 60

  public internal(set) var isOn: Bool
  /// Since when, and the most annunciations of one window in it; of the last flood when none is on.
  public internal(set) var since: Instant?
  public internal(set) var peak: Int
  /// Counts by part, oldest first; the newest part began at `newest`.
  var counts: [Int32]
  var newest: Instant

  public init() {
    isOn = false
    since = nil
    peak = 0
    counts = Array(repeating: 0, count: FloodState.parts)
    newest = .epoch
  }

  mutating func forgetCounts() { counts = Array(repeating: 0, count: FloodState.parts) }

  var isEmpty: Bool { counts.allSatisfy { $0 == 0 } }

  /// Annunciations of the window that ends at `now`.
  public func count(at now: Instant, window: Span) -> Int {
    var copy = self
    copy.advance(to: now, window: window)
    return copy.counts.reduce(0) { $0 + Int($1) }
  }

  mutating func add(at now: Instant, window: Span) {
    guard window > .zero else { return }
    advance(to: now, window: window)
    counts[FloodState.parts - 1] &+= 1
    if isOn { peak = max(peak, counts.reduce(0) { $0 + Int($1) }) }
  }

  /// Lets parts that are older than the window go.
  private mutating func advance(to now: Instant, window: Span) {
    let part = max(1, window.milliseconds / Int64(FloodState.parts))
    let steps = (now - newest).milliseconds / part
    guard steps > 0 else { return }
    guard steps < Int64(FloodState.parts) else {
      counts = Array(repeating: 0, count: FloodState.parts)
      newest = Instant(milliseconds: now.milliseconds - now.milliseconds % part)
      return
    }
    counts.removeFirst(Int(steps))
    counts.append(contentsOf: repeatElement(0, count: Int(steps)))
    newest = newest + Span(milliseconds: steps * part)
  }

  /// When the count falls below `limit` if nothing more annunciates; `nil` when it never does.
  func fallsBelow(_ limit: Int, window: Span) -> Instant? {
    let part = max(1, window.milliseconds / Int64(FloodState.parts))
    var rest = counts.reduce(0) { $0 + Int($1) }
    for (index, count) in counts.enumerated() {
      if rest < limit { return newest + Span(milliseconds: Int64(index) * part) }
      rest -= Int(count)
    }
    return rest < limit ? newest + Span(milliseconds: Int64(FloodState.parts) * part) : nil
  }
}

extension DutyState {
  /// When the count falls below what a flood needs to go on.
  var floodEnd: Instant? {
    guard policy.floodWindow > .zero else { return nil }
    return flood.fallsBelow(policy.floodEnd * staffedSeats, window: policy.floodWindow)
  }
}

extension OperationsState {
  /// The entry that begins or ends a flood; `nil` when nothing changes.
  public func floodEvent(at now: Instant) -> Event? {
    let policy = duty.policy
    guard policy.floodWindow > .zero else { return nil }
    let count = duty.flood.count(at: now, window: policy.floodWindow)
    if duty.flood.isOn {
      return count < policy.floodEnd * duty.staffedSeats ? .flood(isOn: false, count: count) : nil
    }
    return count > policy.floodStart * duty.staffedSeats ? .flood(isOn: true, count: count) : nil
  }

  mutating func applyFlood(isOn: Bool, count: Int, at: Instant) {
    duty.flood.isOn = isOn
    if isOn {
      duty.flood.since = at
      duty.flood.peak = count
    } else {
      duty.endWindows(at: at)
    }
  }
}
