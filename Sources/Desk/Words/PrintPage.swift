internal import CitySafety

/// How something is printed.
public enum PrintStyle: Sendable, Hashable {
  case plain, markdown
}

/// The lines of a printed document: titles, fields and lists, plain or as Markdown.
struct PrintPage {
  let style: PrintStyle
  let language: Language
  var lines: [String] = []

  mutating func title(_ text: Bilingual) {
    lines.append(style == .markdown ? "# " + text[language] : text[language])
    lines.append(style == .markdown ? "" : String(repeating: "=", count: 40))
  }

  mutating func section(_ text: Bilingual) {
    lines.append("")
    lines.append(style == .markdown ? "## " + text[language] : text[language])
    lines.append(style == .markdown ? "" : String(repeating: "-", count: 40))
  }

  mutating func field(_ name: Bilingual, _ value: Bilingual) {
    let mark = language == .zh ? "：" : ": "
    lines.append((style == .markdown ? "- " : "") + name[language] + mark + value[language])
  }

  mutating func line(_ text: Bilingual) { lines.append((style == .markdown ? "- " : "") + text[language]) }

  mutating func list(_ items: [Bilingual]) {
    if items.isEmpty { return lines.append(DutyPhrase.printNone.text[language]) }
    for (position, item) in items.enumerated() { lines.append("\(position + 1). " + item[language]) }
  }
}
