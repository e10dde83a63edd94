import Alarms
import CitySafety

/// Regions H and S of an alarm as bytes.
extension AlarmCoding {
  /// A kind byte, then the names; the first two kinds are those that version 1 knew.
  static func write(_ handling: Handling, to writer: inout ByteWriter) {
    switch handling {
    case .none: writer.write(UInt8(0))
    case .owned(let owner):
      writer.write(UInt8(1))
      writer.write(owner)
    case .offered(let person, let by, let until):
      writer.write(UInt8(2))
      writer.write(person)
      writer.write(by)
      writer.write(until)
    case .responding(let person):
      writer.write(UInt8(3))
      writer.write(person)
    case .resolved(let person):
      writer.write(UInt8(4))
      writer.write(person)
    }
  }

  static func readHandling(from reader: inout ByteReader) throws(CodingFailure) -> Handling {
    switch try reader.uint8() {
    case 0: return .none
    case 1: return .owned(by: try reader.string())
    case 2:
      let person = try reader.string()
      let by = try reader.string()
      return .offered(to: person, by: by, until: try reader.instant())
    case 3: return .responding(by: try reader.string())
    case 4: return .resolved(by: try reader.string())
    case let tag: throw .unknownCase("Handling", tag)
    }
  }

  static func writeSuppression(of alarm: Alarm, to writer: inout ByteWriter) {
    writer.write(alarm.shelf) { writer, shelf in
      writer.write(shelf.until)
      writer.write(shelf.since)
      writer.write(shelf.reason)
      writer.write(shelf.by)
      writer.write(shelf.second) { $0.write($1) }
      writer.write(shelf.grade.rawValue)
    }
    writer.write(alarm.serviceOrder) { writer, order in
      writer.write(order.number)
      writer.write(order.measure)
      writer.write(order.by)
      writer.write(order.second)
      writer.write(order.since)
    }
    writer.write(alarm.suppressedBy) { $0.write($1) }
  }

  static func readSuppression(
    of alarm: inout Alarm, from reader: inout ByteReader
  ) throws(CodingFailure) {
    if try reader.bool() {
      let until = try reader.instant()
      let since = try reader.instant()
      let reason = try reader.string()
      let by = try reader.string()
      let second = try reader.optionalString()
      alarm.shelf = Shelf(
        until: until, since: since, reason: reason, by: by, second: second, grade: try reader.choice())
    }
    if try reader.bool() {
      let number = try reader.string()
      let measure = try reader.string()
      let by = try reader.string()
      let second = try reader.string()
      alarm.serviceOrder = ServiceOrder(
        number: number, measure: measure, by: by, second: second, since: try reader.instant())
    }
    alarm.suppressedBy = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      try reader.string()
    }
  }
}
