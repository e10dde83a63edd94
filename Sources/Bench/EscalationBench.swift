import Alarms
import CitySafety
import Settings
import Store

/// A console that is its own owner while many open alarms go up at once.
enum EscalationBench {
  private static let wait = 15

  static func run(
    world: World, shipped: String, site: Site, alarms: Int, into report: inout Report
  ) throws(BenchFailure) {
    let folder = try SiteCopies.escalating(in: world, shipped: shipped, seconds: wait)
    let store = world.folder + "/escalating.sqlite"
    do {
      let filled = try FilledStore(path: store, site: site)
      try filled.raise(alarms)
      try filled.close()
    }
    let terminal = try world.console(site: folder, store: store, feeds: "http://127.0.0.1:9")
    terminal.followsScreen = false
    terminal.watch(milliseconds: 6000)
    let first = try entries(store)
    while try entries(store) == first { terminal.watch(milliseconds: 100) }
    let (before, start) = (terminal.usage().cpu, Clock.milliseconds())
    var (end, cpu, last) = (start, before, first)
    // Over when nothing was added for two seconds.
    while Clock.milliseconds() - end < 2000 {
      terminal.watch(milliseconds: 100)
      let count = try entries(store)
      guard count != last else { continue }
      (last, end, cpu) = (count, Clock.milliseconds(), terminal.usage().cpu)
    }
    let seconds = (end - start) / 1000
    let status = try status(store)
    report.add(
      Row(
        measurement: "\(last - first) of \(alarms) open alarms go up at once: CPU time",
        median: ((cpu - before) * 1000).milliseconds,
        note: "\(((cpu - before) / max(0.1, seconds) * 100).text(0)) % of a core for \(seconds.text(1)) s; "
          + "\(status.outbox) messages; \(status.transactions) transactions held the lock "
          + "\(status.heldMostly) µs (p99), \(status.heldWorst) µs at most"))
  }

  private static func entries(_ store: String) throws(BenchFailure) -> Int64 {
    try status(store).head.sequence
  }

  private static func status(_ store: String) throws(BenchFailure) -> StoreStatus {
    do throws(StoreFailure) {
      return try StoreTools.status(store)
    } catch {
      throw BenchFailure(error.message.en)
    }
  }
}
