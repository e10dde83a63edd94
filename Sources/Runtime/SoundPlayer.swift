internal import CitySafety
internal import Desk
internal import Glibc
internal import Synchronization

/// Runs players on a thread of its own, one at a time, so that no frame and no key waits for a sound.
final class SoundPlayer: Sendable {
  /// Requests that may wait; the oldest gives way and is counted.
  static let limit = 2
  /// Players that nothing could end; with more than these none is started.
  static let leftoverLimit = 4

  private struct Shared {
    var waiting: [SoundRequest] = []
    var dropped = 0
    /// Rises when what plays is to end.
    var hushes = 0
    var isStopping = false
    /// The system had no thread left: every request is a fault.
    var hasNoThread = false
  }

  private let timeout: Span
  private let post: @Sendable (SoundReport) -> Void
  private let shared = Mutex(Shared())
  private let wake = WakeDescriptor()
  private let thread = Mutex<WorkerThread?>(nil)

  init(timeout: Span, post: @escaping @Sendable (SoundReport) -> Void) {
    self.timeout = timeout
    self.post = post
  }

  /// Returns false when the system has no thread left.
  func start() -> Bool {
    let worker = WorkerThread(name: "wf-sound") { [self] in run() }
    thread.withLock { $0 = worker }
    shared.withLock { $0.hasNoThread = worker == nil }
    return worker != nil
  }

  /// Ends what plays and the thread.
  func stop() {
    shared.withLock { $0.isStopping = true }
    wake.wake()
    let worker = thread.withLock { $0.take() }
    worker?.join()
  }

  func play(_ request: SoundRequest) {
    let hasNoThread = shared.withLock { shared in
      guard !shared.hasNoThread else { return true }
      if shared.waiting.count == SoundPlayer.limit {
        shared.waiting.removeFirst()
        shared.dropped += 1
      }
      shared.waiting.append(request)
      return false
    }
    guard !hasNoThread else {
      return post(
        SoundReport(request: request, fault: .missing(String(cString: strerror(EAGAIN))), dropped: 0))
    }
    wake.wake()
  }

  /// Ends what plays and forgets what waits.
  func hush() {
    shared.withLock { shared in
      shared.waiting.removeAll()
      shared.hushes += 1
    }
    wake.wake()
  }

  private func run() {
    var leftovers: [pid_t] = []
    while true {
      let next = shared.withLock { shared in
        (
          request: shared.waiting.isEmpty ? nil : shared.waiting.removeFirst(), hushes: shared.hushes,
          isStopping: shared.isStopping
        )
      }
      if next.isStopping { return }
      SoundProcess.bury(&leftovers)
      guard let request = next.request else {
        wake.wait(milliseconds: leftovers.isEmpty ? -1 : 1000)
        continue
      }
      guard leftovers.count < SoundPlayer.leftoverLimit else {
        report(request, .hung)
        continue
      }
      let end = SoundProcess.run(request, timeout: timeout, wake: wake, leftovers: &leftovers) {
        shared.withLock { !$0.isStopping && $0.hushes == next.hushes }
      }
      switch end {
      case .played: report(request, nil)
      case .fault(let fault): report(request, fault)
      case .stopped: break
      }
    }
  }

  private func report(_ request: SoundRequest, _ fault: SoundFault?) {
    let dropped = shared.withLock { shared in
      defer { shared.dropped = 0 }
      return shared.dropped
    }
    post(SoundReport(request: request, fault: fault, dropped: dropped))
  }
}
