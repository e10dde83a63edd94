import CitySafety

/// An Atom or RSS index of alerts: links in order, alerts carried inside entries, and what is wrong with it.
struct FeedIndex {
  var isAtom = true
  private var seen: Set<String> = []
  private var links: [String] = []
  private var alerts: [XMLNode] = []
  private var faults: [CAPFault] = []
  private var isFull = false

  private static let atomNames: Set<String> = [
    "author", "category", "contributor", "generator", "icon", "id", "link", "logo", "rights", "subtitle",
    "title",
    "updated", "entry",
  ]
  private static let entryNames: Set<String> = [
    "author", "category", "content", "contributor", "id", "link", "published", "rights", "source", "summary",
    "title", "updated",
  ]

  mutating func flag(_ name: String, _ offset: Int) {
    let name = HarmlessText.clean(name, limit: TextLimit.code)
    faults.append(
      CAPFault(
        reason: .missingField, offset: offset,
        words: Bilingual(zh: "索引缺少或有误：\(name)", en: "the index lacks or has a wrong \(name)")))
  }

  /// One child of the feed or channel.
  mutating func take(_ node: XMLNode) {
    guard node.space == (isAtom ? CAPFeed.atomSpace : "") else { return }
    seen.insert(node.name)
    if node.name == "entry" && isAtom { return takeEntry(node) }
    if node.name == "item" && !isAtom { return takeItem(node) }
    if isAtom && !FeedIndex.atomNames.contains(node.name) { flag(node.name, node.offset) }
  }

  private mutating func takeEntry(_ entry: XMLNode) {
    let own = entry.children.filter { $0.space == entry.space }
    for child in own where !FeedIndex.entryNames.contains(child.name) { flag(child.name, child.offset) }
    for name in ["title", "updated"] where !hasWords(entry, name) { flag(name, entry.offset) }
    guard hasWords(entry, "id") else { return flag("id", entry.offset) }
    let before = alerts.count
    for child in own where child.name == "content" { CAPFeed.find(in: child, &alerts) }
    if alerts.count > before { return }
    guard let link = link(own) else { return flag("link", entry.offset) }
    keep(link, entry.offset)
  }

  private func hasWords(_ node: XMLNode, _ name: String) -> Bool {
    !(node.child(name)?.words(limit: 1) ?? "").isEmpty
  }

  /// The address of the entry's CAP document: by its type, else the plain alternate.
  private func link(_ children: [XMLNode]) -> String? {
    var best: (rank: Int, address: String)?
    for node in children where node.name == "link" || node.name == "content" {
      guard let address = node.attribute(node.name == "link" ? "href" : "src"), !address.isEmpty else {
        continue
      }
      let relation = node.attribute("rel") ?? "alternate"
      let type = node.attribute("type") ?? ""
      let rank =
        if type == "application/cap+xml" {
          3
        } else if type.hasSuffix("xml") && !type.contains("html") && relation == "alternate" {
          2
        } else if type.isEmpty && relation == "alternate" { 1 } else { 0 }
      if rank > (best?.rank ?? 0) { best = (rank, address) }
    }
    return best?.address
  }

  private mutating func takeItem(_ item: XMLNode) {
    if !hasWords(item, "title") && !hasWords(item, "description") { flag("title", item.offset) }
    let before = alerts.count
    for child in item.children where child.space != item.space { CAPFeed.find(in: child, &alerts) }
    if alerts.count > before { return }
    let address = item.child("link")?.words(limit: TextLimit.link) ?? ""
    if !address.isEmpty { return keep(address, item.offset) }
    let guid = item.child("guid")
    let id = guid?.words(limit: TextLimit.link) ?? ""
    guard guid?.attribute("isPermaLink") != "false", id.hasPrefix("http://") || id.hasPrefix("https://")
    else {
      return flag("link", item.offset)
    }
    keep(id, item.offset)
  }

  private mutating func keep(_ link: String, _ offset: Int) {
    let isClean = !link.unicodeScalars.contains { HarmlessText.isHarmful($0) || $0 == " " }
    guard isClean, link.utf8.count <= TextLimit.link else { return flag("link", offset) }
    guard links.count < CAPFeed.linkLimit else {
      isFull = true
      return
    }
    links.append(link)
  }

  /// Puts everything into the batch.
  mutating func finish(_ body: Bytes, into batch: inout DecodedBatch) {
    for name in isAtom ? ["id", "title", "updated"] : ["title", "link", "description"]
    where !seen.contains(name) {
      flag(name, 0)
    }
    batch.links.append(contentsOf: links)
    CAPFeed.takeEmbedded(alerts, body, into: &batch)
    for fault in faults { CAPFeed.refuse(fault, body, into: &batch) }
    if isFull {
      batch.fail(
        .tooManyRows, at: 0, body, zh: "索引超过 \(CAPFeed.linkLimit) 个链接，其余未读",
        en: "the index has more than \(CAPFeed.linkLimit) links; the rest was not read")
    }
  }
}
