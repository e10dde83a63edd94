internal import Alarms
internal import Cells
public import CitySafety
public import Operations
internal import Widgets

/// What is shown of the quality figures, one table each.
enum QualityTab: Int, Sendable, CaseIterable {
  case figures, topTen, nuisance, split

  var name: Phrase {
    switch self {
    case .figures: .tabFigures
    case .topTen: .tabTopTen
    case .nuisance: .tabNuisance
    case .split: .tabSplit
    }
  }
}

/// One row of such a table: its cells, and what it asks a person to do.
struct QualityRow: Sendable {
  var cells: [String]
  var role = StyleRole.text
  /// The columns that are in that role; all where none is named.
  var columnsInRole: Set<Int> = []
  var action: Bilingual
  /// What the value stands on, or why there is none.
  var note = ""

  func role(ofColumn column: Int) -> StyleRole {
    columnsInRole.isEmpty || columnsInRole.contains(column) ? role : .text
  }
}

/// Quality figures as people read them: tables of text for the console, the command line and Markdown.
public struct QualityPage: Sendable {
  struct Table: Sendable {
    var columns: [Column]
    var rows: [QualityRow]
  }

  let report: QualityReport
  let site: Site
  let language: Language

  public init(_ report: QualityReport, site: Site, language: Language) {
    self.report = report
    self.site = site
    self.language = language
  }

  func t(_ phrase: Phrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  /// The window and what it stands on: days of data, hours watched, seats, annunciations.
  var summary: [String] {
    func time(_ instant: Instant) -> String {
      let civil = CivilTime(instant, at: site.offset)
      return civil.date + " " + civil.hourMinute
    }
    return [
      t(.qualityWindow, ["from": time(report.from), "until": time(report.until)]),
      t(
        .qualityBasis,
        [
          "days": String(report.days), "hours": FixedPoint.text(report.watched.hours, decimals: 1),
          "seats": FixedPoint.text(report.seats, decimals: 1), "count": String(report.annunciations),
        ]),
    ]
  }

  /// - Parameter bar: the character that bars are made of.
  func table(_ tab: QualityTab, bar: Character) -> Table {
    switch tab {
    case .figures: figures
    case .topTen: topTen(bar)
    case .nuisance: nuisance
    case .split: split(bar)
    }
  }

  // MARK: Figures

  private var figures: Table {
    Table(
      columns: [
        Column("K", width: .fixed(4)), Column(t(.columnFigure), width: .flexible(min: 20, weight: 1)),
        Column(t(.columnValue), width: .fixed(9), alignment: .right),
        Column(t(.columnTarget), width: .fixed(9), alignment: .right),
        Column(t(.columnVerdict), width: .fixed(17)),
        Column(t(.columnAction), width: .flexible(min: 30, weight: 3), priority: 1),
      ],
      rows: report.figures.map { figure in
        let measure = figure.measure
        let id = measure.rawValue.split(separator: ".").first.map(String.init) ?? measure.rawValue
        return QualityRow(
          cells: [
            id, measure.name[language], figure.value.map { text($0.value, measure.unit) } ?? "--",
            measure.target.map { bound($0, measure.unit) } ?? "--", mark(of: figure),
            figure.verdict == .noData ? note(on: figure) : measure.action[language],
          ], role: role(of: figure), columnsInRole: [2, 4], action: measure.action, note: note(on: figure))
      })
  }

  private func bound(_ bound: QualityTarget, _ unit: QualityUnit) -> String {
    bound == .atMost(0) ? "0" : bound.sign + target(bound.bound, unit)
  }

  private func mark(of figure: QualityFigure) -> String {
    switch figure.verdict {
    case .met: t(.verdictMet)
    case .missed: t(.verdictMissed)
    case .notEnoughData: t(.verdictShort, ["days": String(report.days)])
    case .noTarget: t(.verdictReport)
    case .noData: t(.verdictNone)
    }
  }

  /// A value without a mark is grey: it must not look like one that was judged.
  private func role(of figure: QualityFigure) -> StyleRole {
    switch figure.verdict {
    case .met: .modeLive
    case .missed: .error
    case .notEnoughData, .noData: .muted
    case .noTarget: .text
    }
  }

  private func note(on figure: QualityFigure) -> String {
    guard let value = figure.value else { return figure.measure.needs?[language] ?? t(.qualityNothing) }
    guard let count = value.count else { return "" }
    guard let median = value.median else { return t(.qualityOf, ["count": String(count)]) }
    return t(.qualityMedian, ["median": text(median, figure.measure.unit), "count": String(count)])
  }

  // MARK: Lists

  private func topTen(_ bar: Character) -> Table {
    let most = report.topTypes.first?.count ?? 1
    return Table(
      columns: [
        Column("#", width: .fixed(2), alignment: .right),
        Column(t(.columnType), width: .flexible(min: 24, weight: 2)),
        Column(t(.columnTimes), width: .fixed(7), alignment: .right),
        Column(t(.columnShare), width: .fixed(8), alignment: .right),
        Column(t(.columnChart), width: .fixed(QualityPage.barWidth)),
      ],
      rows: report.topTypes.enumerated().map { place, found in
        QualityRow(
          cells: [
            String(place + 1), name(found.type), String(found.count),
            text(Double(found.count) / Double(max(1, report.annunciations)), .share),
            QualityPage.bar(Double(found.count) / Double(max(1, most)), bar),
          ], action: QualityMeasure.topTen.action)
      })
  }

  private var nuisance: Table {
    let chatter = report.chattering.map { found in
      QualityRow(
        cells: [
          t(.kindChatter), name(found.type),
          t(
            .findingChatter,
            [
              "index": FixedPoint.text(found.index, decimals: 3), "count": String(found.annunciations),
              "alarm": subject(of: found.key),
            ]),
        ], action: QualityMeasure.chattering.action)
    }
    let fleeting = report.fleeting.map { found in
      QualityRow(
        cells: [t(.kindFleeting), name(found.type), t(.findingFleeting, ["count": String(found.count)])],
        action: QualityMeasure.fleeting.action)
    }
    let stale = report.stale.map { found in
      let age = Figures.clock(found.standing)
      return QualityRow(
        cells: [
          t(.kindStale), name(AlarmType(found.key)),
          t(.findingStale, ["age": age]) + "  " + subject(of: found.key),
        ], action: QualityMeasure.stale.action)
    }
    let rules = report.ruleChanges.map { found in
      QualityRow(
        cells: [
          RulePhrase.markFound.text[language], name(.rule(found.rule)),
          RuleText(site: site).line(.findingRule, found)[language],
        ], role: .error, columnsInRole: [0], action: QualityMeasure.ruleChanges.action)
    }
    return Table(
      columns: [
        Column(t(.columnKind), width: .fixed(8)),
        Column(t(.columnType), width: .flexible(min: 24, weight: 1)),
        Column(t(.columnFinding), width: .flexible(min: 24, weight: 2)),
      ], rows: rules + chatter + fleeting + stale)
  }

  private func split(_ bar: Character) -> Table {
    Table(
      columns: [
        Column(t(.columnGrade), width: .fixed(5)),
        Column(t(.columnTimes), width: .fixed(7), alignment: .right),
        Column(t(.columnShare), width: .fixed(8), alignment: .right),
        Column(t(.columnTarget), width: .fixed(8), alignment: .right),
        Column(t(.columnChart), width: .fixed(QualityPage.barWidth)),
      ],
      rows: zip(Grade.allCases, QualityMeasure.splitShares).map { grade, wanted in
        QualityRow(
          cells: [
            grade.mark, String(report.byGrade[grade] ?? 0), text(report.share(of: grade), .share),
            target(wanted, .share), QualityPage.bar(report.share(of: grade), bar),
          ], role: grade.role, action: QualityMeasure.split.action)
      })
  }

  private func name(_ type: AlarmType) -> String { type.name(at: site)[language] }

  /// The sensor's, source's or message's name; its id where the site has it no more.
  private func subject(of key: AlarmKey) -> String {
    switch key {
    case .threshold(let id, _): site.sensors.first { $0.id == id }?.name[language] ?? id
    case .sourceLost(let id): site.sources.first { $0.id == id }?.name[language] ?? id
    case .warning(let id), .earthquake(let id): id
    case .reportDue(let incident, let rule): "#\(incident) \(rule)"
    }
  }
}

extension Span {
  fileprivate var hours: Double { Double(milliseconds) / 3_600_000 }
}
