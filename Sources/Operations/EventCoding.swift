import Alarms
import CityDispatch
import CitySafety

/// The fixed binary form of an event, the body of a journal entry: a version byte, a tag, the fields in
/// declared order, little-endian.
public enum EventCoding {
  /// What is written; an earlier one is still read.
  public static let version: UInt8 = 2
  /// The tag of `Event.teamReports`, which lists of what happened leave out.
  public static let teamReportsTag: UInt8 = 50
  /// The kinds of a request of the shift log, the dispatch or another room, and of what another room keeps.
  public static let dutyTag: UInt8 = 20
  public static let remarkTag: UInt8 = 70
  /// The tag of `Event.reportsDue`, which lists of what happened leave out.
  public static let reportsDueTag: UInt8 = 80

  /// Appends the event.
  ///
  /// Texts above 65,535 bytes and lists above 4,096 elements are cut.
  public static func encode(_ event: Event, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      write(event, to: &writer)
    }
  }

  /// Reads one event that takes all of `bytes`.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> Event {
    var reader = ByteReader(bytes)
    let found = try reader.version(upTo: version)
    let event = try read(from: &reader, version: found)
    try reader.finish()
    return event
  }

  private static func write(_ event: Event, to writer: inout ByteWriter) {
    switch event {
    case .ownerStarted(let version, let seat):
      writer.write(UInt8(1))
      writer.write(version)
      writer.write(seat)
    case .ownerStopped: writer.write(UInt8(2))
    case .condition(let condition):
      writer.write(condition.due == nil ? UInt8(3) : 51)
      write(condition, to: &writer)
      if let due = condition.due { writer.write(due) }
    case .timer(let id, let timer):
      writer.write(UInt8(4))
      writer.write(id.value)
      writer.write(timer.rawValue)
    case .command(let command):
      writer.write(UInt8(5))
      CommandCoding.write(command, to: &writer)
    case .source(let id, let sector, let name, let state, let grade, let at):
      writer.write(UInt8(6))
      writer.write(id)
      writer.write(sector.rawValue)
      writer.write(name)
      writer.write(state.rawValue)
      writer.write(grade.rawValue)
      writer.write(at)
    case .warningReceived(let warning):
      writer.write(UInt8(7))
      WarningCoding.write(warning, to: &writer)
    case .signedIn(let actor):
      writer.write(UInt8(8))
      CommandCoding.write(actor, to: &writer)
    case .signedOut(let person, let seat):
      writer.write(UInt8(9))
      writer.write(person)
      writer.write(seat)
    case .clockStepped(let span):
      writer.write(UInt8(10))
      writer.write(span)
    case .policy(let policy):
      writer.write(UInt8(11))
      DutyCoding.write(policy, to: &writer)
    case .design(let id, let relation, let isOn):
      writer.write(UInt8(12))
      writer.write(id.value)
      writer.write(relation)
      writer.write(isOn)
    case .undone(let undo):
      writer.write(UInt8(13))
      write(undo, to: &writer)
    case .flood(let isOn, let count):
      writer.write(UInt8(14))
      writer.write(isOn)
      writer.write(count)
    case .escalated(let notice):
      writer.write(UInt8(15))
      EscalationCoding.write(notice, to: &writer)
    case .escalationsTold(let step, let message, let count):
      writer.write(UInt8(16))
      writer.write(step.rawValue)
      writer.write(message)
      writer.write(count)
    case .rules(let sheets, let isBaseline):
      writer.write(UInt8(23))
      writer.write(isBaseline)
      writer.write(sheets) { RuleCoding.write($1, to: &$0) }
    case .duty(let command):
      writer.write(dutyTag)
      DutyCommandCoding.write(command, to: &writer)
    case .task(let id, let event, let channel, let words):
      writer.write(UInt8(22))
      writer.write(id.value)
      writer.write(event.rawValue)
      writer.write(channel)
      writer.write(words)
    case .warningExpired(let id):
      writer.write(UInt8(40))
      writer.write(id.value)
    case .remark(let remark):
      writer.write(remarkTag)
      RemarkCoding.write(remark, to: &writer)
    case .teamReports(let reports):
      writer.write(teamReportsTag)
      writer.write(reports) { DispatchCoding.write($1, to: &$0) }
    case .policyFor(let policy, let alarms):
      writer.write(UInt8(60))
      DutyCoding.write(policy, to: &writer)
      writer.write(alarms) { $0.write($1.value) }
    case .reportsDue(let id, let due):
      writer.write(reportsDueTag)
      writer.write(id.value)
      DispatchCoding.write(due, to: &writer)
    }
  }

  private static func write(_ undo: Undo, to writer: inout ByteWriter) {
    writer.write(undo.command.text)
    writer.write(undo.name.rawValue)
    CommandCoding.write(undo.actor, to: &writer)
    writer.write(undo.alarms) { AlarmCoding.write($1, to: &$0) }
  }

  private static func readUndo(from reader: inout ByteReader) throws(CodingFailure) -> Undo {
    let command = CommandID(text: try reader.string())
    let name: CommandName = try reader.choice()
    let actor = try CommandCoding.readActor(from: &reader)
    let alarms = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      try AlarmCoding.read(from: &reader, version: AlarmCoding.version)
    }
    return Undo(command: command, name: name, actor: actor, alarms: alarms)
  }

  private static func read(from reader: inout ByteReader, version: UInt8) throws(CodingFailure) -> Event {
    switch try reader.uint8() {
    case 1:
      let version = try reader.string()
      return .ownerStarted(version: version, seat: try reader.string())
    case 2: return .ownerStopped
    case 3: return .condition(try readCondition(from: &reader, version: version))
    case 4:
      let id = AlarmID(try reader.int64())
      return .timer(id, try reader.choice())
    case 5: return .command(try CommandCoding.read(from: &reader, version: version))
    case 6: return try readSource(from: &reader)
    case 7: return .warningReceived(try WarningCoding.read(from: &reader))
    case 8: return .signedIn(try CommandCoding.readActor(from: &reader))
    case 9:
      let person = try reader.string()
      return .signedOut(person: person, seat: try reader.string())
    case 10: return .clockStepped(by: try reader.span())
    case 11: return .policy(try DutyCoding.readPolicy(from: &reader))
    case 12:
      let id = AlarmID(try reader.int64())
      let relation = try reader.string()
      return .design(id, relation: relation, isOn: try reader.bool())
    case 13: return .undone(try readUndo(from: &reader))
    case 14:
      let isOn = try reader.bool()
      return .flood(isOn: isOn, count: try reader.int())
    case 15: return .escalated(try EscalationCoding.readNotice(from: &reader))
    case 16:
      let step: EscalationStep = try reader.choice()
      let message = try reader.int64()
      return .escalationsTold(step, message: message, count: try reader.int())
    case 23:
      let isBaseline = try reader.bool()
      let sheets = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
        try RuleCoding.readSheet(from: &reader)
      }
      return .rules(sheets, isBaseline: isBaseline)
    case dutyTag: return .duty(try DutyCommandCoding.read(from: &reader))
    case 22:
      let id = TaskID(try reader.int64())
      let event: TaskEvent = try reader.choice()
      let channel = try reader.string()
      return .task(id, event, channel: channel, words: try reader.string())
    case 40: return .warningExpired(PublicWarningID(try reader.int64()))
    case remarkTag: return .remark(try RemarkCoding.read(from: &reader))
    case 51:
      var condition = try readCondition(from: &reader, version: version)
      condition.due = try reader.instant()
      return .condition(condition)
    case teamReportsTag:
      return .teamReports(
        try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
          try DispatchCoding.readTeamReport(from: &reader)
        })
    case 60:
      let policy = try DutyCoding.readPolicy(from: &reader)
      let alarms = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
        AlarmID(try reader.int64())
      }
      return .policyFor(policy, alarms)
    case reportsDueTag:
      let id = IncidentID(try reader.int64())
      return .reportsDue(id, try DispatchCoding.readDue(from: &reader))
    case let tag: throw .unknownCase("Event", tag)
    }
  }

  private static func readSource(from reader: inout ByteReader) throws(CodingFailure) -> Event {
    let id = try reader.string()
    let sector: Sector = try reader.choice()
    let name = try reader.bilingual()
    let state: SourceState = try reader.choice()
    let grade: Grade = try reader.choice()
    return .source(
      id: id, sector: sector, name: name, state: state, grade: grade, at: try reader.instant())
  }

  private static func write(_ condition: ConditionEvent, to writer: inout ByteWriter) {
    AlarmCoding.write(condition.key, to: &writer)
    writer.write(condition.sector.rawValue)
    writer.write(condition.source) { $0.write($1) }
    writer.write(condition.grade) { $0.write($1.rawValue) }
    writer.write(condition.value) { $0.write($1) }
    writer.write(condition.limit) { $0.write($1) }
    writer.write(condition.measured)
    writer.write(condition.onDelay)
    writer.write(condition.offDelay)
    writer.write(condition.count)
    writer.write(condition.countWindow)
    writer.write(condition.latching)
    writer.write(condition.text)
    writer.write(condition.place)
    writer.write(condition.expires) { $0.write($1) }
    writer.write(condition.breaksThrough)
  }

  private static func readCondition(
    from reader: inout ByteReader, version: UInt8
  ) throws(CodingFailure) -> ConditionEvent {
    let key = try AlarmCoding.readKey(from: &reader)
    let sector: Sector = try reader.choice()
    let source = try reader.optionalString()
    let grade: Grade? = try reader.bool() ? try reader.choice() : nil
    let value = try reader.optionalDouble()
    let limit = try reader.optionalDouble()
    var condition = ConditionEvent(
      key: key, sector: sector, source: source, grade: grade, value: value, limit: limit,
      measured: try reader.instant())
    condition.onDelay = try reader.span()
    condition.offDelay = try reader.span()
    condition.count = try reader.int()
    condition.countWindow = try reader.span()
    condition.latching = try reader.bool()
    condition.text = try reader.bilingual()
    condition.place = try reader.bilingual()
    condition.expires = try reader.optionalInstant()
    if version > 1 { condition.breaksThrough = try reader.bool() }
    return condition
  }
}
