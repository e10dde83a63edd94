import CitySafety
import Operations
import Settings
import Store

/// Reading a filled store in process: charts, the latest values, snapshots.
enum StoreBench {
  static func run(store: String, site: Site, name: String, into report: inout Report) throws(BenchFailure) {
    do throws(StoreFailure) {
      let reader = try StoreReader(path: store, site: site)
      var charts: [Double] = []
      var points = 0
      for round in 0..<200 {
        let start = Clock.milliseconds()
        let sensor = SensorIndex(round * 7 % site.sensors.count)
        points = max(points, try reader.chart(sensor, .day, now: Clock.now()).count)
        charts.append(Clock.milliseconds() - start)
      }
      report.add(
        Row(
          measurement: "chart of 24 h of one sensor, \(name)", median: Figures(charts).median.milliseconds,
          p99: Figures(charts).p99.milliseconds, goal: "≤ 20 ms", isMet: Figures(charts).p99 <= 20,
          note: "\(points) points"))
      try snapshots(store: store, site: site, name: name, into: &report)
    } catch {
      throw BenchFailure(error.message.en)
    }
  }

  /// Replaying the whole journal into the quality figures of 30 days.
  static func quality(store: String, name: String, into report: inout Report) throws(BenchFailure) {
    var times: [Double] = []
    var entries = 0
    for _ in 0..<3 {
      let start = Clock.milliseconds()
      do throws(StoreFailure) {
        entries = try StoreTools.quality(store, days: 30, until: Clock.now(), isOwned: false).entries
      } catch {
        throw BenchFailure(error.message.en)
      }
      times.append(Clock.milliseconds() - start)
    }
    let figures = Figures(times)
    report.add(
      Row(
        measurement: "replay and quality figures, \(name)", median: figures.median.milliseconds,
        p99: figures.p99.milliseconds, goal: "≤ 5 s", isMet: figures.p99 <= 5000,
        note: "\(entries) entries"))
  }

  /// The row of `snapshots` alone.
  static func snapshotRow(
    store: String, site: Site, name: String, into report: inout Report
  ) throws(BenchFailure) {
    do throws(StoreFailure) {
      try snapshots(store: store, site: site, name: name, into: &report)
    } catch {
      throw BenchFailure(error.message.en)
    }
  }

  /// A whole snapshot holds the latest value of every sensor, so it bounds that from above.
  private static func snapshots(
    store: String, site: Site, name: String, into report: inout Report
  ) throws(StoreFailure) {
    var times: [Double] = []
    var values = 0
    var open = 0
    for _ in 0..<50 {
      let start = Clock.milliseconds()
      let reader = try StoreReader(path: store, site: site)
      let snapshot = try reader.snapshot(after: nil, now: Clock.now())
      times.append(Clock.milliseconds() - start)
      values = snapshot.latest.count { $0 != nil }
      open = snapshot.alarms.rows.count
    }
    let goal = open > 1000 ? 20.0 : 5
    report.add(
      Row(
        measurement: "whole snapshot, \(name)", median: Figures(times).median.milliseconds,
        p99: Figures(times).p99.milliseconds, goal: open > 1000 ? "" : "latest of all ≤ 5 ms",
        isMet: open > 1000 ? nil : Figures(times).median <= goal,
        note: "opening the store, \(values) latest values, \(open) open alarms, trends, events"))
  }
}
