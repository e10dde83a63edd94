internal import Alarms
internal import CityDispatch
internal import CitySafety
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
    var results: [CommandID: CommandResult] = [:]
  }

  func perform(_ submissions: [SeatServer.Submission]) {
    guard catchUp() else { return refuse(submissions, writing.trouble.map(\.explanation)) }
    let active: Set<String>
    do {
      active = try people.activeNames()
    } catch {
      return refuse(submissions, error.message)
    }
    var decisions = Decisions()
    for submission in submissions { decide(submission, people: active, &decisions) }
    for (submission, result) in decisions.settled { answer(submission, result) }
    guard !decisions.performed.isEmpty else { return }
    decisions.slice.outbox = decisions.messages.map(OutboxRow.init)
    let answers = decisions.performed.map { submission, result in
      SeatServer.Answer(connection: submission.connection, id: submission.command.id, result: result)
    }
    if let failure = write(&decisions.slice, answers: answers) {
      refuse(decisions.performed.map(\.0), failure.explanation)
    } else {
      linkage.add(decisions.messages)
    }
  }

  private func answer(_ submission: SeatServer.Submission, _ result: CommandResult) {
    server?.reply(submission.connection, .result(submission.command.id, result))
  }

  private func refuse(_ submissions: [SeatServer.Submission], _ reason: Bilingual?) {
    for submission in submissions {
      answer(submission, .refused(reason.map { .storeFailed($0) } ?? .noOwner))
    }
  }

  private func decide(_ submission: SeatServer.Submission, people: Set<String>, _ decisions: inout Decisions)
  {
    let command = submission.command
    if let result = decisions.results[command.id] { return decisions.performed.append((submission, result)) }
    do {
      if let result = try store.result(of: command.id) {
        return decisions.settled.append((submission, result))
      }
    } catch {
      // Whether it was done before is not known: doing it now might be the second time.
      return decisions.settled.append((submission, .refused(.storeFailed(error.explanation))))
    }
    guard people.contains(command.actor.person) else {
      // Disabled after signing in.
      return decisions.settled.append((submission, .refused(.notSignedIn)))
    }
    switch state.decide(command, authority: site.authority, people: people, now: clock.now()) {
    case .failure(let refusal): decisions.settled.append((submission, .refused(refusal)))
    case .success(let event):
      let before = state.alarms[command.alarm]
      let changed = apply(event, to: &decisions.slice)
      let subject = changed.first ?? command.alarm
      let result = CommandResult.done(revision: state.alarms[subject]?.revision ?? 0)
      if let before, !changed.isEmpty { decisions.messages += escalation(command, before) }
      decisions.slice.results.append(ResultRow(id: command.id, result: result, at: clock.now()))
      decisions.results[command.id] = result
      decisions.performed.append((submission, result))
    }
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
