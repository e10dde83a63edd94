import Glibc

/// A new folder that goes away, with what is in it, with its owner.
final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/watchfloor-ingest-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestFailure("cannot make a folder") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    Scratch.remove(path)
  }

  /// Writes a file whole under another name and renames it, as a careful writer does.
  func write(_ name: String, _ text: String) throws {
    try write(name, Array(text.utf8))
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try put(".part", bytes, flags: O_TRUNC)
    guard rename(path + "/.part", path + "/" + name) == 0 else { throw TestFailure("cannot rename") }
  }

  /// Adds to a file in place, as a careless writer does.
  func append(_ name: String, _ text: String) throws {
    try put(name, Array(text.utf8), flags: O_APPEND)
  }

  func names(in folder: String = "") -> [String] {
    Scratch.names(path + "/" + folder)
  }

  func text(_ name: String) -> String? {
    guard let file = fopen(path + "/" + name, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  private func put(_ name: String, _ bytes: [UInt8], flags: Int32) throws {
    let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600)
    defer { close(descriptor) }
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
      throw TestFailure("cannot write")
    }
  }

  private static func names(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func remove(_ path: String) {
    for name in names(path) {
      if unlink(path + "/" + name) != 0 { remove(path + "/" + name) }
    }
    rmdir(path)
  }
}
