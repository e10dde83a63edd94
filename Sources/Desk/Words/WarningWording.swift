internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations

/// Authored warnings in words.
extension Wording {
  func text(of refusal: WarningRefusal) -> Bilingual {
    switch refusal {
    case .unknown(let id): return WarningPhrase.refusedUnknown.filled(["number": String(id.value)])
    case .unknownIncident(let id): return WarningPhrase.refusedIncident.filled(["number": String(id.value)])
    case .raced(nil, _): return WarningPhrase.refusedRacedSystem.text
    case .raced(let name?, _): return WarningPhrase.refusedRaced.filled(["name": name])
    case .unknownKind(let id): return WarningPhrase.refusedKind.filled(["kind": id])
    case .received(let kind, let publisher, let origin):
      return WarningPhrase.refusedReceived.filled(with: [
        "kind": kind, "publisher": publisher, "origin": Bilingual(same: origin),
      ])
    case .noIssuer(let grade): return WarningPhrase.refusedIssuer.filled(with: ["grade": grade.colour])
    case .missing(let field): return WarningPhrase.refusedMissing.filled(with: ["field": field.name])
    case .ended: return WarningPhrase.refusedEnded.text
    case .badCode(let code): return WarningPhrase.refusedCode.filled(["code": code])
    case .notForGrade(let grade, let role):
      return WarningPhrase.refusedGrade.filled(with: ["role": role.name, "grade": grade.colour])
    case .approverNotForGrade(let grade, let role):
      return WarningPhrase.refusedApprover.filled(with: ["role": role.name, "grade": grade.colour])
    case .needsSecond(let grade): return WarningPhrase.refusedSecond.filled(with: ["grade": grade.colour])
    case .secondIsFirst(let name): return WarningPhrase.refusedSame.filled(["name": name])
    case .wrongState(let state): return WarningPhrase.refusedState.filled(with: ["state": state.name])
    case .nothingToDo: return WarningPhrase.refusedNothing.text
    case .needsReason: return WarningPhrase.refusedReason.text
    case .smsTooLong(let parts, let limit):
      return WarningPhrase.refusedLong.filled(["parts": String(parts), "limit": String(limit)])
    case .tooMany(let limit): return WarningPhrase.refusedMany.filled(["limit": String(limit)])
    }
  }

  /// What a request about a warning says in the events.
  func text(of action: WarningAction) -> Bilingual {
    let number = Bilingual(same: String(action.id.value))
    switch action {
    case .draft(_, _, let content, let isSubmitted):
      let (grade, event, area) = (content.grade.colour, content.type.name, content.area)
      let what = Bilingual(
        zh: event.zh + grade.zh + "预警 " + area.zh, en: "\(grade.en) warning, \(event.en), \(area.en)")
      let phrase: WarningPhrase = isSubmitted ? .eventSubmit : .eventDraft
      return phrase.filled(with: ["number": number, "what": what])
    case .back(_, let reason):
      return WarningPhrase.eventBack.filled(with: ["number": number, "reason": Bilingual(same: reason)])
    case .issue(_, let approver):
      let second = approver.map { WarningPhrase.lineApproved.filled(["name": $0.displayName]) }
      return WarningPhrase.eventIssue.filled(with: [
        "number": number, "approver": second ?? Bilingual(same: ""),
      ])
    case .cancel(_, let reason):
      return WarningPhrase.eventCancel.filled(with: ["number": number, "reason": Bilingual(same: reason)])
    case .discard: return WarningPhrase.eventDiscard.filled(with: ["number": number])
    }
  }

  /// What to say when a request was performed; `number` is what the owner answered.
  func done(_ action: WarningAction, _ number: Int64, key: String) -> Bilingual {
    let phrase: WarningPhrase =
      switch action {
      case .draft(_, _, _, let isSubmitted): isSubmitted ? .doneSubmit : .doneDraft
      case .back: .doneBack
      case .issue: .doneIssue
      case .cancel: .doneCancel
      case .discard: .doneDiscard
      }
    return phrase.filled(["number": String(number), "key": key])
  }
}
