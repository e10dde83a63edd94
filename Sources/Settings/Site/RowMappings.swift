import CitySafety
import Formats

/// The keys that JSON and CSV mappings share.
extension SiteLoading {
  func rowMapping(_ table: TableReader) -> RowMapping {
    let code = table.optionalText("code-field")
    let constant = table.optionalText("constant-code")
    if code == nil && constant == nil && !table.has("code-field") && !table.has("constant-code") {
      table.report(.needsOneOf("code-field", "constant-code"))
    }
    if table.has("code-field") && table.has("constant-code") {
      table.report(.notBoth("code-field", "constant-code"), at: "constant-code")
    }
    let time = table.optionalText("time-field")
    let timeOfDay = table.optionalText("time-of-day-field")
    if timeOfDay != nil && time == nil {
      table.report(.needsOther("time-of-day-field", "time-field"), at: "time-of-day-field")
    }
    let formats = Choices<TimeFormat>([
      ("fields", .fields), ("iso8601", .iso8601), ("epoch-s", .epochSeconds),
      ("epoch-ms", .epochMilliseconds),
    ])
    return RowMapping(
      codeField: code, constantCode: constant ?? "", timeField: time, timeOfDayField: timeOfDay,
      timeFormat: table.optionalWord("time-format", formats) ?? .fields,
      offset: table.offset("utc-offset") ?? site.offset, values: values(table),
      sentinels: table.numbers("sentinels") ?? [],
      sentinelTexts: table.texts("sentinel-texts")?.map(\.text) ?? [],
      timeShift: timeShift(table, hasTime: table.has("time-field")))
  }

  private func values(_ table: TableReader) -> [ValueField] {
    let members = table.members("value")
    if members.isEmpty { table.report(.needsValues(String(table.name.dropFirst().dropLast()))) }
    var lines: [String: Int] = [:]
    return members.map { item in
      let metric = item.optionalText("metric") ?? ""
      if let line = lines.updateValue(item.location.line, forKey: metric) {
        item.report(.repeated("metric", metric, firstLine: line), at: "metric")
      }
      let scale = item.optionalNumber("scale") ?? 1
      if scale == 0 { item.report(.zeroScale(), at: "scale") }
      let shift = item.optionalNumber("shift") ?? 0
      let field = item.text("field")
      item.finish()
      return ValueField(field: field, metric: metric, scale: scale, shift: shift)
    }
  }

  private func timeShift(_ table: TableReader, hasTime: Bool) -> RowMapping.TimeShift {
    let speed = table.optionalNumber("replay-speed", in: Limits.replaySpeed)
    guard table.has("replay-from") else {
      if table.has("replay-speed") {
        table.report(.needsOther("replay-speed", "replay-from"), at: "replay-speed")
      }
      return .none
    }
    if !hasTime { table.report(.needsOther("replay-from", "time-field"), at: "replay-from") }
    switch table.instant("replay-from", orWord: "start") {
    case .some(.some(let from)): return .replay(from: from, speed: speed ?? 1)
    case .some(.none): return .replayFromStart(speed: speed ?? 1)
    case .none: return .none
    }
  }

  /// Every field must be one that the format can find.
  func checkRowFields(_ row: RowMapping, _ table: TableReader, isGood: (String) -> Bool) {
    let fields: [(key: String, field: String?)] =
      [
        ("code-field", row.codeField), ("time-field", row.timeField),
        ("time-of-day-field", row.timeOfDayField),
      ]
      + row.values.map { ("field", $0.field) }
    for (key, field) in fields {
      guard let field, !field.isEmpty, !isGood(field) else { continue }
      table.report(.notAColumnNumber(key, HarmlessText.clean(field, limit: Limits.id)))
    }
  }
}
