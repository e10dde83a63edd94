import CLinux
import Glibc

/// Ends what a channel is sending, from any thread, for good.
///
/// Sendable without more: an event counter is read and written atomically, and lives as long as the object.
public final class SendingStop: Sendable {
  /// Readable once it was raised.
  let descriptor: Int32

  public init() {
    descriptor = clinux_event_descriptor()
    precondition(descriptor >= 0, "the system has no descriptor left for a stop")
  }

  deinit { close(descriptor) }

  public func raise() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, 8)
  }

  public var isRaised: Bool { wait(milliseconds: 0) }

  /// Waits at most so long; tells whether it was raised.
  public func wait(milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, milliseconds) > 0
  }
}

/// Milliseconds of the clock that no one sets.
enum Monotonic {
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
