internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// 更正 of a report upward: its texts are read from the timeline first, because a snapshot holds only the newest.
extension Desk {
  mutating func askForReports() {
    guard let incident = boardIncident else { return say(.noRow) }
    guard !incident.reporting.sent.isEmpty else { return say(ReportPhrase.noReportSent.text) }
    correcting = incident.id
    effects.append(.requestReports(incident.id))
  }

  /// Opens the form on what was read, unless something else was opened meanwhile.
  mutating func take(reports sent: [UpwardReport], of id: IncidentID) {
    guard correcting == id else { return }
    correcting = nil
    guard overlay == nil, boardIncident?.id == id, let incident = latest.dispatch[id], mayCommand() else {
      return
    }
    let reports = UpwardReport.newestTexts(sent)
    guard !reports.isEmpty else { return say(ReportPhrase.noReportSent.text) }
    let question = DispatchQuestion.correct(
      id, number: incident.reporting.sent.count + 1, reports: reports)
    open(Dialog(.dispatch(question), fields: correctionFields(of: incident, reports, chosen: 0), at: now))
  }

  /// Which report, then its fields as it was sent last.
  func correctionFields(
    of incident: Incident, _ reports: [UpwardReport], chosen: Int
  ) -> [Dialog.Field] {
    var which = Dialog.Field(
      label: .reasonField, input: TextField(limit: 0),
      options: reports.map { Bilingual(same: String($0.corrects?.number ?? $0.number)) },
      name: ReportPhrase.fieldCorrected.text)
    which.choice = chosen
    let report = reports[chosen]
    return [which]
      + configuration.dispatch.reportFields.map { field in
        var input = TextField(limit: Desk.reportTextLimit)
        input.set(report.text(of: field.id))
        return Dialog.Field(label: .reasonField, input: input, isOptional: true, name: field.name)
      }
  }

  /// The report that is corrected with its number and name.
  func name(of report: UpwardReport, in incident: Incident) -> Bilingual {
    let number = report.corrects?.number ?? report.number
    let name = incident.reporting.sent.first { $0.number == number }?.name ?? report.kind.name
    return ReportPhrase.numbered.filled(with: ["number": Bilingual(same: String(number)), "name": name])
  }

  /// Another report was chosen: its texts take the place of what was typed.
  func refilled(_ dialog: Dialog, before: Int?) -> Dialog {
    guard case .dispatch(.correct(let id, _, let reports)) = dialog.purpose,
      let choice = dialog.fields.first?.choice, choice != before, let incident = latest.dispatch[id]
    else { return dialog }
    var dialog = dialog
    dialog.fields = correctionFields(of: incident, reports, chosen: choice)
    return dialog
  }

  /// The report that the dialog says; what it does not show of the fields stays as it was sent.
  func correction(_ fields: [Dialog.Field], number: Int, reports: [UpwardReport]) -> UpwardReport {
    let sent = reports[min(fields[0].choice, reports.count - 1)]
    let known = configuration.dispatch.reportFields
    let entries = zip(known, fields.dropFirst()).compactMap { field, typed in
      typed.cleaned.isEmpty ? nil : UpwardReport.Entry(field: field.id, text: typed.cleaned)
    }
    var report = UpwardReport(number: number, kind: sent.kind, rule: sent.rule, entries: entries)
    report.corrects = ReportCorrection(of: sent, as: entries)
    return report
  }
}
