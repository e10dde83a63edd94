import CitySafety

/// Takes typed values from one TOML table, reporting what is wrong.
///
/// Keys that nobody asked for are unknown:
/// `finish` reports them with the nearest of those that were.
final class TableReader {
  let table: TOMLTable
  let file: String
  /// As written: `[source.http]`; empty for the root.
  let name: String
  let problems: ProblemList
  private var asked: [String] = []

  init(_ table: TOMLTable, name: String, file: String, problems: ProblemList) {
    self.table = table
    self.name = name
    self.file = file
    self.problems = problems
  }

  var location: Location { location(table.position) }

  func location(_ position: Position) -> Location {
    Location(file: file, line: position.line, column: position.column)
  }

  /// Where a key's value stands; the table's own place when the key is absent.
  func location(of key: String) -> Location { location(table[key]?.value.position ?? table.position) }

  func report(_ mistake: Mistake, at key: String? = nil) {
    problems.add(mistake, at: key.map { location(of: $0) } ?? location)
  }

  func warn(_ mistake: Mistake, at key: String) { problems.warn(mistake, at: location(of: key)) }

  func has(_ key: String) -> Bool {
    note(key)
    return table[key] != nil
  }

  /// Reports every key that was never asked for.
  func finish() {
    for member in table.members where !asked.contains(member.key) {
      let key = HarmlessText.clean(member.key, limit: Limits.id)
      let unused = asked.filter { table[$0] == nil }
      let nearest = Nearest.name(to: member.key, in: unused)
      problems.add(.unknownKey(key, table: name, nearest: nearest), at: location(member.position))
    }
  }

  private func note(_ key: String) {
    if !asked.contains(key) { asked.append(key) }
  }

  private func value(_ key: String) -> TOMLValue? {
    note(key)
    return table[key]?.value
  }

  private func required(_ key: String) -> TOMLValue? {
    let found = value(key)
    if found == nil { report(.missingKey(key, table: name)) }
    return found
  }

  private func wrongType(_ key: String, zh: String, en: String) {
    report(.wrongType(key, needs: Bilingual(zh: zh, en: en)), at: key)
  }
}

/// Texts and words.
extension TableReader {
  func id(_ key: String = "id", into names: inout Names) -> String {
    let id = text(key)
    if table[key] != nil { problems.checkID(id, key, at: location(of: key)) }
    let line = names.add(id, line: location(of: key).line)
    if let line, !id.isEmpty { report(.repeated(key, id, firstLine: line), at: key) }
    return id
  }

  /// A text that must be there and not be empty.
  func text(_ key: String, limit: Int = Limits.name) -> String {
    guard let value = required(key) else { return "" }
    let text = self.text(value, key, limit)
    if text?.isEmpty == true { report(.empty(key), at: key) }
    return text ?? ""
  }

  func optionalText(_ key: String, limit: Int = Limits.name) -> String? {
    value(key).flatMap { text($0, key, limit) }
  }

  func bilingual(_ key: String) -> Bilingual { Bilingual(zh: text(key + "-zh"), en: text(key + "-en")) }

  private func text(_ value: TOMLValue, _ key: String, _ limit: Int) -> String? {
    guard case .text(let text) = value.content else {
      wrongType(key, zh: "文字", en: "a text in quotes")
      return nil
    }
    problems.checkText(text, key, limit: limit, at: location(value.position))
    return text
  }

  func word<Value>(_ key: String, _ choices: Choices<Value>) -> Value? {
    guard required(key) != nil else { return nil }
    return optionalWord(key, choices)
  }

  func optionalWord<Value>(_ key: String, _ choices: Choices<Value>) -> Value? {
    guard let text = optionalText(key) else { return nil }
    return problems.checkWord(text, key, choices, at: location(of: key))
  }

  /// The position of the entry that the text names; −1 after a report.
  func reference(_ key: String, in names: Names) -> Int {
    let text = text(key)
    guard !text.isEmpty else { return -1 }
    return problems.checkReference(text, key, in: names, at: location(of: key))
  }

  func offset(_ key: String) -> UTCOffset? {
    optionalText(key).flatMap { problems.checkOffset($0, key, at: location(of: key)) }
  }

  /// A time with its offset, as a TOML date or as a text; or a word that stands for one, which comes as `nil` inside.
  func instant(_ key: String, orWord word: String) -> Instant?? {
    guard let value = value(key) else { return nil }
    let written: String
    switch value.content {
    case .date(let text), .text(let text): written = text
    default: written = ""
    }
    if written == word { return .some(nil) }
    if let instant = ISOTime.instant(written) { return instant }
    report(.badTime(key, HarmlessText.clean(written, limit: Limits.id), orWord: word), at: key)
    return nil
  }

  /// A date as it is written, as a TOML date or as a text; empty when it is neither.
  func dateText(_ key: String) -> String {
    switch value(key)?.content {
    case .date(let text), .text(let text): text
    default: ""
    }
  }

  func texts(_ key: String) -> [(text: String, location: Location)]? {
    elements(key)?.compactMap { element in
      guard case .text(let text) = element.content else {
        problems.add(
          .wrongType(key, needs: Bilingual(zh: "文字的列表", en: "a list of texts")),
          at: location(element.position))
        return nil
      }
      problems.checkText(text, key, limit: Limits.name, at: location(element.position))
      return (text, location(element.position))
    }
  }

  private func elements(_ key: String) -> [TOMLValue]? {
    guard let value = value(key) else { return nil }
    guard case .array(let elements) = value.content else {
      wrongType(key, zh: "列表", en: "a list in brackets")
      return nil
    }
    return elements
  }

  func numbers(_ key: String) -> [Double]? {
    elements(key)?.compactMap { element in
      switch element.content {
      case .integer(let whole): return Double(whole)
      case .real(let real) where real.isFinite: return real
      default:
        problems.add(
          .wrongType(key, needs: Bilingual(zh: "数字的列表", en: "a list of numbers")),
          at: location(element.position))
        return nil
      }
    }
  }
}

/// Numbers, flags and tables.
extension TableReader {
  func number(_ key: String, in range: ClosedRange<Double> = Limits.any) -> Double? {
    guard required(key) != nil else { return nil }
    return optionalNumber(key, in: range)
  }

  func optionalNumber(_ key: String, in range: ClosedRange<Double> = Limits.any) -> Double? {
    guard let value = value(key) else { return nil }
    switch value.content {
    case .integer(let whole):
      return problems.checkRange(Double(whole), key, range, at: location(value.position))
    case .real(let real) where real.isFinite:
      return problems.checkRange(real, key, range, at: location(value.position))
    default:
      wrongType(key, zh: "数字", en: "a number")
      return nil
    }
  }

  func whole(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let value = value(key) else { return nil }
    guard case .integer(let whole) = value.content else {
      wrongType(key, zh: "整数", en: "a whole number")
      return nil
    }
    if whole >= Int64(range.lowerBound) && whole <= Int64(range.upperBound) { return Int(whole) }
    let mistake = Mistake.outOfRange(key, Double(whole), Double(range.lowerBound), Double(range.upperBound))
    problems.add(mistake, at: location(value.position))
    return nil
  }

  func span(_ key: String, in range: ClosedRange<Double>, unit: Double = 1) -> Span? {
    number(key, in: range).map { Span(seconds: $0 * unit) }
  }

  func optionalSpan(_ key: String, in range: ClosedRange<Double>) -> Span? {
    optionalNumber(key, in: range).map { Span(seconds: $0) }
  }

  func flag(_ key: String) -> Bool? {
    guard let value = value(key) else { return nil }
    guard case .boolean(let flag) = value.content else {
      wrongType(key, zh: " true 或 false", en: "true or false")
      return nil
    }
    return flag
  }

  /// A member table; it reports its own unknown keys when the caller finishes it.
  func member(_ key: String) -> TableReader? {
    guard let value = value(key) else { return nil }
    guard case .table(let inner) = value.content else {
      wrongType(key, zh: "表", en: "a table")
      return nil
    }
    return TableReader(inner, name: "[" + path(key) + "]", file: file, problems: problems)
  }

  func requiredMember(_ key: String) -> TableReader? {
    guard required(key) != nil else { return nil }
    return member(key)
  }

  /// The tables of `[[key]]`; empty when there are none.
  func members(_ key: String) -> [TableReader] {
    (elements(key) ?? []).compactMap { element in
      guard case .table(let inner) = element.content else {
        problems.add(
          .wrongType(key, needs: Bilingual(zh: " [[\(key)]] 表", en: "[[\(key)]] tables")),
          at: location(element.position))
        return nil
      }
      return TableReader(inner, name: "[[" + path(key) + "]]", file: file, problems: problems)
    }
  }

  private func path(_ key: String) -> String {
    let inner = name.trimmingBrackets
    return inner.isEmpty ? key : inner + "." + key
  }
}

extension String {
  fileprivate var trimmingBrackets: String { filter { $0 != "[" && $0 != "]" } }
}
