public import CitySafety

/// How a message reads in one language: text with placeholders in braces.
public struct MessageTemplate: Sendable, Hashable {
  /// What stands in braces and is replaced.
  public enum Placeholder: String, Sendable, Hashable, CaseIterable {
    /// The number of the order or report, the same in every resend.
    case order
    case grade, place, text, time
    /// ` 重发 n` where the message may have come before, else nothing.
    case resend
  }

  public var subject: String
  public var text: String

  public init(subject: String, text: String) {
    self.subject = subject
    self.text = text
  }

  /// What a site gets that writes none.
  public static let standard: [Language: MessageTemplate] = [
    .zh: MessageTemplate(
      subject: "{grade} {place} 第{order}号{resend}", text: "{text}（第{order}号，{time}）{resend}"),
    .en: MessageTemplate(
      subject: "{grade} {place} no. {order}{resend}", text: "{text} (no. {order}, {time}){resend}"),
  ]

  /// The names in braces of a text, in their order.
  public static func names(in text: String) -> [String] {
    pieces(of: text).compactMap { if case .name(let name) = $0 { name } else { nil } }
  }

  /// A text with what `value` says in place of each `{name}`; a name without a value stays as it is.
  ///
  /// What a value holds is not filled again.
  public static func filled(_ text: String, _ value: (String) -> String?) -> String {
    pieces(of: text).map { piece in
      switch piece {
      case .plain(let part): String(part)
      case .name(let name): value(name) ?? "{\(name)}"
      }
    }.joined()
  }

  private enum Piece {
    case plain(Substring)
    case name(String)
  }

  /// Only letters in braces are a name, so that the braces of JSON stay what they are.
  private static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    var plain = rest.startIndex
    var from = rest.startIndex
    while let open = rest[from...].firstIndex(of: "{") {
      let inside = rest.index(after: open)
      let end = rest[inside...].firstIndex { !$0.isASCII || !($0.isLetter || $0 == "-") } ?? rest.endIndex
      if end < rest.endIndex, rest[end] == "}", end > inside {
        pieces.append(.plain(rest[plain..<open]))
        pieces.append(.name(String(rest[inside..<end])))
        rest = rest[rest.index(after: end)...]
        plain = rest.startIndex
        from = rest.startIndex
      } else {
        from = inside
      }
    }
    pieces.append(.plain(rest[plain...]))
    return pieces
  }
}

/// One message as it leaves: who gets it, and what it says.
public struct OutgoingMessage: Sendable, Hashable {
  public var item: OutboxItem
  /// Where it goes on its channel.
  public var address: String
  public var language: Language
  public var subject: String
  public var text: String
  /// How often it may have come before.
  public var resends: Int
  public var offset: UTCOffset

  /// Unicode scalars of a text and of a subject; what is longer is cut.
  public static let textLimit = 4000
  public static let subjectLimit = 200

  /// Fills the channel's template for the recipient; times are shown at `offset`.
  public init(
    _ item: OutboxItem, address: String, language: Language, template: [Language: MessageTemplate],
    resends: Int, offset: UTCOffset
  ) {
    self.item = item
    self.address = address
    self.language = language
    self.resends = resends
    self.offset = offset
    let template = template[language] ?? MessageTemplate.standard[language]
    subject = ""
    text = ""
    subject = HarmlessText.clean(
      MessageTemplate.filled(template?.subject ?? "", value(of:)), limit: OutgoingMessage.subjectLimit)
    text = HarmlessText.clean(
      MessageTemplate.filled(template?.text ?? "", value(of:)), limit: OutgoingMessage.textLimit)
  }

  /// The mark of a message that may have come before: ` 重发 2`; empty for others.
  public var resendMark: String {
    guard resends > 0 else { return "" }
    return language == .zh ? " 重发 \(resends)" : " resend \(resends)"
  }

  public var gradeText: String {
    guard let grade = item.grade else { return "" }
    return language == .zh ? grade.mark : "\(grade.rawValue) \(grade.word)"
  }

  public var time: String { item.createdAt.iso8601(at: offset) }

  /// What a placeholder stands for; `nil` for a name that is none.
  public func value(of name: String) -> String? {
    switch MessageTemplate.Placeholder(rawValue: name) {
    case .order: item.order
    case .grade: gradeText
    case .place: item.place[language]
    case .text: item.text[language]
    case .time: CivilTime(item.createdAt, at: offset).date + " " + CivilTime(item.createdAt, at: offset).time
    case .resend: resendMark
    case nil: nil
    }
  }
}
