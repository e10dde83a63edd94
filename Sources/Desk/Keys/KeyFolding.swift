internal import Cells

/// Full-width characters of a Chinese input method as the keys they stand on.
enum KeyFolding {
  /// The key that is meant where no text is being typed.
  static func fold(_ key: Key) -> Key {
    guard case .character(let character) = key.code, character.unicodeScalars.count == 1,
      let scalar = character.unicodeScalars.first, scalar.value > 0x7F
    else { return key }
    let folded: UInt32
    switch scalar.value {
    case 0xFF01...0xFF5E: folded = scalar.value - 0xFEE0
    case 0x3000: folded = 0x20
    case 0x3001: folded = 0x2F
    case 0x3002: folded = 0x2E
    case 0x300A: folded = 0x3C
    case 0x300B: folded = 0x3E
    case 0x3010: folded = 0x5B
    case 0x3011: folded = 0x5D
    default: return key
    }
    guard let ascii = Unicode.Scalar(folded) else { return key }
    return Key(.character(Character(ascii)), control: key.control, alt: key.alt)
  }
}
