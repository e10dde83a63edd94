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

  /// The keys of the place first, then what else holds there, then those of the other places.
  private func helpRows(of place: KeyContext) -> [HelpRow] {
    let keys = configuration.keys
    var rows: [HelpRow] = []
    func add(_ head: String, _ list: [ActionRecord]) {
      guard !list.isEmpty else { return }
      rows.append(.head(head))
      rows += list.map { .key($0) }
    }
    add(t(.helpHere), place == .everywhere ? [] : keys.own(place))
    add(t(.helpEverywhere), keys.own(.everywhere).filter { place.holds($0.action) })
    for context in KeyContext.allCases where context != place && context != .everywhere {
      add(t(.helpElsewhere) + "  " + context.title[language], keys.own(context))
    }
    rows.append(.head(t(.helpDialogs)))
    rows.append(.text(t(.helpDialogKeys, ["key": keys.hint(.confirm)])))
    return rows
  }

  private var helpHeight: Int { max(1, size.rows - 6) }

  /// The last first row, so that the end of help stays at the foot of its box.
  func helpTopLimit(of view: HelpView) -> Int { max(0, helpRows(of: view.place).count - helpHeight) }

  func drawHelp(_ painter: inout Painter, _ area: Rect, _ view: HelpView) {
    let rows = helpRows(of: view.place)
    let first = min(view.top, max(0, rows.count - helpHeight))
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
        let place = record.context == .everywhere ? view.place : record.context
        let keys = configuration.keys.hints(record.action, in: place)
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
