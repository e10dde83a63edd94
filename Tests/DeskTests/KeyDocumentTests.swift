import CitySafety
import Desk
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// `docs/keys.md`, made from the key table in both languages.
///
/// RECORD=1 writes it and fails, so that a recording never passes.
private enum KeyDocument {
  static let path: String = {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/" + root + "/docs/keys.md"
  }()

  static var text: String {
    var lines = [
      "<!-- Made from the key table by Tests/DeskTests/KeyDocumentTests.swift; RECORD=1 writes it. -->"
    ]
    for language in [Language.en, .zh] { lines += section(language) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(_ language: Language) -> [String] {
    let title = Bilingual(zh: "按键", en: "Keys")
    let note = Bilingual(
      zh:
        "“名称”是 `keys.toml` 里用的名称；角色一栏是本站自带权限表中的最低角色；没有按键的动作用命令面板 `:` 执行。"
        + "面板、表单和列表里，其自己的按键先于“任何位置”的按键；被占用的动作须另有按键，否则拒绝该设置。"
        + "文字栏里按键只输入文字；Tab、Enter、Esc 与方向键在文字栏和对话框里固定不变。",
      en:
        "The name is what `keys.toml` calls the action; the role is the least one in the authority table as "
        + "shipped; an action without a key is in the palette, `:`. On boards, forms and lists their own keys go "
        + "before those of everywhere, whose action must keep another key there, or the setting is refused. In a text "
        + "field keys type text; Tab, Enter, Esc and the arrows are fixed in text fields and dialogs.")
    var lines = ["", "# \(title[language])", "", note[language]]
    for context in KeyContext.allCases {
      let records = KeyTable.standard.records.filter { $0.context == context }
      if records.isEmpty { continue }
      lines += ["", "## \(context.title[language])", ""] + table(records, language)
    }
    return lines
  }

  private static func table(_ records: [ActionRecord], _ language: Language) -> [String] {
    let head = Bilingual(zh: "| 按键 | 名称 | 作用 | 角色 |", en: "| keys | name | what it does | role |")
    return [head[language], "|---|---|---|---|"]
      + records.map { record in
        let keys = KeyTable.standard.hints(record.action).split(separator: " ").map { "`\($0)`" }
        let what = record.long[language]
        let role = record.role?.name[language] ?? ""
        return "| \(keys.joined(separator: " ")) | `\(record.action.rawValue)` | \(what) | \(role) |"
      }
  }

  static func read() -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func write(_ text: String) {
    guard let file = fopen(path, "w") else { return }
    fputs(text, file)
    fclose(file)
  }
}

@Test func theKeyDocumentIsTheKeyTable() {
  guard getenv("RECORD") == nil else {
    KeyDocument.write(KeyDocument.text)
    Issue.record("docs/keys.md was written; look at it, then run again without RECORD")
    return
  }
  #expect(KeyDocument.read() == KeyDocument.text, "docs/keys.md is stale: record it with RECORD=1")
}
