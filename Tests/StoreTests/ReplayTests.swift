import Alarms
import CitySafety
import Foundation
import GRDB
import Operations
import Store
import Testing

private let lead = Actor(person: "wang", displayName: "王", role: .lead, seat: "A1")

/// A store in which an alarm was raised, acknowledged and over, over several sealed segments; closed.
private func lived(_ fixture: Fixture, segmentEntries: Int64 = 4) throws {
  var policy = StorePolicy()
  policy.segmentEntries = segmentEntries
  policy.sealedSegments = 1
  let store = try fixture.open(policy: policy)
  for index in 0..<14 {
    let at = Fixture.start + .minutes(Int64(index) * 30)
    var events = [fixture.condition(index % 3, index % 4 < 2 ? .orange : nil, at: Int64(index))]
    if index % 4 == 1, let alarm = fixture.state.alarms.all.first(where: \.needsAcknowledgement) {
      events.append(.command(Command(name: .acknowledge, targets: [CommandTarget(alarm)], actor: lead)))
    }
    _ = try store.commit(fixture.slice(events, at: at))
    try store.maintainAll(now: at)
  }
  store.close()
}

/// Changes the body of one alarm as it stands in its table.
private func alter(_ fixture: Fixture, _ id: Int64, _ change: (inout Alarm) -> Void) throws {
  var alarm = try #require(fixture.state.alarms[AlarmID(id)])
  change(&alarm)
  var bytes: [UInt8] = []
  AlarmCoding.encode(alarm, into: &bytes)
  let hex = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  try fixture.tamper("UPDATE alarm SET body = x'\(hex)' WHERE id = \(id)")
}

@Test func aJournalIsLivedAgainThroughArchivesAndCheckpointsToTheTables() throws {
  let fixture = try Fixture()
  try lived(fixture)
  let verdict = try StoreTools.verifyJournal(fixture.path)
  #expect(verdict.isGood, "\(verdict.lines.map(\.en))")
  #expect(verdict.segments > 3)
  #expect(verdict.replayed == verdict.entries)
  #expect(verdict.uncompared == 0)
  #expect(verdict.lines[1].en.contains("invariants hold, checkpoints and tables equal"))
  #expect(verdict.lines[1].zh.contains("不变式成立"))
}

@Test func aTableThatWasChangedBesideTheJournalIsFoundAndTheAlarmNamed() throws {
  let fixture = try Fixture()
  try lived(fixture)
  try alter(fixture, 2) { $0.comments += 1 }
  let fault = try #require(try StoreTools.verifyJournal(fixture.path).faults.first)
  #expect(fault.kind == .stateDiffers)
  #expect(fault.alarm == AlarmID(2))
  #expect(fault.message.en.contains("alarm 2") && fault.message.zh.contains("告警 2"))
}

@Test func countersThatAloneDifferAreSaidToDifferAlone() throws {
  let fixture = try Fixture()
  try lived(fixture)
  try alter(fixture, 3) { $0.revision += 1 }
  let fault = try #require(try StoreTools.verifyJournal(fixture.path).faults.first)
  #expect(fault.kind == .countersDiffer)
  #expect(fault.alarm == AlarmID(3))
}

/// A journal whose chain is right and whose entries break an invariant: an undo may write any record.
private func broken(_ change: (inout Alarm) -> Void) throws -> JournalVerdict {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(fixture.slice([fixture.condition(0, .red)]))
  var alarm = try #require(fixture.state.alarms[AlarmID(1)])
  change(&alarm)
  let undo = Undo(command: CommandID(text: "x"), name: .shelve, actor: lead, alarms: [alarm])
  _ = try store.commit(fixture.slice([.undone(undo)]))
  store.close()
  return try StoreTools.verifyJournal(fixture.path)
}

@Test func aBrokenInvariantIsNamedWithItsEntryAndItsAlarm() throws {
  let verdict = try broken {
    $0.shelf = Shelf(
      until: Fixture.start + .hours(1), since: Fixture.start, reason: "x", by: "王", second: nil,
      grade: .orange)
  }
  let fault = try #require(verdict.faults.first)
  #expect(verdict.faults.count == 1)
  #expect(fault.kind == .invariantBroken && fault.invariant == .redIsNotSilent)
  #expect(fault.sequence == 2 && fault.alarm == AlarmID(1))
  #expect(fault.message.en == "Invariant broken I5, red is not suppressed silently (entry 2, alarm 1)")
  #expect(fault.message.zh == "违反不变式 I5 红色不得静默抑制（第 2 条，告警 1）")
}

@Test func aRecordThatIsUndoneToWhatHoldsBreaksNothing() throws {
  #expect(try broken { $0.comments = 4 }.isGood)
}

// MARK: Version 1

/// A store as version 1 left it: one alarm in its tables and its checkpoint, no entry yet.
private func firstStore(_ fixture: Fixture) throws -> Alarm {
  var alarm = Alarm(
    id: AlarmID(1), key: .threshold(sensor: "s0", rule: "high"), sector: .lifelines, source: "feed",
    grade: .orange, at: Fixture.start)
  alarm.condition = .active
  alarm.isAcknowledged = false
  alarm.handling = .owned(by: "李")
  (alarm.occurrence, alarm.version, alarm.revision) = (3, 5, 9)
  var body: [UInt8] = []
  AlarmCoding.encode(alarm, into: &body)
  // Version 1 ended before the shelf; what follows takes thirteen bytes where all of it is absent.
  body = [1] + body.dropFirst().dropLast(13)
  let length = [UInt8(body.count & 0xFF), UInt8(body.count >> 8), 0, 0]
  let checkpoint = [1, 1, 0, 0, 0] + length + body + [0, 0, 0, 0, 0, 0, 0, 0]
  let queue = try DatabaseQueue(path: fixture.path)
  try queue.writeWithoutTransaction { db in
    try db.execute(sql: FirstSchema.sql)
    try db.execute(sql: "PRAGMA application_id = \(0x5746_4C52)")
    try db.execute(sql: "PRAGMA user_version = 1")
    try db.execute(sql: "INSERT INTO state (one, site) VALUES (1, 'test')")
    try db.execute(
      sql: "INSERT INTO alarm VALUES (1, 'threshold:2:s0:high', 1, 1, 1, 2, 2, 3, 5, 9, 1, ?)",
      arguments: [Data(body)])
    try db.execute(
      sql: "INSERT INTO journal_segment (number, first, opened, previous, checkpoint) VALUES (1, 1, ?, ?, ?)",
      arguments: [Fixture.start.milliseconds, Data([UInt8](repeating: 0, count: 32)), Data(checkpoint)])
  }
  try queue.close()
  return alarm
}

@Test func aStoreOfTheFirstVersionIsBroughtToThisOneAndKeepsItsAlarms() throws {
  let fixture = try Fixture()
  let alarm = try firstStore(fixture)
  let store = try fixture.open()
  #expect(store.restored.state.alarms.all == [alarm])
  #expect(store.restored.state.duty == DutyState())
  #expect(try fixture.number("PRAGMA user_version") == 10)
  fixture.state = store.restored.state
  var shelve = Command(name: .shelve, targets: [CommandTarget(alarm)], text: "x", actor: lead)
  shelve.until = Fixture.start + .hours(1)
  _ = try store.commit(fixture.slice([.command(shelve)]))
  store.close()
  // Labels above 5, and a table that only this version has.
  #expect(try fixture.number("SELECT label FROM alarm") == 6)
  #expect(try fixture.number("SELECT count(*) FROM duty") == 0)
  let verdict = try StoreTools.verifyJournal(fixture.path)
  #expect(verdict.isGood, "\(verdict.lines.map(\.en))")
  #expect(try StoreTools.check(fixture.path).isGood)
}

@Test func theTriggersOfTheFirstVersionHoldAfterTheMigration() throws {
  let fixture = try Fixture()
  _ = try firstStore(fixture)
  try fixture.open().close()
  let queue = try DatabaseQueue(path: fixture.path)
  for sql in ["UPDATE alarm SET version = 4", "DELETE FROM alarm", "UPDATE alarm SET key = 'x'"] {
    #expect(throws: DatabaseError.self) { try queue.write { db in try db.execute(sql: sql) } }
  }
}
