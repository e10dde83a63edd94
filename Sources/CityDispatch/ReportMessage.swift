public import CitySafety

/// What leaves the house of a report upward.
public enum ReportMessage {
  /// With what the ids of all messages of an incident's reports begin.
  public static func idPrefix(of incident: IncidentID) -> String { "report\(incident.value)." }

  /// One message for each recipient of the rule, with every field of the report.
  ///
  /// Its number is that of the report, `report3.2`, the same in every copy.
  public static func items(
    _ report: UpwardReport, _ mark: ReportMark, of incident: Incident, rule: ReportRule,
    fields: [ReportField],
    at: Instant
  ) -> [OutboxItem] {
    let text = text(report, mark, of: incident, rule: rule, fields: fields)
    return rule.recipients.prefix(EscalationRoute.recipientLimit).map { recipient in
      OutboxItem(
        id: "\(idPrefix(of: incident.id))\(report.number)/\(EscalationRoute.logChannel)/\(recipient)",
        channel: EscalationRoute.logChannel, recipient: recipient, text: text, createdAt: at,
        grade: incident.grade, place: incident.place)
    }
  }

  private static func text(
    _ report: UpwardReport, _ mark: ReportMark, of incident: Incident, rule: ReportRule, fields: [ReportField]
  ) -> Bilingual {
    func text(_ language: Language) -> String {
      let lines = fields.compactMap { field -> String? in
        let text = report.text(of: field.id)
        return text.isEmpty ? nil : field.name[language] + (language == .zh ? "：" : ": ") + text
      }
      return lines.joined(separator: language == .zh ? "；" : "; ")
    }
    if let correction = report.corrects {
      return correctionText(correction, text(.zh), text(.en), mark, of: incident, rule: rule, fields: fields)
    }
    let (name, number) = (mark.name, incident.id.value)
    return Bilingual(
      zh: "【\(name.zh)】事件 #\(number) \(incident.title.zh)（\(rule.name.zh)）：\(text(.zh))",
      en: "[\(name.en)] incident #\(number) \(incident.title.en) (\(rule.name.en)): \(text(.en))")
  }

  /// What is corrected comes first, then the whole as it should read.
  private static func correctionText(
    _ correction: ReportCorrection, _ zh: String, _ en: String, _ mark: ReportMark, of incident: Incident,
    rule: ReportRule, fields: [ReportField]
  ) -> Bilingual {
    let changes = correction.changes.map { change in
      let name = fields.first { $0.id == change.field }?.name ?? Bilingual(same: change.field)
      return Bilingual(
        zh: "\(name.zh)：原“\(change.before)”，现“\(change.after)”",
        en: "\(name.en): was \"\(change.before)\", is \"\(change.after)\"")
    }
    let (name, number) = (mark.name, incident.id.value)
    return Bilingual(
      zh: "【\(name.zh)】事件 #\(number) \(incident.title.zh)（\(rule.name.zh)）更正第 \(correction.number) 号报告："
        + changes.map(\.zh).joined(separator: "；") + "。更正后：" + zh,
      en: "[\(name.en)] incident #\(number) \(incident.title.en) (\(rule.name.en)), correcting report "
        + "\(correction.number): " + changes.map(\.en).joined(separator: "; ") + ". As corrected: " + en)
  }
}
