internal import Alarms
internal import Operations

/// The changes that this seat's own commands made and that its screen does not show yet.
///
/// A snapshot that holds one of them is an answer, not data: it is drawn at once.
struct AwaitedAnswers {
  /// Commands whose results or snapshots may be waited for; the oldest are forgotten, and wait as data does.
  static let limit = 256

  private var sent: [(id: CommandID, alarm: AlarmID)] = []
  private var done: [AlarmID: Int64] = [:]

  mutating func note(_ command: Command) {
    if sent.count == AwaitedAnswers.limit { sent.removeFirst() }
    sent.append((command.id, command.alarm))
  }

  mutating func note(_ id: CommandID, _ result: CommandResult) {
    guard let index = sent.firstIndex(where: { $0.id == id }) else { return }
    let alarm = sent.remove(at: index).alarm
    guard case .done(let revision) = result else { return }
    if done.count == AwaitedAnswers.limit { done.removeAll() }
    done[alarm] = max(revision, done[alarm] ?? revision)
  }

  /// Takes out what a snapshot's alarms show; whether there was any of it.
  ///
  /// An alarm that is not among them was closed: that is what was waited for, or it came to more.
  mutating func isAnswered(by alarms: AlarmTable) -> Bool {
    let shown = done.filter { alarm, revision in alarms[alarm].map { $0.revision >= revision } ?? true }
    for alarm in shown.keys { done[alarm] = nil }
    return !shown.isEmpty
  }
}
