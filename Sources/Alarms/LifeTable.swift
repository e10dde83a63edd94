/// What can happen to one alarm: the events of alarms.md 8.1, with those that the program adds.
public enum LifeEvent: UInt8, Sendable, Hashable, CaseIterable {
  // The condition.
  case conditionOn = 0
  case conditionOff, gradeUp, gradeDown, timerOn, timerOff, expire
  // The data behind it.
  case sourceStale, sourceLost, sourceBack
  // Clocks.
  case actionTimeout, shelfExpire, breakThrough, offerTimeout, escalationDue
  // Rules of the site.
  case designOn, designOff
  // People.
  case acknowledge, reset, shelve, unshelve, outOfService, returnToService
  case claim, assign, accept, decline, respond, resolve
  case close, reopen, escalate, comment, prioritise
}

/// Region C without the times.
public enum ConditionKind: UInt8, Sendable, Hashable, CaseIterable {
  case normal = 0
  case pendingOn, active, pendingOff
}

/// What must hold besides the state for a row to apply.
public enum LifeGuard: UInt8, Sendable, Hashable, CaseIterable {
  /// An on-delay or a count filters the condition.
  case delayed = 0
  case undelayed
  case countReached, countNotReached
  case offDelayed, notOffDelayed
  case latching, notLatching
  /// The new grade is worse than the worst of the occurrence.
  case aboveWorst, notAboveWorst
  /// Red now, shelved at another grade, and the type breaks through.
  case redBreaksThrough
  /// H is below RESPONDING.
  case idle
  /// The data is not lost, or the person accepts that.
  case dataKnown
  case reasonGiven
  /// In the future, and no later than the shelf limit of the grade and the end of the shift.
  case untilAllowed
  /// A red alarm takes two persons.
  case secondForRed
  /// The command takes two persons at any grade.
  case second
  /// An order's number and an interim measure are given.
  case orderGiven
  /// The actor is the person to whom it was offered.
  case isOffered
  /// The person who takes it, or to whom it is offered, is another than has it or the offer now.
  case differs
  /// It annunciated at least once.
  case occurred
  /// A grade is given and is another than it is ranked by.
  case gradeDiffers
  case verdictGiven
}

/// What a row does to the regions and counters.
public enum LifeEffect: UInt8, Sendable, Hashable, CaseIterable {
  case raise = 0
  case beginPendingOn, count, giveUp
  case beginPendingOff, resume, returnToNormal
  /// Unacknowledged at a worse grade.
  case worsen
  /// The grade now changes and nothing else.
  case note
  case stale, lost, back
  case acknowledge, reset
  /// Unacknowledged again without a new occurrence.
  case reannunciate
  case shelve, takeOffShelf
  /// ISA-18.2 11.7.3: taken off by hand it is acknowledged, by itself unacknowledged where still active.
  case acknowledgeByHand, unacknowledgeIfActive
  case suppress, release
  case putOutOfService, putBackInService
  case offer, own, free, respond, resolve
  case close, reopen
  case markEscalated, stepUp
  case countComment
  case setPriority
}

/// The states that a row starts from: every region that is named must be so.
public struct LifePattern: Sendable, Hashable {
  public var conditions: Set<ConditionKind>
  public var acknowledged: Bool?
  public var latched: Bool?
  /// Region S; `nil`: any.
  public var suppression: Suppression?
  public var handling: Set<HandlingKind>
  /// Whether the queue lists it.
  public var open: Bool?

  /// What region S must be: none of the three, or one of them in or out whatever the others are.
  public enum Suppression: UInt8, Sendable, Hashable, CaseIterable {
    case clear = 0
    case shelved, notShelved, design, service, inService
  }

  public init(
    _ conditions: Set<ConditionKind> = Set(ConditionKind.allCases), acknowledged: Bool? = nil,
    latched: Bool? = nil, suppression: Suppression? = nil,
    handling: Set<HandlingKind> = Set(HandlingKind.allCases), open: Bool? = nil
  ) {
    self.conditions = conditions
    self.acknowledged = acknowledged
    self.latched = latched
    self.suppression = suppression
    self.handling = handling
    self.open = open
  }
}

/// One row of the state table.
public struct LifeRow: Sendable, Hashable {
  /// Its number in alarms.md 8.1; a letter behind it where the program splits or adds a row.
  public var number: String
  public var event: LifeEvent
  public var from: LifePattern
  public var guards: [LifeGuard]
  public var effects: [LifeEffect]

  public init(
    _ number: String, _ event: LifeEvent, _ from: LifePattern, _ guards: [LifeGuard] = [],
    _ effects: [LifeEffect]
  ) {
    self.number = number
    self.event = event
    self.from = from
    self.guards = guards
    self.effects = effects
  }
}

/// The life-cycle of an alarm as data: rows 1 to 25 of alarms.md 8.1 and what the program adds to them.
///
/// The first row whose pattern and guards hold is performed. Where patterns hold but guards do not, the guard
/// of the last such row is the reason of the refusal; a state in no row refuses the event. Row 10 is the guard
/// on the version, row 24 a flag that `raise` sets, rows 26 and 27 are not about one alarm's regions: these four
/// are in the reducer.
public struct LifeTable: Sendable {
  public let rows: [LifeRow]
  /// The rows of each event, in the table's order.
  private let byEvent: [[Entry]]

  /// A row with its sets as bits: one is looked up for every event of the journal.
  private struct Entry {
    let row: LifeRow
    let conditions: UInt8
    let handling: UInt8

    init(_ row: LifeRow) {
      self.row = row
      conditions = row.from.conditions.reduce(0) { $0 | 1 << $1.rawValue }
      handling = row.from.handling.reduce(0) { $0 | 1 << $1.rawValue }
    }

    func matches(_ alarm: Alarm) -> Bool {
      conditions & 1 << alarm.condition.kind.rawValue != 0
        && handling & 1 << alarm.handling.kind.rawValue != 0
        && row.from.matchesRest(of: alarm)
    }
  }

  public init(rows: [LifeRow]) {
    self.rows = rows
    byEvent = LifeEvent.allCases.map { event in rows.filter { $0.event == event }.map(Entry.init) }
  }

  /// The table as it is in force.
  public static let shipped = LifeTable(rows: shippedRows)

  /// The first row that applies; else the guard that stands in the way, where the state has a row at all.
  ///
  /// - Parameter isDecided: a person's command whose guards held when it was decided; only the state counts now.
  func row(
    for event: LifeEvent, _ alarm: Alarm, _ input: LifeInput, isDecided: Bool
  ) -> (LifeRow?, LifeGuard?) {
    var hindrance: LifeGuard?
    for entry in byEvent[Int(event.rawValue)] where entry.matches(alarm) {
      if isDecided { return (entry.row, nil) }
      guard let missing = entry.row.guards.first(where: { !$0.holds(alarm, input) }) else {
        return (entry.row, nil)
      }
      hindrance = missing
    }
    return (nil, hindrance)
  }
}

extension LifeTable {
  private static let active: Set<ConditionKind> = [.active, .pendingOff]
  private static let inactive: Set<ConditionKind> = [.normal, .pendingOn]

  private static let shippedRows: [LifeRow] =
    condition + clocks + data + site + acknowledgement + suppression + handling + closing

  private static let condition: [LifeRow] = [
    LifeRow("2", .conditionOn, LifePattern([.normal]), [.delayed], [.beginPendingOn]),
    LifeRow(
      "1", .conditionOn, LifePattern([.normal], acknowledged: true, latched: false), [.undelayed], [.raise]),
    LifeRow("15", .conditionOn, LifePattern([.normal]), [.undelayed], [.raise]),
    LifeRow("3a", .conditionOn, LifePattern([.pendingOn]), [.countReached], [.raise]),
    LifeRow("2a", .conditionOn, LifePattern([.pendingOn]), [.countNotReached], [.count]),
    LifeRow("11b", .conditionOn, LifePattern([.pendingOff]), [], [.resume]),
    LifeRow("3", .timerOn, LifePattern([.pendingOn]), [], [.raise]),
    LifeRow("4", .conditionOff, LifePattern([.pendingOn]), [], [.giveUp]),
    LifeRow("5", .gradeUp, LifePattern([.active], acknowledged: false), [], [.worsen]),
    LifeRow("6", .gradeUp, LifePattern([.active], acknowledged: true), [.aboveWorst], [.worsen]),
    LifeRow("6a", .gradeUp, LifePattern([.active], acknowledged: true), [.notAboveWorst], [.note]),
    LifeRow("7", .gradeDown, LifePattern([.active]), [], [.note]),
    LifeRow("11a", .conditionOff, LifePattern([.active]), [.offDelayed], [.beginPendingOff]),
    LifeRow("13", .conditionOff, LifePattern([.active]), [.latching, .notOffDelayed], [.returnToNormal]),
    LifeRow(
      "11", .conditionOff, LifePattern([.active], acknowledged: false), [.notOffDelayed], [.returnToNormal]),
    LifeRow(
      "12", .conditionOff, LifePattern([.active], acknowledged: true), [.notOffDelayed], [.returnToNormal]),
    LifeRow("13t", .timerOff, LifePattern([.pendingOff]), [.latching], [.returnToNormal]),
    LifeRow("11t", .timerOff, LifePattern([.pendingOff], acknowledged: false), [], [.returnToNormal]),
    LifeRow("12t", .timerOff, LifePattern([.pendingOff], acknowledged: true), [], [.returnToNormal]),
    LifeRow("4e", .expire, LifePattern([.pendingOn]), [], [.giveUp]),
    LifeRow("11e", .expire, LifePattern(active), [], [.returnToNormal]),
  ]

  private static let clocks: [LifeRow] = [
    LifeRow(
      "16", .actionTimeout, LifePattern(active, acknowledged: true, suppression: .clear), [.idle],
      [.reannunciate, .markEscalated]),
    LifeRow(
      "19", .shelfExpire, LifePattern(suppression: .shelved), [], [.takeOffShelf, .unacknowledgeIfActive]),
    LifeRow(
      "20", .breakThrough, LifePattern(active, suppression: .shelved), [.redBreaksThrough],
      [.takeOffShelf, .reannunciate]),
    LifeRow("25t", .offerTimeout, LifePattern(handling: [.offered]), [], [.free]),
    LifeRow(
      "28", .escalationDue, LifePattern(acknowledged: false, suppression: .clear), [],
      [.stepUp, .markEscalated]),
  ]

  private static let data: [LifeRow] = [
    LifeRow("23a", .sourceStale, LifePattern(), [], [.stale]),
    LifeRow("23b", .sourceLost, LifePattern(), [], [.lost]),
    LifeRow("23c", .sourceBack, LifePattern(), [], [.back]),
  ]

  private static let site: [LifeRow] = [
    LifeRow("21a", .designOn, LifePattern(), [], [.suppress]),
    LifeRow("21b", .designOff, LifePattern(suppression: .design), [], [.release, .unacknowledgeIfActive]),
  ]

  private static let acknowledgement: [LifeRow] = [
    LifeRow(
      "8", .acknowledge, LifePattern(active, acknowledged: false, suppression: .clear), [.dataKnown],
      [.acknowledge]),
    LifeRow(
      "9", .acknowledge, LifePattern(inactive, acknowledged: false, suppression: .clear), [.dataKnown],
      [.acknowledge]),
    LifeRow(
      "14", .reset, LifePattern([.normal], acknowledged: true, latched: true, suppression: .clear), [],
      [.reset]),
  ]

  private static let suppression: [LifeRow] = [
    LifeRow(
      "17", .shelve, LifePattern(suppression: .notShelved),
      [.occurred, .reasonGiven, .untilAllowed, .secondForRed], [.shelve]),
    LifeRow("18", .unshelve, LifePattern(suppression: .shelved), [], [.takeOffShelf, .acknowledgeByHand]),
    LifeRow(
      "22a", .outOfService, LifePattern(suppression: .inService), [.orderGiven, .second], [.putOutOfService]),
    LifeRow(
      "22b", .returnToService, LifePattern(suppression: .service), [.second],
      [.putBackInService, .unacknowledgeIfActive]),
  ]

  private static let handling: [LifeRow] = [
    LifeRow("25a", .assign, LifePattern(suppression: .clear, open: true), [.differs], [.offer]),
    LifeRow("25b", .accept, LifePattern(handling: [.offered]), [.isOffered], [.own]),
    LifeRow("25c", .decline, LifePattern(handling: [.offered]), [.isOffered], [.free]),
    LifeRow("25d", .claim, LifePattern(suppression: .clear, open: true), [.differs], [.own]),
    LifeRow(
      "29", .respond, LifePattern(suppression: .clear, handling: [.none, .offered, .owned], open: true),
      [.reasonGiven], [.respond]),
    LifeRow(
      "30", .resolve, LifePattern(suppression: .clear, handling: [.owned, .responding]),
      [.reasonGiven], [.resolve]),
  ]

  // What is not open is normal, acknowledged, not latched, not suppressed and nobody's task.
  private static let closing: [LifeRow] = [
    LifeRow(
      "31", .close,
      LifePattern([.normal], acknowledged: true, latched: false, suppression: .clear, open: true),
      [.verdictGiven, .reasonGiven],
      [.close]),
    LifeRow(
      "31a", .close, LifePattern([.normal], open: false),
      [.occurred, .verdictGiven, .reasonGiven], [.close]),
    LifeRow(
      "32", .reopen, LifePattern(open: false),
      [.occurred, .reasonGiven], [.reopen]),
    LifeRow("33", .escalate, LifePattern(open: true), [.reasonGiven], [.markEscalated]),
    LifeRow("34", .comment, LifePattern(), [.occurred, .reasonGiven], [.countComment]),
    LifeRow(
      "35", .prioritise, LifePattern(suppression: .clear, open: true), [.gradeDiffers, .reasonGiven],
      [.setPriority]
    ),
  ]
}
