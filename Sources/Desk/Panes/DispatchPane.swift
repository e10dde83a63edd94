internal import Alarms
internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// The dispatch board: incidents above, the tasks of the one under the cursor below, and what was last heard.
extension Desk {
  func p(_ phrase: DispatchPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  mutating func drawDispatch(_ painter: inout Painter, _ rect: Rect) {
    settleDispatch()
    settleReach()
    guard var view = dispatchView else { return }
    let incidents = boardIncidents
    let title = view.showsClosed ? closedTitle : p(.titleBoard)
    let inside = painter.box(
      rect, title: [Segment(title, .paneTitleFocused)] + nextReport(width: rect.width),
      right: boardCounts(latest.dispatch.counts))
    guard !incidents.isEmpty else {
      let text = p(.noIncidents, ["key": configuration.keys.hint(.dispatch)])
      painter.centred(text, in: inside, y: inside.y + 1, .muted)
      guard !latest.dispatch.closed.isEmpty else { return }
      return painter.centred(closedHint, in: inside, y: inside.y + 3, .muted)
    }
    let above = min(incidents.count, max(2, inside.height / 4))
    let list = Rect(x: inside.x, y: inside.y, width: inside.width, height: above)
    let position = incidents.firstIndex { $0.id == view.incident } ?? 0
    view.incidents.reveal(cursor: position, height: above, count: incidents.count)
    for (line, index) in view.incidents.rows(height: above, count: incidents.count).enumerated() {
      draw(
        incidents[index], isCursor: index == position, isFocused: view.focus == .incidents, &painter,
        list,
        y: list.y + line)
    }
    let y = inside.y + above
    rule(&painter, inside, y: y)
    drawIncidentHead(&painter, Rect(x: inside.x + 1, y: y + 1, width: inside.width - 2, height: 2))
    let isTall = inside.height >= Desk.tallBoard
    let reportRows = reportRows(of: boardIncident, isTall: isTall)
    drawReports(
      &painter, Rect(x: inside.x + 1, y: y + 3, width: inside.width - 2, height: reportRows), isTall: isTall)
    let below = y + 3 + reportRows
    let keys = boardKeys(view, width: inside.width - 2, painter.widths)
    let foot = inside.maxY - keys.count - 1
    drawTasks(
      &painter, Rect(x: inside.x, y: below, width: inside.width, height: max(2, foot - 1 - below)), &view)
    rule(&painter, inside, y: foot - 1)
    drawTaskFoot(&painter, Rect(x: inside.x + 1, y: foot, width: inside.width - 2, height: 1))
    for (line, segments) in keys.enumerated() {
      painter.line(segments, x: inside.x + 1, y: foot + 1 + line, limit: inside.width - 2)
    }
    dispatchView = view
  }

  private func rule(_ painter: inout Painter, _ area: Rect, y: Int) {
    for x in area.x..<area.maxX {
      painter.grid.put(painter.lines.scalars.across, width: 1, x: x, y: y, role: .border)
    }
  }

  private func boardCounts(_ counts: DispatchCounts) -> [Segment] {
    let all: [(DispatchPhrase, Int, StyleRole)] = [
      (.countsIncidents, counts.incidents, .value), (.countsRunning, counts.running, .value),
      (.countsDrafts, counts.drafts, .value), (.countsAwaiting, counts.awaiting, .value),
      (.countsMissed, counts.missed, .error), (.countsOverdue, counts.overdue, .error),
      (.countsSilent, counts.silent, .error), (.countsUnsigned, counts.unsigned, .value),
    ]
    return all.filter { $0.1 > 0 }.flatMap { phrase, count, role in
      [Segment(p(phrase, ["count": String(count)]) + " ", role)]
    }
  }

  private func draw(
    _ incident: Incident, isCursor: Bool, isFocused: Bool, _ painter: inout Painter, _ area: Rect, y: Int
  ) {
    let isBar = isCursor && isFocused
    if isBar { painter.grid.fill(Rect(x: area.x, y: y, width: area.width, height: 1), role: .rowSelected) }
    let role: StyleRole = isBar ? .rowSelected : .text
    var x = area.x + painter.text(isCursor ? ">" : " ", x: area.x, y: y, role)
    x += painter.text(incident.grade.mark + " ", x: x, y: y, isBar ? role : incident.grade.role)
    x += painter.text("#\(incident.id.value) ", x: x, y: y, role)
    x += painter.text(incident.state.name[language] + " ", x: x, y: y, isBar ? role : .muted)
    x += painter.text(incident.level.name[language] + " ", x: x, y: y, isBar ? role : .value)
    let tasks = latest.dispatch.tasksOf[incident.id] ?? []
    let over = tasks.filter(\.state.isOver).count
    let right = " \(over)/\(tasks.count) " + elapsed(since: incident.openedAt, until: incident.closedAt)
    let width = painter.width(right)
    painter.text(incident.title[language], x: x, y: y, limit: max(0, area.maxX - x - width - 1), role)
    painter.rightText(right, x: area.maxX - width - 1, y: y, width: width, isBar ? role : .muted)
  }

  private func drawIncidentHead(_ painter: inout Painter, _ area: Rect) {
    guard let incident = boardIncident else { return }
    let first = p(
      .lineIncident,
      [
        "number": String(incident.id.value), "level": incident.level.name[language],
        "commander": incident.commander, "time": wording.minute(incident.openedAt),
      ])
    let plan = configuration.dispatch.plans.first { $0.id == incident.plan }
    let name = plan?.name[language] ?? incident.plan
    let parts = [
      incident.plan.isEmpty ? p(.noPlan) : p(.linePlan, ["plan": name, "version": incident.planVersion]),
      p(.lineAlarms, ["count": String(incident.alarms.count)]),
      p(.lineGrade, ["grade": incident.eventGrade?.name[language] ?? p(.notGraded)]),
      incident.checklist.isEmpty
        ? ""
        : p(.lineChecklist, ["done": String(incident.ticks.count), "all": String(incident.checklist.count)]),
    ]
    painter.text(first, x: area.x, y: area.y, limit: area.width, .paneTitle)
    painter.text(
      parts.filter { !$0.isEmpty }.joined(separator: "  "), x: area.x, y: area.y + 1, limit: area.width,
      .muted)
  }

  // MARK: Tasks

  /// Columns of the tasks from the right: times as far as there is room.
  private func timeColumns(_ width: Int) -> [(DispatchPhrase, TaskState)] {
    let all: [(DispatchPhrase, TaskState)] = [
      (.columnIssued, .issued), (.columnReceived, .received), (.columnDeparted, .enRoute),
      (.columnArrived, .onScene), (.columnControlled, .controlled),
    ]
    return width >= 110 ? all : width >= 90 ? Array(all.prefix(2)) : []
  }

  /// Columns of the unit: long names of teams stand whole where there is room.
  private func unitWidth(_ area: Rect) -> Int { area.width >= 150 ? 40 : 18 }

  private func drawTasks(_ painter: inout Painter, _ area: Rect, _ view: inout DispatchView) {
    let tasks = boardTasks
    guard !tasks.isEmpty else { return painter.centred(p(.noTasks), in: area, y: area.y, .muted) }
    let columns = timeColumns(area.width)
    let elapsedAt = area.maxX - 10
    let timesAt = elapsedAt - 7 * columns.count
    for (index, column) in columns.enumerated() {
      painter.text(p(column.0), x: timesAt + 7 * index, y: area.y, limit: 6, .muted)
    }
    painter.text(p(.columnOrder), x: area.x + 1, y: area.y, limit: 6, .muted)
    painter.text(p(.columnState), x: area.x + 8, y: area.y, limit: 10, .muted)
    painter.text(p(.columnUnit), x: area.x + 19, y: area.y, limit: unitWidth(area), .muted)
    painter.text(
      p(.columnWhat), x: area.x + 20 + unitWidth(area), y: area.y,
      limit: max(0, timesAt - area.x - 21 - unitWidth(area)), .muted)
    painter.rightText(p(.columnElapsed), x: elapsedAt, y: area.y, width: 9, .muted)
    let height = area.height - 1
    let position = tasks.firstIndex { $0.id == view.task } ?? 0
    view.tasks.reveal(cursor: position, height: height, count: tasks.count)
    for (line, index) in view.tasks.rows(height: height, count: tasks.count).enumerated() {
      let isBar = index == position && view.focus == .tasks
      draw(
        tasks[index], mark: index == position ? ">" : " ", isBar: isBar, columns: columns, timesAt: timesAt,
        &painter,
        area, y: area.y + 1 + line)
    }
  }

  private func draw(
    _ task: TaskOrder, mark: String, isBar: Bool, columns: [(DispatchPhrase, TaskState)], timesAt: Int,
    _ painter: inout Painter, _ area: Rect, y: Int
  ) {
    if isBar { painter.grid.fill(Rect(x: area.x, y: y, width: area.width, height: 1), role: .rowSelected) }
    func role(_ plain: StyleRole) -> StyleRole { isBar ? .rowSelected : plain }
    painter.text(mark + "\(task.id.value)", x: area.x, y: y, limit: 7, role(.text))
    painter.text(task.state.name[language], x: area.x + 8, y: y, limit: 10, role(stateRole(of: task)))
    painter.text(unitName(of: task), x: area.x + 19, y: y, limit: unitWidth(area), role(.text))
    let flags = flags(of: task)
    let room = max(0, timesAt - area.x - 21 - unitWidth(area))
    let what = flags.isEmpty ? task.draft.what[language] : "[" + flags + "] " + task.draft.what[language]
    painter.text(
      what, x: area.x + 20 + unitWidth(area), y: y, limit: room, role(flags.isEmpty ? .text : .error))
    for (index, column) in columns.enumerated() {
      let time =
        task.time(of: column.1).map { CivilTime($0, at: configuration.site.offset).hourMinute } ?? "--"
      painter.text(time, x: timesAt + 7 * index, y: y, limit: 6, role(.muted))
    }
    painter.rightText(
      elapsed(since: task.time(of: .issued) ?? task.draftedAt, until: endTime(of: task)), x: area.maxX - 10,
      y: y,
      width: 9, role(timeRole(of: task)))
  }

  private func endTime(of task: TaskOrder) -> Instant? { task.state.isOver ? task.receipts.last?.at : nil }

  private func stateRole(of task: TaskOrder) -> StyleRole {
    switch task.state {
    case .draft, .archived, .feedback: .muted
    case .declined, .failed, .cancelled: .error
    case .issued, .delivered: task.missed > 0 ? .error : .value
    case .received, .enRoute, .onScene, .controlled: .text
    }
  }

  private func timeRole(of task: TaskOrder) -> StyleRole {
    task.isOverdue || task.isLate ? .error : task.state.isRunning ? .value : .muted
  }

  /// What is wrong with a task, or waits for a lead, in words.
  private func flags(of task: TaskOrder) -> String {
    var words: [String] = []
    if task.state.awaitsReceipt, task.missed > 0 {
      words.append(p(.missedTimes, ["count": String(task.missed)]))
    }
    if task.isLate, task.state.isRunning { words.append(p(.flagLate)) }
    if task.isOverdue, task.state.isRunning { words.append(p(.flagOverdue)) }
    if task.silence == .warning { words.append(p(.flagSilent)) }
    if task.silence == .critical { words.append(p(.flagSilentLong)) }
    if task.state == .controlled, !task.report.isEmpty { words.append(p(.flagToSign)) }
    return words.joined(separator: " ")
  }

  func unitName(of task: TaskOrder) -> String {
    if let team = configuration.dispatch.teams.first(where: { $0.id == task.draft.team }) {
      return team.name[language]
    }
    return unitName(task.draft.unit)
  }

  func unitName(_ id: String) -> String {
    configuration.site.departments.first { $0.id == id }?.name[language] ?? id
  }

  /// How long it is since a moment, as `12:34` minutes and seconds or `3h05`.
  private func elapsed(since start: Instant, until end: Instant? = nil) -> String {
    let seconds = max(0, ((end ?? clock) - start).milliseconds / 1000)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    guard seconds >= 3600 else { return two(seconds / 60) + ":" + two(seconds % 60) }
    let hours = seconds / 3600
    return hours < 100 ? "\(hours)h" + two(seconds / 60 % 60) : "\(hours / 24)d" + two(hours % 24)
  }

  /// The last sign of life of the task under the cursor, or why it ended.
  private func drawTaskFoot(_ painter: inout Painter, _ area: Rect) {
    guard dispatchView?.focus == .tasks, let task = boardTask else {
      guard let incident = boardIncident,
        let next = incident.checklist.indices.first(where: { incident.ticks[$0] == nil })
      else { return }
      painter.text(measure(next, of: incident), x: area.x, y: area.y, limit: area.width, .text)
      return
    }
    var parts: [String] = []
    if task.sends > 1 { parts.append(p(.resent, ["count": String(task.sends - 1)])) }
    if !task.reason.isEmpty { parts.append(p(.lineReason, ["text": task.reason])) }
    if !task.report.isEmpty { parts.append(p(.lineReport, ["text": task.report])) }
    if let last = task.receipts.last {
      parts.append(
        DispatchPhrase.lineReceipt.filled(with: [
          "time": Bilingual(same: CivilTime(last.at, at: configuration.site.offset).time),
          "state": last.state.name,
          "by": last.by.map { Bilingual(same: $0.displayName) } ?? DispatchPhrase.byChannel.text,
          "channel": DispatchPhrase.channel(last.channel), "words": Bilingual(same: last.words),
        ])[language].trimmed)
    }
    painter.text(parts.joined(separator: "  "), x: area.x, y: area.y, limit: area.width, .text)
  }

  /// The keys that do something now, in as many lines as they take.
  private func boardKeys(_ view: DispatchView, width: Int, _ widths: WidthTable) -> [[Segment]] {
    let place: KeyContext = view.focus == .tasks ? .task : .incident
    var hints = configuration.keys.own(place).filter { $0.action.boardRequest.map(isPossible) == true }
      .map { record in
        view.showsClosed && record.action == .incidentClosed
          ? [
            Segment(configuration.keys.hint(.incidentClosed), .key),
            Segment(" " + ReportPhrase.keyUnderWay.text[language], .keyLabel),
          ] : keyHint(record)
      }
    hints.append([
      Segment(configuration.keys.hint(.nextPane), .key), Segment(" " + p(.keySwitch), .keyLabel),
    ])
    var lines: [[Segment]] = []
    for hint in hints {
      if let last = lines.last, last.width(widths) + 2 + hint.width(widths) <= width {
        lines[lines.count - 1] = last + [Segment("  ", .keyLabel)] + hint
      } else {
        lines.append(hint)
      }
    }
    return lines
  }

  /// A key and its word, as a board has them at its foot.
  func keyHint(_ record: ActionRecord) -> [Segment] {
    [
      Segment(configuration.keys.hint(record.action), .key),
      Segment(" " + record.short[language], .keyLabel),
    ]
  }

  /// Whether a key of the board does something to what is under the cursor; what is to be typed does not count.
  private func isPossible(_ meaning: BoardRequest) -> Bool {
    if case .step(let event) = meaning {
      guard let task = boardTask else { return false }
      return task.outcome(of: event, TaskInput(at: now, words: "?")) == .performed
    }
    if meaning == .reassign {
      guard let task = boardTask, boardIncident?.state == .responding else { return false }
      return task.state.isRunning || [.declined, .failed, .cancelled].contains(task.state)
    }
    guard let incident = boardIncident else { return false }
    switch meaning {
    case .step, .reassign: return false
    case .merge:
      return incident.state == .responding
        && latest.dispatch.incidents.contains { $0.id != incident.id && $0.state == .responding }
    case .closed: return !latest.dispatch.closed.isEmpty
    case .warn: return incident.state != .closed && !configuration.site.authoring.kinds.isEmpty
    case .note, .grade, .report, .assess: return true
    case .correct: return !incident.reporting.sent.isEmpty
    case .issue: return incident.state == .responding && boardTasks.contains { $0.state == .draft }
    case .tick: return incident.state != .closed && incident.ticks.count < incident.checklist.count
    case .level, .appoint, .terminate, .extend: return incident.state == .responding
    case .close: return incident.state == .terminated && boardTasks.allSatisfy(\.state.isOver)
    }
  }

  // MARK: The dialogs of the board

  func title(of question: DispatchQuestion) -> String {
    switch question {
    case .step(let task, let event, _):
      return DispatchPhrase.titleStep.filled(with: [
        "task": Bilingual(same: String(task.value)), "step": event.name,
      ])[
        language]
    case .issue(let id, _, _): return p(.titleIssue, ["number": String(id.value)])
    case .reassign(let id, _, _): return p(.titleReassign, ["task": String(id.value)])
    case .merge(let id, _, _): return p(.titleMerge, ["number": String(id.value)])
    case .report(let id, let number, _):
      return ReportPhrase.titleReport.filled(["number": String(id.value), "report": String(number)])[language]
    case .correct(let id, let number, _):
      return ReportPhrase.titleCorrect.filled(["number": String(id.value), "report": String(number)])[
        language]
    case .incident(let id, .assess, _):
      return ReportPhrase.titleAssess.filled(["number": String(id.value)])[language]
    case .incident(let id, let meaning, _):
      let phrase: DispatchPhrase =
        switch meaning {
        case .step, .note, .issue, .reassign, .merge, .warn, .report, .assess, .correct, .closed,
          .extend:
          .titleNote
        case .tick: .titleTick
        case .level: .titleLevel
        case .appoint: .titleAppoint
        case .grade: .titleGrade
        case .terminate: .titleTerminate
        case .close: .titleClose
        }
      return p(phrase, ["number": String(id.value)])
    }
  }

  /// An item of the checklist with its number and where it comes from.
  private func measure(_ position: Int, of incident: Incident) -> String {
    let item = incident.checklist[position]
    return DispatchPhrase.lineMeasure.filled(with: [
      "number": Bilingual(same: String(position + 1)), "text": item.text,
      "origin": Bilingual(same: item.origin),
    ])[language]
  }

  /// Drafts that the dialog lists; the others are counted.
  private static let draftsShown = 8

  /// The drafts that will be ordered; first those whose teams are out, with where.
  private func drafts(of id: IncidentID, out: Set<TaskID>) -> [[Segment]] {
    let drafts = (latest.dispatch.tasksOf[id] ?? []).filter { $0.state == .draft }
    let ordered = drafts.filter { out.contains($0.id) } + drafts.filter { !out.contains($0.id) }
    let below = ordered.count - Desk.draftsShown
    let rest = below > 0 ? [[Segment(p(.andMore, ["count": String(below)]), .muted)]] : []
    return ordered.prefix(Desk.draftsShown).map { task in
      var line = [Segment(unitName(of: task) + "  " + task.draft.what[language], .dialog)]
      if out.contains(task.id), let other = commitment(of: task.draft.team, outside: id) {
        line.append(Segment("  [" + p(.formTeamOut, ["task": String(other.value)]) + "]", .error))
      }
      return line
    } + rest
  }

  /// The warnings that hold when an incident is closed; the others are counted.
  private func lines(ofWarnings id: IncidentID) -> [[Segment]] {
    let warnings = warningsInForce(of: id)
    let below = warnings.count - Desk.draftsShown
    let rest = below > 0 ? [[Segment(p(.andMore, ["count": String(below)]), .muted)]] : []
    return warnings.prefix(Desk.draftsShown).compactMap { warning in
      guard let content = warning.content else { return nil }
      let text = DispatchPhrase.lineWarning.filled(with: [
        "number": Bilingual(same: String(warning.id.value)), "grade": content.grade.colour,
        "kind": content.type.name, "area": content.area,
        "time": Bilingual(same: wording.minute(content.ends)),
      ])
      return [Segment(text[language], .error)]
    } + rest
  }

  /// What the dialog is about, above its fields.
  func lines(of question: DispatchQuestion, in dialog: Dialog) -> [[Segment]] {
    switch question {
    case .merge(let id, _, _):
      return latest.dispatch[id].map { [[Segment($0.title[language], .dialog)]] } ?? []
    case .step(let id, _, _), .reassign(let id, _, _):
      guard let task = boardTasks.first(where: { $0.id == id }) else { return [] }
      return [[Segment(unitName(of: task) + "  " + task.draft.what[language], .dialog)]]
    case .issue(let id, let out, _): return drafts(of: id, out: Set(out))
    case .report(let id, _, let rules): return lines(ofReport: id, rules: rules, in: dialog)
    case .correct(let id, _, let reports): return lines(ofCorrection: id, reports, in: dialog)
    case .incident(let id, let meaning, _):
      guard let incident = latest.dispatch[id] else { return [] }
      let title = [Segment(incident.title[language], .dialog)]
      if meaning == .assess { return [title] + lines(ofHarm: incident, in: dialog) }
      if meaning == .grade { return [title] + lines(ofGrade: incident) }
      if meaning == .close { return [title] + lines(ofWarnings: id) }
      guard meaning == .tick else { return [title] }
      let open = incident.checklist.indices.filter { incident.ticks[$0] == nil }
      let choice = dialog.fields.first?.choice ?? 0
      guard open.indices.contains(choice) else { return [title] }
      let text = measure(open[choice], of: incident)
      return [title]
        + TextFlow.lines(text, width: max(20, size.columns - 10), widths: configuration.widths).map {
          [Segment($0, .value)]
        }
    }
  }
}
