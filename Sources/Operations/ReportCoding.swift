import CityDispatch
import CitySafety

/// Upward reports and what their clocks count from, as bytes.
extension DispatchCoding {
  static func write(_ report: UpwardReport, to writer: inout ByteWriter) {
    writer.write(report.number)
    writer.write(report.kind.rawValue)
    writer.write(report.rule)
    writer.write(report.entries) { writer, entry in
      writer.write(entry.field)
      writer.write(entry.text)
    }
  }

  static func readReport(from reader: inout ByteReader) throws(CodingFailure) -> UpwardReport {
    let number = try reader.int()
    let kind: ReportKind = try reader.choice()
    let rule = try reader.string()
    return UpwardReport(
      number: number, kind: kind, rule: rule,
      entries: try reader.list { (reader: inout ByteReader) throws(CodingFailure) -> UpwardReport.Entry in
        let field = try reader.string()
        return UpwardReport.Entry(field: field, text: try reader.string())
      })
  }

  static func write(_ correction: ReportCorrection, to writer: inout ByteWriter) {
    writer.write(correction.number)
    writer.write(correction.changes) { writer, change in
      for text in [change.field, change.before, change.after] { writer.write(text) }
    }
  }

  static func readCorrection(from reader: inout ByteReader) throws(CodingFailure) -> ReportCorrection {
    let number = try reader.int()
    return ReportCorrection(
      number: number,
      changes: try reader.list {
        (reader: inout ByteReader) throws(CodingFailure) -> ReportCorrection.Change in
        let field = try reader.string()
        let before = try reader.string()
        return ReportCorrection.Change(field: field, before: before, after: try reader.string())
      })
  }

  /// Which reports correct which, and what the newest does: since version 3 of an incident, after everything else.
  static func writeCorrections(_ reporting: Reporting, to writer: inout ByteWriter) {
    writer.write(reporting.sent.map { $0.corrects ?? 0 }) { $0.write($1) }
    writer.write(reporting.last?.corrects) { write($1, to: &$0) }
  }

  static func readCorrections(
    into reporting: inout Reporting, from reader: inout ByteReader
  ) throws(CodingFailure) {
    let numbers = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in try reader.int() }
    for (index, number) in numbers.enumerated() where reporting.sent.indices.contains(index) && number > 0 {
      reporting.sent[index].corrects = number
    }
    let correction = try reader.bool() ? try readCorrection(from: &reader) : nil
    reporting.last?.corrects = correction
  }

  /// The reports that are due: since version 4 of an incident, after everything else.
  static func write(_ due: [ReportDue], to writer: inout ByteWriter) {
    writer.write(due) { writer, due in
      writer.write(due.rule)
      writer.write(due.round)
      writer.write(due.at)
    }
  }

  static func readDue(from reader: inout ByteReader) throws(CodingFailure) -> [ReportDue] {
    try reader.list { (reader: inout ByteReader) throws(CodingFailure) -> ReportDue in
      let rule = try reader.string()
      let round = try reader.int()
      return ReportDue(rule: rule, round: round, at: try reader.instant())
    }
  }

  static func write(_ reporting: Reporting, to writer: inout ByteWriter) {
    writer.write(reporting.known)
    writer.write(reporting.sent) { writer, mark in
      writer.write(mark.number)
      writer.write(mark.kind.rawValue)
      writer.write(mark.version)
      writer.write(mark.rule)
      writer.write(mark.at)
      writer.write(mark.by) { $0.write($1) }
    }
    writer.write(reporting.last) { write($1, to: &$0) }
    writer.write(reporting.lastAt) { $0.write($1) }
    writer.write(reporting.assessed) { writer, assessed in
      writer.write(assessed.at)
      write(assessed.assessment, to: &writer)
    }
    writer.write(reporting.graded) { writer, graded in
      writer.write(graded.at)
      writer.write(graded.grade.rawValue)
    }
  }

  static func readReporting(from reader: inout ByteReader) throws(CodingFailure) -> Reporting {
    var reporting = Reporting(known: try reader.instant())
    reporting.sent = try reader.list { (reader: inout ByteReader) throws(CodingFailure) -> ReportMark in
      let number = try reader.int()
      let kind: ReportKind = try reader.choice()
      let version = try reader.int()
      let rule = try reader.string()
      let at = try reader.instant()
      return ReportMark(
        number: number, kind: kind, version: version, rule: rule, at: at, by: try reader.optionalString())
    }
    reporting.last = try reader.bool() ? try readReport(from: &reader) : nil
    reporting.lastAt = try reader.optionalInstant()
    reporting.assessed = try reader.list {
      (reader: inout ByteReader) throws(CodingFailure) -> Reporting.Assessed in
      let at = try reader.instant()
      return Reporting.Assessed(at: at, assessment: try readAssessment(from: &reader))
    }
    reporting.graded = try reader.list {
      (reader: inout ByteReader) throws(CodingFailure) -> Reporting.Graded in
      let at = try reader.instant()
      return Reporting.Graded(at: at, grade: try reader.choice())
    }
    return reporting
  }
}
