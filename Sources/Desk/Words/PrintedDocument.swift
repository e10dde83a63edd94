internal import CitySafety

/// A printed document of sections with fields, lists and tables, as Markdown or as one HTML page.
///
/// The banner stands at the head of every section, and on every page that is printed.
struct PrintedDocument {
  enum Part {
    case fields([(name: String, value: String)])
    case list([String])
    /// Rows below their titles.
    case table([String], [[String]])
    case text(String)
  }

  struct Section {
    var title: String
    var parts: [Part]
  }

  var banner: String
  var title: String
  var head: [Part]
  var sections: [Section]

  // MARK: Markdown

  var markdown: [String] {
    var lines = ["# \(banner)  " + PrintedDocument.escaped(title), ""]
    lines += PrintedDocument.markdown(head)
    for section in sections {
      lines += ["", "## \(banner)  " + PrintedDocument.escaped(section.title), ""]
      lines += PrintedDocument.markdown(section.parts)
    }
    return lines
  }

  /// With an empty line between them.
  private static func markdown(_ parts: [Part]) -> [String] {
    Array(parts.map(markdown).joined(separator: [""]))
  }

  private static func markdown(_ part: Part) -> [String] {
    switch part {
    case .fields(let fields): fields.map { "- \(escaped($0.name)): \(escaped($0.value))" }
    case .list(let items): items.map { "- " + escaped($0) }
    case .text(let text): [escaped(text)]
    case .table(let titles, let rows):
      [row(titles), "|" + titles.map { _ in "---|" }.joined()] + rows.map(row)
    }
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.map(escaped).joined(separator: " | ") + " |"
  }

  /// Nothing that was typed becomes a cell, a tag or a heading.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\", "|", "*", "_", "`", "#", "[", "]": result += "\\" + String(character)
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      case "\n", "\r\n": result += " "
      default: result.append(character)
      }
    }
    return result
  }

  // MARK: HTML

  func html(language: Language) -> [String] {
    let banner = HTMLText.escaped(banner)
    let title = HTMLText.escaped(title)
    var lines = [
      "<!DOCTYPE html>", "<html lang=\"\(language == .zh ? "zh-CN" : "en")\">", "<head>",
      "<meta charset=\"utf-8\">", "<title>\(banner) \(title)</title>",
      "<style>\(HTMLText.style)\(PrintedDocument.style)</style>", "</head>", "<body>",
      "<div class=\"banner\">\(banner)</div>", "<h1>\(banner) \(title)</h1>",
    ]
    lines += head.flatMap(PrintedDocument.html)
    for section in sections {
      lines.append("<h2>\(banner) \(HTMLText.escaped(section.title))</h2>")
      lines += section.parts.flatMap(PrintedDocument.html)
    }
    return lines + ["</body>", "</html>"]
  }

  private static func html(_ part: Part) -> [String] {
    switch part {
    case .fields(let fields):
      ["<table>"]
        + fields.map {
          "<tr><th>\(HTMLText.escaped($0.name))</th><td>\(HTMLText.escaped($0.value))</td></tr>"
        }
        + ["</table>"]
    case .list(let items): ["<ul>"] + items.map { "<li>\(HTMLText.escaped($0))</li>" } + ["</ul>"]
    case .text(let text): ["<p>\(HTMLText.escaped(text))</p>"]
    case .table(let titles, let rows):
      ["<table class=\"rows\">", htmlRow(titles, "th")] + rows.map { htmlRow($0, "td") } + ["</table>"]
    }
  }

  private static func htmlRow(_ cells: [String], _ tag: String) -> String {
    "<tr>" + cells.map { "<\(tag)>\(HTMLText.escaped($0))</\(tag)>" }.joined() + "</tr>"
  }

  private static let style =
    ".rows th{width:auto}"
    + ".banner{background:#b00;color:#fff;font-weight:bold;text-align:center;padding:.2em;position:sticky;top:0}"
    + "@media print{.banner{position:fixed;top:0;left:0;right:0}body{margin-top:3em}}"
}
