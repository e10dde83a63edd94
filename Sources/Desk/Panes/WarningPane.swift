internal import Alarms
internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// The pane of authored warnings: the list above, what the one under the cursor says below.
extension Desk {
  func w(_ phrase: WarningPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  mutating func drawWarningBoard(_ painter: inout Painter, _ rect: Rect) {
    settleWarnings()
    guard var view = warningView else { return }
    let table = latest.publicWarnings
    let counts: [(WarningPhrase, Int)] = [(.countInForce, table.inForce), (.countPending, table.pending)]
    let inside = painter.box(
      rect, title: [Segment(w(.titleBoard), .paneTitleFocused)],
      right: counts.filter { $0.1 > 0 }.map { Segment(w($0.0, ["count": String($0.1)]) + " ", .value) })
    let keys = Rect(x: inside.x + 1, y: inside.maxY - 1, width: inside.width - 2, height: 1)
    drawWarningKeys(&painter, keys)
    guard !table.warnings.isEmpty else {
      let text = w(
        .noWarnings,
        [
          "key": configuration.keys.hint(.warningNew),
          "incident": configuration.keys.hint(.dispatchBoard) + " " + configuration.keys.hint(.incidentWarn),
        ])
      return painter.centred(text, in: inside, y: inside.y + 1, .muted)
    }
    let above = min(table.warnings.count, max(3, inside.height / 3))
    let position = table.warnings.firstIndex { $0.id == view.warning } ?? 0
    view.window.reveal(cursor: position, height: above, count: table.warnings.count)
    for (line, index) in view.window.rows(height: above, count: table.warnings.count).enumerated() {
      draw(
        table.warnings[index], isCursor: index == position, &painter,
        Rect(x: inside.x, y: inside.y + line, width: inside.width, height: 1))
    }
    let y = inside.y + above
    for x in inside.x..<inside.maxX {
      painter.grid.put(painter.lines.scalars.across, width: 1, x: x, y: y, role: .border)
    }
    let room = Rect(x: inside.x + 1, y: y + 1, width: inside.width - 2, height: max(1, keys.y - y - 1))
    let lines = warningUnderCursor.map { self.lines(of: $0, width: room.width) } ?? []
    view.top = min(view.top, max(0, lines.count - room.height))
    for (offset, line) in lines.dropFirst(view.top).prefix(room.height).enumerated() {
      painter.line(line, x: room.x, y: room.y + offset, limit: room.width)
    }
    warningView = view
  }

  private func draw(_ warning: PublicWarning, isCursor: Bool, _ painter: inout Painter, _ rect: Rect) {
    if isCursor { painter.grid.fill(rect, role: .rowSelected) }
    func role(_ plain: StyleRole) -> StyleRole { isCursor ? .rowSelected : plain }
    let content = warning.content
    var x = rect.x + painter.text(isCursor ? ">" : " ", x: rect.x, y: rect.y, role(.text))
    if let grade = content?.grade { x += painter.text(grade.mark + " ", x: x, y: rect.y, role(grade.role)) }
    x += painter.text("#\(warning.id.value) ", x: x, y: rect.y, role(.text))
    x += painter.text(
      warning.state.name[language] + " ", x: x, y: rect.y, role(warning.state.isOver ? .muted : .value))
    if warning.state.isInForce, let proposal = warning.proposal {
      let text = "[" + w(proposal.isSubmitted ? .nextPending : .nextVersion) + "] "
      x += painter.text(text, x: x, y: rect.y, role(.error))
    }
    let right = content.map { " -> " + wording.minute($0.ends) } ?? ""
    let width = painter.width(right)
    let text = content.map { $0.type.name[language] + "  " + $0.area[language] } ?? ""
    painter.text(text, x: x, y: rect.y, limit: max(0, rect.maxX - x - width - 1), role(.text))
    painter.rightText(right, x: rect.maxX - width - 1, y: rect.y, width: width, role(.muted))
  }

  private func drawWarningKeys(_ painter: inout Painter, _ area: Rect) {
    var segments: [Segment] = []
    for record in configuration.keys.own(.warning) where record.action.warningRequest.map(isPossible) == true
    {
      segments += keyHint(record) + [Segment("  ", .keyLabel)]
    }
    segments += [Segment(configuration.keys.hint(.pageDown), .key), Segment(" " + w(.keyScroll), .keyLabel)]
    painter.line(segments, x: area.x, y: area.y, limit: area.width)
  }

  // MARK: What it says

  /// What stands in a warning: the draft that comes next, or what went out last.
  private func lines(of warning: PublicWarning, width: Int) -> [[Segment]] {
    let next = warning.next(sent: now, by: "", approver: nil)
    guard let shown = next ?? warning.messages.last else { return [] }
    var lines = [[Segment(shown.headline[language], .paneTitle)]]
    let version = String(warning.messages.count)
    var parts = [
      w(
        .lineNow,
        [
          "version": version, "state": warning.state.name[language],
          "time": wording.minute(warning.changedAt),
          "by": warning.changedBy ?? t(.system),
        ])
    ]
    if let incident = warning.incident { parts.append(w(.lineIncident, ["number": String(incident.value)])) }
    if let proposal = warning.proposal {
      parts.append(w(.lineDraft, ["by": proposal.by.displayName, "time": wording.minute(proposal.at)]))
      if !proposal.remark.isEmpty { parts.append(w(.lineBack, ["text": proposal.remark])) }
    } else {
      let approver = shown.approver.map { w(.lineApproved, ["name": $0]) } ?? ""
      parts.append(w(.lineIssued, ["by": shown.by, "approver": approver]).trimmed)
    }
    lines += flow(parts.joined(separator: "  "), .muted, width)
    let isOut = next == nil
    return lines + fieldLines(shown, isOut: isOut, language, width) + reachLines(shown, width)
  }

  private func flow(_ text: String, _ role: StyleRole, _ width: Int) -> [[Segment]] {
    TextFlow.lines(text, width: width, widths: configuration.widths).map { [Segment($0, role)] }
  }

  /// The legal fields as they go out.
  private func fieldLines(_ message: IssuedWarning, isOut: Bool, _ language: Language, _ width: Int)
    -> [[Segment]]
  {
    let words = WarningText(authoring: configuration.site.authoring, offset: configuration.site.offset)
    return words.fields(message, isOut: isOut).flatMap { name, value -> [[Segment]] in
      let head = name[language] + (language == .zh ? "：" : ": ")
      let text = TextFlow.lines(head + value[language], width: width, widths: configuration.widths)
      guard let first = text.first else { return [] }
      let rest = first.hasPrefix(head) ? String(first.dropFirst(head.count)) : first
      return [[Segment(first.hasPrefix(head) ? head : "", .muted), Segment(rest, .text)]]
        + text.dropFirst().map { [Segment($0, .text)] }
    }
  }

  /// Whom it reaches, and how long the text message is.
  private func reachLines(_ message: IssuedWarning, _ width: Int) -> [[Segment]] {
    let authoring = configuration.site.authoring
    let sms = WarningText(authoring: authoring, offset: configuration.site.offset).sms(message)
    var lines = flow(
      w(
        .lineSMS,
        [
          "zh": String(SMSParts.count(sms.zh)), "en": String(SMSParts.count(sms.en)),
          "limit": String(authoring.smsParts),
        ]), .muted, width)
    if !message.references.isEmpty {
      let earlier = message.references.map(\.identifier).joined(separator: " ")
      lines += flow(w(.lineReplaces, ["identifiers": earlier]), .muted, width)
    }
    let names = authoring.recipients[message.content.grade] ?? []
    var reach = names.isEmpty ? w(.lineNobody) : w(.lineRecipients, ["names": names.joined(separator: " ")])
    if !names.isEmpty, authoring.index != nil { reach += "  " + w(.lineIndex) }
    return lines + flow(reach, .muted, width)
  }

  /// Everything that goes out: the fields and the text message, in the language of the screen and then in the other.
  private func outgoing(_ message: IssuedWarning, _ width: Int) -> [[Segment]] {
    let words = WarningText(authoring: configuration.site.authoring, offset: configuration.site.offset)
    let sms = words.sms(message)
    func text(_ language: Language) -> [[Segment]] {
      flow(message.headline[language], .dialog, width) + fieldLines(message, isOut: false, language, width)
        + flow(WarningPhrase.lineText.filled(["text": sms[language]])[language], .text, width)
    }
    return text(language) + reachLines(message, width) + [[]] + text(language == .zh ? .en : .zh)
  }

  // MARK: The dialogs

  /// Texts that go out are long: their dialogs are as wide as can be read.
  var warningDialogWidth: Int { min(110, size.columns - 4) }

  func title(of question: WarningQuestion) -> String {
    switch question {
    case .draft(let id, _, _, _):
      guard id.value > 0 else { return w(.titleNew) }
      let version = (latest.publicWarnings[id]?.messages.count ?? 0) + 1
      return w(.titleEdit, ["number": String(id.value), "version": String(version)])
    case .issue(let id, _): return w(.titleIssue, ["number": String(id.value)])
    case .back(let id, _): return w(.titleBack, ["number": String(id.value)])
    case .cancel(let id, _): return w(.titleCancel, ["number": String(id.value)])
    case .discard(let id, _): return w(.titleDiscard, ["number": String(id.value)])
    }
  }

  /// What the dialog is about, above its fields: of what goes out every field, as far as `height` lets, from `top` on.
  func lines(of question: WarningQuestion, in dialog: Dialog, height: Int) -> [[Segment]] {
    let width = max(20, warningDialogWidth - 4)
    switch question {
    case .draft: return []
    case .back(let id, _), .discard(let id, _):
      let next = latest.publicWarnings[id]?.next(sent: now, by: "", approver: nil)
      return next.map { flow($0.headline[language], .dialog, width) } ?? []
    case .issue, .cancel: break
    }
    let all = outgoing(of: question, in: dialog)
    let room = warningRoom(in: dialog, height: height)
    guard all.count > room else { return all }
    let top = min(dialog.top, all.count - room + 1)
    let below = all.count - top - (room - 1)
    let more = [[Segment(w(.moreBelow, ["count": String(below)]), .muted)]]
    return Array(all.dropFirst(top).prefix(room - 1)) + more
  }

  /// The line that stands first when the end of what goes out is shown.
  func lastTop(of question: WarningQuestion, in dialog: Dialog) -> Int {
    let room = warningRoom(in: dialog, height: size.rows - 2)
    let count = outgoing(of: question, in: dialog).count
    return count > room ? count - room + 1 : 0
  }

  private func warningRoom(in dialog: Dialog, height: Int) -> Int {
    max(3, height - dialog.fields.count - 10)
  }

  private func outgoing(of question: WarningQuestion, in dialog: Dialog) -> [[Segment]] {
    let message: IssuedWarning?
    switch question {
    case .issue(let id, _): message = latest.publicWarnings[id]?.next(sent: now, by: "", approver: nil)
    case .cancel(let id, _):
      let reason = dialog.fields.first?.cleaned ?? ""
      message = latest.publicWarnings[id]?.cancellation(sent: now, reason: reason, by: "")
    case .draft, .back, .discard: message = nil
    }
    return message.map { outgoing($0, max(20, warningDialogWidth - 4)) } ?? []
  }
}
