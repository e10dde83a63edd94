public import Cells
public import CitySafety
internal import Widgets

extension ResourcePage {
  /// A register as lines: its name and counts, then a table.
  public func lines(_ kind: ResourceKind, widths: WidthTable) -> [String] {
    let table = table(kind)
    let head = kind.name.text[language] + "  " + table.counts
    guard !table.rows.isEmpty else { return [head, t(.nothing)] }
    return [head] + PlainTable.lines(table.columns, table.rows.map { $0.cells.map(\.text) }, widths)
  }

  /// Each row as names and values: a number, a text, or `nil` where nothing is known.
  public func values(_ kind: ResourceKind) -> [[(name: String, text: String?, number: Double?)]] {
    let table = table(kind)
    return table.rows.map { row in
      zip(table.names, row.cells).map { name, cell in
        ("\(name)", cell.text == "--" ? nil : cell.text, cell.number)
      }
    }
  }

  /// What is said where there is no store.
  public static var noStore: Bilingual { ResourcePhrase.noStore.text }
}
