import Alarms
import CityDispatch
import CitySafety

let zero = Instant(seconds: 1_750_000_000)
let lead = Actor(person: "wang", displayName: "王班长", role: .lead, seat: "A1")
let other = Actor(person: "li", displayName: "李值班", role: .operator, seat: "A2")

/// The least orders and incidents that every test of this room can stand on.
enum Examples {
  /// The windows of alarms.md 8.2; ten minutes to the scene, an hour for the feedback.
  static let limits = OrderPolicy().limits(arrival: .minutes(10), feedback: .hours(1))
  /// Nobody has to go anywhere, report by a time or give signs of life.
  static let bare = OrderPolicy(checkIn: .zero).limits(arrival: .zero, feedback: .zero)

  static func order(
    team: String = "", limits: TaskLimits = limits, what: String = "关阀", unit: String = "housing",
    accepts: Bool = false
  ) -> TaskDraft {
    TaskDraft(
      planTask: "", unit: unit, team: team, what: Bilingual(zh: what, en: ""), limits: limits,
      recipient: "duty", acceptsCommitted: accepts)
  }

  static func incident(
    _ alarms: Int64..., checklist: Int = 0, grade: Grade = .orange, tasks: [TaskDraft] = []
  ) -> IncidentDraft {
    let text = Bilingual(zh: "燃气", en: "gas")
    return IncidentDraft(
      alarms: alarms.map(AlarmID.init), plan: "", planVersion: "", title: text, place: text,
      sector: .lifelines, grade: grade, level: .three, commander: "陈立",
      checklist: (0..<checklist).map { _ in ChecklistItem(text: text, from: .blue, origin: "") },
      tasks: tasks)
  }

  /// Task 1 of incident 1 in a state, reached by the shortest way.
  static func task(_ state: TaskState = .issued, limits: TaskLimits = limits) -> TaskOrder {
    var task = TaskOrder(
      id: TaskID(1), incident: IncidentID(1), draft: order(limits: limits), grade: .red, at: zero)
    let way: [TaskEvent] =
      switch state {
      case .draft: []
      case .issued: [.issue]
      case .delivered: [.issue, .deliver]
      case .received: [.issue, .receive]
      case .enRoute: [.issue, .depart]
      case .onScene: [.issue, .arrive]
      case .controlled: [.issue, .control]
      case .feedback: [.issue, .report, .sign]
      case .archived: [.cancel, .archive]
      case .declined: [.issue, .decline]
      case .cancelled: [.cancel]
      case .failed: [.issue, .fail]
      }
    for event in way { _ = task.perform(event, TaskInput(at: zero, actor: lead, words: "x")) }
    return task
  }
}

extension DispatchState {
  /// One incident of alarm 1 with tasks in a state each.
  static func with(_ tasks: TaskDraft..., isOrdered: Bool = true) -> DispatchState {
    var state = DispatchState()
    state.run(.open(IncidentID(1), Examples.incident(1, tasks: tasks), isOrdered: isOrdered))
    return state
  }

  mutating func run(_ actions: DispatchAction..., at seconds: Int64 = 0) {
    for action in actions { apply(action, by: lead, at: zero + .seconds(seconds)) }
  }

  /// Why an action is refused to somebody who sees the newest revision, or another one.
  func refusal(_ action: DispatchAction, seen: Int64? = nil) -> DispatchRefusal? {
    refusal(of: action, seen: seen ?? revision(under: action)) { (1...100).contains($0.value) }
  }

  /// What stands on the screen of whoever asks.
  func revision(under action: DispatchAction) -> Int64 {
    if let id = action.task { return tasks[id]?.revision ?? 0 }
    return action.incident.flatMap { incidents[$0]?.revision } ?? 0
  }
}
