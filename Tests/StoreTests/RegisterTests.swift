import CitySafety
import Store
import Testing

@Test func aSourcesMistakesDoNotStopItsReadings() throws {
  let fixture = try Fixture()
  let store = try fixture.open()
  let feed = SourceIndex(0)
  let health = SourceHealth(failures: -1, duration: .seconds(-3), rows: -1, quarantined: -1)
  let slice = WriteSlice(
    readings: [fixture.reading(0, at: 1, 1)],
    earthquakes: [
      Earthquake(
        identifier: "", origin: Fixture.start, updated: Fixture.start, latitude: 0, longitude: 0, place: "",
        isReviewed: false, isNatural: true)
    ],
    sources: [SourceReport(source: feed, health: health)],
    quarantine: [
      QuarantineRow(
        source: feed, at: Fixture.start, reason: "", offset: -1, detail: Bilingual(same: ""),
        bytes: [UInt8](repeating: 0, count: 9000))
    ],
    marks: [SourceMark(source: feed, name: "etag", value: String(repeating: "x", count: 5000))],
    files: [RememberedFile(source: feed, name: "", size: -1, modified: 0)])
  #expect(try store.commit(slice).inserted == 1)
  #expect(try fixture.number("SELECT length(bytes) FROM quarantine") == 4096)
  #expect(try fixture.number("SELECT count(*) FROM source_mark") == 0)
}
