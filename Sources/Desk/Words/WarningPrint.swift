public import CityDispatch
public import CitySafety

/// Authored warnings as text: the list, and one with its fields.
public struct WarningPrint {
  private let site: Site

  public init(site: Site) { self.site = site }

  /// One line for lists.
  public func line(of warning: PublicWarning) -> Bilingual {
    func text(_ language: Language) -> String {
      let content = warning.content
      return [
        "#\(warning.id.value)", content?.grade.mark ?? "--", warning.state.name[language],
        "v\(warning.messages.count)", content.map { time($0.ends) } ?? "--",
        content?.type.name[language] ?? "--",
        content?.area[language] ?? "",
      ].joined(separator: "  ")
    }
    return Bilingual(zh: text(.zh), en: text(.en))
  }

  /// What went out last, with the fields of the law.
  public func lines(of warning: PublicWarning, language: Language) -> [String] {
    guard let message = warning.messages.last else { return [line(of: warning)[language]] }
    let words = WarningText(authoring: site.authoring, offset: site.offset)
    return [message.headline[language]]
      + words.fields(message).map { $0.name[language] + (language == .zh ? "：" : ": ") + $0.value[language] }
  }

  /// The text message of what went out last, one line a part.
  public func sms(of message: IssuedWarning, language: Language) -> [String] {
    SMSParts.split(WarningText(authoring: site.authoring, offset: site.offset).sms(message)[language])
  }

  private func time(_ at: Instant) -> String {
    let civil = CivilTime(at, at: site.offset)
    return civil.date + " " + civil.hourMinute
  }
}
