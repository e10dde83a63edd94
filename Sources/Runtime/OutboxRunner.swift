internal import CityDispatch
internal import CitySafety
internal import Linkage
internal import Synchronization

/// Sends what the owner committed to the outbox, on a thread of its own: a slow channel delays nothing.
final class OutboxRunner: Sendable {
  private struct Shared {
    var items: [OutboxItem] = []
    var isStopping = false
  }

  private let path: String
  private let offset: UTCOffset
  private let clock: SystemClock
  private let log: @Sendable (Bilingual) -> Void
  private let shared = Mutex(Shared())
  private let wake = WakeDescriptor()
  private let thread = Mutex<WorkerThread?>(nil)

  /// Escalations go to a log file beside the store until other channels exist.
  init(store: String, offset: UTCOffset, clock: SystemClock, log: @escaping @Sendable (Bilingual) -> Void) {
    path = store + ".outbox.jsonl"
    self.offset = offset
    self.clock = clock
    self.log = log
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
      for delivery in worker.step(now: clock.now()) {
        if case .failed(let message, _) = delivery.result { log(message) }
      }
      if isStopping { return }
      let pause = worker.nextDue.map { max(0, ($0 - clock.now()).milliseconds) } ?? 60_000
      wake.wait(milliseconds: Int32(min(60_000, pause)))
    }
  }
}
