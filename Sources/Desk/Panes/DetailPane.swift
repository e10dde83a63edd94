internal import Alarms
internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// A part of the detail, from top to bottom.
enum DetailBlock {
  case line([Segment])
  /// Takes the height that is left, within these bounds.
  case chart(least: Int, most: Int)
}

/// The detail of the alarm or sensor under the cursor.
extension Desk {
  mutating func drawDetail(_ painter: inout Painter, _ rect: Rect) {
    let alarm = detailAlarm
    let number = alarm.map { " #\($0.id.value)" } ?? ""
    let inside = painter.box(
      rect, title: title("5", t(.titleDetail) + number, .detail),
      right: tabSegments(painter, rect.width, number))
    let area = Rect(x: inside.x + 1, y: inside.y, width: inside.width - 2, height: inside.height)
    guard alarm != nil || detailSensor != nil else {
      drawing.scrollLimits[.detail] = 0
      return painter.centred(t(.nothingChosen), in: area, y: area.y + area.height / 3, .muted)
    }
    let blocks: [DetailBlock]
    switch detailTab {
    case .summary:
      blocks = alarm.map { summary(of: $0, width: area.width) } ?? summaryOfSensor(width: area.width)
    case .chart: blocks = chartTab(width: area.width)
    case .eight: blocks = eightTab(width: area.width)
    case .timeline: blocks = timelineTab(width: area.width)
    case .guidance: blocks = guidanceTab(width: area.width)
    }
    draw(blocks, &painter, area)
  }

  private func tabSegments(_ painter: Painter, _ width: Int, _ number: String) -> [Segment] {
    let names: [Phrase] = [.tabSummary, .tabChart, .tabEight, .tabTimeline, .tabGuidance]
    var all: [Segment] = []
    for (position, name) in names.enumerated() {
      // The brackets of the chosen one stand between it and its neighbours.
      let isChosen = position == detailTab.rawValue
      let isSpaced = position > 0 && !isChosen && position != detailTab.rawValue + 1
      if isSpaced { all.append(Segment(" ", .muted)) }
      all.append(isChosen ? Segment("[\(t(name))]", .paneTitleFocused) : Segment(t(name), .muted))
    }
    let taken = painter.width(t(.titleDetail)) + painter.width(number) + 5
    if all.width(painter.widths) + taken <= width - 6 { return all }
    return [
      Segment("[\(t(names[detailTab.rawValue]))]", .paneTitleFocused),
      Segment(" \(detailTab.rawValue + 1)/\(names.count)", .muted),
    ]
  }

  /// Gives the chart what the lines leave, then draws from the scrolled line on.
  private mutating func draw(_ blocks: [DetailBlock], _ painter: inout Painter, _ area: Rect) {
    let fixed = blocks.count { if case .line = $0 { true } else { false } }
    var total = 0
    var heights: [Int] = []
    for block in blocks {
      switch block {
      case .line: heights.append(1)
      case .chart(let least, let most): heights.append(max(least, min(most, area.height - fixed)))
      }
      total += heights.last ?? 0
    }
    noteScroll(.detail, count: total, height: area.height)
    var y = area.y - detailTop
    for (block, height) in zip(blocks, heights) {
      defer { y += height }
      guard y < area.maxY, y + height > area.y else { continue }
      switch block {
      case .line(let segments): painter.line(segments, x: area.x, y: y, limit: area.width)
      case .chart:
        let top = max(y, area.y)
        drawDetailChart(
          &painter, Rect(x: area.x, y: top, width: area.width, height: min(y + height, area.maxY) - top))
      }
    }
    if detailTop > 0 { painter.text("^", x: area.maxX, y: area.y, .muted) }
    if detailTop + area.height < total { painter.text("v", x: area.maxX, y: area.maxY - 1, .muted) }
  }

  // MARK: Chart

  /// The points of the window in force, or the snapshot's own two hours until they come.
  private func chartPoints(_ sensor: Int32) -> [ChartPoint]? {
    if let chart = charts[ChartKey(sensor: SensorIndex(Int(sensor)), window: window)] { return chart.points }
    guard window != .day else { return nil }
    let trend = values.trends[Int(sensor)]
    guard !trend.isEmpty else { return nil }
    return trend.enumerated().compactMap { position, mean in
      guard !mean.isNaN else { return nil }
      let at = clock - .minutes(Int64(trend.count - position))
      return ChartPoint(at: at, minimum: Double(mean), maximum: Double(mean), mean: Double(mean))
    }
  }

  private func drawDetailChart(_ painter: inout Painter, _ rect: Rect) {
    guard rect.height > 1, let sensor = detailSensor, let record = index.sensor(at: sensor) else { return }
    let points = chartPoints(sensor) ?? []
    let rules = index.rules(on: record).filter { $0.measure == .value }.map { inForce($0) }
    let isLow = rules.first?.direction == .below
    let slots = slots(
      of: points, count: rect.width * painter.chart.samplesPerCell, keepsLowest: isLow, record)
    guard slots.contains(where: \.isFinite) else {
      return painter.centred(t(.noChart), in: rect, y: rect.y + rect.height / 2, .muted)
    }
    var thresholds: [AreaChart.Threshold] = []
    for rule in rules {
      thresholds += rule.limits.reversed().map { AreaChart.Threshold(value: $0.value, role: $0.grade.role) }
    }
    let end = chartEnd(count: slots.count)
    let marks = [window.span, Span(milliseconds: window.span.milliseconds / 2), .zero].map {
      CivilTime(end - $0, at: configuration.site.offset).hourMinute
    }
    let decimals = index.site.type(of: record)?.decimals ?? 1
    let chart = AreaChart(
      samples: slots, thresholds: thresholds, fit: ChartFit(.whole, keep: isLow ? .lowest : .highest),
      alphabet: painter.chart, timeLabels: marks, valueDecimals: decimals)
    chart.draw(in: &painter.grid, rect: rect, widths: painter.widths)
  }

  /// The chart's right edge: moves by whole slots, so that the picture does not crawl.
  private func chartEnd(count: Int) -> Instant {
    let bucket = max(1000, window.span.milliseconds / Int64(max(1, count)))
    return Instant(milliseconds: (clock.milliseconds / bucket + 1) * bucket)
  }

  /// Points by time into slots.
  ///
  /// A value stands until the next one, at most as long as it is fresh.
  private func slots(of points: [ChartPoint], count: Int, keepsLowest: Bool, _ sensor: Sensor) -> [Double] {
    var slots = Array(repeating: Double.nan, count: count)
    let end = chartEnd(count: count)
    let start = end - window.span
    let length = Double(window.span.milliseconds)
    let life = Int(Double(sensor.staleAfter.milliseconds) / length * Double(count))
    var last = -1
    for point in points {
      let share = Double((point.at - start).milliseconds) / length
      let slot = Int(share * Double(count))
      guard share >= 0, slot < count else { continue }
      if last >= 0, slot - last > 1, slot - last <= max(2, life) {
        for gap in last + 1..<slot { slots[gap] = slots[last] }
      }
      let value = keepsLowest ? point.minimum : point.maximum
      let old = slots[slot]
      slots[slot] = old.isNaN ? value : keepsLowest ? min(old, value) : max(old, value)
      last = slot
    }
    return slots
  }

  func chartTitle(_ sensor: Int32) -> [DetailBlock] {
    let name = index.sensor(at: sensor)?.name ?? Bilingual(same: "")
    let text = Phrase.chartTitle.filled(with: ["name": name, "window": Phrase.window(window).text])[language]
    return [.line([Segment(text, .muted), Segment("  " + configuration.keys.hint(.chartWindow), .key)])]
  }

  private func chartTab(width: Int) -> [DetailBlock] {
    guard let sensor = detailSensor, let record = index.sensor(at: sensor) else {
      return [.line([Segment(t(.noChart), .muted)])]
    }
    var blocks = chartTitle(sensor)
    let points = (chartPoints(sensor) ?? []).filter { $0.at >= clock - window.span }
    blocks.append(.line([Segment(t(.valueNow) + " "), valueSegment(sensor)]))
    if let low = points.map(\.minimum).min(), let high = points.map(\.maximum).max() {
      let mean = points.map(\.mean).reduce(0, +) / Double(points.count)
      let text = t(
        .statistics,
        [
          "low": wording.value(low, of: record), "mean": wording.value(mean, of: record),
          "high": wording.value(high, of: record),
        ])
      blocks.append(.line([Segment(text, .muted)]))
    }
    blocks.append(.chart(least: 5, most: 60))
    blocks += thresholdLines(sensor, only: nil, width: width)
    return blocks
  }
}
