internal import Alarms
public import CityDispatch
public import CitySafety
public import Operations

/// A form of the Incident Command System (NIMS), which people in other countries read.
public enum ICSForm: String, Sendable, Hashable, CaseIterable {
  case briefing = "ics201"
  case assignments = "ics204"
  case status = "ics209"
  case activity = "ics214"
}

/// An incident as an ICS form: the blocks for which the system keeps something, under the numbers that the form gives them.
public struct FormPrint {
  private let wording: Wording
  private let site: Site
  private let register: DispatchRegister

  public init(site: Site, register: DispatchRegister) {
    wording = Wording(index: SiteIndex(site: site), register: register)
    self.site = site
    self.register = register
  }

  /// The form as lines, of what is known at a moment; `timeline` is oldest first, `places` those of the alarms.
  public func lines(
    _ form: ICSForm, of incident: Incident, tasks: [TaskOrder], timeline: [JournalEntry], places: [Place],
    at now: Instant, style: PrintStyle, language: Language
  ) -> [String] {
    var sheet = Sheet(
      page: PrintPage(style: style, language: language), incident: incident, tasks: tasks,
      words: ReportWords(site: site, register: register, language: language), now: now)
    let area = register.affected(plan: incident.plan, places: places, site: site)
    sheet.title(form)
    switch form {
    case .briefing: brief(&sheet, timeline, area)
    case .assignments: assign(&sheet)
    case .status: status(&sheet, timeline, area)
    case .activity: log(&sheet, timeline)
    }
    return sheet.page.lines
  }

  // MARK: The four forms

  private func brief(_ sheet: inout Sheet, _ timeline: [JournalEntry], _ area: AffectedArea?) {
    let incident = sheet.incident
    sheet.field(1, .name, incident.title)
    sheet.field(2, .number, same("#\(incident.id.value)"))
    sheet.field(3, .initiated, same(sheet.words.time(incident.openedAt)))
    sheet.field(4, .sketch, FormPhrase.notKept.text)
    sheet.block(5, .situation, situation(sheet, area))
    sheet.field(6, .preparedBy, preparedBy(sheet))
    sheet.block(7, .objectives, measures(incident))
    sheet.block(8, .actions, timeline.map { line(of: $0, sheet) })
    sheet.block(9, .organization, organization(sheet))
    sheet.block(10, .resources, sheet.tasks.map { resource($0, sheet) })
  }

  private func assign(_ sheet: inout Sheet) {
    let running = sheet.tasks.filter { $0.state != .draft && !$0.state.isOver }
    sheet.field(1, .name, sheet.incident.title)
    sheet.field(2, .period, period(sheet))
    sheet.field(3, .division, sheet.incident.place)
    sheet.block(4, .personnel, organization(sheet))
    sheet.block(5, .assigned, running.map { assigned($0, sheet) })
    sheet.block(6, .work, running.map { work($0, sheet) })
    sheet.block(7, .instructions, measures(sheet.incident, isOpen: true))
    sheet.block(8, .communications, communications(running))
    sheet.field(9, .preparedBy, preparedBy(sheet))
  }

  private func status(_ sheet: inout Sheet, _ timeline: [JournalEntry], _ area: AffectedArea?) {
    let incident = sheet.incident
    sheet.field(1, .name, incident.title)
    sheet.field(2, .number, same("#\(incident.id.value)"))
    sheet.field(3, .reportVersion, version(incident))
    sheet.field(4, .commander, same(incident.commander))
    sheet.field(6, .start, same(sheet.words.time(incident.openedAt)))
    let size = sheet.words.text(of: .area, incident, sheet.tasks)
    sheet.field(7, .size, same(size))
    sheet.field(9, .definition, register.plans.first { $0.id == incident.plan }?.name ?? incident.sector.name)
    sheet.field(10, .complexity, grades(incident))
    sheet.field(11, .forPeriod, period(sheet))
    sheet.field(12, .preparedBy, preparedBy(sheet))
    sheet.field(15, .location, incident.place)
    sheet.block(28, .significant, timeline.suffix(FormPrint.significantLimit).map { line(of: $0, sheet) })
    let loss = sheet.words.text(of: .loss, incident, sheet.tasks)
    sheet.block(30, .damage, loss.isEmpty ? [] : [same(loss)])
    sheet.block(31, .publicStatus, [same(sheet.words.casualties(incident.assessment))])
    let danger = sheet.words.endangering(incident.assessment)
    sheet.block(
      33, .threats,
      [same(sheet.words.suggestion(incident.assessment, of: incident))] + (danger.map { [same($0)] } ?? []))
    sheet.block(37, .strategic, measures(incident))
    sheet.block(38, .threatSummary, area.map { sheet.words.lines(of: $0, most: .max).map(same) } ?? [])
    let clocks = incident.state == .closed ? [] : register.openReportClocks(of: incident, offset: site.offset)
    sheet.block(
      41, .planned,
      clocks.map { clock in
        let due = ReportPhrase.dueAt.filled(["time": sheet.words.time(clock.due)])
        return Bilingual(zh: due.zh + " " + clock.rule.name.zh, en: due.en + " " + clock.rule.name.en)
      })
    let remarks = [incident.reason, incident.verdict, incident.lessons].filter { !$0.isEmpty }
    sheet.block(47, .remarks, remarks.map(same))
    sheet.block(49, .resources, sheet.tasks.map { resource($0, sheet) })
  }

  private func log(_ sheet: inout Sheet, _ timeline: [JournalEntry]) {
    sheet.field(1, .name, sheet.incident.title)
    sheet.field(2, .period, period(sheet))
    sheet.field(3, .person, same(sheet.incident.commander))
    sheet.field(4, .position, FormPhrase.commandPost.text)
    sheet.field(5, .agency, site.name)
    sheet.block(6, .assigned, sheet.tasks.map { assigned($0, sheet) })
    sheet.block(7, .activity, timeline.map { line(of: $0, sheet) })
    sheet.field(8, .preparedBy, preparedBy(sheet))
  }

  // MARK: Their parts

  /// Entries of block 28; a longer story is form 214's.
  private static let significantLimit = 20

  private func situation(_ sheet: Sheet, _ area: AffectedArea?) -> [Bilingual] {
    let incident = sheet.incident
    return [incident.title, grades(incident), same(sheet.words.casualties(incident.assessment))]
      + (area.map { sheet.words.lines(of: $0, most: .max).map(same) } ?? [])
      + register.plans.filter { $0.id == incident.plan && !$0.advice.zh.isEmpty }.map(\.advice)
  }

  private func grades(_ incident: Incident) -> Bilingual {
    FormPhrase.colourLine.filled(with: [
      "warning": Bilingual(zh: incident.grade.mark, en: incident.grade.word),
      "grade": incident.eventGrade?.name ?? DispatchPhrase.notGraded.text, "level": incident.level.name,
    ])
  }

  private func version(_ incident: Incident) -> Bilingual {
    if incident.reporting.isFinal || incident.state == .closed { return FormPhrase.final.text }
    let count = incident.reporting.sent.count
    return count < 2 ? FormPhrase.initial.text : FormPhrase.update.filled(["count": String(count - 1)])
  }

  private func measures(_ incident: Incident, isOpen: Bool = false) -> [Bilingual] {
    incident.checklist.enumerated().filter { !isOpen || incident.ticks[$0.offset] == nil }.map {
      index, item in
      let mark = incident.ticks[index] == nil ? "[ ] " : "[x] "
      return Bilingual(
        zh: mark + item.text.zh + "（" + item.origin + "）", en: mark + item.text.en + " (" + item.origin + ")")
    }
  }

  private func organization(_ sheet: Sheet) -> [Bilingual] {
    let command = FormPhrase.commandPost.text
    var units: [Bilingual] = []
    for task in sheet.tasks where task.state != .draft {
      let name = unitName(task)
      if !units.contains(name) { units.append(name) }
    }
    let name = sheet.incident.commander
    return [Bilingual(zh: command.zh + "：" + name, en: command.en + ": " + name)] + units
  }

  private func unitName(_ task: TaskOrder) -> Bilingual {
    site.departments.first { $0.id == task.draft.unit }?.name ?? same(task.draft.unit)
  }

  /// Team, ordered, due, arrived, state.
  private func resource(_ task: TaskOrder, _ sheet: Sheet) -> Bilingual {
    parts([
      same(sheet.words.unit(of: task)),
      task.time(of: .issued).map { FormPhrase.ordered.filled(["time": clock($0)]) }, arriveBy(task),
      task.time(of: .onScene).map { FormPhrase.arrived.filled(["time": clock($0)]) }, task.state.name,
    ])
  }

  /// Team, size, contact, where it reports.
  private func assigned(_ task: TaskOrder, _ sheet: Sheet) -> Bilingual {
    let team = register.teams.first { $0.id == task.draft.team }
    let phone = team?.phone ?? site.departments.first { $0.id == task.draft.unit }?.phone ?? ""
    return parts([
      same(sheet.words.unit(of: task)),
      team.map { FormPhrase.persons.filled(["count": String($0.size)]) },
      phone.isEmpty ? FormPhrase.noPhone.text : same(phone), sheet.incident.place,
    ])
  }

  private func work(_ task: TaskOrder, _ sheet: Sheet) -> Bilingual {
    let limit = task.draft.limits.feedback
    return parts([
      same("\(task.id.value)"), same(sheet.words.unit(of: task)), task.draft.what, arriveBy(task),
      limit > .zero ? FormPhrase.feedbackBy.filled(["minutes": String(limit.seconds / 60)]) : nil,
    ])
  }

  private func arriveBy(_ task: TaskOrder) -> Bilingual? {
    let limit = task.draft.limits.arrival
    return limit > .zero ? FormPhrase.arriveBy.filled(["minutes": String(limit.seconds / 60)]) : nil
  }

  /// How each unit with a task is reached.
  private func communications(_ tasks: [TaskOrder]) -> [Bilingual] {
    let units = Set(tasks.map(\.draft.unit))
    return register.contacts.filter { units.contains($0.unit) }.map { contact in
      let unit = site.departments.first { $0.id == contact.unit }?.name ?? same(contact.unit)
      let phone = contact.phone.isEmpty ? FormPhrase.noPhone.text : same(contact.phone)
      return parts([unit, contact.post, phone])
    }
  }

  private func line(of entry: JournalEntry, _ sheet: Sheet) -> Bilingual {
    let who = wording.subject(of: entry.event)
    let what = wording.text(of: entry.event, alarms: AlarmTable(open: [], sensors: 0))
    return parts([same(sheet.words.time(entry.at)), who, what])
  }

  private func period(_ sheet: Sheet) -> Bilingual {
    let end = sheet.incident.closedAt ?? sheet.now
    return same(sheet.words.time(sheet.incident.openedAt) + " - " + sheet.words.time(end))
  }

  private func preparedBy(_ sheet: Sheet) -> Bilingual {
    same((sheet.incident.changedBy ?? sheet.incident.commander) + "  " + sheet.words.time(sheet.now))
  }

  private func clock(_ at: Instant) -> String { CivilTime(at, at: site.offset).hourMinute }

  private func same(_ text: String) -> Bilingual { Bilingual(same: text) }

  private func parts(_ parts: [Bilingual?]) -> Bilingual {
    let known = parts.compactMap(\.self)
    return Bilingual(
      zh: known.map(\.zh).filter { !$0.isEmpty }.joined(separator: "  "),
      en: known.map(\.en).filter { !$0.isEmpty }.joined(separator: "  "))
  }
}

/// A form while it is filled in.
private struct Sheet {
  var page: PrintPage
  let incident: Incident
  let tasks: [TaskOrder]
  let words: ReportWords
  let now: Instant
  private var isAfterBlock = false

  init(page: PrintPage, incident: Incident, tasks: [TaskOrder], words: ReportWords, now: Instant) {
    self.page = page
    self.incident = incident
    self.tasks = tasks
    self.words = words
    self.now = now
  }

  mutating func title(_ form: ICSForm) {
    let phrase: FormPhrase =
      switch form {
      case .briefing: .titleBriefing
      case .assignments: .titleAssignments
      case .status: .titleStatus
      case .activity: .titleActivity
      }
    page.title(phrase.text)
  }

  private func numbered(_ number: Int, _ phrase: FormPhrase) -> Bilingual {
    Bilingual(zh: "\(number). " + phrase.text.zh, en: "\(number). " + phrase.text.en)
  }

  mutating func field(_ number: Int, _ phrase: FormPhrase, _ value: Bilingual) {
    if isAfterBlock { page.lines.append("") }
    isAfterBlock = false
    page.field(numbered(number, phrase), value)
  }

  mutating func block(_ number: Int, _ phrase: FormPhrase, _ lines: [Bilingual]) {
    page.section(numbered(number, phrase))
    page.list(lines)
    isAfterBlock = true
  }
}
