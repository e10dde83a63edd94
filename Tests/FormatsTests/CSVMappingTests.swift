import CitySafety
import Formats
import Testing

private func csv(
  _ row: RowMapping = plainRow, delimiter: Character = ",", decimalComma: Bool = false,
  hasHeader: Bool = true,
  skipLines: Int = 0, commentPrefix: String = "", encoding: CSVMapping.Encoding = .utf8
) -> FeedFormat {
  .csv(
    CSVMapping(
      delimiter: delimiter.asciiValue ?? 0, decimalComma: decimalComma, hasHeader: hasHeader,
      skipLines: skipLines,
      commentPrefix: commentPrefix, encoding: encoding, row: row))
}

private let byNumber = RowMapping(codeField: "1", timeField: "3", values: [ValueField(field: "2")])

@Test func columnsAreFoundByName() {
  let batch = decode("x,time,code,value\n0,2026-11-23 15:00:00,b,1.5\n0,2026-11-23 15:01:00,c,2\n", csv())
  #expect(batch.readings.map(\.value) == [1.5, 2])
  #expect(batch.readings.map(\.sensor) == [SensorIndex(1), SensorIndex(2)])
  #expect(batch.readings[0].measured == beijing(2026, 11, 23, 15))
}

@Test func columnsAreFoundByNumber() {
  #expect(
    decode("a,1,2026-11-23\nb,2,2026-11-23\n", csv(byNumber, hasHeader: false)).readings.map(\.value) == [
      1, 2,
    ])
  #expect(decode("p,q,r\na,1,2026-11-23\n", csv(byNumber)).readings.map(\.value) == [1])
}

@Test func carriageReturnsAndAByteOrderMarkArePassedOver() {
  let text = "\u{FEFF}code,value,time\r\na,1,2026-11-23\r\n\r\nb,2,2026-11-23\r\n"
  let batch = decode(text, csv())
  #expect(batch.readings.map(\.value) == [1, 2])
  #expect(batch.rejected == 0)
}

@Test func quotedFieldsMayHoldDelimitersQuotesAndLineBreaks() {
  let lookup = sensors(["a,1", "b\"2", "c\n3"])
  let text =
    "\"code\",\"value\",time\n\"a,1\",1,2026-11-23\n\"b\"\"2\",\"2\",2026-11-23\n\"c\n3\",3,\"2026-11-23\"\r\n"
  let batch = decode(text, csv(), context: context(lookup))
  #expect(batch.readings.map(\.value) == [1, 2, 3])
  #expect(batch.readings.map(\.sensor.value) == [0, 1, 2])
}

@Test func aQuoteInsideAPlainFieldIsPartOfIt() {
  #expect(
    decode("code,value,time\na\"b,1,2026-11-23\n", csv(), context: context(sensors(["a\"b"]))).readings.count
      == 1)
}

@Test func aQuoteThatIsNeverClosedIsRefused() {
  let batch = decode("code,value,time\na,1,2026-11-23\n\"b,2,2026-11-23\nc,3,2026-11-23\n", csv())
  #expect(batch.readings.count == 1)
  #expect(batch.rejects.map(\.reason) == [.malformed])
}

@Test func semicolonsAndDecimalCommasAreRead() {
  let batch = decode(
    "code;value;time\na;12,75;2026-11-23\nb;-200;2026-11-23\n", csv(delimiter: ";", decimalComma: true))
  #expect(batch.readings.map(\.value) == [12.75, -200])
}

@Test func dateAndTimeMayBeTwoColumns() {
  var row = plainRow
  row.timeField = "date"
  row.timeOfDayField = "clock"
  let batch = decode("date,clock,code,value\n2026-11-23,15:01:30,a,1\n2026-11-23,,a,1\n", csv(row))
  #expect(batch.readings.map(\.measured) == [beijing(2026, 11, 23, 15, 1, 30)])
  #expect(batch.rejects.map(\.reason) == [.badTime])
}

@Test func skippedLinesAndCommentsAreNotRows() {
  let batch = decode(
    "station 7\n\nother\n# c\ncode,value,time\n# more, of, it\na,1,2026-11-23\n",
    csv(skipLines: 3, commentPrefix: "#"))
  #expect(batch.readings.count == 1)
  #expect(batch.rejected == 0)
}

@Test func chineseHeadersAreReadInGB18030() {
  // 编码,数值,时间
  let header: [UInt8] = [
    0xB1, 0xE0, 0xC2, 0xEB, 0x2C, 0xCA, 0xFD, 0xD6, 0xB5, 0x2C, 0xCA, 0xB1, 0xBC, 0xE4, 0x0A,
  ]
  let row = RowMapping(codeField: "编码", timeField: "时间", values: [ValueField(field: "数值")])
  let bytes = header + Array("a,5,2026-11-23\n".utf8)
  #expect(decode(bytes, csv(row, encoding: .gb18030)).readings.map(\.value) == [5])
  #expect(decode(bytes, csv(row)).failure?.reason == .missingField)
}

@Test func bytesInTheWrongEncodingRefuseTheirRowOnly() {
  let head = Array("code,value,time,note\na,1,2026-11-23,x\nb,2,2026-11-23,".utf8)
  let tail = Array("\nc,3,2026-11-23,z\n".utf8)
  for (encoding, bad) in [(CSVMapping.Encoding.utf8, [0xB1, 0xE0]), (.gb18030, [0xFF, 0xFF])]
    as [(CSVMapping.Encoding, [UInt8])]
  {
    let batch = decode(head + bad + tail, csv(encoding: encoding))
    #expect(batch.readings.map(\.value) == [1, 3])
    #expect(batch.rejects.map(\.reason) == [.encoding])
  }
}

@Test func theLastLineWithoutABreakCountsWhenItIsWhole() {
  #expect(decode("code,value,time\na,1,2026-11-23", csv()).readings.count == 1)
  let cut = decode("code,value,time\na,1,2026-11-23\nb,2", csv())
  #expect(cut.readings.count == 1)
  #expect(cut.rejects.map(\.reason) == [.malformed])
}

@Test(arguments: [
  ("q,1,2026-11-23", Reject.Reason.unknownSensor), ("a,high,2026-11-23", .badNumber), ("a,1,soon", .badTime),
  (",1,2026-11-23", .missingField), ("a,1,", .missingField), ("a,1", .missingField),
])
func aCSVRowThatIsNotUnderstoodIsRefusedWithItsReason(_ line: String, _ reason: Reject.Reason) {
  let batch = decode("code,value,time\n\(line)\nb,2,2026-11-23\n", csv())
  #expect(batch.readings.map(\.value) == [2])
  #expect(batch.rejects.map(\.reason) == [reason])
}

@Test func emptyFieldsAndSentinelsAreMissing() {
  var row = plainRow
  row.sentinels = [-200]
  row.sentinelTexts = ["M"]
  let batch = decode(
    "code,value,time\na,,2026-11-23\na,-200,2026-11-23\na,M,2026-11-23\na,-,2026-11-23\n", csv(row))
  #expect(batch.readings.map(\.quality) == [.missing, .missing, .missing, .missing])
}

@Test func aHeaderWithoutANeededColumnFails() {
  let failure = decode("code,val,time\na,1,2026-11-23\n", csv()).failure
  #expect(failure?.reason == .missingField)
  #expect(failure?.detail.en.contains("value") == true)
  #expect(decode("", csv()).failure?.reason == .malformed)
  #expect(decode("\n\n", csv()).failure?.reason == .malformed)
}

@Test func aConstantCodeServesAFileOfOneSensor() {
  let row = RowMapping(
    codeField: nil, constantCode: "b", timeField: "timestamp", values: [ValueField(field: "value")])
  #expect(
    decode("timestamp,value\n2014-07-01 00:00:00,10844\n", csv(row)).readings.map(\.sensor) == [
      SensorIndex(1)
    ])
}

@Test func aWebPageIsNoTable() {
  #expect(
    decode("<!DOCTYPE html><html>code,value,time</html>", csv()).failure?.detail.zh.contains("HTML") == true)
}

@Test func fieldsOfEveryLengthAreSplitAlike() {
  for length in 0..<30 {
    let pad = String(repeating: "x", count: length)
    let batch = decode(
      "\(pad)p,code,value,time\n\(pad),a,\(length),2026-11-23\n\(pad),b,7,2026-11-23\n", csv())
    #expect(batch.readings.map(\.value) == [Double(length), 7])
  }
}
