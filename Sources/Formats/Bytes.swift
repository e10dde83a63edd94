import CitySafety
import Glibc

/// A stretch of the body.
///
/// Valid only while the body is.
typealias Bytes = UnsafeRawBufferPointer

extension UnsafeRawBufferPointer {
  /// The bytes in `range`, cut to what is there.
  func piece(_ range: Range<Int>) -> Bytes {
    let low = Swift.min(Swift.max(range.lowerBound, 0), count)
    let high = Swift.min(Swift.max(range.upperBound, low), count)
    return Bytes(rebasing: self[low..<high])
  }

  /// As harmless text of at most `limit` scalars; bytes that are not UTF-8 become U+FFFD.
  func text(limit: Int) -> String {
    // Four bytes a scalar: no more of a long field needs to be looked at.
    let head = piece(0..<limit * 4)
    return HarmlessText.clean(String(decoding: head, as: UTF8.self), limit: limit)
  }

  func equals(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount, let base = baseAddress else { return count == 0 }
    return memcmp(base, text.utf8Start, count) == 0
  }

  /// Whether these are the same letters, ASCII case aside.
  ///
  /// `lowercase` is in lower case.
  func equalsIgnoringCase(_ lowercase: StaticString) -> Bool {
    guard count == lowercase.utf8CodeUnitCount else { return false }
    for index in 0..<count where ASCII.lower(self[index]) != lowercase.utf8Start[index] { return false }
    return true
  }

  /// Without spaces and tabs at either end.
  var trimmed: Bytes {
    var low = 0
    var high = count
    while low < high && ASCII.isBlank(self[low]) { low += 1 }
    while high > low && ASCII.isBlank(self[high - 1]) { high -= 1 }
    return Bytes(rebasing: self[low..<high])
  }

  /// Length of a UTF-8 byte order mark at the start: 3 or 0.
  var markLength: Int {
    count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF ? 3 : 0
  }
}

/// Names of the bytes that the formats are made of.
enum ASCII {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
  static let point = UInt8(ascii: ".")
  static let plus = UInt8(ascii: "+")
  static let minus = UInt8(ascii: "-")
  static let colon = UInt8(ascii: ":")
  static let zero = UInt8(ascii: "0")
  static let backslash = UInt8(ascii: "\\")
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")
  static let openBracket = UInt8(ascii: "[")
  static let closeBracket = UInt8(ascii: "]")
  static let openParenthesis = UInt8(ascii: "(")
  static let closeParenthesis = UInt8(ascii: ")")
  static let lessThan = UInt8(ascii: "<")

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }

  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

  /// JSON's white space.
  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == space || byte == lineFeed || byte == carriageReturn || byte == tab
  }

  @inline(__always)
  static func lower(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }
}

/// UTF-8 as RFC 3629 allows it: shortest forms only, no surrogates, nothing above U+10FFFF.
enum UTF8Check {
  /// The length of the sequence that starts at `position`, or 0 when there is none.
  @inline(__always)
  static func sequence(_ base: UnsafePointer<UInt8>, _ position: Int, _ end: Int) -> Int {
    let first = base[position]
    if first < 0x80 { return 1 }
    if first < 0xC2 || first > 0xF4 { return 0 }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard position + length <= end else { return 0 }
    let second = base[position + 1]
    let low: UInt8 = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80
    let high: UInt8 = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF
    guard second >= low && second <= high else { return 0 }
    for index in 2..<max(length, 2) where base[position + index] & 0xC0 != 0x80 { return 0 }
    return length
  }

  /// The offset of the first byte that is not UTF-8, or `nil` when all is well.
  static func firstFault(_ body: Bytes) -> Int? {
    guard let base = body.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
    var position = 0
    while position < body.count {
      if position + 8 <= body.count {
        let word = body.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        if word & Words.high == 0 {
          position += 8
          continue
        }
      }
      let length = sequence(base, position, body.count)
      if length == 0 { return position }
      position += length
    }
    return nil
  }
}

/// Eight bytes looked at together.
///
/// Each function marks a byte by its top bit, exactly.
enum Words {
  static let ones: UInt64 = 0x0101_0101_0101_0101
  static let high: UInt64 = 0x8080_8080_8080_8080
  static let low7: UInt64 = 0x7F7F_7F7F_7F7F_7F7F

  @inline(__always)
  static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* ones }

  /// Bytes of `word` equal to the byte repeated in `pattern`.
  @inline(__always)
  static func matches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
    let difference = word ^ pattern
    return ~(((difference & low7) &+ low7) | difference | low7)
  }

  /// Bytes below 0x20.
  ///
  /// Bytes with the top bit set are not among them.
  @inline(__always)
  static func controls(_ word: UInt64) -> UInt64 {
    ~(((word & low7) &+ (ones &* 0x60)) | word) & high
  }
}
