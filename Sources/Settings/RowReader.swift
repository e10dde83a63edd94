import CitySafety

/// Takes typed values from one row of a register, reporting what is wrong.
struct RowReader {
  let register: Register
  let row: Register.Row
  let problems: ProblemList

  var location: Location { Location(file: register.file, line: row.line) }

  func report(_ mistake: Mistake) { problems.add(mistake, at: location) }
  func warn(_ mistake: Mistake) { problems.warn(mistake, at: location) }

  /// The field as it stands; empty when absent.
  func raw(_ column: String) -> String {
    guard let position = register.columns[column] else { return "" }
    return row.fields[position]
  }

  func isEmpty(_ column: String) -> Bool { raw(column).isEmpty }

  /// The row's own id, entered into `names`.
  func id(_ column: String = "id", into names: inout Names) -> String {
    let id = raw(column)
    problems.checkID(id, column, at: location)
    if let line = names.add(id, line: row.line), !id.isEmpty {
      report(.repeated(column, id, firstLine: line))
    }
    return id
  }

  func text(_ column: String, limit: Int = Limits.name) -> String {
    if isEmpty(column) { report(.empty(column)) }
    return optionalText(column, limit: limit)
  }

  func optionalText(_ column: String, limit: Int = Limits.name) -> String {
    let text = raw(column)
    problems.checkText(text, column, limit: limit, at: location)
    return text
  }

  /// The pair of columns `name_zh` and `name_en`.
  func bilingual(_ column: String) -> Bilingual {
    Bilingual(zh: text(column + "_zh"), en: text(column + "_en"))
  }

  func number(_ column: String, in range: ClosedRange<Double> = Limits.any) -> Double? {
    if isEmpty(column) {
      report(.empty(column))
      return nil
    }
    return optionalNumber(column, in: range)
  }

  func optionalNumber(_ column: String, in range: ClosedRange<Double> = Limits.any) -> Double? {
    let text = raw(column)
    guard !text.isEmpty else { return nil }
    guard let number = RowReader.decimal(text) else {
      report(.notANumber(column, HarmlessText.clean(text, limit: Limits.id)))
      return nil
    }
    return problems.checkRange(number, column, range, at: location)
  }

  func whole(_ column: String, in range: ClosedRange<Int>) -> Int? {
    guard let number = number(column, in: Double(range.lowerBound)...Double(range.upperBound)) else {
      return nil
    }
    if let whole = Int(exactly: number) { return whole }
    report(.notAWhole(column, raw(column)))
    return nil
  }

  func span(_ column: String, in range: ClosedRange<Double>) -> Span? {
    number(column, in: range).map { Span(seconds: $0) }
  }

  /// `true` or `false`; an empty field is false.
  func flag(_ column: String) -> Bool {
    let text = raw(column)
    if !text.isEmpty && text != "true" && text != "false" {
      report(.notAFlag(column, HarmlessText.clean(text, limit: Limits.id)))
    }
    return text == "true"
  }

  func word<Value>(_ column: String, _ choices: Choices<Value>) -> Value? {
    if isEmpty(column) {
      report(.empty(column))
      return nil
    }
    return problems.checkWord(raw(column), column, choices, at: location)
  }

  /// The position of the entry that the field names; −1 after a report.
  func reference(_ column: String, in names: Names) -> Int {
    if isEmpty(column) {
      report(.empty(column))
      return -1
    }
    return problems.checkReference(raw(column), column, in: names, at: location)
  }

  /// A decimal number as people write it; neither hexadecimal nor infinite.
  static func decimal(_ text: String) -> Double? {
    let isPlain = text.utf8.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
        || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E")
    }
    guard isPlain, let number = Double(text), number.isFinite else { return nil }
    return number
  }
}

extension Span {
  /// To the nearest millisecond; the caller has checked the range.
  init(seconds: Double) { self.init(milliseconds: Int64((seconds * 1000).rounded())) }
}
