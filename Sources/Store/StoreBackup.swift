internal import CitySafety
internal import GRDB
internal import Glibc

extension StoreTools {
  /// Copies a store while its owner writes, puts the copy on the disk, and proves it: opened aside, every
  /// check.
  ///
  /// The archive files of the journal are copied beside it. `target` must not exist.
  public static func backup(_ path: String, to target: String) throws(StoreFailure) -> StoreReport {
    guard !StoreFiles.exists(target) else { throw taken(target) }
    let part = target + ".part"
    removeStore(part)
    let queue = try StoreReader.open(path)
    defer { try? queue.close() }
    try StoreFiles.makePrivate(part)
    do {
      let copy = try DatabaseQueue(path: part)
      try queue.backup(to: copy)
      try copy.close()
    } catch {
      removeStore(part)
      throw StoreFailure(error)
    }
    try sync(part)
    try copyArchive(from: StoreFiles(path: path), to: StoreFiles(path: target))
    guard rename(part, target) == 0 else { throw StoreFiles.failure(target) }
    try StoreFiles.syncFolder(of: target)
    return restoreDrill(target)
  }

  /// Restores a backup into a folder that is taken away again, and checks everything there.
  ///
  /// What cannot be tried is *untested*, with the reason.
  public static func restoreDrill(_ backup: String) -> StoreReport {
    var report = StoreReport()
    do {
      let folder = try temporaryFolder()
      defer { removeFolder(folder) }
      let path = folder + "/store.sqlite"
      try copyStore(from: backup, to: path)
      report = try check(path)
      let status = try status(path)
      report.add(
        isGood: true, Bilingual(zh: "恢复内容", en: "restored"),
        Bilingual(
          zh: "读数 \(status.readings)，告警 \(status.alarms)，日志 \(status.head.sequence)",
          en: "\(status.readings) readings, \(status.alarms) alarms, journal \(status.head.sequence)"))
    } catch {
      let failure = StoreFailure(error)
      switch failure.code {
      case .corrupt, .notAStore, .newerSchema:
        report.add(isGood: false, Bilingual(zh: "打开副本", en: "opening the copy"), failure.message)
      default: report.obstacle = failure.message
      }
    }
    return report
  }

  /// Puts a backup in the place of a store that does not exist, while nobody owns it, after proving it.
  public static func restore(_ backup: String, to path: String) throws(StoreFailure) -> StoreReport {
    let files = StoreFiles(path: path)
    let lock = try OwnerLock(files.lock)
    defer { withExtendedLifetime(lock) {} }
    guard !StoreFiles.exists(path) else { throw taken(path) }
    let report = restoreDrill(backup)
    guard report.isGood else { return report }
    try copyStore(from: backup, to: path)
    return report
  }

  private static func taken(_ path: String) -> StoreFailure {
    StoreFailure(
      code: .refused, message: Bilingual(zh: "目标文件已存在：\(path)", en: "The target exists: \(path)"),
      remedy: Bilingual(zh: "换一个文件名，或先移走原文件", en: "Name another file, or move that one away"))
  }

  private static func copyStore(from source: String, to target: String) throws(StoreFailure) {
    try copyFile(source, target + ".part")
    if StoreFiles.exists(source + "-wal") { try copyFile(source + "-wal", target + "-wal") }
    try copyArchive(from: StoreFiles(path: source), to: StoreFiles(path: target))
    guard rename(target + ".part", target) == 0 else { throw StoreFiles.failure(target) }
    try StoreFiles.syncFolder(of: target)
  }

  private static func copyArchive(from source: StoreFiles, to target: StoreFiles) throws(StoreFailure) {
    let names = StoreFiles.names(in: source.archive).filter { $0.hasSuffix(".seg") }
    guard !names.isEmpty else { return }
    try StoreFiles.makePrivateFolder(target.archive)
    for name in names { try copyFile(source.archive + "/" + name, target.archive + "/" + name) }
    try StoreFiles.syncFolder(of: target.archive + "/")
  }

  /// Copies a file, for its owner alone, and puts it on the disk.
  private static func copyFile(_ source: String, _ target: String) throws(StoreFailure) {
    let input = open(source, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw StoreFiles.failure(source) }
    defer { close(input) }
    let output = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw StoreFiles.failure(target) }
    defer { close(output) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(input, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw StoreFiles.failure(source) }
      if count == 0 { break }
      try StoreFiles.write(Array(buffer[..<count]), to: output, path: target)
    }
    guard fsync(output) == 0 else { throw StoreFiles.failure(target) }
  }

  private static func sync(_ path: String) throws(StoreFailure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreFiles.failure(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw StoreFiles.failure(path) }
  }

  private static func removeStore(_ path: String) {
    for end in ["", "-wal", "-shm", "-journal"] { unlink(path + end) }
  }

  private static func temporaryFolder() throws(StoreFailure) -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((parent + "/watchfloor-drill-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw StoreFiles.failure(parent) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func removeFolder(_ folder: String) {
    for name in StoreFiles.names(in: folder) {
      let path = folder + "/" + name
      if unlink(path) != 0 { removeFolder(path) }
    }
    rmdir(folder)
  }
}
