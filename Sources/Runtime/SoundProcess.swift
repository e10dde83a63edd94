internal import CitySafety
internal import Desk
internal import Glibc
internal import Linkage

/// One run of a player: a process group of its own that cannot outlast its time.
enum SoundProcess {
  enum End: Equatable {
    case played
    case fault(SoundFault)
    /// Nobody wants it any more.
    case stopped
  }

  /// Runs it to its end, at most `timeout`; `wake` interrupts the wait so that `isWanted` is asked again.
  ///
  /// A process that even SIGKILL does not end, such as one that hangs in a driver, is given to `leftovers`.
  static func run(
    _ request: SoundRequest, timeout: Span, wake: WakeDescriptor, leftovers: inout [Int32],
    isWanted: () -> Bool
  ) -> End {
    let player = ChildProcess(
      program: request.program, arguments: request.arguments, folder: request.folder)
    let end = player.run(
      timeout: timeout, leftovers: &leftovers, pause: { wake.wait(milliseconds: $0) }, isWanted: isWanted)
    return switch end {
    case .exited(0): .played
    case .exited(let code): .fault(.failed(code))
    case .notStarted(let words): .fault(.missing(words))
    case .timedOut: .fault(.hung)
    case .stopped: .stopped
    }
  }

  /// Buries those that have ended since.
  static func bury(_ leftovers: inout [Int32]) { ChildProcess.bury(&leftovers) }
}
