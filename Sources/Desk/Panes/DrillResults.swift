internal import Alarms
internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Drills
internal import Operations
internal import Widgets

/// What a drill came to: objectives, each expectation with what was done about it, what was observed and what was refused.
extension Desk {
  /// One row of the results.
  struct ResultRow {
    var cells: [String]
    var role: StyleRole
    /// What is said of it below the list.
    var detail: [String]
  }

  private func q(_ phrase: DrillPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  var resultRows: [ResultRow] {
    guard let drill else { return [] }
    let results = DrillResultWords(scenario: drill.scenario, site: configuration, sheet: drill.sheet)
    return drill.scenario.objectives.map { row(of: $0, drill.sheet) }
      + (drill.sheet?.lines ?? []).map { row(of: $0, results) }
      + drill.state.observations.map { row(of: $0, drill.scenario, results) }
      + drill.state.refused.map { refused in
        ResultRow(
          cells: [
            q(.lineRefused), "", "", "", results.since(refused.at), refused.by.displayName,
            refused.what[language],
          ], role: .message,
          detail: [DrillWording.refused(by: refused.by.displayName, refused.what, refused.why)[language]])
      }
  }

  private func row(of objective: Scenario.Objective, _ sheet: ScoreSheet?) -> ResultRow {
    let result = sheet?.objectives.first { $0.objective.id == objective.id }
    return ResultRow(
      cells: [
        q(.objectiveWord), result?.points?.text ?? q(.notRated), result?.rating?.rawValue ?? q(.notRated), "",
        "", "", objective.name[language],
      ], role: .paneTitle, detail: [objective.name[language]])
  }

  private func row(of line: ScoreSheet.Line, _ results: DrillResultWords) -> ResultRow {
    let phrase: DrillPhrase =
      switch line.outcome {
      case .met: .lineMet
      case .missed: .lineMissed
      case .violated: .lineViolated
      case .notDue: .lineNotDue
      case .avoided: .lineAvoided
      }
    let role: StyleRole =
      switch line.outcome {
      case .met: .text
      case .missed, .violated: .error
      case .notDue, .avoided: .muted
      }
    return ResultRow(
      cells: [
        q(phrase), line.isScored ? line.points.text : "", "", line.due.map(results.since) ?? "",
        line.action.map { results.since($0.at) } ?? "", line.action?.displayName ?? "",
        results.text(of: line)[language],
      ], role: role, detail: results.detail(of: line).map { $0[language] })
  }

  private func row(
    of one: DrillState.Observation, _ scenario: Scenario, _ results: DrillResultWords
  ) -> ResultRow {
    let objective = scenario.objectives.first { $0.id == one.objective }?.name[language]
    let about = objective.map { $0 + (language == .zh ? "：" : ": ") } ?? ""
    return ResultRow(
      cells: [q(.observedWord), "", "", "", results.since(one.at), one.by, about + one.text], role: .message,
      detail: [about + one.text])
  }

  func drawObjectives(_ painter: inout Painter, _ area: Rect, _ drill: DrillSeat, cursor: Int) {
    let rows = resultRows
    guard !rows.isEmpty else { return }
    var detail = rows[min(cursor, rows.count - 1)].detail
    if let sheet = drill.sheet, let points = sheet.points, let rating = sheet.rating {
      let words = rating.rawValue + " " + rating.name[language]
      detail.append(q(.scoreSum, ["points": points.text, "rating": words]))
    }
    var points = head(.columnPoints, 6)
    points.alignment = .right
    drawList(
      &painter, area,
      columns: [
        head(.columnState, 9), points, head(.columnRating, 6), head(.columnDue, 8), head(.columnDone, 8),
        head(.columnBy, 8), head(.columnText, 20, grows: true),
      ],
      rows: rows.map(\.cells), roles: rows.map(\.role), cursor: min(cursor, rows.count - 1), detail: detail,
      footShare: 2)
  }
}

/// The lines of a score in words.
struct DrillResultWords {
  let scenario: Scenario
  let site: DeskConfiguration
  let sheet: ScoreSheet?

  /// Drill time since the start, such as `+12:05`.
  func since(_ at: Instant) -> String {
    sheet?.startedAt.map { "+" + DrillClockText.text(max(.zero, at - $0)) }
      ?? CivilTime(
        at, at: site.site.offset
      ).time
  }

  func text(of line: ScoreSheet.Line) -> Bilingual {
    let text = line.expectation.text
    return line.expectation.isForbidden ? DrillReportPhrase.mustNot.filled(with: ["text": text]) : text
  }

  /// What was wanted when and of whom, what was done by whom, what it lacks, and what was tried wrongly.
  func detail(of line: ScoreSheet.Line) -> [Bilingual] {
    var lines = [text(of: line)]
    if let due = line.due {
      lines.append(
        DrillPhrase.expectedBy.filled(with: [
          "due": Bilingual(same: since(due)), "after": beginning(of: line.expectation),
          "seat": seat(line.expectation.seat),
        ]))
    }
    if let action = line.action { lines.append(done(action, line)) }
    if !line.lacking.isEmpty {
      lines.append(DrillPhrase.lackingLine.filled(with: ["what": list(line.lacking.map(name(of:)))]))
    }
    for wrong in sheet?.wrong ?? [] where wrong.expectation == line.expectation.id {
      lines.append(
        DrillPhrase.wrongTry.filled(with: [
          "at": Bilingual(same: since(wrong.evidence.at)), "by": Bilingual(same: wrong.evidence.displayName),
          "what": what(wrong.evidence), "why": DrillReportPhrase.name(of: wrong.fault),
        ]))
    }
    return lines
  }

  private func done(_ action: ScoreSheet.Evidence, _ line: ScoreSheet.Line) -> Bilingual {
    let phrase: DrillPhrase = line.isScored ? .doneBy : .doneForbidden
    return phrase.filled(with: [
      "at": Bilingual(same: since(action.at)), "by": Bilingual(same: action.displayName),
      "what": what(action),
      "entry": Bilingual(same: "#\(action.sequence)"), "time": Bilingual(same: line.time.text),
      "correct": Bilingual(same: line.correct.text), "complete": Bilingual(same: line.complete.text),
    ])
  }

  private func beginning(of expectation: Expectation) -> Bilingual {
    guard !expectation.after.isEmpty else { return DrillPhrase.afterStart.text }
    let inject = scenario.inject(expectation.after)?.synopsis ?? Bilingual(same: expectation.after)
    return DrillPhrase.afterInject.filled(with: ["inject": inject])
  }

  private func seat(_ id: String) -> Bilingual {
    id.isEmpty
      ? DrillPhrase.anySeat.text : scenario.seats.first { $0.id == id }?.name ?? Bilingual(same: id)
  }

  /// The action, and what of the site it was about.
  private func what(_ evidence: ScoreSheet.Evidence) -> Bilingual {
    let verb = DrillReportPhrase.name(of: evidence.verb)
    let targets = evidence.target.split(separator: " ").map { name(of: String($0)) }
    guard !targets.isEmpty else { return verb }
    let names = list(targets)
    return Bilingual(zh: verb.zh + " " + names.zh, en: verb.en + " " + names.en)
  }

  private func list(_ names: [Bilingual]) -> Bilingual {
    Bilingual(zh: names.map(\.zh).joined(separator: "、"), en: names.map(\.en).joined(separator: ", "))
  }

  private func name(of id: String) -> Bilingual {
    site.site.departments.first { $0.id == id }?.name ?? site.dispatch.teams.first { $0.id == id }?.name
      ?? site.dispatch.plans.first { $0.id == id }?.name ?? site.site.sensors.first { $0.id == id }?.name
      ?? site.site.sources.first { $0.id == id }?.name ?? Bilingual(same: id)
  }
}

extension DrillReportPhrase {
  static func name(of fault: ScoreSheet.Fault) -> Bilingual {
    switch fault {
    case .undone: faultUndone.text
    case .withdrawn: faultWithdrawn.text
    case .target: faultTarget.text
    case .seat: faultSeat.text
    case .forbidden: faultForbidden.text
    }
  }
}
