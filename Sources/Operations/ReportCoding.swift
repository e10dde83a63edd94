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
