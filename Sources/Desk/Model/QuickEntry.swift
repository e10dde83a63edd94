internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations

/// A line of the command log as it was typed: `记 #3 任务12 二中队报已到 对讲 到场`.
struct QuickLine: Sendable, Hashable {
  var incident: IncidentID?
  var task: TaskID?
  var text: String
  /// The status word as typed, and its meaning.
  var word: String?
  var meaning: QuickWords.Meaning?
  var channel: String?

  /// `nil` when it does not begin with the command and a space.
  init?(_ line: String) {
    let clean = HarmlessText.clean(line, limit: Desk.textLimit, replacement: " ")
    var words = clean.split(separator: " ").map(String.init)
    guard words.count > 1, QuickWords.commands.contains(words.removeFirst().lowercased()) else { return nil }
    text = ""
    while let first = words.first {
      if first.hasPrefix("#"), let number = Int64(first.dropFirst()), incident == nil {
        incident = IncidentID(number)
      } else if task == nil, let number = QuickLine.order(first, followedBy: words.dropFirst().first) {
        task = TaskID(number)
        if QuickWords.orders.contains(first.lowercased()) { words.removeFirst() }
      } else {
        break
      }
      words.removeFirst()
    }
    if let last = words.last, let found = QuickWords.meaning(of: last) {
      word = last
      meaning = found.meaning
      words.removeLast()
    }
    if case .step = meaning, let last = words.last, let found = QuickWords.channel(of: last) {
      channel = found
      words.removeLast()
    }
    text = words.joined(separator: " ")
  }

  /// The number in `任务12`, `任务 12`, `task12`.
  private static func order(_ word: String, followedBy next: String?) -> Int64? {
    let low = word.lowercased()
    guard let prefix = QuickWords.orders.first(where: { low.hasPrefix($0) }) else { return nil }
    return low == prefix ? next.flatMap { Int64($0) } : Int64(low.dropFirst(prefix.count))
  }
}

/// What a quick entry will do, or what it lacks.
enum QuickEntry: Sendable, Hashable {
  /// What is sent, bound to what was seen, and how it is said before.
  case ready(DispatchAction, seen: Int64, says: [Bilingual])
  case unclear(Bilingual)
  /// No incident is meant: the shift log's own form is offered.
  case shiftLog
}

extension Desk {
  /// What a line of the palette means as a quick entry; `nil` when it is none.
  func quickEntry(_ line: String) -> QuickEntry? {
    guard let line = QuickLine(line) else { return nil }
    if let id = quickTask(line) { return entry(line, of: id) }
    if case .step = line.meaning {
      return .unclear(QuickPhrase.needsTask.filled(["word": line.word ?? ""]))
    }
    guard let id = line.incident ?? incidentInSight else { return .shiftLog }
    return note(line, in: id, text: line.text)
  }

  /// The order that is named, or for a receipt the one under the board's cursor.
  private func quickTask(_ line: QuickLine) -> TaskID? {
    if let task = line.task { return task }
    guard case .step = line.meaning, line.incident == nil, dispatchView?.focus == .tasks else { return nil }
    return boardTask?.id
  }

  /// The incident under the board's cursor, or the one that answers the alarm under the cursor.
  private var incidentInSight: IncidentID? {
    if dispatchView != nil { return boardIncident?.id }
    guard let alarm = detailAlarm?.id else { return nil }
    return latest.dispatch.incidents.first { $0.alarms.contains(alarm) }?.id
  }

  private func entry(_ line: QuickLine, of id: TaskID) -> QuickEntry {
    guard let task = latest.dispatch.tasksOf.values.lazy.joined().first(where: { $0.id == id }) else {
      return .unclear(wording.text(of: .unknownTask(id)))
    }
    if let incident = line.incident, incident != task.incident {
      return .unclear(
        QuickPhrase.otherIncident.filled([
          "task": String(id.value), "number": String(task.incident.value),
        ]))
    }
    switch line.meaning {
    case nil: return .unclear(QuickPhrase.needsWord.filled(["task": String(id.value)]))
    case .note:
      guard !line.text.isEmpty else { return .unclear(QuickPhrase.needsText.text) }
      let text = QuickPhrase.about.filled(["task": String(id.value), "text": line.text])[language]
      return note(line, in: task.incident, text: text)
    case .step(let event):
      switch task.outcome(of: event, TaskInput(at: now, words: line.text)) {
      case .noRow: return .unclear(wording.text(of: .notApplicable(event, task.state)))
      case .hindered(let rule): return .unclear(wording.text(of: .hindered(event, rule)))
      case .performed: break
      }
      let channel = line.channel ?? DispatchPhrase.spoken[0]
      return .ready(
        .step(id, event, channel: channel, words: line.text), seen: task.revision,
        says: [
          QuickPhrase.stepOf.filled(with: [
            "task": Bilingual(same: String(id.value)), "unit": Bilingual(same: unitName(of: task)),
            "step": event.name, "channel": DispatchPhrase.channel(channel),
          ]), signed(line.text),
        ])
    }
  }

  private func note(_ line: QuickLine, in id: IncidentID, text: String) -> QuickEntry {
    guard let incident = latest.dispatch[id] else {
      return .unclear(wording.text(of: DispatchRefusal.unknownIncident(id)))
    }
    guard incident.state != .closed else { return .unclear(wording.text(of: .over(.closed))) }
    guard !text.isEmpty else { return .unclear(QuickPhrase.needsText.text) }
    let kind: NoteKind = if case .note(let kind) = line.meaning { kind } else { .note }
    return .ready(
      .note(id, kind, text), seen: incident.revision,
      says: [
        QuickPhrase.noteTo.filled(with: [
          "number": Bilingual(same: String(id.value)), "title": incident.title, "kind": kind.name,
        ]), signed(text),
      ])
  }

  /// Time, person and text, as they will stand in the log.
  private func signed(_ text: String) -> Bilingual {
    QuickPhrase.line.filled(with: [
      "time": Bilingual(same: CivilTime(now, at: configuration.site.offset).hourMinute),
      "name": actor.map { Bilingual(same: $0.displayName) } ?? QuickPhrase.nobody.text,
      "text": Bilingual(same: text),
    ])
  }

  /// The words that exist, for below the line.
  var quickHints: [String] {
    let channels = QuickWords.channels.map { $0.word[language == .zh ? 0 : 1] }.joined(separator: " ")
    func said(_ phrase: QuickPhrase, _ words: String) -> String { phrase.filled(["words": words])[language] }
    return [
      said(.notes, QuickWords.list(QuickWords.notes, language)),
      said(.receipts, QuickWords.list(QuickWords.receipts, language)), said(.by, channels),
    ]
  }

  // MARK: Sending

  /// Sends the entry; the palette stays until the owner has answered, with what was typed.
  mutating func send(_ palette: Palette, _ action: DispatchAction, seen: Int64) {
    guard mayCommand() else { return }
    guard pendingDuty.isEmpty else { return say(DutyPhrase.waitsForAnswer.text) }
    var palette = palette
    palette.isWaiting = true
    palette.problem = nil
    overlay = .palette(palette)
    send(action, seen: seen)
  }

  /// The answer to a quick entry, if the palette waits for one; whether it did.
  mutating func takeQuickAnswer(_ refusal: Refusal?) -> Bool {
    guard case .palette(var palette) = overlay, palette.isWaiting else { return false }
    overlay = nil
    guard let refusal else { return true }
    refresh(&palette)
    palette.isWaiting = false
    palette.problem = wording.text(of: refusal)
    overlay = .palette(palette)
    return true
  }
}
