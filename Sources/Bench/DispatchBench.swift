import CitySafety
import Glibc
import Store

/// The dispatch board over many open tasks, and orders from the key to the disk.
enum DispatchBench {
  static func run(
    world: World, shipped: String, site: Site, tasks: Int, rounds: Int, into report: inout Report
  ) throws(BenchFailure) {
    let store = world.folder + "/dispatch.sqlite"
    let each = 200
    do {
      let filled = try FilledStore(path: store, site: site)
      try filled.raise(400)
      try filled.dispatch(incidents: tasks / each, tasks: each)
      try filled.close()
    }
    let quiet = try SiteCopies.quiet(in: world, shipped: shipped)
    let terminal = try world.console(site: quiet, store: store, feeds: "http://127.0.0.1:9")
    terminal.watch(milliseconds: KeyBench.settleMilliseconds)
    let bench = KeyBench(terminal: terminal, life: "\(tasks) open tasks")
    guard bench.signIn(into: &report) else { return }
    try order(terminal, rounds: rounds, tasks: tasks, into: &report)
    terminal.followsScreen = false
    terminal.type("D")
    terminal.watch(milliseconds: 500)
    bench.board(rounds: rounds, into: &report)
  }

  /// From `y` in the form of one alarm after another to the message that its incident is open: the orders are durable.
  private static func order(
    _ terminal: PseudoTerminal, rounds: Int, tasks: Int, into report: inout Report
  ) throws(BenchFailure) {
    terminal.followsScreen = true
    var times: [Double] = []
    terminal.type("0G")
    terminal.watch(milliseconds: 500)
    for _ in 0..<min(rounds, 300) {
      terminal.type("d")
      terminal.watch(milliseconds: 400)
      let said = answer(terminal.screen)
      let start = Clock.milliseconds()
      terminal.type("y")
      guard
        let time = terminal.wait(
          since: start, limit: 3000, until: { answer($0) != nil && answer($0) != said })
      else { break }
      times.append(time)
      terminal.type("k")
      terminal.watch(milliseconds: 100)
    }
    let figures = Figures(times)
    guard !figures.isEmpty else {
      return report.note("no order was seen:\n" + terminal.screen.lines.joined(separator: "\n"))
    }
    report.add(
      Row(
        measurement: "orders of one incident: key → durable and said so, \(tasks) open tasks",
        median: figures.median.milliseconds, p99: figures.p99.milliseconds, goal: "p99 ≤ 10 ms",
        isMet: figures.p99 <= 10, note: "\(figures.count) incidents, \(Int(figures.most)) ms at most"))
  }

  private static func answer(_ screen: Screen) -> String? {
    screen.lines.first { $0.contains("事件 #") && $0.contains("已开") }
  }
}
