import Alarms
import CitySafety
import Operations
import Settings
import Store
import Synchronization

/// Keys while alarms come by the thousand, on a console that is its own owner: all in one answer of a source, or spread
/// over so many seconds' answers.
struct FloodBench {
  let world: World
  let shipped: String
  let alarms: Int
  /// Seconds that the alarms are spread over; zero for one answer.
  let spread: Int

  private var folder: String { world.folder + "/flood-\(spread)" }
  private var store: String { folder + ".sqlite" }
  private var name: String { "\(alarms) alarms " + (spread == 0 ? "in one answer" : "in \(spread) s") }

  /// A player that only writes down when it was started.
  private static let sound = "[sound]\nred = [\"sh\", \"player.sh\"]\ntimeout-s = 5\n"

  func run(into report: inout Report) throws(BenchFailure) {
    let feed = try LoopbackFeed()
    defer { feed.stop() }
    try MadeUpSite.write(
      in: world, name: "flood-\(spread)", shipped: shipped, sensors: alarms, port: feed.port,
      interval: spread == 0 ? 300 : 1, sound: FloodBench.sound)
    try world.write("flood-\(spread)/player.sh", "date +%s%3N >> played\n")
    SourceBench.serve(feed, raised: 0, of: alarms, hold: 0)
    let terminal = try world.console(site: folder, store: store)
    terminal.watch(milliseconds: 5000)
    var calm = FloodWatch(terminal: terminal)
    calm.press(until: Clock.milliseconds() + 3000)
    var flood = FloodWatch(terminal: terminal)
    if spread == 0 {
      SourceBench.serve(feed, raised: alarms, of: alarms, hold: 0)
      // F5 asks for the poll that brings them all.
      terminal.type("\u{1B}[15~")
    } else {
      let start = Clock.now()
      let answers = (1...spread).map { second in
        SourceBench.answer(
          raised: alarms * second / spread, of: alarms, at: start + .seconds(Int64(second)))
      }
      let begin = Clock.milliseconds()
      for (index, body) in answers.enumerated() {
        feed.shared.withLock { $0.body = body }
        flood.press(until: begin + Double(index + 1) * 1000)
      }
    }
    flood.press(until: Clock.milliseconds() + 15_000)
    let (before, keys) = (Figures(calm.keys), Figures(flood.keys))
    report.add(
      Row(
        measurement: name + ": key → last byte before them", median: before.median.milliseconds,
        p99: before.p99.milliseconds))
    report.add(
      Row(
        measurement: name + ": key → last byte", median: keys.median.milliseconds, p99: keys.p99.milliseconds,
        goal: "p99 ≤ 16 ms", isMet: keys.p99 <= 16, note: "of \(keys.count)"))
    report.add(
      Row(
        measurement: name + ": slowest key", median: keys.most.milliseconds, goal: "≤ 100 ms",
        isMet: keys.most <= 100))
    try addArrivals(flood, into: &report)
    addBounds(flood, into: &report)
    if spread == 0 { try acknowledgeMany(terminal, name: name, into: &report) }
    report.add(
      Row(
        measurement: name + ": resident after them", median: terminal.usage().resident.text(1) + " MiB"))
  }

  /// What the store holds against what was sent, and how long after its entry each red was counted on the screen.
  ///
  /// An entry is stamped before its commit, and the screen is looked at after each paint: the times are rather too long.
  private func addArrivals(_ flood: FloodWatch, into report: inout Report) throws(BenchFailure) {
    guard case .success(let site) = SiteFolder.load(folder).map(\.site) else {
      throw BenchFailure("the flood's site is broken")
    }
    var stamps: [Int64] = []
    do {
      let reader = try StoreReader(path: store, site: site)
      for alarm in try reader.snapshot(after: nil, now: Clock.now()).alarms.all {
        // More than one raising, or none, would be doubled or lost; what timers add later is neither.
        let raisings = try reader.timeline(alarm.id, limit: 100).filter { entry in
          if case .condition = entry.event { true } else { false }
        }
        if alarm.occurrence == 1, raisings.count == 1 { stamps.append(raisings[0].at.milliseconds) }
      }
    } catch {
      throw BenchFailure(error.message.en)
    }
    stamps.sort()
    report.add(
      Row(
        measurement: name + ": lost or doubled", median: String(alarms - stamps.count), goal: "0",
        isMet: stamps.count == alarms, note: "journal entries of each alarm against what was sent"))
    var times: [Double] = []
    var position = 0
    for (index, stamp) in stamps.enumerated() {
      while position < flood.counts.count, flood.counts[position].count <= index { position += 1 }
      if position < flood.counts.count { times.append(Double(flood.counts[position].at - stamp)) }
    }
    let figures = Figures(times)
    report.add(
      Row(
        measurement: name + ": red on the screen after its entry", median: figures.median.milliseconds,
        p99: figures.p99.milliseconds, goal: "≤ 200 ms",
        isMet: figures.most <= 200 && figures.count == alarms,
        note: "slowest \(figures.most.text(0)) ms, of \(figures.count)"))
  }

  private func addBounds(_ flood: FloodWatch, into report: inout Report) {
    report.add(
      Row(
        measurement: name + ": groups, and rows of them on the screen",
        median: "\(flood.groups), \(flood.rows)",
        goal: "≤ 20", isMet: flood.groups > 0 && max(flood.groups, flood.rows) <= 20))
    let played = TextReader.read(folder + "/played").split(separator: "\n").compactMap { Int64($0) }
    let most = played.map { start in played.count { $0 >= start && $0 < start + 60_000 } }.max() ?? 0
    report.add(
      Row(
        measurement: name + ": sounds in the loudest minute", median: String(most), goal: "1 to 12",
        isMet: (1...12).contains(most), note: "runs of a player; \(played.count) in all"))
  }

  /// Acknowledges as many as one command takes, from the key that confirms the preview to the word that it is done.
  private func acknowledgeMany(
    _ terminal: PseudoTerminal, name: String, into report: inout Report
  ) throws(BenchFailure) {
    terminal.type("L")
    terminal.watch(milliseconds: 400)
    terminal.type("lead\tlead\r")
    terminal.watch(milliseconds: 300)
    terminal.type("y")
    terminal.watch(milliseconds: 1500)
    // The flood grouped the queue: what is folded is not shown, and what is not shown is not acknowledged.
    for _ in 0..<5 where terminal.screen.lines.contains(where: { $0.contains("  分组 ") }) {
      terminal.type("b")
      terminal.watch(milliseconds: 300)
    }
    var times: [Double] = []
    for _ in 0..<5 {
      terminal.type("0A")
      terminal.watch(milliseconds: 600)
      let start = Clock.milliseconds()
      terminal.type("y")
      let done = terminal.wait(since: start, limit: 5000) { screen in
        screen.lines.contains { $0.contains("确认 已生效") }
      }
      guard let done else {
        throw BenchFailure("not acknowledged:\n" + terminal.screen.lines.joined(separator: "\n"))
      }
      times.append(done)
      // The message line says something else before the next one.
      terminal.type("f")
      terminal.watch(milliseconds: 300)
      terminal.type("f")
      terminal.watch(milliseconds: 300)
    }
    let figures = Figures(times)
    report.add(
      Row(
        measurement: name + ": 1,000 acknowledged by one command", median: figures.median.milliseconds,
        p99: figures.most.milliseconds, goal: "≤ 150 ms", isMet: figures.median <= 150,
        note: "previewed, one journal entry, durable; of \(figures.count)"))
  }
}

/// Keys that always paint, a few in each data frame's pause, and what the screen shows between them.
struct FloodWatch {
  let terminal: PseudoTerminal
  /// Milliseconds from each key to its last byte.
  private(set) var keys: [Double] = []
  /// When the header first counted so many unacknowledged alarms.
  private(set) var counts: [(count: Int, at: Int64)] = []
  /// The most groups that the flood's line counted, and the most rows of the queue seen.
  private(set) var groups = 0
  private(set) var rows = 0
  private var round = 0

  init(terminal: PseudoTerminal) { self.terminal = terminal }

  mutating func press(until end: Double) {
    while Clock.milliseconds() < end {
      let pause = min(end, Clock.milliseconds() + Double(5 + round * 37 % 30))
      while Clock.milliseconds() < pause {
        terminal.watch(milliseconds: min(8, pause - Clock.milliseconds()))
        look()
      }
      if let paint = terminal.press(["5", "0", "7", "0"][round % 4]) { keys.append(paint.last) }
      look()
      if round % 16 == 0 { lookAtQueue() }
      round += 1
    }
  }

  private mutating func look() {
    guard let count = KeyBench.unacknowledged(terminal.screen), count > counts.last?.count ?? 0 else {
      return
    }
    counts.append((count, Clock.now().milliseconds))
  }

  private mutating func lookAtQueue() {
    let lines = terminal.screen.lines
    for line in lines {
      if let match = line.firstMatch(of: #/洪峰.* ([0-9]+) 组/#) { groups = max(groups, Int(match.1) ?? 0) }
    }
    rows = max(rows, lines.count { $0.firstMatch(of: #/^│[> ][1-4][红橙黄蓝] +[0-9]+:/#) != nil })
  }
}
