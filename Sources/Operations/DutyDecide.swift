import Alarms
public import CityDispatch
public import CitySafety

extension OperationsState {
  /// Whether a request of the shift log, the handover or the rules may be performed now: what to journal, or why not.
  ///
  /// A report upward is held against the fields and rules of `register`; `closed` is the incident that a request of the
  /// dispatch is about, where that is closed.
  ///
  /// What comes back may differ from what was asked: texts are made harmless, ticks at a shared seat are the
  /// incoming person's, and the risk is the owner's finding. A warning must end after `now`.
  public func decide(
    _ command: DutyCommand, authority: Authority, site: Site, register: DispatchRegister? = nil,
    closed: Incident? = nil, now: Instant = .epoch
  ) -> Result<DutyCommand, DutyRefusal> {
    let right = command.action.right
    guard authority.permits(right, command.actor.role) else {
      return .failure(.notPermitted(right, role: command.actor.role))
    }
    do throws(DutyRefusal) {
      var decided = command
      switch command.action {
      case .log(let entry): decided.action = .log(try checked(entry))
      case .finish(let number): guard duty.followUps[number] != nil else { throw .unknownEntry(number) }
      case .prepare: try checkPrepare(command)
      case .join(let number, _): try checkJoin(try running(number), by: command.actor)
      case .tick(let number, let key, let revision):
        let handover = try running(number)
        decided.actor = try reader(of: handover, for: command.actor)
        try checkTick(handover, key, revision)
      case .untick(let number, let key):
        let handover = try running(number)
        decided.actor = try reader(of: handover, for: command.actor)
        guard handover.ticks[key] != nil else { throw .nothingToDo }
      case .sign(let number, _):
        decided.action = .sign(handover: number, isHigherRisk: try checkSign(number, by: command.actor))
      case .secondSign(let number): try checkSecond(try running(number), by: command.actor)
      case .cancel(let number): _ = try running(number)
      case .dispatch(let action):
        decided.action = .dispatch(try checked(action, seen: command.seen, register, closed))
        // What is decided on a closed incident asks for more than the same while it is under way.
        guard authority.permits(decided.action.right, command.actor.role) else {
          throw .notPermitted(decided.action.right, role: command.actor.role)
        }
      case .changeRule(let change):
        decided.action = .changeRule(
          try checked(change, by: command.actor, seen: command.seen, authority: authority, site: site))
      case .warning(let action):
        decided.action = .warning(
          try checked(
            action, by: command.actor, seen: command.seen, authority: authority, site: site, now: now))
      case .remark(let remark):
        guard remark.body.count <= Remark.byteLimit else { throw .textTooLong(limit: Remark.byteLimit) }
      // Whether there is such a message the owner knows, who has the outbox.
      case .resend(let key):
        guard key.utf8.count <= OperationsState.textByteLimit else {
          throw .textTooLong(limit: OperationsState.textLimit)
        }
      }
      return .success(decided)
    } catch {
      return .failure(error)
    }
  }

  private func checked(
    _ action: DispatchAction, seen: Int64, _ register: DispatchRegister?, _ closed: Incident?
  ) throws(DutyRefusal) -> DispatchAction {
    let clean = try action.mappingTexts { (text: String) throws(DutyRefusal) -> String in
      guard text.utf8.count <= OperationsState.textByteLimit, text.count <= OperationsState.textLimit else {
        throw .textTooLong(limit: OperationsState.textLimit)
      }
      return HarmlessText.clean(text, limit: .max)
    }
    if let refusal = dispatch.refusal(of: clean, seen: seen, closed: closed, knows: { alarms[$0] != nil }) {
      throw .dispatch(refusal)
    }
    if case .close(let id, _, _, false) = clean {
      let inForce = publicWarnings.inForce(of: id)
      if !inForce.isEmpty { throw .dispatch(.warningsInForce(inForce)) }
    }
    if case .report(_, let report) = clean, let refusal = register?.refusal(of: report) {
      throw .dispatch(refusal)
    }
    if let id = clean.incident, let closed, closed.id == id, dispatch.incidents[id] == nil {
      return .late(clean, on: closed)
    }
    guard case .open(_, let draft, let isOrdered) = clean else { return clean }
    return .open(IncidentID(dispatch.lastIncident.value + 1), draft, isOrdered: isOrdered)
  }

  private func checked(_ entry: LogEntry) throws(DutyRefusal) -> LogEntry {
    var entry = entry
    for (field, text) in entry.fields {
      guard text.utf8.count <= OperationsState.textByteLimit, text.count <= OperationsState.textLimit else {
        throw .textTooLong(limit: OperationsState.textLimit)
      }
      let clean = HarmlessText.clean(text, limit: .max)
      entry.fields[field] = clean.isEmpty ? nil : clean
    }
    if let missing = entry.missing { throw .needsField(missing) }
    if entry.due != nil, duty.followUps.count >= DutyState.followUpLimit {
      throw .tooMany(limit: DutyState.followUpLimit)
    }
    return entry
  }

  /// The handover with a number, while it is under way.
  private func running(_ number: Int64) throws(DutyRefusal) -> Handover {
    if let handover = duty.handover, handover.number == number { return handover }
    let signed = duty.lastHandover.flatMap { $0.number == number ? $0.signature.actor.displayName : nil }
    throw .over(signedBy: signed)
  }

  private func checkPrepare(_ command: DutyCommand) throws(DutyRefusal) {
    if let handover = duty.handover { throw .underWay(by: handover.outgoing.actor.displayName) }
    guard case .prepare(let after) = command.action, after == duty.handoverCount else {
      throw .over(signedBy: duty.lastHandover?.signature.actor.displayName)
    }
  }

  private func checkJoin(_ handover: Handover, by actor: Actor) throws(DutyRefusal) {
    guard actor.person != handover.outgoing.actor.person else { throw .samePerson }
    guard let incoming = handover.incoming else { return }
    // The same person may move to another seat; nobody may take another's part.
    guard incoming.actor.person == actor.person else { throw .taken(by: incoming.actor.displayName) }
    guard incoming.actor.seat != actor.seat else { throw .nothingToDo }
  }

  /// Who reads an item back: the incoming person, or whoever presses the keys of the seat where that person
  /// proved to be.
  private func reader(of handover: Handover, for actor: Actor) throws(DutyRefusal) -> Actor {
    guard let incoming = handover.incoming?.actor else { throw .wrongPhase(.preparing) }
    if actor.person == incoming.person { return actor }
    guard handover.isGuest, actor.seat == incoming.seat else { throw .notIncoming(incoming.displayName) }
    return incoming
  }

  private func checkTick(_ handover: Handover, _ key: HandoverKey, _ revision: Int64) throws(DutyRefusal) {
    guard let item = handoverItem(key), item.revision == revision else { throw .itemChanged }
    if case .ticked = handover.mark(of: item) { throw .nothingToDo }
    guard handover.ticks[key] != nil || handover.ticks.count < Handover.tickLimit else {
      throw .tooMany(limit: Handover.tickLimit)
    }
  }

  /// Whether the handover is of higher risk; refuses when something is missing.
  private func checkSign(_ number: Int64, by actor: Actor) throws(DutyRefusal) -> Bool {
    let handover = try running(number)
    guard handover.phase != .signed else { throw .wrongPhase(.signed) }
    guard let incoming = handover.incoming?.actor else { throw .wrongPhase(.preparing) }
    guard actor.person == incoming.person else { throw .notIncoming(incoming.displayName) }
    try checkComplete(handover, actor)
    return handoverReport(soon: nil).isHigherRisk
  }

  private func checkSecond(_ handover: Handover, by actor: Actor) throws(DutyRefusal) {
    guard let signature = handover.signature else { throw .wrongPhase(handover.phase) }
    guard actor.person != signature.actor.person else { throw .secondIsFirst(actor.displayName) }
    try checkComplete(handover, actor)
  }

  /// Everything is ticked, and both are there.
  private func checkComplete(_ handover: Handover, _ actor: Actor) throws(DutyRefusal) {
    let missing = handoverReport(soon: nil).missing(in: handover)
    guard missing == 0 else { throw .itemsOpen(count: missing) }
    for person in [handover.outgoing.actor, handover.incoming?.actor ?? handover.outgoing.actor]
    where person.person != actor.person && !duty.isPresent(person.person) {
      throw .absent(person.displayName)
    }
  }
}

extension DutyState {
  /// Whether a person is signed in at a seat, or takes over as a guest at a seat that is staffed.
  public func isPresent(_ person: String) -> Bool {
    if seats.values.contains(where: { $0.person == person }) { return true }
    guard let handover, handover.isGuest, let guest = handover.incoming?.actor else { return false }
    return guest.person == person && seats[guest.seat] != nil
  }
}

// MARK: - The reducer's part

extension DutyState {
  /// Keeps what is asked for again: follow-ups, and each seat's last self-test.
  fileprivate mutating func keep(_ recorded: RecordedEntry) {
    let seat = recorded.recorder.seat
    if recorded.entry.kind == .soundTest, soundTests[seat] != nil || soundTests.count < DutyState.seatLimit {
      soundTests[seat] = recorded
    }
    if recorded.isPending, followUps.count < DutyState.followUpLimit { followUps[recorded.number] = recorded }
  }
}

extension OperationsState {
  /// Performs what was decided.
  mutating func apply(_ command: DutyCommand, sequence: Int64, at: Instant) {
    let signature = Signature(actor: command.actor, at: at)
    switch command.action {
    case .log(let entry):
      duty.logCount &+= 1
      duty.keep(RecordedEntry(number: duty.logCount, entry: entry, recorder: command.actor, recordedAt: at))
    case .finish(let number): duty.followUps[number] = nil
    case .changeRule(let change): rules.take(change, by: command.actor, sequence: sequence, at: at)
    case .prepare(let after):
      guard duty.handover == nil else { return }
      duty.handoverCount = after &+ 1
      duty.handover = Handover(number: duty.handoverCount, outgoing: signature)
    case .dispatch(let action): dispatch.apply(action, by: command.actor, at: at)
    case .warning(let action): publicWarnings.apply(action, by: command.actor, at: at)
    case .remark, .resend: break
    default:
      guard var handover = duty.handover, handover.number == command.action.handover else { return }
      handover.revision &+= 1
      duty.handover = handover
      step(&handover, command.action, signature)
    }
  }

  private mutating func step(_ handover: inout Handover, _ action: DutyAction, _ signature: Signature) {
    switch action {
    case .join(_, let isGuest):
      // Ticks are one person's reading; another one begins anew.
      if handover.incoming?.actor.person != signature.actor.person { handover.ticks = [:] }
      handover.incoming = signature
      handover.isGuest = isGuest
    case .tick(_, let key, let revision):
      guard handover.ticks[key] != nil || handover.ticks.count < Handover.tickLimit else { return }
      handover.ticks[key] = HandoverTick(revision: revision, at: signature.at)
      // What was signed was another list.
      handover.signature = nil
    case .untick(_, let key):
      handover.ticks[key] = nil
      handover.signature = nil
    case .sign(_, let isHigherRisk):
      handover.signature = signature
      handover.isHigherRisk = isHigherRisk
      if !isHigherRisk { return complete(handover, second: nil) }
    case .secondSign: return complete(handover, second: signature)
    case .cancel: return duty.handover = nil
    case .log, .finish, .prepare, .dispatch, .changeRule, .warning, .remark, .resend: break
    }
    duty.handover = handover
  }

  private mutating func complete(_ handover: Handover, second: Signature?) {
    duty.lastHandover = handover.signed(second: second)
    duty.handover = nil
  }
}

extension Handover {
  /// As it is kept once the last signature is given; `nil` before the first.
  func signed(second: Signature?) -> SignedHandover? {
    guard let incoming, let signature else { return nil }
    return SignedHandover(
      number: number, outgoing: outgoing, incoming: incoming, signature: signature, second: second,
      isHigherRisk: isHigherRisk)
  }
}
