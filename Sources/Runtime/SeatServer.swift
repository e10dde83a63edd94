internal import Alarms
internal import CitySafety
internal import Drills
internal import Glibc
internal import Operations
internal import Synchronization

/// The owner's side of its socket: takes commands from seats, brings answers, wake-ups and heartbeats back.
///
/// One thread polls all connections. Passphrases are checked on short-lived threads of their own, because a
/// hash takes tens of milliseconds. All shared state is behind `shared`.
final class SeatServer: Sendable {
  /// Seats at once; one more is told so and turned away.
  static let connectionLimit = 64
  /// How long no connection is taken after the system had no descriptor for one, in milliseconds.
  private static let acceptPause: Int64 = 1000
  /// Passphrase checks at once; more are answered "no" at once, which also slows guessing.
  static let checkLimit = 4

  /// A command on its way to the owner's thread.
  struct Submission: Sendable {
    var connection: Int
    var request: SeatRequest
  }

  /// The result of a command on its way to the seat that asked for it.
  struct Answer: Sendable {
    var connection: Int
    var id: CommandID
    var result: CommandResult
  }

  private struct Shared {
    var outgoing: [(connection: Int?, message: WireMessage)] = []
    var signedIn: [(connection: Int, person: Person?)] = []
    var checks = 0
    /// Why the owner cannot write, for seats that come later.
    var trouble: Bilingual?
    /// What every seat was told last of what the others look at.
    var presence: [Presence] = []
    /// Of a drill.
    var pace: ClockPace?
    var isStopping = false
  }

  private struct Connection {
    var channel: FrameChannel
    var seat = ""
    var person: Person?
    var looking: AlarmID?
  }

  private let path: String
  private let store: String
  private let ownerName: String
  private let clockShift: Span
  private let listener: Int32
  private let shared = Mutex(Shared())
  private let wake = WakeDescriptor()
  private let beat = Atomic<Int>(0)
  private let seats = Atomic<Int>(0)
  private let submit: @Sendable (Submission) -> Void
  private let pollNow: @Sendable () -> Void
  private let drill: @Sendable (_ event: DrillEvent) -> Void
  private let personChanged: @Sendable (_ actor: Alarms.Actor, _ isIn: Bool) -> Void
  private let thread = Mutex<WorkerThread?>(nil)

  /// Opens the socket.
  ///
  /// `nil` when it cannot be opened; `errno` says why.
  init?(
    store: String, ownerName: String, clockShift: Span, submit: @escaping @Sendable (Submission) -> Void,
    pollNow: @escaping @Sendable () -> Void,
    drill: @escaping @Sendable (_ event: DrillEvent) -> Void = { _ in },
    personChanged: @escaping @Sendable (_ actor: Alarms.Actor, _ isIn: Bool) -> Void
  ) {
    path = LocalSocket.path(store: store)
    self.store = store
    self.ownerName = ownerName
    self.clockShift = clockShift
    self.submit = submit
    self.pollNow = pollNow
    self.drill = drill
    self.personChanged = personChanged
    listener = LocalSocket.listen(path)
    guard listener >= 0 else { return nil }
  }

  deinit {
    if listener >= 0 { close(listener) }
  }

  /// Returns false when the system has no thread left.
  func start() -> Bool {
    let worker = WorkerThread(name: "wf-seats") { [self] in run() }
    thread.withLock { $0 = worker }
    return worker != nil
  }

  /// Cuts every connection and takes the socket away.
  func stop() {
    shared.withLock { $0.isStopping = true }
    wake.wake()
    let worker = thread.withLock { $0.take() }
    worker?.join()
    unlink(path)
  }

  /// Tells every seat, and those that come later, why the owner cannot write; `nil` when it can again.
  func tell(_ trouble: Bilingual?, ended: Bilingual) {
    shared.withLock { $0.trouble = trouble }
    post(nil, trouble.map(WireMessage.trouble) ?? .mended(ended))
  }

  /// The owner's thread is alive: called at least once a second from its loop.
  func noteBeat() { beat.add(1, ordering: .relaxed) }

  /// Something was written: brings the results first, so that a seat knows of its own before it reads the store.
  func announce(_ answers: [Answer], alarms: Bool) {
    shared.withLock { shared in
      for answer in answers {
        shared.outgoing.append((answer.connection, .result(answer.id, answer.result)))
      }
      // A wake-up that was not sent yet says the same, but must not overtake the results.
      var alarms = alarms
      shared.outgoing.removeAll { entry in
        guard case .wake(let others) = entry.message else { return false }
        alarms = alarms || others
        return true
      }
      shared.outgoing.append((nil, .wake(alarms: alarms)))
    }
    wake.wake()
  }

  /// Seats that are connected.
  var seatCount: Int { seats.load(ordering: .relaxed) }

  /// Tells every seat, and those that come later, where the clock of the drill is.
  func setPace(_ pace: ClockPace) {
    shared.withLock { $0.pace = pace }
    post(nil, SeatServer.message(of: pace))
  }

  private static func message(of pace: ClockPace) -> WireMessage {
    .pace(pace.now(monotonic: SystemClock.monotonic()), rate: pace.rate)
  }

  func reply(_ connection: Int, _ message: WireMessage) { post(connection, message) }

  private func post(_ connection: Int?, _ message: WireMessage) {
    shared.withLock { $0.outgoing.append((connection, message)) }
    wake.wake()
  }

  // MARK: The thread

  private func run() {
    var connections: [Int: Connection] = [:]
    var nextID = 1
    var lastBeat = -1
    var nextBeat = SystemClock.monotonic()
    var acceptAt: Int64 = 0
    defer { for connection in connections.values { close(connection.channel.descriptor) } }
    while !shared.withLock({ $0.isStopping }) {
      let ids = connections.keys.sorted()
      let isOpen = SystemClock.monotonic() >= acceptAt
      var entries = [
        pollfd(fd: isOpen ? listener : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      for id in ids {
        guard let connection = connections[id] else { continue }
        let events = Int16(POLLIN) | (connection.channel.wantsToWrite ? Int16(POLLOUT) : 0)
        entries.append(pollfd(fd: connection.channel.descriptor, events: events, revents: 0))
      }
      let pause = max(0, min(1000, nextBeat - SystemClock.monotonic()))
      _ = poll(&entries, nfds_t(entries.count), Int32(pause))
      if entries[1].revents != 0 { wake.clear() }
      if entries[0].revents != 0 && !accept(into: &connections, id: &nextID) {
        acceptAt = SystemClock.monotonic() + SeatServer.acceptPause
      }
      for (index, id) in ids.enumerated() where entries[index + 2].revents != 0 {
        serve(id, in: &connections)
      }
      deliver(to: &connections)
      seats.store(connections.count, ordering: .relaxed)
      if SystemClock.monotonic() >= nextBeat {
        nextBeat = SystemClock.monotonic() + 1000
        let now = beat.load(ordering: .relaxed)
        if now != lastBeat { sendAll(.heartbeat, &connections) }
        if let pace = shared.withLock({ $0.pace }) { sendAll(SeatServer.message(of: pace), &connections) }
        lastBeat = now
        tellPresence(&connections)
      }
    }
  }

  /// Takes one seat in.
  ///
  /// Returns false when the system has no descriptor for it.
  private func accept(into connections: inout [Int: Connection], id: inout Int) -> Bool {
    let descriptor = LocalSocket.accept(listener)
    guard descriptor >= 0 else { return errno != EMFILE && errno != ENFILE && errno != ENOMEM }
    var channel = FrameChannel(descriptor: descriptor)
    guard connections.count < SeatServer.connectionLimit else {
      _ = channel.send(.full) && channel.flush()
      close(descriptor)
      return true
    }
    connections[id] = Connection(channel: channel)
    id += 1
    return true
  }

  private func serve(_ id: Int, in connections: inout [Int: Connection]) {
    guard var connection = connections[id] else { return }
    var isAlive = connection.channel.fill()
    do {
      while let message = try connection.channel.next() { handle(message, from: id, &connection) }
    } catch {
      isAlive = false
    }
    isAlive = connection.channel.flush() && isAlive
    connections[id] = connection
    if !isAlive { drop(id, from: &connections) }
  }

  private func drop(_ id: Int, from connections: inout [Int: Connection]) {
    guard var connection = connections.removeValue(forKey: id) else { return }
    close(connection.channel.descriptor)
    leave(&connection)
  }

  private func actor(_ person: Person, seat: String) -> Alarms.Actor {
    Alarms.Actor(person: person.name, displayName: person.displayName, role: person.role, seat: seat)
  }

  private func handle(_ message: WireMessage, from id: Int, _ connection: inout Connection) {
    switch message {
    case .hello(let seat, _):
      connection.seat = HarmlessText.clean(seat, limit: 32)
      _ = connection.channel.send(.welcome(owner: ownerName, clockShift: clockShift))
      _ = connection.channel.send(.wake(alarms: true))
      let (trouble, presence, pace) = shared.withLock { ($0.trouble, $0.presence, $0.pace) }
      if let pace { _ = connection.channel.send(SeatServer.message(of: pace)) }
      if let trouble { _ = connection.channel.send(.trouble(trouble)) }
      if !presence.isEmpty { _ = connection.channel.send(.presence(presence)) }
    case .perform(let command, let leadName, let leadCode):
      perform(command, leadName: leadName, leadCode: leadCode, from: id, &connection)
    case .performDuty(let command, let name, let passphrase):
      perform(command, name: name, passphrase: passphrase, from: id, &connection)
    case .signIn(let name, let passphrase):
      check(id) { people in people.verify(name: name, passphrase: passphrase) }
    case .signOut:
      leave(&connection)
      _ = connection.channel.send(.signedOut)
    case .pollNow: pollNow()
    case .drill(let event): drill(event)
    case .looking(let alarm): connection.looking = alarm
    default: break
    }
  }

  private func leave(_ connection: inout Connection) {
    if let person = connection.person { personChanged(actor(person, seat: connection.seat), false) }
    connection.person = nil
  }

  /// Who acts is what this connection signed in as, whatever the frame says.
  private func perform(
    _ command: Command, leadName: String, leadCode: String, from id: Int, _ connection: inout Connection
  ) {
    guard let person = connection.person else {
      _ = connection.channel.send(.result(command.id, .refused(.notSignedIn)))
      return
    }
    var command = command
    command.actor = actor(person, seat: connection.seat)
    guard !leadName.isEmpty else {
      submit(Submission(connection: id, request: .command(command)))
      return
    }
    let asked = command
    let accepted = startCheck { [self] people in
      var authorised = asked
      guard let lead = people?.verifyLead(name: leadName, code: leadCode) else {
        post(id, .result(asked.id, .refused(.wrongCode)))
        return
      }
      authorised.actor.authoriser = lead.name
      submit(Submission(connection: id, request: .command(authorised)))
    }
    if !accepted { _ = connection.channel.send(.result(asked.id, .refused(.wrongCode))) }
  }

  /// A request of the shift log or the handover, by whom this connection signed in as or, with a name, by that
  /// person, who proves it with the passphrase beside whoever sits here; of a change of a rule or a warning that person is
  /// who approves.
  private func perform(
    _ command: DutyCommand, name: String, passphrase: String, from id: Int, _ connection: inout Connection
  ) {
    guard let person = connection.person else {
      _ = connection.channel.send(.result(command.id, .refused(.notSignedIn)))
      return
    }
    let seat = connection.seat
    let asked = command
    guard !name.isEmpty else {
      submit(Submission(connection: id, request: .duty(asked.by(actor(person, seat: seat), isGuest: false))))
      return
    }
    let accepted = startCheck { [self] people in
      guard let guest = people?.verify(name: name, passphrase: passphrase) else {
        post(id, .result(asked.id, .refused(.wrongCode)))
        return
      }
      let second = actor(guest, seat: seat)
      let proven =
        asked.action.hasApprover
        ? asked.by(actor(person, seat: seat), isGuest: false).approved(by: second)
        : asked.by(second, isGuest: true)
      submit(Submission(connection: id, request: .duty(proven)))
    }
    if !accepted { _ = connection.channel.send(.result(asked.id, .refused(.wrongCode))) }
  }

  private func check(_ id: Int, _ verify: @escaping @Sendable (People) -> Person?) {
    let accepted = startCheck { [self] people in
      let person = people.flatMap(verify)
      shared.withLock { $0.signedIn.append((id, person)) }
      wake.wake()
    }
    if !accepted {
      shared.withLock { $0.signedIn.append((id, nil)) }
      wake.wake()
    }
  }

  /// Runs a check on a thread of its own.
  ///
  /// Returns false when too many run already.
  private func startCheck(_ body: @escaping @Sendable (People?) -> Void) -> Bool {
    let mayStart = shared.withLock { shared in
      guard shared.checks < SeatServer.checkLimit else { return false }
      shared.checks += 1
      return true
    }
    guard mayStart else { return false }
    let worker = WorkerThread(name: "wf-check") { [self] in
      body(try? People(store: store))
      shared.withLock { $0.checks -= 1 }
    }
    worker?.detach()
    return worker != nil
  }

  private func deliver(to connections: inout [Int: Connection]) {
    let (outgoing, signedIn) = shared.withLock { shared in
      defer {
        shared.outgoing.removeAll(keepingCapacity: true)
        shared.signedIn.removeAll()
      }
      return (shared.outgoing, shared.signedIn)
    }
    for (id, person) in signedIn {
      guard var connection = connections[id] else { continue }
      // Whoever sat here before leaves only when somebody else really comes.
      if let person {
        leave(&connection)
        connection.person = person
        personChanged(actor(person, seat: connection.seat), true)
      }
      let fits = connection.channel.send(.signedIn(person.map { actor($0, seat: connection.seat) }))
      connections[id] = connection
      if !fits { drop(id, from: &connections) }
    }
    for (id, message) in outgoing {
      if let id {
        if connections[id]?.channel.send(message) == false { drop(id, from: &connections) }
      } else {
        sendAll(message, &connections)
      }
    }
    for id in Array(connections.keys) where connections[id]?.channel.wantsToWrite == true {
      if connections[id]?.channel.flush() == false { drop(id, from: &connections) }
    }
  }

  private func tellPresence(_ connections: inout [Int: Connection]) {
    let presence = connections.sorted { $0.key < $1.key }.compactMap { _, connection in
      connection.looking.map {
        Presence(seat: connection.seat, name: connection.person?.displayName ?? "", alarm: $0)
      }
    }
    let isNews = shared.withLock { shared in
      defer { shared.presence = presence }
      return shared.presence != presence
    }
    if isNews { sendAll(.presence(presence), &connections) }
  }

  private func sendAll(_ message: WireMessage, _ connections: inout [Int: Connection]) {
    for id in Array(connections.keys) {
      let fits = connections[id]?.channel.send(message) ?? true
      if !fits || connections[id]?.channel.flush() == false { drop(id, from: &connections) }
    }
  }
}
