import CitySafety

/// A JSON value in memory, for the small public feeds.
///
/// Rows of readings never become one.
enum JSONTree {
  case null
  case flag(Bool)
  /// A number as it stands in the text.
  case number(String)
  case text(String)
  case array([JSONTree])
  case object([(name: String, value: JSONTree)])

  /// The first member of this name.
  subscript(name: String) -> JSONTree? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  subscript(index: Int) -> JSONTree? {
    guard case .array(let items) = self, items.indices.contains(index) else { return nil }
    return items[index]
  }

  /// A text or a number as text, untouched; `nil` for anything else.
  var raw: String? {
    switch self {
    case .text(let text): text
    case .number(let text): text
    default: nil
    }
  }

  /// A text made harmless, white space at its ends and in runs taken together; empty for anything else.
  func words(limit: Int) -> String {
    guard let raw else { return "" }
    return TextLimit.words(raw, limit: limit)
  }

  /// A number, or a text that holds one.
  var double: Double? {
    guard var raw else { return nil }
    return raw.withUTF8 { DecimalNumber.parse(Bytes($0)) }
  }

  func time(_ format: TimeFormat, offset: UTCOffset) -> Instant? {
    guard var raw else { return nil }
    return raw.withUTF8 { TimeText.parse(Bytes($0), format: format, offset: offset) }
  }
}

extension JSONScanner {
  /// The value at the cursor as a tree.
  mutating func tree() throws(JSONFault) -> JSONTree {
    let byte = try peek()
    var isFirst = true
    if byte == ASCII.openBracket {
      var items: [JSONTree] = []
      try enter()
      while try next(&isFirst, close: ASCII.closeBracket) { items.append(try tree()) }
      return .array(items)
    }
    if byte == ASCII.openBrace {
      var members: [(name: String, value: JSONTree)] = []
      try enter()
      while try next(&isFirst, close: ASCII.closeBrace) {
        let name = try name()
        members.append((text(name), try tree()))
      }
      return .object(members)
    }
    let slot = try value()
    switch slot.kind {
    case .yes: return .flag(true)
    case .no: return .flag(false)
    case .number: return .number(text(slot))
    case .string, .escaped: return .text(text(slot))
    case .absent, .null, .container: return .null
    }
  }

  /// The meaning of a passed string or number.
  func text(_ slot: JSONSlot) -> String {
    guard slot.kind == .escaped else { return String(decoding: bytes(slot), as: UTF8.self) }
    var decoded: [UInt8] = []
    JSONEscapes.decode(self, slot, into: &decoded)
    return String(decoding: decoded, as: UTF8.self)
  }
}
