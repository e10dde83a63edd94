internal import CLinux
internal import CitySafety
internal import Glibc

/// Starts the owner process of a drill: a session of its own that outlives the console.
enum DrillProcess {
  /// Why it could not be started, in the system's words.
  struct Failure: Error { var words: String }

  /// Runs this program again with other arguments; what it says goes to a file in the drill's folder.
  static func start(arguments: [String], folder: String) -> Result<pid_t, Failure> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDWR, 0)
    posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, folder + "/drill.log", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    var here = [CChar](repeating: 0, count: 4096)
    guard getcwd(&here, here.count) != nil else {
      return .failure(Failure(words: String(cString: strerror(errno))))
    }
    let prepared = clinux_start_alone(&actions, here)
    guard prepared == 0 else { return .failure(Failure(words: String(cString: strerror(prepared)))) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | clinux_session_flag())
    var words: [UnsafeMutablePointer<CChar>?] = (["watchfloor"] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var id: pid_t = 0
    let number = posix_spawn(&id, "/proc/self/exe", &actions, &attributes, &words, environ)
    return number == 0 ? .success(id) : .failure(Failure(words: String(cString: strerror(number))))
  }
}
