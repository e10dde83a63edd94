internal import CLinux
internal import CitySafety
internal import Desk
internal import Glibc

/// One run of a player: a process group of its own that cannot outlast its time.
///
/// It sees no terminal, no descriptor and no blocked signal of this process. Whatever it started ends with it.
enum SoundProcess {
  enum End: Equatable {
    case played
    case fault(SoundFault)
    /// Nobody wants it any more.
    case stopped
  }

  /// How often a running player is looked at, in milliseconds.
  private static let look: Int32 = 20
  /// From the polite signal to the other, and from that until the process is given up, in milliseconds.
  private static let grace: Int64 = 500
  private static let patience: Int64 = 1000

  /// Runs it to its end, at most `timeout`; `wake` interrupts the wait so that `isWanted` is asked again.
  ///
  /// A process that even SIGKILL does not end, such as one that hangs in a driver, is given to `leftovers`.
  static func run(
    _ request: SoundRequest, timeout: Span, wake: WakeDescriptor, leftovers: inout [pid_t],
    isWanted: () -> Bool
  ) -> End {
    let group: pid_t
    switch start(request) {
    case .success(let id): group = id
    case .failure(let reason): return .fault(.missing(reason.words))
    }
    let end = SystemClock.monotonic() + timeout.milliseconds
    while SystemClock.monotonic() < end {
      guard isWanted() else {
        kill(group, leftovers: &leftovers)
        return .stopped
      }
      if let code = exitCode(of: group) {
        // What it left in its group goes before its number is free again.
        Glibc.kill(-group, SIGKILL)
        reap(group)
        return code == 0 ? .played : .fault(.failed(code))
      }
      wake.wait(milliseconds: look)
    }
    kill(group, leftovers: &leftovers)
    return .fault(.hung)
  }

  /// Buries those that have ended since.
  static func bury(_ leftovers: inout [pid_t]) {
    leftovers.removeAll { id in
      var status: Int32 = 0
      return waitpid(id, &status, WNOHANG) != 0
    }
  }

  private struct Reason: Error { var words: String }

  private static func start(_ request: SoundRequest) -> Result<pid_t, Reason> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    let prepared = clinux_start_alone(&actions, request.folder)
    guard prepared == 0 else { return .failure(Reason(words: String(cString: strerror(prepared)))) }
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
    var words = request.arguments.map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var id = pid_t()
    let code = posix_spawnp(&id, request.program, &actions, &attributes, words, environ)
    return code == 0 ? .success(id) : .failure(Reason(words: String(cString: strerror(code))))
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
  private static func kill(_ group: pid_t, leftovers: inout [pid_t]) {
    Glibc.kill(-group, SIGTERM)
    let polite = SystemClock.monotonic() + grace
    while exitCode(of: group) == nil, SystemClock.monotonic() < polite { pause() }
    Glibc.kill(-group, SIGKILL)
    let end = SystemClock.monotonic() + patience
    while exitCode(of: group) == nil {
      if SystemClock.monotonic() >= end { return leftovers.append(group) }
      pause()
    }
    reap(group)
  }

  private static func pause() { _ = poll(nil, 0, look) }
}
