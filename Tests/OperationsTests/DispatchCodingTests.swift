import Alarms
import CityDispatch
import CitySafety
import Operations
import Testing

extension Maker {
  mutating func few<Value>(_ range: ClosedRange<Int> = 0...3, _ make: (inout Maker) -> Value) -> [Value] {
    (0..<number(range)).map { _ in make(&self) }
  }

  mutating func taskDraft() -> TaskDraft {
    let limits = TaskLimits(
      receipt: span(), missed: span(), missedLimit: number(), arrival: span(), arrivalGrace: number(),
      feedback: span(), checkIn: span())
    return TaskDraft(
      planTask: text(), unit: text(), team: text(), what: words(), limits: limits, recipient: text(),
      insteadOf: maybe { TaskID(Int64($0.number())) }, acceptsCommitted: flag())
  }

  mutating func incidentDraft() -> IncidentDraft {
    IncidentDraft(
      alarms: few { AlarmID(Int64($0.number())) }, plan: text(), planVersion: text(), title: words(),
      place: words(), sector: any(Sector.allCases), grade: grade(), level: any(ResponseLevel.allCases),
      commander: text(),
      checklist: few { ChecklistItem(text: $0.words(), from: $0.grade(), origin: $0.text()) },
      tasks: few { $0.taskDraft() })
  }

  mutating func assessment() -> Assessment {
    var assessment = Assessment()
    assessment.dead = number()
    assessment.missing = number()
    assessment.injured = number()
    assessment.endangered = number()
    assessment.evacuated = number()
    assessment.loss = double()
    assessment.area = double()
    if flag() {
      (assessment.isPolluting, assessment.threatensCriticalPlace) = (flag(), flag())
      assessment.magnitude = double()
    }
    return assessment
  }

  mutating func dispatchAction() -> DispatchAction {
    let id = IncidentID(Int64(number()))
    switch number(0...17) {
    case 0: return .open(id, incidentDraft(), isOrdered: flag())
    case 1: return .add(id, few { $0.taskDraft() }, isOrdered: flag())
    case 2: return .issue(id, acceptsCommitted: false)
    case 3:
      return .step(TaskID(Int64(number())), any(TaskEvent.allCases), channel: text(), words: text())
    case 4: return .note(id, any(NoteKind.allCases), text())
    case 5: return .tick(id, number())
    case 6: return .level(id, any(ResponseLevel.allCases), reason: text())
    case 7: return .appoint(id, text())
    case 8: return .grade(id, any(EventGrade.allCases))
    case 9: return .assess(id, assessment())
    case 10: return .reported(id, rule: text())
    case 11: return .terminate(id, reason: text())
    case 12: return .reassign(TaskID(Int64(number())), taskDraft(), reason: text())
    case 13: return .merge(id, into: IncidentID(Int64(number())), reason: text())
    case 14: return .report(id, report())
    case 15:
      let action: DispatchAction =
        flag() ? .report(id, report()) : flag() ? .assess(id, assessment()) : .note(id, .note, text())
      var closed = incident(id.value)
      closed.state = .closed
      return .late(action, on: closed)
    case 16:
      let draft = incidentDraft()
      return .extend(
        id,
        IncidentExtension(
          alarms: draft.alarms, grade: draft.grade, level: draft.level, commander: text(),
          checklist: draft.checklist, tasks: draft.tasks), isOrdered: flag())
    default: return .close(id, verdict: text(), lessons: text(), keepsWarnings: flag())
    }
  }

  mutating func dispatchRefusal() -> DispatchRefusal {
    let (incident, task) = (IncidentID(Int64(number())), TaskID(Int64(number())))
    return any([
      .unknownIncident(incident), .unknownTask(task), .unknownAlarm(AlarmID(Int64(number()))),
      .raced(by: maybe { $0.text() }, at: instant()), .answered(AlarmID(Int64(number())), by: incident),
      .notApplicable(any(TaskEvent.allCases), any(TaskState.allCases)),
      .hindered(any(TaskEvent.allCases), any(TaskGuard.allCases)), .notForPeople(any(TaskEvent.allCases)),
      .over(any(IncidentState.allCases)), .notTerminated, .tasksOpen(count: number()),
      .committed(team: text(), task: task), .nothingToDo, .needsText, .needsTasks, .unsound,
      .tooMany(limit: number()), .unknownUnit(text()), .unknownTeam(text()), .sameTeam, .sameIncident,
      .needsField(text()), .unknownReportWord(text()),
      .warningsInForce(few { PublicWarningID(Int64($0.number())) }),
    ])
  }

  mutating func incident(_ id: Int64? = nil) -> Incident {
    var incident = Incident(
      id: IncidentID(id ?? Int64(number())), draft: incidentDraft(), by: actor(), at: instant())
    incident.eventGrade = maybe { $0.any(EventGrade.allCases) }
    incident.state = any(IncidentState.allCases)
    for _ in 0..<number(0...3) { incident.ticks[number()] = instant() }
    incident.assessment = assessment()
    for _ in 0..<number(0...3) { incident.reports[text()] = few { $0.instant() } }
    incident.terminatedAt = maybe { $0.instant() }
    incident.closedAt = maybe { $0.instant() }
    incident.reason = text()
    incident.verdict = text()
    incident.lessons = text()
    incident.changedAt = instant()
    incident.changedBy = maybe { $0.text() }
    incident.revision = Int64(number())
    incident.reporting = reporting()
    return incident
  }

  mutating func report() -> UpwardReport {
    var report = UpwardReport(
      number: number(), kind: any(ReportKind.allCases), rule: text(),
      entries: few { UpwardReport.Entry(field: $0.text(), text: $0.text()) })
    report.corrects = maybe { maker in
      ReportCorrection(
        number: maker.number(),
        changes: maker.few {
          ReportCorrection.Change(field: $0.text(), before: $0.text(), after: $0.text())
        })
    }
    return report
  }

  mutating func reportsDue() -> [ReportDue] {
    few { ReportDue(rule: $0.text(), round: $0.number(), at: $0.instant()) }
  }

  mutating func reporting() -> Reporting {
    var reporting = Reporting(known: instant())
    reporting.sent = few {
      ReportMark(
        number: $0.number(), kind: $0.any(ReportKind.allCases), version: $0.number(), rule: $0.text(),
        at: $0.instant(), by: $0.maybe { $0.text() }, corrects: $0.maybe { $0.number(1...9) })
    }
    reporting.last = maybe { $0.report() }
    reporting.lastAt = maybe { $0.instant() }
    reporting.assessed = few { Reporting.Assessed(at: $0.instant(), assessment: $0.assessment()) }
    reporting.graded = few { Reporting.Graded(at: $0.instant(), grade: $0.any(EventGrade.allCases)) }
    reporting.due = reportsDue()
    return reporting
  }

  mutating func task(_ id: Int64? = nil, of incident: Int64? = nil) -> TaskOrder {
    var task = TaskOrder(
      id: TaskID(id ?? Int64(number())), incident: IncidentID(incident ?? Int64(number())),
      draft: taskDraft(), grade: grade(), at: instant())
    task.state = any(TaskState.allCases)
    task.receipts = few {
      Receipt(
        state: $0.any(TaskState.allCases), at: $0.instant(), by: $0.maybe { $0.actor() }, channel: $0.text(),
        words: $0.text())
    }
    task.sends = number()
    task.missed = number()
    task.isEscalated = flag()
    task.isLate = flag()
    task.isOverdue = flag()
    task.isReminded = flag()
    task.silence = any(Silence.allCases)
    task.report = text()
    task.reason = text()
    task.signedBy = maybe { $0.actor() }
    task.receiptDue = maybe { $0.instant() }
    task.arrivalDue = maybe { $0.instant() }
    task.feedbackDue = maybe { $0.instant() }
    task.silenceDue = maybe { $0.instant() }
    task.changedAt = instant()
    task.changedBy = maybe { $0.text() }
    task.revision = Int64(number())
    return task
  }

  mutating func dispatch() -> DispatchState {
    let incidents = (0..<number(0...4)).map { incident(Int64($0 + 1)) }
    let tasks = (0..<number(0...9)).map { task(Int64($0 + 1), of: Int64(max(1, incidents.count))) }
    return DispatchState(
      incidents: incidents, tasks: incidents.isEmpty ? [] : tasks,
      lastIncident: IncidentID(Int64(number(4...9))),
      lastTask: TaskID(Int64(number(9...99))),
      reports: (0..<number(0...3)).map { teamReport("team\($0)") })
  }

  mutating func teamReport(_ team: String) -> TeamReport {
    TeamReport(
      team: team, at: instant(), latitude: Double(number(-90...90)), longitude: Double(number(-180...180)),
      state: flag() ? .out : .ready, source: text())
  }

  mutating func dispatchCommand() -> DutyCommand {
    DutyCommand(.dispatch(dispatchAction()), actor: actor(), seen: Int64(number()))
  }
}

/// What the dispatch writes into tables, journal entries, frames and checkpoints.
private enum Form: String, CaseIterable {
  case incident, task, command, refusal, event, checkpoint

  /// Made bytes, and whether decoding them gives what was encoded.
  func encoded(_ maker: inout Maker) -> [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .incident: DispatchCoding.encode(maker.incident(), into: &bytes)
    case .task: DispatchCoding.encode(maker.task(), into: &bytes)
    case .command: DutyCommandCoding.encode(maker.dispatchCommand(), into: &bytes)
    case .refusal:
      ResultCoding.encode(.refused(.duty(.dispatch(maker.dispatchRefusal()))), into: &bytes)
    case .event:
      let id = TaskID(Int64(maker.number()))
      EventCoding.encode(
        .task(id, maker.any(TaskEvent.allCases), channel: maker.text(), words: maker.text()), into: &bytes)
    case .checkpoint:
      CheckpointCoding.encode(
        OperationsState(restoring: AlarmBook(), lastSequence: 9, dispatch: maker.dispatch()), into: &bytes)
    }
    return bytes
  }

  /// Decodes and encodes again.
  func again(_ bytes: [UInt8]) throws -> [UInt8] {
    var result: [UInt8] = []
    try bytes.withUnsafeBytes { raw in
      switch self {
      case .incident: DispatchCoding.encode(try DispatchCoding.decodeIncident(raw), into: &result)
      case .task: DispatchCoding.encode(try DispatchCoding.decodeTask(raw), into: &result)
      case .command: DutyCommandCoding.encode(try DutyCommandCoding.decode(raw), into: &result)
      case .refusal: ResultCoding.encode(try ResultCoding.decode(raw), into: &result)
      case .event: EventCoding.encode(try EventCoding.decode(raw), into: &result)
      case .checkpoint: CheckpointCoding.encode(try CheckpointCoding.decode(raw), into: &result)
      }
    }
    return result
  }
}

@Suite struct DispatchCodingFacts {
  @Test func everyIncidentAndTaskComesBackAsItWas() throws {
    var maker = Maker(0xD15A)
    for _ in 0..<1000 {
      let (incident, task) = (maker.incident(), maker.task())
      var bytes: [[UInt8]] = [[], []]
      DispatchCoding.encode(incident, into: &bytes[0])
      DispatchCoding.encode(task, into: &bytes[1])
      // The tasks of its draft stand for themselves.
      #expect(
        try bytes[0].withUnsafeBytes { try DispatchCoding.decodeIncident($0) } == incident, "seed 0xD15A")
      #expect(try bytes[1].withUnsafeBytes { try DispatchCoding.decodeTask($0) } == task, "seed 0xD15A")
    }
  }

  @Test func everyRequestAndRefusalComesBackAsItWas() throws {
    var maker = Maker(0xD15B)
    var (actions, refusals): (Set<String>, Set<String>) = ([], [])
    for _ in 0..<3000 {
      let (action, refusal) = (maker.dispatchAction(), maker.dispatchRefusal())
      actions.insert(String("\(action)".prefix { $0 != "(" }))
      refusals.insert(String("\(refusal)".prefix { $0 != "(" }))
      let command = DutyCommand(.dispatch(action), actor: maker.actor(), seen: 4)
      let result = CommandResult.refused(.duty(.dispatch(refusal)))
      var bytes: [[UInt8]] = [[], [], []]
      DutyCommandCoding.encode(command, into: &bytes[0])
      ResultCoding.encode(result, into: &bytes[1])
      EventCoding.encode(.duty(command), into: &bytes[2])
      #expect(try bytes[0].withUnsafeBytes { try DutyCommandCoding.decode($0) } == command, "seed 0xD15B")
      #expect(try bytes[1].withUnsafeBytes { try ResultCoding.decode($0) } == result, "seed 0xD15B")
      #expect(try bytes[2].withUnsafeBytes { try EventCoding.decode($0) } == .duty(command), "seed 0xD15B")
    }
    #expect(actions.count == 18 && refusals.count == 24)
  }

  @Test func everyEventOfATaskComesBackAsItWas() throws {
    for event in TaskEvent.allCases {
      var bytes: [UInt8] = []
      let entry = Event.task(TaskID(7), event, channel: "log", words: "收到")
      EventCoding.encode(entry, into: &bytes)
      #expect(try bytes.withUnsafeBytes { try EventCoding.decode($0) } == entry)
    }
  }

  @Test func reportsOfTeamsComeBackAsTheyWere() throws {
    var maker = Maker(0xD15D)
    for count in 0..<20 {
      let reports = (0..<count).map { maker.teamReport("team\($0)") }
      var bytes: [[UInt8]] = [[], []]
      EventCoding.encode(.teamReports(reports), into: &bytes[0])
      #expect(try bytes[0].withUnsafeBytes { try EventCoding.decode($0) } == .teamReports(reports))
      #expect(bytes[0][1] == EventCoding.teamReportsTag)
      guard let first = reports.first else { continue }
      DispatchCoding.encode(first, into: &bytes[1])
      #expect(try bytes[1].withUnsafeBytes { try DispatchCoding.decodeTeamReport($0) } == first)
    }
  }

  @Test func everyStateComesBackAsItWasWithItsLastNumbers() throws {
    var maker = Maker(0xD15C)
    for _ in 0..<300 {
      let dispatch = maker.dispatch()
      var bytes: [UInt8] = []
      CheckpointCoding.encode(
        OperationsState(restoring: AlarmBook(), lastSequence: 9, dispatch: dispatch), into: &bytes)
      let again = try bytes.withUnsafeBytes { try CheckpointCoding.decode($0) }.dispatch
      #expect(again == dispatch, "seed 0xD15C")
      #expect(again.nextClock == dispatch.nextClock && again.lastTask == dispatch.lastTask)
    }
  }

  @Test(arguments: Form.allCases)
  private func everyShorteningIsRefused(form: Form) {
    var maker = Maker(0xD15D)
    for _ in 0..<20 {
      let bytes = form.encoded(&maker)
      for count in 0..<bytes.count {
        #expect(throws: CodingFailure.self, "seed 0xD15D") { try form.again(Array(bytes[..<count])) }
      }
      #expect(throws: CodingFailure.trailingBytes(1)) { try form.again(bytes + [0]) }
    }
  }

  @Test(arguments: Form.allCases)
  private func anyBytesAreEitherRefusedOrGiveAValueThatComesBack(form: Form) throws {
    var maker = Maker(0xD15E)
    var refused = 0
    for _ in 0..<20_000 {
      var bytes = form.encoded(&maker)
      for _ in 0..<maker.number(1...3) where !bytes.isEmpty {
        let place = maker.number(0...bytes.count - 1)
        switch maker.number(0...3) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(UInt8(maker.number(0...255)), at: place)
        case 2: bytes[place] ^= 1 << UInt8(maker.number(0...7))
        default: bytes[place] = UInt8(maker.number(0...255))
        }
      }
      guard let again = try? form.again(bytes) else {
        refused += 1
        continue
      }
      // What was read is written in one way only.
      #expect(try form.again(again) == again, "seed 0xD15E, \(form)")
    }
    #expect(refused > 2000 && refused < 20_000)
  }

  @Test func anotherVersionOfATaskOrAnIncidentIsRefused() {
    var maker = Maker(0xD15F)
    for (form, next) in [(Form.incident, UInt8(5)), (.task, 2)] {
      var bytes = form.encoded(&maker)
      for version: UInt8 in [0, next, 255] {
        bytes[0] = version
        #expect(throws: CodingFailure.unknownVersion(version)) { try form.again(bytes) }
      }
    }
  }

  @Test func requestsOfBeforeTheDispatchAreStillRead() throws {
    let command = DutyCommand(.finish(entry: 7), actor: Examples.lead, seen: 3)
    var actor: [UInt8] = []
    EventCoding.encode(.signedIn(Examples.lead), into: &actor)
    // The version, the actor, the number seen, the tag and the number of the entry.
    let bytes =
      [1] + Array(actor.dropFirst(2)) + [3, 0, 0, 0, 0, 0, 0, 0, 2] + [7, 0, 0, 0, 0, 0, 0, 0]
    #expect(try bytes.withUnsafeBytes { try DutyCommandCoding.decode($0) } == command)
  }

  @Test func theFormOfARequestAndOfATasksEventIsFixed() {
    var bytes: [UInt8] = []
    EventCoding.encode(.task(TaskID(0x0102), .receiptOut, channel: "", words: "x"), into: &bytes)
    #expect(bytes == [2, 22, 2, 1, 0, 0, 0, 0, 0, 0, 14, 0, 0, 1, 0, 120])
    let actor = Actor(person: "", displayName: "", role: .lead, seat: "")
    var empty: [UInt8] = []
    DutyCommandCoding.encode(DutyCommand(.finish(entry: 0), actor: actor, seen: 0), into: &empty)
    bytes = []
    let step = DispatchAction.step(TaskID(3), .receive, channel: "a", words: "")
    DutyCommandCoding.encode(DutyCommand(.dispatch(step), actor: actor, seen: 0), into: &bytes)
    #expect(bytes == empty.dropLast(9) + [10, 2, 3, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 97, 0, 0])
  }
}

@Suite struct DispatchCommandIDFacts {
  private let incident = IncidentID(1)

  private func id(_ action: DispatchAction, by actor: Actor = Examples.lead, seen: Int64 = 3) -> CommandID {
    DutyCommand(.dispatch(action), actor: actor, seen: seen).id
  }

  private func step(
    _ task: Int64 = 1, _ event: TaskEvent = .receive, _ channel: String = "phone", _ words: String = "x"
  ) -> DispatchAction {
    .step(TaskID(task), event, channel: channel, words: words)
  }

  @Test func theSameWishAtTheSameSightIsOneAndAnyOtherIsAnother() {
    #expect(id(step()) == id(step()))
    let others = [
      id(step(2)), id(step(1, .depart)), id(step(1, .receive, "radio")), id(step(1, .receive, "phone", "y")),
      id(step(), by: Examples.desk), id(step(), seen: 4), id(.note(incident, .note, "x")),
      id(.note(IncidentID(2), .note, "x")), id(.note(incident, .call, "x")), id(.note(incident, .note, "y")),
      id(.close(incident, verdict: "x", lessons: "")), id(.close(incident, verdict: "", lessons: "x")),
      id(.terminate(incident, reason: "x")), id(.appoint(incident, "x")), id(.reported(incident, rule: "x")),
    ]
    #expect(Set(others + [id(step())]).count == others.count + 1)
  }

  @Test func differentRequestsHaveDifferentIds() {
    var maker = Maker(0xD161)
    var actions: Set<DispatchAction> = []
    for _ in 0..<3000 {
      // As they are journalled: blanks at the ends are no difference.
      actions.insert(maker.dispatchAction().mappingTexts { HarmlessText.clean($0, limit: .max) })
    }
    #expect(Set(actions.map { id($0) }).count == actions.count, "seed 0xD161")
  }

  @Test func whatIsJournalledHasTheIdOfWhatWasAsked() throws {
    let authority = Examples.authority
    var state = OperationsState()
    state.run(Examples.condition(.red))
    state.run(
      .duty(
        DutyCommand(
          .dispatch(.open(incident, DispatchExamples.incident, isOrdered: true)), actor: Examples.lead,
          seen: 0)))
    let asked = DutyCommand(
      .dispatch(step(1, .receive, "phone\u{1B}[2J", "收到\n\u{7}")), actor: Examples.lead, seen: 2)
    let decided = try state.decide(asked, authority: authority, site: Examples.site).get()
    #expect(decided != asked && decided.id == asked.id)
  }
}

/// The least incident of the first alarm, with one task.
enum DispatchExamples {
  static let order = TaskDraft(
    planTask: "", unit: "housing", team: "gas", what: Bilingual(zh: "关阀", en: "shut"),
    limits: OrderPolicy().limits(arrival: .minutes(10), feedback: .hours(1)), recipient: "duty")

  static let incident = IncidentDraft(
    alarms: [AlarmID(1)], plan: "", planVersion: "", title: Bilingual(same: "燃气"),
    place: Bilingual(same: "锡尼"),
    sector: .lifelines, grade: .red, level: .three, commander: "陈立", checklist: [], tasks: [order])
}
