internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Drills
internal import Operations
internal import Widgets

/// Facts of the core as lines that a person reads.
struct Wording: Sendable {
  let index: SiteIndex
  let names: EventNames

  init(index: SiteIndex, register: DispatchRegister = DispatchRegister(), scenarios: [Scenario] = []) {
    self.index = index
    names = EventNames(register: register, departments: index.site.departments, scenarios: scenarios)
  }

  /// `1.9 %VOL`, or `--`.
  func value(_ value: Double?, of sensor: Sensor?) -> String {
    guard let value, value.isFinite else { return "--" }
    guard let sensor, let type = index.site.type(of: sensor) else {
      return FixedPoint.text(value, decimals: 1)
    }
    return FixedPoint.text(value, decimals: type.decimals) + " " + type.unit
  }

  /// What an alarm says after its place: `1.9 %VOL 疑似燃气`.
  func message(of alarm: Alarm, _ facts: AlarmFacts) -> Bilingual {
    switch alarm.key {
    case .threshold(_, let rule):
      let message = index.rule(at: facts.rule)?.message ?? Bilingual(same: rule)
      guard alarm.value != nil else { return message }
      let value = value(alarm.value, of: index.sensor(at: facts.sensor))
      return Bilingual(zh: value + " " + message.zh, en: value + " " + message.en)
    case .sourceLost:
      return alarm.text.zh.isEmpty ? Phrase.sourceLost.text : alarm.text
    case .warning, .earthquake, .reportDue: return alarm.text
    }
  }

  /// Where an alarm is: the sensor, the source or the area.
  func place(of alarm: Alarm, _ facts: AlarmFacts) -> Bilingual {
    switch alarm.key {
    case .threshold(let sensor, _): index.sensor(at: facts.sensor)?.name ?? Bilingual(same: sensor)
    case .sourceLost(let source): index.source(at: facts.source)?.name ?? Bilingual(same: source)
    case .warning, .earthquake, .reportDue: alarm.place
    }
  }

  /// The risk point of an alarm, for the wide queue; its place where there is none.
  func site(of alarm: Alarm, _ facts: AlarmFacts) -> Bilingual {
    guard let sensor = index.sensor(at: facts.sensor), let point = index.site.riskPoint(of: sensor) else {
      return place(of: alarm, facts)
    }
    return point.name
  }

  /// What is measured and what is wrong, where the risk point stands in its own column.
  func content(of alarm: Alarm, _ facts: AlarmFacts, hasSiteColumn: Bool) -> Bilingual {
    let message = message(of: alarm, facts)
    let place = subject(of: alarm, facts, hasSiteColumn: hasSiteColumn)
    guard !place.zh.isEmpty else { return message }
    return Bilingual(zh: place.zh + " " + message.zh, en: place.en + " " + message.en)
  }

  /// What the message is about, in front of it; empty where the message says it all.
  func subject(of alarm: Alarm, _ facts: AlarmFacts, hasSiteColumn: Bool) -> Bilingual {
    if !hasSiteColumn { return place(of: alarm, facts) }
    guard let sensor = index.sensor(at: facts.sensor) else { return Bilingual(same: "") }
    return index.site.type(of: sensor)?.name ?? sensor.name
  }

  /// Grade, place and message in one line, such as `1红 3 号井甲烷 1.9 %VOL 疑似燃气`.
  func title(of alarm: Alarm) -> Bilingual {
    let content = content(of: alarm, index.facts(of: alarm), hasSiteColumn: false)
    return Bilingual(
      zh: alarm.grade.mark + " " + content.zh, en: alarm.grade.mark + " " + content.en)
  }

  /// One alarm as plain text, for the clipboard.
  func line(of alarm: Alarm, _ language: Language) -> String {
    let raised = CivilTime(alarm.raisedAt, at: index.site.offset)
    return [
      "#\(alarm.id.value)", raised.date, raised.time, alarm.sector.name[language],
      Phrase.label(alarm.label).text[language], title(of: alarm)[language], owner(of: alarm) ?? "--",
    ].joined(separator: "\t")
  }

  /// One sensor as plain text, for the clipboard.
  func line(ofSensor sensor: Int32, value latest: LatestValue?, _ language: Language) -> String {
    guard let record = index.sensor(at: sensor) else { return "" }
    let time = latest.map { CivilTime($0.measured, at: index.site.offset) }
    return [
      record.id, record.name[language], value(latest?.value, of: record),
      time.map { $0.date + " " + $0.time } ?? "--",
    ]
    .joined(separator: "\t")
  }

  func owner(of alarm: Alarm) -> String? {
    alarm.shelf?.by ?? alarm.handling.person
  }

  /// The word of the queue's state column.
  func state(of alarm: Alarm) -> Phrase {
    switch alarm.label {
    case .acknowledged: Phrase.handling(alarm.handling.kind) ?? .stateAcknowledged
    case .normal where alarm.isTaskOpen: .stateTaskOpen
    case let label: Phrase.label(label)
    }
  }

  // MARK: Refusals

  /// Why a command was not performed and what to do.
  func text(of refusal: Refusal) -> Bilingual {
    switch refusal {
    case .notSignedIn: return Phrase.signInFirst.text
    case .seatLocked: return Phrase.seatIsLocked.text
    case .notPermitted(let name, let role, let needs):
      return Phrase.refusedRole.filled(with: ["role": role.name, "what": name.name, "needs": needs.name])
    case .wrongCode: return Phrase.refusedCode.text
    case .unknownAlarm(let id): return Phrase.refusedUnknown.filled(["id": String(id.value)])
    case .outdated(let id, let grade):
      return Phrase.refusedOutdated.filled(["id": String(id.value), "grade": grade.mark])
    case .raced(let id, let by, let at):
      let time = CivilTime(at, at: index.site.offset).time
      return Phrase.refusedRaced.filled(["id": String(id.value), "by": by, "time": time])
    case .notApplicable(let name, let id, let label):
      return Phrase.refusedState.filled(
        with: [
          "id": Bilingual(same: String(id.value)), "state": Phrase.label(label).text, "what": name.name,
        ])
    case .hindered(let name, let id, let missing):
      return Phrase.missing(missing).filled(with: [
        "id": Bilingual(same: String(id.value)), "what": name.name,
      ])
    case .badTargets(let limit): return Phrase.refusedTargets.filled(["limit": String(limit)])
    case .cannotUndo(.tooLate): return Phrase.refusedUndoLate.text
    case .cannotUndo(.notYours): return Phrase.refusedUndoOther.text
    case .cannotUndo(.changedSince): return Phrase.refusedUndoChanged.text
    case .dataLost(let id): return Phrase.refusedLost.filled(["id": String(id.value)])
    case .needsText(let name): return Phrase.refusedNeedsText.filled(with: ["what": name.name])
    case .textTooLong(let limit): return Phrase.refusedTooLong.filled(["limit": String(limit)])
    case .unknownPerson(let name): return Phrase.refusedPerson.filled(["name": name])
    case .noOwner: return Phrase.refusedNoOwner.text
    case .storeFailed(let reason): return Phrase.refusedStore.filled(with: ["reason": reason])
    case .duty(let refusal): return text(of: refusal)
    case .unanswered(let id): return Phrase.refusedUnanswered.filled(["id": String(id.value)])
    }
  }
}

extension Phrase {
  static func label(_ label: Label) -> Phrase {
    switch label {
    case .normal: .stateNormal
    case .unacknowledged: .stateUnacknowledged
    case .acknowledged: .stateAcknowledged
    case .returnedUnacknowledged: .stateReturned
    case .latchedUnacknowledged: .stateLatchedUnacknowledged
    case .latchedAcknowledged: .stateLatched
    case .shelved: .stateShelved
    case .suppressed: .stateSuppressed
    case .outOfService: .stateOutOfService
    }
  }

  /// Who sees to an acknowledged alarm, where that says more than that it is acknowledged.
  static func handling(_ kind: HandlingKind) -> Phrase? {
    switch kind {
    case .none: nil
    case .offered: .stateOffered
    case .owned: .stateOwned
    case .responding: .stateResponding
    case .resolved: .stateResolved
    }
  }

  /// What a command is missing.
  static func missing(_ missing: LifeGuard) -> Phrase {
    switch missing {
    case .untilAllowed: .refusedUntil
    case .second, .secondForRed: .refusedSecond
    case .orderGiven: .refusedOrder
    case .isOffered: .refusedOffer
    default: .refusedMissing
    }
  }
}

extension QueueSort {
  var name: Phrase {
    switch self {
    case .grade: .sortGrade
    case .newest: .sortNewest
    case .oldest: .sortOldest
    case .sector: .sortSector
    }
  }
}
