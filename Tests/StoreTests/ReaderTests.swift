import Alarms
import CitySafety
import Operations
import Store
import Testing

@Test func aReaderInTheSameProcessSeesEveryCommit() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  let reader = try fixture.reader()
  var snapshot = try reader.snapshot(after: nil, now: Fixture.start)
  #expect(snapshot.alarms.all.isEmpty)
  for index in 0..<5 {
    _ = try store.commit(
      fixture.slice([fixture.condition(index % 3, index % 2 == 0 ? .red : .blue, at: Int64(index))]))
    snapshot = try reader.snapshot(after: snapshot, now: Fixture.start)
    #expect(snapshot.alarms.all == AlarmTable(open: fixture.state.alarms.open, site: fixture.site).all)
    #expect(snapshot.sequence == fixture.sequence)
  }
  #expect(snapshot.number == 6)
}

@Test func snapshotsReadStepByStepEqualOneReadAtOnce() throws {
  var random = Seeded(7)
  let fixture = try Fixture(sensors: 12)
  let store = try fixture.open()
  let reader = try fixture.reader()
  var snapshot = try reader.snapshot(after: nil, now: Fixture.start)
  for step in 0..<60 {
    let sensor = Int.random(in: 0..<12, using: &random)
    let grade = [Grade.red, .yellow, nil].randomElement(using: &random) ?? nil
    var slice = fixture.slice([fixture.condition(sensor, grade, at: Int64(step))])
    slice.readings = [fixture.reading(sensor, at: Double(step), Double(step))]
    _ = try store.commit(slice)
    if step % 3 == 0 { snapshot = try reader.snapshot(after: snapshot, now: Fixture.start) }
  }
  snapshot = try reader.snapshot(after: snapshot, now: Fixture.start)
  let whole = try fixture.reader().snapshot(after: nil, now: Fixture.start)
  #expect(snapshot.alarms.all == whole.alarms.all)
  #expect(snapshot.latest == whole.latest)
  #expect(snapshot.events == whole.events)
  #expect(whole.events.count == 60)
}

@Test func theEventsAreTheNewestOfTheJournalNewestFirst() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  for index in 0..<250 { _ = try store.commit(fixture.slice([.clockStepped(by: .seconds(Int64(index)))])) }
  let events = try fixture.reader().snapshot(after: nil, now: Fixture.start).events
  #expect(events.map(\.sequence) == Array((51...250).reversed()))
}

@Test func theDataVersionMovesOnlyWhenSomethingWasWritten() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  let reader = try fixture.reader()
  let first = try reader.dataVersion()
  #expect(try reader.dataVersion() == first)
  _ = try store.commit(WriteSlice(readings: [fixture.reading(0, at: 1, 1)]))
  #expect(try reader.dataVersion() != first)
}

@Test func aTimelineHoldsTheEntriesOfItsAlarmNewestFirst() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(fixture.slice([fixture.condition(0, .yellow), fixture.condition(1, .yellow)]))
  let id = try #require(fixture.state.alarms[.threshold(sensor: "s0", rule: "high")]?.id)
  let actor = Actor(person: "li", displayName: "李", role: .lead, seat: "1")
  _ = try store.commit(
    fixture.slice([
      fixture.condition(0, .red, at: 1),
      .command(
        Command(
          name: .comment, alarm: id, occurrence: 1, seenVersion: 1, seenRevision: 1, text: "x", actor: actor)),
      fixture.condition(1, .red, at: 1),
    ]))
  let reader = try fixture.reader()
  #expect(try reader.timeline(id, limit: 10).map(\.sequence) == [4, 3, 1])
  #expect(try reader.timeline(id, limit: 1).map(\.sequence) == [4])
}

@Test func receivedWarningsAreStoredFromTheirEntries() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  let warning = ReceivedWarning(identifier: "w1", sent: Fixture.start, references: ["w0"], event: "大雾")
  _ = try store.commit(fixture.slice([.warningReceived(warning)]))
  #expect(try fixture.reader().snapshot(after: nil, now: Fixture.start).warnings == [warning])
}

@Test func anOlderReportOfAnEarthquakeDoesNotReplaceANewer() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  func quake(_ magnitude: Double, updated: Int64) -> Earthquake {
    Earthquake(
      identifier: "usgs:1", origin: Fixture.start, updated: Fixture.start + .seconds(updated), latitude: 40,
      longitude: 108, magnitude: magnitude, place: "", isReviewed: false, isNatural: true)
  }
  for report in [quake(4, updated: 1), quake(5, updated: 3), quake(3, updated: 2)] {
    _ = try store.commit(WriteSlice(earthquakes: [report]))
  }
  #expect(try fixture.reader().snapshot(after: nil, now: Fixture.start).earthquakes == [quake(5, updated: 3)])
}

@Test func onlyTheSensorsAPaneMayDrawCarryATrend() throws {
  let fixture = try Fixture(sensors: 160)
  let store = try fixture.open()
  let rows = (0..<160).map { fixture.reading($0, at: 30, Double($0)) }
  _ = try store.commit(WriteSlice(readings: rows[...]))
  try store.maintainAll(now: Fixture.start + .minutes(5))
  _ = try store.commit(fixture.slice([fixture.condition(156, .red)]))
  let snapshot = try fixture.reader().snapshot(after: nil, now: Fixture.start + .minutes(5))
  #expect(snapshot.trends.count { !$0.isEmpty } == 64)
  // The sensor in alarm is among them though its place is last.
  let trend = snapshot.trends[156]
  #expect(trend.count == Snapshot.trendMinutes)
  #expect(trend[Snapshot.trendMinutes - 6] == 156)
  #expect(trend.count { !$0.isNaN } == 1)
}

@Test func aChartEqualsTheReadingsAndLeavesGapsOut() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  // Values each second for ten minutes, none in minutes 3 and 4.
  for second in 0..<600 where !(180..<300).contains(second) {
    _ = try store.commit(
      WriteSlice(readings: [
        fixture.reading(0, at: Double(second), Double(second)), fixture.reading(1, at: Double(second), -1),
      ]))
  }
  let now = Fixture.start + .seconds(600)
  let points = try fixture.reader().chart(SensorIndex(0), .twoHours, now: now)
  #expect(points.map { ($0.at - Fixture.start).seconds } == [0, 60, 120, 300, 360, 420, 480, 540])
  for point in points {
    let first = Double((point.at - Fixture.start).seconds)
    #expect(point.minimum == first && point.maximum == first + 59 && point.mean == first + 29.5)
  }
  let day = try fixture.reader().chart(SensorIndex(0), .day, now: now)
  #expect(day.map(\.minimum) == [0, 300, 360, 540])
  #expect(day.map(\.maximum) == [179, 359, 539, 599])
  let half = try fixture.reader().chart(SensorIndex(0), .halfHour, now: now)
  #expect(half.count == 64)
  #expect(half.first?.maximum == 7 && half.last?.minimum == 593)
}

@Test func aChartDoesNotCountWhatIsOutOfRangeOrFromTheFuture() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  _ = try store.commit(
    WriteSlice(readings: [
      fixture.reading(0, at: 1, 10), fixture.reading(0, at: 2, 9999, quality: .outOfRange),
      fixture.reading(0, at: 3, 8888, quality: .fromFuture), fixture.reading(0, at: 4, 0, quality: .missing),
    ]))
  for window in ChartWindow.allCases {
    let points = try fixture.reader().chart(SensorIndex(0), window, now: Fixture.start + .seconds(5))
    #expect(points.map(\.maximum) == [10])
  }
}
