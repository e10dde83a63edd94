package import CitySafety

/// Why bytes are not what they should be.
///
/// Reading never traps, whatever the bytes are.
public enum CodingFailure: Error, Sendable, Hashable {
  case truncated
  case trailingBytes(Int)
  case unknownVersion(UInt8)
  /// A tag that stands for no case of the named type.
  case unknownCase(String, UInt8)
  case invalidText
}

/// Appends values in little-endian order.
package struct ByteWriter {
  package init() {}

  /// Longest text in bytes; longer ones are cut at the last whole scalar before it.
  package static let textLimit = 65_535
  /// Most elements of a list; those after it are dropped.
  package static let listLimit = 4096

  package private(set) var bytes: [UInt8] = []

  /// Runs `body` with a writer that appends to `bytes` in place.
  package static func append(to bytes: inout [UInt8], _ body: (inout ByteWriter) -> Void) {
    var writer = ByteWriter()
    swap(&writer.bytes, &bytes)
    body(&writer)
    swap(&writer.bytes, &bytes)
  }

  package mutating func write(_ value: UInt8) { bytes.append(value) }
  package mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }
  package mutating func write(_ value: UInt16) { writeInteger(value) }
  package mutating func write(_ value: Int32) { writeInteger(value) }
  package mutating func write(_ value: Int64) { writeInteger(value) }
  package mutating func write(_ value: Int) { writeInteger(Int64(value)) }
  package mutating func write(_ value: Double) { writeInteger(value.bitPattern) }
  package mutating func write(_ value: Instant) { writeInteger(value.milliseconds) }
  package mutating func write(_ value: Span) { writeInteger(value.milliseconds) }

  package mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      var count = utf8.count
      if count > ByteWriter.textLimit {
        count = ByteWriter.textLimit
        while count > 0, utf8[count] & 0xC0 == 0x80 { count -= 1 }
      }
      writeInteger(UInt16(count))
      bytes.append(contentsOf: utf8[..<count])
    }
  }

  package mutating func write(_ text: Bilingual) {
    write(text.zh)
    write(text.en)
  }

  package mutating func write<Value>(_ value: Value?, _ body: (inout ByteWriter, Value) -> Void) {
    guard let value else { return write(false) }
    write(true)
    body(&self, value)
  }

  package mutating func write<Value>(_ list: [Value], _ body: (inout ByteWriter, Value) -> Void) {
    let count = min(list.count, ByteWriter.listLimit)
    write(UInt16(count))
    for value in list[..<count] { body(&self, value) }
  }

  private mutating func writeInteger<Integer: FixedWidthInteger>(_ value: Integer) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

/// Reads what `ByteWriter` wrote.
///
/// Every read checks its bounds.
package struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  package var remaining: Int { bytes.count - position }

  package mutating func uint8() throws(CodingFailure) -> UInt8 {
    guard position < bytes.count else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  package mutating func bool() throws(CodingFailure) -> Bool {
    let tag = try uint8()
    guard tag < 2 else { throw .unknownCase("Bool", tag) }
    return tag == 1
  }

  package mutating func uint16() throws(CodingFailure) -> UInt16 { try integer() }
  package mutating func int32() throws(CodingFailure) -> Int32 { try integer() }
  package mutating func int64() throws(CodingFailure) -> Int64 { try integer() }
  package mutating func int() throws(CodingFailure) -> Int { Int(try integer() as Int64) }
  package mutating func double() throws(CodingFailure) -> Double { Double(bitPattern: try integer()) }

  package mutating func instant() throws(CodingFailure) -> Instant {
    Instant(milliseconds: try integer())
  }

  package mutating func span() throws(CodingFailure) -> Span { Span(milliseconds: try integer()) }

  package mutating func string() throws(CodingFailure) -> String { try ByteReader.text(of: try textBytes()) }

  /// Two equal texts share their memory.
  package mutating func bilingual() throws(CodingFailure) -> Bilingual {
    let first = try textBytes()
    let zh = try ByteReader.text(of: first)
    let second = try textBytes()
    if first.elementsEqual(second) { return Bilingual(same: zh) }
    return Bilingual(zh: zh, en: try ByteReader.text(of: second))
  }

  private mutating func textBytes() throws(CodingFailure) -> UnsafeRawBufferPointer {
    let count = Int(try uint16())
    guard remaining >= count else { throw .truncated }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }

  private static func text(of bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalidText }
    return text
  }

  package mutating func list<Value>(
    _ body: (inout ByteReader) throws(CodingFailure) -> Value
  ) throws(CodingFailure) -> [Value] {
    let count = Int(try uint16())
    // Every element takes at least one byte, so that a false count reserves no memory.
    guard count <= remaining, count <= ByteWriter.listLimit else { throw .truncated }
    var list: [Value] = []
    list.reserveCapacity(count)
    for _ in 0..<count { list.append(try body(&self)) }
    return list
  }

  package mutating func optionalString() throws(CodingFailure) -> String? { try bool() ? try string() : nil }
  package mutating func optionalInstant() throws(CodingFailure) -> Instant? {
    try bool() ? try instant() : nil
  }
  package mutating func optionalDouble() throws(CodingFailure) -> Double? { try bool() ? try double() : nil }

  /// A number of elements that follow: not negative and, at a byte each or more, no more than the bytes left.
  package mutating func count() throws(CodingFailure) -> Int {
    let count = try int()
    guard (0...remaining).contains(count) else { throw .truncated }
    return count
  }

  /// One tag byte as a case of an enumeration with byte raw values.
  package mutating func choice<Choice: RawRepresentable<UInt8>>(
    _ type: Choice.Type = Choice.self
  ) throws(CodingFailure) -> Choice {
    let tag = try uint8()
    guard let choice = Choice(rawValue: tag) else { throw .unknownCase("\(Choice.self)", tag) }
    return choice
  }

  /// Reads the version byte and refuses any but `expected`.
  package mutating func version(_ expected: UInt8) throws(CodingFailure) {
    let version = try uint8()
    guard version == expected else { throw .unknownVersion(version) }
  }

  /// Reads the version byte and refuses one that is 0 or newer than `newest`.
  package mutating func version(upTo newest: UInt8) throws(CodingFailure) -> UInt8 {
    let version = try uint8()
    guard (1...newest).contains(version) else { throw .unknownVersion(version) }
    return version
  }

  /// Refuses bytes that are left over.
  package func finish() throws(CodingFailure) {
    guard remaining == 0 else { throw .trailingBytes(remaining) }
  }

  private mutating func integer<Integer: FixedWidthInteger>() throws(CodingFailure) -> Integer {
    let size = MemoryLayout<Integer>.size
    guard remaining >= size else { throw .truncated }
    let value = bytes.loadUnaligned(fromByteOffset: position, as: Integer.self)
    position += size
    return Integer(littleEndian: value)
  }
}
