public import CitySafety
public import Formats
internal import Synchronization

/// Polls all sources of a site: HTTP on one thread, files and drop folders on another.
///
/// Sendable: what it was made with never changes; the threads are started and joined under a mutex; orders and
/// outcomes cross in mailboxes of their own. Everything a source remembers lives on the one thread that polls it.
public final class Poller: Sendable {
  private struct Threads {
    var http: WorkerThread?
    var files: WorkerThread?
    var isStopped = false
  }

  /// Why polling could not start.
  public enum StartFailure: Error, Sendable, Hashable {
    /// No threads, descriptors or memory left, or libcurl would not start.
    case noResources
  }

  private let plan: PollPlan
  private let outcomes: OutcomeQueue
  private let memory: FileMemory
  private let httpControl: PollControl
  private let fileControl: PollControl
  private let threads = Mutex(Threads())

  /// Makes a poller that has not started yet.
  ///
  /// - Parameters:
  ///   - lookups: by `SourceIndex`, like `Site.sources`.
  ///   - offset: the site's, for times that name no zone.
  ///   - seed: spreads and jitters the polls; the same seed gives the same waits.
  ///   - folder: relative paths of files, tokens and authorities start here.
  ///   - version: the program's, told to servers.
  ///   - remembered: files of drop folders that were read before, as `rememberedFiles` gave them.
  ///   - clock: wall time, possibly shifted for replay.
  ///   - monotonic: milliseconds that no clock step changes.
  public init(
    definitions: [SourceDefinition], lookups: [SensorLookup], offset: UTCOffset, futureTolerance: Span,
    seed: UInt64, folder: String, version: String, remembered: [FileMark] = [],
    clock: @escaping @Sendable () -> Instant, monotonic: @escaping @Sendable () -> Int64,
    outcomes: OutcomeQueue
  ) throws(StartFailure) {
    guard let httpControl = PollControl(), let fileControl = PollControl() else {
      throw .noResources
    }
    plan = PollPlan(
      definitions: definitions, lookups: lookups, offset: offset, futureTolerance: futureTolerance,
      seed: seed,
      folder: folder, agent: "watchfloor/" + version, started: clock(), clock: clock, monotonic: monotonic)
    memory = FileMemory(remembered)
    self.outcomes = outcomes
    self.httpControl = httpControl
    self.fileControl = fileControl
  }

  deinit {
    stop()
  }

  /// Starts the threads that the sources need.
  ///
  /// A second call does nothing.
  public func start() throws(StartFailure) {
    let isStarted = threads.withLock { threads -> Bool in
      if threads.isStopped || threads.http != nil || threads.files != nil { return true }
      let hasFiles = plan.definitions.contains { $0.isOfFiles }
      let hasHTTP = plan.definitions.contains { !$0.isOfFiles }
      if hasHTTP { threads.http = startHTTP() }
      if hasFiles { threads.files = startFiles() }
      return (threads.http != nil) == hasHTTP && (threads.files != nil) == hasFiles
    }
    if !isStarted {
      stop()
      throw .noResources
    }
  }

  /// Asks every source at once, whatever its wait; one that is being asked is left to answer.
  public func pollNow() {
    httpControl.askAll()
    fileControl.askAll()
  }

  /// The rows of this outcome are stored: its drop-folder files are now moved away or remembered.
  ///
  /// Until then they are not read again by this process, but would be by the next: a crash between reading
  /// and storing loses nothing.
  public func confirm(_ outcome: PollOutcome) {
    if !outcome.files.isEmpty { fileControl.stored(outcome.files) }
  }

  /// Files of drop folders that are remembered as read, oldest first for each source.
  public var rememberedFiles: [FileMark] { memory.all }

  /// Ends both threads and cancels their transfers, within `IngestLimits.stopWithin`.
  ///
  /// A thread that hangs in a dead mount is left behind. Outcomes already in the mailbox stay there.
  public func stop() {
    httpControl.stop()
    fileControl.stop()
    let running = threads.withLock { threads -> Threads in
      let running = threads
      threads = Threads(isStopped: true)
      return running
    }
    let end = plan.monotonic() + IngestLimits.stopWithin.milliseconds
    for thread in [running.http, running.files] {
      _ = thread?.join(milliseconds: max(0, end - plan.monotonic()))
    }
  }

  private func startHTTP() -> WorkerThread? {
    guard HTTPLoop.libraryStarted else { return nil }
    return WorkerThread { [plan, httpControl, outcomes] in
      HTTPLoop(plan: plan, control: httpControl, queue: outcomes)?.run()
    }
  }

  private func startFiles() -> WorkerThread? {
    WorkerThread { [plan, fileControl, outcomes, memory] in
      FileLoop(plan: plan, control: fileControl, queue: outcomes, memory: memory).run()
    }
  }
}

extension SourceDefinition {
  /// Whether it is polled by the file thread.
  fileprivate var isOfFiles: Bool {
    if case .http = transport { return false }
    return true
  }
}
