internal import Alarms
internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// The alert queue.
extension Desk {
  private enum Field { case time, sector, state, age, site, content, count, owner }

  /// The columns of the queue at one width.
  private struct QueueColumns {
    var fields: [Field]
    var table: TableLayout
    /// Whether the risk point has a column of its own.
    var isWide: Bool
  }

  /// Lines that the demo's hint takes while nobody is signed in.
  private var hintLines: [Bilingual] { actor == nil ? configuration.demoHint : [] }

  /// Alarm rows in a queue pane of this size.
  func queueHeight(_ rect: Rect) -> Int {
    let hints = hintLines.count
    let free = rect.height - 3 - (shown.duty.flood.isOn ? 2 : 0)
    return max(1, free > hints + 4 ? free - hints : free)
  }

  mutating func drawQueue(_ painter: inout Painter, _ rect: Rect) {
    let inside = painter.box(rect, title: queueTitle, right: queueRight)
    let columns = queueColumns(width: inside.width - 6, isWide: rect.width >= 110)
    let flood = floodLines
    for (line, segments) in flood.enumerated() {
      painter.line(segments, x: inside.x + 1, y: inside.y + line, limit: inside.width - 2)
    }
    let head = inside.y + flood.count
    painter.text(t(.columnGrade), x: inside.x + 1, y: head, .columnHead)
    columns.table.drawHead(in: &painter.grid, x: inside.x + 6, y: head, widths: painter.widths)
    let height = queueHeight(rect)
    drawing.heights[.queue] = height
    for line in 0..<height {
      guard let row = queue.row(at: queue.top + line) else { break }
      let at = Rect(x: inside.x, y: head + 1 + line, width: inside.width, height: 1)
      let isCursor = queue.top + line == queue.cursorIndex
      drawRow(&painter, row, isCursor: isCursor, at, columns)
    }
    if queue.count == 0 { drawEmpty(&painter, inside) }
    for (line, hint) in hintLines.enumerated() where inside.height - 1 - flood.count > height {
      painter.text(
        hint[language], x: inside.x + 1, y: inside.maxY - hintLines.count + line, limit: inside.width - 2,
        .message)
    }
  }

  private var queueTitle: [Segment] {
    var segments = title("0", t(.titleQueue), .queue)
    if queue.newAbove > 0 {
      let role = queue.rows.first?.grade.newRole ?? .message
      segments += [Segment(" ", .border), Segment(t(.newAbove, ["count": String(queue.newAbove)]), role)]
    }
    if !queue.marks.isEmpty {
      segments += [
        Segment("  ", .border), Segment(t(.marked, ["count": String(queue.marks.count)]), .rowMarked),
      ]
    }
    return segments
  }

  private var queueRight: [Segment] {
    let total = queue.table.rows.count
    let isFiltered = !queue.filter.isEmpty
    let count =
      isFiltered
      ? t(
        .rowCountFiltered,
        ["shown": String(queue.matchCount) + (queue.isScanning ? "+" : ""), "count": String(total)])
      : t(.rowCount, ["count": String(total)])
    let text = queue.filter.text.isEmpty ? t(.none) : String(queue.filter.text.prefix(24))
    return [
      Segment(count, .paneTitle), Segment("  ", .border),
      Segment(t(.filterIs, ["text": text]), isFiltered ? .message : .muted), Segment("  ", .border),
      Segment(t(.sortIs, ["order": t(queue.sort.name)]), .muted),
    ] + groupSegments
  }

  private var groupSegments: [Segment] {
    guard let groups = queue.groups else { return [] }
    let text = groups.opened == nil ? t(.groupIs, ["by": t(groups.by.name)]) : t(.groupOpen)
    return [Segment("  ", .border), Segment(text, .message)]
  }

  private func queueColumns(width: Int, isWide: Bool) -> QueueColumns {
    let state = language == .zh ? 6 : 8
    var fields: [Field] = [.time, .sector, .state, .age]
    var columns = [
      Column(t(.columnTime), width: .fixed(isWide ? 8 : 5)), Column(t(.columnSector), width: .fixed(4)),
      Column(t(.columnState), width: .fixed(state)), Column(t(.age), width: .fixed(4), alignment: .right),
    ]
    if isWide {
      fields.append(.site)
      columns.append(Column(t(.columnSite), width: .flexible(min: 14, weight: 1), priority: 2))
    }
    fields.append(.content)
    columns.append(Column(t(.columnContent), width: .flexible(min: 16, weight: 2)))
    if isWide {
      fields.append(.count)
      columns.append(Column(t(.columnCount), width: .fixed(4), alignment: .right, priority: 3))
    }
    fields.append(.owner)
    columns.append(Column(t(.columnOwner), width: .fixed(isWide ? 14 : 10), priority: 1))
    return QueueColumns(fields: fields, table: TableLayout(columns: columns, width: width), isWide: isWide)
  }

  private func drawRow(
    _ painter: inout Painter, _ row: QueueList.Shown, isCursor: Bool, _ at: Rect, _ columns: QueueColumns
  ) {
    let (alarm, facts, isGhost) = (row.alarm, row.row.facts, row.isGhost)
    let isMarked = queue.marks.contains(alarm.id)
    let role: StyleRole = isGhost ? .rowGhost : isCursor ? .rowSelected : isMarked ? .rowMarked : .text
    if role != .text { painter.grid.fill(at, role: role) }
    if isCursor { painter.text(">", x: at.x, y: at.y, role) }
    let gradeRole = !alarm.needsAcknowledgement ? alarm.grade.role : alarm.grade.newRole
    painter.text(alarm.grade.mark, x: at.x + 1, y: at.y, isGhost ? .rowGhost : gradeRole)
    if isMarked { painter.text("*", x: at.x + 4, y: at.y, .rowMarked) }
    for (column, field) in columns.fields.enumerated() {
      let limit = columns.table.places[column]?.width ?? 0
      var cell = cell(field, alarm, facts, isWide: columns.isWide, isGhost: isGhost, limit: limit)
      if field == .content, !isGhost { cell.text = groupMark(of: row.row) + cell.text }
      columns.table.draw(
        cell.text, column: column, in: &painter.grid, x: at.x + 6, y: at.y, role: cell.role ?? role,
        widths: painter.widths)
    }
  }

  private func cell(
    _ field: Field, _ alarm: Alarm, _ facts: AlarmFacts, isWide: Bool, isGhost: Bool, limit: Int
  ) -> (text: String, role: StyleRole?) {
    switch field {
    case .time:
      let civil = CivilTime(alarm.raisedAt, at: configuration.site.offset)
      return (isWide ? civil.time : civil.hourMinute, nil)
    case .sector: return (alarm.sector.short[language], nil)
    case .state: return stateCell(alarm, isGhost: isGhost)
    case .age: return (Figures.age(alarm.raisedAt.age(at: clock)), nil)
    case .site: return (wording.site(of: alarm, facts)[language], nil)
    case .content:
      if scrollX == 0 { return (fittedContent(of: alarm, facts, isWide: isWide, limit: limit), nil) }
      let text = wording.content(of: alarm, facts, hasSiteColumn: isWide)[language]
      return (String(text.dropFirst(scrollX)), nil)
    case .count: return (String(alarm.occurrence), nil)
    case .owner: return (owner(of: alarm), nil)
    }
  }

  /// The content within `limit` columns: a long place gives way, so that the value and its meaning stay readable.
  private func fittedContent(of alarm: Alarm, _ facts: AlarmFacts, isWide: Bool, limit: Int) -> String {
    var message = wording.message(of: alarm, facts)[language]
    if let shelf = alarm.shelf {
      let until = CivilTime(shelf.until, at: configuration.site.offset).hourMinute
      message = t(.shelvedUntil, ["until": until, "reason": shelf.reason])
    }
    let subject = wording.subject(of: alarm, facts, hasSiteColumn: isWide)[language]
    guard !subject.isEmpty else { return message }
    let widths = configuration.widths
    let room = max(limit * 2 / 5, limit - 1 - widths.width(of: message))
    guard widths.width(of: subject) > room else { return subject + " " + message }
    var cut = ""
    var used = 0
    for character in subject {
      used += widths.width(of: String(character))
      if used > room - 1 { break }
      cut.append(character)
    }
    return cut + "~ " + message
  }

  private func owner(of alarm: Alarm) -> String {
    if let owner = wording.owner(of: alarm) { return owner }
    if alarm.isAcknowledged, let by = alarm.acknowledgedBy { return by.displayName }
    return "--"
  }

  private func stateCell(_ alarm: Alarm, isGhost: Bool) -> (text: String, role: StyleRole?) {
    if isGhost { return (t(.gone), nil) }
    if lookAgain.contains(alarm.id) { return (t(.lookAgain), .error) }
    if let name = pendingAlarms[alarm.id] {
      return (t(name == .acknowledge ? .sendingAcknowledgement : .sending), .message)
    }
    if alarm.isSuppressed { return (t(wording.state(of: alarm)), .muted) }
    if alarm.data == .lost { return (t(.lost), .valueLost) }
    return (t(wording.state(of: alarm)), nil)
  }

  private func drawEmpty(_ painter: inout Painter, _ inside: Rect) {
    let text: String
    if !hasSnapshot {
      text = t(.reading)
    } else if !queue.filter.isEmpty, !queue.table.rows.isEmpty {
      text = t(.noMatch)
    } else if let last = shown.events.first(where: { if case .condition = $0.event { true } else { false } })
    {
      text = t(.noAlarmsSince, ["age": Figures.age(last.at.age(at: clock))])
    } else {
      text = t(.noAlarms)
    }
    painter.centred(text, in: inside, y: inside.y + max(1, inside.height / 3), .muted)
  }
}
