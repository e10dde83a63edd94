public import Alarms
public import CitySafety
public import Operations

/// Where a drill stands: made of its journal alone.
public struct DrillState: Sendable, Hashable {
  /// LOADED → ARMED → RUNNING ⇄ PAUSED → ENDED (alarms.md 8.4); SCORED and ARCHIVED follow outside.
  public enum Phase: UInt8, Sendable, Hashable, CaseIterable {
    case loaded = 1
    case armed, running, paused, ended
  }

  /// A call or a report that came to the players.
  public struct Message: Sendable, Hashable {
    /// From 1, in the order of their coming.
    public var number: Int
    public var at: Instant
    public var from: Bilingual
    public var text: Bilingual
    public var isHint: Bool
    /// Who took it, and when.
    public var takenBy: String?
    public var takenAt: Instant?
  }

  public struct Delivery: Sendable, Hashable {
    public var inject: String
    public var at: Instant
    public var cause: DrillEvent.Cause
  }

  public struct Observation: Sendable, Hashable {
    public var at: Instant
    public var by: String
    public var objective: String
    public var text: String
  }

  /// What a seat asked for and was refused.
  public struct RefusedRequest: Sendable, Hashable {
    public var at: Instant
    public var by: Actor
    public var what: Bilingual
    public var why: Bilingual
  }

  /// Of observations, and of refused requests; what comes later is not kept.
  public static let observationLimit = 500
  public static let messageLimit = 500
  public static let deliveryLimit = 2 * Scenario.injectLimit

  public internal(set) var phase = Phase.loaded
  /// Thousandths of the wall clock.
  public internal(set) var speed = 1000
  public internal(set) var startedAt: Instant?
  public internal(set) var endedAt: Instant?
  public internal(set) var deliveries: [Delivery] = []
  public internal(set) var skipped: Set<String> = []
  public internal(set) var messages: [Message] = []
  public internal(set) var observations: [Observation] = []
  public internal(set) var refused: [RefusedRequest] = []
  /// A live red stopped the clock and nobody has started it again.
  public internal(set) var isInterrupted = false
  public internal(set) var interruptions = 0
  /// How long it took seats to reach the live screen.
  public internal(set) var reaches: [Span] = []

  public init() {}
}

extension DrillState {
  /// The injects that were brought in, by when they first came.
  public func delivery(of inject: String) -> Delivery? { deliveries.first { $0.inject == inject } }

  /// The injects of the timeline that come by themselves now or later, in their order.
  public func pending(of scenario: Scenario) -> [Inject] {
    scenario.timeline.filter { delivery(of: $0.id) == nil && !skipped.contains($0.id) }
  }

  /// Time on the drill clock since the start; zero before it.
  public func elapsed(at now: Instant) -> Span {
    startedAt.map { max(.zero, (endedAt.map { min($0, now) } ?? now) - $0) } ?? .zero
  }

  /// Takes in what a person did to the drill; `by` is the person's name on screen.
  public mutating func apply(_ control: DrillControl, by: String, at: Instant) {
    switch control {
    case .start:
      phase = .running
      startedAt = at
    case .pause: phase = .paused
    case .resume:
      phase = .running
      isInterrupted = false
    case .speed(let speed): self.speed = speed
    case .skip(let inject): skipped.insert(inject)
    case .observe(let objective, let text):
      guard observations.count < DrillState.observationLimit else { return }
      observations.append(Observation(at: at, by: by, objective: objective, text: text))
    case .call(let from, let text): addMessage(from: Bilingual(same: from), Bilingual(same: text), at: at)
    case .take(let number):
      guard messages.indices.contains(number - 1), messages[number - 1].takenBy == nil else { return }
      messages[number - 1].takenBy = by
      messages[number - 1].takenAt = at
    case .end: end(at: at)
    case .step, .jump, .insert: break
    }
  }

  /// Takes in what happened to the drill.
  public mutating func apply(_ event: DrillEvent, of scenario: Scenario, at: Instant) {
    switch event {
    case .loaded: self = DrillState()
    case .armed: phase = .armed
    case .delivered(let id, let cause):
      guard deliveries.count < DrillState.deliveryLimit else { return }
      deliveries.append(Delivery(inject: id, at: at, cause: cause))
      switch scenario.inject(id)?.what {
      case .call(let from, let text), .report(let from, let text): addMessage(from: from, text, at: at)
      case .hint(let text): addMessage(from: Bilingual(zh: "提示", en: "Hint"), text, at: at, isHint: true)
      default: break
      }
    case .interrupted:
      guard phase == .running else { return }
      phase = .paused
      isInterrupted = true
      interruptions += 1
    case .reachedLive(_, let after):
      if reaches.count < DrillState.observationLimit { reaches.append(after) }
    case .performed: break
    case .resumedAfterLoss: if phase == .running { phase = .paused }
    case .ended: end(at: at)
    case .refused(let actor, let what, let why):
      guard mayTakeRefusals else { return }
      refused.append(RefusedRequest(at: at, by: actor, what: what, why: why))
    }
  }

  /// Whether a refused request is still an observation of the drill: while it goes on, as many as are kept.
  public var mayTakeRefusals: Bool {
    startedAt != nil && phase != .ended && refused.count < DrillState.observationLimit
  }

  private mutating func end(at: Instant) {
    phase = .ended
    endedAt = endedAt ?? at
  }

  private mutating func addMessage(from: Bilingual, _ text: Bilingual, at: Instant, isHint: Bool = false) {
    guard messages.count < DrillState.messageLimit else { return }
    messages.append(
      Message(
        number: messages.count + 1, at: at, from: from, text: text, isHint: isHint, takenBy: nil, takenAt: nil
      ))
  }
}

extension DrillControl {
  /// Why a drill in this phase cannot do it; `nil` when it can.
  public func refusal(in state: DrillState, of scenario: Scenario) -> Bilingual? {
    switch self {
    case .start:
      return state.phase == .armed ? nil : Bilingual(zh: "演练已开始", en: "The drill has begun already")
    case .take(let number):
      return state.messages.indices.contains(number - 1) && state.messages[number - 1].takenBy == nil
        ? nil : Bilingual(zh: "没有这条待接消息", en: "There is no such message to be taken")
    case .observe: return state.phase == .loaded ? DrillControl.notBegun : nil
    default: break
    }
    if state.phase == .ended { return Bilingual(zh: "演练已结束", en: "The drill is over") }
    guard state.startedAt != nil else { return DrillControl.notBegun }
    switch self {
    case .pause where state.phase == .paused: return Bilingual(zh: "已暂停", en: "It is paused already")
    case .resume where state.phase == .running: return Bilingual(zh: "正在进行", en: "It is running already")
    case .speed(let speed) where !DrillControl.speeds.contains(speed):
      return Bilingual(zh: "倍速应在 ×0.5 到 ×60 之间", en: "The speed must be ×0.5 to ×60")
    case .step where state.pending(of: scenario).isEmpty:
      return Bilingual(zh: "时间线上没有待注入项", en: "No inject of the timeline is left")
    case .jump(let id):
      guard state.pending(of: scenario).contains(where: { $0.id == id }) else {
        return DrillControl.noInject(id)
      }
    case .skip(let id), .insert(let id):
      guard scenario.inject(id) != nil else { return DrillControl.noInject(id) }
    default: break
    }
    return nil
  }

  /// Thousandths of the wall clock.
  public static let speeds = 500...60_000

  /// The right to it: starting is a row for each kind of scenario; a message is taken by whoever may write the log.
  public func right(in scenario: Scenario) -> DutyRight {
    switch self {
    case .start: scenario.kind == .exercise ? .startExercise : .startTraining
    case .take: .log
    default: scenario.kind == .exercise ? .conductExercise : .startTraining
    }
  }

  private static let notBegun = Bilingual(zh: "演练尚未开始", en: "The drill has not begun")

  private static func noInject(_ id: String) -> Bilingual {
    Bilingual(zh: "没有待注入项 \(id)", en: "There is no inject \(id) to come")
  }
}
