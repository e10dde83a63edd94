internal import CitySafety
internal import Formats
internal import Glibc
internal import Synchronization

/// Lays the index of authored warnings and its documents out in a folder, on a thread of its own: a disk that hangs
/// holds nobody else.
///
/// Sendable: what both threads touch is behind the mutex.
final class WarningFolder: Sendable {
  /// One state of the folder: every document of the index, and the index.
  struct Layout: Sendable, Equatable {
    var documents: [String: [UInt8]]
    var index: [UInt8]
  }

  /// The pause after a failure, in milliseconds.
  private static let retryPause: Int32 = 2000
  static let indexName = "index.atom"

  private struct Shared {
    /// What is to stand there; the newest wins.
    var wanted: Layout?
    var failingSince: Instant?
    var isStopping = false
  }

  let path: String
  private let shared = Mutex(Shared())
  private let wake = WakeDescriptor()
  private let thread = Mutex<WorkerThread?>(nil)
  private let clock: @Sendable () -> Instant
  private let log: @Sendable (Bilingual) -> Void

  init(path: String, clock: @escaping @Sendable () -> Instant, log: @escaping @Sendable (Bilingual) -> Void) {
    self.path = path
    self.clock = clock
    self.log = log
  }

  func start() {
    thread.withLock { $0 = WorkerThread(name: "wf-warnings") { [self] in work() } }
  }

  /// Waits until what was asked for last stands there, or could not be written.
  func stop() {
    shared.withLock { $0.isStopping = true }
    wake.wake()
    thread.withLock { thread in
      thread?.join()
      thread = nil
    }
  }

  func put(_ layout: Layout) {
    shared.withLock { $0.wanted = layout }
    wake.wake()
  }

  /// Since when the folder cannot be written; `nil` while it can.
  var failingSince: Instant? { shared.withLock { $0.failingSince } }

  private func work() {
    while true {
      let (wanted, isStopping) = shared.withLock { ($0.wanted, $0.isStopping) }
      guard let wanted else {
        if isStopping { return }
        wake.wait(milliseconds: -1)
        continue
      }
      let isWritten = WarningFolder.write(wanted, into: path)
      note(isWritten: isWritten, wanted)
      if isStopping { return }
      if !isWritten { wake.wait(milliseconds: WarningFolder.retryPause) }
    }
  }

  private func note(isWritten: Bool, _ layout: Layout) {
    let reason = String(cString: strerror(errno))
    let now = clock()
    let isNews = shared.withLock { shared in
      let wasFailing = shared.failingSince != nil
      if isWritten {
        if shared.wanted == layout { shared.wanted = nil }
        shared.failingSince = nil
      } else if !wasFailing {
        shared.failingSince = now
      }
      return wasFailing == isWritten
    }
    guard isNews else { return }
    log(isWritten ? WarningFolder.writesAgain(path) : WarningFolder.cannotWrite(path, reason))
  }

  /// Documents first, then the index that names them, then away with what it names no longer.
  static func write(_ layout: Layout, into path: String) -> Bool {
    guard makeFolder(path, mode: 0o755) else { return false }
    for (name, bytes) in layout.documents {
      let file = path + "/" + name
      // A document never changes once it is there.
      if fileInformation(file) != nil { continue }
      guard TextFile.replace(file, with: bytes, mode: 0o644) else { return false }
    }
    guard TextFile.replace(path + "/" + indexName, with: layout.index, mode: 0o644) else { return false }
    for name in TextFile.names(in: path)
    where WarningEncoder.isFileName(name) && layout.documents[name] == nil {
      unlink(path + "/" + name)
    }
    return true
  }

  private static func cannotWrite(_ path: String, _ reason: String) -> Bilingual {
    Bilingual(
      zh: "预警索引未能写入 \(path)：\(reason)。请检查目录和权限；在此期间重试。",
      en:
        "The index of warnings cannot be written to \(path): \(reason). Check the folder; it is tried again.")
  }

  private static func writesAgain(_ path: String) -> Bilingual {
    Bilingual(zh: "预警索引已写入 \(path)。", en: "The index of warnings is written to \(path) again.")
  }
}
