import CityDispatch
import CitySafety
import Glibc
import Linkage
import TestSites

/// The files in a folder of a test.
struct Scratch {
  private let folder: TestFolder
  var path: String { folder.path }

  init() throws { folder = try TestFolder() }

  var names: [String] { TestFolder.names(in: path) }

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
