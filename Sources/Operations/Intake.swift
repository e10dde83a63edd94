import Alarms
public import Analysis
public import CitySafety

/// From what was found and received to events: nothing here changes alarms, and each returns only what would
/// change something, so that polling the same facts again journals nothing.
extension OperationsState {
  /// The event for a finding of the rules; `nil` when it would change nothing, is older than what the alarm
  /// already knows, or names a sensor or rule that the site does not have.
  public func conditionEvent(for finding: Finding, site: Site) -> Event? {
    let index = Int(finding.sensor.value)
    guard site.sensors.indices.contains(index), site.thresholds.indices.contains(finding.threshold) else {
      return nil
    }
    let sensor = site.sensors[index]
    let rule = site.thresholds[finding.threshold]
    let source = Int(sensor.source.value)
    guard site.sensorTypes.indices.contains(sensor.type), site.sources.indices.contains(source) else {
      return nil
    }
    let condition = ConditionEvent(
      key: .threshold(sensor: sensor.id, rule: rule.id), sector: site.sensorTypes[sensor.type].sector,
      source: site.sources[source].id, grade: finding.grade, value: finding.value, limit: finding.limit,
      measured: finding.measured, onDelay: rule.onDelay, offDelay: rule.offDelay, count: rule.count,
      countWindow: rule.countWindow, latching: rule.latching, place: sensor.place.name,
      breaksThrough: rule.breaksThrough)
    if let alarm = alarms[condition.key], finding.measured < alarm.knownUntil { return nil }
    return changes(condition) ? .condition(condition) : nil
  }

  /// Whether applying the condition would change an alarm or make one.
  func changes(_ condition: ConditionEvent) -> Bool {
    var alarm =
      alarms[condition.key]
      ?? newAlarm(condition.key, condition.sector, condition.source, at: condition.measured)
    return alarm.take(condition.signal)
  }

  /// The event for a change of a source's state; empty when it is the one already journalled, or unknown.
  public func sourceEvents(_ source: SourceInfo, state: SourceState, now: Instant) -> [Event] {
    guard state != .unknown, sources[source.id] != state else { return [] }
    return [
      .source(
        id: source.id, sector: source.sector, name: source.name, state: state, grade: source.lostGrade,
        at: now)
    ]
  }
}

// MARK: - Received warnings

extension OperationsState {
  /// The events for a received warning: `.warningReceived` when it is new or changed; the end of the alarms
  /// that a real update or cancel refers to; and its own condition.
  ///
  /// Every warning of a source is offered at every poll.
  ///
  /// It alarms when it is real, an alert or update, not expired, not ended by another message, not sent further
  /// ahead of the clock than `WarningPolicy.aheadLimit`, about the site's area, and has a grade: the issuer's colour, or
  /// the site's row for its severity and urgency.
  public func warningEvents(
    _ warning: ReceivedWarning, policy: WarningPolicy, sector: Sector = .naturalDisasters, source: String,
    now: Instant
  ) -> [Event] {
    if isBroughtByAnother(warning, policy: policy, source: source) { return [] }
    var events: [Event] = []
    if warnings.isNews(warning) { events.append(.warningReceived(warning)) }
    for identifier in WarningMemory.ends(of: warning) {
      let key = AlarmKey.warning(identifier: identifier)
      guard let alarm = alarms[key], alarm.condition != .normal else { continue }
      let end = ConditionEvent(
        key: key, sector: alarm.sector, source: alarm.source, grade: nil, measured: min(warning.sent, now),
        text: alarm.text, place: alarm.place)
      events.append(.condition(end))
    }
    let condition = ownCondition(of: warning, policy: policy, sector: sector, source: source, now: now)
    if changes(condition) { events.append(.condition(condition)) }
    return events
  }

  /// Whether another source brought the same message and its alarm stands: the two sources word it
  /// differently, and following both would change the alarm at every poll.
  ///
  /// A worse grade still counts.
  private func isBroughtByAnother(_ warning: ReceivedWarning, policy: WarningPolicy, source: String) -> Bool {
    guard let alarm = alarms[.warning(identifier: warning.identifier)], alarm.condition != .normal,
      alarm.source != source, !warnings.isNews(warning), let grade = policy.grade(of: warning)
    else { return false }
    return !grade.isWorse(than: alarm.gradeNow)
  }

  private func ownCondition(
    of warning: ReceivedWarning, policy: WarningPolicy, sector: Sector, source: String, now: Instant
  ) -> ConditionEvent {
    let expires = policy.end(of: warning)
    let isInForce =
      warning.status == .actual && (warning.messageType == .alert || warning.messageType == .update)
      && now < expires && warning.sent - now <= WarningPolicy.aheadLimit
      && !warnings.isEnded(warning.identifier) && policy.covers(warning)
    let title = warning.headline.isEmpty ? warning.event : warning.headline
    return ConditionEvent(
      key: .warning(identifier: warning.identifier), sector: sector, source: source,
      grade: isInForce ? policy.grade(of: warning) : nil, measured: min(warning.sent, now),
      text: Bilingual(same: HarmlessText.clean(title, limit: OperationsState.textLimit)),
      place: Bilingual(same: HarmlessText.clean(warning.area, limit: OperationsState.textLimit)),
      expires: expires)
  }
}

extension WarningPolicy {
  /// How far ahead of the clock a warning may claim to have been sent and still alarm.
  ///
  /// Wide, because a zone left out puts a true warning hours off and losing it would be worse; beyond it the
  /// date itself is wrong.
  public static let aheadLimit = Span.hours(24)

  /// When a warning ends: at its own time, or after the site's default validity.
  public func end(of warning: ReceivedWarning) -> Instant {
    warning.expires ?? (warning.effective ?? warning.sent) + defaultValidity
  }

  /// The grade of a warning here: its issuer's colour, else the first row of the site's table that matches
  /// its severity and urgency words, case aside; `nil` when none does.
  public func grade(of warning: ReceivedWarning) -> Grade? {
    if let colour = warning.colour { return colour }
    guard let severity = warning.severity?.lowercased() else { return nil }
    let urgency = warning.urgency?.lowercased()
    return severityTable.first { row in
      (row.severity == "*" || row.severity.lowercased() == severity)
        && (row.urgency == "*" || row.urgency.lowercased() == urgency)
    }?.grade
  }

  /// Whether a warning is about the site's area: a geocode, or the six digits that a national identifier
  /// begins with, starts with one of the prefixes.
  ///
  /// Without prefixes every warning is.
  public func covers(_ warning: ReceivedWarning) -> Bool {
    if areaPrefixes.isEmpty { return true }
    let head = warning.identifier.utf8.prefix(6)
    let isNational = head.count == 6 && head.allSatisfy { (0x30...0x39).contains($0) }
    return areaPrefixes.contains { prefix in
      (isNational && warning.identifier.prefix(6).hasPrefix(prefix))
        || warning.geocodes.contains { $0.hasPrefix(prefix) }
    }
  }
}

// MARK: - Earthquakes

extension OperationsState {
  /// The event for a catalogue's report of an earthquake; empty when it changes nothing.
  ///
  /// Reports of several catalogues within 60 s and 50 km are one alarm, under the identifier that raised it
  /// first, as the strongest of their newest reports. Without magnitude, not natural, or older than the
  /// site's limit: no alarm. It ends by itself at that age. Remembers the report, which is why it mutates; no
  /// alarm changes here.
  public mutating func earthquakeEvents(
    _ quake: Earthquake, site: Site, source: String, now: Instant
  ) -> [Event] {
    let policy = site.warnings
    guard now - quake.origin < policy.quakeMaximumAge, quake.origin - now <= site.futureTolerance else {
      return []
    }
    let reports = quakes.remember(quake)
    let judged = reports.compactMap { report in
      policy.judge(report, from: site.centre).map { (report, $0) }
    }
    let worst = judged.min { left, right in
      if left.1.grade != right.1.grade { return left.1.grade.isWorse(than: right.1.grade) }
      if left.1.magnitude != right.1.magnitude { return left.1.magnitude > right.1.magnitude }
      return left.0.identifier < right.0.identifier
    }
    let known = reports.first { alarms.id(of: .earthquake(identifier: $0.identifier)) != nil }
    let identifier = (known ?? reports.first ?? quake).identifier
    let shown = worst?.0 ?? quake
    let condition = ConditionEvent(
      key: .earthquake(identifier: identifier), sector: .naturalDisasters, source: source,
      grade: worst?.1.grade, value: worst?.1.magnitude, limit: worst?.1.limit,
      measured: min(shown.origin, now),
      text: worst.map { OperationsState.text(of: $0.0, $0.1) } ?? Bilingual(same: ""),
      place: Bilingual(same: HarmlessText.clean(shown.place, limit: OperationsState.textLimit)),
      expires: shown.origin + policy.quakeMaximumAge)
    return changes(condition) ? [.condition(condition)] : []
  }

  private static func text(of quake: Earthquake, _ judgement: QuakeJudgement) -> Bilingual {
    let tenths = Int((judgement.magnitude * 10).rounded())
    let magnitude = "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    let place = HarmlessText.clean(quake.place, limit: textLimit)
    guard judgement.distance.isFinite else {
      return Bilingual(zh: "\(place) \(magnitude) 级地震", en: "M\(magnitude) earthquake, \(place)")
    }
    let kilometres = Int(judgement.distance.rounded())
    return Bilingual(
      zh: "\(place) \(magnitude) 级地震，距本地 \(kilometres) km",
      en: "M\(magnitude) earthquake, \(place), \(kilometres) km from here")
  }
}

/// An earthquake measured against the site's rules.
struct QuakeJudgement {
  var grade: Grade
  var magnitude: Double
  /// The rule's magnitude.
  var limit: Double
  /// Kilometres from the site; infinite when the site's centre is not known.
  var distance: Double
}

extension WarningPolicy {
  /// The first rule that the earthquake meets; `nil` when it never alarms: no or no believable magnitude, not
  /// natural, no coordinates.
  func judge(_ quake: Earthquake, from centre: Place) -> QuakeJudgement? {
    guard quake.isNatural, let magnitude = quake.magnitude, (-2...12).contains(magnitude) else { return nil }
    var distance = Double.infinity
    if let latitude = centre.latitude, let longitude = centre.longitude {
      distance = GreatCircle.distance(
        fromLatitude: latitude, longitude: longitude, toLatitude: quake.latitude, longitude: quake.longitude)
    }
    let rule = quakeRules.first { magnitude >= $0.magnitude && distance <= $0.distance }
    return rule.map {
      QuakeJudgement(grade: $0.grade, magnitude: magnitude, limit: $0.magnitude, distance: distance)
    }
  }
}
