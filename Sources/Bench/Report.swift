import Glibc

/// One line of the table.
struct Row {
  var measurement: String
  var median: String
  var p99: String = ""
  var goal: String = ""
  /// `nil` where there is no goal.
  var isMet: Bool?
  var note: String = ""
}

/// The table and what it was measured on.
struct Report {
  private(set) var rows: [Row] = []

  mutating func add(_ row: Row) {
    rows.append(row)
    note("\(row.measurement): \(row.median) / \(row.p99) (goal \(row.goal)) \(row.note)")
  }

  /// What is going on, for whoever waits.
  func note(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }

  func markdown(date: String) -> String {
    var text = "| measurement | median | p99 | goal | met | beside it |\n|---|---|---|---|---|---|\n"
    for row in rows {
      let met = row.isMet.map { $0 ? "yes" : "**no**" } ?? ""
      text += "| \(row.measurement) | \(row.median) | \(row.p99) | \(row.goal) | \(met) | \(row.note) |\n"
    }
    return "Measured \(date) on \(Report.machine).\n\n" + text
  }

  static var machine: String {
    var names = utsname()
    uname(&names)
    let kernel = withUnsafePointer(to: &names.release) {
      $0.withMemoryRebound(to: CChar.self, capacity: 65) { String(cString: $0) }
    }
    let model = TextReader.read("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = model.flatMap { $0.split(separator: ":").last }.map { $0.drop { $0 == " " } } ?? "unknown CPU"
    let load = TextReader.read("/proc/loadavg").split(separator: " ").first ?? "?"
    return "\(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores, \(name), Linux \(kernel), load \(load) at the end"
  }
}

extension Double {
  /// With so many digits after the point.
  func text(_ digits: Int = 2) -> String {
    guard isFinite else { return "--" }
    let factor = pow(10.0, Double(digits))
    let whole = Int((self * factor).rounded())
    if digits == 0 { return String(whole) }
    let fraction = String(abs(whole) % Int(factor))
    let sign = whole < 0 ? "-" : ""
    return sign + String(abs(whole) / Int(factor)) + "."
      + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  var milliseconds: String { text(2) + " ms" }
}
