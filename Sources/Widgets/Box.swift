public import Cells

extension LineSet {
  /// The scalars of a border: horizontal, vertical, then the corners from the top left in reading order.
  public var scalars: (across: UInt32, down: UInt32, corners: (UInt32, UInt32, UInt32, UInt32)) {
    switch self {
    case .single: (0x2500, 0x2502, (0x250C, 0x2510, 0x2514, 0x2518))
    case .double: (0x2550, 0x2551, (0x2554, 0x2557, 0x255A, 0x255D))
    case .ascii: (0x2D, 0x7C, (0x2B, 0x2B, 0x2B, 0x2B))
    }
  }
}

/// A border with a title at the left and one at the right of its upper edge.
///
/// ```text
/// ┌─ 0 告警队列 ───────────── 9 条  筛选 无 ─┐
/// ```
public enum Box {
  /// Draws the border and titles and returns the rectangle inside.
  ///
  /// When both titles do not fit, the right one is left out first; then the left one is cut. A rectangle
  /// smaller than 2 x 2 has no border.
  @discardableResult
  public static func draw(
    in grid: inout Grid, rect: Rect, lines: LineSet, role: StyleRole = .border, title: [Segment] = [],
    right: [Segment] = [], widths: borrowing WidthTable
  ) -> Rect {
    guard rect.width >= 2, rect.height >= 2 else { return rect.inset() }
    let (across, down, corners) = lines.scalars
    let last = rect.maxX - 1
    for (y, left, end) in [(rect.y, corners.0, corners.1), (rect.maxY - 1, corners.2, corners.3)] {
      grid.put(left, width: 1, x: rect.x, y: y, role: role)
      grid.put(across, count: rect.width - 2, x: rect.x + 1, y: y, role: role)
      grid.put(end, width: 1, x: last, y: y, role: role)
    }
    for y in rect.y + 1..<max(rect.y + 1, rect.maxY - 1) {
      grid.put(down, width: 1, x: rect.x, y: y, role: role)
      grid.put(down, width: 1, x: last, y: y, role: role)
    }
    drawTitles(in: &grid, rect: rect, role: role, title: title, right: right, widths: widths)
    return rect.inset()
  }

  private static func drawTitles(
    in grid: inout Grid, rect: Rect, role: StyleRole, title: [Segment], right: [Segment],
    widths: borrowing WidthTable
  ) {
    // A title takes a space on each side and keeps one line character to the corner.
    let room = rect.width - 6
    guard room > 0 else { return }
    let titleWidth = title.width(widths)
    let rightWidth = right.width(widths)
    if titleWidth > 0 {
      let shown = min(room, titleWidth)
      grid.put(0x20, width: 1, x: rect.x + 2, y: rect.y, role: role)
      grid.write(title, x: rect.x + 3, y: rect.y, limit: shown, ellipsis: true, widths: widths)
      grid.put(0x20, width: 1, x: rect.x + 3 + shown, y: rect.y, role: role)
    }
    let taken = titleWidth > 0 ? titleWidth + 3 : 0
    if rightWidth > 0, taken + rightWidth <= room {
      let start = rect.maxX - 3 - rightWidth
      grid.put(0x20, width: 1, x: start - 1, y: rect.y, role: role)
      grid.write(right, x: start, y: rect.y, widths: widths)
      grid.put(0x20, width: 1, x: rect.maxX - 3, y: rect.y, role: role)
    }
  }
}

/// A framed rectangle over the middle of the screen.
public enum Dialog {
  /// Draws an empty dialog whose inside is `width` x `height` cells, smaller where `area` is, and returns the
  /// inside.
  @discardableResult
  public static func draw(
    in grid: inout Grid, area: Rect, width: Int, height: Int, lines: LineSet, title: [Segment] = [],
    role: StyleRole = .dialog, border: StyleRole = .dialogBorder, widths: borrowing WidthTable
  ) -> Rect {
    let frame = rect(area: area, width: width, height: height)
    grid.fill(frame, role: role)
    return Box.draw(in: &grid, rect: frame, lines: lines, role: border, title: title, widths: widths)
  }

  /// Where the frame of a dialog stands: centred in `area`, never larger than it.
  public static func rect(area: Rect, width: Int, height: Int) -> Rect {
    let outerWidth = min(area.width, max(0, width) + 2)
    let outerHeight = min(area.height, max(0, height) + 2)
    return Rect(
      x: area.x + (area.width - outerWidth) / 2, y: area.y + (area.height - outerHeight) / 2,
      width: outerWidth, height: outerHeight)
  }
}
