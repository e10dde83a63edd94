import CitySafety
import Testing

@testable import Formats

private let needsData: Comment = "needs the reference data beside the package"

private func collapse(_ text: String) -> String {
  text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r\n" }).joined(separator: " ")
}

private func tree(_ name: String) throws -> JSONTree {
  try Reference.file(name).withUnsafeBytes { bytes throws in
    var scanner = try #require(JSONScanner(bytes))
    return try scanner.tree()
  }
}

// MARK: CAP

private let accepted = [
  "australia.cap", "canada.cap", "earthquake.cap", "earthquake-iso8859-1.cap", "thunderstorm.cap",
  "weather.cap",
]

@Test(.enabled(if: Reference.isHere, needsData), arguments: accepted)
func aValidAlertFileHasItsExpectedFields(_ name: String) throws {
  let expected = try #require(try tree("cap/expected.json")[name])
  let batch = decode(try Reference.file("cap/" + name), .cap)
  #expect(batch.failure == nil)
  #expect(batch.rejected == 0)
  let warning = try #require(batch.warnings.first)
  #expect(batch.warnings.count == 1)
  func text(_ tree: JSONTree?, _ name: String) -> String { collapse(tree?[name]?.raw ?? "") }
  func time(_ tree: JSONTree?, _ name: String) -> Instant? { tree?[name]?.time(.iso8601, offset: .utc) }
  #expect(warning.identifier == text(expected, "identifier"))
  #expect(warning.sender == text(expected, "sender"))
  #expect(warning.sent == time(expected, "sent"))
  #expect("\(warning.status)" == text(expected, "status").lowercased())
  #expect("\(warning.messageType)" == text(expected, "msgType").lowercased())
  // Every reference file that has both languages has English first.
  let info = expected["info"]?[0]
  #expect(warning.event == text(info, "event"))
  #expect(warning.urgency == text(info, "urgency"))
  #expect(warning.severity == text(info, "severity"))
  #expect(warning.certainty == text(info, "certainty"))
  #expect(warning.headline == text(info, "headline"))
  for (name, value) in [
    ("effective", warning.effective), ("onset", warning.onset), ("expires", warning.expires),
  ] {
    #expect(value == time(info, name), "\(name)")
  }
  guard case .array(let areas)? = info?["areas"] else { return }
  #expect(areas.allSatisfy { warning.area.contains(text($0, "areaDesc")) })
}

@Test(.enabled(if: Reference.isHere, needsData))
func theReferencesOfTheCanadianUpdateAreItsTwoPredecessors() throws {
  let warning = try #require(decode(try Reference.file("cap/canada.cap"), .cap).warnings.first)
  #expect(warning.references == ["2.49.0.1.124.a3f342a4.2012", "2.49.0.1.124.60f31a3a.2012"])
  #expect(warning.geocodes.count == 13)
}

@Test(
  .enabled(if: Reference.isHere, needsData),
  arguments: [
    ("invalid.cap", Reject.Reason.notCAP), ("xee.cap", .forbiddenMarkup),
  ])
func anInvalidAlertFileIsRefused(_ name: String, _ reason: Reject.Reason) throws {
  let batch = decode(try Reference.file("cap/" + name), .cap)
  #expect(batch.failure?.reason == reason)
  #expect(batch.warnings.isEmpty)
}

@Test(.enabled(if: Reference.isHere, needsData))
func theMissingScopeIsNamed() throws {
  #expect(decode(try Reference.file("cap/invalid.cap"), .cap).failure?.detail.zh.contains("scope") == true)
}

@Test(
  .enabled(if: Reference.isHere, needsData),
  arguments: [
    // name, links, warnings, entries or elements refused
    ("amber.atom", 0, 1, 0), ("earthquake_index.atom", 1, 0, 0), ("weather_index.atom", 2, 0, 0),
    ("no_entries.atom", 0, 0, 0), ("invalid_element.atom", 0, 0, 2), ("no_id.atom", 0, 0, 2),
  ])
func anIndexFileIsReadAsExpected(_ name: String, _ links: Int, _ warnings: Int, _ refused: Int) throws {
  let batch = decode(try Reference.file("cap/" + name), .cap)
  #expect(batch.links.count == links)
  #expect(batch.warnings.count == warnings)
  #expect(batch.rejected == refused)
  #expect(batch.failure == nil)
}

@Test(.enabled(if: Reference.isHere, needsData))
func theIndexOfEarthquakesLinksToCAPAndNotToThePage() throws {
  let batch = decode(try Reference.file("cap/earthquake_index.atom"), .cap)
  #expect(batch.links == ["http://earthquake.usgs.gov/earthquakes/catalogs/cap/us2010apcd"])
}

// MARK: National warnings

@Test(.enabled(if: Reference.isHere, needsData))
func everyItemOfFindAlarmHasColourEventAndArea() throws {
  let batch = decode(try Reference.file("cap-cn/nmc_findAlarm_subset27.json"), .nationalWarnings)
  #expect(batch.warnings.count == 27)
  #expect(batch.rejected == 0)
  #expect(batch.failure == nil)
  #expect(batch.nextPage == .number(2))
  #expect(batch.warnings.allSatisfy { $0.colour != nil && !$0.event.isEmpty && $0.geocodes.count == 1 })
  #expect(batch.warnings.filter { $0.colour == .orange }.count == 2)
  #expect(batch.warnings.filter { $0.colour == .blue }.count == 2)
  #expect(Set(batch.warnings.map(\.event)).isSuperset(of: ["大雾", "雷电", "道路结冰", "海上雷雨大风", "雷暴大风"]))
}

@Test(.enabled(if: Reference.isHere, needsData))
func theSampleOf12379IsYellow() throws {
  let batch = decode(try Reference.file("cap-cn/12379_alarm_list_sample.json"), .nationalWarnings)
  #expect(batch.warnings.map(\.colour) == [.yellow])
  #expect(batch.warnings.map(\.geocodes) == [["120000"]])
}

// MARK: Earthquakes

@Test(.enabled(if: Reference.isHere, needsData))
func everyUSGSFeatureIsReadWithItsOddities() throws {
  let batch = decode(try Reference.file("quake/usgs_summary_geojson.json"), .usgsGeoJSON)
  #expect(batch.earthquakes.count == 450)
  #expect(batch.rejected == 0)
  #expect(batch.earthquakes.contains { ($0.magnitude ?? 0) < 0 })
  #expect(batch.earthquakes.contains { !$0.isNatural })
  #expect(batch.earthquakes[0].identifier == "usgs:ci37868143")
  #expect(batch.earthquakes[0].depth == 26.49)
  let small = decode(try Reference.file("quake/usgs_fixture_aio.json"), .usgsGeoJSON)
  #expect(small.earthquakes.map(\.magnitude) == [3, 1.25, nil])
  #expect(small.earthquakes.allSatisfy { !$0.isNatural })
}

@Test(.enabled(if: Reference.isHere, needsData))
func theChineseEarthquakeFilesAreRead() throws {
  let cenc = decode(try Reference.file("quake/cenc_ceic_speedsearch.txt"), .cenc)
  #expect(cenc.earthquakes.count == 6)
  #expect(cenc.failure == nil)
  #expect(cenc.earthquakes[0].identifier == "cenc:CC20191212100824")
  #expect(cenc.earthquakes[0].origin == beijing(2019, 12, 12, 10, 8, 23))
  let wolfx = decode(try Reference.file("quake/wolfx_cenc_eqlist_sample.json"), .cenc)
  #expect(wolfx.earthquakes.map(\.magnitude) == [3.1, 5.1])
  let icl = decode(try Reference.file("quake/icl_earlywarnings.json"), .cenc)
  #expect(icl.earthquakes.count == 8)
  #expect(icl.earthquakes[0].origin == Instant(milliseconds: 1_787_531_181_614))
  #expect(icl.earthquakes.filter { $0.depth == nil }.count == 1)
}

// MARK: Rows

@Test(.enabled(if: Reference.isHere, needsData))
func theCrowdCountsKeepTheirOwnTimes() throws {
  let row = RowMapping(codeField: "CODE", timeField: "TIME", values: [ValueField(field: "NUM")])
  let format = FeedFormat.json(
    JSONMapping(
      root: JSONPath("data.rows"), isLines: true, row: row, successPath: JSONPath("data.code"),
      successValues: ["200"]))
  let batch = decode(
    try Reference.file("crowd/shanghai_scenic_20251125.jsonl"), format,
    context: context(sensors(["474", "7", "536"])))
  #expect(batch.readings.map(\.sensor.value).sorted() == [0, 1, 2])
  #expect(batch.readings.first { $0.sensor.value == 0 }?.measured == beijing(2025, 11, 25, 7, 54))
  #expect(batch.rejected == 72)
  #expect(batch.failure == nil)
}

@Test(.enabled(if: Reference.isHere, needsData))
func thePedestrianCountsAreReadByName() throws {
  let row = RowMapping(
    codeField: "Sensor_ID", timeField: "Date_Time", offset: UTCOffset(minutes: 600),
    values: [ValueField(field: "Hourly_Counts")])
  let batch = decode(
    try Reference.file("crowd/melbourne_hourly_peds_3sensors_2016.csv"), .csv(CSVMapping(row: row)),
    context: context(sensors(["18.0", "3.0", "6.0"])))
  #expect(batch.readings.count > 26_000)
  #expect(batch.rejected == 0)
  #expect(batch.readings[1].value == 2829)
}

private func series(_ file: String, rows: Int, time: String = "timestamp", value: String = "value") throws
  -> DecodedBatch
{
  let row = RowMapping(codeField: nil, constantCode: "a", timeField: time, values: [ValueField(field: value)])
  let bytes = try Reference.file(file)
  let batch = decode(bytes, .csv(CSVMapping(row: row)))
  #expect(batch.readings.count == rows, "\(file)")
  #expect(batch.rejected == 0, "\(file)")
  return batch
}

@Test(.enabled(if: Reference.isHere, needsData))
func theSeriesOfTheBenchmarkAreReadWhole() throws {
  // The taxi file ends without a line break.
  #expect(try series("nab/realKnownCause/nyc_taxi.csv", rows: 10_320).readings.last?.value == 26_288)
  let machine = try series("nab/realKnownCause/machine_temperature_system_failure.csv", rows: 22_695)
  #expect(machine.readings[1].value == 74.93588199999998)
  _ = try series("nab/realTraffic/occupancy_6005.csv", rows: 2_380)
}

@Test(.enabled(if: Reference.isHere, needsData))
func theHydrologySeriesAreReadWhole() throws {
  let rain = try series("hydro/knmi_vlissingen_prec_hourly.csv", rows: 35_064, time: "1", value: "RH")
  #expect(rain.readings.contains { $0.value == 0.00030000000000000003 })
  let stage = try series("hydro/nb5_river_stage_daily.csv", rows: 10_893, time: "Date", value: "River")
  #expect(stage.readings[0].value == -0.12026766241679324)
}

@Test(.enabled(if: Reference.isHere, needsData))
func theRiverStationsAreReadByNestedPaths() throws {
  let row = RowMapping(
    codeField: "location", timeField: "parameters.0.latestTime", timeFormat: .iso8601,
    values: [ValueField(field: "parameters.0.latestValue")])
  let batch = decode(
    try Reference.file("hydro/nrw_StationData.json"), json("", row: row),
    context: context(sensors(["1000", "1002"])))
  #expect(batch.readings.map(\.value) == [0, 0.2])
  #expect(batch.readings[0].measured == utc(2020, 10, 6, 20))
}

@Test(.enabled(if: Reference.isHere, needsData))
func theUSGSInstantValuesAreReadByPositions() throws {
  let row = RowMapping(
    codeField: nil, constantCode: "a", timeField: "dateTime", timeFormat: .iso8601,
    values: [ValueField(field: "value")], sentinels: [-999_999])
  let batch = decode(
    try Reference.file("hydro/usgs_iv.json"), json("value.timeSeries.0.values.0.value", row: row))
  #expect(batch.readings.first?.value == 1)
  #expect(batch.readings.first?.measured == utc(2018, 1, 24))
}

@Test(.enabled(if: Reference.isHere, needsData))
func theWaterBenchIsReadWithSemicolonsAndEitherLineEnding() throws {
  let row = RowMapping(
    codeField: nil, constantCode: "a", timeField: "datetime", values: [ValueField(field: "Pressure")])
  for (file, rows) in [
    ("skab_other_1_leak.csv", 0.054711), ("skab_valve1_1.csv", 0.054711), ("skab_valve1_9.csv", 0.382638),
  ] {
    let batch = decode(
      try Reference.file("water/" + file), .csv(CSVMapping(delimiter: UInt8(ascii: ";"), row: row)))
    #expect(batch.readings.count > 700)
    #expect(batch.readings[0].value == rows)
    #expect(batch.rejected == 0)
  }
}

@Test(.enabled(if: Reference.isHere, needsData))
func theGasFilesAreReadWithQuotesAndZones() throws {
  let office = RowMapping(
    codeField: nil, constantCode: "a", timeField: "2", values: [ValueField(field: "6")])
  let rooms = decode(
    try Reference.file("gas/office_co2_occupancy_datatest.txt"), .csv(CSVMapping(row: office)))
  #expect(rooms.readings.count == 2665)
  #expect(rooms.readings[0].value == 749.2)
  let chamber = RowMapping(
    codeField: nil, constantCode: "a", timeField: "datetime", timeFormat: .iso8601,
    values: [ValueField(field: "pred_CH4")])
  let methane = decode(
    try Reference.file("gas/ch4_floating_chamber_part1.csv"), .csv(CSVMapping(row: chamber)))
  #expect(methane.rejected == 0)
  #expect(methane.readings[0].measured == utc(2021, 9, 28, 3, 11, 35))
  #expect(methane.readings[0].value == 0.7860828478533577)
}
