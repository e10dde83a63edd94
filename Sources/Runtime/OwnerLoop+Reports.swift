internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Settings
internal import Store

/// Reports upward: what leaves with one, and the alarms of those that fall due.
extension OwnerLoop {
  /// The messages of a report that was just sent.
  func reports(after command: DutyCommand) -> [OutboxItem] {
    guard case .dispatch(.report(let id, let report)) = command.action,
      let incident = state.dispatch.incidents[id], let mark = incident.reporting.sent.last,
      let rule = site.dispatch.reportRules.first(where: { $0.id == report.rule })
    else { return [] }
    return ReportMessage.items(
      report, mark, of: incident, rule: rule, fields: site.dispatch.reportFields, at: clock.now())
  }

  /// A closed incident has no reports that are due.
  ///
  /// It is gone from the state by then, so that only its number is known.
  func reportEnds(after command: DutyCommand) -> [Event] {
    guard case .dispatch(.close) = command.action else { return [] }
    return state.forgottenReportEnds(site.dispatch, now: clock.now())
  }

  /// Incidents whose report clocks one round looks at.
  static let reportLooksPerRound = 16

  /// Journals the reports that are to be reminded of, fall due or were sent.
  func runReportClocks() {
    let now = clock.now()
    if reportLooks == nil { reportLooks = state.dispatch.incidents.mapValues { _ in .epoch } }
    let due = (reportLooks ?? [:]).filter { $0.value <= now }.keys.sorted()
    for id in due.prefix(OwnerLoop.reportLooksPerRound) {
      let (events, next) = state.reportEvents(
        of: id, site.dispatch, offset: site.site.offset, now: now)
      // A write that fails asks for every look anew.
      reportLooks?[id] = next
      if !events.isEmpty, !commit(events: events) { return }
    }
  }
}
