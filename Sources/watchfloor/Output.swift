import CitySafety
import Glibc
import Runtime

/// Lines for people and pipes.
enum Output {
  static func line(_ text: String) {
    write(text + "\n", to: 1)
  }

  static func error(_ text: String) {
    write(text + "\n", to: 2)
  }

  fileprivate static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count <= 0 {
        if count < 0 && errno == EINTR { continue }
        return
      }
      offset += count
    }
  }
}

extension Language {
  /// The language of messages: `--lang`, else the environment's, else Chinese.
  static func ofMessages(_ chosen: Language?) -> Language {
    if let chosen { return chosen }
    let locale = environment("LC_ALL") ?? environment("LC_MESSAGES") ?? environment("LANG") ?? ""
    return locale.hasPrefix("en") ? .en : .zh
  }
}

extension Output {
  /// Text as it is.
  static func text(_ text: String) { write(text, to: 1) }

  /// A question that the answer follows on the same line.
  static func prompt(_ text: String) {
    write(text, to: 2)
  }
}
