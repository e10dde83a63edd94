import CitySafety
import Foundation
import Settings
import Testing

/// Changes one thing of a page; the whole list of messages must be these.
private struct Change: Sendable, CustomTestStringConvertible {
  var old: String
  var new: String
  var says: [String]

  init(_ old: String, _ new: String, _ says: String...) { (self.old, self.new, self.says) = (old, new, says) }

  var testDescription: String { "\(old) -> \(new)" }
}

private let file = "knowledge/methane.toml"
private let methane = """
  [page]
  id = "methane"
  kind = "card"
  title-zh = "甲烷"
  title-en = "Methane"
  keywords = ["CH4"]
  sensor-types = ["gas-lel"]
  source = "GB 12268 [K]"
  local-default = true
  [[fact]]
  name-zh = "编号"
  name-en = "Number"
  value = "UN 1971"
  source = "GB 12268"
  [[section]]
  title-zh = "危险"
  title-en = "Hazards"
  line = [{ zh = "轻", en = "light" }]

  """

private let mistakes: [Change] = [
  Change(
    "kind = \"card\"", "kind = \"cart\"",
    "site/knowledge/methane.toml:3:8: 'kind' is 'cart', which is unknown — did you mean 'card'?"),
  Change(
    "title-en = \"Methane\"\n", "",
    "site/knowledge/methane.toml:1:1: 'title-en' is missing in [page] — add it"),
  Change(
    "[\"gas-lel\"]", "[\"gas-lell\"]",
    "site/knowledge/methane.toml:7:17: 'sensor-types' names the unknown sensor type 'gas-lell'"
      + " — did you mean 'gas-lel'?"),
  Change(
    "local-default = true\n", "",
    "site/knowledge/methane.toml:8:10: the origin says [I] or [K], but the number is not marked as a local default"
      + " — add local-default = true"),
  Change(
    "keywords =", "keyword =",
    "site/knowledge/methane.toml:6:1: unknown key 'keyword' in [page] — did you mean 'keywords'?"),
  Change(
    "source = \"GB 12268\"\n", "",
    "site/knowledge/methane.toml:10:1: 'source' is missing in [[fact]] — add it"),
  Change(
    "line = [{ zh = \"轻\", en = \"light\" }]", "line = []",
    "site/knowledge/methane.toml:18:8: 'line' is empty — fill it in"),
  Change(
    ", en = \"light\"", "", "site/knowledge/methane.toml:18:9: 'en' is missing in [[section.line]] — add it"),
]

@Suite struct KnowledgeFileTests {
  private func site(_ page: String = methane) -> TinySite {
    var site = TinySite()
    site[file] = page
    return site
  }

  @Test func aPageIsRead() throws {
    let pages = try site().load().get().knowledge
    #expect(pages.count == 1)
    let page = try #require(pages.first)
    #expect(page.id == "methane" && page.kind == .card && page.keywords == ["CH4"])
    #expect(page.subjects == [.rule("gas-lel")])
    #expect(page.body(.en) == ["Number UN 1971", "Hazards", "light"])
    #expect(page.isLocalDefault && page.source == "GB 12268 [K]")
  }

  @Test(arguments: mistakes)
  private func aMistakeIsSaidWithFileLineAndRemedy(change: Change) throws {
    var site = site()
    site.change(file, change.old, change.new)
    #expect(try site.messages(.en) == change.says)
  }

  @Test func aPageThatIsThereTwiceIsRefused() throws {
    var site = site()
    site["knowledge/again.toml"] = methane
    #expect(
      try site.messages(.en) == [
        "site/knowledge/methane.toml:2:6: the page 'methane' is already in site/knowledge/again.toml"
          + " — rename or remove one"
      ])
  }

  @Test func aFileThatIsNoPageIsNamed() throws {
    var site = site()
    site["knowledge/notes.md"] = "# notes\n"
    #expect(
      try site.messages(.zh) == ["site/knowledge/notes.md: knowledge 文件夹只放 .toml — 请移走或改写为 .toml"])
  }

  @Test func aPageThatIsTooLongIsRefused() throws {
    let lines = (0..<20).map { _ in "{ zh = \"\(String(repeating: "长", count: 2000))\", en = \"x\" }" }
    let long = methane.replacingOccurrences(
      of: "{ zh = \"轻\", en = \"light\" }", with: lines.joined(separator: ", "))
    #expect(
      try site(long).messages(.en).map { $0.contains("more than 65536 — split it into several") } == [true])
  }

  @Test func pagesAndTheirTextTogetherAreBounded() throws {
    var many = TinySite()
    for number in 0...500 {
      many["knowledge/p\(number).toml"] = methane.replacingOccurrences(
        of: "\"methane\"", with: "\"p\(number)\"")
    }
    #expect(try many.messages(.en).map { $0.contains("there are more than 500 pages") } == [true])
    let lines = (0..<10).map { _ in "{ zh = \"\(String(repeating: "长", count: 2000))\", en = \"x\" }" }
    let long = methane.replacingOccurrences(
      of: "{ zh = \"轻\", en = \"light\" }", with: lines.joined(separator: ", "))
    var heavy = TinySite()
    for number in 0..<150 {
      heavy["knowledge/p\(number).toml"] = long.replacingOccurrences(
        of: "\"methane\"", with: "\"p\(number)\"")
    }
    #expect(
      try heavy.messages(.en).map { $0.contains("all pages together have more than 8388608 bytes") } == [true]
    )
  }

  @Test func howSoonAStockExpiresIsBounded() throws {
    var site = TinySite.planned
    site["dispatch.toml"] += "\n[materials]\nexpiry-soon-days = 0\n"
    #expect(
      try site.messages(.en).map {
        $0.contains("'expiry-soon-days' is 0, out of range — choose from 1 to 3660")
      } == [true])
  }
}

@Suite(.enabled(if: FileManager.default.fileExists(atPath: Shipped.hanggin), "sites/hanggin is not here"))
struct ShippedKnowledgeTests {
  @Test func theCardsHoldFactsWithASourceEachAndTheHandbooksAreThere() throws {
    let pages = try SiteFolder.load(Shipped.hanggin).get().knowledge
    let cards = pages.filter { $0.kind == .card }
    #expect(cards.count >= 12 && pages.count { $0.kind == .handbook } >= 10)
    for card in cards {
      #expect(card.facts.count >= 4 && card.facts.allSatisfy { !$0.source.isEmpty }, "\(card.id)")
      #expect(card.sections.count >= 4 && !card.keywords.isEmpty, "\(card.id)")
    }
  }

  @Test(arguments: [
    ("gas-lel", ["gas-handbook", "lpg", "methane"]), ("river-rise", ["ice-flood-handbook"]),
    ("mine-co", ["carbon-monoxide", "mine-handbook"]),
    ("chem-toxic", ["ammonia", "carbon-monoxide", "chemical-handbook", "chlorine", "hydrogen-sulfide"]),
    ("crowd-density", ["crowd-handbook"]), ("room-temperature", ["heating-handbook"]),
  ])
  func anAlarmHasItsPages(rule: String, ids: [String]) throws {
    let pages = try SiteFolder.load(Shipped.hanggin).get().knowledge
    #expect(pages.filter { $0.subjects.contains(.rule(rule)) }.map(\.id).sorted() == ids)
  }
}
