import Glibc

/// A plain thread that takes no signals and can be waited for with a limit.
///
/// Sendable: everything is set before the thread starts and never changed. `join` is called by one owner only.
final class WorkerThread: Sendable {
  private let handle: pthread_t
  private let finished: WakeDescriptor

  /// What crosses to the new thread.
  private final class Start: Sendable {
    let body: @Sendable () -> Void
    let finished: WakeDescriptor

    init(body: @escaping @Sendable () -> Void, finished: WakeDescriptor) {
      self.body = body
      self.finished = finished
    }
  }

  /// Starts `body` on a thread of its own; nil when the system has none left.
  init?(body: @escaping @Sendable () -> Void) {
    guard let finished = WakeDescriptor() else { return nil }
    let start = Unmanaged.passRetained(Start(body: body, finished: finished))
    var handle = pthread_t()
    // Signals belong to the main thread; SIGPIPE from a TLS connection must not end the program.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    // A fault here must still reach the handler that gives the terminal back.
    for fault in [SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE] { sigdelset(&all, fault) }
    pthread_sigmask(SIG_SETMASK, &all, &before)
    let result = pthread_create(
      &handle, nil,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        start.body()
        start.finished.raise()
        return nil
      }, start.toOpaque())
    pthread_sigmask(SIG_SETMASK, &before, nil)
    if result != 0 {
      start.release()
      return nil
    }
    self.handle = handle
    self.finished = finished
  }

  /// Waits for the end of the thread.
  ///
  /// After `milliseconds` it is left alone and false is returned: a thread that hangs in a dead mount must
  /// not hold up the program's end.
  func join(milliseconds: Int64) -> Bool {
    if finished.wait(milliseconds: milliseconds) {
      pthread_join(handle, nil)
      return true
    }
    pthread_detach(handle)
    return false
  }
}
