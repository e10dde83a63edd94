import Alarms
import CitySafety
import Foundation
import GRDB
import Operations
import Store
import Testing

/// Handovers and the shift log in the store.
@Suite struct HandoverStoreTests {
  private static let seed: UInt64 = 0x8D3

  /// An alarm with regions drawn at random, each alone and together with the others.
  private func alarm(_ id: Int64, _ random: inout Seeded) -> Alarm {
    func one(in count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }
    let grade = Grade.allCases[Int.random(in: 0..<4, using: &random)]
    var alarm = Alarm(
      id: AlarmID(id), key: .threshold(sensor: "s\(id)", rule: "r"), sector: .lifelines, source: nil,
      grade: grade,
      at: Fixture.start)
    alarm.condition = one(in: 3) ? .normal : .active
    alarm.isAcknowledged = one(in: 2)
    alarm.isLatched = alarm.condition == .normal && one(in: 4)
    alarm.occurrence = 1
    alarm.revision = Int64.random(in: 1...9, using: &random)
    if one(in: 6) {
      alarm.handling = one(in: 2) ? .owned(by: "li") : .offered(to: "li", by: "w", until: Fixture.start)
    }
    if one(in: 6) {
      alarm.shelf = Shelf(
        until: Fixture.start + .hours(Int64.random(in: 1...30, using: &random)), since: Fixture.start,
        reason: "r",
        by: "w", second: nil, grade: grade)
    }
    if one(in: 8) {
      alarm.serviceOrder = ServiceOrder(number: "1", measure: "m", by: "w", second: "x", since: Fixture.start)
    }
    if one(in: 4) { alarm.suppressedBy = ["relation"] }
    if one(in: 5) { alarm.actionDeadline = Fixture.start }
    if one(in: 7) { alarm.escalationDeadline = Fixture.start }
    return alarm
  }

  @Test func theItemsAreExactlyWhatAnIndependentQueryOfTheTableFinds() throws {
    var random = Seeded(HandoverStoreTests.seed)
    let fixture = try Fixture()
    let owner = try fixture.open()
    var slice = WriteSlice()
    slice.alarms = (1...4000).map { alarm($0, &random) }
    _ = try owner.commit(slice)
    owner.close()
    let state = OperationsState(restoring: AlarmBook(restoring: slice.alarms), lastSequence: 0)
    let report = state.handoverReport(soon: Fixture.start + .hours(12))
    let items = Set(
      report.items.compactMap { item -> Int64? in
        if case .alarm(let id) = item.key { id.value } else { nil }
      })
    // By the table's columns alone: red and orange, unacknowledged, shelved, out of service.
    let queue = try DatabaseQueue(path: fixture.path)
    let (columns, rows) = try queue.read { db in
      let columns = try Int64.fetchAll(
        db,
        sql: "SELECT id FROM alarm WHERE label IN (1, 3, 4, 6, 8) OR (label IN (2, 5) AND grade_worst <= 2)")
      let rows = try Row.fetchAll(db, sql: "SELECT id, open, label, body FROM alarm")
      return (columns, rows)
    }
    #expect(Set(columns).isSubset(of: items), "seed \(HandoverStoreTests.seed)")
    // And by the records: clocks, tasks, and shelves and orders behind another label.
    var wanted = Set(columns)
    var byDesign = 0
    for row in rows {
      let body = Array(row["body"] as Data)
      let alarm = try body.withUnsafeBytes { try AlarmCoding.decode($0) }
      let label: Int = row["label"]
      if label == 7 { byDesign += 1 }
      guard row["open"] as Int == 1 else { continue }
      if alarm.actionDeadline != nil || alarm.escalationDeadline != nil || alarm.handling.person != nil
        || alarm.shelf != nil || alarm.serviceOrder != nil
      {
        wanted.insert(row["id"])
      }
    }
    // What is out of service although a relation suppresses it is one by itself.
    #expect(items == wanted, "seed \(HandoverStoreTests.seed)")
    #expect(report.suppressed == byDesign)
    #expect(items.count > 2000 && byDesign > 100)
  }

  @Test func theLogIsKeptNumberedAndAFollowUpIsMarkedDone() throws {
    let fixture = try Fixture()
    let owner = try fixture.open()
    let actor = Actor(person: "li", displayName: "李", role: .operator, seat: "A")
    func write(_ action: DutyAction) throws {
      var slice = fixture.slice([.duty(DutyCommand(action, actor: actor, seen: 0))])
      slice.duty = fixture.state.duty
      _ = try owner.commit(slice)
    }
    for number in 1...510 {
      try write(
        .log(
          LogEntry(
            kind: .note, occurredAt: Fixture.start, fields: [.course: "n\(number)"],
            due: number == 510 ? Fixture.start : nil)))
    }
    #expect(fixture.state.duty.followUps.keys.sorted() == [510])
    let log = try fixture.reader().log()
    #expect(log.count == StoreReader.logLimit)
    #expect(log.first?.number == 510 && log.last?.number == 11)
    #expect(log.first?.isPending == true)
    try write(.finish(entry: 510))
    #expect(try fixture.reader().log(limit: 1).first?.done?.actor == actor)
    owner.close()
    let again = try fixture.open()
    #expect(again.restored.duty == fixture.state.duty)
    again.close()
  }

  @Test func aSignedHandoverIsKeptWithTheHashOfItsEntry() throws {
    let fixture = try Fixture()
    let owner = try fixture.open()
    let out = Actor(person: "li", displayName: "李", role: .operator, seat: "A")
    let come = Actor(person: "wang", displayName: "王", role: .operator, seat: "B")
    let begin = fixture.slice([
      .signedIn(out), .signedIn(come), .duty(DutyCommand(.prepare(after: 0), actor: out, seen: 0)),
      .duty(DutyCommand(.join(handover: 1, isGuest: false), actor: come, seen: 0)),
    ])
    _ = try owner.commit(begin)
    let sign = DutyCommand(.sign(handover: 1, isHigherRisk: false), actor: come, seen: 0)
    let record = try #require(
      fixture.state.record(of: sign, at: Fixture.start, sequence: fixture.sequence + 1, soon: nil))
    var slice = fixture.slice([.duty(sign)])
    slice.handovers = [record]
    _ = try owner.commit(slice)
    let kept = try #require(try owner.handover(1))
    owner.close()
    #expect(kept.record == record)
    #expect(kept.anchor == (try StoreTools.anchor(fixture.path)))
    let verdict = try StoreTools.verifyJournal(fixture.path, anchor: kept.anchor)
    #expect(verdict.isGood, "\(verdict)")
    #expect(try StoreTools.handover(fixture.path, number: nil)?.record == record)
    #expect(try StoreTools.handover(fixture.path, number: 2) == nil)
  }
}
