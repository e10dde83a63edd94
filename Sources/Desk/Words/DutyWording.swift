internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Drills
internal import Operations

/// The shift log and the handover in words.
extension Wording {
  func text(of refusal: DutyRefusal) -> Bilingual {
    switch refusal {
    case .notPermitted(let right, let role):
      return DutyPhrase.refusedRight.filled(with: ["role": role.name, "what": right.name])
    case .underWay(let name): return DutyPhrase.refusedUnderWay.filled(["name": name])
    case .over(nil): return DutyPhrase.refusedOver.text
    case .over(let name?): return DutyPhrase.refusedOverBy.filled(["name": name])
    case .taken(let name): return DutyPhrase.refusedTaken.filled(["name": name])
    case .samePerson: return DutyPhrase.refusedSame.text
    case .notIncoming(let name): return DutyPhrase.refusedNotIncoming.filled(["name": name])
    case .itemChanged: return DutyPhrase.refusedChanged.text
    case .nothingToDo: return DutyPhrase.refusedNothing.text
    case .itemsOpen(let count): return DutyPhrase.refusedItems.filled(["count": String(count)])
    case .absent(let name): return DutyPhrase.refusedAbsent.filled(["name": name])
    case .wrongPhase(let phase):
      return DutyPhrase.refusedPhase.filled(with: ["phase": DutyPhrase.phase(phase).text])
    case .secondIsFirst(let name): return DutyPhrase.refusedSecond.filled(["name": name])
    case .tooMany(let limit): return DutyPhrase.refusedTooMany.filled(["limit": String(limit)])
    case .needsField(let field): return DutyPhrase.refusedField.filled(with: ["field": field.title])
    case .textTooLong(let limit): return DutyPhrase.refusedLong.filled(["limit": String(limit)])
    case .unknownEntry(let number): return DutyPhrase.refusedEntry.filled(["number": String(number)])
    case .unanswered: return DutyPhrase.refusedUnanswered.text
    case .dispatch(let refusal): return text(of: refusal)
    case .needsApprover: return RulePhrase.needsApprover.text
    case .approverIsAuthor(let name): return RulePhrase.approverIsAuthor.filled(["name": name])
    case .needsReason: return RulePhrase.needsReason.text
    case .unknownRule(let rule): return RulePhrase.unknownRule.filled(["rule": rule])
    case .ruleChanged(let rule, let name):
      return (name.isEmpty ? RulePhrase.ruleChanged : .ruleChangedBy).filled(["rule": rule, "name": name])
    case .badValue(let fault): return text(of: fault)
    case .warning(let refusal): return text(of: refusal)
    case .remark(let reason): return reason
    case .unknownMessage(let key): return OutboxPhrase.refusedUnknown.filled(["key": key])
    case .messageWaits(let key): return OutboxPhrase.refusedWaits.filled(["key": key])
    }
  }

  /// What a request says in the events.
  func text(of command: DutyCommand) -> Bilingual {
    let number = String(command.action.handover ?? 0)
    switch command.action {
    case .log(let entry):
      return DutyPhrase.eventLog.filled(with: [
        "kind": entry.kind.name, "text": brief(entry),
      ])
    case .finish(let entry): return DutyPhrase.eventFinish.filled(["number": String(entry)])
    case .prepare(let after): return DutyPhrase.eventPrepare.filled(["number": String(after + 1)])
    case .join: return DutyPhrase.eventJoin.filled(["number": number])
    case .tick(_, let key, _):
      return DutyPhrase.eventTick.filled(with: ["number": Bilingual(same: number), "item": name(of: key)])
    case .untick(_, let key):
      return DutyPhrase.eventUntick.filled(with: ["number": Bilingual(same: number), "item": name(of: key)])
    case .sign(_, let isHigherRisk):
      return (isHigherRisk ? DutyPhrase.eventSignRisk : .eventSign).filled(["number": number])
    case .secondSign: return DutyPhrase.eventSecond.filled(["number": number])
    case .cancel: return DutyPhrase.eventCancel.filled(["number": number])
    case .dispatch(let action): return text(of: action)
    case .changeRule(let change): return text(of: change)
    case .warning(let action): return text(of: action)
    case .remark(let remark):
      return ImprovementRequest(remark).map(DrillWording.text(of:)) ?? DrillWording.text(ofControl: remark)
    case .resend(let key): return OutboxPhrase.eventResend.filled(["key": key])
    }
  }

  private func name(of key: HandoverKey) -> Bilingual {
    switch key {
    case .alarm(let id): Bilingual(same: "#\(id.value)")
    case .source(let id): sourceName(id)
    case .followUp(let number): Bilingual(zh: "续报 #\(number)", en: "follow-up #\(number)")
    case .suppressed: DutyPhrase.reasonSuppressed.text
    case .incident(let id): DispatchPhrase.handedOverName.filled(["number": String(id.value)])
    case .warning(let id): WarningPhrase.handedOverName.filled(["number": String(id.value)])
    }
  }

  private func sourceName(_ id: String) -> Bilingual {
    index.site.sources.first { $0.id == id }?.name ?? Bilingual(same: id)
  }

  /// What an item is about, in one line.
  func title(
    of item: HandoverItem, alarm: Alarm?, followUp: RecordedEntry?, incident: HandoverIncident?,
    warning: HandoverWarning?, suppressed: Int
  ) -> Bilingual {
    switch item.key {
    case .alarm(let id): return alarm.map { title(of: $0) } ?? Bilingual(same: "#\(id.value)")
    case .source(let id): return sourceName(id)
    case .followUp(let number):
      return Bilingual(same: "#\(number) " + (followUp?.entry.summary ?? ""))
    case .suppressed: return DutyPhrase.suppressedCount.filled(["count": String(suppressed)])
    case .incident(let id):
      return DispatchPhrase.handedOver.filled(with: [
        "number": Bilingual(same: String(id.value)), "title": incident?.title ?? Bilingual(same: ""),
      ])
    case .warning(let id):
      return WarningPhrase.handedOver.filled(with: [
        "number": Bilingual(same: String(id.value)), "grade": warning?.grade.colour ?? Bilingual(same: ""),
        "kind": warning?.kind ?? Bilingual(same: ""), "area": warning?.area ?? Bilingual(same: ""),
      ])
    }
  }

  func reasons(_ reasons: HandoverReasons) -> Bilingual {
    let words = HandoverReasons.all.filter { reasons.contains($0) }.map { DutyPhrase.reason($0).text }
    return Bilingual(zh: words.map(\.zh).joined(separator: " "), en: words.map(\.en).joined(separator: ", "))
  }

  /// What a person has to know of an item beside its title: until when, under which order, by when, with whom.
  func details(
    of item: HandoverItem, alarm: Alarm?, followUp: RecordedEntry?, incident: HandoverIncident?,
    warning: HandoverWarning?
  ) -> [Bilingual] {
    var lines: [Bilingual] = []
    if let incident { lines += details(of: incident) }
    if let warning {
      lines.append(WarningPhrase.handedOverUntil.filled(["time": minute(warning.ends)]))
      if let incident = warning.incident {
        lines.append(DispatchPhrase.handedOverName.filled(["number": String(incident.value)]))
      }
    }
    if let due = followUp?.entry.due { lines.append(DutyPhrase.dueAt.filled(["time": minute(due)])) }
    guard let alarm else { return lines }
    if let shelf = alarm.shelf {
      lines.append(
        DutyPhrase.shelvedUntil.filled([
          "time": minute(shelf.until), "reason": shelf.reason, "name": shelf.by,
        ]))
    }
    if let order = alarm.serviceOrder {
      lines.append(DutyPhrase.serviceOrder.filled(["order": order.number, "measure": order.measure]))
    }
    if let due = alarm.actionDeadline { lines.append(DutyPhrase.actionDue.filled(["time": minute(due)])) }
    if let due = alarm.escalationDeadline {
      lines.append(DutyPhrase.escalationDue.filled(["time": minute(due)]))
    }
    if case .offered(let name, _, let until) = alarm.handling {
      lines.append(DutyPhrase.offeredTo.filled(["name": name, "time": minute(until)]))
    } else if let name = alarm.handling.person {
      lines.append(DutyPhrase.ownedBy.filled(["name": name]))
    }
    return lines
  }

  private func details(of incident: HandoverIncident) -> [Bilingual] {
    let counts: [(DispatchPhrase, Int)] = [
      (.countsRunning, incident.running), (.countsAwaiting, incident.awaiting),
      (.countsMissed, incident.missed),
      (.countsOverdue, incident.overdue),
    ]
    return [incident.level.name] + counts.filter { $0.1 > 0 }.map { $0.0.filled(["count": String($0.1)]) }
  }

  /// Month, day, hour and minute by the site's clock.
  func minute(_ instant: Instant) -> String {
    let civil = CivilTime(instant, at: index.site.offset)
    return String(civil.date.dropFirst(5)) + " " + civil.hourMinute
  }

  /// What an entry says in a few words: its summary, or where it has none, its fields.
  private func brief(_ entry: LogEntry) -> Bilingual {
    guard entry.summary.isEmpty else { return Bilingual(same: entry.summary) }
    let fields = fields(of: entry, but: "")
    return Bilingual(
      zh: fields.map(\.zh).joined(separator: "  "), en: fields.map(\.en).joined(separator: "  "))
  }

  /// The fields with their titles, without the one that holds `summary`.
  private func fields(of entry: LogEntry, but summary: String) -> [Bilingual] {
    entry.kind.fields.compactMap { field in
      guard field != .course, let value = entry.fields[field], value != summary else { return nil }
      return Bilingual(zh: "\(field.title.zh) \(value)", en: "\(field.title.en): \(value)")
    }
  }

  /// A seat's self-test: who heard what, and when.
  func soundTest(_ recorded: RecordedEntry) -> Bilingual {
    let head = DutyPhrase.soundAt.filled([
      "seat": recorded.recorder.seat, "time": minute(recorded.recordedAt),
      "name": recorded.recorder.displayName,
    ])
    let text = brief(recorded.entry)
    return Bilingual(zh: head.zh + text.zh, en: head.en + text.en)
  }

  /// An entry of the log in one line.
  func line(of recorded: RecordedEntry) -> Bilingual {
    let entry = recorded.entry
    var text = entry.kind.name
    if !entry.summary.isEmpty {
      text.zh += " " + entry.summary
      text.en += " " + entry.summary
    }
    for field in fields(of: entry, but: entry.summary) {
      text.zh += "  " + field.zh
      text.en += "  " + field.en
    }
    if let due = entry.due {
      let words = DutyPhrase.dueAt.filled(["time": minute(due)])
      text.zh += "  " + words.zh
      text.en += "  " + words.en
    }
    return text
  }
}

extension DutyPhrase {
  static func phase(_ phase: HandoverPhase?) -> DutyPhrase {
    switch phase {
    case nil: .phaseOnDuty
    case .preparing: .phasePreparing
    case .exchange: .phaseExchange
    case .readback: .phaseReadback
    case .signed: .phaseSigned
    }
  }

  static func reason(_ reason: HandoverReasons) -> DutyPhrase {
    switch reason {
    case .severe: .reasonSevere
    case .unacknowledged: .reasonUnacknowledged
    case .shelved: .reasonShelved
    case .outOfService: .reasonService
    case .clock: .reasonClock
    case .receipt: .reasonReceipt
    case .task: .reasonTask
    case .lostSource: .reasonLost
    case .followUp: .reasonFollowUp
    case .inForce: .reasonInForce
    case .approval: .reasonApproval
    default: .reasonSuppressed
    }
  }

  /// What to say when a request was performed.
  static func done(_ action: DutyAction) -> DutyPhrase? {
    switch action {
    case .log, .changeRule: .doneLog
    case .finish: .doneFinish
    case .prepare: .donePrepare
    case .join: .doneJoin
    case .tick: .doneTick
    case .untick: .doneUntick
    case .sign: .doneSign
    case .secondSign: .signedNow
    case .cancel: .doneCancel
    case .dispatch, .warning, .remark, .resend: nil
    }
  }
}
