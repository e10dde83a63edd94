/// 更正: what a report upward says otherwise than one that was sent before it.
///
/// The report that carries it holds the whole text as it should read. It answers no time limit a second time.
public struct ReportCorrection: Sendable, Hashable {
  public struct Change: Sendable, Hashable {
    /// Id of a `ReportField`.
    public var field: String
    /// Empty where the field was not there, or is not any more.
    public var before: String
    public var after: String

    public init(field: String, before: String, after: String) {
      self.field = field
      self.before = before
      self.after = after
    }
  }

  /// The number of the report that is corrected; of a corrected one the first, never another correction.
  public var number: Int
  /// At least one.
  public var changes: [Change]

  public init(number: Int, changes: [Change]) {
    self.number = number
    self.changes = changes
  }

  /// What differs from a report as it was last sent to what it should say, in the order of `fields`.
  public init(of sent: UpwardReport, as entries: [UpwardReport.Entry]) {
    number = sent.corrects?.number ?? sent.number
    var ids = entries.map(\.field)
    for entry in sent.entries where !ids.contains(entry.field) { ids.append(entry.field) }
    changes = ids.compactMap { id in
      let (before, after) = (sent.text(of: id), entries.first { $0.field == id }?.text ?? "")
      return before == after ? nil : Change(field: id, before: before, after: after)
    }
  }

  /// Why a report does not correct one of an incident; `nil` where it does.
  func refusal(of report: UpwardReport, among sent: [ReportMark]) -> DispatchRefusal? {
    if changes.isEmpty { return .nothingToDo }
    if changes.count > UpwardReport.fieldLimit { return .tooMany(limit: UpwardReport.fieldLimit) }
    guard let mark = sent.first(where: { $0.number == number && $0.corrects == nil }),
      mark.kind == report.kind, mark.rule == report.rule,
      Set(changes.map(\.field)).count == changes.count,
      changes.allSatisfy({ $0.before != $0.after && report.text(of: $0.field) == $0.after })
    else { return .unsound }
    return nil
  }
}

extension UpwardReport {
  /// The newest text of each report among those that were sent, the newest report first.
  public static func newestTexts(_ sent: [UpwardReport]) -> [UpwardReport] {
    var newest: [Int: UpwardReport] = [:]
    for report in sent.sorted(by: { $0.number < $1.number }) {
      newest[report.corrects?.number ?? report.number] = report
    }
    return newest.sorted { $0.key > $1.key }.map(\.value)
  }
}
