public import Alarms
import CitySafety

/// A command that was undone: the alarms as they were before it.
public struct Undo: Sendable, Hashable {
  public var command: CommandID
  public var name: CommandName
  public var actor: Actor
  /// Whole records; their counters are not taken back.
  public var alarms: [Alarm]

  public init(command: CommandID, name: CommandName, actor: Actor, alarms: [Alarm]) {
    self.command = command
    self.name = name
    self.actor = actor
    self.alarms = alarms
  }
}

/// The newest commands that may still be undone.
///
/// Kept in memory only: after a restart of the owner they can no longer be undone.
struct UndoMemory: Sendable {
  /// Most commands remembered; the oldest goes first.
  static let limit = 64

  struct Item: Sendable {
    var id: CommandID
    var name: CommandName
    var at: Instant
    var seat: String
    var before: [Alarm]
    /// Revisions after the command, in the order of `before`.
    var after: [Int64]
  }

  private(set) var items: [Item] = []

  mutating func remember(_ item: Item, limit: Span) {
    items.removeAll { item.at - $0.at > limit }
    if items.count == UndoMemory.limit { items.removeFirst() }
    items.append(item)
  }

  /// The wall clock moved: what was left of the limit, and of the clocks in the records, is left still.
  mutating func stepClock(by step: Span, now: Instant) {
    for index in items.indices {
      items[index].at = items[index].at + step
      for position in items[index].before.indices {
        _ = items[index].before[position].stepClock(by: step, now: now)
      }
    }
  }

  mutating func forget(_ id: CommandID) { items.removeAll { $0.id == id } }

  subscript(id: CommandID) -> Item? { items.last { $0.id == id } }
}

extension OperationsState {
  /// Whether a command may be undone now: the event that restores what was, or why not (row 26).
  func decideUndo(_ command: Command, authority: Authority, now: Instant) -> Result<Event, Refusal> {
    for alarm in command.targets.compactMap({ alarms[$0.alarm] }) {
      if let refusal = authority.refusal(of: .undo, by: command.actor, on: alarm) { return .failure(refusal) }
    }
    let id = CommandID(text: command.text)
    guard let item = undo[id], now - item.at <= duty.policy.undoLimit else {
      return .failure(.cannotUndo(.tooLate))
    }
    let actor = command.actor
    let isLead = actor.role == .lead || actor.authoriser != nil
    guard item.seat == actor.seat || isLead else { return .failure(.cannotUndo(.notYours)) }
    for (before, after) in zip(item.before, item.after) {
      guard let alarm = alarms[before.id], alarm.revision == after else {
        return .failure(.cannotUndo(.changedSince))
      }
      if let refusal = authority.refusal(of: .undo, by: actor, on: alarm) { return .failure(refusal) }
    }
    return .success(.undone(Undo(command: id, name: item.name, actor: actor, alarms: item.before)))
  }

  /// The records as they were, but for the counters, which never go back.
  ///
  /// What is unacknowledged again has a new version: nobody's older sight acknowledges it.
  mutating func apply(_ event: Undo, at: Instant) -> [AlarmID] {
    undo.forget(event.command)
    return event.alarms.flatMap { before in
      change(before.id, at: at, by: event.actor.displayName) { alarm in
        guard alarm.key == before.key else { return false }
        var restored = before
        restored.version = alarm.version
        if !restored.isAcknowledged, alarm.isAcknowledged { restored.version &+= 1 }
        restored.occurrence = alarm.occurrence
        restored.revision = alarm.revision
        alarm = restored
        return true
      }
    }
  }
}
