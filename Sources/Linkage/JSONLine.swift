import CitySafety

/// Builds one JSON object on one line, of text members only.
struct JSONLine {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]

  /// Adds a member.
  ///
  /// Control characters are made harmless and the text is cut at `limit` scalars.
  mutating func add(_ name: String, _ text: String, limit: Int) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    addQuoted(name)
    bytes.append(UInt8(ascii: ":"))
    addQuoted(HarmlessText.clean(text, limit: limit))
  }

  /// The object with its line end.
  consuming func line() -> [UInt8] {
    bytes.append(UInt8(ascii: "}"))
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  /// Text that `HarmlessText` passed has no control characters: only the quote and the backslash need an
  /// escape.
  private mutating func addQuoted(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
