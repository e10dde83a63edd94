internal import Alarms
internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// What the tabs of the detail say.
extension Desk {
  private func time(_ instant: Instant) -> String {
    let civil = CivilTime(instant, at: configuration.site.offset)
    let today = CivilTime(clock, at: configuration.site.offset)
    return civil.date == today.date ? civil.time : String(civil.date.dropFirst(5)) + " " + civil.time
  }

  /// `label value` pairs on one line.
  private func parts(_ pairs: [(Phrase, String)]) -> [Segment] {
    var segments: [Segment] = []
    for (label, value) in pairs {
      segments.append(Segment((segments.isEmpty ? "" : "  ") + t(label) + " ", .muted))
      segments.append(Segment(value))
    }
    return segments
  }

  private func flow(_ text: String, width: Int, role: StyleRole = .text, most: Int = 40) -> [DetailBlock] {
    TextFlow.lines(text, width: width, widths: configuration.widths).prefix(most).map {
      .line([Segment($0, role)])
    }
  }

  private static let empty = DetailBlock.line([])

  /// The incident under way that answers the alarm.
  private func incidentLine(of alarm: Alarm) -> [DetailBlock] {
    guard let incident = latest.dispatch.incidents.first(where: { $0.alarms.contains(alarm.id) }) else {
      return []
    }
    let tasks = latest.dispatch.tasksOf[incident.id] ?? []
    let text = p(
      .lineOfAlarm,
      [
        "number": String(incident.id.value), "over": String(tasks.count(where: \.state.isOver)),
        "all": String(tasks.count), "key": configuration.keys.hint(.dispatchBoard),
      ])
    return [.line([Segment(text, .value)])]
  }

  // MARK: Summary

  func summary(of alarm: Alarm, width: Int) -> [DetailBlock] {
    let facts = index.facts(of: alarm)
    let role = !alarm.needsAcknowledgement ? alarm.grade.role : alarm.grade.newRole
    var head = [
      Segment(alarm.grade.mark, role), Segment("  " + t(wording.state(of: alarm))),
      Segment("  " + Figures.clock(alarm.raisedAt.age(at: clock))),
    ]
    if alarm.gradeNow != alarm.gradeWorst {
      head += [Segment("  " + t(.valueNow) + " ", .muted), Segment(alarm.gradeNow.mark, alarm.gradeNow.role)]
    }
    if let owner = wording.owner(of: alarm) { head.append(Segment("  " + t(.ownedBy, ["name": owner]))) }
    let message = wording.message(of: alarm, facts)[language]
    let path = flow(path(of: alarm, facts), width: width, most: 2)
    var blocks: [DetailBlock] = []
    let joinedHead = head + [Segment("  "), Segment(message, .value)]
    if joinedHead.width(configuration.widths) <= width {
      blocks = [.line(joinedHead)] + path
    } else {
      blocks = [.line(head)] + path + flow(message, width: width, role: .value, most: 3)
    }
    let reports = parts([(.raised, time(alarm.raisedAt)), (.lastSeen, time(alarm.lastAt))])
    let times = reports + [Segment("  " + t(.times, ["count": String(alarm.occurrence)]))]
    blocks += joined(times, marks(of: alarm), width: width)
    if facts.sensor >= 0 { blocks += readingLines(facts.sensor, width: width) }
    blocks += history(of: alarm)
    let lookers = lookers(at: alarm.id)
    if !lookers.isEmpty {
      blocks += flow(
        t(.lookedAt, ["names": lookers.joined(separator: ", ")]), width: width, role: .message, most: 2)
    }
    blocks += incidentLine(of: alarm)
    blocks += suppression(of: alarm, width: width)
    blocks += clocks(of: alarm)
    blocks += firstActions(of: alarm, width: width)
    if facts.sensor >= 0 {
      blocks += thresholdLines(facts.sensor, only: facts.rule, width: width)
      blocks += chartTitle(facts.sensor)
      blocks.append(.chart(least: 4, most: 12))
      blocks += neighbours(of: alarm, facts)
    } else {
      blocks += origin(of: alarm, facts, width: width)
    }
    blocks.append(Desk.empty)
    blocks.append(.line([Segment(t(.tabTimeline), .paneTitle)]))
    return blocks + entries(of: alarm, width: width)
  }

  /// Sector / object / risk point / sensor.
  private func path(of alarm: Alarm, _ facts: AlarmFacts) -> String {
    var steps = [alarm.sector.name[language]]
    if let sensor = index.sensor(at: facts.sensor) {
      steps += path(of: sensor)
    } else {
      let place = wording.place(of: alarm, facts)[language]
      if !place.isEmpty { steps.append(place) }
    }
    return steps.joined(separator: " / ")
  }

  private func path(of sensor: Sensor) -> [String] {
    var steps: [String] = []
    if let type = index.site.type(of: sensor) { steps.append(type.object[language]) }
    if let point = index.site.riskPoint(of: sensor) { steps.append(point.name[language]) }
    steps.append(sensor.name[language])
    return steps
  }

  /// Both times of the newest value and how good it is.
  private func readingLines(_ sensor: Int32, width: Int) -> [DetailBlock] {
    guard let latest = values.latest[Int(sensor)] else {
      return [.line([Segment(t(.valueNow) + " ", .muted), Segment("--", .valueLost)])]
    }
    let quality: Phrase
    switch freshness(sensor) {
    case .lost: quality = .lost
    case .stale: quality = .qualityStale
    case .live, .doubtful, .never: quality = Phrase.quality(latest.quality)
    }
    let value = [
      Segment(t(.valueNow) + " ", .muted), valueSegment(sensor), Segment("  " + t(.quality) + " ", .muted),
      Segment(t(quality)),
    ]
    let times = parts([(.measured, time(latest.measured)), (.arrived, time(latest.arrived))])
    return joined(value, times, width: width)
  }

  /// Two parts on one line where they fit, else on two.
  private func joined(_ left: [Segment], _ right: [Segment], width: Int) -> [DetailBlock] {
    let both = left + [Segment("  ")] + right
    return both.width(configuration.widths) <= width ? [.line(both)] : [.line(left), .line(right)]
  }

  /// The value at the alarm, and the two counters.
  private func marks(of alarm: Alarm) -> [Segment] {
    var segments: [Segment] = []
    if let value = alarm.value, case .threshold = alarm.key {
      let sensor = index.sensor(at: index.facts(of: alarm).sensor)
      segments = parts([(.valueRaised, wording.value(value, of: sensor))]) + [Segment("  ")]
    }
    let counts = t(.version, ["version": String(alarm.version), "revision": String(alarm.revision)])
    let comments = alarm.comments > 0 ? "  " + t(.comments, ["count": String(alarm.comments)]) : ""
    return segments + [Segment(counts + comments, .muted)]
  }

  /// Who acknowledged it, and when it came back, was escalated or ends.
  private func history(of alarm: Alarm) -> [DetailBlock] {
    var list: [(Phrase, String)] = []
    if let by = alarm.acknowledgedBy, alarm.isAcknowledged {
      let lead = by.authoriser.map { " (" + $0 + ")" } ?? ""
      list.append(
        (.acknowledgedBy, by.displayName + lead + (alarm.acknowledgedAt.map { " " + time($0) } ?? "")))
    }
    if let at = alarm.returnedAt, !alarm.condition.isActive { list.append((.returnedAt, time(at))) }
    if let at = alarm.escalatedAt { list.append((.escalatedAt, time(at))) }
    if let at = alarm.expires { list.append((.expires, time(at))) }
    if let verdict = alarm.verdict { list.append((.verdictField, verdict.name[language])) }
    if alarm.isChattering { list.append((.chatter, t(.times, ["count": String(alarm.raises.count)]))) }
    return list.isEmpty ? [] : [.line(parts(list))]
  }

  /// Why it does not annunciate, in plain words: every reason, each with who and until when.
  private func suppression(of alarm: Alarm, width: Int) -> [DetailBlock] {
    var lines: [String] = []
    if let order = alarm.serviceOrder {
      lines.append(
        t(
          .serviceIs,
          ["order": order.number, "by": order.by, "second": order.second, "measure": order.measure]))
    }
    for relation in alarm.suppressedBy { lines.append(t(.suppressedIs, ["relation": relation])) }
    if let shelf = alarm.shelf {
      let second = shelf.second.map { " + " + $0 } ?? ""
      lines.append(
        t(.shelfIs, ["until": time(shelf.until), "by": shelf.by + second, "reason": shelf.reason]))
    }
    return lines.flatMap { flow($0, width: width, role: .message, most: 2) }
  }

  /// What will happen by itself, and when.
  private func clocks(of alarm: Alarm) -> [DetailBlock] {
    var list: [(Phrase, String)] = []
    func add(_ phrase: Phrase, _ at: Instant?) {
      if let at { list.append((phrase, Figures.clock(at - clock))) }
    }
    add(.escalatesIn, alarm.escalationDeadline)
    add(.actionDueIn, alarm.actionDeadline)
    add(.acceptDueIn, alarm.clock(.offer))
    return list.isEmpty ? [] : [.line(parts(list))]
  }

  /// The limits of a sensor's rules with the source of each number.
  func thresholdLines(_ sensor: Int32, only: Int32?, width: Int) -> [DetailBlock] {
    guard let record = index.sensor(at: sensor) else { return [] }
    let rules = (only.flatMap { index.rule(at: $0) }.map { [$0] } ?? index.rules(on: record)).map {
      inForce($0)
    }
    let unit = index.site.type(of: record)?.unit ?? ""
    let decimals = index.site.type(of: record)?.decimals ?? 1
    var blocks: [DetailBlock] = []
    for rule in rules {
      var segments = [Segment(t(.threshold) + " ", .muted)]
      if case .change(let span) = rule.measure {
        segments.append(Segment(t(.overWindow, ["window": Figures.age(span)]) + " ", .muted))
      }
      for limit in rule.limits {
        segments.append(Segment(limit.grade.mark, limit.grade.role))
        let sign = rule.direction == .above ? ">=" : "<="
        segments.append(Segment(sign + FixedPoint.text(limit.value, decimals: decimals) + " "))
      }
      segments.append(Segment(unit, .muted))
      let delays = t(.delays, ["on": Figures.age(rule.onDelay), "off": Figures.age(rule.offDelay)])
      let value = FixedPoint.text(rule.hysteresis, decimals: decimals)
      let extra = [Segment(t(.hysteresis, ["value": value]) + "  " + delays, .muted)]
      blocks += joined(segments, extra, width: width)
      var origin = [Segment(t(.origin) + " ", .muted)]
      if rule.isLocalDefault { origin.append(Segment(t(.localDefault) + " ", .message)) }
      origin.append(Segment(rule.origin, .muted))
      blocks.append(.line(origin))
    }
    return blocks
  }

  /// Other open alarms at the same risk point.
  private func neighbours(of alarm: Alarm, _ facts: AlarmFacts) -> [DetailBlock] {
    guard let sensor = index.sensor(at: facts.sensor), index.site.riskPoint(of: sensor) != nil,
      let sensors = index.sensorsAtRiskPoint[sensor.riskPoint]
    else {
      return []
    }
    let others = sensors.flatMap { queue.table.bySensor[Int($0)] }.filter { $0.id != alarm.id }
    let found = others.sorted(by: RowOrder.grade.isBefore).prefix(3).map(\.alarm)
    let count = others.count
    var blocks: [DetailBlock] = [.line([Segment(t(.samePlace, ["count": String(count)]), .paneTitle)])]
    for other in found {
      let text = wording.content(of: other, index.facts(of: other), hasSiteColumn: false)[language]
      blocks.append(
        .line([
          Segment("  "), Segment(other.grade.mark, other.grade.role),
          Segment(" " + t(wording.state(of: other)) + " " + text),
        ]))
    }
    return blocks
  }

  /// What a received warning, an earthquake or a lost source says of itself.
  private func origin(of alarm: Alarm, _ facts: AlarmFacts, width: Int) -> [DetailBlock] {
    switch alarm.key {
    case .warning(let identifier):
      guard let warning = shown.warnings.first(where: { $0.identifier == identifier }) else { return [] }
      var blocks: [DetailBlock] = [.line(parts([(.issuer, warning.sender), (.arrived, time(warning.sent))]))]
      for text in [warning.headline, warning.area, warning.text, warning.instruction] where !text.isEmpty {
        blocks += flow(text, width: width)
      }
      return blocks
    case .earthquake(let identifier):
      guard let quake = shown.earthquakes.first(where: { $0.identifier == identifier }) else { return [] }
      let magnitude = quake.magnitude.map { FixedPoint.text($0, decimals: 1) } ?? "--"
      let depth = quake.depth.map { FixedPoint.text($0, decimals: 0) } ?? "--"
      return [.line([Segment(t(.magnitude, ["magnitude": magnitude, "depth": depth]))])]
        + flow(quake.place, width: width)
    case .sourceLost:
      guard facts.source >= 0, values.sources.indices.contains(Int(facts.source)) else { return [] }
      let health = values.sources[Int(facts.source)]
      return [.line([Segment(t(Phrase.source(health.state)), health.state == .lost ? .valueLost : .value)])]
        + flow(note(on: health), width: width)
    case .threshold, .reportDue: return []
    }
  }

  // MARK: Sensor, 八清, timeline

  func summaryOfSensor(width: Int) -> [DetailBlock] {
    guard let sensor = detailSensor, let record = index.sensor(at: sensor) else { return [] }
    var head = [Segment(record.name[language], .value, flags: .bold)]
    if record.isMadeUp { head.append(Segment("  " + t(.madeUpPoint), .simulated)) }
    var blocks: [DetailBlock] = [.line(head)]
    blocks += flow(path(of: record).joined(separator: " / "), width: width, most: 2)
    blocks += readingLines(sensor, width: width)
    let low = wording.value(record.rangeLow, of: record)
    let high = wording.value(record.rangeHigh, of: record)
    blocks.append(.line(parts([(.range, low + " - " + high), (.cadence, Figures.age(record.cadence))])))
    let department = index.site.department(record.department)?.name[language] ?? "--"
    blocks.append(.line(parts([(.department, department), (.place, record.place.name[language])])))
    blocks += thresholdLines(sensor, only: nil, width: width)
    blocks += chartTitle(sensor)
    blocks.append(.chart(least: 4, most: 14))
    for row in queue.table.bySensor[Int(sensor)].prefix(4) {
      let alarm = row.alarm
      let title = wording.message(of: alarm, row.facts)[language]
      blocks.append(
        .line([
          Segment(alarm.grade.mark, alarm.grade.role),
          Segment(" #\(alarm.id.value) " + t(wording.state(of: alarm)) + " " + title),
        ]))
    }
    return blocks
  }

  func eightTab(width: Int) -> [DetailBlock] {
    guard let sensor = detailSensor.flatMap({ index.sensor(at: $0) }),
      let point = index.site.riskPoint(of: sensor)
    else { return [.line([Segment(t(.noRiskPoint), .muted)])] }
    let person = point.responsiblePerson.isEmpty ? "" : " " + point.responsiblePerson
    let fields: [(Phrase, String)] = [
      (.eight1, point.inventory), (.eight2, point.riskLevel.mark), (.eight3, point.hazardCategory),
      (.eight4, [point.grid, point.place.name[language]].filter { !$0.isEmpty }.joined(separator: " ")),
      (.eight5, point.supervisionTier),
      (.eight6, index.site.department(point.industryDepartment)?.name[language] ?? ""),
      (.eight7, (index.site.department(point.responsibleDepartment)?.name[language] ?? "") + person),
      (.eight8, point.sharingPath),
    ]
    let filled = fields.count { !$0.1.isEmpty }
    var head = [
      Segment(point.name[language] + "  ", .value, flags: .bold),
      Segment(t(.eightTitle, ["count": String(filled)]), filled < 8 ? .message : .text),
    ]
    if point.isMadeUp { head.append(Segment("  " + t(.simulated), .simulated)) }
    var blocks: [DetailBlock] = [.line(head), Desk.empty]
    let indent = fields.map { configuration.widths.width(of: t($0.0)) }.max() ?? 8
    for (number, field) in fields.enumerated() {
      let label = t(field.0)
      let pad = String(repeating: " ", count: indent - configuration.widths.width(of: label) + 2)
      let lines = TextFlow.lines(
        field.1.isEmpty ? t(.notFilled) : field.1, width: max(8, width - indent - 4),
        widths: configuration.widths)
      for (line, text) in lines.enumerated() {
        let lead = line == 0 ? "\(number + 1) " + label + pad : String(repeating: " ", count: indent + 4)
        let role: StyleRole =
          field.1.isEmpty ? .muted : field.0 == .eight2 ? point.riskLevel.role : .text
        blocks.append(.line([Segment(lead, .muted), Segment(text, role)]))
      }
    }
    return blocks
  }

  func timelineTab(width: Int) -> [DetailBlock] {
    guard let alarm = detailAlarm else { return [.line([Segment(t(.noTimeline), .muted)])] }
    return entries(of: alarm, width: width)
  }

  /// The newest entries first.
  private func entries(of alarm: Alarm, width: Int) -> [DetailBlock] {
    // Before the store has answered nothing is said: neither that there are entries nor that there are none.
    guard let entries = timelines[alarm.id]?.entries else { return [.line([])] }
    guard !entries.isEmpty else { return [.line([Segment(t(.noTimeline), .muted)])] }
    return entries.sorted { $0.sequence > $1.sequence }.prefix(100).map { entry in
      .line([
        Segment(time(entry.at) + " ", .muted), Segment(wording.subject(of: entry.event)[language] + " "),
        Segment(wording.text(of: entry.event, alarms: shown.alarms)[language]),
      ])
    }
  }
}
