import Alarms
import CitySafety

/// The fixed binary form of escalations: of one in the journal, and of those that the duty state gathers.
enum EscalationCoding {
  static func write(_ notice: EscalationNotice, to writer: inout ByteWriter) {
    writer.write(notice.alarm.value)
    writer.write(notice.timer.rawValue)
    writer.write(notice.step.rawValue)
    writer.write(notice.message)
    writer.write(notice.isGathered)
    writer.write(notice.windowEnd)
    writer.write(notice.place)
  }

  static func readNotice(from reader: inout ByteReader) throws(CodingFailure) -> EscalationNotice {
    let alarm = AlarmID(try reader.int64())
    let timer: AlarmTimer = try reader.choice()
    let step: EscalationStep = try reader.choice()
    let message = try reader.int64()
    let isGathered = try reader.bool()
    let windowEnd = try reader.instant()
    return EscalationNotice(
      alarm: alarm, timer: timer, step: step, message: message, isGathered: isGathered, windowEnd: windowEnd,
      place: try reader.bilingual())
  }

  /// By step, so that equal windows give equal bytes.
  static func write(_ windows: [EscalationStep: EscalationWindow], to writer: inout ByteWriter) {
    writer.write(windows.sorted { $0.key.rawValue < $1.key.rawValue }) { writer, entry in
      writer.write(entry.key.rawValue)
      writer.write(entry.value.ends)
      writer.write(entry.value.sent)
      writer.write(entry.value.gathered) { write($1, to: &$0) }
    }
  }

  static func readWindows(
    from reader: inout ByteReader
  ) throws(CodingFailure) -> [EscalationStep: EscalationWindow] {
    let entries = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      let step: EscalationStep = try reader.choice()
      var window = EscalationWindow(ends: try reader.instant())
      window.sent = try reader.int()
      if try reader.bool() { window.gathered = try readGathered(from: &reader) }
      return (step, window)
    }
    return Dictionary(entries, uniquingKeysWith: { first, _ in first })
  }

  private static func write(_ gathered: GatheredEscalations, to writer: inout ByteWriter) {
    writer.write(gathered.message)
    writer.write(gathered.since)
    for count in gathered.grades { writer.write(count) }
    let places = gathered.places.sorted { ($0.key.zh, $0.key.en) < ($1.key.zh, $1.key.en) }
    writer.write(places) { writer, place in
      writer.write(place.key)
      writer.write(place.value)
    }
    let types = gathered.types.sorted { $0.key.order < $1.key.order }
    writer.write(types) { writer, type in
      write(type.key, to: &writer)
      writer.write(type.value)
    }
  }

  private static func readGathered(
    from reader: inout ByteReader
  ) throws(CodingFailure) -> GatheredEscalations {
    let message = try reader.int64()
    var gathered = GatheredEscalations(message: message, since: try reader.instant())
    for index in gathered.grades.indices { gathered.grades[index] = try reader.int() }
    let places = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      (try reader.bilingual(), try reader.int())
    }
    let types = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      (try readType(from: &reader), try reader.int())
    }
    gathered.places = Dictionary(places, uniquingKeysWith: { first, _ in first })
    gathered.types = Dictionary(types, uniquingKeysWith: { first, _ in first })
    return gathered
  }

  private static func write(_ type: AlarmType, to writer: inout ByteWriter) {
    writer.write(type.order.0)
    if case .rule(let id) = type { writer.write(id) }
  }

  private static func readType(from reader: inout ByteReader) throws(CodingFailure) -> AlarmType {
    switch try reader.uint8() {
    case 1: return .rule(try reader.string())
    case 2: return .sourceLost
    case 3: return .warning
    case 4: return .earthquake
    case let tag: throw .unknownCase("AlarmType", tag)
    }
  }
}

extension AlarmType {
  /// A fixed order, and the tag of the coding.
  fileprivate var order: (UInt8, String) {
    switch self {
    case .rule(let id): (1, id)
    case .sourceLost: (2, "")
    case .warning: (3, "")
    case .earthquake: (4, "")
    case .reportDue: (30, "")
    }
  }
}
