/// Times as people write them on a command line or in a settings file.
public enum TimeText {
  /// Reads `2018-02-07T10:00:00+08:00`, with a space for `T`, without seconds, with `Z`, or without a zone,
  /// which then is `offset`.
  ///
  /// `nil` when it is anything else.
  public static func parse(_ text: String, offset: UTCOffset) -> Instant? {
    var bytes = Array(text.utf8)
    guard let zone = takeZone(&bytes, default: offset) else { return nil }
    let shapes = [
      Array("dddd-dd-ddTdd:dd:dd".utf8), Array("dddd-dd-ddTdd:dd".utf8), Array("dddd-dd-dd".utf8),
    ]
    guard let shape = shapes.first(where: { $0.count == bytes.count }) else { return nil }
    for (byte, expected) in zip(bytes, shape) {
      switch expected {
      case UInt8(ascii: "d"): if !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { return nil }
      case UInt8(ascii: "T"): if byte != expected && byte != UInt8(ascii: " ") { return nil }
      default: if byte != expected { return nil }
      }
    }
    func number(_ start: Int, _ count: Int) -> Int {
      guard start + count <= bytes.count else { return 0 }
      return bytes[start..<(start + count)].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
    let civil = CivilTime(
      year: number(0, 4), month: number(5, 2), day: number(8, 2), hour: number(11, 2), minute: number(14, 2),
      second: number(17, 2))
    return civil.isValid ? civil.instant(at: zone) : nil
  }

  private static func takeZone(_ bytes: inout [UInt8], default offset: UTCOffset) -> UTCOffset? {
    if bytes.last == UInt8(ascii: "Z") || bytes.last == UInt8(ascii: "z") {
      bytes.removeLast()
      return .utc
    }
    guard bytes.count > 16 else { return offset }
    let tail = bytes.suffix(6)
    guard let sign = tail.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return offset }
    let digits = tail.dropFirst().filter { $0 != UInt8(ascii: ":") }
    guard digits.count == 4, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    let values = digits.map { Int($0 - UInt8(ascii: "0")) }
    let minutes = (values[0] * 10 + values[1]) * 60 + values[2] * 10 + values[3]
    bytes.removeLast(6)
    guard minutes <= 14 * 60 else { return nil }
    return UTCOffset(minutes: sign == UInt8(ascii: "-") ? -minutes : minutes)
  }
}
