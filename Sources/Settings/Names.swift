import CitySafety

/// The ids that a file defines, for checking those who name them.
struct Names {
  /// What the ids are, as in "unknown sensor type".
  let kind: Bilingual
  /// The file's name inside the site folder.
  let file: String
  private(set) var positions: [String: Int] = [:]
  private(set) var ordered: [String] = []
  private var lines: [Int] = []
  /// False when the file could not be read: then nobody can be blamed for naming what may have stood there.
  var isComplete = true

  init(zh: String, en: String, file: String) {
    kind = Bilingual(zh: zh, en: en)
    self.file = file
  }

  var count: Int { ordered.count }

  /// Adds an id at the next position; answers the line of the entry that already has it.
  mutating func add(_ id: String, line: Int) -> Int? {
    defer {
      ordered.append(id)
      lines.append(line)
    }
    if let first = positions[id] { return lines[first] }
    positions[id] = ordered.count
    return nil
  }

  func line(of position: Int) -> Int { lines[position] }
}

/// A closed list of words and what they stand for.
struct Choices<Value> {
  let pairs: [(word: String, value: Value)]

  init(_ pairs: [(word: String, value: Value)]) { self.pairs = pairs }

  var words: [String] { pairs.map(\.word) }

  func value(of word: String) -> Value? { pairs.first { $0.word == word }?.value }
}

extension Choices where Value == Sector {
  static var sectors: Choices { Choices(Sector.allCases.map { ($0.word, $0) }) }
}

extension Choices where Value == Grade {
  static var grades: Choices { Choices(Grade.allCases.map { ($0.word, $0) }) }
}

/// Checks that rows and tables share: each reports what is wrong and answers what can be used.
extension ProblemList {
  /// A text that may reach the screen.
  func checkText(_ text: String, _ name: String, limit: Int, at location: Location) {
    if text.utf8.count <= limit, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return }
    if let scalar = text.unicodeScalars.first(where: HarmlessText.isHarmful) {
      add(.harmful(name, scalar), at: location)
    }
    if text.unicodeScalars.count > limit { add(.tooLong(name, limit: limit), at: location) }
  }

  func checkID(_ text: String, _ name: String, at location: Location) {
    guard !text.isEmpty else { return add(.empty(name), at: location) }
    let isGood = text.unicodeScalars.allSatisfy {
      switch $0 {
      case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_": true
      default: $0.value > 0x7F && $0.properties.isAlphabetic
      }
    }
    if !isGood || text.unicodeScalars.count > Limits.id {
      add(.badID(name, HarmlessText.clean(text, limit: Limits.id)), at: location)
    }
  }

  func checkWord<Value>(_ word: String, _ name: String, _ choices: Choices<Value>, at location: Location)
    -> Value?
  {
    if let value = choices.value(of: word) { return value }
    let shown = HarmlessText.clean(word, limit: Limits.id)
    let nearest = Nearest.name(to: word, in: choices.words)
    add(.unknownWord(name, shown, choices: choices.words, nearest: nearest), at: location)
    return nil
  }

  /// The position of the entry that `word` names; −1 after a report.
  func checkReference(_ word: String, _ name: String, in names: Names, at location: Location) -> Int {
    if let position = names.positions[word] { return position }
    if names.isComplete {
      let shown = HarmlessText.clean(word, limit: Limits.id)
      let nearest = suggestion(for: word, in: names.ordered)
      add(
        .unknownReference(name, shown, kind: names.kind, file: names.file, nearest: nearest), at: location)
    }
    return -1
  }

  func checkRange(_ value: Double, _ name: String, _ range: ClosedRange<Double>, at location: Location)
    -> Double?
  {
    if range.contains(value) { return value }
    add(.outOfRange(name, value, range.lowerBound, range.upperBound), at: location)
    return nil
  }

  func checkOffset(_ text: String, _ name: String, at location: Location) -> UTCOffset? {
    if let offset = ISOTime.offset(text) { return offset }
    add(.badOffset(name, HarmlessText.clean(text, limit: Limits.id)), at: location)
    return nil
  }
}
