public import Cells
internal import CityDispatch
public import CitySafety
public import Drills
internal import Widgets

/// Which plans were drilled when, and which are due: for an overlay and the command line.
public struct ReadinessPage: Sendable {
  let language: Language
  /// The local date.
  let today: String

  public init(language: Language, today: String) {
    self.language = language
    self.today = today
  }

  private func t(_ phrase: DrillReportPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  /// A summary, a row a plan, and the sources of the intervals.
  public func lines(of plans: [PlanReadiness], widths: WidthTable) -> [String] {
    guard !plans.isEmpty else { return [t(.titleReadiness), t(.noPlans)] }
    let counts = t(
      .readinessCounts,
      [
        "plans": String(plans.count), "never": String(plans.count { $0.state == .never }),
        "overdue": String(plans.count { $0.state == .overdue }), "today": today,
      ])
    let origins = origins(of: plans)
    let columns = [
      column(.columnState), column(.columnLast), column(.columnDue), column(.columnEvery),
      column(.columnScore),
      column(.columnPlan),
    ]
    return [t(.titleReadiness), counts, ""]
      + PlainTable.lines(columns, plans.map { row($0, origins) }, widths)
      + (origins.isEmpty ? [] : ["", t(.basis)])
      + origins.enumerated().map { "  [\($0.offset + 1)] \($0.element)" }
  }

  private func column(_ phrase: DrillReportPhrase) -> Column { Column(t(phrase), width: .fixed(0)) }

  /// The plan's name comes last, where a narrow screen cuts it.
  private func row(_ readiness: PlanReadiness, _ origins: [String]) -> [String] {
    let score = readiness.last.map { run in
      [run.points?.text, run.rating?.rawValue].compactMap(\.self).joined(separator: " ")
    }
    let every = readiness.plan.drill.map { interval in
      let number = origins.firstIndex(of: interval.origin).map { " [\($0 + 1)]" } ?? ""
      return t(.months, ["count": String(interval.months)]) + number
    }
    return [
      state(readiness.state), readiness.lastOn ?? "--", readiness.due ?? "--", every ?? "--", score ?? "--",
      readiness.plan.name[language],
    ]
  }

  private func state(_ state: PlanReadiness.State) -> String {
    switch state {
    case .never: t(.stateNever)
    case .overdue: t(.overdue)
    case .current: t(.stateCurrent)
    case .unbound: t(.stateUnbound)
    }
  }

  /// The sources of the intervals, each once.
  private func origins(of plans: [PlanReadiness]) -> [String] {
    var origins: [String] = []
    for plan in plans.map(\.plan) {
      if let origin = plan.drill?.origin, !origins.contains(origin) { origins.append(origin) }
    }
    return origins.sorted()
  }
}

/// The improvement items as lines.
public struct ImprovementPage: Sendable {
  let language: Language
  /// The local date by which an item is overdue.
  let today: String

  public init(language: Language, today: String) {
    self.language = language
    self.today = today
  }

  private func t(_ phrase: DrillReportPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  public func lines(of items: [Improvement], widths: WidthTable) -> [String] {
    guard !items.isEmpty else { return [t(.titleItems), t(.noItems)] }
    let columns = [
      DrillReportPhrase.columnNumber, .fieldRun, .columnText, .columnOwner, .columnDue, .columnState,
    ].map { Column(t($0), width: .fixed(0)) }
    return [t(.titleItems), ""] + PlainTable.lines(columns, rows(of: items), widths)
  }

  /// Number, run, text, owner, due date and state of each.
  func rows(of items: [Improvement]) -> [[String]] {
    items.map { item in
      [
        String(item.number), item.run == 0 ? "--" : String(item.run), item.text, item.owner, item.due,
        state(of: item),
      ]
    }
  }

  private func state(of item: Improvement) -> String {
    if let closing = item.closing {
      return t(.itemClosed, ["date": closing.on, "by": closing.by, "note": closing.note])
    }
    return t(item.isOverdue(on: today) ? .overdue : .itemOpen)
  }

  /// What to say when an item was written down or closed.
  public func added(_ number: Int64) -> String { t(.itemAdded, ["number": String(number)]) }
  public func closed(_ number: Int64) -> String { t(.itemIsClosed, ["number": String(number)]) }
}
