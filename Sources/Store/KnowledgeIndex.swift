public import CitySafety
internal import GRDB

/// The index of the knowledge base: SQLite's FTS5 over the pages of a site, in memory and never in the store.
///
/// Texts are taken apart by `SearchText` first, because no tokenizer of SQLite finds a Chinese word of two characters.
/// Used from one thread only: it is not `Sendable`.
public final class KnowledgeIndex {
  /// Pages beyond are not searched.
  public static let pageLimit = 5000
  /// Hits beyond are left out, the worst first.
  public static let hitLimit = 60
  /// Bytes of text of one slice: some 16 ms.
  public static let slice = 64 << 10
  /// Bytes of a page in which its snippet is looked for.
  public static let snippetBytes = 8 << 10

  private let pages: [KnowledgePage]
  private let queue: DatabaseQueue
  private var next = 0

  /// Takes pages; they are searched after `advance` has come to their end.
  public init(_ pages: [KnowledgePage]) throws(StoreFailure) {
    self.pages = Array(pages.prefix(KnowledgeIndex.pageLimit))
    do {
      queue = try DatabaseQueue()
      try queue.write { db in
        try db.execute(
          sql: """
            CREATE VIRTUAL TABLE page USING fts5(
              title_zh, title_en, keywords, body_zh, body_en, tokenize = 'unicode61', detail = full)
            """)
      }
    } catch {
      throw StoreFailure(error)
    }
  }

  /// Takes in the next pages of about `bytes`; returns whether all are in.
  public func advance(bytes: Int = slice) throws(StoreFailure) -> Bool {
    do {
      try queue.write { db in
        let insert = try db.makeStatement(
          sql: """
            INSERT INTO page(rowid, title_zh, title_en, keywords, body_zh, body_en) VALUES (?, ?, ?, ?, ?, ?)
            """)
        var used = 0
        while next < pages.count, used < bytes {
          let page = pages[next]
          let texts =
            [page.title.zh, page.title.en, page.keywords.joined(separator: "\n")]
            + [page.body(.zh), page.body(.en)].map { $0.joined(separator: "\n") }
          used += texts.reduce(0) { $0 + $1.utf8.count }
          try insert.execute(arguments: [next + 1] + StatementArguments(texts.map(SearchText.spaced)))
          next += 1
        }
      }
      return next == pages.count
    } catch {
      throw StoreFailure(error)
    }
  }

  /// The pages in which a word is: those with more of the words first, of such the best, a word in a title weighing ten
  /// times one in the text (bm25).
  ///
  /// The snippet is the line of the page with the most words, in `language` where they are there.
  public func search(_ words: String, _ language: Language) throws(StoreFailure) -> [KnowledgeHit] {
    let query = SearchQuery(words)
    guard !query.isEmpty else { return [] }
    let sql = """
      SELECT rowid FROM page WHERE page MATCH ? ORDER BY bm25(page, 10.0, 10.0, 6.0, 1.0, 1.0), rowid
      """
    do {
      let found = try queue.read { db in
        let all = try Int.fetchAll(db, sql: sql, arguments: [query.anyMatch])
        guard query.words.count > 1 else { return all }
        var counts: [Int: Int] = [:]
        for word in query.words {
          let pages = try Int.fetchAll(
            db, sql: "SELECT rowid FROM page WHERE page MATCH ?", arguments: [word.match])
          for page in pages { counts[page, default: 0] += 1 }
        }
        return all.enumerated().sorted { left, right in
          let (more, fewer) = (counts[left.element] ?? 0, counts[right.element] ?? 0)
          return more == fewer ? left.offset < right.offset : more > fewer
        }.map(\.element)
      }
      return found.prefix(KnowledgeIndex.hitLimit).map {
        KnowledgeHit(page: $0 - 1, snippet: snippet(of: pages[$0 - 1], query, language))
      }
    } catch {
      throw StoreFailure(error)
    }
  }

  private func snippet(of page: KnowledgePage, _ query: SearchQuery, _ language: Language) -> [MarkedText] {
    let other: Language = language == .zh ? .en : .zh
    for lines in [page.body(language), [page.keywords.joined(separator: " ")], page.body(other)] {
      var left = KnowledgeIndex.snippetBytes
      let near = lines.prefix { line in
        left -= line.utf8.count
        return left > 0
      }
      if let best = query.best(of: Array(near)) { return query.marked(lines[best]) }
    }
    return [MarkedText(page.sections.first?.lines.first?[language] ?? "")]
  }
}

extension SearchQuery {
  /// Pages with any of the words, as FTS5 reads it.
  fileprivate var anyMatch: String { words.map(\.match).joined(separator: " OR ") }
}

extension SearchQuery.Word {
  /// A phrase; one that may go on counts more where it does not.
  fileprivate var match: String {
    let phrase = "\"" + tokens.joined(separator: " ") + "\""
    return isOpen ? "(\(phrase) OR \(phrase) *)" : phrase
  }
}
