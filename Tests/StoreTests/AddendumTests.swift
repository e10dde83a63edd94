import Alarms
import CityDispatch
import CitySafety
import Glibc
import Operations
import Store
import Testing

/// What is said of an incident after its archive was sealed, and what proves it.
@Suite struct AddendumTests {
  private let first = IncidentID(1)

  /// A closed incident with its archive.
  private func sealed() throws -> (Fixture, file: String) {
    let fixture = try ArchiveFixture.store()
    let file = fixture.folder + "/incident-1.jsonl"
    #expect(try complete(fixture, file) != nil)
    return (fixture, file)
  }

  private func complete(_ fixture: Fixture, _ file: String) throws -> IncidentArchive.Written? {
    try ArchiveFixture.archive(fixture).complete(
      fixture.path, incident: first, now: Fixture.start, program: "test", at: file)
  }

  /// Something is said of the closed incident, as an owner journals it.
  private func say(_ actions: DispatchAction..., of fixture: Fixture) throws {
    let store = try fixture.open()
    defer { store.close() }
    for action in actions {
      let before = try #require(try store.closedIncident(first))
      let command = DutyCommand(
        .dispatch(.late(action, on: before)), actor: ArchiveFixture.lead, seen: before.revision)
      var slice = fixture.slice([.duty(command)])
      slice.dispatch = fixture.state.takeDispatchChanges()
      if case .report(_, let report) = action {
        slice.outbox = [
          OutboxRow(
            key: "report1.\(report.number)/log/city",
            lane: OutboxLane(channel: "log", receiver: "city", grade: 1), at: Fixture.start,
            body: Array("x".utf8))
        ]
      }
      _ = try store.commit(slice)
    }
  }

  private func report(_ number: Int) -> DispatchAction {
    .report(
      first,
      UpwardReport(number: number, kind: .followUp, rule: "", entries: [.init(field: "course", text: "x")]))
  }

  @Test func whatIsSaidAfterClosingStandsInAddendaThatAreSealedUponTheArchive() throws {
    let (fixture, file) = try sealed()
    let archive = try ArchiveFixture.lines(file)
    #expect(try complete(fixture, file) == nil)
    var harm = Assessment()
    harm.dead = 1
    try say(.assess(first, harm), report(1), of: fixture)
    #expect(try complete(fixture, file) != nil)
    try say(.note(first, .note, "x"), of: fixture)
    #expect(try complete(fixture, file) != nil)
    #expect(try complete(fixture, file) == nil)
    #expect(try ArchiveFixture.lines(file) == archive)
    let verdict = try IncidentArchive.verify(file, store: fixture.path)
    #expect(verdict.isGood && verdict.addenda == 2 && verdict.entries == 7 && verdict.tasks == 1)
    let addendum = try ArchiveFixture.lines(IncidentArchive.addendum(1, to: file)).joined(separator: "\n")
    for part in [
      "\"addendum\":1", "\"follows\":\"\(verdict.seals[0].hex)\"", "entry 6", "page zh", "report1.1/log/city",
    ] { #expect(addendum.contains(part), "\(part)\n\(addendum)") }
    #expect(!addendum.contains("entry 4") && !addendum.contains("report1.2"))
    #expect(try IncidentArchive.verify(IncidentArchive.addendum(1, to: file)).fault == .addendum)
  }

  @Test func anArchiveThatWasSealedAnewIsNotWhatItsAddendumWasSealedUpon() throws {
    let (fixture, file) = try sealed()
    try say(.note(first, .note, "x"), of: fixture)
    #expect(try complete(fixture, file) != nil)
    _ = try ArchiveFixture.archive(fixture).write(
      fixture.path, incident: first, now: Fixture.start + .seconds(1), program: "test", to: file)
    #expect(try IncidentArchive.verify(file).fault == .follows(1))
    // And no more is sealed upon it.
    try say(.note(first, .note, "y"), of: fixture)
    #expect(throws: StoreFailure.self) { try complete(fixture, file) }
  }

  @Test func anAddendumThatIsGoneOrChangedIsFound() throws {
    let (fixture, file) = try sealed()
    for text in ["x", "y"] {
      try say(.note(first, .note, text), of: fixture)
      #expect(try complete(fixture, file) != nil)
    }
    let (one, two) = (IncidentArchive.addendum(1, to: file), IncidentArchive.addendum(2, to: file))
    let (kept, last) = (try ArchiveFixture.lines(one), try ArchiveFixture.lines(two))
    try ArchiveFixture.write(kept.map { $0.replacing("page zh", with: "page zH") }, to: one)
    #expect(try IncidentArchive.verify(file).fault == .inAddendum(1, .sealBroken))
    try ArchiveFixture.write(Array(kept.dropLast()), to: one)
    #expect(try IncidentArchive.verify(file).fault == .inAddendum(1, .unsealed))
    unlink(one)
    #expect(try IncidentArchive.verify(file).fault == .follows(2))
    // The last one may be taken away unseen; the store has what it said.
    try ArchiveFixture.write(kept, to: one)
    unlink(two)
    #expect(try IncidentArchive.verify(file).isGood)
    #expect(try IncidentArchive.verify(file, store: fixture.path).fault == .lacks("entry", 7))
    // One of another incident's, or out of its place.
    try ArchiveFixture.write(last, to: two)
    try ArchiveFixture.write(last, to: one)
    #expect(try IncidentArchive.verify(file).fault == .follows(1))
  }

  @Test func aRecordThatTheStoreHasOtherwiseIsFoundInAnAddendumToo() throws {
    let (fixture, file) = try sealed()
    try say(.grade(first, .large), of: fixture)
    #expect(try complete(fixture, file) != nil)
    #expect(try IncidentArchive.verify(file, store: fixture.path).isGood)
    // Something more was said, of which there is no addendum yet: the incident as it was sealed is still the store's.
    try say(.grade(first, .major), of: fixture)
    #expect(try IncidentArchive.verify(file, store: fixture.path).fault == .lacks("entry", 7))
    try fixture.tamper("DELETE FROM incident_entry WHERE sequence = 7")
    #expect(try IncidentArchive.verify(file, store: fixture.path).fault == .differs("incident", 1))
  }

  @Test func aClosedIncidentThatOwesAReportIsReadBackAndReplayedWithIt() throws {
    let (fixture, _) = try sealed()
    var harm = Assessment()
    harm.dead = 1
    try say(report(1), of: fixture)
    let store = try fixture.open(now: Fixture.start + .seconds(5))
    let before = try #require(try store.closedIncident(first))
    let command = DutyCommand(
      .dispatch(.late(.assess(first, harm), on: before)), actor: ArchiveFixture.lead, seen: before.revision)
    var slice = fixture.slice([.duty(command)], at: Fixture.start + .seconds(5))
    slice.dispatch = fixture.state.takeDispatchChanges()
    _ = try store.commit(slice)
    store.close()
    #expect(fixture.state.dispatch.late[first]?.assessment == harm)
    let again = try fixture.open(now: Fixture.start + .seconds(6))
    #expect(again.takeRestored().dispatch == fixture.state.dispatch)
    again.close()
    #expect(try StoreTools.verifyJournal(fixture.path).isGood)
  }
}
