import Alarms
import CitySafety
import Glibc
import Operations
import Settings
import Store
import Testing

/// Two consoles of the built program, one of them the owner, both acknowledging while one of them is killed.
///
/// Whoever is killed comes back as the other's client; the one that lives takes the store over where it must.
@Suite(.serialized) struct TwoConsoleKillTests {
  /// One kill in five of what WATCHFLOOR_KILLS asks for: each takes seconds of real consoles.
  static let kills = max(4, KillTests.kills / 5)

  /// One time that an alarm came: what can be acknowledged once.
  private struct Coming: Hashable {
    var alarm: AlarmID
    var occurrence: Int32
  }

  /// A console that is killed and started again.
  private final class Desk {
    let name: String
    private let display: String
    private let seat: String
    private let site: SmallSite
    private var terminal: Tmux
    /// Known beforehand: asking for it would give a command that is on its way the time to be done.
    private var process: pid_t = 0

    init(_ site: SmallSite, name: String, display: String, seat: String) throws {
      (self.site, self.name, self.display, self.seat) = (site, name, display, seat)
      terminal = try Tmux(console: site, ["--seat", seat])
    }

    func send(_ keys: String) throws { try terminal.type(keys) }
    func pollNow() throws { try terminal.send("F5") }

    /// The numbers of the probes whose rows in the queue say this.
    func probes(_ word: String) throws -> Set<Int> { TwoConsoleKillTests.probes(word, try terminal.screen()) }

    func waits(until isMet: (String) -> Bool) throws {
      let seen = try terminal.wait(until: isMet)
      #expect(seen.isMet, "seed \(KillTests.seed), \(seat): \(seen.screen)")
    }

    /// Waits until it has an owner, and signs in where the new owner does not know it.
    func settle() throws {
      try waits { $0.contains("实时") }
      process = try #require(try terminal.childID())
      if try terminal.screen().split(separator: "\n").first?.contains(display) != true {
        let passphrase = name == "lead" ? "lead" : "second second"
        try terminal.signIn(name, passphrase: passphrase)
        try waits { $0.split(separator: "\n").first?.contains(display) == true }
      }
    }

    /// Holds it in the middle of whatever it does: an owner commits nothing any more.
    func freeze() { kill(process, SIGSTOP) }

    /// Kills it and starts it again; what it had painted last.
    func murder() throws -> String {
      // Stopped first, so that the last it painted can be read before its end is painted over it.
      kill(process, SIGSTOP)
      let painted = try terminal.screen()
      kill(process, SIGKILL)
      let end = Deadline(seconds: 10)
      while Program.isRunning(process) && !end.isOver { end.pause() }
      terminal = try Tmux(console: site, ["--seat", seat])
      return painted
    }

    func stop() throws {
      kill(try #require(try terminal.childID()), SIGTERM)
      try waits { $0.contains("[exit 143]") }
    }
  }

  /// The numbers of the probes whose rows in the queue, left of the detail, say this.
  private static func probes(_ word: String, _ screen: String) -> Set<Int> {
    var found: Set<Int> = []
    for line in screen.split(separator: "\n") {
      let row = line.firstRange(of: "││").map { line[..<$0.lowerBound] } ?? line
      guard row.contains(word), let match = row.firstMatch(of: #/([0-9]+)号探头/#),
        let number = Int(match.1)
      else { continue }
      found.insert(number)
    }
    return found
  }

  private let sensors = 12

  @Test func nothingShownAsDoneIsLostOrDoneTwiceWhileTwoConsolesWorkAndEitherIsKilled() throws {
    var random = Seeded(state: KillTests.seed)
    var site = try SmallSite(sensors: sensors)
    // A flood would fold the rows that are read here.
    try site.edit("site/alarms.toml", "start = 10", "start = 100000")
    try site.feed(Array(repeating: 1, count: sensors), at: SmallSite.now())
    let first = try Desk(site, name: "lead", display: "陈立", seat: "一席")
    try first.waits { $0.contains("实时") }
    let added = try site.run(
      ["user", "add"], ["second", "--display", "王二", "--role", "lead"], input: "second second\n")
    #expect(added.code == 0, "\(added.errors)")
    let desks = [first, try Desk(site, name: "second", display: "王二", seat: "二席")]
    let view = try StoreView(site: site.path, store: site.store)
    var shown: Set<Coming> = []
    for round in 0..<TwoConsoleKillTests.kills {
      for desk in desks { try desk.settle() }
      let open = try raise(&site, desks, view, &random)
      if random.next(2) == 0 {
        try murderBoth(desks, frozen: random.next(2), open, &shown)
        continue
      }
      for _ in 0..<(1 + random.next(12)) {
        let desk = desks[random.next(2)]
        try desk.send("na")
        if random.next(3) == 0 { note(try desk.probes("已确认"), of: open, in: &shown) }
      }
      let victim = random.next(2)
      // The last key is on its way: killed before, in and after the milliseconds that its commit takes.
      let moment = Deadline(seconds: Double(random.next(12)) / 1000)
      while !moment.isOver {}
      note(TwoConsoleKillTests.probes("已确认", try desks[victim].murder()), of: open, in: &shown)
      note(try desks[1 - victim].probes("已确认"), of: open, in: &shown)
      if round % 50 == 49 {
        print("seed \(KillTests.seed): \(round + 1) kills, \(shown.count) shown as done")
      }
    }
    for desk in desks { try desk.settle() }
    for desk in desks.reversed() { try desk.stop() }
    try verify(site, shown)
  }

  /// One console is held still, the other asks, then both die.
  ///
  /// Where the one that is held is the owner, nothing that is asked can ever be done: it may not look done.
  private func murderBoth(_ desks: [Desk], frozen: Int, _ open: [Int: Coming], _ shown: inout Set<Coming>)
    throws
  {
    desks[frozen].freeze()
    try desks[1 - frozen].send("na")
    let time = Deadline(seconds: 0.2)
    while !time.isOver { time.pause() }
    note(try desks[1 - frozen].probes("已确认"), of: open, in: &shown)
    desks[1 - frozen].freeze()
    for desk in [desks[frozen], desks[1 - frozen]] {
      note(TwoConsoleKillTests.probes("已确认", try desk.murder()), of: open, in: &shown)
    }
  }

  /// Feeds new values and waits until both consoles show what came of them: the open alarms by their probe's number.
  private func raise(_ site: inout SmallSite, _ desks: [Desk], _ view: StoreView, _ random: inout Seeded)
    throws -> [Int: Coming]
  {
    let values = (0..<sensors).map { _ in random.next(2) == 0 ? 60.0 : 1 }
    let before = view.latest("gas-1")?.measured
    try site.feed(values, at: SmallSite.now())
    for desk in desks { try desk.pollNow() }
    let isIn = view.wait { view in
      guard let latest = view.latest("gas-1") else { return false }
      return latest.measured != before
        && values.indices.allSatisfy { view.latest("gas-\($0 + 1)")?.value == values[$0] }
    }
    #expect(isIn, "seed \(KillTests.seed): the readings did not come")
    var open: [Int: Coming] = [:]
    for alarm in view.snapshot.alarms.all where !alarm.isAcknowledged {
      guard case .threshold(let sensor, _) = alarm.key, let number = Int(sensor.dropFirst(4)) else {
        continue
      }
      open[number] = Coming(alarm: alarm.id, occurrence: alarm.occurrence)
    }
    for desk in desks {
      try desk.waits { screen in
        TwoConsoleKillTests.probes("未确认", screen).union(TwoConsoleKillTests.probes("已恢复", screen))
          == Set(open.keys)
      }
    }
    return open
  }

  private func note(_ probes: Set<Int>, of open: [Int: Coming], in shown: inout Set<Coming>) {
    for probe in probes { if let coming = open[probe] { shown.insert(coming) } }
  }

  private func verify(_ site: SmallSite, _ shown: Set<Coming>) throws {
    let verdict = try StoreTools.verifyJournal(site.store)
    #expect(verdict.isGood, "seed \(KillTests.seed): \(verdict.lines.map(\.en))")
    let report = try StoreTools.check(site.store)
    #expect(report.isGood, "seed \(KillTests.seed): \(report.lines.map(\.en))")
    var times: [Coming: Int] = [:]
    var ids: [CommandID: Int] = [:]
    var people: Set<String> = []
    let loaded = try SiteFolder.load(site.path).get()
    let reader = try StoreReader(path: site.store, site: loaded.site)
    for number in 1...Int64(sensors) {
      for entry in try reader.timeline(AlarmID(number), limit: 100_000) {
        guard case .command(let command) = entry.event, command.name == .acknowledge else { continue }
        for target in command.targets {
          times[Coming(alarm: target.alarm, occurrence: target.occurrence), default: 0] += 1
        }
        ids[command.id, default: 0] += 1
        people.insert(command.actor.person)
      }
    }
    #expect(!shown.isEmpty)
    for coming in shown {
      #expect(times[coming] == 1, "seed \(KillTests.seed): \(coming) was shown as done")
    }
    #expect(times.values.allSatisfy { $0 == 1 }, "seed \(KillTests.seed): \(times.filter { $0.value != 1 })")
    #expect(ids.values.allSatisfy { $0 == 1 }, "seed \(KillTests.seed)")
    #expect(people == ["lead", "second"], "both consoles commanded")
    print(
      "seed \(KillTests.seed): \(TwoConsoleKillTests.kills) kills, \(shown.count) shown as done, \(times.count) done"
    )
  }
}
