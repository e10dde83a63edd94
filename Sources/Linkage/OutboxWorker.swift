public import CityDispatch
public import CitySafety

/// Sends outbox items through their channels and tries again what failed.
///
/// Has no thread and no clock: its owner calls `step`.
public struct OutboxWorker {
  /// Items waiting.
  ///
  /// At it, `add` refuses and the owner keeps the item in its store.
  public static let capacity = 10_000
  /// Items that one step sends at most.
  public static let itemsPerStep = 16
  /// The wait after a first failure, doubled after each further one up to the ceiling.
  public static let firstWait = Span.seconds(5)
  public static let waitCeiling = Span.minutes(5)

  /// What became of one item.
  public struct Delivery: Sendable, Hashable {
    public enum Result: Sendable, Hashable {
      case sent
      /// It is tried again at this time.
      case failed(Bilingual, retryAt: Instant)
      /// No channel has the item's name: it is given up.
      case noChannel
    }

    public var item: OutboxItem
    public var result: Result

    public init(item: OutboxItem, result: Result) {
      self.item = item
      self.result = result
    }
  }

  private struct Waiting {
    var item: OutboxItem
    var attempts = 0
    var due: Instant
  }

  private let channels: [String: any OutboxChannel]
  private var waiting: [Waiting] = []
  private var ids: Set<String> = []

  public init(channels: [any OutboxChannel]) {
    self.channels = Dictionary(channels.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public var count: Int { waiting.count }

  /// When the next item is due; `nil` when none waits.
  public var nextDue: Instant? { waiting.map(\.due).min() }

  /// Takes an item in; an item that already waits is not doubled.
  ///
  /// False when there is no room.
  public mutating func add(_ item: OutboxItem) -> Bool {
    if ids.contains(item.id) { return true }
    guard waiting.count < OutboxWorker.capacity else { return false }
    ids.insert(item.id)
    waiting.append(Waiting(item: item, due: .epoch))
    return true
  }

  /// Sends what is due, oldest first, and tells what became of each item.
  public mutating func step(now: Instant) -> [Delivery] {
    var deliveries: [Delivery] = []
    var left: [Waiting] = []
    left.reserveCapacity(waiting.count)
    for var entry in waiting {
      guard entry.due <= now, deliveries.count < OutboxWorker.itemsPerStep else {
        left.append(entry)
        continue
      }
      let result = send(&entry, now: now)
      if case .failed = result { left.append(entry) } else { ids.remove(entry.item.id) }
      deliveries.append(Delivery(item: entry.item, result: result))
    }
    waiting = left
    return deliveries
  }

  /// The wait after so many failures in a row.
  public static func wait(afterFailures failures: Int) -> Span {
    var wait = firstWait
    for _ in 1..<max(1, failures) where wait < waitCeiling { wait = min(wait * 2, waitCeiling) }
    return wait
  }

  private func send(_ entry: inout Waiting, now: Instant) -> Delivery.Result {
    guard let channel = channels[entry.item.channel] else { return .noChannel }
    do throws(ChannelFailure) {
      try channel.send(entry.item)
      return .sent
    } catch {
      entry.attempts += 1
      entry.due = now + OutboxWorker.wait(afterFailures: entry.attempts)
      return .failed(error.message, retryAt: entry.due)
    }
  }
}
