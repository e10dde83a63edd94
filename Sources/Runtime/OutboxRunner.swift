internal import CityDispatch
internal import CitySafety
internal import Linkage
internal import Store
internal import Synchronization

/// Takes the messages that the owner committed: out of the house, or in a drill to whoever plays their receiver.
///
/// The owner hands over what waits in lanes and asks what became of it.
protocol MessageCarrier: AnyObject, Sendable {
  func start()
  func stop()
  func noteMore(in lane: OutboxLane) -> Bool
  func wants() -> [(channel: String, want: OutboxWorker.Want)]
  func add(_ entries: [OutboxEntry], for want: OutboxWorker.Want, channel: String, isLast: Bool)
  func deliveries(limit: Int) -> [Delivery]
  func forgetDeliveries(_ count: Int)
  func states(at now: Instant) -> [(channel: Channel, isDown: Bool)]
}

/// Sends what the owner committed to the outbox, each channel on a thread of its own: a slow channel delays neither
/// another nor the owner.
///
/// It holds a part of what waits: the owner reads the next messages of a lane from the store when there is room.
final class OutboxRunner: MessageCarrier {
  /// What became of messages and is not written yet; at it a channel waits for the owner.
  static let deliveryLimit = 4000
  /// What channels may still send after `stop`, in milliseconds.
  static let grace: Int64 = 2000

  private struct Shared {
    var workers: [String: OutboxWorker]
    var deliveries: [Delivery] = []
    var isStopping = false
    var running = 0
  }

  private let plan: ChannelPlan
  private let logFile: String
  private let clock: SystemClock
  private let log: @Sendable (Bilingual) -> Void
  private let onDelivery: @Sendable () -> Void
  private let shared: Mutex<Shared>
  private let wakes: [String: WakeDescriptor]
  private let ended = WakeDescriptor()
  private let stopNow = SendingStop()
  private let threads = Mutex<[WorkerThread]>([])

  /// - Parameter onDelivery: called on a channel's thread when there are deliveries or room.
  init(
    plan: ChannelPlan, store: String, offset: UTCOffset, clock: SystemClock,
    log: @escaping @Sendable (Bilingual) -> Void, onDelivery: @escaping @Sendable () -> Void
  ) {
    self.plan = plan
    logFile = store + ".outbox.jsonl"
    self.clock = clock
    self.log = log
    self.onDelivery = onDelivery
    let workers = plan.channels.map { ($0.id, OutboxWorker(channel: $0, plan: plan, offset: offset)) }
    shared = Mutex(Shared(workers: Dictionary(workers, uniquingKeysWith: { first, _ in first })))
    wakes = Dictionary(
      plan.channels.map { ($0.id, WakeDescriptor()) }, uniquingKeysWith: { first, _ in first })
  }

  func start() {
    for channel in plan.channels {
      shared.withLock { $0.running += 1 }
      let worker = WorkerThread(name: "wf-out-\(channel.id)") { [self] in
        run(channel)
        shared.withLock { $0.running -= 1 }
        ended.wake()
      }
      if let worker {
        threads.withLock { $0.append(worker) }
      } else {
        shared.withLock { $0.running -= 1 }
        log(OwnerFailure.noResources)
      }
    }
  }

  /// Sends what can be sent at once, then ends; what is on its way after the grace is given up until the next start.
  func stop() {
    shared.withLock { $0.isStopping = true }
    for wake in wakes.values { wake.wake() }
    let end = SystemClock.monotonic() + OutboxRunner.grace
    while shared.withLock({ $0.running > 0 }), SystemClock.monotonic() < end {
      ended.wait(milliseconds: Int32(max(1, end - SystemClock.monotonic())))
    }
    stopNow.raise()
    for wake in wakes.values { wake.wake() }
    let workers = threads.withLock { threads in
      defer { threads.removeAll() }
      return threads
    }
    for worker in workers { worker.join() }
  }

  // MARK: For the owner's thread

  /// Notes that the store holds new messages of a lane; false when the site has no such channel.
  func noteMore(in lane: OutboxLane) -> Bool {
    shared.withLock { shared in
      guard shared.workers[lane.channel] != nil else { return false }
      shared.workers[lane.channel]?.noteMore(in: .init(receiver: lane.receiver, grade: lane.grade))
      return true
    }
  }

  /// The lanes that have room for more messages from the store.
  func wants() -> [(channel: String, want: OutboxWorker.Want)] {
    shared.withLock { shared in
      shared.workers.flatMap { id, worker in worker.wants.map { (id, $0) } }
    }
  }

  func add(_ entries: [OutboxEntry], for want: OutboxWorker.Want, channel: String, isLast: Bool) {
    shared.withLock { $0.workers[channel]?.add(entries, for: want, isLast: isLast) }
    if !entries.isEmpty { wakes[channel]?.wake() }
  }

  /// What became of messages, oldest first.
  func deliveries(limit: Int) -> [Delivery] {
    shared.withLock { Array($0.deliveries.prefix(limit)) }
  }

  /// Forgets so many of the oldest, once they are written down.
  func forgetDeliveries(_ count: Int) {
    let wasFull = shared.withLock { shared in
      defer { shared.deliveries.removeFirst(count) }
      return shared.deliveries.count >= OutboxRunner.deliveryLimit
    }
    if wasFull { for wake in wakes.values { wake.wake() } }
  }

  /// The channels of which it is known whether they work.
  func states(at now: Instant) -> [(channel: Channel, isDown: Bool)] {
    shared.withLock { shared in
      plan.channels.compactMap { channel in
        shared.workers[channel.id]?.isDown(at: now).map { (channel, $0) }
      }
    }
  }

  // MARK: A channel's thread

  private func run(_ channel: Channel) {
    let wake = wakes[channel.id] ?? WakeDescriptor()
    guard let sender = ChannelMaking.make(channel, log: logFile) else { return log(OwnerFailure.noResources) }
    while !stopNow.isRaised {
      let (next, isStopping, isFull) = shared.withLock { shared in
        let isFull = shared.deliveries.count >= OutboxRunner.deliveryLimit
        let now = clock.now()
        return (isFull ? nil : shared.workers[channel.id]?.next(now: now), shared.isStopping, isFull)
      }
      switch next {
      case .send(let message):
        var failure: ChannelFailure?
        do throws(ChannelFailure) { try sender.send(message, stop: stopNow) } catch { failure = error }
        finish(channel, failure)
      case .gaveUp(let delivery): note(delivery)
      case .wait(let until):
        if isStopping { return }
        let pause = until.map { max(1, ($0 - clock.now()).milliseconds) } ?? 60_000
        wake.wait(milliseconds: Int32(min(60_000, pause)))
      case nil:
        if isStopping || !isFull { return }
        wake.wait(milliseconds: 1000)
      }
    }
  }

  private func finish(_ channel: Channel, _ failure: ChannelFailure?) {
    let now = clock.now()
    let delivery = shared.withLock { $0.workers[channel.id]?.finish(failure, now: now) }
    if let delivery { note(delivery) }
  }

  private func note(_ delivery: Delivery) {
    switch delivery.result {
    case .sent: break
    case .failed(let reason, _):
      // A receiver that is away for a day is said once, not three hundred times.
      if delivery.entry.attempts == 1 { log(reason) }
    case .dead(let reason):
      log(
        Bilingual(
          zh: "消息 \(delivery.entry.item.id) 未送达，不再重试：\(reason.zh)",
          en: "The message \(delivery.entry.item.id) is given up: \(reason.en)"))
    }
    shared.withLock { $0.deliveries.append(delivery) }
    onDelivery()
  }
}
