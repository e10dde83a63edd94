import CityDispatch
import CitySafety

/// `dispatch.toml` and `report-rules.toml`.
extension SiteLoading {
  func loadDispatchPolicy() {
    guard let root = table("dispatch.toml", isOptional: true) else { return }
    if let table = root.member("plans") {
      dispatch.policy.evaluateEveryDays = table.whole("evaluate-every-days", in: Limits.evaluationDays)
      table.finish()
    }
    if let table = root.member("shelters") {
      dispatch.policy.shelterArea = table.number("square-metres-a-person", in: Limits.shelterArea)
      table.finish()
    }
    if let table = root.member("recommendation") {
      dispatch.policy.speed = table.number("speed-km-h", in: Limits.speed)
      dispatch.policy.roadFactor = table.optionalNumber("road-factor", in: Limits.roadFactor) ?? 1
      dispatch.policy.positionStaleAfter = table.optionalSpan(
        "position-stale-s", in: Limits.cadenceSeconds)
      table.finish()
    }
    if let table = root.member("archive") {
      dispatch.policy.archiveLead = table.span("lead-minutes", in: Limits.archiveMinutes, unit: 60) ?? .zero
      table.finish()
    }
    if let table = root.member("materials") {
      dispatch.policy.expirySoonDays = table.whole("expiry-soon-days", in: Limits.expiryDays)
      table.finish()
    }
    if let table = root.member("orders") { dispatch.orders = orders(table) }
    (dispatch.policy.origin, dispatch.policy.isLocalDefault) = origin(root)
    root.finish()
  }

  private func orders(_ table: TableReader) -> OrderPolicy {
    var orders = OrderPolicy()
    orders.receipt = table.span("receipt-s", in: Limits.receiptSeconds) ?? orders.receipt
    orders.missed = table.span("missed-s", in: Limits.receiptSeconds) ?? orders.missed
    orders.missedLimit = table.whole("missed-limit", in: Limits.missedReceipts) ?? orders.missedLimit
    orders.arrivalGrace = table.whole("arrival-grace-percent", in: Limits.gracePercent) ?? orders.arrivalGrace
    orders.checkIn = table.span("check-in-minutes", in: Limits.checkInMinutes, unit: 60) ?? orders.checkIn
    table.finish()
    return orders
  }

  func loadReportRules() {
    guard let root = table("report-rules.toml", isOptional: true) else {
      reportRuleNames.isComplete = !FileBytes.exists(path("report-rules.toml"))
      return
    }
    for table in root.members("rule") {
      let id = table.id(into: &reportRuleNames)
      let start = table.word("start", SiteLoading.starts)
      let (origin, isLocalDefault) = origin(table)
      dispatch.reportRules.append(
        ReportRule(
          id: id, name: table.bilingual("name"), start: start ?? .known,
          limit: table.span("limit-minutes", in: Limits.reportMinutes, unit: 60) ?? .minutes(1),
          every: table.optionalNumber("every-hours", in: Limits.reportHours).map { Span(seconds: $0 * 3600) }
            ?? .zero,
          origin: origin, isLocalDefault: isLocalDefault))
      table.finish()
    }
    if dispatch.reportRules.count > ReportClocks.ruleLimit {
      root.report(.tooMany("rule", ReportClocks.ruleLimit), at: "rule")
    }
    root.finish()
  }

  private static var starts: Choices<ReportRule.Start> {
    Choices([("known", .known), ("previous-report", .previousReport)])
  }
}
