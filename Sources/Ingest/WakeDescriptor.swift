import Glibc

/// A pipe that wakes: any thread raises it, one thread waits for it with `poll`.
///
/// Sendable without more: the numbers never change, and the kernel orders reads and writes of a pipe.
final class WakeDescriptor: Sendable {
  /// Readable while raised.
  let descriptor: Int32
  private let input: Int32

  /// Nil when the process has no descriptors left.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    input = ends[1]
  }

  deinit {
    close(descriptor)
    close(input)
  }

  /// Makes the waiting thread run.
  ///
  /// A full pipe is raised already.
  func raise() {
    var byte: UInt8 = 1
    _ = write(input, &byte, 1)
  }

  /// Forgets that it was raised.
  func clear() {
    var bytes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    while read(descriptor, &bytes, 32) == 32 {}
  }

  /// Waits until it is raised, at most `milliseconds`; tells whether it was.
  @discardableResult
  func wait(milliseconds: Int64) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, Int32(clamping: milliseconds)) > 0
  }
}
