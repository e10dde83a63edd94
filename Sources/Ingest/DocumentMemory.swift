/// Which documents of an index were read.
///
/// Bounded: the longest unmentioned are forgotten and would be read again.
struct DocumentMemory {
  private struct Entry {
    var mentioned: Int
    var failures = 0
    var isDone = false
  }

  private let limit: Int
  private var entries: [String: Entry] = [:]
  private var round = 0

  init(limit: Int = IngestLimits.documentMemory) {
    self.limit = limit
  }

  /// The addresses among `links` still to be read, each once, in order; the first `limit` links count.
  mutating func wanted(among links: [String]) -> [String] {
    round += 1
    var wanted: [String] = []
    for link in links.prefix(limit) {
      var entry = entries[link] ?? Entry(mentioned: 0)
      if entry.mentioned != round && !entry.isDone { wanted.append(link) }
      entry.mentioned = round
      entries[link] = entry
    }
    forgetOldest()
    return wanted
  }

  mutating func wasRead(_ link: String) {
    entries[link]?.isDone = true
  }

  /// Counts a failed fetch; after `IngestLimits.documentAttempts`, or at once when the server says that there
  /// is no such document, it is not asked for again.
  mutating func failed(_ link: String, isFinal: Bool) {
    entries[link]?.failures += 1
    if isFinal || (entries[link]?.failures ?? 0) >= IngestLimits.documentAttempts {
      entries[link]?.isDone = true
    }
  }

  private mutating func forgetOldest() {
    guard entries.count > limit else { return }
    let oldest = entries.sorted { $0.value.mentioned < $1.value.mentioned }
    for (link, _) in oldest.prefix(entries.count - limit * 3 / 4) where entries[link]?.mentioned != round {
      entries[link] = nil
    }
  }
}
