/// The shipped site, changed so that a measurement means what it says.
enum SiteCopies {
  /// A room in which nothing happens: no source is given up for stale or lost, no alarm goes up, no flood begins.
  static func quiet(in world: World, shipped: String) throws(BenchFailure) -> String {
    try world.copySite(shipped, to: "quiet") { name, text in
      switch name {
      case "alarms.toml":
        changed(
          text, ["red-s": 0, "orange-s": 0, "yellow-s": 0, "start": 100_000],
          in: ["action-limit", "escalation", "flood"])
      case "sources.toml": patient(text)
      default: text
      }
    }
  }

  /// Sources as in `quiet`, and every open red and orange alarm goes up `seconds` after the start.
  static func escalating(in world: World, shipped: String, seconds: Int) throws(BenchFailure) -> String {
    try world.copySite(shipped, to: "escalating") { name, text in
      switch name {
      case "alarms.toml":
        changed(
          changed(text, ["start": 100_000], in: ["flood"]),
          ["red-s": seconds, "orange-s": seconds, "leader-after-s": 0], in: ["escalation"])
      case "sources.toml": patient(text)
      default: text
      }
    }
  }

  /// Sets whole numbers in some tables.
  private static func changed(_ text: String, _ values: [String: Int], in tables: Set<String>) -> String {
    var table = ""
    return lines(of: text).map { line in
      if line.hasPrefix("["), let end = line.firstIndex(of: "]") {
        table = String(line[line.index(after: line.startIndex)..<end])
      }
      let key = String(line.prefix { $0 != " " })
      guard tables.contains(table), let value = values[key] else { return line }
      return "\(key) = \(value)"
    }.joined(separator: "\n")
  }

  /// Sources that are not given up within a measurement.
  private static func patient(_ text: String) -> String {
    lines(of: text).flatMap { line in
      if line.hasPrefix("stale-after-s") || line.hasPrefix("lost-after-s") { return [String]() }
      return line.hasPrefix("interval-s") ? [line, "stale-after-s = 40000", "lost-after-s = 80000"] : [line]
    }.joined(separator: "\n")
  }

  private static func lines(of text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
