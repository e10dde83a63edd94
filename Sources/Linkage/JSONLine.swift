import CityDispatch
import CitySafety

/// Builds one JSON object on one line, of texts and whole numbers.
struct JSONLine {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]

  /// Adds a member.
  ///
  /// Control characters are made harmless and the text is cut at `limit` scalars.
  mutating func add(_ name: String, _ text: String, limit: Int) {
    begin(name)
    addQuoted(HarmlessText.clean(text, limit: limit))
  }

  mutating func add(_ name: String, _ number: Int) {
    begin(name)
    bytes += Array(String(number).utf8)
  }

  /// The object without an end of line.
  consuming func object() -> [UInt8] {
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  /// The object with its line end.
  consuming func line() -> [UInt8] { object() + [UInt8(ascii: "\n")] }

  private mutating func begin(_ name: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    addQuoted(name)
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func addQuoted(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    bytes += JSONLine.escaped(text)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Text that `HarmlessText` passed, as it stands between the quotes of JSON.
  ///
  /// It has no control characters: only the quote and the backslash need an escape.
  static func escaped(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
    return bytes
  }
}

extension JSONLine {
  /// What a receiver that reads JSON gets.
  static func body(of message: OutgoingMessage) -> [UInt8] {
    var json = JSONLine()
    let item = message.item
    json.add("id", item.id, limit: OutgoingMessage.textLimit)
    json.add("order", item.order, limit: OutgoingMessage.textLimit)
    json.add("resend", message.resends)
    json.add("to", item.recipient, limit: OutgoingMessage.textLimit)
    json.add("address", message.address, limit: OutgoingMessage.textLimit)
    json.add("grade", item.grade?.word ?? "", limit: OutgoingMessage.textLimit)
    json.add("place", item.place[message.language], limit: OutgoingMessage.textLimit)
    json.add("subject", message.subject, limit: OutgoingMessage.subjectLimit)
    json.add("text", message.text, limit: OutgoingMessage.textLimit)
    json.add("at", message.time, limit: OutgoingMessage.textLimit)
    return json.object()
  }
}
