import CitySafety
import Formats
import Testing

/// Terminal escapes, C1 controls, bidirectional marks and a bell, as JSON and as plain text.
private let nasty = "x\u{1B}]0;owned\u{7}\u{1B}[2J\u{9B}31m\u{202E}y\u{200B}\u{7F}"
private let nastyJSON = "x\\u001b]0;owned\\u0007\\u001b[2J\u{9B}31m\u{202E}y\\u200b\u{7F}"
/// XML cannot carry C0 at all; the rest it can.
private let nastyXML = "x\u{9B}31m\u{202E}y\u{200B}\u{7F}"

private func isHarmless(_ text: String) -> Bool {
  !text.unicodeScalars.contains(where: HarmlessText.isHarmful)
}

/// Whether no text anywhere in a batch can act on a terminal.
private func isHarmless(_ batch: DecodedBatch) -> Bool {
  var texts: [String] = [batch.incrementalKey ?? ""] + batch.links
  for reject in batch.rejects + (batch.failure.map { [$0] } ?? []) {
    texts += [reject.detail.zh, reject.detail.en]
  }
  for quake in batch.earthquakes { texts += [quake.identifier, quake.place] }
  for warning in batch.warnings {
    texts += [
      warning.identifier, warning.sender, warning.event, warning.eventCode ?? "", warning.severity ?? "",
      warning.urgency ?? "", warning.certainty ?? "", warning.headline, warning.text, warning.instruction,
      warning.area,
    ]
    texts += warning.references + warning.geocodes
  }
  return texts.allSatisfy(isHarmless)
}

private func size(_ batch: DecodedBatch) -> Int {
  batch.readings.count + batch.warnings.count + batch.earthquakes.count + batch.links.count + batch.rejected
}

@Test func escapesInEveryFieldOfANationalWarningAreHarmless() {
  let batch = decode(
    "{\"alertData\":[{\"description\":\"\(nastyJSON)\",\"headline\":\"\(nastyJSON)发布\(nastyJSON)红色预警\",\"identifier\":\"\(nastyJSON)\",\"eventType\":\"\(nastyJSON)\",\"sendTime\":\"2018-01-21 22:36:38\"},{\"identifier\":\"\(nastyJSON)\",\"headline\":\"\(nastyJSON)\",\"sendTime\":\"\(nastyJSON)\"}],\"code\":0}",
    .nationalWarnings)
  #expect(batch.warnings.count == 1)
  #expect(batch.rejected == 1)
  #expect(isHarmless(batch))
}

@Test func escapesInEveryFieldOfAnEarthquakeAreHarmless() {
  let usgs = decode(
    "{\"features\":[{\"id\":\"\(nastyJSON)\",\"properties\":{\"time\":0,\"place\":\"\(nastyJSON)\",\"type\":\"\(nastyJSON)\"},\"geometry\":{\"coordinates\":[1,2,3]}}]}",
    .usgsGeoJSON)
  let cenc = decode(
    "{\"shuju\":[{\"NEW_DID\":\"\(nastyJSON)\",\"O_TIME\":\"2019-12-12 10:08:24\",\"EPI_LAT\":\"33\",\"EPI_LON\":\"121\",\"LOCATION_C\":\"\(nastyJSON)\"}]}",
    .cenc)
  #expect(usgs.earthquakes.count == 1 && isHarmless(usgs))
  #expect(cenc.earthquakes.count == 1 && isHarmless(cenc))
}

@Test func escapesInEveryFieldOfACAPAlertAreHarmless() {
  let names = ["event", "headline", "description", "instruction", "senderName", "contact"]
  let fields = names.map { "<\($0)>\(nastyXML)</\($0)>" }.joined()
  let text =
    "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>\(nastyXML)</identifier><sender>\(nastyXML)</sender><sent>2026-11-23T15:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><references>\(nastyXML),\(nastyXML),z</references><y/><info><language>\(nastyXML)</language><category>Met</category><urgency>Past</urgency><severity>Minor</severity><certainty>Likely</certainty>\(fields)<area><areaDesc>\(nastyXML)</areaDesc><geocode><valueName>x</valueName><value>\(nastyXML)</value></geocode></area></info></alert>"
  let batch = decode(text, .cap)
  #expect(batch.warnings.count == 1)
  #expect(isHarmless(batch))
}

@Test func escapesInLinksAndRejectsAreHarmless() {
  let index = decode(
    "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>f</id><title>t</title><updated>u</updated><entry><id>\(nastyXML)</id><title>\(nastyXML)</title><updated>u</updated><link href=\"/\(nastyXML)\"/></entry></feed>",
    .cap)
  #expect(index.links.isEmpty)
  #expect(index.rejected == 1)
  #expect(isHarmless(index))
  for format in [json(), FeedFormat.csv(CSVMapping(row: plainRow))] {
    let texts: [String] =
      if case .json = format {
        [
          oneRow("\"code\":\"\(nastyJSON)\",\"value\":1,\"time\":\"2026-11-23\""),
          oneRow("\"code\":\"a\",\"value\":\"\(nastyJSON)\",\"time\":\"2026-11-23\""),
          oneRow("\"code\":\"a\",\"value\":1,\"time\":\"\(nastyJSON)\""),
        ]
      } else {
        [
          "code,value,time\n\(nasty),1,2026-11-23\n", "code,value,time\na,\(nasty),2026-11-23\n",
          "code,value,time\na,1,\(nasty)\n",
        ]
      }
    for text in texts {
      let batch = decode(text, format)
      #expect(batch.rejected == 1)
      #expect(isHarmless(batch))
    }
  }
}

// MARK: Documents that are cut or spoiled anywhere

private let samples: [(name: String, format: FeedFormat, bytes: [UInt8])] = {
  let rows = (0..<4).map {
    EncodedRow(
      code: ["a", "b", "c", "杭"][$0], time: beijing(2026, 11, 23, 15, $0),
      values: [EncodedRow.Value(value: Double($0) / 3)])
  }
  var samples: [(name: String, format: FeedFormat, bytes: [UInt8])] = []
  func add(_ name: String, _ format: FeedFormat, _ write: (inout [UInt8]) -> Void) {
    var bytes: [UInt8] = []
    write(&bytes)
    samples.append((name, format, bytes))
  }
  let mapped = FeedFormat.json(
    JSONMapping(
      root: JSONPath("data.rows"), allowsWrapper: true,
      row: RowMapping(
        codeField: "id.code", timeField: "time", values: [ValueField(field: "v.0")], sentinels: [-1]),
      successPath: JSONPath("code"), successValues: ["0"],
      paging: .number(parameter: "p", first: 1, total: JSONPath("total"), size: 2, limit: 5),
      incremental: JSONMapping.Incremental(parameter: "s", field: "k")))
  let lines = FeedFormat.json(JSONMapping(root: JSONPath(""), isLines: true, row: plainRow))
  let sheet = FeedFormat.csv(
    CSVMapping(delimiter: UInt8(ascii: ";"), decimalComma: true, commentPrefix: "#", row: plainRow))
  let gb = FeedFormat.csv(CSVMapping(encoding: .gb18030, row: plainRow))
  for (name, format) in [("json", mapped), ("lines", lines), ("csv", sheet), ("gb18030", gb)] {
    add(name, format) { FeedEncoder(format: format).encode(rows: rows, into: &$0) }
  }
  let warning = ReceivedWarning(
    identifier: "1_2", sender: "局", sent: arrived, event: "大风", colour: .red,
    headline: WarningEncoder.title(issuer: "局", event: "大风", colour: .red), area: "旗", geocodes: ["150625"])
  add("cap", .cap) { WarningEncoder.cap(warning, into: &$0) }
  add("nmc", .nationalWarnings) { WarningEncoder.nmc([warning, warning], into: &$0) }
  add("atom", .cap) {
    WarningEncoder.atom(
      id: "f", title: "t", updated: arrived,
      entries: [WarningEncoder.IndexEntry(id: "e", title: "t", updated: arrived, link: "/1")], into: &$0)
  }
  let quake = Earthquake(
    identifier: "cenc:1", origin: arrived, updated: arrived, latitude: 1, longitude: 2, magnitude: 3,
    place: "旗",
    isReviewed: true, isNatural: true)
  add("cenc", .cenc) { QuakeEncoder.cenc([quake, quake], into: &$0) }
  let geo =
    "{\"features\":[{\"id\":\"u\",\"properties\":{\"mag\":1.5,\"time\":0,\"place\":\"\\u6c5f\"},\"geometry\":{\"coordinates\":[1,2,3]}}]}"
  add("usgs", .usgsGeoJSON) { $0 = Array(geo.utf8) }
  return samples
}()

@Test func everyCutOfADocumentIsHandled() {
  for sample in samples {
    let whole = size(decode(sample.bytes, sample.format))
    for length in 0..<sample.bytes.count {
      let batch = decode(Array(sample.bytes.prefix(length)), sample.format)
      #expect(size(batch) <= whole + 2, "\(sample.name) cut at \(length)")
      #expect(isHarmless(batch), "\(sample.name) cut at \(length)")
    }
  }
}

@Test func aCutDocumentNeverPassesForAWholeOne() {
  for sample in samples where ["nmc", "usgs", "cap", "atom"].contains(sample.name) {
    let end = sample.bytes.lastIndex { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: ">") } ?? 0
    for length in 0..<end {
      #expect(
        decode(Array(sample.bytes.prefix(length)), sample.format).failure != nil,
        "\(sample.name) cut at \(length)")
    }
  }
}

@Test func spoiledDocumentsNeverCrashAndStayHarmless() {
  let seed: UInt64 = 0x5EED_2026
  var dice = Dice(state: seed)
  let tokens = [
    "\"", "{", "}", "[", "]", ",", ":", "\\u", "\\", "\n", "<", ">", "&", "<!DOCTYPE x>", "\u{1B}[2J",
    "1e999", "-", "null", "\u{202E}",
  ]
  .map { Array($0.utf8) }
  for round in 0..<4000 {
    let sample = samples[round % samples.count]
    var bytes = sample.bytes
    for _ in 0..<Int(dice.next() % 6) + 1 {
      let place = Int(dice.next() % UInt64(bytes.count))
      switch dice.next() % 4 {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(contentsOf: tokens[Int(dice.next() % UInt64(tokens.count))], at: place)
      default:
        bytes.replaceSubrange(place..<min(bytes.count, place + 8), with: bytes.prefix(Int(dice.next() % 16)))
      }
      if bytes.isEmpty { bytes = [0] }
    }
    let batch = decode(bytes, sample.format)
    #expect(isHarmless(batch), "seed \(seed), round \(round), \(sample.name)")
    #expect(batch.rejects.allSatisfy { $0.bytes.count <= Reject.byteLimit }, "seed \(seed), round \(round)")
    #expect(
      batch.readings.allSatisfy { $0.value.isNaN == ($0.quality == .missing) && !$0.value.isInfinite },
      "seed \(seed), round \(round), \(sample.name)")
  }
}

@Test func anAnswerWithTooManyRowsIsCut() {
  let good = "{\"code\":\"a\",\"value\":1,\"time\":\"2026-11-23\"}"
  let rows = [String](repeating: good, count: 8)
  let sheet = "code,value,time\n" + String(repeating: "a,1,2026-11-23\n", count: 8)
  for (format, text) in [
    (json(), "{\"rows\":[\(rows.joined(separator: ","))]}"), (.csv(CSVMapping(row: plainRow)), sheet),
  ] {
    for (limit, isFull) in [(7, true), (8, false)] {
      var decoder = FeedDecoder(format: format, rowLimit: limit)
      var batch = DecodedBatch()
      Array(text.utf8).withUnsafeBytes { decoder.decode($0, context: context(), into: &batch) }
      #expect(batch.readings.count == limit)
      #expect((batch.failure?.reason == .tooManyRows) == isFull)
    }
  }
}
