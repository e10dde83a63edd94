import Alarms
import CitySafety
import Glibc
import Testing

/// The state tables in `docs/alarms.md`, each between two marks.
///
/// RECORD=1 writes them and fails, so that a recording never passes.
private enum AlarmDocument {
  static let path: String = {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/" + root + "/docs/alarms.md"
  }()

  static func table(_ language: Language) -> String {
    let head = Bilingual(
      zh: "| 行 | 事件 | 起始状态 | 条件 | 结果 |", en: "| row | event | from | guards | effects |")
    let rows = LifeTable.shipped.rows.map { row in
      let cells = [
        Bilingual(same: row.number), LifeWords.text(row.event), LifeWords.text(row.from),
        LifeWords.list(row.guards.map(LifeWords.text)), LifeWords.list(row.effects.map(LifeWords.text)),
      ]
      return "| " + cells.map { $0[language] }.joined(separator: " | ") + " |"
    }
    return ([head[language], "|---|---|---|---|---|"] + rows).joined(separator: "\n") + "\n"
  }

  /// The document with the table of a language as it should be; `nil` when its marks are gone.
  static func renewed(_ text: String, _ language: Language) -> String? {
    let begin = "<!-- rows.\(language): begin -->\n"
    let end = "<!-- rows.\(language): end -->\n"
    guard let from = text.firstRange(of: begin), let to = text[from.upperBound...].firstRange(of: end)
    else { return nil }
    return text[..<from.upperBound] + table(language) + text[to.lowerBound...]
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

@Test func theManualsStateTableIsTheProgramsInBothLanguages() throws {
  let text = AlarmDocument.read()
  let english = try #require(AlarmDocument.renewed(text, .en), "docs/alarms.md has lost its marks")
  let both = try #require(AlarmDocument.renewed(english, .zh), "docs/alarms.md has lost its marks")
  guard getenv("RECORD") == nil else {
    AlarmDocument.write(both)
    Issue.record("docs/alarms.md was written; look at it, then run again without RECORD")
    return
  }
  #expect(text == both, "docs/alarms.md is stale: record it with RECORD=1")
}
