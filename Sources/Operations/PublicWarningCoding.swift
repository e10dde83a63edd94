import Alarms
public import CityDispatch
import CitySafety

/// The fixed binary form of authored warnings, for table rows, checkpoints and journal entries.
public enum PublicWarningCoding {
  static let version: UInt8 = 1

  /// Appends the warning with all its versions.
  public static func encode(_ warning: PublicWarning, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      write(warning, to: &writer)
    }
  }

  /// Reads one warning that takes all of `bytes`.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> PublicWarning {
    var reader = ByteReader(bytes)
    try reader.version(version)
    let warning = try readWarning(from: &reader)
    try reader.finish()
    return warning
  }

  // MARK: Content

  static func write(_ content: WarningContent, to writer: inout ByteWriter) {
    writer.write(content.status.rawValue)
    writer.write(content.type.id)
    writer.write(content.type.name)
    for text in [content.type.category, content.type.code, content.type.urgency, content.type.certainty] {
      writer.write(text)
    }
    writer.write(content.grade.rawValue)
    writer.write(content.starts)
    writer.write(content.ends)
    writer.write(content.area)
    writer.write(content.geocodes) { $0.write($1) }
    writer.write(content.caution)
    writer.write(content.measures)
    writer.write(content.issuer.name)
    writer.write(content.issuer.sender)
    writer.write(content.issuer.code)
  }

  static func readContent(from reader: inout ByteReader) throws(CodingFailure) -> WarningContent {
    let status: ReceivedWarning.Status = try reader.choice()
    let id = try reader.string()
    let name = try reader.bilingual()
    let category = try reader.string()
    let code = try reader.string()
    let urgency = try reader.string()
    let type = WarningType(
      id: id, name: name, category: category, code: code, urgency: urgency, certainty: try reader.string())
    let grade: Grade = try reader.choice()
    let starts = try reader.instant()
    let ends = try reader.instant()
    let area = try reader.bilingual()
    let geocodes = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in try reader.string() }
    let caution = try reader.bilingual()
    let measures = try reader.bilingual()
    let issuer = try reader.bilingual()
    let sender = try reader.string()
    return WarningContent(
      status: status, type: type, grade: grade, starts: starts, ends: ends, area: area, geocodes: geocodes,
      caution: caution, measures: measures,
      issuer: WarningIssuer(name: issuer, sender: sender, code: try reader.string()))
  }

  private static func write(_ message: IssuedWarning, to writer: inout ByteWriter) {
    writer.write(message.number)
    writer.write(message.version)
    writer.write(message.type.rawValue)
    writer.write(message.sent)
    write(message.content, to: &writer)
    writer.write(message.references) { writer, reference in
      writer.write(reference.sender)
      writer.write(reference.identifier)
      writer.write(reference.sent)
    }
    writer.write(message.reason)
    writer.write(message.by)
    writer.write(message.approver) { $0.write($1) }
  }

  private static func readMessage(from reader: inout ByteReader) throws(CodingFailure) -> IssuedWarning {
    let number = try reader.int64()
    let version = try reader.int()
    let type: ReceivedWarning.MessageType = try reader.choice()
    let sent = try reader.instant()
    let content = try readContent(from: &reader)
    let references = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      let sender = try reader.string()
      let identifier = try reader.string()
      return WarningReference(sender: sender, identifier: identifier, sent: try reader.instant())
    }
    let reason = try reader.string()
    let by = try reader.string()
    return IssuedWarning(
      number: number, version: version, type: type, sent: sent, content: content, references: references,
      reason: reason, by: by, approver: try reader.optionalString())
  }

  // MARK: Warnings

  static func write(_ warning: PublicWarning, to writer: inout ByteWriter) {
    writer.write(warning.id.value)
    writer.write(warning.incident) { $0.write($1.value) }
    writer.write(warning.proposal) { writer, proposal in
      write(proposal.content, to: &writer)
      writer.write(proposal.isSubmitted)
      CommandCoding.write(proposal.by, to: &writer)
      writer.write(proposal.at)
      writer.write(proposal.remark)
    }
    writer.write(warning.messages) { write($1, to: &$0) }
    writer.write(warning.expiredAt) { $0.write($1) }
    writer.write(warning.isDiscarded)
    writer.write(warning.changedAt)
    writer.write(warning.changedBy) { $0.write($1) }
    writer.write(warning.revision)
  }

  static func readWarning(from reader: inout ByteReader) throws(CodingFailure) -> PublicWarning {
    let id = PublicWarningID(try reader.int64())
    let incident = try reader.bool() ? IncidentID(try reader.int64()) : nil
    let proposal = try reader.bool() ? try readProposal(from: &reader) : nil
    let messages = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      try readMessage(from: &reader)
    }
    let expiredAt = try reader.optionalInstant()
    let isDiscarded = try reader.bool()
    let changedAt = try reader.instant()
    let changedBy = try reader.optionalString()
    return PublicWarning(
      id: id, incident: incident, proposal: proposal, messages: messages, expiredAt: expiredAt,
      isDiscarded: isDiscarded, changedAt: changedAt, changedBy: changedBy, revision: try reader.int64())
  }

  private static func readProposal(from reader: inout ByteReader) throws(CodingFailure) -> WarningProposal {
    let content = try readContent(from: &reader)
    let isSubmitted = try reader.bool()
    let actor = try CommandCoding.readActor(from: &reader)
    let at = try reader.instant()
    return WarningProposal(
      content: content, isSubmitted: isSubmitted, by: actor, at: at, remark: try reader.string())
  }

  static func write(_ book: PublicWarningBook, to writer: inout ByteWriter) {
    writer.write(book.last.value)
    writer.write(book.lastSent)
    writer.write(book.warnings.values.sorted { $0.id < $1.id }) { write($1, to: &$0) }
  }

  static func readBook(from reader: inout ByteReader) throws(CodingFailure) -> PublicWarningBook {
    let last = PublicWarningID(try reader.int64())
    let lastSent = try reader.instant()
    let warnings = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      try readWarning(from: &reader)
    }
    return PublicWarningBook(warnings: warnings, last: last, lastSent: lastSent)
  }

  // MARK: Requests

  static func write(_ action: WarningAction, to writer: inout ByteWriter) {
    let tag: UInt8 =
      switch action {
      case .draft: 1
      case .back: 2
      case .issue: 3
      case .cancel: 4
      case .discard: 5
      }
    writer.write(tag)
    writer.write(action.id.value)
    switch action {
    case .draft(_, let incident, let content, let isSubmitted):
      writer.write(incident) { $0.write($1.value) }
      write(content, to: &writer)
      writer.write(isSubmitted)
    case .back(_, let reason), .cancel(_, let reason): writer.write(reason)
    case .issue(_, let approver): writer.write(approver) { CommandCoding.write($1, to: &$0) }
    case .discard: break
    }
  }

  static func readAction(from reader: inout ByteReader) throws(CodingFailure) -> WarningAction {
    let tag = try reader.uint8()
    let id = PublicWarningID(try reader.int64())
    switch tag {
    case 1:
      let incident = try reader.bool() ? IncidentID(try reader.int64()) : nil
      let content = try readContent(from: &reader)
      return .draft(id, incident: incident, content, isSubmitted: try reader.bool())
    case 2: return .back(id, reason: try reader.string())
    case 3: return .issue(id, approver: try reader.bool() ? try CommandCoding.readActor(from: &reader) : nil)
    case 4: return .cancel(id, reason: try reader.string())
    case 5: return .discard(id)
    default: throw .unknownCase("WarningAction", tag)
    }
  }
}

/// Refusals.
extension PublicWarningCoding {
  static func write(_ refusal: WarningRefusal, to writer: inout ByteWriter) {
    func tag(_ bytes: UInt8...) { for byte in bytes { writer.write(byte) } }
    switch refusal {
    case .unknown(let id):
      tag(1)
      writer.write(id.value)
    case .unknownIncident(let id):
      tag(2)
      writer.write(id.value)
    case .raced(let by, let at):
      tag(3)
      writer.write(by) { $0.write($1) }
      writer.write(at)
    case .unknownKind(let id):
      tag(4)
      writer.write(id)
    case .received(let kind, let publisher, let origin):
      tag(5)
      writer.write(kind)
      writer.write(publisher)
      writer.write(origin)
    case .noIssuer(let grade): tag(6, grade.rawValue)
    case .missing(let field): tag(7, field.rawValue)
    case .ended: tag(8)
    case .badCode(let code):
      tag(9)
      writer.write(code)
    case .notForGrade(let grade, let role): tag(10, grade.rawValue, role.rawValue)
    case .approverNotForGrade(let grade, let role): tag(11, grade.rawValue, role.rawValue)
    case .needsSecond(let grade): tag(12, grade.rawValue)
    case .secondIsFirst(let name):
      tag(13)
      writer.write(name)
    case .wrongState(let state): tag(14, state.rawValue)
    case .nothingToDo: tag(15)
    case .needsReason: tag(16)
    case .smsTooLong(let parts, let limit):
      tag(17)
      writer.write(parts)
      writer.write(limit)
    case .tooMany(let limit):
      tag(18)
      writer.write(limit)
    }
  }

  static func readRefusal(from reader: inout ByteReader) throws(CodingFailure) -> WarningRefusal {
    switch try reader.uint8() {
    case 1: return .unknown(PublicWarningID(try reader.int64()))
    case 2: return .unknownIncident(IncidentID(try reader.int64()))
    case 3:
      let by = try reader.optionalString()
      return .raced(by: by, at: try reader.instant())
    case 4: return .unknownKind(try reader.string())
    case 5:
      let kind = try reader.bilingual()
      let publisher = try reader.bilingual()
      return .received(kind: kind, publisher: publisher, origin: try reader.string())
    case 6: return .noIssuer(try reader.choice())
    case 7: return .missing(try reader.choice())
    case 8: return .ended
    case 9: return .badCode(try reader.string())
    case 10:
      let grade: Grade = try reader.choice()
      return .notForGrade(grade, try reader.choice())
    case 11:
      let grade: Grade = try reader.choice()
      return .approverNotForGrade(grade, try reader.choice())
    case 12: return .needsSecond(try reader.choice())
    case 13: return .secondIsFirst(try reader.string())
    case 14: return .wrongState(try reader.choice())
    case 15: return .nothingToDo
    case 16: return .needsReason
    case 17:
      let parts = try reader.int()
      return .smsTooLong(parts: parts, limit: try reader.int())
    case 18: return .tooMany(limit: try reader.int())
    case let tag: throw .unknownCase("WarningRefusal", tag)
    }
  }
}
