internal import Cells
internal import CitySafety
internal import Drills
internal import Widgets

/// The improvement items in the list of drills.
extension Desk {
  func drawItems(_ painter: inout Painter, _ area: Rect, _ view: DrillChoice) {
    func words(_ phrase: DrillReportPhrase) -> String { phrase.text[language] }
    guard !view.items.isEmpty else {
      return painter.centred(words(.noItems), in: area, y: area.y + 1, .muted)
    }
    let today = CivilTime(clock, at: configuration.site.offset).date
    let page = ImprovementPage(language: language, today: today)
    // Number, run, text, owner, due date, state.
    let rows = zip(page.rows(of: view.items), view.items).map { cells, item in
      [cells[0], cells[4], cells[3], item.closing == nil ? cells[5] : words(.itemOver), cells[2]]
    }
    let chosen = view.items[min(view.cursor, view.items.count - 1)]
    let run = drillRuns.runs.first { $0.number == chosen.run }.map(name(of:)) ?? DrillPhrase.noRun.text
    let line = DrillPhrase.itemLine.filled(with: ["since": Bilingual(same: chosen.since), "run": run])
    drawList(
      &painter, area,
      columns: [
        Column(words(.columnNumber), width: .fixed(5), alignment: .right),
        Column(words(.columnDue), width: .fixed(10)), Column(words(.columnOwner), width: .fixed(12)),
        Column(words(.columnState), width: .fixed(10)),
        Column(words(.columnText), width: .flexible(min: 20, weight: 1)),
      ],
      rows: rows,
      roles: view.items.map { item in
        item.closing != nil ? .muted : item.isOverdue(on: today) ? .error : .text
      },
      cursor: view.cursor,
      detail: [chosen.text, chosen.closing == nil ? line[language] : page.rows(of: [chosen])[0][5]])
  }
}
