import CityDispatch
import CitySafety

/// `dispatch.toml`.
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
      dispatch.policy.positionEvery =
        table.optionalSpan("position-every-s", in: Limits.cadenceSeconds) ?? dispatch.policy.positionEvery
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
    var kinds = Names(zh: "类别", en: "kind", file: "dispatch.toml")
    for table in root.members("kind") {
      dispatch.kindNames[table.id(into: &kinds)] = table.bilingual("name")
      table.finish()
    }
    if let table = root.member("orders") { dispatch.orders = orders(table) }
    if let table = root.member("affected") {
      dispatch.affectedPolicy = affected(table)
      table.finish()
    }
    (dispatch.policy.origin, dispatch.policy.isLocalDefault) = origin(root)
    root.finish()
  }

  private func affected(_ table: TableReader) -> AffectedPolicy {
    var policy = AffectedPolicy()
    policy.radius = table.number("radius-km", in: Limits.distanceKilometres)
    if let plans = table.member("plans") {
      for member in plans.table.members {
        let key = HarmlessText.clean(member.key, limit: Limits.id)
        policy.radiusOfPlan[key] = plans.optionalNumber(member.key, in: Limits.distanceKilometres)
        affectedPlans.append((key, plans.location(member.position)))
      }
    }
    (policy.origin, policy.isLocalDefault) = origin(table)
    return policy
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
}
