internal import Cells

/// What complete sequences of bytes mean; tables, no state.
enum SequenceMeaning {
  /// A control byte (00–1F, 7F) as a key.
  static func controlKey(_ byte: UInt8, alt: Bool) -> Key {
    switch byte {
    case 0x00: Key(.character(" "), control: true, alt: alt)
    case 0x08, 0x7F: Key(.backspace, alt: alt)
    case 0x09: Key(.tab, alt: alt)
    case 0x0A, 0x0D: Key(.enter, alt: alt)
    case 0x1B: Key(.escape, alt: alt)
    case 0x01...0x1A: Key(.character(Character(Unicode.Scalar(byte + 0x60))), control: true, alt: alt)
    default: Key(.character(Character(Unicode.Scalar(byte + 0x40))), control: true, alt: alt)
    }
  }

  /// `ESC [ parameters final`.
  static func control(_ parameters: [UInt8], final: UInt8, alt: Bool, reports: Bool) -> InputEvent? {
    if parameters.first == UInt8(ascii: "<") {
      return sgrMouse(numbers(parameters.dropFirst()), final: final)
    }
    guard let values = numbers(parameters[...]) else { return nil }
    let first = values.first ?? 0
    if final == UInt8(ascii: "R"), values.count == 2, reports || first != 1 {
      return .cursorReport(row: first, column: values[1])
    }
    let modifier = values.count > 1 ? values[1] : 1
    switch final {
    case UInt8(ascii: "I") where values.isEmpty: return .focus(true)
    case UInt8(ascii: "O") where values.isEmpty: return .focus(false)
    case UInt8(ascii: "~") where first == 27 && values.count == 3:
      return coded(values[2], modifier: modifier, alt: alt)
    case UInt8(ascii: "u"): return coded(first, modifier: modifier, alt: alt)
    case UInt8(ascii: "~"):
      return numbered(first).map { .key(modified($0, by: modifier, alt: alt)) }
    // rxvt ends keys with Control in ^, with Control and Shift in @.
    case UInt8(ascii: "^"), UInt8(ascii: "@"):
      return numbered(first).map { .key(Key($0, control: true, alt: alt)) }
    case UInt8(ascii: "Z"): return .key(modified(.backTab, by: modifier, alt: alt))
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      return lettered(final - 0x20).map { .key(Key($0, alt: alt)) }
    default: return lettered(final).map { .key(modified($0, by: modifier, alt: alt)) }
    }
  }

  /// `ESC O [modifier] final`.
  static func single(_ parameters: [UInt8], final: UInt8, alt: Bool) -> InputEvent? {
    let modifier = numbers(parameters[...])?.first ?? 1
    switch final {
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      return lettered(final - 0x20).map { .key(Key($0, control: true, alt: alt)) }
    case UInt8(ascii: "M"): return .key(Key(.enter, alt: alt))
    case UInt8(ascii: "X"): return .key(Key(.character("="), alt: alt))
    case UInt8(ascii: "j")...UInt8(ascii: "y"):
      // The number pad sends the ASCII character 0x40 below.
      return .key(Key(.character(Character(Unicode.Scalar(final - 0x40))), alt: alt))
    default: return lettered(final).map { .key(modified($0, by: modifier, alt: alt)) }
    }
  }

  /// `ESC [ M` and three bytes, each 32 above its value.
  static func oldMouse(_ bytes: [UInt8]) -> InputEvent? {
    guard bytes.count == 3, bytes.allSatisfy({ $0 >= 32 }) else { return nil }
    let button = Int(bytes[0]) - 32
    let row = Int(bytes[2]) - 33
    let column = Int(bytes[1]) - 33
    guard row >= 0, column >= 0 else { return nil }
    let action: MouseEvent.Action? =
      switch button & 0b1110_0011 {
      case 0: .press
      case 3: .release
      case 64: .wheelUp
      case 65: .wheelDown
      default: nil
      }
    return action.map { .mouse(MouseEvent(action: $0, row: row, column: column)) }
  }

  private static func sgrMouse(_ values: [Int]?, final: UInt8) -> InputEvent? {
    guard let values, values.count == 3, values[1] > 0, values[2] > 0 else { return nil }
    // Bits 4, 8 and 16 are Shift, Alt and Control; only the left button and the wheel act.
    let action: MouseEvent.Action? =
      switch (values[0] & ~0b1_1100, final) {
      case (0, UInt8(ascii: "M")): .press
      case (0, UInt8(ascii: "m")): .release
      case (64, UInt8(ascii: "M")): .wheelUp
      case (65, UInt8(ascii: "M")): .wheelDown
      default: nil
      }
    return action.map { .mouse(MouseEvent(action: $0, row: values[2] - 1, column: values[1] - 1)) }
  }

  /// Decimal numbers separated by semicolons (an empty one is 0, sub-parameters are cut off); `nil` when
  /// anything else is there or a number is above 65,535.
  private static func numbers(_ bytes: ArraySlice<UInt8>) -> [Int]? {
    guard !bytes.isEmpty else { return [] }
    var result: [Int] = []
    for part in bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
      var value = 0
      for byte in part.prefix(while: { $0 != UInt8(ascii: ":") }) {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
        guard value <= 65_535 else { return nil }
      }
      result.append(value)
    }
    return result
  }

  private static func modified(_ code: Key.Code, by modifier: Int, alt: Bool) -> Key {
    let bits = max(0, modifier - 1)
    // 1 Shift, 2 Alt, 4 Control, 8 Meta.
    return Key(code, control: bits & 4 != 0, alt: alt || bits & 10 != 0)
  }

  /// A key given by its code point, from terminals that report modified characters.
  private static func coded(_ value: Int, modifier: Int, alt: Bool) -> InputEvent? {
    let bits = max(0, modifier - 1)
    switch value {
    case 9: return .key(modified(bits & 1 != 0 ? .backTab : .tab, by: modifier, alt: alt))
    case 10, 13: return .key(modified(.enter, by: modifier, alt: alt))
    case 27: return .key(modified(.escape, by: modifier, alt: alt))
    case 8, 127: return .key(modified(.backspace, by: modifier, alt: alt))
    default:
      guard value >= 0x20, !(0x7F...0x9F).contains(value), let scalar = Unicode.Scalar(UInt32(value)) else {
        return nil
      }
      return .key(modified(.character(Character(scalar)), by: modifier, alt: alt))
    }
  }

  private static func numbered(_ value: Int) -> Key.Code? {
    switch value {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(value - 10)
    case 17...21: .function(value - 11)
    case 23, 24: .function(value - 12)
    default: nil
    }
  }

  private static func lettered(_ letter: UInt8) -> Key.Code? {
    switch letter {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(letter) - 0x4F)
    default: nil
    }
  }
}
