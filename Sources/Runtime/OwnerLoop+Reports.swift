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
    guard case .dispatch(let action) = command.action, case .report(let id, let report) = action.asked,
      let incident = state.dispatch.known(id), let mark = incident.reporting.sent.last,
      let rule = site.dispatch.reportRules.first(where: { $0.id == report.rule })
    else { return [] }
    return ReportMessage.items(
      report, mark, of: incident, rule: rule, fields: site.dispatch.reportFields, at: clock.now())
  }

  /// What a request did to the reports that are due: which these are now, and the ends of those of an incident that is over.
  ///
  /// A closed incident has none but of changed casualties; it is gone from the state otherwise, so that only its number is known.
  func reportsDue(after command: DutyCommand) -> [Event] {
    guard case .dispatch(let action) = command.action, let id = incident(of: action) else { return [] }
    let due = state.reportsDue(of: id, site.dispatch, offset: site.site.offset)
    switch action {
    case .close, .late:
      return (due.map { [$0] } ?? []) + state.forgottenReportEnds(site.dispatch, now: clock.now())
    default: return due.map { [$0] } ?? []
    }
  }

  /// The closed incident that a request is about; `nil` where it is under way, or the request is none that may follow closing.
  func closedIncident(of command: DutyCommand) throws(StoreFailure) -> Incident? {
    guard case .dispatch(let action) = command.action, action.mayFollowClosing, let id = action.incident,
      state.dispatch.incidents[id] == nil
    else { return nil }
    // What the running slice did to it is not in the store yet.
    if let known = state.dispatch.known(id) { return known }
    return try store.closedIncident(id)
  }

  /// Incidents whose report clocks one round looks at.
  static let reportLooksPerRound = 16

  /// Journals the reports that are to be reminded of, fall due or were sent.
  func runReportClocks() {
    let now = clock.now()
    if reportLooks == nil {
      reportLooks = state.dispatch.incidents.merging(state.dispatch.late) { first, _ in first }.mapValues {
        _ in .epoch
      }
    }
    let due = (reportLooks ?? [:]).filter { $0.value <= now }.keys.sorted()
    for id in due.prefix(OwnerLoop.reportLooksPerRound) {
      let (events, next) = state.reportEvents(
        of: id, site.dispatch, offset: site.site.offset, now: now)
      // A write that fails asks for every look anew.
      reportLooks?[id] = next
      let due = state.reportsDue(of: id, site.dispatch, offset: site.site.offset)
      let all = (due.map { [$0] } ?? []) + events
      if !all.isEmpty, !commit(events: all) { return }
    }
  }
}
