import Cells

/// The text that a terminal of this size would show: enough of xterm to follow what ncurses writes.
///
/// Colours are not kept. A measurement asks it whether a text stands on the screen, whatever part of it was
/// written by which frame.
struct Screen {
  private enum State { case text, escape, charset, control, string, stringEscape }

  let columns: Int
  let rows: Int
  /// Empty for the second half of a wide character.
  private var cells: [[String]]
  /// The lines without the spaces at their ends, so that a look at them costs what changed and not the screen: whoever
  /// measures has one of two processors.
  private(set) var lines: [String]
  private var isTouched: [Bool]
  private var row = 0
  private var column = 0
  private var state = State.text
  private var parameters: [UInt8] = []
  private var pending: [UInt8] = []
  private var last = " "
  /// First and last line of the part that scrolls.
  private var region: ClosedRange<Int>
  private let widths = WidthTable.system()

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    region = 0...(rows - 1)
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    lines = Array(repeating: "", count: rows)
    isTouched = Array(repeating: false, count: rows)
  }

  /// One line with the spaces at its end.
  func line(_ row: Int) -> String { cells[row].joined() }

  func contains(_ text: String) -> Bool { lines.contains { $0.contains(text) } }

  mutating func feed(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes { take(byte) }
    for row in cells.indices where isTouched[row] {
      let end = cells[row].lastIndex { $0 != " " && !$0.isEmpty } ?? -1
      lines[row] = cells[row][...end].joined()
      isTouched[row] = false
    }
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .text: takeText(byte)
    case .escape: takeEscape(byte)
    case .charset: state = .text
    case .control:
      if byte >= 0x40 {
        state = .text
        perform(byte)
      } else {
        parameters.append(byte)
      }
    case .string:
      if byte == 0x07 { state = .text }
      if byte == 0x1B { state = .stringEscape }
    case .stringEscape: state = .text
    }
  }

  private mutating func takeEscape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "["):
      parameters = []
      state = .control
    case UInt8(ascii: "]"), UInt8(ascii: "P"): state = .string
    case UInt8(ascii: "("), UInt8(ascii: ")"): state = .charset
    case UInt8(ascii: "D"):
      state = .text
      feedLine()
    case UInt8(ascii: "M"):
      state = .text
      if row == region.lowerBound { scroll(region, by: -1) } else { row = max(0, row - 1) }
    default: state = .text
    }
  }

  private mutating func feedLine() {
    if row == region.upperBound { scroll(region, by: 1) } else { row = min(rows - 1, row + 1) }
  }

  /// Moves lines up, or down by a negative count, and blanks those that come in.
  private mutating func scroll(_ lines: ClosedRange<Int>, by count: Int) {
    let blank = Array(repeating: " ", count: columns)
    for row in lines { isTouched[row] = true }
    for _ in 0..<min(abs(count), lines.count) {
      cells.remove(at: count > 0 ? lines.lowerBound : lines.upperBound)
      cells.insert(blank, at: count > 0 ? lines.upperBound : lines.lowerBound)
    }
  }

  private mutating func takeText(_ byte: UInt8) {
    switch byte {
    case 0x1B: state = .escape
    case 0x0D: column = 0
    case 0x0A: feedLine()
    case 0x08: column = max(0, column - 1)
    case 0..<0x20: break
    default:
      pending.append(byte)
      let lead = pending[0]
      let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      if pending.count >= length {
        put(String(decoding: pending, as: UTF8.self))
        pending.removeAll(keepingCapacity: true)
      }
    }
  }

  private mutating func put(_ text: String) {
    let width = widths.width(of: text)
    if column + max(width, 1) > columns {
      column = 0
      row = min(rows - 1, row + 1)
    }
    last = text
    isTouched[row] = true
    cells[row][column] = text
    if width == 2 { cells[row][column + 1] = "" }
    column = column + max(width, 1)
  }

  private mutating func perform(_ final: UInt8) {
    let numbers = String(decoding: parameters, as: UTF8.self).split(
      separator: ";", omittingEmptySubsequences: false
    ).map { Int($0) ?? 0 }
    let first = max(1, numbers.first ?? 1)
    let line = min(row, rows - 1)
    let here = min(column, columns - 1)
    switch final {
    case UInt8(ascii: "H"), UInt8(ascii: "f"):
      row = min(rows, first) - 1
      column = min(columns, max(1, numbers.count > 1 ? numbers[1] : 1)) - 1
    case UInt8(ascii: "A"): row = max(0, row - first)
    case UInt8(ascii: "B"): row = min(rows - 1, row + first)
    case UInt8(ascii: "C"): column = min(columns - 1, column + first)
    case UInt8(ascii: "D"): column = max(0, here - first)
    case UInt8(ascii: "G"): column = min(columns, first) - 1
    case UInt8(ascii: "d"): row = min(rows, first) - 1
    case UInt8(ascii: "S"): scroll(region, by: first)
    case UInt8(ascii: "T"): scroll(region, by: -first)
    case UInt8(ascii: "L"): if line <= region.upperBound { scroll(line...region.upperBound, by: -first) }
    case UInt8(ascii: "M"): if line <= region.upperBound { scroll(line...region.upperBound, by: first) }
    case UInt8(ascii: "r"): setRegion(numbers)
    case UInt8(ascii: "K"):
      blank(line, numbers.first == 1 ? 0..<(here + 1) : numbers.first == 2 ? 0..<columns : here..<columns)
    case UInt8(ascii: "J"):
      blank(line, numbers.first == 2 ? 0..<columns : here..<columns)
      for other in (numbers.first == 2 ? 0 : line + 1)..<rows { blank(other, 0..<columns) }
    case UInt8(ascii: "X"): blank(line, here..<min(columns, here + first))
    case UInt8(ascii: "b"): for _ in 0..<first { put(last) }
    case UInt8(ascii: "@"):
      isTouched[line] = true
      cells[line].insert(contentsOf: Array(repeating: " ", count: first), at: here)
      cells[line].removeLast(first)
    case UInt8(ascii: "P"):
      isTouched[line] = true
      cells[line].removeSubrange(here..<min(columns, here + first))
      while cells[line].count < columns { cells[line].append(" ") }
    default: break
    }
  }

  private mutating func setRegion(_ numbers: [Int]) {
    let top = max(1, numbers.first ?? 1) - 1
    let bottom = numbers.count > 1 && numbers[1] > 0 ? min(rows, numbers[1]) - 1 : rows - 1
    if top < bottom { region = top...bottom }
    row = 0
    column = 0
  }

  private mutating func blank(_ line: Int, _ range: Range<Int>) {
    isTouched[line] = true
    for column in range { cells[line][column] = " " }
  }
}
