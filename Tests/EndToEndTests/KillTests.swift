import Alarms
import CityDispatch
import CitySafety
import Glibc
import Operations
import Settings
import Store
import Testing

@testable import Runtime

/// The real owner, killed without warning at seeded moments while commands are on their way.
@Suite(.serialized) struct KillTests {
  /// How often; CI asks for 200.
  static let kills = getenv("WATCHFLOOR_KILLS").flatMap { Int(String(cString: $0)) } ?? 25
  static let seed = getenv("WATCHFLOOR_SEED").flatMap { UInt64(String(cString: $0)) } ?? 20_261_123

  @Test func noShownAcknowledgementIsLostAndNoCommandActsTwice() throws {
    var random = Seeded(state: KillTests.seed)
    var site = try SmallSite(sensors: 12)
    let loaded = try SiteFolder.load(site.path).get()
    var shown: [CommandID: (command: Command, result: CommandResult)] = [:]
    var latest: (command: Command, result: CommandResult)?
    for round in 0..<KillTests.kills {
      try site.feed((0..<12).map { _ in random.next(2) == 0 ? 60 : 1 }, at: SmallSite.now())
      let owner = try Owner(site)
      let seat = try Seat(store: site.store)
      #expect(seat.signIn(name: "lead", passphrase: "lead"), "seed \(KillTests.seed) round \(round)")
      if let before = latest {
        // The key pressed again after the crash: the first result, and nothing done a second time.
        #expect(seat.perform(before.command) == before.result, "seed \(KillTests.seed) round \(round)")
      }
      let reader = try StoreReader(path: site.store, site: loaded.site)
      var steps = 1 + random.next(12)
      var snapshot: Snapshot?
      while steps > 0 {
        seat.pollNow()
        let current = try reader.snapshot(after: snapshot, now: Instant(seconds: Int64(SmallSite.now())))
        snapshot = current
        for alarm in current.alarms.all where !alarm.isAcknowledged && steps > 0 {
          let command = seat.acknowledgement(of: alarm)
          steps -= 1
          if steps == 0 {
            // On its way when the process dies: it may be done or not, but only whole.
            seat.send(command)
            break
          }
          guard let result = seat.perform(command) else { continue }
          if case .done = result {
            shown[command.id] = (command, result)
            latest = (command, result)
          }
        }
        if current.alarms.all.allSatisfy(\.isAcknowledged) { steps -= 1 }
      }
      owner.murder()
    }
    try verify(site, loaded, shown)
  }

  private func verify(
    _ site: SmallSite, _ loaded: LoadedSite, _ shown: [CommandID: (command: Command, result: CommandResult)]
  ) throws {
    #expect(!shown.isEmpty)
    let owner = try Owner(site)
    #expect(try owner.stop() == 0)
    let verdict = try StoreTools.verifyJournal(site.store)
    #expect(verdict.isGood, "seed \(KillTests.seed): \(verdict.lines.map(\.en))")
    let report = try StoreTools.check(site.store)
    #expect(report.isGood, "seed \(KillTests.seed): \(report.lines.map(\.en))")
    var times: [CommandID: Int] = [:]
    let reader = try StoreReader(path: site.store, site: loaded.site)
    for id in Set(shown.values.map(\.command.alarm)) {
      for entry in try reader.timeline(id, limit: 100_000) {
        if case .command(let command) = entry.event { times[command.id, default: 0] += 1 }
      }
    }
    for id in shown.keys { #expect(times[id] == 1, "seed \(KillTests.seed): \(id.text)") }
    #expect(times.values.allSatisfy { $0 == 1 }, "seed \(KillTests.seed)")
  }

  @Test func aMessageThatAKillCaughtBetweenCommitAndSendingIsSentByTheNextOwnerOnce() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let loaded = try SiteFolder.load(site.path).get()
    let sent = site.store + ".outbox.jsonl"
    let owner = try Owner(site)
    // A folder in its place: the message is committed and cannot leave.
    #expect(mkdir(sent, 0o700) == 0)
    let seat = try Seat(store: site.store)
    try seat.escalateFirstAlarm(store: site.store, site: loaded.site)
    owner.murder()
    #expect(rmdir(sent) == 0)
    for _ in 0..<2 {
      // Stopping sends what can be sent; the second owner has nothing left to send.
      let next = try Owner(site)
      #expect(try next.stop() == 0)
      #expect(Recording.read(sent).split(separator: "\n").count { $0.contains("leak at well 3") } == 1)
    }
  }

  @Test func theCommitReachesTheDiskBeforeTheResultIsSent() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let log = site.folder.path + "/strace.log"
    let child = try Child(
      [
        "-f", "-qq", "-e", "trace=fdatasync,fsync,sendto", "-o", log, Program.path, "ingest", site.path,
        "--store",
        site.store, "--demo", "--lang", "en",
      ], program: "strace")
    let end = Deadline(seconds: 30)
    while !end.isOver && !String(decoding: child.errorBytes, as: UTF8.self).contains("Ingest runs") {
      child.drain()
      end.pause()
    }
    let loaded = try SiteFolder.load(site.path).get()
    let seat = try Seat(store: site.store)
    #expect(seat.signIn(name: "lead", passphrase: "lead"))
    let alarm = try #require(try seat.firstAlarm(store: site.store, site: loaded.site))
    let command = seat.acknowledgement(of: alarm)
    guard case .done = try #require(seat.perform(command)) else {
      Issue.record("not acknowledged")
      return
    }
    // To the owner itself: its tracer would only let go of it.
    _ = try Program.run(["-TERM", "-P", "\(child.id)"], program: "pkill")
    #expect(child.finish(deadline: 20).code == 0)
    // In the trace: a sync that has returned, then the frame that names the command.
    let lines = Recording.read(log).split(separator: "\n")
    let sent = try #require(lines.firstIndex { $0.contains("sendto") && $0.contains("lead/acknowledge") })
    let synced = lines[..<sent].lastIndex { $0.contains("sync") && $0.contains("= 0") }
    #expect(synced != nil)
  }
}

/// A small generator whose whole state is the printed seed.
struct Seeded {
  var state: UInt64

  mutating func next(_ below: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % below
  }
}

/// A seat without a screen: speaks to the owner over its socket.
final class Seat {
  private var channel: FrameChannel
  private let name: String

  init(store: String, name: String = "seat-1") throws {
    self.name = name
    var descriptor: Int32 = -1
    let end = Deadline(seconds: 10)
    while descriptor < 0 && !end.isOver {
      descriptor = LocalSocket.connect(LocalSocket.path(store: store))
      if descriptor < 0 { end.pause() }
    }
    guard descriptor >= 0 else { throw Child.Failure(reason: "no owner answers") }
    channel = FrameChannel(descriptor: descriptor)
    _ = channel.send(.hello(seat: name, version: "test"))
    _ = channel.flush()
  }

  deinit { close(channel.descriptor) }

  func pollNow() {
    _ = channel.send(.pollNow)
    _ = channel.flush()
  }

  func send(_ command: Command) {
    _ = channel.send(.perform(command, leadName: "", leadCode: ""))
    _ = channel.flush()
  }

  func signIn(name: String, passphrase: String) -> Bool {
    _ = channel.send(.signIn(name: name, passphrase: passphrase))
    let answer = wait { message in
      if case .signedIn(let actor) = message { return .some(actor) }
      return nil
    }
    return (answer ?? nil) != nil
  }

  /// The owner's answer; `nil` when it died.
  func perform(_ command: Command) -> CommandResult? {
    send(command)
    return result(of: command)
  }

  /// The owner's answer to a command that was sent.
  func result(of command: Command) -> CommandResult? {
    wait { message in
      if case .result(let id, let result) = message, id == command.id { return result }
      return nil
    }
  }

  /// The owner's answer to a request of the dispatch; `nil` when it died.
  func perform(_ action: DispatchAction, seen: Int64 = 0) -> CommandResult? {
    let actor = Alarms.Actor(person: "lead", displayName: "陈立", role: .lead, seat: name)
    let command = DutyCommand(.dispatch(action), actor: actor, seen: seen)
    _ = channel.send(.performDuty(command, name: "", passphrase: ""))
    _ = channel.flush()
    return wait { message in
      if case .result(command.id, let result) = message { return result }
      return nil
    }
  }

  func acknowledgement(of alarm: Alarm) -> Command {
    Command(
      name: .acknowledge, alarm: alarm.id, occurrence: alarm.occurrence, seenVersion: alarm.version,
      seenRevision: alarm.revision,
      actor: Alarms.Actor(person: "lead", displayName: "陈立", role: .lead, seat: name))
  }

  /// Signs the lead in and passes the first alarm on, which sends a message; throws where the owner refuses.
  func escalateFirstAlarm(store: String, site: Site) throws {
    guard signIn(name: "lead", passphrase: "lead"), let alarm = try firstAlarm(store: store, site: site)
    else {
      throw Child.Failure(reason: "no lead or no alarm")
    }
    var command = acknowledgement(of: alarm)
    command.name = .escalate
    command.text = "leak at well 3"
    guard case .done? = perform(command) else { throw Child.Failure(reason: "not escalated") }
  }

  /// The first alarm that is not acknowledged, as soon as there is one.
  func firstAlarm(store: String, site: Site) throws -> Alarm? {
    let end = Deadline(seconds: 20)
    while !end.isOver {
      if let reader = try? StoreReader(path: store, site: site),
        let alarm = try? reader.snapshot(after: nil, now: .epoch).alarms.all.first(where: {
          !$0.isAcknowledged
        })
      {
        return alarm
      }
      pollNow()
      end.pause()
    }
    return nil
  }

  private func wait<Value>(_ pick: (WireMessage) -> Value?) -> Value? {
    let end = Deadline(seconds: 10)
    while !end.isOver {
      guard channel.flush() else { return nil }
      end.pause(on: channel.descriptor)
      let isAlive = channel.fill()
      while let message = try? channel.next() {
        if let value = pick(message) { return value }
      }
      if !isAlive { return nil }
    }
    return nil
  }
}
