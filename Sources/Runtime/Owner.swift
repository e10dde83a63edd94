public import CitySafety
public import Settings
internal import Synchronization

/// Why this process cannot own the store.
public enum OwnerFailure: Error, Sendable {
  /// Another process does; be its client instead.
  case ownedElsewhere
  case store(Bilingual)
  case socket(Bilingual)

  static let noResources = Bilingual(
    zh: "系统资源不足，无法开始采集：线程、描述符或内存已用尽。",
    en: "Ingest cannot start: the system has no threads, descriptors or memory left.")
}

/// The one process that ingests, reduces and writes: the poll thread, the owner's thread and its socket.
///
/// `watchfloor ingest` runs it without a screen; a console that finds no owner runs it beside its loop. Both
/// talk to it over the socket.
public final class Owner: Sendable {
  private let loop: OwnerLoop
  private let thread: Mutex<WorkerThread?>

  /// Takes the store's lock, opens everything, creates the first people where there are none, and starts.
  public init(
    site: LoadedSite, store: String, clock: SystemClock, name: String, version: String, isDemo: Bool,
    log: @escaping @Sendable (Bilingual) -> Void
  ) throws(OwnerFailure) {
    loop = try OwnerLoop(
      site: site, store: store, clock: clock, name: name, version: version, isDemo: isDemo, log: log)
    thread = Mutex(nil)
    let worker = WorkerThread(name: "wf-owner") { [loop] in loop.run() }
    guard let worker else { throw .store(OwnerFailure.noResources) }
    thread.withLock { $0 = worker }
  }

  /// Whether the owner's thread went round within the last two seconds.
  public var isAlive: Bool { SystemClock.monotonic() - loop.lastRound.load(ordering: .relaxed) < 2000 }

  /// Stops polling, writes what is in hand, closes the store and the socket.
  public func stop() {
    loop.stop()
    let worker = thread.withLock { $0.take() }
    worker?.join()
  }
}
