public import CitySafety

/// How soon the orders of some tasks were received, followed and reported on.
public struct TaskMeasures: Sendable, Hashable {
  /// One milestone: 签收, 出动, 到场, 控制, 反馈.
  public struct Milestone: Sendable, Hashable {
    public var state: TaskState
    /// Tasks that reached it.
    public var count = 0
    /// From the order to it; `nil` where none did.
    public var median: Span?
    /// Nearest rank.
    public var slow: Span?
    /// Those that had a limit for it and kept it, and those that had one: what is not reached and past its limit counts
    /// as not kept.
    public var inTime = 0
    public var limited = 0
  }

  /// Tasks that were ordered.
  public var ordered = 0
  public var milestones: [Milestone]
  /// Receipts that a person entered for the unit.
  public var onBehalf = 0
  /// Receipts that were asked for in vain.
  public var missed = 0

  /// The share of kept limits over all milestones, 按时率; `nil` where there was none.
  public var inTime: Double? {
    let limited = milestones.reduce(0) { $0 + $1.limited }
    return limited == 0 ? nil : Double(milestones.reduce(0) { $0 + $1.inTime }) / Double(limited)
  }

  private static let states: [TaskState] = [.received, .enRoute, .onScene, .controlled, .feedback]

  /// Counts the tasks as they are at `now`.
  public init(of tasks: [TaskOrder], at now: Instant) {
    milestones = TaskMeasures.states.map { Milestone(state: $0) }
    var times = Array(repeating: [Span](), count: milestones.count)
    for task in tasks {
      guard let issued = task.time(of: .issued) else { continue }
      ordered += 1
      missed += task.missed
      onBehalf += task.receipts.count { $0.state != .issued && $0.state != .feedback && $0.by != nil }
      for index in milestones.indices {
        let reached = TaskMeasures.time(of: milestones[index].state, task)
        if let reached {
          milestones[index].count += 1
          times[index].append(reached - issued)
        }
        guard let limit = TaskMeasures.limit(of: milestones[index].state, task) else { continue }
        // What was taken back before its time was over had no chance to be late.
        let end = reached ?? (task.state.isRunning ? now : task.changedAt)
        guard reached != nil || end - issued > limit else { continue }
        milestones[index].limited += 1
        if let reached, reached - issued <= limit { milestones[index].inTime += 1 }
      }
    }
    for index in milestones.indices {
      let sorted = times[index].sorted()
      guard !sorted.isEmpty else { continue }
      milestones[index].median = sorted[(sorted.count - 1) / 2]
      milestones[index].slow = sorted[(sorted.count * 9 + 9) / 10 - 1]
    }
  }

  /// When a milestone was reached; a later one stands for an earlier one that nobody heard of.
  private static func time(of state: TaskState, _ task: TaskOrder) -> Instant? {
    states.filter { $0.rawValue >= state.rawValue }.compactMap(task.time(of:)).min()
  }

  private static func limit(of state: TaskState, _ task: TaskOrder) -> Span? {
    let limits = task.draft.limits
    switch state {
    case .received: return limits.receipt
    case .onScene: return limits.arrival > .zero ? limits.arrival : nil
    case .feedback: return limits.feedback > .zero ? limits.feedback : nil
    default: return nil
    }
  }
}
