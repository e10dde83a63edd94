import CitySafety

/// One `<alert>`: checked against CAP 1.1 or 1.2, or read as the national profile.
struct CAPAlert {
  private let node: XMLNode
  /// Why it is not a warning.
  private(set) var fault: CAPFault?
  /// What is odd about it and does not stop it.
  private(set) var flags: [CAPFault] = []

  static let spaces = ["urn:oasis:names:tc:emergency:cap:1.1", "urn:oasis:names:tc:emergency:cap:1.2"]
  private static let alertNames: Set<String> = [
    "identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses",
    "code",
    "note", "references", "incidents", "info", "password",
  ]
  private static let infoNames: Set<String> = [
    "language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience",
    "eventCode",
    "effective", "onset", "expires", "senderName", "headline", "description", "instruction", "web", "contact",
    "parameter", "resource", "area",
  ]
  private static let categories = [
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE",
    "Other",
  ]
  private static let urgencies = ["Immediate", "Expected", "Future", "Past", "Unknown"]
  /// Worst first.
  private static let severities = ["Extreme", "Severe", "Moderate", "Minor", "Unknown"]
  private static let certainties = ["Observed", "Likely", "Possible", "Unlikely", "Unknown"]
  static let statuses: [(word: String, status: ReceivedWarning.Status)] = [
    ("Actual", .actual), ("Exercise", .exercise), ("System", .system), ("Test", .test), ("Draft", .draft),
  ]
  static let messageTypes: [(word: String, type: ReceivedWarning.MessageType)] = [
    ("Alert", .alert), ("Update", .update), ("Cancel", .cancel), ("Ack", .acknowledge), ("Error", .error),
  ]

  init(_ node: XMLNode) { self.node = node }

  /// The warning, or `nil` with `fault` set.
  mutating func warning() -> ReceivedWarning? {
    if NationalProfile.isNational(node) {
      var profile = NationalProfile(node)
      let warning = profile.warning()
      fault = profile.fault
      return warning
    }
    guard CAPAlert.spaces.contains(node.space) else {
      let space = HarmlessText.clean(node.space, limit: TextLimit.name)
      fail(node, "命名空间不是 CAP 1.1 或 1.2：\(space)", "the namespace is not CAP 1.1 or 1.2: \(space)")
      return nil
    }
    return oasis()
  }

  // MARK: OASIS

  private mutating func oasis() -> ReceivedWarning? {
    guard checkChildren(node, CAPAlert.alertNames) else { return nil }
    guard let identifier = required(node, "identifier"), let sender = required(node, "sender"),
      let sent = time(node, "sent", isRequired: true),
      let status = choice(node, "status", CAPAlert.statuses.map(\.word)),
      let type = choice(node, "msgType", CAPAlert.messageTypes.map(\.word)),
      choice(node, "scope", ["Public", "Restricted", "Private"]) != nil
    else { return nil }
    var warning = ReceivedWarning(identifier: identifier, sender: sender, sent: sent)
    warning.status = CAPAlert.statuses.first { $0.word == status }?.status ?? .actual
    warning.messageType = CAPAlert.messageTypes.first { $0.word == type }?.type ?? .alert
    warning.references = CAPAlert.references(node.child("references")?.words(limit: TextLimit.body) ?? "")
    let infos = node.children("info")
    for info in infos where !check(info) { return nil }
    guard let chosen = CAPAlert.best(infos) else { return warning }
    return fill(&warning, from: chosen, with: infos) ? warning : nil
  }

  /// Checks one info block; every block must be right, not only the one that is shown.
  private mutating func check(_ info: XMLNode) -> Bool {
    guard checkChildren(info, CAPAlert.infoNames) else { return false }
    guard required(info, "event") != nil, choice(info, "urgency", CAPAlert.urgencies) != nil,
      choice(info, "severity", CAPAlert.severities) != nil,
      choice(info, "certainty", CAPAlert.certainties) != nil
    else { return false }
    let categories = info.children("category")
    guard !categories.isEmpty else { return missing(info, "category") }
    for category in categories where !CAPAlert.categories.contains(category.words(limit: TextLimit.code)) {
      return wrong(category)
    }
    for area in info.children("area") where required(area, "areaDesc") == nil { return false }
    for name in ["effective", "onset", "expires"] {
      _ = time(info, name, isRequired: false)
    }
    return fault == nil
  }

  /// Elements that the schema does not have are flagged.
  ///
  /// A signature in a 1.1 alert makes it invalid as a whole.
  private mutating func checkChildren(_ parent: XMLNode, _ names: Set<String>) -> Bool {
    for child in parent.children {
      let isOurs = child.space == parent.space
      if isOurs && names.contains(child.name) { continue }
      if child.name == "Signature" && child.space == "http://www.w3.org/2000/09/xmldsig#" {
        if parent.space == CAPAlert.spaces[1] { continue }
        fail(child, "CAP 1.1 不允许 Signature", "CAP 1.1 has no Signature")
        return false
      }
      let name = HarmlessText.clean(child.name, limit: TextLimit.code)
      if flags.count < DecodedBatch.rejectLimit {
        flags.append(
          CAPFault(
            offset: child.offset,
            words: Bilingual(zh: "CAP 没有元素 \(name)，已忽略", en: "CAP has no element \(name); it was left out")))
      }
    }
    return true
  }

  /// The block that is shown: Chinese, else English, else the first language; within it the most severe.
  private static func best(_ infos: [XMLNode]) -> XMLNode? {
    guard let first = infos.first else { return nil }
    let language =
      infos.first { isLanguage($0, "zh") } ?? infos.first { isLanguage($0, "en") } ?? first
    return infos.filter { tag($0) == tag(language) }.min { severity($0) < severity($1) }
  }

  private static func severity(_ info: XMLNode) -> Int {
    severities.firstIndex(of: info.child("severity")?.words(limit: TextLimit.code) ?? "") ?? severities.count
  }

  /// The language tag in lower case; the schema's default is en-US.
  private static func tag(_ info: XMLNode) -> String {
    let tag = info.child("language")?.words(limit: TextLimit.code) ?? ""
    return tag.isEmpty ? "en-us" : tag.lowercased()
  }

  private static func isLanguage(_ info: XMLNode, _ language: String) -> Bool {
    tag(info) == language || tag(info).hasPrefix(language + "-")
  }

  private mutating func fill(
    _ warning: inout ReceivedWarning, from info: XMLNode, with infos: [XMLNode]
  ) -> Bool {
    func words(_ name: String, _ limit: Int) -> String { info.child(name)?.words(limit: limit) ?? "" }
    warning.event = words("event", TextLimit.name)
    warning.urgency = words("urgency", TextLimit.code)
    warning.severity = words("severity", TextLimit.code)
    warning.certainty = words("certainty", TextLimit.code)
    warning.effective = time(info, "effective", isRequired: false)
    warning.onset = time(info, "onset", isRequired: false)
    warning.expires = time(info, "expires", isRequired: false)
    warning.headline = words("headline", TextLimit.headline)
    warning.text = words("description", TextLimit.body)
    warning.instruction = words("instruction", TextLimit.body)
    warning.eventCode = info.children("eventCode").lazy
      .compactMap { $0.child("value")?.words(limit: TextLimit.code) }.first {
        NationalProfile.isEventCode($0)
      }
    // Several blocks of one language split one warning by area.
    let same = infos.filter { CAPAlert.tag($0) == CAPAlert.tag(info) }
    AreaText.collect(same.flatMap { $0.children("area") }, into: &warning)
    return fault == nil
  }

  /// The identifiers in groups of `sender,identifier,sent`.
  static func references(_ text: String) -> [String] {
    text.split(separator: " ").prefix(referenceLimit).map { group in
      let parts = group.split(separator: ",", omittingEmptySubsequences: false)
      // An identifier may itself hold commas; sender and time may not.
      return parts.count >= 3 ? parts[1..<parts.count - 1].joined(separator: ",") : String(group)
    }
  }

  /// Earlier messages that one may name.
  static let referenceLimit = 200

  // MARK: Checks

  private mutating func fail(_ node: XMLNode, _ zh: String, _ en: String) {
    if fault == nil { fault = CAPFault(offset: node.offset, words: Bilingual(zh: zh, en: en)) }
  }

  private mutating func missing(_ parent: XMLNode, _ name: String) -> Bool {
    fail(parent, "\(parent.name) 缺少必需元素 \(name)", "\(parent.name) lacks the required \(name)")
    return false
  }

  private mutating func wrong(_ node: XMLNode) -> Bool {
    let value = node.words(limit: TextLimit.code)
    fail(node, "\(node.name) 的值不合规定：\(value)", "\(node.name) has a value that CAP does not know: \(value)")
    return false
  }

  private mutating func required(_ parent: XMLNode, _ name: String) -> String? {
    let words = parent.child(name)?.words(limit: TextLimit.identifier) ?? ""
    guard words.isEmpty else { return words }
    _ = missing(parent, name)
    return nil
  }

  private mutating func choice(_ parent: XMLNode, _ name: String, _ allowed: [String]) -> String? {
    guard let child = parent.child(name) else {
      _ = missing(parent, name)
      return nil
    }
    let word = child.words(limit: TextLimit.code)
    if allowed.contains(word) { return word }
    _ = wrong(child)
    return nil
  }

  /// A time with its zone; CAP times without one are not CAP.
  private mutating func time(_ parent: XMLNode, _ name: String, isRequired: Bool) -> Instant? {
    guard let child = parent.child(name) else {
      if isRequired { _ = missing(parent, name) }
      return nil
    }
    var words = child.words(limit: TextLimit.code)
    if words.isEmpty && !isRequired { return nil }
    // The zone is there when another offset for texts without one changes nothing.
    let readings = words.withUTF8 { text in
      [UTCOffset.utc, .beijing].map { TimeText.parse(Bytes(text), format: .iso8601, offset: $0) }
    }
    guard let time = readings[0], time == readings[1] else {
      _ = wrong(child)
      return nil
    }
    return time
  }
}
