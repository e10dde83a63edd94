internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// The knowledge base over the panes: the list with what was found, the page beside it or in its place.
extension Desk {
  func k(_ phrase: KnowledgePhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  /// From this width the page under the cursor stands beside the list.
  private static let besideWidth = 110

  mutating func drawKnowledge(_ painter: inout Painter, _ view: KnowledgeView, _ rect: Rect) -> Frame.Cursor?
  {
    var view = view
    let count = view.isOpen ? place(&view, in: rect, painter.widths) : countText(view)
    let inside = painter.box(
      rect, title: [Segment(k(.title), .paneTitleFocused)], right: [Segment(" " + count + " ", .muted)])
    let area = Rect(x: inside.x + 1, y: inside.y, width: inside.width - 2, height: inside.height)
    var cursor: Frame.Cursor?
    if view.isOpen {
      drawPage(&painter, &view, area)
    } else {
      let isBeside = area.width >= Desk.besideWidth
      let wide = isBeside ? area.width * 2 / 5 : area.width
      cursor = drawFinder(&painter, &view, Rect(x: area.x, y: area.y, width: wide, height: area.height))
      if isBeside {
        let x = area.x + wide + 1
        for y in area.y..<area.maxY {
          painter.grid.put(painter.lines.scalars.down, width: 1, x: x, y: y, role: .border)
        }
        drawPage(&painter, &view, Rect(x: x + 2, y: area.y, width: area.maxX - x - 2, height: area.height))
      }
    }
    overlay = .knowledge(view)
    return cursor
  }

  private func countText(_ view: KnowledgeView) -> String {
    if view.asked != nil { return k(.searching) }
    return k(view.input.text.isEmpty ? .counting : .found, ["count": String(view.rows.count)])
  }

  /// Which lines of the open page are shown, of how many.
  private func place(_ view: inout KnowledgeView, in rect: Rect, _ widths: WidthTable) -> String {
    let height = max(1, rect.height - 2)
    let lines = lines(&view, width: rect.width - 4, widths)
    view.top = max(0, min(view.top, lines.count - height))
    return "\(view.top + 1)-\(min(lines.count, view.top + height))/\(lines.count)"
  }

  private func drawFinder(
    _ painter: inout Painter, _ view: inout KnowledgeView, _ area: Rect
  ) -> Frame.Cursor {
    let used = painter.text(k(.prompt) + " ", x: area.x, y: area.y, .key)
    let cursor = view.input.draw(
      in: &painter.grid, x: area.x + used, y: area.y, width: area.width - used, widths: painter.widths)
    let list = Rect(x: area.x, y: area.y + 1, width: area.width, height: area.height - 1)
    guard !view.rows.isEmpty else {
      let text = view.asked == nil ? k(.nothing, ["text": view.input.text]) : k(.searching)
      painter.text(text, x: list.x, y: list.y + 1, limit: list.width, .muted)
      return cursor
    }
    // With snippets a row takes two lines.
    let each = view.input.text.isEmpty ? 1 : 2
    let height = max(1, list.height / each)
    view.window.reveal(cursor: view.choice, height: height, count: view.rows.count)
    for (line, index) in view.window.rows(height: height, count: view.rows.count).enumerated() {
      draw(
        view.rows[index], of: view, isCursor: index == view.choice, &painter, list, y: list.y + line * each)
    }
    return cursor
  }

  private func draw(
    _ row: KnowledgeView.Row, of view: KnowledgeView, isCursor: Bool, _ painter: inout Painter, _ area: Rect,
    y: Int
  ) {
    let page = configuration.knowledge.pages[row.page]
    if isCursor { painter.grid.fill(Rect(x: area.x, y: y, width: area.width, height: 1), role: .rowSelected) }
    func role(_ plain: StyleRole) -> StyleRole { isCursor ? .rowSelected : plain }
    painter.text(isCursor ? ">" : " ", x: area.x, y: y, role(.text))
    painter.text(page.kind.name[language], x: area.x + 1, y: y, limit: 9, role(.muted))
    let titleAt = area.x + (language == .zh ? 6 : 10)
    let mark = view.offered.contains(row.page) ? k(.offered) : ""
    let room = area.maxX - titleAt - (mark.isEmpty ? 0 : painter.width(mark) + 2)
    var parts = [Segment(page.title[language], role(.value))]
    if language == .zh { parts.append(Segment("  " + page.title.en, role(.muted))) }
    painter.line(parts, x: titleAt, y: y, limit: room)
    painter.rightText(mark, x: area.maxX - painter.width(mark), y: y, width: painter.width(mark), role(.key))
    guard !view.input.text.isEmpty, y + 1 < area.maxY else { return }
    painter.line(
      KnowledgeText.marked(row.snippet, .muted), x: titleAt, y: y + 1, limit: area.maxX - titleAt)
  }

  private func drawPage(_ painter: inout Painter, _ view: inout KnowledgeView, _ area: Rect) {
    let lines = lines(&view, width: area.width, painter.widths)
    view.top = max(0, min(view.top, lines.count - area.height))
    for (line, segments) in lines.dropFirst(view.top).prefix(area.height).enumerated() {
      painter.line(segments, x: area.x, y: area.y + line, limit: area.width)
    }
  }

  /// The page under the cursor broken into lines; made anew only for another page, width, language or words.
  private func lines(_ view: inout KnowledgeView, width: Int, _ widths: WidthTable) -> [[Segment]] {
    guard let page = view.page else { return [] }
    let words = view.input.text
    if let shown = view.shown, shown.page == page, shown.width == width, shown.language == language,
      shown.words == words
    {
      return shown.lines
    }
    let text = KnowledgeText(configuration.knowledge.pages[page], language: language)
    let lines = text.segments(width: width, query: SearchQuery(words), widths: widths)
    view.shown = KnowledgeView.Shown(
      page: page, width: width, language: language, words: words, lines: lines)
    return lines
  }
}
