internal import Alarms
internal import CitySafety
internal import Operations

/// What each action does.
extension Desk {
  mutating func perform(_ action: Action) {
    switch action {
    case .down, .up, .top, .bottom, .pageDown, .pageUp, .left, .right: move(action)
    case .nextPane: cycleFocus(1)
    case .previousPane: cycleFocus(-1)
    case .sector1: setFocus(.sector(.lifelines))
    case .sector2: setFocus(.sector(.workSafety))
    case .sector3: setFocus(.sector(.naturalDisasters))
    case .sector4: setFocus(.sector(.publicSafety))
    case .queue: setFocus(.queue)
    case .detail: setFocus(.detail)
    case .sources: setFocus(.sources)
    case .events: setFocus(.events)
    case .open: open()
    case .back: goBack()
    case .close: if !goBack() { open(Dialog(.quit, at: hand)) }
    case .overview: showOverview()
    case .zoom: zoom.toggle()
    case .previousTab: turnTab(-1)
    case .nextTab: turnTab(1)
    case .plan: openGuidance()
    case .filter: openPrompt(.filter)
    case .search: openPrompt(.search)
    case .nextUnacknowledged: stepUnacknowledged(1)
    case .previousUnacknowledged: stepUnacknowledged(-1)
    case .sort: turnSort()
    case .group: turnGroups()
    case .freeze: toggleFreeze()
    case .mark: mark()
    case .markRange: markRange()
    case .copy: copy()
    case .chartWindow: turnWindow()
    case .palette: openPalette()
    case .help: openHelp()
    case .kpi: openQuality()
    default: performAtSeat(action)
    }
  }

  private mutating func performAtSeat(_ action: Action) {
    switch action {
    case .acknowledgeShown: acknowledgeShown()
    case .shelve: shelve()
    case .undo: undoLast()
    case .reopen: openReopen()
    case .signIn: openSignIn()
    case .signOut: signOut()
    case .silence:
      silencedUntil = hand + Desk.silenceTime
      effects.append(.hush)
      say(.silencedNow)
    case .soundTest: openSoundTest()
    case .poll:
      effects.append(.pollNow)
      say(.pollingNow)
    case .language: configuration.language = language == .zh ? .en : .zh
    case .theme: openThemes()
    case .redraw:
      drawing.forget()
      effects.append(.redraw)
    case .suspend: effects.append(.suspend)
    case .quit: open(Dialog(.quit, at: hand))
    case .handover: openDuty(.handover)
    case .shiftLog: openDuty(.log)
    case .dutyBoard: openDuty(.board)
    case .dispatch: openOrderForm()
    case .warningBoard: openWarnings()
    case .dispatchBoard: openDispatchBoard()
    case .changes: openDuty(.rules)
    case .changeRule: changeRuleOfAlarm()
    case .knowledge: openKnowledge()
    case .resources: openResources()
    case .drill: openDrill()
    case .live: switchLive()
    case .drillStep, .drillPause, .drillSlower, .drillFaster, .drillObserve: conduct(action)
    default:
      if let name = action.command {
        give(name)
      } else if let kind = action.logKind {
        openLogEntry(kind)
      }
    }
  }

  // MARK: Focus

  mutating func setFocus(_ pane: Pane) {
    switch pane {
    case .queue, .sector: origin = pane
    case .detail: if focus != .detail { detailTop = 0 }
    case .sources, .events: origin = .queue
    }
    focus = pane
  }

  mutating func leaveForQueue() {
    if focus != .queue { setFocus(.queue) }
  }

  private static let circle: [Pane] =
    [.queue, .detail] + Sector.allCases.map { .sector($0) } + [.sources, .events]

  private mutating func cycleFocus(_ step: Int) {
    let at = Desk.circle.firstIndex(of: focus) ?? 0
    var next = (at + step + Desk.circle.count) % Desk.circle.count
    // Detail after a sector shows that sector's sensor; the circle always goes by the queue's alarm.
    if Desk.circle[next] == .detail, case .sector = origin, step < 0 { origin = .queue }
    if next == at { next = 0 }
    setFocus(Desk.circle[next])
  }

  private mutating func open() {
    switch focus {
    case .queue:
      if queue.current == nil { return say(.noRow) }
      if queue.openGroup(true) { return }
      setFocus(.detail)
    case .sector: setFocus(.detail)
    case .detail: zoom.toggle()
    case .sources, .events: zoom = true
    }
  }

  /// One level up; false at the top.
  @discardableResult
  private mutating func goBack() -> Bool {
    if focus == .detail {
      setFocus(origin)
    } else if zoom {
      zoom = false
    } else if focus != .queue {
      setFocus(.queue)
    } else if queue.openGroup(false) {
      return true
    } else if !queue.marks.isEmpty {
      queue.clearMarks()
    } else if !queue.filter.text.isEmpty {
      queue.setFilter(.none, index: index, now: clock)
    } else if freeze != nil {
      thaw(because: .thawed)
    } else {
      return false
    }
    return true
  }

  private mutating func showOverview() {
    zoom = false
    setFocus(.queue)
    thaw(because: .thawed)
    scrollX = 0
    queue.moveToTop()
  }

  // MARK: Moving

  private var page: Int { max(1, (drawing.heights[focus] ?? 10) - 1) }

  private mutating func move(_ action: Action) {
    let rows: Int
    switch action {
    case .down: rows = 1
    case .up: rows = -1
    case .pageDown: rows = page
    case .pageUp: rows = -page
    case .left, .right: return scrollX = max(0, min(80, scrollX + (action == .right ? 8 : -8)))
    case .top: rows = -1_000_000
    default: rows = 1_000_000
    }
    switch focus {
    case .queue:
      lookAgain.removeAll()
      if action == .top { queue.moveToTop() } else { queue.move(by: rows) }
    case .sector(let sector): sectors[sector.index].move(by: rows)
    case .detail: detailTop = max(0, detailTop + rows)
    case .sources: sourcesTop = max(0, sourcesTop + rows)
    case .events: eventsTop = max(0, eventsTop + rows)
    }
    clampScroll()
  }

  private mutating func clampScroll() {
    detailTop = min(detailTop, drawing.scrollLimits[.detail] ?? 0)
    sourcesTop = min(sourcesTop, drawing.scrollLimits[.sources] ?? 0)
    eventsTop = min(eventsTop, drawing.scrollLimits[.events] ?? 0)
  }

  private mutating func stepUnacknowledged(_ step: Int) {
    if case .sector = origin { setFocus(.queue) }
    if focus != .detail { leaveForQueue() }
    if let found = queue.next(step: step, where: \.needsAcknowledgement) {
      queue.move(to: found)
      detailTop = 0
    } else if shown.alarms.counts.unacknowledged > 0, !queue.filter.isEmpty {
      say(.unacknowledgedHidden, ["count": String(shown.alarms.counts.unacknowledged)])
    } else {
      say(.noneUnacknowledged)
    }
  }

  // MARK: Looking

  private mutating func turnTab(_ step: Int) {
    if focus == .sources {
      let count = SourcesTab.allCases.count
      sourcesTab = SourcesTab(rawValue: (sourcesTab.rawValue + step + count) % count) ?? .sources
      sourcesTop = 0
    } else {
      let count = DetailTab.allCases.count
      detailTab = DetailTab(rawValue: (detailTab.rawValue + step + count) % count) ?? .summary
      detailTop = 0
      if !isDetailShown { setFocus(.detail) }
    }
  }

  /// Shows what to do about the alarm under the cursor, in place of the queue where there is no room beside it.
  private mutating func openGuidance() {
    guard detailAlarm != nil else { return say(.noRow) }
    detailTab = .guidance
    detailTop = 0
    if !isDetailShown { setFocus(.detail) }
  }

  private mutating func turnSort() {
    let next = QueueSort(rawValue: (queue.sort.rawValue + 1) % QueueSort.allCases.count) ?? .grade
    queue.setSort(next)
    say(Phrase.sortedNow.filled(with: ["order": next.name.text]))
  }

  private mutating func turnWindow() {
    window = ChartWindow(rawValue: (window.rawValue + 1) % UInt8(ChartWindow.allCases.count)) ?? .halfHour
  }

  private mutating func mark() {
    guard focus == .queue else { return sayOnlyInQueue() }
    guard queue.current != nil else { return say(.noRow) }
    if queue.toggleMark() {
      queue.move(by: 1)
    } else {
      say(.tooManyMarks, ["limit": String(QueueList.markLimit)], isError: true)
    }
  }

  private mutating func markRange() {
    guard focus == .queue else { return sayOnlyInQueue() }
    guard queue.current != nil else { return say(.noRow) }
    if !queue.markRange() { say(.tooManyMarks, ["limit": String(QueueList.markLimit)], isError: true) }
  }

  private mutating func sayOnlyInQueue() { say(.onlyInQueue, ["key": configuration.keys.hint(.queue)]) }

  private mutating func copy() {
    let text: String
    if case .sector(let sector) = origin, let sensor = sectors[sector.index].cursor {
      text = wording.line(ofSensor: sensor, value: values.latest[Int(sensor)], language)
    } else if let alarm = queue.current?.alarm {
      text = wording.line(of: alarm, language)
    } else {
      return say(.noRow)
    }
    effects.append(.copy(text))
    say(.copiedNow)
  }
}
