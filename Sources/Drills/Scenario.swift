public import CitySafety

/// An exercise or a lesson as it is written down before it is run: the master scenario events list (HSEEP), what is
/// expected of the players, and how that is scored.
public struct Scenario: Sendable, Hashable {
  public static let injectLimit = 500
  public static let expectationLimit = 500
  public static let objectiveLimit = 20
  public static let seatLimit = 20
  public static let replyLimit = 200
  public static let longest = Span.hours(72)

  /// What it is for: who may start it is a row of the authority table for each.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Directed, with players at several seats.
    case exercise
    /// One person learns alone, with hints.
    case training
  }

  /// Somebody who plays, and in which role of the centre.
  public struct Seat: Sendable, Hashable {
    public var id: String
    public var name: Bilingual
    public var role: Role

    public init(id: String, name: Bilingual, role: Role) {
      self.id = id
      self.name = name
      self.role = role
    }
  }

  /// What the exercise is to show, in HSEEP's sense; each is rated by itself.
  public struct Objective: Sendable, Hashable {
    public var id: String
    public var name: Bilingual
    /// Its share among the objectives, above 0.
    public var weight: Double

    public init(id: String, name: Bilingual, weight: Double) {
      self.id = id
      self.name = name
      self.weight = weight
    }
  }

  /// Letters, digits and hyphens: it names files too.
  public var id: String
  /// Raised by its author with each change; a score names it.
  public var version: Int
  public var kind: Kind
  public var name: Bilingual
  public var synopsis: Bilingual
  /// Ids of the site's plans that it rehearses.
  public var plans: [String]
  /// The drill clock's first moment, by the site's civil time.
  public var start: Instant
  /// After it the drill ends by itself.
  public var length: Span
  /// Of everything that is made up.
  public var seed: UInt64
  public var seats: [Seat]
  public var objectives: [Objective]
  public var injects: [Inject]
  public var expectations: [Expectation]
  public var replies: [ReplyScript]
  public var scoring: ScoringTable
  /// Where its facts come from, and what is made up.
  public var origin: String

  public init(
    id: String, version: Int, kind: Kind, name: Bilingual, synopsis: Bilingual, plans: [String],
    start: Instant,
    length: Span, seed: UInt64, seats: [Seat], objectives: [Objective], injects: [Inject],
    expectations: [Expectation], replies: [ReplyScript], scoring: ScoringTable,
    origin: String = ""
  ) {
    self.id = id
    self.version = version
    self.kind = kind
    self.name = name
    self.synopsis = synopsis
    self.plans = plans
    self.start = start
    self.length = length
    self.seed = seed
    self.seats = seats
    self.objectives = objectives
    self.injects = injects
    self.expectations = expectations
    self.replies = replies
    self.scoring = scoring
    self.origin = origin
  }

  public func inject(_ id: String) -> Inject? { injects.first { $0.id == id } }

  /// The injects of the timeline, in the order in which they come; those of one moment as written.
  public var timeline: [Inject] {
    injects.enumerated().compactMap { offset, inject in inject.at.map { (at: $0, offset, inject) } }
      .sorted { ($0.at, $0.1) < ($1.at, $1.1) }.map(\.2)
  }

  /// What bends the sensors on the timeline, as the simulator takes it.
  public var episodes: [Episode] {
    timeline.compactMap { inject in
      guard case .sensors(var episode) = inject.what else { return nil }
      episode.start = inject.at ?? .zero
      return episode
    }
  }
}

/// Something the director brings into a drill: a row of the master scenario events list.
public struct Inject: Sendable, Hashable {
  /// Letters, digits and hyphens; unique within the scenario.
  public var id: String
  /// From the start of the drill; `nil`: a contingency inject, which comes by its condition or by hand.
  public var at: Span?
  public var condition: Condition?
  public var synopsis: Bilingual
  public var what: Content
  /// Who brings it in, and for whom it is: ids of seats; empty for nobody in particular.
  public var controller: String
  public var player: String
  /// What the players are expected to do, in words: the director reads it.
  public var expected: Bilingual
  /// The objective that it serves.
  public var objective: String

  public init(
    id: String, at: Span?, condition: Condition? = nil, synopsis: Bilingual, what: Content,
    controller: String = "", player: String = "", expected: Bilingual, objective: String
  ) {
    self.id = id
    self.at = at
    self.condition = condition
    self.synopsis = synopsis
    self.what = what
    self.controller = controller
    self.player = player
    self.expected = expected
    self.objective = objective
  }

  /// When a contingency inject comes.
  public struct Condition: Sendable, Hashable {
    /// An expectation, and whether the inject comes because it was met or because it was not.
    public var expectation: String
    public var whenMet: Bool
    /// So long after the expectation was met, or after its window ended without that.
    public var delay: Span

    public init(expectation: String, whenMet: Bool, delay: Span) {
      self.expectation = expectation
      self.whenMet = whenMet
      self.delay = delay
    }
  }

  /// What comes in.
  public enum Content: Sendable, Hashable {
    /// Bends what sensors measure, so that detection itself is exercised; its own `start` is not used.
    case sensors(Episode)
    /// A signal of the weather service, through the source of that id; it is in force for so long from its delivery.
    case warning(source: String, WarningDraft)
    case earthquake(source: String, QuakeDraft)
    /// A call to the centre.
    case call(from: Bilingual, text: Bilingual)
    /// A report from the scene.
    case report(from: Bilingual, text: Bilingual)
    /// What a unit or team answers to its newest order under way.
    case reply(unit: String, step: ReplyScript.Step, words: Bilingual)
    /// A unit or team answers no more for so long.
    case silence(unit: String, lasts: Span)
    /// A source gives no good answer for so long.
    case outage(source: String, lasts: Span)
    /// A hint for one who learns.
    case hint(Bilingual)
  }

  /// A received warning whose moment is that of its delivery.
  public struct WarningDraft: Sendable, Hashable {
    public var event: String
    public var eventCode: String?
    public var colour: Grade
    public var headline: String
    public var text: String
    public var instruction: String
    public var area: String
    public var lasts: Span

    public init(
      event: String, eventCode: String?, colour: Grade, headline: String, text: String, instruction: String,
      area: String, lasts: Span
    ) {
      self.event = event
      self.eventCode = eventCode
      self.colour = colour
      self.headline = headline
      self.text = text
      self.instruction = instruction
      self.area = area
      self.lasts = lasts
    }
  }

  /// An earthquake whose origin time is so long before its delivery.
  public struct QuakeDraft: Sendable, Hashable {
    public var before: Span
    /// Degrees and kilometres.
    public var latitude: Double
    public var longitude: Double
    public var depth: Double
    public var magnitude: Double
    public var place: String

    public init(
      before: Span, latitude: Double, longitude: Double, depth: Double, magnitude: Double, place: String
    ) {
      self.before = before
      self.latitude = latitude
      self.longitude = longitude
      self.depth = depth
      self.magnitude = magnitude
      self.place = place
    }
  }
}

/// How a unit or team of the drill answers its orders by itself, counted from when the order was issued.
public struct ReplyScript: Sendable, Hashable {
  public static let answerLimit = 20

  public enum Step: String, Sendable, Hashable, CaseIterable {
    case receive, depart, arrive, control, report, decline
  }

  public struct Answer: Sendable, Hashable {
    public var step: Step
    public var after: Span
    public var words: Bilingual

    public init(step: Step, after: Span, words: Bilingual) {
      self.step = step
      self.after = after
      self.words = words
    }
  }

  /// A department's or a team's id; `*` for all that have no script of their own.
  public var unit: String
  /// In the order of time; none: it never answers.
  public var answers: [Answer]

  public init(unit: String, answers: [Answer]) {
    self.unit = unit
    self.answers = answers
  }
}
