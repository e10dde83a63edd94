public import CitySafety

/// A kind of material; a row of the site's `materials.csv`.
public struct Material: Sendable, Hashable, Identifiable {
  public var id: String
  public var name: Bilingual
  /// Seven digits of GB/T 38565-2020; empty where the site does not know it.
  public var code: String
  /// What one of it is, such as 只 or m3.
  public var unit: Bilingual

  public init(id: String, name: Bilingual, code: String, unit: Bilingual) {
    self.id = id
    self.name = name
    self.code = code
    self.unit = unit
  }
}

/// A store of materials; a row of `stores.csv`.
public struct MaterialStore: Sendable, Hashable, Identifiable {
  public var id: String
  public var name: Bilingual
  /// Id of the department that keeps it.
  public var unit: String
  public var place: Place
  public var phone: String
  public var isMadeUp: Bool

  public init(id: String, name: Bilingual, unit: String, place: Place, phone: String, isMadeUp: Bool) {
    self.id = id
    self.name = name
    self.unit = unit
    self.place = place
    self.phone = phone
    self.isMadeUp = isMadeUp
  }
}

/// What of a material lies in a store; a row of `stocks.csv`.
public struct Stock: Sendable, Hashable {
  /// Ids of the material and of the store.
  public var material: String
  public var store: String
  /// In the material's unit; not negative.
  public var quantity: Double
  /// The last local date on which it may be used, such as `2028-06-30`; empty when it keeps.
  public var expires: String
  public var isMadeUp: Bool

  public init(material: String, store: String, quantity: Double, expires: String, isMadeUp: Bool) {
    self.material = material
    self.store = store
    self.quantity = quantity
    self.expires = expires
    self.isMadeUp = isMadeUp
  }

  /// Whether its last day is before `today`, a local date.
  public func isExpired(on today: String) -> Bool { !expires.isEmpty && expires < today }
}

/// 避难场所: where people can stay; a row of `shelters.csv`.
public struct Shelter: Sendable, Hashable, Identifiable {
  public var id: String
  public var name: Bilingual
  public var unit: String
  public var place: Place
  /// Usable area in square metres.
  public var area: Double
  /// Persons.
  public var capacity: Int
  public var phone: String
  public var isMadeUp: Bool

  public init(
    id: String, name: Bilingual, unit: String, place: Place, area: Double, capacity: Int, phone: String,
    isMadeUp: Bool
  ) {
    self.id = id
    self.name = name
    self.unit = unit
    self.place = place
    self.area = area
    self.capacity = capacity
    self.phone = phone
    self.isMadeUp = isMadeUp
  }
}

/// A vehicle or boat; a row of `vehicles.csv`.
public struct Vehicle: Sendable, Hashable, Identifiable {
  public var id: String
  public var name: Bilingual
  /// What it is for, such as `fire-engine`.
  public var kind: String
  public var unit: String
  /// Id of the team that drives it; empty when it has none.
  public var team: String
  public var place: Place
  public var state: ResourceState
  public var isMadeUp: Bool

  public init(
    id: String, name: Bilingual, kind: String, unit: String, team: String, place: Place, state: ResourceState,
    isMadeUp: Bool
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.unit = unit
    self.team = team
    self.place = place
    self.state = state
    self.isMadeUp = isMadeUp
  }
}

/// Somebody who can advise; a row of `experts.csv`.
public struct Expert: Sendable, Hashable, Identifiable {
  public var id: String
  public var name: Bilingual
  public var field: Bilingual
  /// Id of the department that can reach them.
  public var unit: String
  public var phone: String
  public var isMadeUp: Bool

  public init(id: String, name: Bilingual, field: Bilingual, unit: String, phone: String, isMadeUp: Bool) {
    self.id = id
    self.name = name
    self.field = field
    self.unit = unit
    self.phone = phone
    self.isMadeUp = isMadeUp
  }
}

/// A hospital; a row of `hospitals.csv`.
public struct Hospital: Sendable, Hashable, Identifiable {
  public var id: String
  public var name: Bilingual
  public var place: Place
  public var beds: Int
  /// What it can treat, such as burns.
  public var ability: Bilingual
  public var phone: String
  public var isMadeUp: Bool

  public init(
    id: String, name: Bilingual, place: Place, beds: Int, ability: Bilingual, phone: String, isMadeUp: Bool
  ) {
    self.id = id
    self.name = name
    self.place = place
    self.beds = beds
    self.ability = ability
    self.phone = phone
    self.isMadeUp = isMadeUp
  }
}

/// How a unit is reached: a post, who holds it, and where messages to it go; a row of `contacts.csv`.
public struct Contact: Sendable, Hashable, Identifiable {
  public var id: String
  public var unit: String
  public var post: Bilingual
  /// Empty where the post is reached and not a person.
  public var person: String
  /// A telephone number or a recipient of the outbox, or both.
  public var phone: String
  public var recipient: String
  public var isMadeUp: Bool

  public init(
    id: String, unit: String, post: Bilingual, person: String, phone: String, recipient: String,
    isMadeUp: Bool
  ) {
    self.id = id
    self.unit = unit
    self.post = post
    self.person = person
    self.phone = phone
    self.recipient = recipient
    self.isMadeUp = isMadeUp
  }
}

/// The numbers by which resources are judged; from the site's `dispatch.toml`.
///
/// What is `nil` is not judged.
public struct DispatchPolicy: Sendable, Hashable {
  /// A plan is evaluated again after this many days.
  public var evaluateEveryDays: Int?
  /// Square metres that a person needs in a shelter.
  public var shelterArea: Double?
  /// Kilometres an hour on the way, and how much longer roads are than the straight line.
  public var speed: Double?
  public var roadFactor = 1.0
  /// A reported position older than this is not trusted.
  public var positionStaleAfter: Span?
  /// A report of a team that says nothing new is journalled at most this often.
  public var positionEvery = Span.minutes(1)
  /// How long before its first alarm the readings in the archive of an incident begin.
  public var archiveLead = Span.zero
  /// Standard and clause, or `domain.md` with its tag.
  public var origin = ""
  public var isLocalDefault = false
  /// A material whose last day is at most so many days away is marked.
  public var expirySoonDays: Int?

  public init() {}

  /// How long a team is on its way over a distance in kilometres; `nil` where the site gives no speed.
  public func travel(over distance: Double) -> Span? {
    guard let speed, speed > 0, distance.isFinite else { return nil }
    return Span(milliseconds: Int64((distance * roadFactor / speed * 3_600_000).rounded()))
  }
}
