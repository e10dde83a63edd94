import CityDispatch
import CitySafety
import Glibc

/// Reads secrets when they are needed, so that a changed one counts at the next attempt.
enum SecretText {
  static let sizeLimit = 4096

  /// The secret without the end of its line; `nil` where there is to be none.
  static func read(_ secret: Secret?) throws(ChannelFailure) -> String? {
    switch secret {
    case nil: return nil
    case .environment(let name):
      if let value = getenv(name) { return String(cString: value) }
      throw failure("$" + name)
    case .file(let path):
      guard let text = contents(of: path) else { throw failure(path) }
      return text
    }
  }

  private static func contents(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes = [UInt8](repeating: 0, count: sizeLimit)
    let count = Glibc.read(descriptor, &bytes, sizeLimit)
    guard count > 0 else { return nil }
    var text = bytes[..<count]
    while text.last == UInt8(ascii: "\n") || text.last == UInt8(ascii: "\r") { text.removeLast() }
    return text.contains(0) ? nil : String(decoding: text, as: UTF8.self)
  }

  private static func failure(_ place: String) -> ChannelFailure {
    ChannelFailure(
      Bilingual(zh: "读不到密钥", en: "The secret cannot be read"), at: place,
      remedy: Bilingual(zh: "检查文件或环境变量", en: "Check the file or the environment variable"))
  }
}
