internal import Cells
internal import Widgets

/// Tables as lines of plain text.
enum PlainTable {
  /// The titles and the rows, each column as wide as its widest cell on the screen.
  static func lines(_ columns: [Column], _ rows: [[String]], _ widths: WidthTable) -> [String] {
    let lines = [columns.map(\.title)] + rows
    let wide = columns.indices.map { column in lines.map { widths.width(of: $0[column]) }.max() ?? 0 }
    return lines.map { cells in
      var line = ""
      for (column, cell) in cells.enumerated() {
        let pad = String(repeating: " ", count: max(0, wide[column] - widths.width(of: cell)))
        let isLast = column == cells.count - 1
        line += columns[column].alignment == .right ? pad + cell : isLast ? cell : cell + pad
        if !isLast { line += "  " }
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }
}
