import CityDispatch
import CitySafety
import Operations
import Store
import Testing

/// Where teams are, in the store.
@Suite struct TeamReportTests {
  private static func report(_ team: String, _ minute: Int64, latitude: Double = 40) -> TeamReport {
    TeamReport(
      team: team, at: Fixture.start + .minutes(minute), latitude: latitude, longitude: 108, state: .ready,
      source: "gps")
  }

  private func commit(_ reports: [TeamReport], _ fixture: Fixture, _ store: StoreOwner) throws {
    var slice = fixture.slice([.teamReports(reports)])
    slice.dispatch = fixture.state.takeDispatchChanges()
    _ = try store.commit(slice)
  }

  /// Three entries over several segments; the last one of team a is older than what is known.
  private func lived(_ fixture: Fixture) throws {
    var policy = StorePolicy()
    policy.segmentEntries = 2
    let store = try fixture.open(policy: policy)
    try commit([Self.report("a", 1), Self.report("b", 1)], fixture, store)
    try commit([Self.report("a", 5, latitude: 41)], fixture, store)
    try store.maintainAll(now: Fixture.start)
    try commit([Self.report("a", 3, latitude: 42), Self.report("c", 3)], fixture, store)
    store.close()
  }

  @Test func theLastOfEachTeamIsKeptAndReplayGivesTheSame() throws {
    let fixture = try Fixture()
    try lived(fixture)
    let kept = [Self.report("a", 5, latitude: 41), Self.report("b", 1), Self.report("c", 3)]
    #expect(try StoreTools.teamReports(fixture.path) == kept)
    let store = try fixture.open()
    #expect(store.restored.state.dispatch == fixture.state.dispatch)
    #expect(store.restored.state.dispatch.reports.count == 3)
    store.close()
    let verdict = try StoreTools.verifyJournal(fixture.path)
    #expect(verdict.isGood && verdict.segments > 1, "\(verdict.lines.map(\.en))")
    try fixture.tamper(
      "UPDATE team_report SET body = (SELECT body FROM team_report WHERE team = 'c') WHERE team = 'b'")
    #expect(try !StoreTools.verifyJournal(fixture.path).isGood)
  }

  @Test func aSeatSeesThemAndTheListOfEventsLeavesThemOut() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    _ = try store.commit(fixture.slice([.ownerStopped]))
    let reader = try fixture.reader()
    let first = try reader.snapshot(after: nil, now: Fixture.start)
    try commit([Self.report("a", 1)], fixture, store)
    let next = try reader.snapshot(after: first, now: Fixture.start)
    #expect(next.dispatch.reports == ["a": Self.report("a", 1)])
    #expect(next.events == first.events && next.sequence == fixture.sequence)
    store.close()
  }

  @Test func pastTheLimitOfTeamsAFurtherOneIsNotKept() {
    var state = DispatchState()
    state.take((0..<DispatchState.reportLimit + 3).map { Self.report("t\($0)", 1) })
    #expect(state.reports.count == DispatchState.reportLimit)
    state.take([Self.report("t0", 2)])
    #expect(state.reports["t0"]?.at == Fixture.start + .minutes(2))
  }

  @Test func onlyAnotherStateOrTimeEnoughIsNews() {
    let known = Self.report("a", 10)
    var out = Self.report("a", 10)
    out.at = known.at + .seconds(1)
    #expect(!out.isNews(after: known, every: .minutes(1)) && out.isNews(after: nil, every: .minutes(1)))
    out.state = .out
    #expect(out.isNews(after: known, every: .minutes(1)))
    #expect(Self.report("a", 11).isNews(after: known, every: .minutes(1)))
    out.at = known.at
    #expect(!out.isNews(after: known, every: .minutes(1)))
  }
}
