import CityDispatch
import CitySafety

/// `plans/*.toml`: one response plan a file.
extension SiteLoading {
  func loadPlans() {
    let folder = "plans"
    for name in FileBytes.names(in: path(folder)) ?? [] where name.hasSuffix(".toml") {
      guard let root = table(folder + "/" + name) else {
        plansAreComplete = false
        continue
      }
      loadPlan(root)
      root.finish()
    }
  }

  private func loadPlan(_ root: TableReader) {
    guard let head = root.requiredMember("plan") else {
      for key in ["trigger", "response", "check", "task"] { _ = root.has(key) }
      return
    }
    let id = head.text("id", limit: Limits.id)
    if head.has("id") { problems.checkID(id, "id", at: head.location(of: "id")) }
    if !id.isEmpty, dispatch.plans.contains(where: { $0.id == id }) {
      head.report(.repeatedPlan(id), at: "id")
    }
    let (origin, isLocalDefault) = origin(head)
    let trigger = root.requiredMember("trigger").map(planTrigger)
    dispatch.plans.append(
      ResponsePlan(
        id: id, name: head.bilingual("name"), version: head.text("version", limit: Limits.id),
        trigger: trigger ?? PlanTrigger(subjects: [], from: .blue), responses: responses(root),
        checklist: root.members("check").map(checklistItem), tasks: tasks(root), notices: notices(head),
        advice: longText(head, "advice"), reports: reports(head), evaluatedOn: evaluatedOn(head),
        drill: drillInterval(head), origin: origin, isLocalDefault: isLocalDefault))
    planPlaces.append(head.location(of: "evaluated-on"))
    head.finish()
  }

  private func evaluatedOn(_ head: TableReader) -> String {
    guard head.has("evaluated-on") else {
      head.report(.missingKey("evaluated-on", table: head.name))
      return ""
    }
    let date = head.dateText("evaluated-on")
    if SiteLoading.isDay(date) { return date }
    head.report(.badDate("evaluated-on", HarmlessText.clean(date, limit: Limits.id)), at: "evaluated-on")
    return ""
  }

  /// How often the law or the site wants it drilled; an interval needs its source.
  private func drillInterval(_ head: TableReader) -> DrillInterval? {
    let months = head.whole("drill-every-months", in: Limits.drillMonths)
    guard head.has("drill-every-months") else {
      if head.has("drill-origin") { head.report(.missingKey("drill-every-months", table: head.name)) }
      return nil
    }
    let origin = head.text("drill-origin", limit: Limits.text)
    return months.map { DrillInterval(months: $0, origin: origin) }
  }

  private func notices(_ head: TableReader) -> [String] {
    (head.texts("notices") ?? []).map { text, location in
      _ = problems.checkReference(text, "notices", in: recipientNames, at: location)
      return text
    }
  }

  private func reports(_ head: TableReader) -> [String] {
    (head.texts("reports") ?? []).map { text, location in
      _ = problems.checkReference(text, "reports", in: reportRuleNames, at: location)
      return text
    }
  }

  // MARK: Trigger

  /// What it names, and the rules that its sectors and sensor types stand for.
  private func planTrigger(_ table: TableReader) -> PlanTrigger {
    let before = problems.errors
    let subjects = namedSubjects(table)
    if subjects.isEmpty && problems.errors == before { table.report(.noTrigger()) }
    let towns = (table.texts("towns") ?? []).map { text, location in
      _ = problems.checkReference(text, "towns", in: townNames, at: location)
      return text
    }
    defer { table.finish() }
    return PlanTrigger(
      subjects: subjects, from: table.word("from", Choices.grades) ?? .blue, towns: towns)
  }

  /// The alarms that `alarms`, `events`, `sensor-types` and `sectors` name, each once.
  func namedSubjects(_ table: TableReader) -> [AlarmSubject] {
    var subjects: [AlarmSubject] = []
    func take(_ found: some Sequence<AlarmSubject>) {
      for subject in found where !subjects.contains(subject) { subjects.append(subject) }
    }
    take((table.texts("alarms") ?? []).compactMap { subject($0.text, "alarms", $0.location) })
    take((table.texts("events") ?? []).map { .warning($0.text) })
    for (text, location) in table.texts("sensor-types") ?? [] {
      let type = problems.checkReference(text, "sensor-types", in: typeNames, at: location)
      if type >= 0 { take(rules { $0 == type }) }
    }
    for (text, location) in table.texts("sectors") ?? [] {
      guard let sector = problems.checkWord(text, "sectors", Choices.sectors, at: location) else { continue }
      take(rules { site.sensorTypes[$0].sector == sector })
    }
    return subjects
  }

  private func rules(ofType isMeant: (Int) -> Bool) -> [AlarmSubject] {
    site.thresholds.filter { typeNames.positions[$0.sensorType].map(isMeant) ?? false }.map { .rule($0.id) }
  }

  // MARK: What it orders

  private func responses(_ root: TableReader) -> [PlanResponse] {
    var found: [(response: PlanResponse, table: TableReader)] = []
    let tables = root.members("response")
    if tables.isEmpty { root.report(.missingTables("response")) }
    for table in tables {
      let grade = table.word("grade", Choices.grades)
      let level = table.whole("level", in: 1...ResponseLevel.allCases.count)
      if !table.has("level") { table.report(.missingKey("level", table: table.name)) }
      let commander = table.bilingual("commander")
      table.finish()
      guard let grade, let level = level.flatMap({ ResponseLevel(rawValue: UInt8($0)) }) else { continue }
      if let first = found.first(where: { $0.response.grade == grade }) {
        table.report(.repeated("grade", grade.word, firstLine: first.table.location.line), at: "grade")
      } else {
        found.append((PlanResponse(grade: grade, level: level, commander: commander), table))
      }
    }
    found.sort { $0.response.grade.rawValue < $1.response.grade.rawValue }
    for (worse, milder) in zip(found, found.dropFirst())
    where worse.response.level.rawValue > milder.response.level.rawValue {
      worse.table.report(.levelsOutOfOrder(worse.response, milder.response), at: "level")
    }
    return found.map(\.response)
  }

  private func checklistItem(_ table: TableReader) -> ChecklistItem {
    defer { table.finish() }
    return ChecklistItem(
      text: Bilingual(
        zh: table.text("zh", limit: Limits.text), en: table.text("en", limit: Limits.text)),
      from: table.word("from", Choices.grades) ?? .blue, origin: table.text("origin", limit: Limits.text))
  }

  private func tasks(_ root: TableReader) -> [PlanTask] {
    var names = Names(zh: "任务", en: "task", file: root.file)
    let tables = root.members("task")
    if tables.isEmpty { root.report(.missingTables("task")) }
    return tables.map { table in
      defer { table.finish() }
      let id = table.id(into: &names)
      let unit = table.reference("unit", in: departmentNames)
      if unit >= 0 { unitsWithTasks.insert(unit) }
      let kind = table.optionalText("team-kind", limit: Limits.id) ?? ""
      if !kind.isEmpty { askFor(kind, at: table.location(of: "team-kind")) }
      let arrival = table.optionalNumber("arrival-minutes", in: Limits.taskMinutes).map {
        Span(seconds: $0 * 60)
      }
      let feedback = table.span("feedback-minutes", in: Limits.taskMinutes, unit: 60)
      if let arrival, let feedback, feedback < arrival {
        table.report(.below("feedback-minutes", "arrival-minutes"), at: "feedback-minutes")
      }
      return PlanTask(
        id: id, unit: unit >= 0 ? site.departments[unit].id : "", teamKind: kind,
        what: table.bilingual("what"), from: table.word("from", Choices.grades) ?? .blue,
        arrival: arrival ?? .zero, feedback: feedback ?? .zero, materials: materials(table))
    }
  }

  /// Notes where each kind of team is asked for first.
  private func askFor(_ kind: String, at location: Location) {
    problems.checkID(kind, "team-kind", at: location)
    if !askedKinds.contains(where: { $0.kind == kind }) { askedKinds.append((kind, location)) }
  }

  private func materials(_ table: TableReader) -> [String: Double] {
    guard let inner = table.member("materials") else { return [:] }
    var amounts: [String: Double] = [:]
    for member in inner.table.members {
      let key = HarmlessText.clean(member.key, limit: Limits.id)
      let location = inner.location(member.position)
      let position = problems.checkReference(member.key, "materials", in: materialNames, at: location)
      let amount = inner.optionalNumber(member.key, in: Limits.quantity)
      if position >= 0, let amount { amounts[key] = amount }
    }
    return amounts
  }
}
