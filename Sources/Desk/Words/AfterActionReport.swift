internal import Alarms
public import CityDispatch
public import CitySafety
public import Drills
internal import Widgets

/// 行动后报告: what a drill showed, for those who were there and those who decide what becomes better.
public struct AfterActionReport {
  let sheet: ScoreSheet
  let scenario: Scenario
  let site: Site
  let plans: [ResponsePlan]
  /// The record of this run; `nil` while it has none.
  let run: DrillRun?
  /// Earlier runs of the scenario, newest first.
  let earlier: [DrillRun]
  let items: [Improvement]
  /// The local date by which items are overdue.
  let today: String

  public init(
    _ sheet: ScoreSheet, of scenario: Scenario, site: Site, plans: [ResponsePlan], run: DrillRun?,
    earlier: [DrillRun], items: [Improvement], today: String
  ) {
    self.sheet = sheet
    self.scenario = scenario
    self.site = site
    self.plans = plans
    self.run = run
    self.earlier = earlier
    self.items = items
    self.today = today
  }

  public func markdown(_ language: Language) -> [String] { document(language).markdown }
  public func html(_ language: Language) -> [String] { document(language).html(language: language) }

  private func document(_ language: Language) -> PrintedDocument {
    AfterActionPages(report: self, language: language).document
  }
}

/// The report in one language.
struct AfterActionPages {
  let report: AfterActionReport
  let language: Language

  var sheet: ScoreSheet { report.sheet }
  var scenario: Scenario { report.scenario }

  func t(_ phrase: DrillReportPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  var document: PrintedDocument {
    let site = report.site.name[language]
    return PrintedDocument(
      banner: t(.drill), title: t(.titleReport, ["site": site, "scenario": scenario.name[language]]),
      head: [.fields(head)],
      sections: [
        section(.sectionObjectives, [objectives]), section(.sectionPeople, [people]),
        section(.sectionExpected, [expected]), section(.sectionMissed, [missed]),
        section(.sectionWrong, [wrong]), section(.sectionTimeline, [timeline]),
        section(.sectionObserved, [observations]),
      ] + (sheet.refused.isEmpty ? [] : [section(.sectionRefused, [refused])]) + [
        section(.sectionInterrupted, interruptions), section(.sectionEarlier, [earlier]),
        section(.sectionItems, [items]),
        section(.sectionMethod, [method]),
      ])
  }

  private func section(_ title: DrillReportPhrase, _ parts: [PrintedDocument.Part]) -> PrintedDocument.Section
  {
    PrintedDocument.Section(title: t(title), parts: parts)
  }

  private func table(_ titles: [DrillReportPhrase], _ rows: [[String]]) -> PrintedDocument.Part {
    rows.isEmpty ? .text(t(.none)) : .table(titles.map { t($0) }, rows)
  }

  // MARK: Head

  private var head: [(name: String, value: String)] {
    let kind: DrillReportPhrase = sheet.kind == .exercise ? .kindExercise : .kindTraining
    let plans = scenario.plans.map { id in report.plans.first { $0.id == id }?.name[language] ?? id }
    var fields: [(DrillReportPhrase, String)] = [
      (.fieldScenario, t(.version, ["id": sheet.scenario, "version": String(sheet.version)])),
      (.fieldSynopsis, scenario.synopsis[language]), (.fieldKind, t(kind)), (.fieldPlans, list(plans)),
      (.fieldSeed, String(sheet.seed)), (.fieldClock, drillClock),
      (.fieldScore, score(sheet.points, sheet.rating)),
    ]
    if let run = report.run {
      fields.insert((.fieldRun, String(run.number)), at: 0)
      fields += [(.fieldStarted, moment(run.startedAt)), (.fieldStore, run.store)]
    }
    return fields.map { (t($0.0), $0.1) }
  }

  private var drillClock: String {
    guard let start = sheet.startedAt else { return t(.unknown) }
    guard let end = sheet.endedAt else { return t(.clockOpen, ["start": moment(start)]) }
    return t(
      .clockFrom, ["start": moment(start), "end": moment(end), "length": DrillClockText.text(sheet.length)])
  }

  func score(_ points: Points?, _ rating: Rating?) -> String {
    guard let points, let rating else { return t(.notRated) }
    return "\(points.text)  \(rating.rawValue) \(rating.name[language])"
  }

  // MARK: Objectives and persons

  private var objectives: PrintedDocument.Part {
    table(
      [.columnObjective, .columnWeight, .columnScore, .columnRating],
      sheet.objectives.map { result in
        var rating = result.rating.map { "\($0.rawValue) \($0.name[language])" } ?? t(.notRated)
        if result.isCapped { rating = t(.capped, ["rating": rating]) }
        return [
          result.objective.name[language], AfterActionPages.number(result.objective.weight),
          result.points?.text ?? t(.unknown), rating,
        ]
      })
  }

  private var people: PrintedDocument.Part {
    table(
      [
        .columnPerson, .columnRole, .columnScore, .columnRating, .columnDone, .sectionMissed, .columnWrong,
        .columnForbidden,
      ],
      sheet.people.map { person in
        [
          person.displayName, person.role.name[language], person.points?.text ?? t(.unknown),
          person.rating?.rawValue ?? t(.unknown), String(person.met), String(person.missed),
          String(person.wrong), String(person.forbidden),
        ]
      })
  }

  // MARK: Expected and actual

  private var expected: PrintedDocument.Part {
    table(
      [
        .columnObjective, .columnExpected, .columnSeat, .columnDue, .columnActual, .columnPerson,
        .columnInTime,
        .columnCorrect, .columnComplete, .columnScore,
      ],
      sheet.lines.map { line in
        let marks = [line.time, line.correct, line.complete, line.points]
        return [
          objective(line.expectation.objective), text(of: line), seat(line.expectation.seat),
          line.due.map(since) ?? t(.unknown), actual(line), line.action?.displayName ?? t(.unknown),
        ] + marks.map { line.isScored ? $0.text : t(.unknown) }
      })
  }

  private func text(of line: ScoreSheet.Line) -> String {
    let text = line.expectation.text[language]
    return line.expectation.isForbidden ? t(.mustNot, ["text": text]) : text
  }

  private func actual(_ line: ScoreSheet.Line) -> String {
    let done = line.action.map { "\(since($0.at)) #\($0.sequence)" }
    switch line.outcome {
    case .met:
      let lacking =
        line.lacking.isEmpty ? "" : "; " + t(.lacking, ["what": list(line.lacking.map { name(of: $0) })])
      return (done ?? "") + lacking
    case .missed: return t(.missed)
    case .notDue: return t(.notDue)
    case .avoided: return t(.avoided)
    case .violated: return t(.violated) + " " + (done ?? "")
    }
  }

  private var missed: PrintedDocument.Part {
    table(
      [.columnDue, .columnSeat, .columnObjective, .columnExpected],
      sheet.lines.filter { $0.outcome == .missed }.map { line in
        [
          line.due.map(since) ?? t(.unknown), seat(line.expectation.seat),
          objective(line.expectation.objective),
          line.expectation.text[language],
        ]
      })
  }

  private var wrong: PrintedDocument.Part {
    table(
      [.columnTime, .columnPerson, .columnWhat, .columnWhy, .columnEvidence, .columnExpected],
      sheet.wrong.map { wrong in
        [
          since(wrong.evidence.at), wrong.evidence.displayName, what(wrong.evidence), fault(wrong.fault),
          "#\(wrong.evidence.sequence)",
          scenario.expectations.first { $0.id == wrong.expectation }?.text[language] ?? wrong.expectation,
        ]
      })
  }

  private func fault(_ fault: ScoreSheet.Fault) -> String { DrillReportPhrase.name(of: fault)[language] }

  private func what(_ evidence: ScoreSheet.Evidence) -> String {
    let names = evidence.target.split(separator: " ").map { name(of: String($0), evidence.verb) }
    let verb = DrillReportPhrase.name(of: evidence.verb)[language]
    return names.isEmpty ? verb : verb + (language == .zh ? "：" : ": ") + list(names)
  }

  // MARK: The course

  private var timeline: PrintedDocument.Part {
    var rows: [(at: Instant, order: Int, text: String)] = []
    func add(_ at: Instant, _ text: String) { rows.append((at, rows.count, text)) }
    for delivery in sheet.deliveries {
      let text = scenario.inject(delivery.inject)?.synopsis[language] ?? ""
      add(delivery.at, t(.lineInject, ["id": delivery.inject, "text": text]))
    }
    for line in sheet.lines where !line.expectation.isForbidden {
      if let due = line.due, line.outcome != .notDue {
        add(due, t(.lineDue, ["text": line.expectation.text[language]]))
      }
      if let action = line.action {
        add(action.at, "\(action.displayName)  \(what(action)) #\(action.sequence)")
      }
    }
    for wrong in sheet.wrong where wrong.fault != .seat {
      let evidence = wrong.evidence
      add(
        evidence.at,
        "\(evidence.displayName)  \(what(evidence)) #\(evidence.sequence)  [\(fault(wrong.fault))]")
    }
    for observation in sheet.observations {
      add(observation.at, t(.lineObserved, ["text": observation.text]))
    }
    for stop in sheet.interruptions { add(stop.at, t(.lineInterrupted, ["seat": stop.seat])) }
    for pause in sheet.pauses { add(pause.at, pausing(pause)) }
    rows.sort { ($0.at, $0.order) < ($1.at, $1.order) }
    return table([.columnTime, .columnWhat], rows.map { [since($0.at), $0.text] })
  }

  private func pausing(_ pause: DrillCourse.Pause) -> String {
    pause.by.isEmpty ? t(.lineLoss) : t(.linePaused, ["by": pause.by])
  }

  private var observations: PrintedDocument.Part {
    table(
      [.columnTime, .columnPerson, .columnObjective, .columnWhat],
      sheet.observations.map { [since($0.at), $0.by, objective($0.objective), $0.text] })
  }

  private var refused: PrintedDocument.Part {
    table(
      [.columnTime, .columnPerson, .columnWhat, .columnWhy],
      sheet.refused.map { [since($0.at), $0.by.displayName, $0.what[language], $0.why[language]] })
  }

  private var interruptions: [PrintedDocument.Part] {
    let stops = sheet.interruptions.map { stop in
      let reaches = stop.reaches.map { "\($0.seat) \(AfterActionPages.seconds($0.after)) s" }
      return (
        stop.sequence,
        [
          since(stop.at), t(.lineInterrupted, ["seat": stop.seat]),
          reaches.isEmpty ? t(.unknown) : list(reaches),
        ]
      )
    }
    let pauses = sheet.pauses.map { ($0.sequence, [since($0.at), pausing($0), t(.unknown)]) }
    let rows = (stops + pauses).sorted { $0.0 < $1.0 }.map(\.1)
    let part = table([.columnTime, .columnWhat, .columnReach], rows)
    return rows.isEmpty ? [part] : [part, .text(t(.wallClock))]
  }

  /// At most two decimals, without those that say nothing.
  private static func number(_ value: Double) -> String {
    var text = FixedPoint.text(value, decimals: 2)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// With one decimal.
  private static func seconds(_ span: Span) -> String {
    "\(span.milliseconds / 1000).\(abs(span.milliseconds / 100 % 10))"
  }

  // MARK: Before and after

  private var earlier: PrintedDocument.Part {
    guard !report.earlier.isEmpty else { return .text(t(.none)) }
    let ids = scenario.objectives.map(\.id)
    let titles =
      [DrillReportPhrase.fieldRun, .columnDate, .columnVersion, .columnPlayers, .columnScore, .columnRating]
      .map {
        t($0)
      } + scenario.objectives.map { $0.name[language] }
    let now =
      [
        t(.thisRun), report.run.map { date($0.startedAt) } ?? t(.unknown), String(sheet.version),
        list(sheet.people.map(\.displayName)), sheet.points?.text ?? t(.unknown),
        sheet.rating?.rawValue ?? t(.unknown),
      ] + sheet.objectives.map { mark($0.points, $0.rating) }
    let rows = report.earlier.map { run in
      [
        String(run.number), date(run.startedAt), String(run.version), list(run.players.map(\.displayName)),
        run.points?.text ?? t(.unknown), run.rating?.rawValue ?? t(.unknown),
      ]
        + ids.map { id in
          run.objectives.first { $0.id == id }.map { mark($0.points, $0.rating) } ?? t(.unknown)
        }
    }
    return .table(titles, [now] + rows)
  }

  private func mark(_ points: Points?, _ rating: Rating?) -> String {
    guard let points, let rating else { return t(.unknown) }
    return "\(points.text) \(rating.rawValue)"
  }

  private var items: PrintedDocument.Part {
    table(
      [.columnNumber, .fieldRun, .columnText, .columnOwner, .columnDue, .columnState],
      ImprovementPage(language: language, today: report.today).rows(of: report.items))
  }

  private var method: PrintedDocument.Part {
    let table = scenario.scoring
    var lines = [
      t(
        .methodTerms,
        [
          "time": AfterActionPages.number(table.time), "correct": AfterActionPages.number(table.correct),
          "complete": AfterActionPages.number(table.complete),
        ]), t(.methodTime, ["tolerance": String(table.tolerance.seconds)]), t(.methodCorrect),
      t(
        .methodRating,
        [
          "performed": AfterActionPages.number(table.performed), "some": AfterActionPages.number(table.some),
          "major": AfterActionPages.number(table.major),
        ]),
    ]
    if sheet.isCut { lines.append(t(.methodCut)) }
    return .list(lines)
  }

  // MARK: Words

  private func list(_ items: [String]) -> String { items.joined(separator: language == .zh ? "、" : ", ") }

  private func objective(_ id: String) -> String {
    id.isEmpty ? t(.unknown) : scenario.objectives.first { $0.id == id }?.name[language] ?? id
  }

  private func seat(_ id: String) -> String {
    id.isEmpty ? t(.unknown) : scenario.seats.first { $0.id == id }?.name[language] ?? id
  }

  /// What the site calls a department, plan, sensor or source, and the verb its details; anything else is its own name.
  private func name(of id: String, _ verb: ActionPattern.Verb? = nil) -> String {
    let detail: Bilingual? =
      switch verb {
      case .level: ResponseLevel.allCases.first { String($0.rawValue) == id }?.name
      case .report: ReportKind.allCases.first { $0.word == id }?.name
      case .receipt: AfterActionPages.milestones[id]?.name
      case .close: Verdict.allCases.first { $0.word == id }?.name
      default: nil
      }
    let site = report.site
    let known =
      detail ?? site.departments.first { $0.id == id }?.name ?? report.plans.first { $0.id == id }?.name
      ?? site.sensors.first { $0.id == id }?.name ?? site.sources.first { $0.id == id }?.name
    return known?[language] ?? id
  }

  private static let milestones: [String: TaskEvent] = [
    "receive": .receive, "depart": .depart, "arrive": .arrive, "control": .control, "report": .report,
    "decline": .decline, "check-in": .checkIn,
  ]

  private func since(_ at: Instant) -> String {
    sheet.startedAt.map { "+" + DrillClockText.text(max(.zero, at - $0)) } ?? t(.unknown)
  }

  private func date(_ at: Instant) -> String { CivilTime(at, at: report.site.offset).date }

  private func moment(_ at: Instant) -> String {
    let civil = CivilTime(at, at: report.site.offset)
    return civil.date + " " + civil.time
  }
}

/// Drill time as `12:05` or `1:02:03`.
enum DrillClockText {
  static func text(_ span: Span) -> String {
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
    let seconds = span.seconds
    let rest = two(seconds / 60 % 60) + ":" + two(seconds % 60)
    return seconds < 3600 ? rest : "\(seconds / 3600):" + rest
  }
}

extension DrillReportPhrase {
  static func name(of verb: ActionPattern.Verb) -> Bilingual {
    switch verb {
    case .acknowledge: acknowledge.text
    case .claim: claim.text
    case .assign: assign.text
    case .comment: comment.text
    case .escalate: escalate.text
    case .respond: respond.text
    case .resolve: resolve.text
    case .shelve: shelve.text
    case .close: close.text
    case .outOfService: outOfService.text
    case .openIncident: openIncident.text
    case .order: order.text
    case .receipt: receipt.text
    case .level: level.text
    case .report: report.text
    case .warn: warn.text
    case .lift: lift.text
    case .note: note.text
    case .terminate: terminate.text
    case .closeIncident: closeIncident.text
    case .take: take.text
    }
  }
}
