import CitySafety
import Formats
import Testing

private let rows = [
  EncodedRow(code: "a", time: beijing(2026, 11, 23, 15, 0, 1), values: [EncodedRow.Value(value: 12.3)]),
  EncodedRow(
    code: "b", time: beijing(2026, 11, 23, 15, 1, 2), values: [EncodedRow.Value(value: -0.1234567890123456)]),
  EncodedRow(code: "c", time: beijing(2026, 11, 23, 15, 2, 3), values: [EncodedRow.Value(value: .nan)]),
  EncodedRow(code: "a", time: beijing(2026, 11, 23, 15, 3, 4), values: [EncodedRow.Value(value: 1e-7)]),
]

private func encode(_ format: FeedFormat, page: EncodedPage = EncodedPage()) -> [UInt8] {
  var bytes: [UInt8] = []
  FeedEncoder(format: format).encode(rows: rows, page: page, into: &bytes)
  return bytes
}

/// The rows come back as readings with the same sensor, time and value.
private func check(_ format: FeedFormat, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let bytes = encode(format)
  let batch = decode(bytes, format)
  let words = "\(name): \(String(decoding: bytes, as: UTF8.self)) \(batch.failure?.detail.en ?? "")"
  #expect(batch.failure == nil && batch.rejected == 0, "\(words)", sourceLocation: sourceLocation)
  #expect(batch.readings.map(\.sensor.value) == [0, 1, 2, 0], "\(words)", sourceLocation: sourceLocation)
  #expect(batch.readings.map(\.measured) == rows.map(\.time), "\(words)", sourceLocation: sourceLocation)
  for (reading, row) in zip(batch.readings, rows) {
    let value = row.values[0].value
    #expect(
      reading.value == value || (value.isNaN && reading.quality == .missing), "\(words)",
      sourceLocation: sourceLocation)
  }
}

private func mapping(
  root: String = "data.rows", code: String = "code", time: String = "time", timeOfDay: String? = nil,
  value: String = "value", format: TimeFormat = .fields, scale: Double = 1, shift: Double = 0,
  wrapper: Bool = false,
  isLines: Bool = false, success: String? = nil, successValue: String = "200", total: String? = nil
) -> FeedFormat {
  .json(
    JSONMapping(
      root: JSONPath(root), allowsWrapper: wrapper, isLines: isLines,
      row: RowMapping(
        codeField: code, timeField: time, timeOfDayField: timeOfDay, timeFormat: format,
        values: [ValueField(field: value, scale: scale, shift: shift)]),
      successPath: success.map { JSONPath($0) }, successValues: [successValue],
      paging: total.map { .number(parameter: "p", first: 1, total: JSONPath($0), size: 100, limit: 9) }))
}

@Test func encodedJSONReadsBackTheSame() {
  check(mapping(), "plain")
  check(mapping(root: ""), "array at the root")
  check(mapping(root: "d.0.rows"), "positions on the way")
  check(mapping(code: "id.code", value: "v.0.now"), "nested fields")
  check(mapping(code: "0", time: "1", value: "2"), "rows that are arrays")
  check(mapping(wrapper: true), "wrapper")
  check(mapping(success: "code"), "success")
  check(mapping(success: "ok", successValue: "true", total: "data.total"), "flag and total")
  check(mapping(success: "data.msg", successValue: "获取成功"), "success in words")
  check(mapping(root: "", success: "code"), "rows beside the success code")
  check(mapping(isLines: true), "lines")
  check(mapping(root: "", isLines: true), "lines that are rows")
  check(mapping(timeOfDay: "clock"), "date and time apart")
  for format in [TimeFormat.iso8601, .epochSeconds, .epochMilliseconds] {
    check(mapping(format: format), "\(format)")
  }
}

@Test func encodedCSVReadsBackTheSame() {
  func csv(_ row: RowMapping = plainRow, _ change: (inout CSVMapping) -> Void = { _ in }) -> FeedFormat {
    var mapping = CSVMapping(row: row)
    change(&mapping)
    return .csv(mapping)
  }
  check(csv(), "plain")
  check(
    csv {
      $0.hasHeader = false;
      $0.row = RowMapping(codeField: "2", timeField: "4", values: [ValueField(field: "1")])
    }, "numbers")
  check(csv { ($0.delimiter, $0.decimalComma) = (UInt8(ascii: ";"), true) }, "semicolons")
  check(csv { $0.decimalComma = true }, "commas within commas")
  check(csv { $0.skipLines = 2 }, "skipped lines")
  let chinese = RowMapping(codeField: "编码", timeField: "时间", values: [ValueField(field: "数值")])
  check(csv(chinese) { $0.encoding = .gb18030 }, "GB18030")
  check(
    csv(
      RowMapping(
        codeField: "c", timeField: "d", timeOfDayField: "t", values: [ValueField(field: "v")],
        sentinels: [-9999], sentinelTexts: ["M"])), "date and time apart")
}

@Test func unitsAreConvertedThereAndBack() {
  let format = mapping(scale: 0.1, shift: -40)
  let seed: UInt64 = 7
  var dice = Dice(state: seed)
  for _ in 0..<2000 {
    let value = Double(Int(dice.next() % 100_000)) / 100 - 500
    var bytes: [UInt8] = []
    let row = EncodedRow(code: "a", time: arrived, values: [EncodedRow.Value(value: value)])
    FeedEncoder(format: format).encode(rows: [row], into: &bytes)
    let back = decode(bytes, format).readings.first?.value ?? .nan
    #expect(abs(back - value) <= value.ulp * 2, "seed \(seed): \(value)")
  }
}

@Test func codesWithOddCharactersSurvive() {
  let codes = ["a\"b\\c", "x,y;z", "杭锦旗-1", "tab\there", "line\nbreak", "emoji😀"]
  let lookup = context(sensors(codes))
  for format in [mapping(), .csv(CSVMapping(row: plainRow))] {
    var bytes: [UInt8] = []
    let sent = codes.map {
      EncodedRow(code: $0, time: beijing(2026, 11, 23), values: [EncodedRow.Value(value: 1)])
    }
    FeedEncoder(format: format).encode(rows: sent, into: &bytes)
    #expect(decode(bytes, format, context: lookup).readings.map(\.sensor.value) == [0, 1, 2, 3, 4, 5])
  }
}

@Test func theTotalAndTheNextAddressAreWritten() {
  let numbered = mapping(total: "total")
  #expect(decode(encode(numbered, page: EncodedPage(total: 500)), numbered).nextPage == .number(2))
  #expect(decode(encode(numbered), numbered).nextPage == nil)
  let linked = FeedFormat.json(
    JSONMapping(root: JSONPath("v"), row: plainRow, paging: .next(JSONPath("next"), limit: 5)))
  #expect(decode(encode(linked, page: EncodedPage(next: "/p?2")), linked).nextPage == .address("/p?2"))
  #expect(decode(encode(linked), linked).nextPage == nil)
}

@Test func theSameRowsGiveTheSameBytes() {
  #expect(encode(mapping()) == encode(mapping()))
}

// MARK: Warnings and earthquakes

private let warning = ReceivedWarning(
  identifier: "15062541600000_20261123150000", sender: "杭锦旗气象台", sent: beijing(2026, 11, 23, 15),
  status: .exercise, messageType: .update, references: ["old-1", "old-2"], event: "大风", eventCode: "11B06",
  severity: "Severe", urgency: "Expected", certainty: "Likely", effective: beijing(2026, 11, 23, 15),
  onset: beijing(2026, 11, 23, 16), expires: beijing(2026, 11, 24), headline: "大风 <橙色> & \"预警\"",
  text: "阵风8级",
  instruction: "防风", area: "杭锦旗", geocodes: ["150625"])

@Test func anEncodedCAPDocumentReadsBackTheSame() {
  var bytes: [UInt8] = []
  WarningEncoder.cap(warning, into: &bytes)
  let batch = decode(bytes, .cap)
  #expect(batch.warnings == [warning])
  #expect(batch.rejected == 0)
}

@Test func anEncodedAtomIndexReadsBackItsLinks() {
  var bytes: [UInt8] = []
  let links = ["/cap/1.xml?a=1&b=2", "http://127.0.0.1:8080/2"]
  let entries = links.map {
    WarningEncoder.IndexEntry(id: "id " + $0, title: "<t>", updated: arrived, link: $0)
  }
  WarningEncoder.atom(id: "f", title: "f", updated: arrived, entries: entries, into: &bytes)
  let batch = decode(bytes, .cap)
  #expect(batch.links == links)
  #expect(batch.rejected == 0)
}

@Test func anEncodedNMCListReadsBackTheSame() {
  let sent = Grade.allCases.map { grade in
    ReceivedWarning(
      identifier: "15062541600000_2026112315000\(grade.rawValue)", sender: "杭锦旗气象台",
      sent: beijing(2026, 11, 23, 15, 1),
      messageType: grade == .blue ? .cancel : .alert, event: "大风", colour: grade,
      headline: WarningEncoder.title(issuer: "杭锦旗气象台", event: "大风", colour: grade, isLifted: grade == .blue),
      geocodes: ["150625"])
  }
  var bytes: [UInt8] = []
  WarningEncoder.nmc(sent, page: 1, totalPages: 3, into: &bytes)
  let batch = decode(bytes, .nationalWarnings)
  #expect(batch.warnings == sent)
  #expect(batch.nextPage == .number(2))
}

@Test func anEncodedCENCListReadsBackTheSame() {
  let quakes = [
    Earthquake(
      identifier: "cenc:CC20261123150000", origin: beijing(2026, 11, 23, 15),
      updated: beijing(2026, 11, 23, 15, 5),
      latitude: 39.83, longitude: 108.72, depth: 10, magnitude: 4.2, place: "内蒙古鄂尔多斯市杭锦旗", isReviewed: true,
      isNatural: true),
    Earthquake(
      identifier: "cenc:CD1", origin: beijing(2026, 11, 23), updated: beijing(2026, 11, 23), latitude: 0,
      longitude: 0,
      place: "x", isReviewed: false, isNatural: false),
  ]
  var bytes: [UInt8] = []
  QuakeEncoder.cenc(quakes, into: &bytes)
  #expect(decode(bytes, .cenc).earthquakes == quakes)
}
