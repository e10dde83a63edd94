internal import Alarms
internal import Analysis
internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// Dialogs, palette, help and prompts over the panes.
extension Desk {
  /// Draws what lies over the panes and returns where the cursor stands.
  mutating func drawOverlay(_ painter: inout Painter, _ layout: Layout) -> Frame.Cursor? {
    let area = Rect(x: 1, y: 1, width: size.columns - 2, height: size.rows - 2)
    switch overlay {
    case nil: return nil
    case .dialog(let dialog): return draw(dialog, &painter, area)
    case .palette(let palette): return draw(palette, &painter, area)
    case .help(let view):
      drawHelp(&painter, area, view)
      return nil
    case .quality(let view):
      drawQuality(&painter, view, above: layout.message)
      return nil
    case .order(let form):
      drawOrderForm(form, &painter, body(layout))
      return nil
    case .prompt(let prompt): return draw(prompt, &painter, layout.message)
    case .knowledge(let view): return drawKnowledge(&painter, view, body(layout))
    case .resources(let view): return drawResources(&painter, view, body(layout))
    case .drill(let view):
      drawDrill(&painter, view, body(layout))
      return nil
    case .drillChoice(let view):
      drawDrillChoice(&painter, view, body(layout))
      return nil
    }
  }

  /// Everything between the header and the message line.
  private func body(_ layout: Layout) -> Rect {
    Rect(x: 0, y: 1, width: size.columns, height: layout.message.y - 1)
  }

  // MARK: Prompt

  private func draw(_ prompt: Prompt, _ painter: inout Painter, _ rect: Rect) -> Frame.Cursor {
    painter.grid.fill(rect, role: .message)
    let label = t(prompt.purpose == .filter ? .promptFilter : .promptSearch)
    let used = painter.text(label, x: rect.x + 1, y: rect.y, .message)
    var hint = t(prompt.purpose == .filter ? .promptFilterHint : .promptSearchHint)
    var role = StyleRole.muted
    if prompt.purpose == .filter, let word = queue.filter.problem {
      hint = t(.promptProblem, ["word": word])
      role = .error
    }
    let hintWidth = min(painter.width(hint), rect.width / 2)
    let x = rect.x + used + 2
    let cursor = prompt.input.draw(
      in: &painter.grid, x: x, y: rect.y, width: max(8, rect.width - used - hintWidth - 5),
      widths: painter.widths)
    painter.text(hint, x: rect.maxX - 1 - hintWidth, y: rect.y, limit: hintWidth, role)
    return cursor
  }

  // MARK: Dialog

  private func title(of dialog: Dialog) -> String {
    switch dialog.purpose {
    case .signIn: t(.titleSignIn)
    case .authorise(let proposal): t(.titleAuthorise, ["what": proposal.name.name[language]])
    case .command(let proposal, _): title(of: proposal)
    case .dutyProof(.join): d(.titleJoin)
    case .dutyProof(.secondSign): d(.titleSecond)
    case .dutyProof: d(.titleSign)
    case .logEntry(let kind): DutyPhrase.titleEntry.filled(with: ["kind": kind.name])[language]
    case .cancelHandover: d(.titleCancel)
    case .dispatch(let question): title(of: question)
    case .warning(let question): title(of: question)
    case .ruleChange(let form): r(.titleChange, ["rule": form.rule])
    case .reopen: t(.titleReopen)
    case .theme: t(.titleTheme)
    case .soundTest: t(.titleSoundTest)
    case .quit: drill == nil ? t(.titleQuit) : DrillPhrase.titleLeave.text[language]
    case .drill(let question): title(of: question)
    }
  }

  private func title(of proposal: Proposal) -> String {
    let what = proposal.name.name[language]
    guard proposal.sights.count == 1, let sight = proposal.sights.first else {
      return t(.titleMany, ["what": what, "count": String(proposal.sights.count)])
    }
    if proposal.acceptsLostData { return t(.titleAcknowledgeLost) }
    return what + " #\(sight.alarm.value)"
  }

  /// What a command's dialog says of its consequence.
  private func note(on proposal: Proposal) -> Phrase? {
    switch proposal.name {
    case .acknowledge: proposal.acceptsLostData ? .lostNote : nil
    case .reset: .resetNote
    case .shelve: proposal.needsSecond ? .shelveRedNote : .shelveNote
    case .unshelve: .unshelveNote
    case .outOfService: .serviceNote
    case .returnToService: .returnNote
    case .assign: .assignNote
    case .reopen: .reopenNote
    default: nil
    }
  }

  /// What a dialog says above its fields.
  private func lines(of dialog: Dialog, height: Int) -> [[Segment]] {
    switch dialog.purpose {
    case .signIn: return configuration.demoHint.map { [Segment($0[language], .muted)] }
    case .authorise(let proposal):
      return preview(proposal.sights, top: dialog.top, most: max(1, height - 11)) + [
        [Segment(t(.authoriseNote), .muted)]
      ]
    case .command(let proposal, _):
      let most = max(1, height - 9 - dialog.fields.count)
      var lines = preview(proposal.sights, top: dialog.top, most: most)
      if let note = note(on: proposal) { lines.append([Segment(t(note), .muted)]) }
      return lines + (proposal.name == .assign ? absence(dialog) : [])
    case .reopen(let sights):
      return sights.enumerated().map { position, sight in
        let isChosen = position == dialog.choice
        return [
          Segment(isChosen ? "> " : "  ", .dialog),
          Segment("#\(sight.alarm.value) ", isChosen ? .rowSelected : .muted),
        ]
          + titleLine(sight)
      } + [[Segment(t(.reopenNote), .muted)]]
    case .theme(let names, let current):
      return names.enumerated().map { position, name in
        let mark = (position == dialog.choice ? "> " : "  ") + name + (name == current ? " *" : "")
        return [Segment(mark, position == dialog.choice ? .rowSelected : .dialog)]
      }
    case .soundTest(let trial): return lines(of: trial)
    case .dutyProof(.join): return [[Segment(d(.joinNote), .muted)]]
    case .dutyProof: return [[Segment(d(.signNote), .muted)]]
    case .logEntry: return [[Segment(d(.timeHint), .muted)]]
    case .cancelHandover: return [[Segment(d(.cancelNote), .dialog)]]
    case .dispatch(let question): return lines(of: question, in: dialog)
    case .warning(let question): return lines(of: question, in: dialog, height: height)
    case .ruleChange(let form): return lines(of: form)
    case .quit:
      return [[Segment(drill == nil ? t(.quitNote) : DrillPhrase.leaveNote.text[language], .dialog)]]
    case .drill(let question): return lines(of: question).map { [Segment($0[language], .dialog)] }
    }
  }

  private func lines(of trial: SoundTrial) -> [[Segment]] {
    guard let grade = trial.waiting.first else { return [] }
    let how = configuration.sound[grade].name
    return [
      [Segment(grade.mark, grade.role), Segment(" " + how[language], .dialog)],
      [Segment(t(.soundTestQuestion, ["count": String(trial.waiting.count)]), .dialog)],
    ]
  }

  /// Says, before an alarm is given to a person, that they are signed in nowhere.
  private func absence(_ dialog: Dialog) -> [[Segment]] {
    let name = dialog.fields[0].input.text.trimmed
    guard dialog.isOnButtons, !name.isEmpty, !latest.duty.isPresent(name) else { return [] }
    return [[Segment(d(.absentNote, ["name": name]), .error)]]
  }

  private func titleLine(_ sight: Sight) -> [Segment] {
    let text = sight.title[language]
    let mark = sight.grade.mark
    return [
      Segment(mark, sight.grade.role),
      Segment(text.hasPrefix(mark) ? String(text.dropFirst(mark.count)) : text, .dialog),
    ]
  }

  /// Exactly what will be sent: `most` lines from `top` on, and how many there are beside them.
  private func preview(_ sights: [Sight], top: Int, most: Int) -> [[Segment]] {
    let first = max(0, min(top, sights.count - most))
    var lines = sights[first...].prefix(most).map { titleLine($0) }
    if sights.count > most {
      let above = first
      let below = sights.count - most - first
      lines.append([Segment(t(.previewMore, ["above": String(above), "below": String(below)]), .muted)])
    }
    return lines
  }

  private func buttons(of dialog: Dialog) -> [Segment] {
    let isOn = dialog.isOnButtons && !dialog.isWaiting
    let keys = configuration.keys
    let performs: Phrase
    switch dialog.purpose {
    case .signIn: performs = .buttonSignIn
    case .command(let proposal, _) where proposal.name == .comment || proposal.name == .escalate:
      performs = .buttonSend
    case .quit: performs = .buttonQuit
    case .theme:
      return [
        Segment(keys.hint(.down) + "/" + keys.hint(.up), .key), Segment(" " + t(.buttonMove), .dialog),
        Segment("   " + keys.hint(.open), .key),
        Segment(" " + t(.buttonChoose), .dialog), Segment("   Esc", .key),
        Segment(" " + t(.buttonBack), .dialog),
      ]
    case .soundTest:
      return [
        Segment(keys.hint(.confirm), .key), Segment(" " + t(.buttonHeard), .dialog),
        Segment("   " + keys.hint(.refuse), .key),
        Segment(" " + t(.buttonNotHeard), .dialog), Segment("   Esc", .key),
        Segment(" " + t(.buttonBack), .dialog),
      ]
    default: performs = .buttonPerform
    }
    if dialog.isWaiting { return [Segment(t(.waiting), .message)] }
    var segments = [
      Segment(keys.hint(.confirm), isOn ? .key : .keyDisabled),
      Segment(" " + t(performs), isOn ? .dialog : .keyDisabled),
    ]
    if !dialog.fields.isEmpty {
      segments += [Segment("   Tab", .key), Segment(" " + t(.buttonNext), .dialog)]
    }
    return segments + [Segment("   Esc", .key), Segment(" " + t(.buttonBack), .dialog)]
  }

  /// Whole sentences are typed into a report.
  private func leastWidth(of dialog: Dialog) -> Int {
    if case .dispatch(.report) = dialog.purpose { return 110 }
    return dialog.isOfWarning ? warningDialogWidth - 2 : 56
  }

  private func draw(_ dialog: Dialog, _ painter: inout Painter, _ area: Rect) -> Frame.Cursor? {
    let isTheme = if case .theme = dialog.purpose { true } else { false }
    let text = lines(of: dialog, height: area.height)
    let problem = dialog.problem.map { painter.width($0[language]) } ?? 0
    let wanted = max(leastWidth(of: dialog), problem, text.map { $0.width(painter.widths) }.max() ?? 0) + 2
    let rows =
      text.count + dialog.fields.count + (text.isEmpty ? 0 : 1) + (dialog.fields.isEmpty ? 0 : 1) + 1
      + (dialog.problem == nil ? 0 : 1) + (isTheme ? 0 : 1)
    let inside = Widgets.Dialog.draw(
      in: &painter.grid, area: area, width: min(wanted, area.width - 2), height: rows + 1,
      lines: painter.lines,
      title: [Segment(title(of: dialog), .dialogBorder)], widths: painter.widths)
    let x = inside.x + 1
    let room = inside.width - 2
    var y = inside.y
    var cursor: Frame.Cursor?
    for line in text where y < inside.maxY {
      painter.line(line, x: x, y: y, limit: room)
      y += 1
    }
    if !text.isEmpty { y += 1 }
    let indent = (dialog.fields.map { painter.width($0.title[language]) }.max() ?? 0) + 2
    // The rows below the fields: an empty one, what is wrong and the buttons.
    let fieldRows = max(1, inside.maxY - y - (dialog.problem == nil ? 2 : 3))
    let firstField =
      dialog.fields.count <= fieldRows
      ? 0 : min(max(0, dialog.focus - fieldRows / 2), dialog.fields.count - fieldRows)
    for (position, field) in dialog.fields.enumerated().dropFirst(firstField).prefix(fieldRows) {
      painter.text(field.title[language], x: x, y: y, limit: room, .dialog)
      // What a rule's value was stands beside its field.
      let at = (x: x + indent, width: field.before == nil ? max(4, room - indent) : 18)
      let isHere = position == dialog.focus && !dialog.isWaiting
      if field.options.isEmpty {
        let place = field.input.draw(
          in: &painter.grid, x: at.x, y: y, width: at.width, secret: field.isSecret, widths: painter.widths)
        if isHere { cursor = place }
      } else {
        let widths = field.options.map { painter.width($0[language]) + 2 }
        let row = options(of: field, widths: widths, room: at.width, isHere: isHere)
        painter.line(row, x: at.x, y: y, limit: at.width)
        if isHere { cursor = Frame.Cursor(x: at.x, y: y) }
      }
      if let old = field.before, field.ruleValue != old {
        let text = "<- " + wording.rules.value(old, of: .latching)[language]
        painter.text(text, x: at.x + at.width + 1, y: y, limit: room - indent - at.width - 1, .key)
      }
      y += 1
    }
    if !dialog.fields.isEmpty { y += 1 }
    if let problem = dialog.problem {
      if y < inside.maxY { painter.text(problem[language], x: x, y: y, limit: room, .error) }
      y += 1
    }
    if y < inside.maxY {
      if dialog.isOnButtons {
        painter.grid.fill(Rect(x: x - 1, y: y, width: room + 2, height: 1), role: .dialog)
      }
      painter.line(
        [Segment(dialog.isOnButtons ? "> " : "  ", .dialog)] + buttons(of: dialog), x: x, y: y, limit: room)
      y += 1
    }
    if !isTheme, y < inside.maxY { painter.text(t(.holdNote), x: x + 2, y: y, limit: room - 2, .muted) }
    return cursor
  }

  /// More choices than this are not listed in a row: it says which of how many is chosen.
  private static let optionsInRow = 12

  /// The choices in a row, the chosen one in brackets and always in sight.
  private func options(of field: Dialog.Field, widths: [Int], room: Int, isHere: Bool) -> [Segment] {
    guard field.options.count <= Desk.optionsInRow else {
      let text = "[" + field.options[field.choice][language] + "]"
      return [
        Segment(text, isHere ? .rowSelected : .key),
        Segment("  \(field.choice + 1)/\(field.options.count)", .muted),
      ]
    }
    var first = 0
    while first < field.choice, widths[first...field.choice].reduce(0, +) > room { first += 1 }
    return field.options.enumerated().dropFirst(first).map { position, option in
      let isChosen = position == field.choice
      let text = isChosen ? "[" + option[language] + "]" : " " + option[language] + " "
      return Segment(text, isChosen ? (isHere ? .rowSelected : .key) : .muted)
    }
  }

  // MARK: Palette

  private func draw(_ palette: Palette, _ painter: inout Painter, _ area: Rect) -> Frame.Cursor? {
    let height = min(16, area.height - 2)
    let inside = Widgets.Dialog.draw(
      in: &painter.grid, area: area, width: min(76, area.width - 2), height: height, lines: painter.lines,
      title: [Segment(t(.titlePalette), .dialogBorder)], widths: painter.widths)
    let x = inside.x + 1
    let room = inside.width - 2
    painter.text(":", x: x, y: inside.y, .key)
    let cursor = palette.input.draw(
      in: &painter.grid, x: x + 2, y: inside.y, width: room - 2, widths: painter.widths)
    if let quick = palette.quick, quick != .shiftLog {
      draw(quick, palette, &painter, Rect(x: x, y: inside.y + 2, width: room, height: inside.height - 2))
      return cursor
    }
    let rows = max(1, inside.height - (palette.quick == nil ? 1 : 2))
    if palette.quick != nil {
      painter.text(
        QuickPhrase.noIncident.text[language], x: x, y: inside.maxY - 1, limit: room, .message)
    }
    var window = ListWindow()
    window.reveal(cursor: palette.choice, height: rows, count: palette.rows.count)
    if palette.rows.isEmpty { painter.text(t(.paletteEmpty), x: x + 2, y: inside.y + 1, .muted) }
    for (line, position) in window.rows(height: rows, count: palette.rows.count).enumerated() {
      let row = palette.rows[position]
      guard let record = configuration.keys.record(of: row.action) else { continue }
      let y = inside.y + 1 + line
      let isChosen = position == palette.choice
      let role: StyleRole = isChosen ? .rowSelected : row.reason == nil ? .dialog : .keyDisabled
      if isChosen { painter.grid.fill(Rect(x: inside.x, y: y, width: inside.width, height: 1), role: role) }
      painter.text(isChosen ? ">" : " ", x: inside.x, y: y, role)
      painter.text(configuration.keys.hint(row.action), x: x + 1, y: y, limit: 8, isChosen ? role : .key)
      let used = painter.text(record.short[language], x: x + 10, y: y, limit: 16, role)
      let rest = row.reason?[language] ?? (record.long == record.short ? "" : record.long[language])
      painter.text(
        rest, x: x + 10 + max(17, used + 1), y: y, limit: room - 10 - max(17, used + 1),
        isChosen ? role : row.reason == nil ? .muted : .keyDisabled)
    }
    return cursor
  }

  /// What the entry will do or what it lacks, and the words that there are.
  private func draw(_ quick: QuickEntry, _ palette: Palette, _ painter: inout Painter, _ area: Rect) {
    var lines: [Segment] = []
    switch quick {
    case .ready(_, _, let says):
      for (position, text) in says.enumerated() {
        lines.append(Segment(text[language], position == 0 ? .paneTitle : .dialog))
      }
    case .unclear(let problem): lines.append(Segment(problem[language], .error))
    case .shiftLog: break
    }
    if let problem = palette.problem { lines.append(Segment(problem[language], .error)) }
    if palette.isWaiting { lines.append(Segment(t(.waiting), .message)) }
    lines.append(Segment(""))
    lines += quickHints.map { Segment($0, .muted) }
    var y = area.y
    for line in lines {
      for part in TextFlow.lines(line.text, width: area.width, widths: painter.widths) where y < area.maxY {
        painter.text(part, x: area.x, y: y, line.role)
        y += 1
      }
    }
  }
}
