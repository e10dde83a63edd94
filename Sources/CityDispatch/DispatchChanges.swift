/// Incidents and tasks as they are after a change; closed ones among them for the last time.
public struct DispatchChanges: Sendable, Equatable {
  public var incidents: [IncidentID: Incident] = [:]
  public var tasks: [TaskID: TaskOrder] = [:]
  /// By the team's id.
  public var reports: [String: TeamReport] = [:]

  public init() {}

  public var isEmpty: Bool { incidents.isEmpty && tasks.isEmpty && reports.isEmpty }
}

extension DispatchState {
  /// Why what is asked of a closed incident cannot be done there; `nil` where it is looked at as while it was under way.
  func lateRefusal(_ action: DispatchAction, on incident: Incident) -> DispatchRefusal? {
    guard action.mayFollowClosing else { return .over(.closed) }
    if case .assess = action, late[incident.id] == nil, late.count >= DispatchState.lateLimit {
      return .tooMany(limit: DispatchState.lateLimit)
    }
    return nil
  }
}
