internal import Cells
internal import Desk
internal import Operations
internal import Synchronization

/// What other threads have for the console's loop.
///
/// Bounded: a new snapshot replaces the one not yet taken.
final class Mailbox: Sendable {
  /// More messages than this waiting means that the loop hangs; the oldest are dropped.
  static let limit = 1024

  private struct Pending {
    var snapshot: Snapshot?
    var theme: Theme?
    var messages: [Message] = []
  }

  private let pending = Mutex(Pending())
  let wake = WakeDescriptor()

  func post(_ message: Message) {
    pending.withLock { pending in
      if case .snapshot(let snapshot) = message {
        pending.snapshot = snapshot
      } else {
        if pending.messages.count == Mailbox.limit {
          pending.messages.removeFirst()
        }
        pending.messages.append(message)
      }
    }
    wake.wake()
  }

  /// A theme that was chosen or whose file was saved; the newest counts.
  func post(_ theme: Theme) {
    pending.withLock { $0.theme = theme }
    wake.wake()
  }

  func takeTheme() -> Theme? { pending.withLock { $0.theme.take() } }

  /// Takes everything that waits: messages in order, then the newest snapshot.
  func drain() -> [Message] {
    wake.clear()
    return pending.withLock { pending in
      var messages = pending.messages
      pending.messages.removeAll(keepingCapacity: true)
      if let snapshot = pending.snapshot {
        messages.append(.snapshot(snapshot))
        pending.snapshot = nil
      }
      return messages
    }
  }
}
