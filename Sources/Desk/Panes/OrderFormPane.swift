internal import Alarms
internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// The form from alarms to orders, over the panes.
extension Desk {
  func drawOrderForm(_ form: OrderForm, _ painter: inout Painter, _ area: Rect) {
    let rows = max(1, min(form.lines.count, area.height - 12))
    let title = title(of: form)[language]
    let inside = Widgets.Dialog.draw(
      in: &painter.grid, area: area, width: min(max(72, area.width - 8), area.width - 2, 120),
      height: rows + 9,
      lines: painter.lines, title: [Segment(form.grade.mark + " " + title, .dialogBorder)],
      widths: painter.widths)
    let x = inside.x + 1
    let room = inside.width - 2
    var y = inside.y
    for line in formHead(form) {
      painter.line(line, x: x, y: y, limit: room)
      y += 1
    }
    var window = form.window
    window.reveal(cursor: form.cursor, height: rows, count: form.lines.count)
    for index in window.rows(height: rows, count: form.lines.count) {
      draw(
        form.lines[index], isCursor: index == form.cursor, &painter, Rect(x: x, y: y, width: room, height: 1))
      y += 1
    }
    y = inside.maxY - 5
    if form.lines.indices.contains(form.cursor) { draw(whyOf: form.lines[form.cursor], &painter, x, y, room) }
    y += 2
    if let problem = form.problem { painter.text(problem[language], x: x, y: y, limit: room, .error) }
    painter.line(formButton(form), x: x, y: y + 1, limit: room)
    painter.text(formKeys, x: x, y: y + 2, limit: room, .muted)
  }

  private var formKeys: String {
    let keys = configuration.keys
    return p(
      .formKeys,
      [
        "mark": keys.hint(.mark), "plans": keys.hint(.left) + " " + keys.hint(.right),
        "team": keys.hint(.orderTeam), "back": keys.hint(.back),
      ])
  }

  private func title(of form: OrderForm) -> Bilingual {
    guard let incident = form.extended else {
      return DispatchPhrase.titleForm.filled(with: ["what": form.title])
    }
    return DispatchPhrase.titleExtend.filled(with: [
      "number": Bilingual(same: String(incident.id.value)), "what": form.title,
    ])
  }

  /// What becomes of an incident beside the orders: its level and who commands, and what it takes in.
  private func extensionHead(_ form: OrderForm, _ incident: Incident) -> [[Segment]] {
    let (level, commander) = response(of: form, incident)
    let levels =
      level == incident.level
      ? level.name[language]
      : p(.formRaised, ["before": incident.level.name[language], "after": level.name[language]])
    let more = extensionDraft(of: form, incident)
    let taken = p(
      .formTaken, ["alarms": String(more.alarms.count), "measures": String(more.checklist.count)])
    let tasks = Segment(p(.formTasks, ["count": String(form.chosen.count)]) + "  ", .paneTitle)
    return [
      [
        Segment(p(.formLevel) + " ", .muted), Segment(levels + "  ", .value),
        Segment(p(.formCommander) + " ", .muted), Segment(commander, .dialog),
      ], [tasks, Segment(taken, .muted)],
    ]
  }

  private func formHead(_ form: OrderForm) -> [[Segment]] {
    guard let plan = form.chosenPlan else {
      return [[Segment(p(.formNoPlan), .muted)], [], [Segment(p(.formTasks, ["count": "0"]), .paneTitle)]]
    }
    let response = plan.response(at: form.grade)
    let which = form.plans.count > 1 ? " (\(form.plan + 1)/\(form.plans.count))" : ""
    let named = [
      Segment(p(.formPlan) + " ", .muted),
      Segment(plan.name[language] + " " + plan.version + which, .dialog),
    ]
    if let incident = form.extended { return [named] + extensionHead(form, incident) }
    return [
      named,
      [
        Segment(p(.formLevel) + " ", .muted),
        Segment((response?.level.name[language] ?? "--") + "  ", .value),
        Segment(p(.formCommander) + " ", .muted), Segment(response?.commander[language] ?? "--", .dialog),
      ],
      [Segment(p(.formTasks, ["count": String(form.chosen.count)]), .paneTitle)],
    ]
  }

  /// Why this team, and what is missing, of the line under the cursor.
  private func draw(
    whyOf line: OrderForm.Line, _ painter: inout Painter, _ x: Int, _ y: Int, _ room: Int
  ) {
    func listed(_ texts: [Bilingual]) -> String {
      texts.map { $0[language] }.joined(separator: language == .zh ? "，" : "; ")
    }
    if let candidate = line.candidate {
      let reasons = listed(candidate.reasons.map(\.text))
      let why = p(.formWhy) + " " + candidate.team.name[language] + ": " + reasons
      // The row below is free where nothing is short.
      let rows = line.recommendation.shortages.isEmpty ? 2 : 1
      let lines = rows == 1 ? [why] : TextFlow.lines(why, width: room, widths: configuration.widths)
      for (row, text) in lines.prefix(rows).enumerated() {
        painter.text(text, x: x, y: y + row, limit: room, candidate.isRuledOut ? .error : .dialog)
      }
    } else if !line.task.teamKind.isEmpty {
      painter.line(
        [Segment(p(.formWhy) + " ", .muted), Segment(p(.formNoTeam), .dialog)], x: x, y: y, limit: room)
    }
    guard !line.recommendation.shortages.isEmpty else { return }
    painter.line(
      [
        Segment(p(.formShort) + " ", .muted),
        Segment(listed(line.recommendation.shortages.map(\.text)), .error),
      ], x: x, y: y + 1, limit: room)
  }

  private func draw(_ line: OrderForm.Line, isCursor: Bool, _ painter: inout Painter, _ rect: Rect) {
    let role: StyleRole = isCursor ? .rowSelected : .dialog
    if isCursor { painter.grid.fill(rect, role: role) }
    var x =
      rect.x
      + painter.text(
        (isCursor ? ">" : " ") + (line.isChosen ? "[x] " : "[ ] "), x: rect.x, y: rect.y, role)
    let team = line.team
    let unit = team?.name[language] ?? unitName(line.task.unit)
    let column = min(24, rect.width / 3)
    painter.text(unit, x: x, y: rect.y, limit: column, role)
    x += column + 1
    if line.isOrdered {
      x += painter.text("[" + p(.formOrdered) + "] ", x: x, y: rect.y, isCursor ? role : .muted)
    }
    if team == nil, !line.task.teamKind.isEmpty {
      x += painter.text("[" + p(.formNoTeam) + "] ", x: x, y: rect.y, isCursor ? role : .error)
    }
    if let team, let task = commitment(of: team) {
      x += painter.text(
        "[" + p(.formTeamOut, ["task": String(task.value)]) + "] ", x: x, y: rect.y, isCursor ? role : .error)
    }
    let arrival = line.task.arrival
    let minutes = (arrival.milliseconds + 59_999) / 60_000
    let time = arrival > .zero ? " " + p(.formArrival, ["minutes": String(minutes)]) : ""
    let width = painter.width(time)
    painter.text(line.task.what[language], x: x, y: rect.y, limit: max(0, rect.maxX - x - width), role)
    painter.rightText(time, x: rect.maxX - width, y: rect.y, width: width, isCursor ? role : .muted)
  }

  private func formButton(_ form: OrderForm) -> [Segment] {
    if form.isWaiting { return [Segment(t(.waiting), .message)] }
    let count = String(form.chosen.count)
    let phrase: DispatchPhrase =
      !form.chosen.isEmpty
      ? mayOrder ? .formIssue : .formDraft : form.extended == nil ? .formOpenOnly : .formTakeOnly
    return [
      Segment("> ", .dialog), Segment(configuration.keys.hint(.orderIssue) + " ", .key),
      Segment(p(phrase, ["count": count]), .dialog),
    ]
  }
}
