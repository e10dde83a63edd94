internal import Alarms
internal import Cells
internal import CitySafety
internal import Drills
internal import Operations
internal import Widgets

/// What a drill adds to the screen: its banner above, the live strip below, and its own lists.
extension Desk {
  /// Puts the panes between the banner and the live strip.
  func framed(_ inner: Frame, size: Size) -> Frame {
    var painter = Painter(
      grid: Grid(size: size), widths: configuration.widths, lines: configuration.lines,
      chart: configuration.chart)
    painter.grid.blit(from: inner.grid, rect: inner.grid.bounds, toX: 0, y: rowsAbove)
    drawBanner(&painter, Rect(x: 0, y: 0, width: size.columns, height: 1))
    if rowsAbove > 1 { drawHint(&painter, Rect(x: 0, y: 1, width: size.columns, height: rowsAbove - 1)) }
    drawStrip(&painter, Rect(x: 0, y: size.rows - 1, width: size.columns, height: 1))
    var frame = inner
    frame.grid = painter.grid
    frame.cursor = inner.cursor.map { Frame.Cursor(x: $0.x, y: $0.y + rowsAbove) }
    frame.title = DrillPhrase.mark.text[language] + "  " + inner.title
    return frame
  }

  private func dr(_ phrase: DrillPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  private func drawBanner(_ painter: inout Painter, _ rect: Rect) {
    guard let drill else { return }
    painter.grid.fill(rect, role: .modeDrill)
    let mark = dr(.bannerMark)
    let state = drill.state
    let elapsed = Figures.clock(state.elapsed(at: clock))
    let delivered = drill.scenario.timeline.count { state.delivery(of: $0.id) != nil }
    let speed = drill.review.map { $0.rate == 0 ? $0.last : $0.rate } ?? state.speed
    let phase = drill.review.map { dr($0.rate == 0 ? .reviewStands : .reviewRuns) }
    var pieces = [
      phase ?? DrillPhrase.phase(state.phase).text[language],
      dr(.bannerSpeed, ["speed": DrillWording.speed(speed), "elapsed": elapsed]),
    ]
    if drill.waiting > 0 {
      pieces.append(
        dr(.bannerWaiting, ["count": String(drill.waiting), "key": configuration.keys.hint(.drill)]))
    }
    let wide = painter.width(mark)
    painter.text(mark, x: rect.x + 1, y: rect.y, limit: rect.width - 1, .modeDrill, flags: .bold)
    let room = rect.width - 2 * wide - 5
    guard room > 8 else { return }
    painter.rightText(mark, x: rect.maxX - wide - 1, y: rect.y, width: wide, .modeDrill)
    if mayConduct {
      let all = String(drill.scenario.timeline.count)
      let injects = dr(.bannerInjects, ["done": String(delivered), "all": all])
      // The call that waits outlives the count of injects, and both outlive the name.
      if painter.width((pieces + [injects]).joined(separator: "  ")) <= room { pieces.insert(injects, at: 2) }
    }
    let text = pieces.joined(separator: "  ")
    var x = rect.x + wide + 3
    let left = room - painter.width(text) - 2
    if left >= 8 {
      x += painter.text(drill.scenario.name[language], x: x, y: rect.y, limit: left, .modeDrill) + 2
    }
    painter.text(text, x: x, y: rect.y, limit: min(room, rect.maxX - wide - 2 - x), .modeDrill)
  }

  private func drawHint(_ painter: inout Painter, _ rect: Rect) {
    painter.grid.fill(rect, role: .message)
    let text =
      drill?.state.phase == .ended
      ? dr(.endedNow, ["key": configuration.keys.hint(.drill)])
      : drill?.hint?.text[language] ?? dr(.noHint, ["key": configuration.keys.hint(.drillPause)])
    let lead = dr(.hintMark) + " "
    let used = painter.text(lead, x: rect.x + 1, y: rect.y, .key)
    let lines = TextFlow.lines(text, width: max(10, rect.width - used - 3), widths: painter.widths)
    for (position, line) in lines.prefix(rect.height).enumerated() {
      painter.text(line, x: rect.x + 1 + used, y: rect.y + position, limit: rect.width - used - 2, .message)
    }
  }

  private func drawStrip(_ painter: inout Painter, _ rect: Rect) {
    guard let drill else { return }
    let strip = drill.strip
    let key = configuration.keys.hint(.live)
    guard strip.isAlive else {
      painter.grid.fill(rect, role: .modeStalled)
      painter.text(
        dr(.stripLost, ["key": key]), x: rect.x + 1, y: rect.y, limit: rect.width - 2, .modeStalled)
      return
    }
    let isRed = strip.counts.first ?? 0 > 0
    let role: StyleRole = isRed ? .alarmRedNew : .header
    painter.grid.fill(rect, role: role)
    let counts = zip(Grade.allCases, strip.counts).map { "\($0.0.rawValue)\($0.0.letter(language)) \($0.1)" }
    var text = dr(.strip, ["counts": counts.joined(separator: "  "), "key": key])
    if isRed, drill.state.isInterrupted {
      text = dr(.stripRed, ["counts": counts.joined(separator: "  "), "key": key])
    }
    painter.text(text, x: rect.x + 1, y: rect.y, limit: rect.width - 2, role)
  }

  // MARK: The lists

  func drawDrill(_ painter: inout Painter, _ view: DrillView, _ rect: Rect) {
    guard let drill else { return }
    var tabs: [Segment] = []
    for tab in drillTabs {
      let name = DrillPhrase.tab(tab).text[language]
      tabs.append(tab == view.tab ? Segment("[\(name)]", .paneTitleFocused) : Segment(" \(name) ", .muted))
    }
    let inside = painter.box(rect, title: [Segment(dr(.titleDrill), .paneTitleFocused)], right: tabs)
    let area = Rect(x: inside.x + 1, y: inside.y, width: inside.width - 2, height: inside.height)
    switch view.tab {
    case .moments: drawMoments(&painter, area, drill, cursor: view.cursor)
    case .messages: drawMessages(&painter, area, drill, cursor: view.cursor)
    case .timeline: drawTimeline(&painter, area, drill, cursor: view.cursor)
    case .objectives: drawObjectives(&painter, area, drill, cursor: view.cursor)
    }
  }

  /// Draws rows with a cursor and below them the whole text of the row under it.
  func drawList(
    _ painter: inout Painter, _ area: Rect, columns: [Column], rows: [[String]], roles: [StyleRole],
    cursor: Int, detail: [String], footShare: Int = 3
  ) {
    let text = detail.flatMap { TextFlow.lines($0, width: area.width, widths: painter.widths) }
    let foot = min(text.count + 1, max(3, area.height / footShare))
    let layout = TableLayout(columns: columns, width: area.width - 1)
    layout.drawHead(in: &painter.grid, x: area.x + 1, y: area.y, widths: painter.widths)
    let height = max(1, area.height - 1 - foot)
    var window = ListWindow()
    window.reveal(cursor: cursor, height: height, count: rows.count)
    for index in window.rows(height: height, count: rows.count) {
      let y = area.y + 1 + window.line(of: index)
      let isHere = index == cursor
      if isHere {
        painter.grid.fill(Rect(x: area.x, y: y, width: area.width, height: 1), role: .rowSelected)
        painter.text(">", x: area.x, y: y, .rowSelected)
      }
      for (column, cell) in rows[index].enumerated() {
        layout.draw(
          cell, column: column, in: &painter.grid, x: area.x + 1, y: y,
          role: isHere ? .rowSelected : roles[index], widths: painter.widths)
      }
    }
    for (position, line) in text.prefix(foot - 1).enumerated() {
      painter.text(line, x: area.x, y: area.maxY - foot + 1 + position, limit: area.width, .message)
    }
  }

  func head(_ phrase: DrillPhrase, _ width: Int, grows: Bool = false) -> Column {
    Column(dr(phrase), width: grows ? .flexible(min: width, weight: 1) : .fixed(width))
  }

  /// Everything that a review can be sent to; what lies ahead of its clock is muted.
  private func drawMoments(_ painter: inout Painter, _ area: Rect, _ drill: DrillSeat, cursor: Int) {
    let moments = drill.review?.moments ?? []
    guard !moments.isEmpty else { return painter.centred(dr(.noMoments), in: area, y: area.y + 1, .muted) }
    func text(_ entry: JournalEntry) -> String {
      if case .remark(let remark) = entry.event,
        case .delivered(let id, _)? = try? DrillCoding.event(remark.body),
        let inject = drill.scenario.inject(id)
      {
        return dr(.injectWord) + " " + inject.synopsis[language]
      }
      return wording.text(of: entry.event, alarms: shown.alarms)[language]
    }
    // Only what can be seen is put into words.
    let height = area.height
    let first = max(0, min(cursor - height, moments.count - 2 * height))
    let part = moments[first..<min(moments.count, first + 2 * height)]
    drawList(
      &painter, area,
      columns: [head(.columnTime, 8), head(.columnFrom, 12), head(.columnText, 20, grows: true)],
      rows: part.map { entry in
        [
          CivilTime(entry.at, at: configuration.site.offset).time, wording.subject(of: entry.event)[language],
          text(entry),
        ]
      }, roles: part.map { $0.at > now ? .muted : .text }, cursor: min(cursor, moments.count - 1) - first,
      detail: [reviewKeys])
  }

  private var reviewKeys: String {
    let keys = configuration.keys
    let clock = dr(
      .reviewClock,
      [
        "pause": keys.hint(.drillPause), "step": keys.hint(.drillStep),
        "speed": keys.hint(.drillSlower) + " " + keys.hint(.drillFaster),
      ])
    return dr(.reviewGo, ["open": keys.hint(.open)]) + "  " + clock
  }

  /// The director's keys as the table has them.
  private var directorKeys: String {
    let hints = configuration.keys.own(.inject).map {
      configuration.keys.hint($0.action) + " " + $0.short[language]
    }
    return configuration.keys.hint(.open) + "/" + hints.joined(separator: "  ")
  }

  private func drawMessages(_ painter: inout Painter, _ area: Rect, _ drill: DrillSeat, cursor: Int) {
    let messages = drill.state.messages
    guard !messages.isEmpty else { return painter.centred(dr(.noMessages), in: area, y: area.y + 1, .muted) }
    let here = messages[min(cursor, messages.count - 1)]
    drawList(
      &painter, area,
      columns: [
        head(.columnTime, 8), head(.columnFrom, 14), head(.columnTaken, 10),
        head(.columnText, 20, grows: true),
      ],
      rows: messages.map { message in
        [
          CivilTime(message.at, at: configuration.site.offset).time, message.from[language],
          message.isHint ? "" : message.takenBy ?? dr(.notTaken), message.text[language],
        ]
      }, roles: messages.map { $0.isHint || $0.takenBy != nil ? .text : .alarmOrangeNew },
      cursor: min(cursor, messages.count - 1), detail: [here.from[language] + "  " + here.text[language]])
  }

  private func drawTimeline(_ painter: inout Painter, _ area: Rect, _ drill: DrillSeat, cursor: Int) {
    let injects = timelineRows
    guard !injects.isEmpty else { return }
    let here = injects[min(cursor, injects.count - 1)]
    func standing(_ inject: Inject) -> String {
      if drill.state.delivery(of: inject.id) != nil { return dr(.injectDone) }
      if drill.state.skipped.contains(inject.id) { return dr(.injectSkipped) }
      return dr(inject.at == nil ? .injectContingent : .injectPending)
    }
    func player(of inject: Inject) -> String {
      drill.scenario.seats.first { $0.id == inject.player }?.name[language] ?? inject.player
    }
    drawList(
      &painter, area,
      columns: [
        head(.columnTime, 8), head(.columnState, 10), head(.columnPlayer, 14),
        head(.columnSynopsis, 24, grows: true),
      ],
      rows: injects.map { inject in
        [
          inject.at.map { "+" + Figures.clock($0) } ?? "--", standing(inject), player(of: inject),
          inject.synopsis[language],
        ]
      },
      roles: injects.map { drill.state.delivery(of: $0.id) == nil ? .text : .muted },
      cursor: min(cursor, injects.count - 1),
      detail: [dr(.expectedLine, ["text": here.expected[language]])]
        + (isDirecting ? [directorKeys] : []))
  }

  func drawDrillChoice(_ painter: inout Painter, _ view: DrillChoice, _ rect: Rect) {
    var tabs: [Segment] = []
    for tab in DrillChoice.Tab.allCases {
      let name = DrillPhrase.tab(tab).text[language]
      tabs.append(
        tab == view.tab ? Segment("[\(name)]", .paneTitleFocused) : Segment(" \(name) ", .muted))
    }
    let inside = painter.box(rect, title: [Segment(dr(.titleChoice), .paneTitleFocused)], right: tabs)
    let area = Rect(x: inside.x + 1, y: inside.y, width: inside.width - 2, height: inside.height)
    switch view.tab {
    case .drills: break
    case .items: return drawItems(&painter, area, view)
    case .readiness:
      for (position, line) in view.readiness.dropFirst(view.cursor).prefix(area.height).enumerated() {
        painter.text(line, x: area.x, y: area.y + position, limit: area.width)
      }
      return
    }
    guard !view.rows.isEmpty else {
      return painter.centred(dr(.noScenarios), in: area, y: area.y + 1, .muted)
    }
    func scenario(_ id: String) -> Scenario? { configuration.scenarios.first { $0.id == id } }
    func last(_ id: String) -> String {
      drills.filter { $0.scenario == id }.map(\.moment).max() ?? dr(.notRated)
    }
    let rows: [[String]] = view.rows.map { row in
      switch row {
      case .running(let place):
        return [dr(.runningNow), place.moment, scenario(place.scenario)?.name[language] ?? place.scenario]
      case .past(let place):
        let name = scenario(place.scenario)?.name[language] ?? place.scenario
        return [dr(place.isOver ? .pastRun : .cutOff), place.moment, name]
      case .scenario(let id):
        let found = scenario(id)
        let kind: DrillPhrase = found?.kind == .training ? .kindTraining : .kindExercise
        return [dr(kind), last(id), found?.name[language] ?? id]
      }
    }
    let detail: String
    let open: KeyValuePairs = ["open": configuration.keys.hint(.open)]
    switch view.rows[view.cursor] {
    case .running: detail = dr(.joinNote, open)
    case .past(let place): detail = dr(place.isOver ? .reviewNote : .resumeNote, open)
    case .scenario(let id): detail = scenario(id)?.synopsis[language] ?? ""
    }
    drawList(
      &painter, area,
      columns: [head(.columnKind, 8), head(.columnLast, 16), head(.columnName, 24, grows: true)],
      rows: rows,
      roles: view.rows.map { if case .running = $0 { .modeLive } else { .text } },
      cursor: view.cursor, detail: [detail, dr(.liveGoesOn)])
  }
}

extension DrillPlace {
  /// The stamp to the minute, as a person reads it: `2026-11-26 05:15`.
  fileprivate var moment: String {
    let digits = Array(stamp.filter(\.isNumber))
    guard digits.count >= 12 else { return stamp }
    func part(_ range: Range<Int>) -> String { String(digits[range]) }
    return "\(part(0..<4))-\(part(4..<6))-\(part(6..<8)) \(part(8..<10)):\(part(10..<12))"
  }
}
