import CitySafety
import Formats

/// `sensors.csv`
extension SiteLoading {
  private static let columns = [
    "id", "name_zh", "name_en", "alias", "type", "risk_point", "department", "source", "code", "metric",
    "place_zh", "place_en", "latitude", "longitude", "town", "range_low", "range_high", "cadence_s",
    "stale_after_s", "made_up",
  ]

  /// How a source names a sensor; two sensors must not share it.
  private struct UpstreamName: Hashable {
    var source: Int
    var code: String
    var metric: String
  }

  func loadSensors() {
    guard let rows = rows("sensors.csv", columns: SiteLoading.columns) else {
      sensorNames.isComplete = false
      return
    }
    var lines: [UpstreamName: Int] = [:]
    for row in rows {
      let sensor = sensor(row)
      site.sensors.append(sensor)
      let name = UpstreamName(source: Int(sensor.source.value), code: sensor.code, metric: sensor.metric)
      guard name.source >= 0 else { continue }
      if let line = lines[name] {
        row.report(.sameUpstream(sourceNames.ordered[name.source], name.code, name.metric, firstLine: line))
      } else {
        lines[name] = row.row.line
      }
      checkAgainstSource(row, name)
    }
  }

  private func sensor(_ row: RowReader) -> Sensor {
    let id = row.id(into: &sensorNames)
    let type = row.reference("type", in: typeNames)
    let riskPoint = row.reference("risk_point", in: riskPointNames)
    let cadence = row.span("cadence_s", in: Limits.cadenceSeconds) ?? .seconds(1)
    let range = range(row, type)
    return Sensor(
      id: id, name: row.bilingual("name"), alias: alias(row), type: type, riskPoint: riskPoint,
      department: row.reference("department", in: departmentNames),
      source: SourceIndex(row.reference("source", in: sourceNames)),
      place: place(
        row, base: riskPoint >= 0 ? site.riskPoints[riskPoint].place : Place(name: Bilingual(same: ""))),
      rangeLow: range.low, rangeHigh: range.high, cadence: cadence, staleAfter: staleAfter(row, cadence),
      code: row.isEmpty("code") ? id : row.optionalText("code"), metric: row.optionalText("metric"),
      isMadeUp: row.flag("made_up"))
  }

  /// An end that is left out is the type's.
  private func range(_ row: RowReader, _ type: Int) -> RowRange {
    let written = (low: row.optionalNumber("range_low"), high: row.optionalNumber("range_high"))
    let known = type >= 0 ? site.sensorTypes[type] : nil
    return RowRange(written.low ?? known?.rangeLow, written.high ?? known?.rangeHigh, row)
  }

  private func staleAfter(_ row: RowReader, _ cadence: Span) -> Span {
    guard let seconds = row.optionalNumber("stale_after_s", in: Limits.cadenceSeconds) else {
      return cadence * 3
    }
    let span = Span(seconds: seconds)
    if span < cadence { row.report(.below("stale_after_s", "cadence_s")) }
    return span
  }

  /// The source must be able to send what the sensor expects.
  private func checkAgainstSource(_ row: RowReader, _ name: UpstreamName) {
    let source = definitions[name.source]
    guard let mapping = source.format.row else {
      if !sourcesOfUnknownFormat.contains(name.source) { row.report(.sourceWithoutRows(source.id)) }
      return
    }
    let metrics = mapping.values.map(\.metric)
    if !metrics.isEmpty && !metrics.contains(name.metric) {
      let nearest = Nearest.name(to: name.metric, in: metrics)
      row.report(
        .unknownMetric(HarmlessText.clean(name.metric, limit: Limits.id), source: source.id, nearest: nearest)
      )
    }
    if mapping.codeField == nil && !mapping.constantCode.isEmpty && name.code != mapping.constantCode {
      row.report(
        .neverSent(
          HarmlessText.clean(name.code, limit: Limits.id), source: source.id, sends: mapping.constantCode))
    }
  }
}
