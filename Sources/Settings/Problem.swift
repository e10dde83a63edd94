public import CitySafety

/// One mistake in a file of the site, a theme or the keys: what, where and what to do.
public struct Problem: Sendable, Hashable {
  public enum Severity: Sendable, Hashable {
    /// The file cannot be used.
    case error
    /// It can, but is probably not what was meant.
    case warning
  }

  /// As the caller named it, such as `sites/hanggin/sensors.csv`.
  public var file: String
  /// From 1; 0 when the problem belongs to the file as a whole.
  public var line: Int
  /// In characters from 1; 0 when the line says enough.
  public var column: Int
  public var what: Bilingual
  public var remedy: Bilingual
  public var severity: Severity

  public init(
    file: String, line: Int = 0, column: Int = 0, what: Bilingual, remedy: Bilingual,
    severity: Severity = .error
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.what = what
    self.remedy = remedy
    self.severity = severity
  }

  /// One line: `sites/hanggin/sensors.csv:12: 'cadence_s' is empty — write a number`.
  public func text(_ language: Language) -> String {
    var text = file
    if line > 0 { text += ":\(line)" }
    if line > 0 && column > 0 { text += ":\(column)" }
    text += ": "
    if severity == .warning { text += Bilingual(zh: "警告：", en: "warning: ")[language] }
    return text + what[language] + " — " + remedy[language]
  }
}

extension Problem: CustomStringConvertible {
  public var description: String { text(.en) }
}

/// Every mistake found in one load, in the order of files and lines.
///
/// At least one is an error.
public struct ProblemReport: Error, Sendable, Hashable {
  /// No more than this many are kept; the rest are counted.
  public static let limit = 1000

  public var problems: [Problem]
  public var omitted: Int

  public init(problems: [Problem], omitted: Int = 0) {
    self.problems = problems
    self.omitted = omitted
  }

  /// One problem a line.
  public func text(_ language: Language) -> String {
    var lines = problems.map { $0.text(language) }
    if omitted > 0 {
      lines.append(Bilingual(zh: "另有 \(omitted) 处未列出", en: "and \(omitted) more")[language])
    }
    return lines.joined(separator: "\n")
  }
}

extension ProblemReport: CustomStringConvertible {
  public var description: String { text(.en) }
}
