import Analysis
import CitySafety

/// `thresholds.toml`
extension SiteLoading {
  func loadThresholds() {
    guard let root = table("thresholds.toml") else {
      thresholdNames.isComplete = false
      return
    }
    for table in root.members("threshold") {
      loadThreshold(table)
      table.finish()
    }
    root.finish()
  }

  private func loadThreshold(_ table: TableReader) {
    let id = table.id(into: &thresholdNames)
    if AlarmWord.kinds.contains(id) { table.report(.reservedID(id), at: "id") }
    let type = table.reference("sensor-type", in: typeNames)
    let measure = measure(table)
    let direction = table.word(
      "direction", Choices([("above", Direction.above), ("below", Direction.below)]))
    let limits = limits(table)
    if let direction { checkOrder(limits, direction, table) }
    if type >= 0 { checkAgainstType(limits, site.sensorTypes[type], measure, table) }
    let hysteresis = table.optionalNumber("hysteresis") ?? 0
    if hysteresis < 0 { table.report(.negativeHysteresis(hysteresis), at: "hysteresis") }
    let count = table.whole("count", in: Limits.count) ?? 0
    let window = table.optionalSpan("count-window-s", in: Limits.windowSeconds)
    if table.has("count") != table.has("count-window-s") {
      let keys = table.has("count") ? ("count", "count-window-s") : ("count-window-s", "count")
      table.report(.needsOther(keys.0, keys.1), at: keys.0)
    }
    let (origin, isLocalDefault) = origin(table)
    site.thresholds.append(
      Threshold(
        id: id, sensorType: typeName(type), measure: measure, direction: direction ?? .above, limits: limits,
        hysteresis: hysteresis, onDelay: table.optionalSpan("on-delay-s", in: Limits.delaySeconds) ?? .zero,
        offDelay: table.optionalSpan("off-delay-s", in: Limits.delaySeconds) ?? .zero, count: count,
        countWindow: window ?? .zero, latching: table.flag("latching") ?? false,
        breaksThrough: table.flag("break-through") ?? true,
        message: table.bilingual("message"), origin: origin, isLocalDefault: isLocalDefault))
  }

  private func typeName(_ type: Int) -> String { type >= 0 ? site.sensorTypes[type].id : "" }

  private func measure(_ table: TableReader) -> Measure {
    guard let isChange = table.word("measure", Choices([("value", false), ("change", true)])) else {
      _ = table.has("window-s")
      return .value
    }
    if !isChange {
      if table.has("window-s") {
        table.report(.needsOther("window-s", "measure = \"change\""), at: "window-s")
      }
      return .value
    }
    return .change(over: table.span("window-s", in: Limits.windowSeconds) ?? .seconds(1))
  }

  private func limits(_ table: TableReader) -> [Limit] {
    let limits = Grade.allCases.compactMap { grade in
      table.optionalNumber(grade.word).map { Limit(grade: grade, value: $0) }
    }
    if limits.isEmpty && !Grade.allCases.contains(where: { table.has($0.word) }) { table.report(.noLimit()) }
    return limits
  }

  /// A worse grade must lie further on the bad side.
  private func checkOrder(_ limits: [Limit], _ direction: Direction, _ table: TableReader) {
    for (worse, milder) in zip(limits, limits.dropFirst()) {
      let isOrdered = direction == .above ? worse.value > milder.value : worse.value < milder.value
      if !isOrdered { table.report(.limitsOutOfOrder(worse, milder, direction), at: worse.grade.word) }
    }
  }

  /// A limit that the sensor cannot reach never alarms.
  private func checkAgainstType(
    _ limits: [Limit], _ type: SensorType, _ measure: Measure, _ table: TableReader
  ) {
    let isChange = if case .change = measure { true } else { false }
    guard let reach = type.reach(ofChange: isChange) else { return }
    for limit in limits where !reach.contains(limit.value) {
      table.warn(
        .outsideType(limit.grade.word, limit.value, type: type.id, reach.lowerBound, reach.upperBound),
        at: limit.grade.word)
    }
  }
}
