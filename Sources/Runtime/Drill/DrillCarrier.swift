internal import CityDispatch
internal import CitySafety
internal import Linkage
internal import Store
internal import Synchronization

/// The receivers of a drill: every message arrives at once, in the drill's own file, and goes nowhere else.
///
/// It stands in the place of the channels, so that the owner of a drill has none.
final class DrillCarrier: MessageCarrier {
  private struct Shared {
    var workers: [String: OutboxWorker] = [:]
    /// Channels in the order in which messages came for them.
    var order: [String] = []
    var deliveries: [Delivery] = []
    var now = Instant.epoch
  }

  private let offset: UTCOffset
  private let file: String?
  private let shared = Mutex(Shared())

  /// - Parameter file: where each message is written as a JSON line; `nil` in a rerun, which writes none.
  init(offset: UTCOffset, file: String?) {
    self.offset = offset
    self.file = file
  }

  /// Moves the time at which messages arrive.
  func move(to now: Instant) { shared.withLock { $0.now = now } }

  func start() {}
  func stop() {}

  func noteMore(in lane: OutboxLane) -> Bool {
    shared.withLock { shared in
      if shared.workers[lane.channel] == nil {
        var channel = Channel.log
        channel.id = lane.channel
        shared.workers[lane.channel] = OutboxWorker(
          channel: channel, plan: ChannelPlan(channels: [channel]), offset: offset)
        shared.order.append(lane.channel)
      }
      shared.workers[lane.channel]?.noteMore(in: .init(receiver: lane.receiver, grade: lane.grade))
    }
    return true
  }

  /// In an order that is the same in every run.
  func wants() -> [(channel: String, want: OutboxWorker.Want)] {
    shared.withLock { shared in
      shared.order.flatMap { id in
        (shared.workers[id]?.wants ?? [])
          .sorted { ($0.lane.receiver, $0.lane.grade) < ($1.lane.receiver, $1.lane.grade) }.map { (id, $0) }
      }
    }
  }

  func add(_ entries: [OutboxEntry], for want: OutboxWorker.Want, channel: String, isLast: Bool) {
    let log = file.map { LogChannel(path: $0) }
    shared.withLock { shared in
      guard var worker = shared.workers[channel] else { return }
      worker.add(entries, for: want, isLast: isLast)
      while case .send(let message) = worker.next(now: shared.now) {
        // The file is for people to read: an order of a drill counts as received without it.
        try? log?.send(message, stop: stopNever)
        if let delivery = worker.finish(nil, now: shared.now) { shared.deliveries.append(delivery) }
      }
      shared.workers[channel] = worker
    }
  }

  private let stopNever = SendingStop()

  func deliveries(limit: Int) -> [Delivery] { shared.withLock { Array($0.deliveries.prefix(limit)) } }

  func forgetDeliveries(_ count: Int) { shared.withLock { $0.deliveries.removeFirst(count) } }

  func states(at now: Instant) -> [(channel: Channel, isDown: Bool)] { [] }
}
