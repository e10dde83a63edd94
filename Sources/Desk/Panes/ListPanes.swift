internal import Alarms
internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// Events; sources, received warnings and earthquakes.
extension Desk {
  mutating func drawEvents(_ painter: inout Painter, _ rect: Rect) {
    let events = shownEvents
    let inside = painter.box(
      rect, title: title("7", t(.titleEvents), .events),
      right: [Segment(t(.rowCount, ["count": String(events.count)]), .muted)])
    noteScroll(.events, count: events.count, height: inside.height)
    if events.isEmpty { painter.centred(t(.noEvents), in: inside, y: inside.y + 1, .muted) }
    for (line, entry) in events.dropFirst(eventsTop).prefix(inside.height).enumerated() {
      let y = inside.y + line
      let civil = CivilTime(entry.at, at: configuration.site.offset)
      painter.text(civil.time, x: inside.x + 1, y: y, .muted)
      let subject = wording.subject(of: entry.event)[language]
      painter.text(subject, x: inside.x + 10, y: y, limit: 8)
      painter.text(
        wording.text(of: entry.event, alarms: shown.alarms)[language], x: inside.x + 19, y: y,
        limit: inside.width - 20)
    }
  }

  /// Keeps what paging and scrolling need to know of a pane.
  mutating func noteScroll(_ pane: Pane, count: Int, height: Int) {
    drawing.heights[pane] = height
    drawing.scrollLimits[pane] = max(0, count - max(1, height))
    switch pane {
    case .events: eventsTop = min(eventsTop, max(0, count - max(1, height)))
    case .sources: sourcesTop = min(sourcesTop, max(0, count - max(1, height)))
    case .detail: detailTop = min(detailTop, max(0, count - max(1, height)))
    case .queue, .sector: break
    }
  }

  mutating func drawSources(_ painter: inout Painter, _ rect: Rect) {
    let tabs: [Phrase] = [.tabSources, .tabWarnings, .tabEarthquakes]
    let counts = [values.sources.count, shown.warnings.count, shown.earthquakes.count]
    var right: [Segment] = []
    for (position, tab) in tabs.enumerated() {
      let text = t(tab) + " \(counts[position])"
      right.append(
        position == sourcesTab.rawValue
          ? Segment("[\(text)]", .paneTitleFocused) : Segment(" \(text) ", .muted))
    }
    let inside = painter.box(rect, title: title("6", t(tabs[sourcesTab.rawValue]), .sources), right: right)
    let area = Rect(x: inside.x + 1, y: inside.y, width: inside.width - 2, height: inside.height)
    switch sourcesTab {
    case .sources: drawHealth(&painter, area)
    case .warnings: drawWarnings(&painter, area)
    case .earthquakes: drawEarthquakes(&painter, area)
    }
  }

  private mutating func drawHealth(_ painter: inout Painter, _ area: Rect) {
    let table = TableLayout(
      columns: [
        Column(t(.columnSource), width: .flexible(min: 12, weight: 1)),
        Column(t(.columnHealth), width: .fixed(8)),
        Column(t(.age), width: .fixed(4), alignment: .right),
        Column(t(.cadence), width: .fixed(5), alignment: .right),
        Column(t(.columnRows), width: .fixed(5), alignment: .right, priority: 2),
        Column(t(.columnQuarantine), width: .fixed(5), alignment: .right, priority: 1),
        Column(t(.columnFailure), width: .flexible(min: 14, weight: 2), priority: 3),
      ], width: area.width)
    table.drawHead(in: &painter.grid, x: area.x, y: area.y, widths: painter.widths)
    noteScroll(.sources, count: values.sources.count, height: area.height - 1)
    // What needs looking at comes first.
    let order = values.sources.indices.sorted {
      (values.sources[$1].state.rawValue, $0) < (values.sources[$0].state.rawValue, $1)
    }
    for (line, source) in order.dropFirst(sourcesTop).prefix(max(0, area.height - 1)).enumerated() {
      guard let info = index.source(at: Int32(source)) else { continue }
      let health = values.sources[source]
      let role: StyleRole =
        health.state == .lost ? .valueLost : health.state == .stale ? .valueStale : .text
      let cells = [
        info.name[language], t(Phrase.source(health)),
        health.lastSuccess.map { Figures.age($0.age(at: clock)) } ?? "--", Figures.age(info.interval),
        String(health.rows), String(health.quarantined), note(on: health),
      ]
      for (column, text) in cells.enumerated() {
        table.draw(
          text, column: column, in: &painter.grid, x: area.x, y: area.y + 1 + line,
          role: column == 1 || column == 2 ? role : .text, widths: painter.widths)
      }
    }
  }

  /// What failed, how often and when it is tried again; how long it took when nothing failed.
  func note(on health: SourceHealth) -> String {
    guard health.failures > 0 || !health.failure.zh.isEmpty else {
      guard health.lastSuccess != nil else { return "" }
      return t(
        .tookTime, ["time": FixedPoint.text(Double(health.duration.milliseconds) / 1000, decimals: 1) + "s"])
    }
    var parts = [health.failure[language]]
    if health.failures > 0 { parts.append(t(.failed, ["count": String(health.failures)])) }
    if let next = health.nextAttempt, next > clock {
      parts.append(t(.retryIn, ["age": Figures.age(next - clock)]))
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "  ")
  }

  private mutating func drawWarnings(_ painter: inout Painter, _ area: Rect) {
    noteScroll(.sources, count: shown.warnings.count, height: area.height)
    if shown.warnings.isEmpty { painter.centred(t(.noWarnings), in: area, y: area.y + 1, .muted) }
    for (line, warning) in shown.warnings.dropFirst(sourcesTop).prefix(area.height).enumerated() {
      let y = area.y + line
      var x = area.x
      let mark = configuration.site.warnings.grade(of: warning)
      let word = status(of: warning)
      // The colour is for what holds now.
      let role = word == nil ? mark?.role ?? .muted : .muted
      x += max(6, painter.text(mark?.mark ?? t(.notGraded), x: x, y: y, role)) + 1
      x += painter.text(dayAndMinute(warning.sent), x: x, y: y, .muted) + 1
      if let word { x += painter.text(word, x: x, y: y, .muted) + 1 }
      var text = warning.headline.isEmpty ? warning.event : warning.headline
      if let expires = warning.expires { text += "  " + t(.until, ["time": dayAndMinute(expires)]) }
      painter.text(text, x: x, y: y, limit: area.maxX - x)
    }
  }

  /// Month, day and minute; with the year where it is another than the clock's.
  private func dayAndMinute(_ time: Instant) -> String {
    let civil = CivilTime(time, at: configuration.site.offset)
    let isThisYear = civil.year == CivilTime(clock, at: configuration.site.offset).year
    return (isThisYear ? String(civil.date.dropFirst(5)) : civil.date) + " " + civil.hourMinute
  }

  /// Why a warning is not in force now; `nil` when it is.
  private func status(of warning: ReceivedWarning) -> String? {
    if warning.messageType == .cancel { return t(.cancelled) }
    switch warning.status {
    case .actual: break
    case .exercise: return t(.exercise)
    case .system, .test, .draft: return t(.test)
    }
    if clock >= configuration.site.warnings.end(of: warning) { return t(.expired) }
    return warning.sent - clock > WarningPolicy.aheadLimit ? t(.dateAhead) : nil
  }

  private mutating func drawEarthquakes(_ painter: inout Painter, _ area: Rect) {
    noteScroll(.sources, count: shown.earthquakes.count, height: area.height)
    if shown.earthquakes.isEmpty { painter.centred(t(.noEarthquakes), in: area, y: area.y + 1, .muted) }
    for (line, quake) in shown.earthquakes.dropFirst(sourcesTop).prefix(area.height).enumerated() {
      let y = area.y + line
      let magnitude = quake.magnitude.map { "M" + FixedPoint.text($0, decimals: 1) } ?? "M--"
      painter.text(magnitude, x: area.x, y: y, quake.isNatural ? .value : .muted)
      painter.text(originTime(quake.origin), x: area.x + 6, y: y, .muted)
      let depth = quake.depth.map { FixedPoint.text($0, decimals: 0) + " km" } ?? "--"
      painter.rightText(depth, x: area.x + 21, y: y, width: 7, .muted)
      var x = area.x + 30
      // Colour alone would not say why it never alarms.
      if !quake.isNatural { x += painter.text(t(.notNatural), x: x, y: y, .muted) + 1 }
      painter.text(quake.place, x: x, y: y, limit: area.maxX - x)
    }
  }

  /// To the second in the clock's year; otherwise the year takes the seconds' place.
  private func originTime(_ time: Instant) -> String {
    let civil = CivilTime(time, at: configuration.site.offset)
    let isThisYear = civil.year == CivilTime(clock, at: configuration.site.offset).year
    return isThisYear
      ? String(civil.date.dropFirst(5)) + " " + civil.time : civil.date + " " + civil.hourMinute
  }
}
