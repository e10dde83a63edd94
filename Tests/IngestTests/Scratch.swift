import Glibc
import TestSites

/// The files in a folder of a test.
struct Scratch {
  private let folder: TestFolder
  var path: String { folder.path }

  init() throws { folder = try TestFolder() }

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
    TestFolder.names(in: path + "/" + folder)
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
}
