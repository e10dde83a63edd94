import CityDispatch
import CitySafety

/// `report-rules.toml`, `report-fields.toml` and `event-grades.toml`: what is reported upward, when and to whom, and how
/// events are graded.
extension SiteLoading {
  func loadReportRules() {
    guard let root = table("report-rules.toml", isOptional: true) else {
      reportRuleNames.isComplete = !FileBytes.exists(path("report-rules.toml"))
      return
    }
    for table in root.members("rule") {
      dispatch.reportRules.append(reportRule(table))
      table.finish()
    }
    if dispatch.reportRules.count > ReportClocks.ruleLimit {
      root.report(.tooMany("rule", ReportClocks.ruleLimit), at: "rule")
    }
    dispatch.reportsWithoutPlan = (root.texts("without-plan") ?? []).map { text, location in
      _ = problems.checkReference(text, "without-plan", in: reportRuleNames, at: location)
      return text
    }
    if let table = root.member("alarm") {
      dispatch.reportAlarms = reportAlarms(table)
      table.finish()
    }
    root.finish()
  }

  private func reportRule(_ table: TableReader) -> ReportRule {
    let id = table.id(into: &reportRuleNames)
    let start = table.word("start", SiteLoading.starts)
    let (origin, isLocalDefault) = origin(table)
    let condition = reportCondition(table)
    let recipients = (table.texts("to") ?? []).map { text, location in
      _ = problems.checkReference(text, "to", in: recipientNames, at: location)
      return text
    }
    var rule = ReportRule(
      id: id, name: table.bilingual("name"), start: start ?? .known, limit: .minutes(1), condition: condition,
      recipients: recipients,
      reminder: table.optionalNumber("reminder-minutes", in: Limits.reminderMinutes).map {
        Span(seconds: $0 * 60)
      }, origin: origin, isLocalDefault: isLocalDefault)
    // What is due within the day has no limit of its own.
    guard !rule.isSameDay else { return rule }
    rule.limit = table.span("limit-minutes", in: Limits.reportMinutes, unit: 60) ?? .minutes(1)
    rule.every =
      table.optionalNumber("every-hours", in: Limits.reportHours).map { Span(seconds: $0 * 3600) } ?? .zero
    return rule
  }

  private func reportCondition(_ table: TableReader) -> ReportCondition {
    var found: [ReportCondition] = []
    if let grade = table.optionalWord("event-grade-from", Choices.eventGrades) {
      found.append(.grade(from: grade))
    }
    if let grade = table.optionalWord("event-grade-below", Choices.eventGrades) {
      found.append(.gradeBelow(grade))
    }
    if table.flag("when-endangered") ?? false { found.append(.endangered) }
    if let days = table.whole("casualty-change-within-days", in: Limits.casualtyDays) {
      found.append(.casualtyChange(within: .hours(24 * Int64(days))))
    }
    if found.count > 1 { table.report(.manyConditions()) }
    return found.first ?? .always
  }

  private func reportAlarms(_ table: TableReader) -> ReportAlarms {
    var alarms = ReportAlarms()
    alarms.reminder =
      table.span("reminder-minutes", in: Limits.reminderMinutes, unit: 60) ?? alarms.reminder
    alarms.reminderGrade = table.optionalWord("reminder-grade", Choices.grades)
    alarms.dueGrade = table.word("due-grade", Choices.grades)
    (alarms.origin, alarms.isLocalDefault) = origin(table)
    return alarms
  }

  private static var starts: Choices<ReportRule.Start> {
    Choices([("known", .known), ("previous-report", .previousReport)])
  }

  // MARK: Fields

  func loadReportFields() {
    guard let root = table("report-fields.toml", isOptional: true) else { return }
    var names = Names(zh: "报告字段", en: "report field", file: "report-fields.toml")
    for table in root.members("field") {
      let id = table.id(into: &names)
      let kinds = (table.texts("required") ?? []).compactMap { text, location in
        problems.checkWord(
          text, "required", Choices(ReportKind.allCases.map { ($0.word, $0) }), at: location)
      }
      let source = table.optionalWord("from", Choices(ReportSource.allCases.map { ($0.rawValue, $0) }))
      let (origin, isLocalDefault) = origin(table)
      dispatch.reportFields.append(
        ReportField(
          id: id, name: table.bilingual("name"), required: Set(kinds), source: source, origin: origin,
          isLocalDefault: isLocalDefault))
      table.finish()
    }
    if dispatch.reportFields.count > UpwardReport.fieldLimit {
      root.report(.tooMany("field", UpwardReport.fieldLimit), at: "field")
    }
    if dispatch.reportFields.isEmpty { root.report(.missingTables("field")) }
    root.finish()
  }

  // MARK: Grades

  /// After the plans, which its tables name.
  func loadEventGrades() {
    for (plan, location) in affectedPlans { checkPlan(plan, "affected.plans", at: location) }
    guard let root = table("event-grades.toml", isOptional: true) else { return }
    var names = Names(zh: "分级表", en: "grade table", file: "event-grades.toml")
    for table in root.members("table") {
      dispatch.grading.tables.append(gradeTable(table, &names))
      table.finish()
    }
    for table in root.members("endangered") {
      let measure = table.word("measure", Choices.measures)
      let from = table.number("from", in: Limits.harm)
      let (origin, isLocalDefault) = origin(table)
      let plans = (table.texts("plans") ?? []).map { text, location in
        checkPlan(text, "plans", at: location)
        return text
      }
      let hazards = (table.texts("hazards") ?? []).map(\.0)
      table.finish()
      guard let measure, let from else { continue }
      var rule = EndangeredRule(measure: measure, from: from, origin: origin, isLocalDefault: isLocalDefault)
      (rule.plans, rule.hazards) = (plans, hazards)
      dispatch.grading.endangered.append(rule)
    }
    root.finish()
  }

  private func checkPlan(_ id: String, _ key: String, at location: Location) {
    guard plansAreComplete, !dispatch.plans.contains(where: { $0.id == id }) else { return }
    problems.add(.unknownPlan(key, HarmlessText.clean(id, limit: Limits.id)), at: location)
  }

  private func gradeTable(_ table: TableReader, _ names: inout Names) -> GradeTable {
    let id = table.id(into: &names)
    let plans = (table.texts("plans") ?? []).map { text, location in
      checkPlan(text, "plans", at: location)
      return text
    }
    let sectors = (table.texts("sectors") ?? []).compactMap { text, location in
      problems.checkWord(text, "sectors", Choices.sectors, at: location)
    }
    let tables = table.members("limit")
    if tables.isEmpty { table.report(.missingTables("limit")) }
    return GradeTable(
      id: id, name: table.bilingual("name"), plans: plans, sectors: sectors,
      limits: tables.compactMap(gradeLimit))
  }

  private func gradeLimit(_ table: TableReader) -> GradeLimit? {
    defer { table.finish() }
    let measure = table.word("measure", Choices.measures)
    var from: [EventGrade: Double] = [:]
    var milder = -1.0
    for (word, grade) in Choices.eventGrades.pairs {
      guard let limit = table.optionalNumber(word, in: Limits.harm) else { continue }
      if limit <= milder { table.report(.gradesOutOfOrder(word), at: word) }
      milder = limit
      from[grade] = limit
    }
    if from.isEmpty { table.report(.noGrade()) }
    let (origin, isLocalDefault) = origin(table)
    return measure.map {
      GradeLimit(measure: $0, from: from, origin: origin, isLocalDefault: isLocalDefault)
    }
  }
}

extension Choices where Value == EventGrade {
  /// From the mildest to the worst.
  static var eventGrades: Choices {
    Choices([
      ("ordinary", .ordinary), ("large", .large), ("major", .major), ("extraordinary", .extraordinary),
    ])
  }
}

extension Choices where Value == HarmMeasure {
  static var measures: Choices { Choices(HarmMeasure.allCases.map { ($0.rawValue, $0) }) }
}
