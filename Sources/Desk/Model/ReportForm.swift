internal import Alarms
internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// What was typed into a report that was left before it was sent.
struct ReportDraft: Sendable {
  var incident: IncidentID
  var kind: ReportKind
  var texts: [String]
}

/// What an incident threatens, as long as its alarms stay the same.
struct IncidentReach: Sendable {
  /// Places that are looked at; alarms of one place are one.
  static let placeLimit = 64

  var incident: IncidentID
  var alarms: [AlarmID]
  var area: AffectedArea
}

/// The open clocks of every incident, worked out again for those that changed.
struct ReportSheet: Sendable {
  private struct Entry: Sendable {
    var revision: Int64
    var known: Instant
    var clocks: [ReportClock]
  }

  private var entries: [IncidentID: Entry] = [:]
  /// The next due of all.
  private(set) var next: (incident: IncidentID, clock: ReportClock)?

  subscript(id: IncidentID) -> [ReportClock] { entries[id]?.clocks ?? [] }

  mutating func take(_ incidents: [Incident], _ register: DispatchRegister, offset: UTCOffset) {
    var fresh: [IncidentID: Entry] = [:]
    next = nil
    for incident in incidents {
      let known = entries[incident.id]
      let isKnown = known?.revision == incident.revision && known?.known == incident.reporting.known
      let entry =
        isKnown
        ? known
        : Entry(
          revision: incident.revision, known: incident.reporting.known,
          clocks: register.openReportClocks(of: incident, offset: offset))
      fresh[incident.id] = entry
      guard let first = entry?.clocks.first else { continue }
      if let next, (next.clock.due, next.incident) < (first.due, incident.id) { continue }
      next = (incident.id, first)
    }
    entries = fresh
  }
}

extension Desk {
  /// Longest text of one field of a report.
  static let reportTextLimit = OperationsState.textLimit

  // MARK: The form of a report

  /// The question of a report on the incident under the cursor, with what its fields say before somebody types.
  func reportQuestion(_ incident: Incident) -> DispatchQuestion {
    .report(
      incident.id, number: incident.reporting.sent.count + 1,
      rules: reports[incident.id].map(\.rule.id) + [""])
  }

  func reportFields(of incident: Incident, rules: [String]) -> [Dialog.Field] {
    let draft = reportDraft.flatMap { $0.incident == incident.id ? $0 : nil }
    var kind = Dialog.Field.chosen(.fieldKind, ReportKind.allCases.map(\.name))
    kind.choice = ReportKind.allCases.firstIndex(of: draft?.kind ?? likelyKind(incident)) ?? 0
    let answered = Dialog.Field(
      label: .reasonField, input: TextField(limit: 0), options: rules.map(ruleName),
      name: ReportPhrase.fieldRule.text)
    let fields = configuration.dispatch.reportFields
    let isDraftWhole = draft?.texts.count == fields.count
    return [kind, answered]
      + fields.enumerated().map { position, field in
        var input = TextField(limit: Desk.reportTextLimit)
        input.set(isDraftWhole ? draft?.texts[position] ?? "" : filling(of: field, incident))
        return Dialog.Field(label: .reasonField, input: input, isOptional: true, name: field.name)
      }
  }

  /// The name of a rule of the site; its id where it has none.
  func ruleName(_ id: String) -> Bilingual {
    if id.isEmpty { return ReportPhrase.noRule.text }
    return configuration.dispatch.reportRules.first { $0.id == id }?.name ?? Bilingual(same: id)
  }

  private func likelyKind(_ incident: Incident) -> ReportKind {
    if incident.reporting.sent.isEmpty { return .first }
    return incident.state == .terminated && !incident.reporting.isFinal ? .final : .followUp
  }

  /// What stands in a field before somebody types: from the incident, or what the last report said.
  private func filling(of field: ReportField, _ incident: Incident) -> String {
    let words = ReportWords(
      site: configuration.site, register: configuration.dispatch, language: language)
    let tasks = latest.dispatch.tasksOf[incident.id] ?? []
    let last = incident.reporting.last?.text(of: field.id) ?? ""
    if let source = field.source, last.isEmpty || source.changes {
      return String(words.text(of: source, incident, tasks).prefix(Desk.reportTextLimit))
    }
    return last
  }

  /// The report that the dialog says, or what of it is missing.
  func report(_ fields: [Dialog.Field], number: Int, rules: [String]) -> UpwardReport {
    let kind = ReportKind.allCases[fields[0].choice]
    let rule = rules.indices.contains(fields[1].choice) ? rules[fields[1].choice] : ""
    let entries = zip(configuration.dispatch.reportFields, fields.dropFirst(2)).compactMap { field, typed in
      typed.cleaned.isEmpty ? nil : UpwardReport.Entry(field: field.id, text: typed.cleaned)
    }
    return UpwardReport(number: number, kind: kind, rule: rule, entries: entries)
  }

  /// Keeps what was typed for the next try.
  mutating func keepReport(_ incident: IncidentID, _ fields: [Dialog.Field]) {
    guard fields.count > 2 else { return }
    reportDraft = ReportDraft(
      incident: incident, kind: ReportKind.allCases[fields[0].choice],
      texts: fields.dropFirst(2).map(\.input.text))
  }

  /// What was sent is no draft any more.
  mutating func forgetReport(sentBy action: DispatchAction) {
    if case .report = action { reportDraft = nil }
  }

  // MARK: The form of the harm

  /// What is asked of an incident, in the order of the fields.
  private func harmMeasures(of incident: Incident) -> [HarmMeasure] {
    configuration.dispatch.grading.measures(plan: incident.plan, sector: incident.sector)
  }

  func harmFields(of incident: Incident) -> [Dialog.Field] {
    harmMeasures(of: incident).map { measure in
      let value = incident.assessment[measure]
      var input = TextField(limit: measure.isFlag ? 0 : 16)
      var field = Dialog.Field(label: .reasonField, input: input, isOptional: true, name: measure.name)
      if measure.isFlag {
        field.options = [ReportPhrase.isNot.text, ReportPhrase.isSo.text]
        field.choice = value > 0 ? 1 : 0
        return field
      }
      let known = measure == .magnitude && value == 0 ? magnitude(of: incident) : value
      if known != 0 { input.set(ReportWords.number(known)) }
      field.input = input
      return field
    }
  }

  /// The largest that a catalogue gives of the earthquakes that the incident answers; 0 of none.
  private func magnitude(of incident: Incident) -> Double {
    let keys = Set(incident.alarms.compactMap { queue.table.row(of: $0)?.alarm.key })
    return latest.earthquakes.filter { keys.contains(.earthquake(identifier: $0.identifier)) }
      .compactMap(\.magnitude).max() ?? 0
  }

  /// What the dialog says, an empty field for zero; `nil` with the position of a field that is no number.
  func assessment(_ fields: [Dialog.Field], of id: IncidentID) -> (assessment: Assessment?, wrong: Int) {
    guard let incident = latest.dispatch[id] else { return (nil, 0) }
    // What is not asked stays.
    var assessment = incident.assessment
    for (position, measure) in harmMeasures(of: incident).enumerated() where position < fields.count {
      if measure.isFlag {
        assessment[measure] = Double(fields[position].choice)
        continue
      }
      let typed = fields[position].cleaned
      guard let value = typed.isEmpty ? 0 : Double(typed), value.isFinite, value >= 0,
        !measure.isCount || value == value.rounded(.down), value <= measure.limit
      else { return (nil, position) }
      assessment[measure] = value
    }
    return (assessment, 0)
  }

  // MARK: What threatens

  /// Works out what the alarms of the incident on the board threaten, where it is not known yet.
  mutating func settleReach() {
    guard let incident = boardIncident else { return }
    if reach?.incident == incident.id, reach?.alarms == incident.alarms { return }
    reach = affected(incident).map {
      IncidentReach(incident: incident.id, alarms: incident.alarms, area: $0)
    }
  }

  private func affected(_ incident: Incident) -> AffectedArea? {
    var places: [Place] = []
    let all = incident.alarms.lazy.compactMap { id -> Place? in
      guard let row = queue.table.row(of: id), row.facts.sensor >= 0 else { return nil }
      return self.index.sensor(at: row.facts.sensor)?.place
    }
    for place in all where places.count < IncidentReach.placeLimit && !places.contains(place) {
      places.append(place)
    }
    return configuration.dispatch.affected(
      plan: incident.plan, places: places, site: configuration.site)
  }
}
