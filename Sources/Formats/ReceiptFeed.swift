public import CitySafety

/// What a unit says of its order, as it came over a wire.
public struct ReceiptNote: Sendable, Hashable {
  /// Unique at its sender: a second one with the same id is the first one again.
  public var id: String
  /// The number of the order.
  public var task: Int64
  /// What it says, such as `receive` or `arrive`.
  public var event: String
  /// The unit's own time.
  public var at: Instant?
  public var words: String
  /// Who says it.
  public var by: String

  public init(id: String, task: Int64, event: String, at: Instant?, words: String, by: String) {
    self.id = id
    self.task = task
    self.event = event
    self.at = at
    self.words = words
    self.by = by
  }

  public static let idLimit = 128
  public static let wordsLimit = 2000
}

/// Where a team says it is, as it came over a wire.
public struct TeamNote: Sendable, Hashable {
  /// Id of the team.
  public var team: String
  /// The team's own time.
  public var at: Instant
  /// Degrees, WGS 84.
  public var latitude: Double
  public var longitude: Double
  /// What it says of itself, such as `ready`.
  public var state: String

  public init(team: String, at: Instant, latitude: Double, longitude: Double, state: String) {
    self.team = team
    self.at = at
    self.latitude = latitude
    self.longitude = longitude
    self.state = state
  }
}

/// One receipt of an answer, a file or a message, or why it is none.
public enum ReceiptItem: Sendable, Hashable {
  case note(ReceiptNote)
  case team(TeamNote)
  /// The text of a receipt and its signature; the text is read once that holds.
  case signed(payload: String, signature: String)
  case bad(Bilingual)
}

/// Receipts as JSON (RFC 8259; docs/dispatch.md): one, a list, or `{"receipts": [...]}`.
///
/// A receipt is `{"id", "task", "event", "at", "words", "by"}`, the place of a team
/// `{"team", "at", "latitude", "longitude", "state"}`; signed each stands as a text in
/// `{"receipt": "...", "signature": "..."}`.
public enum ReceiptFeed {
  /// Receipts of one answer; the others wait for the next.
  public static let countLimit = 1000
  public static let sizeLimit = 1 << 20

  /// The receipts of a body; what is no JSON is one bad item.
  public static func read(_ bytes: [UInt8]) -> [ReceiptItem] {
    guard bytes.count <= sizeLimit else {
      return [.bad(Bilingual(zh: "超过 \(sizeLimit) 字节", en: "longer than \(sizeLimit) bytes"))]
    }
    guard let tree = tree(bytes) else { return [.bad(Bilingual(zh: "不是 JSON", en: "not JSON"))] }
    if case .array(let list)? = tree["receipts"] { return list.prefix(countLimit).map(item) }
    if case .array(let list) = tree { return list.prefix(countLimit).map(item) }
    return [item(tree)]
  }

  /// The receipt in the text that was signed.
  public static func note(_ payload: String) -> ReceiptItem {
    guard let tree = tree(Array(payload.utf8)) else { return .bad(Bilingual(zh: "不是 JSON", en: "not JSON")) }
    return note(tree)
  }

  private static func tree(_ bytes: [UInt8]) -> JSONTree? {
    bytes.withUnsafeBytes { raw in
      guard var scanner = JSONScanner(Bytes(rebasing: raw[...])) else { return nil }
      do throws(JSONFault) {
        let tree = try scanner.tree()
        try scanner.finish()
        return tree
      } catch {
        return nil
      }
    }
  }

  private static func item(_ tree: JSONTree) -> ReceiptItem {
    guard case .text(let payload)? = tree["receipt"] else { return note(tree) }
    return .signed(payload: payload, signature: tree["signature"]?.raw ?? "")
  }

  private static func note(_ tree: JSONTree) -> ReceiptItem {
    guard case .object = tree else { return .bad(Bilingual(zh: "不是 JSON 对象", en: "not a JSON object")) }
    if tree["team"] != nil { return team(tree) }
    let id = tree["id"]?.words(limit: ReceiptNote.idLimit) ?? ""
    let event = tree["event"]?.words(limit: 32) ?? ""
    let task = tree["task"]?.raw.flatMap { Int64($0) } ?? 0
    if id.isEmpty { return missing("id") }
    if task < 1 { return missing("task") }
    if event.isEmpty { return missing("event") }
    let at = tree["at"]?.time(.iso8601, offset: .utc)
    if case .text? = tree["at"], at == nil { return missing("at") }
    return .note(
      ReceiptNote(
        id: id, task: task, event: event, at: at,
        words: tree["words"]?.words(limit: ReceiptNote.wordsLimit) ?? "",
        by: tree["by"]?.words(limit: ReceiptNote.idLimit) ?? ""))
  }

  private static func team(_ tree: JSONTree) -> ReceiptItem {
    let team = tree["team"]?.words(limit: ReceiptNote.idLimit) ?? ""
    if team.isEmpty { return missing("team") }
    guard let at = tree["at"]?.time(.iso8601, offset: .utc) else { return missing("at") }
    guard let latitude = tree["latitude"]?.double, let longitude = tree["longitude"]?.double else {
      return missing("latitude / longitude")
    }
    return .team(
      TeamNote(
        team: team, at: at, latitude: latitude, longitude: longitude,
        state: tree["state"]?.words(limit: 32) ?? ""))
  }

  private static func missing(_ field: String) -> ReceiptItem {
    .bad(Bilingual(zh: "缺少或有误：\(field)", en: "no good \(field)"))
  }
}
