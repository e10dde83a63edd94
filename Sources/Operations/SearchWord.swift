/// A word to search for, as bytes.
public struct SearchWord: Sendable, Hashable {
  public let bytes: [UInt8]

  /// The word in lower case.
  public init(folding word: String) {
    var bytes: [UInt8] = []
    SearchWord.append(word, to: &bytes)
    self.bytes = bytes
  }

  /// The word as it is written.
  public init(exactly word: String) { bytes = Array(word.utf8) }

  /// Whether the word stands somewhere in a text.
  public func stands(in text: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { needle in
      guard let base = text.baseAddress, let word = needle.baseAddress else { return needle.isEmpty }
      let length = needle.count
      guard length > 0 else { return true }
      // The last byte differs from letter to letter; the first is shared by thousands of Chinese ones.
      let last = word[length - 1]
      var at = length - 1
      let end = text.count
      while at < end {
        if base[at] == last {
          let start = at - (length - 1)
          var offset = 0
          while offset < length - 1, base[start + offset] == word[offset] { offset += 1 }
          if offset == length - 1 { return true }
        }
        at += 1
      }
      return false
    }
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
