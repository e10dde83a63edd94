import CityDispatch
import CitySafety
import Glibc
import Linkage
import Testing

/// A new empty folder that goes away with its owner, and the files in it.
final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/watchfloor-linkage-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in names { unlink(path + "/" + name) }
    rmdir(path)
  }

  /// The names in the folder, hidden ones too, in byte order.
  var names: [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func text(_ name: String) -> String {
    guard let file = fopen(path + "/" + name, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while true {
      let byte = fgetc(file)
      if byte < 0 { break }
      bytes.append(UInt8(byte))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  func write(_ name: String, _ text: String) {
    guard let file = fopen(path + "/" + name, "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  var lines: [String] { text("log.jsonl").split(separator: "\n").map(String.init) }
}

func item(
  _ sequence: Int64, text: String = "漏气", channel: String = "log", recipient: String = "lead",
  grade: Grade? = nil
) -> OutboxItem {
  OutboxItem(
    sequence: sequence, channel: channel, recipient: recipient, text: Bilingual(zh: text, en: "leak"),
    createdAt: Instant(seconds: 1_790_000_000), grade: grade, place: Bilingual(zh: "广场", en: "Square"))
}

func message(
  _ sequence: Int64, text: String = "漏气", address: String = "", resends: Int = 0,
  template: String = "{text}{resend}"
) -> OutgoingMessage {
  OutgoingMessage(
    item(sequence, text: text, grade: .orange), address: address, language: .zh,
    template: [.zh: MessageTemplate(subject: "{grade} {place}{resend}", text: template)], resends: resends,
    offset: .beijing)
}

/// The failure of a send; `nil` when it succeeded.
func failure(_ channel: any OutboxChannel, _ message: OutgoingMessage) -> ChannelFailure? {
  do throws(ChannelFailure) {
    try channel.send(message, stop: SendingStop())
    return nil
  } catch { return error }
}
