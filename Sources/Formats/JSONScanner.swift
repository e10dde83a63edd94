import Glibc

/// Why a JSON text is not one.
struct JSONFault: Error {
  enum Kind: UInt8 {
    case truncated, syntax, controlCharacter, escape, surrogate, encoding, number, nesting, trailing
  }

  var kind: Kind
  var offset: Int
}

/// Where a scalar stands in the text.
///
/// Strings are without their quotes.
struct JSONSlot {
  enum Kind: UInt8 {
    case absent, null, yes, no, number, string
    /// A string with at least one backslash.
    case escaped
    case container
  }

  var kind = Kind.absent
  var start = 0
  var end = 0
}

/// A cursor over JSON text that checks everything it passes: RFC 8259, UTF-8, and at most `nestingLimit` levels.
///
/// It makes no objects. One liberty is taken: a bare `NaN` counts as null, since real senders write it.
struct JSONScanner {
  static let nestingLimit = 512

  let base: UnsafePointer<UInt8>
  let count: Int
  var position: Int
  var depth = 0

  /// `nil` for an empty body.
  init?(_ body: Bytes, from position: Int = 0) {
    guard let base = body.baseAddress, body.count > 0 else { return nil }
    self.base = base.assumingMemoryBound(to: UInt8.self)
    self.count = body.count
    self.position = position
  }

  var body: Bytes { Bytes(start: base, count: count) }

  func bytes(_ slot: JSONSlot) -> Bytes { Bytes(start: base + slot.start, count: slot.end - slot.start) }

  @inline(__always)
  func fault(_ kind: JSONFault.Kind) -> JSONFault {
    JSONFault(kind: position >= count ? .truncated : kind, offset: position)
  }

  @inline(__always)
  mutating func skipSpace() {
    while position < count && ASCII.isSpace(base[position]) { position += 1 }
  }

  /// The next byte that is not white space, without passing it.
  @inline(__always)
  mutating func peek() throws(JSONFault) -> UInt8 {
    if position < count && base[position] > ASCII.space { return base[position] }
    skipSpace()
    guard position < count else { throw fault(.truncated) }
    return base[position]
  }

  @inline(__always)
  mutating func pass(_ byte: UInt8) throws(JSONFault) {
    guard try peek() == byte else { throw fault(.syntax) }
    position += 1
  }

  @inline(__always)
  mutating func enter() throws(JSONFault) {
    depth += 1
    guard depth <= JSONScanner.nestingLimit else { throw fault(.nesting) }
    position += 1
  }

  /// Steps to the next element of the container that was entered.
  ///
  /// Returns false, past `close`, at its end.
  @inline(__always)
  mutating func next(_ isFirst: inout Bool, close: UInt8) throws(JSONFault) -> Bool {
    let byte = try peek()
    if byte == close {
      position += 1
      depth -= 1
      return false
    }
    if isFirst {
      isFirst = false
      return true
    }
    guard byte == ASCII.comma else { throw fault(.syntax) }
    position += 1
    if try peek() == close { throw fault(.syntax) }
    return true
  }

  /// A member's name, and past its colon.
  @inline(__always)
  mutating func name() throws(JSONFault) -> JSONSlot {
    guard try peek() == ASCII.quote else { throw fault(.syntax) }
    let name = try string()
    try pass(ASCII.colon)
    return name
  }

  /// Only white space may follow.
  mutating func finish() throws(JSONFault) {
    skipSpace()
    if position < count { throw fault(.trailing) }
  }

  /// Any value, passed and checked.
  ///
  /// A container is passed whole.
  @inline(__always)
  mutating func value() throws(JSONFault) -> JSONSlot {
    switch try peek() {
    case ASCII.quote: return try string()
    case ASCII.minus, ASCII.zero...UInt8(ascii: "9"): return try number()
    case ASCII.openBrace, ASCII.openBracket:
      let start = position
      try passContainer()
      return JSONSlot(kind: .container, start: start, end: position)
    default: return try word()
    }
  }

  private mutating func passContainer() throws(JSONFault) {
    var isFirst = true
    if base[position] == ASCII.openBrace {
      try enter()
      while try next(&isFirst, close: ASCII.closeBrace) {
        _ = try name()
        _ = try value()
      }
    } else {
      try enter()
      while try next(&isFirst, close: ASCII.closeBracket) { _ = try value() }
    }
  }

  private mutating func word() throws(JSONFault) -> JSONSlot {
    let start = position
    func isHere(_ word: StaticString) -> Bool {
      start + word.utf8CodeUnitCount <= count
        && memcmp(base + start, word.utf8Start, word.utf8CodeUnitCount) == 0
    }
    if isHere("true") {
      position += 4
      return JSONSlot(kind: .yes, start: start, end: position)
    }
    if isHere("false") {
      position += 5
      return JSONSlot(kind: .no, start: start, end: position)
    }
    if isHere("null") || isHere("NaN") {
      position += base[start] == UInt8(ascii: "n") ? 4 : 3
      return JSONSlot(kind: .null, start: start, end: position)
    }
    let rest = body.piece(start..<count)
    let words: [StaticString] = ["true", "false", "null", "NaN"]
    let isCut = words.contains {
      $0.utf8CodeUnitCount > rest.count && memcmp(base + start, $0.utf8Start, rest.count) == 0
    }
    throw JSONFault(kind: isCut ? .truncated : .syntax, offset: start)
  }

  @inline(__always)
  private mutating func number() throws(JSONFault) -> JSONSlot {
    let start = position
    if base[position] == ASCII.minus { position += 1 }
    let whole = position
    while position < count && ASCII.isDigit(base[position]) { position += 1 }
    guard position > whole else { throw fault(.number) }
    guard base[whole] != ASCII.zero || position == whole + 1 else {
      throw JSONFault(kind: .number, offset: whole)
    }
    if position < count && base[position] == ASCII.point {
      position += 1
      let fraction = position
      while position < count && ASCII.isDigit(base[position]) { position += 1 }
      guard position > fraction else { throw fault(.number) }
    }
    if position < count && base[position] | 0x20 == UInt8(ascii: "e") { try exponent() }
    return JSONSlot(kind: .number, start: start, end: position)
  }

  private mutating func exponent() throws(JSONFault) {
    position += 1
    if position < count && (base[position] == ASCII.plus || base[position] == ASCII.minus) { position += 1 }
    let digits = position
    while position < count && ASCII.isDigit(base[position]) { position += 1 }
    guard position > digits else { throw fault(.number) }
  }

  private static let quotes = Words.repeated(ASCII.quote)
  private static let backslashes = Words.repeated(ASCII.backslash)

  /// A string, from its opening quote to past its closing one.
  @inline(__always)
  mutating func string() throws(JSONFault) -> JSONSlot {
    position += 1
    let start = position
    var isEscaped = false
    while true {
      while position + 8 <= count {
        let word = UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self)
        let stop =
          Words.matches(word, JSONScanner.quotes) | Words.matches(word, JSONScanner.backslashes)
          | Words.controls(word) | (word & Words.high)
        if stop != 0 {
          position += stop.trailingZeroBitCount >> 3
          break
        }
        position += 8
      }
      guard position < count else { throw fault(.truncated) }
      let byte = base[position]
      if byte == ASCII.quote {
        position += 1
        return JSONSlot(kind: isEscaped ? .escaped : .string, start: start, end: position - 1)
      }
      if byte == ASCII.backslash { isEscaped = true }
      try passUnusual(byte)
    }
  }

  /// An escape, a character beyond ASCII, or near the end of the text any byte.
  private mutating func passUnusual(_ byte: UInt8) throws(JSONFault) {
    if byte < 0x20 { throw fault(.controlCharacter) }
    if byte >= 0x80 {
      let length = UTF8Check.sequence(base, position, count)
      guard length > 0 else { throw fault(.encoding) }
      position += length
    } else if byte == ASCII.backslash {
      try passEscape()
    } else {
      position += 1
    }
  }

  private mutating func passEscape() throws(JSONFault) {
    guard position + 1 < count else { throw JSONFault(kind: .truncated, offset: position) }
    switch base[position + 1] {
    case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"),
      UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
    case UInt8(ascii: "u"):
      let unit = try JSONEscapes.unit(self, at: position + 2)
      if unit & 0xF800 == 0xD800 {
        guard unit < 0xDC00 else { throw fault(.surrogate) }
        for (place, byte) in [(position + 6, ASCII.backslash), (position + 7, UInt8(ascii: "u"))] {
          guard place < count else { throw JSONFault(kind: .truncated, offset: position) }
          guard base[place] == byte else { throw fault(.surrogate) }
        }
        guard try JSONEscapes.unit(self, at: position + 8) & 0xFC00 == 0xDC00 else { throw fault(.surrogate) }
        position += 6
      }
      position += 6
    default: throw fault(.escape)
    }
  }
}

/// What stands behind the backslashes of a string that the scanner passed.
enum JSONEscapes {
  /// Four hexadecimal digits as a UTF-16 unit.
  static func unit(_ scanner: JSONScanner, at position: Int) throws(JSONFault) -> UInt32 {
    guard position + 4 <= scanner.count else { throw JSONFault(kind: .truncated, offset: position) }
    var unit: UInt32 = 0
    for index in position..<position + 4 {
      guard let digit = hexadecimal(scanner.base[index]) else {
        throw JSONFault(kind: .escape, offset: index)
      }
      unit = unit << 4 | digit
    }
    return unit
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case ASCII.zero...UInt8(ascii: "9"): UInt32(byte &- ASCII.zero)
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte &- UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte &- UInt8(ascii: "A")) + 10
    default: nil
    }
  }

  /// The UTF-8 that a passed string means, appended to `output`.
  static func decode(_ scanner: JSONScanner, _ slot: JSONSlot, into output: inout [UInt8]) {
    var position = slot.start
    while position < slot.end {
      let byte = scanner.base[position]
      guard byte == ASCII.backslash else {
        output.append(byte)
        position += 1
        continue
      }
      let letter = scanner.base[position + 1]
      position += 2
      switch letter {
      case UInt8(ascii: "b"): output.append(0x08)
      case UInt8(ascii: "f"): output.append(0x0C)
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "u"): position = decodeUnit(scanner, at: position, into: &output)
      default: output.append(letter)
      }
    }
  }

  private static func decodeUnit(_ scanner: JSONScanner, at position: Int, into output: inout [UInt8]) -> Int
  {
    guard let first = try? unit(scanner, at: position) else { return position }
    var value = first
    var end = position + 4
    if first & 0xFC00 == 0xD800, let second = try? unit(scanner, at: position + 6) {
      value = 0x10000 + (first & 0x3FF) << 10 + (second & 0x3FF)
      end = position + 10
    }
    output.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
    return end
  }
}
