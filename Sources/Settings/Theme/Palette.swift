import Cells

/// The fixed colours of terminals, for themes that name only one of hex, 256 and 16.
enum Palette {
  static let names16 = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black", "bright-red",
    "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
  ]

  /// What xterm shows for the sixteen, by position.
  private static let xterm16: [(UInt8, UInt8, UInt8)] = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
    (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255),
    (0, 255, 255), (255, 255, 255),
  ]

  /// Red, green and blue of one of the 256: sixteen named, a cube of six steps a side, 24 greys.
  static func rgb(of position: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
    switch position {
    case 0..<16:
      return xterm16[position]
    case 16..<232:
      let steps: [UInt8] = [0, 95, 135, 175, 215, 255]
      let cube = position - 16
      return (steps[cube / 36], steps[cube / 6 % 6], steps[cube % 6])
    default:
      let grey = UInt8(clamping: 8 + 10 * (min(max(position, 232), 255) - 232))
      return (grey, grey, grey)
    }
  }

  /// The nearest of the fixed 240; the first sixteen differ from terminal to terminal.
  static func nearest256(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int16 {
    Int16(nearest(red, green, blue, among: 16..<256))
  }

  static func nearest16(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int16 {
    Int16(nearest(red, green, blue, among: 0..<16))
  }

  /// By squared distance, weighted as the eye weighs red, green and blue.
  private static func nearest(_ red: UInt8, _ green: UInt8, _ blue: UInt8, among range: Range<Int>) -> Int {
    var best = range.lowerBound
    var least = Int.max
    for position in range {
      let other = rgb(of: position)
      let (r, g, b) = (Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue))
      let distance = 3 * r * r + 6 * g * g + 2 * b * b
      if distance < least {
        least = distance
        best = position
      }
    }
    return best
  }

  /// `#af0000`; `nil` when it is not six hexadecimal digits.
  static func rgb(hex: String) -> (red: UInt8, green: UInt8, blue: UInt8)? {
    let digits = hex.utf8.dropFirst()
    guard hex.utf8.first == UInt8(ascii: "#"), digits.count == 6,
      digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt32(hex.dropFirst(), radix: 16)
    else { return nil }
    return (UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255))
  }

  static func colour(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Colour {
    Colour(
      red: red, green: green, blue: blue, of256: nearest256(red, green, blue),
      of16: nearest16(red, green, blue))
  }
}
