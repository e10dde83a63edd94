internal import Alarms
internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// Dialogs: the opening key never confirms, `y` acts only on the row of buttons, Esc is always back.
extension Desk {
  mutating func open(_ dialog: Dialog) {
    overlay = .dialog(dialog)
  }

  mutating func openSignIn(because reason: Phrase? = nil) {
    var name = TextField(limit: 64)
    if let actor { name.set(actor.person) }
    var dialog = Dialog(
      .signIn,
      fields: [
        .init(label: .nameField, input: name),
        .init(label: .passphraseField, input: TextField(limit: 256), isSecret: true),
      ], at: hand)
    dialog.problem = reason?.text
    if actor != nil { dialog.focus = 1 }
    open(dialog)
  }

  mutating func openAuthorise(_ purpose: Dialog.Purpose) {
    open(Dialog(purpose, fields: Dialog.leadFields, at: hand))
  }

  mutating func openThemes() {
    guard !themes.isEmpty else { return say(.noThemes) }
    var dialog = Dialog(.theme(names: themes, current: theme), at: hand)
    dialog.choice = themes.firstIndex(of: theme) ?? 0
    open(dialog)
  }

  mutating func press(_ key: Key, in dialog: Dialog) {
    // Repeats of the opening key arrive within this time and mean nothing.
    guard dialog.openedAt.age(at: hand) >= Dialog.guardTime else { return }
    var dialog = dialog
    switch key.code {
    case .escape: return leave(dialog)
    case .pageDown where dialog.isOfWarning: scrollWarning(&dialog, by: 5)
    case .pageUp where dialog.isOfWarning: scrollWarning(&dialog, by: -5)
    case .tab: dialog.focus = (dialog.focus + 1) % (dialog.fields.count + 1)
    case .backTab: dialog.focus = (dialog.focus + dialog.fields.count) % (dialog.fields.count + 1)
    default:
      guard !dialog.isWaiting else { return }
      if dialog.isOnButtons { return pressOnButtons(key, dialog) }
      if key.code == .enter || key.code == .down {
        dialog.focus += 1
      } else if key.code == .up {
        dialog.focus = max(0, dialog.focus - 1)
      } else {
        let chosen = dialog.fields.first?.choice
        if dialog.fields[dialog.focus].take(key) { dialog.problem = nil }
        dialog = refilled(dialog, before: chosen)
      }
    }
    overlay = .dialog(dialog)
  }

  private mutating func leave(_ dialog: Dialog) {
    overlay = nil
    if case .dispatch(.report(let id, _, _)) = dialog.purpose {
      keepReport(id, dialog.fields)
      return say(.draftKept)
    }
    guard case .command(let proposal, _) = dialog.purpose,
      let typed = dialog.fields.first(where: { $0.meaning == .text && !$0.input.text.isEmpty }),
      let first = proposal.sights.first
    else { return }
    draft = Draft(name: proposal.name, alarm: first.alarm, text: typed.input.text)
    say(.draftKept)
  }

  private mutating func pressOnButtons(_ key: Key, _ dialog: Dialog) {
    var dialog = dialog
    if key.code == .up, !dialog.fields.isEmpty, !dialog.isList {
      dialog.focus = dialog.fields.count - 1
      return overlay = .dialog(dialog)
    }
    let action = configuration.keys.action(for: InputFolding.fold(key), in: .dialog)
    if dialog.move(action) { return overlay = .dialog(dialog) }
    switch (dialog.purpose, action) {
    case (.theme(let names, _), .open):
      overlay = nil
      effects.append(.setTheme(names[dialog.choice]))
    case (.theme, .confirm), (.theme, .refuse): break
    case (.soundTest(let trial), .confirm): answer(trial, isHeard: true)
    case (.soundTest(let trial), .refuse): answer(trial, isHeard: false)
    case (_, .confirm): confirm(dialog)
    case (_, .refuse), (_, .close): leave(dialog)
    default: break
    }
  }

  private mutating func confirm(_ dialog: Dialog) {
    var dialog = dialog
    let texts = dialog.fields.map(\.cleaned)
    if let empty = dialog.fields.firstIndex(where: \.isEmpty) {
      dialog.focus = empty
      dialog.problem = Phrase.fieldIsEmpty.filled(with: ["field": dialog.fields[empty].title])
      return overlay = .dialog(dialog)
    }
    switch dialog.purpose {
    case .signIn:
      guard case .attached = link else {
        dialog.problem = wording.text(of: .noOwner)
        return overlay = .dialog(dialog)
      }
      dialog.isWaiting = true
      dialog.problem = nil
      overlay = .dialog(dialog)
      effects.append(.signIn(name: texts[0], passphrase: texts[1]))
    case .authorise(let proposal):
      waitIn(&dialog)
      perform(proposal, lead: dialog.lead)
    case .command(let proposal, let durations): confirm(proposal, durations, &dialog)
    case .reopen(let sights):
      overlay = nil
      var proposal = Proposal(.reopen, [sights[min(dialog.choice, sights.count - 1)]])
      proposal.text = texts[0]
      send(proposal)
    case .dutyProof(let action):
      waitIn(&dialog)
      send(action, as: (texts[0], texts[1]))
    case .logEntry(let kind): confirm(dialog, kind, texts)
    case .ruleChange(let form): confirm(form, dialog, texts)
    case .cancelHandover:
      overlay = nil
      if let handover = shown.duty.handover { send(.cancel(handover: handover.number)) }
    case .dispatch(let question): confirm(question, &dialog)
    case .warning(let question): confirm(question, dialog)
    case .drill(let question): confirm(question, dialog)
    case .theme, .soundTest: overlay = nil
    case .quit:
      overlay = nil
      effects.append(.quit)
    }
  }

  private mutating func waitIn(_ dialog: inout Dialog) {
    dialog.isWaiting = true
    dialog.problem = nil
    overlay = .dialog(dialog)
  }

  private mutating func confirm(_ proposal: Proposal, _ durations: [Span], _ dialog: inout Dialog) {
    let proposal = dialog.filled(proposal, durations: durations, at: now)
    if let first = proposal.sights.first, !proposal.text.isEmpty {
      draft = Draft(name: proposal.name, alarm: first.alarm, text: proposal.text)
    }
    if proposal.sights.count > 1 { queue.clearMarks() }
    if let lead = dialog.lead {
      waitIn(&dialog)
      perform(proposal, lead: lead)
    } else {
      overlay = nil
      send(proposal)
    }
  }
}

extension Dialog {
  /// The command that is asked about, in either kind of dialog.
  var proposal: Proposal? {
    switch purpose {
    case .authorise(let proposal), .command(let proposal, _): proposal
    default: nil
    }
  }

  /// Whether what it shows of a warning may be longer than the dialog.
  var isOfWarning: Bool { if case .warning = purpose { true } else { false } }

  /// Whether the row of buttons has a list above it whose rows are gone through first.
  var isList: Bool {
    if case .reopen = purpose { choice > 0 } else { false }
  }

  /// Moves the choice of a list, or a preview that is longer than the dialog; whether the action was one of these.
  mutating func move(_ action: Action?) -> Bool {
    switch (purpose, action) {
    case (.theme(let names, _), .down): choice = min(names.count - 1, choice + 1)
    case (.reopen(let sights), .down): choice = min(sights.count - 1, choice + 1)
    case (.theme, .up), (.reopen, .up): choice = max(0, choice - 1)
    default: return scroll(action)
    }
    return true
  }

  private mutating func scroll(_ action: Action?) -> Bool {
    guard let count = proposal?.sights.count, count > 1 else { return false }
    switch action {
    case .pageDown: top = min(count - 1, top + 5)
    case .pageUp: top = max(0, top - 5)
    case .top: top = 0
    case .bottom: top = count - 1
    default: return false
    }
    return true
  }
}

extension Dialog.Field {
  /// Types into the field, or moves its choice; whether the key meant anything.
  mutating func take(_ key: Key) -> Bool {
    guard !options.isEmpty else { return input.edit(key) }
    switch key.code {
    case .left: choice = (choice + options.count - 1) % options.count
    case .right, .character(" "): choice = (choice + 1) % options.count
    case .character(let digit):
      guard let number = digit.wholeNumberValue, options.indices.contains(number - 1) else { return false }
      choice = number - 1
    default: return false
    }
    return true
  }
}

extension String {
  /// Without spaces at both ends.
  var trimmed: String {
    guard let first = firstIndex(where: { $0 != " " }), let last = lastIndex(where: { $0 != " " }) else {
      return ""
    }
    return String(self[first...last])
  }
}
