import Alarms
import CitySafety
import Operations
import Testing

@Suite struct AuthorityFacts {
  private func raised() -> OperationsState {
    var state = OperationsState()
    state.run(Examples.condition(.red))
    return state
  }

  @Test(arguments: CommandName.allCases, Role.allCases)
  func whatTheTableDoesNotPermitIsRefused(name: CommandName, role: Role) {
    let state = raised()
    let actor = Actor(person: "x", displayName: "x", role: role, seat: "1")
    let refusal = state.refusal(of: state.command(name, by: actor, text: "li"))
    if Examples.authority.permits(name, role, .red) {
      if case .notPermitted = refusal { Issue.record("refused what the table permits") }
    } else {
      let needs: Role = [.claim, .comment, .escalate].contains(name) ? .operator : .lead
      #expect(refusal == .notPermitted(name, role: role, needs: needs))
    }
  }

  @Test func theWorstGradeDecidesAndNotTheGradeNow() {
    var authority = Authority()
    authority.permit(.acknowledge, .operator, .yellow)
    var state = OperationsState()
    state.run(Examples.condition(.red), Examples.condition(.yellow, at: 1))
    let command = state.command(.acknowledge, by: Examples.desk)
    let decision = state.decide(command, authority: authority, people: [], now: zero)
    #expect(decision == .failure(.notPermitted(.acknowledge, role: .operator, needs: .lead)))
  }

  @Test func aLeadsCodeLendsTheLeadsRightsForOneCommand() {
    let state = raised()
    var actor = Examples.desk
    #expect(state.refusal(of: state.command(.acknowledge, by: actor)) != nil)
    actor.authoriser = "wang"
    #expect(state.refusal(of: state.command(.acknowledge, by: actor)) == nil)
  }
}

@Suite struct DecisionFacts {
  private func raised(_ grade: Grade = .orange) -> OperationsState {
    var state = OperationsState()
    state.run(Examples.condition(grade))
    return state
  }

  @Test func anAcknowledgementMakesTheAlarmAcknowledgedBySomebodySomewhere() {
    var state = raised()
    let command = state.command(.acknowledge)
    #expect(state.refusal(of: command) == nil)
    state.run(.command(command), at: 5)
    #expect(state.only.label == .acknowledged)
    #expect(state.only.acknowledgedBy == Examples.lead)
    #expect(state.only.acknowledgedAt == zero + .seconds(5))
  }

  @Test func anUnknownAlarmIsRefused() {
    let state = raised()
    var command = state.command(.acknowledge)
    command.targets[0].alarm = AlarmID(99)
    #expect(state.refusal(of: command) == .unknownAlarm(AlarmID(99)))
  }

  @Test func anAcknowledgementOfAnOlderVersionIsRefused() {
    var state = raised()
    let command = state.command(.acknowledge)
    state.run(Examples.condition(.red, at: 1))
    #expect(state.refusal(of: command) == .outdated(AlarmID(1), grade: .red))
  }

  @Test func anAcknowledgementSurvivesAChangeThatMadeNothingWorse() {
    var state = raised()
    let command = state.command(.acknowledge)
    state.run(Examples.condition(.yellow, at: 1))
    #expect(state.refusal(of: command) == nil)
  }

  @Test func aCommandOnAnEarlierOccurrenceIsRefusedAndChangesNothingIfApplied() {
    var state = raised()
    let command = state.command(.comment, text: "x")
    state.run(Examples.condition(nil, at: 1), Examples.condition(.orange, at: 2))
    #expect(state.refusal(of: command) == .outdated(AlarmID(1), grade: .orange))
    let before = state.only
    state.run(.command(command))
    #expect(state.only == before)
  }

  @Test func theLoserOfARaceToAcknowledgeSeesWhoWonAndWhen() {
    var state = raised()
    var other = Examples.lead
    other.person = "zhao"
    let late = state.command(.acknowledge, by: other)
    state.run(.command(state.command(.acknowledge)), at: 7)
    #expect(state.refusal(of: late) == .raced(AlarmID(1), by: "王班长", at: zero + .seconds(7)))
  }

  @Test func acknowledgingTwiceOneselfIsNotApplicable() {
    var state = raised()
    let command = state.command(.acknowledge)
    state.run(.command(command))
    #expect(state.refusal(of: command) == .notApplicable(.acknowledge, AlarmID(1), label: .acknowledged))
  }

  @Test func theLoserOfARaceToClaimSeesWhoWonAndWhen() {
    var state = raised()
    let late = state.command(.claim, by: Examples.desk)
    state.run(.command(state.command(.claim)), at: 3)
    #expect(state.refusal(of: late) == .raced(AlarmID(1), by: "王班长", at: zero + .seconds(3)))
  }

  @Test func aClaimAfterAChangeOfTheDataMustBeLookedAtAgain() {
    var state = raised()
    let late = state.command(.claim)
    state.run(Examples.condition(.yellow, at: 1))
    #expect(state.refusal(of: late) == .outdated(AlarmID(1), grade: .orange))
  }

  @Test func aClaimedAlarmBelongsToTheOneWhoClaimed() {
    var state = raised()
    state.run(.command(state.command(.claim, by: Examples.desk)))
    #expect(state.only.handling == .owned(by: "李值班"))
    #expect(state.only.changedBy == "李值班")
  }

  @Test func anAlarmIsAssignedOnlyToAPersonWhoExists() {
    var state = raised()
    #expect(state.refusal(of: state.command(.assign, text: "nobody")) == .unknownPerson("nobody"))
    #expect(state.refusal(of: state.command(.assign)) == .needsText(.assign))
    state.run(.command(state.command(.assign, text: "li")))
    #expect(state.only.handling == .offered(to: "li", by: "王班长", until: zero))
    state.run(.command(state.command(.accept, by: Examples.desk)))
    #expect(state.only.handling == .owned(by: "李值班"))
  }

  @Test(arguments: [CommandName.comment, .escalate])
  func aCommentAndAnEscalationNeedWords(name: CommandName) {
    let state = raised()
    #expect(state.refusal(of: state.command(name, text: " \t")) == .needsText(name))
    #expect(state.refusal(of: state.command(name, text: "现场已派人")) == nil)
  }

  @Test func aTextLongerThanItsLimitIsRefused() {
    let state = raised()
    let limit = OperationsState.textLimit
    let fits = String(repeating: "字", count: limit)
    #expect(state.refusal(of: state.command(.comment, text: fits)) == nil)
    #expect(state.refusal(of: state.command(.comment, text: fits + "字")) == .textTooLong(limit: limit))
    let heavy = "e" + String(repeating: "\u{301}", count: 5000)
    #expect(state.refusal(of: state.command(.comment, text: heavy)) == .textTooLong(limit: limit))
  }

  @Test func aTextIsHarmlessBeforeItIsJournalled() {
    let state = raised()
    let command = state.command(.comment, text: "a\u{1B}[2J")
    let decision = state.decide(command, authority: Examples.authority, people: [], now: zero)
    guard case .success(.command(let journalled)) = decision else {
      Issue.record("refused")
      return
    }
    #expect(journalled.text == "a\u{FFFD}[2J")
    #expect(journalled.id == command.id)
  }

  @Test func commentsAreCountedAndEscalationIsTimed() {
    var state = raised()
    state.run(.command(state.command(.comment, text: "x")), at: 1)
    state.run(.command(state.command(.escalate, text: "y")), at: 2)
    #expect(state.only.comments == 1)
    #expect(state.only.escalatedAt == zero + .seconds(2))
  }

  @Test func anEscalationWithinTheMillisecondOfAnotherMovesTheRevisionToo() {
    var state = raised()
    state.run(.command(state.command(.escalate, text: "x")), at: 2)
    let first = state.only.revision
    state.run(.command(state.command(.escalate, text: "y")), at: 2)
    #expect(state.only.revision == first + 1)
  }

  @Test func anAlarmWithLostDataIsAcknowledgedOnlyExplicitly() {
    var state = raised()
    state.run(
      .source(
        id: "feed", sector: .lifelines, name: Examples.feed.name, state: .lost, grade: .orange, at: zero))
    var command = state.command(.acknowledge)
    #expect(state.refusal(of: command) == .dataLost(AlarmID(1)))
    command.acceptsLostData = true
    #expect(state.refusal(of: command) == nil)
  }

  @Test func onlyALatchedAcknowledgedAlarmIsReset() {
    var state = OperationsState()
    state.run(Examples.condition(.red, latching: true))
    #expect(
      state.refusal(of: state.command(.reset)) == .notApplicable(.reset, AlarmID(1), label: .unacknowledged))
    state.run(Examples.condition(nil, at: 1, latching: true))
    #expect(
      state.refusal(of: state.command(.reset))
        == .notApplicable(.reset, AlarmID(1), label: .latchedUnacknowledged))
    state.run(.command(state.command(.acknowledge)))
    #expect(state.refusal(of: state.command(.reset)) == nil)
    state.run(.command(state.command(.reset)))
    #expect(state.only.label == .normal)
  }

  @Test(arguments: [CommandName.claim, .assign, .escalate, .acknowledge, .reset])
  func aClosedAlarmTakesNoCommandButAComment(name: CommandName) {
    var state = raised()
    state.run(.command(state.command(.acknowledge)), Examples.condition(nil, at: 1))
    let refusal = state.refusal(of: state.command(name, text: "li"))
    #expect(refusal == .notApplicable(name, AlarmID(1), label: .normal))
    #expect(state.refusal(of: state.command(.comment, text: "误报")) == nil)
  }
}

@Suite struct CommandIdentityFacts {
  @Test func theSameSightGivesTheSameID() {
    var state = OperationsState()
    state.run(Examples.condition(.orange))
    #expect(state.command(.acknowledge).id == state.command(.acknowledge).id)
  }

  @Test func whatWasSeenAndWhatWasWrittenMakeTheIDDifferent() {
    var state = OperationsState()
    state.run(Examples.condition(.orange))
    var ids: Set<CommandID> = [state.command(.acknowledge).id]
    ids.insert(state.command(.acknowledge, by: Examples.desk).id)
    ids.insert(state.command(.comment, text: "a").id)
    ids.insert(state.command(.comment, text: "b").id)
    ids.insert(state.command(.claim).id)
    state.run(Examples.condition(.red, at: 1))
    ids.insert(state.command(.acknowledge).id)
    ids.insert(state.command(.claim).id)
    #expect(ids.count == 7)
  }

  @Test func aNewRevisionAloneDoesNotChangeTheIDOfAnAcknowledgement() {
    var state = OperationsState()
    state.run(Examples.condition(.orange))
    let id = state.command(.acknowledge).id
    state.run(Examples.condition(.yellow, at: 1))
    #expect(state.command(.acknowledge).id == id)
  }
}
