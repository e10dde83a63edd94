public import CitySafety

/// How far an incident reaches; the site's data.
public struct AffectedPolicy: Sendable, Hashable {
  /// Kilometres about each place; `nil` where the site does not say.
  public var radius: Double?
  /// Of incidents of a plan.
  public var radiusOfPlan: [String: Double] = [:]
  public var origin = ""
  public var isLocalDefault = false

  public init() {}
}

/// What lies within the reach of an incident.
public struct AffectedArea: Sendable, Hashable {
  /// The first place of its alarms that has a position.
  public var place: Place
  /// Kilometres.
  public var radius: Double
  /// The nearest first; so are the shelters.
  public var riskPoints: [RiskPoint]
  /// The towns of the risk points, shelters and places, in the order of the site.
  public var towns: [Town]
  public var shelters: [Shelter]

  /// Persons whom the shelters take.
  public var shelterPlaces: Int { shelters.reduce(0) { $0 + $1.capacity } }
}

extension DispatchRegister {
  /// What lies within the radius of a plan about places; `nil` when no place has a position or the site names no radius.
  ///
  /// Shelters are those of the towns concerned: people are led out of the reach, not about in it.
  public func affected(plan: String, places: [Place], site: Site) -> AffectedArea? {
    let known = places.filter { $0.latitude != nil && $0.longitude != nil }
    guard let first = known.first, let radius = affectedPolicy.radiusOfPlan[plan] ?? affectedPolicy.radius
    else { return nil }
    func distance(_ place: Place) -> Double {
      known.map { DispatchRegister.kilometres($0, place) }.min() ?? .infinity
    }
    let points = site.riskPoints.map { (point: $0, distance: distance($0.place)) }
      .filter { $0.distance <= radius }.sorted { $0.distance < $1.distance }.map(\.point)
    let codes = Set((known + points.map(\.place)).map(\.town))
    let near = shelters.filter { codes.contains($0.place.town) || distance($0.place) <= radius }
      .map { (shelter: $0, distance: distance($0.place)) }.sorted { $0.distance < $1.distance }
    return AffectedArea(
      place: first, radius: radius, riskPoints: points, towns: site.towns.filter { codes.contains($0.code) },
      shelters: near.map(\.shelter))
  }

  private static func kilometres(_ from: Place, _ to: Place) -> Double {
    guard let latitude = from.latitude, let longitude = from.longitude, let toLatitude = to.latitude,
      let toLongitude = to.longitude
    else { return .infinity }
    return GreatCircle.distance(
      fromLatitude: latitude, longitude: longitude, toLatitude: toLatitude, longitude: toLongitude)
  }
}
