import Alarms
import CitySafety
import Glibc
import Operations
import Store
import Testing

/// 75 entries half an hour apart, some of them in archive files.
private func written(_ fixture: Fixture) throws {
  var policy = StorePolicy()
  policy.segmentEntries = 10
  policy.sealedSegments = 2
  policy.rowsPerSlice = 4
  let store = try fixture.open(policy: policy)
  for index in 0..<75 {
    let at = Fixture.start + .minutes(Int64(index) * 30)
    let event: Event =
      index == 0
      ? .ownerStarted(version: "1", seat: "a")
      : fixture.condition(index % 4, index % 8 < 4 ? .red : nil, at: Int64(index) * 1800)
    _ = try store.commit(fixture.slice([event], at: at))
    try store.maintainAll(now: at)
  }
  store.close()
}

/// The entry at this place is so long after the start.
private func after(_ index: Int) -> Instant { Fixture.start + .minutes(Int64(index) * 30) }

@Test func theFiguresAreThoseOfTheWholeJournalArchiveFilesIncluded() throws {
  let fixture = try Fixture()
  try written(fixture)
  #expect(Fixture.names(in: fixture.path + ".journal").count == 5)
  let report = try StoreTools.quality(fixture.path, days: 30, until: after(75), isOwned: true)
  #expect(report.entries == 75)
  // Of each eight entries four raise; entry 0 is none of them.
  #expect(report.annunciations == 39 - 1)
  #expect(report.days == 1)
  #expect(report.watched == .minutes(75 * 30))
}

@Test func aWindowStartsInTheMiddleOfAnArchivedSegment() throws {
  let fixture = try Fixture()
  try written(fixture)
  // A day back from entry 60 is entry 12.
  let report = try StoreTools.quality(fixture.path, days: 1, until: after(60), isOwned: false)
  #expect(report.from == after(12))
  #expect(report.entries == 49)
  #expect(report.watched == .hours(24))
}

@Test func theSameJournalGivesTheSameBytes() throws {
  let fixture = try Fixture()
  try written(fixture)
  func json() throws -> String {
    try StoreTools.quality(fixture.path, days: 30, until: after(75), isOwned: true).json
  }
  #expect(try json() == json())
  #expect(try json().hasPrefix("{\"from\":"))
}

@Test func theFiguresAreTheSameWhateverTheSlices() throws {
  let fixture = try Fixture()
  try written(fixture)
  let whole = try StoreTools.quality(fixture.path, days: 30, until: after(75), isOwned: true)
  for limit in [1, 3, 7, 10] {
    let reader = try QualityReader(path: fixture.path, from: after(75) - .hours(720), until: after(75))
    while try reader.read(limit: limit) {}
    #expect(reader.report(at: after(75), isOwned: true) == whole, "\(limit)")
  }
}

@Test func aReaderGoesOnWithWhatWasWrittenSince() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(fixture.slice([fixture.condition(0, .red)]))
  let reader = try QualityReader(path: fixture.path, from: Fixture.start)
  while try reader.read(limit: 100) {}
  #expect(reader.report(at: after(1), isOwned: true).annunciations == 1)
  _ = try store.commit(fixture.slice([fixture.condition(1, .red)], at: after(1)))
  while try reader.read(limit: 100) {}
  #expect(reader.report(at: after(2), isOwned: true).annunciations == 2)
}

@Test func aSegmentThatMovesToItsArchiveFileBetweenSlicesIsReadThere() throws {
  let fixture = try Fixture()
  var policy = StorePolicy()
  policy.segmentEntries = 10
  let store = try fixture.open(policy: policy)
  for index in 0..<35 {
    let event = fixture.condition(index % 4, index % 8 < 4 ? .red : nil, at: Int64(index) * 1800)
    _ = try store.commit(fixture.slice([event], at: after(index)))
    try store.maintainAll(now: after(index))
  }
  let reader = try QualityReader(path: fixture.path, from: Fixture.start - .hours(1))
  #expect(try reader.read(limit: 4))
  // Long past the time that the journal's segments stay in the tables.
  try store.maintainAll(now: Fixture.start + .hours(24 * 365))
  #expect(Fixture.names(in: fixture.path + ".journal").isEmpty == false)
  while try reader.read(limit: 4) {}
  #expect(reader.report(at: after(35), isOwned: true).entries == 35)
}

@Test func whereAnOldArchiveFileIsGoneTheDataBeginsAfterIt() throws {
  let fixture = try Fixture()
  try written(fixture)
  unlink(fixture.path + ".journal/000001.seg")
  let report = try StoreTools.quality(fixture.path, days: 30, until: after(75), isOwned: true)
  #expect(report.entries == 65)
  unlink(fixture.path + ".journal/000003.seg")
  #expect(throws: StoreFailure.self) {
    try StoreTools.quality(fixture.path, days: 30, until: after(75), isOwned: true)
  }
}

@Test func withoutAnOwnerTheTimeSinceTheLastEntryIsNotWatched() throws {
  let fixture = try Fixture()
  try written(fixture)
  let report = try StoreTools.quality(fixture.path, days: 30, until: after(200), isOwned: false)
  #expect(report.watched == .minutes(74 * 30))
}
