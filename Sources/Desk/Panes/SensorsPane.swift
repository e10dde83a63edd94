internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// Every sensor of a sector with a cursor.
extension Desk {
  mutating func drawSensors(_ painter: inout Painter, _ rect: Rect, _ sector: Sector) {
    let list = sectors[sector.index]
    let content = Layout.Content.sensors(sector)
    let inside = painter.box(
      rect, title: title("\(sector.rawValue)", sector.name[language], content), right: countSegments(sector))
    painter.line(
      healthSegments(sector, room: inside.width - 2), x: inside.x + 1, y: inside.y, limit: inside.width - 2)
    let height = max(0, inside.height - 1)
    drawing.heights[.sector(sector)] = height
    if list.order.isEmpty { painter.text(t(.noSensors), x: inside.x + 1, y: inside.y + 1, .muted) }
    for line in 0..<height {
      let position = list.top + line
      guard list.order.indices.contains(position) else { break }
      let sensor = list.order[position]
      let row = Rect(x: inside.x, y: inside.y + 1 + line, width: inside.width, height: 1)
      drawSensorRow(&painter, sensor, row, isCursor: sensor == list.cursor)
    }
  }

  private func drawSensorRow(_ painter: inout Painter, _ sensor: Int32, _ row: Rect, isCursor: Bool) {
    drawValue(
      &painter, sensor, Rect(x: row.x + 1, y: row.y, width: row.width - 2, height: 1), hasTrend: true)
    guard isCursor else { return }
    painter.text(">", x: row.x, y: row.y, .rowSelected)
    // Values keep their own role: a stale or alarming value stays so under the cursor.
    for x in row.x..<row.maxX
    where painter.grid[x, row.y].role == .text || painter.grid[x, row.y].role == .chart {
      painter.grid.restyle(Rect(x: x, y: row.y, width: 1, height: 1), role: .rowSelected)
    }
  }
}
