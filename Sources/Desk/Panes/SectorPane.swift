internal import Alarms
internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// How far a shown value can be trusted.
enum Freshness {
  case live, doubtful, stale(Span), lost, never
}

/// A sector's tile: counts, health, leading values with their trends.
extension Desk {
  func drawTile(_ painter: inout Painter, _ placed: Layout.Placed, _ sector: Sector) {
    let kind = drawing.layout?.kind ?? .small
    let counts = countSegments(sector)
    let inside = painter.box(
      placed.rect, title: title("\(sector.rawValue)", sector.name[language], placed.content),
      right: kind == .medium ? [] : counts, isOpenBelow: placed.isOpenBelow)
    var y = inside.y
    let text = Rect(x: inside.x + 1, y: y, width: inside.width - 2, height: inside.height)
    if kind == .medium {
      painter.line(counts, x: text.x, y: y, limit: text.width)
      y += 1
    }
    if kind != .small {
      painter.line(healthSegments(sector, room: text.width), x: text.x, y: y, limit: text.width)
      y += 1
    }
    let sensors = sectors[sector.index].order
    if sensors.isEmpty { painter.text(t(.noSensors), x: text.x, y: y, limit: text.width, .muted) }
    var rest = inside.maxY - y - (kind == .small ? 1 : 0)
    let chartRows = kind == .wide && rest >= 10 ? rest - 5 : 0
    rest -= chartRows
    for sensor in sensors.prefix(kind == .medium ? rest / 2 : rest) {
      drawValue(
        &painter, sensor, Rect(x: text.x, y: y, width: text.width, height: 1), hasTrend: kind != .medium)
      y += 1
      if kind == .medium {
        drawMarkedTrend(&painter, sensor, Rect(x: text.x, y: y, width: text.width, height: 1))
        y += 1
      }
    }
    if kind == .small {
      painter.line(healthSegments(sector, room: text.width), x: text.x, y: inside.maxY - 1, limit: text.width)
    }
    if chartRows > 0, let lead = sensors.first {
      drawLead(
        &painter, lead, Rect(x: text.x, y: inside.maxY - chartRows, width: text.width, height: chartRows))
    }
  }

  /// `红1 橙0 黄1 蓝1`; a grade without alarms is muted.
  func countSegments(_ sector: Sector) -> [Segment] {
    let counts = shown.alarms.counts.bySector[sector.index]
    return Grade.allCases.map { grade in
      let count = counts[Int(grade.rawValue) - 1]
      let text = (grade == .red ? "" : " ") + grade.letter(language) + String(count)
      return Segment(text, count > 0 ? grade.countRole : .muted)
    }
  }

  /// `在线 98/104  龄 12s  轮询 10s`; a stale or lost source stands in place of the age.
  func healthSegments(_ sector: Sector, room: Int) -> [Segment] {
    let sensors = index.sensorsBySector[sector.index]
    let fresh = sensors.count { if case .live = freshness($0) { true } else { false } }
    var segments = [
      Segment(
        t(.online, ["fresh": String(fresh), "all": String(sensors.count)]), fresh == 0 ? .valueLost : .value)
    ]
    let sources = index.sourcesBySector[sector.index]
    var worst: (state: SourceState, age: Span, source: Int32)?
    for source in sources {
      guard let health = values.sources.indices.contains(Int(source)) ? values.sources[Int(source)] : nil
      else { continue }
      let age = health.lastSuccess?.age(at: clock) ?? .zero
      if let known = worst, (known.state.rawValue, known.age) >= (health.state.rawValue, age) { continue }
      worst = (health.state, age, source)
    }
    guard let worst, let info = index.source(at: worst.source) else {
      segments.append(Segment("  " + t(.noSources), .muted))
      return segments
    }
    let age = Figures.age(worst.age)
    switch worst.state {
    case .lost:
      segments.append(Segment("  " + t(.lostFor, ["age": age]) + " " + info.name[language], .valueLost))
    case .stale:
      segments.append(Segment("  " + t(.staleFor, ["age": age]) + " " + info.name[language], .valueStale))
    case .unknown: segments.append(Segment("  " + t(.sourceUnknown), .muted))
    case .live:
      let interval = sources.compactMap { index.source(at: $0)?.interval }.min() ?? info.interval
      segments.append(Segment("  " + t(.age) + " " + age, .text))
      let every = Segment("  " + t(.everyInterval, ["interval": Figures.age(interval)]), .muted)
      if (segments + [every]).width(configuration.widths) <= room { segments.append(every) }
    }
    return segments
  }

  func freshness(_ sensor: Int32) -> Freshness {
    guard let record = index.sensor(at: sensor) else { return .never }
    let source = Int(record.source.value)
    if values.sources.indices.contains(source), values.sources[source].state == .lost { return .lost }
    guard let latest = values.latest[Int(sensor)] else { return .never }
    let age = latest.measured.age(at: clock)
    if age > record.staleAfter { return .stale(age) }
    switch latest.quality {
    case .good: return .live
    case .missing: return .never
    case .marked, .outOfRange, .fromFuture: return .doubtful
    }
  }

  /// Text and role of a sensor's value: `--` when its source is lost or it has none.
  func valueSegment(_ sensor: Int32) -> Segment {
    let text = wording.value(values.latest[Int(sensor)]?.value, of: index.sensor(at: sensor))
    switch freshness(sensor) {
    case .lost, .never: return Segment("--", .valueLost)
    case .stale: return Segment(text, .valueStale)
    case .doubtful: return Segment(text + "?", .valueStale)
    case .live: return Segment(text, worstOfSensor[Int(sensor)]?.role ?? .value)
    }
  }

  /// One line: grade, name, value with unit, trend mark, and a sparkline where there is room.
  func drawValue(_ painter: inout Painter, _ sensor: Int32, _ rect: Rect, hasTrend: Bool) {
    guard let record = index.sensor(at: sensor) else { return }
    let spark = hasTrend ? max(7, rect.width * 2 / 5 - 7) : 0
    let valueWidth = rect.width < 44 ? 11 : 13
    let nameWidth = rect.width - valueWidth - 3 - (hasTrend ? spark + 1 : 0)
    var x = rect.x
    if hasTrend, let grade = worstOfSensor[Int(sensor)] {
      x += painter.text(grade.mark, x: x, y: rect.y, grade.role) + 1
    }
    painter.text(record.name[language], x: x, y: rect.y, limit: rect.x + nameWidth - x)
    let value = valueSegment(sensor)
    x = rect.x + nameWidth + 1
    painter.rightText(value.text, x: x, y: rect.y, width: valueWidth, value.role)
    x += valueWidth + 1
    painter.text(trendMark(sensor), x: x, y: rect.y)
    guard hasTrend else { return }
    drawTrend(&painter, sensor, Rect(x: x + 2, y: rect.y, width: spark, height: 1))
  }

  /// A trend on a line of its own, after the grade for which the line above has no room.
  private func drawMarkedTrend(_ painter: inout Painter, _ sensor: Int32, _ rect: Rect) {
    guard let grade = worstOfSensor[Int(sensor)] else { return drawTrend(&painter, sensor, rect) }
    let used = painter.text(grade.mark, x: rect.x, y: rect.y, grade.role) + 1
    drawTrend(&painter, sensor, Rect(x: rect.x + used, y: rect.y, width: rect.width - used, height: 1))
  }

  /// A sparkline, or in its place how old the value is: old data never looks fresh.
  func drawTrend(_ painter: inout Painter, _ sensor: Int32, _ rect: Rect) {
    switch freshness(sensor) {
    case .stale(let age):
      painter.text(
        t(.staleFor, ["age": Figures.age(age)]), x: rect.x, y: rect.y, limit: rect.width, .valueStale)
    case .lost: painter.text(t(.lost), x: rect.x, y: rect.y, limit: rect.width, .valueLost)
    case .never: painter.text(t(.noValue), x: rect.x, y: rect.y, limit: rect.width, .muted)
    case .live, .doubtful:
      let trend = values.trends[Int(sensor)].suffix(rect.width * painter.chart.samplesPerCell)
      Sparkline.draw(
        trend.map(Double.init), in: &painter.grid, rect: rect, alphabet: painter.chart, widths: painter.widths
      )
    }
  }

  /// `^` rising, `v` falling, `=` steady over the last ten minutes, against a fiftieth of the sensor's range.
  func trendMark(_ sensor: Int32) -> String {
    guard let record = index.sensor(at: sensor), case .live = freshness(sensor) else { return " " }
    let recent = values.trends[Int(sensor)].suffix(10).filter { !$0.isNaN }
    guard recent.count >= 2, let first = recent.first, let last = recent.last else { return " " }
    let step = Float(record.rangeHigh - record.rangeLow) / 50
    return last - first > step ? "^" : first - last > step ? "v" : "="
  }

  private func drawLead(_ painter: inout Painter, _ sensor: Int32, _ rect: Rect) {
    guard let record = index.sensor(at: sensor) else { return }
    painter.text(
      t(.lastTwoHours, ["name": record.name[language]]), x: rect.x, y: rect.y + 1, limit: rect.width, .muted)
    let civil = { (span: Span) in CivilTime(self.clock - span, at: self.configuration.site.offset).hourMinute
    }
    let chart = AreaChart(
      samples: values.trends[Int(sensor)].map(Double.init), alphabet: painter.chart,
      timeLabels: [civil(.hours(2)), civil(.hours(1)), civil(.zero)])
    chart.draw(
      in: &painter.grid, rect: Rect(x: rect.x, y: rect.y + 2, width: rect.width, height: rect.height - 2),
      widths: painter.widths)
  }
}
