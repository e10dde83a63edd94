internal import CitySafety
internal import Operations
internal import Widgets

/// Entries of the shift log: the form of each kind.
extension Desk {
  /// Opens the form of a kind; `text` is what was typed behind the palette's word.
  mutating func openLogEntry(_ kind: LogKind, text: String = "") {
    guard mayCommand() else { return }
    var fields: [Dialog.Field] = kind.fields.map { field in
      var input = TextField(limit: Desk.textLimit)
      if field == .course { input.set(text) }
      return Dialog.Field(
        label: .commentField, input: input, isOptional: !kind.required.contains(field), name: field.title)
    }
    var time = TextField(limit: 20)
    time.set(CivilTime(now, at: configuration.site.offset).hourMinute)
    fields.append(
      Dialog.Field(label: .commentField, input: time, isOptional: true, name: DutyPhrase.timeField.text))
    fields.append(
      Dialog.Field(
        label: .commentField, input: TextField(limit: 20), isOptional: kind != .followUp,
        name: DutyPhrase.dueField.text))
    open(Dialog(.logEntry(kind), fields: fields, at: hand))
  }

  /// Sends what stands in the form, or says which time cannot be read.
  mutating func confirm(_ dialog: Dialog, _ kind: LogKind, _ texts: [String]) {
    var dialog = dialog
    let count = kind.fields.count
    var fields: [LogField: String] = [:]
    for (field, text) in zip(kind.fields, texts) where !text.isEmpty { fields[field] = text }
    let times = texts[count...].map {
      $0.isEmpty ? nil : DeskTime.read($0, now: now, configuration.site.offset)
    }
    for (position, text) in texts[count...].enumerated() where !text.isEmpty && times[position] == nil {
      dialog.focus = count + position
      dialog.problem = DutyPhrase.badTime.filled(["text": text])
      return overlay = .dialog(dialog)
    }
    let occurred = times[0].map { DeskTime.past($0, now: now) } ?? now
    dialog.isWaiting = true
    dialog.problem = nil
    overlay = .dialog(dialog)
    send(.log(LogEntry(kind: kind, occurredAt: occurred, fields: fields, due: times[1])))
  }
}

/// Times as people type them in a hurry.
enum DeskTime {
  /// `18:30` is the next such time, `+2h` and `+30m` count from now; a date with a time is itself.
  static func read(_ text: String, now: Instant, _ offset: UTCOffset) -> Instant? {
    if text.hasPrefix("+"), let unit = text.last, let count = Int64(text.dropFirst().dropLast()),
      (1...10_000).contains(count)
    {
      return unit == "h" ? now + .hours(count) : unit == "m" ? now + .minutes(count) : nil
    }
    guard text.utf8.count == 5 else { return TimeText.parse(text, offset: offset) }
    let today = CivilTime(now, at: offset).date
    guard let time = TimeText.parse(today + "T" + text, offset: offset) else { return nil }
    // The minute that runs now is not over.
    return time + .minutes(1) > now ? time : time + .hours(24)
  }

  /// A time of day that has happened: the last one, where `read` gave the next.
  static func past(_ time: Instant, now: Instant) -> Instant {
    time <= now ? time : time - .hours(24) <= now ? max(time - .hours(24), .epoch) : now
  }
}
