import CitySafety

/// A CSV register: a header and rows, by RFC 4180, with `#` comment lines and blank lines left out.
struct Register {
  struct Row {
    /// Where the row starts.
    var line: Int
    var fields: [String]
  }

  let file: String
  /// Position of each known column.
  private(set) var columns: [String: Int] = [:]
  private(set) var rows: [Row] = []

  /// Reads a register; `nil` when its header cannot be used.
  ///
  /// Rows with the wrong number of fields are
  /// reported and left out.
  init?(_ bytes: [UInt8], file: String, columns expected: [String], problems: ProblemList) {
    self.file = file
    if let line = Register.firstBadUTF8(bytes) {
      problems.add(.notUTF8(), at: Location(file: file, line: line))
      return nil
    }
    var parser = RegisterParser(bytes)
    let header = parser.next()
    if let mistake = parser.mistake {
      problems.add(mistake, at: Location(file: file, line: parser.mistakeLine))
      return nil
    }
    guard let header else {
      problems.add(.noHeader(), at: Location(file: file))
      return nil
    }
    guard takeHeader(header, expected, problems) else { return nil }
    while let row = parser.next() {
      if rows.count == Limits.rows {
        problems.add(.tooManyRows(), at: Location(file: file, line: row.line))
        break
      }
      if row.fields.count == header.fields.count {
        rows.append(row)
      } else {
        let mistake = Mistake.fieldCount(row.fields.count, expected: header.fields.count)
        problems.add(mistake, at: Location(file: file, line: row.line))
      }
    }
    if let mistake = parser.mistake {
      problems.add(mistake, at: Location(file: file, line: parser.mistakeLine))
    }
  }

  private mutating func takeHeader(_ header: Row, _ expected: [String], _ problems: ProblemList) -> Bool {
    let location = Location(file: file, line: header.line)
    let before = problems.errors
    for (position, name) in header.fields.enumerated() {
      if columns[name] != nil {
        problems.add(.repeatedColumn(name), at: location)
      } else if expected.contains(name) {
        columns[name] = position
      } else {
        let missing = expected.filter { !header.fields.contains($0) }
        let shown = HarmlessText.clean(name, limit: Limits.id)
        problems.add(.unknownColumn(shown, nearest: Nearest.name(to: name, in: missing)), at: location)
      }
    }
    for name in expected where columns[name] == nil {
      problems.add(.missingColumn(name), at: location)
    }
    return problems.errors == before
  }

  /// The line of the first byte that is not UTF-8; `nil` when all of it is.
  static func firstBadUTF8(_ bytes: [UInt8]) -> Int? {
    if String(validating: bytes, as: UTF8.self) != nil { return nil }
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var line = 1
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue("\n"): line += 1
      case .scalarValue: continue
      case .emptyInput, .error: return line
      }
    }
  }
}

/// Cuts bytes into rows.
///
/// After `next` answered `nil`, `mistake` says whether that was the end.
private struct RegisterParser {
  private let bytes: [UInt8]
  private var at = 0
  private var line = 1
  private(set) var mistake: Mistake?
  private(set) var mistakeLine = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  mutating func next() -> Register.Row? {
    skipCommentsAndBlanks()
    guard at < bytes.count, mistake == nil else { return nil }
    var row = Register.Row(line: line, fields: [])
    while true {
      guard let field = field() else { return nil }
      row.fields.append(field)
      guard at < bytes.count else { return row }
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: ",") { continue }
      // A lone carriage return ends a row too, but editors do not count it as a line.
      let isPair = byte == UInt8(ascii: "\r") && at < bytes.count && bytes[at] == UInt8(ascii: "\n")
      if isPair { at += 1 }
      if isPair || byte == UInt8(ascii: "\n") { line += 1 }
      return row
    }
  }

  private mutating func skipCommentsAndBlanks() {
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\n"):
        line += 1
        at += 1
      case UInt8(ascii: "\r"):
        at += 1
      case UInt8(ascii: "#"):
        while at < bytes.count && bytes[at] != UInt8(ascii: "\n") { at += 1 }
      default:
        return
      }
    }
  }

  private mutating func field() -> String? {
    if at < bytes.count && bytes[at] == UInt8(ascii: "\"") { return quotedField() }
    let start = at
    while at < bytes.count && !endsField(bytes[at]) {
      if bytes[at] == UInt8(ascii: "\"") { return fail(.strayQuote(), line) }
      at += 1
    }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private mutating func quotedField() -> String? {
    let startLine = line
    at += 1
    var content: [UInt8] = []
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "\n") { line += 1 }
      if byte != UInt8(ascii: "\"") {
        content.append(byte)
      } else if at < bytes.count && bytes[at] == UInt8(ascii: "\"") {
        content.append(byte)
        at += 1
      } else if at == bytes.count || endsField(bytes[at]) {
        return String(decoding: content, as: UTF8.self)
      } else {
        return fail(.strayQuote(), line)
      }
    }
    return fail(.openQuote(), startLine)
  }

  private func endsField(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private mutating func fail(_ mistake: Mistake, _ line: Int) -> String? {
    self.mistake = mistake
    mistakeLine = line
    return nil
  }
}
