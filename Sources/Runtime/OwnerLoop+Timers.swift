internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Settings
internal import Store

/// What runs out by the clock: timers of alarms, summaries of escalations, floods.
extension OwnerLoop {
  /// Timers between two looks at how long the transaction has taken.
  static let timersPerLook = 8

  /// Works off what is due in one transaction that stops when its time is used; the next round goes on.
  func runTimers() {
    let now = clock.now()
    guard state.isAnythingDue(at: now) else { return }
    var messages: [OutboxRow] = []
    var slice = WriteSlice()
    slice.isFollowed = true
    let failure = write(&slice) { slice throws(StoreFailure) in
      _ = try store.commit(slice, further: { dueNow(at: now, &messages) })
      return true
    }
    if failure == nil { send(messages) }
  }

  /// A few of the timers that are due, with what follows from them; `nil` when none is left.
  private func dueNow(at now: Instant, _ messages: inout [OutboxRow]) -> Consequences? {
    var piece = Consequences()
    var told: [OutboxItem] = []
    for step in state.dueSummaries(at: now) { told += tell(step, in: &piece) }
    let due = state.dueTimers(at: now, limit: OwnerLoop.timersPerLook)
    for (id, timer) in due { told += runOut(timer, of: id, at: now, in: &piece) }
    if due.isEmpty, let flood = state.floodEvent(at: now) { piece.entries.append(apply(flood).entry) }
    piece.entries += entriesThatFollow()
    guard !piece.entries.isEmpty else { return nil }
    (piece.alarms, piece.dropped) = takeChangedAlarms()
    piece.duty = changedDuty
    piece.outbox = rows(of: told)
    messages += piece.outbox
    return piece
  }

  /// Journals a timer; the messages when it means that the alarm goes up and is not gathered in a summary.
  private func runOut(
    _ timer: AlarmTimer, of id: AlarmID, at now: Instant, in piece: inout Consequences
  ) -> [OutboxItem] {
    let event = state.timerEvent(id, timer, limits: site.escalation.limits, now: now, place: place)
    let (entry, changed) = apply(event)
    piece.entries.append(entry)
    guard case .escalated(let notice) = event, !notice.isGathered, !changed.isEmpty,
      let alarm = state.alarms[id]
    else { return [] }
    return Escalation.outboxItems(
      sequence: notice.message, at: now, alarm: alarm, title: title(of: alarm), reason: notice.step.reason,
      by: Bilingual(zh: "系统", en: "system"), routes: routes(of: notice.step))
  }

  /// The messages of a summary that is due.
  private func tell(_ step: EscalationStep, in piece: inout Consequences) -> [OutboxItem] {
    guard let gathered = state.duty.escalations[step]?.gathered else { return [] }
    let event = Event.escalationsTold(step, message: gathered.message, count: gathered.count)
    piece.entries.append(apply(event).entry)
    return Escalation.summaryItems(
      of: gathered, step: step, at: clock.now(), routes: routes(of: step),
      typeName: { $0.name(at: site.site) })
  }

  private func routes(of step: EscalationStep) -> [EscalationRoute] {
    [EscalationRoute(recipients: step == .leader ? site.escalation.leader : site.escalation.lead)]
  }

  /// The town of an alarm's sensor, or the place that came with it.
  private func place(of alarm: Alarm) -> Bilingual {
    guard case .threshold(let sensor, _) = alarm.key, let town = designRules.places[sensor]?.town,
      let found = site.site.towns.first(where: { $0.code == town })
    else { return alarm.place }
    return found.name
  }
}
