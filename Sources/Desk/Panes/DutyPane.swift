internal import Alarms
internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// The handover, the shift log and the on-duty board, each over the whole body.
extension Desk {
  mutating func drawDuty(_ painter: inout Painter, _ rect: Rect) {
    switch dutyView?.page {
    case nil: return
    case .handover: drawHandover(&painter, rect)
    case .log: drawLog(&painter, rect)
    case .board: drawBoard(&painter, rect)
    case .rules: drawRules(&painter, rect)
    }
  }

  func d(_ phrase: DutyPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  // MARK: Handover

  private mutating func drawHandover(_ painter: inout Painter, _ rect: Rect) {
    guard var view = dutyView else { return }
    let handover = shown.duty.handover
    let items = view.report.items
    var title = d(.titleHandover)
    var right: [Segment] = []
    if let handover {
      title =
        DutyPhrase.titleHandoverNumber.filled(with: [
          "number": Bilingual(same: String(handover.number)), "phase": DutyPhrase.phase(handover.phase).text,
        ])[language]
      let done = items.count - view.report.missing(in: handover)
      right = [
        Segment(
          d(.ticked, ["done": String(done), "all": String(items.count)]),
          done == items.count ? .paneTitleFocused : .muted)
      ]
    }
    let inside = painter.box(rect, title: [Segment(title, .paneTitleFocused)], right: right)
    let left = min(60, max(28, inside.width * 3 / 8))
    let list = Rect(
      x: inside.x + left + 1, y: inside.y, width: inside.width - left - 1,
      height: max(1, inside.height - 3 - (items.isEmpty ? 0 : Desk.itemRows)))
    let beside = max(1, inside.height - 3)
    drawReport(
      &painter, Rect(x: inside.x + 1, y: inside.y, width: left - 2, height: beside), view.report)
    for y in inside.y..<inside.y + beside {
      painter.grid.put(painter.lines.scalars.down, width: 1, x: inside.x + left, y: y, role: .border)
    }
    view.window.reveal(
      cursor: min(view.position, max(0, items.count - 1)), height: list.height, count: items.count)
    if items.isEmpty {
      painter.centred(d(view.madeAt < 0 ? .reportAwaited : .noItems), in: list, y: list.y + 1, .muted)
    }
    for (line, position) in view.window.rows(height: list.height, count: items.count).enumerated() {
      draw(items[position], handover, isCursor: view.position == position, &painter, list, y: list.y + line)
    }
    if items.indices.contains(view.position) {
      // What is read back stands whole, however narrow the list is.
      let room = list.width - 2
      let text = TextFlow.lines(wholeText(of: items[view.position]), width: room, widths: painter.widths)
      for (line, text) in text.prefix(Desk.itemRows).enumerated() {
        painter.text(text, x: list.x + 1, y: list.maxY + line, limit: room, .value)
      }
    }
    dutyView = view
    drawFoot(&painter, inside, view)
  }

  /// Rows that the item under the cursor has below the list.
  private static let itemRows = 3

  /// An item with its reasons, uncut.
  private func wholeText(of item: HandoverItem) -> String {
    let mark = alarm(of: item).map { "\($0.grade.mark) #\($0.id.value) " } ?? ""
    return mark + wording.reasons(item.reasons)[language] + "  " + title(of: item)
  }

  private func title(of item: HandoverItem) -> String {
    if let alarm = alarm(of: item) {
      return wording.content(of: alarm, index.facts(of: alarm), hasSiteColumn: false)[language]
    }
    return wording.title(
      of: item, alarm: nil, followUp: followUp(of: item), incident: incident(of: item),
      warning: warning(of: item),
      suppressed: dutyView?.report.suppressed ?? 0)[language]
  }

  private func draw(
    _ item: HandoverItem, _ handover: Handover?, isCursor: Bool, _ painter: inout Painter, _ area: Rect,
    y: Int
  ) {
    if isCursor { painter.grid.fill(Rect(x: area.x, y: y, width: area.width, height: 1), role: .rowSelected) }
    let role: StyleRole = isCursor ? .rowSelected : .text
    painter.text(isCursor ? ">" : " ", x: area.x, y: y, role)
    var x = area.x + 1
    switch handover?.mark(of: item) {
    case nil: break
    case .open: x += painter.text("[ ] ", x: x, y: y, role)
    case .ticked: x += painter.text("[x] ", x: x, y: y, isCursor ? role : .value)
    case .changed: x += painter.text("[!] ", x: x, y: y, isCursor ? role : .error)
    }
    let alarm = alarm(of: item)
    if let alarm {
      let mark = alarm.grade.mark
      x += painter.text(mark + " ", x: x, y: y, isCursor ? role : alarm.grade.role)
      x += painter.text("#\(alarm.id.value) ", x: x, y: y, role)
    }
    x += painter.text(
      wording.reasons(item.reasons)[language] + "  ", x: x, y: y, limit: area.maxX - x,
      isCursor ? role : .muted)
    if x < area.maxX { painter.text(title(of: item), x: x, y: y, limit: area.maxX - x, role) }
  }

  private func alarm(of item: HandoverItem) -> Alarm? {
    if case .alarm(let id) = item.key { return shown.alarms[id] }
    return nil
  }

  private func followUp(of item: HandoverItem) -> RecordedEntry? {
    if case .followUp(let number) = item.key { return shown.duty.followUps[number] }
    return nil
  }

  private func incident(of item: HandoverItem) -> HandoverIncident? {
    guard case .incident(let id) = item.key, let incident = shown.dispatch[id] else { return nil }
    return HandoverIncident(incident, shown.dispatch.tasksOf[id] ?? [])
  }

  private func warning(of item: HandoverItem) -> HandoverWarning? {
    guard case .warning(let id) = item.key else { return nil }
    return shown.publicWarnings[id].flatMap(HandoverWarning.init)
  }

  /// What is told beside the items.
  private func drawReport(_ painter: inout Painter, _ area: Rect, _ report: HandoverReport) {
    var lines: [[Segment]] = [[Segment(shiftText)]]
    let handover = shown.duty.handover
    if let handover {
      lines.append(person(.outgoing, handover.outgoing))
      if let incoming = handover.incoming {
        lines.append(person(handover.isGuest ? .incomingGuest : .incoming, incoming))
      } else {
        lines.append([Segment(d(.nobodyIncoming), .error)])
      }
    }
    if handover?.isHigherRisk ?? report.isHigherRisk || report.isHigherRisk {
      for line in TextFlow.lines(d(.higherRisk), width: area.width, widths: painter.widths) {
        lines.append([Segment(line, .error)])
      }
      if report.openReds > 0 {
        lines.append([Segment(d(.riskRed, ["count": String(report.openReds)]), .alarmRed)])
      }
      if report.isFlood { lines.append([Segment(d(.riskFlood), .error)]) }
    }
    for test in soundTests where test.isBad {
      for line in TextFlow.lines(test.text, width: area.width, widths: painter.widths) {
        lines.append([Segment(line, .error)])
      }
    }
    // Where there are few rows, none is left empty.
    if area.height > 16 { lines.append([]) }
    for reason in HandoverReasons.all where reason != .suppressed {
      guard let count = report.counts[reason] else { continue }
      lines.append([Segment("\(count)".leftPadded(4) + " ", .value), Segment(d(DutyPhrase.reason(reason)))])
    }
    if report.suppressed > 0 {
      lines.append([Segment(d(.suppressedCount, ["count": String(report.suppressed)]))])
    }
    if !report.expiring.isEmpty {
      lines.append([Segment(d(.expiringHead, ["count": String(report.expiring.count)]), .paneTitle)])
      for id in report.expiring {
        guard let alarm = shown.alarms[id], let until = alarm.shelf?.until else { continue }
        lines.append([
          Segment(
            d(.expiringLine, ["time": wording.minute(until), "what": wording.title(of: alarm)[language]]))
        ])
      }
    }
    lines += soundTests.filter { !$0.isBad }.map { [Segment($0.text, .muted)] }
    lines.append([Segment(lastText, .muted)])
    for (line, segments) in lines.prefix(area.height).enumerated() {
      painter.line(segments, x: area.x, y: area.y + line, limit: area.width)
    }
  }

  /// The self-tests that hold, a seat each, and before them in one line the seats whose test is overdue.
  private var soundTests: [(text: String, isBad: Bool)] {
    let sound = configuration.sound
    guard !sound.audibleGrades.isEmpty else { return [] }
    var overdue: [String] = []
    var lines: [(text: String, isBad: Bool)] = []
    for seat in shown.duty.seats.keys.sorted() {
      let start = runningShift?.start ?? .epoch
      if let test = shown.duty.soundTest(of: seat, since: start, life: sound.testLife, now: clock) {
        lines.append((wording.soundTest(test)[language], test.entry.fields[.unheard] != nil))
      } else {
        overdue.append(seat)
      }
    }
    guard !overdue.isEmpty else { return lines }
    return [(d(.soundOverdue, ["seats": overdue.joined(separator: " ")]), true)] + lines
  }

  private var shiftText: String {
    guard let shift = runningShift else { return d(.noShift) }
    return d(.shiftLine, ["shift": shift.shift.name[language] + " " + shift.shift.hours])
  }

  private var lastText: String {
    guard let last = shown.duty.lastHandover else { return d(.neverSigned) }
    return d(
      .lastSigned,
      [
        "number": String(last.number), "name": last.signature.actor.displayName,
        "time": wording.minute(last.completedAt),
      ])
  }

  private func person(_ phrase: DutyPhrase, _ signature: Signature) -> [Segment] {
    let time = CivilTime(signature.at, at: configuration.site.offset).hourMinute
    let seat = signature.actor.seat
    var segments = [
      Segment(d(phrase, ["name": signature.actor.displayName + " (\(seat))", "time": time]))
    ]
    if !shown.duty.isPresent(signature.actor.person) { segments.append(Segment(d(.notPresent), .error)) }
    return segments
  }

  /// The item's details, what is missing, and the row of buttons.
  private func drawFoot(_ painter: inout Painter, _ inside: Rect, _ view: DutyView) {
    let y = inside.maxY - 3
    let room = inside.width - 2
    let x = inside.x + 1
    for column in inside.x..<inside.maxX {
      painter.grid.put(painter.lines.scalars.across, width: 1, x: column, y: y, role: .border)
    }
    if let item = view.item {
      var details = wording.details(
        of: item, alarm: alarm(of: item), followUp: followUp(of: item), incident: incident(of: item),
        warning: warning(of: item))
      if let handover = shown.duty.handover, case .changed(let at) = handover.mark(of: item) {
        details.insert(changed(item, tickedAt: at), at: 0)
      }
      painter.text(details.map { $0[language] }.joined(separator: "  "), x: x, y: y + 1, limit: room, .text)
    } else {
      let keys = configuration.keys
      let text = d(
        .tickKeys,
        [
          "open": keys.hint(.open), "mark": keys.hint(.mark), "cancel": keys.hint(.handoverCancel),
          "back": keys.hint(.back),
        ])
      painter.text(text, x: x, y: y + 1, limit: room, .muted)
    }
    let isOn = view.cursor == nil
    let (text, isPossible) = nextStep(view)
    var segments = [Segment(isOn ? "> " : "  ", .text)]
    if isPossible {
      segments.append(
        Segment(configuration.keys.hint(.handoverStep) + " ", isOn ? .key : .keyDisabled))
    }
    segments.append(Segment(text, isPossible ? (isOn ? .text : .keyDisabled) : .error))
    painter.line(segments, x: x, y: y + 2, limit: room)
  }

  private func changed(_ item: HandoverItem, tickedAt: Instant) -> Bilingual {
    var text = DutyPhrase.changedSince.filled([
      "time": CivilTime(tickedAt, at: configuration.site.offset).time
    ])
    if let name = alarm(of: item)?.changedBy {
      let by = DutyPhrase.changedByWhom.filled(["name": name])
      text = Bilingual(zh: text.zh + by.zh, en: text.en + by.en)
    }
    return text
  }

  /// What the row of buttons offers, or why it offers nothing.
  private func nextStep(_ view: DutyView) -> (String, Bool) {
    guard let actor else { return (d(.signInToTakePart), false) }
    guard let handover = shown.duty.handover else { return (d(.buttonPrepare), true) }
    guard view.madeAt >= 0 else { return (d(.reportAwaited), false) }
    switch handover.phase {
    case .preparing:
      return (d(actor.person == handover.outgoing.actor.person ? .buttonGuest : .buttonJoin), true)
    case .exchange, .readback:
      let missing = view.report.missing(in: handover)
      guard missing == 0 else { return (d(.missingItems, ["count": String(missing)]), false) }
      guard let incoming = handover.incoming?.actor else { return (d(.waitsFor), false) }
      return actor.person == incoming.person
        ? (d(.buttonSign), true) : (d(.buttonSignFor, ["name": incoming.displayName]), true)
    case .signed:
      let missing = view.report.missing(in: handover)
      guard missing == 0 else { return (d(.missingItems, ["count": String(missing)]), false) }
      return (d(actor.person == handover.signature?.actor.person ? .buttonSecondFor : .buttonSecond), true)
    }
  }

  // MARK: Log

  private mutating func drawLog(_ painter: inout Painter, _ rect: Rect) {
    guard var view = dutyView else { return }
    let count = Segment(t(.rowCount, ["count": String(view.log.count)]), .muted)
    let inside = painter.box(rect, title: [Segment(d(.titleLog), .paneTitleFocused)], right: [count])
    // Below the list the whole of the entry under the cursor.
    let height = max(1, inside.height - 5)
    if view.log.isEmpty { painter.centred(d(.emptyLog), in: inside, y: inside.y + 1, .muted) }
    view.window.reveal(cursor: view.position, height: height, count: view.log.count)
    for (line, position) in view.window.rows(height: height, count: view.log.count).enumerated() {
      let recorded = view.log[position]
      let y = inside.y + line
      let isCursor = position == view.position
      let role: StyleRole = isCursor ? .rowSelected : .text
      if isCursor { painter.grid.fill(Rect(x: inside.x, y: y, width: inside.width, height: 1), role: role) }
      let mark = recorded.entry.due == nil ? "   " : recorded.isPending ? "[ ]" : "[x]"
      let head = (isCursor ? ">" : " ") + mark + " " + wording.minute(recorded.entry.occurredAt) + " "
      var x = inside.x + painter.text(head, x: inside.x, y: y, isCursor ? role : .muted)
      x += painter.text(recorded.recorder.displayName + " ", x: x, y: y, limit: 10, role)
      painter.text(wording.line(of: recorded)[language], x: x, y: y, limit: inside.maxX - x, role)
    }
    dutyView = view
    for column in inside.x..<inside.maxX {
      painter.grid.put(painter.lines.scalars.across, width: 1, x: column, y: inside.maxY - 5, role: .border)
    }
    if view.log.indices.contains(view.position) {
      let text = wording.line(of: view.log[view.position])[language]
      let lines = TextFlow.lines(text, width: inside.width - 2, widths: painter.widths)
      for (line, text) in lines.prefix(3).enumerated() {
        painter.text(text, x: inside.x + 1, y: inside.maxY - 4 + line, limit: inside.width - 2)
      }
    }
    let keys = d(
      .logKeys, ["open": configuration.keys.hint(.open), "back": configuration.keys.hint(.back)])
    painter.text(keys, x: inside.x + 1, y: inside.maxY - 1, limit: inside.width - 2, .muted)
  }

  // MARK: Board

  private func drawBoard(_ painter: inout Painter, _ rect: Rect) {
    let inside = painter.box(rect, title: [Segment(d(.titleBoard), .paneTitleFocused)])
    var lines: [[Segment]] = [[Segment(shiftText, .paneTitle)]]
    if let shift = runningShift {
      lines += crew(shift.crew, painter)
      if let next = configuration.shiftPlan.next(after: shift) {
        lines.append([])
        lines.append([
          Segment(d(.nextShift, ["shift": next.shift.name[language] + " " + next.shift.hours]), .paneTitle)
        ])
        lines += crew(next.crew, painter)
      }
    }
    lines.append([])
    let seats = shown.duty.seats.values.sorted { $0.seat < $1.seat }
    lines.append([Segment(d(.seatsHead, ["count": String(seats.count)]), .paneTitle)])
    for actor in seats {
      lines.append([Segment("  \(actor.seat)  \(actor.role.name[language]) \(actor.displayName)")])
    }
    lines.append([])
    lines.append([Segment(lastText)])
    for (phrase, count) in [
      (DutyPhrase.pendingHead, shown.duty.followUps.count), (.sourcesHead, lostSources.count),
      (.serviceHead, shown.alarms.counts.outOfService),
    ] {
      lines.append([Segment(d(phrase, ["count": String(count)]), count > 0 ? .value : .muted)])
    }
    for (line, segments) in lines.prefix(inside.height).enumerated() {
      painter.line(segments, x: inside.x + 1, y: inside.y + line, limit: inside.width - 2)
    }
  }

  private func crew(_ crew: Crew, _ painter: Painter) -> [[Segment]] {
    [
      (DutyPhrase.crewLeader, crew.leader), (.crewLead, crew.lead), (.crewMain, crew.main),
      (.crewDeputy, crew.deputy),
    ].map { phrase, name in
      let label = d(phrase)
      let gap = String(repeating: " ", count: max(1, 12 - painter.width(label)))
      guard !name.isEmpty else { return [Segment("  " + label + gap), Segment(d(.nobodyPlanned), .muted)] }
      guard let actor = shown.duty.seats.values.first(where: { $0.person == name || $0.displayName == name })
      else {
        return [Segment("  " + label + gap + name + "  "), Segment(d(.notAtSeat), .muted)]
      }
      return [
        Segment("  " + label + gap + actor.displayName + "  "),
        Segment(d(.atSeat, ["seat": actor.seat]), .value),
      ]
    }
  }

  /// The header's part: the running shift, and who is on duty by the plan.
  var shiftPieces: (shift: String, crew: String)? {
    guard let shift = runningShift else { return nil }
    func shownName(_ name: String) -> String {
      latest.duty.seats.values.first { $0.person == name }?.displayName ?? name
    }
    let people = [
      (Role.operator.name[language], shift.crew.main), (Role.lead.name[language], shift.crew.lead),
    ]
    let crew = people.filter { !$0.1.isEmpty }.map { $0.0 + " " + shownName($0.1) }
    return (shift.shift.name[language] + " " + shift.shift.hours, crew.joined(separator: "  "))
  }
}

extension String {
  fileprivate func leftPadded(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
