internal import Alarms
internal import Analysis
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Settings
internal import Store

/// How writing goes: what failed, and what must still be written.
struct WritingState {
  /// The state in memory is ahead of the store, because reading it back failed too.
  var isBehind = false
  /// No write but a command's is tried before this moment of the monotonic clock.
  var retryAt: Int64 = 0
  /// Events that no later look would find again; they are written before anything else.
  var owed: [Event] = []
  var trouble: StoreFailure?
  /// The duty state as the store holds it; `nil` when that is not known.
  var duty: DutyState?
  /// The rules likewise.
  var rules: RuleBook?
  /// When the seats are told of the trouble again.
  var tellAt: Int64 = 0
}

/// The one way into the journal and the store.
extension OwnerLoop {
  /// Events that wait while the store cannot be written; beyond it the oldest are given up.
  static let owedLimit = 1000
  /// How long nothing is written after a failure, in milliseconds.
  static let retryPause: Int64 = 1000
  /// How often the seats are reminded that nothing can be written, in milliseconds.
  static let reminderPause: Int64 = 10_000

  /// Adds one event to a slice and to the state; the state is thrown away again if the slice fails.
  func apply(_ event: Event, to slice: inout WriteSlice) -> [AlarmID] {
    let (entry, changed) = apply(event)
    slice.entries.append(entry)
    return changed
  }

  /// Adds one event to the state; its entry is to be written with the running slice.
  func apply(_ event: Event) -> (entry: JournalEntry, changed: [AlarmID]) {
    let entry = JournalEntry(sequence: state.lastSequence + 1, at: clock.now(), event: event)
    let changed = state.apply(entry)
    drill?.note(entry)
    changedAlarms.formUnion(changed)
    switch event {
    case .duty(let command):
      if case .dispatch(let action) = command.action, let id = action.incident { reportLooks?[id] = .epoch }
    case .clockStepped: reportLooks = nil
    default: break
    }
    return (entry, changed)
  }

  /// The alarms that changed since it was asked last, as they are now, and those that are gone.
  func takeChangedAlarms() -> (alarms: [Alarm], dropped: [AlarmID]) {
    var (alarms, dropped): ([Alarm], [AlarmID]) = ([], [])
    for id in changedAlarms {
      if let alarm = state.alarms[id] { alarms.append(alarm) } else { dropped.append(id) }
    }
    changedAlarms.removeAll(keepingCapacity: true)
    return (alarms, dropped)
  }

  /// Writes events in transactions of a bounded size.
  ///
  /// Returns whether none is left: those that the store refuses for what they are were given up, and said.
  @discardableResult
  func commit(events: [Event]) -> Bool {
    var rest = events[...]
    while !rest.isEmpty {
      var slice = WriteSlice()
      for event in rest.prefix(OwnerLoop.submissionsPerSlice) { _ = apply(event, to: &slice) }
      if let failure = write(&slice), failure.code != .refused { return false }
      rest = rest.dropFirst(OwnerLoop.submissionsPerSlice)
    }
    return true
  }

  /// Remembers an event until it is written.
  func owe(_ event: Event) {
    if writing.owed.count == OwnerLoop.owedLimit { writing.owed.removeFirst() }
    writing.owed.append(event)
  }

  func payOwed() {
    guard !writing.owed.isEmpty, commit(events: writing.owed) else { return }
    writing.owed.removeAll()
  }

  /// Writes one slice durably, then answers and wakes the seats.
  ///
  /// On failure the state goes back to what the store holds.
  func write(_ slice: inout WriteSlice, answers: [SeatServer.Answer] = []) -> StoreFailure? {
    slice.entries += entriesThatFollow()
    return write(&slice, answers: answers) { slice throws(StoreFailure) in
      _ = try store.commit(slice)
      return false
    }
  }

  /// Writes one slice by `commit`, which says whether it wrote more entries than the slice holds.
  func write(
    _ slice: inout WriteSlice, answers: [SeatServer.Answer] = [],
    by commit: (WriteSlice) throws(StoreFailure) -> Bool
  ) -> StoreFailure? {
    (slice.alarms, slice.dropped) = takeChangedAlarms()
    slice.duty = changedDuty
    slice.dispatch = state.takeDispatchChanges()
    slice.publicWarnings = state.takeWarningChanges()
    slice.rules = state.rules == writing.rules ? nil : state.rules
    let hasMore: Bool
    do {
      hasMore = try commit(slice)
    } catch {
      changedAlarms.removeAll(keepingCapacity: true)
      drill?.forget()
      fail(error)
      return error
    }
    drill?.keep()
    writing.duty = state.duty
    writing.rules = state.rules
    if slice.rules != nil { useRules() }
    if writing.trouble != nil { recover() }
    server?.announce(answers, alarms: hasMore || !slice.entries.isEmpty || !slice.sources.isEmpty)
    return nil
  }

  /// The duty state, where it is not what the store holds.
  var changedDuty: DutyState? { state.duty == writing.duty ? nil : state.duty }

  /// What follows from the alarms that changed: suppression by design, and the beginning or end of a flood.
  func entriesThatFollow() -> [JournalEntry] {
    guard !changedAlarms.isEmpty else { return [] }
    var entries = state.designEvents(changed: changedAlarms.sorted(), rules: designRules).map {
      apply($0).entry
    }
    if let flood = state.floodEvent(at: clock.now()) { entries.append(apply(flood).entry) }
    return entries
  }

  /// Whether a write may be tried now: not too soon after a failure, and only on what the store holds.
  func mayWrite() -> Bool {
    SystemClock.monotonic() >= writing.retryAt && catchUp()
  }

  /// Takes the state and the rules back to what is stored, where they are ahead of it.
  func catchUp() -> Bool {
    guard writing.isBehind else { return true }
    do {
      let restored = try store.reload()
      state = restored.state
      writing.duty = state.duty
      writing.rules = state.rules
      use(rules: state.rules.inForce(rulesOfFiles))
      engine = RuleEngine(site: site.site)
      restoreEngine(restored)
      reportLooks = nil
      writing.isBehind = false
      return true
    } catch {
      note(error)
      return false
    }
  }

  private func fail(_ failure: StoreFailure) {
    writing.isBehind = true
    note(failure)
    _ = catchUp()
  }

  /// Says what is wrong when it begins, and again from time to time: seats show a message for a while only.
  private func note(_ failure: StoreFailure) {
    let now = SystemClock.monotonic()
    writing.retryAt = now + OwnerLoop.retryPause
    let isNew = writing.trouble?.code != failure.code
    if isNew { log(failure.explanation) }
    if isNew || now >= writing.tellAt {
      writing.tellAt = now + OwnerLoop.reminderPause
      server?.tell(failure.explanation, ended: OwnerLoop.writesAgain)
    }
    writing.trouble = failure
  }

  private func recover() {
    writing.trouble = nil
    writing.retryAt = 0
    log(OwnerLoop.writesAgain)
    server?.tell(nil, ended: OwnerLoop.writesAgain)
  }

  private static let writesAgain = Bilingual(zh: "存储已恢复写入。", en: "The store can be written again.")
}
