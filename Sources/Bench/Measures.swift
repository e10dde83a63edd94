import Glibc

enum Usage {
  /// CPU seconds and resident mebibytes of a process, from /proc.
  static func of(_ process: pid_t) -> (cpu: Double, resident: Double) {
    let stat = TextReader.read("/proc/\(process)/stat")
    let fields = stat[(stat.lastIndex(of: ")").map { stat.index($0, offsetBy: 2) } ?? stat.startIndex)...]
      .split(separator: " ")
    guard fields.count > 22 else { return (0, 0) }
    let ticks = (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)
    let pages = Double(fields[21]) ?? 0
    return (ticks / Double(sysconf(Int32(_SC_CLK_TCK))), pages * Double(getpagesize()) / 1_048_576)
  }

  /// CPU seconds of this process.
  static func own() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }
}

enum TextReader {
  static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}

enum Clock {
  static func milliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
  }
}

/// The sorted figures of one measurement.
struct Figures {
  private let sorted: [Double]

  init(_ values: [Double]) { sorted = values.sorted() }

  var isEmpty: Bool { sorted.isEmpty }
  var median: Double { at(0.5) }
  var p99: Double { at(0.99) }
  var most: Double { sorted.last ?? .nan }
  var count: Int { sorted.count }

  private func at(_ share: Double) -> Double {
    sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }
}
