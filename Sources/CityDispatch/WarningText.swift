public import CitySafety

/// The fields that the law asks of a warning (总体预案2025 3.2.2; 突发事件应对法 2024 §§63-65), in its order.
public enum WarningField: UInt8, Sendable, Hashable, CaseIterable {
  case kind = 1
  case grade
  case starts
  case area
  case caution
  case measures
  case issuer
  case sent

  public var name: Bilingual {
    switch self {
    case .kind: Bilingual(zh: "类别", en: "Kind")
    case .grade: Bilingual(zh: "级别", en: "Level")
    case .starts: Bilingual(zh: "起始时间", en: "Time")
    case .area: Bilingual(zh: "可能影响范围", en: "Area")
    case .caution: Bilingual(zh: "警示事项", en: "Warning")
    case .measures: Bilingual(zh: "应采取的措施", en: "What to do")
    case .issuer: Bilingual(zh: "发布单位", en: "Issued by")
    case .sent: Bilingual(zh: "发布时间", en: "Issued at")
    }
  }
}

/// An authored warning in words.
public struct WarningText: Sendable {
  /// What stands in braces in the site's templates.
  public enum Placeholder: String, Sendable, CaseIterable {
    case test, issuer, event, grade, starts, ends, area, caution, measures, sent, version, identifier, reason
  }

  private let authoring: WarningAuthoring
  private let offset: UTCOffset

  public init(authoring: WarningAuthoring, offset: UTCOffset) {
    self.authoring = authoring
    self.offset = offset
  }

  /// For mail, screens and the log.
  public func text(_ warning: IssuedWarning) -> Bilingual { filled(authoring.text[warning.type], warning) }

  /// For telephones.
  public func sms(_ warning: IssuedWarning) -> Bilingual { filled(authoring.sms[warning.type], warning) }

  /// The larger count of parts of both languages.
  public func smsParts(_ warning: IssuedWarning) -> Int {
    let text = sms(warning)
    return max(SMSParts.count(text.zh), SMSParts.count(text.en))
  }

  /// The legal fields with their values, and beside them when it lapses and how it is numbered.
  ///
  /// What is not out yet has no identifier.
  public func fields(_ warning: IssuedWarning, isOut: Bool = true) -> [(name: Bilingual, value: Bilingual)] {
    var fields = WarningField.allCases.map { (name: $0.name, value: value(of: $0, warning)) }
    if warning.content.status != .actual {
      let value =
        warning.content.status == .exercise
        ? Bilingual(zh: "演练，不是真实预警", en: "exercise, no real warning")
        : Bilingual(zh: "测试，不是真实预警", en: "test, no real warning")
      fields.insert((Bilingual(zh: "性质", en: "Status"), value), at: 0)
    }
    if !warning.reason.isEmpty {
      fields.append((Bilingual(zh: "解除原因", en: "Why lifted"), Bilingual(same: warning.reason)))
    }
    let number = (isOut ? warning.identifier + "  " : "") + "#\(warning.number).\(warning.version)"
    fields.append((Bilingual(zh: "编号", en: "Number"), Bilingual(same: number)))
    return fields
  }

  private func value(of field: WarningField, _ warning: IssuedWarning) -> Bilingual {
    let content = warning.content
    switch field {
    case .kind: return content.type.name
    case .grade:
      let (mark, colour) = (content.grade.rawValue, content.grade.colour)
      return Bilingual(zh: "\(mark)级（\(colour.zh)）", en: "\(mark) (\(colour.en))")
    case .starts:
      let (from, to) = (time(content.starts), time(content.ends))
      return Bilingual(zh: from + " 至 " + to, en: from + " to " + to)
    case .area:
      guard !content.geocodes.isEmpty else { return content.area }
      let codes = content.geocodes.joined(separator: " ")
      return Bilingual(zh: content.area.zh + "（" + codes + "）", en: content.area.en + " (" + codes + ")")
    case .caution: return content.caution
    case .measures: return content.measures
    case .issuer: return content.issuer.name
    case .sent: return Bilingual(same: time(warning.sent))
    }
  }

  private func filled(_ template: Bilingual, _ warning: IssuedWarning) -> Bilingual {
    func text(_ template: String, _ language: Language) -> String {
      MessageTemplate.filled(template) { name in
        Placeholder(rawValue: name).map { value(of: $0, warning)[language] }
      }
    }
    return Bilingual(zh: text(template.zh, .zh), en: text(template.en, .en))
  }

  private func value(of placeholder: Placeholder, _ warning: IssuedWarning) -> Bilingual {
    let content = warning.content
    switch placeholder {
    case .test: return WarningText.testMark(content.status)
    case .issuer: return content.issuer.name
    case .event: return content.type.name
    case .grade: return content.grade.colour
    case .starts: return Bilingual(same: time(content.starts))
    case .ends: return Bilingual(same: time(content.ends))
    case .area: return content.area
    case .caution: return content.caution
    case .measures: return content.measures
    case .sent: return Bilingual(same: time(warning.sent))
    case .version: return Bilingual(same: String(warning.version))
    case .identifier: return Bilingual(same: warning.identifier)
    case .reason: return Bilingual(same: warning.reason)
    }
  }

  private static func testMark(_ status: ReceivedWarning.Status) -> Bilingual {
    switch status {
    case .actual: Bilingual(same: "")
    case .exercise: Bilingual(zh: "【演练】", en: "[EXERCISE] ")
    case .system, .test, .draft: Bilingual(zh: "【测试】", en: "[TEST] ")
    }
  }

  private func time(_ at: Instant) -> String {
    let civil = CivilTime(at, at: offset)
    return civil.date + " " + civil.hourMinute
  }
}

/// How a text message is cut (3GPP TS 23.040 9.2.3.24).
///
/// A text of the telephones' default alphabet travels in it: 160 septets in one part, 153 in each of several. Any other,
/// Chinese above all, travels as UCS-2: 70 units, or 67.
public enum SMSParts {
  private enum Alphabet {
    case septets, units

    var single: Int { self == .septets ? 160 : 70 }
    var several: Int { self == .septets ? 153 : 67 }

    func width(_ scalar: Unicode.Scalar) -> Int {
      switch self {
      case .septets: SMSParts.extended.contains(scalar) ? 2 : 1
      case .units: UTF16.width(scalar)
      }
    }
  }

  /// The default alphabet of 3GPP TS 23.038 6.2.1, and what takes an escape before it.
  private static let basic = Set(
    ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
      + "abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)
  private static let extended = Set("^{}\\[~]|€".unicodeScalars)

  private static func alphabet(of text: String) -> Alphabet {
    text.unicodeScalars.allSatisfy { basic.contains($0) || extended.contains($0) } ? .septets : .units
  }

  /// The parts in which a text leaves, none of which ends within a character.
  public static func split(_ text: String) -> [String] {
    let alphabet = alphabet(of: text)
    let length = text.unicodeScalars.reduce(0) { $0 + alphabet.width($1) }
    guard length > alphabet.single else { return text.isEmpty ? [] : [text] }
    var parts: [String] = []
    var part = ""
    var used = 0
    for scalar in text.unicodeScalars {
      let width = alphabet.width(scalar)
      if used + width > alphabet.several {
        parts.append(part)
        part = ""
        used = 0
      }
      part.unicodeScalars.append(scalar)
      used += width
    }
    return part.isEmpty ? parts : parts + [part]
  }

  public static func count(_ text: String) -> Int { split(text).count }
}

/// The messages of the outbox that tell of a warning.
public enum WarningMessage {
  /// The number that every copy of a version carries.
  private static func order(_ warning: IssuedWarning) -> String {
    "warning\(warning.number).\(warning.version)"
  }

  /// One for each recipient of the level and each way to them; text messages are the short form.
  public static func items(
    _ warning: IssuedWarning, authoring: WarningAuthoring, plan: ChannelPlan, offset: UTCOffset, at: Instant
  ) -> [OutboxItem] {
    let words = WarningText(authoring: authoring, offset: offset)
    let (text, sms) = (words.text(warning), words.sms(warning))
    let items = (authoring.recipients[warning.content.grade] ?? []).map { recipient in
      OutboxItem(
        id: order(warning) + "/\(EscalationRoute.logChannel)/\(recipient)",
        channel: EscalationRoute.logChannel,
        recipient: recipient, text: text, createdAt: at, grade: warning.content.grade,
        place: warning.content.area)
    }
    return plan.routed(items).map { item in
      guard case .sms = plan.channel(item.channel)?.kind else { return item }
      var short = item
      short.text = sms
      return short
    }
  }
}
