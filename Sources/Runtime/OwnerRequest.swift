internal import Alarms
internal import Glibc
public import Operations

/// Asks the owner of a store for one request of a person who proves who they are, without a console.
public struct OwnerRequest: Sendable {
  public enum Answer: Sendable {
    case result(CommandResult)
    /// No such person, or another passphrase.
    case wrongCode
    /// It takes no more seats.
    case full
    /// Nobody answered within two and a half seconds.
    case hung
    case noOwner
  }

  private let store: String
  private let seat: String

  /// - Parameter seat: the name under which the journal keeps where it was asked for.
  public init(store: String, seat: String) {
    self.store = store
    self.seat = seat
  }

  /// Signs in, asks, waits for the answer, and signs out by going.
  ///
  /// `seen` as in `DutyCommand`.
  public func perform(_ action: DutyAction, seen: Int64, name: String, passphrase: String) -> Answer {
    let descriptor = LocalSocket.connect(LocalSocket.path(store: store))
    guard descriptor >= 0 else { return errno == EAGAIN ? .hung : .noOwner }
    defer { close(descriptor) }
    var channel = FrameChannel(descriptor: descriptor)
    guard channel.send(.hello(seat: seat, version: "")),
      channel.send(.signIn(name: name, passphrase: passphrase))
    else { return .noOwner }
    var asked: CommandID?
    while true {
      switch OwnerRequest.next(&channel, on: descriptor) {
      case .failure(let end): return end.answer
      case .success(.full): return .full
      case .success(.signedIn(nil)): return .wrongCode
      case .success(.signedIn(let actor?)):
        let command = DutyCommand(action, actor: actor, seen: seen)
        asked = command.id
        guard channel.send(.performDuty(command, name: "", passphrase: "")) else { return .noOwner }
      case .success(.result(let id, let result)) where id == asked: return .result(result)
      case .success: break
      }
    }
  }

  private enum End: Error {
    case silence, loss

    var answer: Answer { self == .silence ? .hung : .noOwner }
  }

  /// The next message; fails when none comes within the time after which an owner counts as silent.
  private static func next(_ channel: inout FrameChannel, on descriptor: Int32) -> Result<WireMessage, End> {
    let deadline = SystemClock.monotonic() + SeatLink.silenceLimit
    while channel.flush() {
      do { if let message = try channel.next() { return .success(message) } } catch { return .failure(.loss) }
      let left = deadline - SystemClock.monotonic()
      guard left > 0 else { return .failure(.silence) }
      let events = Int16(POLLIN) | (channel.wantsToWrite ? Int16(POLLOUT) : 0)
      var entry = pollfd(fd: descriptor, events: events, revents: 0)
      guard poll(&entry, 1, Int32(left)) > 0, entry.revents & Int16(POLLIN) != 0 else { continue }
      guard channel.fill() else {
        // What came before the end still counts.
        if let message = try? channel.next() { return .success(message) }
        return .failure(.loss)
      }
    }
    return .failure(.loss)
  }
}
