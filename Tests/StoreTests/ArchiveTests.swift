import Alarms
import CityDispatch
import CitySafety
import Glibc
import Operations
import Store
import Testing

/// A store with one incident, and the files that are sealed of it.
enum ArchiveFixture {
  static let lead = Actor(person: "lead", displayName: "陈立", role: .lead, seat: "desk-1")

  /// A gas alarm at two sensors of one point, its incident with one task, readings around it; closed by `isClosed`.
  static func store(isClosed: Bool = true) throws -> Fixture {
    let text = Bilingual(zh: "井", en: "well")
    let fixture = try Fixture { site in
      site.riskPoints = [
        RiskPoint(
          id: "well", name: text, alias: "w", sector: .lifelines, inventory: "", riskLevel: .orange,
          hazardCategory: "", grid: "", place: Place(name: text), supervisionTier: "", industryDepartment: 0,
          responsibleDepartment: 0, responsiblePerson: "", sharingPath: "", isMadeUp: true)
      ]
    }
    let store = try fixture.open()
    _ = try store.commit(
      WriteSlice(
        readings: [
          fixture.reading(0, at: -100, 1), fixture.reading(0, at: -20, 2.5),
          fixture.reading(1, at: -0.75, 3, quality: .missing), fixture.reading(1, at: 0, 3, quality: .marked),
          fixture.reading(1, at: 1, 4),
        ][...]))
    perform(
      [
        .open(
          IncidentID(1),
          IncidentDraft(
            alarms: [AlarmID(1)], plan: "", planVersion: "", title: text, place: text, sector: .lifelines,
            grade: .red, level: .one, commander: "陈立", checklist: [],
            tasks: [
              TaskDraft(
                planTask: "", unit: "housing", team: "", what: text,
                limits: OrderPolicy().limits(arrival: .zero, feedback: .zero), recipient: "housing")
            ]), isOrdered: true)
      ], fixture, store, raising: true)
    if isClosed {
      perform(
        [
          .step(TaskID(1), .cancel, channel: "", words: "误报"), .terminate(IncidentID(1), reason: "正常"),
          .close(IncidentID(1), verdict: "属实", lessons: ""),
        ], fixture, store)
    }
    store.close()
    return fixture
  }

  static func perform(
    _ actions: [DispatchAction], _ fixture: Fixture, _ store: StoreOwner, raising: Bool = false
  ) {
    for (index, action) in actions.enumerated() {
      var events: [Event] = raising && index == 0 ? [fixture.condition(0, .red)] : []
      let revision =
        action.incident.flatMap { fixture.state.dispatch.incidents[$0]?.revision }
        ?? fixture.state.dispatch.tasks[TaskID(1)]?.revision ?? 0
      events.append(.duty(DutyCommand(.dispatch(action), actor: ArchiveFixture.lead, seen: revision)))
      var slice = fixture.slice(events)
      slice.dispatch = fixture.state.takeDispatchChanges()
      slice.outbox = ["task1.\(fixture.sequence)", "report1.\(fixture.sequence)", "report11.1"].map {
        number in
        OutboxRow(
          key: "\(number)/log/housing",
          lane: OutboxLane(channel: "log", receiver: "housing", grade: 1), at: Fixture.start,
          body: Array("housing\t甲\ta".utf8))
      }
      #expect(throws: Never.self) { try store.commit(slice) }
    }
  }

  static func archive(_ fixture: Fixture, lead: Span = .seconds(30)) -> IncidentArchive {
    IncidentArchive(
      site: fixture.site, lead: lead, words: { Bilingual(same: "entry \($0.sequence)") },
      message: { Bilingual(same: String(decoding: $0.body, as: UTF8.self)) },
      page: { _, _, _, language in ["page \(language.rawValue)"] })
  }

  static func lines(_ file: String) throws -> [String] {
    let stream = try #require(fopen(file, "r"))
    defer { fclose(stream) }
    var text = ""
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&chunk, 1, chunk.count, stream)
      if count == 0 { return text.split(separator: "\n").map(String.init) }
      text += String(decoding: chunk[..<count], as: UTF8.self)
    }
  }

  static func write(_ lines: [String], to file: String, end: String = "\n") throws {
    unlink(file)
    let stream = try #require(fopen(file, "w"))
    fputs(lines.joined(separator: "\n") + end, stream)
    fclose(stream)
  }
}

/// The sealed archive of an incident and what its verification finds.
@Suite struct ArchiveTests {
  private func written(_ fixture: Fixture) throws -> (file: String, written: IncidentArchive.Written) {
    let file = fixture.folder + "/incident.jsonl"
    let written = try ArchiveFixture.archive(fixture).write(
      fixture.path, incident: IncidentID(1), now: Fixture.start, program: "test", to: file)
    return (file, try #require(written))
  }

  @Test func aClosedIncidentIsArchivedWholeAndVerifiesAgainstItsStore() throws {
    let fixture = try ArchiveFixture.store()
    let (file, written) = try written(fixture)
    let verdict = try IncidentArchive.verify(file, store: fixture.path)
    #expect(verdict.isGood && verdict.incident == IncidentID(1) && verdict.seal == written.seal)
    #expect(verdict.tasks == 1 && verdict.entries == 4 && verdict.readings == 3)
    let text = try ArchiveFixture.lines(file).joined(separator: "\n")
    for part in [
      "\"kind\":\"page\",\"language\":\"zh\"", "entry 2", "\"kind\":\"alarm\",\"number\":1",
      "\"kind\":\"sensor\",\"id\":\"s1\"", "report1.3/log/housing", "task1.2/log/housing",
      "T07:59:59.250Z\",1,null,\"missing\"]",
      "Z\",0,2.5,\"good\"]", "Z\",1,3.0,\"marked\"]",
    ] { #expect(text.contains(part), "\(part)\n\(text)") }
    #expect(!text.contains("report11.1"))
    // Earlier than the lead before the alarm, and after the incident was closed.
    #expect(!text.contains(",0,1.0,") && !text.contains(",1,4.0,"))
  }

  @Test func whateverByteIsChangedTheSealIsBroken() throws {
    let fixture = try ArchiveFixture.store()
    let (file, _) = try written(fixture)
    let kept = try ArchiveFixture.lines(file)
    for index in kept.indices.dropLast() {
      var lines = kept
      lines[index] = lines[index].replacing("\"kind\":", with: "\"kind\" :")
      #expect(lines != kept)
      try ArchiveFixture.write(lines, to: file)
      #expect(try IncidentArchive.verify(file).fault == .sealBroken, "line \(index + 1)")
    }
  }

  @Test func aFileThatIsCutOffOrGoesOnIsNotSealed() throws {
    let fixture = try ArchiveFixture.store()
    let (file, _) = try written(fixture)
    let kept = try ArchiveFixture.lines(file)
    for count in 1..<kept.count {
      try ArchiveFixture.write(Array(kept.prefix(count)), to: file)
      #expect(try IncidentArchive.verify(file).fault == .unsealed, "\(count) lines")
    }
    try ArchiveFixture.write(kept + ["{\"kind\":\"page\"}"], to: file)
    #expect(try IncidentArchive.verify(file).fault == .unsealed)
    try ArchiveFixture.write(kept, to: file, end: "\nrest")
    #expect(try IncidentArchive.verify(file).fault == .unsealed)
    try ArchiveFixture.write([], to: file, end: "")
    #expect(try IncidentArchive.verify(file).fault == .foreign)
    try ArchiveFixture.write(["{\"kind\":\"page\"}"], to: file)
    #expect(try IncidentArchive.verify(file).fault == .foreign)
    try ArchiveFixture.write([kept[0], "{\"kind\":"], to: file)
    #expect(try IncidentArchive.verify(file).fault == .badLine(2))
    try ArchiveFixture.write([kept[0].replacing("\"version\":1", with: "\"version\":9")], to: file)
    #expect(try IncidentArchive.verify(file).fault == .newerVersion(9))
  }

  @Test func aForgeryWithASealOfItsOwnIsFoundByTheStore() throws {
    let fixture = try ArchiveFixture.store()
    let (file, _) = try written(fixture)
    // A forger takes an entry out of the store and seals what is left; a backup has it still.
    let copy = fixture.folder + "/forged.sqlite"
    _ = try StoreTools.backup(fixture.path, to: copy)
    try fixture.tamper("DELETE FROM incident_entry WHERE sequence = 3")
    #expect(try IncidentArchive.verify(file, store: fixture.path).fault == .differs("entry", 3))
    let (forged, _) = try written(fixture)
    #expect(try IncidentArchive.verify(forged).isGood)
    #expect(try IncidentArchive.verify(forged, store: copy).fault == .lacks("entry", 3))
  }

  @Test func anIncidentUnderWayIsArchivedAsFarAsItCameAndStaysTrueWhenItGoesOn() throws {
    let fixture = try ArchiveFixture.store(isClosed: false)
    let (file, _) = try written(fixture)
    let store = try fixture.open()
    ArchiveFixture.perform([.note(IncidentID(1), .call, "x")], fixture, store)
    store.close()
    let verdict = try IncidentArchive.verify(file, store: fixture.path)
    #expect(verdict.isGood && verdict.entries == 1)
  }

  @Test func anUnknownIncidentLeavesNoFileAndAProgramThatEndsNone() throws {
    let fixture = try ArchiveFixture.store()
    let file = fixture.folder + "/none.jsonl"
    #expect(
      try ArchiveFixture.archive(fixture).write(
        fixture.path, incident: IncidentID(7), now: Fixture.start, program: "test", to: file) == nil)
    #expect(throws: StoreFailure.self) {
      try ArchiveFixture.archive(fixture).write(
        fixture.path, incident: IncidentID(1), now: Fixture.start, program: "test",
        to: fixture.folder + "/no/folder.jsonl")
    }
    #expect(!Fixture.names(in: fixture.folder).contains { $0.hasPrefix("none") })
  }
}
