internal import Alarms
internal import Cells
internal import CitySafety
internal import Drills
internal import Operations
internal import Widgets

/// The keys that do something now.
extension Desk {
  func drawFooter(_ painter: inout Painter, _ layout: Layout) {
    let rect = layout.footer
    painter.grid.fill(rect, role: .keyLabel)
    let inner = Rect(x: rect.x + 1, y: rect.y, width: rect.width - 2, height: 1)
    KeyBar(items: firstItems).draw(in: &painter.grid, rect: inner, widths: painter.widths)
    guard rect.height > 1, overlay == nil, !isBodyTaken else { return }
    KeyBar(items: secondItems).draw(
      in: &painter.grid, rect: Rect(x: inner.x, y: inner.y + 1, width: inner.width, height: 1),
      widths: painter.widths)
  }

  private var firstItems: [KeyBar.Item] {
    switch overlay {
    case .dialog(let dialog): return items(of: dialog)
    case .palette:
      return [
        pair("Enter", .buttonPerform), pair("Down/Up", .buttonMove), pair("Esc", .buttonBack),
      ]
    case .help: return [item(.down, 0), item(.up, 0), item(.pageDown, 0), back]
    case .quality:
      return [
        item(.nextTab, 0), item(.previousTab, 0), item(.down, 0), item(.up, 0), back,
      ]
    case .prompt(let prompt):
      let isFilter = prompt.purpose == .filter
      return [
        pair("Enter", isFilter ? .buttonKeep : .buttonNextHit), pair("Down/Up", .buttonMove),
        pair("Esc", isFilter ? .buttonUndo : .buttonBack),
      ]
    case .order: return [item(.down, 0), item(.up, 0), pair(.orderIssue, .buttonPerform), back]
    case .knowledge(let view): return items(of: view)
    case .resources(let view): return items(of: view)
    case .drill: return drillItems
    case .drillChoice(let view) where view.tab == .items:
      let isOpen = view.items.indices.contains(view.cursor) && view.items[view.cursor].closing == nil
      return [item(.improvementAdd, 0)] + (isOpen ? [item(.improvementClose, 0)] : [])
        + [item(.down, 0), item(.up, 0), item(.nextTab, 1), back]
    case .drillChoice:
      return [item(.open, 0), item(.down, 0), item(.up, 0), item(.nextTab, 1), back]
    case nil: return !isBodyTaken ? items(for: focus) : dutyItems
    }
  }

  private var dutyItems: [KeyBar.Item] {
    var items = actor == nil ? [item(.signIn, 0)] : []
    // Boards say their own keys; a list of the log has nothing to perform.
    if dispatchView == nil, warningView == nil, dutyView?.page != .board {
      items.append(pair(.open, .buttonPerform))
    }
    items += [item(.down, 2), item(.up, 2), back]
    return items + [item(.palette, 0), item(.help, 0)]
  }

  private func items(of view: KnowledgeView) -> [KeyBar.Item] {
    guard view.isOpen else {
      return [item(.open, 0), pair("Down/Up", .buttonMove), pair("Esc", .buttonBack)]
    }
    return [
      item(.down, 0), item(.up, 0), item(.pageDown, 0), item(.nextTab, 0), item(.previousTab, 0),
      back,
    ]
  }

  private func items(of view: ResourceView) -> [KeyBar.Item] {
    if view.isTyping { return [pair("Enter", .buttonKeep), pair("Esc", .buttonUndo)] }
    var items = [
      item(.nextPane, 0), item(range(.resourceTeams, .resourceContacts), rs(.keyTab)), item(.filter, 0),
      item(.sort, 0),
    ]
    if view.rows.indices.contains(view.choice), view.rows[view.choice].task != nil {
      items.append(item(configuration.keys.hint(.open), rs(.keyTask)))
    }
    return items + [back]
  }

  private var drillItems: [KeyBar.Item] {
    var items: [KeyBar.Item] = []
    if case .drill(let view) = overlay, let phrase = enterPhrase(of: view.tab) {
      items.append(item(configuration.keys.hint(.open), phrase.text[language]))
    }
    items += [item(.live, 0), item(.down, 1), item(.up, 1)]
    if hasClockKeys {
      items += [item(.drillPause, 0), item(.drillStep, 1), item(.drillSlower, 2), item(.drillFaster, 2)]
    }
    if drillTabs.count > 1 { items.append(item(.nextTab, 1)) }
    return items + [back]
  }

  private func enterPhrase(of tab: DrillView.Tab) -> DrillPhrase? {
    switch tab {
    case .moments: .keyGoTo
    case .messages where drill?.review == nil: .keyTake
    case .timeline where isDirecting: .keyBringIn
    default: nil
    }
  }

  private func item(_ key: String, _ label: String) -> KeyBar.Item {
    KeyBar.Item(key: key, label: spaced(label))
  }

  private var back: KeyBar.Item { pair(.back, .buttonBack) }

  private func pair(_ action: Action, _ label: Phrase) -> KeyBar.Item {
    pair(configuration.keys.hint(action), label)
  }

  /// The keys of actions that stand in a row, by the first and the last.
  private func range(_ first: Action, _ last: Action) -> String {
    configuration.keys.hint(first) + "-" + configuration.keys.hint(last)
  }

  private func pair(_ key: String, _ label: Phrase) -> KeyBar.Item {
    KeyBar.Item(key: key, label: spaced(t(label)))
  }

  /// English labels stand off their key; Chinese ones need no space.
  private func spaced(_ label: String) -> String { language == .zh ? label : " " + label }

  private func item(_ action: Action, _ priority: Int) -> KeyBar.Item {
    let label = configuration.keys.record(of: action)?.short[language] ?? ""
    return KeyBar.Item(key: configuration.keys.hint(action), label: spaced(label), priority: priority)
  }

  private func items(for focus: Pane) -> [KeyBar.Item] {
    var items: [KeyBar.Item] = []
    if actor == nil { items.append(item(.signIn, 0)) }
    if context == .alert {
      items += valid([
        (.acknowledge, 0), (.claim, 3), (.assign, 7), (.comment, 5), (.escalate, 4), (.dispatch, 1),
        (.reset, 1),
        (.plan, 2),
      ])
    }
    switch focus {
    case .queue:
      items += valid([(.open, 2), (.mark, 6), (.filter, 2), (.sort, 9), (.nextUnacknowledged, 3)])
    case .sector: items += [item(.open, 1), item(.chartWindow, 3), item(.queue, 2)]
    case .detail:
      items += valid([(.nextTab, 1), (.chartWindow, 3), (.nextUnacknowledged, 4), (.back, 1)])
    case .sources: items += [item(.nextTab, 1), item(.poll, 2), item(.back, 1)]
    case .events: items += [item(.back, 1)]
    }
    if drill != nil { items += [item(.live, 0), item(.drill, 1)] }
    if hasClockKeys { items.append(item(.drillPause, 1)) }
    items += [
      item(.silence, 8), item(.freeze, 6), item(.zoom, 8), item(.copy, 10), item(.palette, 0), item(.help, 0),
    ]
    return items.filter { !$0.key.isEmpty }
  }

  /// The items whose action can be done now.
  private func valid(_ list: [(Action, Int)]) -> [KeyBar.Item] {
    list.compactMap { action, priority in
      guard let record = configuration.keys.record(of: action), reason(against: record) == nil else {
        return nil
      }
      return item(action, priority)
    }
  }

  private func items(of dialog: Dialog) -> [KeyBar.Item] {
    var items: [KeyBar.Item] = []
    if case .soundTest = dialog.purpose {
      return [pair(.confirm, .buttonHeard), pair(.refuse, .buttonNotHeard), pair("Esc", .buttonBack)]
    }
    if dialog.isOnButtons { items.append(pair(.confirm, .buttonPerform)) }
    if !dialog.fields.isEmpty { items.append(pair("Tab", .buttonNext)) }
    items.append(pair("Esc", .buttonBack))
    return items
  }

  private var secondItems: [KeyBar.Item] {
    var items: [KeyBar.Item] = []
    let functions: [Action] = [
      .help, .overview, .search, .filter, .poll, .sort, .acknowledge, .palette, .quit,
    ]
    for (position, action) in functions.enumerated() {
      guard let record = configuration.keys.record(of: action), reason(against: record) == nil,
        let key = record.keys.compactMap(KeyName.key).first(where: {
          if case .function = $0.code { true } else { false }
        })
      else { continue }
      items.append(
        KeyBar.Item(
          key: KeyName.shown(key), label: spaced(record.short[language]), priority: position == 0 ? 0 : 5))
    }
    items.append(KeyBar.Item(key: range(.sector1, .sector4), label: spaced(t(.sectorKeys)), priority: 1))
    items += [item(.queue, 2), item(.detail, 2), item(.sources, 2), item(.events, 2)]
    return items.filter { !$0.key.isEmpty }
  }
}
