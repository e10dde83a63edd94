internal import CityDispatch
internal import CitySafety
internal import Drills
internal import Operations

/// What the units of a drill answer to their orders by themselves.
struct DrillReplies {
  /// An answer that is due.
  struct Reply {
    var task: TaskID
    var event: TaskEvent
    var words: String
  }

  private let scenario: Scenario
  private let language: Language
  private var silentUntil: [String: Instant] = [:]

  init(scenario: Scenario, language: Language = .zh) {
    self.scenario = scenario
    self.language = language
  }

  mutating func silence(_ unit: String, until end: Instant) { silentUntil[unit] = end }

  /// The next answer of each order under way, the earliest first; what a person entered already is not said again.
  func next(in state: DispatchState) -> (at: Instant, reply: Reply)? {
    var found: (at: Instant, reply: Reply)?
    for task in state.tasks.values.sorted(by: { $0.id < $1.id }) {
      guard let one = next(of: task) else { continue }
      if found.map({ one.at < $0.at }) ?? true { found = one }
    }
    return found
  }

  private func next(of task: TaskOrder) -> (at: Instant, reply: Reply)? {
    guard task.state.isRunning, let issued = task.time(of: .issued), let script = script(of: task) else {
      return nil
    }
    for answer in script.answers where DrillReplies.isOpen(answer.step.event, of: task) {
      var at = issued + answer.after
      if let end = silentUntil[task.draft.unit] ?? silentUntil[task.draft.team] { at = max(at, end) }
      return (at, Reply(task: task.id, event: answer.step.event, words: answer.words[language]))
    }
    return nil
  }

  private func script(of task: TaskOrder) -> ReplyScript? {
    let names = [task.draft.team, task.draft.unit, "*"].filter { !$0.isEmpty }
    return names.lazy.compactMap { name in scenario.replies.first { $0.unit == name } }.first
  }

  /// The newest order of a unit or team that can still be answered so.
  static func newest(of unit: String, for event: TaskEvent, in state: DispatchState) -> TaskID? {
    state.tasks.values.filter { task in
      (task.draft.unit == unit || task.draft.team == unit) && task.state.isRunning && isOpen(event, of: task)
    }.map(\.id).max()
  }

  /// Whether a unit has not said so of an order, nor a person for it.
  private static func isOpen(_ event: TaskEvent, of task: TaskOrder) -> Bool {
    event == .report ? task.report.isEmpty : !TaskTable.isPassed(event, by: task.state)
  }
}

extension ReplyScript.Step {
  var event: TaskEvent {
    switch self {
    case .receive: .receive
    case .depart: .depart
    case .arrive: .arrive
    case .control: .control
    case .report: .report
    case .decline: .decline
    }
  }
}
