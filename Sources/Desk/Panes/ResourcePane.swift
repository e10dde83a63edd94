internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// The resources board over the panes: tabs, the table, and what of the row has no column.
extension Desk {
  func rs(_ phrase: ResourcePhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  mutating func drawResources(
    _ painter: inout Painter, _ view: ResourceView, _ rect: Rect
  ) -> Frame.Cursor? {
    var view = view
    refresh(&view)
    let table = view.made?.table
    let counts = table.map { " " + $0.counts + " " } ?? ""
    let inside = painter.box(
      rect, title: [Segment(rs(.title), .paneTitleFocused)], right: [Segment(counts, .muted)])
    let area = Rect(x: inside.x + 1, y: inside.y, width: inside.width - 2, height: inside.height)
    drawTabs(&painter, view, area)
    let cursor = drawFilter(&painter, view, area)
    let rows = Rect(x: area.x, y: area.y + 2, width: area.width, height: area.height - 4)
    if view.rows.isEmpty {
      let words = view.input.text
      let text = words.isEmpty ? rs(.nothing) : rs(.nothingMatches, ["text": words])
      painter.centred(text, in: rows, y: rows.y + 1, .muted)
    } else if let table {
      draw(table, &view, &painter, rows)
      drawNote(
        &painter, view.rows[view.choice], Rect(x: area.x, y: area.maxY - 2, width: area.width, height: 2))
    }
    overlay = .resources(view)
    return cursor
  }

  private func drawTabs(_ painter: inout Painter, _ view: ResourceView, _ area: Rect) {
    var segments: [Segment] = []
    for kind in ResourceKind.allCases {
      let text = configuration.keys.hint(kind.action) + " " + kind.name.text[language]
      segments.append(
        kind == view.kind ? Segment("[\(text)]", .paneTitleFocused) : Segment(" \(text) ", .muted))
    }
    painter.line(segments, x: area.x, y: area.y, limit: area.width)
  }

  /// The filter while it is typed, or what the list is narrowed and sorted by.
  private func drawFilter(_ painter: inout Painter, _ view: ResourceView, _ area: Rect) -> Frame.Cursor? {
    let y = area.y + 1
    if view.isTyping {
      let used = painter.text(rs(.filter) + " ", x: area.x, y: y, .key)
      return view.input.draw(
        in: &painter.grid, x: area.x + used, y: y, width: min(60, area.width - used), widths: painter.widths)
    }
    var parts: [String] = []
    if !view.input.text.isEmpty {
      parts.append(rs(.filtered, ["text": view.input.text, "count": String(view.rows.count)]))
    }
    if let sort = view.sort, let table = view.made?.table {
      parts.append(rs(.sorted, ["column": table.columns[sort].title]))
    }
    painter.text(parts.joined(separator: "  "), x: area.x, y: y, limit: area.width, .message)
    return nil
  }

  private func draw(
    _ table: ResourcePage.Table, _ view: inout ResourceView, _ painter: inout Painter, _ area: Rect
  ) {
    let layout = TableLayout(columns: table.columns, width: area.width - 1)
    layout.drawHead(in: &painter.grid, x: area.x + 1, y: area.y, widths: painter.widths)
    let height = max(1, area.height - 1)
    view.window.reveal(cursor: view.choice, height: height, count: table.rows.count)
    for (line, index) in view.window.rows(height: height, count: table.rows.count).enumerated() {
      let y = area.y + 1 + line
      let isHere = index == view.choice
      if isHere {
        painter.grid.fill(Rect(x: area.x, y: y, width: area.width, height: 1), role: .rowSelected)
        painter.text(">", x: area.x, y: y, .rowSelected)
      }
      for (column, cell) in table.rows[index].cells.enumerated() {
        layout.draw(
          cell.text, column: column, in: &painter.grid, x: area.x + 1, y: y,
          role: isHere ? .rowSelected : cell.role, widths: painter.widths)
      }
    }
  }

  /// The row's order with its words, then what the columns leave out.
  private func drawNote(_ painter: inout Painter, _ row: ResourcePage.Row, _ area: Rect) {
    var first: [Segment] = []
    if let task = row.task {
      let title = latest.dispatch[task.incident]?.title[language] ?? ""
      first.append(
        Segment("#\(task.incident.value) \(title)  \(task.draft.what[language])", .value))
    }
    if row.isMadeUp { first.append(Segment((first.isEmpty ? "" : "  ") + rs(.madeUp), .simulated)) }
    painter.line(first, x: area.x, y: area.y, limit: area.width)
    painter.text(row.note, x: area.x, y: area.y + 1, limit: area.width, .muted)
  }
}
