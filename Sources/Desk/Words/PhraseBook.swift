internal import CitySafety

/// Texts as cases: Chinese, a bar, English; values stand in braces by name, the same names in both.
protocol PhraseBook: RawRepresentable<String>, Hashable, CaseIterable, Sendable {
  /// Both halves of every case, taken apart once.
  static var table: [Self: Bilingual] { get }
}

extension PhraseBook {
  static func makeTable() -> [Self: Bilingual] {
    Dictionary(
      uniqueKeysWithValues: allCases.map { phrase in
        let parts = phrase.rawValue.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        return (phrase, Bilingual(zh: String(parts[0]), en: String(parts[parts.count - 1])))
      })
  }

  /// The text in both languages, placeholders unfilled.
  var text: Bilingual { Self.table[self] ?? Bilingual(same: rawValue) }

  /// The text with values in place of `{name}`.
  func filled(_ values: KeyValuePairs<String, String>) -> Bilingual {
    filled(values.map { ($0.key, Bilingual(same: $0.value)) })
  }

  /// The text with values that have two languages themselves.
  func filled(with values: KeyValuePairs<String, Bilingual>) -> Bilingual {
    filled(values.map { ($0.key, $0.value) })
  }

  private func filled(_ values: [(name: String, value: Bilingual)]) -> Bilingual {
    var result = text
    for (name, value) in values {
      result.zh = fill(result.zh, name, value.zh)
      result.en = fill(result.en, name, value.en)
    }
    return result
  }
}

private func fill(_ text: String, _ name: String, _ value: String) -> String {
  var result = ""
  var rest = text[...]
  while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
    result += rest[..<open]
    let found = rest[rest.index(after: open)..<close]
    result += found == name ? value[...] : rest[open...close]
    rest = rest[rest.index(after: close)...]
  }
  return result + rest
}
