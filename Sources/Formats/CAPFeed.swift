import CitySafety

/// Warnings in XML: CAP 1.1 and 1.2, the national profile, and the Atom and RSS indexes and EDXL envelopes
/// that carry or link to them.
///
/// The root element decides.
enum CAPFeed {
  /// Links taken from one index.
  static let linkLimit = 500
  /// Alerts taken from one document.
  static let alertLimit = 10_000
  static let atomSpace = "http://www.w3.org/2005/Atom"

  enum Kind {
    case alert, atom, rss, edxl, other
  }

  static func decode(_ body: Bytes, context: DecodeContext, into batch: inout DecodedBatch) {
    if Refusal.isWebPage(body, into: &batch) { return }
    var kind = Kind.other
    var root: XMLNode?
    var index = FeedIndex()
    var alerts: [XMLNode] = []
    let outcome = XMLReader.read(body) { node in
      root = node
      kind = self.kind(node)
      index.isAtom = kind == .atom
      if kind == .rss && node.attribute("version") != "2.0" { index.flag("rss version", node.offset) }
      return kind == .rss ? 2 : kind == .alert || kind == .other ? 0 : 1
    } take: { node in
      switch kind {
      case .alert: alerts = [node]
      case .atom, .rss: index.take(node)
      case .edxl: find(in: node, &alerts)
      case .other: break
      }
    }
    guard report(outcome, body, into: &batch), let root else { return }
    switch kind {
    case .alert: takeAlone(root, alerts, body, into: &batch)
    case .atom, .rss: index.finish(body, into: &batch)
    case .edxl: takeEmbedded(alerts, body, into: &batch)
    case .other:
      let name = HarmlessText.clean(root.name, limit: TextLimit.code)
      batch.fail(
        .notCAP, at: root.offset, body, zh: "根元素是 \(name)，不是 CAP、Atom 或 RSS",
        en: "the root element is \(name): not CAP, Atom or RSS")
    }
  }

  private static func kind(_ root: XMLNode) -> Kind {
    switch root.name {
    case "alert": .alert
    case "feed" where root.space == atomSpace: .atom
    case "rss" where root.space.isEmpty: .rss
    case "EDXLDistribution": .edxl
    default: .other
    }
  }

  /// Puts what stopped the reading into the batch.
  ///
  /// True when nothing did.
  private static func report(_ outcome: XMLReader.Outcome, _ body: Bytes, into batch: inout DecodedBatch)
    -> Bool
  {
    switch outcome {
    case .complete: return true
    case .doctype(let offset):
      batch.fail(
        .forbiddenMarkup, at: offset, body, zh: "文档含 DOCTYPE，按规定拒收",
        en: "the document has a DOCTYPE and is refused")
    case .tooLarge(let offset):
      batch.fail(
        .tooLarge, at: offset, body,
        zh: "XML 超过 \(XMLReader.depthLimit) 层或 \(XMLReader.nodeLimit) 个元素",
        en: "the XML has more than \(XMLReader.depthLimit) levels or \(XMLReader.nodeLimit) elements")
    case .malformed(let offset, let line, let words):
      batch.fail(
        .malformed, at: offset, body, zh: "第 \(line) 行：XML 不完整或有误（\(words)）",
        en: "line \(line): the XML is incomplete or wrong (\(words))")
    }
    return false
  }

  private static func takeAlone(
    _ root: XMLNode, _ alerts: [XMLNode], _ body: Bytes, into batch: inout DecodedBatch
  ) {
    guard let node = alerts.first else { return }
    var alert = CAPAlert(node)
    if let warning = alert.warning() { batch.warnings.append(warning) }
    if let fault = alert.fault {
      batch.fail(.notCAP, at: fault.offset, body, zh: fault.words.zh, en: fault.words.en)
    }
    for flag in alert.flags { refuse(flag, body, into: &batch) }
  }

  /// Alerts carried inside an index or an envelope.
  static func takeEmbedded(_ alerts: [XMLNode], _ body: Bytes, into batch: inout DecodedBatch) {
    for node in alerts {
      guard batch.warnings.count < alertLimit else {
        return batch.fail(
          .tooManyRows, at: node.offset, body, zh: "超过 \(alertLimit) 条预警，其余未读",
          en: "more than \(alertLimit) alerts; the rest was not read")
      }
      var alert = CAPAlert(node)
      if let warning = alert.warning() { batch.warnings.append(warning) }
      if let fault = alert.fault { refuse(fault, body, into: &batch) }
      for flag in alert.flags { refuse(flag, body, into: &batch) }
    }
  }

  static func refuse(_ fault: CAPFault, _ body: Bytes, into batch: inout DecodedBatch) {
    batch.refuse(fault.reason, at: fault.offset, body.piece(fault.offset..<body.count), fault.words)
  }

  /// The alerts at or below an element.
  static func find(in node: XMLNode, _ alerts: inout [XMLNode]) {
    if node.name == "alert" { return alerts.append(node) }
    for child in node.children { find(in: child, &alerts) }
  }
}

/// What is wrong with one alert or entry.
struct CAPFault {
  var reason = Reject.Reason.notCAP
  var offset: Int
  var words: Bilingual
}
