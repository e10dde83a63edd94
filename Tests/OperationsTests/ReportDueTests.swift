import Alarms
import CityDispatch
import CitySafety
import Operations
import Testing

/// Reports that fall due are alarms.
@Suite struct ReportDueFacts {
  private let incident = IncidentID(1)
  private let key = AlarmKey.reportDue(incident: 1, rule: "phone")

  private var register: DispatchRegister {
    var register = DispatchRegister()
    register.reportRules = [
      ReportRule(
        id: "phone", name: Bilingual(zh: "电话报告", en: "By telephone"), start: .known, limit: .minutes(30),
        recipients: ["city"], origin: "a test")
    ]
    register.reportsWithoutPlan = ["phone"]
    register.reportAlarms.reminder = .minutes(10)
    register.reportAlarms.reminderGrade = .yellow
    register.reportAlarms.dueGrade = .orange
    register.reportFields = [
      ReportField(id: "course", name: Bilingual(same: "c"), required: [.first], origin: "")
    ]
    return register
  }

  private struct Journal {
    var state = OperationsState()
    var at = zero

    mutating func add(_ event: Event) {
      _ = state.apply(JournalEntry(sequence: state.lastSequence + 1, at: at, event: event))
    }

    mutating func ask(_ action: DispatchAction) {
      add(.duty(DutyCommand(.dispatch(action), actor: Examples.lead, seen: 0)))
    }

    /// Journals what is due at a minute; how many events that were, and the minute of the next look.
    mutating func look(_ register: DispatchRegister, minute: Int64) -> (count: Int, next: Int64?) {
      at = zero + .minutes(minute)
      let (events, next) = state.reportEvents(of: IncidentID(1), register, offset: .utc, now: at)
      for event in events { add(event) }
      return (events.count, next.map { ($0 - zero).milliseconds / 60_000 })
    }
  }

  private func opened() -> Journal {
    var journal = Journal()
    let text = Bilingual(same: "x")
    let draft = IncidentDraft(
      alarms: [AlarmID(1)], plan: "", planVersion: "", title: text, place: text, sector: .lifelines,
      grade: .red, level: .one, commander: "x", checklist: [], tasks: [])
    journal.ask(.open(incident, draft, isOrdered: false))
    return journal
  }

  private func report(_ text: String = "x") -> UpwardReport {
    UpwardReport(
      number: 1, kind: .first, rule: "phone", entries: [UpwardReport.Entry(field: "course", text: text)])
  }

  @Test func aReportIsRemindedOfThenDueThenReturnsWhenItIsSent() throws {
    var journal = opened()
    #expect(journal.look(register, minute: 0) == (0, 20))
    #expect(journal.look(register, minute: 19).count == 0)
    #expect(journal.look(register, minute: 20) == (1, 30))
    #expect(journal.state.alarms[key]?.gradeNow == .yellow)
    #expect(journal.look(register, minute: 30).count == 0)
    #expect(journal.look(register, minute: 31) == (1, nil))
    let due = try #require(journal.state.alarms[key])
    #expect(due.gradeNow == .orange && due.label == .unacknowledged && due.version == 2)
    // The quality figures need no site: the limit stands in the journal.
    let (again, _) = opened().state.reportEvents(
      of: IncidentID(1), register, offset: .utc, now: zero + .minutes(25))
    guard case .condition(let condition)? = again.first else {
      Issue.record("nothing reminds")
      return
    }
    #expect(condition.due == zero + .minutes(30))
    var bytes: [UInt8] = []
    EventCoding.encode(.condition(condition), into: &bytes)
    #expect(try bytes.withUnsafeBytes { try EventCoding.decode($0) } == .condition(condition))
    #expect(due.text.zh == "信息报告 事件 #1 电话报告，2025-06-15 15:36 前报出")
    #expect(journal.look(register, minute: 40).count == 0)
    journal.ask(.report(incident, report()))
    #expect(journal.look(register, minute: 41) == (1, nil))
    #expect(journal.state.alarms[key]?.condition == .normal)
    #expect(journal.look(register, minute: 42).count == 0)
  }

  @Test func aClosedIncidentOrALostRuleLeavesNoReportDue() {
    var journal = opened()
    _ = journal.look(register, minute: 31)
    #expect(journal.state.forgottenReportEnds(register, now: journal.at).isEmpty)
    #expect(journal.state.forgottenReportEnds(DispatchRegister(), now: journal.at).count == 1)
    journal.ask(.terminate(incident, reason: "x"))
    journal.ask(.close(incident, verdict: "x", lessons: ""))
    for event in journal.state.forgottenReportEnds(register, now: journal.at) { journal.add(event) }
    #expect(journal.state.alarms[key]?.condition == .normal)
  }

  @Test func theOwnerRefusesWhatTheSiteDoesNotKnowOrMisses() {
    let journal = opened()
    func refusal(_ report: UpwardReport) -> DutyRefusal? {
      let command = DutyCommand(.dispatch(.report(incident, report)), actor: Examples.lead, seen: 0)
      let decision = journal.state.decide(
        command, authority: Examples.authority, site: Examples.site, register: register)
      guard case .failure(let refusal) = decision else { return nil }
      return refusal
    }
    #expect(refusal(report()) == nil)
    var strange = report()
    strange.rule = "other"
    #expect(refusal(strange) == .dispatch(.unknownReportWord("other")))
    var empty = report()
    empty.entries = [UpwardReport.Entry(field: "course", text: "")]
    #expect(refusal(empty) == .dispatch(.needsText))
    #expect(refusal(report(String(repeating: "长", count: 501))) == .textTooLong(limit: 500))
  }

  @Test func anIncidentOfTheFormBeforeReportsIsRead() throws {
    var maker = Maker(0x0EB0)
    for _ in 0..<50 {
      var incident = maker.incident()
      incident.reporting = Reporting(known: incident.openedAt)
      (incident.assessment.isPolluting, incident.assessment.threatensCriticalPlace) = (false, false)
      incident.assessment.magnitude = 0
      var bytes: [UInt8] = []
      DispatchCoding.encode(incident, into: &bytes)
      // The block that version 2 added: a moment, three empty lists and two absent values.
      // Version 3 added an empty list, an absent value, two flags and a number, version 4 an empty list.
      bytes.removeLast(2)
      bytes[0] = 3
      #expect(try bytes.withUnsafeBytes { try DispatchCoding.decodeIncident($0) } == incident)
      bytes.removeLast(2 + 1 + 1 + 1 + 8)
      bytes[0] = 2
      #expect(try bytes.withUnsafeBytes { try DispatchCoding.decodeIncident($0) } == incident)
      bytes.removeLast(8 + 2 + 1 + 1 + 2 + 2)
      bytes[0] = 1
      #expect(try bytes.withUnsafeBytes { try DispatchCoding.decodeIncident($0) } == incident)
    }
  }
}
