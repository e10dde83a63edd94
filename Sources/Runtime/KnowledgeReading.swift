internal import CitySafety
internal import Store

/// The knowledge base for a screen: its index is made a slice at a time after the first question.
struct KnowledgeReading {
  private let pages: [KnowledgePage]
  private var index: KnowledgeIndex?
  private var isWhole = false
  /// The newest question; older ones are not answered.
  private var wanted: (words: String, language: Language)?

  init(_ pages: [KnowledgePage]) { self.pages = pages }

  /// Somebody waits for hits.
  var isBehind: Bool { wanted != nil }

  mutating func ask(_ words: String, _ language: Language) { wanted = (words, language) }

  /// Makes one slice of the index; the hits once all of it is there, `nil` before and when nobody asked.
  mutating func advance() throws(StoreFailure) -> (words: String, hits: [KnowledgeHit])? {
    guard let (words, language) = wanted else { return nil }
    do throws(StoreFailure) {
      if index == nil { index = try KnowledgeIndex(pages) }
      guard let index else { return nil }
      if !isWhole { isWhole = try index.advance() }
      guard isWhole else { return nil }
      wanted = nil
      return (words, try index.search(words, language))
    } catch {
      wanted = nil
      index = nil
      isWhole = false
      throw error
    }
  }
}
