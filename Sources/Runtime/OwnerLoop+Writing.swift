internal import Alarms
internal import Analysis
internal import CityDispatch
internal import CitySafety
internal import Formats
internal import Glibc
internal import Ingest
internal import Linkage
internal import Operations
internal import Settings
internal import Store
internal import Synchronization

/// The one way into the journal and the store.
extension OwnerLoop {
  /// Adds one event to a slice and to the state; the state is thrown away again if the slice fails.
  func apply(_ event: Event, to slice: inout WriteSlice) -> [AlarmID] {
    let entry = JournalEntry(sequence: state.lastSequence + 1, at: clock.now(), event: event)
    let changed = state.apply(entry)
    slice.entries.append(entry)
    changedAlarms.formUnion(changed)
    return changed
  }

  func commit(events: [Event]) {
    guard !events.isEmpty else { return }
    var slice = WriteSlice()
    for event in events { _ = apply(event, to: &slice) }
    _ = write(&slice)
  }

  /// Writes one slice durably, then wakes the seats. On failure the state goes back to what the store holds.
  func write(_ slice: inout WriteSlice) -> StoreFailure? {
    for id in changedAlarms {
      if let alarm = state.alarms[id] { slice.alarms.append(alarm) } else { slice.dropped.append(id) }
    }
    changedAlarms.removeAll(keepingCapacity: true)
    do {
      _ = try store.commit(slice)
      server?.broadcast(.wake(alarms: !slice.entries.isEmpty || !slice.sources.isEmpty))
      return nil
    } catch {
      log(error.message)
      goBack()
      return error
    }
  }

  /// Takes the state and the rules back to what is stored.
  private func goBack() {
    guard let restored = try? store.reload() else { return }
    state = restored.state
    engine = RuleEngine(site: site.site)
    restoreEngine(restored)
  }
}
