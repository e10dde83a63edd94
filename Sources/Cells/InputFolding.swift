/// Makes commands work while a Chinese input method is on: its full-width punctuation is folded to ASCII.
///
/// For commands only; in text fields what was typed stays as it is.
public enum InputFolding {
  /// The key with U+FF01–FF5E as ASCII, `、` as `/`, `。` as `.`, `，` as `,`, `》` as `>`, `《` as `<`, `】` and
  /// `【` as brackets and the ideographic space as a space; any other key unchanged.
  public static func fold(_ key: Key) -> Key {
    guard case .character(let character) = key.code, let folded = fold(character) else { return key }
    return Key(.character(folded), control: key.control, alt: key.alt)
  }

  private static func fold(_ character: Character) -> Character? {
    let scalars = character.unicodeScalars
    guard let scalar = scalars.first, scalars.count == 1 else { return nil }
    switch scalar.value {
    case 0xFF01...0xFF5E: return Unicode.Scalar(scalar.value - 0xFEE0).map(Character.init)
    case 0x3000: return " "
    case 0x3001: return "/"
    case 0x3002: return "."
    case 0x300A: return "<"
    case 0x300B: return ">"
    case 0x3010: return "["
    case 0x3011: return "]"
    default: return nil
    }
  }
}
