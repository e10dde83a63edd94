import Glibc

/// A program on a pseudo terminal of its own, measured from the master's side.
final class PseudoTerminal {
  let child: pid_t
  private let master: Int32
  private(set) var bytes = 0

  /// Starts `command` with a controlling terminal of this size.
  init?(command: [String], columns: Int, rows: Int, environment: [String: String] = [:]) {
    master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard master >= 0, grantpt(master) == 0, unlockpt(master) == 0, let name = ptsname(master) else { return nil }
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // A session leader without a terminal gets the first one it opens.
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSID))
    var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var all = ["TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"]
    for name in ["PATH", "HOME"] { if let value = getenv(name) { all[name] = String(cString: value) } }
    for (name, value) in environment { all[name] = value }
    var variables: [UnsafeMutablePointer<CChar>?] = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      for word in words { free(word) }
      for variable in variables { free(variable) }
    }
    var id = pid_t()
    guard posix_spawnp(&id, command[0], &actions, &attributes, &words, &variables) == 0 else { return nil }
    child = id
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  deinit {
    kill(child, SIGTERM)
    var status: Int32 = 0
    for _ in 0..<50 where waitpid(child, &status, WNOHANG) == 0 { _ = poll(nil, 0, 20) }
    kill(child, SIGKILL)
    waitpid(child, &status, 0)
    close(master)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  /// What a program painted after something happened.
  struct Paint {
    /// Milliseconds to the first and to the last byte.
    var first: Double
    var last: Double
    var bytes: Int
  }

  /// Reads until nothing came for `quiet` milliseconds; `nil` when nothing came within `limit`.
  func paint(since start: Double, quiet: Int32 = 30, limit: Double = 2000) -> Paint? {
    var result: Paint?
    var chunk = [UInt8](repeating: 0, count: 262_144)
    while true {
      var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      let wait = result == nil ? Int32(max(0, limit - (Clock.milliseconds() - start))) : quiet
      guard poll(&entry, 1, wait) > 0 else { return result }
      let count = read(master, &chunk, chunk.count)
      guard count > 0 else { return result }
      let now = Clock.milliseconds() - start
      bytes += count
      result = Paint(first: result?.first ?? now, last: now, bytes: (result?.bytes ?? 0) + count)
    }
  }

  /// Reads for so many milliseconds; the bytes that came and the screen text among them is not looked at.
  func watch(milliseconds: Double) -> Int {
    let start = Clock.milliseconds()
    let before = bytes
    var chunk = [UInt8](repeating: 0, count: 262_144)
    while Clock.milliseconds() - start < milliseconds {
      var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      if poll(&entry, 1, 50) > 0 {
        let count = read(master, &chunk, chunk.count)
        if count <= 0 { break }
        bytes += count
      }
    }
    return bytes - before
  }

  /// Reads until a text was painted; milliseconds since `start`, or `nil`.
  func wait(for text: String, since start: Double, limit: Double = 10_000) -> Double? {
    let needle = Array(text.utf8)
    var seen: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 262_144)
    while Clock.milliseconds() - start < limit {
      var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, 100) > 0 else { continue }
      let count = read(master, &chunk, chunk.count)
      guard count > 0 else { return nil }
      bytes += count
      seen += chunk[..<count]
      if seen.firstRange(of: needle) != nil { return Clock.milliseconds() - start }
      if seen.count > 1 << 20 { seen.removeFirst(seen.count - 4096) }
    }
    return nil
  }

  /// CPU seconds used so far, and resident mebibytes.
  func usage() -> (cpu: Double, resident: Double) {
    Usage.of(child)
  }
}

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
    getrusage(RUSAGE_SELF, &usage)
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

  private func at(_ share: Double) -> Double {
    sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }
}
