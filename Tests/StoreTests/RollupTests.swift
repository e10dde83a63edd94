import CitySafety
import GRDB
import Operations
import Store
import Testing

/// Every minute of the roll-up beside what the readings add up to: differences of count, minimum, maximum or sum.
private func differences(_ fixture: Fixture) throws -> Int {
  let queue = try DatabaseQueue(path: fixture.path)
  return try queue.read { db in
    let sql = """
      WITH raw AS (SELECT sensor, measured / 60000 AS minute, min(value) AS lo, max(value) AS hi, sum(value) AS s,
          count(*) AS n FROM reading WHERE quality <= 1 GROUP BY 1, 2)
      SELECT (SELECT count(*) FROM raw LEFT JOIN rollup USING (sensor, minute)
          WHERE rollup.count IS NOT n OR minimum <> lo OR maximum <> hi OR abs(sum - s) > 1e-6)
        + (SELECT count(*) FROM rollup LEFT JOIN raw USING (sensor, minute) WHERE n IS NULL)
      """
    return try Int.fetchOne(db, sql: sql) ?? -1
  }
}

/// Random readings of four sensors over ten minutes: in order, late, repeated, replaced, of every quality.
private func disorder(_ fixture: Fixture, _ random: inout Seeded) -> ArraySlice<Reading> {
  let rows = (0..<Int.random(in: 1...40, using: &random)).map { _ in
    let quality =
      [Quality.good, .good, .good, .marked, .outOfRange, .missing].randomElement(using: &random) ?? .good
    return fixture.reading(
      Int.random(in: 0..<4, using: &random), at: Double(Int.random(in: 0..<600, using: &random)),
      Double(Int.random(in: -40...40, using: &random)) / 4, quality: quality)
  }
  return rows[...]
}

@Test(arguments: [UInt64(1), 2, 3, 4, 5])
func theRollupEqualsTheReadingsWhateverTheirOrder(_ seed: UInt64) throws {
  var random = Seeded(seed)
  let fixture = try Fixture()
  let store = try fixture.open()
  for round in 0..<40 {
    _ = try store.commit(WriteSlice(readings: disorder(fixture, &random)))
    if round % 7 == 0 { _ = try store.maintain(now: Fixture.start + .minutes(Int64(round / 4))) }
  }
  try store.maintainAll(now: Fixture.start + .minutes(20))
  #expect(try differences(fixture) == 0, "seed \(seed)")
}

@Test(arguments: [UInt64(11), 12, 13])
func theRollupEqualsTheReadingsAlsoAfterSuddenEnds(_ seed: UInt64) throws {
  var random = Seeded(seed)
  let fixture = try Fixture()
  for round in 0..<12 {
    // Letting go of a store writes none of the minutes that wait in memory, as a kill would not.
    let store = try fixture.open()
    for _ in 0..<3 { _ = try store.commit(WriteSlice(readings: disorder(fixture, &random))) }
    if round % 2 == 0 { _ = try store.maintain(now: Fixture.start + .minutes(Int64(round))) }
    store.close()
  }
  let store = try fixture.open()
  try store.maintainAll(now: Fixture.start + .minutes(20))
  #expect(try differences(fixture) == 0, "seed \(seed)")
}

@Test func aReplacedReadingMovesItsMinuteOnceItIsMaintained() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(
    WriteSlice(readings: [
      fixture.reading(0, at: 1, 5), fixture.reading(0, at: 2, 9), fixture.reading(0, at: 61, 1),
    ]))
  _ = try store.commit(WriteSlice(readings: [fixture.reading(0, at: 2, 4)]))
  try store.maintainAll(now: Fixture.start + .minutes(5))
  let points = try fixture.reader().chart(SensorIndex(0), .twoHours, now: Fixture.start + .minutes(5))
  #expect(points.map(\.maximum) == [5, 1])
}

@Test func answersFromThePastWriteTheirMinuteOnceASecond() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  let now = Fixture.start + .minutes(30)
  func counted() throws -> Int64? { try fixture.number("SELECT total(count) FROM rollup") }
  _ = try store.commit(WriteSlice(readings: [fixture.reading(0, at: 1, 5)]))
  try store.maintainAll(now: now)
  #expect(try counted() == 1)
  for second in 2..<50 {
    _ = try store.commit(WriteSlice(readings: [fixture.reading(0, at: Double(second), 5)]))
    try store.maintainAll(now: now)
  }
  #expect(try counted() == 1, "the minute is open again until the second is over")
  try store.maintainAll(now: now + .seconds(1))
  #expect(try counted() == 49)
}
