import Formats
internal import Synchronization

/// Orders from any thread to one polling thread.
///
/// Sendable: the orders are behind a mutex, and the descriptor is safe from any thread.
final class PollControl: Sendable {
  struct Orders: Sendable {
    var isStopping = false
    var asksAll = false
    var stored: [FileMark] = []
  }

  let wake: WakeDescriptor
  private let orders = Mutex(Orders())

  init?() {
    guard let wake = WakeDescriptor() else { return nil }
    self.wake = wake
  }

  func stop() {
    orders.withLock { $0.isStopping = true }
    wake.raise()
  }

  func askAll() {
    orders.withLock { $0.asksAll = true }
    wake.raise()
  }

  /// At the bound the rest is not moved away, only remembered.
  func stored(_ files: [FileMark]) {
    orders.withLock { orders in
      let room = IngestLimits.rememberedFiles - orders.stored.count
      orders.stored.append(contentsOf: files.prefix(max(0, room)))
    }
    wake.raise()
  }

  /// The orders since the last call; `isStopping` stays.
  func take() -> Orders {
    wake.clear()
    return orders.withLock { orders in
      let taken = orders
      orders = Orders(isStopping: taken.isStopping)
      return taken
    }
  }
}

/// Outcomes on their way to the mailbox: a polling thread begins nothing new while some wait here.
struct OutcomePost {
  let queue: OutcomeQueue
  /// At most one for each poll that was in flight when the mailbox filled.
  private var waiting: [PollOutcome] = []

  init(queue: OutcomeQueue) {
    self.queue = queue
  }

  var isClear: Bool { waiting.isEmpty }

  mutating func post(_ outcome: PollOutcome) {
    if !waiting.isEmpty || !queue.offer(outcome) { waiting.append(outcome) }
  }

  mutating func flush() {
    var sent = 0
    while sent < waiting.count, queue.offer(waiting[sent]) { sent += 1 }
    if sent > 0 { waiting.removeFirst(sent) }
  }
}
