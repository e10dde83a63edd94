internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Settings
internal import Store

/// What runs out by the clock: timers of alarms, summaries of escalations, floods.
extension OwnerLoop {
  func runTimers() {
    let now = clock.now()
    let due = state.dueTimers(at: now).prefix(OwnerLoop.submissionsPerSlice)
    let summaries = state.dueSummaries(at: now)
    let flood = state.floodEvent(at: now)
    guard !due.isEmpty || !summaries.isEmpty || flood != nil else { return }
    var slice = WriteSlice()
    var messages: [OutboxItem] = []
    for step in summaries { messages += tell(step, in: &slice) }
    for (id, timer) in due { messages += runOut(timer, of: id, at: now, in: &slice) }
    if let flood, due.isEmpty { _ = apply(flood, to: &slice) }
    slice.outbox = messages.map(OutboxRow.init)
    if write(&slice) == nil { linkage.add(messages) }
  }

  /// Journals a timer; the messages when it means that the alarm goes up and is not gathered in a summary.
  private func runOut(
    _ timer: AlarmTimer, of id: AlarmID, at now: Instant, in slice: inout WriteSlice
  ) -> [OutboxItem] {
    let event = state.timerEvent(id, timer, limits: site.escalation.limits, now: now, place: place)
    let changed = apply(event, to: &slice)
    guard case .escalated(let notice) = event, !notice.isGathered, !changed.isEmpty,
      let alarm = state.alarms[id]
    else { return [] }
    return Escalation.outboxItems(
      sequence: notice.message, at: now, alarm: alarm, title: title(of: alarm), reason: notice.step.reason,
      by: Bilingual(zh: "系统", en: "system"), routes: routes(of: notice.step))
  }

  /// The messages of a summary that is due.
  private func tell(_ step: EscalationStep, in slice: inout WriteSlice) -> [OutboxItem] {
    guard let gathered = state.duty.escalations[step]?.gathered else { return [] }
    _ = apply(.escalationsTold(step, message: gathered.message, count: gathered.count), to: &slice)
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
