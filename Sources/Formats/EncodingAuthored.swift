public import CitySafety

/// Writes the warnings that this centre authors.
extension WarningEncoder {
  /// Appends a CAP 1.2 document with an `info` block in Chinese and one in English.
  ///
  /// The order of elements is that of the OASIS schema.
  public static func cap(_ warning: IssuedWarning, offset: UTCOffset, into output: inout [UInt8]) {
    func put(_ text: String) { output.append(contentsOf: text.utf8) }
    func element(_ name: String, _ text: String) { Write.element(name, text, into: &output) }
    let content = warning.content
    put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alert xmlns=\"\(CAPAlert.spaces[1])\">\n")
    element("identifier", warning.identifier)
    element("sender", content.issuer.sender)
    element("sent", warning.sent.iso8601(at: offset))
    element("status", word(of: content.status))
    element("msgType", word(of: warning.type))
    element("scope", "Public")
    element("note", warning.reason)
    let references = warning.references.map { "\($0.sender),\($0.identifier),\($0.sent.iso8601(at: offset))" }
    element("references", references.joined(separator: " "))
    for language in Language.allCases { info(warning, language, offset, into: &output) }
    put("</alert>\n")
  }

  private static func info(
    _ warning: IssuedWarning, _ language: Language, _ offset: UTCOffset, into output: inout [UInt8]
  ) {
    func put(_ text: String) { output.append(contentsOf: text.utf8) }
    func element(_ name: String, _ text: String) { Write.element(name, text, into: &output) }
    let content = warning.content
    put("<info>\n")
    element("language", language == .zh ? "zh-CN" : "en-US")
    element("category", content.type.category)
    element("event", content.type.name[language])
    // A lifted warning asks for nothing any more.
    element("responseType", warning.type == .cancel ? "AllClear" : "Prepare")
    element("urgency", warning.type == .cancel ? "Past" : content.type.urgency)
    element("severity", severity(content.grade))
    element("certainty", content.type.certainty)
    if !content.type.code.isEmpty { pair("eventCode", "eventType", content.type.code, into: &output) }
    element("effective", warning.sent.iso8601(at: offset))
    element("onset", content.starts.iso8601(at: offset))
    element("expires", content.ends.iso8601(at: offset))
    element("senderName", content.issuer.name[language])
    element("headline", warning.headline[language])
    element("description", warning.type == .cancel ? warning.reason : content.caution[language])
    if warning.type != .cancel { element("instruction", content.measures[language]) }
    pair("parameter", "colour", content.grade.word, into: &output)
    put("<area>\n")
    element("areaDesc", content.area[language])
    for code in content.geocodes { pair("geocode", "GB/T 2260", code, into: &output) }
    put("</area>\n</info>\n")
  }

  /// Appends a document of the national emergency warning system (12379): names like CAP's, its own times and colours.
  public static func national(_ warning: IssuedWarning, into output: inout [UInt8]) {
    func put(_ text: String) { output.append(contentsOf: text.utf8) }
    func element(_ name: String, _ text: String) { Write.element(name, text, into: &output) }
    let content = warning.content
    put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alert>\n")
    element("identifier", warning.identifier)
    element("sender", content.issuer.name.zh)
    element("senderCode", content.issuer.code)
    element("sendTime", nationalTime(warning.sent))
    // The system knows what is real and what is not.
    element("status", content.status == .actual ? "Actual" : "Test")
    element("msgType", word(of: warning.type))
    element("scope", "Public")
    put("<code>\n")
    for method in ["SMS", "WEB"] { element("method", method) }
    put("</code>\n")
    element("secClassification", "None")
    element("note", warning.reason)
    element("references", warning.references.first?.identifier ?? "")
    put("<info>\n")
    element("language", "zh-CN")
    element("eventType", content.type.code.isEmpty ? content.type.name.zh : content.type.code)
    element("urgency", content.type.urgency)
    element("severity", content.grade.word.prefix(1).uppercased() + content.grade.word.dropFirst())
    element("certainty", content.type.certainty)
    element("effective", nationalTime(warning.sent))
    element("onset", nationalTime(content.starts))
    element("expires", nationalTime(content.ends))
    element("senderName", content.issuer.name.zh)
    // Its headlines know 发布 and 解除 alone: an update is published anew (应对法 §70).
    var published = warning
    if published.type == .update { published.type = .alert }
    element("headline", published.headline.zh)
    element("description", warning.type == .cancel ? warning.reason : content.caution.zh)
    element("instruction", content.measures.zh)
    put("<area>\n")
    element("areaDesc", content.area.zh)
    element("geocode", content.geocodes.joined(separator: ","))
    put("</area>\n</info>\n</alert>\n")
  }

  /// The name under which the national system takes such a document.
  public static func nationalFileName(_ warning: IssuedWarning) -> String {
    let content = warning.content
    let code = content.type.code.isEmpty ? "00000" : content.type.code
    return [
      warning.identifier, code, content.grade.word.uppercased(), word(of: warning.type).uppercased(),
    ].joined(separator: "_") + ".XML"
  }

  private static func word(of status: ReceivedWarning.Status) -> String {
    CAPAlert.statuses.first { $0.status == status }?.word ?? "Actual"
  }

  private static func word(of type: ReceivedWarning.MessageType) -> String {
    CAPAlert.messageTypes.first { $0.type == type }?.word ?? "Alert"
  }

  private static func nationalTime(_ time: Instant) -> String {
    let civil = CivilTime(time, at: .beijing)
    return civil.date + " " + civil.time + UTCOffset.beijing.text
  }

  // MARK: The index

  /// The file of a CAP document beside its index.
  public static func fileName(_ warning: IssuedWarning) -> String { warning.identifier + ".cap.xml" }

  /// Whether a file of the folder is a CAP document of an index, by its name alone.
  public static func isFileName(_ name: String) -> Bool {
    let parts = name.split(separator: ".", maxSplits: 1)
    guard parts.count == 2, parts[1] == "cap.xml" else { return false }
    let digits = parts[0].split(separator: "_", omittingEmptySubsequences: false)
    return digits.count == 2
      && digits.allSatisfy { $0.utf8.count == 14 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }

  /// Appends the Atom index of messages, newest first, with links to the files beside it.
  public static func atom(
    _ warnings: [IssuedWarning], index: WarningIndex, author: String, offset: UTCOffset,
    into output: inout [UInt8]
  ) {
    let entries = warnings.map { warning in
      IndexEntry(
        id: index.id + ":" + warning.identifier, title: warning.headline.zh + " / " + warning.headline.en,
        updated: warning.sent, link: fileName(warning))
    }
    atom(
      id: index.id, title: index.title.zh + " / " + index.title.en, author: author,
      updated: warnings.first?.sent ?? .epoch, offset: offset, entries: entries, into: &output)
  }
}
