import Alarms
import Cells
import CitySafety
import Desk
import Operations

/// Snapshots and people to script with.
enum Fixture {
  static let now = FixtureSite.now
  static let widths = WidthTable.system()

  static let lead = Actor(person: "chenli", displayName: "陈立", role: .lead, seat: "一席")
  static let watcher = Actor(person: "liming", displayName: "李明", role: .operator, seat: "一席")

  static func configuration(
    _ language: Language = .zh, lines: LineSet = .single, chart: ChartAlphabet = .braille,
    hint: [Bilingual] = []
  ) -> DeskConfiguration {
    DeskConfiguration(
      site: FixtureSite.site, authority: FixtureSite.authority, language: language, lines: lines,
      chart: chart,
      widths: widths, seat: "一席", version: "0.1.0", demoHint: hint)
  }

  /// An alarm of a rule on a sensor, `ago` before now.
  static func alarm(
    _ id: Int64, sensor: Int, rule: String, _ grade: Grade, value: Double, ago: Span,
    acknowledged: Bool = false
  ) -> Alarm {
    let at = now - ago
    let record = FixtureSite.sensors[sensor]
    var alarm = Alarm(
      id: AlarmID(id), key: .threshold(sensor: record.id, rule: rule),
      sector: FixtureSite.types[record.type].sector, source: nil, grade: grade, at: at)
    alarm.condition = .active
    alarm.isAcknowledged = acknowledged
    alarm.occurrence = 4
    alarm.version = 2
    alarm.revision = 7
    alarm.value = value
    alarm.lastAt = at + .seconds(20)
    if acknowledged {
      alarm.acknowledgedBy = lead
      alarm.acknowledgedAt = at + .minutes(1)
    }
    return alarm
  }

  static var alarms: [Alarm] {
    var owned = alarm(
      20405, sensor: 4, rule: "heat-low", .yellow, value: 38.2, ago: .minutes(156), acknowledged: true)
    owned.handling = .owned(by: "赵工")
    var returned = alarm(20404, sensor: 1, rule: "gas-lel", .yellow, value: 5.2, ago: .minutes(174))
    returned.condition = .normal
    returned.returnedAt = now - .minutes(90)
    var warning = Alarm(
      id: AlarmID(20410), key: .warning(identifier: "w1"), sector: .naturalDisasters, source: nil,
      grade: .blue,
      at: now - .minutes(260))
    warning.condition = .active
    warning.isAcknowledged = true
    warning.acknowledgedBy = lead
    warning.text = Bilingual(same: "鄂尔多斯市气象台发布大风蓝色预警")
    warning.place = Bilingual(same: "杭锦旗")
    warning.occurrence = 1
    return [
      alarm(20417, sensor: 0, rule: "gas-lel", .red, value: 21.9, ago: .seconds(106)),
      alarm(20416, sensor: 10, rule: "crowd-dense", .orange, value: 3.6, ago: .minutes(9)),
      alarm(20413, sensor: 8, rule: "ice-rise", .orange, value: 62, ago: .minutes(28)), owned, returned,
      warning,
      alarm(20409, sensor: 5, rule: "tank-high", .yellow, value: 86, ago: .minutes(61), acknowledged: true),
    ]
  }

  /// Alarms as a table holds them.
  static func rows(_ alarms: [Alarm]) -> [AlarmRow] {
    let lookup = SiteLookup(site: FixtureSite.site)
    return alarms.map { AlarmRow($0, in: lookup) }
  }

  static let values: [Double] = [21.9, 5.2, 0.31, 0.28, 38.2, 86, 41, 0.42, 62, 0, 3.6, 0.28]

  /// A snapshot of these alarms with live values; `edit` changes it.
  static func snapshot(
    _ alarms: [Alarm] = Fixture.alarms, number: UInt64 = 1, at: Instant = Fixture.now,
    edit: (inout Snapshot) -> Void = { _ in }
  ) -> Snapshot {
    var snapshot = Snapshot.empty(site: FixtureSite.site, at: at)
    snapshot.number = number
    snapshot.sequence = Int64(number) * 10
    snapshot.alarms = AlarmTable(open: alarms, site: FixtureSite.site)
    for (position, value) in values.enumerated() {
      snapshot.latest[position] = LatestValue(
        measured: at - .seconds(10), arrived: at - .seconds(9), value: value, quality: .good, revisions: 0)
      snapshot.trends[position] = trend(position, value)
    }
    snapshot.sources = FixtureSite.sources.map { _ in
      SourceHealth(
        state: .live, lastAttempt: at - .seconds(4), lastSuccess: at - .seconds(4),
        nextAttempt: at + .seconds(6),
        duration: .milliseconds(420), rows: 130)
    }
    snapshot.warnings = warnings
    snapshot.earthquakes = earthquakes
    snapshot.events = events
    snapshot.storeBytes = 12_400_000
    edit(&snapshot)
    return snapshot
  }

  /// Two hours that end at the value, with a wave that each sensor has its own part of.
  static func trend(_ position: Int, _ value: Double) -> [Float] {
    (0..<Snapshot.trendMinutes).map { minute in
      let wave = Float((minute * (position + 3)) % 17) / 17
      let rise = Float(minute) / Float(Snapshot.trendMinutes)
      return Float(value) * (0.5 + 0.4 * rise + 0.1 * wave)
    }
  }

  static let warnings: [ReceivedWarning] = [
    ReceivedWarning(
      identifier: "w1", sender: "鄂尔多斯市气象台", sent: now - .minutes(260), event: "大风", eventCode: "11B06",
      colour: .blue,
      expires: now + .hours(8), headline: "鄂尔多斯市气象台发布大风蓝色预警", text: "预计未来 24 小时杭锦旗有 6 级以上大风。",
      area: "杭锦旗"),
    ReceivedWarning(
      identifier: "w2", sender: "nws", sent: now - .hours(5), status: .exercise,
      event: "Severe Thunderstorm Warning",
      severity: "Severe", urgency: "Immediate"),
  ]

  static let earthquakes: [Earthquake] = [
    Earthquake(
      identifier: "cenc:1", origin: now - .hours(3), updated: now - .hours(3), latitude: 39.5,
      longitude: 107.1,
      depth: 10, magnitude: 3.1, place: "内蒙古阿拉善左旗", isReviewed: true, isNatural: true),
    Earthquake(
      identifier: "usgs:2", origin: now - .hours(9), updated: now - .hours(9), latitude: 38, longitude: 110,
      magnitude: nil, place: "quarry blast", isReviewed: false, isNatural: false),
  ]

  static var events: [JournalEntry] {
    let command = Command(
      name: .acknowledge, alarm: AlarmID(20409), occurrence: 4, seenVersion: 2, seenRevision: 6, actor: lead)
    let condition = ConditionEvent(
      key: .threshold(sensor: "s0", rule: "gas-lel"), sector: .lifelines, source: nil, grade: .red,
      value: 21.9,
      measured: now - .seconds(106))
    return [
      JournalEntry(sequence: 12, at: now - .seconds(105), event: .condition(condition)),
      JournalEntry(sequence: 11, at: now - .minutes(60), event: .command(command)),
      JournalEntry(sequence: 10, at: now - .minutes(90), event: .timer(AlarmID(20404), .off)),
      JournalEntry(sequence: 9, at: now - .hours(4), event: .signedIn(lead)),
      JournalEntry(
        sequence: 1, at: now - .hours(5), event: .ownerStarted(version: "0.1.0", seat: "一席")),
    ]
  }
}
