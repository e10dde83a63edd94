import CitySafety
import Formats
import Testing

/// A warning of gas in its second version.
private func message(
  _ type: ReceivedWarning.MessageType = .update, _ change: (inout WarningContent) -> Void = { _ in }
) -> IssuedWarning {
  var content = WarningContent(
    type: WarningType(
      id: "gas", name: Bilingual(zh: "燃气泄漏", en: "Gas leak"), category: "Safety", code: "12C01",
      urgency: "Immediate", certainty: "Likely"), grade: .orange, starts: beijing(2026, 11, 23, 15),
    ends: beijing(2026, 11, 24, 3), area: Bilingual(zh: "锡尼镇人民路", en: "Renmin Road, Xini"),
    geocodes: ["150625100", "150625101"], caution: Bilingual(zh: "可能爆炸", en: "It may explode"),
    measures: Bilingual(zh: "向上风向撤离", en: "Leave upwind"),
    issuer: WarningIssuer(
      name: Bilingual(zh: "杭锦旗人民政府", en: "Banner government"), sender: "gov@hanggin.example",
      code: "15062500000000"))
  change(&content)
  let first = WarningReference(
    sender: content.issuer.sender, identifier: "15062500000000_20261123150000",
    sent: beijing(2026, 11, 23, 15))
  return IssuedWarning(
    number: 7, version: type == .alert ? 1 : 2, type: type, sent: beijing(2026, 11, 23, 15, 41, 7),
    content: content,
    references: type == .alert ? [] : [first], reason: type == .cancel ? "浓度正常" : "", by: "王")
}

private func cap(_ warning: IssuedWarning) -> [UInt8] {
  var bytes: [UInt8] = []
  WarningEncoder.cap(warning, offset: .beijing, into: &bytes)
  return bytes
}

private func national(_ warning: IssuedWarning) -> [UInt8] {
  var bytes: [UInt8] = []
  WarningEncoder.national(warning, into: &bytes)
  return bytes
}

/// The names of elements in the order in which they begin.
private func names(_ bytes: [UInt8]) -> [String] {
  String(decoding: bytes, as: UTF8.self).split(separator: "<").compactMap { piece in
    guard let first = piece.first, first.isLetter else { return nil }
    return String(piece.prefix { $0.isLetter })
  }
}

@Suite struct AuthoredWarningTests {
  @Test func elementsStandInTheOrderOfTheSchema() {
    let info = [
      "info", "language", "category", "event", "responseType", "urgency", "severity", "certainty",
      "eventCode",
      "valueName", "value", "effective", "onset", "expires", "senderName", "headline", "description",
      "instruction",
      "parameter", "valueName", "value", "area", "areaDesc", "geocode", "valueName", "value", "geocode",
      "valueName",
      "value",
    ]
    let head = ["alert", "identifier", "sender", "sent", "status", "msgType", "scope"]
    #expect(names(cap(message(.alert))) == head + info + info)
    #expect(names(cap(message(.update))) == head + ["references"] + info + info)
    #expect(
      names(cap(message(.cancel)))
        == head + ["note", "references"] + (info + info).filter { $0 != "instruction" })
  }

  @Test(arguments: [ReceivedWarning.MessageType.alert, .update, .cancel])
  func ourOwnReaderTakesItWithEveryField(type: ReceivedWarning.MessageType) throws {
    let sent = message(type)
    let batch = decode(cap(sent), .cap)
    #expect(batch.failure == nil && batch.rejected == 0)
    let got = try #require(batch.warnings.first)
    #expect(got.identifier == "15062500000000_20261123154107" && got.identifier == sent.identifier)
    #expect(got.sender == "gov@hanggin.example" && got.sent == sent.sent && got.messageType == type)
    #expect(got.status == .actual && got.severity == "Severe" && got.eventCode == "12C01")
    #expect(got.event == "燃气泄漏" && got.area == "锡尼镇人民路" && got.geocodes == ["150625100", "150625101"])
    #expect(
      got.onset == sent.content.starts && got.expires == sent.content.ends && got.effective == sent.sent)
    #expect(got.headline == sent.headline.zh)
    #expect(got.text == (type == .cancel ? "浓度正常" : "可能爆炸"))
    #expect(got.instruction == (type == .cancel ? "" : "向上风向撤离"))
    #expect(got.urgency == (type == .cancel ? "Past" : "Immediate"))
    #expect(got.references == (type == .alert ? [] : ["15062500000000_20261123150000"]))
  }

  @Test func bothLanguagesAreThere() {
    let text = String(decoding: cap(message(.alert)), as: UTF8.self)
    for piece in [
      "<language>zh-CN</language>", "<language>en-US</language>", "<event>Gas leak</event>",
      "<areaDesc>Renmin Road, Xini</areaDesc>", "<description>It may explode</description>",
      "<headline>Banner government issues warning: Gas leak (orange)</headline>",
      "<sent>2026-11-23T15:41:07+08:00</sent>",
    ] { #expect(text.contains(piece), "\(piece)") }
  }

  @Test func aTestIsSaidToBeOneInBothForms() {
    let test = message(.alert) { $0.status = .exercise }
    #expect(decode(cap(test), .cap).warnings.first?.status == .exercise)
    #expect(decode(national(test), .cap).warnings.first?.status == .test)
  }

  @Test(arguments: [ReceivedWarning.MessageType.alert, .update, .cancel])
  func theNationalFormIsReadAsTheNationalProfile(type: ReceivedWarning.MessageType) throws {
    let sent = message(type)
    let batch = decode(national(sent), .cap)
    #expect(batch.failure == nil && batch.rejected == 0, "\(String(describing: batch.failure))")
    let got = try #require(batch.warnings.first)
    #expect(got.identifier == sent.identifier && got.messageType == type && got.sent == sent.sent)
    #expect(got.colour == .orange && got.eventCode == "12C01" && got.expires == sent.content.ends)
    #expect(got.sender == "杭锦旗人民政府" && got.area == "锡尼镇人民路" && got.geocodes == ["150625100", "150625101"])
    #expect(got.event == "燃气泄漏")
    #expect(
      WarningEncoder.nationalFileName(sent)
        == "15062500000000_20261123154107_12C01_ORANGE_\(type == .alert ? "ALERT" : type == .update ? "UPDATE" : "CANCEL").XML"
    )
  }

  @Test func theNationalFormHasItsFieldsInOrder() {
    #expect(
      names(national(message(.update))) == [
        "alert", "identifier", "sender", "senderCode", "sendTime", "status", "msgType", "scope", "code",
        "method",
        "method", "secClassification", "references", "info", "language", "eventType", "urgency", "severity",
        "certainty", "effective", "onset", "expires", "senderName", "headline", "description", "instruction",
        "area",
        "areaDesc", "geocode",
      ])
  }

  @Test func theIndexNamesEveryDocumentNewestFirst() {
    let index = WarningIndex(
      folder: "x", id: "tag:a.example,2026:w", title: Bilingual(zh: "预警", en: "Warnings"))
    var bytes: [UInt8] = []
    WarningEncoder.atom(
      [message(.update), message(.alert)], index: index, author: "杭锦旗", offset: .beijing, into: &bytes)
    let batch = decode(bytes, .cap)
    #expect(batch.failure == nil && batch.rejected == 0)
    #expect(
      batch.links == [WarningEncoder.fileName(message(.update)), WarningEncoder.fileName(message(.alert))])
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("<author>\n<name>杭锦旗</name>\n</author>"))
    #expect(text.contains("<updated>2026-11-23T15:41:07+08:00</updated>"))
    var empty: [UInt8] = []
    WarningEncoder.atom([], index: index, author: "杭锦旗", offset: .beijing, into: &empty)
    #expect(decode(empty, .cap).failure == nil && decode(empty, .cap).rejected == 0)
  }

  @Test func onlyNamesOfDocumentsAreTakenForSuch() {
    #expect(WarningEncoder.isFileName(WarningEncoder.fileName(message())))
    for name in [
      "index.atom", "15062500000000_20261123154107.cap.xml.new", "15062500000000_2026112315410.cap.xml",
      "x5062500000000_20261123154107.cap.xml", "15062500000000.cap.xml", "..", "",
    ] { #expect(!WarningEncoder.isFileName(name), "\(name)") }
  }

  /// Whatever stands in a text, both readers get it back as far as XML and the screen can hold it.
  @Test func anyTextComesBackOrHarmless() throws {
    let seed: UInt64 = 0x3A16
    var dice = Dice(state: seed)
    let scalars: [Unicode.Scalar] = [
      "a", "<", ">", "&", "\"", "'", "汉", "é", "🚒", " ", "]", "\u{1}", "\u{7F}", "\u{FFFE}", "\u{202E}",
      "\u{1B}", "%",
    ]
    for round in 0..<2000 {
      func text(_ dice: inout Dice) -> String {
        var text = String.UnicodeScalarView("x".unicodeScalars)
        for _ in 0..<Int.random(in: 0...12, using: &dice) {
          text.append(scalars.randomElement(using: &dice) ?? "a")
        }
        return String(text)
      }
      let (area, caution, measures) = (text(&dice), text(&dice), text(&dice))
      let sent = message([.alert, .update].randomElement(using: &dice) ?? .alert) {
        $0.area.zh = area
        $0.caution.zh = caution
        $0.measures.zh = measures
        $0.grade = Grade.allCases.randomElement(using: &dice) ?? .red
      }
      func same(_ got: String, _ put: String) -> Bool {
        let clean = HarmlessText.clean(put, limit: .max)
        let words = clean.split(separator: " ").joined(separator: " ")
        return got == words
      }
      for bytes in [cap(sent), national(sent)] {
        let got = try #require(decode(bytes, .cap).warnings.first, "seed \(seed) round \(round)")
        #expect(
          same(got.area, area) && same(got.text, caution) && same(got.instruction, measures),
          "seed \(seed) round \(round)")
      }
    }
  }
}
