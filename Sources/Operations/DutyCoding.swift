import Alarms
import CitySafety

/// The fixed binary form of the duty state, for the store's table and checkpoints, and of the policy in it.
public enum DutyCoding {
  static let version: UInt8 = 3

  /// Appends the state; equal states give equal bytes.
  public static func encode(_ duty: DutyState, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      write(duty, to: &writer)
    }
  }

  /// Reads one state that takes all of `bytes`.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> DutyState {
    var reader = ByteReader(bytes)
    let found = try reader.version(upTo: version)
    let duty = try read(from: &reader, version: found)
    try reader.finish()
    return duty
  }

  static func write(_ duty: DutyState, to writer: inout ByteWriter) {
    write(duty.policy, to: &writer)
    writer.write(duty.seats.sorted { $0.key < $1.key }) { CommandCoding.write($1.value, to: &$0) }
    writer.write(duty.flood.isOn)
    writer.write(duty.flood.since) { $0.write($1) }
    writer.write(duty.flood.peak)
    writer.write(duty.flood.counts) { $0.write($1) }
    writer.write(duty.flood.newest)
    writer.write(duty.lastShelfRelease) { $0.write($1) }
    HandoverCoding.write(duty, to: &writer)
    EscalationCoding.write(duty.escalations, to: &writer)
    HandoverCoding.write(soundTests: duty.soundTests, to: &writer)
  }

  /// Version 1 knew no handovers, version 2 no gathered escalations and no self-tests.
  static func read(from reader: inout ByteReader, version: UInt8) throws(CodingFailure) -> DutyState {
    var duty = DutyState()
    duty.policy = try readPolicy(from: &reader)
    let actors = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      try CommandCoding.readActor(from: &reader)
    }
    // They are written in the order of their seats, each once.
    guard zip(actors, actors.dropFirst()).allSatisfy({ $0.seat < $1.seat }) else { throw .invalidText }
    for actor in actors { duty.seats[actor.seat] = actor }
    duty.flood.isOn = try reader.bool()
    duty.flood.since = try reader.optionalInstant()
    duty.flood.peak = try reader.int()
    let counts = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in try reader.int32() }
    guard counts.count == FloodState.parts else {
      throw .unknownCase("FloodState", UInt8(clamping: counts.count))
    }
    duty.flood.counts = counts
    duty.flood.newest = try reader.instant()
    duty.lastShelfRelease = try reader.optionalInstant()
    if version > 1 { try HandoverCoding.read(into: &duty, from: &reader) }
    guard version > 2 else { return duty }
    duty.escalations = try EscalationCoding.readWindows(from: &reader)
    duty.soundTests = try HandoverCoding.readSoundTests(from: &reader)
    return duty
  }

  static func write(_ policy: AlarmPolicy, to writer: inout ByteWriter) {
    for spans in [policy.actionLimit, policy.escalateAfter, policy.shelfLimit] {
      for span in spans.values { writer.write(span) }
    }
    for span in [
      policy.leaderAfter, policy.shelfRelease, policy.offerLimit, policy.undoLimit, policy.chatterWindow,
      policy.floodWindow,
    ] {
      writer.write(span)
    }
    for number in [policy.chatterCount, policy.floodStart, policy.floodEnd] { writer.write(number) }
  }

  static func readPolicy(from reader: inout ByteReader) throws(CodingFailure) -> AlarmPolicy {
    var policy = AlarmPolicy.silent
    policy.actionLimit = try readByGrade(from: &reader)
    policy.escalateAfter = try readByGrade(from: &reader)
    policy.shelfLimit = try readByGrade(from: &reader)
    policy.leaderAfter = try reader.span()
    policy.shelfRelease = try reader.span()
    policy.offerLimit = try reader.span()
    policy.undoLimit = try reader.span()
    policy.chatterWindow = try reader.span()
    policy.floodWindow = try reader.span()
    policy.chatterCount = try reader.int()
    policy.floodStart = try reader.int()
    policy.floodEnd = try reader.int()
    return policy
  }

  private static func readByGrade(
    from reader: inout ByteReader
  ) throws(CodingFailure) -> AlarmPolicy.ByGrade {
    var spans: [Span] = []
    for _ in 0..<4 { spans.append(try reader.span()) }
    return AlarmPolicy.ByGrade(spans)
  }
}
