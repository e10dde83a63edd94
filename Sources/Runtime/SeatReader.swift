internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Desk
internal import Operations
internal import Store
internal import Synchronization

/// Reads snapshots, charts and timelines from the store on a thread of its own, so that no key waits for a disk.
///
/// What else of the console touches files, such as the clipboard's file and theme files, is done here as errands.
final class SeatReader: Sendable {
  /// Alarms are read at once; numbers change at most this often (design.md, Pace), in milliseconds.
  static let readingPause: Int64 = 1000
  /// Two snapshots are never closer than this, but for one that shows what this seat's own command did.
  static let shortestPause: Int64 = 20
  /// Pause after a failure.
  static let failurePause: Int32 = 200
  /// Requests that may wait; the oldest are dropped, because the desk asks again for what it shows.
  static let requestLimit = 16
  /// Entries of one alarm's timeline that the detail pane can page through.
  static let timelineLimit = 200

  enum Request: Sendable {
    case chart(SensorIndex, ChartWindow)
    case timeline(AlarmID)
    case quality(isOwned: Bool)
    case log
    /// The reports upward of an incident, as they were sent.
    case reports(IncidentID)
    case knowledge(words: String, Language)
    case handover(soon: Instant?)
  }

  private struct Shared {
    var wantsReadings = true
    var wantsAlarms = true
    /// A command of this seat was done: its snapshot is waited for.
    var isAwaited = false
    var mustReopen = false
    var requests: [Request] = []
    var errands: [@Sendable () -> Void] = []
    var isStopping = false
    var first: First?
  }

  private let path: String
  private let site: Site
  private let pages: [KnowledgePage]
  private let now: @Sendable () -> Instant
  private let post: @Sendable (Message) -> Void
  private let everySecond: @Sendable () -> Void
  /// Shows the store's journal at `now` instead of the store as it is: a drill is looked at again.
  private let isReview: Bool
  private let shared = Mutex(Shared())
  private let wake = WakeDescriptor()
  private let thread = Mutex<WorkerThread?>(nil)

  /// - Parameter pages: the knowledge base, searched on the reader's thread.
  /// - Parameter everySecond: called on the reader's thread about once a second: files to be watched.
  init(
    path: String, site: Site, pages: [KnowledgePage] = [], now: @escaping @Sendable () -> Instant,
    isReview: Bool = false, post: @escaping @Sendable (Message) -> Void,
    everySecond: @escaping @Sendable () -> Void
  ) {
    self.isReview = isReview
    self.path = path
    self.site = site
    self.pages = pages
    self.now = now
    self.post = post
    self.everySecond = everySecond
  }

  /// The reader of the first snapshot, so that nothing is read and kept twice.
  ///
  /// `@unchecked Sendable`: the thread that made it gives it away with the start of the one that goes on with it.
  struct First: @unchecked Sendable {
    let reader: StoreReader
    let snapshot: Snapshot
  }

  /// Returns false when the system has no thread left.
  func start(after first: First?) -> Bool {
    shared.withLock { $0.first = first }
    let worker = WorkerThread(name: "wf-reader") { [self] in run() }
    thread.withLock { $0 = worker }
    return worker != nil
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

  /// A command of this seat was done: no pause holds the snapshot that shows it.
  func answered() {
    shared.withLock { shared in
      shared.wantsAlarms = true
      shared.isAwaited = true
    }
    wake.wake()
  }

  /// Opens the file anew where it is another one: an owner may have put another in its place, such as a restored backup.
  func reopen() {
    shared.withLock { shared in
      shared.mustReopen = true
      shared.wantsAlarms = true
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

  /// Has something done that waits for a disk.
  ///
  /// Returns false when too much waits already.
  func run(errand: @escaping @Sendable () -> Void) -> Bool {
    let fits = shared.withLock { shared in
      guard shared.errands.count < SeatReader.requestLimit else { return false }
      shared.errands.append(errand)
      return true
    }
    wake.wake()
    return fits
  }

  // MARK: The thread

  /// What the reader's thread holds.
  private struct Reading {
    var reader: StoreReader?
    var travel: TimeTravel?
    var previous: Snapshot?
    var lastRead: Int64 = 0
    var failure: Bilingual?
    var nextSecond: Int64 = 0
    var quality = QualityReading()
    var knowledge: KnowledgeReading
  }

  private func run() {
    var reading = Reading(knowledge: KnowledgeReading(pages))
    if let first = shared.withLock({ $0.first.take() }) {
      reading.reader = first.reader
      reading.previous = first.snapshot
    }
    while true {
      let work = shared.withLock { shared in
        let work = shared
        shared.requests.removeAll(keepingCapacity: true)
        shared.errands.removeAll()
        shared.mustReopen = false
        return work
      }
      for errand in work.errands { errand() }
      if work.isStopping { return }
      if SystemClock.monotonic() >= reading.nextSecond {
        everySecond()
        ProcessSetup.releaseFreeMemory()
        reading.nextSecond = SystemClock.monotonic() + 1000
      }
      if work.mustReopen, reading.reader?.isCurrent != true {
        reading.reader = nil
        reading.quality = QualityReading()
      }
      let isRead = read(work, &reading)
      for case .quality(let isOwned) in work.requests { reading.quality.ask(isOwned: isOwned) }
      for case .knowledge(let words, let language) in work.requests {
        reading.knowledge.ask(words, language)
      }
      find(&reading.knowledge)
      let mayWait = count(&reading.quality) && !reading.knowledge.isBehind
      wake.wait(
        milliseconds: !isRead ? SeatReader.failurePause : mayWait ? pause(since: reading.lastRead) : 0)
    }
  }

  /// Reads what is due.
  ///
  /// Returns false when the store could not be read; it is tried again.
  private func read(_ work: Shared, _ reading: inout Reading) -> Bool {
    do throws(StoreFailure) {
      if reading.reader == nil { reading.reader = try StoreReader(path: path, site: site) }
      guard let reader = reading.reader else { return false }
      if isReview, reading.travel == nil {
        let travel = try TimeTravel(path: path, site: site)
        reading.travel = travel
        post(.journal(travel.entries))
      }
      let elapsed = SystemClock.monotonic() - reading.lastRead
      let isDue =
        work.isAwaited
        || (work.wantsAlarms
          ? elapsed >= SeatReader.shortestPause : work.wantsReadings && elapsed >= SeatReader.readingPause)
      if isDue {
        // Before reading: what changes meanwhile asks again.
        shared.withLock { shared in
          shared.wantsAlarms = false
          shared.isAwaited = false
          shared.wantsReadings = false
        }
        let snapshot: Snapshot
        if let travel = reading.travel {
          snapshot = try travel.snapshot(at: now())
        } else {
          snapshot = try reader.snapshot(after: reading.previous, now: now())
        }
        reading.previous = snapshot
        reading.lastRead = SystemClock.monotonic()
        post(.snapshot(snapshot))
      }
      for request in work.requests { try answer(request, with: reader, reading.previous) }
      reading.failure = nil
      return true
    } catch {
      // Before the owner made the store there is nothing to read; later a failure is shown once.
      if error.code != .absent && error.message != reading.failure { post(.notice(error.explanation)) }
      reading.failure = error.message
      reading.reader = nil
      shared.withLock { shared in
        shared.wantsAlarms = true
        shared.requests = Array((work.requests + shared.requests).suffix(SeatReader.requestLimit))
      }
      return false
    }
  }

  /// Counts a slice of the journal into the quality figures, if somebody looks at them.
  ///
  /// Returns whether nothing is left to count for now.
  private func count(_ quality: inout QualityReading) -> Bool {
    do {
      guard let report = try quality.advance(path: path, now: now()) else { return !quality.isBehind }
      post(.quality(report))
    } catch {
      quality = QualityReading()
      post(.notice(error.explanation))
    }
    return true
  }

  /// Looks up what was asked for last, or makes a part of the index for it.
  private func find(_ knowledge: inout KnowledgeReading) {
    do {
      guard let (words, hits) = try knowledge.advance() else { return }
      post(.knowledge(words: words, hits: hits))
    } catch {
      post(.notice(error.explanation))
    }
  }

  private func pause(since lastRead: Int64) -> Int32 {
    let (alarms, readings, isAwaited) = shared.withLock { ($0.wantsAlarms, $0.wantsReadings, $0.isAwaited) }
    if isAwaited { return 0 }
    let elapsed = SystemClock.monotonic() - lastRead
    if alarms { return Int32(max(0, SeatReader.shortestPause - elapsed)) }
    if readings { return Int32(max(0, SeatReader.readingPause - elapsed)) }
    return 1000
  }

  private func answer(
    _ request: Request, with reader: StoreReader, _ snapshot: Snapshot?
  ) throws(StoreFailure) {
    switch request {
    case .chart(let sensor, let window):
      post(.chart(sensor, window, try reader.chart(sensor, window, now: now())))
    case .timeline(let alarm):
      post(.timeline(alarm, try reader.timeline(alarm, limit: SeatReader.timelineLimit)))
    // Counted after what the panes need.
    case .quality, .knowledge: break
    case .log: post(.shiftLog(try reader.log()))
    case .reports(let incident):
      let timeline = try reader.timeline(of: incident, limit: StoreTools.timelineLimit)
      post(.reports(incident, ReportPrint.reports(in: timeline)))
    case .handover(let soon):
      guard let snapshot else { return }
      post(.handover(HandoverReport(of: snapshot, site: site, soon: soon), sequence: snapshot.sequence))
    }
  }
}
