/// Makes outside text safe to show: no control characters, no escape sequences, no invisible or
/// direction-changing characters; bounded in length.
public enum HarmlessText {
  /// The text with every dangerous scalar replaced by `replacement`, cut after `limit` scalars.
  ///
  /// Line breaks and tabs become single spaces. C0, DEL, C1, zero-width, bidirectional controls, line and
  /// paragraph separators, private use, surrogates' stand-ins and non-characters are replaced.
  public static func clean(_ text: String, limit: Int, replacement: Unicode.Scalar = "\u{FFFD}") -> String {
    if text.utf8.count <= limit, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var result = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
      if count == limit { break }
      count += 1
      switch scalar {
      case "\n", "\r", "\t": result.append(" ")
      default: result.append(isHarmful(scalar) ? replacement : scalar)
      }
    }
    return String(result)
  }

  /// Whether a scalar may not reach a terminal.
  public static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0xAD, 0x34F, 0x61C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F: true
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x3164: true
    case 0xE000...0xF8FF, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0xFFFE...0xFFFF: true
    case 0xE0000...0xE0FFF, 0xF0000...0x10FFFF: true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }
}
