import Alarms
import CityDispatch
import CitySafety
import GRDB
import Operations
import Store
import Testing

/// Authored warnings in the store.
@Suite struct PublicWarningStoreTests {
  private static let lead = Actor(person: "wang", displayName: "王", role: .lead, seat: "A1")

  private static func content(_ hours: Int64) -> WarningContent {
    WarningContent(
      type: WarningType(
        id: "gas", name: Bilingual(zh: "燃气", en: "Gas"), category: "Safety", urgency: "Immediate",
        certainty: "Likely"),
      grade: .yellow, starts: Fixture.start, ends: Fixture.start + .hours(hours),
      area: Bilingual(same: "人民路"),
      caution: Bilingual(same: "x"), measures: Bilingual(same: "y"),
      issuer: WarningIssuer(name: Bilingual(same: "局"), sender: "a@b.example", code: "15062500000001"))
  }

  private static func event(_ action: WarningAction) -> Event {
    .duty(DutyCommand(.warning(action), actor: lead, seen: 1))
  }

  private func commit(_ events: [Event], _ fixture: Fixture, _ store: StoreOwner, at minutes: Int64) throws {
    var slice = fixture.slice(events, at: Fixture.start + .minutes(minutes))
    slice.publicWarnings = fixture.state.takeWarningChanges()
    _ = try store.commit(slice)
  }

  /// One in force in its second version, one lifted, one expired, one draft; over several sealed segments.
  private func lived(_ fixture: Fixture) throws {
    var policy = StorePolicy()
    policy.segmentEntries = 3
    policy.sealedSegments = 1
    let store = try fixture.open(policy: policy)
    func draft(_ id: Int64, _ hours: Int64) -> Event {
      Self.event(.draft(PublicWarningID(id), incident: nil, Self.content(hours), isSubmitted: true))
    }
    func issue(_ id: Int64) -> Event { Self.event(.issue(PublicWarningID(id), approver: nil)) }
    let steps: [Event] = [
      draft(1, 9), issue(1), draft(2, 9), issue(2), draft(3, 1), issue(3), draft(1, 12), issue(1),
      Self.event(.cancel(PublicWarningID(2), reason: "z")), .warningExpired(PublicWarningID(3)), draft(4, 9),
    ]
    for (index, step) in steps.enumerated() {
      try commit([step], fixture, store, at: Int64(index))
      try store.maintainAll(now: Fixture.start + .minutes(Int64(index)))
    }
    store.close()
  }

  @Test func whatIsReadBackIsWhatTheJournalLedTo() throws {
    let fixture = try Fixture()
    try lived(fixture)
    let store = try fixture.open()
    let restored = store.restored.state.publicWarnings
    #expect(restored == fixture.state.publicWarnings)
    #expect(restored.warnings.keys.sorted() == [PublicWarningID(1), PublicWarningID(4)])
    #expect(restored.last == PublicWarningID(4) && restored.lastSent == fixture.state.publicWarnings.lastSent)
    let sent = try store.issuedWarnings(limit: 3)
    #expect(sent.map(\.number) == [2, 1, 3] && sent.map(\.type) == [.cancel, .update, .alert])
    store.close()
    #expect(
      try StoreTools.publicWarnings(fixture.path).map(\.state) == [.updated, .cancelled, .expired, .pending])
    #expect(try StoreTools.publicWarnings(fixture.path, number: 2).map(\.id) == [PublicWarningID(2)])
  }

  @Test func replayGivesTheSameWarningsAndAChangedTableIsFound() throws {
    let fixture = try Fixture()
    try lived(fixture)
    let verdict = try StoreTools.verifyJournal(fixture.path)
    #expect(verdict.isGood && verdict.segments > 2, "\(verdict.lines.map(\.en))")
    var bytes: [UInt8] = []
    var warning = try #require(fixture.state.publicWarnings.warnings[PublicWarningID(1)])
    warning.messages[1].content.area = Bilingual(same: "别处")
    PublicWarningCoding.encode(warning, into: &bytes)
    let hex = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    try fixture.tamper("UPDATE public_warning SET body = x'\(hex)' WHERE id = 1")
    #expect(try !StoreTools.verifyJournal(fixture.path).isGood)
  }

  @Test func aSeatReadsThemAllAndThenWhatChanged() throws {
    let fixture = try Fixture()
    try lived(fixture)
    let reader = try fixture.reader()
    let first = try reader.snapshot(after: nil, now: Fixture.start)
    #expect(first.publicWarnings.warnings.map(\.id.value) == [1, 4, 3, 2])
    #expect(first.publicWarnings.inForce == 1 && first.publicWarnings.pending == 1)
    let store = try fixture.open()
    try commit([Self.event(.discard(PublicWarningID(4)))], fixture, store, at: 60)
    let next = try reader.snapshot(after: first, now: Fixture.start)
    #expect(next.publicWarnings.warnings.map(\.id.value) == [1, 4, 3, 2])
    #expect(next.publicWarnings[PublicWarningID(4)]?.state == .discarded)
    store.close()
  }

  @Test func noWarningGoesBackOrGoesAway() throws {
    let fixture = try Fixture()
    try lived(fixture)
    let queue = try DatabaseQueue(path: fixture.path)
    for sql in [
      "DELETE FROM public_warning", "UPDATE public_warning SET revision = 1 WHERE id = 1",
      "UPDATE public_warning SET open = 1 WHERE id = 2",
    ] { #expect(throws: DatabaseError.self) { try queue.write { db in try db.execute(sql: sql) } } }
  }
}
