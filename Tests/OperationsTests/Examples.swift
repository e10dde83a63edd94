import Alarms
import CitySafety
import Operations

let zero = Instant(seconds: 1_750_000_000)

/// The least site that every test of this room can stand on: two gas sensors of one source, two rules.
enum Examples {
  static let feed = SourceInfo(
    id: "feed", name: Bilingual(zh: "燃气平台", en: "Gas platform"), sector: .lifelines, interval: .seconds(10),
    staleAfter: .seconds(20), lostAfter: .seconds(50), lostGrade: .orange, isMadeUp: true)

  static let policy = WarningPolicy(
    severityTable: [
      WarningPolicy.Row(severity: "Extreme", urgency: "Immediate", grade: .red),
      WarningPolicy.Row(severity: "Extreme", urgency: "*", grade: .orange),
      WarningPolicy.Row(severity: "Severe", urgency: "*", grade: .yellow),
    ],
    areaPrefixes: ["1506"], defaultValidity: .hours(24),
    quakeRules: [
      QuakeRule(grade: .red, magnitude: 6, distance: .infinity, origin: ""),
      QuakeRule(grade: .yellow, magnitude: 4, distance: 200, origin: ""),
    ],
    quakeMaximumAge: .hours(24))

  static let site: Site = {
    let type = SensorType(
      id: "gas", name: Bilingual(same: "gas"), sector: .lifelines, object: Bilingual(same: "gas"),
      unit: "%LEL",
      rangeLow: 0, rangeHigh: 100, decimals: 1, priority: 1)
    let sensors = (0..<2).map { index in
      Sensor(
        id: "g\(index)", name: Bilingual(same: "g"), alias: "g", type: 0, riskPoint: 0, department: 0,
        source: SourceIndex(0), place: Place(name: Bilingual(zh: "锡尼镇", en: "Xini")), rangeLow: 0,
        rangeHigh: 100, cadence: .seconds(10), staleAfter: .seconds(60), code: "", metric: "", isMadeUp: true)
    }
    let rule = Threshold(
      id: "lel", sensorType: "gas", measure: .value, direction: .above,
      limits: [Limit(grade: .red, value: 40), Limit(grade: .orange, value: 20)], onDelay: .seconds(30),
      offDelay: .seconds(60), message: Bilingual(same: ""), origin: "", isLocalDefault: true)
    var instant = rule
    instant.id = "now"
    instant.onDelay = .zero
    instant.offDelay = .zero
    return Site(
      id: "test", name: Bilingual(same: "test"),
      centre: Place(name: Bilingual(same: "centre"), latitude: 39.83, longitude: 108.74), offset: .beijing,
      isMadeUp: true, departments: [], towns: [], sensorTypes: [type], sensors: sensors, riskPoints: [],
      thresholds: [rule, instant], sources: [feed], warnings: policy, futureTolerance: .seconds(60),
      readingRetention: .hours(24), storeLimit: 0, idleLock: .minutes(15))
  }()

  static let key = AlarmKey.threshold(sensor: "g0", rule: "now")

  /// As shipped: leads everything; operators claim, comment and escalate; both at every grade.
  static let authority: Authority = {
    var authority = Authority()
    for grade in Grade.allCases {
      for name in CommandName.allCases { authority.permit(name, .lead, grade) }
      for name in [CommandName.claim, .comment, .escalate] { authority.permit(name, .operator, grade) }
    }
    for right in DutyRight.allCases {
      for role in [Role.lead, .operator] { authority.permit(right, role) }
    }
    return authority
  }()

  static let lead = Actor(person: "wang", displayName: "王班长", role: .lead, seat: "A1")
  static let desk = Actor(person: "li", displayName: "李值班", role: .operator, seat: "A2")
  static let people: Set<String> = ["wang", "li"]

  static func condition(
    _ grade: Grade?, at second: Int64 = 0, key: AlarmKey = key, onDelay: Span = .zero, offDelay: Span = .zero,
    latching: Bool = false
  ) -> Event {
    .condition(
      ConditionEvent(
        key: key, sector: .lifelines, source: "feed", grade: grade, value: 50, limit: 40,
        measured: zero + .seconds(second), onDelay: onDelay, offDelay: offDelay, latching: latching))
  }
}

extension OperationsState {
  /// Applies events as the next entries at `second` after zero.
  mutating func run(_ events: Event..., at second: Int64 = 0) {
    for event in events { step(event, at: zero + .seconds(second)) }
  }

  @discardableResult
  mutating func step(_ event: Event, at: Instant) -> [AlarmID] {
    apply(JournalEntry(sequence: lastSequence + 1, at: at, event: event))
  }

  /// The only alarm of a test that has one.
  var only: Alarm {
    alarms.all.first
      ?? Alarm(
        id: AlarmID(-1), key: .warning(identifier: "none"), sector: .lifelines, source: nil, grade: .blue,
        at: .epoch)
  }

  /// A command on an alarm as it is now.
  func command(
    _ name: CommandName, by actor: Actor = Examples.lead, text: String = "", on alarm: Alarm? = nil
  ) -> Command {
    let alarm = alarm ?? only
    return Command(
      name: name, alarm: alarm.id, occurrence: alarm.occurrence, seenVersion: alarm.version,
      seenRevision: alarm.revision, text: text, actor: actor)
  }

  func refusal(of command: Command) -> Refusal? {
    let decision = decide(command, authority: Examples.authority, people: Examples.people, now: zero)
    guard case .failure(let refusal) = decision else { return nil }
    return refusal
  }
}
