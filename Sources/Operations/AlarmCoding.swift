public import Alarms
import CitySafety

/// The fixed binary form of an alarm, for checkpoints and table rows.
public enum AlarmCoding {
  static let version: UInt8 = 2

  /// Appends the alarm.
  ///
  /// Texts above 65,535 bytes are cut.
  public static func encode(_ alarm: Alarm, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      write(alarm, to: &writer)
    }
  }

  /// Reads one alarm that takes all of `bytes`.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> Alarm {
    var reader = ByteReader(bytes)
    let found = try reader.version(upTo: version)
    let alarm = try read(from: &reader, version: found)
    try reader.finish()
    return alarm
  }

  static func write(_ key: AlarmKey, to writer: inout ByteWriter) {
    switch key {
    case .threshold(let sensor, let rule):
      writer.write(UInt8(1))
      writer.write(sensor)
      writer.write(rule)
    case .sourceLost(let source):
      writer.write(UInt8(2))
      writer.write(source)
    case .warning(let identifier):
      writer.write(UInt8(3))
      writer.write(identifier)
    case .earthquake(let identifier):
      writer.write(UInt8(4))
      writer.write(identifier)
    case .reportDue(let incident, let rule):
      writer.write(UInt8(30))
      writer.write(incident)
      writer.write(rule)
    }
  }

  static func readKey(from reader: inout ByteReader) throws(CodingFailure) -> AlarmKey {
    switch try reader.uint8() {
    case 1:
      let sensor = try reader.string()
      return .threshold(sensor: sensor, rule: try reader.string())
    case 2: return .sourceLost(source: try reader.string())
    case 3: return .warning(identifier: try reader.string())
    case 4: return .earthquake(identifier: try reader.string())
    case 30:
      let incident = try reader.int64()
      return .reportDue(incident: incident, rule: try reader.string())
    case let tag: throw .unknownCase("AlarmKey", tag)
    }
  }

  static func write(_ alarm: Alarm, to writer: inout ByteWriter) {
    writer.write(alarm.id.value)
    write(alarm.key, to: &writer)
    writer.write(alarm.sector.rawValue)
    writer.write(alarm.gradeNow.rawValue)
    writer.write(alarm.gradeWorst.rawValue)
    writer.write(alarm.source) { $0.write($1) }
    write(alarm.condition, to: &writer)
    writer.write(alarm.isAcknowledged)
    writer.write(alarm.latches)
    writer.write(alarm.isLatched)
    writer.write(alarm.data.rawValue)
    write(alarm.handling, to: &writer)
    writer.write(alarm.occurrence)
    writer.write(alarm.version)
    writer.write(alarm.revision)
    writer.write(alarm.raisedAt)
    writer.write(alarm.lastAt)
    writer.write(alarm.returnedAt) { $0.write($1) }
    writer.write(alarm.changedAt)
    writer.write(alarm.value) { $0.write($1) }
    writer.write(alarm.limit) { $0.write($1) }
    writer.write(alarm.text)
    writer.write(alarm.place)
    writer.write(alarm.expires) { $0.write($1) }
    writer.write(alarm.acknowledgedBy) { CommandCoding.write($1, to: &$0) }
    writer.write(alarm.acknowledgedAt) { $0.write($1) }
    writer.write(alarm.escalatedAt) { $0.write($1) }
    writer.write(alarm.comments)
    writer.write(alarm.delay)
    writer.write(alarm.deadline) { $0.write($1) }
    writer.write(alarm.countedAt) { $0.write($1) }
    writer.write(alarm.changedBy) { $0.write($1) }
    writer.write(alarm.fleeting)
    writeSuppression(of: alarm, to: &writer)
    writer.write(alarm.priority) { $0.write($1.rawValue) }
    writer.write(alarm.verdict) { $0.write($1.rawValue) }
    writer.write(alarm.actionDeadline) { $0.write($1) }
    writer.write(alarm.escalationDeadline) { $0.write($1) }
    writer.write(alarm.escalationStage)
    writer.write(alarm.raises) { $0.write($1) }
    writer.write(alarm.isChattering)
    writer.write(alarm.breaksThrough)
  }

  static func read(from reader: inout ByteReader, version: UInt8) throws(CodingFailure) -> Alarm {
    let id = AlarmID(try reader.int64())
    let key = try readKey(from: &reader)
    let sector: Sector = try reader.choice()
    let grade: Grade = try reader.choice()
    var alarm = Alarm(id: id, key: key, sector: sector, source: nil, grade: grade, at: .epoch)
    alarm.gradeWorst = try reader.choice()
    alarm.source = try reader.optionalString()
    alarm.condition = try readConditionRegion(from: &reader)
    alarm.isAcknowledged = try reader.bool()
    alarm.latches = try reader.bool()
    alarm.isLatched = try reader.bool()
    alarm.data = try reader.choice()
    alarm.handling = try readHandling(from: &reader)
    try readCounters(of: &alarm, from: &reader)
    alarm.value = try reader.optionalDouble()
    alarm.limit = try reader.optionalDouble()
    alarm.text = try reader.bilingual()
    alarm.place = try reader.bilingual()
    alarm.expires = try reader.optionalInstant()
    alarm.acknowledgedBy = try reader.bool() ? try CommandCoding.readActor(from: &reader) : nil
    alarm.acknowledgedAt = try reader.optionalInstant()
    alarm.escalatedAt = try reader.optionalInstant()
    alarm.comments = try reader.int32()
    alarm.delay = try reader.span()
    alarm.deadline = try reader.optionalInstant()
    alarm.countedAt = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      try reader.instant()
    }
    alarm.changedBy = try reader.optionalString()
    alarm.fleeting = try reader.int32()
    if version > 1 { try readLaterFields(of: &alarm, from: &reader) }
    return alarm
  }

  /// What version 1 did not have.
  private static func readLaterFields(
    of alarm: inout Alarm, from reader: inout ByteReader
  ) throws(CodingFailure) {
    try readSuppression(of: &alarm, from: &reader)
    alarm.priority = try reader.bool() ? try reader.choice() : nil
    alarm.verdict = try reader.bool() ? try reader.choice() : nil
    alarm.actionDeadline = try reader.optionalInstant()
    alarm.escalationDeadline = try reader.optionalInstant()
    alarm.escalationStage = try reader.uint8()
    alarm.raises = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      try reader.instant()
    }
    alarm.isChattering = try reader.bool()
    alarm.breaksThrough = try reader.bool()
  }

  private static func readCounters(
    of alarm: inout Alarm, from reader: inout ByteReader
  ) throws(CodingFailure) {
    alarm.occurrence = try reader.int32()
    alarm.version = try reader.int32()
    alarm.revision = try reader.int64()
    alarm.raisedAt = try reader.instant()
    alarm.lastAt = try reader.instant()
    alarm.returnedAt = try reader.optionalInstant()
    alarm.changedAt = try reader.instant()
  }

  private static func write(_ condition: Condition, to writer: inout ByteWriter) {
    switch condition {
    case .normal: writer.write(UInt8(0))
    case .pendingOn(let since, let count):
      writer.write(UInt8(1))
      writer.write(since)
      writer.write(count)
    case .active: writer.write(UInt8(2))
    case .pendingOff(let since):
      writer.write(UInt8(3))
      writer.write(since)
    }
  }

  private static func readConditionRegion(
    from reader: inout ByteReader
  ) throws(CodingFailure) -> Condition {
    switch try reader.uint8() {
    case 0: return .normal
    case 1:
      let since = try reader.instant()
      return .pendingOn(since: since, count: try reader.int())
    case 2: return .active
    case 3: return .pendingOff(since: try reader.instant())
    case let tag: throw .unknownCase("Condition", tag)
    }
  }
}
