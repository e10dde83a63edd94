/// A warning that another authority issued and this centre received.
///
/// It is shown, never minted here (气象灾害防御条例 §30; domain.md 3.1).
public struct ReceivedWarning: Sendable, Hashable {
  public enum Status: UInt8, Sendable, Hashable { case actual = 0, exercise, system, test, draft }
  public enum MessageType: UInt8, Sendable, Hashable { case alert = 0, update, cancel, acknowledge, error }

  /// Unique over all issuers: CAP `identifier`, or the national `alertid`.
  public var identifier: String
  public var sender: String
  public var sent: Instant
  public var status: Status
  public var messageType: MessageType
  /// Identifiers that this message supersedes or cancels.
  public var references: [String]
  /// Free text of the kind of event, such as `大雾` or `Severe Thunderstorm Warning`.
  public var event: String
  /// National code such as `11B17`, when one was given.
  public var eventCode: String?
  /// The issuer's own colour (national profile), or `nil` for an OASIS message, whose grade the site's table gives.
  public var colour: Grade?
  /// OASIS CAP severity, urgency and certainty words, as sent.
  public var severity: String?
  public var urgency: String?
  public var certainty: String?
  public var effective: Instant?
  public var onset: Instant?
  public var expires: Instant?
  public var headline: String
  public var text: String
  public var instruction: String
  public var area: String
  /// Administrative or geocode values of the area.
  public var geocodes: [String]

  public init(
    identifier: String, sender: String = "", sent: Instant, status: Status = .actual,
    messageType: MessageType = .alert, references: [String] = [], event: String = "",
    eventCode: String? = nil,
    colour: Grade? = nil, severity: String? = nil, urgency: String? = nil, certainty: String? = nil,
    effective: Instant? = nil, onset: Instant? = nil, expires: Instant? = nil, headline: String = "",
    text: String = "", instruction: String = "", area: String = "", geocodes: [String] = []
  ) {
    self.identifier = identifier
    self.sender = sender
    self.sent = sent
    self.status = status
    self.messageType = messageType
    self.references = references
    self.event = event
    self.eventCode = eventCode
    self.colour = colour
    self.severity = severity
    self.urgency = urgency
    self.certainty = certainty
    self.effective = effective
    self.onset = onset
    self.expires = expires
    self.headline = headline
    self.text = text
    self.instruction = instruction
    self.area = area
    self.geocodes = geocodes
  }
}

/// One earthquake as a catalogue reported it.
public struct Earthquake: Sendable, Hashable {
  /// Catalogue and event id, such as `usgs:ci37868143` or `cenc:CC20191212100824`.
  public var identifier: String
  public var origin: Instant
  public var updated: Instant
  /// Degrees.
  public var latitude: Double
  public var longitude: Double
  /// Kilometres; absent when the catalogue gave none.
  public var depth: Double?
  /// Absent when the catalogue gave none; such an event never alarms.
  public var magnitude: Double?
  public var place: String
  public var isReviewed: Bool
  /// Whether the catalogue calls it an earthquake; blasts, explosions and the like are shown and never alarm.
  public var isNatural: Bool

  public init(
    identifier: String, origin: Instant, updated: Instant, latitude: Double, longitude: Double,
    depth: Double? = nil, magnitude: Double? = nil, place: String, isReviewed: Bool, isNatural: Bool
  ) {
    self.identifier = identifier
    self.origin = origin
    self.updated = updated
    self.latitude = latitude
    self.longitude = longitude
    self.depth = depth
    self.magnitude = magnitude
    self.place = place
    self.isReviewed = isReviewed
    self.isNatural = isNatural
  }
}
