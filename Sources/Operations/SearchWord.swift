/// A word to search for, as bytes.
public struct SearchWord: Sendable, Hashable {
  public let bytes: [UInt8]
  let letters: LetterSet

  /// The word in lower case.
  public init(folding word: String) {
    var bytes: [UInt8] = []
    SearchWord.append(word, to: &bytes)
    self.bytes = bytes
    letters = LetterSet(of: bytes)
  }

  /// The word as it is written.
  public init(exactly word: String) {
    bytes = Array(word.utf8)
    letters = LetterSet(of: bytes)
  }

  /// Whether the word stands somewhere in a text.
  public func stands(in text: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.withUnsafeBytes { needle in
      guard let base = UnsafeRawPointer(text.baseAddress), let word = needle.baseAddress else {
        return needle.isEmpty
      }
      guard needle.count > 0 else { return true }
      let places = text.count - needle.count + 1
      let tail = needle.count - 1
      var start = 0
      // Sixteen places at a time by first and last byte: the first is shared by thousands of Chinese letters, the last
      // by letters of one in sixty-four.
      let first = SIMD16(repeating: needle[0])
      let last = SIMD16(repeating: needle[tail])
      while start + 16 <= places {
        let fits =
          base.loadUnaligned(fromByteOffset: start, as: SIMD16<UInt8>.self) .== first
          .& (base.loadUnaligned(fromByteOffset: start + tail, as: SIMD16<UInt8>.self) .== last)
        let halves = unsafeBitCast(fits, to: SIMD2<UInt64>.self)
        if halves[0] | halves[1] != 0,
          (start..<start + 16).contains(where: { SearchWord.isSame(base + $0, word, needle.count) })
        {
          return true
        }
        start += 16
      }
      while start < places {
        if SearchWord.isSame(base + start, word, needle.count) { return true }
        start += 1
      }
      return false
    }
  }

  @inline(__always)
  private static func isSame(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
    var index = 0
    while index < count {
      if left.load(fromByteOffset: index, as: UInt8.self) != right.load(fromByteOffset: index, as: UInt8.self)
      {
        return false
      }
      index += 1
    }
    return true
  }

  /// Appends a text in lower case.
  ///
  /// Texts without letters of two cases beyond ASCII, which is nearly all of them, are folded byte by byte.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    let start = bytes.count
    let isSimple = text.withUTF8 { utf8 in
      for (index, byte) in utf8.enumerated() {
        guard !mayHaveTwoCases(byte, at: index, in: utf8) else { return false }
        bytes.append(byte &- 65 < 26 ? byte | 0x20 : byte)
      }
      return true
    }
    guard !isSimple else { return }
    bytes.removeSubrange(start...)
    bytes.append(contentsOf: text.lowercased().utf8)
  }

  /// Whether a byte begins a scalar that may have another case: outside ASCII, Latin-1's signs, U+3000 to U+9FFF and
  /// the fullwidth signs before fullwidth A.
  private static func mayHaveTwoCases(
    _ byte: UInt8, at index: Int, in text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    switch byte {
    case 0..<0xC0, 0xC2, 0xE3...0xE9: false
    case 0xEF: !(text[index + 1] == 0xBC && text[index + 2] < 0xA1)
    default: true
    }
  }
}

/// The letters of a text in 128 bits, several to a bit: a text whose bits lack one of a word's does not hold the word.
struct LetterSet: Sendable, Hashable {
  private var bits: SIMD2<UInt64> = [0, 0]

  init() {}

  /// The letters of UTF-8.
  init(of bytes: [UInt8]) {
    var letter: UInt32 = 0
    for byte in bytes {
      // A byte that goes on with the letter before it adds to it; any other ends that one.
      if byte & 0xC0 == 0x80 {
        letter = letter << 8 | UInt32(byte)
      } else {
        insert(letter)
        letter = UInt32(byte)
      }
    }
    insert(letter)
  }

  private mutating func insert(_ letter: UInt32) {
    guard letter > 0 else { return }
    // The upper bits of Knuth's multiplicative hash (TAOCP 3, 6.4).
    let place = Int((letter &* 2_654_435_769) >> 25)
    bits[place >> 6] |= 1 << UInt64(place & 63)
  }

  func union(_ other: LetterSet) -> LetterSet {
    var both = self
    both.bits |= other.bits
    return both
  }

  func holds(_ other: LetterSet) -> Bool { bits & other.bits == other.bits }
}
