import ArgumentParser
import CitySafety
import Desk
import Runtime
import Settings
import Store

struct KnowledgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "knowledge",
    abstract: "Search the knowledge base: substance cards, handbooks, plans, past cases.",
    discussion: """
      Every word has to be in the page; Chinese words of two characters are found as they stand, one character as the
      beginning of a word. A word in a title weighs more than one in the text. Without words all pages are listed; --page
      prints one. Needs no store. Ends with 1 when nothing is found.
      """)

  @OptionGroup var site: SiteOptions
  @Argument(help: "Words to look for, such as 氯气 or UN1017.") var words: [String] = []
  @Option(help: "Print the page of this name, such as card/chlorine.") var page: String?
  @Flag(help: "One JSON object a line: page, kind, titles, the line that was found, source.") var json = false

  func run() throws {
    let loaded = try site.load()
    let shelf = loaded.shelf
    let language = site.language
    if let page {
      guard let found = shelf.page(named: page) else {
        throw explain(KnowledgeText.unknown(page), language, code: Exit.failed)
      }
      return write(found, [], isWhole: true)
    }
    let text = words.joined(separator: " ")
    guard !SearchQuery(text).isEmpty else {
      if shelf.pages.isEmpty { throw explain(KnowledgeText.empty, language, code: Exit.failed) }
      guard words.isEmpty else { throw explain(KnowledgeText.noHits(text), language, code: Exit.failed) }
      for page in shelf.pages { write(page, [], isWhole: false) }
      return
    }
    do {
      let index = try KnowledgeIndex(shelf.pages)
      while try !index.advance() {}
      let hits = try index.search(text, language)
      if hits.isEmpty { throw explain(KnowledgeText.noHits(text), language, code: Exit.failed) }
      for hit in hits { write(shelf.pages[hit.page], hit.snippet, isWhole: false) }
    } catch let failure as StoreFailure {
      throw explain(failure.explanation, language, code: Exit.failed)
    }
  }

  private func write(_ page: KnowledgePage, _ snippet: [MarkedText], isWhole: Bool) {
    guard json else {
      let lines =
        isWhole
        ? KnowledgeText(page, language: site.language).plain
        : KnowledgeText.row(of: page, snippet, site.language)
      for line in lines { Output.line(line) }
      return
    }
    var object = JSONText()
    object.add("page", KnowledgeShelf.name(of: page))
    object.add("kind", page.kind.rawValue)
    object.add("titleZh", page.title.zh)
    object.add("titleEn", page.title.en)
    object.add("source", page.source)
    if isWhole {
      object.add(
        "lines", raw: "[" + page.body(site.language).map(JSONText.quoted).joined(separator: ",") + "]")
    } else {
      object.add("snippet", snippet.isEmpty ? nil : snippet.map(\.text).joined())
    }
    Output.line(object.object)
  }
}
