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
      ], at: now)
    dialog.problem = reason?.text
    if actor != nil { dialog.focus = 1 }
    open(dialog)
  }

  mutating func openAuthorise(_ purpose: Dialog.Purpose) {
    open(
      Dialog(
        purpose,
        fields: [
          .init(label: .leadNameField, input: TextField(limit: 64)),
          .init(label: .leadCodeField, input: TextField(limit: 256), isSecret: true),
        ], at: now))
  }

  mutating func openThemes() {
    guard !themes.isEmpty else { return say(.noThemes) }
    var dialog = Dialog(.theme(names: themes, current: theme), at: now)
    dialog.choice = themes.firstIndex(of: theme) ?? 0
    open(dialog)
  }

  mutating func press(_ key: Key, in dialog: Dialog) {
    // Repeats of the opening key arrive within this time and mean nothing.
    guard dialog.openedAt.age(at: now) >= Dialog.guardTime else { return }
    var dialog = dialog
    switch key.code {
    case .escape: return leave(dialog)
    case .tab: dialog.focus = (dialog.focus + 1) % (dialog.fields.count + 1)
    case .backTab: dialog.focus = (dialog.focus + dialog.fields.count) % (dialog.fields.count + 1)
    default:
      guard !dialog.isWaiting else { return }
      if dialog.isOnButtons { return pressOnButtons(key, dialog) }
      if key.code == .enter || key.code == .down {
        dialog.focus += 1
      } else if key.code == .up {
        dialog.focus = max(0, dialog.focus - 1)
      } else if dialog.fields[dialog.focus].input.edit(key) {
        dialog.problem = nil
      }
    }
    overlay = .dialog(dialog)
  }

  private mutating func leave(_ dialog: Dialog) {
    overlay = nil
    if case .text(let name, let sight) = dialog.purpose, !dialog.fields[0].input.text.isEmpty {
      draft = Draft(name: name, alarm: sight.alarm, text: dialog.fields[0].input.text)
      say(.draftKept)
    }
  }

  private mutating func pressOnButtons(_ key: Key, _ dialog: Dialog) {
    var dialog = dialog
    let folded = InputFolding.fold(key)
    if case .theme(let names, _) = dialog.purpose {
      switch configuration.keys.action(for: folded, in: .everywhere) {
      case .down: dialog.choice = min(names.count - 1, dialog.choice + 1)
      case .up: dialog.choice = max(0, dialog.choice - 1)
      case .close: return overlay = nil
      case .open:
        overlay = nil
        return effects.append(.setTheme(names[dialog.choice]))
      default: break
      }
      return overlay = .dialog(dialog)
    }
    switch folded.code {
    case .up where !dialog.fields.isEmpty:
      dialog.focus = dialog.fields.count - 1
      overlay = .dialog(dialog)
    case .character("y") where !folded.control && !folded.alt: confirm(dialog)
    case .character("n") where !folded.control && !folded.alt, .character("q"): leave(dialog)
    default: break
    }
  }

  private mutating func confirm(_ dialog: Dialog) {
    var dialog = dialog
    let texts = dialog.fields.map { field in
      field.isSecret
        ? field.input.text
        : HarmlessText.clean(field.input.text, limit: Desk.textLimit, replacement: " ").trimmed
    }
    if let empty = texts.indices.first(where: { texts[$0].isEmpty && !dialog.fields[$0].isOptional }) {
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
    case .authorise(let name, let sights, let text, let acceptsLostData):
      dialog.isWaiting = true
      dialog.problem = nil
      overlay = .dialog(dialog)
      for sight in sights.prefix(1) {
        perform(name, sight, text: text, acceptsLostData: acceptsLostData, lead: (texts[0], texts[1]))
      }
    case .text(let name, let sight):
      overlay = nil
      draft = Draft(name: name, alarm: sight.alarm, text: texts[0])
      send(name, [sight], text: texts[0])
    case .acknowledgeMarked(let sights):
      overlay = nil
      queue.clearMarks()
      send(.acknowledge, sights)
    case .acknowledgeLost(let sight):
      overlay = nil
      send(.acknowledge, [sight], acceptsLostData: true)
    case .reset(let sight):
      overlay = nil
      send(.reset, [sight])
    case .dutyProof(let action):
      dialog.isWaiting = true
      dialog.problem = nil
      overlay = .dialog(dialog)
      send(action, as: (texts[0], texts[1]))
    case .logEntry(let kind): confirm(dialog, kind, texts)
    case .cancelHandover:
      overlay = nil
      if let handover = shown.duty.handover { send(.cancel(handover: handover.number)) }
    case .theme: overlay = nil
    case .quit:
      overlay = nil
      effects.append(.quit)
    }
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
