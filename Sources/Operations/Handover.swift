public import Alarms
public import CityDispatch
public import CitySafety

/// What an item of a handover stands for; ordered so that lists of them compare.
public enum HandoverKey: Sendable, Hashable {
  case alarm(AlarmID)
  /// A lost source that has no open alarm of its own.
  case source(String)
  /// An entry of the shift log that somebody has to come back to.
  case followUp(Int64)
  /// All alarms that are suppressed by design, together.
  case suppressed
  /// An incident under way, with all its orders.
  case incident(IncidentID)
  /// An authored warning in force, or waiting for approval.
  case warning(PublicWarningID)
}

/// Why something must be handed over; one item may have several reasons.
public struct HandoverReasons: OptionSet, Sendable, Hashable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let severe = HandoverReasons(rawValue: 1)
  public static let unacknowledged = HandoverReasons(rawValue: 2)
  public static let shelved = HandoverReasons(rawValue: 4)
  public static let outOfService = HandoverReasons(rawValue: 8)
  /// "Acknowledged, no action" or the escalation is counting down.
  public static let clock = HandoverReasons(rawValue: 16)
  /// Offered to a person who has not answered.
  public static let receipt = HandoverReasons(rawValue: 32)
  public static let task = HandoverReasons(rawValue: 64)
  public static let lostSource = HandoverReasons(rawValue: 128)
  public static let followUp = HandoverReasons(rawValue: 256)
  public static let suppressed = HandoverReasons(rawValue: 512)
  /// An authored warning that holds.
  public static let inForce = HandoverReasons(rawValue: 1024)
  /// An authored warning waits for approval.
  public static let approval = HandoverReasons(rawValue: 2048)

  /// Every reason, in the order in which reports list them.
  public static let all: [HandoverReasons] = [
    .severe, .unacknowledged, .clock, .receipt, .task, .shelved, .outOfService, .suppressed, .lostSource,
    .followUp, .inForce, .approval,
  ]
}

/// One thing that the incoming person reads back and ticks.
public struct HandoverItem: Sendable, Hashable {
  public var key: HandoverKey
  public var reasons: HandoverReasons
  /// A tick holds for this revision only.
  public var revision: Int64
}

/// That the incoming person read an item back.
public struct HandoverTick: Sendable, Hashable {
  public var revision: Int64
  public var at: Instant
}

/// How far a handover is (alarms.md 8.3); no handover at all is "on duty".
public enum HandoverPhase: UInt8, Sendable, Hashable, CaseIterable {
  case preparing = 1
  /// Two people are there.
  case exchange
  case readback
  /// The incoming person signed; a higher-risk handover waits for the second signature.
  case signed
}

/// The handover that is under way.
public struct Handover: Sendable, Hashable {
  /// Most ticks kept; one more is refused.
  public static let tickLimit = 20_000

  /// From 1, without gaps.
  public var number: Int64
  /// Rises on every change of the handover.
  public var revision: Int64
  public var outgoing: Signature
  /// Who takes over, and since when they are there.
  public var incoming: Signature?
  /// The incoming person proved who they are at somebody else's seat.
  public var isGuest: Bool
  public var ticks: [HandoverKey: HandoverTick]
  public var signature: Signature?
  /// As of the first signature.
  public var isHigherRisk: Bool

  public init(number: Int64, outgoing: Signature) {
    self.number = number
    revision = 1
    self.outgoing = outgoing
    incoming = nil
    isGuest = false
    ticks = [:]
    signature = nil
    isHigherRisk = false
  }

  public var phase: HandoverPhase {
    if signature != nil { return .signed }
    if incoming == nil { return .preparing }
    return ticks.isEmpty ? .exchange : .readback
  }

  /// How an item stands.
  public enum Mark: Sendable, Hashable {
    case open
    case ticked(Instant)
    /// It was ticked and has changed since: it must be read again.
    case changed(tickedAt: Instant)
  }

  public func mark(of item: HandoverItem) -> Mark {
    guard let tick = ticks[item.key] else { return .open }
    return tick.revision == item.revision ? .ticked(tick.at) : .changed(tickedAt: tick.at)
  }

  /// Takes a guest away whose seat nobody holds any more: what they proved, they proved there.
  mutating func leave(seat: String?) {
    guard isGuest, let incoming, seat == nil || incoming.actor.seat == seat else { return }
    self.incoming = nil
    isGuest = false
    ticks = [:]
    signature = nil
    revision &+= 1
  }
}

/// A handover that was signed.
public struct SignedHandover: Sendable, Hashable {
  public var number: Int64
  public var outgoing: Signature
  public var incoming: Signature
  public var signature: Signature
  /// Only a higher-risk handover has it.
  public var second: Signature?
  public var isHigherRisk: Bool

  public init(
    number: Int64, outgoing: Signature, incoming: Signature, signature: Signature, second: Signature?,
    isHigherRisk: Bool
  ) {
    self.number = number
    self.outgoing = outgoing
    self.incoming = incoming
    self.signature = signature
    self.second = second
    self.isHigherRisk = isHigherRisk
  }

  /// When the last signature was given.
  public var completedAt: Instant { second?.at ?? signature.at }
}
