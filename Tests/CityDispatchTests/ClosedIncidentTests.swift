import Alarms
import CityDispatch
import CitySafety
import Testing

/// What may still be said of an incident that was closed, and what of it is due.
@Suite struct ClosedIncidentFacts {
  private let first = IncidentID(1)

  private func report(_ number: Int, _ text: String = "x") -> UpwardReport {
    UpwardReport(number: number, kind: .followUp, rule: "", entries: [.init(field: "course", text: text)])
  }

  private func harm(dead: Int) -> Assessment {
    var harm = Assessment()
    harm.dead = dead
    return harm
  }

  /// Closed after one report; the incident as the store keeps it.
  private func closed() throws -> (state: DispatchState, incident: Incident) {
    var state = DispatchState.with()
    state.run(.assess(first, harm(dead: 1)), .report(first, report(1)), at: 60)
    state.run(.terminate(first, reason: "x"), .close(first, verdict: "x", lessons: ""), at: 120)
    let incident = try #require(state.takeChanges().incidents[first])
    #expect(state.incidents.isEmpty && incident.state == .closed)
    return (state, incident)
  }

  private func refusal(
    _ action: DispatchAction, _ state: DispatchState, _ incident: Incident?, seen: Int64? = nil
  ) -> DispatchRefusal? {
    state.refusal(of: action, seen: seen ?? incident?.revision ?? 0, closed: incident) { _ in true }
  }

  @Test func aClosedIncidentTakesNotesHarmGradesAndReportsAndNothingElse() throws {
    let (state, incident) = try closed()
    let taken: [DispatchAction] = [
      .note(first, .note, "x"), .assess(first, harm(dead: 2)), .grade(first, .large),
      .report(first, report(2)),
    ]
    for action in taken {
      #expect(refusal(action, state, incident) == nil, "\(action)")
      // Nobody knows it who does not read the store.
      #expect(refusal(action, state, nil) == .unknownIncident(first))
    }
    let others: [DispatchAction] = [
      .add(first, [Examples.order()], isOrdered: true), .issue(first, acceptsCommitted: false),
      .tick(first, 0),
      .level(first, .one, reason: "x"), .appoint(first, "x"), .reported(first, rule: "x"),
      .terminate(first, reason: "x"), .close(first, verdict: "x", lessons: ""),
      .merge(first, into: IncidentID(2), reason: "x"),
    ]
    for action in others { #expect(refusal(action, state, incident) == .over(.closed), "\(action)") }
    // What the owner makes is nobody's to ask for.
    #expect(refusal(.late(.note(first, .note, "x"), on: incident), state, incident) == .unsound)
  }

  @Test func theLoserOfARaceOnAClosedIncidentSeesWhoWon() throws {
    let (state, incident) = try closed()
    #expect(
      refusal(.assess(first, harm(dead: 2)), state, incident, seen: incident.revision - 1)
        == .raced(by: lead.displayName, at: zero + .seconds(120)))
    #expect(refusal(.report(first, report(1)), state, incident) != nil)
  }

  @Test func aLateReportGoesOnWithTheNumbersAndNeedsNoStateButTheEntry() throws {
    let (_, incident) = try closed()
    var state = DispatchState(lastIncident: first)
    state.run(.late(.report(first, report(2, "y")), on: incident), at: 500)
    let changed = try #require(state.takeChanges().incidents[first])
    #expect(changed.reporting.sent.map(\.number) == [1, 2] && changed.revision == incident.revision + 1)
    #expect(changed.reporting.last?.text(of: "course") == "y" && changed.changedBy == lead.displayName)
    #expect(changed.state == .closed && state.incidents.isEmpty && state.late.isEmpty)
  }

  @Test func changedCasualtiesKeepAClosedIncidentUntilTheyAreReported() throws {
    var (state, incident) = try closed()
    state.run(.late(.grade(first, .large), on: incident), at: 400)
    #expect(state.late.isEmpty)
    state.run(.late(.assess(first, harm(dead: 2)), on: try #require(state.known(first))), at: 500)
    let owing = try #require(state.late[first])
    #expect(owing.reporting.owesCasualties && owing.assessment.dead == 2)
    // A state that is read back keeps it too.
    #expect(
      DispatchState(incidents: [owing], lastIncident: first)
        == DispatchState(
          incidents: [owing], lastIncident: first))
    #expect(DispatchState(incidents: [owing], lastIncident: first).late[first] == owing)
    // A correction is no report of the change.
    var correction = report(2, "y")
    correction.corrects = ReportCorrection(of: report(1), as: correction.entries)
    state.run(.late(.report(first, correction), on: owing), at: 600)
    #expect(state.late[first] != nil)
    state.run(.late(.report(first, report(3, "z")), on: try #require(state.known(first))), at: 700)
    #expect(state.late.isEmpty)
  }

  @Test func ofAClosedIncidentOnlyChangedCasualtiesAreDueOnTheDayOfTheChange() throws {
    var register = DispatchRegister()
    func rule(_ id: String, _ condition: ReportCondition) -> ReportRule {
      ReportRule(
        id: id, name: Bilingual(same: id), start: .known, limit: .minutes(30), condition: condition,
        origin: "")
    }
    register.reportRules = [rule("phone", .always), rule("casualties", .casualtyChange(within: .hours(720)))]
    register.reportsWithoutPlan = ["phone", "casualties"]
    var (state, incident) = try closed()
    #expect(register.openReportClocks(of: incident, offset: .utc).isEmpty)
    let day: Int64 = 86_400
    state.run(.late(.assess(first, harm(dead: 2)), on: incident), at: 20 * day)
    let clocks = register.openReportClocks(of: try #require(state.late[first]), offset: .utc)
    #expect(clocks.map(\.rule.id) == ["casualties"])
    let left = clocks[0].due - (zero + .seconds(20 * day))
    #expect(left >= .zero && left < .hours(24))
    // Later than the law follows it.
    state.run(.late(.assess(first, harm(dead: 3)), on: incident), at: 31 * day)
    #expect(register.openReportClocks(of: try #require(state.late[first]), offset: .utc).isEmpty)
  }

  @Test func noMoreThanTheLimitOfClosedIncidentsWait() throws {
    let (state, incident) = try closed()
    var waiting: [Incident] = []
    for number in 2...Int64(DispatchState.lateLimit + 1) {
      var other = Incident(id: IncidentID(number), draft: Examples.incident(number), by: lead, at: zero)
      other.state = .closed
      waiting.append(other)
    }
    let full = DispatchState(incidents: waiting, lastIncident: first)
    #expect(
      refusal(.assess(first, harm(dead: 9)), full, incident) == .tooMany(limit: DispatchState.lateLimit))
    #expect(refusal(.report(first, report(2)), full, incident) == nil)
    #expect(refusal(.assess(first, harm(dead: 9)), state, incident) == nil)
  }
}
