import Glibc

/// From starting the program to its first whole picture.
enum PaintBench {
  /// Starts a program some times; milliseconds to the first byte and to the last one before a silence.
  static func measure(
    rounds: Int, before prepare: () -> Void, _ start: () throws(BenchFailure) -> PseudoTerminal
  ) throws(BenchFailure) -> (first: Figures, last: Figures, resident: Double) {
    var firsts: [Double] = []
    var lasts: [Double] = []
    var resident = 0.0
    for _ in 0..<rounds {
      prepare()
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
    isCold: Bool = false, into report: inout Report
  ) throws(BenchFailure) {
    var number = 0
    let result = try measure(rounds: rounds, before: { if isCold { world.forget(store) } }) {
      () throws(BenchFailure) in
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
