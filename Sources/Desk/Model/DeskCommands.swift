internal import Alarms
internal import CitySafety
internal import Operations
internal import Widgets

/// Commands: from a key to `Effect.perform`, and their answers.
extension Desk {
  /// Characters of a comment, a reason or a name.
  static let textLimit = 200

  /// The alarm as it stands on the screen now.
  func sight(of alarm: Alarm) -> Sight {
    Sight(
      alarm: alarm.id, occurrence: alarm.occurrence, version: alarm.version, revision: alarm.revision,
      grade: alarm.gradeWorst, title: wording.title(of: alarm))
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
    guard !pending.values.contains(where: { $0.command.alarm == current.alarm.id }) else {
      say(.stillWaiting)
      return nil
    }
    return current.alarm
  }

  // MARK: Keys

  mutating func acknowledge() {
    guard mayCommand() else { return }
    guard queue.marks.isEmpty else { return acknowledgeMarked() }
    guard let alarm = commandTarget() else { return }
    guard !alarm.isAcknowledged else {
      return say(wording.text(of: .notApplicable(.acknowledge, alarm.id, label: alarm.label)))
    }
    let sight = sight(of: alarm)
    if alarm.data == .lost { return open(Dialog(.acknowledgeLost(sight), at: now)) }
    send(.acknowledge, [sight])
  }

  private mutating func acknowledgeMarked() {
    let rows = queue.table.rows
    let marked = queue.marks.compactMap { queue.table.position[$0] }.sorted().map { rows[$0] }
    let sights = marked.filter { !$0.isAcknowledged && $0.data != .lost }.map { sight(of: $0) }
    guard !sights.isEmpty else { return say(.nothingToAcknowledge) }
    open(Dialog(.acknowledgeMarked(sights), at: now))
  }

  /// Claim, assign, comment, escalate or reset the row under the cursor.
  mutating func give(_ name: CommandName) {
    guard mayCommand(), let alarm = commandTarget() else { return }
    let sight = sight(of: alarm)
    switch name {
    case .claim: send(.claim, [sight])
    case .reset:
      guard alarm.label == .latchedAcknowledged else {
        return say(wording.text(of: .notApplicable(.reset, alarm.id, label: alarm.label)))
      }
      open(Dialog(.reset(sight), at: now))
    case .assign, .comment, .escalate:
      var input = TextField(limit: Desk.textLimit)
      if let draft, draft.name == name, draft.alarm == alarm.id { input.set(draft.text) }
      let label: Phrase = name == .assign ? .assigneeField : name == .comment ? .commentField : .reasonField
      open(Dialog(.text(name, sight), fields: [.init(label: label, input: input)], at: now))
    case .acknowledge: acknowledge()
    default: break
    }
  }

  // MARK: Sending

  /// Sends one command an alarm, or asks for a lead's code where this role may not.
  mutating func send(
    _ name: CommandName, _ sights: [Sight], text: String = "", acceptsLostData: Bool = false
  ) {
    guard let actor else { return }
    if let barred = sights.first(where: { !configuration.authority.permits(name, actor.role, $0.grade) }) {
      guard actor.role == .operator, configuration.authority.permits(name, .lead, barred.grade) else {
        let least = configuration.authority.leastRole(for: name, barred.grade)
        return say(wording.text(of: .notPermitted(name, role: actor.role, needs: least)), isError: true)
      }
      guard sights.count == 1 else { return say(.authoriseOneOnly, isError: true) }
      return openAuthorise(.authorise(name, sights, text: text, acceptsLostData: acceptsLostData))
    }
    for sight in sights {
      perform(name, sight, text: text, acceptsLostData: acceptsLostData, lead: nil)
    }
  }

  mutating func perform(
    _ name: CommandName, _ sight: Sight, text: String, acceptsLostData: Bool,
    lead: (name: String, code: String)?
  ) {
    guard let actor else { return }
    guard pending.count < Desk.pendingLimit else { return say(.stillWaiting, isError: true) }
    let command = Command(
      name: name, alarm: sight.alarm, occurrence: sight.occurrence, seenVersion: sight.version,
      seenRevision: sight.revision, text: text, acceptsLostData: acceptsLostData, actor: actor)
    pending[command.id] = Pending(command: command, title: sight.title, revision: nil, sentAt: now)
    pendingAlarms[sight.alarm] = name
    drawing.stamp &+= 1
    lookAgain.remove(sight.alarm)
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
      say(Phrase.commandDone.filled(with: ["what": command.name.name, "title": sent.title]))
      closeAuthorise(for: command)
      forgetShownCommands()
    case .refused(let refusal):
      pending[id] = nil
      renewPendingAlarms()
      take(refusal, of: sent)
    }
  }

  private mutating func take(_ refusal: Refusal, of sent: Pending) {
    let command = sent.command
    if case .dialog(var dialog) = overlay, case .authorise = dialog.purpose, dialog.isWaiting {
      if refusal == .wrongCode {
        dialog.isWaiting = false
        dialog.problem = wording.text(of: refusal)
        dialog.fields[1].input.set("")
        dialog.focus = 1
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
    case .dataLost where overlay == nil:
      guard let target = command.targets.first else { return }
      let sight = Sight(
        alarm: target.alarm, occurrence: target.occurrence, version: target.version,
        revision: target.revision, grade: latest.alarms[command.alarm]?.gradeWorst ?? .red,
        title: sent.title)
      open(Dialog(.acknowledgeLost(sight), at: now))
    default: break
    }
  }

  private mutating func closeAuthorise(for command: Command) {
    if case .dialog(let dialog) = overlay, case .authorise(let name, _, _, _) = dialog.purpose,
      dialog.isWaiting,
      name == command.name
    {
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
    pendingAlarms = Dictionary(
      pending.values.map { ($0.command.alarm, $0.command.name) }, uniquingKeysWith: { first, _ in first })
    drawing.stamp &+= 1
  }

  // MARK: The person

  mutating func lockWhenIdle() {
    let limit = index.site.idleLock
    guard actor != nil, !isLocked, limit > .zero, lastInput.age(at: now) >= limit else { return }
    isLocked = true
    say(.seatIsLocked)
  }

  mutating func signOut() {
    guard actor != nil else { return say(.nobodySignedIn) }
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
    lastInput = now
    if case .dialog(let dialog) = overlay, dialog.purpose == .signIn { overlay = nil }
    say(
      Phrase.signedInNow.filled(
        with: ["role": person.role.name, "name": Bilingual(same: person.displayName)]))
  }

  mutating func takeSignOut() {
    isLocked = false
    guard actor != nil else { return }
    actor = nil
    say(.signedOutNow)
  }
}
