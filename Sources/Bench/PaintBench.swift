import Glibc

/// From starting the program to its first whole picture.
enum PaintBench {
  /// Starts a program some times; milliseconds to the first byte and to the last one before a silence.
  static func measure(rounds: Int, _ start: () throws(BenchFailure) -> PseudoTerminal) throws(BenchFailure)
    -> (first: Figures, last: Figures, resident: Double)
  {
    var firsts: [Double] = []
    var lasts: [Double] = []
    var resident = 0.0
    for _ in 0..<rounds {
      let begin = Clock.milliseconds()
      let terminal = try start()
      // The first picture alone; what the owner's thread brings later is a frame of its own.
      guard let paint = terminal.paint(since: begin, quiet: 15, limit: 20_000) else { continue }
      firsts.append(paint.first)
      lasts.append(paint.last)
      terminal.watch(milliseconds: 300)
      resident = terminal.usage().resident
    }
    return (Figures(firsts), Figures(lasts), resident)
  }

  static func run(
    world: World, site: String, store: String, name: String, goal: Double, rounds: Int, isFresh: Bool,
    into report: inout Report
  ) throws(BenchFailure) {
    var number = 0
    let result = try measure(rounds: rounds) { () throws(BenchFailure) in
      number += 1
      return try world.console(
        site: site, store: isFresh ? store + "-\(number)" : store, feeds: "http://127.0.0.1:9")
    }
    report.add(
      Row(
        measurement: "first paint, \(name)", median: result.last.median.milliseconds,
        p99: result.last.p99.milliseconds, goal: "≤ \(Int(goal)) ms", isMet: result.last.median <= goal,
        note: "first byte \(result.first.median.text(1)) ms, resident \(result.resident.text(1)) MiB"))
  }
}

extension PaintBench {
  /// From starting the program to a screen that counts all open alarms of a store that is in no cache.
  static func coldStart(
    world: World, site: String, store: String, entries: Int, open: Int, rounds: Int, into report: inout Report
  ) throws(BenchFailure) {
    var times: [Double] = []
    var resident = 0.0
    for _ in 0..<rounds {
      world.forget(store)
      let begin = Clock.milliseconds()
      let terminal = try world.console(site: site, store: store, feeds: "http://127.0.0.1:9")
      let shown = terminal.wait(since: begin, limit: 20_000) { screen in
        KeyBench.unacknowledged(screen).map { $0 >= open } ?? false
      }
      if let shown { times.append(shown) }
      terminal.watch(milliseconds: 300)
      resident = terminal.usage().resident
    }
    let figures = Figures(times)
    guard !figures.isEmpty else { return report.note("no start counted \(open) alarms") }
    report.add(
      Row(
        measurement: "cold start, \(entries) entries: all \(open) open alarms counted on the screen",
        median: figures.median.milliseconds, p99: figures.p99.milliseconds, goal: "≤ 1 s",
        isMet: figures.p99 <= 1000,
        note: "\(times.count) of \(rounds), the store in no cache; resident just then \(resident.text(1)) MiB"
      ))
  }
}

/// The same measurements on other terminal programs.
enum PeerBench {
  static func run(into report: inout Report) throws(BenchFailure) {
    let text = "/usr/share/dict/words"
    let long = access(text, R_OK) == 0 ? text : "/etc/services"
    let peers: [(command: [String], keys: [String])] = [
      (["tig"], ["j", "j", "k"]), (["htop"], ["\u{1B}[B", "\u{1B}[A"]), (["btop"], ["\u{1B}[B", "\u{1B}[A"]),
      (["less", long], ["j", "j", "k"]),
    ]
    for peer in peers where isInstalled(peer.command[0]) {
      let start = Clock.milliseconds()
      guard let terminal = PseudoTerminal(command: peer.command) else { continue }
      terminal.followsScreen = false
      guard let paint = terminal.paint(since: start, quiet: 50, limit: 5000) else { continue }
      terminal.watch(milliseconds: 1500)
      var times: [Double] = []
      var bytes: [Double] = []
      for round in 0..<150 {
        terminal.watch(milliseconds: Double(5 + round * 37 % 40))
        guard let paint = terminal.press(peer.keys[round % peer.keys.count]) else { continue }
        times.append(paint.last)
        bytes.append(Double(paint.bytes))
      }
      report.add(
        Row(
          measurement: "peer \(peer.command[0]): line move, key → last byte",
          median: Figures(times).median.milliseconds,
          p99: Figures(times).p99.milliseconds,
          note: "\(Figures(bytes).median.text(0)) bytes, first paint \(paint.last.text(1)) ms, "
            + "resident \(terminal.usage().resident.text(1)) MiB"))
    }
  }

  private static func isInstalled(_ name: String) -> Bool {
    guard let path = getenv("PATH") else { return false }
    return String(cString: path).split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
  }
}
