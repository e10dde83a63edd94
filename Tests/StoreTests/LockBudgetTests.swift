import Alarms
import CitySafety
import GRDB
import Operations
import Store
import Synchronization
import Testing

/// A clock that moves on by `step` each time somebody looks.
private func jumping(by step: Duration) -> () -> ContinuousClock.Instant {
  let start = ContinuousClock.now
  let looks = Mutex(0)
  return {
    looks.withLock { looks in
      looks += 1
      return start + step * looks
    }
  }
}

extension Fixture {
  fileprivate func open(jumping step: Duration, policy: StorePolicy = StorePolicy()) throws -> StoreOwner {
    try StoreOwner(path: path, site: site, now: Fixture.start, policy: policy, clock: jumping(by: step))
  }

  fileprivate func count(_ sql: String) throws -> Int {
    try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: sql) ?? -1 }
  }
}

@Test(arguments: [Duration.microseconds(200), .milliseconds(1), .seconds(1)])
func aTransactionThatRunsOutOfTimeLeavesTheRestToTheNextAndNothingIsLostOrDoubled(_ step: Duration) throws {
  let fixture = try Fixture()
  let store = try fixture.open(jumping: step)
  var rest = (0..<300).map { fixture.reading($0 % 4, at: Double($0), Double($0)) }[...]
  var inserted = 0
  var transactions = 0
  while !rest.isEmpty {
    let report = try store.commit(WriteSlice(readings: rest))
    #expect(report.taken > 0 && report.taken < 300)
    #expect(report.taken == report.inserted + report.revised + report.repeated + report.refused)
    inserted += report.inserted
    transactions += 1
    rest = rest.dropFirst(report.taken)
  }
  #expect(inserted == 300)
  #expect(transactions > 1)
  #expect(try fixture.count("SELECT count(*) FROM reading WHERE revision = 0") == 300)
  #expect(try fixture.count("SELECT readings FROM state") == 300)
  #expect(store.times.held.count == transactions)
}

@Test func whatComesOfReadingsIsAskedForExactlyThoseThatTheTransactionTook() throws {
  let fixture = try Fixture()
  let store = try fixture.open(jumping: .microseconds(300))
  var asked: [Int] = []
  var slice = WriteSlice(readings: (0..<300).map { fixture.reading($0 % 4, at: Double($0), 1) }[...])
  slice.isFollowed = true
  let report = try store.commit(slice) { taken in
    asked.append(taken)
    return Consequences()
  }
  #expect(asked == asked.sorted() && asked.count > 1)
  #expect(asked.last == report.taken)
  #expect(try fixture.count("SELECT count(*) FROM reading") == report.taken)
}

@Test func consequencesAreInTheTransactionOfTheirReadings() throws {
  let fixture = try Fixture()
  let store = try fixture.open(jumping: .seconds(1))
  var slice = WriteSlice(readings: (0..<100).map { fixture.reading(0, at: Double($0), 1) }[...])
  slice.isFollowed = true
  let report = try store.commit(slice) { taken in
    let entry = JournalEntry(
      sequence: 1, at: Fixture.start, event: .signedOut(person: "\(taken)", seat: "s"))
    return Consequences(entries: [entry])
  }
  #expect(report.taken < 100)
  #expect(store.head.sequence == 1)
  // One transaction wrote both.
  #expect(store.times.held.count == 1)
  #expect(store.times.flushed.count == 1)
  #expect(try fixture.count("SELECT count(*) FROM reading") == report.taken)
  #expect(try fixture.count("SELECT count(*) FROM journal") == 1)
}

@Test(arguments: [Duration.microseconds(100), .microseconds(400), .seconds(1)])
func piecesAreTakenWhileThereIsTimeAndTheRestWaits(_ step: Duration) throws {
  let fixture = try Fixture()
  let store = try fixture.open(jumping: step)
  var events = (1...40).map { Event.signedOut(person: "\($0)", seat: "s") }[...]
  var slice = WriteSlice()
  slice.isFollowed = true
  var transactions = 0
  while !events.isEmpty, transactions < 100 {
    _ = try store.commit(
      slice,
      further: {
        guard let event = events.popFirst() else { return nil }
        var piece = Consequences(entries: fixture.slice([event]).entries)
        let key = "\(fixture.sequence)/log/lead"
        piece.outbox = [
          OutboxRow(
            key: key, lane: OutboxLane(channel: "log", receiver: "lead", grade: 1), at: Fixture.start,
            body: [])
        ]
        return piece
      })
    transactions += 1
  }
  #expect(store.head.sequence == 40)
  #expect(try fixture.count("SELECT count(*) FROM outbox") == 40)
  // The transaction looks at the time after each piece.
  let pieces = Int(StorePolicy().lockBudget / step) + 1
  #expect(transactions >= 40 / pieces)
}

@Test func retentionThatRunsOutOfTimeGoesOnUntilNothingIsLeft() throws {
  let fixture = try Fixture()
  let store = try fixture.open(jumping: .milliseconds(1))
  var rest = (0..<600).map { fixture.reading($0 % 4, at: Double($0), 1) }[...]
  while !rest.isEmpty { rest = rest.dropFirst(try store.commit(WriteSlice(readings: rest)).taken) }
  let before = store.times.held.count
  try store.maintainAll(now: Fixture.start + fixture.site.readingRetention + .hours(1))
  #expect(try fixture.count("SELECT count(*) FROM reading") == 0)
  #expect(try fixture.count("SELECT count(*) FROM rollup") == 0)
  #expect(try fixture.count("SELECT readings FROM state") == 0)
  // More than one transaction of readings alone.
  #expect(store.times.held.count > before + 2)
}

@Test func theRollupIsWholeAlsoWhenEveryTransactionRunsOutOfTime() throws {
  let fixture = try Fixture()
  var policy = StorePolicy()
  policy.waitingMinutes = 40
  let store = try fixture.open(jumping: .seconds(1), policy: policy)
  var rest = (0..<500).map { fixture.reading($0 % 4, at: Double($0) * 60, Double($0)) }[...]
  while !rest.isEmpty {
    rest = rest.dropFirst(try store.commit(WriteSlice(readings: rest)).taken)
    // Those that wait in memory never pass their bound; four sensors have one minute open each.
    let stored = try fixture.count("SELECT total(count) FROM rollup")
    #expect(500 - rest.count - stored <= policy.waitingMinutes + 4)
  }
  try store.maintainAll(now: Fixture.start + .hours(12))
  #expect(try fixture.count("SELECT count(*) FROM rollup") == 500)
}

@Test func timesAreCountedByStepsAndTheWorstIsKeptExactly() throws {
  let fixture = try Fixture()
  let store = try fixture.open(jumping: .microseconds(50))
  for second in 0..<10 {
    _ = try store.commit(WriteSlice(readings: [fixture.reading(0, at: Double(second), 1)]))
  }
  let held = store.times.held
  #expect(held.count == 10)
  #expect(held.within(0.5) <= held.within(0.99) && held.within(1) <= held.worst)
  #expect(held.count(above: .zero) == 10)
  #expect(held.count(above: held.worst + LockTimes.step) == 0)
  let status = try StoreTools.status(fixture.path)
  // The row is written before its own transaction ends.
  #expect(status.transactions == 9)
  #expect(status.heldWorst > 0 && status.heldMostly <= status.heldWorst)
}
