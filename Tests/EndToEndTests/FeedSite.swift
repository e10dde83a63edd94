import CitySafety
import Glibc
import Operations
import Settings
import Store

/// One source of a made-up site: its transport and mapping as TOML, and the codes of its sensors.
struct FeedSource {
  var id: String
  var format = "csv"
  var transport: String
  var mapping: String = FeedSource.csv
  var codes: [String] = []
  /// Seconds.
  var interval = 1
  var stale = 30
  var lost = 60

  /// Asked over HTTP, with more lines of the table as they are.
  static func http(_ url: String, _ more: String = "") -> String {
    "[source.http]\nurl = \"\(url)\"\ntimeout-s = 2\nsize-limit-kb = 512\n\(more)\n"
  }

  static let csv = """
    [source.csv]
    code-field = "code"
    time-field = "time"
    time-format = "epoch-s"
    [[source.csv.value]]
    field = "value"

    """

  /// Rows under `rows`, with more keys of the mapping.
  static func json(_ more: String = "") -> String {
    """
    [source.json]
    root = "rows"
    code-field = "code"
    time-field = "time"
    time-format = "epoch-s"
    \(more)
    [[source.json.value]]
    field = "value"

    """
  }

  /// A CSV answer of one row, measured now.
  static func row(_ code: String, _ value: String) -> String {
    "code,value,time\n\(code),\(value),\(SmallSite.now())\n"
  }

  fileprivate var toml: String {
    """
    [[source]]
    id = "\(id)"
    name-zh = "源\(id)"
    name-en = "\(id)"
    sector = "lifelines"
    made-up = true
    interval-s = \(interval)
    jitter = 0.0
    backoff-ceiling-s = \(max(2, interval))
    stale-after-s = \(stale)
    lost-after-s = \(lost)
    lost-grade = "orange"
    format = "\(format)"
    \(transport)
    \(mapping)

    """
  }

  fileprivate var rows: String {
    codes.map { "\(id)-\($0),\(id)\($0),\(id) \($0),x,gas,well,housing,\(id),\($0),,,,,,,,,10,600,true\n" }
      .joined()
  }
}

/// The small site with sources of its own.
struct FeedSite {
  let small: SmallSite

  init(_ sources: [FeedSource]) throws {
    small = try SmallSite()
    let sensors = Recording.read(small.path + "/sensors.csv")
    let head = sensors.prefix { $0 != "\n" } + "\n"
    try small.folder.write("site/sensors.csv", head + sources.map(\.rows).joined())
    try small.folder.write("site/sources.toml", sources.map(\.toml).joined())
  }

  func console(_ more: [String] = []) throws -> Tmux {
    try Tmux(
      columns: 200, rows: 60,
      command: [Program.path, "console", small.path, "--store", small.store, "--demo"] + more)
  }

  func view() throws -> StoreView { try StoreView(site: small.path, store: small.store) }
}

/// Looks into a running program's store as another seat would.
final class StoreView {
  let site: Site
  private let reader: StoreReader
  private(set) var snapshot: Snapshot

  /// Waits until the program has made the store.
  init(site folder: String, store: String, variables: [String: String] = [:]) throws {
    site = try SiteFolder.load(folder, variables: variables).get().site
    let end = Deadline(seconds: 30)
    while true {
      if access(store, R_OK) == 0, let reader = try? StoreReader(path: store, site: site) {
        self.reader = reader
        break
      }
      if end.isOver { throw Child.Failure(reason: "no store at \(store)") }
      end.pause()
    }
    snapshot = .empty(site: site, at: Instant(seconds: 0))
  }

  /// Waits until a condition of the stored state holds.
  func wait(deadline: Double = 30, until condition: (StoreView) -> Bool) -> Bool {
    let end = Deadline(seconds: deadline)
    while !end.isOver {
      if let next = try? reader.snapshot(after: nil, now: Instant(seconds: Int64(SmallSite.now()))) {
        snapshot = next
        if condition(self) { return true }
      }
      end.pause()
    }
    return false
  }

  /// The latest value of a sensor.
  func latest(_ id: String) -> LatestValue? {
    site.sensors.firstIndex { $0.id == id }.flatMap { snapshot.latest[$0] }
  }

  func health(_ id: String) -> SourceHealth? {
    site.sources.firstIndex { $0.id == id }.map { snapshot.sources[$0] }
  }
}
