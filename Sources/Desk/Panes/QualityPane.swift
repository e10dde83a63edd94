internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// The quality figures over the panes: a table, and below it what the row under the cursor asks for.
extension Desk {
  func drawQuality(_ painter: inout Painter, _ view: QualityView, above message: Rect) {
    let rect = Rect(x: 0, y: 1, width: size.columns, height: message.y - 1)
    var tabs: [Segment] = []
    for tab in QualityTab.allCases {
      let name = t(tab.name)
      tabs.append(tab == view.tab ? Segment("[\(name)]", .paneTitleFocused) : Segment(" \(name) ", .muted))
    }
    let inside = painter.box(rect, title: [Segment(t(.titleQuality), .paneTitleFocused)], right: tabs)
    let area = Rect(x: inside.x + 1, y: inside.y, width: inside.width - 2, height: inside.height)
    guard let page = qualityPage else {
      return painter.centred(t(.qualityCounting), in: area, y: area.y + 1, .muted)
    }
    let summary = page.summary
    if area.width >= painter.width(summary.joined(separator: "  ")) {
      painter.text(summary.joined(separator: "  "), x: area.x, y: area.y, .muted)
    } else {
      painter.text(summary.last ?? "", x: area.x, y: area.y, limit: area.width, .muted)
    }
    let table = page.table(view.tab, bar: configuration.chart == .ascii ? "#" : "\u{28FF}")
    let rows = Rect(x: area.x, y: area.y + 1, width: area.width, height: area.height - 3)
    if table.rows.isEmpty { return painter.centred(t(.qualityClean), in: rows, y: rows.y + 1, .muted) }
    drawQualityTable(&painter, rows, table, cursor: view.cursor)
    let row = table.rows[min(view.cursor, table.rows.count - 1)]
    let used = painter.text(t(.columnAction) + " ", x: area.x, y: area.maxY - 2, .key)
    painter.text(row.action[language], x: area.x + used, y: area.maxY - 2, limit: area.width - used)
    painter.text(row.note, x: area.x, y: area.maxY - 1, limit: area.width, .muted)
  }

  private func drawQualityTable(
    _ painter: inout Painter, _ area: Rect, _ table: QualityPage.Table, cursor: Int
  ) {
    let layout = TableLayout(columns: table.columns, width: area.width - 1)
    layout.drawHead(in: &painter.grid, x: area.x + 1, y: area.y, widths: painter.widths)
    var window = ListWindow()
    let height = max(1, area.height - 1)
    window.reveal(cursor: cursor, height: height, count: table.rows.count)
    for index in window.rows(height: height, count: table.rows.count) {
      let y = area.y + 1 + window.line(of: index)
      let isHere = index == min(cursor, table.rows.count - 1)
      let row = table.rows[index]
      if isHere {
        painter.grid.fill(Rect(x: area.x, y: y, width: area.width, height: 1), role: .rowSelected)
        painter.text(">", x: area.x, y: y, .rowSelected)
      }
      for (column, cell) in row.cells.enumerated() {
        layout.draw(
          cell, column: column, in: &painter.grid, x: area.x + 1, y: y,
          role: isHere ? .rowSelected : row.role(ofColumn: column), widths: painter.widths)
      }
    }
  }
}
