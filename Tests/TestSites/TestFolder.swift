import Glibc

/// A new empty folder of one test, in $TMPDIR or /tmp; it goes away, with what is in it, with its owner.
public final class TestFolder: Sendable {
  public let path: String

  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  public init() throws {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((parent + "/watchfloor-test-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(description: "cannot make a folder in \(parent)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { TestFolder.remove(path) }

  /// The names in a folder, hidden ones too, in byte order; none where there is no folder.
  public static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Links are taken away and not followed.
  private static func remove(_ folder: String) {
    chmod(folder, 0o700)
    for name in names(in: folder) {
      let path = folder + "/" + name
      if unlink(path) != 0 { remove(path) }
    }
    rmdir(folder)
  }
}
