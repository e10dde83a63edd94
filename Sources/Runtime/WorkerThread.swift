internal import CLinux
internal import Glibc

/// A plain thread that runs one closure and can be joined.
final class WorkerThread: Sendable {
  private let handle: pthread_t

  private final class Body {
    let name: String
    let run: @Sendable () -> Void
    init(_ name: String, _ run: @escaping @Sendable () -> Void) {
      self.name = name
      self.run = run
    }
  }

  /// Starts at once.
  ///
  /// The name shows in process lists, at most 15 bytes.
  init?(name: String, _ run: @escaping @Sendable () -> Void) {
    let body = Unmanaged.passRetained(Body(String(name.prefix(15)), run))
    var handle = pthread_t()
    // Signals belong to the main thread; faults must still reach the handler that gives the terminal back.
    var signals = sigset_t()
    var before = sigset_t()
    sigfillset(&signals)
    for fault in [SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE] { sigdelset(&signals, fault) }
    pthread_sigmask(SIG_SETMASK, &signals, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let result = pthread_create(
      &handle, nil,
      { argument in
        guard let argument else { return nil }
        let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
        clinux_name_thread(body.name)
        body.run()
        return nil
      }, body.toOpaque())
    guard result == 0 else {
      body.release()
      return nil
    }
    self.handle = handle
  }

  /// Waits for the end of the closure.
  ///
  /// Call this or `detach`, once.
  func join() {
    pthread_join(handle, nil)
  }

  /// Lets it end by itself.
  func detach() {
    pthread_detach(handle)
  }
}

/// A descriptor that other threads make readable to wake the one that polls it.
///
/// Safe from any thread: `eventfd` reads and writes are atomic, and the descriptor lives as long as the object.
final class WakeDescriptor: Sendable {
  let descriptor: Int32

  init() {
    descriptor = clinux_event_descriptor()
    precondition(descriptor >= 0, "the system has no descriptor left for a wake-up")
  }

  deinit { close(descriptor) }

  func wake() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, 8)
  }

  /// Makes it unreadable again.
  func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }

  /// Waits until woken or the time is over.
  func wait(milliseconds: Int32) {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&entry, 1, milliseconds)
    clear()
  }
}
