/// What a warning of this centre is about, in the words and codes of the standards.
public struct WarningType: Sendable, Hashable {
  /// Unique within the site's `warnings.toml`.
  public var id: String
  /// 类别: the name of the kind.
  public var name: Bilingual
  /// CAP 1.2 `category`, such as `Safety`.
  public var category: String
  /// National event code such as `11B41`; empty where none is known.
  public var code: String
  /// CAP 1.2 words.
  public var urgency: String
  public var certainty: String

  public init(
    id: String, name: Bilingual, category: String, code: String = "", urgency: String, certainty: String
  ) {
    self.id = id
    self.name = name
    self.category = category
    self.code = code
    self.urgency = urgency
    self.certainty = certainty
  }
}

/// 发布单位: who publishes warnings of some levels.
public struct WarningIssuer: Sendable, Hashable {
  public var name: Bilingual
  /// CAP 1.2 `sender`: an address or domain without spaces and commas.
  public var sender: String
  /// The 14 digits of the national system, of which the first six are GB/T 2260.
  public var code: String

  public init(name: Bilingual, sender: String, code: String) {
    self.name = name
    self.sender = sender
    self.code = code
  }
}

/// What a warning says: the legal fields (总体预案2025 3.2.2; 突发事件应对法 2024 §64) but for the time of issue, which is
/// given when it goes out.
public struct WarningContent: Sendable, Hashable {
  /// `actual`, or what tells receivers that nothing is the matter.
  public var status: ReceivedWarning.Status
  public var type: WarningType
  public var grade: Grade
  public var starts: Instant
  /// When it lapses by itself.
  public var ends: Instant
  /// 可能影响范围, in words and in administrative codes.
  public var area: Bilingual
  public var geocodes: [String]
  /// 警示事项: what is the matter.
  public var caution: Bilingual
  /// 应采取的措施: what to do.
  public var measures: Bilingual
  public var issuer: WarningIssuer

  public init(
    status: ReceivedWarning.Status = .actual, type: WarningType, grade: Grade, starts: Instant, ends: Instant,
    area: Bilingual, geocodes: [String] = [], caution: Bilingual, measures: Bilingual, issuer: WarningIssuer
  ) {
    self.status = status
    self.type = type
    self.grade = grade
    self.starts = starts
    self.ends = ends
    self.area = area
    self.geocodes = geocodes
    self.caution = caution
    self.measures = measures
    self.issuer = issuer
  }

  /// Codes of one warning; one more is refused.
  public static let geocodeLimit = 50
}

/// An earlier message of a warning, as CAP names it.
public struct WarningReference: Sendable, Hashable {
  public var sender: String
  public var identifier: String
  public var sent: Instant

  public init(sender: String, identifier: String, sent: Instant) {
    self.sender = sender
    self.identifier = identifier
    self.sent = sent
  }
}

/// One version of an authored warning as it went out.
public struct IssuedWarning: Sendable, Hashable {
  /// The number of the warning, the same in every version.
  public var number: Int64
  /// From 1.
  public var version: Int
  /// `alert`, `update` or `cancel`.
  public var type: ReceivedWarning.MessageType
  /// 发布时间: whole seconds, no two of a store the same.
  public var sent: Instant
  public var content: WarningContent
  /// The messages that it replaces, oldest first.
  public var references: [WarningReference]
  /// Why it was lifted (解除); empty otherwise.
  public var reason: String
  /// Who issued it, and who approved where two are asked for.
  public var by: String
  public var approver: String?

  public init(
    number: Int64, version: Int, type: ReceivedWarning.MessageType, sent: Instant, content: WarningContent,
    references: [WarningReference] = [], reason: String = "", by: String, approver: String? = nil
  ) {
    self.number = number
    self.version = version
    self.type = type
    self.sent = sent
    self.content = content
    self.references = references
    self.reason = reason
    self.by = by
    self.approver = approver
  }

  /// Sender code and Beijing time, as the national system writes it; holds nothing that CAP forbids.
  public var identifier: String {
    let civil = CivilTime(sent, at: .beijing)
    let digits = (civil.date + civil.time).filter(\.isNumber)
    return content.issuer.code + "_" + digits
  }

  /// "<issuer>发布<kind><colour>预警", as the national system writes headlines.
  public var headline: Bilingual {
    let (verb, done) =
      switch type {
      case .update: ("更新", "updates")
      case .cancel: ("解除", "lifts")
      default: ("发布", "issues")
      }
    let (issuer, event) = (content.issuer.name, content.type.name)
    return Bilingual(
      zh: issuer.zh + verb + event.zh + content.grade.colour.zh + "预警",
      en: "\(issuer.en) \(done) warning: \(event.en) (\(content.grade.colour.en))")
  }

  public var reference: WarningReference {
    WarningReference(sender: content.issuer.sender, identifier: identifier, sent: sent)
  }
}

extension Grade {
  /// The colour as a warning names it.
  public var colour: Bilingual {
    switch self {
    case .red: Bilingual(zh: "红色", en: "red")
    case .orange: Bilingual(zh: "橙色", en: "orange")
    case .yellow: Bilingual(zh: "黄色", en: "yellow")
    case .blue: Bilingual(zh: "蓝色", en: "blue")
    }
  }
}
