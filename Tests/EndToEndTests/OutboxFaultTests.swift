import Alarms
import CitySafety
import Glibc
import Operations
import Settings
import Store
import Synchronization
import TestSites
import Testing

@testable import Runtime

/// The real owner with receivers that misbehave, killed without warning.
@Suite(.serialized) struct OutboxFaultTests {
  /// A receiver of webhooks that acts once a key, however often a message comes.
  private final class Receiver: Sendable {
    struct Got: Sendable {
      var resends: [Int] = []
      var body = ""
    }

    private struct State {
      var random: Seeded
      var isGood = false
      var got: [String: Got] = [:]
      var order: [String] = []
    }

    private let state: Mutex<State>

    init(seed: UInt64) { state = Mutex(State(random: Seeded(state: seed))) }

    func becomeGood() { state.withLock { $0.isGood = true } }
    var got: [String: Got] { state.withLock { $0.got } }

    func answer(_ request: WebServer.Request) -> WebServer.Reply {
      let key = request.headers["idempotency-key"] ?? ""
      return state.withLock { state in
        let number = request.body.split(separator: "\"resend\":").last?.prefix { $0.isNumber } ?? ""
        state.got[key, default: Got()].resends.append(Int(number) ?? -1)
        state.got[key]?.body = request.body
        guard !state.isGood else { return .answer() }
        return switch state.random.next(6) {
        case 0: .answer(status: 500)
        case 1: .reset
        case 2: .drip
        case 3: .raw(Array("not HTTP at all\r\n\r\n".utf8))
        default: .answer()
        }
      }
    }
  }

  private func site(channels: String) throws -> SmallSite {
    var site = try SmallSite()
    try site.folder.write("site/channels.toml", channels)
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    return site
  }

  private static func webhook(_ url: String, _ more: String) -> String {
    """
    [[channel]]
    id = "web"
    kind = "webhook"
    url = "\(url)/hook"
    timeout-s = 0.4
    first-wait-s = 0.1
    wait-ceiling-s = 0.2
    \(more)
    [[recipient]]
    name = "lead"
    to = [{channel = "web"}, {channel = "paper"}]
    [[channel]]
    id = "paper"
    kind = "file"
    folder = "../paper"
    """
  }

  /// Waits until nothing waits in the outbox; what there is then.
  private func settled(_ site: SmallSite, seconds: Double = 60) throws -> [OutboxRecord] {
    let end = Deadline(seconds: seconds)
    while true {
      let (records, counts) = try StoreTools.outbox(site.store, state: nil, limit: 10_000)
      if counts[.waiting] == 0 || end.isOver { return records }
      end.pause()
    }
  }

  @Test func everyOrderArrivesAndIsAccountedForWhateverReceiverAndOwnerDo() throws {
    let seed = KillTests.seed
    var random = Seeded(state: seed)
    let receiver = Receiver(seed: seed)
    let server = try WebServer { receiver.answer($0) }
    let site = try site(channels: OutboxFaultTests.webhook(server.url, "attempts = 1000"))
    #expect(mkdir(site.folder.path + "/paper", 0o700) == 0)
    let loaded = try SiteFolder.load(site.path).get()
    var committed = 0
    for round in 0..<max(4, KillTests.kills / 5) {
      let owner = try Owner(site)
      let seat = try Seat(store: site.store)
      #expect(seat.signIn(name: "lead", passphrase: "lead"))
      let alarm = try #require(try seat.firstAlarm(store: site.store, site: loaded.site))
      var command = seat.acknowledgement(of: alarm)
      command.name = .escalate
      for step in 0..<(1 + random.next(8)) {
        command.text = "order \(round)-\(step)"
        guard case .done(let revision) = try #require(seat.perform(command)) else { continue }
        committed += 1
        command.targets[0].revision = revision
      }
      // Between commit and send, between send and mark, or later.
      let pause = Deadline(seconds: Double(random.next(300)) / 1000)
      while !pause.isOver { pause.pause() }
      owner.murder()
    }
    receiver.becomeGood()
    let owner = try Owner(site)
    let records = try settled(site)
    #expect(try owner.stop() == 0)
    #expect(records.count == 2 * committed, "seed \(seed)")
    #expect(records.filter { $0.state != .sent }.map(\.row.key) == [], "seed \(seed)")
    let keys = Set(
      records.filter { $0.row.lane.channel == "web" }.map { $0.row.key.replacing("/", with: "%2F") })
    // Nothing is missing, nothing came under another key, and so a receiver that honours it acts once.
    #expect(Set(receiver.got.keys) == keys, "seed \(seed)")
    for (key, got) in receiver.got {
      let again = got.resends.dropFirst()
      #expect(again.allSatisfy { $0 > 0 }, "seed \(seed) \(key): a repeat without 重发: \(got.resends)")
      #expect(got.resends.count == 1 || got.body.contains("重发"), "seed \(seed) \(key)")
    }
    for record in records where record.row.lane.channel == "paper" {
      let name = record.row.key.replacing("/", with: "_")
      #expect(Recording.read(site.folder.path + "/paper/\(name).txt").contains("order "), "seed \(seed)")
    }
  }

  @Test func aDeadChannelIsAnAlarmItsDeadLettersAreListedAndAResendEndsBoth() throws {
    let isUp = Mutex(false)
    let requests = Mutex<[String]>([])
    let server = try WebServer { request in
      requests.withLock { $0.append(request.body) }
      return .answer(status: isUp.withLock { $0 } ? 200 : 503)
    }
    let site = try site(
      channels: OutboxFaultTests.webhook(
        server.url, "attempts = 3\nalarm-after-s = 0.05\nalarm-grade = \"yellow\""))
    #expect(mkdir(site.folder.path + "/paper", 0o700) == 0)
    let loaded = try SiteFolder.load(site.path).get()
    let owner = try Owner(site)
    let seat = try Seat(store: site.store)
    try seat.escalateFirstAlarm(store: site.store, site: loaded.site)
    func channelAlarm() throws -> Alarm? {
      try StoreReader(path: site.store, site: loaded.site).snapshot(after: nil, now: .epoch).alarms.all.first
      {
        $0.key == .sourceLost(source: "channel:web")
      }
    }
    let end = Deadline(seconds: 20)
    while try channelAlarm() == nil, !end.isOver { end.pause() }
    let alarm = try #require(try channelAlarm())
    #expect(alarm.condition.isActive && alarm.grade == .yellow)
    #expect(alarm.text.en.hasPrefix("Channel down: web."))
    let dead = try settled(site).filter { $0.state == .dead }
    #expect(dead.map(\.row.lane.channel) == ["web"] && dead.first?.attempts == 3)
    let arguments = ["outbox", "list", site.path, "--store", site.store, "--lang", "en", "--state", "dead"]
    let list = try Program.run(arguments, environment: site.environment)
    #expect(list.code == 1 && list.output.contains("dead 1") && list.output.contains("answered 503"))
    isUp.withLock { $0 = true }
    let key = try #require(dead.first?.row.key)
    #expect(try resend(key, site).code == 0)
    #expect(try settled(site).allSatisfy { $0.state == .sent })
    #expect(requests.withLock { $0.last }?.contains("重发") == true)
    while try channelAlarm()?.condition.isActive == true, !end.isOver { end.pause() }
    #expect(try channelAlarm()?.condition.isActive != true)
    // One that has arrived may be asked for again too; one that does not exist is refused.
    #expect(try resend(key, site).code == 0)
    #expect(try owner.stop() == 0)
  }

  private func resend(
    _ key: String, _ site: SmallSite, as person: String = "lead", _ passphrase: String? = nil
  )
    throws -> Program.Result
  {
    try Program.run(
      ["outbox", "resend", site.path, key, "--store", site.store, "--as", person, "--lang", "en"],
      environment: site.environment, input: (passphrase ?? person) + "\n")
  }

  @Test func aResendIsAskedForByAPersonWhoMayAndStandsInTheJournal() throws {
    let requests = Mutex(0)
    let server = try WebServer { _ in
      requests.withLock { $0 += 1 }
      return .answer(status: 200)
    }
    let site = try site(channels: OutboxFaultTests.webhook(server.url, ""))
    #expect(mkdir(site.folder.path + "/paper", 0o700) == 0)
    let loaded = try SiteFolder.load(site.path).get()
    let owner = try Owner(site)
    let seat = try Seat(store: site.store)
    try seat.escalateFirstAlarm(store: site.store, site: loaded.site)
    let key = try #require(try settled(site).first { $0.row.lane.channel == "web" }?.row.key)
    let sent = requests.withLock { $0 }

    let guess = try resend(key, site, "guess")
    #expect(guess.code == 1 && guess.errors.contains("Name or passphrase is wrong"), "\(guess.errors)")
    let watcher = try resend(key, site, as: "operator")
    #expect(watcher.code == 1 && watcher.errors.contains("Send a message again"), "\(watcher.errors)")
    let unknown = try resend("9/web/nobody", site)
    #expect(unknown.code == 1 && unknown.errors.contains("There is no message 9/web/nobody"))
    #expect(requests.withLock { $0 } == sent, "what was refused did not leave")

    let done = try resend(key, site)
    #expect(done.code == 0 && done.output.contains("will be sent again"), "\(done.errors)")
    #expect(try settled(site).first { $0.row.key == key }?.resends == 1)
    #expect(requests.withLock { $0 } == sent + 1)
    #expect(try owner.stop() == 0)

    let asked = try JournalReading.entries(of: site.store).compactMap { entry -> DutyCommand? in
      guard case .duty(let command) = entry.event, case .resend = command.action else { return nil }
      return command
    }
    #expect(asked.map(\.action) == [.resend(message: key)])
    #expect(asked.map(\.actor.person) == ["lead"] && asked.map(\.actor.seat) == ["outbox"])
    let log = try Program.run(
      ["journal", "verify", site.path, "--store", site.store], environment: site.environment)
    #expect(log.code == 0, "\(log.errors)")
    let alone = try resend(key, site)
    #expect(alone.code == 1 && alone.errors.contains("No owner runs"), "\(alone.errors)")
  }

  @Test func aMailWaitsInTheOutboxUntilTheRelayEncrypts() throws {
    let port = try WebServer.freePort()
    let site = try site(channels: "")
    let folder = site.folder.path
    try site.folder.write(
      "site/channels.toml",
      """
      [[channel]]
      id = "mail"
      kind = "mail"
      url = "smtp://127.0.0.1:\(port)"
      from = "duty@hanggin.example"
      starttls = true
      user = "\(MailRelay.user)"
      secret-file = "\(folder)/secret"
      ca-file = "\(folder)/relay.pem"
      timeout-s = 5
      attempts = 1000
      first-wait-s = 0.2
      wait-ceiling-s = 0.5
      [[recipient]]
      name = "lead"
      to = [{channel = "mail", address = "lead@hanggin.example"}]
      """)
    try site.folder.write("secret", MailRelay.passphrase)
    try site.folder.write("relay.py", MailRelay.script)
    #expect(
      try Program.run(
        [
          "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder + "/relay.key", "-out",
          folder + "/relay.pem", "-days", "2", "-subj", "/CN=relay", "-addext", "subjectAltName=IP:127.0.0.1",
        ], program: "openssl"
      ).code == 0)
    func relay(_ more: String...) throws -> Child {
      try Child(
        [folder + "/relay.py", "\(port)", folder + "/taken"] + more, program: "/usr/bin/python3")
    }
    func message() throws -> OutboxRecord? {
      try StoreTools.outbox(site.store, state: nil, limit: 10).records.first
    }
    var running: Child? = try relay()
    let loaded = try SiteFolder.load(site.path).get()
    let owner = try Owner(site)
    let seat = try Seat(store: site.store)
    try seat.escalateFirstAlarm(store: site.store, site: loaded.site)
    let end = Deadline(seconds: 20)
    while try message()?.failure.en.contains("no STARTTLS") != true, !end.isOver { end.pause() }
    let waiting = try #require(try message())
    #expect(waiting.state == .waiting && waiting.failure.en.contains("The server offers no STARTTLS"))
    #expect(Recording.read(folder + "/taken") == "")
    running = nil
    running = try relay(folder + "/relay.pem", folder + "/relay.key")
    let sent = try settled(site)
    #expect(sent.map(\.state) == [.sent], "\(sent.map(\.failure.en))")
    #expect(Recording.read(folder + "/taken") == "tls=True user=duty to=lead@hanggin.example\n")
    _ = running
    #expect(try owner.stop() == 0)
  }

  @Test func aReceiverThatHangsDelaysNeitherAnotherChannelNorACommand() throws {
    let server = try WebServer { _ in .drip }
    let site = try site(
      channels: OutboxFaultTests.webhook(server.url, "").replacing("timeout-s = 0.4", with: "timeout-s = 60"))
    #expect(mkdir(site.folder.path + "/paper", 0o700) == 0)
    let loaded = try SiteFolder.load(site.path).get()
    let owner = try Owner(site)
    let seat = try Seat(store: site.store)
    #expect(seat.signIn(name: "lead", passphrase: "lead"))
    var command = seat.acknowledgement(
      of: try #require(try seat.firstAlarm(store: site.store, site: loaded.site)))
    command.name = .escalate
    for step in 1...3 {
      command.text = "order \(step)"
      guard case .done(let revision) = try #require(seat.perform(command)) else { return }
      command.targets[0].revision = revision
    }
    let end = Deadline(seconds: 20)
    func sent() throws -> [OutboxRecord] {
      try StoreTools.outbox(site.store, state: .sent, limit: 100).records
    }
    while try sent().count < 3, !end.isOver { end.pause() }
    #expect(try sent().count == 3 && sent().allSatisfy { $0.row.lane.channel == "paper" })
    // It hangs for a minute; the owner does not wait for it.
    #expect(try owner.stop() == 0)
    let (_, counts) = try StoreTools.outbox(site.store, state: nil, limit: 1)
    #expect(counts == [.waiting: 3, .sent: 3, .dead: 0])
  }
}
