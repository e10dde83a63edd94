internal import Alarms
public import CityDispatch
public import CitySafety
public import Operations

/// One report upward as a document: plain text, Markdown, or an HTML page that needs nothing else.
public struct ReportPrint {
  private let site: Site
  private let register: DispatchRegister

  public init(site: Site, register: DispatchRegister) {
    self.site = site
    self.register = register
  }

  /// The report with a number in the timeline of an incident.
  public static func report(_ number: Int, in timeline: [JournalEntry]) -> UpwardReport? {
    reports(in: timeline).first { $0.number == number }
  }

  /// The reports in the timeline of an incident, in its order.
  public static func reports(in timeline: [JournalEntry]) -> [UpwardReport] {
    timeline.compactMap { entry in
      guard case .duty(let command) = entry.event, case .dispatch(let action) = command.action,
        case .report(_, let report) = action.asked
      else { return nil }
      return report
    }
  }

  /// What to say when an incident has no report with a number.
  public static func none(_ number: Int, of incident: Int64) -> Bilingual {
    ReportPhrase.noSuchReport.filled(["incident": String(incident), "number": String(number)])
  }

  /// The report as lines.
  public func lines(
    of report: UpwardReport, _ incident: Incident, style: PrintStyle, language: Language
  ) -> [String] {
    var page = PrintPage(style: style, language: language)
    page.title(title(of: report, incident))
    for (name, value) in head(of: report, incident, language) { page.field(name, Bilingual(same: value)) }
    page.section(ReportPhrase.printReports.text)
    for (name, value) in body(of: report, language) { page.field(name, Bilingual(same: value)) }
    return page.lines
  }

  /// The report as one HTML page; everything that was typed is escaped, and nothing is loaded from elsewhere.
  public func html(of report: UpwardReport, _ incident: Incident, language: Language) -> [String] {
    let title = HTMLText.escaped(title(of: report, incident)[language])
    func row(_ name: Bilingual, _ value: String) -> String {
      "<tr><th>\(HTMLText.escaped(name[language]))</th><td>\(HTMLText.escaped(value))</td></tr>"
    }
    return [
      "<!DOCTYPE html>", "<html lang=\"\(language == .zh ? "zh-CN" : "en")\">", "<head>",
      "<meta charset=\"utf-8\">", "<title>\(title)</title>", "<style>\(HTMLText.style)</style>", "</head>",
      "<body>", "<h1>\(title)</h1>", "<table>",
    ] + head(of: report, incident, language).map(row) + ["</table>", "<table>"]
      + body(of: report, language).map(row)
      + [
        "</table>", "</body>", "</html>",
      ]
  }

  private func mark(of report: UpwardReport, _ incident: Incident) -> ReportMark? {
    incident.reporting.sent.first { $0.number == report.number }
  }

  private func title(of report: UpwardReport, _ incident: Incident) -> Bilingual {
    let name = mark(of: report, incident)?.name ?? report.kind.name
    let head = ReportPhrase.printTitle.filled(with: ["site": site.name])
    return Bilingual(zh: head.zh + " " + name.zh, en: head.en + ": " + name.en)
  }

  private func head(
    of report: UpwardReport, _ incident: Incident, _ language: Language
  ) -> [(Bilingual, String)] {
    let words = ReportWords(site: site, register: register, language: language)
    let rule = register.reportRules.first { $0.id == report.rule }
    let mark = mark(of: report, incident)
    let all: [(Bilingual, String)] = [
      (ReportPhrase.printIncident.text, "#\(incident.id.value) " + incident.title[language]),
      (ReportPhrase.printNumber.text, String(report.number)),
      (
        ReportPhrase.printCorrects.text,
        report.corrects.map { corrected($0.number, incident)[language] } ?? ""
      ),
      (ReportPhrase.fieldRule.text, rule?.name[language] ?? report.rule),
      (ReportPhrase.printTo.text, words.receivers(of: report.rule)),
      (ReportPhrase.printSentAt.text, mark.map { words.time($0.at) } ?? ""),
      (ReportPhrase.printSentBy.text, mark?.by ?? ""),
    ]
    return all.filter { !$0.1.isEmpty }
  }

  private func corrected(_ number: Int, _ incident: Incident) -> Bilingual {
    let mark = incident.reporting.sent.first { $0.number == number }
    return ReportPhrase.numbered.filled(with: [
      "number": Bilingual(same: String(number)), "name": mark?.name ?? Bilingual(same: ""),
    ])
  }

  /// In the order of the site's fields; those that the site no longer has come last under their id.
  ///
  /// What a correction changed says what it was.
  private func body(of report: UpwardReport, _ language: Language) -> [(Bilingual, String)] {
    var ids = register.reportFields.map(\.id)
    for id in report.entries.map(\.field) + (report.corrects?.changes.map(\.field) ?? [])
    where !ids.contains(id) {
      ids.append(id)
    }
    return ids.compactMap { id in
      let name = register.reportFields.first { $0.id == id }?.name ?? Bilingual(same: id)
      let text = report.text(of: id)
      guard let change = report.corrects?.changes.first(where: { $0.field == id }) else {
        return text.isEmpty ? nil : (name, text)
      }
      let before = change.before.isEmpty ? ReportPhrase.emptyBefore.text[language] : change.before
      let phrase: ReportPhrase = change.after.isEmpty ? .removedField : .changedField
      return (name, phrase.filled(["before": before, "after": change.after])[language])
    }
  }
}

/// Text for HTML.
enum HTMLText {
  /// Safe between tags and in quoted attributes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  static let style =
    "body{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}"
    + "table{border-collapse:collapse;width:100%;margin-bottom:1em}"
    + "th,td{border:1px solid #888;padding:.3em .6em;text-align:left;vertical-align:top}th{width:11em}"
}
