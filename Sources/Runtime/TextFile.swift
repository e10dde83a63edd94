internal import Glibc

/// What the system knows of a file; `nil` when there is none.
func fileInformation(_ path: String) -> stat? {
  var information = stat()
  return stat(path, &information) == 0 ? information : nil
}

/// Reads and writes small private files.
enum TextFile {
  /// Names in a folder, in no order; empty when there is no such folder.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }

  /// The whole file, at most `limit` bytes; `nil` when it is absent, unreadable or larger.
  static func read(_ path: String, limit: Int = 1 << 20) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 { return nil }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
      if bytes.count > limit { return nil }
    }
  }

  /// Replaces a file at once: writes beside it with mode 0600, syncs, renames.
  ///
  /// Returns whether it is in place.
  static func replace(_ path: String, with text: String) -> Bool { replace(path, with: Array(text.utf8)) }

  /// The same with bytes and a mode of its own.
  static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o600) -> Bool {
    let temporary = path + ".new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { return false }
    let written = writeAll(descriptor, bytes) && fsync(descriptor) == 0
    close(descriptor)
    guard written, rename(temporary, path) == 0 else {
      unlink(temporary)
      return false
    }
    return true
  }

  /// Writes every byte, also over interrupted and partial writes.
  static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      offset += count
    }
    return true
  }
}
