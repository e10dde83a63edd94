/// JSON in a fixed order of keys: the same values give the same bytes.
struct JSONText {
  private(set) var text = ""
  private var needsComma = false

  /// An object made by `body`.
  static func object(_ body: (inout JSONText) -> Void) -> String {
    var json = JSONText()
    body(&json)
    return "{" + json.text + "}"
  }

  static func list(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

  mutating func add(_ name: String, raw: String) {
    if needsComma { text += "," }
    needsComma = true
    text += JSONText.quoted(name) + ":" + raw
  }

  mutating func add(_ name: String, _ value: String) { add(name, raw: JSONText.quoted(value)) }
  mutating func add(_ name: String, _ value: Int64) { add(name, raw: String(value)) }
  mutating func add(_ name: String, _ value: Int) { add(name, raw: String(value)) }
  mutating func add(_ name: String, _ value: Bool) { add(name, raw: value ? "true" : "false") }
  /// `null` when it is absent.
  mutating func add(_ name: String, _ value: Points?) { add(name, raw: value?.text ?? "null") }
  mutating func add(_ name: String, orNull value: String?) {
    add(name, raw: value.map(JSONText.quoted) ?? "null")
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\u{0}"..."\u{1F}", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
