internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations

/// The dispatch in words.
extension Wording {
  func text(of refusal: DispatchRefusal) -> Bilingual {
    switch refusal {
    case .unknownIncident(let id): return DispatchPhrase.refusedIncident.filled(["number": String(id.value)])
    case .unknownTask(let id): return DispatchPhrase.refusedTask.filled(["task": String(id.value)])
    case .unknownAlarm(let id): return DispatchPhrase.refusedAlarm.filled(["number": String(id.value)])
    case .raced(nil, _): return DispatchPhrase.refusedRacedSystem.text
    case .raced(let name?, _): return DispatchPhrase.refusedRaced.filled(["name": name])
    case .answered(let alarm, let incident):
      return DispatchPhrase.refusedAnswered.filled([
        "number": String(alarm.value), "incident": String(incident.value),
      ])
    case .notApplicable(let event, let state):
      return DispatchPhrase.refusedStep.filled(with: ["state": state.name, "step": event.name])
    case .hindered(_, .reported): return DispatchPhrase.refusedReport.text
    case .hindered(let event, _): return DispatchPhrase.refusedReason.filled(with: ["step": event.name])
    case .notForPeople(let event): return DispatchPhrase.refusedPeople.filled(with: ["step": event.name])
    case .over(let state): return DispatchPhrase.refusedOver.filled(with: ["state": state.name])
    case .notTerminated: return DispatchPhrase.refusedNotTerminated.text
    case .warningsInForce(let ids):
      return DispatchPhrase.refusedWarnings.filled(["numbers": DispatchPhrase.numbers(ids)])
    case .tasksOpen(let count): return DispatchPhrase.refusedOpen.filled(["count": String(count)])
    case .committed(let team, let task):
      return DispatchPhrase.refusedCommitted.filled(["team": team, "task": String(task.value)])
    case .nothingToDo: return DispatchPhrase.refusedNothing.text
    case .needsText: return DispatchPhrase.refusedText.text
    case .needsTasks: return DispatchPhrase.refusedTasks.text
    case .unsound: return DispatchPhrase.refusedUnsound.text
    case .tooMany(let limit): return DispatchPhrase.refusedMany.filled(["limit": String(limit)])
    case .unknownUnit(let unit): return DispatchPhrase.refusedUnit.filled(["unit": unit])
    case .unknownTeam(let team): return DispatchPhrase.refusedTeam.filled(["team": team])
    case .sameTeam: return DispatchPhrase.refusedSameTeam.text
    case .sameIncident: return DispatchPhrase.refusedSameIncident.text
    case .needsField(let field): return ReportPhrase.refusedField.filled(["field": field])
    case .unknownReportWord(let word): return ReportPhrase.refusedWord.filled(["word": word])
    }
  }

  /// Likewise, with fields of reports called by their names.
  func text(of refusal: DispatchRefusal, in register: DispatchRegister) -> Bilingual {
    guard case .needsField(let id) = refusal, let field = register.reportFields.first(where: { $0.id == id })
    else { return text(of: refusal) }
    return ReportPhrase.refusedField.filled(with: ["field": field.name])
  }

  /// What a request of the dispatch says in the events.
  func text(of action: DispatchAction) -> Bilingual {
    let number = Bilingual(same: String(action.incident?.value ?? 0))
    switch action {
    case .open(_, let draft, _):
      return DispatchPhrase.eventOpen.filled(with: [
        "number": number, "title": draft.title, "count": Bilingual(same: String(draft.tasks.count)),
      ])
    case .add(_, let tasks, _):
      return DispatchPhrase.eventAdd.filled(with: [
        "number": number, "count": Bilingual(same: String(tasks.count)),
      ])
    case .extend(_, let more, _):
      return DispatchPhrase.eventExtend.filled(with: [
        "n": number, "g": Bilingual(zh: more.grade.mark, en: more.grade.word), "l": more.level.name,
        "c": Bilingual(same: more.commander), "a": Bilingual(same: String(more.alarms.count)),
        "m": Bilingual(same: String(more.checklist.count)), "t": Bilingual(same: String(more.tasks.count)),
      ])
    case .issue: return DispatchPhrase.eventIssue.filled(with: ["number": number])
    case .step(let task, let event, let channel, let words):
      return text(of: task, event, channel: channel, words: words)
    case .reassign(let task, let draft, let reason):
      return DispatchPhrase.eventReassign.filled(with: [
        "task": Bilingual(same: String(task.value)), "whom": names.unit(of: draft),
        "reason": Bilingual(same: reason),
      ])
    case .merge(_, let other, let reason):
      return DispatchPhrase.eventMerge.filled([
        "number": String(action.incident?.value ?? 0), "other": String(other.value), "reason": reason,
      ])
    case .note(_, let kind, let text):
      return DispatchPhrase.eventNote.filled(with: [
        "number": number, "kind": kind.name, "text": Bilingual(same: text),
      ])
    case .tick(_, let index):
      return DispatchPhrase.eventTick.filled(with: [
        "number": number, "item": Bilingual(same: String(index + 1)),
      ])
    case .level(_, let level, let reason):
      return DispatchPhrase.eventLevel.filled(with: [
        "number": number, "level": level.name, "reason": Bilingual(same: reason),
      ])
    case .appoint(_, let name):
      return DispatchPhrase.eventAppoint.filled(with: ["number": number, "name": Bilingual(same: name)])
    case .grade(_, let grade):
      return DispatchPhrase.eventGrade.filled(with: ["number": number, "grade": grade.name])
    case .assess(_, let assessment):
      return ReportPhrase.eventAssess.filled(with: [
        "number": number,
        "harm": Bilingual(
          zh: ReportWords.harm(assessment, .zh), en: ReportWords.harm(assessment, .en)),
      ])
    case .reported(_, let rule):
      return DispatchPhrase.eventReported.filled(with: ["number": number, "rule": names.rule(rule)])
    case .terminate(_, let reason):
      return DispatchPhrase.eventTerminate.filled(with: ["number": number, "reason": Bilingual(same: reason)])
    case .report(_, let report):
      if let correction = report.corrects {
        return ReportPhrase.eventCorrect.filled(with: [
          "number": number, "kind": report.kind.name, "report": Bilingual(same: String(report.number)),
          "corrected": Bilingual(same: String(correction.number)),
          "changes": ReportWords.changes(correction, field: names.field),
        ])
      }
      return ReportPhrase.eventReport.filled(with: [
        "number": number, "kind": report.kind.name, "report": Bilingual(same: String(report.number)),
        "rule": names.rule(report.rule),
      ])
    case .late(let action, _): return ReportPhrase.afterClosing.filled(with: ["text": text(of: action)])
    case .close(_, let verdict, _, let keepsWarnings):
      let phrase: DispatchPhrase = keepsWarnings ? .eventCloseKeeping : .eventClose
      return phrase.filled(with: ["number": number, "verdict": Bilingual(same: verdict)])
    }
  }

  /// What happened to a task.
  func text(of task: TaskID, _ event: TaskEvent, channel: String, words: String) -> Bilingual {
    DispatchPhrase.eventStep.filled(with: [
      "task": Bilingual(same: String(task.value)), "step": event.name,
      "channel": DispatchPhrase.channel(channel),
      "words": Bilingual(same: words),
    ])
  }

  /// What to say when a request was performed; `number` is what the owner answered.
  func done(_ action: DispatchAction, _ number: Int64) -> Bilingual {
    switch action {
    case .open(_, let draft, let isOrdered):
      let phrase: DispatchPhrase = draft.tasks.isEmpty ? .doneOpen : isOrdered ? .doneOrder : .doneDraft
      return phrase.filled(["number": String(number), "count": String(draft.tasks.count)])
    case .terminate(let id, _): return DispatchPhrase.doneTerminate.filled(["number": String(id.value)])
    case .close(let id, _, _, _): return DispatchPhrase.doneClose.filled(["number": String(id.value)])
    case .merge(let id, let other, _):
      return DispatchPhrase.doneMerge.filled(["number": String(id.value), "other": String(other.value)])
    case .add: return DispatchPhrase.doneAdd.text
    case .issue: return DispatchPhrase.doneIssue.text
    case .extend(let id, let more, _):
      return DispatchPhrase.doneExtend.filled(with: [
        "number": Bilingual(same: String(id.value)), "count": Bilingual(same: String(more.tasks.count)),
        "level": more.level.name,
      ])
    case .step(let task, let event, _, _):
      return DispatchPhrase.doneStep.filled(with: [
        "task": Bilingual(same: String(task.value)), "step": event.name,
      ])
    case .reassign(let task, _, _): return DispatchPhrase.doneReassign.filled(["task": String(task.value)])
    case .report(_, let report): return ReportPhrase.doneReport.filled(["report": String(report.number)])
    case .late(let action, _): return done(action, number)
    default: return DispatchPhrase.doneOther.filled(["number": String(action.incident?.value ?? 0)])
    }
  }
}

extension DispatchPhrase {
  /// How a receipt came, as it is stored.
  static let spoken = ["phone", "radio", "in-person"]

  /// What closing asks about warnings that hold.
  static let keepingWarnings: [DispatchPhrase] = [.warningsUndecided, .warningsKept]

  /// Numbers of warnings, such as `#3 #5`.
  static func numbers(_ ids: [PublicWarningID]) -> String {
    ids.map { "#\($0.value)" }.joined(separator: " ")
  }

  /// A stored channel in words; a channel of the site is called by its name.
  static func channel(_ name: String) -> Bilingual {
    switch name {
    case "phone": channelPhone.text
    case "radio": channelRadio.text
    case "in-person": channelPerson.text
    default: Bilingual(same: name)
    }
  }
}
