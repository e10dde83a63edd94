import Alarms
import CityDispatch
import CitySafety

/// The fixed binary form of a request of the shift log, the handover or the rules, and of its refusals.
public enum DutyCommandCoding {
  static let version: UInt8 = 1

  /// Appends the request; texts above 65,535 bytes are cut.
  public static func encode(_ command: DutyCommand, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      write(command, to: &writer)
    }
  }

  /// Reads one request that takes all of `bytes`.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> DutyCommand {
    var reader = ByteReader(bytes)
    try reader.version(version)
    let command = try read(from: &reader)
    try reader.finish()
    return command
  }

  static func write(_ command: DutyCommand, to writer: inout ByteWriter) {
    CommandCoding.write(command.actor, to: &writer)
    writer.write(command.seen)
    switch command.action {
    case .log(let entry):
      writer.write(UInt8(1))
      write(entry, to: &writer)
    case .finish(let number): write(2, number, to: &writer)
    case .prepare(let after): write(3, after, to: &writer)
    case .join(let number, let isGuest):
      write(4, number, to: &writer)
      writer.write(isGuest)
    case .tick(let number, let key, let revision):
      write(5, number, to: &writer)
      write(key, to: &writer)
      writer.write(revision)
    case .untick(let number, let key):
      write(6, number, to: &writer)
      write(key, to: &writer)
    case .sign(let number, let isHigherRisk):
      write(7, number, to: &writer)
      writer.write(isHigherRisk)
    case .secondSign(let number): write(8, number, to: &writer)
    case .cancel(let number): write(9, number, to: &writer)
    case .dispatch(let action):
      writer.write(UInt8(10))
      DispatchCoding.write(action, to: &writer)
    case .changeRule(let change):
      writer.write(UInt8(11))
      RuleCoding.write(change, to: &writer)
    case .warning(let action):
      writer.write(UInt8(40))
      PublicWarningCoding.write(action, to: &writer)
    case .remark(let remark):
      writer.write(UInt8(50))
      RemarkCoding.write(remark, to: &writer)
    case .resend(let key): write(80, key, to: &writer)
    }
  }

  private static func write(_ tag: UInt8, _ number: Int64, to writer: inout ByteWriter) {
    writer.write(tag)
    writer.write(number)
  }

  static func read(from reader: inout ByteReader) throws(CodingFailure) -> DutyCommand {
    let actor = try CommandCoding.readActor(from: &reader)
    let seen = try reader.int64()
    return DutyCommand(try readAction(from: &reader), actor: actor, seen: seen)
  }

  private static func readAction(from reader: inout ByteReader) throws(CodingFailure) -> DutyAction {
    let tag = try reader.uint8()
    if tag == 1 { return .log(try readEntry(from: &reader)) }
    if tag == 10 { return .dispatch(try DispatchCoding.readAction(from: &reader)) }
    if tag == 11 { return .changeRule(try RuleCoding.readChange(from: &reader)) }
    if tag == 40 { return .warning(try PublicWarningCoding.readAction(from: &reader)) }
    if tag == 50 { return .remark(try RemarkCoding.read(from: &reader)) }
    if tag == 80 { return .resend(message: try reader.string()) }
    let number = try reader.int64()
    switch tag {
    case 2: return .finish(entry: number)
    case 3: return .prepare(after: number)
    case 4: return .join(handover: number, isGuest: try reader.bool())
    case 5:
      let key = try readKey(from: &reader)
      return .tick(handover: number, key, revision: try reader.int64())
    case 6: return .untick(handover: number, try readKey(from: &reader))
    case 7: return .sign(handover: number, isHigherRisk: try reader.bool())
    case 8: return .secondSign(handover: number)
    case 9: return .cancel(handover: number)
    default: throw .unknownCase("DutyAction", tag)
    }
  }

  static func write(_ entry: LogEntry, to writer: inout ByteWriter) {
    writer.write(entry.kind.rawValue)
    writer.write(entry.occurredAt)
    writer.write(entry.due) { $0.write($1) }
    writer.write(entry.fields.sorted { $0.key.rawValue < $1.key.rawValue }) { writer, field in
      writer.write(field.key.rawValue)
      writer.write(field.value)
    }
  }

  static func readEntry(from reader: inout ByteReader) throws(CodingFailure) -> LogEntry {
    let kind: LogKind = try reader.choice()
    let occurredAt = try reader.instant()
    let due = try reader.optionalInstant()
    // They are written in their order, each once.
    var last: LogField?
    let pairs = try reader.list { (reader: inout ByteReader) throws(CodingFailure) -> (LogField, String) in
      let field: LogField = try reader.choice()
      if let last, last.rawValue >= field.rawValue { throw .unknownCase("LogField", field.rawValue) }
      last = field
      return (field, try reader.string())
    }
    return LogEntry(
      kind: kind, occurredAt: occurredAt, fields: Dictionary(pairs, uniquingKeysWith: { first, _ in first }),
      due: due)
  }

  static func write(_ key: HandoverKey, to writer: inout ByteWriter) {
    switch key {
    case .alarm(let id): write(1, id.value, to: &writer)
    case .source(let id):
      writer.write(UInt8(2))
      writer.write(id)
    case .followUp(let number): write(3, number, to: &writer)
    case .suppressed: writer.write(UInt8(4))
    case .incident(let id): write(5, id.value, to: &writer)
    case .warning(let id): write(6, id.value, to: &writer)
    }
  }

  static func readKey(from reader: inout ByteReader) throws(CodingFailure) -> HandoverKey {
    switch try reader.uint8() {
    case 1: return .alarm(AlarmID(try reader.int64()))
    case 2: return .source(try reader.string())
    case 3: return .followUp(try reader.int64())
    case 4: return .suppressed
    case 5: return .incident(IncidentID(try reader.int64()))
    case 6: return .warning(PublicWarningID(try reader.int64()))
    case let tag: throw .unknownCase("HandoverKey", tag)
    }
  }
}

/// Refusals.
extension DutyCommandCoding {
  static func write(_ refusal: DutyRefusal, to writer: inout ByteWriter) {
    switch refusal {
    case .notPermitted(let right, let role):
      for byte in [1, right.rawValue, role.rawValue] { writer.write(byte) }
    case .underWay(let person): write(2, person, to: &writer)
    case .over(let person):
      writer.write(UInt8(3))
      writer.write(person) { $0.write($1) }
    case .taken(let person): write(4, person, to: &writer)
    case .samePerson: writer.write(UInt8(5))
    case .notIncoming(let person): write(6, person, to: &writer)
    case .itemChanged: writer.write(UInt8(7))
    case .nothingToDo: writer.write(UInt8(8))
    case .itemsOpen(let count): write(9, Int64(count), to: &writer)
    case .absent(let person): write(10, person, to: &writer)
    case .wrongPhase(let phase): for byte in [11, phase.rawValue] { writer.write(byte) }
    case .secondIsFirst(let person): write(12, person, to: &writer)
    case .tooMany(let limit): write(13, Int64(limit), to: &writer)
    case .needsField(let field): for byte in [14, field.rawValue] { writer.write(byte) }
    case .textTooLong(let limit): write(15, Int64(limit), to: &writer)
    case .unknownEntry(let number): write(16, number, to: &writer)
    case .unanswered: writer.write(UInt8(17))
    case .dispatch(let refusal):
      writer.write(UInt8(18))
      DispatchCoding.write(refusal, to: &writer)
    case .needsApprover: writer.write(UInt8(24))
    case .approverIsAuthor(let person): write(19, person, to: &writer)
    case .needsReason: writer.write(UInt8(20))
    case .unknownRule(let rule): write(21, rule, to: &writer)
    case .ruleChanged(let rule, let person):
      write(22, rule, to: &writer)
      writer.write(person)
    case .badValue(let fault):
      writer.write(UInt8(23))
      RuleCoding.write(fault, to: &writer)
    case .warning(let refusal):
      writer.write(UInt8(40))
      PublicWarningCoding.write(refusal, to: &writer)
    case .remark(let reason):
      writer.write(UInt8(50))
      writer.write(reason)
    case .unknownMessage(let key): write(80, key, to: &writer)
    case .messageWaits(let key): write(81, key, to: &writer)
    }
  }

  private static func write(_ tag: UInt8, _ text: String, to writer: inout ByteWriter) {
    writer.write(tag)
    writer.write(text)
  }

  static func readRefusal(from reader: inout ByteReader) throws(CodingFailure) -> DutyRefusal {
    switch try reader.uint8() {
    case 1:
      let right: DutyRight = try reader.choice()
      return .notPermitted(right, role: try reader.choice())
    case 2: return .underWay(by: try reader.string())
    case 3: return .over(signedBy: try reader.optionalString())
    case 4: return .taken(by: try reader.string())
    case 5: return .samePerson
    case 6: return .notIncoming(try reader.string())
    case 7: return .itemChanged
    case 8: return .nothingToDo
    case 9: return .itemsOpen(count: try reader.int())
    case 10: return .absent(try reader.string())
    case 11: return .wrongPhase(try reader.choice())
    case 12: return .secondIsFirst(try reader.string())
    case 13: return .tooMany(limit: try reader.int())
    case 14: return .needsField(try reader.choice())
    case 15: return .textTooLong(limit: try reader.int())
    case 16: return .unknownEntry(try reader.int64())
    case 17: return .unanswered
    case 18: return .dispatch(try DispatchCoding.readRefusal(from: &reader))
    case 24: return .needsApprover
    case 50: return .remark(try reader.bilingual())
    case 80: return .unknownMessage(try reader.string())
    case 81: return .messageWaits(try reader.string())
    case 19: return .approverIsAuthor(try reader.string())
    case 20: return .needsReason
    case 21: return .unknownRule(try reader.string())
    case 22:
      let rule = try reader.string()
      return .ruleChanged(rule, by: try reader.string())
    case 23: return .badValue(try RuleCoding.readFault(from: &reader))
    case 40: return .warning(try PublicWarningCoding.readRefusal(from: &reader))
    case let tag: throw .unknownCase("DutyRefusal", tag)
    }
  }
}
