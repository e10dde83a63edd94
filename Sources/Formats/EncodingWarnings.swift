public import CitySafety

/// Writes warnings as their public sources do.
public enum WarningEncoder {
  /// One document of an Atom index.
  public struct IndexEntry: Sendable, Hashable {
    public var id: String
    public var title: String
    public var updated: Instant
    /// Address of the CAP document, absolute or relative to the index.
    public var link: String

    public init(id: String, title: String, updated: Instant, link: String) {
      self.id = id
      self.title = title
      self.updated = updated
      self.link = link
    }
  }

  // MARK: CAP

  /// Appends a CAP 1.2 document.
  ///
  /// A colour without an OASIS severity is written as the severity of the same rank.
  public static func cap(
    _ warning: ReceivedWarning, offset: UTCOffset = .beijing, language: String = "zh-CN",
    category: String = "Met", into output: inout [UInt8]
  ) {
    func put(_ text: String) { output.append(contentsOf: text.utf8) }
    func element(_ name: String, _ text: String) { Write.element(name, text, into: &output) }
    func time(_ name: String, _ time: Instant?) {
      if let time { element(name, time.iso8601(at: offset)) }
    }
    put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alert xmlns=\"\(CAPAlert.spaces[1])\">\n")
    element("identifier", warning.identifier)
    element("sender", warning.sender)
    time("sent", warning.sent)
    element("status", CAPAlert.statuses.first { $0.status == warning.status }?.word ?? "Actual")
    element("msgType", CAPAlert.messageTypes.first { $0.type == warning.messageType }?.word ?? "Alert")
    element("scope", "Public")
    let references = warning.references.map {
      "\(warning.sender),\($0),\(warning.sent.iso8601(at: offset))"
    }
    element("references", references.joined(separator: " "))
    if !warning.event.isEmpty {
      put("<info>\n")
      element("language", language)
      element("category", category)
      element("event", warning.event)
      element("urgency", warning.urgency ?? "Unknown")
      element("severity", warning.severity ?? severity(warning.colour))
      element("certainty", warning.certainty ?? "Unknown")
      if let code = warning.eventCode { pair("eventCode", "eventType", code, into: &output) }
      time("effective", warning.effective)
      time("onset", warning.onset)
      time("expires", warning.expires)
      element("senderName", warning.sender)
      element("headline", warning.headline)
      element("description", warning.text)
      element("instruction", warning.instruction)
      area(warning, into: &output)
      put("</info>\n")
    }
    put("</alert>\n")
  }

  static func severity(_ colour: Grade?) -> String {
    switch colour {
    case .red: "Extreme"
    case .orange: "Severe"
    case .yellow: "Moderate"
    case .blue: "Minor"
    case nil: "Unknown"
    }
  }

  private static func area(_ warning: ReceivedWarning, into output: inout [UInt8]) {
    if warning.area.isEmpty && warning.geocodes.isEmpty { return }
    output.append(contentsOf: "<area>\n".utf8)
    Write.element(
      "areaDesc", warning.area.isEmpty ? warning.geocodes.joined(separator: " ") : warning.area, into: &output
    )
    for code in warning.geocodes { pair("geocode", "GB/T 2260", code, into: &output) }
    output.append(contentsOf: "</area>\n".utf8)
  }

  static func pair(_ name: String, _ key: String, _ value: String, into output: inout [UInt8]) {
    output.append(contentsOf: "<\(name)>\n".utf8)
    Write.element("valueName", key, into: &output)
    Write.element("value", value, into: &output)
    output.append(contentsOf: "</\(name)>\n".utf8)
  }

  /// Appends an Atom index of CAP documents; without entries it says that nothing is in force.
  ///
  /// RFC 4287 4.1.1 asks for an author of the feed or of each entry.
  public static func atom(
    id: String, title: String, author: String = "", updated: Instant, offset: UTCOffset = .beijing,
    entries: [IndexEntry], into output: inout [UInt8]
  ) {
    func put(_ text: String) { output.append(contentsOf: text.utf8) }
    func head(_ id: String, _ title: String, _ updated: Instant) {
      Write.element("id", id, into: &output)
      Write.element("title", title, into: &output)
      Write.element("updated", updated.iso8601(at: offset), into: &output)
    }
    put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"\(CAPFeed.atomSpace)\">\n")
    head(id, title, updated)
    if !author.isEmpty {
      put("<author>\n")
      Write.element("name", author, into: &output)
      put("</author>\n")
    }
    for entry in entries {
      put("<entry>\n")
      head(entry.id, entry.title, entry.updated)
      put("<link rel=\"alternate\" type=\"application/cap+xml\" href=\"")
      Write.xml(entry.link, into: &output)
      put("\"/>\n</entry>\n")
    }
    put("</feed>\n")
  }

  // MARK: National lists

  /// Appends an answer of NMC's `rest/findAlarm`.
  ///
  /// Times keep their minutes only, as upstream.
  public static func nmc(
    _ warnings: [ReceivedWarning], page: Int = 1, totalPages: Int = 1, into output: inout [UInt8]
  ) {
    func put(_ text: String) { output.append(contentsOf: text.utf8) }
    func member(_ name: String, _ text: String, last: Bool = false) {
      put("\"\(name)\":")
      Write.quoted(text, into: &output)
      if !last { put(",") }
    }
    put(
      "{\"msg\":\"success\",\"code\":0,\"data\":{\"page\":{\"pageNo\":\(page),\"pageSize\":\(warnings.count),"
    )
    put(
      "\"count\":\(warnings.count),\"prev\":\(max(1, page - 1)),\"next\":\(min(totalPages, page + 1)),\"list\":["
    )
    for (index, warning) in warnings.enumerated() {
      if index > 0 { put(",") }
      put("{")
      member("alertid", warning.identifier)
      member("issuetime", Write.local(warning.sent, separator: "/", seconds: false))
      member("title", warning.headline)
      member("url", "/publish/alarm/\(warning.identifier).html")
      member("pic", warning.colour.map { "p000000\($0.rawValue).png" } ?? "", last: true)
      put("}")
    }
    put("],\"totalPage\":\(totalPages)},\"provinceAlarms\":[]}}")
  }

  /// The title under which an issuer publishes or lifts a warning.
  public static func title(
    issuer: String, event: String, colour: Grade, isLifted: Bool = false
  ) -> String {
    let word =
      switch colour {
      case .red: "红色"
      case .orange: "橙色"
      case .yellow: "黄色"
      case .blue: "蓝色"
      }
    return issuer + (isLifted ? "解除" : "发布") + event + word + "预警信号"
  }
}
