/// Decimal text to the nearest double, exactly rounded.
enum DecimalNumber {
  /// Reads `-12.5`, `.5`, `+3`, `1e-5`, with blanks around; `nil` for anything else and for what is too large.
  ///
  /// `decimal` is the byte between whole and fraction: a point, or a comma in some sheets.
  @inline(__always)
  static func parse(_ text: Bytes, decimal: UInt8 = ASCII.point) -> Double? {
    guard let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
    var position = 0
    var end = text.count
    while position < end && ASCII.isBlank(base[position]) { position += 1 }
    while end > position && ASCII.isBlank(base[end - 1]) { end -= 1 }
    var isNegative = false
    if position < end && (base[position] == ASCII.minus || base[position] == ASCII.plus) {
      isNegative = base[position] == ASCII.minus
      position += 1
    }
    let start = position
    var mantissa: UInt64 = 0
    while position < end && ASCII.isDigit(base[position]) {
      mantissa = mantissa &* 10 &+ UInt64(base[position] &- ASCII.zero)
      position += 1
    }
    var digits = position - start
    var exponent = 0
    if position < end && base[position] == decimal {
      position += 1
      let fraction = position
      while position < end && ASCII.isDigit(base[position]) {
        mantissa = mantissa &* 10 &+ UInt64(base[position] &- ASCII.zero)
        position += 1
      }
      exponent = fraction - position
      digits -= exponent
    }
    guard digits > 0 else { return nil }
    if position == end && digits <= 19 {
      return sign(isNegative, exact(mantissa, exponent))
    }
    return slow(Bytes(start: base, count: end), decimal: decimal)
  }

  @inline(__always)
  private static func sign(_ isNegative: Bool, _ magnitude: Double) -> Double {
    isNegative ? -magnitude : magnitude
  }

  private static let powers: [Double] = (0...22).map { power in
    (0..<power).reduce(1.0) { product, _ in product * 10 }
  }

  /// `mantissa` · 10^`exponent`, for exponents from −19 to 0.
  @inline(__always)
  private static func exact(_ mantissa: UInt64, _ exponent: Int) -> Double {
    if exponent == 0 { return Double(mantissa) }
    // Both exact in a double, so that one division rounds once (Clinger 1990).
    if mantissa < 1 << 53 {
      switch exponent {
      case -1: return Double(mantissa) / 10
      case -2: return Double(mantissa) / 100
      case -3: return Double(mantissa) / 1000
      case -4: return Double(mantissa) / 10_000
      default: return Double(mantissa) / powers[-exponent]
      }
    }
    return quotient(mantissa, -exponent)
  }

  /// `mantissa` / 10^`power` by whole-number division: 63 bits or more and a remainder, then one rounding
  /// to the nearest even.
  private static func quotient(_ mantissa: UInt64, _ power: Int) -> Double {
    var divisor: UInt64 = 1
    for _ in 0..<power { divisor &*= 10 }
    let above = mantissa.leadingZeroBitCount
    let below = divisor.leadingZeroBitCount
    let numerator = mantissa << UInt64(above)
    let (whole, rest) = (divisor << UInt64(below)).dividingFullWidth((numerator >> 1, numerator << 63))
    let drop = 11 - whole.leadingZeroBitCount
    let half: UInt64 = 1 << UInt64(drop - 1)
    let lost = whole & (half &* 2 &- 1)
    var kept = whole >> UInt64(drop)
    if lost > half || (lost == half && (rest != 0 || kept & 1 == 1)) { kept += 1 }
    return Double(sign: .plus, exponent: drop - 63 + below - above, significand: Double(kept))
  }

  /// Exponents and more digits than a word holds: checked by hand, converted by the standard library.
  private static func slow(_ text: Bytes, decimal: UInt8) -> Double? {
    guard isNumber(text, decimal: decimal) else { return nil }
    var copy = String(decoding: text.trimmed.lazy.map { $0 == decimal ? ASCII.point : $0 }, as: UTF8.self)
    if copy.hasPrefix("+") { copy.removeFirst() }
    guard let value = Double(copy), value.isFinite else { return nil }
    return value
  }

  /// Sign, digits with at most one decimal mark, exponent; at most `digitLimit` bytes.
  private static func isNumber(_ text: Bytes, decimal: UInt8) -> Bool {
    let text = text.trimmed
    guard text.count <= digitLimit else { return false }
    var position = 0
    func digits() -> Int {
      let start = position
      while position < text.count && ASCII.isDigit(text[position]) { position += 1 }
      return position - start
    }
    func sign() {
      if position < text.count && (text[position] == ASCII.minus || text[position] == ASCII.plus) {
        position += 1
      }
    }
    sign()
    var count = digits()
    if position < text.count && text[position] == decimal {
      position += 1
      count += digits()
    }
    guard count > 0 else { return false }
    if position < text.count && ASCII.lower(text[position]) == UInt8(ascii: "e") {
      position += 1
      sign()
      guard digits() > 0 else { return false }
    }
    return position == text.count
  }

  /// Longest number that is read; a double needs no more than 770 significant digits.
  private static let digitLimit = 1024
}
