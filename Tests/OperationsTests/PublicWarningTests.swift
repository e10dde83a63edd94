import Alarms
import CityDispatch
import CitySafety
import Operations
import Testing

extension Maker {
  mutating func warningContent() -> WarningContent {
    WarningContent(
      status: any([.actual, .exercise, .test]),
      type: WarningType(
        id: text(), name: words(), category: text(), code: text(), urgency: text(), certainty: text()),
      grade: grade(),
      starts: instant(), ends: instant(), area: words(), geocodes: few { $0.text() }, caution: words(),
      measures: words(), issuer: WarningIssuer(name: words(), sender: text(), code: text()))
  }

  mutating func issuedWarning(_ number: Int64) -> IssuedWarning {
    IssuedWarning(
      number: number, version: self.number(), type: any([.alert, .update, .cancel]), sent: instant(),
      content: warningContent(),
      references: few { WarningReference(sender: $0.text(), identifier: $0.text(), sent: $0.instant()) },
      reason: text(), by: text(), approver: maybe { $0.text() })
  }

  mutating func publicWarning(_ id: Int64? = nil) -> PublicWarning {
    let id = id ?? Int64(number())
    return PublicWarning(
      id: PublicWarningID(id), incident: maybe { IncidentID(Int64($0.number())) },
      proposal: maybe {
        WarningProposal(
          content: $0.warningContent(), isSubmitted: $0.flag(), by: $0.actor(), at: $0.instant(),
          remark: $0.text())
      }, messages: few { $0.issuedWarning(id) }, expiredAt: maybe { $0.instant() }, isDiscarded: flag(),
      changedAt: instant(), changedBy: maybe { $0.text() }, revision: Int64(number()))
  }

  mutating func warningAction() -> WarningAction {
    let id = PublicWarningID(Int64(number()))
    switch number(0...4) {
    case 0:
      return .draft(
        id, incident: maybe { IncidentID(Int64($0.number())) }, warningContent(), isSubmitted: flag())
    case 1: return .back(id, reason: text())
    case 2: return .issue(id, approver: maybe { $0.actor() })
    case 3: return .cancel(id, reason: text())
    default: return .discard(id)
    }
  }

  mutating func warningRefusal() -> WarningRefusal {
    let role = any(Role.allCases)
    return any([
      .unknown(PublicWarningID(Int64(number()))), .unknownIncident(IncidentID(Int64(number()))),
      .raced(by: maybe { $0.text() }, at: instant()), .unknownKind(text()),
      .received(kind: words(), publisher: words(), origin: text()), .noIssuer(grade()),
      .missing(any(WarningField.allCases)), .ended, .badCode(text()), .notForGrade(grade(), role),
      .approverNotForGrade(grade(), role), .needsSecond(grade()), .secondIsFirst(text()),
      .wrongState(any(PublicWarningState.allCases)), .nothingToDo, .needsReason,
      .smsTooLong(parts: number(), limit: number()), .tooMany(limit: number()),
    ])
  }
}

@Suite struct PublicWarningCodingTests {
  @Test func everyWarningRequestRefusalAndEventComesBackAsItWas() throws {
    var maker = Maker(0x3A13)
    var (actions, refusals): (Set<String>, Set<String>) = ([], [])
    for _ in 0..<2000 {
      let (warning, action, refusal) = (maker.publicWarning(), maker.warningAction(), maker.warningRefusal())
      actions.insert(String("\(action)".prefix { $0 != "(" }))
      refusals.insert(String("\(refusal)".prefix { $0 != "(" }))
      let command = DutyCommand(.warning(action), actor: maker.actor(), seen: 4)
      let result = CommandResult.refused(.duty(.warning(refusal)))
      var bytes: [[UInt8]] = [[], [], [], [], []]
      PublicWarningCoding.encode(warning, into: &bytes[0])
      DutyCommandCoding.encode(command, into: &bytes[1])
      ResultCoding.encode(result, into: &bytes[2])
      EventCoding.encode(.duty(command), into: &bytes[3])
      EventCoding.encode(.warningExpired(warning.id), into: &bytes[4])
      #expect(try bytes[0].withUnsafeBytes { try PublicWarningCoding.decode($0) } == warning, "seed 0x3A13")
      #expect(try bytes[1].withUnsafeBytes { try DutyCommandCoding.decode($0) } == command, "seed 0x3A13")
      #expect(try bytes[2].withUnsafeBytes { try ResultCoding.decode($0) } == result, "seed 0x3A13")
      #expect(try bytes[3].withUnsafeBytes { try EventCoding.decode($0) } == .duty(command), "seed 0x3A13")
      #expect(try bytes[4].withUnsafeBytes { try EventCoding.decode($0) } == .warningExpired(warning.id))
    }
    #expect(actions.count == 5 && refusals.count == 18)
  }

  @Test func shortenedAndChangedBytesAreRefusedOrOtherwiseHarmless() {
    var maker = Maker(0x3A14)
    for _ in 0..<60 {
      var bytes: [UInt8] = []
      PublicWarningCoding.encode(maker.publicWarning(), into: &bytes)
      for count in 0..<bytes.count {
        #expect(throws: CodingFailure.self) {
          try Array(bytes[..<count]).withUnsafeBytes { _ = try PublicWarningCoding.decode($0) }
        }
      }
      for _ in 0..<40 {
        var broken = bytes
        broken[maker.number(0...bytes.count - 1)] = UInt8(maker.number(0...255))
        _ = broken.withUnsafeBytes { try? PublicWarningCoding.decode($0) }
      }
    }
  }

  @Test func aCheckpointKeepsTheBookAndOneOfBeforeHasNone() throws {
    var maker = Maker(0x3A15)
    let open = (1...4).map { id in
      PublicWarning(
        id: PublicWarningID(Int64(id)), incident: nil,
        proposal: WarningProposal(
          content: maker.warningContent(), isSubmitted: true, by: maker.actor(), at: maker.instant()),
        changedAt: maker.instant(), changedBy: "x")
    }
    let book = PublicWarningBook(warnings: open, last: PublicWarningID(9), lastSent: maker.instant())
    var bytes: [UInt8] = []
    CheckpointCoding.encode(
      OperationsState(restoring: AlarmBook(), lastSequence: 3, publicWarnings: book), into: &bytes)
    #expect(try bytes.withUnsafeBytes { try CheckpointCoding.decode($0) }.publicWarnings == book)
    var before: [UInt8] = []
    CheckpointCoding.encode(OperationsState(restoring: AlarmBook(), lastSequence: 3), into: &before)
    // The book stands last but for the count of reports of teams: number, time and count.
    before[0] = 4
    before.removeLast(18 + 8)
    let old = try before.withUnsafeBytes { try CheckpointCoding.decode($0) }
    #expect(old.lastSequence == 3 && old.publicWarnings == PublicWarningBook())
  }
}

/// Authority and texts, where the owner decides.
@Suite struct PublicWarningDecisionTests {
  private static let site: Site = {
    var site = Examples.site
    let type = WarningType(
      id: "gas", name: Bilingual(zh: "燃气", en: "Gas"), category: "Safety", urgency: "Immediate",
      certainty: "Likely")
    site.authoring.kinds = [WarningKind(type: type, origin: "test")]
    for grade in Grade.allCases {
      site.authoring.issuers[grade] = WarningIssuer(
        name: Bilingual(zh: "局", en: "Bureau"), sender: "a@b.example", code: "15062500000001")
    }
    return site
  }()

  private static func content(_ grade: Grade, area: String = "人民路") -> WarningContent {
    WarningContent(
      type: site.authoring.kinds[0].type, grade: grade, starts: .epoch, ends: Instant(seconds: 4_000_000_000),
      area: Bilingual(same: area), caution: Bilingual(same: "x"), measures: Bilingual(same: "y"),
      issuer: WarningIssuer(name: Bilingual(same: ""), sender: "", code: ""))
  }

  private let operatorOne = Actor(person: "li", displayName: "李", role: .operator, seat: "1")
  private let leadOne = Actor(person: "wang", displayName: "王", role: .lead, seat: "1")

  private var authority: Authority {
    var authority = Authority()
    authority.permit(.draftWarning, .operator)
    authority.permit(.draftWarning, .lead)
    authority.permit(.issueWarning, .lead, .yellow)
    authority.permit(.issueWarning, .lead, .red)
    authority.permit(.approveWarning, .director, .red)
    return authority
  }

  private func decide(_ state: OperationsState, _ action: WarningAction, _ actor: Actor, seen: Int64 = 1)
    -> Result<DutyCommand, DutyRefusal>
  {
    state.decide(
      DutyCommand(.warning(action), actor: actor, seen: seen), authority: authority, site: Self.site,
      now: Instant(seconds: 1_900_000_000))
  }

  private func drafted(_ grade: Grade) throws -> OperationsState {
    var state = OperationsState()
    let draft = WarningAction.draft(PublicWarningID(0), incident: nil, Self.content(grade), isSubmitted: true)
    let command = try decide(state, draft, operatorOne, seen: 0).get()
    _ = state.apply(JournalEntry(sequence: 1, at: Instant(seconds: 1_900_000_000), event: .duty(command)))
    return state
  }

  @Test func aRoleThatTheTableDoesNotNameForTheLevelIsRefused() throws {
    let id = PublicWarningID(1)
    let yellow = try drafted(.yellow)
    #expect(
      decide(yellow, .issue(id, approver: nil), operatorOne)
        == .failure(.notPermitted(.issueWarning, role: .operator)))
    #expect((try? decide(yellow, .issue(id, approver: nil), leadOne).get()) != nil)
    #expect(
      decide(try drafted(.orange), .issue(id, approver: nil), leadOne)
        == .failure(.warning(.notForGrade(.orange, .lead))))
    let red = try drafted(.red)
    #expect(decide(red, .issue(id, approver: nil), leadOne) == .failure(.warning(.needsSecond(.red))))
    let director = Actor(person: "zhao", displayName: "赵", role: .director, seat: "1")
    #expect((try? decide(red, .issue(id, approver: director), leadOne).get()) != nil)
  }

  @Test func textsAreMadeHarmlessAndTooLongOnesRefused() throws {
    let state = OperationsState()
    func draft(_ area: String) -> WarningAction {
      .draft(PublicWarningID(0), incident: nil, Self.content(.yellow, area: area), isSubmitted: true)
    }
    let decided = try decide(state, draft("a\u{1B}[31m"), operatorOne, seen: 0).get()
    guard case .warning(.draft(let id, _, let content, _)) = decided.action else {
      Issue.record("no draft")
      return
    }
    #expect(id == PublicWarningID(1) && content.area.zh == "a\u{FFFD}[31m")
    let long = String(repeating: "长", count: OperationsState.textLimit + 1)
    #expect(
      decide(state, draft(long), operatorOne, seen: 0)
        == .failure(.textTooLong(limit: OperationsState.textLimit)))
  }

  @Test func whoApprovesIsNoPartOfTheIdOfARequest() {
    let id = PublicWarningID(1)
    let alone = DutyCommand(.warning(.issue(id, approver: nil)), actor: leadOne, seen: 2)
    #expect(DutyCommand(.warning(.issue(id, approver: operatorOne)), actor: leadOne, seen: 2).id == alone.id)
    #expect(DutyCommand(.warning(.discard(id)), actor: leadOne, seen: 2).id != alone.id)
  }

  @Test func theNextTimerIsTheEndOfAWarningInForce() throws {
    var state = try drafted(.yellow)
    let issue = try decide(state, .issue(PublicWarningID(1), approver: nil), leadOne).get()
    _ = state.apply(JournalEntry(sequence: 2, at: Instant(seconds: 1_900_000_001), event: .duty(issue)))
    #expect(state.nextTimer == Instant(seconds: 4_000_000_000))
    _ = state.apply(
      JournalEntry(
        sequence: 3, at: Instant(seconds: 4_000_000_000), event: .warningExpired(PublicWarningID(1))))
    #expect(state.publicWarnings.warnings.isEmpty && state.nextTimer == nil)
  }
}
