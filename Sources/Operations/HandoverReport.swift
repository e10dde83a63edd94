public import Alarms
import CityDispatch
public import CitySafety

/// Everything that a handover has to cover, made from the state: the items to be read back and what is told
/// beside them.
public struct HandoverReport: Sendable, Hashable {
  /// In the order of the alarms given, then incidents under way, authored warnings, lost sources, follow-ups, and what is
  /// suppressed by design.
  public var items: [HandoverItem] = []
  /// Items by reason; an item counts under each of its reasons.
  public var counts: [HandoverReasons: Int] = [:]
  /// Alarms suppressed by design.
  public var suppressed = 0
  public var openReds = 0
  public var isFlood = false
  /// Shelves that end by themselves before the given end, soonest first.
  public var expiring: [AlarmID] = []

  /// Whether the handover needs a second signature: in a flood, or with red open.
  public var isHigherRisk: Bool { isFlood || openReds > 0 }

  /// - Parameters:
  ///   - alarms: every open alarm, in any order.
  ///   - incidents: those under way.
  ///   - warnings: authored ones in force or waiting for approval.
  ///   - lostSources: ids of sources of data; a channel that is down is known by its alarm.
  ///   - soon: when the next shift ends; shelves that end before it are listed.
  public init(
    open alarms: some Sequence<Alarm>, incidents: [HandoverIncident] = [], warnings: [HandoverWarning] = [],
    lostSources: [String], duty: DutyState, soon: Instant?
  ) {
    var sum: UInt64 = 0
    var withAlarm: Set<String> = []
    let lost = Set(lostSources)
    var ends: [(Instant, AlarmID)] = []
    for alarm in alarms {
      if alarm.isRed { openReds += 1 }
      if alarm.label == .suppressed {
        suppressed += 1
        sum &+= alarm.id.scattered
      }
      var reasons = alarm.handoverReasons
      if case .sourceLost(let source) = alarm.key,
        lost.contains(source) || (Channel.isName(source) && alarm.condition.isActive)
      {
        withAlarm.insert(source)
        reasons.insert(.lostSource)
      }
      if let until = alarm.shelf?.until, let soon, until <= soon { ends.append((until, alarm.id)) }
      guard !reasons.isEmpty else { continue }
      add(HandoverItem(key: .alarm(alarm.id), reasons: reasons, revision: alarm.revision))
    }
    for incident in incidents { add(incident.item) }
    for warning in warnings { add(warning.item) }
    for source in lost.subtracting(withAlarm).sorted() {
      add(HandoverItem(key: .source(source), reasons: .lostSource, revision: 0))
    }
    for entry in duty.followUps.values.sorted(by: { $0.number < $1.number }) {
      add(HandoverItem(key: .followUp(entry.number), reasons: .followUp, revision: 0))
    }
    if suppressed > 0 {
      add(
        HandoverItem(key: .suppressed, reasons: .suppressed, revision: Int64(bitPattern: sum)))
    }
    expiring = ends.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
    isFlood = duty.flood.isOn
    count()
  }

  /// What a seat has to hand over, from the snapshot that it shows.
  public init(of snapshot: Snapshot, site: Site, soon: Instant?) {
    self.init(
      open: snapshot.alarms.rows.lazy.map(\.alarm), incidents: snapshot.dispatch.handedOver,
      warnings: snapshot.publicWarnings.handedOver, lostSources: snapshot.lostSources(of: site),
      duty: snapshot.duty, soon: soon)
  }

  private mutating func add(_ item: HandoverItem) { items.append(item) }

  private mutating func count() {
    for reason in HandoverReasons.all {
      let count = items.count { $0.reasons.contains(reason) }
      if count > 0 { counts[reason] = count }
    }
  }

  /// Puts the alarms, which are first, in the order of their numbers.
  fileprivate mutating func orderByNumber() {
    func number(_ item: HandoverItem) -> Int64 {
      if case .alarm(let id) = item.key { return id.value }
      return .max
    }
    let end = items.firstIndex { number($0) == .max } ?? items.count
    items[..<end].sort { number($0) < number($1) }
  }

  /// Items that the handover has no valid tick for.
  public func missing(in handover: Handover) -> Int {
    handover.ticks.isEmpty
      ? items.count : items.count { if case .ticked = handover.mark(of: $0) { false } else { true } }
  }
}

extension Alarm {
  fileprivate var isRed: Bool {
    label != .normal && label != .suppressed && (grade == .red || gradeWorst == .red)
  }

  /// Why this alarm must be handed over by itself; empty when it need not.
  ///
  /// One that is suppressed by design counts in the sum of those, unless it is somebody's task or shelved too.
  var handoverReasons: HandoverReasons {
    var reasons: HandoverReasons = []
    if shelf != nil { reasons.insert(.shelved) }
    if serviceOrder != nil { reasons.insert(.outOfService) }
    if handling != .none { reasons.insert(.task) }
    if handling.kind == .offered { reasons.insert(.receipt) }
    if actionDeadline != nil || escalationDeadline != nil { reasons.insert(.clock) }
    guard suppressedBy.isEmpty, label != .normal else { return reasons }
    if grade.isWorse(than: .yellow) || gradeWorst.isWorse(than: .yellow) { reasons.insert(.severe) }
    if !isAcknowledged { reasons.insert(.unacknowledged) }
    return reasons
  }
}

extension AlarmID {
  /// The number with its bits scattered, so that a sum tells sets of alarms apart in whatever order they come.
  fileprivate var scattered: UInt64 {
    let spread = UInt64(bitPattern: value) &* 0x9E37_79B9_7F4A_7C15
    return (spread ^ (spread >> 29)) &* 0xBF58_476D_1CE4_E5B9
  }
}

extension Snapshot {
  /// Ids of the sources that are lost.
  public func lostSources(of site: Site) -> [String] {
    zip(site.sources, sources).filter { $0.1.state == .lost }.map(\.0.id)
  }
}

extension OperationsState {
  /// The report of the state as it is.
  public func handoverReport(soon: Instant?) -> HandoverReport {
    var report = HandoverReport(
      open: alarms.eachOpen, incidents: dispatch.handedOver, warnings: publicWarnings.handedOver,
      lostSources: lostSources, duty: duty, soon: soon)
    report.orderByNumber()
    return report
  }

  /// Ids of the sources of data that are lost, as a seat sees them.
  var lostSources: [String] { sources.filter { $0.value == .lost && !Channel.isName($0.key) }.map(\.key) }

  /// One item of the report as it is now; `nil` when it need not be handed over.
  func handoverItem(_ key: HandoverKey) -> HandoverItem? {
    switch key {
    case .alarm(let id):
      guard let alarm = alarms[id], alarm.isOpen else { return nil }
      let report = HandoverReport(
        open: CollectionOfOne(alarm), lostSources: lostSources, duty: DutyState(), soon: nil)
      return report.items.first { $0.key == key }
    case .source(let source): return sources[source] == .lost ? allItem(key) : nil
    case .followUp(let number):
      return duty.followUps[number] == nil
        ? nil : HandoverItem(key: key, reasons: .followUp, revision: 0)
    case .incident(let id):
      return dispatch.incidents[id].map { HandoverIncident($0, dispatch.tasks(of: id)).item }
    case .warning(let id): return publicWarnings.warnings[id].flatMap(HandoverWarning.init)?.item
    case .suppressed: return allItem(key)
    }
  }

  private func allItem(_ key: HandoverKey) -> HandoverItem? {
    handoverReport(soon: nil).items.first { $0.key == key }
  }
}
