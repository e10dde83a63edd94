/// Alarms of one rule bring alarms of others: cause and consequence, from the site's `relations.toml`.
///
/// Relations form no circle, and no rule is its own consequence.
public struct Relation: Sendable, Hashable {
  /// How far from its cause a consequence may be.
  public enum Scope: String, Sendable, Hashable, CaseIterable {
    case riskPoint = "risk-point"
    case town
    case site
  }

  public var id: String
  /// Id of the rule whose alarm is the cause.
  public var cause: String
  /// Ids of the rules whose alarms follow from it; at least one.
  public var consequences: [String]
  public var scope: Scope
  /// An alarm counts as a consequence when it is raised at most this long after its cause.
  public var within: Span
  /// Whether consequences are suppressed by design while the cause is active.
  ///
  /// Only where no consequence can be red, nor worse than the mildest grade of the cause.
  public var suppresses: Bool
  public var why: Bilingual
  /// Standard and clause, or `domain.md` with its tag.
  public var origin: String
  /// [I] and [K]: shown as 本地默认值.
  public var isLocalDefault: Bool

  public init(
    id: String, cause: String, consequences: [String], scope: Scope, within: Span, suppresses: Bool,
    why: Bilingual, origin: String, isLocalDefault: Bool
  ) {
    self.id = id
    self.cause = cause
    self.consequences = consequences
    self.scope = scope
    self.within = within
    self.suppresses = suppresses
    self.why = why
    self.origin = origin
    self.isLocalDefault = isLocalDefault
  }

  /// Whether an alarm raised at `consequence` comes soon enough after its cause; both times are measured times.
  public func reaches(from cause: Instant, to consequence: Instant) -> Bool {
    cause <= consequence && consequence - cause <= within
  }
}

extension Site {
  /// Whether two sensors are near enough to each other for a relation of this scope.
  ///
  /// A sensor without a town is in no town.
  public func isNear(_ left: Sensor, _ right: Sensor, for scope: Relation.Scope) -> Bool {
    switch scope {
    case .riskPoint: left.riskPoint == right.riskPoint
    case .town: !left.place.town.isEmpty && left.place.town == right.place.town
    case .site: true
    }
  }
}
