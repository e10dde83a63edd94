import Alarms
import CityDispatch
import CitySafety
import Operations
import Testing

/// Authored warnings at the end of an incident and of a shift.
@Suite struct HandoverWarningFacts {
  private static let incident = IncidentID(1)
  private static let warning = PublicWarningID(1)

  private static func content(_ grade: Grade) -> WarningContent {
    WarningContent(
      type: WarningType(
        id: "gas", name: Bilingual(zh: "燃气", en: "Gas"), category: "Safety", urgency: "Immediate",
        certainty: "Likely"),
      grade: grade, starts: .epoch, ends: Instant(seconds: 4_000_000_000), area: Bilingual(same: "人民路"),
      caution: Bilingual(same: "x"), measures: Bilingual(same: "y"),
      issuer: WarningIssuer(name: Bilingual(same: "局"), sender: "a@b.example", code: "15062500000001"))
  }

  private func act(_ action: DutyAction, _ room: inout Room) {
    room.run(.duty(DutyCommand(action, actor: Room.third, seen: 0)))
  }

  private func draft(_ room: inout Room, _ number: Int64, of incident: IncidentID?, isSubmitted: Bool = true)
  {
    act(
      .warning(
        .draft(PublicWarningID(number), incident: incident, Self.content(.yellow), isSubmitted: isSubmitted)),
      &room)
  }

  /// An incident that is over but for closing it, with a handover that two people are at.
  private func room() -> Room {
    var room = Room(.exchange, alarms: [.yellow])
    let draft = IncidentDraft(
      alarms: [AlarmID(1)], plan: "", planVersion: "", title: Bilingual(same: "泄漏"),
      place: Bilingual(same: ""), sector: .lifelines, grade: .yellow, level: .three, commander: "陈立",
      checklist: [], tasks: [])
    act(.dispatch(.open(Self.incident, draft, isOrdered: true)), &room)
    act(.dispatch(.terminate(Self.incident, reason: "x")), &room)
    return room
  }

  private func close(_ room: Room, keepsWarnings: Bool = false) -> DutyRefusal? {
    let action = DispatchAction.close(
      Self.incident, verdict: "属实", lessons: "", keepsWarnings: keepsWarnings)
    let command = DutyCommand(
      .dispatch(action), actor: Room.third, seen: room.state.dispatch.incidents[Self.incident]?.revision ?? 0)
    guard
      case .failure(let refusal) = room.state.decide(
        command, authority: Examples.authority, site: Examples.site)
    else { return nil }
    return refusal
  }

  @Test func anIncidentIsClosedOnlyWhenItsWarningsAreLiftedOrKeptOnPurpose() {
    var room = room()
    #expect(close(room) == nil)
    draft(&room, 1, of: Self.incident)
    draft(&room, 2, of: nil)
    act(.warning(.issue(PublicWarningID(2), approver: nil)), &room)
    // A draft tells nobody anything, and another's warning is another's.
    #expect(close(room) == nil)
    act(.warning(.issue(Self.warning, approver: nil)), &room)
    #expect(close(room) == .dispatch(.warningsInForce([Self.warning])))
    #expect(close(room, keepsWarnings: true) == nil)
    act(.warning(.cancel(Self.warning, reason: "z")), &room)
    #expect(close(room) == nil)
  }

  @Test func whatIsInForceAndWhatWaitsIsHandedOver() throws {
    var room = room()
    draft(&room, 1, of: Self.incident, isSubmitted: false)
    func reasons() -> HandoverReasons? {
      room.report.items.first { $0.key == .warning(Self.warning) }?.reasons
    }
    #expect(reasons() == nil)
    draft(&room, 1, of: Self.incident)
    #expect(reasons() == .approval)
    act(.warning(.issue(Self.warning, approver: nil)), &room)
    #expect(reasons() == .inForce)
    draft(&room, 1, of: Self.incident)
    #expect(reasons() == [.inForce, .approval])
    let item = try #require(room.report.items.first { $0.key == .warning(Self.warning) })
    #expect(room.tick(item) == nil)
    // What was read back has changed since.
    act(.warning(.issue(Self.warning, approver: nil)), &room)
    let now = try #require(room.report.items.first { $0.key == .warning(Self.warning) })
    guard case .changed = try #require(room.state.duty.handover).mark(of: now) else {
      Issue.record("it still counts as read")
      return
    }
    act(.warning(.cancel(Self.warning, reason: "z")), &room)
    #expect(reasons() == nil)
  }

  @Test func theRecordTellsItAndSurvivesTheStore() throws {
    var room = room()
    draft(&room, 1, of: Self.incident)
    act(.warning(.issue(Self.warning, approver: nil)), &room)
    room.tickAll()
    let command = DutyCommand(.sign(handover: 1, isHigherRisk: false), actor: Room.come, seen: 0)
    let record = try #require(room.state.record(of: command, at: .epoch, sequence: 9, soon: nil))
    let told = try #require(record.items.first { $0.item.key == .warning(Self.warning) }?.warning)
    #expect(told.incident == Self.incident && told.isInForce && told.area.zh == "人民路")
    var bytes: [UInt8] = []
    HandoverRecordCoding.encode(record, into: &bytes)
    #expect(try bytes.withUnsafeBytes { try HandoverRecordCoding.decode($0) } == record)
  }

  @Test func aTickOfAWarningComesBackAsItWas() throws {
    let command = DutyCommand(
      .tick(handover: 1, .warning(Self.warning), revision: 3), actor: Room.come, seen: 2)
    var bytes: [UInt8] = []
    DutyCommandCoding.encode(command, into: &bytes)
    #expect(try bytes.withUnsafeBytes { try DutyCommandCoding.decode($0) } == command)
  }
}
