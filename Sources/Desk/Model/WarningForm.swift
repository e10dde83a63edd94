internal import Alarms
internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// A request about an authored warning while its dialog is open, bound to what was seen.
enum WarningQuestion: Sendable, Hashable {
  /// A draft; number 0 begins a new one. `kinds` are those that the form lists.
  case draft(PublicWarningID, incident: IncidentID?, kinds: [String], seen: Int64)
  case issue(PublicWarningID, seen: Int64)
  case back(PublicWarningID, seen: Int64)
  case cancel(PublicWarningID, seen: Int64)
  case discard(PublicWarningID, seen: Int64)
}

/// The form of a warning, and what its dialogs send.
extension Desk {
  /// Characters of one text of the form.
  static let warningTextLimit = 400

  /// The fields of the form, in their order.
  private enum Slot: Int, CaseIterable {
    case kind, grade, starts, hours, areaZh, areaEn, codes, cautionZh, cautionEn, measuresZh, measuresEn, next
  }

  /// Opens the form for the incident under the cursor of the dispatch board.
  mutating func draftWarningOfIncident() {
    guard mayAskWarning() else { return }
    guard let incident = boardIncident else { return say(.noRow) }
    openDraft(of: nil, for: incident)
  }

  /// Opens the form: filled with what stands, with what the incident and its plan say, or with the site's defaults.
  mutating func openDraft(of warning: PublicWarning?, for incident: Incident?) {
    let authoring = configuration.site.authoring
    let kinds = authoring.kinds.filter { $0.publisher == nil }
    guard !kinds.isEmpty else { return say(WarningPhrase.noKinds.text, isError: true) }
    if let plan = incident?.plan, let kind = authoring.kinds.first(where: { $0.plans.contains(plan) }),
      let publisher = kind.publisher
    {
      let refusal = WarningRefusal.received(kind: kind.type.name, publisher: publisher, origin: kind.origin)
      return say(wording.text(of: refusal), isError: true)
    }
    let content =
      warning.flatMap { $0.proposal?.content ?? $0.messages.last?.content }
      ?? content(for: incident, kinds[0])
    let question = WarningQuestion.draft(
      warning?.id ?? PublicWarningID(0), incident: incident?.id ?? warning?.incident,
      kinds: kinds.map(\.type.id),
      seen: warning?.revision ?? latest.publicWarnings.warnings.map(\.id.value).max() ?? 0)
    open(question, fields(of: content, kinds))
  }

  /// What an incident and its plan say.
  private func content(for incident: Incident?, _ standard: WarningKind) -> WarningContent {
    let authoring = configuration.site.authoring
    let kind =
      incident.flatMap { incident in
        authoring.kinds.first { $0.publisher == nil && $0.plans.contains(incident.plan) }
      } ?? standard
    let grade = incident?.grade ?? .blue
    let plan = configuration.dispatch.plans.first { $0.id == incident?.plan }
    let place = inBothLanguages(
      incident.map { $0.place.zh.isEmpty ? $0.title : $0.place } ?? configuration.site.name, of: incident)
    func placed(_ text: String, _ place: String) -> String {
      MessageTemplate.filled(text) { $0 == "place" ? place : nil }
    }
    let minute = Instant(milliseconds: now.milliseconds - now.milliseconds % 60_000)
    return WarningContent(
      status: authoring.status, type: kind.type, grade: grade, starts: minute,
      ends: minute + authoring.validity,
      area: place, geocodes: codes(of: incident),
      caution: Bilingual(zh: placed(kind.caution.zh, place.zh), en: placed(kind.caution.en, place.en)),
      measures: plan?.advice ?? Bilingual(same: ""), issuer: issuer(of: grade))
  }

  /// A place that is known by its Chinese name only is called by its town in English.
  private func inBothLanguages(_ place: Bilingual, of incident: Incident?) -> Bilingual {
    guard place.en == place.zh, let code = codes(of: incident).first,
      let town = configuration.site.towns.first(where: { $0.code == code })
    else { return place }
    return Bilingual(zh: place.zh, en: town.name.en)
  }

  /// The town of the incident's first sensor, or the site's own area.
  private func codes(of incident: Incident?) -> [String] {
    let town = incident?.alarms.lazy.compactMap { id -> String? in
      guard case .threshold(let sensor, _)? = self.latest.alarms[id]?.key else { return nil }
      return self.configuration.site.sensors.first { $0.id == sensor }?.place.town
    }.first { !$0.isEmpty }
    return (town ?? configuration.site.warnings.areaPrefixes.first).map { [$0] } ?? []
  }

  private func issuer(of grade: Grade) -> WarningIssuer {
    configuration.site.authoring.issuers[grade]
      ?? WarningIssuer(name: Bilingual(same: ""), sender: "", code: "")
  }

  private func fields(of content: WarningContent, _ kinds: [WarningKind]) -> [Dialog.Field] {
    Slot.allCases.map { slot in
      switch slot {
      case .kind:
        var field = Dialog.Field.worded(.fieldKind, kinds.map(\.type.name))
        field.choice = kinds.firstIndex { $0.type.id == content.type.id } ?? 0
        return field
      case .grade:
        var field = Dialog.Field.worded(
          .fieldGrade, Grade.allCases.map { Bilingual(zh: $0.mark, en: "\($0.rawValue) \($0.word)") })
        field.choice = Grade.allCases.firstIndex(of: content.grade) ?? 0
        return field
      case .starts:
        let civil = CivilTime(content.starts, at: configuration.site.offset)
        return .worded(.fieldStarts, civil.date + " " + civil.hourMinute)
      case .hours: return .worded(.fieldHours, Desk.hours(content.ends - content.starts))
      case .areaZh: return .worded(.fieldAreaZh, content.area.zh)
      case .areaEn: return .worded(.fieldAreaEn, content.area.en)
      case .codes:
        var field = Dialog.Field.worded(.fieldCodes, content.geocodes.joined(separator: " "))
        field.isOptional = true
        return field
      case .cautionZh: return .worded(.fieldCautionZh, content.caution.zh)
      case .cautionEn: return .worded(.fieldCautionEn, content.caution.en)
      case .measuresZh: return .worded(.fieldMeasuresZh, content.measures.zh)
      case .measuresEn: return .worded(.fieldMeasuresEn, content.measures.en)
      case .next:
        return .worded(.fieldNext, [WarningPhrase.nextSubmit.text, WarningPhrase.nextKeep.text])
      }
    }
  }

  /// Hours with as many digits after the point as they need.
  private static func hours(_ span: Span) -> String {
    let hours = Double(span.milliseconds) / 3_600_000
    return hours == hours.rounded() ? String(Int(hours)) : String(hours)
  }

  /// Moves what a dialog shows of what goes out.
  mutating func scrollWarning(_ dialog: inout Dialog, by lines: Int) {
    guard case .warning(let question) = dialog.purpose else { return }
    dialog.top = min(max(0, dialog.top + lines), lastTop(of: question, in: dialog))
  }

  // MARK: Sending

  /// Sends what the dialog says; it stays until the owner has answered.
  mutating func confirm(_ question: WarningQuestion, _ dialog: Dialog) {
    var dialog = dialog
    let texts = dialog.fields.map(\.cleaned)
    let action: WarningAction
    let seen: Int64
    switch question {
    case .draft(let id, let incident, let kinds, let revision):
      switch content(of: dialog, kinds) {
      case .failure(let problem):
        dialog.focus = problem.slot
        dialog.problem = problem.text
        return overlay = .dialog(dialog)
      case .success(let content):
        let isSubmitted = dialog.fields[Slot.next.rawValue].choice == 0
        (action, seen) = (.draft(id, incident: incident, content, isSubmitted: isSubmitted), revision)
      }
    case .issue(let id, let revision): (action, seen) = (.issue(id, approver: nil), revision)
    case .back(let id, let revision): (action, seen) = (.back(id, reason: texts[0]), revision)
    case .cancel(let id, let revision): (action, seen) = (.cancel(id, reason: texts[0]), revision)
    case .discard(let id, let revision): (action, seen) = (.discard(id), revision)
    }
    dialog.isWaiting = true
    dialog.problem = nil
    overlay = .dialog(dialog)
    if case .issue = question, texts.count == 2 {
      send(.warning(action), as: (texts[0].trimmed, texts[1]), seen: seen)
    } else {
      send(.warning(action), seen: seen)
    }
  }

  private struct FormProblem: Error {
    var slot: Int
    var text: Bilingual
  }

  private func content(of dialog: Dialog, _ kinds: [String]) -> Result<WarningContent, FormProblem> {
    func text(_ slot: Slot) -> String { dialog.fields[slot.rawValue].cleaned }
    func both(_ zh: Slot, _ en: Slot) -> Bilingual { Bilingual(zh: text(zh), en: text(en)) }
    guard let starts = TimeText.parse(text(.starts), offset: configuration.site.offset) else {
      return .failure(
        FormProblem(slot: Slot.starts.rawValue, text: WarningPhrase.badTime.filled(["text": text(.starts)])))
    }
    guard let hours = Double(text(.hours)), hours > 0, hours < 100_000 else {
      return .failure(
        FormProblem(slot: Slot.hours.rawValue, text: WarningPhrase.badHours.filled(["text": text(.hours)])))
    }
    let chosen = dialog.fields[Slot.kind.rawValue].choice
    let id = kinds.indices.contains(chosen) ? kinds[chosen] : ""
    let grade = Grade.allCases[dialog.fields[Slot.grade.rawValue].choice]
    let type =
      configuration.site.authoring.kind(id)?.type
      ?? WarningType(id: id, name: Bilingual(same: id), category: "", urgency: "", certainty: "")
    return .success(
      WarningContent(
        status: configuration.site.authoring.status, type: type, grade: grade, starts: starts,
        ends: starts + Span(milliseconds: Int64(hours * 3_600_000)), area: both(.areaZh, .areaEn),
        geocodes: text(.codes).split(separator: " ").map(String.init), caution: both(.cautionZh, .cautionEn),
        measures: both(.measuresZh, .measuresEn), issuer: issuer(of: grade)))
  }
}

extension Dialog.Field {
  static func worded(_ phrase: WarningPhrase, _ text: String = "") -> Dialog.Field {
    Dialog.Field(
      label: .reasonField, input: TextField(text, limit: Desk.warningTextLimit), name: phrase.text)
  }

  static func worded(_ phrase: WarningPhrase, _ options: [Bilingual]) -> Dialog.Field {
    Dialog.Field(label: .reasonField, input: TextField(limit: 0), options: options, name: phrase.text)
  }
}
