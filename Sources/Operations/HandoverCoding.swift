import Alarms
import CityDispatch
import CitySafety

/// The fixed binary form of what the duty state holds of handovers and of the log.
enum HandoverCoding {
  static func write(_ duty: DutyState, to writer: inout ByteWriter) {
    writer.write(duty.handoverCount)
    writer.write(duty.logCount)
    writer.write(duty.followUps.values.sorted { $0.number < $1.number }) { write($1, to: &$0) }
    writer.write(duty.lastHandover) { write($1, to: &$0) }
    writer.write(duty.handover) { write($1, to: &$0) }
  }

  /// By seat, so that equal states give equal bytes.
  static func write(soundTests: [String: RecordedEntry], to writer: inout ByteWriter) {
    writer.write(soundTests.sorted { $0.key < $1.key }.map(\.value)) { write($1, to: &$0) }
  }

  static func readSoundTests(
    from reader: inout ByteReader
  ) throws(CodingFailure) -> [String: RecordedEntry] {
    let entries = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      try readEntry(from: &reader)
    }
    return Dictionary(entries.map { ($0.recorder.seat, $0) }, uniquingKeysWith: { first, _ in first })
  }

  static func read(into duty: inout DutyState, from reader: inout ByteReader) throws(CodingFailure) {
    duty.handoverCount = try reader.int64()
    duty.logCount = try reader.int64()
    let entries = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      try readEntry(from: &reader)
    }
    for entry in entries { duty.followUps[entry.number] = entry }
    duty.lastHandover = try reader.bool() ? try readSigned(from: &reader) : nil
    duty.handover = try reader.bool() ? try readHandover(from: &reader) : nil
  }

  static func write(_ signature: Signature, to writer: inout ByteWriter) {
    CommandCoding.write(signature.actor, to: &writer)
    writer.write(signature.at)
  }

  static func readSignature(from reader: inout ByteReader) throws(CodingFailure) -> Signature {
    let actor = try CommandCoding.readActor(from: &reader)
    return Signature(actor: actor, at: try reader.instant())
  }

  private static func readOptional(from reader: inout ByteReader) throws(CodingFailure) -> Signature? {
    try reader.bool() ? try readSignature(from: &reader) : nil
  }

  static func write(_ entry: RecordedEntry, to writer: inout ByteWriter) {
    writer.write(entry.number)
    DutyCommandCoding.write(entry.entry, to: &writer)
    CommandCoding.write(entry.recorder, to: &writer)
    writer.write(entry.recordedAt)
    writer.write(entry.done) { write($1, to: &$0) }
  }

  static func readEntry(from reader: inout ByteReader) throws(CodingFailure) -> RecordedEntry {
    let number = try reader.int64()
    let entry = try DutyCommandCoding.readEntry(from: &reader)
    let recorder = try CommandCoding.readActor(from: &reader)
    let at = try reader.instant()
    return RecordedEntry(
      number: number, entry: entry, recorder: recorder, recordedAt: at, done: try readOptional(from: &reader))
  }

  static func write(_ signed: SignedHandover, to writer: inout ByteWriter) {
    writer.write(signed.number)
    for signature in [signed.outgoing, signed.incoming, signed.signature] { write(signature, to: &writer) }
    writer.write(signed.second) { write($1, to: &$0) }
    writer.write(signed.isHigherRisk)
  }

  static func readSigned(from reader: inout ByteReader) throws(CodingFailure) -> SignedHandover {
    let number = try reader.int64()
    let outgoing = try readSignature(from: &reader)
    let incoming = try readSignature(from: &reader)
    let signature = try readSignature(from: &reader)
    let second = try readOptional(from: &reader)
    return SignedHandover(
      number: number, outgoing: outgoing, incoming: incoming, signature: signature, second: second,
      isHigherRisk: try reader.bool())
  }

  private static func write(_ handover: Handover, to writer: inout ByteWriter) {
    writer.write(handover.number)
    writer.write(handover.revision)
    write(handover.outgoing, to: &writer)
    writer.write(handover.incoming) { write($1, to: &$0) }
    writer.write(handover.isGuest)
    writer.write(handover.signature) { write($1, to: &$0) }
    writer.write(handover.isHigherRisk)
    // More than a list of the writer holds; in the order of their bytes, so that equal states are equal.
    let ticks = handover.ticks.map { key, tick in
      var bytes: [UInt8] = []
      ByteWriter.append(to: &bytes) { writer in
        DutyCommandCoding.write(key, to: &writer)
        writer.write(tick.revision)
        writer.write(tick.at)
      }
      return bytes
    }
    writer.write(ticks.count)
    for tick in ticks.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      for byte in tick { writer.write(byte) }
    }
  }

  private static func readHandover(from reader: inout ByteReader) throws(CodingFailure) -> Handover {
    let number = try reader.int64()
    let revision = try reader.int64()
    var handover = Handover(number: number, outgoing: try readSignature(from: &reader))
    handover.revision = revision
    handover.incoming = try readOptional(from: &reader)
    handover.isGuest = try reader.bool()
    handover.signature = try readOptional(from: &reader)
    handover.isHigherRisk = try reader.bool()
    for _ in 0..<(try reader.count()) {
      let key = try DutyCommandCoding.readKey(from: &reader)
      let revision = try reader.int64()
      handover.ticks[key] = HandoverTick(revision: revision, at: try reader.instant())
    }
    return handover
  }
}

/// The fixed binary form of a kept handover and of a kept log entry, for the store's tables.
public enum HandoverRecordCoding {
  static let version: UInt8 = 3

  /// Appends the record.
  public static func encode(_ record: HandoverRecord, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      writer.write(AlarmCoding.version)
      HandoverCoding.write(record.signed, to: &writer)
      writer.write(record.sequence)
      writer.write(record.isFlood)
      writer.write(record.suppressed)
      writer.write(record.expiring.count)
      for id in record.expiring { writer.write(id.value) }
      writer.write(record.items.count)
      for item in record.items { write(item, to: &writer) }
    }
  }

  private static func write(_ item: HandoverRecord.Item, to writer: inout ByteWriter) {
    DutyCommandCoding.write(item.item.key, to: &writer)
    writer.write(item.item.reasons.rawValue)
    writer.write(item.item.revision)
    writer.write(item.tickedAt)
    writer.write(item.alarm) { AlarmCoding.write($1, to: &$0) }
    writer.write(item.followUp) { HandoverCoding.write($1, to: &$0) }
    writer.write(item.incident) { $1.write(to: &$0) }
    writer.write(item.warning) { $1.write(to: &$0) }
  }

  /// Reads one record that takes all of `bytes`.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> HandoverRecord {
    var reader = ByteReader(bytes)
    let found = try reader.version(upTo: version)
    let alarmVersion = try reader.version(upTo: AlarmCoding.version)
    let signed = try HandoverCoding.readSigned(from: &reader)
    var record = HandoverRecord(
      signed: signed, sequence: try reader.int64(), isFlood: try reader.bool(), suppressed: try reader.int(),
      items: [], expiring: [])
    for _ in 0..<(try reader.count()) { record.expiring.append(AlarmID(try reader.int64())) }
    for _ in 0..<(try reader.count()) {
      record.items.append(try readItem(from: &reader, found, alarmVersion))
    }
    try reader.finish()
    return record
  }

  private static func readItem(
    from reader: inout ByteReader, _ found: UInt8, _ alarmVersion: UInt8
  ) throws(CodingFailure) -> HandoverRecord.Item {
    let key = try DutyCommandCoding.readKey(from: &reader)
    let reasons = HandoverReasons(rawValue: try reader.uint16())
    let item = HandoverItem(key: key, reasons: reasons, revision: try reader.int64())
    let tickedAt = try reader.instant()
    let alarm = try reader.bool() ? try AlarmCoding.read(from: &reader, version: alarmVersion) : nil
    let followUp = try reader.bool() ? try HandoverCoding.readEntry(from: &reader) : nil
    let isIncident = found > 1 ? try reader.bool() : false
    let incident = isIncident ? try HandoverIncident(from: &reader) : nil
    let isWarning = found > 2 ? try reader.bool() : false
    let warning = isWarning ? try HandoverWarning(from: &reader) : nil
    return HandoverRecord.Item(
      item: item, tickedAt: tickedAt, alarm: alarm, followUp: followUp, incident: incident, warning: warning)
  }

  /// Appends an entry of the shift log.
  public static func encode(_ entry: RecordedEntry, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      HandoverCoding.write(entry, to: &writer)
    }
  }

  /// Reads one entry that takes all of `bytes`.
  public static func decodeEntry(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> RecordedEntry {
    var reader = ByteReader(bytes)
    _ = try reader.version(upTo: version)
    let entry = try HandoverCoding.readEntry(from: &reader)
    try reader.finish()
    return entry
  }
}
