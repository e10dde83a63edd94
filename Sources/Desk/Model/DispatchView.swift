internal import Alarms
internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// The dispatch board over the whole body: incidents, and the tasks of the one under the cursor.
struct DispatchView: Sendable {
  enum List: Sendable { case incidents, tasks }

  var focus = List.incidents
  /// The closed incidents stand above in place of those under way.
  var showsClosed = false
  /// The incident under the cursor; `nil` when none is under way.
  var incident: IncidentID?
  var task: TaskID?
  var incidents = ListWindow()
  var tasks = ListWindow()
}

/// What can be asked for at the board.
enum BoardRequest: Sendable, Hashable {
  case step(TaskEvent)
  case note, issue, tick, level, appoint, grade, terminate, close
  case reassign, merge
  /// Drafts a warning of the incident.
  case warn
  case report, assess, correct
  /// Shows the closed incidents, or those under way again.
  case closed
  /// Takes in more: orders, measures and the level of a worse grade.
  case extend
}

extension Action {
  /// What an action asks for at the dispatch board; `nil` for the others.
  var boardRequest: BoardRequest? {
    switch self {
    case .taskReceive: .step(.receive)
    case .taskDepart: .step(.depart)
    case .taskArrive: .step(.arrive)
    case .taskControl: .step(.control)
    case .taskFeedback: .step(.report)
    case .taskSign: .step(.sign)
    case .taskCheckIn: .step(.checkIn)
    case .taskDecline: .step(.decline)
    case .taskCancel: .step(.cancel)
    case .taskFail: .step(.fail)
    case .taskReassign: .reassign
    case .incidentNote: .note
    case .incidentIssue: .issue
    case .incidentMeasure: .tick
    case .incidentLevel: .level
    case .incidentGrade: .grade
    case .incidentCommander: .appoint
    case .incidentMerge: .merge
    case .incidentTerminate: .terminate
    case .incidentClose: .close
    case .incidentWarn: .warn
    case .incidentReport: .report
    case .incidentHarm: .assess
    case .incidentCorrect: .correct
    case .incidentClosed: .closed
    case .incidentExtend: .extend
    default: nil
    }
  }
}

/// A request of the dispatch while its dialog is open, bound to what was seen.
enum DispatchQuestion: Sendable, Hashable {
  case step(TaskID, TaskEvent, seen: Int64)
  case incident(IncidentID, BoardRequest, seen: Int64)
  /// The drafts of an incident; those whose teams are out elsewhere, as the dialog lists them.
  case issue(IncidentID, out: [TaskID], seen: Int64)
  /// A task for somebody else: who may have it, as the dialog lists them.
  case reassign(TaskID, [TaskDraft], seen: Int64)
  /// An incident that another one takes in: those under way, as the dialog lists them.
  case merge(IncidentID, into: [IncidentID], seen: Int64)
  /// A report upward with its number, and the rules that it may answer, the next due first.
  case report(IncidentID, number: Int, rules: [String])
  /// A correction with its number, and the reports that it may correct as they were sent last, the newest first.
  case correct(IncidentID, number: Int, reports: [UpwardReport])
}

extension Desk {
  mutating func openDispatchBoard() {
    leaveBoards()
    var view = DispatchView()
    if let alarm = queue.current?.alarm.id {
      view.incident = latest.dispatch.incidents.first { $0.alarms.contains(alarm) }?.id
    }
    dispatchView = view
    settleDispatch()
    drawing.forget()
  }

  mutating func closeDispatchBoard() {
    dispatchView = nil
    drawing.forget()
  }

  /// The cursor keeps its incident and task; one that is gone gives it to the first.
  mutating func settleDispatch() {
    guard var view = dispatchView else { return }
    let table = latest.dispatch
    if table.closed.isEmpty { view.showsClosed = false }
    let incidents = view.showsClosed ? table.closed : table.incidents
    if !incidents.contains(where: { $0.id == view.incident }) { view.incident = incidents.first?.id }
    let tasks = view.incident.flatMap { table.tasksOf[$0] } ?? []
    if !tasks.contains(where: { $0.id == view.task }) { view.task = tasks.first?.id }
    if tasks.isEmpty { view.focus = .incidents }
    dispatchView = view
  }

  /// Puts away what stands in place of the panes.
  mutating func leaveBoards() {
    dispatchView = nil
    warningView = nil
    dutyView = nil
  }

  /// Whether a view stands in place of the panes.
  var isBodyTaken: Bool { dutyView != nil || dispatchView != nil || warningView != nil }

  /// The incidents above: those under way, or the closed.
  var boardIncidents: [Incident] {
    dispatchView?.showsClosed == true ? latest.dispatch.closed : latest.dispatch.incidents
  }

  var boardIncident: Incident? { dispatchView?.incident.flatMap { latest.dispatch[$0] } }

  var boardTasks: [TaskOrder] { dispatchView?.incident.flatMap { latest.dispatch.tasksOf[$0] } ?? [] }

  var boardTask: TaskOrder? { boardTasks.first { $0.id == dispatchView?.task } }

  // MARK: Keys

  mutating func performInDispatch(_ action: Action) {
    switch action {
    case .nextPane, .previousPane, .open: switchList()
    case .right: if dispatchView?.focus == .incidents { switchList() }
    case .left: if dispatchView?.focus == .tasks { switchList() }
    case .down: moveInDispatch(by: 1)
    case .up: moveInDispatch(by: -1)
    case .pageDown: moveInDispatch(by: 10)
    case .pageUp: moveInDispatch(by: -10)
    case .top: moveInDispatch(by: -1_000_000)
    case .bottom: moveInDispatch(by: 1_000_000)
    case .back, .close, .overview, .dispatchBoard: closeDispatchBoard()
    default:
      if let request = action.boardRequest { ask(request) } else { perform(action) }
    }
  }

  private mutating func switchList() {
    guard var view = dispatchView, !boardTasks.isEmpty else { return }
    view.focus = view.focus == .incidents ? .tasks : .incidents
    dispatchView = view
  }

  private mutating func moveInDispatch(by rows: Int) {
    guard var view = dispatchView else { return }
    func moved<ID: Equatable>(_ ids: [ID], from id: ID?) -> ID? {
      guard !ids.isEmpty else { return nil }
      let position = ids.firstIndex { $0 == id } ?? 0
      return ids[min(max(0, position + rows), ids.count - 1)]
    }
    switch view.focus {
    case .incidents:
      view.incident = moved(boardIncidents.map(\.id), from: view.incident)
      view.task = nil
    case .tasks: view.task = moved(boardTasks.map(\.id), from: view.task)
    }
    dispatchView = view
    settleDispatch()
  }

  // MARK: Questions

  private mutating func ask(_ meaning: BoardRequest) {
    if meaning == .warn { return draftWarningOfIncident() }
    if meaning == .closed { return switchToClosed() }
    if meaning == .extend {
      guard let incident = boardIncident else { return say(.noRow) }
      return openExtension(of: incident)
    }
    guard mayCommand() else { return }
    guard pendingDuty.isEmpty else { return say(DutyPhrase.waitsForAnswer.text) }
    if meaning == .correct { return askForReports() }
    let question: DispatchQuestion
    if case .step(let event) = meaning {
      guard let task = boardTask else { return say(DispatchPhrase.noTasks.text) }
      if case .noRow = task.outcome(of: event, TaskInput(at: now, words: "?")) {
        return say(wording.text(of: .notApplicable(event, task.state)), isError: true)
      }
      question = .step(task.id, event, seen: task.revision)
    } else if meaning == .reassign {
      guard let task = boardTask else { return say(DispatchPhrase.noTasks.text) }
      let drafts = otherDrafts(for: task)
      guard !drafts.isEmpty else { return say(DispatchPhrase.noOtherTeam.text) }
      question = .reassign(task.id, drafts, seen: task.revision)
    } else if meaning == .merge {
      guard let incident = boardIncident else { return say(.noRow) }
      let others = latest.dispatch.incidents.filter { $0.id != incident.id && $0.state == .responding }.map(
        \.id)
      guard !others.isEmpty else { return say(DispatchPhrase.noOtherIncident.text) }
      question = .merge(incident.id, into: others, seen: incident.revision)
    } else {
      guard let incident = boardIncident else { return say(.noRow) }
      switch meaning {
      case .issue:
        question = .issue(incident.id, out: draftsOfTeamsOut(incident.id), seen: incident.revision)
      case .report: question = reportQuestion(incident)
      default: question = .incident(incident.id, meaning, seen: incident.revision)
      }
    }
    var dialog = Dialog(.dispatch(question), fields: fields(of: question), at: hand)
    // First what has to be typed, or the row of buttons where nothing has.
    let asked = dialog.fields.firstIndex(where: \.isEmpty) ?? problem(of: question, dialog.fields)?.1
    // A choice that stands as it is is looked at first.
    let isChoice = meaning == .level || meaning == .grade
    dialog.focus = isChoice || meaning == .assess ? 0 : asked ?? dialog.fields.count
    open(dialog)
  }

  private mutating func switchToClosed() {
    guard !latest.dispatch.closed.isEmpty else { return say(ReportPhrase.noClosed.text) }
    dispatchView?.showsClosed.toggle()
    dispatchView?.incident = nil
    dispatchView?.incidents = ListWindow()
    settleDispatch()
  }

  /// Drafts whose team is out on another incident's order.
  private func draftsOfTeamsOut(_ incident: IncidentID) -> [TaskID] {
    (latest.dispatch.tasksOf[incident] ?? []).filter { task in
      task.state == .draft && commitment(of: task.draft.team, outside: incident) != nil
    }.map(\.id)
  }

  private func fields(of question: DispatchQuestion) -> [Dialog.Field] {
    switch question {
    case .issue: return []
    case .reassign(_, let drafts, _):
      return [.chosen(.fieldTeam, drafts.map(label)), .named(.fieldReason)]
    case .merge(_, let others, _):
      return [
        .chosen(
          .fieldInto,
          others.map { id in
            let title = latest.dispatch[id]?.title ?? Bilingual(same: "")
            return Bilingual(zh: "#\(id.value) \(title.zh)", en: "#\(id.value) \(title.en)")
          }), .named(.fieldReason),
      ]
    case .report(let id, _, let rules):
      return latest.dispatch[id].map { reportFields(of: $0, rules: rules) } ?? []
    case .correct(let id, _, let reports):
      return latest.dispatch[id].map { correctionFields(of: $0, reports, chosen: 0) } ?? []
    case .step(_, let event, _): return stepFields(event)
    case .incident(let id, let meaning, _): return latest.dispatch[id].map { fields(of: meaning, $0) } ?? []
    }
  }

  private func stepFields(_ event: TaskEvent) -> [Dialog.Field] {
    let channels = Dialog.Field(
      label: .reasonField, input: TextField(limit: 0),
      options: DispatchPhrase.spoken.map(DispatchPhrase.channel),
      name: DispatchPhrase.fieldChannel.text)
    switch event {
    case .sign: return []
    case .cancel, .fail: return [.named(.fieldReason)]
    case .decline: return [channels, .named(.fieldReason)]
    case .report: return [channels, .named(.fieldFeedback)]
    default: return [channels, .named(.fieldWords, isOptional: true)]
    }
  }

  private func fields(of meaning: BoardRequest, _ incident: Incident) -> [Dialog.Field] {
    switch meaning {
    case .step, .issue, .reassign, .merge, .warn, .report, .correct, .closed, .extend: return []
    case .assess: return harmFields(of: incident)
    case .note: return [.chosen(.fieldKind, NoteKind.allCases.map(\.name)), .named(.fieldText)]
    case .tick:
      let open = incident.checklist.indices.filter { incident.ticks[$0] == nil }
      return [.chosen(.fieldMeasure, open.map { Bilingual(same: String($0 + 1)) })]
    case .level:
      var field = Dialog.Field.chosen(.fieldLevel, ResponseLevel.allCases.map(\.name))
      field.choice = ResponseLevel.allCases.firstIndex(of: incident.level) ?? 0
      return [field, .named(.fieldReason)]
    case .grade:
      // What it is, or what its harm suggests: the first of the list is the gravest.
      let grading = configuration.dispatch.grading
      let suggested = grading.suggestion(incident.assessment, plan: incident.plan, sector: incident.sector)?
        .grade
      var field = Dialog.Field.chosen(.fieldLevel, EventGrade.allCases.map(\.name))
      field.choice = EventGrade.allCases.firstIndex(of: incident.eventGrade ?? suggested ?? .ordinary) ?? 0
      return [field]
    case .appoint: return [.named(.fieldCommander)]
    case .terminate: return [.named(.fieldReason)]
    case .close:
      let isAsked = !warningsInForce(of: incident.id).isEmpty
      return [.named(.fieldVerdict), .named(.fieldLessons, isOptional: true)]
        + (isAsked ? [.chosen(.fieldWarnings, DispatchPhrase.keepingWarnings.map(\.text))] : [])
    }
  }

  /// Authored warnings of an incident that hold: closing asks about them.
  func warningsInForce(of incident: IncidentID) -> [PublicWarning] {
    latest.publicWarnings.warnings.filter { $0.incident == incident && $0.state.isInForce }
  }

  /// Sends what the dialog says; the dialog stays until the owner has answered.
  mutating func confirm(_ question: DispatchQuestion, _ dialog: inout Dialog) {
    if let (problem, field) = problem(of: question, dialog.fields) {
      (dialog.problem, dialog.focus) = (problem, field)
      return overlay = .dialog(dialog)
    }
    guard let action = action(of: question, dialog.fields) else { return }
    let seen: Int64
    switch question {
    case .step(_, _, let revision), .incident(_, _, let revision), .issue(_, _, let revision),
      .reassign(_, _, let revision), .merge(_, _, let revision):
      seen = revision
    case .report(let id, let number, _):
      seen = Int64(number)
      keepReport(id, dialog.fields)
    case .correct(_, let number, _): seen = Int64(number)
    }
    dialog.isWaiting = true
    dialog.problem = nil
    overlay = .dialog(dialog)
    send(action, seen: seen)
  }

  /// What of a dialog cannot be sent, and which field it is about.
  private func problem(of question: DispatchQuestion, _ fields: [Dialog.Field]) -> (Bilingual, Int)? {
    switch question {
    case .report(_, let number, let rules):
      let known = configuration.dispatch.reportFields
      guard let missing = report(fields, number: number, rules: rules).missing(of: known) else { return nil }
      let position = known.firstIndex { $0.id == missing.id } ?? 0
      return (wording.text(of: .needsField(missing.id), in: configuration.dispatch), position + 2)
    case .correct(_, let number, let reports):
      let corrected = correction(fields, number: number, reports: reports)
      if corrected.corrects?.changes.isEmpty != false { return (ReportPhrase.nothingChanged.text, 1) }
      let known = configuration.dispatch.reportFields
      guard let missing = corrected.missing(of: known) else { return nil }
      let position = known.firstIndex { $0.id == missing.id } ?? 0
      return (wording.text(of: .needsField(missing.id), in: configuration.dispatch), position + 1)
    case .incident(let id, .assess, _):
      let (found, wrong) = assessment(fields, of: id)
      guard found == nil else { return nil }
      return (ReportPhrase.badNumber.filled(with: ["field": fields[wrong].title]), wrong)
    case .incident(let id, .close, _):
      guard fields.count > 2, fields[2].choice == 0 else { return nil }
      return (wording.text(of: .warningsInForce(warningsInForce(of: id).map(\.id))), 2)
    default: return nil
    }
  }

  private func action(of question: DispatchQuestion, _ fields: [Dialog.Field]) -> DispatchAction? {
    let typed = fields.last.map { $0.options.isEmpty ? $0.cleaned : "" } ?? ""
    let choice = fields.first { !$0.options.isEmpty }?.choice ?? 0
    switch question {
    case .issue(let id, let out, _): return .issue(id, acceptsCommitted: !out.isEmpty)
    case .reassign(let id, let drafts, _):
      return drafts.indices.contains(choice) ? .reassign(id, drafts[choice], reason: typed) : nil
    case .merge(let id, let others, _):
      return others.indices.contains(choice) ? .merge(id, into: others[choice], reason: typed) : nil
    case .report(let id, let number, let rules):
      return .report(id, report(fields, number: number, rules: rules))
    case .correct(let id, let number, let reports):
      return .report(id, correction(fields, number: number, reports: reports))
    case .step(let id, let event, _):
      let isSpoken = fields.contains { !$0.options.isEmpty }
      return .step(id, event, channel: isSpoken ? DispatchPhrase.spoken[choice] : "", words: typed)
    case .incident(let id, let meaning, _):
      switch meaning {
      case .step, .issue, .reassign, .merge, .warn, .report, .correct, .closed, .extend: return nil
      case .assess: return assessment(fields, of: id).assessment.map { .assess(id, $0) }
      case .note: return .note(id, NoteKind.allCases[choice], typed)
      case .tick:
        let incident = latest.dispatch[id]
        let open = incident?.checklist.indices.filter { incident?.ticks[$0] == nil } ?? []
        return open.indices.contains(choice) ? .tick(id, open[choice]) : nil
      case .level: return .level(id, ResponseLevel.allCases[choice], reason: typed)
      case .grade: return .grade(id, EventGrade.allCases[choice])
      case .appoint: return .appoint(id, typed)
      case .terminate: return .terminate(id, reason: typed)
      case .close:
        return .close(
          id, verdict: fields[0].cleaned, lessons: fields[1].cleaned, keepsWarnings: fields.count > 2)
      }
    }
  }

  /// Sends a request of the dispatch that was decided on what was seen.
  mutating func send(_ action: DispatchAction, seen: Int64) {
    guard let actor else { return }
    let command = DutyCommand(.dispatch(action), actor: actor, seen: seen)
    pendingDuty[command.id] = PendingDuty(command: command, sentAt: now)
    effects.append(.performDuty(command, name: nil, passphrase: nil))
  }
}

extension Dialog.Field {
  static func named(_ phrase: DispatchPhrase, isOptional: Bool = false) -> Dialog.Field {
    Dialog.Field(
      label: .reasonField, input: TextField(limit: Desk.textLimit), isOptional: isOptional, name: phrase.text)
  }

  static func chosen(_ phrase: DispatchPhrase, _ options: [Bilingual]) -> Dialog.Field {
    Dialog.Field(label: .reasonField, input: TextField(limit: 0), options: options, name: phrase.text)
  }
}
