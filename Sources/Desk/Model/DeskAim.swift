package import Alarms
package import Operations

/// What a key would act on as the desk stands: what the random fingers of tests hold every command against.
package struct DeskAim: Sendable {
  /// The alarm under the queue's cursor as it is shown; `nil` without a row.
  package var cursor: Alarm?
  /// The alarm has left, and its row only remembers it.
  package var isGhost: Bool
  /// The alarms that the open dialog lists; `nil` without one that is about alarms.
  package var listed: [CommandTarget]?
  /// Whether the queue has the keys and nothing lies over it.
  package var isQueueInFront: Bool
}

extension Desk {
  package var aim: DeskAim {
    let current = queue.current
    var listed: [CommandTarget]?
    if case .dialog(let dialog) = overlay { listed = dialog.proposal?.sights.map(\.target) }
    return DeskAim(
      cursor: current?.alarm, isGhost: current?.isGhost == true, listed: listed,
      isQueueInFront: overlay == nil && focus == .queue)
  }
}
