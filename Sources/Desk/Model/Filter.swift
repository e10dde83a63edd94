internal import Alarms
internal import CitySafety
internal import Operations

/// What `/` was given: words and fields that must all hold.
struct Filter: Sendable, Hashable {
  enum Comparison: Sendable, Hashable {
    case equal, atMost, atLeast, below, above

    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
      switch self {
      case .equal: left == right
      case .atMost: left <= right
      case .atLeast: left >= right
      case .below: left < right
      case .above: left > right
      }
    }
  }

  enum Term: Sendable, Hashable {
    case word(Needle, isExcluded: Bool)
    case sectors(Set<Sector>)
    /// By the digit of the grade: 1 is red.
    case level(Comparison, Int)
    /// Any of these.
    case states(AlarmStates)
    case age(Comparison, Span)
  }

  private(set) var text: String
  private(set) var terms: [Term] = []
  /// The first word that could not be read; it is left out of the filter.
  private(set) var problem: String?

  static let none = Filter("")
  static let lengthLimit = 200

  var isEmpty: Bool { terms.isEmpty }
  var dependsOnTime: Bool {
    terms.contains { if case .age = $0 { true } else { false } }
  }

  /// Whether whatever this filter lets through the other one lets through too, at any time.
  func narrows(_ other: Filter) -> Bool {
    guard !other.isEmpty, !other.dependsOnTime, !dependsOnTime else { return false }
    return other.terms.allSatisfy { old in
      terms.contains { new in
        if case (.word(let before, false), .word(let after, false)) = (old, new) {
          return after.implies(before)
        }
        return new == old
      }
    }
  }

  init(_ text: String) {
    self.text = text
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\u{3000}" }).prefix(16) {
      if let term = Filter.term(word) {
        terms.append(term)
      } else if problem == nil {
        problem = String(word)
      }
    }
  }

  private static func term(_ word: Substring) -> Term? {
    if let value = value(of: "s:", in: word) {
      let sectors = Sector.allCases.filter { matches(value, sector: $0) }
      return value.isEmpty || sectors.isEmpty ? nil : .sectors(Set(sectors))
    }
    if let value = value(of: "l:", in: word) {
      let (comparison, rest) = comparison(value)
      guard let digit = Int(rest) ?? grade(rest).map({ Int($0.rawValue) }), (1...4).contains(digit) else {
        return nil
      }
      return .level(comparison, digit)
    }
    if let value = value(of: "st:", in: word) {
      let states = stateWords.filter { !value.isEmpty && $0.word.hasPrefix(value.lowercased()) }.map(\.state)
      return states.isEmpty ? nil : .states(AlarmStates(states))
    }
    if let value = value(of: "age:", in: word) {
      let (comparison, rest) = comparison(value)
      guard let unit = rest.last, let count = Int64(rest.dropLast()), count >= 0, count < 100_000 else {
        return nil
      }
      switch unit {
      case "s": return .age(comparison, .seconds(count))
      case "m": return .age(comparison, .minutes(count))
      case "h": return .age(comparison, .hours(count))
      case "d": return .age(comparison, .hours(24 * count))
      default: return nil
      }
    }
    if word.first == "!" { return word.count > 1 ? .word(Needle(word.dropFirst()), isExcluded: true) : nil }
    return .word(Needle(word), isExcluded: false)
  }

  private static func value(of prefix: String, in word: Substring) -> Substring? {
    word.lowercased().hasPrefix(prefix) ? word.dropFirst(prefix.count) : nil
  }

  private static func comparison(_ text: Substring) -> (Comparison, Substring) {
    if text.hasPrefix("<=") { return (.atMost, text.dropFirst(2)) }
    if text.hasPrefix(">=") { return (.atLeast, text.dropFirst(2)) }
    if text.hasPrefix("<") { return (.below, text.dropFirst()) }
    if text.hasPrefix(">") { return (.above, text.dropFirst()) }
    return (.equal, text.hasPrefix("=") ? text.dropFirst() : text)
  }

  private static func matches(_ value: Substring, sector: Sector) -> Bool {
    let low = value.lowercased()
    if low == String(sector.rawValue) { return true }
    return [sector.name.zh, sector.short.zh, sector.name.en, sector.short.en, sector.word].contains {
      $0.lowercased().hasPrefix(low)
    }
  }

  private static func grade(_ text: Substring) -> Grade? {
    Grade.allCases.first { $0.mark.hasSuffix(text) && !text.isEmpty || $0.word == text.lowercased() }
  }

  private static let stateWords: [(word: String, state: AlarmStates)] = [
    ("未确认", .unacknowledged), ("unacknowledged", .unacknowledged), ("wqr", .unacknowledged),
    ("已确认", .acknowledged), ("acknowledged", .acknowledged), ("yqr", .acknowledged),
    ("已恢复", .returned), ("returned", .returned), ("yhf", .returned),
    ("处置中", .owned), ("owned", .owned), ("czz", .owned),
    ("待接受", .offered), ("offered", .offered), ("djs", .offered),
    ("响应中", .responding), ("responding", .responding), ("xyz", .responding),
    ("待结案", .taskOpen), ("task", .taskOpen), ("dja", .taskOpen),
    ("已搁置", .shelved), ("搁置", .shelved), ("shelved", .shelved), ("gz", .shelved),
    ("已抑制", .suppressedByDesign), ("抑制", .suppressedByDesign), ("suppressed", .suppressedByDesign),
    ("yz", .suppressedByDesign),
    ("已停用", .outOfService), ("停用", .outOfService), ("oos", .outOfService), ("ty", .outOfService),
    ("抖动", .chattering), ("chatter", .chattering), ("dd", .chattering),
    ("锁存", .latched), ("latched", .latched), ("失联", .lost), ("lost", .lost),
  ]
}

/// A filter made ready for one site: each word is looked for once in each sensor, rule and source, so that a
/// row costs a few array reads and one search in its own texts.
struct FilterMatcher: Sendable {
  private struct Word {
    var needle: Needle
    var isNumber: Bool
    var isExcluded: Bool
    var sensors: [Bool]
    var rules: [Bool]
    var sources: [Bool]
  }

  var now: Instant
  /// Keeps back most rows that lack a word.
  let sieve: RowSieve
  private var words: [Word] = []
  /// The terms that ask for a grade or an age.
  private var levels: [(Filter.Comparison, Int)] = []
  private var ages: [(Filter.Comparison, Span)] = []
  /// The states that each term accepts any of.
  private var states: [AlarmStates] = []
  /// By sector.
  private var isSectorShown = [Bool](repeating: true, count: Sector.allCases.count)

  init(_ filter: Filter, index: SiteIndex, now: Instant) {
    self.now = now
    sieve = RowSieve(
      words: filter.terms.compactMap { term in
        guard case .word(let needle, false) = term, !needle.isNumber else { return nil }
        return needle.folded
      })
    for term in filter.terms {
      switch term {
      case .word(let needle, let isExcluded):
        words.append(
          Word(
            needle: needle, isNumber: needle.isNumber, isExcluded: isExcluded,
            sensors: index.sensorHay.map { $0.contains(needle) },
            rules: index.ruleHay.map { $0.contains(needle) },
            sources: index.sourceHay.map { $0.contains(needle) }))
      case .sectors(let sectors):
        for sector in Sector.allCases where !sectors.contains(sector) { isSectorShown[sector.index] = false }
      case .states(let wanted):
        states.append(wanted)
      case .level(let comparison, let digit): levels.append((comparison, digit))
      case .age(let comparison, let span): ages.append((comparison, span))
      }
    }
  }

  func matches(_ row: AlarmRow) -> Bool {
    guard isSectorShown[row.sector.index] else { return false }
    for wanted in states where row.states.isDisjoint(with: wanted) { return false }
    for (comparison, digit) in levels where !comparison.holds(Int(row.grade.rawValue), digit) { return false }
    for (comparison, span) in ages where !comparison.holds(row.raisedAt.age(at: now), span) { return false }
    // Looked at where they lie: a copy of a word for every row costs more than the search.
    for index in words.indices where finds(index, in: row) == words[index].isExcluded { return false }
    return true
  }

  private func finds(_ word: Int, in row: AlarmRow) -> Bool {
    let facts = row.facts
    if facts.sensor >= 0, words[word].sensors[Int(facts.sensor)] { return true }
    if facts.rule >= 0, words[word].rules[Int(facts.rule)] { return true }
    if facts.sensor < 0, facts.source >= 0, words[word].sources[Int(facts.source)] { return true }
    if words[word].needle.stands(in: row) { return true }
    return words[word].isNumber && "#\(row.id.value)".utf8.starts(with: words[word].needle.word.bytes)
  }
}
