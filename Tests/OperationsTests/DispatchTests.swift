import Alarms
import CityDispatch
import CitySafety
import Operations
import Testing

@Suite struct ReportClockFacts {
  private let unit = ReportRule(
    id: "unit", name: Bilingual(same: ""), start: .known, limit: .hours(1), origin: "493 §9")
  private let banner = ReportRule(
    id: "banner", name: Bilingual(same: ""), start: .previousReport, limit: .hours(2), origin: "493 §11")
  private let city = ReportRule(
    id: "city", name: Bilingual(same: ""), start: .previousReport, limit: .hours(2), origin: "493 §11")

  private func clocks(_ sent: [String: [Instant]] = [:], rules: [ReportRule]? = nil) -> [ReportClock] {
    ReportClocks.clocks(rules: rules ?? [unit, banner, city], known: zero, sent: sent)
  }

  @Test func unsentReportsAddUpAlongTheChain() {
    #expect(clocks().map(\.due) == [1, 3, 5].map { zero + .hours($0) })
  }

  @Test func aReportSentEarlyStartsTheNextClockEarly() {
    let sent = clocks(["unit": [zero + .minutes(20)]])
    #expect(sent[1].startedAt == zero + .minutes(20))
    #expect(sent[1].due == zero + .minutes(140))
  }

  @Test func aClockThatStartsWhenKnownDoesNotWaitForTheChain() {
    let phone = ReportRule(
      id: "phone", name: Bilingual(same: ""), start: .known, limit: .minutes(30), origin: "local")
    #expect(clocks(rules: [unit, phone])[1].due == zero + .minutes(30))
  }

  @Test func aReportIsInTimeUntilItIsDueAndOverdueAfter() {
    var clock = clocks()[0]
    #expect(clock.state(at: zero + .minutes(59)) == .running(.minutes(1)))
    #expect(clock.state(at: zero + .hours(1)) == .running(.zero))
    #expect(clock.state(at: zero + .minutes(61)) == .overdue(.minutes(1)))
    clock.sentAt = zero + .hours(1)
    #expect(clock.state(at: zero + .hours(9)) == .sent(at: zero + .hours(1), inTime: true))
    clock.sentAt = zero + .minutes(61)
    #expect(clock.state(at: zero + .hours(9)) == .sent(at: zero + .minutes(61), inTime: false))
  }

  @Test func aDailyReportIsDueAgainADayAfterTheLastDeadline() {
    let daily = ReportRule(
      id: "daily", name: Bilingual(same: ""), start: .known, limit: .hours(24), every: .hours(24),
      origin: "21 §11")
    #expect(clocks(rules: [daily]).count == 1)
    let two = clocks(["daily": [zero + .hours(20), zero + .hours(40)]], rules: [daily])
    #expect(two.map(\.due) == [24, 48, 72].map { zero + .hours($0) })
    #expect(two.map { $0.sentAt != nil } == [true, true, false])
  }

  @Test func theNextClockIsTheUnsentOneThatIsDueFirst() {
    let all = clocks(["unit": [zero + .minutes(5)]])
    #expect(ReportClocks.next(of: all)?.rule.id == "banner")
    #expect(ReportClocks.next(of: []) == nil)
  }
}

@Suite struct EscalationFacts {
  private func escalated() -> (OperationsState, Command) {
    var state = OperationsState()
    state.run(Examples.condition(.red))
    return (state, state.command(.escalate, by: Examples.desk, text: "请增援"))
  }

  private func items(_ command: Command, _ state: OperationsState, sequence: Int64 = 42) -> [OutboxItem] {
    Escalation.outboxItems(
      for: command, alarm: state.only, title: Bilingual(zh: "疑似燃气", en: "suspected gas"), sequence: sequence,
      at: zero, routes: [EscalationRoute(recipients: ["lead", "leader"])])
  }

  @Test func anEscalationIsOneItemForEachRecipient() {
    let (state, command) = escalated()
    let items = items(command, state)
    #expect(items.map(\.recipient) == ["lead", "leader"])
    #expect(items.allSatisfy { $0.channel == EscalationRoute.logChannel && $0.createdAt == zero })
    #expect(items[0].text.zh.contains("1红") && items[0].text.zh.contains("请增援"))
    #expect(items[0].text.en.contains("suspected gas"))
  }

  @Test func theSameEntryMakesTheSameItemsAndAnotherMakesOthers() {
    let (state, command) = escalated()
    #expect(items(command, state) == items(command, state))
    let ids = Set((items(command, state) + items(command, state, sequence: 43)).map(\.id))
    #expect(ids.count == 4)
  }

  @Test func noOtherCommandMakesAMessage() {
    let (state, _) = escalated()
    #expect(items(state.command(.comment, text: "x"), state).isEmpty)
  }
}
