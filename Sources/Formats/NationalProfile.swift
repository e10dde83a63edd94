import CitySafety

/// Where a warning holds, in words and codes.
enum AreaText {
  /// Codes kept of one warning.
  static let codeLimit = 1000

  static func collect(_ areas: [XMLNode], into warning: inout ReceivedWarning) {
    var names: [String] = []
    var codes: [String] = []
    var seenNames: Set<String> = []
    var seenCodes: Set<String> = []
    for area in areas {
      let name = area.child("areaDesc")?.words(limit: TextLimit.area) ?? ""
      if !name.isEmpty && seenNames.insert(name).inserted { names.append(name) }
      for geocode in area.children("geocode") {
        let value = (geocode.child("value") ?? geocode).words(limit: TextLimit.area)
        for code in value.split(whereSeparator: { $0 == "," || $0 == "，" || $0 == ";" || $0 == " " })
        where codes.count < codeLimit {
          let code = HarmlessText.clean(String(code), limit: TextLimit.code)
          if seenCodes.insert(code).inserted { codes.append(code) }
        }
      }
    }
    warning.area = HarmlessText.clean(names.joined(separator: "; "), limit: TextLimit.area)
    warning.geocodes = codes
  }
}

/// The XML of the national emergency warning system: element names like CAP's, its own times, codes and colours.
struct NationalProfile {
  private let node: XMLNode
  private(set) var fault: CAPFault?

  /// Whether the alert is of this profile: it names a sender code or a send time, which CAP does not have.
  static func isNational(_ node: XMLNode) -> Bool {
    node.child("sent") == nil && (node.child("sendTime") != nil || node.child("senderCode") != nil)
  }

  init(_ node: XMLNode) { self.node = node }

  /// Two digits, a letter, two digits: `11B17`.
  static func isEventCode(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 5 else { return false }
    return [0, 1, 3, 4].allSatisfy { ASCII.isDigit(bytes[$0]) }
      && ASCII.lower(bytes[2]) &- UInt8(ascii: "a") < 26
  }

  /// The warning, or `nil` with `fault` set.
  mutating func warning() -> ReceivedWarning? {
    guard let identifier = word(node, "identifier", TextLimit.identifier) else {
      return missing("identifier")
    }
    guard let sent = time(node, "sendTime") else { return missing("sendTime") }
    guard let type = word(node, "msgType", TextLimit.code),
      let messageType = CAPAlert.messageTypes.first(where: { $0.word == type })?.type
    else { return missing("msgType") }
    guard let state = word(node, "status", TextLimit.code),
      let status = CAPAlert.statuses.first(where: { $0.word == state })?.status
    else { return missing("status") }
    var warning = ReceivedWarning(
      identifier: identifier, sender: word(node, "sender", TextLimit.name) ?? "", sent: sent, status: status,
      messageType: messageType)
    warning.references =
      CAPAlert.references(word(node, "references", TextLimit.body) ?? "").filter { $0 != identifier }
    let infos = node.children("info")
    guard
      let info = infos.first(where: { word($0, "language", TextLimit.code)?.hasPrefix("zh") == true })
        ?? infos.first
    else { return messageType == .cancel ? warning : missing("info") }
    guard fill(&warning, from: info) else { return nil }
    return warning
  }

  private mutating func fill(_ warning: inout ReceivedWarning, from info: XMLNode) -> Bool {
    let colour = word(info, "severity", TextLimit.code) ?? ""
    guard ["Red", "Orange", "Yellow", "Blue", "Unknown"].contains(colour) else {
      _ = missing("severity")
      return false
    }
    warning.headline = word(info, "headline", TextLimit.headline) ?? ""
    let title = WarningTitle(warning.headline)
    let type = word(info, "eventType", TextLimit.name) ?? ""
    warning.event = title.event.isEmpty ? type : title.event
    warning.eventCode = NationalProfile.isEventCode(type) ? type : nil
    warning.colour = Grade(word: colour.lowercased()) ?? title.colour
    warning.urgency = word(info, "urgency", TextLimit.code)
    warning.certainty = word(info, "certainty", TextLimit.code)
    warning.effective = time(info, "effective")
    warning.onset = time(info, "onset")
    warning.expires = time(info, "expires")
    warning.text = word(info, "description", TextLimit.body) ?? ""
    warning.instruction = word(info, "instruction", TextLimit.body) ?? ""
    if warning.sender.isEmpty { warning.sender = word(info, "senderName", TextLimit.name) ?? title.issuer }
    AreaText.collect(info.children("area"), into: &warning)
    return true
  }

  private mutating func missing(_ name: String) -> ReceivedWarning? {
    fault = CAPFault(
      offset: node.offset,
      words: Bilingual(zh: "国家预警格式缺少或有误：\(name)", en: "national profile: no good \(name)"))
    return nil
  }

  private func word(_ parent: XMLNode, _ name: String, _ limit: Int) -> String? {
    guard let words = parent.child(name)?.words(limit: limit), !words.isEmpty else { return nil }
    return words
  }

  private func time(_ parent: XMLNode, _ name: String) -> Instant? {
    guard var words = word(parent, name, TextLimit.code) else { return nil }
    return words.withUTF8 { TimeText.parse(Bytes($0), format: .iso8601, offset: .beijing) }
  }
}
