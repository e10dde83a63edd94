internal import Alarms
internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// The clocks of reports upward, the measures by their section and what is threatened, on the dispatch board.
extension Desk {
  private func u(_ phrase: ReportPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  private var reportWords: ReportWords {
    ReportWords(site: configuration.site, register: configuration.dispatch, language: language)
  }

  /// The report that is due next of all incidents, for the board's title.
  ///
  /// Its rule is named where there is room beside the counts.
  func nextReport(width: Int) -> [Segment] {
    guard let next = reports.next else { return [] }
    let text = u(
      width < 100 ? .nextDueShort : .nextDue,
      [
        "number": String(next.incident.value), "rule": next.clock.rule.name[language],
        "time": left(next.clock),
      ])
    return [Segment("  " + text, role(of: next.clock))]
  }

  /// How long is left, or by how much it is overdue.
  private func left(_ clock: ReportClock) -> String {
    switch clock.state(at: self.clock) {
    case .running(let span): u(.left, ["time": Figures.clock(span)])
    case .overdue(let span): u(.overdue, ["time": Figures.clock(span)])
    case .sent: ""
    }
  }

  /// Red where it is overdue, the reminder's colour within its time before.
  private func role(of clock: ReportClock) -> StyleRole {
    switch clock.state(at: self.clock) {
    case .overdue: .error
    case .running(let span) where span <= configuration.dispatch.reminder(of: clock.rule): .alarmYellow
    case .running: .value
    case .sent: .muted
    }
  }

  // MARK: Below the head of the board

  /// Rows of the board that a tall screen gives to more than the tasks.
  static let tallBoard = 30
  private static let clockRows = 5
  private static let namesInLine = 6

  /// How many rows reports, measures and the affected area take.
  func reportRows(of incident: Incident?, isTall: Bool) -> Int {
    guard let incident else { return 0 }
    let clocks = reports[incident.id].count
    guard isTall else { return clocks == 0 ? 0 : 1 }
    return max(1, min(clocks, Desk.clockRows)) + (incident.checklist.isEmpty ? 0 : 1)
      + areaLines(incident).count
  }

  private func areaLines(_ incident: Incident) -> [String] {
    guard configuration.dispatch.affectedPolicy.radius != nil else { return [] }
    guard let reach, reach.incident == incident.id else { return [u(.unknownArea)] }
    return reportWords.lines(of: reach.area, most: Desk.namesInLine)
  }

  /// One row of clocks, or on a tall screen one row a clock and what else a commander looks at.
  func drawReports(_ painter: inout Painter, _ area: Rect, isTall: Bool) {
    guard area.height > 0, let incident = boardIncident else { return }
    let clocks = reports[incident.id]
    guard isTall else {
      let line = clockLine(clocks, area, painter.widths)
      painter.line(line, x: area.x, y: area.y, limit: area.width)
      return
    }
    var y = area.y
    if clocks.isEmpty {
      painter.text(u(.noClocks), x: area.x, y: y, limit: area.width, .muted)
      y += 1
    }
    for clock in clocks.prefix(Desk.clockRows) where y < area.maxY {
      let due = CivilTime(clock.due, at: configuration.site.offset)
      let isLast = clock == clocks.prefix(Desk.clockRows).last && clocks.count > Desk.clockRows
      let more = isLast ? "  " + p(.andMore, ["count": String(clocks.count - Desk.clockRows)]) : ""
      painter.line(
        [
          Segment(u(.clocks) + " ", .muted), Segment(left(clock) + " ", role(of: clock)),
          Segment(u(.dueAt, ["time": due.date + " " + due.hourMinute]) + " ", .muted),
          Segment(clock.rule.name[language], .text), Segment(more, .muted),
        ], x: area.x, y: y, limit: area.width)
      y += 1
    }
    if !incident.checklist.isEmpty, y < area.maxY {
      let sections = reportWords.sections(of: incident).joined(separator: "  ")
      painter.line(
        [Segment(u(.sections) + " ", .muted), Segment(sections, .text)], x: area.x, y: y, limit: area.width)
      y += 1
    }
    for line in areaLines(incident) where y < area.maxY {
      painter.text(line, x: area.x, y: y, limit: area.width, .text)
      y += 1
    }
  }

  /// As many clocks as fit, and how many do not.
  private func clockLine(
    _ clocks: [ReportClock], _ area: Rect, _ widths: WidthTable
  ) -> [Segment] {
    var segments = [Segment(u(.clocks) + " ", .muted)]
    var used = segments.width(widths)
    let room = area.width - 10
    for (position, clock) in clocks.enumerated() {
      let piece = [
        Segment(left(clock) + " ", role(of: clock)), Segment(clock.rule.name[language] + "  ", .text),
      ]
      used += piece.width(widths)
      if position > 0, used > room {
        return segments + [Segment(p(.andMore, ["count": String(clocks.count - position)]), .muted)]
      }
      segments += piece
    }
    return segments
  }

  // MARK: Closed incidents

  /// What the board says above the closed incidents.
  var closedTitle: String { u(.titleClosed, ["count": String(latest.dispatch.closed.count)]) }

  /// What it says of them where nothing is under way.
  var closedHint: String {
    u(
      .hintClosed,
      ["count": String(latest.dispatch.closed.count), "key": configuration.keys.hint(.incidentClosed)])
  }

  // MARK: The dialogs

  /// What the dialog of a report says above its fields.
  func lines(ofReport id: IncidentID, rules: [String], in dialog: Dialog) -> [[Segment]] {
    guard !configuration.dispatch.reportFields.isEmpty else { return [[Segment(u(.noFields), .error)]] }
    let choice = dialog.fields.count > 1 ? dialog.fields[1].choice : 0
    let receivers = rules.indices.contains(choice) ? reportWords.receivers(of: rules[choice]) : ""
    return [
      receivers.isEmpty
        ? [Segment(u(.noReceivers), .muted)] : [Segment(u(.receivers, ["names": receivers]), .dialog)]
    ]
  }

  /// Who gets the correction, and which fields are another already.
  func lines(ofCorrection id: IncidentID, _ reports: [UpwardReport], in dialog: Dialog) -> [[Segment]] {
    let corrected = correction(dialog.fields, number: 0, reports: reports)
    let name = latest.dispatch[id].map { self.name(of: corrected, in: $0)[language] } ?? ""
    let receivers = reportWords.receivers(of: corrected.rule)
    let changes = corrected.corrects?.changes ?? []
    let names = changes.map { change in
      (configuration.dispatch.reportFields.first { $0.id == change.field }?.name
        ?? Bilingual(same: change.field))[
          language]
    }
    let separator = language == .zh ? "、" : ", "
    let text = u(.changed, ["count": String(changes.count), "names": names.joined(separator: separator)])
    return [
      [Segment(u(.printCorrects) + " " + name, .dialog)],
      receivers.isEmpty
        ? [Segment(u(.noReceivers), .muted)] : [Segment(u(.receivers, ["names": receivers]), .dialog)],
      changes.isEmpty ? [Segment(u(.nothingChanged), .muted)] : [Segment(text, .value)],
    ]
  }

  /// What the harm that is being typed would suggest.
  func lines(ofHarm incident: Incident, in dialog: Dialog) -> [[Segment]] {
    let typed = assessment(dialog.fields, of: incident.id).assessment ?? incident.assessment
    let area = reach?.incident == incident.id ? reach?.area : nil
    return flowed(reportWords.suggestion(typed, of: incident), .value)
      + (reportWords.endangering(typed).map { flowed($0, .error) } ?? [])
      + reportWords.suspected(typed, of: incident, near: area?.riskPoints ?? []).map {
        // One row each: the fields need the others.
        [Segment($0, .message)]
      }
  }

  /// Beside the event grade that is being chosen: what the tables suggest, and that the three grades stand apart.
  func lines(ofGrade incident: Incident) -> [[Segment]] {
    flowed(reportWords.suggestion(incident.assessment, of: incident), .value)
      + [[Segment(u(.threeFields), .muted)]]
  }

  private func flowed(_ text: String, _ role: StyleRole) -> [[Segment]] {
    TextFlow.lines(text, width: max(20, size.columns - 10), widths: configuration.widths).map {
      [Segment($0, role)]
    }
  }
}
