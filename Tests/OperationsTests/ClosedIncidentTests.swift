import Alarms
import CityDispatch
import CitySafety
import Operations
import Testing

/// Requests on a closed incident: who may, what is journalled, and which reports are due as the journal says.
@Suite struct ClosedIncidentFacts {
  private let first = IncidentID(1)

  private let report = UpwardReport(
    number: 1, kind: .first, rule: "", entries: [.init(field: "course", text: "x\u{1B}")])

  /// A state in which incident 1 was closed, and that incident.
  private func closed() throws -> (OperationsState, Incident) {
    var state = OperationsState()
    let text = Bilingual(same: "x")
    let draft = IncidentDraft(
      alarms: [AlarmID(1)], plan: "", planVersion: "", title: text, place: text, sector: .lifelines,
      grade: .red, level: .one, commander: "x", checklist: [], tasks: [])
    for action in [
      DispatchAction.open(first, draft, isOrdered: false), .terminate(first, reason: "x"),
      .close(first, verdict: "x", lessons: ""),
    ] { state.run(.duty(DutyCommand(.dispatch(action), actor: Examples.lead, seen: 0))) }
    return (state, try #require(state.takeDispatchChanges().incidents[first]))
  }

  private func decide(
    _ action: DispatchAction, _ state: OperationsState, _ incident: Incident?,
    by actor: Actor = Examples.lead,
    authority: Authority = Examples.authority
  ) -> Result<DutyCommand, DutyRefusal> {
    state.decide(
      DutyCommand(.dispatch(action), actor: actor, seen: incident?.revision ?? 0), authority: authority,
      site: Examples.site, closed: incident)
  }

  @Test func theEntryOfALateRequestCarriesTheIncidentAsItStood() throws {
    let (state, incident) = try closed()
    let decided = try decide(.report(first, report), state, incident).get()
    guard case .dispatch(.late(.report(_, let journalled), on: let before)) = decided.action else {
      Issue.record("\(decided.action)")
      return
    }
    #expect(before == incident && !journalled.text(of: "course").contains("\u{1B}"))
    #expect(decided.action.right == .reportClosed)
    // A replay that begins after the incident was closed leads to the same.
    var bytes: [UInt8] = []
    EventCoding.encode(.duty(decided), into: &bytes)
    var late = OperationsState()
    late.run(try bytes.withUnsafeBytes { try EventCoding.decode($0) }, at: 9)
    var whole = state
    whole.run(.duty(decided), at: 9)
    let changed = whole.takeDispatchChanges().incidents[first]
    #expect(changed?.reporting.sent.count == 1 && changed == late.takeDispatchChanges().incidents[first])
  }

  @Test func onlyWhomTheTableNamesReportsOnAClosedIncident() throws {
    let (state, incident) = try closed()
    var authority = Authority()
    authority.permit(.incidentLog, .operator)
    authority.permit(.incidentLog, .lead)
    authority.permit(.reportClosed, .lead)
    for action in [DispatchAction.report(first, report), .note(first, .note, "x")] {
      #expect(
        throws: DutyRefusal.notPermitted(.reportClosed, role: .operator),
        performing: { try decide(action, state, incident, by: Examples.desk, authority: authority).get() })
      #expect((try? decide(action, state, incident, authority: authority).get()) != nil)
    }
    // Whoever reports must be allowed to write of incidents at all.
    var other = Authority()
    other.permit(.reportClosed, .lead)
    #expect(throws: DutyRefusal.notPermitted(.incidentLog, role: .lead)) {
      try decide(.report(first, report), state, incident, authority: other).get()
    }
  }

  @Test func theReportsThatAreDueAreJournalledOnceForEachChange() throws {
    var register = DispatchRegister()
    register.reportRules = ["phone", "written"].map { id in
      ReportRule(id: id, name: Bilingual(same: id), start: .known, limit: .minutes(30), origin: "")
    }
    register.reportsWithoutPlan = ["phone", "written"]
    var state = OperationsState()
    let text = Bilingual(same: "x")
    let draft = IncidentDraft(
      alarms: [AlarmID(1)], plan: "", planVersion: "", title: text, place: text, sector: .lifelines,
      grade: .red, level: .one, commander: "x", checklist: [], tasks: [])
    func ask(_ action: DispatchAction, at second: Int64) {
      state.run(.duty(DutyCommand(.dispatch(action), actor: Examples.lead, seen: 0)), at: second)
    }
    ask(.open(first, draft, isOrdered: false), at: 0)
    let revision = state.dispatch.incidents[first]?.revision
    let event = try #require(state.reportsDue(of: first, register, offset: .utc))
    let due = zero + .minutes(30)
    #expect(
      event
        == .reportsDue(
          first, [ReportDue(rule: "phone", round: 0, at: due), ReportDue(rule: "written", round: 0, at: due)])
    )
    state.run(event)
    // Nobody's request is late for it, and nothing is said twice.
    #expect(state.dispatch.incidents[first]?.revision == revision)
    #expect(state.reportsDue(of: first, register, offset: .utc) == nil)
    ask(.note(first, .note, "x"), at: 5)
    #expect(state.reportsDue(of: first, register, offset: .utc) == nil)
    state.run(.clockStepped(by: .hours(1)), at: 3610)
    #expect(state.reportsDue(of: first, register, offset: .utc) == nil)
    var sent = report
    sent.rule = "phone"
    ask(.report(first, sent), at: 3620)
    #expect(
      state.reportsDue(of: first, register, offset: .utc)
        == .reportsDue(first, [ReportDue(rule: "written", round: 0, at: due + .hours(1))]))
    ask(.terminate(first, reason: "x"), at: 3630)
    ask(.close(first, verdict: "x", lessons: ""), at: 3640)
    #expect(state.reportsDue(of: first, register, offset: .utc) == nil)
  }
}
