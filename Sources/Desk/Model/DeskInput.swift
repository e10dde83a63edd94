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
    let folded = InputFolding.fold(key)
    // From anywhere, whatever is open: a live red takes one key to reach.
    if configuration.keys.action(for: folded, in: .everywhere) == .live { return perform(.live) }
    switch overlay {
    case .dialog(let dialog): press(key, in: dialog)
    case .palette(let palette): press(key, in: palette)
    case .prompt(let prompt): press(key, in: prompt)
    case .knowledge(let view) where !view.isOpen: type(key, in: view)
    case .resources(let view) where view.isTyping: type(key, in: view)
    // Repeats of the opening key arrive within this time and mean nothing.
    case .order(let form) where form.openedAt.age(at: hand) < Dialog.guardTime: return
    default:
      guard let action = configuration.keys.action(for: folded, in: context, isDrill: drill != nil) else {
        return say(.noSuchKey, ["key": KeyName.shown(folded), "help": configuration.keys.hint(.help)])
      }
      performHere(action)
    }
  }

  /// The place whose keys hold now: what lies over the panes, or the pane with the focus.
  var context: KeyContext {
    switch overlay {
    case .dialog: return .dialog
    case .order: return .order
    case .resources: return .resource
    case .drill: return .inject
    case .drillChoice(let view) where view.tab == .items: return .improvement
    case .help, .quality, .knowledge, .drillChoice: return .page
    case .palette, .prompt, nil: break
    }
    if let dispatchView { return dispatchView.focus == .tasks ? .task : .incident }
    if warningView != nil { return .warning }
    if let dutyView { return dutyView.page == .handover ? .handover : .board }
    switch focus {
    case .queue: return .alert
    case .detail: if case .sector = origin { return .sector } else { return .alert }
    case .sector: return .sector
    case .sources, .events: return .everywhere
    }
  }

  /// Does in the place what its key, or the palette, means there.
  mutating func performHere(_ action: Action) {
    if configuration.keys.record(of: action)?.context == .drill { return conduct(action) }
    if overlay != nil, action == .silence || action == .redraw { return perform(action) }
    switch overlay {
    case .help(let view): turn(view, action)
    case .some where action == .help: openHelp()
    case .quality(let view): perform(action, in: view)
    case .order(let form): perform(action, in: form)
    case .knowledge(let view): perform(action, in: view)
    case .resources(let view): perform(action, in: view)
    case .drill(let view): perform(action, in: view)
    case .drillChoice(let view): perform(action, in: view)
    case .dialog, .palette, .prompt: break
    case nil:
      if dispatchView != nil {
        performInDispatch(action)
      } else if warningView != nil {
        performInWarnings(action)
      } else if dutyView != nil {
        performInDuty(action)
      } else {
        perform(action)
      }
    }
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

  /// Opens the help of the place; what lies over the panes comes back after it.
  mutating func openHelp() {
    overlay = .help(HelpView(place: context, under: overlay.map { [$0] } ?? []))
  }

  private mutating func turn(_ view: HelpView, _ action: Action) {
    var view = view
    switch action {
    case .down, .up, .pageDown, .pageUp, .top, .bottom:
      view.top = action.moved(from: view.top, page: max(1, size.rows - 8))
    case .back, .close, .help:
      overlay = view.under.first
      // What came in meanwhile was for a list that was not there.
      if case .drillChoice = overlay { effects.append(.requestDrills) }
      return
    case .language: perform(.language)
    default: return
    }
    view.top = max(0, min(view.top, helpTopLimit(of: view)))
    overlay = .help(view)
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
