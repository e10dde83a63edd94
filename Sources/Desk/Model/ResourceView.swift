internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// The resources board over the panes: which register, its order and what is left out.
struct ResourceView: Sendable {
  /// The rows that are shown, made when something they stand on changed.
  struct Made: Sendable {
    var key: [Int]
    var words: String
    var table: ResourcePage.Table
  }

  var kind = ResourceKind.teams
  /// Position of the column it is sorted by; `nil` for the order of the register.
  var sort: Int?
  var input = TextField(limit: Filter.lengthLimit)
  var isTyping = false
  var choice = 0
  var window = ListWindow()
  var made: Made?

  var rows: [ResourcePage.Row] { made?.table.rows ?? [] }
}

extension Desk {
  mutating func openResources() {
    var view = ResourceView()
    refresh(&view)
    overlay = .resources(view)
  }

  private var resourcePage: ResourcePage {
    let shift = runningShift?.shift.id
    let situation = DispatchSituation(
      now: clock, today: CivilTime(clock, at: configuration.site.offset).date, isOnDuty: { $0 == shift },
      positions: latest.dispatch.reports)
    let tasks = latest.dispatch.incidents.flatMap { latest.dispatch.tasksOf[$0.id] ?? [] }
    return ResourcePage(
      configuration.dispatch, site: configuration.site, situation: situation, tasks: tasks,
      language: language)
  }

  /// Makes the rows anew where the register, what is known of it, the order or the filter is another; a minute at most.
  mutating func refresh(_ view: inout ResourceView) {
    let key = [
      ResourceKind.allCases.firstIndex(of: view.kind) ?? 0, view.sort ?? -1, language == .zh ? 0 : 1,
      Int(truncatingIfNeeded: latest.number), Int(clock.milliseconds / 60_000),
    ]
    let words = view.input.text
    guard view.made?.key != key || view.made?.words != words else { return }
    var table = resourcePage.table(view.kind)
    let needles = words.split(separator: " ").map { Needle($0) }
    if !needles.isEmpty {
      table.rows = table.rows.filter { row in
        let text = Haystack(row.cells.map(\.text) + [row.note])
        return needles.allSatisfy { text.contains($0) }
      }
    }
    if let sort = view.sort { table.rows = Desk.sorted(table.rows, by: sort) }
    view.made = ResourceView.Made(key: key, words: words, table: table)
    view.choice = max(0, min(view.choice, table.rows.count - 1))
  }

  /// Numbers by size, texts by their characters; what is not known stands last, equal rows as they stood.
  private static func sorted(_ rows: [ResourcePage.Row], by column: Int) -> [ResourcePage.Row] {
    func isBefore(_ left: ResourcePage.Cell, _ right: ResourcePage.Cell) -> Bool {
      if let left = left.number, let right = right.number { return left > right }
      if (left.text == "--") != (right.text == "--") { return right.text == "--" }
      return left.text < right.text
    }
    return rows.enumerated().sorted { left, right in
      let (one, other) = (left.element.cells[column], right.element.cells[column])
      if isBefore(one, other) { return true }
      return isBefore(other, one) ? false : left.offset < right.offset
    }.map(\.element)
  }

  // MARK: Keys

  mutating func type(_ key: Key, in view: ResourceView) {
    var view = view
    switch key.code {
    case .escape:
      view.input.set("")
      view.isTyping = false
    case .enter: view.isTyping = false
    case .down: view.choice = min(max(0, view.rows.count - 1), view.choice + 1)
    case .up: view.choice = max(0, view.choice - 1)
    default: if view.input.edit(key) { view.choice = 0 }
    }
    refresh(&view)
    overlay = .resources(view)
  }

  mutating func perform(_ action: Action, in view: ResourceView) {
    var view = view
    switch action {
    case .down, .up, .pageDown, .pageUp, .top, .bottom:
      view.choice = action.moved(from: view.choice, page: max(1, size.rows - 10))
    case .nextPane, .nextTab, .right: turn(&view, by: 1)
    case .previousPane, .previousTab, .left: turn(&view, by: -1)
    case .filter, .search: view.isTyping = true
    case .sort:
      let count = view.made?.table.columns.count ?? 0
      view.sort = view.sort.map { $0 + 1 < count ? $0 + 1 : nil } ?? 0
    case .open: openOrder(of: view)
    case .language: perform(.language)
    case .back where !view.input.text.isEmpty: view.input.set("")
    case .back, .close, .overview, .resources: overlay = nil
    default:
      if let kind = ResourceKind.allCases.first(where: { $0.action == action }) { turn(&view, to: kind) }
    }
    guard case .resources = overlay else { return }
    view.choice = max(0, min(view.choice, view.rows.count - 1))
    refresh(&view)
    overlay = .resources(view)
  }

  private func turn(_ view: inout ResourceView, by step: Int) {
    let kinds = ResourceKind.allCases
    let at = kinds.firstIndex(of: view.kind) ?? 0
    turn(&view, to: kinds[(at + step + kinds.count) % kinds.count])
  }

  private func turn(_ view: inout ResourceView, to kind: ResourceKind) {
    guard view.kind != kind else { return }
    view = ResourceView(kind: kind)
  }

  /// Shows on the board the order that the team under the cursor is out on.
  private mutating func openOrder(of view: ResourceView) {
    guard view.rows.indices.contains(view.choice), let task = view.rows[view.choice].task else { return }
    overlay = nil
    openDispatchBoard()
    dispatchView?.incident = task.incident
    dispatchView?.task = task.id
    dispatchView?.focus = .tasks
    settleDispatch()
  }
}
