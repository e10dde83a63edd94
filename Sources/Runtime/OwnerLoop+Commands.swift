internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Desk
internal import Operations
internal import Settings
internal import Store

/// Commands of the seats: decided on the state, written, and only then answered.
extension OwnerLoop {
  /// What a batch of commands comes to before it is written.
  private struct Decisions {
    var slice = WriteSlice()
    var messages: [OutboxItem] = []
    /// Results that hold whatever becomes of the slice: refusals, and repeats of commands done before.
    var settled: [(SeatServer.Submission, CommandResult)] = []
    /// Results that hold once the slice is written.
    var performed: [(SeatServer.Submission, CommandResult)] = []
    /// Handovers that the slice completes.
    var handovers: [Int64] = []
    /// Incidents that it closes, or that something is added to after they were.
    var closed: [IncidentID] = []
    /// Entries that ask something of the improvement items.
    var improvements: [JournalEntry] = []
    /// What was refused to the players of a drill.
    var refusals: [Event] = []
    /// Messages that it lets leave once more.
    var resent: [OutboxRow] = []
    var results: [CommandID: CommandResult] = [:]
  }

  func perform(_ submissions: [SeatServer.Submission]) {
    guard catchUp() else { return refuse(submissions, writing.trouble.map(\.explanation)) }
    let active: Set<String>
    do {
      if let players = drill?.players { active = players } else { active = try people.activeNames() }
    } catch {
      return refuse(submissions, error.message)
    }
    var decisions = Decisions()
    for submission in submissions { decide(submission, people: active, &decisions) }
    for (submission, result) in decisions.settled { answer(submission, result) }
    defer { if !decisions.refusals.isEmpty { commit(events: decisions.refusals) } }
    guard !decisions.performed.isEmpty else { return }
    decisions.slice.outbox += rows(of: decisions.messages)
    // Whoever asked for an improvement item reads the list next: it has the item before they are answered.
    let isListed = !decisions.improvements.isEmpty
    let answers = decisions.performed.map { submission, result in
      SeatServer.Answer(connection: submission.connection, id: submission.request.id, result: result)
    }
    if let failure = write(&decisions.slice, answers: isListed ? [] : answers) {
      refuse(decisions.performed.map(\.0), failure.explanation)
    } else {
      send(decisions.slice.outbox + decisions.resent)
      for number in decisions.handovers { print(handover: number) }
      for incident in decisions.closed { archives.add(incident) }
      keepImprovements(decisions.improvements)
      if isListed { for (submission, result) in decisions.performed { answer(submission, result) } }
    }
  }

  private func answer(_ submission: SeatServer.Submission, _ result: CommandResult) {
    server?.reply(submission.connection, .result(submission.request.id, result))
  }

  private func refuse(_ submissions: [SeatServer.Submission], _ reason: Bilingual?) {
    for submission in submissions {
      answer(submission, .refused(reason.map { .storeFailed($0) } ?? .noOwner))
    }
  }

  private func decide(_ submission: SeatServer.Submission, people: Set<String>, _ decisions: inout Decisions)
  {
    let request = submission.request
    if let result = decisions.results[request.id] { return decisions.performed.append((submission, result)) }
    do {
      if let result = try store.result(of: request.id) {
        return decisions.settled.append((submission, result))
      }
    } catch {
      // Whether it was done before is not known: doing it now might be the second time.
      return decisions.settled.append((submission, .refused(.storeFailed(error.explanation))))
    }
    guard people.contains(request.actor.person) else {
      // Disabled after signing in.
      return decisions.settled.append((submission, .refused(.notSignedIn)))
    }
    let outcome =
      switch request {
      case .command(let command): decide(command, people: people, &decisions)
      case .duty(let command): decide(command, &decisions)
      }
    switch outcome {
    case .failure(let refusal):
      decisions.settled.append((submission, .refused(refusal)))
      if let event = observation(of: request, refusal) { decisions.refusals.append(event) }
    case .success(let revision):
      if let record = drill?.record(of: request) { _ = apply(record, to: &decisions.slice) }
      let result = CommandResult.done(revision: revision)
      decisions.slice.results.append(ResultRow(id: request.id, result: result, at: clock.now()))
      decisions.results[request.id] = result
      decisions.performed.append((submission, result))
    }
  }

  /// The revision of the first alarm after the command.
  private func decide(
    _ command: Command, people: Set<String>, _ decisions: inout Decisions
  ) -> Result<Int64, Refusal> {
    let now = clock.now()
    let shiftEnd = site.shiftPlan.running(at: now)?.end
    let decision = state.decide(
      command, authority: site.authority, people: people, now: now, shiftEnd: shiftEnd)
    return decision.map { event in
      let before = state.alarms[command.alarm]
      let changed = apply(event, to: &decisions.slice)
      let subject = changed.first ?? command.alarm
      if let before, !changed.isEmpty { decisions.messages += escalation(command, before) }
      return state.alarms[subject]?.revision ?? 0
    }
  }

  /// The revision of the handover or of the rule, or the number of the last log entry, after the request.
  private func decide(_ command: DutyCommand, _ decisions: inout Decisions) -> Result<Int64, Refusal> {
    if case .dispatch(let action) = command.action,
      let refusal = site.dispatch.refusal(of: action, departments: site.site.departments)
    {
      return .failure(.duty(.dispatch(refusal)))
    }
    if case .remark(let remark) = command.action, let reason = refusal(of: remark) {
      return .failure(.duty(.remark(reason)))
    }
    let closed: Incident?
    do {
      closed = try closedIncident(of: command)
    } catch {
      return .failure(.storeFailed(error.explanation))
    }
    let decision = state.decide(
      command, authority: site.authority, site: site.site, register: site.dispatch, closed: closed,
      now: clock.now())
    if case .success(let decided) = decision, case .resend(let key) = decided.action {
      switch message(toResend: key) {
      case .failure(let refusal): return .failure(refusal)
      case .success(let record) where decisions.resent.contains(record.row):
        return .failure(.duty(.messageWaits(key)))
      case .success(let record): decisions.resent.append(record.row)
      }
    }
    return decision.mapError { .duty($0) }.map { decided in
      let record = state.record(
        of: decided, at: clock.now(), sequence: state.lastSequence + 1, soon: nextShiftEnd)
      let before = tasks(of: decided)
      _ = apply(.duty(decided), to: &decisions.slice)
      switch decided.action {
      case .dispatch(.close(let incident, _, _, _)): decisions.closed.append(incident)
      case .dispatch(.late(_, let incident)): decisions.closed.append(incident.id)
      case .remark where drill == nil: decisions.improvements += decisions.slice.entries.suffix(1)
      case .warning(let action): decisions.closed += closedIncident(ofWarning: action.id).map { [$0] } ?? []
      default: break
      }
      let orders = orders(after: decided, before: before)
      if !orders.isEmpty { respond(by: decided, in: &decisions.slice) }
      decisions.messages += orders + reports(after: decided)
      let warned = warnings(after: decided)
      decisions.slice.outbox += (drill == nil ? warned : warned.map(\.ofDrill)).map(OutboxRow.init)
      for event in reportsDue(after: decided) { _ = apply(event, to: &decisions.slice) }
      if let record {
        decisions.slice.handovers.append(record)
        decisions.handovers.append(record.signed.number)
      }
      return revision(after: decided)
    }
  }

  /// When the shift after the running one ends.
  private var nextShiftEnd: Instant? {
    site.shiftPlan.running(at: clock.now()).flatMap { site.shiftPlan.next(after: $0)?.end }
  }

  /// Writes the handover that was just signed as text into the state folder, in both languages.
  private func print(handover number: Int64) {
    let folder = Paths.fromEnvironment().handovers(site: site.site.id)
    guard let kept = try? store.handover(number), let entries = try? store.log(), makeFolder(folder) else {
      return log(OwnerLoop.cannotPrint(folder))
    }
    let printer = HandoverPrint(site: site.site, plan: site.shiftPlan)
    for language in Language.allCases {
      let file = folder + "/handover-\(number).\(language.rawValue).txt"
      let lines = printer.lines(
        of: kept.record, log: entries, anchor: kept.anchor.text, style: .plain, language: language)
      if !TextFile.replace(file, with: lines.joined(separator: "\n") + "\n") {
        log(OwnerLoop.cannotPrint(file))
      }
    }
  }

  private static func cannotPrint(_ path: String) -> Bilingual {
    Bilingual(
      zh: "交接单未能写入 \(path)；可用 watchfloor handover 重新打印。",
      en: "The handover could not be written to \(path); watchfloor handover prints it again.")
  }

  private func escalation(_ command: Command, _ alarm: Alarm) -> [OutboxItem] {
    Escalation.outboxItems(
      for: command, alarm: alarm, title: title(of: alarm), sequence: state.lastSequence, at: clock.now(),
      routes: [EscalationRoute(recipients: site.escalation.lead)])
  }

  /// What an alarm is about in the site's words, or its own.
  func title(of alarm: Alarm) -> Bilingual {
    guard case .threshold(_, let rule) = alarm.key,
      let threshold = site.site.thresholds.first(where: { $0.id == rule })
    else { return alarm.text }
    return threshold.message
  }
}
