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

/// The way of an answer: slices of readings through the rules into the store.
extension OwnerLoop {
  /// Works off what was polled, a slice at a time, until a command waits or nothing is left.
  func workReadings() {
    while workOneSlice() {
      lastRound.store(SystemClock.monotonic(), ordering: .relaxed)
      let isCalled = inbox.withLock { !$0.submissions.isEmpty || !$0.people.isEmpty || $0.isStopping }
      if isCalled { return }
    }
  }

  func workOneSlice() -> Bool {
    if current == nil {
      guard let outcome = outcomes.take() else { return false }
      current = begin(outcome)
    }
    guard var work = current else { return true }
    current = nil
    var slice = WriteSlice()
    let end = min(work.batch.readings.count, work.position + store.readingsPerSlice)
    fill(&slice, from: work, upTo: end)
    if write(&slice) != nil {
      // Nothing was stored: the same slice again when the store may have recovered.
      current = work
      retryAt = SystemClock.monotonic() + 1000
      return false
    }
    // The slice shares the batch's storage: let go of it, so that the batch can be used again.
    slice = WriteSlice()
    work.position = end
    if end < work.batch.readings.count {
      current = work
    } else {
      poller.confirm(work.outcome)
      outcomes.recycle(work.batch)
    }
    return true
  }

  /// What one slice of an answer comes to: its readings, what the rules make of them, and with the first slice
  /// the messages, the source's health and what was refused.
  private func fill(_ slice: inout WriteSlice, from work: PollWork, upTo end: Int) {
    findings.removeAll(keepingCapacity: true)
    engine.evaluate(work.batch.readings, range: work.position..<end, into: &findings)
    slice.readings = ArraySlice(work.batch.readings[work.position..<end])
    for finding in findings {
      if let event = state.conditionEvent(for: finding, site: site.site) { _ = apply(event, to: &slice) }
    }
    guard work.position == 0 else { return }
    addMessages(of: work, to: &slice)
    slice.quarantine = work.outcome.quarantine.map(QuarantineRow.init)
    slice.files = work.outcome.files.map(RememberedFile.init)
    let source = work.outcome.source
    slice.sources = [SourceReport(source: source, health: monitor.health[Int(source.value)])]
  }

  private func begin(_ outcome: PollOutcome) -> PollWork? {
    monitor.note(outcome)
    switch outcome.result {
    case .success(let batch): return PollWork(outcome: outcome, batch: batch)
    case .unchanged, .failure: return PollWork(outcome: outcome, batch: DecodedBatch())
    }
  }

  private func addMessages(of work: PollWork, to slice: inout WriteSlice) {
    let source = site.site.sources[Int(work.outcome.source.value)]
    for warning in work.batch.warnings {
      let events = state.warningEvents(
        warning, policy: site.site.warnings, sector: source.sector, source: source.id, now: clock.now())
      for event in events { _ = apply(event, to: &slice) }
    }
    for quake in work.batch.earthquakes {
      for event in state.earthquakeEvents(quake, site: site.site, source: source.id, now: clock.now()) {
        _ = apply(event, to: &slice)
      }
    }
    slice.earthquakes = work.batch.earthquakes
  }
}
