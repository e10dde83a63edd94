internal import Alarms
internal import CityDispatch
public import CitySafety

/// The alarm desk's own quality, counted entry by entry as the journal is replayed.
///
/// It keeps counts and what is still undecided, never the entries: its memory is bounded by the site and by
/// `AlarmBook.limit`, however long the journal is. It has a time of its own, milliseconds since the beginning
/// of the window: a step of the wall clock is taken out of it, and it never goes back. The time between two
/// entries counts as watched unless the owner had stopped, or the second says that it was started anew.
public struct QualityLog: Sendable {
  /// A day counts when the owner ran for so much of it: a restart does not cost one, an outage does.
  public static let dayLeast = Span.hours(23)
  /// Days of a window; of a longer one the rest is not counted as data.
  public static let dayLimit = 1000
  static let day: Int64 = 86_400_000

  /// When the window begins, UTC.
  public let start: Instant
  /// The wall clock's steps since then.
  private var stepped = Span.zero
  private var now: Int64 = 0
  private var isStopped: Bool
  private var seats: Int
  private var policy: AlarmPolicy
  private var sources: [String: SourceState]
  private var isFresh: Bool

  private var watched: Int64 = 0
  private var watchedByDay: [Int64] = []
  /// Milliseconds times staffed seats.
  private var seatTime: Int64 = 0
  private var freshTime: Int64 = 0
  private var entries = 0

  private var load = AlarmLoad()
  private var repeats = AlarmRepeats()
  private var responses = AlarmResponses()
  private var dispatches = DispatchResponses()
  private var reports: StatutoryReports
  private var handovers: HandoverMeasures
  private var standing: StandingAlarms
  private var suppressions: Suppressions
  private var ruleChanges: RuleChanges

  /// Begins a window at the state that the entries before it led to.
  ///
  /// - Parameter isWatched: an owner ran at its beginning.
  public init(from start: Instant, state: OperationsState, isWatched: Bool) {
    self.start = start
    isStopped = !isWatched
    seats = state.duty.staffedSeats
    policy = state.duty.policy
    sources = state.sources.filter { !Channel.isName($0.key) }
    isFresh = QualityLog.isFresh(sources)
    standing = StandingAlarms(state, from: start)
    suppressions = Suppressions(state)
    ruleChanges = RuleChanges(state.rules)
    reports = StatutoryReports(state, from: start)
    handovers = HandoverMeasures(state)
    load.use(policy)
  }

  /// Counts one entry, what it did to the alarms, and the state after it.
  public mutating func take(_ entry: JournalEntry, _ changes: [AlarmChange], state: OperationsState) {
    ruleChanges.take(entry.event, state.rules)
    if case .clockStepped(let step) = entry.event { stepped = stepped + step }
    if case .ownerStarted = entry.event { isStopped = true }
    pass(to: elapsed(at: entry.at))
    isStopped = if case .ownerStopped = entry.event { true } else { false }
    entries += 1
    seats = state.duty.staffedSeats
    if state.duty.policy != policy {
      policy = state.duty.policy
      load.use(policy)
    }
    if case .source(let id, _, _, let state, _, _) = entry.event, !Channel.isName(id) {
      sources[id] = state
      isFresh = QualityLog.isFresh(sources)
    }
    for change in changes { count(change, by: entry) }
    dispatches.take(entry, state.dispatch, at: now)
    reports.take(entry, at: now)
    handovers.take(entry, state, at: now)
  }

  private func elapsed(at time: Instant) -> Int64 {
    max(now, (time - start).milliseconds - stepped.milliseconds)
  }

  private mutating func count(_ change: AlarmChange, by entry: JournalEntry) {
    if change.after.isAnnunciated(since: change.before) {
      load.annunciate(at: now, seats: seats)
      repeats.annunciate(change)
      responses.annunciate(change, at: now)
      dispatches.annunciate(change, at: now)
    }
    dispatches.note(change)
    repeats.note(change, isCommand: entry.event.isByPerson)
    responses.note(change, by: entry.event, at: now, policy: policy)
    standing.take(change, at: now)
    suppressions.take(change, at: entry.at, policy: policy)
  }

  /// Time passes up to a moment, watched or not.
  private mutating func pass(to time: Int64) {
    standing.advance(to: time)
    if isStopped {
      load.skip(to: time)
    } else {
      load.watch(from: now, to: time)
      watched += time - now
      seatTime += (time - now) * Int64(seats)
      if isFresh { freshTime += time - now }
      noteDays(from: now, to: time)
    }
    now = time
  }

  /// Whether no sector has a source that is stale (older than twice its interval) or lost.
  private static func isFresh(_ sources: [String: SourceState]) -> Bool {
    !sources.isEmpty && sources.values.allSatisfy { $0 == .live || $0 == .unknown }
  }

  private mutating func noteDays(from start: Int64, to end: Int64) {
    var from = start
    while from < end {
      let day = Int(from / QualityLog.day)
      guard day < QualityLog.dayLimit else { return }
      let to = min(end, Int64(day + 1) * QualityLog.day)
      while watchedByDay.count <= day { watchedByDay.append(0) }
      watchedByDay[day] += to - from
      from = to
    }
  }
}

// MARK: - The figures

extension QualityLog {
  /// The figures of the window that ends at `end`; the log goes on unchanged.
  ///
  /// - Parameter isWatched: an owner runs at its end, so that the time since the last entry counts.
  public func report(at end: Instant, isWatched: Bool) -> QualityReport {
    var log = self
    log.isStopped = isStopped || !isWatched
    log.pass(to: log.elapsed(at: end))
    return log.report(at: end)
  }

  private func report(at end: Instant) -> QualityReport {
    let days = watchedByDay.count { $0 >= QualityLog.dayLeast.milliseconds }
    var values: [QualityMeasure: QualityFigure.Value] = [:]
    loadValues(into: &values)
    repeatValues(into: &values)
    responseValues(into: &values)
    values[.stale] = .init(Double(standing.mostStale), of: standing.alarms.count)
    values[.shelved] = .init(Double(suppressions.shelved), of: suppressions.shelvings)
    values[.shelvedTooLong] = .init(Double(suppressions.pastLimit(at: end)), of: suppressions.shelvings)
    values[.withoutOrder] = .init(Double(suppressions.withoutOrder))
    values[.unauthorised] = .init(Double(suppressions.unauthorised))
    values[.ruleChanges] = .init(Double(ruleChanges.unauthorised.count))
    if watched > 0, !sources.isEmpty {
      values[.freshness] = .init(Double(freshTime) / Double(watched))
    }
    return QualityReport(
      from: start, until: end, days: days, watched: Span(milliseconds: watched),
      seats: watched == 0 ? 0 : Double(seatTime) / Double(watched), entries: entries,
      annunciations: repeats.total,
      figures: QualityMeasure.allCases.map { QualityFigure($0, values[$0], days: days) },
      byGrade: Dictionary(
        uniqueKeysWithValues: Grade.allCases.map { ($0, repeats.byGrade[Int($0.rawValue) - 1]) }),
      topTypes: QualityReport.ranked(repeats.byType), chattering: repeats.chattering,
      fleeting: QualityReport.ranked(repeats.fleetingByType), stale: staleAlarms,
      ruleChanges: Array(ruleChanges.sorted.prefix(QualityReport.listLimit)), types: repeats.byType.count,
      unfollowed: repeats.unfollowed)
  }

  private func loadValues(into values: inout [QualityMeasure: QualityFigure.Value]) {
    guard watched > 0 else { return }
    values[.rate] = .init(Double(repeats.total) * 3_600_000 / Double(seatTime), of: repeats.total)
    values[.peakShare] = .init(Double(load.peakBins) / Double(max(1, load.bins)), of: Int(load.bins))
    values[.most] = .init(Double(load.most) / Double(SeatShare.whole), of: repeats.total)
    values[.floodTime] = .init(Double(load.floodTime) / Double(watched), of: load.floods)
  }

  private func repeatValues(into values: inout [QualityMeasure: QualityFigure.Value]) {
    let total = repeats.total
    values[.chattering] = .init(Double(Set(repeats.chattering.map(\.type)).count), of: repeats.byType.count)
    values[.fleeting] = .init(Double(repeats.fleetingByType.values.reduce(0, +)), of: total)
    guard total > 0 else { return }
    let top = QualityReport.ranked(repeats.byType).reduce(0) { $0 + $1.count }
    values[.topTen] = .init(Double(top) / Double(total), of: total)
    let deviation = zip(repeats.byGrade, QualityMeasure.splitShares).reduce(0.0) { sum, pair in
      sum + (Double(pair.0) / Double(total) - pair.1).magnitude
    }
    values[.split] = .init(deviation / 2, of: total)
  }

  private func responseValues(into values: inout [QualityMeasure: QualityFigure.Value]) {
    for (grade, measure) in zip(Grade.allCases, QualityMeasure.answers) {
      let tally = responses.waits(of: grade, until: now)
      guard let slow = tally.percentile(90), let median = tally.percentile(50) else { continue }
      values[measure] = .init(
        Double(slow.milliseconds) / 1000, of: tally.count, median: Double(median.milliseconds) / 1000)
    }
    if let slow = dispatches.dispatches.percentile(90), let median = dispatches.dispatches.percentile(50) {
      values[.dispatch] = .init(
        Double(slow.milliseconds) / 1000, of: dispatches.dispatches.count,
        median: Double(median.milliseconds) / 1000)
    }
    let receipts = dispatches.receipts(until: now)
    if receipts.all > 0 {
      values[.receipt] = .init(Double(receipts.inTime) / Double(receipts.all), of: receipts.all)
    }
    let statutory = reports.reports(until: now)
    if statutory.all > 0 {
      values[.statutory] = .init(Double(statutory.inTime) / Double(statutory.all), of: statutory.all)
    }
    if handovers.due > 0 {
      values[.handover] = .init(Double(handovers.ticked) / Double(handovers.due), of: handovers.due)
    }
    if let slow = handovers.times.percentile(90), let median = handovers.times.percentile(50) {
      values[.handoverTime] = .init(
        Double(slow.milliseconds) / 1000, of: handovers.times.count,
        median: Double(median.milliseconds) / 1000)
    }
    let empty = responses.emptiness(until: now)
    if empty.all > 0 { values[.emptyAnswer] = .init(Double(empty.empty) / Double(empty.all), of: empty.all) }
    let again = responses.reopenings(until: now)
    if again.all > 0 { values[.reopened] = .init(Double(again.reopened) / Double(again.all), of: again.all) }
  }

  private var staleAlarms: [QualityReport.Stale] {
    let stale = standing.alarms.values.filter(\.isStale)
    return
      stale.sorted { ($0.since, $0.key.sortText) < ($1.since, $1.key.sortText) }
      .prefix(QualityReport.listLimit)
      .map { QualityReport.Stale(key: $0.key, standing: Span(milliseconds: now - $0.since)) }
  }
}

extension AlarmRepeats {
  /// The worst alarm of each chattering type, the highest index first.
  fileprivate var chattering: [QualityReport.Chatter] {
    var worst: [AlarmType: QualityReport.Chatter] = [:]
    for runs in alarms.values where runs.isChattering {
      let type = AlarmType(runs.key)
      let found = QualityReport.Chatter(
        type: type, key: runs.key, index: runs.index, annunciations: runs.runs + 1, isFast: runs.isFast)
      if let known = worst[type], !found.isWorse(than: known) { continue }
      worst[type] = found
    }
    return worst.values.sorted { $0.isWorse(than: $1) }
  }
}

extension Event {
  /// Whether a person's hand made the entry.
  fileprivate var isByPerson: Bool {
    switch self {
    case .command, .undone: true
    default: false
    }
  }
}
