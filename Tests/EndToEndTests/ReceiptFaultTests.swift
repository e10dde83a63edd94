import Alarms
import CityDispatch
import CitySafety
import Glibc
import Operations
import Settings
import Store
import Synchronization
import Testing

@testable import Runtime

/// Receipts of units on the built owner: by a spool and a polled feed, malformed, doubled, late, and the owner killed.
@Suite(.serialized) struct ReceiptFaultTests {
  private static let sensors = 12

  /// A site whose receipts come by a signed spool and a polled feed; every probe alarms.
  private func site(polled: String) throws -> SmallSite {
    var site = try SmallSite(sensors: ReceiptFaultTests.sensors)
    try site.folder.write("key", "Jefe\n")
    try site.folder.write(
      "site/channels.toml",
      """
      [[receipt]]
      id = "spool"
      kind = "spool"
      folder = "../spool"
      interval-s = 0.1
      secret-file = "\(site.folder.path)/key"
      [[receipt]]
      id = "feed"
      kind = "poll"
      url = "\(polled)/receipts"
      interval-s = 0.1
      timeout-s = 0.5
      alarm-after-s = 0.3
      alarm-grade = "yellow"
      """)
    #expect(mkdir(site.folder.path + "/spool", 0o700) == 0)
    try site.feed((0..<ReceiptFaultTests.sensors).map { _ in 60 }, at: SmallSite.now())
    return site
  }

  private static func draft(_ alarm: AlarmID) -> IncidentDraft {
    let text = Bilingual(zh: "三号井", en: "Well 3")
    return IncidentDraft(
      alarms: [alarm], plan: "", planVersion: "", title: text, place: text, sector: .lifelines,
      grade: .orange, level: .two, commander: "陈立", checklist: [],
      tasks: (1...3).map { number in
        TaskDraft(
          planTask: "", unit: "housing", team: "", what: Bilingual(same: "任务 \(number)"),
          limits: OrderPolicy().limits(arrival: .hours(1), feedback: .hours(1)), recipient: "housing")
      })
  }

  /// A receipt with the signature of the site's key, written in one step.
  private func spool(_ site: SmallSite, _ name: String, _ payload: String, signature: String? = nil) throws {
    try site.folder.write("payload", payload)
    let signed =
      try signature
      ?? Program.run(
        ["dgst", "-sha256", "-hmac", "Jefe", "-r", site.folder.path + "/payload"], program: "openssl"
      ).output.prefix { $0 != " " }.description
    let escaped = payload.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    try site.folder.write("spool/.\(name)", "{\"receipt\":\"\(escaped)\",\"signature\":\"sha256=\(signed)\"}")
    #expect(rename(site.folder.path + "/spool/.\(name)", site.folder.path + "/spool/\(name)") == 0)
  }

  private static func payload(_ id: String, _ task: Int64, _ event: String, _ words: String) -> String {
    "{\"id\":\"\(id)\",\"task\":\(task),\"event\":\"\(event)\",\"words\":\"\(words)\"}"
  }

  /// Receipts in the timeline of every incident: their words.
  private func journalled(_ site: SmallSite) throws -> [String: Int] {
    var words: [String: Int] = [:]
    for (incident, _) in try StoreTools.incidents(site.store) {
      for entry in try StoreTools.timeline(site.store, of: incident.id) {
        if case .task(_, let event, _, let said) = entry.event, event.word != nil {
          words[said, default: 0] += 1
        }
      }
    }
    return words
  }

  private func files(_ folder: String) -> [String] {
    TextFile.names(in: folder).filter { !$0.hasPrefix(".") }
  }

  @Test func everyReceiptActsOnceAndEveryFaultIsKeptWithItsReason() throws {
    let answer = Mutex("[]")
    let server = try WebServer { _ in .text(answer.withLock { $0 }) }
    let site = try site(polled: server.url)
    let loaded = try SiteFolder.load(site.path).get()
    let owner = try Owner(site)
    let seat = try Seat(store: site.store)
    #expect(seat.signIn(name: "lead", passphrase: "lead"))
    let alarm = try #require(try seat.firstAlarm(store: site.store, site: loaded.site))
    guard case .done? = seat.perform(.open(IncidentID(0), Self.draft(alarm.id), isOrdered: true)) else {
      Issue.record("not opened")
      return
    }
    try spool(site, "1.json", Self.payload("a", 1, "receive", "收到"))
    // The same one again under another name, one for another key, one of nobody's task, and what is no receipt.
    try spool(site, "2.json", Self.payload("a", 1, "receive", "收到"))
    try spool(site, "3.json", Self.payload("b", 1, "arrive", "forged"), signature: "00")
    try spool(site, "4.json", Self.payload("c", 99, "arrive", "nobody"))
    try site.folder.write("spool/5.json", "\u{1}\u{2} not JSON")
    try spool(site, "6.json", Self.payload("d", 2, "report", "已关阀"))
    try spool(site, "7.json", Self.payload("e", 2, "sign", "not a unit's"))
    try spool(site, "8.json", Self.payload("f", 3, "decline", "另有任务"))
    // Too late: it was declined.
    try spool(site, "9.json", Self.payload("g", 3, "arrive", "too late"))
    answer.withLock { $0 = "[" + Self.payload("p", 1, "depart", "出发") + "]" }
    let end = Deadline(seconds: 20)
    while try journalled(site)["出发"] == nil || !files(site.folder.path + "/spool").isEmpty, !end.isOver {
      end.pause()
    }
    #expect(try journalled(site) == ["收到": 1, "已关阀": 1, "另有任务": 1, "出发": 1])
    #expect(files(site.folder.path + "/spool") == [])
    let kept = site.folder.path + "/state/watchfloor/refused-receipts/small/spool"
    let refused = files(kept).map { Recording.read(kept + "/" + $0) }
    for part in ["forged", "nobody", "not JSON", "not a unit's", "too late"] {
      #expect(refused.count { $0.contains(part) } == 1, "\(part): \(refused)")
    }
    #expect(refused.count == 5)
    let reasons = Recording.read(site.folder.path + "/state/watchfloor/refused-receipts/small/reasons.log")
    #expect(reasons.split(separator: "\n").count == 5 && reasons.contains("签名不符"), "\(reasons)")
    #expect(try owner.stop() == 0)
    #expect(try StoreTools.verifyJournal(site.store).isGood)
  }

  @Test func whereTeamsAreIsKeptOverAKillAndWhatIsNobodysIsRefusedOnce() throws {
    let second = Mutex(0)
    @Sendable func team(_ id: String, _ at: Instant, _ state: String = "ready") -> String {
      "{\"team\":\"\(id)\",\"at\":\"\(at.iso8601(at: .utc))\",\"latitude\":39.5,\"longitude\":108.5,\"state\":\"\(state)\"}"
    }
    let start = Instant(seconds: Int64(SmallSite.now()))
    let server = try WebServer { _ in
      let number = second.withLock { second in
        second += 1
        return second
      }
      // A new time in every answer, of one team that the site has and of one that it does not have.
      let at = start + .seconds(Int64(number % 50) - 60)
      return .text("[\(team("crew", at)),\(team("ghost", at)),\(team("crew", start + .hours(9)))]")
    }
    let site = try site(polled: server.url)
    try site.folder.write(
      "site/teams.csv",
      """
      id,name_zh,name_en,kind,unit,size,equipment,carries,place_zh,place_en,latitude,longitude,town,duty,state,phone,recipient,made_up
      crew,抢修队,Crew,gas,housing,6,,,驻地,Base,39.8,108.7,,,ready,,,true
      """)
    func reports() throws -> [TeamReport] { try StoreTools.teamReports(site.store) }
    let owner = try Owner(site)
    let end = Deadline(seconds: 20)
    func answers() -> Int { second.withLock { $0 } }
    while (try? reports())?.isEmpty != false || answers() < 12, !end.isOver { end.pause() }
    owner.murder()
    let known = try reports()
    #expect(known.map(\.team) == ["crew"] && known.first?.source == "feed" && known.first?.latitude == 39.5)
    let kept = site.folder.path + "/state/watchfloor/refused-receipts/small/feed"
    #expect(files(kept).count { Recording.read(kept + "/" + $0).contains("ghost") } == 1)
    let again = try Owner(site)
    #expect(try again.stop() == 0)
    #expect(try reports().first?.at ?? .epoch >= known[0].at)
    #expect(try StoreTools.verifyJournal(site.store).isGood)
  }

  @Test func aFeedThatFailsIsAnAlarmUntilItAnswersAgain() throws {
    let isUp = Mutex(false)
    let server = try WebServer { _ in isUp.withLock { $0 } ? .text("[]") : .answer(status: 503) }
    let site = try site(polled: server.url)
    let loaded = try SiteFolder.load(site.path).get()
    let owner = try Owner(site)
    func alarm() throws -> Alarm? {
      try StoreReader(path: site.store, site: loaded.site).snapshot(after: nil, now: .epoch).alarms.all.first
      {
        $0.key == .sourceLost(source: "receipts:feed")
      }
    }
    let end = Deadline(seconds: 20)
    while try alarm() == nil, !end.isOver { end.pause() }
    #expect(try alarm()?.grade == .yellow)
    #expect(try alarm()?.text.en.contains("Ask the units by telephone") == true)
    isUp.withLock { $0 = true }
    while try alarm()?.condition.isActive == true, !end.isOver { end.pause() }
    #expect(try alarm()?.condition.isActive != true)
    #expect(try owner.stop() == 0)
  }

  @Test func ordersAndReceiptsActOnceWhereverTheOwnerIsKilled() throws {
    let seed = KillTests.seed
    var random = Seeded(state: seed)
    let server = try WebServer { _ in .text("[]") }
    let site = try site(polled: server.url)
    let loaded = try SiteFolder.load(site.path).get()
    var (ordered, said): (Set<AlarmID>, Set<String>) = ([], [])
    var payloads: [String] = []
    for round in 0..<max(4, KillTests.kills / 5) {
      let owner = try Owner(site)
      let seat = try Seat(store: site.store)
      #expect(seat.signIn(name: "lead", passphrase: "lead"))
      _ = try seat.firstAlarm(store: site.store, site: loaded.site)
      let alarms = try StoreReader(path: site.store, site: loaded.site).snapshot(after: nil, now: .epoch)
        .alarms.all.map(\.id).sorted()
      if let alarm = alarms.first(where: { !ordered.contains($0) }) {
        // Asked for again after a kill it is answered already, or opened now: never twice.
        switch seat.perform(.open(IncidentID(0), Self.draft(alarm), isOrdered: true)) {
        case .done?, .refused(.duty(.dispatch(.answered)))?: ordered.insert(alarm)
        case let other: Issue.record("seed \(seed) round \(round): \(String(describing: other))")
        }
      }
      for step in 0..<(1 + random.next(4)) where !ordered.isEmpty {
        let words = "round \(round).\(step)"
        let task = Int64(1 + random.next(3 * ordered.count))
        let number = "\(1000 + round)-\(step)"
        // A unit that had no answer says again what it said to the owner before.
        if !payloads.isEmpty { try spool(site, number + "a.json", payloads[random.next(payloads.count)]) }
        payloads.append(Self.payload(words, task, "check-in", words))
        try spool(site, number + "b.json", payloads[payloads.count - 1])
        try spool(site, number + "c.json", Self.payload("r" + words, task, "receive", "r" + words))
        said.insert(words)
      }
      let pause = Deadline(seconds: Double(random.next(250)) / 1000)
      while !pause.isOver { pause.pause() }
      owner.murder()
    }
    let owner = try Owner(site)
    let end = Deadline(seconds: 30)
    while !files(site.folder.path + "/spool").isEmpty, !end.isOver { end.pause() }
    #expect(try owner.stop() == 0)
    let incidents = try StoreTools.incidents(site.store)
    #expect(
      Set(incidents.flatMap(\.incident.alarms)) == ordered && incidents.count == ordered.count, "seed \(seed)"
    )
    #expect(incidents.allSatisfy { $0.tasks.count == 3 }, "seed \(seed)")
    // Nothing is lost, and nothing acted twice.
    let journalled = try journalled(site)
    #expect(journalled.values.allSatisfy { $0 == 1 }, "seed \(seed): \(journalled.filter { $0.value > 1 })")
    let orders = Recording.read(site.store + ".outbox.jsonl").split(separator: "\n")
    for task in incidents.flatMap(\.tasks) {
      #expect(
        orders.contains { $0.contains("\"task\(task.id.value).1/") }, "seed \(seed): order \(task.id.value)")
      #expect(
        task.state.rawValue >= TaskState.delivered.rawValue, "seed \(seed): \(task.id.value) is \(task.state)"
      )
    }
    #expect(incidents.flatMap(\.tasks).contains { $0.state == .received }, "seed \(seed)")
    let kept = site.folder.path + "/state/watchfloor/refused-receipts/small/spool"
    let refused = files(kept).map { Recording.read(kept + "/" + $0) }
    // A sign of life of a unit that has not confirmed its order is none: it is kept, and every one is accounted for.
    for words in said {
      let isKept = refused.contains { $0.contains("\"\(words)\\\"") }
      #expect(isKept || journalled[words] == 1, "seed \(seed): \(words)")
    }
    let verdict = try StoreTools.verifyJournal(site.store)
    #expect(verdict.isGood, "seed \(seed): \(verdict.lines.map(\.en))")
  }
}
