import Glibc

/// A program on a pseudo terminal of its own, measured from the master's side.
final class PseudoTerminal {
  let child: pid_t
  private let master: Int32
  private(set) var bytes = 0
  private(set) var screen: Screen
  /// Following the screen costs more than reading: only those measurements that look at text pay for it.
  var followsScreen = true
  /// TIOCSPTLCK and TIOCGPTN, which Swift does not import.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430
  private var chunk = [UInt8](repeating: 0, count: 262_144)

  /// Starts `command` with a controlling terminal of this size.
  init?(command: [String], columns: Int = 200, rows: Int = 60, environment: [String: String] = [:]) {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: Int32 = 0
    guard master >= 0, ioctl(master, PseudoTerminal.setLock, &lock) == 0,
      ioctl(master, PseudoTerminal.getNumber, &number) == 0
    else { return nil }
    screen = Screen(columns: columns, rows: rows)
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // A session leader without a terminal gets the first one it opens.
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/pts/\(number)", O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    guard let id = Spawn.start(command, actions: &actions, environment: environment) else { return nil }
    child = id
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  deinit {
    Spawn.end(child)
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

  /// Takes what waits; its length, 0 when nothing came within `wait` milliseconds or the program ended.
  private func take(waiting wait: Double) -> Int {
    var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, Int32(max(0, wait.rounded(.up)))) > 0 else { return 0 }
    let count = read(master, &chunk, chunk.count)
    guard count > 0 else { return 0 }
    bytes += count
    return count
  }

  /// Reads until nothing came for `quiet` milliseconds; `nil` when nothing came within `limit`.
  func paint(since start: Double, quiet: Double = 8, limit: Double = 2000) -> Paint? {
    var result: Paint?
    while true {
      let wait = result == nil ? limit - (Clock.milliseconds() - start) : quiet
      let count = take(waiting: wait)
      guard count > 0 else { return result }
      let now = Clock.milliseconds() - start
      if followsScreen { screen.feed(chunk[..<count]) }
      result = Paint(first: result?.first ?? now, last: now, bytes: (result?.bytes ?? 0) + count)
      if now > limit { return result }
    }
  }

  /// Types keys and measures what they paint, starting from silence.
  ///
  /// What comes later than 300 ms is the clock's frame, not the key's.
  func press(_ keys: String, quiet: Double = 8) -> Paint? {
    _ = paint(since: Clock.milliseconds(), quiet: quiet, limit: quiet)
    let start = Clock.milliseconds()
    type(keys)
    return paint(since: start, quiet: quiet, limit: 300)
  }

  /// Reads for so many milliseconds; returns the bytes that came.
  @discardableResult
  func watch(milliseconds: Double) -> Int {
    let start = Clock.milliseconds()
    let before = bytes
    while true {
      let left = milliseconds - (Clock.milliseconds() - start)
      guard left > 0 else { return bytes - before }
      let count = take(waiting: left)
      if count > 0 && followsScreen { screen.feed(chunk[..<count]) }
    }
  }

  /// Reads until the screen is as wanted; milliseconds from `start` to the byte that made it so, or `nil`.
  func wait(since start: Double, limit: Double = 10_000, until isThere: (Screen) -> Bool) -> Double? {
    while Clock.milliseconds() - start < limit {
      let count = take(waiting: min(100, limit))
      guard count > 0 else { continue }
      let now = Clock.milliseconds() - start
      screen.feed(chunk[..<count])
      if isThere(screen) { return now }
    }
    return nil
  }

  /// CPU seconds used so far, and resident mebibytes.
  func usage() -> (cpu: Double, resident: Double) { Usage.of(child) }
}

/// Starting and ending other programs.
enum Spawn {
  /// POSIX_SPAWN_SETSID, which Swift does not import.
  private static let newSession: Int16 = 0x80

  static func start(
    _ command: [String], actions: inout posix_spawn_file_actions_t, environment: [String: String]
  ) -> pid_t? {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, newSession)
    var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var all = ["TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"]
    for name in ["PATH", "HOME"] {
      if let value = getenv(name) { all[name] = String(cString: value) }
    }
    for (name, value) in environment { all[name] = value }
    var variables: [UnsafeMutablePointer<CChar>?] = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      for word in words { free(word) }
      for variable in variables { free(variable) }
    }
    var id = pid_t()
    guard posix_spawnp(&id, command[0], &actions, &attributes, &words, &variables) == 0 else { return nil }
    return id
  }

  /// Asks a program to end, and ends it after a second.
  static func end(_ child: pid_t) {
    kill(child, SIGTERM)
    var status: Int32 = 0
    for _ in 0..<50 {
      if waitpid(child, &status, WNOHANG) != 0 { return }
      _ = poll(nil, 0, 20)
    }
    kill(child, SIGKILL)
    waitpid(child, &status, 0)
  }
}
