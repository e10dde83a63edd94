internal import Cells
internal import CitySafety
internal import Widgets

/// A grid with what drawing needs, so that panes name only what they show and where.
struct Painter {
  var grid: Grid
  let widths: WidthTable
  let lines: LineSet
  let chart: ChartAlphabet

  func width(_ text: String) -> Int { widths.width(of: text) }

  @discardableResult
  mutating func text(
    _ text: String, x: Int, y: Int, limit: Int = .max, _ role: StyleRole = .text, flags: Cell.Flags = []
  ) -> Int {
    grid.write(text, x: x, y: y, limit: limit, role: role, flags: flags, ellipsis: true, widths: widths)
  }

  @discardableResult
  mutating func line(_ segments: [Segment], x: Int, y: Int, limit: Int) -> Int {
    grid.write(segments, x: x, y: y, limit: limit, ellipsis: true, widths: widths)
  }

  mutating func rightText(_ text: String, x: Int, y: Int, width: Int, _ role: StyleRole) {
    let wide = self.width(text)
    self.text(text, x: x + max(0, width - wide), y: y, limit: min(wide, width), role)
  }

  mutating func centred(_ text: String, in rect: Rect, y: Int, _ role: StyleRole) {
    self.text(text, x: rect.x + max(0, (rect.width - width(text)) / 2), y: y, limit: rect.width, role)
  }

  /// Blanks a pane and draws its border; returns the inside.
  mutating func box(
    _ rect: Rect, title: [Segment], right: [Segment] = [], isOpenBelow: Bool = false
  ) -> Rect {
    grid.fill(rect, role: .text)
    guard isOpenBelow, rect.height >= 2, rect.width >= 2 else {
      return Box.draw(in: &grid, rect: rect, lines: lines, title: title, right: right, widths: widths)
    }
    // The border below belongs to the next pane: draw the upper edge and the sides only.
    let edge = Rect(x: rect.x, y: rect.y, width: rect.width, height: 2)
    Box.draw(in: &grid, rect: edge, lines: lines, title: title, right: right, widths: widths)
    grid.fill(Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: 1), role: .text)
    for y in rect.y + 1..<rect.maxY {
      grid.put(lines.scalars.down, width: 1, x: rect.x, y: y, role: .border)
      grid.put(lines.scalars.down, width: 1, x: rect.maxX - 1, y: y, role: .border)
    }
    return Rect(x: rect.x + 1, y: rect.y + 1, width: rect.width - 2, height: rect.height - 1)
  }
}

extension Grade {
  var role: StyleRole {
    switch self {
    case .red: .alarmRed
    case .orange: .alarmOrange
    case .yellow: .alarmYellow
    case .blue: .alarmBlue
    }
  }

  var newRole: StyleRole {
    switch self {
    case .red: .alarmRedNew
    case .orange: .alarmOrangeNew
    case .yellow: .alarmYellowNew
    case .blue: .alarmBlueNew
    }
  }

  var countRole: StyleRole {
    switch self {
    case .red: .gradeRed
    case .orange: .gradeOrange
    case .yellow: .gradeYellow
    case .blue: .gradeBlue
    }
  }

  /// The word of a count: `红`, or `R` in English.
  func letter(_ language: Language) -> String {
    switch (self, language) {
    case (.red, .zh): "红"
    case (.orange, .zh): "橙"
    case (.yellow, .zh): "黄"
    case (.blue, .zh): "蓝"
    case (.red, .en): "R"
    case (.orange, .en): "O"
    case (.yellow, .en): "Y"
    case (.blue, .en): "B"
    }
  }
}
