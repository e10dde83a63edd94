import Alarms
import CitySafety
import Glibc
import Operations
import Store
import Testing

private func mode(_ path: String) -> UInt32 {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}

@Test func everyFileOfAStoreIsForItsOwnerAlone() throws {
  let fixture = try Fixture()
  let old = umask(0)
  defer { umask(old) }
  let store = try fixture.open()
  _ = try store.commit(WriteSlice(readings: [fixture.reading(0, at: 1, 1)]))
  for end in ["", "-wal", "-shm", ".lock"] { #expect(mode(fixture.path + end) == 0o600, "\(end)") }
}

@Test func aSecondOwnerIsRefusedAndTheFirstGoesOn() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  let failure = #expect(throws: StoreFailure.self) { try fixture.open() }
  #expect(failure?.code == .ownedElsewhere)
  #expect(try store.commit(WriteSlice(readings: [fixture.reading(0, at: 1, 1)])).inserted == 1)
}

@Test func afterTheOwnerClosedAnotherTakesOver() throws {
  let fixture = try Fixture()
  do {
    let store = try fixture.open()
    _ = try store.commit(fixture.slice([.ownerStarted(version: "1", seat: "a")]))
    store.close()
  }
  let next = try fixture.open()
  #expect(next.restored.lastSequence == 1)
}

@Test func aStoreOfAnotherSiteIsRefused() throws {
  let fixture = try Fixture()
  try fixture.open().close()
  var other = fixture.site
  other.id = "elsewhere"
  let failure = #expect(throws: StoreFailure.self) {
    try StoreOwner(path: fixture.path, site: other, now: Fixture.start)
  }
  #expect(failure?.code == .otherSite)
}

@Test func aStoreOfANewerProgramIsRefusedByOwnerAndReader() throws {
  let fixture = try Fixture()
  try fixture.open().close()
  try fixture.tamper("PRAGMA user_version = 999")
  #expect(#expect(throws: StoreFailure.self) { try fixture.open() }?.code == .newerSchema)
  #expect(#expect(throws: StoreFailure.self) { try fixture.reader() }?.code == .newerSchema)
}

@Test func aFileOfAnotherProgramIsRefusedUntouched() throws {
  let fixture = try Fixture()
  try fixture.tamper("CREATE TABLE foreign_thing (a)")
  #expect(#expect(throws: StoreFailure.self) { try fixture.open() }?.code == .notAStore)
  #expect(try fixture.number("SELECT count(*) FROM sqlite_schema") == 1)
}

@Test func aFileThatIsNoDatabaseIsNamedAsSuch() throws {
  let fixture = try Fixture()
  let file = fopen(fixture.path, "w")
  fputs(String(repeating: "not a database ", count: 500), file)
  fclose(file)
  #expect(#expect(throws: StoreFailure.self) { try fixture.open() }?.code == .notAStore)
}

@Test func aReaderWithoutAStoreSaysThatItIsAbsent() throws {
  let fixture = try Fixture()
  #expect(#expect(throws: StoreFailure.self) { try fixture.reader() }?.code == .absent)
}

@Test func aStoreThatAnOwnerIsJustMakingIsStillAbsentToAReader() throws {
  let fixture = try Fixture()
  try fixture.tamper("PRAGMA journal_mode = WAL")
  #expect(#expect(throws: StoreFailure.self) { try fixture.reader() }?.code == .absent)
  try fixture.tamper("CREATE TABLE foreign_thing (a)")
  #expect(#expect(throws: StoreFailure.self) { try fixture.reader() }?.code == .notAStore)
}

@Test func everyFailureSaysWhatAndWhatToDoInBothLanguages() throws {
  let fixture = try Fixture()
  let failure = try #require(#expect(throws: StoreFailure.self) { try fixture.reader() })
  for language in Language.allCases {
    #expect(failure.message[language].contains(fixture.path))
    #expect(!failure.remedy[language].isEmpty)
  }
}

@Test func whatWasCommittedComesBackAfterOpeningAgain() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(fixture.slice([fixture.condition(0, .red), fixture.condition(1, .blue)]))
  let health = SourceHealth(
    state: .stale, lastAttempt: Fixture.start, failures: 3, failure: Bilingual(zh: "断", en: "cut"), rows: 7,
    quarantined: 2)
  let file = RememberedFile(source: SourceIndex(0), name: "a.csv", size: 9, modified: 77)
  let mark = SourceMark(source: SourceIndex(0), name: "etag", value: "\"x\"")
  _ = try store.commit(
    WriteSlice(
      readings: [fixture.reading(1, at: 3, 4)],
      sources: [SourceReport(source: SourceIndex(0), health: health)], marks: [mark], files: [file]))
  store.close()
  let restored = try fixture.open().restored
  #expect(restored.alarms.all == fixture.state.alarms.all)
  #expect(restored.state == fixture.state)
  #expect(restored.sources == [health])
  #expect(restored.marks == [mark])
  #expect(restored.files == [file])
  #expect(restored.latest[1]?.value == 4)
  #expect(restored.tailFault == nil)
}

@Test func theFirstResultOfACommandIsReturnedForARepeatOfItsId() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  let id = CommandID(text: "wang/acknowledge/1/1/1/0")
  #expect(try store.result(of: id) == nil)
  _ = try store.commit(
    WriteSlice(results: [ResultRow(id: id, result: .done(revision: 4), at: Fixture.start)]))
  _ = try store.commit(
    WriteSlice(results: [ResultRow(id: id, result: .refused(.noOwner), at: Fixture.start)]))
  #expect(try store.result(of: id) == .done(revision: 4))
}

@Test func aFailedSliceWritesNothingOfItselfAndTheNextGoesOn() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(fixture.slice([.ownerStarted(version: "1", seat: "a")]))
  var broken = WriteSlice(readings: [fixture.reading(0, at: 1, 1)])
  broken.entries = [JournalEntry(sequence: 9, at: Fixture.start, event: .ownerStopped)]
  broken.readings = [fixture.reading(0, at: 1, 1)]
  #expect(#expect(throws: StoreFailure.self) { try store.commit(broken) }?.code == .refused)
  #expect(try StoreTools.status(fixture.path).readings == 0)
  let report = try store.commit(WriteSlice(readings: [fixture.reading(0, at: 1, 1)]))
  #expect(report.inserted == 1)
  _ = try store.commit(fixture.slice([.ownerStopped]))
  #expect(try StoreTools.verifyJournal(fixture.path).isGood)
}

@Test func anAlarmThatGoesBackIsRefused() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(fixture.slice([fixture.condition(0, .yellow), fixture.condition(0, .red, at: 1)]))
  var alarm = try #require(fixture.state.alarms.all.first)
  alarm.version -= 1
  #expect(
    #expect(throws: StoreFailure.self) { try store.commit(WriteSlice(alarms: [alarm])) }?.code == .refused)
}

@Test func anOutboxKeyIsWrittenOnce() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  let row = OutboxRow(
    key: "1/log/lead", lane: OutboxLane(channel: "log", receiver: "lead", grade: 0), at: Fixture.start,
    body: [1])
  _ = try store.commit(WriteSlice(outbox: [row, row]))
  #expect(try StoreTools.status(fixture.path).outbox == 1)
}
