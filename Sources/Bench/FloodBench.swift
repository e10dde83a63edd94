/// Keys while one answer raises ten thousand alarms at once, on a console that is its own owner.
enum FloodBench {
  static func run(
    world: World, shipped: String, alarms: Int, seconds: Double, into report: inout Report
  ) throws(BenchFailure) {
    let feed = try LoopbackFeed()
    defer { feed.stop() }
    try MadeUpSite.write(in: world, name: "flood", shipped: shipped, sensors: alarms, port: feed.port)
    SourceBench.serve(feed, raised: 0, of: alarms, hold: 0)
    let terminal = try world.console(
      site: world.folder + "/flood", store: world.folder + "/flood.sqlite")
    terminal.watch(milliseconds: 5000)
    let calm = press(terminal, seconds: 3)
    SourceBench.serve(feed, raised: alarms, of: alarms, hold: 0)
    // F5 asks for the poll that brings them all.
    terminal.type("\u{1B}[15~")
    let flood = press(terminal, seconds: seconds)
    let name = "\(alarms) alarms in one answer"
    report.add(
      Row(
        measurement: name + ": key → last byte before them", median: calm.median.milliseconds,
        p99: calm.p99.milliseconds))
    report.add(
      Row(
        measurement: name + ": key → last byte", median: flood.median.milliseconds,
        p99: flood.p99.milliseconds, goal: "p99 ≤ 16 ms", isMet: flood.p99 <= 16,
        note: "the slowest of \(flood.count) in \(seconds.text(0)) s: \(flood.most.text()) ms (goal ≤ 100)"))
    try acknowledgeMany(terminal, name: name, into: &report)
    report.add(
      Row(
        measurement: name + ": resident after them", median: terminal.usage().resident.text(1) + " MiB"))
  }

  /// Acknowledges as many as one command takes, from the key that confirms the preview to the word that it is done.
  private static func acknowledgeMany(
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

  /// Presses keys that always paint, a few in each data frame's pause.
  private static func press(_ terminal: PseudoTerminal, seconds: Double) -> Figures {
    var times: [Double] = []
    let start = Clock.milliseconds()
    var round = 0
    while Clock.milliseconds() - start < seconds * 1000 {
      terminal.watch(milliseconds: Double(5 + round * 37 % 30))
      if let paint = terminal.press(["5", "0", "7", "0"][round % 4]) { times.append(paint.last) }
      round += 1
    }
    return Figures(times)
  }
}
