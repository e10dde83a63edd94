public import Cells
public import CityDispatch
public import CitySafety
public import Drills
internal import Widgets

/// A scenario on paper: the master scenario events list of HSEEP, and what is expected of the players.
public struct MasterEventList: Sendable {
  let scenario: Scenario
  let site: Site
  let dispatch: DispatchRegister
  let language: Language

  public init(_ scenario: Scenario, site: Site, dispatch: DispatchRegister, language: Language) {
    self.scenario = scenario
    self.site = site
    self.dispatch = dispatch
    self.language = language
  }

  func t(_ phrase: ScenarioPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  // MARK: As text

  /// The least width of a table, in columns: below it the words of a cell would be torn.
  public static let leastWidth = 76

  /// The head and two tables whose lines are no wider than `width`.
  public func lines(width: Int, widths: WidthTable) -> [String] {
    let width = max(MasterEventList.leastWidth, width)
    return head.flatMap { TextFlow.lines($0, width: width, widths: widths) } + ["", t(.events), ""]
      + table(eventTitles, events.map { Array($0.dropFirst()) }, width, widths)
      + ["", t(.expectations), ""] + table(expectationTitles, expectations, width, widths)
  }

  /// Each cell in as many lines as it needs: short columns as wide as they are, long ones share what is left.
  private func table(_ titles: [String], _ rows: [[String]], _ width: Int, _ widths: WidthTable) -> [String] {
    let gap = "  "
    let natural = titles.indices.map { column in
      ([titles] + rows).map { widths.width(of: $0[column]) }.max() ?? 0
    }
    let fair = (width - gap.count * (titles.count - 1)) / titles.count
    let short = natural.filter { $0 <= fair }
    let rest = width - gap.count * (titles.count - 1) - short.reduce(0, +)
    let share = max(1, rest / max(1, titles.count - short.count))
    let wide = natural.map { $0 <= fair ? $0 : min($0, share) }
    var lines: [String] = []
    for row in [titles] + rows {
      let cells = row.enumerated().map { TextFlow.lines($1, width: wide[$0], widths: widths) }
      for line in 0..<(cells.map(\.count).max() ?? 0) {
        var text = ""
        for (column, cell) in cells.enumerated() {
          let part = line < cell.count ? cell[line] : ""
          text +=
            part + String(repeating: " ", count: max(0, wide[column] - widths.width(of: part)) + gap.count)
        }
        while text.hasSuffix(" ") { text.removeLast() }
        lines.append(text)
      }
      lines.append("")
    }
    return lines
  }

  private var head: [String] {
    let mark = language == .zh ? "：" : ": "
    return [
      "演练 DRILL  \(scenario.name[language])  \(scenario.id)", facts.joined(separator: "  "), "",
      scenario.synopsis[language], "",
      t(.plans) + mark + scenario.plans.map(name(ofPlan:)).joined(separator: comma),
      t(.origin) + mark + scenario.origin,
    ]
  }

  private var facts: [String] {
    let civil = CivilTime(scenario.start, at: site.offset)
    return [
      t(scenario.kind == .exercise ? .exercise : .training),
      t(.version, ["version": String(scenario.version)]),
      t(.starts, ["time": civil.date + " " + civil.hourMinute]),
      t(.minutes, ["minutes": String(scenario.length.seconds / 60)]),
      t(.seed, ["seed": String(scenario.seed)]),
      t(
        .counts,
        [
          "injects": String(scenario.injects.count), "expectations": String(scenario.expectations.count),
          "objectives": String(scenario.objectives.count),
        ]),
    ]
  }

  // MARK: As Markdown and CSV

  public var markdown: [String] {
    let mark = language == .zh ? "：" : ": "
    return [
      "# 演练 DRILL \(scenario.name[language])（\(scenario.id)）", "", facts.joined(separator: " · "), "",
      scenario.synopsis[language], "",
      "- " + t(.plans) + mark + scenario.plans.map(name(ofPlan:)).joined(separator: comma),
      "- " + t(.origin) + mark + scenario.origin, "", "## " + t(.events), "",
    ] + markdown(eventTitles, events.map { Array($0.dropFirst()) }) + ["", "## " + t(.expectations), ""]
      + markdown(expectationTitles, expectations)
  }

  private func markdown(_ titles: [String], _ rows: [[String]]) -> [String] {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    return [line(titles), line(titles.map { _ in "---" })] + rows.map(line)
  }

  /// The titles of `csv`; the first two name scenario and inject.
  public var csvTitle: String { MasterEventList.csv(["scenario", "id"] + eventTitles) }

  /// One line an inject (RFC 4180).
  public var csv: [String] { events.map { MasterEventList.csv([scenario.id] + $0) } }

  private static func csv(_ cells: [String]) -> String {
    cells.map { cell in
      // What a spreadsheet would take for a formula.
      let safe = cell.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false ? "'" + cell : cell
      guard safe.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return safe }
      return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }.joined(separator: ",")
  }
}
