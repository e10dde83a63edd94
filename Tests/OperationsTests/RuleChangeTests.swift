import Alarms
import Analysis
import CitySafety
import Operations
import Testing

/// A room in which an engineer proposes and a lead approves; rules as `Examples.site` has them.
struct RuleRoom {
  static let engineer = Actor(person: "zhao", displayName: "赵工", role: .engineer, seat: "A3")
  static let other = Actor(person: "qian", displayName: "钱工", role: .engineer, seat: "A4")
  static let lead = Actor(person: "wang", displayName: "王班长", role: .lead, seat: "A3")

  static let authority: Authority = {
    var authority = Authority()
    authority.permit(.changeRule, .engineer)
    authority.permit(.approveChange, .lead)
    return authority
  }()

  var state = OperationsState()
  var site = Examples.site
  var second: Int64 = 0

  init() { start() }

  mutating func run(_ event: Event) {
    second += 1
    state.run(event, at: second)
  }

  /// An owner starts with the site's files as they are now.
  mutating func start() {
    for event in state.rules.events(of: site.thresholds) { run(event) }
  }

  func revision(_ rule: String = "now") -> Int64 { state.rules.records[rule]?.revision ?? 0 }

  /// Proposes and approves; the refusal, or `nil` when it was performed.
  mutating func change(
    _ edits: [(RuleAttribute, RuleValue)], of rule: String = "now", reason: String = "校准", seen: Int64? = nil,
    by author: Actor = RuleRoom.engineer, approver: Actor? = RuleRoom.lead
  ) -> DutyRefusal? {
    let edits = edits.map { RuleEdit($0.0, old: .none, new: $0.1) }
    let command = DutyCommand(
      .changeRule(RuleChange(rule: rule, edits: edits, reason: reason, approver: approver)), actor: author,
      seen: seen ?? revision(rule))
    switch state.decide(command, authority: RuleRoom.authority, site: site) {
    case .failure(let refusal): return refusal
    case .success(let decided):
      run(.duty(decided))
      return nil
    }
  }

  func limit(_ grade: Grade, of rule: Int = 1) -> Double? {
    state.rules.inForce(site.thresholds)[rule].limits.first { $0.grade == grade }?.value
  }

  mutating func edit(_ grade: Grade, _ value: Double, of rule: Int = 1) {
    for index in site.thresholds[rule].limits.indices where site.thresholds[rule].limits[index].grade == grade
    {
      site.thresholds[rule].limits[index].value = value
    }
  }
}

@Suite struct RuleChangeFacts {
  @Test func anApprovedChangeIsInForceAtOnceAndLeavesTheOtherRuleAlone() {
    var room = RuleRoom()
    #expect(room.change([(.orange, .number(25)), (.onDelay, .number(5))]) == nil)
    #expect(room.limit(.orange) == 25)
    #expect(room.limit(.orange, of: 0) == 20)
    let rule = room.state.rules.inForce(room.site.thresholds)[1]
    #expect(rule.onDelay == .seconds(5))
    #expect(room.state.rules.unauthorised == 0)
  }

  @Test func theEntryTellsWhoWhyAndWhatItWas() throws {
    var room = RuleRoom()
    #expect(room.change([(.orange, .number(25))], reason: "误报\u{1B}[31m") == nil)
    let note = try #require(room.state.rules.notes.last)
    #expect(note.author == RuleRoom.engineer)
    #expect(note.change.approver == RuleRoom.lead)
    #expect(note.change.edits == [RuleEdit(.orange, old: .number(20), new: .number(25))])
    #expect(!note.change.reason.contains("\u{1B}"))
  }

  @Test func nobodyApprovesTheirOwnChangeAndNobodyChangesAlone() {
    var room = RuleRoom()
    #expect(room.change([(.orange, .number(25))], approver: nil) == .needsApprover)
    var same = RuleRoom.engineer
    same.role = .lead
    #expect(room.change([(.orange, .number(25))], approver: same) == .approverIsAuthor("赵工"))
    #expect(room.limit(.orange) == 20)
  }

  @Test func theRolesOfTheAuthorityTableProposeAndApprove() {
    var room = RuleRoom()
    #expect(
      room.change([(.orange, .number(25))], by: RuleRoom.lead, approver: RuleRoom.engineer)
        == .notPermitted(.changeRule, role: .lead))
    #expect(
      room.change([(.orange, .number(25))], approver: RuleRoom.other)
        == .notPermitted(.approveChange, role: .engineer))
  }

  @Test func aChangeNeedsAReasonAndSomethingToChange() {
    var room = RuleRoom()
    #expect(room.change([(.orange, .number(25))], reason: " ") == .needsReason)
    #expect(room.change([]) == .nothingToDo)
    #expect(room.change([(.orange, .number(20))]) == .nothingToDo)
    #expect(room.change([(.orange, .number(25)), (.orange, .number(26))]) == .nothingToDo)
    #expect(room.change([(.direction, .word("below"))]) == .nothingToDo)
    #expect(room.change([(.latching, .number(1))]) == .nothingToDo)
    #expect(room.change([(.orange, .word("25"))]) == .nothingToDo)
  }

  @Test func anUnknownRuleIsRefused() {
    var room = RuleRoom()
    #expect(room.change([(.orange, .number(25))], of: "none") == .unknownRule("none"))
  }

  @Test func ofTwoEngineersTheLaterOneSeesWhoWasFirst() {
    var room = RuleRoom()
    let seen = room.revision()
    #expect(room.change([(.orange, .number(25))], seen: seen) == nil)
    #expect(
      room.change([(.orange, .number(30))], seen: seen, by: RuleRoom.other) == .ruleChanged("now", by: "赵工"))
    #expect(room.limit(.orange) == 25)
    #expect(room.change([(.orange, .number(30))], by: RuleRoom.other) == nil)
  }

  @Test(arguments: [
    ([(RuleAttribute.orange, RuleValue.number(40))], RuleFault.outOfOrder(worse: .red, milder: .orange)),
    ([(.red, .none), (.orange, .none)], .noLimit),
    ([(.hysteresis, .number(-1))], .outOfBounds(.hysteresis, low: 0, high: 1e15)),
    ([(.hysteresis, .none)], .outOfBounds(.hysteresis, low: 0, high: 1e15)),
    ([(.onDelay, .number(86_401))], .outOfBounds(.onDelay, low: 0, high: 86_400)),
    ([(.count, .number(3))], .needsOther(.count, .countWindow)),
    ([(.count, .number(2.5)), (.countWindow, .number(60))], .notWhole(.count)),
    ([(.red, .number(101))], .outOfReach(.red, low: 0, high: 100)),
  ])
  func whatCheckWouldRefuseIsRefused(edits: [(RuleAttribute, RuleValue)], fault: RuleFault) {
    var room = RuleRoom()
    #expect(room.change(edits) == .badValue(fault))
  }

  @Test func aSuppressedConsequenceMayNotBecomeWorseThanItsCause() {
    var room = RuleRoom()
    room.site.thresholds[1].limits = [Limit(grade: .yellow, value: 20)]
    room.site.relations = [
      Relation(
        id: "same", cause: "lel", consequences: ["now"], scope: .riskPoint, within: .minutes(1),
        suppresses: true,
        why: Bilingual(same: ""), origin: "", isLocalDefault: true)
    ]
    room.start()
    #expect(room.change([(.red, .number(60)), (.rule, .flag(true))]) == .nothingToDo)
    #expect(room.change([(.red, .number(60))]) == .badValue(.suppressed(relation: "same")))
    #expect(room.change([(.yellow, .number(30))]) == nil)
  }

  @Test func aChangeIsTakenBackByAnother() {
    var room = RuleRoom()
    #expect(room.change([(.orange, .number(25))]) == nil)
    #expect(room.change([(.orange, .number(20))], reason: "撤回") == nil)
    #expect(room.limit(.orange) == 20)
    #expect(room.state.rules.records["now"]?.standing == [:])
    #expect(room.state.rules.notes.count == 2)
  }

  @Test func noMoreChangesAreListedThanTheLimit() {
    var room = RuleRoom()
    for step in 0..<RuleBook.noteLimit + 1 {
      #expect(room.change([(.orange, .number(Double(21 + step % 2)))]) == nil)
    }
    #expect(room.state.rules.notes.count == RuleBook.noteLimit)
  }
}

@Suite struct RuleFileFacts {
  @Test func theFirstLookIsNoChange() {
    let room = RuleRoom()
    #expect(room.state.rules.records.count == 2)
    #expect(room.state.rules.unauthorised == 0)
    #expect(room.state.rules.events(of: room.site.thresholds).isEmpty)
  }

  @Test func anEditedFileHoldsAndIsNamedUntilItIsApproved() {
    var room = RuleRoom()
    room.edit(.orange, 30)
    room.start()
    #expect(room.limit(.orange) == 30)
    #expect(
      room.state.rules.differences == [
        RuleDifference(rule: "now", attribute: .orange, old: .number(20), new: .number(30))
      ])
    #expect(room.change([(.orange, .number(30))], reason: "补批") == nil)
    #expect(room.state.rules.unauthorised == 0)
    #expect(room.limit(.orange) == 30)
    #expect(
      room.state.rules.notes.last?.change.edits == [RuleEdit(.orange, old: .number(20), new: .number(30))])
  }

  @Test func anEditedFileIsOverruledByAChange() {
    var room = RuleRoom()
    room.edit(.orange, 30)
    room.start()
    #expect(room.change([(.orange, .number(20))]) == nil)
    #expect(room.state.rules.unauthorised == 0)
    #expect(room.limit(.orange) == 20)
    room.start()
    #expect(room.limit(.orange) == 20)
  }

  @Test func aFileThatGoesBackByItselfIsNoDifferenceAnyMore() {
    var room = RuleRoom()
    room.edit(.orange, 30)
    room.start()
    room.edit(.orange, 20)
    room.start()
    #expect(room.state.rules.unauthorised == 0)
  }

  @Test func aChangeHoldsOverAFileThatIsEditedUnderIt() {
    var room = RuleRoom()
    #expect(room.change([(.orange, .number(25))]) == nil)
    room.edit(.orange, 30)
    #expect(room.limit(.orange) == 25)
    room.start()
    #expect(room.limit(.orange) == 25)
    #expect(
      room.state.rules.differences == [
        RuleDifference(rule: "now", attribute: .orange, old: .number(20), new: .number(30))
      ])
    #expect(room.change([(.orange, .number(30))]) == nil)
    #expect(room.limit(.orange) == 30)
    #expect(room.state.rules.records["now"]?.standing == [:])
  }

  @Test func aChangeThatTheFileCarriesIsTheFiles() {
    var room = RuleRoom()
    #expect(room.change([(.orange, .number(25))]) == nil)
    room.edit(.orange, 25)
    room.start()
    #expect(room.limit(.orange) == 25)
    #expect(room.state.rules.unauthorised == 0)
    #expect(room.state.rules.records["now"]?.standing == [:])
  }

  @Test func aChangeThatCannotLieOverTheFileAnyMoreFallsAndIsNamed() {
    var room = RuleRoom()
    #expect(room.change([(.orange, .number(35))]) == nil)
    room.edit(.red, 30)
    // Red 30 under orange 35 is no rule: the file's own orange holds.
    #expect(room.limit(.orange) == 20)
    room.start()
    #expect(room.limit(.orange) == 20)
    #expect(
      room.state.rules.differences == [
        RuleDifference(rule: "now", attribute: .red, old: .number(40), new: .number(30)),
        RuleDifference(rule: "now", attribute: .orange, old: .number(35), new: .number(20)),
      ])
  }

  @Test func aRuleThatComesOrGoesIsNamedAndCanBeApproved() {
    var room = RuleRoom()
    var rule = room.site.thresholds[1]
    rule.id = "new"
    let gone = room.site.thresholds.removeFirst()
    room.site.thresholds.append(rule)
    room.start()
    #expect(
      room.state.rules.differences == [
        RuleDifference(rule: "lel", attribute: .rule, old: .flag(true), new: .none),
        RuleDifference(rule: "new", attribute: .rule, old: .none, new: .flag(true)),
      ])
    #expect(room.change([(.rule, .none)], of: "lel") == nil)
    #expect(room.change([(.rule, .flag(true))], of: "new") == nil)
    #expect(room.state.rules.unauthorised == 0)
    #expect(room.state.rules.records["lel"] == nil)
    room.site.thresholds.append(gone)
    room.start()
    #expect(room.state.rules.differences.map(\.rule) == ["lel"])
  }

  @Test func aRuleThatBecomesAnotherLosesItsChangesAndCanBeApprovedAsItIs() {
    var room = RuleRoom()
    #expect(room.change([(.hysteresis, .number(3))]) == nil)
    room.site.thresholds[1].measure = .change(over: .minutes(5))
    room.start()
    #expect(room.state.rules.differences.map(\.attribute) == [.hysteresis, .measure, .window])
    #expect(room.change([(.measure, .word("value"))]) == .nothingToDo)
    #expect(
      room.change([(.hysteresis, .number(0)), (.measure, .word("change")), (.window, .number(300))]) == nil)
    #expect(room.state.rules.unauthorised == 0)
  }

  @Test func theBookAndItsEventsSurviveTheirBytes() throws {
    var room = RuleRoom()
    room.edit(.orange, 30)
    room.start()
    #expect(room.change([(.red, .number(50)), (.breakThrough, .flag(false))]) == nil)
    var bytes: [UInt8] = []
    RuleCoding.encode(room.state.rules, into: &bytes)
    #expect(try bytes.withUnsafeBytes { try RuleCoding.decode($0) } == room.state.rules)
    bytes = []
    CheckpointCoding.encode(room.state, into: &bytes)
    #expect(try bytes.withUnsafeBytes { try CheckpointCoding.decode($0) } == room.state)
  }

  @Test func manyRulesComeInEntriesOfABoundedSizeAndAreOneBaseline() {
    var site = Examples.site
    site.thresholds = (0..<250).map { number in
      var rule = Examples.site.thresholds[1]
      rule.id = "r\(number)"
      return rule
    }
    var state = OperationsState()
    let events = state.rules.events(of: site.thresholds)
    #expect(events.count == 3)
    for event in events { state.run(event) }
    #expect(state.rules.records.count == 250)
    #expect(state.rules.unauthorised == 0)
  }
}

@Suite struct RuleQualityFacts {
  private func book(_ journal: inout Journal, _ site: Site, at second: Double) {
    for event in journal.state.rules.events(of: site.thresholds) { journal.write(event, at: second) }
  }

  private func edited(_ value: Double) -> Site {
    var site = Examples.site
    site.thresholds[1].limits[1].value = value
    return site
  }

  @Test func anUnauthorisedAttributeIsCountedAndNamedUntilItIsApproved() {
    var journal = Journal()
    book(&journal, Examples.site, at: 1)
    #expect(journal.value(.ruleChanges, at: 2) == 0)
    book(&journal, edited(30), at: 3)
    #expect(journal.value(.ruleChanges, at: 4) == 1)
    #expect(
      journal.report(at: 4).ruleChanges == [
        RuleDifference(rule: "now", attribute: .orange, old: .number(20), new: .number(30))
      ])
    let change = RuleChange(
      rule: "now", edits: [RuleEdit(.orange, old: .number(20), new: .number(30))], reason: "补批",
      approver: RuleRoom.lead)
    journal.write(.duty(DutyCommand(.changeRule(change), actor: RuleRoom.engineer, seen: 1)), at: 5)
    #expect(journal.value(.ruleChanges, at: 6) == 0)
  }

  @Test func oneThatTheFileTookBackStillCounts() {
    var journal = Journal()
    book(&journal, Examples.site, at: 1)
    book(&journal, edited(30), at: 2)
    book(&journal, Examples.site, at: 3)
    #expect(journal.value(.ruleChanges, at: 4) == 1)
  }

  @Test func oneFromBeforeTheWindowCountsWhileNobodyApprovedIt() {
    let site = edited(30)
    let journal = Journal { state in
      for event in state.rules.events(of: Examples.site.thresholds) { state.run(event) }
      for event in state.rules.events(of: site.thresholds) { state.run(event) }
    }
    #expect(journal.value(.ruleChanges, at: 1) == 1)
  }
}
