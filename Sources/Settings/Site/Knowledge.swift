import CityDispatch
import CitySafety

/// `knowledge/*.toml`: one page of the knowledge base a file; the folder may be missing.
extension SiteLoading {
  private static let folder = "knowledge"

  func loadKnowledge() {
    var places: [String: Location] = [:]
    for name in FileBytes.names(in: path(SiteLoading.folder)) ?? [] {
      guard name.hasSuffix(".toml") else {
        problems.add(.notAPage(), at: Location(file: path(SiteLoading.folder + "/" + name)))
        continue
      }
      guard let root = table(SiteLoading.folder + "/" + name) else { continue }
      guard knowledge.count < Limits.knowledgePages else {
        root.report(.tooManyPages(Limits.knowledgePages))
        return
      }
      loadPage(root, &places)
      root.finish()
    }
  }

  private func loadPage(_ root: TableReader, _ places: inout [String: Location]) {
    guard let head = root.requiredMember("page") else {
      for key in ["fact", "section"] { _ = root.has(key) }
      return
    }
    let id = head.text("id", limit: Limits.id)
    if head.has("id") { problems.checkID(id, "id", at: head.location(of: "id")) }
    if let first = places[id], !id.isEmpty {
      head.report(.repeatedPage(id, first.file), at: "id")
    } else {
      places[id] = head.location(of: "id")
    }
    let kind = head.word(
      "kind", Choices([KnowledgeKind.card, .handbook].map { ($0.rawValue, $0) }))
    let (source, isLocalDefault) = origin(head, key: "source")
    let page = KnowledgePage(
      id: id, kind: kind ?? .handbook, title: head.bilingual("title"), keywords: keywords(head),
      subjects: namedSubjects(head), facts: root.members("fact").map(fact),
      sections: sections(root), source: source, isLocalDefault: isLocalDefault)
    if page.kind == .card, page.facts.isEmpty { root.report(.missingTables("fact")) }
    let bytes = Language.allCases.reduce(0) { $0 + page.body($1).reduce(0) { $0 + $1.utf8.count } }
    if bytes > Limits.knowledgeBytes { head.report(.longPage(bytes, Limits.knowledgeBytes)) }
    if (knowledgeBytes...knowledgeBytes + bytes).contains(Limits.knowledgeTotalBytes) {
      head.report(.tooMuchKnowledge(Limits.knowledgeTotalBytes))
    }
    knowledgeBytes += bytes
    knowledge.append(page)
    head.finish()
  }

  private func keywords(_ table: TableReader) -> [String] {
    let words = table.texts("keywords") ?? []
    if words.count > Limits.keywords {
      table.report(.tooManyWords("keywords", Limits.keywords), at: "keywords")
    }
    return words.map { text, location in
      problems.checkText(text, "keywords", limit: Limits.name, at: location)
      return text
    }
  }

  private func fact(_ table: TableReader) -> KnowledgePage.Fact {
    defer { table.finish() }
    let name = table.bilingual("name")
    // Numbers and codes are the same in both languages.
    let value =
      table.has("value")
      ? Bilingual(same: table.text("value", limit: Limits.text))
      : longText(table, "value")
    return KnowledgePage.Fact(name: name, value: value, source: table.text("source", limit: Limits.text))
  }

  private func sections(_ root: TableReader) -> [KnowledgePage.Section] {
    let tables = root.members("section")
    if tables.isEmpty { root.report(.missingTables("section")) }
    return tables.map { table in
      defer { table.finish() }
      let title = table.bilingual("title")
      let lines = table.members("line")
      if lines.isEmpty { table.report(.empty("line"), at: "line") }
      return KnowledgePage.Section(
        title: title,
        lines: lines.map { line in
          defer { line.finish() }
          return Bilingual(
            zh: line.text("zh", limit: Limits.text), en: line.text("en", limit: Limits.text))
        })
    }
  }
}
