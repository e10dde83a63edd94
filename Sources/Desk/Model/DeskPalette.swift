internal import Alarms
internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// The palette: every action by Chinese name, English name, id or alias.
extension Desk {
  mutating func openPalette() {
    var palette = Palette()
    refresh(&palette)
    overlay = .palette(palette)
  }

  mutating func press(_ key: Key, in palette: Palette) {
    var palette = palette
    if palette.isWaiting, key.code != .escape { return }
    switch key.code {
    case .escape: return overlay = nil
    case .enter where palette.quick != nil && palette.quick != .shiftLog:
      if case .ready(let action, let seen, _) = palette.quick { send(palette, action, seen: seen) }
      return
    case .up, .backTab: palette.choice = max(0, palette.choice - 1)
    case .down, .tab: palette.choice = max(0, min(palette.rows.count - 1, palette.choice + 1))
    case .pageDown: palette.choice = max(0, min(palette.rows.count - 1, palette.choice + 10))
    case .pageUp: palette.choice = max(0, palette.choice - 10)
    case .enter:
      guard palette.rows.indices.contains(palette.choice) else { return }
      let row = palette.rows[palette.choice]
      overlay = nil
      if let reason = row.reason { return say(reason) }
      if let kind = row.action.logKind {
        return openLogEntry(kind, text: palette.input.text.trimmed.afterFirstWord)
      }
      if row.action == .knowledge { return openKnowledge(palette.input.text.trimmed.afterFirstWord) }
      return performHere(row.action)
    default:
      guard palette.input.edit(key) else { return }
      refresh(&palette)
    }
    overlay = .palette(palette)
  }

  /// Finds the actions for what is typed: what begins with it first; actions on the row first of all.
  mutating func refresh(_ palette: inout Palette) {
    palette.problem = nil
    palette.quick = quickEntry(palette.input.text)
    let typed = palette.input.text.lowercased().trimmed
    let words = typed.split(separator: " ").first.map(String.init) ?? ""
    var found: [(rank: Int, row: Palette.Row)] = []
    let place = context
    for record in configuration.keys.records where record.context != .dialog {
      // The whole line may be a name; else its first word is one, and the others belong to what it does.
      guard let match = Desk.match(typed, record) ?? Desk.match(words, record).map({ $0 + 3 }) else {
        continue
      }
      let group = rank(of: record, in: place)
      found.append((match * 4 + group, Palette.Row(action: record.action, reason: reason(against: record))))
    }
    palette.rows = found.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
      .map(\.element.row)
    palette.choice = 0
  }

  /// 0 when the word is a name, 1 when a name begins with it, 2 when one contains it, `nil` when none does.
  private static func match(_ word: String, _ record: ActionRecord) -> Int? {
    guard !word.isEmpty else { return 1 }
    let names =
      [record.short.zh, record.short.en, record.long.zh, record.long.en, record.action.rawValue]
      + record.aliases
    let low = names.map { $0.lowercased() }
    if low.contains(word) { return 0 }
    if low.contains(where: { $0.hasPrefix(word) }) { return 1 }
    return low.contains { Haystack([$0]).contains(Needle(word)) } ? 2 : nil
  }

  /// Actions on the row come first, those of other places last.
  private func rank(of record: ActionRecord, in place: KeyContext) -> Int {
    if place.isPane, record.context.isPane || record.context == .drill {
      return record.context == .alert ? 0 : Desk.isMovement(record.action) ? 2 : 1
    }
    if record.context == place { return 0 }
    return record.context == .everywhere ? (Desk.isMovement(record.action) ? 2 : 1) : 3
  }

  private static func isMovement(_ action: Action) -> Bool {
    switch action {
    case .down, .up, .left, .right, .top, .bottom, .pageDown, .pageUp, .nextPane, .previousPane, .open, .back,
      .close, .previousTab, .nextTab:
      true
    default: false
    }
  }

  /// Why an action cannot be done now; `nil` when it can, or when doing it asks for what is missing.
  func reason(against record: ActionRecord) -> Bilingual? {
    if let reason = reason(against: record, in: context) { return reason }
    if let name = record.action.command { return reason(against: name) }
    if record.context == .drill, drill == nil { return DrillPhrase.noDrill.text }
    switch record.action {
    case .open, .mark, .markRange: return focus == .queue && queue.current == nil ? Phrase.noRow.text : nil
    case .dispatch where queue.current == nil && queue.marks.isEmpty: return Phrase.noRow.text
    case .plan: return detailAlarm == nil ? Phrase.noRow.text : nil
    case .signOut: return actor == nil ? Phrase.nobodySignedIn.text : nil
    case .theme: return themes.isEmpty ? Phrase.noThemes.text : nil
    case .nextUnacknowledged, .previousUnacknowledged:
      return shown.alarms.counts.unacknowledged == 0 ? Phrase.noneUnacknowledged.text : nil
    default: return nil
    }
  }

  /// Why an action means nothing in a place.
  private func reason(against record: ActionRecord, in place: KeyContext) -> Bilingual? {
    let holds =
      switch record.context {
      case .everywhere: place.holds(record.action)
      case .drill: true
      default: record.context == place || (record.context.isPane && place.isPane)
      }
    guard !holds else { return nil }
    let there = record.context == .everywhere ? KeyPhrase.panes.text : record.context.title
    return KeyPhrase.onlyThere.filled(with: ["place": there])
  }

  private func reason(against name: CommandName) -> Bilingual? {
    if case .attached = link {} else { return wording.text(of: .noOwner) }
    if name.takesMany, !queue.marks.isEmpty { return nil }
    guard let current = queue.current else { return Phrase.noRow.text }
    let alarm = current.alarm
    if current.isGhost { return Phrase.rowHasLeft.text }
    if !mayApply(name, to: alarm) {
      return wording.text(of: .notApplicable(name, alarm.id, label: alarm.label))
    }
    guard let actor, !configuration.authority.permits(name, actor.role, alarm.grade) else { return nil }
    if actor.role == .operator, configuration.authority.permits(name, .lead, alarm.grade) { return nil }
    let least = configuration.authority.leastRole(for: name, alarm.grade)
    return wording.text(of: .notPermitted(name, role: actor.role, needs: least))
  }
}

extension String {
  /// What stands behind the first word.
  fileprivate var afterFirstWord: String {
    firstIndex(of: " ").map { String(self[$0...]).trimmed } ?? ""
  }
}

extension Action {
  /// The kind of log entry that an action writes, if it writes one.
  var logKind: LogKind? {
    switch self {
    case .logNote: .note
    case .logCall: .call
    case .logVisit: .visit
    case .logInstruction: .instruction
    case .logEquipment: .equipment
    case .logFollowUp: .followUp
    default: nil
    }
  }

  /// The command that an action gives, if it gives one.
  var command: CommandName? {
    switch self {
    case .acknowledge: .acknowledge
    case .claim: .claim
    case .assign: .assign
    case .comment: .comment
    case .escalate: .escalate
    case .reset: .reset
    case .decline: .decline
    case .respond: .respond
    case .resolve: .resolve
    case .shelve: .shelve
    case .closeVerdict: .close
    case .prioritise: .prioritise
    case .outOfService: .outOfService
    case .returnToService: .returnToService
    default: nil
    }
  }
}
