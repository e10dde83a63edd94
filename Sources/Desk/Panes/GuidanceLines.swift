internal import Alarms
internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// What an alarm means and what to do about it, in lines of the detail.
extension Desk {
  /// Related alarms and past cases that are shown; of the alarms all are counted.
  static let relatedLimit = 6
  static let caseLimit = 5
  /// Titles of knowledge pages that are named; all are counted.
  static let offeredLimit = 6

  /// The tab: of the alarm, or of every rule on the sensor.
  func guidanceTab(width: Int) -> [DetailBlock] {
    guard let alarm = detailAlarm else { return guidanceOfSensor(width: width) }
    let facts = index.facts(of: alarm)
    let subjects = subjects(of: alarm)
    let head = [
      Segment(alarm.grade.mark, alarm.grade.role),
      Segment("  " + wording.message(of: alarm, facts)[language], .value),
    ]
    var blocks: [DetailBlock] = [.line(head)]
    if let guidance = index.guidance.guidance(for: subjects) {
      blocks += timeLines(guidance, alarm, width: width)
      blocks += lines(of: guidance, width: width)
    } else {
      blocks.append(.line([Segment(t(.noGuidance), .muted)]))
    }
    blocks += offerLines(alarm, width: width)
    blocks += relatedLines(alarm, facts, width: width)
    if facts.sensor >= 0 { blocks += [.line([])] + eightTab(width: width) }
    return blocks + caseLines(index.guidance.cases(for: subjects), width: width)
  }

  /// The first actions, for the summary.
  func firstActions(of alarm: Alarm, width: Int) -> [DetailBlock] {
    let most: Int
    switch Layout.kind(of: size, reserved: reservedRows) {
    case .tooSmall, .small: return []
    case .medium: most = 2
    case .wide: most = 3
    }
    guard let guidance = index.guidance.guidance(for: subjects(of: alarm)) else { return [] }
    return actionLines(guidance.actions.prefix(most), width: width, linesEach: 2)
  }

  /// What an alarm is about, the most specific first.
  func subjects(of alarm: Alarm) -> [AlarmSubject] {
    var warning: ReceivedWarning?
    if case .warning(let identifier) = alarm.key {
      warning = shown.warnings.first { $0.identifier == identifier }
    }
    return index.guidance.subjects(of: alarm.key, warning: warning)
  }

  /// The knowledge base's pages for the alarm: how many, the key, and their titles.
  private func offerLines(_ alarm: Alarm, width: Int) -> [DetailBlock] {
    let found = pages(for: [alarm]).map { configuration.knowledge.pages[$0] }
    guard !found.isEmpty else { return [] }
    let offer = k(
      .offer, ["count": String(found.count), "key": configuration.keys.hint(.knowledge)])
    let titles = found.prefix(Desk.offeredLimit).map { $0.kind.name[language] + " " + $0.title[language] }
    let text = titles.joined(separator: language == .zh ? "；" : "; ")
    let lines = TextFlow.lines(text, width: max(8, width - 2), widths: configuration.widths).prefix(2)
    return [.line([]), .line([Segment(offer, .paneTitle)])]
      + lines.map { DetailBlock.line([Segment("  " + $0, .muted)]) }
  }

  private func guidanceOfSensor(width: Int) -> [DetailBlock] {
    guard let sensor = detailSensor.flatMap({ index.sensor(at: $0) }) else { return [] }
    var blocks: [DetailBlock] = []
    for rule in index.rules(on: sensor) {
      guard let guidance = index.guidance.guidance(for: [.rule(rule.id)]) else { continue }
      if !blocks.isEmpty { blocks.append(.line([])) }
      blocks.append(.line([Segment(rule.message[language], .paneTitle)]))
      blocks.append(.line(timeParts(guidance)))
      blocks += lines(of: guidance, width: width)
    }
    return blocks.isEmpty ? [.line([Segment(t(.noGuidance), .muted)])] : blocks
  }

  private func lines(of guidance: Guidance, width: Int) -> [DetailBlock] {
    var blocks = labelled(t(.guidanceMeaning), guidance.meaning[language], width: width)
    blocks += labelled(t(.guidanceConsequence), guidance.consequence[language], width: width)
    blocks += actionLines(guidance.actions[...], width: width)
    let mark = guidance.isLocalDefault ? t(.localDefault) + "  " : ""
    let basis = guidance.alarmClass.name[language] + "  " + mark + guidance.origin
    return blocks + labelled(t(.origin), basis, width: width, role: .muted)
  }

  private func actionLines(_ actions: ArraySlice<Bilingual>, width: Int, linesEach: Int = 40) -> [DetailBlock]
  {
    actions.enumerated().flatMap { position, action in
      labelled(
        position == 0 ? t(.guidanceActions) : "", action[language], lead: "\(position + 1) ", width: width,
        most: linesEach)
    }
  }

  /// A label, and a text whose further lines stand below its first.
  private func labelled(
    _ label: String, _ text: String, lead: String = "", width: Int, role: StyleRole = .text, most: Int = 40
  ) -> [DetailBlock] {
    let widths = configuration.widths
    let labels: [Phrase] = [.guidanceMeaning, .guidanceConsequence, .guidanceActions, .origin]
    let column = (labels.map { widths.width(of: t($0)) }.max() ?? 0) + 1
    let indent = column + widths.width(of: lead)
    let lines = TextFlow.lines(text, width: max(8, width - indent), widths: widths).prefix(most)
    return lines.enumerated().map { number, line in
      guard number == 0 else {
        return .line([Segment(String(repeating: " ", count: indent)), Segment(line, role)])
      }
      let pad = String(repeating: " ", count: column - widths.width(of: label))
      return .line([Segment(label + pad, .muted), Segment(lead, .value), Segment(line, role)])
    }
  }

  // MARK: Time

  /// How long there was, and while the alarm lasts how much of it is left.
  private func timeLines(_ guidance: Guidance, _ alarm: Alarm, width: Int) -> [DetailBlock] {
    let parts = timeParts(guidance)
    guard alarm.condition.isActive else { return [.line(parts)] }
    let left = (alarm.raisedAt + guidance.timeAvailable) - clock
    let state: Segment
    if left < .zero {
      let over = Figures.clock(Span(milliseconds: -left.milliseconds))
      state = Segment(t(.timeOver, ["time": over]) + "  ", .valueLost)
    } else {
      let isShort = left < guidance.operatorTime + guidance.processTime
      state = Segment(t(.timeLeft, ["time": Figures.clock(left)]) + "  ", isShort ? .message : .value)
    }
    let both = [state] + parts
    return both.width(configuration.widths) <= width ? [.line(both)] : [.line([state]), .line(parts)]
  }

  private func timeParts(_ guidance: Guidance) -> [Segment] {
    let text = t(
      .timeAvailable,
      [
        "time": Figures.clock(guidance.timeAvailable), "operator": Figures.clock(guidance.operatorTime),
        "process": Figures.clock(guidance.processTime),
      ])
    return [Segment(text, .muted)]
  }

  // MARK: Related alarms

  private struct Related {
    var row: AlarmRow
    var isCause: Bool
    var why: Bilingual
  }

  /// Open alarms that the site's relations make cause or consequence of this one, causes first.
  private func related(to alarm: Alarm, _ facts: AlarmFacts) -> [Related] {
    guard case .threshold(_, let rule) = alarm.key, let here = index.sensor(at: facts.sensor) else {
      return []
    }
    var found: [Related] = []
    var seen: Set<AlarmID> = []
    for relation in index.guidance.relations(of: rule) {
      let isCause = relation.cause != rule
      let wanted = Set(
        (isCause ? [relation.cause] : relation.consequences).compactMap { index.position(ofRule: $0) })
      for row in openRows(near: here, relation.scope) where wanted.contains(row.facts.rule) {
        let isReached =
          isCause
          ? relation.reaches(from: row.raisedAt, to: alarm.raisedAt)
          : relation.reaches(from: alarm.raisedAt, to: row.raisedAt)
        if isReached, seen.insert(row.id).inserted {
          found.append(Related(row: row, isCause: isCause, why: relation.why))
        }
      }
    }
    return found.filter(\.isCause) + found.filter { !$0.isCause }
  }

  private func openRows(near here: Sensor, _ scope: Relation.Scope) -> [AlarmRow] {
    zip(index.site.sensors, queue.table.bySensor).flatMap { sensor, rows in
      rows.isEmpty || !index.site.isNear(here, sensor, for: scope) ? [] : rows
    }
  }

  private func relatedLines(_ alarm: Alarm, _ facts: AlarmFacts, width: Int) -> [DetailBlock] {
    let all = related(to: alarm, facts)
    guard !all.isEmpty else { return [] }
    var blocks: [DetailBlock] = [
      .line([]), .line([Segment(t(.relatedOpen, ["count": String(all.count)]), .paneTitle)]),
    ]
    for one in all.prefix(Desk.relatedLimit) {
      let other = one.row.alarm
      let text = wording.content(of: other, one.row.facts, hasSiteColumn: false)[language]
      blocks.append(
        .line([
          Segment(t(one.isCause ? .relatedCause : .relatedConsequence) + " ", .muted),
          Segment(other.grade.mark, other.grade.role),
          Segment(" #\(other.id.value) " + t(wording.state(of: other)) + " " + text),
        ]))
      blocks += TextFlow.lines(one.why[language], width: max(8, width - 2), widths: configuration.widths).map
      {
        .line([Segment("  " + $0, .muted)])
      }
    }
    return blocks
  }

  // MARK: Past cases

  private func caseLines(_ cases: [PastCase], width: Int) -> [DetailBlock] {
    guard !cases.isEmpty else { return [] }
    var blocks: [DetailBlock] = [
      .line([]), .line([Segment(t(.pastCases, ["count": String(cases.count)]), .paneTitle)]),
    ]
    for entry in cases.prefix(Desk.caseLimit) {
      var head = [Segment(entry.date + " " + entry.name[language], .value)]
      if entry.isMadeUp { head.append(Segment("  " + t(.simulated), .simulated)) }
      blocks.append(.line(head))
      blocks += labelled(t(.place), entry.place[language], width: width)
      blocks += labelled(t(.caseHappened), entry.happened[language], width: width)
      blocks += labelled(t(.caseDone), entry.done[language], width: width)
      blocks += labelled(t(.caseLearnt), entry.learnt[language], width: width)
      blocks += labelled(t(.caseSource), entry.source, width: width, role: .muted)
    }
    return blocks
  }
}

extension AlarmClass {
  var name: Bilingual {
    switch self {
    case .safety: Phrase.classSafety.text
    case .service: Phrase.classService.text
    case .process: Phrase.classProcess.text
    case .equipment: Phrase.classEquipment.text
    case .environment: Phrase.classEnvironment.text
    }
  }
}
