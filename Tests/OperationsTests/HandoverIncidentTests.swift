import Alarms
import CityDispatch
import CitySafety
import Operations
import Testing

/// Incidents under way are handed over with their orders.
@Suite struct HandoverIncidentFacts {
  private func room() -> Room {
    var room = Room(.preparing, alarms: [.yellow])
    let limits = OrderPolicy().limits(arrival: .zero, feedback: .zero)
    let task = TaskDraft(
      planTask: "", unit: "housing", team: "", what: Bilingual(same: "关阀"), limits: limits,
      recipient: "housing")
    let draft = IncidentDraft(
      alarms: [AlarmID(1)], plan: "", planVersion: "", title: Bilingual(same: "泄漏"),
      place: Bilingual(same: ""),
      sector: .lifelines, grade: .yellow, level: .three, commander: "陈立", checklist: [], tasks: [task])
    room.run(
      .duty(DutyCommand(.dispatch(.open(IncidentID(1), draft, isOrdered: true)), actor: Room.third, seen: 0)))
    #expect(room.ask(.join(handover: 1, isGuest: false), Room.come) == nil)
    return room
  }

  private var key: HandoverKey { .incident(IncidentID(1)) }

  @Test func itIsAnItemWithItsReasons() throws {
    let item = try #require(room().report.items.first { $0.key == key })
    #expect(item.reasons == [.task, .receipt, .clock])
  }

  @Test func nobodySignsBeforeItIsReadBack() throws {
    var room = room()
    for item in room.report.items where item.key != key { #expect(room.tick(item) == nil) }
    #expect(room.ask(.sign(handover: 1, isHigherRisk: false), Room.come) == .itemsOpen(count: 1))
    #expect(room.tick(try #require(room.report.items.first { $0.key == key })) == nil)
    #expect(room.ask(.sign(handover: 1, isHigherRisk: false), Room.come) == nil)
  }

  @Test func aReceiptAfterTheTickMakesItBeReadAgain() throws {
    var room = room()
    room.tickAll()
    room.run(.task(TaskID(1), .receive, channel: "webhook", words: ""))
    let item = try #require(room.report.items.first { $0.key == key })
    guard case .changed = try #require(room.state.duty.handover).mark(of: item) else {
      Issue.record("it still counts as read")
      return
    }
    #expect(room.ask(.sign(handover: 1, isHigherRisk: false), Room.come) == .itemsOpen(count: 1))
    #expect(!item.reasons.contains(.receipt))
  }

  @Test func theRecordTellsItAndSurvivesTheStore() throws {
    var room = room()
    room.tickAll()
    let command = DutyCommand(.sign(handover: 1, isHigherRisk: false), actor: Room.come, seen: 0)
    let record = try #require(room.state.record(of: command, at: .epoch, sequence: 9, soon: nil))
    let told = try #require(record.items.first { $0.item.key == key }?.incident)
    #expect(told.title.zh == "泄漏" && told.running == 1 && told.awaiting == 1)
    var bytes: [UInt8] = []
    HandoverRecordCoding.encode(record, into: &bytes)
    #expect(try bytes.withUnsafeBytes { try HandoverRecordCoding.decode($0) } == record)
  }
}
