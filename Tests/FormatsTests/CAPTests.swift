import CitySafety
import Formats
import Testing

private let head =
  "<identifier>i1</identifier><sender>s</sender><sent>2026-11-23T15:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>"

private func info(
  _ extra: String = "", language: String = "zh-CN", event: String = "大风", severity: String = "Severe"
) -> String {
  "<info><language>\(language)</language><category>Met</category><event>\(event)</event><urgency>Expected</urgency><severity>\(severity)</severity><certainty>Likely</certainty>\(extra)</info>"
}

private func cap(_ inner: String, version: String = "1.2", prolog: String = "") -> DecodedBatch {
  decode("\(prolog)<alert xmlns=\"urn:oasis:names:tc:emergency:cap:\(version)\">\(inner)</alert>", .cap)
}

@Test func aCAPAlertBecomesAWarning() {
  let warning = cap(
    head
      + info(
        "<effective>2026-11-23T15:00:00+08:00</effective><onset>2026-11-23T08:00:00-00:00</onset><expires>2026-11-23T18:00:00Z</expires><headline> a\n  b </headline><description>d</description><instruction>go in</instruction><area><areaDesc>杭锦旗</areaDesc><geocode><valueName>x</valueName><value>150625</value></geocode></area><area><areaDesc>鄂托克旗</areaDesc></area>"
      )
  ).warnings.first
  #expect(warning?.identifier == "i1")
  #expect(warning?.sent == beijing(2026, 11, 23, 15))
  #expect(warning?.event == "大风")
  #expect(warning?.severity == "Severe")
  #expect(warning?.urgency == "Expected")
  #expect(warning?.certainty == "Likely")
  #expect(warning?.onset == beijing(2026, 11, 23, 16))
  #expect(warning?.expires == beijing(2026, 11, 24, 2))
  #expect(warning?.headline == "a b")
  #expect(warning?.instruction == "go in")
  #expect(warning?.area == "杭锦旗; 鄂托克旗")
  #expect(warning?.geocodes == ["150625"])
  #expect(warning?.colour == nil)
}

@Test func aDoctypeIsRefusedBeforeItActs() {
  for doctype in [
    "<!DOCTYPE alert SYSTEM \"http://localhost:1/x.dtd\">",
    "<!DOCTYPE a [<!ENTITY x \"y\"><!ENTITY z \"&x;&x;&x;\">]>",
  ] {
    let batch = cap(head, prolog: "<?xml version=\"1.0\"?>" + doctype)
    #expect(batch.failure?.reason == .forbiddenMarkup)
    #expect(batch.warnings.isEmpty)
  }
}

@Test func anUndeclaredEntityIsMalformed() {
  #expect(cap(head + info("<headline>a&x;b</headline>")).failure?.reason == .malformed)
}

@Test func aTruncatedAlertIsMalformed() {
  let whole = "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\(head)\(info())</alert>"
  for cut in [whole.utf8.count - 1, whole.utf8.count / 2, 20, 1] {
    let batch = decode(Array(whole.utf8.prefix(cut)), .cap)
    #expect(batch.failure?.reason == .malformed)
    #expect(batch.warnings.isEmpty)
  }
}

@Test(arguments: ["identifier", "sender", "sent", "status", "msgType", "scope"])
func aMissingElementOfTheAlertIsNamed(_ name: String) {
  var parts = head.split(separator: ">", omittingEmptySubsequences: true).map { $0 + ">" }
  if let index = parts.firstIndex(where: { $0 == "<\(name)>" }) { parts.removeSubrange(index...(index + 1)) }
  let failure = cap(parts.joined() + info()).failure
  #expect(failure?.reason == .notCAP)
  #expect(failure?.detail.en.contains(name) == true)
}

@Test(arguments: ["category", "event", "urgency", "severity", "certainty"])
func aMissingElementOfTheInfoIsNamed(_ name: String) {
  var parts = info().split(separator: ">").map { $0 + ">" }
  if let index = parts.firstIndex(where: { $0 == "<\(name)>" }) { parts.removeSubrange(index...(index + 1)) }
  let batch = cap(head + parts.joined())
  #expect(batch.warnings.isEmpty)
  #expect(batch.failure?.reason == .notCAP)
  #expect(batch.failure?.detail.en.contains(name) == true)
}

@Test func aWordThatCAPDoesNotKnowIsRefused() {
  for (good, bad) in [
    ("Severe", "Bad"), ("Severe", ""), ("Expected", "Soon"), ("Likely", "Sure"), ("Met", "Weather"),
  ] {
    let text = info().replacing(">\(good)<", with: ">\(bad)<")
    #expect(cap(head + text).failure?.reason == .notCAP)
  }
  #expect(cap(head.replacing("Actual", with: "Real")).failure?.reason == .notCAP)
}

extension String {
  fileprivate func replacing(_ old: String, with new: String) -> String {
    guard let range = self.firstRange(of: old) else { return self }
    return String(self[..<range.lowerBound]) + new + self[range.upperBound...]
  }
}

@Test func aTimeWithoutZoneIsNotCAP() {
  #expect(cap(head.replacing("+08:00", with: "")).failure?.reason == .notCAP)
  #expect(cap(head + info("<expires>tomorrow</expires>")).failure?.reason == .notCAP)
}

@Test func anotherNamespaceIsNotCAP() {
  #expect(cap(head, version: "9.9").failure?.reason == .notCAP)
  #expect(decode("<alert>\(head)</alert>", .cap).failure?.reason == .notCAP)
  #expect(decode("<note xmlns=\"x\"/>", .cap).failure?.reason == .notCAP)
}

@Test func anAlertWithoutInfoIsAccepted() {
  let batch = cap(
    head.replacing(">Alert<", with: ">Cancel<")
      + "<references>s,a,2026-11-23T14:00:00+08:00 s,b,2026-11-23T14:30:00+08:00</references>")
  #expect(batch.failure == nil)
  #expect(batch.warnings.map(\.messageType) == [.cancel])
  #expect(batch.warnings.map(\.references) == [["a", "b"]])
}

@Test(arguments: [
  ("Actual", ReceivedWarning.Status.actual), ("Exercise", .exercise), ("System", .system), ("Test", .test),
  ("Draft", .draft),
])
func theStatusIsKept(_ word: String, _ status: ReceivedWarning.Status) {
  #expect(cap(head.replacing("Actual", with: word)).warnings.map(\.status) == [status])
}

@Test func blocksInSeveralLanguagesAreOneWarning() {
  func event(_ languages: [String]) -> [String] {
    cap(head + languages.map { info(language: $0, event: "in \($0)") }.joined()).warnings.map(\.event)
  }
  #expect(event(["fr-CA", "en-CA", "zh-CN"]) == ["in zh-CN"])
  #expect(event(["fr-CA", "en-CA"]) == ["in en-CA"])
  #expect(event(["fr-CA", "mn"]) == ["in fr-CA"])
}

@Test func blocksOfOneLanguageJoinTheirAreasUnderTheWorst() {
  func block(_ severity: String, _ code: String) -> String {
    info(
      "<area><areaDesc>\(code)</areaDesc><geocode><valueName>v</valueName><value>\(code)</value></geocode></area>",
      severity: severity)
  }
  let warning = cap(head + block("Minor", "1") + block("Extreme", "2")).warnings.first
  #expect(warning?.severity == "Extreme")
  #expect(warning?.geocodes == ["1", "2"])
}

@Test func aSignatureIsPassedOverInCAP12AndInvalidIn11() {
  let signature = "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo/></Signature>"
  let signed = cap(head + info() + signature)
  #expect(signed.warnings.count == 1)
  #expect(signed.rejected == 0)
  #expect(cap(head + info() + signature, version: "1.1").failure?.reason == .notCAP)
}

@Test func anUnknownElementIsFlaggedAndTheWarningKept() {
  let batch = cap(head + "<colour>red</colour>" + info())
  #expect(batch.warnings.count == 1)
  #expect(batch.rejects.map(\.reason) == [.notCAP])
}

@Test func everyEncodingOfXMLIsRead() {
  func document(_ encoding: String) -> String {
    "<?xml version=\"1.0\" encoding=\"\(encoding)\"?><alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\(head)\(info(event: "大风"))</alert>"
  }
  let utf16 = document("UTF-16").utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  #expect(decode([0xFE, 0xFF] + utf16, .cap).warnings.map(\.event) == ["大风"])
  for name in ["GBK", "gb2312", "GB18030"] {
    // 大风 in GB18030.
    let parts = document(name).split(separator: "大风").map { Array($0.utf8) }
    #expect(decode(parts[0] + [0xB4, 0xF3, 0xB7, 0xE7] + parts[1], .cap).warnings.map(\.event) == ["大风"])
  }
  #expect(decode(document("UTF-8").utf8.dropLast(0) + [], .cap).warnings.count == 1)
}

@Test func deepNestingIsRefused() {
  #expect(cap(head + String(repeating: "<x>", count: 100_000)).failure?.reason == .tooLarge)
}

@Test func aWebPageIsNoAlert() {
  #expect(decode("<!DOCTYPE html><html></html>", .cap).failure?.reason == .malformed)
}

// MARK: The national profile

private let national =
  "<alert><identifier>15062541600000_20261123150000</identifier><sender>杭锦旗气象台</sender><senderCode>15062541600000</senderCode><sendTime>2026-11-23 15:00:00+08:00</sendTime><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language><eventType>11B06</eventType><urgency>Unknown</urgency><severity>Orange</severity><certainty>Likely</certainty><effective>2026-11-23 15:00:00+08:00</effective><senderName>杭锦旗气象台</senderName><headline>杭锦旗气象台发布大风橙色预警</headline><description>d</description><area><areaDesc>杭锦旗</areaDesc><geocode>150625000000,150624000000</geocode></area></info></alert>"

@Test func theNationalProfileHasItsOwnColourAndCode() {
  let warning = decode("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + national, .cap).warnings.first
  #expect(warning?.colour == .orange)
  #expect(warning?.severity == nil)
  #expect(warning?.eventCode == "11B06")
  #expect(warning?.event == "大风")
  #expect(warning?.sent == beijing(2026, 11, 23, 15))
  #expect(warning?.geocodes == ["150625000000", "150624000000"])
}

@Test func aColourThatTheNationalProfileDoesNotKnowIsRefused() {
  #expect(decode(national.replacing("Orange", with: "Purple"), .cap).failure?.reason == .notCAP)
  #expect(decode(national.replacing("Orange", with: "Unknown"), .cap).warnings.map(\.colour) == [.orange])
}

// MARK: Indexes

private func atom(
  _ entries: String, head: String = "<id>f</id><title>t</title><updated>2026-11-23T15:00:00Z</updated>"
) -> DecodedBatch {
  decode("<feed xmlns=\"http://www.w3.org/2005/Atom\">\(head)\(entries)</feed>", .cap)
}

private let entryHead = "<id>e</id><title>t</title><updated>2026-11-23T15:00:00Z</updated>"

@Test func anIndexGivesItsLinksInOrder() {
  let batch = atom(
    "<entry>\(entryHead)<link href=\"/cap/1.xml\"/></entry><entry>\(entryHead)<link href=\"http://x/2\"/></entry>"
  )
  #expect(batch.links == ["/cap/1.xml", "http://x/2"])
  #expect(batch.rejected == 0)
}

@Test func theLinkToTheCAPDocumentIsPreferred() {
  let batch = atom(
    "<entry>\(entryHead)<link rel=\"alternate\" type=\"text/html\" href=\"/page\"/><link rel=\"related\" type=\"application/cap+xml\" href=\"/cap\"/></entry>"
  )
  #expect(batch.links == ["/cap"])
}

@Test func anEmptyIndexMeansNoWarnings() {
  let batch = atom("")
  #expect(batch.failure == nil)
  #expect(batch.links.isEmpty)
  #expect(batch.rejected == 0)
}

@Test func anEntryWithoutIdOrLinkIsRefused() {
  #expect(atom("<entry><title>t</title><updated>x</updated><link href=\"/1\"/></entry>").links.isEmpty)
  #expect(atom("<entry><title>t</title><updated>x</updated><link href=\"/1\"/></entry>").rejected == 1)
  #expect(atom("<entry>\(entryHead)</entry>").rejects.map(\.reason) == [.missingField])
}

@Test func anAlertInsideAnEntryIsTakenAndOneOutsideIsNot() {
  let alert = "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\(head)\(info())</alert>"
  #expect(
    atom("<entry>\(entryHead)<content type=\"text/xml\">\(alert)</content></entry>").warnings.count == 1)
  #expect(atom(alert).warnings.isEmpty)
  #expect(
    atom("<entry>\(entryHead)<content>\(alert.replacing("Public", with: "All"))</content></entry>").rejects
      .map(\.reason) == [.notCAP])
}

@Test func anRSSIndexGivesItsLinks() {
  let text =
    "<rss version=\"2.0\"><channel><title>t</title><link>http://x</link><description>d</description><item><title>1</title><link> http://x/1.cap </link></item><item><title>2</title><guid>http://x/2.cap</guid></item><item><title>3</title></item></channel></rss>"
  let batch = decode(text, .cap)
  #expect(batch.links == ["http://x/1.cap", "http://x/2.cap"])
  #expect(batch.rejected == 1)
}

@Test func theLinksOfAnIndexAreBounded() {
  let entries = (0..<600).map { "<entry>\(entryHead)<link href=\"/\($0)\"/></entry>" }.joined()
  let batch = atom(entries)
  #expect(batch.links.count == 500)
  #expect(batch.failure?.reason == .tooManyRows)
}

@Test func alertsInAnEDXLEnvelopeAreTaken() {
  let alert = "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\(head)\(info())</alert>"
  let text =
    "<EDXLDistribution xmlns=\"urn:oasis:names:tc:emergency:EDXL:DE:1.0\"><contentObject><xmlContent><embeddedXMLContent>\(alert)</embeddedXMLContent></xmlContent></contentObject><contentObject><xmlContent><embeddedXMLContent>\(alert)</embeddedXMLContent></xmlContent></contentObject></EDXLDistribution>"
  #expect(decode(text, .cap).warnings.count == 2)
}
