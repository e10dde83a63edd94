internal import Alarms
internal import CitySafety
internal import Desk
internal import Glibc
internal import Operations
internal import Synchronization

/// A seat's side of the owner's socket, on a thread of its own.
///
/// When no owner answers it tries to become one, if it may. A lost heartbeat is told to the desk within 3 s.
final class SeatLink: Sendable {
  /// Heartbeats come once a second; after this long without any the owner counts as stalled.
  static let silenceLimit: Int64 = 2500
  /// Commands that may wait for a connection.
  static let outgoingLimit = 256
  /// How long to wait before looking for an owner again, in milliseconds.
  static let retryPause: Int32 = 250

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
  private let becomeOwner: (@Sendable (SystemClock) -> OwnerAttempt)?
  private let post: @Sendable (Message) -> Void
  private let woken: @Sendable (_ alarms: Bool) -> Void

  /// What came of trying to become the owner.
  enum OwnerAttempt: Sendable {
    case started(Owner)
    case ownedElsewhere
    case failed(Bilingual)
  }

  /// One connection, from the thread that holds it.
  private struct Talk {
    var channel: FrameChannel
    /// The owner runs in this process.
    let isHere: Bool
    var ownerName = ""
    var lastHeard = SystemClock.monotonic()
    var isStalled = false
    /// Commands that were sent and not answered yet.
    var unanswered: [CommandID: Refusal] = [:]

    init(descriptor: Int32, isHere: Bool) {
      channel = FrameChannel(descriptor: descriptor)
      self.isHere = isHere
    }
  }

  /// - Parameter becomeOwner: starts an owner with the clock of the last one; `nil` where this seat only attaches.
  init(
    store: String, seat: String, version: String, clock: SystemClock, keepsOwnClock: Bool,
    becomeOwner: (@Sendable (SystemClock) -> OwnerAttempt)?, post: @escaping @Sendable (Message) -> Void,
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

  /// Returns false when the system has no thread left.
  @discardableResult
  func start() -> Bool {
    let worker = WorkerThread(name: "wf-link") { [self] in run() }
    thread.withLock { $0 = worker }
    return worker != nil
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

  /// Moves the clock of a review, which has no owner that would.
  func setPace(_ pace: ClockPace) { clock.withLock { $0.pace = pace } }

  /// Sends to the owner.
  ///
  /// Returns false when too much waits already.
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

  private func takeOutgoing() -> [WireMessage] {
    shared.withLock { shared in
      defer { shared.outgoing.removeAll(keepingCapacity: true) }
      return shared.outgoing
    }
  }

  private func run() {
    var owner: Owner?
    var lastNotice: Bilingual?
    while !isStopping {
      let descriptor = LocalSocket.connect(LocalSocket.path(store: store))
      if descriptor >= 0 {
        lastNotice = nil
        let unanswered = converse(Talk(descriptor: descriptor, isHere: owner != nil))
        close(descriptor)
        if isStopping { break }
        post(.link(.stalled(since: now())))
        for (command, refusal) in unanswered { post(.result(command, .refused(refusal))) }
        refuseWaiting()
        // An owner of this process that lives has only turned this seat away.
        if let lost = owner, !lost.isAlive {
          lost.stop()
          owner = nil
        }
      } else if owner == nil, let becomeOwner {
        switch becomeOwner(clock.withLock { $0 }) {
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
      wake.wait(milliseconds: SeatLink.retryPause)
    }
    owner?.stop()
  }

  /// A command that could not be sent was not done: say so instead of keeping it for later.
  private func refuseWaiting() {
    for message in takeOutgoing() {
      switch message {
      case .perform(let command, _, _): post(.result(command.id, .refused(.noOwner)))
      case .performDuty(let command, _, _): post(.result(command.id, .refused(.noOwner)))
      case .signOut: post(.signedOut)
      default: break
      }
    }
  }

  /// Talks until the connection ends.
  ///
  /// Returns the commands that were not answered, and what to say of each.
  private func converse(_ talk: Talk) -> [CommandID: Refusal] {
    var talk = talk
    _ = talk.channel.send(.hello(seat: seat, version: version))
    while !isStopping && exchange(&talk) {
      if !talk.isStalled && SystemClock.monotonic() - talk.lastHeard > SeatLink.silenceLimit {
        talk.isStalled = true
        post(.link(.stalled(since: now() - Span(milliseconds: SeatLink.silenceLimit))))
      }
    }
    return talk.unanswered
  }

  /// Sends what waits and takes in what came.
  ///
  /// Returns false when the connection is of no more use.
  private func exchange(_ talk: inout Talk) -> Bool {
    let outgoing = takeOutgoing()
    for case .perform(let command, _, _) in outgoing {
      talk.unanswered[command.id] = .unanswered(command.alarm)
    }
    for case .performDuty(let command, _, _) in outgoing { talk.unanswered[command.id] = .duty(.unanswered) }
    for message in outgoing where !talk.channel.send(message) { return false }
    guard talk.channel.flush() else { return false }
    let events = Int16(POLLIN) | (talk.channel.wantsToWrite ? Int16(POLLOUT) : 0)
    var entries = [
      pollfd(fd: talk.channel.descriptor, events: events, revents: 0),
      pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&entries, 2, SeatLink.retryPause)
    if entries[1].revents != 0 { wake.clear() }
    guard entries[0].revents != 0 else { return true }
    let isOpen = talk.channel.fill()
    do {
      while let message = try talk.channel.next() { handle(message, &talk) }
      return isOpen
    } catch {
      post(.notice(SeatLink.otherProtocol))
      return false
    }
  }

  private func handle(_ message: WireMessage, _ talk: inout Talk) {
    switch message {
    case .welcome(let owner, let shift):
      if !keepsOwnClock { clock.withLock { $0.shift = shift } }
      talk.ownerName = owner
      post(.link(.attached(isHere: talk.isHere, owner: owner)))
      post(.signedOut)
    case .heartbeat: noteLife(&talk)
    case .wake(let alarms):
      noteLife(&talk)
      woken(alarms)
    case .result(let id, let result):
      talk.unanswered[id] = nil
      post(.result(id, result))
    case .signedIn(let actor): post(.signedIn(actor))
    case .signedOut: post(.signedOut)
    case .trouble(let text): post(.trouble(text))
    case .mended(let text): post(.mended(text))
    case .full: post(.notice(SeatLink.noRoom))
    case .presence(let list): post(.presence(list))
    case .pace(let instant, let rate): clock.withLock { $0.pace = ClockPace(instant: instant, rate: rate) }
    default: break
    }
  }

  private func noteLife(_ talk: inout Talk) {
    talk.lastHeard = SystemClock.monotonic()
    guard talk.isStalled else { return }
    talk.isStalled = false
    post(.link(.attached(isHere: talk.isHere, owner: talk.ownerName)))
  }

  private static let otherProtocol = Bilingual(
    zh: "采集主控与本席的程序版本不同：请两边都换成同一版本后重启。",
    en: "The owner runs another version of the program: install the same one on both and restart.")

  private static let noRoom = Bilingual(
    zh: "采集主控的席位已满 (\(SeatServer.connectionLimit))：请关闭不用的席位。",
    en: "The owner has no room for another seat (\(SeatServer.connectionLimit)): close one that is not used.")
}
