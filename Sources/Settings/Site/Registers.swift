import CitySafety

/// The small registers: departments, towns, sensor types and how the simulator makes up their values.
extension SiteLoading {
  func loadDepartments() {
    guard let rows = rows("departments.csv", columns: ["id", "name_zh", "name_en", "phone"]) else {
      departmentNames.isComplete = false
      return
    }
    for row in rows {
      let id = row.id(into: &departmentNames)
      site.departments.append(
        Department(id: id, name: row.bilingual("name"), phone: row.optionalText("phone", limit: Limits.id)))
    }
  }

  func loadTowns() {
    guard let rows = rows("towns.csv", columns: ["code", "name_zh", "name_en"]) else {
      townNames.isComplete = false
      return
    }
    for row in rows {
      let code = row.id("code", into: &townNames)
      site.towns.append(Town(code: code, name: row.bilingual("name")))
    }
  }

  func loadSensorTypes() {
    let columns = [
      "id", "name_zh", "name_en", "sector", "object_zh", "object_en", "unit", "range_low", "range_high",
      "decimals", "priority",
    ]
    guard let rows = rows("sensor-types.csv", columns: columns) else {
      typeNames.isComplete = false
      return
    }
    for row in rows {
      let id = row.id(into: &typeNames)
      let unit = row.optionalText("unit", limit: Limits.id)
      if !unit.utf8.allSatisfy({ $0 < 0x7F }) {
        row.report(.unitNotASCII(HarmlessText.clean(unit, limit: Limits.id)))
      }
      let range = RowRange(row.number("range_low"), row.number("range_high"), row)
      site.sensorTypes.append(
        SensorType(
          id: id, name: row.bilingual("name"), sector: row.word("sector", Choices.sectors) ?? .lifelines,
          object: row.bilingual("object"), unit: unit, rangeLow: range.low, rangeHigh: range.high,
          decimals: row.whole("decimals", in: Limits.decimals) ?? 0,
          priority: row.whole("priority", in: Limits.priority) ?? 0))
    }
  }

  func loadSimulation() {
    let columns = ["type", "base", "daily", "peak_hour", "noise", "gaps", "late"]
    guard let rows = rows("simulation.csv", columns: columns, isOptional: true) else { return }
    var firstLines: [String: Int] = [:]
    for row in rows {
      let type = row.reference("type", in: typeNames)
      let base = row.number("base")
      if let line = firstLines.updateValue(row.row.line, forKey: row.raw("type")) {
        row.report(.repeated("type", HarmlessText.clean(row.raw("type"), limit: Limits.id), firstLine: line))
      }
      if type >= 0, let base {
        let known = site.sensorTypes[type]
        if base < known.rangeLow || base > known.rangeHigh {
          row.warn(.outsideType("base", base, type: known.id, known.rangeLow, known.rangeHigh))
        }
      }
      profiles.append(
        SimulationProfile(
          sensorType: row.raw("type"), base: base ?? 0, daily: row.number("daily") ?? 0,
          peakHour: row.number("peak_hour", in: 0...24) ?? 0,
          noise: row.number("noise", in: 0...Limits.any.upperBound) ?? 0,
          gaps: row.number("gaps", in: 0...1) ?? 0, late: row.number("late", in: 0...1) ?? 0))
    }
  }
}

/// A range of a row; after a report it is boundless, so that nothing else is found to lie outside.
struct RowRange {
  var low = -Double.infinity
  var high = Double.infinity

  init(_ low: Double?, _ high: Double?, _ row: RowReader) {
    guard let low, let high else { return }
    if low < high {
      self.low = low
      self.high = high
    } else {
      row.report(.emptyRange(low, high))
    }
  }
}
