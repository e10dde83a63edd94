internal import Glibc

/// Asks whether a store has an owner that answers.
public enum OwnerProbe {
  /// Connects, says hello and waits up to two seconds for the welcome.
  public static func answers(store: String) -> Bool {
    let descriptor = LocalSocket.connect(LocalSocket.path(store: store))
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var channel = FrameChannel(descriptor: descriptor)
    guard channel.send(.hello(seat: "status", version: "")), channel.flush() else { return false }
    let deadline = SystemClock.monotonic() + 2000
    while SystemClock.monotonic() < deadline {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&entry, 1, Int32(max(0, deadline - SystemClock.monotonic())))
      guard channel.fill() else { return false }
      while let message = try? channel.next() {
        // A heartbeat comes only from a living owner's thread.
        if case .heartbeat = message { return true }
      }
    }
    return false
  }
}
