import Alarms
import CitySafety

/// The fixed binary form of a command, as it crosses the owner's socket and as a journal entry holds it.
public enum CommandCoding {
  static let version: UInt8 = 2

  /// Appends the command.
  ///
  /// Texts above 65,535 bytes are cut.
  public static func encode(_ command: Command, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      write(command, to: &writer)
    }
  }

  /// Reads one command that takes all of `bytes`.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> Command {
    var reader = ByteReader(bytes)
    let found = try reader.version(upTo: version)
    let command = try read(from: &reader, version: found)
    try reader.finish()
    return command
  }

  static func write(_ command: Command, to writer: inout ByteWriter) {
    writer.write(command.name.rawValue)
    writer.write(command.targets) { writer, target in
      writer.write(target.alarm.value)
      writer.write(target.occurrence)
      writer.write(target.version)
      writer.write(target.revision)
    }
    writer.write(command.text)
    writer.write(command.acceptsLostData)
    writer.write(command.until) { $0.write($1) }
    writer.write(command.grade) { $0.write($1.rawValue) }
    writer.write(command.verdict) { $0.write($1.rawValue) }
    writer.write(command.measure)
    write(command.actor, to: &writer)
  }

  static func read(from reader: inout ByteReader, version: UInt8) throws(CodingFailure) -> Command {
    let name: CommandName = try reader.choice()
    if version == 1 { return try readFirstVersion(name, from: &reader) }
    let targets = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      try readTarget(from: &reader)
    }
    let text = try reader.string()
    let acceptsLostData = try reader.bool()
    let until = try reader.optionalInstant()
    let grade: Grade? = try reader.bool() ? try reader.choice() : nil
    let verdict: Verdict? = try reader.bool() ? try reader.choice() : nil
    let measure = try reader.string()
    return Command(
      name: name, targets: targets, text: text, acceptsLostData: acceptsLostData, until: until, grade: grade,
      verdict: verdict, measure: measure, actor: try readActor(from: &reader))
  }

  private static func readTarget(from reader: inout ByteReader) throws(CodingFailure) -> CommandTarget {
    let alarm = AlarmID(try reader.int64())
    let occurrence = try reader.int32()
    let version = try reader.int32()
    return CommandTarget(
      alarm: alarm, occurrence: occurrence, version: version, revision: try reader.int64())
  }

  /// Version 1 knew one target and a text.
  private static func readFirstVersion(
    _ name: CommandName, from reader: inout ByteReader
  ) throws(CodingFailure) -> Command {
    let target = try readTarget(from: &reader)
    let text = try reader.string()
    let acceptsLostData = try reader.bool()
    return Command(
      name: name, targets: [target], text: text, acceptsLostData: acceptsLostData,
      actor: try readActor(from: &reader))
  }

  static func write(_ actor: Actor, to writer: inout ByteWriter) {
    writer.write(actor.person)
    writer.write(actor.displayName)
    writer.write(actor.role.rawValue)
    writer.write(actor.seat)
    writer.write(actor.authoriser) { $0.write($1) }
  }

  static func readActor(from reader: inout ByteReader) throws(CodingFailure) -> Actor {
    let person = try reader.string()
    let displayName = try reader.string()
    let role: Role = try reader.choice()
    let seat = try reader.string()
    return Actor(
      person: person, displayName: displayName, role: role, seat: seat,
      authoriser: try reader.optionalString())
  }
}

/// The fixed binary form of a command's result, refusals included.
public enum ResultCoding {
  static let version: UInt8 = 1

  /// Appends the result.
  ///
  /// Texts above 65,535 bytes are cut.
  public static func encode(_ result: CommandResult, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      switch result {
      case .done(let revision):
        writer.write(UInt8(0))
        writer.write(revision)
      case .refused(let refusal):
        writer.write(UInt8(1))
        write(refusal, to: &writer)
      }
    }
  }

  /// Reads one result that takes all of `bytes`.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> CommandResult {
    var reader = ByteReader(bytes)
    try reader.version(version)
    let result: CommandResult
    switch try reader.uint8() {
    case 0: result = .done(revision: try reader.int64())
    case 1: result = .refused(try readRefusal(from: &reader))
    case let tag: throw .unknownCase("CommandResult", tag)
    }
    try reader.finish()
    return result
  }

  private static func write(_ refusal: Refusal, to writer: inout ByteWriter) {
    switch refusal {
    case .notSignedIn: writer.write(UInt8(1))
    case .seatLocked: writer.write(UInt8(2))
    case .notPermitted(let name, let role, let needs):
      for byte in [3, name.rawValue, role.rawValue, needs.rawValue] { writer.write(byte) }
    case .wrongCode: writer.write(UInt8(4))
    case .unknownAlarm(let id):
      writer.write(UInt8(5))
      writer.write(id.value)
    case .outdated(let id, let grade):
      writer.write(UInt8(6))
      writer.write(id.value)
      writer.write(grade.rawValue)
    case .raced(let id, let winner, let at):
      writer.write(UInt8(7))
      writer.write(id.value)
      writer.write(winner)
      writer.write(at)
    case .notApplicable(let name, let id, let label):
      writer.write(UInt8(8))
      writer.write(name.rawValue)
      writer.write(id.value)
      writer.write(label.rawValue)
    case .dataLost(let id):
      writer.write(UInt8(9))
      writer.write(id.value)
    case .needsText(let name):
      writer.write(UInt8(10))
      writer.write(name.rawValue)
    case .textTooLong(let limit):
      writer.write(UInt8(11))
      writer.write(limit)
    case .unknownPerson(let person):
      writer.write(UInt8(12))
      writer.write(person)
    case .noOwner: writer.write(UInt8(13))
    case .storeFailed(let reason):
      writer.write(UInt8(14))
      writer.write(reason)
    case .unanswered(let id):
      writer.write(UInt8(15))
      writer.write(id.value)
    case .hindered(let name, let id, let missing):
      writer.write(UInt8(16))
      writer.write(name.rawValue)
      writer.write(id.value)
      writer.write(missing.rawValue)
    case .badTargets(let limit):
      writer.write(UInt8(17))
      writer.write(limit)
    case .cannotUndo(let hindrance):
      writer.write(UInt8(18))
      writer.write(hindrance.rawValue)
    case .duty(let refusal):
      writer.write(UInt8(30))
      DutyCommandCoding.write(refusal, to: &writer)
    }
  }

  private static func readRefusal(from reader: inout ByteReader) throws(CodingFailure) -> Refusal {
    switch try reader.uint8() {
    case 1: return .notSignedIn
    case 2: return .seatLocked
    case 3:
      let name: CommandName = try reader.choice()
      let role: Role = try reader.choice()
      return .notPermitted(name, role: role, needs: try reader.choice())
    case 4: return .wrongCode
    case 5: return .unknownAlarm(AlarmID(try reader.int64()))
    case 6:
      let id = AlarmID(try reader.int64())
      return .outdated(id, grade: try reader.choice())
    case 7:
      let id = AlarmID(try reader.int64())
      let winner = try reader.string()
      return .raced(id, by: winner, at: try reader.instant())
    case 8:
      let name: CommandName = try reader.choice()
      let id = AlarmID(try reader.int64())
      return .notApplicable(name, id, label: try reader.choice())
    case 9: return .dataLost(AlarmID(try reader.int64()))
    case 10: return .needsText(try reader.choice())
    case 11: return .textTooLong(limit: try reader.int())
    case 12: return .unknownPerson(try reader.string())
    case 13: return .noOwner
    case 14: return .storeFailed(try reader.bilingual())
    case 15: return .unanswered(AlarmID(try reader.int64()))
    case 16:
      let name: CommandName = try reader.choice()
      let id = AlarmID(try reader.int64())
      return .hindered(name, id, try reader.choice())
    case 17: return .badTargets(limit: try reader.int())
    case 18: return .cannotUndo(try reader.choice())
    case 30: return .duty(try DutyCommandCoding.readRefusal(from: &reader))
    case let tag: throw .unknownCase("Refusal", tag)
    }
  }
}
