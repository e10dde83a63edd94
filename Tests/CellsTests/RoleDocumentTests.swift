import Cells
import Glibc
import Testing

/// The table of roles in `docs/themes.md`, which stands between two marks.
///
/// RECORD=1 writes it and fails, so that a recording never passes.
private enum RoleDocument {
  static let path: String = {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/" + root + "/docs/themes.md"
  }()

  static let begin = "<!-- roles: begin -->\n"
  static let end = "<!-- roles: end -->\n"

  static var table: String {
    var lines = ["| role | falls back to | letter in golden screens |", "|---|---|---|"]
    for role in StyleRole.allCases {
      lines.append("| `\(role.name)` | \(fallback(of: role)) | `\(role.letter)` |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The role without its last parts that is a role itself, else `text`, from which nothing falls back.
  private static func fallback(of role: StyleRole) -> String {
    var name = role.name[...]
    while let dot = name.lastIndex(of: ".") {
      name = name[..<dot]
      if StyleRole.allCases.contains(where: { $0.name == name }) { return "`\(name)`" }
    }
    return role == .text ? "" : "`\(StyleRole.text.name)`"
  }

  /// What stands before, between and after the marks; `nil` when one of them is missing.
  static func parts(of text: String) -> (before: Substring, table: Substring, after: Substring)? {
    guard let from = text.firstRange(of: begin), let to = text[from.upperBound...].firstRange(of: end)
    else { return nil }
    return (text[..<from.upperBound], text[from.upperBound..<to.lowerBound], text[to.lowerBound...])
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

@Test func theThemeDocumentListsEveryRole() throws {
  let parts = try #require(RoleDocument.parts(of: RoleDocument.read()), "docs/themes.md has lost its marks")
  guard getenv("RECORD") == nil else {
    RoleDocument.write(parts.before + RoleDocument.table + parts.after)
    Issue.record("docs/themes.md was written; look at it, then run again without RECORD")
    return
  }
  #expect(parts.table == RoleDocument.table, "docs/themes.md is stale: record it with RECORD=1")
}
