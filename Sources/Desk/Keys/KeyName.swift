public import Cells

/// Keys as text: `a`, `G`, `<f7>`, `<c-d>`, `<a-x>`, `<s-tab>`, `<space>`; or as help shows them: `F7`, `Ctrl-d`, `S-Tab`.
public enum KeyName {
  private static let named: [(name: String, code: Key.Code)] = [
    ("enter", .enter), ("esc", .escape), ("tab", .tab), ("s-tab", .backTab), ("backspace", .backspace),
    ("del", .delete), ("ins", .insert), ("up", .up), ("down", .down), ("left", .left), ("right", .right),
    ("home", .home), ("end", .end), ("pgup", .pageUp), ("pgdn", .pageDown), ("space", .character(" ")),
    ("lt", .character("<")),
  ]

  /// Reads a key; `nil` when the text names none.
  public static func key(_ text: String) -> Key? {
    if text.count == 1, let character = text.first, character != " " { return .character(character) }
    guard text.hasPrefix("<"), text.hasSuffix(">"), text.count > 2 else { return shownKey(text) }
    var name = text.dropFirst().dropLast()
    if let entry = named.first(where: { $0.name == name }) { return Key(entry.code) }
    if name.hasPrefix("f"), let number = Int(name.dropFirst()), (1...12).contains(number) {
      return Key(.function(number))
    }
    var control = false
    var alt = false
    while name.count > 2, name.hasPrefix("c-") || name.hasPrefix("a-") {
      if name.hasPrefix("c-") { control = true } else { alt = true }
      name = name.dropFirst(2)
    }
    guard control || alt else { return nil }
    if name.count == 1, let character = name.first {
      return Key(.character(character), control: control, alt: alt)
    }
    guard let inner = key("<" + name + ">") else { return nil }
    return Key(inner.code, control: control, alt: alt)
  }

  /// Reads a key as help shows it.
  private static func shownKey(_ text: String) -> Key? {
    guard text.count > 1, !text.contains("<"), !text.contains(">") else { return nil }
    var name = text
    for (word, mark) in [("Ctrl-", "c-"), ("Alt-", "a-")] where name.hasPrefix(word) {
      return key("<" + mark + name.dropFirst(word.count) + ">")
    }
    name = name.lowercased()
    return key("<" + name + ">")
  }

  /// Writes a key so that `key(_:)` reads it back.
  public static func text(_ key: Key) -> String {
    var name: String
    switch key.code {
    case .function(let number): name = "f\(number)"
    case .character(let character) where character != " " && character != "<": name = String(character)
    default: name = named.first { $0.code == key.code }?.name ?? "?"
    }
    if key.control { name = "c-" + name }
    if key.alt { name = "a-" + name }
    return name.count == 1 ? name : "<" + name + ">"
  }

  /// As hints and help show it: `F7`, `Enter`, `Ctrl-d`, `Space`.
  public static func shown(_ key: Key) -> String {
    let text = text(key)
    guard text.count > 1 else { return text }
    switch text {
    case "<esc>": return "Esc"
    case "<s-tab>": return "S-Tab"
    case "<pgup>": return "PgUp"
    case "<pgdn>": return "PgDn"
    case "<lt>": return "<"
    default: break
    }
    let name = String(text.dropFirst().dropLast())
    if name.hasPrefix("c-") { return "Ctrl-" + name.dropFirst(2) }
    if name.hasPrefix("a-") { return "Alt-" + name.dropFirst(2) }
    return name.prefix(1).uppercased() + name.dropFirst()
  }
}
