public import CitySafety

/// What is known at the moment a team is looked for.
public struct DispatchSituation: Sendable {
  public var now: Instant
  /// The local date, such as `2026-11-25`: what of the materials has expired is not counted.
  public var today: String
  /// Whether a shift, by its id, runs now.
  public var isOnDuty: @Sendable (String) -> Bool
  /// What a team is at work on, by the team's id.
  public var commitments: [String: Bilingual]
  /// The last report of each team, by its id; a team without is at its base.
  public var positions: [String: TeamReport]

  public init(
    now: Instant, today: String, isOnDuty: @escaping @Sendable (String) -> Bool,
    commitments: [String: Bilingual] = [:],
    positions: [String: TeamReport] = [:]
  ) {
    self.now = now
    self.today = today
    self.isOnDuty = isOnDuty
    self.commitments = commitments
    self.positions = positions
  }
}

/// Which team to send to a task, why, and what the task lacks.
public struct Recommendation: Sendable, Hashable {
  /// One team of the wanted kind.
  public struct Candidate: Sendable, Hashable {
    public var team: Team
    /// Kilometres in a straight line; `nil` where a place is not known.
    public var distance: Double?
    /// On the way; `nil` where the site gives no speed, or there is no distance.
    public var travel: Span?
    /// For or against it, weightiest first.
    public var reasons: [Reason]

    /// Whether it cannot go at all.
    public var isRuledOut: Bool { reasons.contains(where: \.rulesOut) }
  }

  /// Why a team, or why not.
  public enum Reason: Sendable, Hashable {
    case outOfService
    /// Its shift does not run.
    case offDuty(String)
    case committed(Bilingual)
    case onDuty
    /// Kilometres to go, and how long that takes.
    case distance(Double, Span?)
    /// It comes within the limit of the task, or later.
    case inTime(limit: Span)
    case late(travel: Span, limit: Span)
    case distanceUnknown
    /// Its last position is this old.
    case positionStale(age: Span)
    case hasEverything
    /// Materials that it does not have with it.
    case lacks([Bilingual])
    /// It belongs to the unit that is ordered.
    case ofUnit
    /// A better one is sent.
    case notNeeded

    /// Whether a team with this reason is never chosen.
    public var rulesOut: Bool {
      switch self {
      case .outOfService, .offDuty, .committed: true
      default: false
      }
    }
  }

  /// Why the task does not get what it asks for.
  public enum Shortage: Sendable, Hashable {
    case noneOfKind(Bilingual)
    /// There are fewer teams of the kind than are wanted, whatever they do.
    case tooFew(Int, wanted: Int)
    /// Teams of the kind that cannot go, by why.
    case outOfService(Int)
    case offDuty(Int)
    case committed(Int)
    /// The best that can go comes too late, is somewhere unknown, or was somewhere too long ago.
    case outOfReach(travel: Span, limit: Span)
    case distanceUnknown
    case positionStale(age: Span)
    /// Of a material this much less is there than the task takes, in stores and with the chosen team.
    case material(Bilingual, missing: Double)
  }

  /// The teams to send, best first.
  public var chosen: [Candidate]
  /// The others of the kind, best first, each with a reason against it.
  public var passedOver: [Candidate]
  /// Empty when nothing is missing.
  public var shortages: [Shortage]

  /// Looks for `count` teams for a task at a place.
  ///
  /// Of those that can go, one that is not late goes before one that is, then one whose distance is known, then one
  /// whose position is not old, then one that has all materials, then the nearer one, then the order of their ids. A
  /// task that asks for no team gets none, and only its materials are looked at.
  public static func make(
    for task: PlanTask, at place: Place, count: Int = 1, register: DispatchRegister,
    situation: DispatchSituation
  ) -> Recommendation {
    let judge = TeamJudge(task: task, place: place, register: register, situation: situation)
    guard !task.teamKind.isEmpty else {
      return Recommendation(chosen: [], passedOver: [], shortages: judge.missingMaterials(with: []))
    }
    let teams = register.teams.filter { $0.kind == task.teamKind }.map(judge.candidate).sorted {
      judge.isBetter($0, $1)
    }
    let able = teams.filter { !$0.isRuledOut }
    let chosen = Array(able.prefix(max(0, count)))
    var passedOver = Array(able.dropFirst(max(0, count)))
    for index in passedOver.indices { passedOver[index].reasons.insert(.notNeeded, at: 0) }
    passedOver += teams.filter(\.isRuledOut)
    return Recommendation(
      chosen: chosen, passedOver: passedOver,
      shortages: judge.shortages(of: teams, chosen: chosen, wanted: count)
        + judge.missingMaterials(with: chosen))
  }
}
