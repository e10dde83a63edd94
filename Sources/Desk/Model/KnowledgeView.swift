internal import Alarms
internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// The knowledge base over the panes: what is typed, the pages it finds, and the page that is open.
struct KnowledgeView: Sendable {
  struct Row: Sendable, Hashable {
    var page: Int
    var snippet: [MarkedText] = []
  }

  /// A page broken into lines for a width.
  struct Shown: Sendable {
    var page: Int
    var width: Int
    var language: Language
    var words: String
    var lines: [[Segment]]
  }

  var input = TextField(limit: 60)
  /// The pages of the alarm on which it was opened.
  var offered: [Int]
  var rows: [Row] = []
  var choice = 0
  var window = ListWindow()
  /// The words that were sent to be looked for and not yet answered.
  var asked: String?
  var isOpen = false
  var top = 0
  var shown: Shown?

  /// The page under the cursor.
  var page: Int? { rows.indices.contains(choice) ? rows[choice].page : nil }
}

extension Desk {
  /// Opens the knowledge base at the pages of the alarm, or of the incident, under the cursor.
  mutating func openKnowledge(_ words: String = "") {
    guard !configuration.knowledge.pages.isEmpty else { return say(KnowledgePhrase.empty.text) }
    var view = KnowledgeView(offered: offeredPages)
    view.input.set(words)
    search(&view)
    overlay = .knowledge(view)
  }

  private var offeredPages: [Int] {
    if let incident = boardIncident {
      return pages(for: incident.alarms.prefix(QueueList.markLimit).compactMap { latest.alarms[$0] })
    }
    return detailAlarm.map { pages(for: [$0]) } ?? []
  }

  func pages(for alarms: [Alarm]) -> [Int] {
    configuration.knowledge.pages(for: Set(alarms.flatMap { subjects(of: $0) }))
  }

  /// Sends the words to the reader; without words every page is listed, the offered ones first.
  private mutating func search(_ view: inout KnowledgeView) {
    view.choice = 0
    view.top = 0
    view.asked = nil
    if SearchQuery(view.input.text).isEmpty {
      let others = configuration.knowledge.pages.indices.filter { !view.offered.contains($0) }
      view.rows = (view.offered + others).map { KnowledgeView.Row(page: $0) }
    } else {
      view.asked = view.input.text
      effects.append(.searchKnowledge(words: view.input.text, language))
    }
  }

  /// The answer of the reader; one to words that were changed meanwhile means nothing.
  mutating func takeKnowledge(_ words: String, _ hits: [KnowledgeHit]) {
    guard case .knowledge(var view) = overlay, view.asked == words else { return }
    view.asked = nil
    let count = configuration.knowledge.pages.count
    view.rows = hits.filter { $0.page < count }.map { KnowledgeView.Row(page: $0.page, snippet: $0.snippet) }
    view.choice = 0
    overlay = .knowledge(view)
  }

  mutating func pasteIntoKnowledge(_ view: KnowledgeView, _ text: String) {
    var view = view
    guard !view.isOpen else { return }
    view.input.paste(text)
    search(&view)
    overlay = .knowledge(view)
  }

  mutating func type(_ key: Key, in view: KnowledgeView) {
    var view = view
    let last = max(0, view.rows.count - 1)
    switch key.code {
    case .escape where view.input.text.isEmpty: return overlay = nil
    case .escape:
      view.input.set("")
      search(&view)
    case .up, .backTab: view.choice = max(0, view.choice - 1)
    case .down, .tab: view.choice = min(last, view.choice + 1)
    case .pageUp: view.choice = max(0, view.choice - Desk.knowledgePage)
    case .pageDown: view.choice = min(last, view.choice + Desk.knowledgePage)
    case .enter:
      guard view.page != nil else { return }
      view.isOpen = true
      view.top = 0
    default:
      if view.input.edit(key) { search(&view) }
    }
    overlay = .knowledge(view)
  }

  /// Rows that PgDn moves in the list.
  private static let knowledgePage = 8

  /// What an action means on an open page.
  mutating func perform(_ action: Action, in view: KnowledgeView) {
    var view = view
    switch action {
    case .down, .up, .pageDown, .pageUp, .top, .bottom:
      view.top = action.moved(from: view.top, page: max(1, size.rows - 8))
    case .nextTab, .nextPane: turn(&view, by: 1)
    case .previousTab, .previousPane: turn(&view, by: -1)
    case .back, .close, .left, .open: view.isOpen = false
    case .language: perform(.language)
    case .overview: return overlay = nil
    default: return
    }
    view.top = max(0, min(view.top, (view.shown?.lines.count ?? 1) - 1))
    overlay = .knowledge(view)
  }

  /// The page before or after it in the list.
  private func turn(_ view: inout KnowledgeView, by step: Int) {
    guard !view.rows.isEmpty else { return }
    view.choice = max(0, min(view.rows.count - 1, view.choice + step))
    view.top = 0
  }
}
