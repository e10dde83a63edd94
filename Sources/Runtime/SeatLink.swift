internal import Alarms
internal import CitySafety
internal import Desk
internal import Glibc
internal import Operations
internal import Settings
internal import Synchronization

/// A seat's side of the owner's socket, on a thread of its own.
///
/// When no owner answers it tries to become one, if it may. A lost heartbeat is told to the desk within 3 s.
final class SeatLink: Sendable {
  /// Heartbeats come once a second; after this long without any the owner counts as stalled.
  static let silenceLimit: Int64 = 2500
  /// Commands that may wait for a connection.
  static let outgoingLimit = 256

  private struct Shared {
    var outgoing: [WireMessage] = []
    var isStopping = false
  }

  private let store: String
  private let seat: String
  private let version: String
  private let clock: Mutex<SystemClock>
  private let keepsOwnClock: Bool
  private let shared = Mutex(Shared())
  private let wake = WakeDescriptor()
  private let thread = Mutex<WorkerThread?>(nil)
  private let becomeOwner: (@Sendable () -> OwnerAttempt)?
  private let post: @Sendable (Message) -> Void
  private let woken: @Sendable (_ alarms: Bool) -> Void

  /// What came of trying to become the owner.
  enum OwnerAttempt: Sendable {
    case started(Owner)
    case ownedElsewhere
    case failed(Bilingual)
  }

  init(
    store: String, seat: String, version: String, clock: SystemClock, keepsOwnClock: Bool,
    becomeOwner: (@Sendable () -> OwnerAttempt)?, post: @escaping @Sendable (Message) -> Void,
    woken: @escaping @Sendable (_ alarms: Bool) -> Void
  ) {
    self.store = store
    self.seat = seat
    self.version = version
    self.clock = Mutex(clock)
    self.keepsOwnClock = keepsOwnClock
    self.becomeOwner = becomeOwner
    self.post = post
    self.woken = woken
  }

  func start() {
    let worker = WorkerThread(name: "wf-link") { [self] in run() }
    thread.withLock { $0 = worker }
  }

  /// Ends the thread; an owner that this seat became is stopped first.
  func stop() {
    shared.withLock { $0.isStopping = true }
    wake.wake()
    let worker = thread.withLock { $0.take() }
    worker?.join()
  }

  /// Now by the owner's clock, which may be shifted for a replay.
  func now() -> Instant { clock.withLock { $0.now() } }

  /// Sends to the owner. Returns false when too much waits already.
  func send(_ message: WireMessage) -> Bool {
    let fits = shared.withLock { shared in
      guard shared.outgoing.count < SeatLink.outgoingLimit else { return false }
      shared.outgoing.append(message)
      return true
    }
    wake.wake()
    return fits
  }

  // MARK: The thread

  private var isStopping: Bool { shared.withLock { $0.isStopping } }

  private func run() {
    var owner: Owner?
    var lastNotice: Bilingual?
    while !isStopping {
      let descriptor = LocalSocket.connect(LocalSocket.path(store: store))
      if descriptor >= 0 {
        lastNotice = nil
        converse(FrameChannel(descriptor: descriptor), isHere: owner != nil)
        close(descriptor)
        if isStopping { break }
        post(.link(.stalled(since: now())))
        refuseWaiting()
        if let lost = owner {
          lost.stop()
          owner = nil
        }
        continue
      }
      if let becomeOwner {
        switch becomeOwner() {
        case .started(let started):
          owner = started
          continue
        case .ownedElsewhere: break
        case .failed(let reason):
          if reason != lastNotice { post(.notice(reason)) }
          lastNotice = reason
        }
      }
      refuseWaiting()
      wake.wait(milliseconds: 250)
    }
    owner?.stop()
  }

  /// A command that could not be sent was not done: say so instead of keeping it for later.
  private func refuseWaiting() {
    let waiting = shared.withLock { shared in
      defer { shared.outgoing.removeAll() }
      return shared.outgoing
    }
    for case .perform(let command, _, _) in waiting { post(.result(command.id, .refused(.noOwner))) }
  }

  private func converse(_ channel: FrameChannel, isHere: Bool) {
    var channel = channel
    var lastHeard = SystemClock.monotonic()
    var isStalled = false
    guard channel.send(.hello(seat: seat, version: version)) else { return }
    while !isStopping {
      let outgoing = shared.withLock { shared in
        defer { shared.outgoing.removeAll(keepingCapacity: true) }
        return shared.outgoing
      }
      for message in outgoing where !channel.send(message) { return }
      guard channel.flush() else { return }
      let events = Int16(POLLIN) | (channel.wantsToWrite ? Int16(POLLOUT) : 0)
      var entries = [
        pollfd(fd: channel.descriptor, events: events, revents: 0),
        pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&entries, 2, 250)
      if entries[1].revents != 0 { wake.clear() }
      if entries[0].revents != 0 {
        guard channel.fill(), take(&channel, isHere: isHere, wasStalled: &isStalled, lastHeard: &lastHeard)
        else { return }
      }
      if !isStalled && SystemClock.monotonic() - lastHeard > SeatLink.silenceLimit {
        isStalled = true
        post(.link(.stalled(since: now() - Span(milliseconds: SeatLink.silenceLimit))))
      }
    }
  }

  /// Handles what arrived. Returns false when the owner does not keep to the protocol.
  private func take(
    _ channel: inout FrameChannel, isHere: Bool, wasStalled: inout Bool, lastHeard: inout Int64
  ) -> Bool {
    do {
      while let message = try channel.next() {
        lastHeard = SystemClock.monotonic()
        handle(message, isHere: isHere)
        if wasStalled {
          wasStalled = false
          post(.link(.attached(isHere: isHere, owner: seat)))
        }
      }
      return true
    } catch {
      return false
    }
  }

  private func handle(_ message: WireMessage, isHere: Bool) {
    switch message {
    case .welcome(let owner, let shift):
      if !keepsOwnClock { clock.withLock { $0.shift = shift } }
      post(.link(.attached(isHere: isHere, owner: owner)))
      post(.signedOut)
    case .wake(let alarms): woken(alarms)
    case .result(let id, let result): post(.result(id, result))
    case .signedIn(let actor): post(.signedIn(actor))
    case .signedOut: post(.signedOut)
    default: break
    }
  }
}
