import Alarms
import Analysis
import CitySafety

/// The fixed binary form of rules, of their changes and of the book of them.
public enum RuleCoding {
  static let version: UInt8 = 1

  /// Appends the book; equal books give equal bytes.
  public static func encode(_ book: RuleBook, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      write(book, to: &writer)
    }
  }

  /// Reads one book that takes all of `bytes`.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> RuleBook {
    var reader = ByteReader(bytes)
    try reader.version(version)
    let book = try read(from: &reader)
    try reader.finish()
    return book
  }

  static func write(_ book: RuleBook, to writer: inout ByteWriter) {
    writer.write(book.records.count)
    for (rule, record) in book.records.sorted(by: { $0.key < $1.key }) {
      writer.write(rule)
      write(record.file, to: &writer)
      write(record.standing, to: &writer)
      write(record.found, to: &writer)
      writer.write(record.isThere)
      writer.write(record.revision)
      writer.write(record.changedBy) { $0.write($1) }
    }
    writer.write(book.notes) { writer, note in
      writer.write(note.sequence)
      writer.write(note.at)
      write(note.change, to: &writer)
      CommandCoding.write(note.author, to: &writer)
    }
  }

  static func read(from reader: inout ByteReader) throws(CodingFailure) -> RuleBook {
    var book = RuleBook()
    for _ in 0..<(try reader.count()) {
      let rule = try reader.string()
      var record = RuleRecord(file: try readValues(from: &reader))
      record.standing = try readPairs(from: &reader)
      record.found = try readPairs(from: &reader)
      record.isThere = try reader.bool()
      record.revision = try reader.int64()
      record.changedBy = try reader.optionalString()
      book.records[rule] = record
    }
    book.notes = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      let sequence = try reader.int64()
      let at = try reader.instant()
      let change = try readChange(from: &reader)
      return RuleNote(
        sequence: sequence, at: at, change: change, author: try CommandCoding.readActor(from: &reader))
    }
    return book
  }

  static func write(_ sheet: RuleSheet, to writer: inout ByteWriter) {
    writer.write(sheet.rule)
    write(sheet.values, to: &writer)
  }

  static func readSheet(from reader: inout ByteReader) throws(CodingFailure) -> RuleSheet {
    let rule = try reader.string()
    return RuleSheet(rule: rule, values: try readValues(from: &reader))
  }

  static func write(_ change: RuleChange, to writer: inout ByteWriter) {
    writer.write(change.rule)
    writer.write(change.edits) { writer, edit in
      writer.write(edit.attribute.rawValue)
      write(edit.old, to: &writer)
      write(edit.new, to: &writer)
    }
    writer.write(change.reason)
    writer.write(change.approver) { CommandCoding.write($1, to: &$0) }
  }

  static func readChange(from reader: inout ByteReader) throws(CodingFailure) -> RuleChange {
    let rule = try reader.string()
    let edits = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      let attribute: RuleAttribute = try reader.choice()
      let old = try readValue(from: &reader)
      return RuleEdit(attribute, old: old, new: try readValue(from: &reader))
    }
    let reason = try reader.string()
    let approver = try reader.bool() ? try CommandCoding.readActor(from: &reader) : nil
    return RuleChange(rule: rule, edits: edits, reason: reason, approver: approver)
  }

  private static func write(_ values: RuleValues, to writer: inout ByteWriter) {
    writer.write(values.all) { writer, one in
      writer.write(one.attribute.rawValue)
      write(one.value, to: &writer)
    }
  }

  private static func readValues(from reader: inout ByteReader) throws(CodingFailure) -> RuleValues {
    var values = RuleValues()
    for (attribute, value) in try readPairs(from: &reader) {
      guard value != .none else { throw .unknownCase("RuleValue", 0) }
      values[attribute] = value
    }
    return values
  }

  private static func write(_ pairs: [RuleAttribute: RuleValue], to writer: inout ByteWriter) {
    writer.write(pairs.sorted { $0.key.rawValue < $1.key.rawValue }) { writer, pair in
      writer.write(pair.key.rawValue)
      write(pair.value, to: &writer)
    }
  }

  private static func readPairs(
    from reader: inout ByteReader
  ) throws(CodingFailure) -> [RuleAttribute: RuleValue] {
    let pairs = try reader.list {
      (reader: inout ByteReader) throws(CodingFailure) -> (RuleAttribute, RuleValue) in
      let attribute: RuleAttribute = try reader.choice()
      return (attribute, try readValue(from: &reader))
    }
    // In their order, each once: equal bytes and equal values are the same.
    for (one, next) in zip(pairs, pairs.dropFirst()) where one.0.rawValue >= next.0.rawValue {
      throw .unknownCase("RuleAttribute", next.0.rawValue)
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  private static func write(_ value: RuleValue, to writer: inout ByteWriter) {
    switch value {
    case .none: writer.write(UInt8(0))
    case .number(let number):
      writer.write(UInt8(1))
      writer.write(number)
    case .flag(let flag):
      writer.write(UInt8(2))
      writer.write(flag)
    case .word(let word):
      writer.write(UInt8(3))
      writer.write(word)
    }
  }

  private static func readValue(from reader: inout ByteReader) throws(CodingFailure) -> RuleValue {
    switch try reader.uint8() {
    case 0: return .none
    case 1: return .number(try reader.double())
    case 2: return .flag(try reader.bool())
    case 3: return .word(try reader.string())
    case let tag: throw .unknownCase("RuleValue", tag)
    }
  }

  static func write(_ fault: RuleFault, to writer: inout ByteWriter) {
    switch fault {
    case .noLimit: writer.write(UInt8(1))
    case .outOfOrder(let worse, let milder):
      for byte in [2, worse.rawValue, milder.rawValue] { writer.write(byte) }
    case .outOfBounds(let attribute, let low, let high): write(3, attribute, low, high, to: &writer)
    case .needsOther(let one, let other):
      for byte in [4, one.rawValue, other.rawValue] { writer.write(byte) }
    case .notWhole(let attribute): for byte in [5, attribute.rawValue] { writer.write(byte) }
    case .outOfReach(let attribute, let low, let high): write(6, attribute, low, high, to: &writer)
    case .suppressed(let relation):
      writer.write(UInt8(7))
      writer.write(relation)
    }
  }

  private static func write(
    _ tag: UInt8, _ attribute: RuleAttribute, _ low: Double, _ high: Double, to writer: inout ByteWriter
  ) {
    for byte in [tag, attribute.rawValue] { writer.write(byte) }
    writer.write(low)
    writer.write(high)
  }

  static func readFault(from reader: inout ByteReader) throws(CodingFailure) -> RuleFault {
    let tag = try reader.uint8()
    if tag == 1 { return .noLimit }
    if tag == 7 { return .suppressed(relation: try reader.string()) }
    let attribute: RuleAttribute = try reader.choice()
    switch tag {
    case 2: return .outOfOrder(worse: attribute, milder: try reader.choice())
    case 4: return .needsOther(attribute, try reader.choice())
    case 5: return .notWhole(attribute)
    case 3, 6:
      let low = try reader.double()
      let high = try reader.double()
      return tag == 3
        ? .outOfBounds(attribute, low: low, high: high) : .outOfReach(attribute, low: low, high: high)
    default: throw .unknownCase("RuleFault", tag)
    }
  }
}
