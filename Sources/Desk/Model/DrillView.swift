internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Drills
internal import Operations

/// The drill over the panes: what came to the players, and for its director the list of injects.
struct DrillView: Sendable {
  enum Tab: Int, Sendable, CaseIterable { case moments, messages, timeline, objectives }

  var tab = Tab.messages
  var cursor = 0
}

/// The scenarios of a site over the live panes, with the drills that can be joined.
struct DrillChoice: Sendable {
  enum Row: Sendable, Hashable {
    case running(DrillPlace)
    case scenario(String)
    /// To be looked at again.
    case past(DrillPlace)
  }

  /// What is to be seen: the list itself, which plans were drilled and are due, and what is to become better.
  enum Tab: Int, Sendable, CaseIterable { case drills, readiness, items }

  var tab = Tab.drills
  var rows: [Row] = []
  /// Of the page, made when it came in.
  var readiness: [String] = []
  /// Open ones first.
  var items: [Improvement] = []
  var cursor = 0
}

extension Desk {
  mutating func openDrill() {
    guard let drill else { return openDrillChoice() }
    var view = DrillView()
    view.tab = mayConduct && drill.waiting == 0 ? .timeline : .messages
    if drill.state.phase == .ended { view.tab = .objectives }
    if drill.review != nil { view.tab = .moments }
    view.cursor = firstCursor(of: view.tab, drill)
    overlay = .drill(view)
  }

  /// What a tab opens at: the moment that a review stands at, the message that waits, the inject that is next.
  private func firstCursor(of tab: DrillView.Tab, _ drill: DrillSeat) -> Int {
    switch tab {
    case .moments: drill.review?.moments.lastIndex { $0.at <= now } ?? 0
    case .messages: drill.state.messages.firstIndex { !$0.isHint && $0.takenBy == nil } ?? 0
    case .timeline:
      timelineRows.firstIndex {
        drill.state.delivery(of: $0.id) == nil && !drill.state.skipped.contains($0.id)
      } ?? 0
    case .objectives: 0
    }
  }

  /// The injects as the director's list has them: the timeline, then the contingency injects.
  var timelineRows: [Inject] {
    guard let drill else { return [] }
    return drill.scenario.timeline + drill.scenario.injects.filter { $0.at == nil }
  }

  /// The tabs that who sits here may see: what is coming is the director's secret.
  var drillTabs: [DrillView.Tab] {
    if drill?.review != nil { return DrillView.Tab.allCases }
    return mayConduct || drill?.state.phase == .ended ? [.messages, .timeline, .objectives] : [.messages]
  }

  private func rowCount(of tab: DrillView.Tab) -> Int {
    guard let drill else { return 0 }
    return switch tab {
    case .moments: drill.review?.moments.count ?? 0
    case .messages: drill.state.messages.count
    case .timeline: timelineRows.count
    case .objectives: resultRows.count
    }
  }

  mutating func perform(_ action: Action, in view: DrillView) {
    var view = view
    switch action {
    case .down, .up, .pageDown, .pageUp, .top, .bottom:
      view.cursor = action.moved(from: view.cursor, page: max(1, size.rows - 10))
    case .nextTab, .nextPane, .right: turn(&view, by: 1)
    case .previousTab, .previousPane, .left: turn(&view, by: -1)
    case .language: perform(.language)
    case .back, .close, .drill, .overview: return overlay = nil
    case .open: return take(view)
    case .signIn: return openSignIn()
    default: return direct(action, view)
    }
    view.cursor = max(0, min(view.cursor, rowCount(of: view.tab) - 1))
    overlay = .drill(view)
  }

  private func turn(_ view: inout DrillView, by step: Int) {
    guard let drill else { return }
    let tabs = drillTabs
    let at = tabs.firstIndex(of: view.tab) ?? 0
    view.tab = tabs[(at + step + tabs.count) % tabs.count]
    view.cursor = firstCursor(of: view.tab, drill)
  }

  /// Enter: takes the call, or brings the inject in.
  private mutating func take(_ view: DrillView) {
    guard let drill else { return }
    switch view.tab {
    case .moments:
      let moments = drill.review?.moments ?? []
      if moments.indices.contains(view.cursor) { effects.append(.review(.goTo(moments[view.cursor].at))) }
    case .messages:
      let messages = drill.state.messages
      if messages.indices.contains(view.cursor) { send(.take(message: messages[view.cursor].number)) }
    case .timeline: direct(.injectNow, view)
    case .objectives: break
    }
  }

  /// What only the director's list has.
  private mutating func direct(_ action: Action, _ view: DrillView) {
    if action == .drillEnd { return openDrillQuestion(.end) }
    if action == .drillCall { return openDrillQuestion(.call) }
    let rows = timelineRows
    guard view.tab == .timeline, rows.indices.contains(view.cursor) else { return }
    let inject = rows[view.cursor].id
    switch action {
    case .injectNow: openDrillQuestion(.insert(inject))
    case .injectJump: openDrillQuestion(.jump(inject))
    case .injectSkip: openDrillQuestion(.skip(inject))
    default: break
    }
  }

  // MARK: Choosing

  mutating func openDrillChoice() {
    effects.append(.requestDrills)
    overlay = .drillChoice(DrillChoice(rows: choiceRows))
  }

  private var choiceRows: [DrillChoice.Row] {
    // One that is over may still have its process for a while.
    let running = drills.filter { $0.isRunning && !$0.isOver }
    let past = drills.filter { !$0.isRunning || $0.isOver }
    return running.map { .running($0) } + configuration.scenarios.map { .scenario($0.id) }
      + past.reversed().map { .past($0) }
  }

  mutating func take(_ places: [DrillPlace], _ runs: [DrillRun], _ items: [Improvement]) {
    drills = places
    drillRuns = DrillRuns(runs)
    improvements = items
    guard case .drillChoice(var view) = overlay else { return }
    view.rows = choiceRows
    let offset = configuration.site.offset
    let today = CivilTime(clock, at: offset).date
    let plans = PlanReadiness.of(configuration.dispatch.plans, runs: runs, today: today, offset: offset)
    view.readiness = ReadinessPage(language: language, today: today).lines(
      of: plans, widths: configuration.widths)
    view.items = items
    clamp(&view)
    overlay = .drillChoice(view)
  }

  /// The cursor stays among the rows, or the page at its end.
  private func clamp(_ view: inout DrillChoice) {
    let last =
      switch view.tab {
      case .drills: view.rows.count - 1
      case .readiness: view.readiness.count - max(1, size.rows - 8)
      case .items: view.items.count - 1
      }
    view.cursor = max(0, min(view.cursor, last))
  }

  mutating func perform(_ action: Action, in view: DrillChoice) {
    var view = view
    switch action {
    case .down, .up, .pageDown, .pageUp, .top, .bottom:
      view.cursor = action.moved(from: view.cursor, page: max(1, size.rows - 10))
    case .language:
      perform(.language)
      effects.append(.requestDrills)
    case .back, .close, .drill, .overview: return overlay = nil
    case .improvementAdd: return openImprovement(.addItem)
    case .improvementClose:
      guard view.items.indices.contains(view.cursor) else { return }
      return openImprovement(.closeItem(view.items[view.cursor].number))
    case .nextTab, .nextPane, .right, .previousTab, .previousPane, .left:
      let isBack = [.previousTab, .previousPane, .left].contains(action)
      let count = DrillChoice.Tab.allCases.count
      view.tab = DrillChoice.Tab(rawValue: (view.tab.rawValue + (isBack ? count - 1 : 1)) % count) ?? .drills
      view.cursor = 0
    case .open:
      guard view.tab == .drills, view.rows.indices.contains(view.cursor) else { return }
      switch view.rows[view.cursor] {
      case .running(let place):
        overlay = nil
        return effects.append(.joinDrill(folder: place.folder, scenario: place.scenario))
      case .scenario(let id): return openDrillQuestion(.begin(id))
      case .past(let place):
        overlay = nil
        return effects.append(
          place.isOver
            ? .reviewDrill(folder: place.folder, scenario: place.scenario)
            : .joinDrill(folder: place.folder, scenario: place.scenario))
      }
    default: break
    }
    clamp(&view)
    overlay = .drillChoice(view)
  }
}
