import CitySafety

/// A place in a file; 0 is "not known", as in `Problem`.
struct Location: Sendable, Hashable {
  var file: String
  var line = 0
  var column = 0
}

/// What is wrong and what to do about it, apart from where.
struct Mistake: Sendable, Hashable {
  var what: Bilingual
  var remedy: Bilingual

  init(zh: String, en: String, remedyZh: String, remedyEn: String) {
    what = Bilingual(zh: zh, en: en)
    remedy = Bilingual(zh: remedyZh, en: remedyEn)
  }
}

/// Collects the mistakes of one load.
///
/// Past `ProblemReport.limit` it only counts.
final class ProblemList {
  private(set) var problems: [Problem] = []
  private(set) var omitted = 0
  private(set) var errors = 0
  private var searches = 0
  /// Files in the order they were opened, which is the order of the report.
  private var order: [String: Int] = [:]

  /// Fixes the file's place in the report.
  func opened(_ file: String) {
    if order[file] == nil { order[file] = order.count }
  }

  func add(_ mistake: Mistake, at location: Location, severity: Problem.Severity = .error) {
    opened(location.file)
    if severity == .error { errors += 1 }
    if problems.count >= ProblemReport.limit {
      omitted += 1
      return
    }
    problems.append(
      Problem(
        file: location.file, line: location.line, column: location.column, what: mistake.what,
        remedy: mistake.remedy, severity: severity))
  }

  func warn(_ mistake: Mistake, at location: Location) {
    add(mistake, at: location, severity: .warning)
  }

  /// The nearest of a long list of names, for the first `Nearest.searchLimit` that ask.
  func suggestion(for word: String, in names: [String]) -> String? {
    guard searches < Nearest.searchLimit else { return nil }
    searches += 1
    return Nearest.name(to: word, in: names)
  }

  var hasErrors: Bool { errors > 0 }

  /// Problems by file and line; those of one line stay in the order they were found.
  var sorted: [Problem] {
    let keyed = problems.enumerated().map { (rank: order[$1.file] ?? 0, found: $0, problem: $1) }
    return keyed.sorted {
      ($0.rank, $0.problem.line, $0.problem.column, $0.found) < (
        $1.rank, $1.problem.line, $1.problem.column, $1.found
      )
    }.map(\.problem)
  }

  var report: ProblemReport { ProblemReport(problems: sorted, omitted: omitted) }
}
