public import Cells
public import CityDispatch
public import CitySafety
internal import Widgets

/// The measures of orders as a table: a row a department that had some, and one of all.
public struct MeasuresPage {
  private let departments: [Department]

  public init(departments: [Department]) { self.departments = departments }

  /// Lines of plain text with aligned columns.
  public func lines(of tasks: [TaskOrder], at now: Instant, language: Language, widths: WidthTable)
    -> [String]
  {
    let known = departments.filter { unit in tasks.contains { $0.draft.unit == unit.id } }
    var rows = known.map { unit in
      row(unit.name[language], tasks.filter { $0.draft.unit == unit.id }, now, language)
    }
    rows.append(row(DispatchPhrase.measureAll.text[language], tasks, now, language))
    return PlainTable.lines(columns(language), rows, widths)
  }

  private func columns(_ language: Language) -> [Column] {
    let first = [Column(DispatchPhrase.measureUnit.text[language], width: .fixed(0))]
    let counts = [
      DispatchPhrase.measureOrders.text, TaskState.received.name, TaskState.enRoute.name,
      TaskState.onScene.name,
      TaskState.controlled.name, TaskState.feedback.name, DispatchPhrase.measureInTime.text,
      DispatchPhrase.measureOnBehalf.text, DispatchPhrase.measureMissed.text,
    ]
    return first + counts.map { Column($0[language], width: .fixed(0), alignment: .right) }
  }

  private func row(_ name: String, _ tasks: [TaskOrder], _ now: Instant, _ language: Language) -> [String] {
    let measures = TaskMeasures(of: tasks, at: now)
    return [name, String(measures.ordered)] + measures.milestones.map(cell)
      + [
        measures.inTime.map { FixedPoint.text($0 * 100, decimals: 1) + "%" } ?? "--",
        String(measures.onBehalf),
        String(measures.missed),
      ]
  }

  /// How many, the median and the slowest tenth, such as `12 0:40/2:10`.
  private func cell(_ milestone: TaskMeasures.Milestone) -> String {
    guard let median = milestone.median, let slow = milestone.slow else { return "0" }
    return "\(milestone.count) \(MeasuresPage.short(median))/\(MeasuresPage.short(slow))"
  }

  /// Minutes and seconds, or hours and minutes with an `h` between them.
  private static func short(_ span: Span) -> String {
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let seconds = span.milliseconds / 1000
    return seconds < 3600
      ? "\(seconds / 60):\(two(seconds % 60))" : "\(seconds / 3600)h\(two(seconds / 60 % 60))"
  }
}
