import Alarms
import Analysis
import Cells
import CitySafety
import Desk
import Operations
import Testing

/// The view of the rules and the form that changes one: pictures, and what the keys ask for.
enum RuleFixture {
  static let engineer = Actor(person: "zhao", displayName: "赵工", role: .engineer, seat: "一席")

  /// The fixture's rules after one approved change, one edit of the site's file and one rule that came.
  static let state: OperationsState = {
    var state = OperationsState()
    var sequence: Int64 = 0
    func apply(_ event: Event) {
      sequence += 1
      _ = state.apply(JournalEntry(sequence: sequence, at: Fixture.now - .hours(2), event: event))
    }
    var rules = FixtureSite.thresholds
    let old = rules.removeLast()
    for event in state.rules.events(of: rules) { apply(event) }
    let change = RuleChange(
      rule: "gas-lel", edits: [RuleEdit(.yellow, old: .number(5), new: .number(6))], reason: "夜间误报，已校准",
      approver: Fixture.lead)
    apply(.duty(DutyCommand(.changeRule(change), actor: engineer, seen: 0)))
    rules[1].limits[0].value = 95
    rules.append(old)
    for event in state.rules.events(of: rules) { apply(event) }
    return state
  }()

  static func script(_ size: Size, _ language: Language, signedIn: Actor? = engineer) -> Script {
    Script(
      size, Fixture.configuration(language), snapshot: Fixture.snapshot { $0.rules = state.rules },
      signedIn: signedIn)
  }

  static func open(_ script: inout Script) {
    script.press(":")
    script.type("changes")
    script.press("<enter>")
  }
}

private struct AskedChange {
  var command: DutyCommand
  var name: String?
  var passphrase: String?

  var change: RuleChange? {
    if case .changeRule(let change) = command.action { change } else { nil }
  }
}

extension Script {
  /// The changes asked for, with the name and passphrase beside each.
  fileprivate var changes: [AskedChange] {
    effects.compactMap {
      guard case .performDuty(let command, let name, let passphrase) = $0 else { return nil }
      return AskedChange(command: command, name: name, passphrase: passphrase)
    }
  }

  fileprivate mutating func replace(_ text: String) {
    for _ in 0..<8 { press("<backspace>") }
    type(text)
  }
}

@Suite struct RuleScreens {
  @Test(arguments: sizes, Language.allCases)
  func view(size: Size, language: Language) {
    var script = RuleFixture.script(size, language)
    RuleFixture.open(&script)
    Golden.expect("rules", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func form(size: Size, language: Language) {
    var script = RuleFixture.script(size, language)
    RuleFixture.open(&script)
    script.press("j", "j", "<enter>")
    script.press("<down>", "<down>")
    script.replace("8")
    Golden.expect("rule-change", &script)
  }

  @Test(arguments: Language.allCases)
  func approvalOfAnEditedFile(language: Language) {
    var script = RuleFixture.script(Size(columns: 80, rows: 24), language)
    RuleFixture.open(&script)
    script.press("<enter>")
    Golden.expect("rule-found", &script)
  }

  @Test(arguments: Language.allCases)
  func aValueOutOfBounds(language: Language) {
    var script = RuleFixture.script(Size(columns: 80, rows: 24), language)
    RuleFixture.open(&script)
    script.press("j", "j", "<enter>")
    script.replace("4")
    for _ in 0..<11 { script.press("<tab>") }
    script.type("校准")
    script.press("<tab>")
    script.type("chenli")
    script.press("<tab>")
    script.type("code")
    script.press("<tab>", "y")
    Golden.expect("rule-fault", &script)
    #expect(script.changes.isEmpty)
  }
}

@Suite struct RuleFormFacts {
  private func filled(_ edit: (inout Script) -> Void) -> Script {
    var script = RuleFixture.script(Size(columns: 120, rows: 40), .zh)
    RuleFixture.open(&script)
    script.press("j", "j", "<enter>")
    edit(&script)
    return script
  }

  private func finish(_ script: inout Script) {
    script.type("校准")
    script.press("<tab>")
    script.type("chenli")
    script.press("<tab>")
    script.type("code")
    script.press("<tab>", "y")
  }

  @Test func whatWasTypedIsAskedForInTheAuthorsNameWithTheApproverBeside() throws {
    let script = filled { script in
      script.replace("30")
      for _ in 0..<11 { script.press("<tab>") }
      finish(&script)
    }
    let asked = try #require(script.changes.first)
    #expect(asked.name == "chenli")
    #expect(asked.passphrase == "code")
    #expect(asked.command.actor.person == "zhao")
    #expect(asked.command.seen == 1)
    let change = try #require(asked.change)
    #expect(change.rule == "gas-lel")
    #expect(change.edits == [RuleEdit(.red, old: .number(20), new: .number(30))])
    #expect(change.reason == "校准")
    #expect(change.approver == nil)
  }

  @Test func whatIsInForceAndNotTheFileIsWhatTheFormBeginsWith() {
    var script = filled { _ in }
    #expect(script.text().contains("黄色限值"))
    #expect(script.text().contains("6 "))
  }

  @Test func anEmptyFieldTakesALimitAway() throws {
    let script = filled { script in
      script.press("<tab>", "<tab>")
      script.replace("")
      for _ in 0..<9 { script.press("<tab>") }
      finish(&script)
    }
    let change = try #require(script.changes.first?.change)
    #expect(change.edits == [RuleEdit(.yellow, old: .number(6), new: .none)])
  }

  @Test func aFormWithoutAChangeAsksForNothing() {
    var script = filled { script in
      for _ in 0..<11 { script.press("<tab>") }
      finish(&script)
    }
    #expect(script.changes.isEmpty)
    #expect(script.text().contains("没有任何改动"))
  }

  @Test func whatNobodyAuthorisedIsApprovedAsItIs() throws {
    var script = RuleFixture.script(Size(columns: 120, rows: 40), .zh)
    RuleFixture.open(&script)
    script.press("<enter>")
    for _ in 0..<11 { script.press("<tab>") }
    finish(&script)
    let change = try #require(script.changes.first?.change)
    #expect(change.rule == "tank-high")
    #expect(change.edits == [RuleEdit(.orange, old: .number(90), new: .number(95))])
  }

  @Test func aRoleThatMayNotIsToldSoBeforeTheForm() {
    var script = RuleFixture.script(Size(columns: 120, rows: 40), .zh, signedIn: Fixture.watcher)
    RuleFixture.open(&script)
    script.press("<enter>")
    #expect(script.text().contains("值班员不能规则变更"))
  }

  @Test func aWrongPassphraseLeavesWhatWasTyped() throws {
    var script = filled { script in
      script.replace("30")
      for _ in 0..<11 { script.press("<tab>") }
      finish(&script)
    }
    let asked = try #require(script.changes.first)
    script.send(.result(asked.command.id, .refused(.wrongCode)))
    #expect(script.text().contains("姓名或口令不对"))
    #expect(script.text().contains("30"))
    script.send(.result(asked.command.id, .done(revision: 2)))
    script.type("code")
    script.press("<tab>", "y")
    let again = try #require(script.changes.last)
    script.send(.result(again.command.id, .refused(.duty(.approverIsAuthor("赵工")))))
    #expect(script.text().contains("批准人不能是提出人 赵工"))
    script.press("y")
    script.send(.result(again.command.id, .done(revision: 2)))
    #expect(script.text().contains("下一个读数起生效"))
  }

  @Test func theAlarmUnderTheCursorLeadsToItsRule() {
    var script = RuleFixture.script(Size(columns: 120, rows: 40), .en)
    script.press(":")
    script.type("change-rule")
    script.press("<enter>")
    #expect(script.text().contains("Change of rule gas-lel"))
    #expect(script.text().contains("2 sensors, "))
    #expect(script.text().contains("2 open alarms"))
  }

  @Test func theDetailShowsTheLimitInForce() {
    var script = RuleFixture.script(Size(columns: 120, rows: 40), .en)
    #expect(script.text().contains("3黄>=6.0"))
  }
}
