import CitySafety
import Formats
import Testing

private func value(_ json: String, row: RowMapping = plainRow) -> Reading? {
  decode(oneRow("\"code\":\"a\",\"time\":\"2026-11-23 15:00:00\",\"value\":\(json)"), Tests.json(row))
    .readings.first
}

private enum Tests {
  static func json(_ row: RowMapping) -> FeedFormat { .json(JSONMapping(root: JSONPath("rows"), row: row)) }
}

@Test func aRowBecomesAReading() {
  let batch = decode(oneRow("\"code\":\"b\",\"value\":12.3,\"time\":\"2026-11-23 15:41:00\""), json())
  #expect(
    batch.readings == [
      Reading(
        sensor: SensorIndex(1), source: SourceIndex(3), measured: beijing(2026, 11, 23, 15, 41),
        arrived: arrived,
        value: 12.3, quality: .good)
    ])
  #expect(batch.failure == nil)
  #expect(batch.rejected == 0)
}

@Test func theOrderOfMembersDoesNotMatter() {
  let batch = decode(
    oneRow("\"time\":\"2026-11-23 15:41:00\",\"x\":[{\"code\":\"z\"}],\"value\":1,\"code\":\"c\""), json())
  #expect(batch.readings.map(\.sensor) == [SensorIndex(2)])
}

@Test func theLastOfRepeatedMembersCounts() {
  #expect(
    decode(oneRow("\"code\":\"a\",\"time\":\"2026-11-23\",\"value\":1,\"value\":2"), json()).readings[0].value
      == 2)
}

@Test func membersAreFoundByNestedPathsAndPositions() {
  let row = RowMapping(
    codeField: "id.code", timeField: "at", timeFormat: .epochMilliseconds,
    values: [ValueField(field: "p.0.latest")])
  let batch = decode(
    "[{\"id\":{\"code\":\"a\"},\"at\":1795419667000,\"p\":[{\"latest\":\"7.5\"},{\"latest\":9}]}]",
    json("", row: row))
  #expect(batch.readings.map(\.value) == [7.5])
  #expect(batch.readings[0].measured == Instant(milliseconds: 1_795_419_667_000))
}

@Test func aRowMayBeAnArray() {
  let row = RowMapping(codeField: "0", timeField: "2", values: [ValueField(field: "1")])
  #expect(
    decode("[[\"a\",4,\"2026-11-23\"],[\"b\",5,\"2026-11-23\"]]", json("", row: row)).readings.map(\.value)
      == [4, 5])
}

@Test func theMembersOfAnObjectMayBeTheRows() {
  let batch = decode(
    "{\"No1\":{\"code\":\"a\",\"time\":\"2026-11-23\",\"value\":1},\"md5\":\"x\",\"No2\":{\"code\":\"b\",\"time\":\"2026-11-23\",\"value\":2}}",
    json(""))
  #expect(batch.readings.map(\.value) == [1, 2])
  #expect(batch.rejected == 0)
}

@Test func anObjectWithARowsFieldsIsOneRow() {
  #expect(
    decode("{\"code\":\"a\",\"time\":\"2026-11-23\",\"value\":8}", json("")).readings.map(\.value) == [8])
}

@Test func aNumberMayBeWrittenAsText() {
  #expect(value("\"3.1\"")?.value == 3.1)
  #expect(value("\" 0.04 \"")?.value == 0.04)
  #expect(value("\"\\u0033\"")?.value == 3)
}

@Test func aFlagIsOneOrZero() {
  #expect(value("true")?.value == 1)
  #expect(value("false")?.value == 0)
}

@Test(arguments: ["null", "\"\"", "\"-\"", "\"NaN\"", "\"null\"", "NaN", "-9999", "\"-9999\"", "\"停用\""])
func aMissingValueIsMissingAndNotZero(_ json: String) {
  var row = plainRow
  row.sentinels = [-9999]
  row.sentinelTexts = ["停用"]
  let reading = value(json, row: row)
  #expect(reading?.quality == .missing)
  #expect(reading?.value.isNaN == true)
}

@Test func aSentinelIsComparedBeforeTheUnitIsConverted() {
  var row = plainRow
  row.sentinels = [-1]
  row.values = [ValueField(field: "value", scale: 0.001, shift: 5)]
  #expect(value("-1", row: row)?.quality == .missing)
  #expect(value("2000", row: row)?.value == 7)
}

@Test func aValueOutsideTheRangeIsMarked() {
  #expect(value("1000001")?.quality == .outOfRange)
  #expect(value("-1000.5")?.quality == .outOfRange)
  #expect(value("1000000")?.quality == .good)
}

@Test func aTimeAheadOfTheClockIsMarkedPastTheTolerance() {
  func quality(_ time: String) -> Quality? {
    decode(oneRow("\"code\":\"a\",\"value\":1,\"time\":\"\(time)\""), json()).readings.first?.quality
  }
  #expect(quality("2026-11-23 15:46:07") == .good)
  #expect(quality("2026-11-23 15:46:08") == .fromFuture)
}

@Test func aRowOfAMappingWithoutTimeIsMeasuredOnArrival() {
  var row = plainRow
  row.timeField = nil
  #expect(decode(oneRow("\"code\":\"a\",\"value\":1"), json(row: row)).readings[0].measured == arrived)
}

@Test(arguments: [
  ("\"code\":\"a\",\"value\":1", Reject.Reason.missingField),
  ("\"code\":\"a\",\"value\":1,\"time\":null", .missingField),
  ("\"code\":\"a\",\"value\":1,\"time\":\"\"", .missingField),
  ("\"value\":1,\"time\":\"2026-11-23\"", .missingField),
  ("\"code\":\"\",\"value\":1,\"time\":\"2026-11-23\"", .missingField),
  ("\"code\":\"a\",\"time\":\"2026-11-23\"", .missingField),
  ("\"code\":\"a\",\"value\":1,\"time\":\"soon\"", .badTime),
  ("\"code\":\"a\",\"value\":\"high\",\"time\":\"2026-11-23\"", .badNumber),
  ("\"code\":\"a\",\"value\":{},\"time\":\"2026-11-23\"", .badNumber),
  ("\"code\":\"a\",\"value\":1e999,\"time\":\"2026-11-23\"", .badNumber),
  ("\"code\":\"q\",\"value\":1,\"time\":\"2026-11-23\"", .unknownSensor),
])
func aRowThatIsNotUnderstoodIsRefusedWithItsReason(_ members: String, _ reason: Reject.Reason) {
  let batch = decode(oneRow(members), json())
  #expect(batch.readings.isEmpty)
  #expect(batch.rejects.map(\.reason) == [reason])
  #expect(batch.rejected == 1)
  #expect(batch.failure == nil)
}

@Test func aBadRowDoesNotCostTheOthers() {
  let row = "{\"code\":\"a\",\"value\":1,\"time\":\"2026-11-23\"}"
  let batch = decode(
    "{\"rows\":[\(row),7,{\"code\":\"q\",\"value\":1,\"time\":\"2026-11-23\"},\(row)]}", json())
  #expect(batch.readings.count == 2)
  #expect(batch.rejected == 2)
}

@Test func aRejectNamesItsPlaceAndCode() {
  let text = "{\"rows\":[{\"code\":\"a\",\"value\":\"x9\",\"time\":\"2026-11-23\"}]}"
  let reject = decode(text, json()).rejects[0]
  #expect(Array(text.utf8)[reject.offset] == UInt8(ascii: "x"))
  #expect(reject.bytes == Array("x9".utf8))
  let unknown = decode(oneRow("\"code\":\"HJ-77\",\"value\":1,\"time\":\"2026-11-23\""), json()).rejects[0]
  #expect(unknown.detail.zh.contains("HJ-77"))
  #expect(unknown.detail.en.contains("HJ-77"))
}

@Test func manyRejectsAreCountedAndFewAreKept() {
  let rows = (0..<500).map { "{\"code\":\"q\($0)\",\"value\":1,\"time\":\"2026-11-23\"}" }.joined(
    separator: ",")
  let batch = decode("{\"rows\":[\(rows)]}", json())
  #expect(batch.rejected == 500)
  #expect(batch.rejects.count == DecodedBatch.rejectLimit)
}

@Test func theBytesOfARejectAreBounded() {
  let long = String(repeating: "z", count: 3 * Reject.byteLimit)
  let batch = decode(oneRow("\"code\":\"\(long)\",\"value\":1,\"time\":\"2026-11-23\""), json())
  #expect(batch.rejects[0].bytes.count == Reject.byteLimit)
  #expect(batch.rejects[0].detail.zh.count < 200)
}

// MARK: Envelope

private func envelope(_ values: [String]) -> FeedFormat {
  .json(
    JSONMapping(
      root: JSONPath("data.rows"), row: plainRow, successPath: JSONPath("code"), successValues: values))
}

private let good = "{\"code\":\"a\",\"value\":1,\"time\":\"2026-11-23\"}"

@Test func anAnswerThatReportsFailureHasNoRows() {
  let batch = decode("{\"data\":{\"rows\":[\(good)]},\"code\":500}", envelope(["0", "200"]))
  #expect(batch.readings.isEmpty)
  #expect(batch.failure?.reason == .notSuccessful)
  #expect(decode("{\"data\":{\"rows\":[\(good)]}}", envelope(["0"])).failure?.reason == .notSuccessful)
}

@Test func theSuccessCodeMayBeNumberOrText() {
  for code in ["0", "\"0\""] {
    #expect(decode("{\"data\":{\"rows\":[\(good)]},\"code\":\(code)}", envelope(["0"])).readings.count == 1)
  }
  #expect(decode("{\"code\":true,\"data\":{\"rows\":[\(good)]}}", envelope(["true"])).readings.count == 1)
}

@Test func anEmptyListIsAGoodAnswerAndAMissingOneIsNot() {
  #expect(decode("{\"rows\":[]}", json()).failure == nil)
  #expect(decode("{\"rows\":null}", json()).failure == nil)
  #expect(decode("{\"row\":[]}", json()).failure?.reason == .missingField)
}

@Test func aWrapperIsTakenOffWhereTheMappingAllowsIt() {
  let wrapped = FeedFormat.json(JSONMapping(root: JSONPath("rows"), allowsWrapper: true, row: plainRow))
  for text in [
    "({\"rows\":[\(good)]})", "callback_1({\"rows\":[\(good)]});", " ( {\"rows\":[\(good)]} ) \n",
    "{\"rows\":[\(good)]}",
  ] {
    #expect(decode(text, wrapped).readings.count == 1)
    #expect(decode(text, wrapped).failure == nil)
  }
  #expect(decode("({\"rows\":[\(good)]})", json()).failure?.reason == .malformed)
}

@Test func aByteOrderMarkIsPassedOver() {
  #expect(decode([0xEF, 0xBB, 0xBF] + Array("{\"rows\":[\(good)]}".utf8), json()).readings.count == 1)
}

@Test func aWebPageIsSaidToBeOne() {
  for page in [
    "<html><body>Login</body></html>", "\n <!DOCTYPE html>\n<html>", "<!doctype HTML PUBLIC \"x\">",
  ] {
    let failure = decode(page, json()).failure
    #expect(failure?.reason == .malformed)
    #expect(failure?.detail.en.contains("HTML") == true)
  }
}

@Test func aTruncatedAnswerFailsAndKeepsTheRowsBefore() {
  let batch = decode("{\"rows\":[\(good),\(good),{\"code\":\"a", json())
  #expect(batch.failure?.reason == .malformed)
  #expect(batch.readings.count == 2)
}

@Test func aTruncatedAnswerWithoutItsSuccessCodeHasNoRows() {
  let batch = decode("{\"data\":{\"rows\":[\(good),", envelope(["0"]))
  #expect(batch.failure?.reason == .malformed)
  #expect(batch.readings.isEmpty)
}

@Test func linesAreDocumentsOfTheirOwn() {
  let format = FeedFormat.json(JSONMapping(root: JSONPath("d.rows"), isLines: true, row: plainRow))
  let line = "{\"d\":{\"rows\":[\(good)]}}"
  let batch = decode("\(line)\r\n\n{\"d\":{\"rows\":[\(good)\n\(line)", format)
  #expect(batch.readings.count == 3)
  #expect(batch.rejects.map(\.reason) == [.malformed])
  #expect(batch.failure == nil)
}

@Test func aLineMayBeARow() {
  let format = FeedFormat.json(JSONMapping(root: JSONPath(""), isLines: true, row: plainRow))
  #expect(decode("\(good)\n\(good)\n", format).readings.count == 2)
}

// MARK: Pages and keys

private func paged(total: String?) -> FeedFormat {
  .json(
    JSONMapping(
      root: JSONPath("rows"), row: plainRow,
      paging: .number(parameter: "page", first: 1, total: total.map { JSONPath($0) }, size: 2, limit: 4)))
}

@Test func pagesAreCountedUpToTheTotal() {
  let text = "{\"total\":\"5\",\"rows\":[\(good),\(good)]}"
  #expect(decode(text, paged(total: "total")).nextPage == .number(2))
  #expect(decode(text, paged(total: "total"), page: 2).nextPage == .number(3))
  #expect(decode(text, paged(total: "total"), page: 3).nextPage == nil)
}

@Test func pagesEndWithAnEmptyOneOrAtTheLimit() {
  #expect(decode("{\"rows\":[\(good)]}", paged(total: nil), page: 3).nextPage == .number(4))
  #expect(decode("{\"rows\":[]}", paged(total: nil), page: 2).nextPage == nil)
  #expect(decode("{\"rows\":[\(good)]}", paged(total: nil), page: 4).nextPage == nil)
}

@Test func theNextAddressIsTaken() {
  let format = FeedFormat.json(
    JSONMapping(root: JSONPath("value"), row: plainRow, paging: .next(JSONPath("links.next"), limit: 3)))
  let text = "{\"links\":{\"next\":\"http:\\/\\/x\\/p?2\"},\"value\":[\(good)]}"
  #expect(decode(text, format).nextPage == .address("http://x/p?2"))
  #expect(decode(text, format, page: 3).nextPage == nil)
  #expect(decode("{\"links\":{\"next\":\"\"},\"value\":[\(good)]}", format).nextPage == nil)
}

@Test func theGreatestIncrementalKeyIsKept() {
  let format = FeedFormat.json(
    JSONMapping(
      root: JSONPath(""), row: plainRow, incremental: JSONMapping.Incremental(parameter: "since", field: "id")
    ))
  func key(_ ids: [String]) -> String? {
    decode("[" + ids.map { "{\"id\":\($0)}" }.joined(separator: ",") + "]", format).incrementalKey
  }
  #expect(key(["9", "10", "2"]) == "10")
  #expect(key(["9223372036854775806", "9223372036854775807", "7"]) == "9223372036854775807")
  #expect(key(["\"2026-11-23 08:00\"", "\"2026-11-23 09:00\"", "\"2026-11-22\""]) == "2026-11-23 09:00")
}

// MARK: Several values, replay

@Test func aRowMayCarrySeveralValues() {
  let lookup = SensorLookup(
    ["t", "p"].enumerated().map {
      SensorLookup.Entry(code: "a", metric: $1, sensor: SensorIndex($0), rangeLow: -100, rangeHigh: 100)
    })
  let row = RowMapping(
    codeField: "code", timeField: nil,
    values: [
      ValueField(field: "temp", metric: "t"), ValueField(field: "press", metric: "p"),
      ValueField(field: "x", metric: "x"),
    ])
  let batch = decode(
    "[{\"code\":\"a\",\"temp\":20,\"press\":1.5,\"x\":1},{\"code\":\"a\",\"temp\":21}]", json("", row: row),
    context: context(lookup))
  #expect(batch.readings.map(\.value) == [20, 1.5, 21])
  #expect(batch.rejected == 0)
}

@Test func aReplayFromTheStartCountsFromTheContextsStart() {
  var row = plainRow
  row.timeShift = .replayFromStart(speed: 2)
  var started = context()
  started.started = arrived - .minutes(5)
  let times = ["00:00:00", "00:10:00", "00:20:00"]
  let text = times.map { "{\"code\":\"a\",\"value\":1,\"time\":\"2014-07-01 \($0)\"}" }.joined(separator: ",")
  let batch = decode("{\"rows\":[\(text)]}", json(row: row), context: started)
  #expect(batch.readings.map(\.measured) == [arrived - .minutes(5), arrived])
}

@Test func aReplayedSeriesStartsAtItsInstantAndHoldsBackTheFuture() {
  var row = plainRow
  row.timeShift = .replay(from: arrived - .minutes(10), speed: 2)
  let times = ["00:00:00", "00:10:00", "00:20:00", "00:30:00"]
  let text = times.map { "{\"code\":\"a\",\"value\":1,\"time\":\"2014-07-01 \($0)\"}" }.joined(separator: ",")
  let batch = decode("{\"rows\":[\(text)]}", json(row: row))
  #expect(batch.readings.map(\.measured) == [arrived - .minutes(10), arrived - .minutes(5), arrived])
  #expect(batch.rejected == 0)
}
