internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Settings
internal import Store

/// The dispatch: what leaves the house when a command or a clock has changed a task.
extension OwnerLoop {
  /// Clocks of tasks that one transaction works off.
  static let taskClocksPerSlice = 16

  /// The tasks that a request touches as they are, by number.
  func tasks(of command: DutyCommand) -> [TaskID: TaskOrder] {
    Dictionary(uniqueKeysWithValues: touched(by: command).map { ($0.id, $0) })
  }

  private func touched(by command: DutyCommand) -> [TaskOrder] {
    guard case .dispatch(let action) = command.action else { return [] }
    if case .step(let id, _, _, _) = action { return state.dispatch.tasks[id].map { [$0] } ?? [] }
    return incident(of: action).map(state.dispatch.tasks(of:)) ?? []
  }

  func incident(of action: DispatchAction) -> IncidentID? {
    action.incident ?? action.task.flatMap { state.dispatch.tasks[$0]?.incident }
  }

  /// The orders that a request sent out, and those that it took back.
  func orders(after command: DutyCommand, before: [TaskID: TaskOrder]) -> [OutboxItem] {
    let now = clock.now()
    return touched(by: command).compactMap { task in
      let old = before[task.id]
      if task.state == .cancelled, let old, old.state != .cancelled, old.sends > 0 {
        return OrderMessage.cancellation(task, channel: EscalationRoute.logChannel, at: now)
      }
      guard task.sends > old?.sends ?? 0, let incident = state.dispatch.incidents[task.incident] else {
        return nil
      }
      return OrderMessage.order(task, of: incident, channel: EscalationRoute.logChannel, at: now)
    }
  }

  /// The first order is what an alarm's action clock waits for: those of the incident that can be are responded to.
  func respond(by command: DutyCommand, in slice: inout WriteSlice) {
    guard case .dispatch(let action) = command.action, let id = incident(of: action),
      let incident = state.dispatch.incidents[id]
    else { return }
    for alarm in incident.alarms {
      guard let record = state.alarms[alarm] else { continue }
      let response = Command(
        name: .respond, targets: [CommandTarget(record)], text: OwnerLoop.responded(id), actor: command.actor)
      let input = LifeInput(
        at: clock.now(), policy: state.duty.policy, actor: command.actor, text: response.text)
      guard case .performed = record.outcome(of: .respond, input) else { continue }
      _ = apply(.command(response), to: &slice)
    }
  }

  private static func responded(_ incident: IncidentID) -> String { "派单 / dispatched #\(incident.value)" }

  /// The number of the entry, incident or handover that a request was about, or its revision.
  func revision(after command: DutyCommand) -> Int64 {
    switch command.action {
    case .log, .finish: return state.duty.logCount
    case .changeRule(let change): return state.rules.records[change.rule]?.revision ?? 0
    case .warning(let action): return state.publicWarnings.changed(action.id)?.id.value ?? 0
    case .dispatch(.open): return state.dispatch.lastIncident.value
    case .dispatch(.late(_, let incident)): return incident.revision + 1
    case .dispatch(let action):
      if let task = action.task { return state.dispatch.tasks[task]?.revision ?? 0 }
      return action.incident.flatMap { state.dispatch.incidents[$0]?.revision } ?? 0
    default: return state.duty.handover?.revision ?? 0
    }
  }

  /// Works off the clocks of tasks that ran out: the order goes out again, then it is missed, then the lead is told.
  func runTaskClocks() {
    let due = state.dispatch.dueClocks(at: clock.now(), limit: OwnerLoop.taskClocksPerSlice)
    guard !due.isEmpty else { return }
    var slice = WriteSlice()
    var messages: [OutboxItem] = []
    for (id, event) in due {
      let before = state.dispatch.tasks[id]
      _ = apply(.task(id, event, channel: "", words: ""), to: &slice)
      messages += reminders(of: id, before: before)
    }
    slice.outbox = rows(of: messages)
    if write(&slice) == nil { send(slice.outbox) }
  }

  private func reminders(of id: TaskID, before: TaskOrder?) -> [OutboxItem] {
    guard let before, let task = state.dispatch.tasks[id],
      let incident = state.dispatch.incidents[task.incident]
    else { return [] }
    let now = clock.now()
    if task.sends > before.sends {
      return [OrderMessage.order(task, of: incident, channel: EscalationRoute.logChannel, at: now)]
    }
    guard task.isEscalated, !before.isEscalated else { return [] }
    return site.escalation.lead.map {
      OrderMessage.missed(task, of: incident, to: $0, channel: EscalationRoute.logChannel, at: now)
    }
  }

  /// The event that follows from an order's message that left: it is delivered.
  func delivered(_ item: OutboxItem, in slice: inout WriteSlice) {
    guard let id = OrderMessage.task(ofMessage: item.id), state.dispatch.tasks[id]?.state == .issued else {
      return
    }
    _ = apply(.task(id, .deliver, channel: item.channel, words: ""), to: &slice)
  }
}
