internal import Alarms
public import CityDispatch
public import CitySafety
public import Operations

/// An incident as text: what it is, its orders with their times, and everything that was done about it, in order.
public struct IncidentPrint {
  private let wording: Wording
  private let site: Site
  private let register: DispatchRegister

  public init(site: Site, register: DispatchRegister) {
    wording = Wording(index: SiteIndex(site: site), register: register)
    self.site = site
    self.register = register
  }

  /// One line for lists.
  public func line(of incident: Incident, tasks: [TaskOrder]) -> Bilingual {
    let over = tasks.count(where: \.state.isOver)
    func text(_ language: Language) -> String {
      [
        "#\(incident.id.value)", incident.grade.mark, incident.state.name[language],
        incident.level.name[language],
        "\(over)/\(tasks.count)", time(incident.openedAt), incident.title[language],
      ].joined(separator: "  ")
    }
    return Bilingual(zh: text(.zh), en: text(.en))
  }

  /// The whole incident; `timeline` is oldest first, `places` those of its alarms.
  public func lines(
    of incident: Incident, tasks: [TaskOrder], timeline: [JournalEntry], places: [Place] = [],
    style: PrintStyle, language: Language
  ) -> [String] {
    var page = PrintPage(style: style, language: language)
    page.title(
      DispatchPhrase.printTitle.filled(with: [
        "site": site.name, "number": Bilingual(same: String(incident.id.value)), "title": incident.title,
      ]))
    head(incident, &page)
    harm(incident, places, &page)
    page.section(DispatchPhrase.printTasks.text)
    page.list(tasks.map { line(of: $0) })
    page.section(ReportPhrase.printReports.text)
    page.list(incident.reporting.sent.map { line(of: $0) })
    let sections = words(language).sections(of: incident)
    page.section(DispatchPhrase.printChecklist.text)
    if !sections.isEmpty { page.line(Bilingual(same: sections.joined(separator: "  "))) }
    page.list(
      incident.checklist.enumerated().map { index, item in
        let mark = incident.ticks[index].map { "[x] " + time($0) + " " } ?? "[ ] "
        return Bilingual(
          zh: mark + item.text.zh + "（" + item.origin + "）",
          en: mark + item.text.en + " (" + item.origin + ")")
      })
    page.section(DispatchPhrase.printTimeline.text)
    page.list(
      timeline.map { entry in
        let words = words(of: entry)
        return Bilingual(zh: time(entry.at) + " " + words.zh, en: time(entry.at) + " " + words.en)
      })
    return page.lines
  }

  /// Who did what.
  public func words(of entry: JournalEntry) -> Bilingual {
    let who = wording.subject(of: entry.event)
    let what = wording.text(of: entry.event, alarms: AlarmTable(open: [], sensors: 0))
    return Bilingual(zh: who.zh + " " + what.zh, en: who.en + " " + what.en)
  }

  private func head(_ incident: Incident, _ page: inout PrintPage) {
    page.field(DispatchPhrase.printState.text, incident.state.name)
    page.field(DispatchPhrase.printGrade.text, Bilingual(zh: incident.grade.mark, en: incident.grade.word))
    page.field(
      DispatchPhrase.printEventGrade.text, incident.eventGrade?.name ?? DispatchPhrase.notGraded.text)
    page.field(DispatchPhrase.printLevel.text, incident.level.name)
    page.field(DispatchPhrase.formCommander.text, Bilingual(same: incident.commander))
    let plan = register.plans.first { $0.id == incident.plan }?.name ?? Bilingual(same: incident.plan)
    page.field(
      DispatchPhrase.formPlan.text,
      incident.plan.isEmpty
        ? DispatchPhrase.noPlan.text
        : Bilingual(zh: plan.zh + " " + incident.planVersion, en: plan.en + " " + incident.planVersion))
    let alarms = incident.alarms.map { "#\($0.value)" }.joined(separator: " ")
    page.field(DispatchPhrase.printAlarms.text, Bilingual(same: alarms))
    page.field(
      DispatchPhrase.printOpened.text,
      Bilingual(same: time(incident.openedAt) + " " + incident.openedBy.displayName))
    if let at = incident.terminatedAt {
      page.field(DispatchPhrase.printTerminated.text, Bilingual(same: time(at) + " " + incident.reason))
    }
    if let at = incident.closedAt {
      page.field(DispatchPhrase.printClosed.text, Bilingual(same: time(at) + " " + incident.verdict))
      if !incident.lessons.isEmpty {
        page.field(DispatchPhrase.fieldLessons.text, Bilingual(same: incident.lessons))
      }
    }
  }

  private func words(_ language: Language) -> ReportWords {
    ReportWords(site: site, register: register, language: language)
  }

  /// What it did and what it threatens.
  private func harm(_ incident: Incident, _ places: [Place], _ page: inout PrintPage) {
    let words = words(page.language)
    if incident.assessment != Assessment() {
      page.field(
        ReportPhrase.printAssessment.text,
        Bilingual(same: ReportWords.harm(incident.assessment, page.language)))
      page.line(Bilingual(same: words.suggestion(incident.assessment, of: incident)))
      if let text = words.endangering(incident.assessment) { page.line(Bilingual(same: text)) }
    }
    guard let area = register.affected(plan: incident.plan, places: places, site: site) else { return }
    page.section(ReportPhrase.printThreatened.text)
    for line in words.lines(of: area, most: .max) { page.line(Bilingual(same: line)) }
  }

  private func line(of mark: ReportMark) -> Bilingual {
    let rule = register.reportRules.first { $0.id == mark.rule }?.name ?? Bilingual(same: mark.rule)
    return ReportPhrase.reportLine.filled(with: [
      "number": Bilingual(same: String(mark.number)), "name": mark.name,
      "time": Bilingual(same: time(mark.at)), "by": Bilingual(same: mark.by ?? ""), "rule": rule,
    ])
  }

  private func line(of task: TaskOrder) -> Bilingual {
    let team = register.teams.first { $0.id == task.draft.team }?.name
    let unit =
      team ?? site.departments.first { $0.id == task.draft.unit }?.name ?? Bilingual(same: task.draft.unit)
    func text(_ language: Language) -> String {
      let times = [TaskState.issued, .received, .enRoute, .onScene, .controlled, .feedback].compactMap {
        state in
        task.time(of: state).map { state.name[language] + " " + CivilTime($0, at: site.offset).time }
      }
      var parts = ["\(task.id.value)", unit[language], task.draft.what[language], task.state.name[language]]
      parts.append(times.joined(separator: ", "))
      if !task.report.isEmpty { parts.append(task.report) }
      if !task.reason.isEmpty { parts.append(task.reason) }
      return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }
    return Bilingual(zh: text(.zh), en: text(.en))
  }

  private func time(_ at: Instant) -> String {
    let civil = CivilTime(at, at: site.offset)
    return civil.date + " " + civil.time
  }
}
