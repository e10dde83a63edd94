import Glibc
import TestSites
import Testing

/// The built program, and child processes of it.
enum Program {
  /// Beside the test bundle in the build folder; WATCHFLOOR_PROGRAM names another, such as the one built for release.
  static let path: String = {
    if let named = getenv("WATCHFLOOR_PROGRAM") { return String(cString: named) }
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    var folder = bundle[..<(bundle.lastIndex(of: "/") ?? bundle.startIndex)]
    if folder.contains(".xctest") {
      folder = folder[..<(folder.firstRange(of: "/watchfloor")?.lowerBound ?? folder.endIndex)]
    }
    return folder + "/watchfloor"
  }()

  /// The checkout that the tests were built from.
  static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  struct Result {
    var code: Int32
    var output: String
    var errors: String
  }

  /// Runs to its end.
  ///
  /// A run that takes longer than `deadline` seconds is killed and reported as code 124.
  static func run(
    _ arguments: [String], program: String = path, environment extra: [String: String] = [:],
    deadline: Double = 30, input: String = ""
  ) throws -> Result {
    let child = try Child(arguments, program: program, environment: extra)
    child.write(input)
    return child.finish(deadline: deadline)
  }
}

extension Program {
  /// What the kernel says of a process, from its state on.
  private static func facts(_ id: pid_t) -> [Substring] {
    Recording.read("/proc/\(id)/stat").split(separator: ")").last?.split(separator: " ") ?? []
  }

  /// Whether a process has not ended; one that only waits for its parent has.
  static func isRunning(_ id: pid_t) -> Bool { facts(id).first.map { $0 != "Z" } ?? false }

  /// Seconds of processor time that a process has used.
  static func processorTime(_ id: pid_t) -> Double {
    let fields = facts(id)
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}

/// One child process with pipes.
final class Child {
  let id: pid_t
  private let input: Int32
  private let output: Int32
  private let errors: Int32
  private(set) var outputBytes: [UInt8] = []
  private(set) var errorBytes: [UInt8] = []
  private var status: Int32?

  struct Failure: Error {
    var reason: String
  }

  init(_ arguments: [String], program: String = Program.path, environment extra: [String: String] = [:])
    throws
  {
    var pipes = [[Int32]](repeating: [0, 0], count: 3)
    for index in 0..<3 {
      guard pipe(&pipes[index]) == 0 else { throw Failure(reason: "no pipe") }
      for end in pipes[index] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipes[0][0], 0)
    posix_spawn_file_actions_adddup2(&actions, pipes[1][1], 1)
    posix_spawn_file_actions_adddup2(&actions, pipes[2][1], 2)
    var attributes = Child.plainSignals()
    defer { posix_spawnattr_destroy(&attributes) }
    var words = ([program] + arguments).map { strdup($0) }
    words.append(nil)
    var variables = Child.variables(extra).map { strdup("\($0.key)=\($0.value)") }
    variables.append(nil)
    defer {
      for word in words { free(word) }
      for variable in variables { free(variable) }
    }
    var id = pid_t()
    let code = posix_spawnp(&id, program, &actions, &attributes, words, variables)
    for fd in [pipes[0][0], pipes[1][1], pipes[2][1]] { close(fd) }
    guard code == 0 else {
      throw Failure(reason: "cannot start \(program): \(String(cString: strerror(code)))")
    }
    self.id = id
    input = pipes[0][1]
    output = pipes[1][0]
    errors = pipes[2][0]
    for fd in [output, errors] { _ = fcntl(fd, F_SETFL, O_NONBLOCK) }
    signal(SIGPIPE, SIG_IGN)
  }

  deinit {
    if status == nil {
      kill(id, SIGKILL)
      var status: Int32 = 0
      waitpid(id, &status, 0)
    }
    for fd in [input, output, errors] { close(fd) }
  }

  /// No signal blocked or ignored: the threads that tests run on block almost all, and children would inherit that.
  private static func plainSignals() -> posix_spawnattr_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var set = sigset_t()
    sigemptyset(&set)
    posix_spawnattr_setsigmask(&attributes, &set)
    sigfillset(&set)
    posix_spawnattr_setsigdefault(&attributes, &set)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    return attributes
  }

  /// One pinned world: no user's settings, one locale, one time zone.
  static func variables(_ extra: [String: String]) -> [String: String] {
    var all = [
      "TZ": "UTC", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color",
      "SWIFT_BACKTRACE": "enable=no",
    ]
    for name in ["PATH", "HOME"] { if let value = getenv(name) { all[name] = String(cString: value) } }
    return all.merging(extra) { $1 }
  }

  func write(_ text: String) {
    let bytes = Array(text.utf8)
    if !bytes.isEmpty { _ = Glibc.write(input, bytes, bytes.count) }
  }

  /// Takes what was printed so far.
  func drain() {
    Child.read(output, into: &outputBytes)
    Child.read(errors, into: &errorBytes)
  }

  private static func read(_ fd: Int32, into bytes: inout [UInt8]) {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(fd, &chunk, chunk.count)
      if count <= 0 { return }
      bytes += chunk[..<count]
    }
  }

  /// Waits until the output holds a text; the first capture after `marker` up to the line's end, or `nil`.
  func line(after marker: String, deadline: Double = 20) -> String? {
    let end = Deadline(seconds: deadline)
    while !end.isOver {
      drain()
      let text = String(decoding: outputBytes, as: UTF8.self)
      if let range = text.firstRange(of: marker) {
        let rest = text[range.upperBound...]
        if let stop = rest.firstIndex(where: { !$0.isNumber }) { return String(rest[..<stop]) }
      }
      end.pause(on: output)
    }
    return nil
  }

  /// Waits until the output holds a text.
  func prints(_ text: String, deadline: Double = 20) -> Bool {
    let end = Deadline(seconds: deadline)
    while !end.isOver {
      drain()
      if String(decoding: outputBytes, as: UTF8.self).contains(text) { return true }
      end.pause(on: output)
    }
    return false
  }

  func send(_ signal: Int32) { kill(id, signal) }

  func finish(deadline: Double) -> Program.Result {
    let end = Deadline(seconds: deadline)
    while status == nil {
      drain()
      var code: Int32 = 0
      if waitpid(id, &code, WNOHANG) == id {
        status = code
      } else if end.isOver {
        kill(id, SIGKILL)
        waitpid(id, &code, 0)
        status = 124 << 8
      } else {
        end.pause(on: output)
      }
    }
    drain()
    let code = status ?? 0
    let exit = code & 0x7F == 0 ? (code >> 8) & 0xFF : 128 + (code & 0x7F)
    return Program.Result(
      code: exit, output: String(decoding: outputBytes, as: UTF8.self),
      errors: String(decoding: errorBytes, as: UTF8.self))
  }
}

/// A limit for waiting on a condition of another process.
struct Deadline {
  private let end: Double

  init(seconds: Double) {
    end = Deadline.now() + seconds
  }

  var isOver: Bool { Deadline.now() > end }

  /// Waits for a descriptor to become readable, at most 20 ms; the condition is then looked at again.
  func pause(on descriptor: Int32 = -1) {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let code = poll(&entry, 1, 20)
    // A closed pipe is readable at once for ever: give the other process the processor.
    if code > 0 && entry.revents & Int16(POLLHUP) != 0 { _ = poll(nil, 0, 5) }
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// The files in a folder that goes away with the test.
struct ScratchFolder {
  private let folder: TestFolder
  var path: String { folder.path }

  init() throws { folder = try TestFolder() }

  func write(_ name: String, _ text: String) throws {
    let file = path + "/" + name
    if let slash = name.lastIndex(of: "/") {
      _ = try Program.run(["-p", path + "/" + name[..<slash]], program: "mkdir")
    }
    // Written beside and renamed, so that a poll never sees half a file.
    let descriptor = open(file + ".new", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw Child.Failure(reason: "cannot write \(file)") }
    let bytes = Array(text.utf8)
    _ = Glibc.write(descriptor, bytes, bytes.count)
    close(descriptor)
    rename(file + ".new", file)
  }
}
