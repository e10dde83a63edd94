import Alarms
import CityDispatch
import CitySafety
import Operations
import Testing

/// Escalations by the clock and the messages that tell them.
@Suite struct EscalationWindowFacts {
  private static let limits = EscalationLimits(messages: 3, window: .seconds(120))

  /// What the owner does, without an owner: alarms of one policy, their timers, and the messages.
  private struct Desk {
    var state = OperationsState()
    /// By the message's name: alarms told in it one by one, and the counts of summaries.
    var single: [Int64: AlarmID] = [:]
    var summaries: [(step: EscalationStep, gathered: GatheredEscalations)] = []
    var notices: [EscalationNotice] = []

    init(_ grades: [Grade]) {
      var policy = AlarmPolicy.silent
      policy.escalateAfter = .init([.seconds(60), .seconds(60)])
      policy.leaderAfter = .seconds(180)
      state.run(.policy(policy))
      for (index, grade) in grades.enumerated() {
        state.run(
          Examples.condition(grade, key: .threshold(sensor: "g\(index)", rule: index % 3 == 0 ? "a" : "b")))
      }
    }

    mutating func runTimers(at second: Int64, most: Int = .max) {
      let now = zero + .seconds(second)
      for step in state.dueSummaries(at: now) {
        guard let gathered = state.duty.escalations[step]?.gathered else { continue }
        summaries.append((step, gathered))
        state.step(.escalationsTold(step, message: gathered.message, count: gathered.count), at: now)
      }
      for (id, timer) in state.dueTimers(at: now).prefix(most) {
        let event = state.timerEvent(id, timer, limits: limits, now: now) { _ in
          Bilingual(zh: "镇", en: "Town")
        }
        let sequence = state.lastSequence + 1
        guard !state.step(event, at: now).isEmpty, case .escalated(let notice) = event else { continue }
        notices.append(notice)
        #expect(notice.isGathered || notice.message == sequence)
        if !notice.isGathered { single[notice.message] = id }
      }
    }
  }

  @Test func theFirstAlarmsOfAWindowAreToldOneByOneAndTheOthersInOneSummary() throws {
    var desk = Desk([.red] + Array(repeating: .orange, count: 9))
    desk.runTimers(at: 60)
    #expect(desk.single.count == 3 && desk.summaries.isEmpty)
    #expect(desk.state.nextTimer == zero + .seconds(180))
    desk.runTimers(at: 180, most: 0)
    let told = try #require(desk.summaries.first)
    #expect(desk.summaries.count == 1 && told.step == .lead)
    #expect(told.gathered.grades == [0, 7, 0, 0] && told.gathered.places.values.reduce(0, +) == 7)
    #expect(told.gathered.types == [.rule("a"): 3, .rule("b"): 4])
    #expect(Set(desk.notices.filter(\.isGathered).map(\.message)) == [told.gathered.message])
  }

  @Test func stepsHaveWindowsOfTheirOwn() {
    var desk = Desk(Array(repeating: .red, count: 5))
    desk.runTimers(at: 60)
    desk.runTimers(at: 240)
    #expect(
      desk.notices.map(\.step) == Array(repeating: .lead, count: 5) + Array(repeating: .leader, count: 5))
    #expect(desk.single.count == 6)
    desk.runTimers(at: 360)
    #expect(desk.summaries.map { $0.gathered.count } == [2, 2])
  }

  @Test func anAlarmAfterTheWindowIsToldByItselfAgain() {
    var desk = Desk(Array(repeating: .red, count: 4))
    desk.runTimers(at: 60)
    desk.state.run(Examples.condition(.red, at: 130, key: .threshold(sensor: "late", rule: "a")), at: 130)
    desk.runTimers(at: 190)
    #expect(desk.summaries.map { $0.gathered.count } == [1])
    #expect(desk.single.count == 4)
  }

  @Test func theEndOfAFloodLetsTheSummaryGo() {
    var desk = Desk(Array(repeating: .red, count: 5))
    desk.runTimers(at: 60)
    desk.state.run(.flood(isOn: true, count: 11), at: 61)
    #expect(desk.state.dueSummaries(at: zero + .seconds(61)).isEmpty)
    desk.state.run(.flood(isOn: false, count: 4), at: 62)
    #expect(desk.state.nextTimer == zero + .seconds(62))
    #expect(desk.state.dueSummaries(at: zero + .seconds(62)) == [.lead])
  }

  @Test func aStepOfTheClockMovesTheWindow() {
    var desk = Desk(Array(repeating: .red, count: 5))
    desk.runTimers(at: 60)
    desk.state.run(.clockStepped(by: .hours(1)), at: 3661)
    #expect(desk.state.dueSummaries(at: zero + .seconds(3779)).isEmpty)
    #expect(desk.state.dueSummaries(at: zero + .seconds(3780)) == [.lead])
  }

  @Test func anAlarmThatDoesNotGoUpIsInNoMessage() {
    var desk = Desk([.red, .red, .red, .red])
    desk.runTimers(at: 60, most: 3)
    let last = desk.state.alarms.all[3]
    let event = desk.state.timerEvent(last.id, .escalation, limits: Self.limits, now: zero + .seconds(60)) {
      $0.place
    }
    desk.state.run(.command(desk.state.command(.acknowledge, on: last)), at: 60)
    #expect(desk.state.step(event, at: zero + .seconds(60)).isEmpty)
    #expect(desk.state.duty.escalations[.lead]?.gathered == nil)
  }

  @Test func moreNamesThanTheLimitAreCountedByGradeOnly() {
    let policy = EscalationLimits(messages: 1, window: .seconds(120))
    var state = Desk(Array(repeating: .orange, count: GatheredEscalations.nameLimit + 10)).state
    let now = zero + .seconds(60)
    for (index, (id, timer)) in state.dueTimers(at: now).enumerated() {
      let place = Bilingual(same: "town \(index)")
      state.step(state.timerEvent(id, timer, limits: policy, now: now) { _ in place }, at: now)
    }
    let window = state.duty.escalations[.lead]?.gathered
    #expect(window?.count == GatheredEscalations.nameLimit + 9)
    #expect(window?.places.count == GatheredEscalations.nameLimit)
  }

  @Test func windowsComeBackFromACheckpoint() throws {
    var desk = Desk(Array(repeating: .red, count: 7))
    desk.runTimers(at: 60)
    desk.runTimers(at: 240)
    var bytes: [UInt8] = []
    CheckpointCoding.encode(desk.state, into: &bytes)
    let again = try bytes.withUnsafeBytes { try CheckpointCoding.decode($0) }
    #expect(again == desk.state)
    #expect(again.duty.escalations[.leader]?.gathered?.count == 4)
  }

  @Test func theNumbersOfASummaryAddUpInBothLanguages() throws {
    var desk = Desk([.red] + Array(repeating: .orange, count: 40))
    desk.runTimers(at: 60)
    let gathered = try #require(desk.state.duty.escalations[.lead]?.gathered)
    let items = Escalation.summaryItems(
      of: gathered, step: .lead, at: zero, routes: [EscalationRoute(recipients: ["lead", "deputy"])],
      typeName: { Bilingual(same: "<\($0.text)>") })
    #expect(items.map(\.id) == ["\(gathered.message)/log/lead", "\(gathered.message)/log/deputy"])
    #expect(items[0].text.zh == "【上报汇总】超时未确认 38 条：2橙 38；地点：镇 38；类型：<b> 25、<a> 13")
    #expect(
      items[0].text.en
        == "[Escalation summary] unacknowledged too long, 38 alarms: 2 orange 38; places: Town 38; "
        + "kinds: <b> 25, <a> 13")
  }
}
