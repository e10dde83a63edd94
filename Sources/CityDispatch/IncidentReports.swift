public import CitySafety

extension DispatchRegister {
  /// The rules that an incident of a plan starts, in the plan's order; those for incidents without a plan otherwise.
  public func reportRules(ofPlan id: String) -> [ReportRule] {
    let names = plans.first { $0.id == id }?.reports ?? reportsWithoutPlan
    return names.compactMap { name in reportRules.first { $0.id == name } }
  }

  /// The clocks of an incident: what its rules, its assessment and its reports so far make due.
  ///
  /// `offset` is the site's, for what is due within the day.
  public func reportClocks(of incident: Incident, offset: UTCOffset) -> [ReportClock] {
    // Of a closed one nothing is due any more but changes of its casualties.
    let rules = reportRules(ofPlan: incident.plan).filter { incident.state != .closed || $0.isSameDay }
    let history = HarmHistory(incident, grading)
    var clocks = ReportClocks.clocks(
      rules: rules.filter { !$0.isSameDay }, known: incident.reporting.known, sent: incident.reports,
      began: { history.beginning(of: $0.condition) })
    for rule in rules where rule.isSameDay {
      guard let began = history.beginning(of: rule.condition) else { continue }
      clocks.append(
        ReportClock(rule: rule, round: 0, startedAt: began, due: began.endOfDay(at: offset), sentAt: nil))
    }
    guard incident.reporting.isFinal else { return clocks }
    // After the final report nothing is followed up.
    return clocks.filter { $0.sentAt != nil || $0.rule.every == .zero }
  }

  /// The unsent clocks of an incident, the next due first.
  public func openReportClocks(of incident: Incident, offset: UTCOffset) -> [ReportClock] {
    reportClocks(of: incident, offset: offset).filter { $0.sentAt == nil }.enumerated()
      .sorted { ($0.element.due, $0.offset) < ($1.element.due, $1.offset) }.map(\.element)
  }

  /// Why a report cannot leave by what the site says; `nil` when it can.
  public func refusal(of report: UpwardReport) -> DispatchRefusal? {
    if !report.rule.isEmpty, !reportRules.contains(where: { $0.id == report.rule }) {
      return .unknownReportWord(report.rule)
    }
    // A correction may take out a field that the site has no longer.
    for entry in report.entries where !reportFields.contains(where: { $0.id == entry.field }) {
      return .unknownReportWord(entry.field)
    }
    return report.missing(of: reportFields).map { .needsField($0.id) }
  }

  /// How long before a report is due it is reminded of.
  public func reminder(of rule: ReportRule) -> Span { rule.reminder ?? reportAlarms.reminder }
}

extension ReportRule {
  /// Whether it is due on the day on which it starts, whatever its limit.
  public var isSameDay: Bool {
    if case .casualtyChange = condition { return true }
    return false
  }
}

extension Instant {
  /// The last second of the local day.
  func endOfDay(at offset: UTCOffset) -> Instant {
    var civil = CivilTime(self, at: offset)
    (civil.hour, civil.minute, civil.second, civil.millisecond) = (23, 59, 59, 0)
    return max(self, civil.instant(at: offset))
  }
}

/// Since when the conditions of report rules hold for an incident.
private struct HarmHistory {
  private struct Moment {
    var at: Instant
    /// Entered, else suggested.
    var grade: EventGrade?
    var isEndangered: Bool
  }

  private let reporting: Reporting
  private var moments: [Moment]

  init(_ incident: Incident, _ grading: EventGrading) {
    reporting = incident.reporting
    moments = [Moment(at: incident.reporting.known, grade: nil, isEndangered: false)]
    var entered: EventGrade?
    var assessment = Assessment()
    let changes =
      reporting.assessed.map { ($0.at, EventGrade?.none, Assessment?.some($0.assessment)) }
      + reporting.graded.map { ($0.at, EventGrade?.some($0.grade), Assessment?.none) }
    for (at, grade, assessed) in changes.sorted(by: { $0.0 < $1.0 }) {
      entered = grade ?? entered
      assessment = assessed ?? assessment
      let suggested = grading.suggestion(assessment, plan: incident.plan, sector: incident.sector)?.grade
      moments.append(
        Moment(
          at: at, grade: entered ?? suggested, isEndangered: grading.endangering(assessment) != nil))
    }
  }

  /// When the condition that holds now began to hold; `nil` when it does not.
  func beginning(of condition: ReportCondition) -> Instant? {
    switch condition {
    case .always: moments[0].at
    case .grade(let from): since { $0.grade.map { $0.rawValue <= from.rawValue } ?? false }
    case .gradeBelow(let grade): since { $0.grade.map { $0.rawValue > grade.rawValue } ?? true }
    case .endangered: since(\.isEndangered)
    case .casualtyChange(let span): casualtyChange(within: span)
    }
  }

  private func since(_ holds: (Moment) -> Bool) -> Instant? {
    var beginning: Instant?
    for moment in moments { beginning = holds(moment) ? beginning ?? moment.at : nil }
    return beginning
  }

  /// The first change of casualties since the last report, when one was sent.
  private func casualtyChange(within span: Span) -> Instant? {
    guard let last = reporting.lastAt else { return nil }
    var known = Assessment()
    for change in reporting.assessed {
      defer { known = change.assessment }
      guard change.at > last, change.at <= reporting.known + span else { continue }
      if change.assessment.differsInCasualties(from: known) { return change.at }
    }
    return nil
  }
}
