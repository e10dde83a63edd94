import Cells

/// A terminal as xterm behaves, as far as ncurses asks of `xterm-256color`: what the person would see.
struct ScreenEmulator {
  struct Pen: Equatable {
    var foreground = -1
    var background = -1
    var attributes: Set<Int> = []
  }

  struct Spot: Equatable {
    /// Empty in the right half of a wide character.
    var text = " "
    var isWide = false
    var pen = Pen()
  }

  let size: Size
  let widths: WidthTable
  private(set) var spots: [Spot]
  /// Private modes that are on; 7 (wrap at the margin) is from the start.
  private(set) var modes: Set<String> = ["7"]
  private(set) var title = ""
  /// Sequences that the emulator does not know; a test that sees any proves nothing.
  private(set) var unknown: [String] = []
  private var x = 0
  private var y = 0
  private var wraps = false
  private var saved = (x: 0, y: 0, pen: Pen())
  private var pen = Pen()
  private var lastPrinted = ""
  /// First and last row of the scrolling region.
  private var top = 0
  private var bottom: Int

  var cursor: (x: Int, y: Int) { (x, y) }

  init(size: Size, widths: WidthTable) {
    self.size = size
    self.widths = widths
    bottom = size.rows - 1
    spots = Array(repeating: Spot(), count: size.columns * size.rows)
  }

  subscript(x: Int, y: Int) -> Spot { spots[y * size.columns + x] }

  mutating func feed(_ bytes: [UInt8]) {
    var rest = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar.value {
      case 0x1B: escape(&rest)
      case 0x08:
        x = max(0, x - 1)
        wraps = false
      case 0x0A:
        if y == bottom { scroll(from: top, by: 1) } else { y = min(size.rows - 1, y + 1) }
      case 0x0D:
        x = 0
        wraps = false
      case 0x07, 0x0E, 0x0F: break
      case 0x00..<0x20: unknown.append("control \(scalar.value)")
      default: draw(scalar)
      }
    }
  }

  private mutating func draw(_ scalar: Unicode.Scalar) {
    let width = widths.width(of: scalar.value)
    if width == 0 {
      let at = y * size.columns + (wraps || !modes.contains("7") ? x : max(0, x - 1))
      spots[spots[at].text.isEmpty ? at - 1 : at].text.unicodeScalars.append(scalar)
      return
    }
    if wraps || x + width > size.columns {
      x = 0
      y = min(size.rows - 1, y + 1)
    }
    for offset in 0..<width { blankPartner(of: x + offset) }
    let row = y * size.columns
    spots[row + x] = Spot(text: String(scalar), isWide: width == 2, pen: pen)
    if width == 2 { spots[row + x + 1] = Spot(text: "", pen: pen) }
    lastPrinted = String(scalar)
    x += width
    wraps = x >= size.columns && modes.contains("7")
    x = min(x, size.columns - 1)
  }

  /// Writing over one half of a wide character leaves no other half.
  private mutating func blankPartner(of x: Int) {
    let at = y * size.columns + x
    if spots[at].text.isEmpty, x > 0 {
      spots[at - 1].text = " "
      spots[at - 1].isWide = false
    }
    if spots[at].isWide, x + 1 < size.columns { spots[at + 1].text = " " }
  }

  private mutating func escape(_ rest: inout Substring.UnicodeScalarView) {
    switch rest.popFirst() {
    case "[":
      var parameters = ""
      while let scalar = rest.popFirst() {
        if (0x40...0x7E).contains(scalar.value) { return control(parameters, final: scalar) }
        parameters.unicodeScalars.append(scalar)
      }
    case "]":
      var text = ""
      while let scalar = rest.popFirst(), scalar != "\u{07}" { text.unicodeScalars.append(scalar) }
      if text.hasPrefix("2;") { title = String(text.dropFirst(2)) }
    case "(", ")": _ = rest.popFirst()
    case "M": if y == top { scroll(from: top, by: -1) } else { y = max(0, y - 1) }
    case "7": saved = (x, y, pen)
    case "8": (x, y, pen) = saved
    case "=", ">": break
    case let other: unknown.append("escape \(String(describing: other))")
    }
  }

  private mutating func control(_ parameters: String, final: Unicode.Scalar) {
    if parameters.hasPrefix("?") || parameters.hasPrefix(">") {
      for mode in parameters.dropFirst().split(separator: ";") {
        if final == "h" { modes.insert(String(mode)) }
        if final == "l" { modes.remove(String(mode)) }
      }
      return
    }
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let first = numbers.first ?? 0
    let count = max(1, first)
    if "HfABCDGd".unicodeScalars.contains(final) { wraps = false }
    switch final {
    case "H", "f":
      y = min(size.rows, count) - 1
      x = min(size.columns, max(1, numbers.count > 1 ? numbers[1] : 1)) - 1
    case "A": y = max(0, y - count)
    case "B": y = min(size.rows - 1, y + count)
    case "C": x = min(size.columns - 1, x + count)
    case "D": x = max(0, x - count)
    case "G": x = min(size.columns, count) - 1
    case "d": y = min(size.rows, count) - 1
    case "J": eraseScreen(first)
    case "K": erase(y, first == 0 ? x..<size.columns : first == 1 ? 0..<x + 1 : 0..<size.columns)
    case "X": erase(y, x..<min(size.columns, x + count))
    case "P", "@": shift(by: final == "P" ? count : -count)
    case "b": for scalar in String(repeating: lastPrinted, count: count).unicodeScalars { draw(scalar) }
    case "m": select(numbers)
    case "L", "M":
      scroll(from: y, by: final == "M" ? count : -count)
      x = 0
    case "S", "T": scroll(from: top, by: final == "S" ? count : -count)
    case "r":
      top = count - 1
      bottom = (numbers.count > 1 ? numbers[1] : size.rows) - 1
      (x, y) = (0, 0)
    case "l", "h", "t": break
    default: unknown.append("control \(parameters)\(final)")
    }
  }

  private mutating func eraseScreen(_ kind: Int) {
    if kind == 0 { erase(y, x..<size.columns) }
    for row in 0..<size.rows where kind == 2 || (kind == 0 && row > y) || (kind == 1 && row < y) {
      erase(row, 0..<size.columns)
    }
  }

  private mutating func erase(_ row: Int, _ range: Range<Int>) {
    let before = y
    y = row
    for x in range {
      blankPartner(of: x)
      spots[row * size.columns + x] = Spot(pen: Pen(background: pen.background))
    }
    y = before
  }

  private mutating func shift(by count: Int) {
    let row = y * size.columns
    var line = Array(spots[row + x..<row + size.columns])
    let length = line.count
    let blank = Spot(pen: Pen(background: pen.background))
    if count > 0 {
      line.removeFirst(min(count, length))
      line += Array(repeating: blank, count: length - line.count)
    } else {
      line = Array((Array(repeating: blank, count: -count) + line).prefix(length))
    }
    spots.replaceSubrange(row + x..<row + size.columns, with: line)
  }

  /// Moves the lines from `first` to the end of the scrolling region up, or down when `count` is negative.
  private mutating func scroll(from first: Int, by count: Int) {
    var lines = (first...bottom).map { Array(spots[$0 * size.columns..<($0 + 1) * size.columns]) }
    let height = lines.count
    let blank = Array(repeating: Spot(pen: Pen(background: pen.background)), count: size.columns)
    if count > 0 {
      lines.removeFirst(min(count, height))
      lines += Array(repeating: blank, count: height - lines.count)
    } else {
      lines = Array((Array(repeating: blank, count: -count) + lines).prefix(height))
    }
    spots.replaceSubrange(first * size.columns..<(bottom + 1) * size.columns, with: lines.joined())
  }

  private mutating func select(_ numbers: [Int]) {
    var index = 0
    let all = numbers.isEmpty ? [0] : numbers
    while index < all.count {
      let number = all[index]
      switch number {
      case 0: pen = Pen()
      case 1, 2, 4, 7: pen.attributes.insert(number)
      case 22: pen.attributes.subtract([1, 2])
      case 24, 27: pen.attributes.remove(number - 20)
      case 30...37: pen.foreground = number - 30
      case 90...97: pen.foreground = number - 82
      case 40...47: pen.background = number - 40
      case 100...107: pen.background = number - 92
      case 39: pen.foreground = -1
      case 49: pen.background = -1
      case 38, 48:
        guard index + 2 < all.count else { return unknown.append("colour \(numbers)") }
        if number == 38 { pen.foreground = all[index + 2] } else { pen.background = all[index + 2] }
        index += 2
      default: unknown.append("rendition \(number)")
      }
      index += 1
    }
  }
}
