import Alarms
import CitySafety
public import Operations

/// The fixed binary form of what a drill keeps in its journal: a version byte, a tag, the fields.
public enum DrillCoding {
  /// The topic of a drill's remarks.
  public static let topic = "drill"
  /// That of what players are not shown.
  public static let recordTopic = "drill.record"
  static let version: UInt8 = 1

  /// What a seat sends to ask for `control`.
  public static func remark(_ control: DrillControl, of scenario: Scenario) -> Remark {
    Remark(topic: topic, right: control.right(in: scenario), body: encode(control))
  }

  /// The entry of something that happened to the drill.
  public static func event(_ event: DrillEvent) -> Event {
    // Players must not read in the events what is coming to them.
    let topic =
      switch event {
      case .performed, .delivered, .refused: recordTopic
      default: topic
      }
    return .remark(Remark(topic: topic, right: .conductExercise, body: encode(event)))
  }

  public static func encode(_ control: DrillControl) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(version)
    switch control {
    case .start: writer.write(UInt8(1))
    case .pause: writer.write(UInt8(2))
    case .resume: writer.write(UInt8(3))
    case .speed(let speed):
      writer.write(UInt8(4))
      writer.write(Int64(speed))
    case .step: writer.write(UInt8(5))
    case .jump(let inject): write(6, inject, to: &writer)
    case .insert(let inject): write(7, inject, to: &writer)
    case .call(let from, let text):
      write(8, from, to: &writer)
      writer.write(text)
    case .skip(let inject): write(9, inject, to: &writer)
    case .observe(let objective, let text):
      write(10, objective, to: &writer)
      writer.write(text)
    case .take(let message):
      writer.write(UInt8(11))
      writer.write(Int64(message))
    case .end: writer.write(UInt8(12))
    }
    return writer.bytes
  }

  private static func write(_ tag: UInt8, _ text: String, to writer: inout ByteWriter) {
    writer.write(tag)
    writer.write(text)
  }

  public static func control(_ body: [UInt8]) throws(CodingFailure) -> DrillControl {
    try decode(body) { (reader: inout ByteReader) throws(CodingFailure) in
      switch try reader.uint8() {
      case 1: return .start
      case 2: return .pause
      case 3: return .resume
      case 4: return .speed(try reader.int())
      case 5: return .step
      case 6: return .jump(to: try reader.string())
      case 7: return .insert(try reader.string())
      case 8:
        let from = try reader.string()
        return .call(from: from, text: try reader.string())
      case 9: return .skip(try reader.string())
      case 10:
        let objective = try reader.string()
        return .observe(objective: objective, text: try reader.string())
      case 11: return .take(message: try reader.int())
      case 12: return .end
      case let tag: throw .unknownCase("DrillControl", tag)
      }
    }
  }

  /// What an entry says of the drill, from whom; `nil` for one about anything else.
  public static func read(_ entry: JournalEntry) throws(CodingFailure) -> (
    by: DutyCommand?, content: Content
  )? {
    switch entry.event {
    case .remark(let remark) where remark.topic == topic || remark.topic == recordTopic:
      return (nil, .event(try event(remark.body)))
    case .duty(let command):
      guard case .remark(let remark) = command.action, remark.topic == topic else { return nil }
      return (command, .control(try control(remark.body)))
    default: return nil
    }
  }

  public enum Content: Sendable, Hashable {
    case event(DrillEvent)
    case control(DrillControl)
  }

  public static func encode(_ event: DrillEvent) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(version)
    switch event {
    case .loaded(let scenario, let number, let seed):
      write(1, scenario, to: &writer)
      writer.write(Int64(number))
      writer.write(Int64(bitPattern: seed))
    case .armed: writer.write(UInt8(2))
    case .delivered(let inject, let cause):
      write(3, inject, to: &writer)
      writer.write(cause.rawValue)
    case .interrupted(let seat, let strip):
      write(4, seat, to: &writer)
      write(strip, to: &writer)
    case .reachedLive(let seat, let after):
      write(5, seat, to: &writer)
      writer.write(after)
    case .performed(let request):
      writer.write(UInt8(6))
      writer.write(Int64(request.count))
      for byte in request { writer.write(byte) }
    case .resumedAfterLoss: writer.write(UInt8(7))
    case .ended: writer.write(UInt8(8))
    case .refused(let actor, let what, let why):
      write(9, actor.person, to: &writer)
      writer.write(actor.displayName)
      writer.write(actor.role.rawValue)
      writer.write(actor.seat)
      writer.write(what)
      writer.write(why)
    }
    return writer.bytes
  }

  public static func event(_ body: [UInt8]) throws(CodingFailure) -> DrillEvent {
    try decode(body) { (reader: inout ByteReader) throws(CodingFailure) in
      switch try reader.uint8() {
      case 1:
        let scenario = try reader.string()
        let number = try reader.int()
        return .loaded(scenario: scenario, version: number, seed: UInt64(bitPattern: try reader.int64()))
      case 2: return .armed
      case 3:
        let inject = try reader.string()
        return .delivered(inject, try reader.choice())
      case 4:
        let seat = try reader.string()
        return .interrupted(seat: seat, try readStrip(from: &reader))
      case 5:
        let seat = try reader.string()
        return .reachedLive(seat: seat, after: try reader.span())
      case 6:
        let count = try reader.count()
        var request: [UInt8] = []
        for _ in 0..<count { request.append(try reader.uint8()) }
        return .performed(request)
      case 7: return .resumedAfterLoss
      case 8: return .ended
      case 9:
        let person = try reader.string()
        let name = try reader.string()
        let role: Role = try reader.choice()
        let actor = Actor(person: person, displayName: name, role: role, seat: try reader.string())
        let what = try reader.bilingual()
        return .refused(actor, what: what, why: try reader.bilingual())
      case let tag: throw .unknownCase("DrillEvent", tag)
      }
    }
  }

  static func write(_ strip: LiveStrip, to writer: inout ByteWriter) {
    writer.write(strip.counts) { $0.write(Int64($1)) }
    writer.write(strip.worst?.rawValue ?? 0)
    writer.write(strip.revision)
    writer.write(Int64(strip.reds))
    writer.write(strip.isAlive)
  }

  static func readStrip(from reader: inout ByteReader) throws(CodingFailure) -> LiveStrip {
    let counts = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in try reader.int() }
    let worst = try reader.uint8()
    let revision = try reader.int64()
    let reds = try reader.int()
    return LiveStrip(
      counts: counts, worst: Grade(rawValue: worst), revision: revision, reds: reds,
      isAlive: try reader.bool())
  }

  private static func decode<Value>(
    _ body: [UInt8], _ read: (inout ByteReader) throws(CodingFailure) -> Value
  ) throws(CodingFailure) -> Value {
    let result = body.withUnsafeBytes { bytes in
      Result<Value, CodingFailure> { () throws(CodingFailure) in
        var reader = ByteReader(bytes)
        try reader.version(version)
        let value = try read(&reader)
        try reader.finish()
        return value
      }
    }
    return try result.get()
  }
}
