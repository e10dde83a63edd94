internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

extension ReportSource {
  /// Whether a follow-up says it anew; what does not change is carried on from the last report.
  var changes: Bool {
    switch self {
    case .time, .place, .title: false
    case .alarms, .casualties, .evacuated, .loss, .area, .measures, .commander, .grades: true
    }
  }
}

/// What an incident says of itself in a report, in one language.
struct ReportWords {
  let site: Site
  let register: DispatchRegister
  let language: Language

  func text(of source: ReportSource, _ incident: Incident, _ tasks: [TaskOrder]) -> String {
    let harm = incident.assessment
    switch source {
    case .time: return time(incident.openedAt)
    case .place: return incident.place[language]
    case .title: return incident.title[language]
    case .alarms:
      let numbers = incident.alarms.map { "#\($0.value)" }.joined(separator: " ")
      return fill(.fromAlarms, ["numbers": numbers])
    case .casualties: return casualties(harm)
    case .evacuated: return fill(.evacuated, ["count": String(harm.evacuated)])
    case .loss: return harm.loss > 0 ? fill(.loss, ["yuan": ReportWords.number(harm.loss)]) : ""
    case .area:
      let area = harm.area > 0 ? fill(.area, ["hectares": ReportWords.number(harm.area)]) : ""
      return [incident.place[language], area].filter { !$0.isEmpty }.joined(separator: comma)
    case .measures: return measures(incident, tasks)
    case .commander: return incident.commander
    case .grades:
      return ReportPhrase.grades.filled(with: [
        "warning": Bilingual(zh: incident.grade.mark, en: incident.grade.word),
        "grade": incident.eventGrade?.name ?? DispatchPhrase.notGraded.text, "level": incident.level.name,
      ])[language]
    }
  }

  func casualties(_ harm: Assessment) -> String {
    fill(
      .casualties,
      [
        "d": String(harm.dead), "m": String(harm.missing), "i": String(harm.injured),
        "e": String(harm.endangered),
      ]) + (harm.evacuated > 0 ? comma + fill(.evacuated, ["count": String(harm.evacuated)]) : "")
  }

  /// Every number of an assessment that is not zero.
  static func harm(_ harm: Assessment, _ language: Language) -> String {
    let numbers = HarmMeasure.allCases.filter { harm[$0] > 0 }.map {
      $0.isFlag ? $0.name[language] : $0.name[language] + " " + number(harm[$0])
    }
    if numbers.isEmpty { return ReportPhrase.noHarm.text[language] }
    return numbers.joined(separator: language == .zh ? "，" : ", ")
  }

  private func measures(_ incident: Incident, _ tasks: [TaskOrder]) -> String {
    tasks.filter { $0.state != .draft && $0.state != .cancelled && $0.state != .declined }.map { task in
      unit(of: task) + " " + task.draft.what[language] + (language == .zh ? "（" : " (")
        + task.state.name[language] + (language == .zh ? "）" : ")")
    }.joined(separator: language == .zh ? "；" : "; ")
  }

  func unit(of task: TaskOrder) -> String {
    let team = register.teams.first { $0.id == task.draft.team }?.name
    return (team ?? site.departments.first { $0.id == task.draft.unit }?.name)?[language] ?? task.draft.unit
  }

  /// The suggestion of the site's table with its reason; that there is none otherwise.
  func suggestion(_ assessment: Assessment, of incident: Incident) -> String {
    let grading = register.grading
    guard let found = grading.suggestion(assessment, plan: incident.plan, sector: incident.sector) else {
      let hasTable = grading.table(plan: incident.plan, sector: incident.sector) != nil
      return fill(hasTable ? .noSuggestion : .noTable)
    }
    return finding(found.reason, .suggested, grade: found.grade.name)
  }

  /// What makes it a 较大涉险事故; `nil` when it is none.
  func endangering(_ assessment: Assessment) -> String? {
    register.grading.endangering(assessment).map {
      finding($0, $0.measure.isFlag ? .endangeringFlag : .endangering, grade: Bilingual(same: ""))
    }
  }

  /// What has to be looked for by what the incident is and what lies in its reach.
  func suspected(_ assessment: Assessment, of incident: Incident, near points: [RiskPoint]) -> [String] {
    let plan = register.plans.first { $0.id == incident.plan }
    return register.grading.suspected(assessment, plan: plan, near: points).map { rule, why in
      ReportPhrase.suspected.filled(with: [
        "measure": rule.measure.name, "why": why,
      ])[language]
    }
  }

  private func finding(_ finding: HarmFinding, _ phrase: ReportPhrase, grade: Bilingual) -> String {
    phrase.filled(with: [
      "grade": grade, "measure": finding.measure.name,
      "value": Bilingual(same: ReportWords.number(finding.value)),
      "limit": Bilingual(same: ReportWords.number(finding.limit)), "origin": Bilingual(same: finding.origin),
    ])[language]
  }

  /// The posts that a rule's recipients stand for.
  func receivers(of rule: String) -> String {
    let names = (register.reportRules.first { $0.id == rule }?.recipients ?? []).map { recipient in
      register.contacts.first { $0.recipient == recipient }?.post[language] ?? recipient
    }
    return names.joined(separator: language == .zh ? "、" : "; ")
  }

  /// `Casualties "0" -> "1"`, by the names of the fields.
  static func changes(_ correction: ReportCorrection, field: (String) -> Bilingual) -> Bilingual {
    func text(_ language: Language) -> [String] {
      correction.changes.map { "\(field($0.field)[language]) \"\($0.before)\" -> \"\($0.after)\"" }
    }
    return Bilingual(zh: text(.zh).joined(separator: "；"), en: text(.en).joined(separator: "; "))
  }

  // MARK: What it threatens

  /// Lines about the affected area, `most` names of risk points in one.
  func lines(of area: AffectedArea, most: Int) -> [String] {
    var lines = [
      fill(
        .affected,
        ["place": area.place.name[language], "radius": ReportWords.number(area.radius)])
        + (area.towns.isEmpty
          ? "" : "  " + fill(.threatenedTowns, ["names": names(area.towns.map(\.name), most: most)]))
    ]
    if !area.riskPoints.isEmpty {
      lines.append(
        fill(
          .threatenedPoints,
          [
            "count": String(area.riskPoints.count),
            "names": names(area.riskPoints.map { mark($0) }, most: most),
          ]))
    }
    if !area.shelters.isEmpty {
      lines.append(
        fill(
          .threatenedShelters, ["count": String(area.shelters.count), "people": String(area.shelterPlaces)]))
    }
    return lines
  }

  private func mark(_ point: RiskPoint) -> Bilingual {
    Bilingual(zh: point.riskLevel.mark + point.name.zh, en: point.riskLevel.mark + " " + point.name.en)
  }

  private func names(_ names: [Bilingual], most: Int) -> String {
    let text = names.prefix(most).map { $0[language] }.joined(separator: language == .zh ? "、" : ", ")
    return names.count > most ? fill(.andMoreNames, ["names": text]) : text
  }

  /// `§66 2/5` for each section of a checklist, in its order.
  func sections(of incident: Incident) -> [String] {
    var order: [String] = []
    var done: [String: (done: Int, all: Int)] = [:]
    for (index, item) in incident.checklist.enumerated() {
      let name = item.section ?? fill(.otherSection)
      if done[name] == nil { order.append(name) }
      done[name, default: (0, 0)].all += 1
      if incident.ticks[index] != nil { done[name]?.done += 1 }
    }
    return order.map { name in
      let (done, all) = done[name] ?? (0, 0)
      return fill(.section, ["name": name, "done": String(done), "all": String(all)])
    }
  }

  // MARK: Small

  func time(_ at: Instant) -> String {
    let civil = CivilTime(at, at: site.offset)
    return civil.date + " " + civil.hourMinute
  }

  /// Whole where it is, else with two decimals.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : FixedPoint.text(value, decimals: 2)
  }

  private var comma: String { language == .zh ? "，" : ", " }

  private func fill(_ phrase: ReportPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }
}
