internal import CityDispatch
internal import CitySafety
internal import Glibc
internal import Linkage
internal import Synchronization

/// Brings receipts of units in, each source on a thread of its own, and keeps what is none.
final class ReceiptRunner: Sendable {
  /// Receipts that the owner has not taken; at it a source waits.
  static let waitingLimit = 1000
  /// Ids of each source that were handed over and are not handed over again; the store knows the older ones.
  static let memoryLimit = 10_000
  /// Files of refused receipts that are kept of a source; the oldest make room.
  static let refusedLimit = 1000

  /// A receipt for the owner, and the file that may go when it is written.
  struct Arrival: Sendable {
    var source: ReceiptSource
    var saying: UnitSaying
    /// What came, with others perhaps.
    var bytes: [UInt8]
    var file: String
  }

  private struct Shared {
    var waiting: [Arrival] = []
    /// How many receipts of a file the owner still has.
    var filesInHand: [String: Int] = [:]
    /// When each source began to fail; `nil` while it works, absent while nothing is known.
    var failingSince: [String: Instant?] = [:]
    /// Teams, by source, whose reports were refused: one is kept, not one a minute.
    var refusedTeams: Set<String> = []
    var isStopping = false
  }

  private let sources: [ReceiptSource]
  private let offset: UTCOffset
  private let refusedFolder: String
  private let clock: SystemClock
  private let log: @Sendable (Bilingual) -> Void
  private let onArrival: @Sendable () -> Void
  private let shared = Mutex(Shared())
  private let stopNow = SendingStop()
  private let room = WakeDescriptor()
  private let threads = Mutex<[WorkerThread]>([])
  /// The threads of the sources and the owner's write into one file.
  private let reasonFile = Mutex(())

  /// - Parameter onArrival: called on a source's thread when there are receipts.
  init(
    sources: [ReceiptSource], site: String, offset: UTCOffset, clock: SystemClock,
    log: @escaping @Sendable (Bilingual) -> Void, onArrival: @escaping @Sendable () -> Void
  ) {
    self.sources = sources
    self.offset = offset
    refusedFolder = Paths.fromEnvironment().refusedReceipts(site: site)
    self.clock = clock
    self.log = log
    self.onArrival = onArrival
  }

  func start() {
    for source in sources {
      if let worker = WorkerThread(name: "wf-in-\(source.id)", { [self] in run(source) }) {
        threads.withLock { $0.append(worker) }
      } else {
        log(OwnerFailure.noResources)
      }
    }
  }

  func stop() {
    shared.withLock { $0.isStopping = true }
    stopNow.raise()
    room.wake()
    let workers = threads.withLock { threads in
      defer { threads.removeAll() }
      return threads
    }
    for worker in workers { worker.join() }
  }

  // MARK: For the owner's thread

  /// The oldest receipts that were not settled.
  func arrivals(limit: Int) -> [Arrival] { shared.withLock { Array($0.waiting.prefix(limit)) } }

  /// Forgets so many of the oldest, once they are written down or refused for `reasons`, by position.
  func settle(_ count: Int, refused reasons: [Int: Bilingual]) {
    let settled = shared.withLock { shared in
      defer { shared.waiting.removeFirst(count) }
      return Array(shared.waiting.prefix(count))
    }
    for (position, arrival) in settled.enumerated() {
      if let reason = reasons[position], isWorthKeeping(arrival) {
        refuse(arrival.bytes, reason, arrival.source)
      }
      release(arrival.file)
    }
    room.wake()
  }

  /// Whether it is no report of a team of which one was refused already; past the limit none is kept.
  private func isWorthKeeping(_ arrival: Arrival) -> Bool {
    guard case .report(let report) = arrival.saying else { return true }
    return shared.withLock { shared in
      shared.refusedTeams.count < ReceiptRunner.refusedLimit
        && shared.refusedTeams.insert(arrival.source.id + "/" + report.team).inserted
    }
  }

  /// The sources of which it is known whether they work.
  func states(at now: Instant) -> [(source: ReceiptSource, isDown: Bool)] {
    shared.withLock { shared in
      sources.compactMap { source in
        guard let known = shared.failingSince[source.id] else { return nil }
        guard let since = known else { return (source, false) }
        // What fails for a short time is as it was.
        return now - since > source.alarmAfter ? (source, true) : nil
      }
    }
  }

  // MARK: A source's thread

  private func run(_ source: ReceiptSource) {
    guard let intake = source.intake() else { return log(OwnerFailure.noResources) }
    var known = RecentKeys(limit: ReceiptRunner.memoryLimit)
    while !stopNow.isRaised {
      do throws(ChannelFailure) {
        let found = try intake.collect(stop: stopNow)
        note(source, isFailing: false)
        let new = shared.withLock { shared in found.filter { shared.filesInHand[$0.file] == nil } }
        for raw in new where !stopNow.isRaised { take(raw, source, &known) }
        // The owner has them still.
        if new.isEmpty, !found.isEmpty { room.wait(milliseconds: 1000) }
      } catch {
        if stopNow.isRaised { return }
        if note(source, isFailing: true) { log(error.message) }
        _ = stopNow.wait(milliseconds: Int32(clamping: source.interval.milliseconds))
      }
    }
  }

  /// Whether this is the first failure of several.
  @discardableResult
  private func note(_ source: ReceiptSource, isFailing: Bool) -> Bool {
    let now = clock.now()
    return shared.withLock { shared in
      let before = shared.failingSince[source.id] ?? nil
      shared.failingSince[source.id] = .some(isFailing ? before ?? now : nil)
      return isFailing && before == nil
    }
  }

  private func take(_ raw: RawReceipts, _ source: ReceiptSource, _ known: inout RecentKeys) {
    var fresh: [UnitSaying] = []
    var faults: [Bilingual] = []
    for result in source.read(raw, offset: offset) {
      switch result {
      case .success(let saying): if !known.contains(saying.id) { fresh.append(saying) }
      case .failure(let fault): faults.append(fault.reason)
      }
    }
    // A polled answer with the same bad receipt comes again and again: it is kept once.
    if let first = faults.first, !raw.file.isEmpty || known.insert("bad:\(raw.bytes.hashValue)") {
      let more = faults.count > 1 ? " +\(faults.count - 1)" : ""
      refuse(raw.bytes, Bilingual(zh: first.zh + more, en: first.en + more), source)
    }
    if !raw.file.isEmpty {
      shared.withLock { $0.filesInHand[raw.file] = fresh.count }
      if fresh.isEmpty { return release(raw.file, isEmpty: true) }
    }
    for saying in fresh {
      guard hand(Arrival(source: source, saying: saying, bytes: raw.bytes, file: raw.file)) else { return }
      _ = known.insert(saying.id)
    }
  }

  /// Waits for room; false when the program ends.
  private func hand(_ arrival: Arrival) -> Bool {
    while !stopNow.isRaised {
      let isTaken = shared.withLock { shared in
        guard shared.waiting.count < ReceiptRunner.waitingLimit else { return false }
        shared.waiting.append(arrival)
        return true
      }
      if isTaken {
        onArrival()
        return true
      }
      room.wait(milliseconds: 1000)
    }
    return false
  }

  /// Takes a spooled file away when nothing of it is in hand any more.
  private func release(_ file: String, isEmpty: Bool = false) {
    guard !file.isEmpty else { return }
    let isDone = shared.withLock { shared in
      let left = (shared.filesInHand[file] ?? 1) - (isEmpty ? 0 : 1)
      shared.filesInHand[file] = left > 0 ? left : nil
      return left <= 0
    }
    if isDone { unlink(file) }
  }

  /// Keeps the bytes with the reason, where an engineer finds them.
  private func refuse(_ bytes: [UInt8], _ reason: Bilingual, _ source: ReceiptSource) {
    let folder = refusedFolder + "/" + source.id
    let file = folder + "/\(clock.now().milliseconds)-\(bytes.hashValue.magnitude % 1_000_000).txt"
    let isKept = makeFolder(folder) && TextFile.replace(file, with: bytes)
    // The times that the names begin with have the same length for three hundred years.
    let kept = TextFile.names(in: folder).filter { $0.hasSuffix(".txt") }.sorted()
    for name in kept.dropLast(ReceiptRunner.refusedLimit) { unlink(folder + "/" + name) }
    note(reason, of: isKept ? file : folder)
    log(
      Bilingual(
        zh: "回执被拒（\(source.id)）：\(reason.zh)。原文" + (isKept ? "存于 \(file)" : "未能保存到 \(folder)"),
        en: "A receipt was refused (\(source.id)): \(reason.en). Its bytes are "
          + (isKept ? "in \(file)" : "lost: \(folder) cannot be written")))
  }
}

extension ReceiptRunner {
  /// Keeps the reasons of the last refusals in a file: the message line of a console holds one for a moment only.
  private func note(_ reason: Bilingual, of file: String) {
    let path = refusedFolder + "/reasons.log"
    reasonFile.withLock { _ in
      let known = (TextFile.read(path) ?? "").split(separator: "\n").suffix(ReceiptRunner.refusedLimit - 1)
      let line = "\(clock.now().iso8601(at: offset)) \(file): \(reason.zh) | \(reason.en)"
      _ = TextFile.replace(path, with: (known.map(String.init) + [line, ""]).joined(separator: "\n"))
    }
  }
}

/// Keys of the recent past, the oldest forgotten first.
struct RecentKeys {
  private let limit: Int
  private var order: [String] = []
  private var next = 0
  private var keys: Set<String> = []

  init(limit: Int) { self.limit = limit }

  func contains(_ key: String) -> Bool { keys.contains(key) }

  /// Whether it was not there.
  mutating func insert(_ key: String) -> Bool {
    guard keys.insert(key).inserted else { return false }
    if order.count < limit {
      order.append(key)
    } else {
      keys.remove(order[next])
      order[next] = key
      next = (next + 1) % limit
    }
    return true
  }
}
