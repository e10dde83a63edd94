internal import CityDispatch
internal import CitySafety
internal import Linkage
internal import Synchronization

/// Sends what the owner committed to the outbox, on a thread of its own: a slow channel delays nothing.
final class OutboxRunner: Sendable {
  private struct Shared {
    var items: [OutboxItem] = []
    /// Bounded by what the store gives out: an owner that cannot write adds no messages.
    var delivered: [String] = []
    var isStopping = false
  }

  private let path: String
  private let offset: UTCOffset
  private let clock: SystemClock
  private let log: @Sendable (Bilingual) -> Void
  private let onDelivery: @Sendable () -> Void
  private let shared = Mutex(Shared())
  private let wake = WakeDescriptor()
  private let thread = Mutex<WorkerThread?>(nil)

  /// Escalations go to a log file beside the store until other channels exist.
  ///
  /// - Parameter onDelivery: called on this runner's thread when `delivered` has grown.
  init(
    store: String, offset: UTCOffset, clock: SystemClock, log: @escaping @Sendable (Bilingual) -> Void,
    onDelivery: @escaping @Sendable () -> Void
  ) {
    path = store + ".outbox.jsonl"
    self.offset = offset
    self.clock = clock
    self.log = log
    self.onDelivery = onDelivery
  }

  func start() {
    let worker = WorkerThread(name: "wf-outbox") { [self] in run() }
    thread.withLock { $0 = worker }
  }

  /// Sends what can be sent at once, then ends.
  func stop() {
    shared.withLock { $0.isStopping = true }
    wake.wake()
    let worker = thread.withLock { $0.take() }
    worker?.join()
  }

  func add(_ items: [OutboxItem]) {
    guard !items.isEmpty else { return }
    shared.withLock { $0.items += items }
    wake.wake()
  }

  /// Ids of messages that left, or were given up because nothing sends them; oldest first.
  func delivered(limit: Int) -> [String] {
    shared.withLock { Array($0.delivered.prefix(limit)) }
  }

  /// Forgets so many of the oldest, once they are written down.
  func forgetDelivered(_ count: Int) {
    shared.withLock { $0.delivered.removeFirst(count) }
  }

  private func run() {
    var worker = OutboxWorker(channels: [LogChannel(path: path, offset: offset)])
    while true {
      let (items, isStopping) = shared.withLock { shared in
        defer { shared.items.removeAll() }
        return (shared.items, shared.isStopping)
      }
      for item in items where !worker.add(item) {
        log(Bilingual(zh: "待发消息已满，未发：\(item.text.zh)", en: "The outbox is full; not sent: \(item.text.en)"))
      }
      var ids: [String] = []
      for delivery in worker.step(now: clock.now()) {
        if case .failed(let message, _) = delivery.result {
          log(message)
        } else {
          ids.append(delivery.item.id)
        }
      }
      if !ids.isEmpty {
        shared.withLock { $0.delivered += ids }
        onDelivery()
      }
      if isStopping { return }
      let pause = worker.nextDue.map { max(0, ($0 - clock.now()).milliseconds) } ?? 60_000
      wake.wait(milliseconds: Int32(min(60_000, pause)))
    }
  }
}
