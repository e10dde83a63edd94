import CitySafety

/// `risk-points.csv`
extension SiteLoading {
  private static let columns = [
    "id", "name_zh", "name_en", "alias", "sector", "inventory", "risk_level", "hazard_category", "grid",
    "place_zh", "place_en", "latitude", "longitude", "town", "supervision_tier", "industry_department",
    "responsible_department", "responsible_person", "sharing_path", "made_up",
  ]

  /// The eight 八清 of the action plan (task 3) and the columns that hold each.
  private static let eight: [(zh: String, en: String, columns: [String])] = [
    ("底数", "inventory", ["inventory"]),
    ("风险等级", "risk level", ["risk_level"]),
    ("隐患类别", "hazard category", ["hazard_category"]),
    ("所属网格", "grid", ["grid", "place_zh"]),
    ("监管责任层级", "supervision tier", ["supervision_tier"]),
    ("行业主管部门", "industry department", ["industry_department"]),
    ("监管责任部门", "responsible department", ["responsible_department", "responsible_person"]),
    ("信息共享路径", "sharing path", ["sharing_path"]),
  ]

  func loadRiskPoints() {
    guard let rows = rows("risk-points.csv", columns: SiteLoading.columns) else {
      riskPointNames.isComplete = false
      return
    }
    for row in rows { site.riskPoints.append(riskPoint(row)) }
  }

  private func riskPoint(_ row: RowReader) -> RiskPoint {
    let id = row.id(into: &riskPointNames)
    for (number, field) in SiteLoading.eight.enumerated() {
      for column in field.columns where row.isEmpty(column) {
        row.report(.notClear(number + 1, zh: field.zh, en: field.en, column: column))
      }
    }
    return RiskPoint(
      id: id, name: row.bilingual("name"), alias: alias(row),
      sector: row.word("sector", Choices.sectors) ?? .lifelines,
      inventory: row.optionalText("inventory", limit: Limits.text),
      riskLevel: row.isEmpty("risk_level") ? .blue : row.word("risk_level", Choices.grades) ?? .blue,
      hazardCategory: row.optionalText("hazard_category"), grid: row.optionalText("grid"),
      place: riskPlace(row), supervisionTier: row.optionalText("supervision_tier"),
      industryDepartment: department(row, "industry_department"),
      responsibleDepartment: department(row, "responsible_department"),
      responsiblePerson: row.optionalText("responsible_person"),
      sharingPath: row.optionalText("sharing_path", limit: Limits.text), isMadeUp: row.flag("made_up"))
  }

  /// The place; an empty `place_zh` was already reported as one of the eight.
  private func riskPlace(_ row: RowReader) -> Place {
    let isUnnamed = row.isEmpty("place_zh")
    return place(row, base: isUnnamed && row.isEmpty("place_en") ? Place(name: Bilingual(same: "")) : nil)
  }

  private func department(_ row: RowReader, _ column: String) -> Int {
    row.isEmpty(column) ? -1 : row.reference(column, in: departmentNames)
  }

  /// Latin letters and digits for filtering without an input method; may be empty.
  func alias(_ row: RowReader) -> String {
    let alias = row.optionalText("alias", limit: Limits.id)
    if !alias.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
      row.report(.aliasNotLatin(HarmlessText.clean(alias, limit: Limits.id)))
    }
    return alias
  }
}
