import Alarms
import CitySafety
import Operations
import Store
import Testing

@Suite struct OutboxTests {
  private static let lane = OutboxLane(channel: "web", receiver: "lead", grade: 2)

  private static func row(_ number: Int, lane: OutboxLane = OutboxTests.lane) -> OutboxRow {
    OutboxRow(
      key: "\(number)/\(lane.channel)/\(lane.receiver)", lane: lane, at: Fixture.start,
      body: Array("lead\t甲\ta".utf8))
  }

  private static func delivery(
    _ record: OutboxRecord, _ state: OutboxState, attempts: Int = 1, resends: Int = 0
  ) -> DeliveryRow {
    DeliveryRow(
      number: record.number, state: state, attempts: attempts, resends: resends, settled: Fixture.start,
      failure: state == .sent ? Bilingual(same: "") : Bilingual(zh: "拒绝", en: "refused"))
  }

  @Test func aMessageWaitsUntilItIsMarkedAndThatOutlastsTheOwner() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    _ = try store.commit(WriteSlice(outbox: [OutboxTests.row(1), OutboxTests.row(2), OutboxTests.row(1)]))
    let waiting = try store.waiting(in: OutboxTests.lane, after: 0, limit: 10)
    #expect(waiting.map(\.row) == [OutboxTests.row(1), OutboxTests.row(2)])
    #expect(try store.waiting(in: OutboxTests.lane, after: 0, limit: 1) == [waiting[0]])
    _ = try store.commit(WriteSlice(deliveries: [OutboxTests.delivery(waiting[0], .sent)]))
    store.close()
    let next = try fixture.open()
    #expect(try next.waiting(in: OutboxTests.lane, after: 0, limit: 10) == [waiting[1]])
    #expect(try next.waiting(in: OutboxTests.lane, after: waiting[1].number, limit: 10).isEmpty)
  }

  @Test func whatLeftLongAgoIsDroppedButNothingThatWaitsWasGivenUpOrIsOfAnOpenIncident() throws {
    let limit = Span.hours(24 * 30)
    let fixture = try Fixture { $0.sentRetention = limit }
    let store = try fixture.open()
    let keys = [
      "1/log/x", "task7.1/log/x", "cancel7/log/x", "report1.1/log/x", "report2.1/log/x", "dead", "waits",
      "last",
    ]
    _ = try store.commit(
      WriteSlice(
        outbox: keys.map { OutboxRow(key: $0, lane: OutboxTests.lane, at: Fixture.start, body: []) }))
    let records = try store.waiting(in: OutboxTests.lane, after: 0, limit: 10)
    _ = try store.commit(
      WriteSlice(
        deliveries: records.filter { $0.row.key != "waits" }.map {
          OutboxTests.delivery($0, $0.row.key == "dead" ? .dead : .sent)
        }))
    try fixture.tamper("INSERT INTO incident (id, open, revision, change, body) VALUES (1, 1, 1, 1, x'00')")
    try fixture.tamper("INSERT INTO incident (id, open, revision, change, body) VALUES (2, 0, 1, 1, x'00')")
    try fixture.tamper(
      "INSERT INTO task (id, incident, open, revision, change, body) VALUES (7, 1, 1, 1, 1, x'00')")
    try store.maintainAll(now: Fixture.start + limit)
    #expect(try fixture.number("SELECT count(*) FROM outbox") == 8)
    try store.maintainAll(now: Fixture.start + limit + .minutes(6))
    let left = try StoreTools.outbox(fixture.path, state: nil, limit: 10).records.map(\.row.key)
    #expect(
      left.reversed() == ["task7.1/log/x", "cancel7/log/x", "report1.1/log/x", "dead", "waits", "last"])
  }

  @Test func attemptsAndTheReasonOutlastTheOwner() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    _ = try store.commit(WriteSlice(outbox: [OutboxTests.row(1)]))
    let record = try store.waiting(in: OutboxTests.lane, after: 0, limit: 1)[0]
    _ = try store.commit(
      WriteSlice(deliveries: [OutboxTests.delivery(record, .waiting, attempts: 7, resends: 3)]))
    store.close()
    let read = try fixture.open().waiting(in: OutboxTests.lane, after: 0, limit: 1)[0]
    #expect(read.attempts == 7 && read.resends == 3 && read.failure.en == "refused")
  }

  @Test func everyMessageIsWaitingSentOrDead() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    _ = try store.commit(WriteSlice(outbox: (1...3).map { OutboxTests.row($0) }))
    let waiting = try store.waiting(in: OutboxTests.lane, after: 0, limit: 10)
    _ = try store.commit(
      WriteSlice(deliveries: [
        OutboxTests.delivery(waiting[0], .sent), OutboxTests.delivery(waiting[1], .dead),
      ]))
    let (records, counts) = try StoreTools.outbox(fixture.path, state: nil, limit: 10)
    #expect(records.map(\.state) == [.waiting, .dead, .sent])
    #expect(counts == [.waiting: 1, .sent: 1, .dead: 1])
    #expect(
      try StoreTools.outbox(fixture.path, state: .dead, limit: 10).records.map(\.row.key) == ["2/web/lead"])
    let status = try StoreTools.status(fixture.path)
    #expect(status.outbox == 3 && status.outboxWaiting == 1 && status.outboxDead == 1)
  }

  @Test func aResendWaitsBehindAllOthersAndIsCounted() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    _ = try store.commit(WriteSlice(outbox: (1...2).map { OutboxTests.row($0) }))
    let first = try store.waiting(in: OutboxTests.lane, after: 0, limit: 10)[0]
    func resend(_ key: String, sequence: Int64) throws {
      let actor = Actor(person: "lead", displayName: "班长", role: .lead, seat: "outbox")
      let command = DutyCommand(.resend(message: key), actor: actor, seen: 0)
      _ = try store.commit(
        WriteSlice(entries: [JournalEntry(sequence: sequence, at: Fixture.start, event: .duty(command))]))
    }
    try resend(first.row.key, sequence: 1)
    #expect(try store.message(first.row.key)?.number == first.number, "it waits anyway")
    _ = try store.commit(WriteSlice(deliveries: [OutboxTests.delivery(first, .dead, attempts: 5)]))
    #expect(try store.message(first.row.key)?.state == .dead)
    try resend(first.row.key, sequence: 2)
    try resend("9/web/lead", sequence: 3)
    #expect(try store.message("9/web/lead") == nil)
    let waiting = try store.waiting(in: OutboxTests.lane, after: 0, limit: 10)
    #expect(waiting.map(\.row.key) == ["2/web/lead", "1/web/lead"])
    let last = try #require(waiting.last)
    #expect(last.resends == 1 && last.attempts == 0)
  }

  @Test func lanesWithWaitingMessagesAreFound() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let other = OutboxLane(channel: "sms", receiver: "lead", grade: 1)
    _ = try store.commit(WriteSlice(outbox: [OutboxTests.row(1), OutboxTests.row(2, lane: other)]))
    let record = try store.waiting(in: OutboxTests.lane, after: 0, limit: 1)[0]
    _ = try store.commit(WriteSlice(deliveries: [OutboxTests.delivery(record, .sent)]))
    let (lanes, last) = try store.waitingLanes()
    #expect(lanes == [other] && last == 2)
  }

  @Test func onlyAnOwnerThatEndedWithoutSayingSoMakesMessagesUncertain() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    _ = try store.beginSending()
    store.close()
    let next = try fixture.open()
    #expect(try next.beginSending())
    try next.endSending()
    next.close()
    #expect(try !fixture.open().beginSending())
  }

  @Test func whatWasGivenUpWithinADayIsCountedInASnapshot() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    _ = try store.commit(WriteSlice(outbox: (1...3).map { OutboxTests.row($0) }))
    let waiting = try store.waiting(in: OutboxTests.lane, after: 0, limit: 10)
    let reader = try fixture.reader()
    #expect(try reader.snapshot(after: nil, now: Fixture.start).undelivered == 0)
    _ = try store.commit(
      WriteSlice(deliveries: zip(waiting, [.dead, .dead, .sent]).map { OutboxTests.delivery($0, $1) }))
    #expect(try reader.snapshot(after: nil, now: Fixture.start + .hours(24)).undelivered == 2)
    #expect(try reader.snapshot(after: nil, now: Fixture.start + .hours(25)).undelivered == 0)
  }
}
