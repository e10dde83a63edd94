public import Formats
internal import Synchronization

/// The bounded mailbox from the polling threads to the owner's thread.
///
/// Sendable: all state is behind one mutex; the callback is set once. When the mailbox is full the polling threads
/// begin no new polls until the owner takes an outcome; nothing is dropped.
public final class OutcomeQueue: Sendable {
  private struct State {
    var ring: [PollOutcome?]
    var first = 0
    var count = 0
    var spare: [DecodedBatch] = []
    var waiting: [WakeDescriptor] = []
  }

  private let state: Mutex<State>
  private let onArrival: @Sendable () -> Void

  /// `onArrival` is called on a polling thread after each outcome: it wakes the owner and must not block.
  public init(capacity: Int = IngestLimits.outcomes, onArrival: @escaping @Sendable () -> Void) {
    state = Mutex(State(ring: Array(repeating: nil, count: max(1, capacity))))
    self.onArrival = onArrival
  }

  /// The oldest outcome, or `nil` when there is none.
  ///
  /// Never waits.
  public func take() -> PollOutcome? {
    let (outcome, waiting) = state.withLock { state -> (PollOutcome?, [WakeDescriptor]) in
      guard state.count > 0 else { return (nil, []) }
      let outcome = state.ring[state.first].take()
      let wasFull = state.count == state.ring.count
      state.first = (state.first + 1) % state.ring.count
      state.count -= 1
      return (outcome, wasFull ? state.waiting : [])
    }
    for descriptor in waiting { descriptor.raise() }
    return outcome
  }

  /// Gives a batch's storage back once its rows are stored.
  public func recycle(_ batch: DecodedBatch) {
    guard batch.readings.capacity <= IngestLimits.spareReadings else { return }
    state.withLock { state in
      if state.spare.count < IngestLimits.spareBatches { state.spare.append(batch) }
    }
  }

  /// An empty batch.
  ///
  /// Emptied here and not in `recycle`: by now the owner holds no copy, so the storage stays.
  func freshBatch() -> DecodedBatch {
    guard var batch = state.withLock({ $0.spare.popLast() }) else { return DecodedBatch() }
    batch.removeAll()
    return batch
  }

  /// Adds an outcome; false when there is no room, in which case a descriptor given to `notify` is raised
  /// later.
  func offer(_ outcome: PollOutcome) -> Bool {
    let added = state.withLock { state -> Bool in
      guard state.count < state.ring.count else { return false }
      state.ring[(state.first + state.count) % state.ring.count] = outcome
      state.count += 1
      return true
    }
    if added { onArrival() }
    return added
  }

  /// Raises `descriptor` whenever a full mailbox has room again.
  func notify(_ descriptor: WakeDescriptor) {
    state.withLock { $0.waiting.append(descriptor) }
  }

  func stopNotifying(_ descriptor: WakeDescriptor) {
    state.withLock { state in state.waiting.removeAll { $0 === descriptor } }
  }
}
