internal import CLinux

/// What is set once for the whole process, before it starts threads.
public enum ProcessSetup {
  /// Keeps memory small: the threads hand alarms and batches to each other, so few heaps serve them all.
  public static func shareHeaps() {
    clinux_share_heaps()
  }
}
