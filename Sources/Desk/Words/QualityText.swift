public import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// Numbers, bars and whole pages of quality figures.
extension QualityPage {
  static let barWidth = 30
  /// Seconds from which a length of time is written as a clock.
  static let clockFrom = 600.0

  /// A bar of at most `barWidth`; what is more than nothing has at least one character.
  static func bar(_ part: Double, _ character: Character) -> String {
    let length = Int((part * Double(barWidth)).rounded())
    return String(repeating: character, count: part > 0 ? min(barWidth, max(1, length)) : 0)
  }

  func text(_ value: Double, _ unit: QualityUnit) -> String {
    switch unit {
    case .perHour: FixedPoint.text(value, decimals: 2) + "/h"
    case .perTenMinutes: FixedPoint.text(value, decimals: 1)
    case .share: FixedPoint.text(value * 100, decimals: 2) + "%"
    case .deviation: FixedPoint.text(value, decimals: 3)
    case .count: FixedPoint.text(value, decimals: 0)
    case .points: FixedPoint.text(value, decimals: 2)
    case .seconds where value >= QualityPage.clockFrom: Figures.clock(.seconds(Int64(value)))
    case .seconds: FixedPoint.text(value, decimals: 1) + "s"
    }
  }

  /// A target's number, without decimals that say nothing.
  func target(_ value: Double, _ unit: QualityUnit) -> String {
    switch unit {
    case .perHour: QualityPage.short(value) + "/h"
    case .share: QualityPage.short(value * 100) + "%"
    case .seconds: QualityPage.short(value) + "s"
    case .perTenMinutes, .deviation, .count, .points: QualityPage.short(value)
    }
  }

  private static func short(_ value: Double) -> String {
    var text = FixedPoint.text(value, decimals: 3)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// The page as lines of plain text with aligned columns.
  public func lines(widths: WidthTable) -> [String] {
    var lines = [t(.titleQuality) + "  " + site.name[language]] + summary
    for tab in QualityTab.allCases {
      let table = table(tab, bar: "#")
      lines += ["", t(tab.name)]
      lines +=
        table.rows.isEmpty
        ? [t(.qualityClean)] : PlainTable.lines(table.columns, table.rows.map(\.cells), widths)
      lines += actions(below: table, of: tab).map { t(.columnAction) + ": " + $0 }
    }
    return lines
  }

  /// The page in Markdown.
  public var markdown: [String] {
    var lines = ["# " + t(.titleQuality) + "  " + QualityPage.escaped(site.name[language]), ""]
    lines += summary.map { "- " + $0 }
    for tab in QualityTab.allCases {
      let table = table(tab, bar: "#")
      lines += ["", "## " + t(tab.name), ""]
      if table.rows.isEmpty {
        lines.append(t(.qualityClean))
      } else {
        lines.append(QualityPage.row(table.columns.map(\.title)))
        lines.append("|" + table.columns.map { $0.alignment == .right ? "--:|" : "---|" }.joined())
        lines += table.rows.map { QualityPage.row($0.cells) }
      }
      let actions = actions(below: table, of: tab)
      if !actions.isEmpty { lines.append("") }
      lines += actions.map { "- " + t(.columnAction) + ": " + QualityPage.escaped($0) }
    }
    return lines
  }

  /// What a list asks for; the figures have it in their rows.
  private func actions(below table: Table, of tab: QualityTab) -> [String] {
    guard tab != .figures else { return [] }
    var found: [String] = []
    for row in table.rows where !found.contains(row.action[language]) { found.append(row.action[language]) }
    return found
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.map(escaped).joined(separator: " | ") + " |"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("<", with: "&lt;")
  }
}
