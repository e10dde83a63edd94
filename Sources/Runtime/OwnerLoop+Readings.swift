internal import Analysis
internal import CitySafety
internal import Formats
internal import Ingest
internal import Operations
internal import Settings
internal import Store
internal import Synchronization

/// An answer that is being worked off in slices: readings, then warnings, then earthquakes.
struct PollWork {
  var outcome: PollOutcome
  var batch: DecodedBatch
  var readings = 0
  var warnings = 0
  var earthquakes = 0

  var isBegun: Bool { readings > 0 || warnings > 0 || earthquakes > 0 }

  var isDone: Bool {
    readings == batch.readings.count && warnings == batch.warnings.count
      && earthquakes == batch.earthquakes.count
  }
}

/// The way of an answer: slices through the rules into the store.
extension OwnerLoop {
  /// Readings are worked off for so long at a time, in milliseconds; then timers, sources and upkeep have a turn.
  static let readingsTurn: Int64 = 200
  /// Warnings and earthquakes of one transaction: each may be several journal entries.
  static let messagesPerSlice = 32

  /// Works off what was polled, a slice at a time, until a command waits, the turn is over or nothing is left.
  func workReadings() {
    let end = SystemClock.monotonic() + OwnerLoop.readingsTurn
    hasMoreReadings = true
    while SystemClock.monotonic() < end {
      guard workOneSlice() else { return hasMoreReadings = false }
      let isCalled = inbox.withLock { !$0.submissions.isEmpty || !$0.people.isEmpty || $0.isStopping }
      if isCalled { return }
    }
  }

  /// Returns false when nothing is left, or when the store cannot be written now.
  func workOneSlice() -> Bool {
    guard var work = current ?? outcomes.take().map(begin) else { return false }
    var slice = WriteSlice()
    let old = work
    fill(&slice, from: &work)
    current = work
    guard let failure = write(&slice) else {
      // The slice shares the batch's storage: let go of it, so that the batch can be used again.
      slice = WriteSlice()
      if work.isDone { finish(work) }
      return true
    }
    if failure.code == .refused {
      // It would be refused for ever: the rest of the answers must not wait behind it.
      if work.isDone { finish(work) }
    } else {
      // Nothing was stored: the same slice again when the store has recovered.
      current = old
    }
    return false
  }

  private func finish(_ work: PollWork) {
    current = nil
    poller.confirm(work.outcome)
    outcomes.recycle(work.batch)
  }

  private func begin(_ outcome: PollOutcome) -> PollWork {
    monitor.note(outcome)
    switch outcome.result {
    case .success(let batch): return PollWork(outcome: outcome, batch: batch)
    case .unchanged, .failure: return PollWork(outcome: outcome, batch: DecodedBatch())
    }
  }

  /// What one slice of an answer comes to.
  ///
  /// The source's health and what was refused go with the first slice; the memory of files that were read
  /// goes with the last, so that a crash between them loses no row.
  private func fill(_ slice: inout WriteSlice, from work: inout PollWork) {
    if !work.isBegun {
      let source = work.outcome.source
      slice.quarantine = work.outcome.quarantine.map(QuarantineRow.init)
      slice.sources = [SourceReport(source: source, health: monitor.health[Int(source.value)])]
    }
    addReadings(of: &work, to: &slice)
    if work.readings == work.batch.readings.count { addMessages(of: &work, to: &slice) }
    if work.isDone { slice.files = work.outcome.files.map(RememberedFile.init) }
  }

  private func addReadings(of work: inout PollWork, to slice: inout WriteSlice) {
    let end = min(work.batch.readings.count, work.readings + store.readingsPerSlice)
    findings.removeAll(keepingCapacity: true)
    engine.evaluate(work.batch.readings, range: work.readings..<end, into: &findings)
    slice.readings = ArraySlice(work.batch.readings[work.readings..<end])
    for finding in findings {
      if let event = state.conditionEvent(for: finding, site: site.site) { _ = apply(event, to: &slice) }
    }
    work.readings = end
  }

  private func addMessages(of work: inout PollWork, to slice: inout WriteSlice) {
    let source = site.site.sources[Int(work.outcome.source.value)]
    var room = OwnerLoop.messagesPerSlice
    while room > 0, work.warnings < work.batch.warnings.count {
      let events = state.warningEvents(
        work.batch.warnings[work.warnings], policy: site.site.warnings, sector: source.sector,
        source: source.id,
        now: clock.now())
      for event in events { _ = apply(event, to: &slice) }
      work.warnings += 1
      room -= 1
    }
    while room > 0, work.earthquakes < work.batch.earthquakes.count {
      let quake = work.batch.earthquakes[work.earthquakes]
      for event in state.earthquakeEvents(quake, site: site.site, source: source.id, now: clock.now()) {
        _ = apply(event, to: &slice)
      }
      slice.earthquakes.append(quake)
      work.earthquakes += 1
      room -= 1
    }
  }
}
