internal import Analysis
internal import CitySafety
internal import Formats
internal import Ingest
internal import Operations
internal import Settings
internal import Store
internal import Synchronization

/// An answer that is being worked off in slices: readings, then warnings, then earthquakes, then files.
struct PollWork {
  var outcome: PollOutcome
  var batch: DecodedBatch
  var isBegun = false
  var readings = 0
  var findings = FindingQueue()
  var warnings = 0
  var earthquakes = 0
  var files = 0

  var hasReadings: Bool { readings < batch.readings.count }
  var hasMessages: Bool { warnings < batch.warnings.count || earthquakes < batch.earthquakes.count }
  var isDone: Bool { !hasReadings && !hasMessages && files == outcome.files.count }
}

/// The way of an answer: slices through the rules into the store.
extension OwnerLoop {
  /// Readings are worked off for so long at a time, in milliseconds; then timers, sources and upkeep have a turn.
  static let readingsTurn: Int64 = 200
  /// Warnings and earthquakes of one transaction: each may be several journal entries.
  static let messagesPerSlice = 8
  /// Names of files that one transaction remembers.
  static let filesPerSlice = 100

  /// Works off what was polled, a slice at a time, until the turn is over or nothing is left.
  ///
  /// Commands that wait are done between two slices.
  ///
  /// Returns whether to stop.
  func workReadings() -> Bool {
    let end = SystemClock.monotonic() + OwnerLoop.readingsTurn
    hasMoreReadings = true
    while SystemClock.monotonic() < end {
      guard workOneSlice() else {
        hasMoreReadings = false
        break
      }
      if takeInbox() { return true }
      guard mayWrite() else { break }
    }
    return false
  }

  /// Returns false when nothing is left, or when the store cannot be written now.
  func workOneSlice() -> Bool {
    guard var work = current ?? outcomes.take().map(begin) else { return false }
    var slice = WriteSlice()
    let old = work
    fill(&slice, from: &work)
    let failure = work.hasReadings ? write(&slice, following: &work) : write(&slice)
    // The slice shares the batch's storage: let go of it, so that the batch can be used again.
    let tried = slice.readings.count
    slice = WriteSlice()
    current = work
    guard let failure else {
      if work.isDone { finish(work) }
      return true
    }
    // The rules are back where the store is: what they said ahead of it they say again.
    if failure.code == .refused {
      // It would be refused for ever: the rest of the answers must not wait behind it.
      work.readings = old.readings + tried
      work.findings = FindingQueue(from: work.readings)
      current = work
      if work.isDone { finish(work) }
    } else {
      // Nothing was stored: the same slice again when the store has recovered.
      current = old
      current?.findings = FindingQueue(from: old.readings)
    }
    return false
  }

  private func finish(_ work: PollWork) {
    current = nil
    poller.confirm(work.outcome)
    outcomes.recycle(work.batch)
  }

  func begin(_ outcome: PollOutcome) -> PollWork {
    monitor.note(outcome)
    switch outcome.result {
    case .success(let batch): return PollWork(outcome: outcome, batch: batch)
    case .unchanged, .failure: return PollWork(outcome: outcome, batch: DecodedBatch())
    }
  }

  /// What one slice of an answer comes to.
  ///
  /// The source's health and what was refused go with the first slice; the memory of files that were read
  /// goes last, so that a crash before it loses no row.
  private func fill(_ slice: inout WriteSlice, from work: inout PollWork) {
    if !work.isBegun {
      let source = work.outcome.source
      slice.quarantine = work.outcome.quarantine.map(QuarantineRow.init)
      slice.sources = [SourceReport(source: source, health: monitor.health[Int(source.value)])]
      work.isBegun = true
    }
    if work.hasReadings {
      let end = min(work.batch.readings.count, work.readings + store.readingsPerSlice)
      work.findings.look(at: work.batch.readings, before: end, with: &engine)
      slice.readings = ArraySlice(work.batch.readings[work.readings..<end])
      // While none of them is news the state stays as it is, so that the others are none either.
      slice.isFollowed = work.findings.waiting.contains {
        state.conditionEvent(for: $0, site: site.site) != nil
      }
    } else if work.hasMessages {
      addMessages(of: &work, to: &slice)
    }
    if !work.hasReadings && !work.hasMessages {
      let files = work.outcome.files.dropFirst(work.files).prefix(OwnerLoop.filesPerSlice)
      slice.files = files.map(RememberedFile.init)
      work.files += files.count
    }
  }

  /// Writes as many readings as there is time for, and in the same transaction what came of them.
  private func write(_ slice: inout WriteSlice, following work: inout PollWork) -> StoreFailure? {
    let start = work.readings
    var hasEntries = false
    return write(&slice) { slice throws(StoreFailure) in
      let report = try store.commit(slice) { taken in
        var consequences = Consequences()
        for finding in work.findings.take(before: start + taken) {
          guard let event = state.conditionEvent(for: finding, site: site.site) else { continue }
          consequences.entries.append(apply(event).entry)
        }
        consequences.entries += entriesThatFollow()
        (consequences.alarms, consequences.dropped) = takeChangedAlarms()
        if !consequences.entries.isEmpty { consequences.duty = changedDuty }
        hasEntries = hasEntries || !consequences.entries.isEmpty
        return consequences
      }
      work.readings += report.taken
      return hasEntries
    }
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
