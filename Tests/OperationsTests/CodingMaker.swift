import Alarms
import Analysis
import CityDispatch
import CitySafety
import Operations

/// Makes up values of every kind with every optional part present and absent.
struct Maker {
  var random: Seeded

  init(_ seed: UInt64) { random = Seeded(seed) }

  mutating func flag() -> Bool { Bool.random(using: &random) }
  mutating func number(_ range: ClosedRange<Int> = 0...9) -> Int { Int.random(in: range, using: &random) }
  mutating func instant() -> Instant { Instant(milliseconds: Int64(number(-1_000_000...2_000_000_000_000))) }
  mutating func span() -> Span { Span(milliseconds: Int64(number(-5...9_000_000))) }
  mutating func double() -> Double { Double.random(in: -1e9...1e9, using: &random) }
  mutating func text() -> String {
    String((0..<number()).map { _ in ["a", "汉", "é", "🚒", " "][number(0...4)] }.joined())
  }
  mutating func words() -> Bilingual { Bilingual(zh: text(), en: text()) }
  mutating func any<Value>(_ values: [Value]) -> Value { values[number(0...values.count - 1)] }
  mutating func maybe<Value>(_ make: (inout Maker) -> Value) -> Value? { flag() ? make(&self) : nil }
  mutating func grade() -> Grade { any(Grade.allCases) }

  mutating func key() -> AlarmKey {
    switch number(0...3) {
    case 0: .threshold(sensor: text(), rule: text())
    case 1: .sourceLost(source: text())
    case 2: .warning(identifier: text())
    default: .earthquake(identifier: text())
    }
  }

  mutating func actor() -> Actor {
    Actor(
      person: text(), displayName: text(), role: any(Role.allCases), seat: text(),
      authoriser: maybe { $0.text() })
  }

  mutating func command() -> Command {
    Command(
      name: any(CommandName.allCases), targets: (0..<number(0...3)).map { _ in target() }, text: text(),
      acceptsLostData: flag(), until: maybe { $0.instant() }, grade: maybe { $0.grade() },
      verdict: maybe { $0.any(Verdict.allCases) }, measure: text(), actor: actor())
  }

  mutating func target() -> CommandTarget {
    CommandTarget(
      alarm: AlarmID(Int64(number())), occurrence: Int32(number()), version: Int32(number()),
      revision: Int64(number()))
  }

  mutating func policy() -> AlarmPolicy {
    AlarmPolicy(
      actionLimit: .init((0..<4).map { _ in span() }), escalateAfter: .init((0..<4).map { _ in span() }),
      leaderAfter: span(), shelfLimit: .init((0..<4).map { _ in span() }), shelfRelease: span(),
      offerLimit: span(), undoLimit: span(), chatterCount: number(), chatterWindow: span(),
      floodStart: number(), floodEnd: number(), floodWindow: span())
  }

  mutating func undo() -> Undo {
    Undo(
      command: CommandID(text: text()), name: any(CommandName.allCases), actor: actor(),
      alarms: (0..<number(0...2)).map { _ in alarm() })
  }

  mutating func handoverKey() -> HandoverKey {
    any([
      .alarm(AlarmID(Int64(number()))), .source(text()), .followUp(Int64(number())), .suppressed,
      .incident(IncidentID(Int64(number()))),
    ])
  }

  mutating func logEntry() -> LogEntry {
    LogEntry(
      kind: any(LogKind.allCases), occurredAt: instant(), fields: [any(LogField.allCases): text()],
      due: maybe { $0.instant() })
  }

  mutating func dutyCommand() -> DutyCommand {
    let handover = Int64(number(1...3))
    return DutyCommand(
      any([
        .log(logEntry()), .finish(entry: handover), .prepare(after: handover - 1),
        .join(handover: handover, isGuest: flag()),
        .tick(handover: handover, handoverKey(), revision: Int64(number())),
        .untick(handover: handover, handoverKey()), .sign(handover: handover, isHigherRisk: flag()),
        .secondSign(handover: handover), .cancel(handover: handover), .dispatch(dispatchAction()),
        .changeRule(ruleChange()), .resend(message: text()),
      ]), actor: actor(), seen: Int64(number()))
  }

  mutating func dutyRefusal() -> DutyRefusal {
    any([
      .notPermitted(any(DutyRight.allCases), role: any(Role.allCases)), .underWay(by: text()),
      .over(signedBy: maybe { $0.text() }), .taken(by: text()), .samePerson, .notIncoming(text()),
      .itemChanged,
      .nothingToDo, .itemsOpen(count: number()), .absent(text()), .wrongPhase(any(HandoverPhase.allCases)),
      .secondIsFirst(text()), .tooMany(limit: number()), .needsField(any(LogField.allCases)),
      .textTooLong(limit: number()), .unknownEntry(Int64(number())), .unanswered,
      .dispatch(dispatchRefusal()),
      .needsApprover, .approverIsAuthor(text()), .needsReason, .unknownRule(text()),
      .ruleChanged(text(), by: text()), .badValue(ruleFault()), .unknownMessage(text()),
      .messageWaits(text()),
    ])
  }

  mutating func ruleAttribute() -> RuleAttribute { any(RuleAttribute.allCases) }
  mutating func ruleValue() -> RuleValue {
    any([.none, .number(double()), .flag(flag()), .word(text())])
  }

  mutating func ruleChange() -> RuleChange {
    RuleChange(
      rule: text(),
      edits: (0..<number(0...3)).map { _ in RuleEdit(ruleAttribute(), old: ruleValue(), new: ruleValue()) },
      reason: text(), approver: maybe { $0.actor() })
  }

  mutating func ruleSheet() -> RuleSheet {
    var values = RuleValues()
    for _ in 0..<number(0...5) { values[ruleAttribute()] = ruleValue() }
    return RuleSheet(rule: text(), values: values)
  }

  mutating func ruleFault() -> RuleFault {
    any([
      .noLimit, .outOfOrder(worse: ruleAttribute(), milder: ruleAttribute()),
      .outOfBounds(ruleAttribute(), low: double(), high: double()),
      .needsOther(ruleAttribute(), ruleAttribute()), .notWhole(ruleAttribute()),
      .outOfReach(ruleAttribute(), low: double(), high: double()), .suppressed(relation: text()),
    ])
  }

  mutating func warning() -> ReceivedWarning {
    ReceivedWarning(
      identifier: text(), sender: text(), sent: instant(), status: any([.actual, .exercise, .draft]),
      messageType: any([.alert, .cancel, .error]), references: (0..<number(0...3)).map { _ in text() },
      event: text(), eventCode: maybe { $0.text() }, colour: maybe { $0.grade() },
      severity: maybe { $0.text() }, urgency: maybe { $0.text() }, certainty: maybe { $0.text() },
      effective: maybe { $0.instant() }, onset: maybe { $0.instant() }, expires: maybe { $0.instant() },
      headline: text(), text: text(), instruction: text(), area: text(),
      geocodes: (0..<number(0...3)).map { _ in text() })
  }

  mutating func condition() -> ConditionEvent {
    ConditionEvent(
      key: key(), sector: any(Sector.allCases), source: maybe { $0.text() }, grade: maybe { $0.grade() },
      value: maybe { $0.double() }, limit: maybe { $0.double() }, measured: instant(), onDelay: span(),
      offDelay: span(), count: number(), countWindow: span(), latching: flag(), text: words(), place: words(),
      expires: maybe { $0.instant() }, breaksThrough: flag())
  }

  mutating func event() -> Event {
    switch number(0...20) {
    case 20: .reportsDue(IncidentID(Int64(number())), reportsDue())
    case 19: .policyFor(policy(), (0..<number(0...5)).map { _ in AlarmID(Int64(number())) })
    case 18: .task(TaskID(Int64(number())), any(TaskEvent.allCases), channel: text(), words: text())
    case 17: .rules((0..<number(0...3)).map { _ in ruleSheet() }, isBaseline: flag())
    case 14: .duty(dutyCommand())
    case 15:
      .escalated(
        EscalationNotice(
          alarm: AlarmID(Int64(number())), timer: any(AlarmTimer.allCases),
          step: any(EscalationStep.allCases),
          message: Int64(number()), isGathered: flag(), windowEnd: instant(), place: words()))
    case 16:
      .escalationsTold(any(EscalationStep.allCases), message: Int64(number()), count: number())
    case 0: .ownerStarted(version: text(), seat: text())
    case 1: .ownerStopped
    case 2: .condition(condition())
    case 3: .timer(AlarmID(Int64(number())), any(AlarmTimer.allCases))
    case 4: .command(command())
    case 5:
      .source(
        id: text(), sector: any(Sector.allCases), name: words(), state: any(SourceState.allCases),
        grade: grade(), at: instant())
    case 6: .warningReceived(warning())
    case 7: .signedIn(actor())
    case 8: .signedOut(person: text(), seat: text())
    case 9: .clockStepped(by: span())
    case 10: .policy(policy())
    case 11: .design(AlarmID(Int64(number())), relation: text(), isOn: flag())
    case 12: .undone(undo())
    default: .flood(isOn: flag(), count: number())
    }
  }

  mutating func alarm() -> Alarm {
    var alarm = Alarm(
      id: AlarmID(Int64(number())), key: key(), sector: any(Sector.allCases), source: maybe { $0.text() },
      grade: grade(), at: instant())
    alarm.condition = any([
      .normal, .active, .pendingOn(since: instant(), count: number()), .pendingOff(since: instant()),
    ])
    alarm.gradeWorst = grade()
    alarm.isAcknowledged = flag()
    alarm.latches = flag()
    alarm.isLatched = flag()
    alarm.breaksThrough = flag()
    alarm.data = any([.good, .stale, .lost])
    alarm.handling = any([
      .none, .owned(by: text()), .offered(to: text(), by: text(), until: instant()), .responding(by: text()),
      .resolved(by: text()),
    ])
    alarm.shelf = maybe {
      Shelf(
        until: $0.instant(), since: $0.instant(), reason: $0.text(), by: $0.text(),
        second: $0.maybe { $0.text() },
        grade: $0.grade())
    }
    alarm.serviceOrder = maybe {
      ServiceOrder(
        number: $0.text(), measure: $0.text(), by: $0.text(), second: $0.text(), since: $0.instant())
    }
    alarm.suppressedBy = (0..<number(0...2)).map { _ in text() }
    alarm.priority = maybe { $0.grade() }
    alarm.verdict = maybe { $0.any(Verdict.allCases) }
    alarm.actionDeadline = maybe { $0.instant() }
    alarm.escalationDeadline = maybe { $0.instant() }
    alarm.escalationStage = UInt8(number(0...2))
    alarm.raises = (0..<number(0...3)).map { _ in instant() }
    alarm.isChattering = flag()
    alarm.occurrence = Int32(number())
    alarm.version = Int32(number())
    alarm.revision = Int64(number())
    alarm.lastAt = instant()
    alarm.returnedAt = maybe { $0.instant() }
    alarm.changedAt = instant()
    alarm.value = maybe { $0.double() }
    alarm.limit = maybe { $0.double() }
    alarm.text = words()
    alarm.place = words()
    alarm.expires = maybe { $0.instant() }
    alarm.acknowledgedBy = maybe { $0.actor() }
    alarm.acknowledgedAt = maybe { $0.instant() }
    alarm.escalatedAt = maybe { $0.instant() }
    alarm.comments = Int32(number())
    alarm.delay = span()
    alarm.deadline = maybe { $0.instant() }
    alarm.countedAt = (0..<number(0...3)).map { _ in instant() }
    alarm.changedBy = maybe { $0.text() }
    alarm.fleeting = Int32(number())
    return alarm
  }

  mutating func quake() -> Earthquake {
    Earthquake(
      identifier: text(), origin: instant(), updated: instant(), latitude: double(), longitude: double(),
      depth: maybe { $0.double() }, magnitude: maybe { $0.double() }, place: text(), isReviewed: flag(),
      isNatural: flag())
  }

  /// A state in which random events have left their traces.
  mutating func state() -> OperationsState {
    var state = OperationsState()
    for _ in 0..<number(0...30) { state.step(event(), at: instant()) }
    return state
  }

  mutating func result() -> CommandResult {
    let id = AlarmID(Int64(number()))
    let name = any(CommandName.allCases)
    return any([
      .done(revision: Int64(number())), .refused(.notSignedIn), .refused(.seatLocked),
      .refused(.notPermitted(name, role: .operator, needs: .lead)), .refused(.wrongCode),
      .refused(.unknownAlarm(id)), .refused(.outdated(id, grade: grade())),
      .refused(.raced(id, by: text(), at: instant())),
      .refused(.notApplicable(name, id, label: any(Label.allCases))), .refused(.dataLost(id)),
      .refused(.needsText(name)), .refused(.textTooLong(limit: number())), .refused(.unknownPerson(text())),
      .refused(.noOwner), .refused(.storeFailed(Bilingual(zh: text(), en: text()))),
      .refused(.unanswered(id)), .refused(.hindered(name, id, any(LifeGuard.allCases))),
      .refused(.badTargets(limit: number())), .refused(.cannotUndo(any(UndoHindrance.allCases))),
      .refused(.duty(dutyRefusal())),
    ])
  }
}

/// The eight codings behind one shape, so that each fact is stated of all of them.
enum Coding: String, CaseIterable {
  case event, alarm, command, result, warning, earthquake, checkpoint, duty

  func encoded(_ maker: inout Maker) -> [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .event: EventCoding.encode(maker.event(), into: &bytes)
    case .alarm: AlarmCoding.encode(maker.alarm(), into: &bytes)
    case .command: CommandCoding.encode(maker.command(), into: &bytes)
    case .result: ResultCoding.encode(maker.result(), into: &bytes)
    case .warning: WarningCoding.encode(maker.warning(), into: &bytes)
    case .earthquake: EarthquakeCoding.encode(maker.quake(), into: &bytes)
    case .checkpoint: CheckpointCoding.encode(maker.state(), into: &bytes)
    case .duty: DutyCoding.encode(maker.state().duty, into: &bytes)
    }
    return bytes
  }

  /// Decodes and encodes again.
  func again(_ bytes: [UInt8]) throws(CodingFailure) -> [UInt8] {
    var result: [UInt8] = []
    let outcome = bytes.withUnsafeBytes { raw -> Result<Void, CodingFailure> in
      Result { () throws(CodingFailure) in
        switch self {
        case .event: EventCoding.encode(try EventCoding.decode(raw), into: &result)
        case .alarm: AlarmCoding.encode(try AlarmCoding.decode(raw), into: &result)
        case .command: CommandCoding.encode(try CommandCoding.decode(raw), into: &result)
        case .result: ResultCoding.encode(try ResultCoding.decode(raw), into: &result)
        case .warning: WarningCoding.encode(try WarningCoding.decode(raw), into: &result)
        case .earthquake: EarthquakeCoding.encode(try EarthquakeCoding.decode(raw), into: &result)
        case .checkpoint: CheckpointCoding.encode(try CheckpointCoding.decode(raw), into: &result)
        case .duty: DutyCoding.encode(try DutyCoding.decode(raw), into: &result)
        }
      }
    }
    try outcome.get()
    return result
  }
}
