public import CitySafety

/// Where a team said it is and whether it can be used, by a source of receipts.
public struct TeamReport: Sendable, Hashable {
  /// Id of the team.
  public var team: String
  /// The team's own time.
  public var at: Instant
  /// Degrees, WGS 84.
  public var latitude: Double
  public var longitude: Double
  public var state: ResourceState
  /// Id of the source that brought it.
  public var source: String

  public init(
    team: String, at: Instant, latitude: Double, longitude: Double, state: ResourceState, source: String
  ) {
    self.team = team
    self.at = at
    self.latitude = latitude
    self.longitude = longitude
    self.state = state
    self.source = source
  }

  /// Whether the numbers are a place on earth.
  public static func isPlace(latitude: Double, longitude: Double) -> Bool {
    (-90...90).contains(latitude) && (-180...180).contains(longitude)
  }

  /// Whether it is news after `known`: another state, or old enough to be worth an entry in the journal.
  public func isNews(after known: TeamReport?, every: Span) -> Bool {
    guard let known else { return true }
    return at > known.at && (state != known.state || at - known.at >= every)
  }
}

/// What a source of receipts brought, understood.
public enum UnitSaying: Sendable, Hashable {
  case receipt(UnitReceipt)
  case report(TeamReport)

  /// Unique at its source; a report is its team at its time.
  public var id: String {
    switch self {
    case .receipt(let receipt): receipt.id
    case .report(let report): "team/\(report.team)/\(report.at.milliseconds)"
    }
  }
}

/// Keeps the last report of each team.
extension DispatchState {
  /// Takes reports that are newer than what is known of their teams.
  ///
  /// At `reportLimit` teams a further one is not kept.
  public mutating func take(_ news: [TeamReport]) {
    for report in news {
      if let known = reports[report.team] {
        guard report.at > known.at else { continue }
      } else if reports.count >= DispatchState.reportLimit {
        continue
      }
      keep(report)
    }
  }
}
