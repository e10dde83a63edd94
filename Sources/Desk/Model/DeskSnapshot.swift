internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations

/// Snapshots, the freeze, and what new alarms do.
extension Desk {
  mutating func take(_ snapshot: Snapshot) {
    guard !hasSnapshot || snapshot.number > latest.number else { return }
    let isFirst = !hasSnapshot
    hasSnapshot = true
    let fresh = isFirst ? [] : newAlarms(in: snapshot.alarms, since: latest.alarms)
    let before = latest.duty
    let waiting = latest.publicWarnings.warnings.filter { $0.proposal?.isSubmitted == true }.map(\.id)
    let hiddenReds = isFirst ? [] : redsOnShelves(in: snapshot.alarms, since: latest.alarms)
    latest = snapshot
    reports.take(
      snapshot.dispatch.incidents + snapshot.dispatch.closed.filter(\.reporting.owesCasualties),
      configuration.dispatch, offset: configuration.site.offset)
    if !isFirst { noteHandover(since: before) }
    followDrill()
    if !isFirst { noteWarnings(besides: waiting) }
    forgetShownCommands()
    if let frozen = freeze {
      if fresh.contains(where: { $0.grade == .red }) {
        thaw(because: .thawedByRed)
      } else {
        freeze = Freeze(since: frozen.since, missed: frozen.missed + fresh.count)
      }
    } else {
      adopt(snapshot)
    }
    redsSeen += fresh.count { $0.grade == .red }
    announce(fresh)
    if let hidden = hiddenReds.first { sayHidden(hidden, of: hiddenReds.count) }
    annunciate(fresh)
    if !isFirst, clock.milliseconds / 1000 == now.milliseconds / 1000 { return }
    moveClock()
    if freeze == nil { values = shown }
  }

  /// Makes a snapshot the one that is shown.
  mutating func adopt(_ snapshot: Snapshot) {
    let isChanged =
      snapshot.sequence != shown.sequence || !snapshot.alarms.rows.isSame(as: shown.alarms.rows)
    let isFirst = shown.number == 0
    let flood = shown.duty.flood
    shown = snapshot
    if isChanged || isFirst {
      queue.install(snapshot.alarms, now: now)
      if isFirst || worstOfSensor != snapshot.alarms.worstOfSensor { orderSectors() }
    }
    followFlood(from: flood, to: snapshot.duty.flood)
    if isFirst || isChanged { values = snapshot }
    refreshDuty()
  }

  /// Orders the sensors of each sector by the alarms that are open.
  mutating func orderSectors() {
    worstOfSensor = queue.table.worstOfSensor
    for sector in Sector.allCases {
      sectors[sector.index].install(index.sensorsBySector[sector.index], index: index, worst: worstOfSensor)
    }
  }

  /// Alarms that became unacknowledged or worse since the last table, in display order.
  private func newAlarms(in table: AlarmTable, since old: AlarmTable) -> [AlarmRow] {
    RowList.difference(from: old.rows, to: table.rows).come.filter { row in
      guard row.needsAcknowledgement else { return false }
      guard let before = old.row(of: row.id) else { return true }
      if row.occurrence > before.occurrence { return true }
      // What a person makes unacknowledged again, as by an undo, is no news.
      return row.version > before.version && row.alarm.changedBy == nil
    }
  }

  /// Alarms that became red on a shelf that was placed below red and that their type does not break.
  private func redsOnShelves(in table: AlarmTable, since old: AlarmTable) -> [Alarm] {
    guard table.counts.shelvedRed > 0 else { return [] }
    return RowList.difference(from: old.rows, to: table.rows).come.lazy
      .filter { row in
        row.states.contains(.shelvedRed) && old.row(of: row.id)?.states.contains(.shelvedRed) != true
      }
      .map(\.alarm).filter { $0.shelf?.grade != .red }
  }

  /// A shelf never hides a red silently: every seat is told.
  private mutating func sayHidden(_ alarm: Alarm, of count: Int) {
    let what = wording.title(of: alarm)
    let phrase: RulePhrase = count > 1 ? .redsRoseOnShelf : .redRoseOnShelf
    say(
      phrase.filled(with: ["what": what, "more": Bilingual(same: String(count - 1))]), isError: true)
  }

  private mutating func announce(_ fresh: [AlarmRow]) {
    // Rows are in display order, so the first is the worst and newest.
    guard let worst = fresh.first else { return }
    if let tally = flurry.take(fresh, now: hand), let worst = tally.worst {
      say(.newAlarms, ["count": String(tally.total), "worst": worst.mark])
    } else {
      let title = wording.title(of: worst.alarm)
      say(
        Bilingual(zh: Phrase.newAlarm.text.zh + " " + title.zh, en: Phrase.newAlarm.text.en + " " + title.en))
    }
  }

  // MARK: Freeze

  mutating func toggleFreeze() {
    guard freeze == nil else { return thaw(because: .thawed) }
    freeze = Freeze(since: hand, missed: 0)
    say(.frozenNow)
  }

  mutating func thaw(because phrase: Phrase) {
    guard freeze != nil else { return }
    freeze = nil
    say(phrase)
    adopt(latest)
    values = latest
  }

  mutating func take(_ state: LinkState) {
    if case .stalled = state {
      if case .stalled = link {} else { say(.stalledNow, isError: true) }
    } else if case .stalled = link {
      say(.linkBack)
    }
    link = state
    troubleSince = nil
    toldLooking = nil
    if case .attached = state { return }
    // Nobody is left to answer what a dialog waits for.
    if takeQuickAnswer(.noOwner) { return }
    guard case .dialog(var dialog) = overlay, dialog.isWaiting else { return }
    dialog.isWaiting = false
    dialog.problem = wording.text(of: .noOwner)
    overlay = .dialog(dialog)
  }

  // MARK: What the detail asks for

  /// How old a chart may be before it is asked for again.
  static func chartLife(_ window: ChartWindow) -> Span {
    switch window {
    case .halfHour: .seconds(15)
    case .twoHours: .minutes(1)
    case .day: .minutes(10)
    }
  }

  /// Asks for the chart and the timeline of what the detail shows, once.
  mutating func requestDetail() {
    guard hasSnapshot, isDetailShown else { return }
    let alarm = detailAlarm
    if let sensor = detailSensor {
      let key = ChartKey(sensor: SensorIndex(Int(sensor)), window: window)
      let last = requestedCharts[key]
      if last == nil || last.map({ $0.age(at: hand) >= Desk.chartLife(window) }) == true {
        if requestedCharts.count >= 4 * Desk.chartLimit { requestedCharts.removeAll(keepingCapacity: true) }
        requestedCharts[key] = hand
        effects.append(.requestChart(key.sensor, key.window))
      }
    }
    guard let alarm else { return }
    if let asked = requestedTimeline, asked.id == alarm.id, asked.revision == alarm.revision { return }
    if let known = timelines[alarm.id], known.revision == alarm.revision { return }
    requestedTimeline = (alarm.id, alarm.revision)
    effects.append(.requestTimeline(alarm.id))
  }

  mutating func take(_ points: [ChartPoint], for key: ChartKey) {
    if charts.count >= Desk.chartLimit, charts[key] == nil,
      let oldest = charts.min(by: { $0.value.at < $1.value.at })?.key
    {
      charts[oldest] = nil
    }
    charts[key] = Chart(points: points, at: now)
    drawing.stamp &+= 1
  }

  mutating func take(_ entries: [JournalEntry], for id: AlarmID) {
    let revision = requestedTimeline?.id == id ? requestedTimeline?.revision ?? 0 : 0
    if timelines.count >= Desk.timelineLimit, timelines[id] == nil {
      timelines.removeAll(keepingCapacity: true)
    }
    timelines[id] = (revision, entries)
    drawing.stamp &+= 1
  }

  /// Whether the detail is on the screen at this size.
  var isDetailShown: Bool {
    switch Layout.kind(of: size, reserved: reservedRows) {
    case .tooSmall: false
    case .small: focus == .detail
    case .medium, .wide: !zoom || focus == .detail
    }
  }

  /// The alarm that the detail shows.
  var detailAlarm: Alarm? {
    if case .sector = origin { return nil }
    if let rested, let alarm = shown.alarms[rested] { return alarm }
    return queue.current?.alarm
  }

  /// The sensor that the detail shows: of the alarm, or under the cursor of a sector.
  var detailSensor: Int32? {
    if case .sector(let sector) = origin { return sectors[sector.index].cursor }
    guard let alarm = detailAlarm else { return nil }
    let sensor = index.facts(of: alarm).sensor
    return sensor < 0 ? nil : sensor
  }
}
