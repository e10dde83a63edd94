import CitySafety
import Glibc
import Operations
import Settings

/// Measures what docs/benchmarks.md records.
///
/// `Bench --program FILE --site FOLDER [--quick] [--date TEXT] [--only NAME,...] [--alarms N]`
/// The table goes to standard output, progress to standard error.
@main
struct Bench {
  private let program: String
  private let folder: String
  private let isQuick: Bool
  private let date: String
  private let only: Set<String>
  /// Open alarms of the store that keys are measured on.
  private let alarms: Int

  static func main() {
    setlocale(LC_ALL, "C.UTF-8")
    var report = Report()
    do throws(BenchFailure) {
      let bench = try Bench(CommandLine.arguments)
      try bench.run(into: &report)
      print(report.markdown(date: bench.date), terminator: "")
    } catch {
      report.note(error.reason)
      exit(1)
    }
  }

  private init(_ arguments: [String]) throws(BenchFailure) {
    func value(_ name: String) -> String? {
      guard let at = arguments.firstIndex(of: name), at + 1 < arguments.count else { return nil }
      return arguments[at + 1]
    }
    guard let program = value("--program"), let folder = value("--site") else {
      throw BenchFailure(
        "use: Bench --program FILE --site FOLDER [--quick] [--date TEXT] [--only NAME,...] [--alarms N]")
    }
    self.program = program
    self.folder = folder
    isQuick = arguments.contains("--quick")
    date = value("--date") ?? "on an unnamed day"
    guard let alarms = Int(value("--alarms") ?? "10000"), (1...AlarmBook.limit).contains(alarms) else {
      throw BenchFailure("--alarms takes a number up to \(AlarmBook.limit)")
    }
    self.alarms = alarms
    only = Set((value("--only") ?? "").split(separator: ",").map(String.init))
  }

  private func wants(_ name: String) -> Bool { only.isEmpty || only.contains(name) }

  private func run(into report: inout Report) throws(BenchFailure) {
    guard case .success(let loaded) = SiteFolder.load(folder) else {
      throw BenchFailure("the site is broken")
    }
    let world = try World(program: program)
    if wants("keys") { try keys(world, loaded.site, into: &report) }
    if wants("paint") {
      try PaintBench.run(
        world: world, site: folder, store: world.folder + "/fresh.sqlite", name: "empty store", goal: 50,
        rounds: isQuick ? 5 : 20, isFresh: true, into: &report)
    }
    if wants("big") { try bigStore(world, loaded.site, into: &report) }
    if wants("source") {
      try SourceBench.run(world: world, shipped: folder, rounds: isQuick ? 40 : 200, into: &report)
    }
    if wants("flood") {
      try FloodBench(world: world, shipped: folder, alarms: 10_000, spread: 0).run(into: &report)
      let spread = isQuick ? 15 : 60
      try FloodBench(world: world, shipped: folder, alarms: 10_000, spread: spread).run(into: &report)
    }
    if wants("escalations") {
      try EscalationBench.run(
        world: world, shipped: folder, site: loaded.site, alarms: isQuick ? 20_000 : 100_000, into: &report)
    }
    if wants("ingest") { try ingest(world, loaded.site, into: &report) }
    if wants("handover") { HandoverBench.run(into: &report) }
    if wants("archive") {
      try ArchiveBench.run(
        world: world, site: loaded.site, readings: isQuick ? 100_000 : 1_000_000, rounds: 3, into: &report)
    }
    if wants("dispatch") {
      try DispatchBench.run(
        world: world, shipped: folder, site: loaded.site, tasks: 10_000, rounds: isQuick ? 80 : 320,
        into: &report)
    }
    if wants("outbox") {
      try OutboxBench.run(
        world: world, shipped: folder, site: loaded.site, messages: isQuick ? 5000 : 50_000, into: &report)
    }
    if wants("peers") { try PeerBench.run(into: &report) }
  }

  /// MiB of a console: 80 with 10,000 open alarms, 150 with 100,000.
  private var residentGoal: Double { alarms > 10_000 ? 150 : 80 }

  private func keys(_ world: World, _ site: Site, into report: inout Report) throws(BenchFailure) {
    let store = world.folder + "/alarms.sqlite"
    // The console can own the store only when the one that filled it is gone.
    do {
      let filled = try FilledStore(path: store, site: site)
      try filled.raise(alarms)
      try filled.close()
    }
    try StoreBench.snapshotRow(store: store, site: site, name: "\(alarms) open alarms", into: &report)
    let rounds = isQuick ? 200 : 1000
    do {
      let simulator = try SimulatorProcess(world: world, site: folder)
      let terminal = try world.console(site: folder, store: store, feeds: simulator.feeds)
      terminal.watch(milliseconds: KeyBench.settleMilliseconds)
      let bench = KeyBench(terminal: terminal, life: "401 live sensors", residentGoal: residentGoal)
      terminal.followsScreen = false
      bench.cursor(rounds: rounds, into: &report)
      bench.anyKey(rounds: isQuick ? 5 : 25, into: &report)
      bench.idle(seconds: isQuick ? 10 : 20, withSource: true, into: &report)
    }
    // A store of its own: in the other the shipped site has begun to count down to the alarms' going up.
    let quietStore = world.folder + "/quiet.sqlite"
    do {
      let filled = try FilledStore(path: quietStore, site: site)
      try filled.raise(alarms)
      try filled.close()
    }
    let quiet = try SiteCopies.quiet(in: world, shipped: folder)
    let terminal = try world.console(site: quiet, store: quietStore, feeds: "http://127.0.0.1:9")
    terminal.watch(milliseconds: KeyBench.settleMilliseconds)
    let bench = KeyBench(terminal: terminal, life: "silent sources", residentGoal: residentGoal)
    bench.acknowledge(rounds: isQuick ? 50 : 150, into: &report)
    terminal.followsScreen = false
    bench.cursor(rounds: rounds, into: &report)
    bench.idle(seconds: isQuick ? 10 : 20, withSource: false, into: &report)
  }

  private func bigStore(_ world: World, _ site: Site, into report: inout Report) throws(BenchFailure) {
    let entries = isQuick ? 100_000 : 1_000_000
    let readings = isQuick ? 1_000_000 : 10_000_000
    let name = isQuick ? "100 k entries, 1 M readings" : "1 M entries, 10 M readings"
    let store = world.folder + "/big.sqlite"
    do {
      let filled = try FilledStore(path: store, site: site)
      try filled.lengthen(entries)
      try filled.fill(readings: readings, over: .hours(24))
      try filled.close()
    }
    try StoreBench.run(store: store, site: site, name: name, into: &report)
    try StoreBench.quality(store: store, name: name, into: &report)
    try PaintBench.run(
      world: world, site: folder, store: store, name: name, goal: 200, rounds: isQuick ? 5 : 10,
      isFresh: false,
      into: &report)
    try coldStart(world, site, entries: entries, into: &report)
  }

  /// The first picture of a store with very many open alarms at the end of a long journal, read from the disk.
  private func coldStart(
    _ world: World, _ site: Site, entries: Int, into report: inout Report
  ) throws(BenchFailure) {
    let store = world.folder + "/cold.sqlite"
    let open = isQuick ? 10_000 : 100_000
    do {
      let filled = try FilledStore(path: store, site: site)
      try filled.lengthen(entries - open)
      try filled.raise(open)
      try filled.close()
    }
    try PaintBench.coldStart(
      world: world, site: folder, store: store, entries: entries, open: open, rounds: isQuick ? 5 : 10,
      into: &report)
  }

  private func ingest(_ world: World, _ site: Site, into report: inout Report) throws(BenchFailure) {
    let bench = IngestBench(site: site, readings: isQuick ? 300_000 : 1_200_000)
    // Small answers, as most sources give: many transactions rather than many readings.
    try bench.run(folder: world.folder, shape: .json, rows: 50, into: &report)
    for shape in IngestBench.Shape.allCases {
      for rows in [1000, 10_000] {
        try bench.run(folder: world.folder, shape: shape, rows: rows, into: &report)
      }
    }
  }
}
