internal import Alarms
internal import CitySafety
internal import Desk
internal import Operations
internal import Store
internal import Synchronization

/// Reads snapshots, charts and timelines from the store on a thread of its own, so that no key waits for a disk.
final class SeatReader: Sendable {
  /// Alarms are read at once; numbers change at most this often (design.md, Pace), in milliseconds.
  static let readingPause: Int64 = 1000
  /// Two snapshots are never closer than this.
  static let shortestPause: Int64 = 20
  /// Requests that may wait; the oldest are dropped, because the desk asks again for what it shows.
  static let requestLimit = 16

  enum Request: Sendable {
    case chart(SensorIndex, ChartWindow)
    case timeline(AlarmID)
  }

  private struct Shared {
    var wantsReadings = true
    var wantsAlarms = true
    var requests: [Request] = []
    var isStopping = false
  }

  private let path: String
  private let site: Site
  private let now: @Sendable () -> Instant
  private let post: @Sendable (Message) -> Void
  private let shared = Mutex(Shared())
  private let wake = WakeDescriptor()
  private let thread = Mutex<WorkerThread?>(nil)

  init(
    path: String, site: Site, now: @escaping @Sendable () -> Instant, post: @escaping @Sendable (Message) -> Void
  ) {
    self.path = path
    self.site = site
    self.now = now
    self.post = post
  }

  func start() {
    let worker = WorkerThread(name: "wf-reader") { [self] in run() }
    thread.withLock { $0 = worker }
  }

  func stop() {
    shared.withLock { $0.isStopping = true }
    wake.wake()
    let worker = thread.withLock { $0.take() }
    worker?.join()
  }

  func storeChanged(alarms: Bool) {
    shared.withLock { shared in
      shared.wantsReadings = true
      if alarms { shared.wantsAlarms = true }
    }
    wake.wake()
  }

  func ask(_ request: Request) {
    shared.withLock { shared in
      if shared.requests.count == SeatReader.requestLimit { shared.requests.removeFirst() }
      shared.requests.append(request)
    }
    wake.wake()
  }

  private func run() {
    var reader: StoreReader?
    var previous: Snapshot?
    var lastRead: Int64 = 0
    var lastFailure: Bilingual?
    while true {
      let (work, isStopping) = shared.withLock { shared in
        let work = shared
        shared.requests.removeAll(keepingCapacity: true)
        return (work, shared.isStopping)
      }
      if isStopping { return }
      do throws(StoreFailure) {
        if reader == nil { reader = try StoreReader(path: path, site: site) }
        guard let reading = reader else { continue }
        let elapsed = SystemClock.monotonic() - lastRead
        let isDue =
          work.wantsAlarms
          ? elapsed >= SeatReader.shortestPause : work.wantsReadings && elapsed >= SeatReader.readingPause
        if isDue {
          shared.withLock { shared in
            shared.wantsAlarms = false
            shared.wantsReadings = false
          }
          let snapshot = try reading.snapshot(after: previous, now: now())
          previous = snapshot
          lastRead = SystemClock.monotonic()
          post(.snapshot(snapshot))
        }
        for request in work.requests { try answer(request, with: reading) }
        lastFailure = nil
        wake.wait(milliseconds: pause(since: lastRead))
      } catch {
        // Before the owner made the store there is nothing to read; later a failure is shown once.
        if error.code != .absent && error.message != lastFailure { post(.notice(error.message)) }
        lastFailure = error.message
        reader = nil
        wake.wait(milliseconds: 200)
      }
    }
  }

  private func pause(since lastRead: Int64) -> Int32 {
    let (alarms, readings) = shared.withLock { ($0.wantsAlarms, $0.wantsReadings) }
    let elapsed = SystemClock.monotonic() - lastRead
    if alarms { return Int32(max(0, SeatReader.shortestPause - elapsed)) }
    if readings { return Int32(max(0, SeatReader.readingPause - elapsed)) }
    return 1000
  }

  private func answer(_ request: Request, with reader: StoreReader) throws(StoreFailure) {
    switch request {
    case .chart(let sensor, let window):
      post(.chart(sensor, window, try reader.chart(sensor, window, now: now())))
    case .timeline(let alarm):
      post(.timeline(alarm, try reader.timeline(alarm, limit: SeatReader.timelineLimit)))
    }
  }

  /// Entries of one alarm's timeline that the detail pane can page through.
  static let timelineLimit = 200
}
