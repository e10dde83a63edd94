import CitySafety
import Glibc

/// Reads whole files of bounded size.
enum FileBytes {
  enum Outcome {
    case bytes([UInt8])
    case missing
    case failed(Mistake)
  }

  /// Only regular files are read: a pipe or device would wait for ever.
  static func read(_ path: String) -> Outcome {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      return errno == ENOENT ? .missing : .failed(.unreadable(systemWords(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return .failed(.unreadable(systemWords(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else { return .failed(.notAFile()) }
    guard status.st_size <= Limits.fileBytes else { return .failed(.fileTooLarge()) }
    return readAll(descriptor, expected: Int(status.st_size))
  }

  private static func readAll(_ descriptor: Int32, expected: Int) -> Outcome {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(expected)
    var chunk = [UInt8](repeating: 0, count: min(max(expected + 1, 4096), 1 << 20))
    while true {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return .failed(.unreadable(systemWords(errno))) }
      if count == 0 { return .bytes(bytes) }
      bytes.append(contentsOf: chunk[..<count])
      if bytes.count > Limits.fileBytes { return .failed(.fileTooLarge()) }
    }
  }

  /// Names of the entries of a folder in byte order, without hidden ones; `nil` when there is no such folder.
  static func names(in folder: String) -> [String]? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory), names.count < Limits.folderFiles {
      let length = strnlen(&entry.pointee.d_name.0, 255)
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix(length), as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether a file lies below a folder, links followed; by its written path where it does not exist.
  static func isInside(_ path: String, folder: String) -> Bool {
    func real(_ path: String) -> String {
      guard let found = realpath(path, nil) else { return path }
      defer { free(found) }
      return String(cString: found)
    }
    return real(path).hasPrefix(real(folder) + "/")
  }

  private static func systemWords(_ code: Int32) -> String {
    String(cString: strerror(code))
  }
}
