internal import CLinux
internal import Synchronization

/// What concerns the whole process and none of its rooms.
public enum ProcessSetup {
  /// Free memory goes back to the system at most this often, in milliseconds: it costs some of them.
  private static let releasePause: Int64 = 60_000
  /// The first time is this long after the start, when what opening a store needed is free again.
  private static let firstRelease: Int64 = 10_000

  private static let nextRelease = Atomic<Int64>(0)

  /// Keeps memory small: the threads hand alarms and batches to each other, so few heaps serve them all.
  ///
  /// Call before threads start.
  public static func shareHeaps() {
    clinux_share_heaps()
    nextRelease.store(SystemClock.monotonic() + firstRelease, ordering: .relaxed)
  }

  /// Gives free memory back when it is time; for the threads that have time, never for the one that draws.
  static func releaseFreeMemory() {
    let now = SystemClock.monotonic()
    let due = nextRelease.load(ordering: .relaxed)
    guard now >= due else { return }
    let isMine = nextRelease.compareExchange(
      expected: due, desired: now + releasePause, ordering: .relaxed
    ).exchanged
    if isMine { clinux_release_memory() }
  }
}
