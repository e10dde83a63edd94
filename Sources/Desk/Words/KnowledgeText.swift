internal import Cells
public import CitySafety
internal import Widgets

/// A page of the knowledge base as lines, for the screen and for the command line.
public struct KnowledgeText: Sendable {
  enum Line: Sendable {
    case title(String)
    case fact(name: String, value: String, source: String)
    case heading(String)
    case item(String)
    case note(String)
    case blank
  }

  let page: KnowledgePage
  let language: Language

  public init(_ page: KnowledgePage, language: Language) {
    self.page = page
    self.language = language
  }

  private func t(_ phrase: KnowledgePhrase) -> String { phrase.text[language] }

  /// Kind, title in both languages, and whether it is only this site's or invented.
  var head: String {
    let other: Language = language == .zh ? .en : .zh
    var parts = ["[" + page.kind.name[language] + "]", page.title[language]]
    if page.title.zh != page.title.en { parts.append(page.title[other]) }
    if page.isLocalDefault { parts.append("(" + t(.localDefault) + ")") }
    if page.isMadeUp { parts.append("(" + t(.madeUp) + ")") }
    return parts.joined(separator: "  ")
  }

  var content: [Line] {
    var lines = [Line.title(head)]
    if !page.keywords.isEmpty { lines.append(.note(page.keywords.joined(separator: "  "))) }
    if !page.facts.isEmpty { lines.append(.blank) }
    lines += page.facts.map {
      .fact(name: $0.name[language], value: $0.value[language], source: $0.source)
    }
    for section in page.sections {
      lines += [.blank, .heading(section.title[language])] + section.lines.map { .item($0[language]) }
    }
    return lines + [.blank, .note(t(.source) + "  " + page.source)]
  }

  /// Plain lines.
  public var plain: [String] {
    content.map { line in
      switch line {
      case .title(let text), .heading(let text), .note(let text): text
      case .fact(let name, let value, let source): "  \(name)  \(value)  (\(source))"
      case .item(let text): "  - " + text
      case .blank: ""
      }
    }
  }

  /// Lines of at most `width` columns; what the query names is underlined.
  func segments(width: Int, query: SearchQuery, widths: borrowing WidthTable) -> [[Segment]] {
    var result: [[Segment]] = []
    for line in content {
      let (text, lead, role): (String, String, StyleRole) =
        switch line {
        case .title(let text): (text, "", .paneTitleFocused)
        case .heading(let text): (text, "", .paneTitle)
        case .note(let text): (text, "", .muted)
        case .fact(let name, let value, let source): ("\(value)  (\(source))", name + "  ", .text)
        case .item(let text): (text, "- ", .text)
        case .blank: ("", "", .text)
        }
      let indent = widths.width(of: lead)
      for (number, part) in TextFlow.lines(text, width: max(8, width - indent), widths: widths).enumerated() {
        let before = number == 0 ? lead : String(repeating: " ", count: indent)
        result.append([Segment(before, .key)] + KnowledgeText.marked(query.marked(part), role))
      }
    }
    return result
  }

  static func marked(_ pieces: [MarkedText], _ role: StyleRole) -> [Segment] {
    pieces.map { $0.isHit ? Segment($0.text, .key, flags: .underline) : Segment($0.text, role) }
  }

  /// A hit in brackets, for lines without style.
  public static func bracketed(_ pieces: [MarkedText]) -> String {
    pieces.map { $0.isHit ? "[" + $0.text + "]" : $0.text }.joined()
  }

  /// One row of a list on the command line: name, kind and title, then the line that was found.
  public static func row(of page: KnowledgePage, _ snippet: [MarkedText], _ language: Language) -> [String] {
    let head = KnowledgeShelf.name(of: page) + "  " + KnowledgeText(page, language: language).head
    return snippet.isEmpty ? [head] : [head, "    " + bracketed(snippet)]
  }

  public static func unknown(_ id: String) -> Bilingual {
    KnowledgePhrase.unknownPage.filled(["id": HarmlessText.clean(id, limit: 64)])
  }

  public static func noHits(_ words: String) -> Bilingual {
    KnowledgePhrase.noHits.filled(["text": HarmlessText.clean(words, limit: 64)])
  }

  public static var empty: Bilingual { KnowledgePhrase.empty.text }
}
