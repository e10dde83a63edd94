import Alarms
import CitySafety
import GRDB
import Glibc
import Operations
import Store
import Testing

/// A store with twelve entries, closed.
private func journal(_ fixture: Fixture) throws {
  let store = try fixture.open()
  for index in 0..<12 {
    let at = Fixture.start + .seconds(Int64(index))
    _ = try store.commit(
      fixture.slice([fixture.condition(index % 4, index % 3 == 0 ? .red : .blue, at: Int64(index))], at: at))
  }
  store.close()
}

@Test func anUntouchedJournalVerifies() throws {
  let fixture = try Fixture()
  try journal(fixture)
  let verdict = try StoreTools.verifyJournal(fixture.path)
  #expect(verdict.isGood)
  #expect(verdict.entries == 12)
  #expect(verdict.head == (try StoreTools.anchor(fixture.path)))
}

@Test func anEditedBodyIsFound() throws {
  let fixture = try Fixture()
  try journal(fixture)
  try fixture.tamper(
    "UPDATE journal SET body = (SELECT body FROM journal WHERE sequence = 9) WHERE sequence = 5")
  #expect(try StoreTools.verifyJournal(fixture.path).faults == [JournalFault(kind: .edited, sequence: 5)])
}

@Test func anEditedTimeIsFound() throws {
  let fixture = try Fixture()
  try journal(fixture)
  try fixture.tamper("UPDATE journal SET at = at + 1 WHERE sequence = 12")
  #expect(try StoreTools.verifyJournal(fixture.path).faults == [JournalFault(kind: .edited, sequence: 12)])
}

@Test func aDeletedEntryIsFoundByItsGap() throws {
  let fixture = try Fixture()
  try journal(fixture)
  try fixture.tamper("DELETE FROM journal WHERE sequence BETWEEN 5 AND 6")
  #expect(try StoreTools.verifyJournal(fixture.path).faults == [JournalFault(kind: .deleted, sequence: 5)])
}

@Test func aDeletedEntryIsFoundAlsoWhenThoseAfterItAreNumberedAnew() throws {
  let fixture = try Fixture()
  try journal(fixture)
  try fixture.tamper(
    "DELETE FROM journal WHERE sequence = 5")
  for sequence in 6...12 {
    try fixture.tamper("UPDATE journal SET sequence = \(sequence - 1) WHERE sequence = \(sequence)")
  }
  #expect(try StoreTools.verifyJournal(fixture.path).faults == [JournalFault(kind: .deleted, sequence: 5)])
}

@Test func anInsertedEntryIsFound() throws {
  let fixture = try Fixture()
  try journal(fixture)
  for sequence in (5...12).reversed() {
    try fixture.tamper("UPDATE journal SET sequence = \(sequence + 1) WHERE sequence = \(sequence)")
  }
  try fixture.tamper("INSERT INTO journal SELECT 5, at, kind, body, hash FROM journal WHERE sequence = 3")
  #expect(try StoreTools.verifyJournal(fixture.path).faults == [JournalFault(kind: .inserted, sequence: 5)])
}

@Test(arguments: [(5, 6), (3, 9), (11, 12)])
func exchangedEntriesAreFound(_ pair: (Int, Int)) throws {
  let fixture = try Fixture()
  try journal(fixture)
  try fixture.tamper(
    "UPDATE journal SET sequence = 1000 WHERE sequence = \(pair.0)",
    "UPDATE journal SET sequence = \(pair.0) WHERE sequence = \(pair.1)",
    "UPDATE journal SET sequence = \(pair.1) WHERE sequence = 1000")
  let faults = try StoreTools.verifyJournal(fixture.path).faults
  #expect(faults == [JournalFault(kind: .reordered, sequence: Int64(pair.0))])
}

@Test func aCutOffEndIsFoundAgainstTheTablesAndNamedAgainstTheAnchor() throws {
  let fixture = try Fixture()
  try journal(fixture)
  let anchor = try StoreTools.anchor(fixture.path)
  try fixture.tamper("DELETE FROM journal WHERE sequence > 10")
  let faults = try StoreTools.verifyJournal(fixture.path).faults
  #expect(faults.map(\.kind) == [.stateDiffers] && faults.map(\.sequence) == [10])
  let verdict = try StoreTools.verifyJournal(fixture.path, anchor: anchor)
  #expect(verdict.faults == [JournalFault(kind: .truncated, sequence: 11)])
}

@Test func aJournalWrittenAnewIsFoundOnlyAgainstTheAnchor() throws {
  let fixture = try Fixture()
  try journal(fixture)
  let anchor = try StoreTools.anchor(fixture.path)
  let other = try Fixture()
  other.sequence = 0
  let store = try other.open()
  for index in 0..<14 {
    _ = try store.commit(other.slice([other.condition(index % 4, .orange, at: Int64(index))]))
  }
  store.close()
  #expect(try StoreTools.verifyJournal(other.path).isGood)
  let verdict = try StoreTools.verifyJournal(other.path, anchor: anchor)
  #expect(verdict.faults == [JournalFault(kind: .rewritten, sequence: 12)])
}

@Test func anAnchorReadsBackFromWhatIsPrinted() throws {
  let fixture = try Fixture()
  try journal(fixture)
  let anchor = try StoreTools.anchor(fixture.path)
  #expect(Anchor(text: anchor.text) == anchor)
  #expect(Anchor(text: anchor.text + "0") == nil)
  #expect(try StoreTools.verifyJournal(fixture.path, anchor: anchor).isGood)
}

@Test func theJournalIsAppendOnlyToSQLToo() throws {
  let fixture = try Fixture()
  try journal(fixture)
  let queue = try DatabaseQueue(path: fixture.path)
  for sql in ["UPDATE journal SET at = 1", "DELETE FROM journal WHERE sequence = 12"] {
    #expect(throws: DatabaseError.self) { try queue.write { db in try db.execute(sql: sql) } }
  }
}

@Test func aTamperedEndIsSeenAtOpening() throws {
  let fixture = try Fixture()
  try journal(fixture)
  try fixture.tamper("UPDATE journal SET at = at + 1 WHERE sequence = 7")
  #expect(try fixture.open().restored.tailFault == JournalFault(kind: .edited, sequence: 7))
}

/// A store whose journal went through several sealed and archived segments.
private func archived(_ fixture: Fixture) throws -> Anchor {
  var policy = StorePolicy()
  policy.segmentEntries = 10
  policy.sealedSegments = 2
  policy.rowsPerSlice = 4
  let store = try fixture.open(policy: policy)
  for index in 0..<75 {
    let at = Fixture.start + .minutes(Int64(index) * 30)
    _ = try store.commit(
      fixture.slice([fixture.condition(index % 4, index % 8 < 4 ? .red : nil, at: Int64(index))], at: at))
    try store.maintainAll(now: at)
  }
  store.close()
  return try StoreTools.anchor(fixture.path)
}

@Test func oldSegmentsMoveToArchiveFilesAndTheChainHoldsAcrossThem() throws {
  let fixture = try Fixture()
  let anchor = try archived(fixture)
  #expect(Fixture.names(in: fixture.path + ".journal") == (1...5).map { "00000\($0).seg" })
  #expect(try fixture.number("SELECT min(sequence) FROM journal") == 51)
  let verdict = try StoreTools.verifyJournal(fixture.path, anchor: anchor)
  #expect(verdict.isGood)
  #expect(verdict.entries == 75)
  #expect(verdict.segments == 8)
}

@Test func aStoreWithArchivedSegmentsOpensAndGoesOn() throws {
  let fixture = try Fixture()
  _ = try archived(fixture)
  let store = try fixture.open()
  #expect(store.restored.state == fixture.state)
  _ = try store.commit(fixture.slice([.ownerStarted(version: "1", seat: "a")]))
  let report = try StoreTools.check(fixture.path)
  #expect(report.isGood, "\(report.lines.map(\.en))")
}

@Test func aChangedByteInAnArchiveFileIsFound() throws {
  let fixture = try Fixture()
  _ = try archived(fixture)
  let path = fixture.path + ".journal/000003.seg"
  var status = stat()
  #expect(stat(path, &status) == 0)
  let descriptor = Glibc.open(path, O_RDWR)
  var byte: [UInt8] = [0]
  let position = status.st_size - 40
  pread(descriptor, &byte, 1, position)
  byte[0] ^= 1
  pwrite(descriptor, byte, 1, position)
  close(descriptor)
  let faults = try StoreTools.verifyJournal(fixture.path).faults
  #expect(faults.first == JournalFault(kind: .edited, sequence: 30))
}

@Test func aShortenedArchiveFileIsFound() throws {
  let fixture = try Fixture()
  _ = try archived(fixture)
  truncate(fixture.path + ".journal/000002.seg", 300)
  #expect(try StoreTools.verifyJournal(fixture.path).faults.first?.kind == .segmentDamaged)
}

@Test func anAbsentArchiveFileIsNamed() throws {
  let fixture = try Fixture()
  _ = try archived(fixture)
  unlink(fixture.path + ".journal/000004.seg")
  #expect(
    try StoreTools.verifyJournal(fixture.path).faults == [JournalFault(kind: .segmentMissing, sequence: 31)])
}

@Test func aChangedCheckpointIsFound() throws {
  let fixture = try Fixture()
  _ = try archived(fixture)
  try fixture.tamper(
    """
    UPDATE journal_segment SET checkpoint = (SELECT checkpoint FROM journal_segment WHERE number = 6)
      WHERE number = 8
    """
  )
  let faults = try StoreTools.verifyJournal(fixture.path).faults
  #expect(faults == [JournalFault(kind: .edited, sequence: 71)])
}

@Test func replayingTheOpenSegmentGivesTheTables() throws {
  let fixture = try Fixture()
  try journal(fixture)
  #expect(try StoreTools.check(fixture.path).isGood)
  try fixture.tamper("UPDATE alarm SET body = (SELECT body FROM alarm WHERE id = 2) WHERE id = 3")
  #expect(!(try StoreTools.check(fixture.path).isGood))
}

@Test func aJournalOfManyPagesVerifiesInTableAndArchive() throws {
  let fixture = try Fixture()
  var policy = StorePolicy()
  policy.segmentEntries = 4000
  policy.sealedSegments = 0
  let store = try fixture.open(policy: policy)
  for block in 0..<10 {
    let now = Fixture.start + .minutes(Int64(block))
    _ = try store.commit(fixture.slice((0..<1000).map { .clockStepped(by: .seconds($0)) }))
    try store.maintainAll(now: now + .minutes(6 * Int64(block)))
  }
  #expect(Fixture.names(in: fixture.path + ".journal") == ["000001.seg", "000002.seg"])
  store.close()
  #expect(try StoreTools.verifyJournal(fixture.path).entries == 10_000)
  try fixture.tamper("UPDATE journal SET at = at + 1 WHERE sequence = 9999")
  let faults = try StoreTools.verifyJournal(fixture.path).faults
  #expect(faults == [JournalFault(kind: .edited, sequence: 9999)])
}
