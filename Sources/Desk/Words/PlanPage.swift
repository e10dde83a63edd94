public import Cells
public import CityDispatch
public import CitySafety
internal import Widgets

/// Plans as people read them on a command line.
public struct PlanPage: Sendable {
  let dispatch: DispatchRegister
  let site: Site
  let language: Language
  /// The local date by which a plan is overdue or not.
  let today: String

  public init(_ dispatch: DispatchRegister, site: Site, language: Language, today: String) {
    self.dispatch = dispatch
    self.site = site
    self.language = language
    self.today = today
  }

  private func t(_ phrase: PlanPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  private func t(_ phrase: PlanPhrase, _ grade: Bilingual) -> String {
    phrase.filled(with: ["grade": grade])[language]
  }

  private var comma: String { language == .zh ? "、" : ", " }

  /// Says that there is no such plan, and which there are.
  public func unknown(_ id: String) -> Bilingual {
    PlanPhrase.unknownPlan.filled([
      "id": HarmlessText.clean(id, limit: 64), "known": dispatch.plans.map(\.id).joined(separator: " "),
    ])
  }

  // MARK: All of them

  /// One row a plan: what calls for it, its levels, tasks and evaluation.
  public func list(widths: WidthTable) -> [String] {
    let head = t(.titlePlans) + "  " + site.name[language]
    guard !dispatch.plans.isEmpty else { return [head, t(.noPlans)] }
    let columns = [
      column(.columnId), column(.columnName), column(.calledFor), column(.columnLevels),
      column(.tasks, .right), column(.columnEvaluated), column(.columnDue), column(nil),
    ]
    let rows = dispatch.plans.map { plan in
      [
        plan.id, plan.name[language], trigger(of: plan),
        plan.responses.map { "\($0.grade.mark):\($0.level.rawValue)" }.joined(separator: " "),
        String(plan.tasks.count), plan.evaluatedOn, due(plan) ?? "--", isOverdue(plan) ? t(.overdue) : "",
      ]
    }
    return [head, ""] + PlainTable.lines(columns, rows, widths)
  }

  private func column(_ phrase: PlanPhrase?, _ alignment: Column.Alignment = .left) -> Column {
    Column(phrase.map { t($0) } ?? "", width: .fixed(0), alignment: alignment)
  }

  private func due(_ plan: ResponsePlan) -> String? {
    dispatch.policy.evaluateEveryDays.flatMap { plan.evaluationDue(everyDays: $0) }
  }

  private func isOverdue(_ plan: ResponsePlan) -> Bool {
    dispatch.policy.evaluateEveryDays.map { plan.isOverdue(on: today, everyDays: $0) } ?? false
  }

  /// In short, such as 规则 9、预警 3、地震.
  private func trigger(of plan: ResponsePlan) -> String {
    let parts = Subjects(plan.trigger.subjects)
    var texts: [String] = []
    if !parts.rules.isEmpty { texts.append(t(.rules, ["count": String(parts.rules.count)])) }
    if !parts.events.isEmpty { texts.append(t(.warnings, ["count": String(parts.events.count)])) }
    return (texts + others(parts)).joined(separator: comma)
  }

  private func others(_ parts: Subjects) -> [String] {
    var texts: [String] = []
    if parts.hasAnyWarning { texts.append(t(.anyWarning)) }
    if parts.hasEarthquake { texts.append(t(.earthquake)) }
    if parts.hasSources { texts.append(t(.sources)) }
    return texts
  }

  // MARK: One of them

  /// The whole plan.
  public func lines(of plan: ResponsePlan, widths: WidthTable) -> [String] {
    var head = [plan.name[language], plan.id, t(.version, ["version": plan.version])]
    if plan.isLocalDefault { head.append(t(.localDefault)) }
    var evaluation = t(.evaluated, ["date": plan.evaluatedOn])
    if let due = due(plan) { evaluation += (language == .zh ? "，" : "; ") + t(.due, ["date": due]) }
    if isOverdue(plan) { evaluation += "  " + t(.overdue) }
    return [head.joined(separator: "  "), evaluation, t(.basis, ["origin": plan.origin])]
      + section(.calledFor, triggerLines(of: plan))
      + section(.sectionResponses, responses(of: plan, widths))
      + section(.sectionChecklist, checklist(of: plan))
      + section(.tasks, tasks(of: plan, widths))
      + section(.sectionNotices, plan.notices.map(notice))
      + section(.sectionReports, plan.reports.map(report))
      + section(.sectionAdvice, [plan.advice[language]])
  }

  private func section(_ title: PlanPhrase, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", t(title)] + lines.map { "  " + $0 }
  }

  /// Grade and places, then sector, object and sensor type with the rules of each.
  private func triggerLines(of plan: ResponsePlan) -> [String] {
    let parts = Subjects(plan.trigger.subjects)
    let towns = plan.trigger.towns.map { code in
      site.towns.first { $0.code == code }?.name[language] ?? code
    }
    var lines = [
      t(.fromGrade, ["grade": plan.trigger.from.mark]) + "  "
        + (towns.isEmpty ? t(.anywhere) : towns.joined(separator: comma))
    ]
    for type in site.sensorTypes {
      let rules = site.thresholds.filter { $0.sensorType == type.id && parts.rules.contains($0.id) }
      guard !rules.isEmpty else { continue }
      lines.append(
        [type.sector.name[language], type.object[language], type.name[language]].joined(separator: " / ")
          + "  " + rules.map(\.id).joined(separator: " "))
    }
    if !parts.events.isEmpty { lines.append(t(.received, ["events": parts.events.joined(separator: " ")])) }
    return lines + others(parts)
  }

  private func responses(of plan: ResponsePlan, _ widths: WidthTable) -> [String] {
    PlainTable.lines(
      [column(.columnGrade), column(.columnLevel), column(.columnCommander)],
      plan.responses.map { [$0.grade.mark, $0.level.name[language], $0.commander[language]] }, widths)
  }

  /// By the grade from which each is due, mildest first.
  private func checklist(of plan: ResponsePlan) -> [String] {
    Grade.allCases.reversed().flatMap { grade in
      let items = plan.checklist.filter { $0.from == grade }
      return items.isEmpty
        ? []
        : [t(.fromGrade, ["grade": grade.mark])]
          + items.map { "  [ ] \($0.text[language])  (\($0.origin))" }
    }
  }

  private func tasks(of plan: ResponsePlan, _ widths: WidthTable) -> [String] {
    let columns = [
      column(.columnId), column(.columnFrom), column(.columnUnit), column(.columnTeam),
      column(.columnArrival, .right), column(.columnFeedback, .right), column(.columnWhat),
      column(.columnMaterials),
    ]
    return PlainTable.lines(
      columns,
      plan.tasks.map { task in
        [
          task.id, task.from.mark, unit(task.unit),
          task.teamKind.isEmpty ? "--" : dispatch.kindName(task.teamKind)[language],
          task.arrival == .zero ? "--" : length(task.arrival), length(task.feedback), task.what[language],
          materials(of: task),
        ]
      }, widths)
  }

  private func materials(of task: PlanTask) -> String {
    task.materials.sorted { $0.key < $1.key }.map { id, amount in
      guard let material = dispatch.materials.first(where: { $0.id == id }) else { return id }
      let number = DispatchNumber.text(amount)
      return language == .zh
        ? "\(material.name.zh) \(number) \(material.unit.zh)"
        : "\(material.name.en): \(number) \(material.unit.en)"
    }.joined(separator: comma)
  }

  private func unit(_ id: String) -> String {
    site.departments.first { $0.id == id }?.name[language] ?? id
  }

  /// The posts and teams behind a recipient.
  private func notice(_ recipient: String) -> String {
    let posts = dispatch.contacts.filter { $0.recipient == recipient }.map {
      unit($0.unit) + " " + $0.post[language]
    }
    let teams = dispatch.teams.filter { $0.recipient == recipient }.map { $0.name[language] }
    return recipient + "  " + (posts + teams).joined(separator: comma)
  }

  private func report(_ id: String) -> String {
    guard let rule = dispatch.reportRules.first(where: { $0.id == id }) else { return id }
    let phrase = rule.start == .known ? PlanPhrase.reportKnown : .reportPrevious
    var text =
      rule.isSameDay ? t(.reportSameDay) : t(phrase, ["limit": length(rule.limit)])
    if rule.every > .zero { text += t(.reportEvery, ["every": length(rule.every)]) }
    switch rule.condition {
    case .always, .casualtyChange: break
    case .grade(let grade): text += t(.reportFromGrade, grade.name)
    case .gradeBelow(let grade): text += t(.reportBelowGrade, grade.name)
    case .endangered: text += t(.reportEndangered)
    }
    return "\(rule.name[language])  \(text)  (\(rule.origin))"
  }

  /// Minutes, or hours where they are whole and more than one.
  private func length(_ span: Span) -> String {
    let minutes = span.seconds / 60
    return minutes > 60 && minutes % 60 == 0
      ? t(.hours, ["count": String(minutes / 60)]) : t(.minutes, ["count": String(minutes)])
  }
}

/// What calls for a plan, sorted by sort.
private struct Subjects {
  var rules: [String] = []
  var events: [String] = []
  var hasAnyWarning = false
  var hasEarthquake = false
  var hasSources = false

  init(_ subjects: [AlarmSubject]) {
    for subject in subjects {
      switch subject {
      case .rule(let id): rules.append(id)
      case .warning(let event):
        if let event { events.append(event) } else { hasAnyWarning = true }
      case .earthquake: hasEarthquake = true
      case .sourceLost: hasSources = true
      }
    }
  }
}
