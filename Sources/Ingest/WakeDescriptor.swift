import Glibc

/// An event descriptor: any thread raises it, one thread waits for it with `poll`.
///
/// Sendable without more: the number never changes, and the kernel orders reads and writes of it.
final class WakeDescriptor: Sendable {
  let descriptor: Int32

  /// Nil when the process has no descriptors left.
  init?() {
    descriptor = eventfd(0, Int32(EFD_NONBLOCK.rawValue) | Int32(EFD_CLOEXEC.rawValue))
    if descriptor < 0 { return nil }
  }

  deinit {
    close(descriptor)
  }

  /// Makes the waiting thread run. Raising it often before that counts once.
  func raise() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, 8)
  }

  /// Forgets that it was raised.
  func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }

  /// Waits until it is raised, at most `milliseconds`; tells whether it was.
  @discardableResult
  func wait(milliseconds: Int64) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, Int32(clamping: milliseconds)) > 0
  }
}
