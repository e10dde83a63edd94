internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// Keys, pastes and the mouse.
extension Desk {
  mutating func take(_ event: InputEvent) {
    lockWhenIdle()
    switch event {
    case .key(let key):
      lastInput = hand
      press(key)
    case .paste(let text):
      lastInput = hand
      paste(text)
    case .mouse(var event):
      lastInput = hand
      event.row -= rowsAbove
      take(event)
    case .focus, .cursorReport: break
    }
  }

  private mutating func press(_ key: Key) {
    // From anywhere, whatever is open: a live red takes one key to reach.
    if configuration.keys.action(for: InputFolding.fold(key), in: .everywhere) == .live {
      return perform(.live)
    }
    guard let overlay else {
      if dispatchView != nil { return pressInDispatch(key) }
      if warningView != nil { return pressInWarnings(key) }
      return dutyView == nil ? press(key, in: context) : pressInDuty(key)
    }
    switch overlay {
    case .order(let form): press(key, in: form)
    case .dialog(let dialog): press(key, in: dialog)
    case .palette(let palette): press(key, in: palette)
    case .help(let top): pressInHelp(key, top: top)
    case .quality(let view): press(key, in: view)
    case .prompt(let prompt): press(key, in: prompt)
    case .knowledge(let view): press(key, in: view)
    case .resources(let view): press(key, in: view)
    case .drill(let view): press(key, in: view)
    case .drillChoice(let view): press(key, in: view)
    }
  }

  /// What keys mean where the focus is.
  var context: KeyContext {
    switch focus {
    case .queue: .alert
    case .detail: if case .sector = origin { .sector } else { .alert }
    case .sector: .sector
    case .sources, .events: .everywhere
    }
  }

  private mutating func press(_ key: Key, in context: KeyContext) {
    let folded = InputFolding.fold(key)
    if drill != nil, let action = configuration.keys.drillAction(for: folded) {
      return perform(action)
    }
    guard let action = configuration.keys.action(for: folded, in: context) else {
      return say(.noSuchKey, ["key": KeyName.shown(folded), "help": configuration.keys.hint(.help)])
    }
    perform(action)
  }

  private mutating func paste(_ text: String) {
    let clean = HarmlessText.clean(text, limit: 500, replacement: " ")
    switch overlay {
    case .dialog(var dialog) where !dialog.isOnButtons && !dialog.isWaiting:
      dialog.fields[dialog.focus].input.paste(clean)
      overlay = .dialog(dialog)
    case .palette(var palette) where !palette.isWaiting:
      palette.input.paste(clean)
      refresh(&palette)
      overlay = .palette(palette)
    case .prompt(var prompt):
      prompt.input.paste(clean)
      overlay = .prompt(prompt)
      follow(prompt)
    case .knowledge(let view): pasteIntoKnowledge(view, clean)
    default: say(.pasteIgnored)
    }
  }

  // MARK: Filter and search

  mutating func openPrompt(_ purpose: Prompt.Purpose) {
    leaveForQueue()
    let text = purpose == .filter ? queue.filter.text : searchText
    var input = TextField(limit: Filter.lengthLimit)
    input.set(purpose == .filter && !text.isEmpty ? text + " " : text)
    overlay = .prompt(Prompt(purpose: purpose, input: input, before: queue.filter.text))
  }

  private mutating func press(_ key: Key, in prompt: Prompt) {
    var prompt = prompt
    switch key.code {
    case .escape:
      overlay = nil
      if prompt.purpose == .filter {
        queue.setFilter(Filter(prompt.before), index: index, now: clock)
      }
    case .enter, .function(3):
      if prompt.purpose == .filter {
        overlay = nil
      } else {
        stepSearch(prompt.input.text)
      }
    case .up: queue.move(by: -1)
    case .down: queue.move(by: 1)
    default:
      guard prompt.input.edit(key) else { return }
      overlay = .prompt(prompt)
      follow(prompt)
    }
  }

  /// The filter is live as it is typed; a search waits for Enter.
  private mutating func follow(_ prompt: Prompt) {
    if prompt.purpose == .filter {
      queue.setFilter(Filter(prompt.input.text), index: index, now: clock)
    } else {
      searchText = prompt.input.text
    }
  }

  private mutating func stepSearch(_ text: String) {
    let filter = Filter(text)
    guard !filter.isEmpty else { return }
    let matcher = FilterMatcher(filter, index: index, now: clock)
    if let found = queue.next(step: 1, where: matcher.matches) {
      queue.move(to: found)
    } else {
      say(.notFound, ["text": text])
    }
  }

  // MARK: Help

  mutating func pressInHelp(_ key: Key, top: Int) {
    let folded = InputFolding.fold(key)
    switch configuration.keys.action(for: folded, in: .everywhere) {
    case .down: overlay = .help(top: top + 1)
    case .up: overlay = .help(top: max(0, top - 1))
    case .pageDown: overlay = .help(top: top + max(1, size.rows - 8))
    case .pageUp: overlay = .help(top: max(0, top - max(1, size.rows - 8)))
    case .top: overlay = .help(top: 0)
    case .bottom: overlay = .help(top: 1000)
    case .back, .close, .help: overlay = nil
    case .language: perform(.language)
    default: break
    }
    if case .help(let next) = overlay { overlay = .help(top: min(next, helpTopLimit)) }
  }

  // MARK: Mouse

  private mutating func take(_ event: MouseEvent) {
    guard overlay == nil, !isBodyTaken, hasSnapshot else { return }
    let layout = Layout.plan(size: size, focus: focus, zoom: zoom, reserved: reservedRows)
    guard let placed = layout.pane(x: event.column, y: event.row) else { return }
    switch event.action {
    case .release: return
    case .wheelUp: scroll(placed.content, by: -3)
    case .wheelDown: scroll(placed.content, by: 3)
    case .press: click(placed, row: event.row)
    }
  }

  private mutating func scroll(_ content: Layout.Content, by rows: Int) {
    switch content {
    case .queue: queue.move(by: rows)
    case .tile(let sector), .sensors(let sector): sectors[sector.index].move(by: rows)
    case .detail: detailTop = max(0, detailTop + rows)
    case .sources: sourcesTop = max(0, sourcesTop + rows)
    case .events: eventsTop = max(0, eventsTop + rows)
    }
  }

  private mutating func click(_ placed: Layout.Placed, row: Int) {
    let line = row - placed.rect.y - 2
    switch placed.content {
    case .queue:
      setFocus(.queue)
      if line >= 0, queue.top + line < queue.count { queue.move(to: queue.top + line) }
    case .tile(let sector): setFocus(.sector(sector))
    case .sensors(let sector):
      setFocus(.sector(sector))
      if line >= 0 { sectors[sector.index].move(to: sectors[sector.index].top + line) }
    case .detail: setFocus(.detail)
    case .sources: setFocus(.sources)
    case .events: setFocus(.events)
    }
  }
}
