internal import Alarms
internal import CitySafety
internal import Operations
internal import Widgets

/// Commands: from a key to `Effect.perform`, and their answers.
extension Desk {
  /// Characters of a comment, a reason or a name.
  static let textLimit = 200
  /// Alarms that are over and can be chosen from to be reopened.
  static let reopenLimit = 10

  /// The alarm as it stands on the screen now.
  func sight(of alarm: Alarm) -> Sight {
    Sight(
      alarm: alarm.id, occurrence: alarm.occurrence, version: alarm.version, revision: alarm.revision,
      grade: alarm.grade, worst: alarm.worse, title: wording.title(of: alarm))
  }

  /// Whether a person may command now; otherwise says or asks what is missing.
  mutating func mayCommand() -> Bool {
    guard actor != nil else {
      openSignIn(because: .signInFirst)
      return false
    }
    guard !isLocked else {
      openSignIn(because: .seatIsLocked)
      return false
    }
    if case .attached = link { return true }
    say(wording.text(of: .noOwner), isError: true)
    return false
  }

  /// The alarm that a command is about; says why there is none.
  private mutating func commandTarget() -> Alarm? {
    guard let current = queue.current else {
      say(.noRow)
      return nil
    }
    guard !current.isGhost else {
      say(.rowHasLeft)
      return nil
    }
    guard pendingAlarms[current.alarm.id] == nil else {
      say(.stillWaiting)
      return nil
    }
    return current.alarm
  }

  // MARK: Keys

  mutating func acknowledge() {
    guard mayCommand() else { return }
    guard queue.marks.isEmpty else { return give(.acknowledge, to: markedAlarms()) }
    guard let alarm = commandTarget() else { return }
    guard alarm.needsAcknowledgement else {
      return say(wording.text(of: .notApplicable(.acknowledge, alarm.id, label: alarm.label)))
    }
    var proposal = Proposal(.acknowledge, [sight(of: alarm)])
    guard alarm.data == .lost else { return send(proposal) }
    proposal.acceptsLostData = true
    open(.command(proposal, durations: [], at: hand))
  }

  /// Everything that the queue shows now and that may be acknowledged, as far as one command reaches.
  mutating func acknowledgeShown() {
    guard mayCommand() else { return }
    give(.acknowledge, to: queue.shownAlarms(limit: Command.targetLimit) { $0.needsAcknowledgement })
  }

  private func markedAlarms() -> [Alarm] {
    queue.marks.compactMap { queue.table.row(of: $0) }.sorted(by: RowOrder.grade.isBefore).map(\.alarm)
  }

  /// A command on several alarms: those that it applies to, listed before it is sent.
  private mutating func give(_ name: CommandName, to alarms: [Alarm]) {
    let fitting = alarms.filter { alarm in
      guard pendingAlarms[alarm.id] == nil else { return false }
      guard name != .acknowledge else { return alarm.needsAcknowledgement && alarm.data != .lost }
      return mayApply(name, to: alarm)
    }
    guard !fitting.isEmpty else { return say(.nothingFits, isError: true) }
    open(proposing: Proposal(name, fitting.map { sight(of: $0) }))
  }

  /// Whether the state has the transition at all; what is still to be filled in does not count.
  func mayApply(_ name: CommandName, to alarm: Alarm) -> Bool {
    guard let event = name.lifeEvent, pendingAlarms[alarm.id] == nil else { return false }
    var input = LifeInput(at: now, policy: shown.duty.policy, actor: actor, text: "?", name: "?")
    if name == .prioritise { input.grade = Grade.allCases.first { $0 != alarm.grade } }
    if name == .claim { input.name = "" }
    if name == .close { input.verdict = .real }
    switch alarm.outcome(of: event, input) {
    case .performed: return true
    case .hindered(.untilAllowed), .hindered(.second), .hindered(.secondForRed), .hindered(.orderGiven),
      .hindered(.dataKnown):
      return true
    case .hindered, .noRow: return false
    }
  }

  /// A command on the marked alarms, where it takes many and any are marked, or on the row under the cursor.
  mutating func give(_ name: CommandName) {
    guard name != .acknowledge else { return acknowledge() }
    guard mayCommand() else { return }
    if !queue.marks.isEmpty, name.takesMany { return give(name, to: markedAlarms()) }
    guard let alarm = commandTarget() else { return }
    let name = name == .claim && alarm.isOffered(to: actor) ? .accept : name
    guard mayApply(name, to: alarm) else {
      return say(wording.text(of: .notApplicable(name, alarm.id, label: alarm.label)))
    }
    let proposal = Proposal(name, [sight(of: alarm)])
    switch name {
    case .claim, .accept, .decline: send(proposal)
    default: open(proposing: proposal)
    }
  }

  /// Shelve, or take off the shelf what is on it.
  mutating func shelve() {
    if queue.marks.isEmpty, let alarm = queue.current?.alarm, alarm.shelf != nil { return give(.unshelve) }
    give(.shelve)
  }

  /// Asks which of the alarms that were over last is to be looked at again; the newest stands first.
  mutating func openReopen() {
    guard mayCommand() else { return }
    let closed = latest.closed.prefix(Desk.reopenLimit)
    guard !closed.isEmpty else { return say(.nothingClosed) }
    var dialog = Dialog(.reopen(closed.map { sight(of: $0) }), at: hand)
    dialog.fields = [.text(.reasonField)]
    dialog.focus = dialog.fields.count
    open(dialog)
  }

  private mutating func open(proposing proposal: Proposal) {
    var durations: [Span] = []
    if proposal.name == .shelve {
      durations = shelfTimes(proposal.worst)
      guard !durations.isEmpty else { return say(.noShelving, isError: true) }
    }
    var dialog = Dialog.command(proposal, durations: durations, at: hand)
    if let draft, draft.name == proposal.name, draft.alarm == proposal.sights.first?.alarm,
      let field = dialog.fields.firstIndex(where: { $0.meaning == .text })
    {
      dialog.fields[field].input.set(draft.text)
    }
    if let grade = proposal.sights.first?.grade,
      let field = dialog.fields.firstIndex(where: { $0.meaning == .grade })
    {
      dialog.fields[field].choice = Int(grade.rawValue) - 1
    }
    open(dialog)
  }

  /// The shelving times to choose from: round ones within the grade's limit, and the limit itself.
  private func shelfTimes(_ grade: Grade) -> [Span] {
    let limit = shown.duty.policy.shelfLimit[grade]
    guard limit > .zero else { return [] }
    return [15, 30, 60, 120, 240].map { Span.minutes($0) }.filter { $0 < limit } + [limit]
  }

  /// Takes back the newest command of this seat that can be undone.
  mutating func undoLast() {
    guard mayCommand() else { return }
    let limit = shown.duty.policy.undoLimit
    undoable.removeAll { $0.doneAt.age(at: now) > limit }
    guard let last = undoable.popLast() else { return say(.nothingToUndo) }
    var proposal = Proposal(.undo, last.proposal.sights)
    proposal.text = last.id.text
    send(proposal)
  }

  // MARK: Sending

  /// Sends a command, or asks for a lead's code where this role may not give it.
  mutating func send(_ proposal: Proposal) {
    guard let actor else { return }
    let authority = configuration.authority
    if let barred = proposal.sights.first(where: { !authority.permits(proposal.name, actor.role, $0.grade) })
    {
      guard actor.role == .operator, authority.permits(proposal.name, .lead, barred.grade) else {
        let least = authority.leastRole(for: proposal.name, barred.grade)
        return say(
          wording.text(of: .notPermitted(proposal.name, role: actor.role, needs: least)), isError: true)
      }
      return openAuthorise(.authorise(proposal))
    }
    perform(proposal, lead: nil)
  }

  mutating func perform(_ proposal: Proposal, lead: (name: String, code: String)?) {
    guard let actor else { return }
    guard pending.count < Desk.pendingLimit else { return say(.stillWaiting, isError: true) }
    let command = proposal.command(by: actor)
    pending[command.id] = Pending(command: command, proposal: proposal, revision: nil, sentAt: now)
    for sight in proposal.sights {
      pendingAlarms[sight.alarm] = proposal.name
      lookAgain.remove(sight.alarm)
    }
    drawing.stamp &+= 1
    effects.append(.perform(command, leadName: lead?.name, leadCode: lead?.code))
  }

  // MARK: Answers

  mutating func take(_ result: CommandResult, of id: CommandID) {
    guard let sent = pending[id] else { return takeDuty(result, of: id) }
    drawing.stamp &+= 1
    let command = sent.command
    switch result {
    case .done(let revision):
      pending[id]?.revision = revision
      if draft?.alarm == command.alarm { draft = nil }
      sayDone(sent)
      closeWaiting(for: command)
      forgetShownCommands()
    case .refused(let refusal):
      pending[id] = nil
      renewPendingAlarms()
      take(refusal, of: sent)
    }
  }

  private mutating func sayDone(_ sent: Pending) {
    let proposal = sent.proposal
    let count = proposal.sights.count
    let title =
      count == 1
      ? proposal.sights[0].title : Phrase.rowCount.filled(["count": String(count)])
    guard proposal.name.isUndoable else {
      return say(Phrase.commandDone.filled(with: ["what": proposal.name.name, "title": title]))
    }
    if undoable.count == Desk.undoableLimit { undoable.removeFirst() }
    undoable.append(Undoable(id: sent.command.id, proposal: proposal, doneAt: now))
    let seconds = shown.duty.policy.undoLimit.milliseconds / 1000
    let phrase: Phrase = seconds > 0 ? .commandDoneUndo : .commandDone
    say(
      phrase.filled(
        with: [
          "what": proposal.name.name, "title": title, "seconds": Bilingual(same: String(seconds)),
          "key": Bilingual(same: configuration.keys.hint(.undo)),
        ]))
  }

  private mutating func take(_ refusal: Refusal, of sent: Pending) {
    let command = sent.command
    if case .dialog(var dialog) = overlay, dialog.isWaiting, dialog.proposal?.name == command.name {
      if refusal == .wrongCode {
        dialog.isWaiting = false
        dialog.problem = wording.text(of: refusal)
        if let code = dialog.fields.firstIndex(where: { $0.meaning == .leadCode }) {
          dialog.fields[code].input.set("")
          dialog.focus = code
        }
        overlay = .dialog(dialog)
        return
      }
      overlay = nil
    }
    say(wording.text(of: refusal), isError: true)
    switch refusal {
    case .outdated(let id, _): lookAgain.insert(id)
    case .seatLocked:
      isLocked = true
      openSignIn(because: .seatIsLocked)
    case .notSignedIn: openSignIn(because: .signInFirst)
    case .dataLost where overlay == nil && sent.proposal.sights.count == 1:
      var proposal = sent.proposal
      proposal.acceptsLostData = true
      open(.command(proposal, durations: [], at: hand))
    default: break
    }
  }

  private mutating func closeWaiting(for command: Command) {
    if case .dialog(let dialog) = overlay, dialog.isWaiting, dialog.proposal?.name == command.name {
      overlay = nil
    }
  }

  /// Drops commands whose effect the newest snapshot shows.
  mutating func forgetShownCommands() {
    guard !pending.isEmpty else { return }
    pending = pending.filter { _, sent in
      guard let revision = sent.revision else { return true }
      guard let alarm = latest.alarms[sent.command.alarm] else { return false }
      return alarm.revision < revision
    }
    renewPendingAlarms()
  }

  private mutating func renewPendingAlarms() {
    pendingAlarms = [:]
    for sent in pending.values {
      for target in sent.command.targets { pendingAlarms[target.alarm] = sent.command.name }
    }
    drawing.stamp &+= 1
  }

  // MARK: The person

  mutating func lockWhenIdle() {
    let limit = index.site.idleLock
    guard actor != nil, !isLocked, limit > .zero, lastInput.age(at: hand) >= limit else { return }
    isLocked = true
    say(.seatIsLocked)
  }

  mutating func signOut() {
    guard actor != nil else { return say(.nobodySignedIn) }
    asksToSignOut = true
    effects.append(.signOut)
  }

  mutating func takeSignIn(_ person: Actor?) {
    guard let person else {
      guard case .dialog(var dialog) = overlay, dialog.purpose == .signIn else {
        return say(.wrongPassphrase, isError: true)
      }
      dialog.isWaiting = false
      dialog.problem = Phrase.wrongPassphrase.text
      dialog.fields[1].input.set("")
      dialog.focus = 1
      overlay = .dialog(dialog)
      return
    }
    actor = person
    isLocked = false
    lastInput = hand
    if case .dialog(let dialog) = overlay, dialog.purpose == .signIn { overlay = nil }
    say(
      Phrase.signedInNow.filled(
        with: ["role": person.role.name, "name": Bilingual(same: person.displayName)]))
  }

  mutating func takeSignOut() {
    isLocked = false
    let isAsked = asksToSignOut
    asksToSignOut = false
    guard actor != nil else { return }
    actor = nil
    if isAsked { say(.signedOutNow) } else { say(SeatPhrase.leftByOwner.text, isError: true) }
  }
}
