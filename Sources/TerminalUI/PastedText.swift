/// Makes text of pasted bytes.
enum PastedText {
  /// UTF-8 with line breaks as line feeds; other control characters are dropped, bytes that are no UTF-8
  /// become `�`.
  ///
  /// At the limit a character that was cut is left out.
  static func clean(_ bytes: [UInt8], limit: Int) -> String {
    let whole = bytes.count >= limit ? withoutCutCharacter(bytes[...]) : bytes[...]
    var result = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in String(decoding: whole, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x0D: result.append("\n")
      case 0x0A: if !afterReturn { result.append("\n") }
      case 0x09: result.append("\t")
      case 0x00...0x1F, 0x7F...0x9F: break
      default: result.append(scalar)
      }
      afterReturn = scalar.value == 0x0D
    }
    return String(result)
  }

  private static func withoutCutCharacter(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = bytes.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return bytes }
    let length =
      switch bytes[first] {
      case 0xC0...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xFF: 4
      default: 1
      }
    return bytes.endIndex - first < length ? bytes[..<first] : bytes
  }
}
