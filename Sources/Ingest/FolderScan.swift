import Glibc

/// A file name as the file system has it, with a text for people and stores.
struct FileName: Hashable, Sendable {
  /// Without the closing zero.
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The name as text; bytes that are no UTF-8 (names in GBK) are written `%E4`, so that two names never look
  /// the same.
  var text: String {
    if let text = String(validating: bytes, as: UTF8.self), !text.contains("%") { return text }
    var text = ""
    for byte in bytes {
      if byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "%") {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += "%" + (digits.count == 1 ? "0" + digits : digits)
      }
    }
    return text
  }

  /// With something added at its end.
  func adding(_ suffix: String) -> FileName { FileName(bytes + Array(suffix.utf8)) }

  /// Calls `body` with the name as C takes it.
  func withPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    let path = bytes.map { CChar(bitPattern: $0) } + [0]
    return path.withUnsafeBufferPointer { buffer in
      var empty: CChar = 0
      guard let base = buffer.baseAddress else { return body(&empty) }
      return body(base)
    }
  }
}

/// An open folder and the matching plain files in it.
final class FolderScan {
  struct Entry {
    var name: FileName
    var stamp: FileStamp
    /// A link, folder, pipe or device.
    var isRefused: Bool
  }

  private let folder: OpaquePointer
  let descriptor: Int32

  deinit {
    closedir(folder)
  }

  private init(folder: OpaquePointer) {
    self.folder = folder
    descriptor = dirfd(folder)
  }

  static func open(_ path: String) -> Result<FolderScan, TransportFailure.Kind> {
    guard let folder = opendir(path) else {
      return .failure(errno == ENOENT || errno == ENOTDIR ? .fileMissing : .unreadable(errno))
    }
    return .success(FolderScan(folder: folder))
  }

  /// The files whose names fit, oldest first.
  ///
  /// The second value tells that there were more names than are looked at.
  func entries(matching pattern: NamePattern, except suffix: String?) -> ([Entry], isCut: Bool) {
    var found: [Entry] = []
    var count = 0
    let ending = suffix.map { Array($0.utf8) }
    while let name = nextName() {
      count += 1
      if count > IngestLimits.folderEntries { return (sorted(found), true) }
      // Hidden files are what writers use while a file grows.
      if name.bytes.first == UInt8(ascii: ".") || !pattern.matches(name.bytes) { continue }
      if let ending, name.bytes.suffix(ending.count).elementsEqual(ending) { continue }
      guard let status = status(of: name) else { continue }
      let isPlain = status.st_mode & S_IFMT == S_IFREG
      if status.st_mode & S_IFMT == S_IFDIR { continue }
      found.append(Entry(name: name, stamp: FileStamp(status), isRefused: !isPlain))
    }
    return (sorted(found), false)
  }

  func exists(_ name: FileName) -> Bool { status(of: name) != nil }

  /// The stamp of a name now, links not followed.
  func stamp(of name: FileName) -> FileStamp? { status(of: name).map { FileStamp($0) } }

  private func status(of name: FileName) -> stat? {
    var status = stat()
    let result = name.withPath { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
    return result == 0 ? status : nil
  }

  private func nextName() -> FileName? {
    guard let entry = readdir(folder) else { return nil }
    return withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      FileName(Array(bytes.prefix { $0 != 0 }))
    }
  }

  private func sorted(_ entries: [Entry]) -> [Entry] {
    entries.sorted { left, right in
      left.stamp.modified != right.stamp.modified
        ? left.stamp.modified < right.stamp.modified
        : left.name.bytes.lexicographicallyPrecedes(right.name.bytes)
    }
  }
}
