internal import Glibc

/// Asks whether a store has an owner that answers.
public enum OwnerProbe {
  /// What became of the question.
  public enum Answer: Sendable, Hashable {
    case running
    /// Somebody listens, but the owner's thread does not go round.
    case hung
    case none
  }

  /// Connects, says hello and waits up to two and a half seconds for a heartbeat.
  public static func ask(store: String) -> Answer {
    let descriptor = LocalSocket.connect(LocalSocket.path(store: store))
    // A listener that takes no more connections is there, but hangs.
    guard descriptor >= 0 else { return errno == EAGAIN ? .hung : .none }
    defer { close(descriptor) }
    var channel = FrameChannel(descriptor: descriptor)
    guard channel.send(.hello(seat: "status", version: "")), channel.flush() else { return .none }
    let deadline = SystemClock.monotonic() + SeatLink.silenceLimit
    while SystemClock.monotonic() < deadline {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, Int32(max(0, deadline - SystemClock.monotonic()))) > 0 else { continue }
      let isOpen = channel.fill()
      while let message = try? channel.next() {
        // Only a living owner's thread lets the heart beat; an owner with no room for more seats is alive too.
        switch message {
        case .heartbeat, .full: return .running
        default: break
        }
      }
      if !isOpen { return .none }
    }
    return .hung
  }
}
