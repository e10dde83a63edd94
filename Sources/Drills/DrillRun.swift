public import CitySafety

/// A drill that was run to its end, as the list of runs keeps it.
public struct DrillRun: Sendable, Hashable {
  public struct Player: Sendable, Hashable {
    /// Sign-in name.
    public var person: String
    public var displayName: String
    public var role: Role
    public var points: Points?

    public init(person: String, displayName: String, role: Role, points: Points? = nil) {
      self.person = person
      self.displayName = displayName
      self.role = role
      self.points = points
    }
  }

  public struct Objective: Sendable, Hashable {
    public var id: String
    public var points: Points?
    public var rating: Rating?

    public init(id: String, points: Points?, rating: Rating?) {
      self.id = id
      self.points = points
      self.rating = rating
    }
  }

  /// From 1; given when it is recorded, 0 before.
  public var number: Int64
  public var scenario: String
  public var version: Int
  public var kind: Scenario.Kind
  public var seed: UInt64
  /// When it was started, by the wall clock.
  public var startedAt: Instant
  /// Drill time that passed.
  public var length: Span
  public var players: [Player]
  public var points: Points?
  public var rating: Rating?
  public var objectives: [Objective]
  /// Ids of the plans that it rehearsed.
  public var plans: [String]
  /// Path of its store.
  public var store: String

  public init(
    number: Int64, scenario: String, version: Int, kind: Scenario.Kind, seed: UInt64, startedAt: Instant,
    length: Span, players: [Player], points: Points?, rating: Rating?, objectives: [Objective],
    plans: [String], store: String
  ) {
    self.number = number
    self.scenario = scenario
    self.version = version
    self.kind = kind
    self.seed = seed
    self.startedAt = startedAt
    self.length = length
    self.players = players
    self.points = points
    self.rating = rating
    self.objectives = objectives
    self.plans = plans
    self.store = store
  }

  /// The record of a drill that is over; `startedAt` by the wall clock.
  public init(of sheet: ScoreSheet, plans: [String], startedAt: Instant, store: String) {
    self.init(
      number: 0, scenario: sheet.scenario, version: sheet.version, kind: sheet.kind, seed: sheet.seed,
      startedAt: startedAt, length: sheet.length,
      players: sheet.people.map {
        Player(person: $0.person, displayName: $0.displayName, role: $0.role, points: $0.points)
      }, points: sheet.points, rating: sheet.rating,
      objectives: sheet.objectives.map {
        Objective(id: $0.objective.id, points: $0.points, rating: $0.rating)
      },
      plans: plans, store: store)
  }

  /// Whether it was an exercise in the law's sense: people played, and something of it came due.
  public var isExercise: Bool { kind == .exercise && !players.isEmpty && points != nil }

  /// The run as one line of JSON, without its end of line; times are UTC.
  public var json: String {
    JSONText.object { json in
      json.add("number", number)
      json.add("scenario", scenario)
      json.add("version", version)
      json.add("kind", kind.rawValue)
      // Text: other programs read a number of 64 bits as one of 53.
      json.add("seed", String(seed))
      json.add("started", startedAt.iso8601(at: .utc))
      json.add("lengthMs", length.milliseconds)
      json.add("score", points)
      json.add("rating", orNull: rating?.rawValue)
      json.add("players", raw: JSONText.list(players.map(\.json)))
      json.add("objectives", raw: JSONText.list(objectives.map(\.json)))
      json.add("plans", raw: JSONText.list(plans.map(JSONText.quoted)))
      json.add("store", store)
    }
  }
}

extension DrillRun.Player {
  fileprivate var json: String {
    JSONText.object { json in
      json.add("person", person)
      json.add("name", displayName)
      json.add("role", role.word)
      json.add("score", points)
    }
  }
}

extension DrillRun.Objective {
  fileprivate var json: String {
    JSONText.object { json in
      json.add("id", id)
      json.add("score", points)
      json.add("rating", orNull: rating?.rawValue)
    }
  }
}

/// The runs of a site, oldest first.
public struct DrillRuns: Sendable, Hashable {
  /// Most runs kept; at it the oldest goes.
  public static let limit = 10_000

  public private(set) var runs: [DrillRun]

  public init(_ runs: [DrillRun] = []) {
    self.runs = runs
  }

  /// Takes in a run under the next number, which it returns.
  public mutating func add(_ run: DrillRun) -> Int64 {
    var run = run
    run.number = (runs.map(\.number).max() ?? 0) + 1
    if runs.count >= DrillRuns.limit { runs.removeFirst(runs.count - DrillRuns.limit + 1) }
    runs.append(run)
    return run.number
  }

  /// The marks of the exercises that began in a window, oldest first: what K20 is the mean of.
  public func scores(from start: Instant, until end: Instant) -> [Double] {
    runs.filter { $0.isExercise && $0.startedAt >= start && $0.startedAt <= end }.compactMap { run in
      run.points.map { Double($0.hundredths) / 100 }
    }
  }

  /// The runs of a scenario before one of them, newest first.
  public func earlier(of scenario: String, before number: Int64) -> [DrillRun] {
    runs.filter { $0.scenario == scenario && $0.number < number }.sorted { $0.number > $1.number }
  }
}
