internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations

extension Wording {
  /// Who an entry of the journal is about: a person, or 系统.
  func subject(of event: Event) -> Bilingual {
    switch event {
    case .command(let command): Bilingual(same: command.actor.displayName)
    case .signedIn(let actor): Bilingual(same: actor.displayName)
    case .signedOut(let person, _): Bilingual(same: person)
    case .undone(let undo): Bilingual(same: undo.actor.displayName)
    case .duty(let command): Bilingual(same: command.actor.displayName)
    case .ownerStarted, .ownerStopped, .condition, .timer, .escalated, .escalationsTold, .source,
      .warningReceived, .clockStepped, .policy, .rules, .design, .flood, .task, .warningExpired, .remark,
      .teamReports, .policyFor, .reportsDue:
      Phrase.system.text
    }
  }

  /// What an entry of the journal says.
  func text(of event: Event, alarms: AlarmTable) -> Bilingual {
    switch event {
    case .ownerStarted(let version, let seat):
      return Phrase.eventOwnerStarted.filled(["version": version, "seat": seat])
    case .ownerStopped: return Phrase.eventOwnerStopped.text
    case .condition(let condition): return text(of: condition)
    case .timer(let id, let timer): return text(of: timer, id, alarms)
    case .escalated(let notice):
      let phrase: EscalationPhrase = notice.isGathered ? .toldInSummary : .told
      let told = phrase.filled(["message": String(notice.message)])
      let text = text(of: notice.timer, notice.alarm, alarms)
      return Bilingual(zh: text.zh + told.zh, en: text.en + told.en)
    case .escalationsTold(let step, let message, let count):
      return EscalationPhrase.summary.filled(with: [
        "reason": step.reason, "message": Bilingual(same: String(message)),
        "count": Bilingual(same: String(count)),
      ])
    case .command(let command): return text(of: command, alarms)
    case .source(_, _, let name, let state, _, _):
      return Phrase.eventSource.filled(with: ["name": name, "state": Phrase.source(state).text])
    case .warningReceived(let warning):
      let headline = warning.headline.isEmpty ? warning.event : warning.headline
      return Phrase.eventWarning.filled(["headline": headline])
    case .signedIn(let actor):
      return Phrase.eventSignedIn.filled(with: ["role": actor.role.name, "seat": Bilingual(same: actor.seat)])
    case .signedOut(_, let seat): return Phrase.eventSignedOut.filled(["seat": seat])
    case .clockStepped(let span):
      return Phrase.eventClock.filled(["seconds": String(span.nearestSecond)])
    case .policy, .policyFor: return Phrase.eventPolicy.text
    case .rules(let sheets, let isBaseline): return text(of: sheets, isBaseline: isBaseline)
    case .design(let id, let relation, let isOn):
      let phrase: Phrase = isOn ? .eventSuppressed : .eventReleased
      return phrase.filled(with: ["what": name(of: id, alarms), "relation": Bilingual(same: relation)])
    case .undone(let undo):
      let what = undo.alarms.first.map { name(of: $0.id, alarms) } ?? Bilingual(same: "")
      return Phrase.eventUndone.filled(
        with: ["command": undo.name.name, "what": what, "count": Bilingual(same: String(undo.alarms.count))])
    case .flood(let isOn, let count):
      let phrase: Phrase = isOn ? .eventFloodBegan : .eventFloodEnded
      return phrase.filled(["count": String(count)])
    case .duty(let command): return text(of: command)
    case .task(let id, let event, let channel, let words):
      return text(of: id, event, channel: channel, words: words)
    case .remark(let remark): return DrillWording.text(ofEvent: remark, scenario: names.scenario)
    case .teamReports(let reports):
      return ResourcePhrase.eventReports.filled(["count": String(reports.count)])
    case .reportsDue(let id, let due):
      return ReportPhrase.eventDue.filled(["number": String(id.value), "count": String(due.count)])
    case .warningExpired(let id): return WarningPhrase.eventExpired.filled(["number": String(id.value)])
    }
  }

  private func text(of condition: ConditionEvent) -> Bilingual {
    let probe = Alarm(
      id: AlarmID(0), key: condition.key, sector: condition.sector, source: condition.source,
      grade: condition.grade ?? .blue, at: condition.measured)
    var alarm = probe
    alarm.value = condition.value
    alarm.text = condition.text
    alarm.place = condition.place
    let content = content(of: alarm, index.facts(of: alarm), hasSiteColumn: false)
    guard let grade = condition.grade else { return Phrase.eventCleared.filled(with: ["what": content]) }
    return Phrase.eventRaised.filled(with: ["grade": Bilingual(same: grade.mark), "what": content])
  }

  private func text(of timer: AlarmTimer, _ id: AlarmID, _ alarms: AlarmTable) -> Bilingual {
    let phrase: Phrase =
      switch timer {
      case .on: .eventTimerOn
      case .off: .eventTimerOff
      case .expiry: .eventExpired
      case .action: .eventNoAction
      case .escalation: .eventEscalated
      case .offer: .eventNotAccepted
      case .shelf: .eventShelfEnded
      }
    return phrase.filled(with: ["what": name(of: id, alarms)])
  }

  private func text(of command: Command, _ alarms: AlarmTable) -> Bilingual {
    var what = name(of: command.alarm, alarms)
    if command.targets.count > 1 {
      let more = Phrase.eventAndMore.filled(["count": String(command.targets.count)])
      what = Bilingual(zh: what.zh + more.zh, en: what.en + more.en)
    }
    var text = Bilingual(zh: command.name.name.zh + " " + what.zh, en: command.name.name.en + " " + what.en)
    if !command.text.isEmpty {
      text.zh += "：" + command.text
      text.en += ": " + command.text
    }
    if let lead = command.actor.authoriser {
      let authorised = Phrase.eventAuthorised.filled(["lead": lead])
      text.zh += authorised.zh
      text.en += authorised.en
    }
    return text
  }

  private func name(of id: AlarmID, _ alarms: AlarmTable) -> Bilingual {
    guard let alarm = alarms[id] else { return Bilingual(same: "#\(id.value)") }
    let place = place(of: alarm, index.facts(of: alarm))
    return Bilingual(zh: "#\(id.value) " + place.zh, en: "#\(id.value) " + place.en)
  }
}

extension Phrase {
  /// A source that was asked and never answered well is not "not asked".
  static func source(_ health: SourceHealth) -> Phrase {
    health.state == .unknown && health.failures > 0 ? .sourceFailing : source(health.state)
  }

  static func source(_ state: SourceState) -> Phrase {
    switch state {
    case .unknown: .sourceUnknown
    case .live: .sourceLive
    case .stale: .qualityStale
    case .lost: .sourceIsLost
    }
  }

  static func quality(_ quality: Quality) -> Phrase {
    switch quality {
    case .good: .qualityGood
    case .marked: .qualityMarked
    case .outOfRange: .qualityOutOfRange
    case .fromFuture: .qualityFromFuture
    case .missing: .qualityMissing
    }
  }

  static func window(_ window: ChartWindow) -> Phrase {
    switch window {
    case .halfHour: .windowHalfHour
    case .twoHours: .windowTwoHours
    case .day: .windowDay
    }
  }
}
