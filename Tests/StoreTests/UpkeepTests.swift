import Alarms
import CitySafety
import GRDB
import Glibc
import Operations
import Store
import Testing

@Test func readingsAndMinutesBeyondTheSitesAgeAreDroppedAndNoOthers() throws {
  let fixture = try Fixture { $0.readingRetention = .hours(1) }
  var policy = StorePolicy()
  policy.rowsPerSlice = 50
  let store = try fixture.open(policy: policy)
  for minute in 0..<180 {
    let rows = (0..<4).map { fixture.reading($0, at: Double(minute * 60), Double(minute)) }
    _ = try store.commit(WriteSlice(readings: rows[...]))
  }
  try store.maintainAll(now: Fixture.start + .minutes(180))
  #expect(try fixture.number("SELECT count(*) FROM reading") == 240)
  // The last minute is still open.
  #expect(try fixture.number("SELECT count(*) FROM rollup") == 236)
  let status = try StoreTools.status(fixture.path)
  #expect(status.readings == 240 && status.readingsDropped == 480)
  #expect(try StoreTools.check(fixture.path).isGood)
}

@Test func aFileAboveTheSitesSizeLosesItsOldestReadingsAndShrinks() throws {
  let fixture = try Fixture { $0.storeLimit = 1 << 20 }
  let store = try fixture.open()
  for block in 0..<40 {
    let rows = (0..<2000).map { fixture.reading($0 % 4, at: Double(block * 500 + $0 / 4), Double($0) * 1.1) }
    _ = try store.commit(WriteSlice(readings: rows[...]))
  }
  let before = try StoreTools.status(fixture.path)
  let now = Fixture.start + .seconds(20_000)
  for round in 0..<200 { _ = try store.maintain(now: now + .seconds(Int64(round) * 31)) }
  try store.maintainAll(now: now + .hours(3))
  store.close()
  let after = try StoreTools.status(fixture.path)
  #expect(before.bytes > 2 << 20)
  #expect(after.bytes < 3 << 19)
  #expect(after.readings > 1000)
  #expect(after.newestReading == before.newestReading)
  #expect(try fixture.number("SELECT min(measured) FROM reading") ?? 0 > Fixture.start.milliseconds)
}

@Test func readingsAbsurdlyFarInTheFutureDoNotStayForEver() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(
    WriteSlice(readings: [fixture.reading(0, at: 1, 1), fixture.reading(1, at: 9e9, 1, quality: .fromFuture)])
  )
  try store.maintainAll(now: Fixture.start)
  #expect(try StoreTools.status(fixture.path).readings == 1)
}

@Test func quarantineKeepsTheNewestWithinBothBoundsAndCountsTheRest() throws {
  let fixture = try Fixture()
  var policy = StorePolicy()
  policy.quarantineRows = 10
  policy.quarantineBytes = 5000
  let store = try fixture.open(policy: policy)
  for index in 0..<30 {
    let row = QuarantineRow(
      source: SourceIndex(0), at: Fixture.start, reason: "malformed", offset: index,
      detail: Bilingual(same: "\(index)"), bytes: [UInt8](repeating: 1, count: index < 20 ? 10 : 2000))
    _ = try store.commit(WriteSlice(quarantine: [row]))
  }
  let status = try StoreTools.status(fixture.path)
  #expect(status.quarantine == 2)
  #expect(status.quarantineDropped == 28)
  #expect(try fixture.number("SELECT min(offset) FROM quarantine") == 28)
}

@Test func oldResultsAndOverfullRegistersAreTrimmed() throws {
  let fixture = try Fixture()
  var policy = StorePolicy()
  policy.rememberedFiles = 5
  policy.earthquakeRows = 3
  let store = try fixture.open(policy: policy)
  for index in 0..<9 {
    let at = Fixture.start + .hours(Int64(index) * 24)
    let file = RememberedFile(source: SourceIndex(0), name: "\(index)", size: 1, modified: Int64(index))
    let result = ResultRow(id: CommandID(text: "\(index)"), result: .done(revision: 1), at: at)
    let quake = Earthquake(
      identifier: "q\(index)", origin: at, updated: at, latitude: 0, longitude: 0, place: "",
      isReviewed: true,
      isNatural: true)
    _ = try store.commit(WriteSlice(earthquakes: [quake], results: [result], files: [file]))
  }
  try store.maintainAll(now: Fixture.start + .hours(9 * 24))
  #expect(try fixture.number("SELECT count(*) FROM remembered_file") == 5)
  #expect(try fixture.number("SELECT min(CAST(name AS INTEGER)) FROM remembered_file") == 4)
  #expect(try fixture.number("SELECT count(*) FROM earthquake") == 3)
  #expect(try store.result(of: CommandID(text: "1")) == nil)
  #expect(try store.result(of: CommandID(text: "2")) == .done(revision: 1))
}

@Test func theWriteAheadLogStaysBoundedUnderMaintenance() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  for block in 0..<60 {
    let rows = (0..<2000).map { fixture.reading($0 % 4, at: Double(block * 500 + $0 / 4), Double($0)) }
    _ = try store.commit(WriteSlice(readings: rows[...]))
    try store.maintainAll(now: Fixture.start)
  }
  var status = stat()
  #expect(stat(fixture.path + "-wal", &status) == 0)
  #expect(status.st_size < 4 << 20)
}

@Test func aBackupIsTakenWhileTheOwnerWritesAndIsProved() throws {
  let fixture = try Fixture()
  var policy = StorePolicy()
  policy.segmentEntries = 5
  policy.sealedSegments = 1
  let store = try fixture.open(policy: policy)
  for index in 0..<23 {
    let at = Fixture.start + .hours(Int64(index))
    _ = try store.commit(
      fixture.slice([fixture.condition(index % 4, index % 2 == 0 ? .red : nil, at: Int64(index))], at: at))
    try store.maintainAll(now: at)
  }
  let copy = fixture.folder + "/copy.sqlite"
  let report = try StoreTools.backup(fixture.path, to: copy)
  #expect(report.verdict == .good, "\(report.lines.map(\.en))")
  #expect(Fixture.names(in: copy + ".journal") == ["000001.seg", "000002.seg", "000003.seg"])
  _ = try store.commit(fixture.slice([.ownerStopped]))
  #expect(try StoreTools.anchor(copy).sequence == 23)
  #expect(
    #expect(throws: StoreFailure.self) { try StoreTools.backup(fixture.path, to: copy) }?.code == .refused)
}

@Test func aDamagedBackupIsBadAndAnAbsentOneUntested() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  for index in 0..<8 {
    _ = try store.commit(fixture.slice([fixture.condition(0, index % 2 == 0 ? .red : nil, at: Int64(index))]))
  }
  store.close()
  try fixture.tamper("UPDATE journal SET at = 1 WHERE sequence = 4")
  #expect(StoreTools.restoreDrill(fixture.path).verdict == .bad)
  let absent = StoreTools.restoreDrill(fixture.folder + "/none.sqlite")
  #expect(absent.verdict == .untested)
  #expect(!absent.isGood)
}

@Test func aRestoreTakesTheBackupsPlaceOnlyWhereNoStoreIs() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(fixture.slice([fixture.condition(0, .red)]))
  let copy = fixture.folder + "/copy.sqlite"
  _ = try StoreTools.backup(fixture.path, to: copy)
  #expect(
    #expect(throws: StoreFailure.self) { try StoreTools.restore(copy, to: fixture.path) }?.code
      == .ownedElsewhere)
  store.close()
  let place = fixture.folder + "/restored.sqlite"
  #expect(try StoreTools.restore(copy, to: place).isGood)
  let restored = try StoreOwner(path: place, site: fixture.site, now: Fixture.start)
  #expect(restored.restored.state == fixture.state)
}

@Test func theFilesAtAnyMomentAreAWholeStore() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  var copies: [(folder: Fixture, sequence: Int64)] = []
  for index in 0..<30 {
    var slice = fixture.slice([fixture.condition(index % 4, index % 2 == 0 ? .red : .blue, at: Int64(index))])
    slice.readings = [fixture.reading(index % 4, at: Double(index), 1)]
    _ = try store.commit(slice)
    guard index % 10 == 7 else { continue }
    // What a kill leaves: the database and its log as they are.
    let copy = try Fixture()
    for end in ["", "-wal"] { try copyFile(fixture.path + end, copy.path + end) }
    copies.append((copy, fixture.sequence))
  }
  for (copy, sequence) in copies {
    let reopened = try copy.open()
    #expect(reopened.restored.lastSequence == sequence)
    let report = try StoreTools.check(copy.path)
    #expect(report.isGood, "\(report.lines.map(\.en))")
  }
}

private func copyFile(_ source: String, _ target: String) throws {
  let input = fopen(source, "r")
  let output = fopen(target, "w")
  defer {
    fclose(input)
    fclose(output)
  }
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, input)
    if count == 0 { return }
    fwrite(buffer, 1, count, output)
  }
}

private func exported(_ fixture: Fixture, _ kind: StoreTools.ExportKind, _ format: StoreTools.ExportFormat)
  throws -> String
{
  let path = fixture.folder + "/export"
  let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
  defer { close(descriptor) }
  try StoreTools.export(fixture.path, kind: kind, format: format, to: descriptor)
  var bytes = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
  pread(descriptor, &bytes, bytes.count, 0)
  return String(decoding: bytes, as: UTF8.self)
}

@Test func exportsHoldTheRowsInBothFormats() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  var slice = fixture.slice([fixture.condition(0, .red)])
  slice.readings = [fixture.reading(0, at: 1.25, 2.5), fixture.reading(1, at: 1.25, 0, quality: .missing)]
  slice.quarantine = [
    QuarantineRow(
      source: SourceIndex(0), at: Fixture.start, reason: "malformed", offset: 3,
      detail: Bilingual(same: "=1+1, \"x\""), bytes: [0, 255])
  ]
  _ = try store.commit(slice)
  #expect(
    try exported(fixture, .readings, .csv) == """
      measured,arrived,sensor,source,value,quality,revision\r
      2026-11-23T08:00:01.250Z,2026-11-23T08:00:01.750Z,s0,feed,2.5,good,0\r
      2026-11-23T08:00:01.250Z,2026-11-23T08:00:01.750Z,s1,feed,,missing,0\r

      """)
  #expect(try exported(fixture, .quarantine, .csv).hasSuffix("3,\"'=1+1, \"\"x\"\"\",00FF\r\n"))
  #expect(try exported(fixture, .quarantine, .jsonl).contains(#""detail":"=1+1, \"x\"","bytes":"00FF"}"#))
  #expect(
    try exported(fixture, .alarms, .jsonl).hasPrefix(
      #"{"id":1,"key":"threshold:2:s0:high","label":"unacknowledged""#))
  #expect(try exported(fixture, .journal, .csv).contains(try StoreTools.anchor(fixture.path).hash.hex))
}

@Test func statusCountsWhatIsThereWhileTheOwnerRuns() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  var slice = fixture.slice([
    fixture.condition(0, .red), fixture.condition(1, .red), fixture.condition(1, nil, at: 5),
  ])
  slice.readings = [fixture.reading(0, at: 1, 2), fixture.reading(1, at: 2, 2)]
  _ = try store.commit(slice)
  let status = try StoreTools.status(fixture.path)
  #expect(status.site == "test" && status.readings == 2 && status.alarms == 2 && status.openAlarms == 2)
  #expect(status.head.sequence == 3 && status.newestReading == Fixture.start + .seconds(2))
  #expect(status.json(owner: true).contains(#""owner":true,"bytes":"#))
  #expect(store.head == status.head)
}
