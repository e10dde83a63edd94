internal import Alarms
internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// Help for the place where it was asked for, made from the key table.
extension Desk {
  private enum HelpRow {
    case head(String)
    case key(ActionRecord)
    case text(String)
  }

  private var helpRows: [HelpRow] {
    let records = configuration.keys.records
    let here = records.filter { $0.context == context && $0.context != .everywhere }
    let everywhere = records.filter { $0.context == .everywhere }
    let elsewhere = records.filter { $0.context != context && $0.context != .everywhere }
    var rows: [HelpRow] = []
    for (head, list) in [(Phrase.helpHere, here), (.helpEverywhere, everywhere), (.helpElsewhere, elsewhere)]
    {
      guard !list.isEmpty else { continue }
      rows.append(.head(t(head)))
      rows += list.map { .key($0) }
    }
    rows.append(.head(t(.helpDialogs)))
    rows.append(.text(t(.helpDialogKeys)))
    return rows
  }

  private var helpHeight: Int { max(1, size.rows - 6) }

  /// The last first row, so that the end of help stays at the foot of its box.
  var helpTopLimit: Int { max(0, helpRows.count - helpHeight) }

  func drawHelp(_ painter: inout Painter, _ area: Rect, top: Int) {
    let rows = helpRows
    let first = min(top, helpTopLimit)
    let part = "  \(first + 1)-\(min(rows.count, first + helpHeight))/\(rows.count)"
    let inside = Widgets.Dialog.draw(
      in: &painter.grid, area: area, width: min(90, area.width - 2), height: min(helpHeight, rows.count),
      lines: painter.lines,
      title: [Segment(t(.titleHelp) + "  watchfloor " + configuration.version + part, .dialogBorder)],
      widths: painter.widths)
    for (line, row) in rows.dropFirst(first).prefix(inside.height).enumerated() {
      let y = inside.y + line
      let x = inside.x + 1
      switch row {
      case .head(let text): painter.text(text, x: x, y: y, .paneTitle)
      case .text(let text): painter.text(text, x: x + 2, y: y, limit: inside.width - 4, .dialog)
      case .key(let record):
        let keys = configuration.keys.hints(record.action)
        painter.text(
          keys.isEmpty ? ":" + record.action.rawValue : keys, x: x + 2, y: y, limit: 13, .key)
        painter.text(record.short[language], x: x + 16, y: y, limit: 12, .dialog)
        let long = record.long == record.short ? "" : record.long[language]
        painter.text(long, x: x + 29, y: y, limit: inside.width - 41, .dialog)
        if let needs = record.role {
          painter.rightText(needs.name[language], x: inside.maxX - 10, y: y, width: 9, .muted)
        }
      }
    }
  }
}
