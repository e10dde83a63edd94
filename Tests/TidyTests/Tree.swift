import Glibc

/// The project's files as text.
struct Tree {
  struct File {
    /// From the project's root, such as `Sources/Desk/Message.swift`.
    var path: String
    var text: String
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    /// The second part of the path: the target's name.
    var room: String {
      let parts = path.split(separator: "/")
      return parts.count > 1 ? String(parts[1]) : ""
    }
  }

  static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  /// All files below `folder` with one of the endings.
  static func files(below folder: String, endings: [String]) -> [File] {
    var result: [File] = []
    var waiting = [folder]
    while let path = waiting.popLast() {
      guard let handle = opendir(root + "/" + path) else { continue }
      defer { closedir(handle) }
      while let entry = readdir(handle) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name.hasPrefix(".") { continue }
        let inner = path + "/" + name
        if entry.pointee.d_type == UInt8(DT_DIR) {
          waiting.append(inner)
        } else if endings.contains(where: { name.hasSuffix($0) }) {
          result.append(File(path: inner, text: read(inner)))
        }
      }
    }
    return result.sorted { $0.path < $1.path }
  }

  static func read(_ path: String) -> String {
    guard let file = fopen(root + "/" + path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
  }
}
