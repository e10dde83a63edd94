/// A searched word and where it stands.
public struct SearchToken: Sendable, Hashable {
  /// In small letters.
  public var text: String
  /// Positions of its characters.
  public var range: Range<Int>
}

/// Takes texts apart into what is searched: overlapping pairs of Chinese characters, words of letters, numbers.
///
/// A run of Chinese gives each pair and, at its end, the last character alone, so that a pair is found as a word and
/// one character as the beginning of one. Letters and digits part from each other: `UN1017`, `UN 1017` and `1017` meet.
public enum SearchText {
  private enum Sort { case han, letter, digit, other }

  public static func tokens(_ text: String) -> [SearchToken] { tokens(Array(text)) }

  static func tokens(_ characters: [Character]) -> [SearchToken] {
    var tokens: [SearchToken] = []
    var start = 0
    let folded = characters.map(fold)
    while start < folded.count {
      let kind = sort(folded[start])
      var end = start + 1
      while end < folded.count, sort(folded[end]) == kind { end += 1 }
      switch kind {
      case .other: break
      case .letter, .digit:
        tokens.append(SearchToken(text: String(folded[start..<end]).lowercased(), range: start..<end))
      case .han:
        for position in start..<end {
          let range = position..<min(position + 2, end)
          tokens.append(SearchToken(text: String(folded[range]), range: range))
        }
      }
      start = end
    }
    return tokens
  }

  /// The tokens with a space between them, as an index takes them.
  public static func spaced(_ text: String) -> String {
    tokens(text).map(\.text).joined(separator: " ")
  }

  /// Wide letters and digits, and those above and below the line, as plain ones.
  private static func fold(_ character: Character) -> Character {
    guard let scalar = character.unicodeScalars.first, scalar.value > 0x7E else { return character }
    let value = scalar.value
    switch value {
    case 0xFF01...0xFF5E: return plain(value - 0xFEE0, character)
    case 0x2080...0x2089: return plain(value - 0x2080 + 0x30, character)
    case 0x2070, 0x2074...0x2079: return plain(value - 0x2070 + 0x30, character)
    case 0xB2, 0xB3: return plain(value - 0xB0 + 0x30, character)
    case 0xB9: return "1"
    default: return character
    }
  }

  private static func plain(_ value: UInt32, _ otherwise: Character) -> Character {
    Unicode.Scalar(value).map { Character($0) } ?? otherwise
  }

  private static func sort(_ character: Character) -> Sort {
    guard let scalar = character.unicodeScalars.first else { return .other }
    switch scalar.value {
    case 0x3005, 0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF: return .han
    case 0x30...0x39: return .digit
    default: return character.isLetter ? .letter : .other
    }
  }
}

/// What somebody looks for: words, of which a place with more comes first.
public struct SearchQuery: Sendable, Hashable {
  /// Words beyond are left out.
  public static let wordLimit = 12
  /// Characters beyond are left out.
  public static let lengthLimit = 200

  /// The tokens of one word in the order in which they must follow each other.
  public struct Word: Sendable, Hashable {
    public var tokens: [String]
    /// Whether the last may be the beginning of a longer one.
    public var isOpen: Bool
  }

  public let words: [Word]

  public init(_ text: String) {
    let parts = text.prefix(SearchQuery.lengthLimit).split(whereSeparator: \.isWhitespace)
    words = parts.prefix(SearchQuery.wordLimit).compactMap { part in
      var tokens = SearchText.tokens(Array(part))
      guard let last = tokens.last else { return nil }
      // The last character of a run stands in the index alone only where the run ends: what follows may go on.
      let before = tokens.dropLast().last
      if let before, before.range.upperBound == last.range.upperBound {
        tokens.removeLast()
        return Word(tokens: tokens.map(\.text), isOpen: false)
      }
      return Word(tokens: tokens.map(\.text), isOpen: true)
    }
  }

  public var isEmpty: Bool { words.isEmpty }

  /// The text in pieces, every place of a word marked.
  public func marked(_ text: String) -> [MarkedText] {
    let characters = Array(text)
    var isHit = [Bool](repeating: false, count: characters.count)
    for range in hits(in: characters) { for position in range { isHit[position] = true } }
    var pieces: [MarkedText] = []
    var start = 0
    while start < characters.count {
      var end = start + 1
      while end < characters.count, isHit[end] == isHit[start] { end += 1 }
      pieces.append(MarkedText(String(characters[start..<end]), isHit: isHit[start]))
      start = end
    }
    return pieces
  }

  /// Of some lines the one in which the most words are, the first of such; `nil` where none is.
  public func best(of lines: [String]) -> Int? {
    var best: (position: Int, count: Int)?
    for (position, line) in lines.enumerated() {
      let tokens = SearchText.tokens(line)
      let count = words.count { !hits(of: $0, in: tokens).isEmpty }
      if count > best?.count ?? 0 { best = (position, count) }
      if count == words.count { break }
    }
    return best?.position
  }

  private func hits(in characters: [Character]) -> [Range<Int>] {
    let tokens = SearchText.tokens(characters)
    return words.flatMap { hits(of: $0, in: tokens) }
  }

  private func hits(of word: Word, in tokens: [SearchToken]) -> [Range<Int>] {
    let count = word.tokens.count
    guard count > 0, tokens.count >= count else { return [] }
    return (0...tokens.count - count).compactMap { start in
      for offset in 0..<count {
        let (found, wanted) = (tokens[start + offset].text, word.tokens[offset])
        let isEnough = offset == count - 1 && word.isOpen ? found.hasPrefix(wanted) : found == wanted
        guard isEnough else { return nil }
      }
      let last = tokens[start + count - 1].range
      let end = word.isOpen ? last.lowerBound + word.tokens[count - 1].count : last.upperBound
      return tokens[start].range.lowerBound..<min(end, last.upperBound)
    }
  }
}
