extension Grid {
  /// The characters of one row; a wide character counts once, so that the text is as the terminal shows it.
  public func line(_ y: Int) -> String {
    var scalars = String.UnicodeScalarView()
    for x in 0..<size.columns {
      let cell = self[x, y]
      guard !cell.flags.contains(.continuation) else { continue }
      scalars.append(Unicode.Scalar(cell.scalar) ?? "\u{FFFD}")
      for mark in marks(of: cell) { scalars.append(Unicode.Scalar(mark) ?? "\u{FFFD}") }
    }
    return String(scalars)
  }

  /// All rows, each ended by a line break, spaces at line ends kept.
  public var text: String {
    var result = ""
    for y in 0..<size.rows {
      result += line(y)
      result += "\n"
    }
    return result
  }

  /// The letter of every cell's role, one line a row; each half of a wide character has its own.
  public var stylePlane: String {
    var result = ""
    for y in 0..<size.rows {
      for x in 0..<size.columns { result.append(self[x, y].role.letter) }
      result += "\n"
    }
    return result
  }

  /// The flags of every cell: the sum of reverse 1, underline 2 and bold 4, `.` for none.
  ///
  /// `nil` when no cell has any.
  public var flagPlane: String? {
    let shown: Cell.Flags = [.reverse, .underline, .bold]
    guard cells.contains(where: { !$0.flags.isDisjoint(with: shown) }) else { return nil }
    var result = ""
    for y in 0..<size.rows {
      for x in 0..<size.columns {
        let value = self[x, y].flags.intersection(shown).rawValue / 4
        result += value == 0 ? "." : String(value)
      }
      result += "\n"
    }
    return result
  }
}
