import CLinux
public import CitySafety
import Glibc

/// One run of a program: a process group of its own that cannot outlast its time.
///
/// It sees no terminal, no descriptor and no blocked signal of this process. Whatever it started ends with it.
public struct ChildProcess {
  public enum End: Sendable, Hashable {
    case exited(Int32)
    /// It could not be started, in the system's words.
    case notStarted(String)
    case timedOut
    /// Nobody wants it any more.
    case stopped
  }

  /// Bytes of input that a pipe takes at once; what is longer is cut.
  public static let inputLimit = 60_000
  /// How often a running program is looked at, in milliseconds.
  private static let look: Int32 = 20
  /// From the polite signal to the other, and from that until the process is given up, in milliseconds.
  private static let grace: Int64 = 500
  private static let patience: Int64 = 1000

  private let program: String
  private let arguments: [String]
  private let folder: String
  private let input: [UInt8]

  /// `arguments` begin with the program's own name; `input` is all that it reads.
  public init(program: String, arguments: [String], folder: String, input: [UInt8] = []) {
    self.program = program
    self.arguments = arguments
    self.folder = folder
    self.input = Array(input.prefix(ChildProcess.inputLimit))
  }

  /// Runs it to its end, at most `timeout`; `pause` waits so many milliseconds, or less when `isWanted` is to be asked
  /// again.
  ///
  /// A process that even SIGKILL does not end, such as one that hangs in a driver, is given to `leftovers`.
  public func run(
    timeout: Span, leftovers: inout [Int32], pause: (Int32) -> Void, isWanted: () -> Bool
  ) -> End {
    let group: pid_t
    switch start() {
    case .success(let id): group = id
    case .failure(let reason): return .notStarted(reason.words)
    }
    let end = Monotonic.now() + timeout.milliseconds
    while Monotonic.now() < end {
      guard isWanted() else {
        ChildProcess.kill(group, leftovers: &leftovers)
        return .stopped
      }
      if let code = ChildProcess.exitCode(of: group) {
        // What it left in its group goes before its number is free again.
        Glibc.kill(-group, SIGKILL)
        ChildProcess.reap(group)
        return .exited(code)
      }
      pause(ChildProcess.look)
    }
    ChildProcess.kill(group, leftovers: &leftovers)
    return .timedOut
  }

  /// Buries those that have ended since.
  public static func bury(_ leftovers: inout [Int32]) {
    leftovers.removeAll { id in
      var status: Int32 = 0
      return waitpid(id, &status, WNOHANG) != 0
    }
  }

  private struct Reason: Error { var words: String }

  private static func reason(_ number: Int32) -> Reason { Reason(words: String(cString: strerror(number))) }

  /// The end of a pipe that holds the whole input; its other end is closed already.
  private func inputPipe() -> Result<Int32, Reason> {
    var ends: [Int32] = [-1, -1]
    guard clinux_pipe(&ends) == 0 else { return .failure(ChildProcess.reason(errno)) }
    let count = input.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
    let number = errno
    close(ends[1])
    guard count == input.count else {
      close(ends[0])
      return .failure(ChildProcess.reason(count < 0 ? number : EIO))
    }
    // The program reads as from any file.
    _ = fcntl(ends[0], F_SETFL, 0)
    return .success(ends[0])
  }

  private func start() -> Result<pid_t, Reason> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var source: Int32 = -1
    defer { if source >= 0 { close(source) } }
    if !input.isEmpty {
      switch inputPipe() {
      case .success(let end): source = end
      case .failure(let reason): return .failure(reason)
      }
      posix_spawn_file_actions_adddup2(&actions, source, STDIN_FILENO)
    }
    let prepared = clinux_start_alone(&actions, folder)
    guard prepared == 0 else { return .failure(ChildProcess.reason(prepared)) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words = arguments.map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var id = pid_t()
    let code = posix_spawnp(&id, program, &actions, &attributes, words, environ)
    return code == 0 ? .success(id) : .failure(ChildProcess.reason(code))
  }

  /// The code of a process that has ended and is still to be buried; `nil` while it runs.
  private static func exitCode(of id: pid_t) -> Int32? {
    var information = siginfo_t()
    guard waitid(P_PID, id_t(id), &information, WEXITED | WNOHANG | WNOWAIT) == 0 else {
      // Who started this program may have had it ignore its children: then they bury themselves and leave no code.
      return errno == ECHILD ? 0 : nil
    }
    guard information.si_signo == SIGCHLD else { return nil }
    let status = information._sifields._sigchld.si_status
    return information.si_code == CLD_EXITED ? status : 128 + status
  }

  private static func reap(_ id: pid_t) {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
  }

  /// Asks the group to end, then ends it.
  private static func kill(_ group: pid_t, leftovers: inout [Int32]) {
    Glibc.kill(-group, SIGTERM)
    let polite = Monotonic.now() + grace
    while exitCode(of: group) == nil, Monotonic.now() < polite { _ = poll(nil, 0, look) }
    Glibc.kill(-group, SIGKILL)
    let end = Monotonic.now() + patience
    while exitCode(of: group) == nil {
      if Monotonic.now() >= end { return leftovers.append(group) }
      _ = poll(nil, 0, look)
    }
    reap(group)
  }
}
