import CitySafety
import Operations
import Store
import Testing

@Test func aRepeatedReadingChangesNothing() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  let first = fixture.reading(0, at: 1, 5)
  _ = try store.commit(WriteSlice(readings: [first, fixture.reading(0, at: 2, 6)]))
  let report = try store.commit(WriteSlice(readings: [first, fixture.reading(0, at: 2, 6)]))
  #expect(report.repeated == 2)
  #expect(report.inserted == 0 && report.revised == 0)
  let latest = try #require(try fixture.reader().snapshot(after: nil, now: Fixture.start).latest[0])
  #expect(latest.revisions == 0)
  #expect(try StoreTools.status(fixture.path).readings == 2)
}

@Test func theLastValueOfATimeWinsAndTheRevisionIsCounted() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  for value in [5.0, 6, 6, 7] {
    _ = try store.commit(WriteSlice(readings: [fixture.reading(0, at: 1, value)]))
  }
  let latest = try #require(try fixture.reader().snapshot(after: nil, now: Fixture.start).latest[0])
  #expect(latest.value == 7)
  #expect(latest.revisions == 2)
  let status = try StoreTools.status(fixture.path)
  #expect(status.readings == 1)
  #expect(status.revisions == 2)
}

@Test func aLateReadingIsKeptAndNeverBecomesTheLatest() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(WriteSlice(readings: [fixture.reading(0, at: 100, 5)]))
  let report = try store.commit(WriteSlice(readings: [fixture.reading(0, at: 1, 9)]))
  #expect(report.inserted == 1)
  let latest = try #require(try fixture.reader().snapshot(after: nil, now: Fixture.start).latest[0])
  #expect(latest.value == 5)
  #expect(try StoreTools.status(fixture.path).readings == 2)
}

@Test func aReadingFromTheFutureDoesNotHideTheTrueValuesAfterIt() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(WriteSlice(readings: [fixture.reading(0, at: 90_000, 99, quality: .fromFuture)]))
  _ = try store.commit(WriteSlice(readings: [fixture.reading(0, at: 1, 5)]))
  _ = try store.commit(WriteSlice(readings: [fixture.reading(0, at: 91_000, 98, quality: .fromFuture)]))
  let latest = try #require(try fixture.reader().snapshot(after: nil, now: Fixture.start).latest[0])
  #expect(latest.value == 5)
}

@Test func aMissingValueIsStoredAsMissingAndIsNoNumber() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(
    WriteSlice(readings: [fixture.reading(0, at: 1, 0, quality: .missing), fixture.reading(1, at: 1, .nan)]))
  let snapshot = try fixture.reader().snapshot(after: nil, now: Fixture.start)
  for sensor in 0..<2 {
    let latest = try #require(snapshot.latest[sensor])
    #expect(latest.quality == .missing)
    #expect(latest.value.isNaN)
  }
}

@Test func bothTimesOfAReadingAreKept() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  let reading = fixture.reading(2, at: 7, 1, late: 1234)
  _ = try store.commit(WriteSlice(readings: [reading]))
  let latest = try #require(try fixture.reader().snapshot(after: nil, now: Fixture.start).latest[2])
  #expect(latest.measured == reading.measured)
  #expect(latest.arrived == reading.arrived)
}

@Test func readingsOfNoSensorOrNoPossibleTimeAreRefusedAndTheRestIsWritten() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  var impossible = fixture.reading(0, at: 1, 1)
  impossible.measured = .distantFuture
  let report = try store.commit(
    WriteSlice(readings: [fixture.reading(99, at: 1, 1), impossible, fixture.reading(0, at: 2, 1)]))
  #expect(report.refused == 2)
  #expect(report.inserted == 1)
}

@Test(arguments: [
  "INSERT INTO reading VALUES (1, 1, NULL, 0, 1, 0, 0)", "INSERT INTO reading VALUES (1, 1, 2.0, 9, 1, 0, 0)",
  "INSERT INTO reading VALUES (1, 1, 'x', 0, 1, 0, 0)", "INSERT INTO latest VALUES (77, 1, 0, 2.0, 0, 0, 1)",
  "INSERT INTO rollup VALUES (1, 1, 5.0, 4.0, 9.0, 2)", "INSERT INTO rollup VALUES (1, 1, 4.0, 5.0, 9.0, 0)",
  "UPDATE state SET readings = -1", "INSERT INTO journal VALUES (0, 1, 1, x'0101', zeroblob(32))",
  "INSERT INTO journal VALUES (5, 1, 1, x'0101', zeroblob(31))",
  "INSERT INTO quarantine VALUES (1, 1, 1, 'malformed', 0, '', '', zeroblob(4097))",
  "INSERT INTO alarm VALUES (1, 'k', 0, 1, 1, 1, 1, 0, 0, 0, 1, x'00')",
  "INSERT INTO alarm VALUES (1, 'k', 0, 0, 5, 1, 1, 0, 0, 0, 1, x'00')",
])
func theSchemaRefusesNonsense(_ sql: String) throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  store.close()
  #expect(throws: (any Error).self) { try fixture.tamper(sql) }
}

@Test func sensorsKeepTheirReadingsWhenTheSitesOrderChanges() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(WriteSlice(readings: [fixture.reading(0, at: 1, 10), fixture.reading(3, at: 1, 13)]))
  store.close()
  var turned = fixture.site
  turned.sensors.reverse()
  let again = try StoreOwner(path: fixture.path, site: turned, now: Fixture.start)
  #expect(again.restored.latest[3]?.value == 10)
  #expect(again.restored.latest[0]?.value == 13)
}
