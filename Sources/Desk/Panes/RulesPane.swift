internal import Alarms
internal import Analysis
internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// The alarm rules over the whole body, and the words above the form that changes one.
extension Desk {
  func r(_ phrase: RulePhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  mutating func drawRules(_ painter: inout Painter, _ rect: Rect) {
    guard var view = dutyView else { return }
    let rows = ruleRows
    let found = shown.rules.unauthorised
    let standing = shown.rules.records.values.reduce(0) { $0 + $1.standing.count }
    let inside = painter.box(
      rect, title: [Segment(r(.titleRules), .paneTitleFocused)],
      right: [
        Segment(r(.unauthorisedCount, ["count": String(found)]), found > 0 ? .error : .muted),
        Segment("  " + r(.standingCount, ["count": String(standing)]), standing > 0 ? .value : .muted),
      ])
    let foot = min(9, max(6, inside.height / 3))
    let height = max(1, inside.height - foot)
    view.position = rows.firstIndex { $0.id == view.rule } ?? 0
    view.window.reveal(cursor: view.position, height: height, count: rows.count)
    if rows.isEmpty { painter.centred(r(.noRules), in: inside, y: inside.y + 1, .muted) }
    for (line, position) in view.window.rows(height: height, count: rows.count).enumerated() {
      draw(rows[position], isCursor: position == view.position, &painter, inside, y: inside.y + line)
    }
    let y = inside.y + height
    for column in inside.x..<inside.maxX {
      painter.grid.put(painter.lines.scalars.across, width: 1, x: column, y: y, role: .border)
    }
    let room = inside.width - 2
    if rows.indices.contains(view.position) {
      var lines: [[Segment]] = []
      for (text, role) in details(of: rows[view.position]) {
        lines += TextFlow.lines(text[language], width: room, widths: painter.widths).map {
          [Segment($0, role)]
        }
      }
      for (line, segments) in lines.prefix(max(0, foot - 2)).enumerated() {
        painter.line(segments, x: inside.x + 1, y: y + 1 + line, limit: room)
      }
    }
    let keys = r(
      .rulesKeys, ["open": configuration.keys.hint(.open), "back": configuration.keys.hint(.back)])
    painter.text(keys, x: inside.x + 1, y: inside.maxY - 1, limit: room, .muted)
    dutyView = view
  }

  private func draw(_ row: RuleRow, isCursor: Bool, _ painter: inout Painter, _ area: Rect, y: Int) {
    let role: StyleRole = isCursor ? .rowSelected : .text
    if isCursor { painter.grid.fill(Rect(x: area.x, y: y, width: area.width, height: 1), role: role) }
    var mark = ""
    var markRole = StyleRole.muted
    if let record = row.record {
      if !record.found.isEmpty {
        mark = r(.markFound)
        markRole = .error
      } else if !record.standing.isEmpty {
        mark = r(.markStanding)
        markRole = .value
      }
      if !record.isThere { mark = r(.markGone) }
    }
    painter.text(isCursor ? ">" : " ", x: area.x, y: y, role)
    painter.text(mark, x: area.x + 1, y: y, limit: 8, isCursor ? role : markRole)
    painter.text(row.id, x: area.x + 10, y: y, limit: 20, role)
    let limits = limits(of: row)
    let width = min(painter.width(limits), max(0, area.width * 2 / 5))
    let room = area.width - 32 - width - 1
    painter.text(row.rule?.message[language] ?? "--", x: area.x + 31, y: y, limit: max(0, room), role)
    painter.text(limits, x: area.maxX - width - 1, y: y, limit: width, role)
  }

  /// The limits in force, worst first, each with its digit.
  private func limits(of row: RuleRow) -> String {
    guard let values = row.record?.inForce ?? row.rule.map({ RuleValues($0) }) else { return "" }
    let sign = values[.direction] == .word("below") ? "<=" : ">="
    let limits = Grade.allCases.compactMap { grade -> String? in
      let value = values[RuleAttribute(limitOf: grade)]
      return value == .none ? nil : grade.mark + sign + value.text
    }
    return limits.joined(separator: " ") + " " + unit(of: values)
  }

  private func unit(of values: RuleValues) -> String {
    configuration.site.sensorTypes.first { .word($0.id) == values[.sensorType] }?.unit ?? ""
  }

  /// What is different, what was changed, and by whom.
  private func details(of row: RuleRow) -> [(Bilingual, StyleRole)] {
    guard let record = row.record else { return [(RulePhrase.notKnownYet.text, .muted)] }
    let text = wording.rules
    var lines: [(Bilingual, StyleRole)] = shown.rules.differences.filter { $0.rule == row.id }.map {
      (text.line(.foundLine, $0), .error)
    }
    lines += text.standing(shown.rules).filter { $0.rule == row.id }.map {
      (text.line(.standingLine, $0), .value)
    }
    lines += shown.rules.notes.reversed().filter { $0.change.rule == row.id }.map { (text.note($0), .text) }
    if lines.isEmpty, record.isThere { lines = [(RulePhrase.asInFile.text, .muted)] }
    return lines
  }

  /// What stands above the fields of the form: which sensors and alarms it touches.
  func lines(of form: RuleForm) -> [[Segment]] {
    let site = configuration.site
    let type = form.record.inForce[.sensorType]
    let sensors = site.sensors.filter { sensor in
      site.type(of: sensor).map { .word($0.id) == type } ?? false
    }
    let names = sensors.prefix(3).map { $0.name[language] }.joined(separator: language == .zh ? "、" : ", ")
    let touched = r(
      .touches,
      [
        "message": form.message[language], "sensors": String(sensors.count), "names": names,
        "alarms": String(form.openAlarms),
      ])
    let besides = form.foundBesides
    if besides.isEmpty { return [[Segment(touched, .dialog)], [Segment(r(.judgedNext), .muted)]] }
    let also = RulePhrase.takesAlso.filled(with: ["edits": wording.rules.edits(besides)])[language]
    return [[Segment(touched, .dialog)], [Segment(also, .error)]]
  }
}
