import CitySafety

/// Times and offsets as the site's files write them.
enum ISOTime {
  /// `+08:00`, within `Limits.utcOffsetMinutes`.
  static func offset(_ text: String) -> UTCOffset? {
    let bytes = Array(text.utf8)
    guard bytes.count == 6, bytes[3] == UInt8(ascii: ":") else { return nil }
    guard bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-") else { return nil }
    guard let hours = digits(bytes[1...2]), let minutes = digits(bytes[4...5]), minutes < 60 else {
      return nil
    }
    let size = hours * 60 + minutes
    let signed = bytes[0] == UInt8(ascii: "-") ? -size : size
    return Limits.utcOffsetMinutes.contains(signed) ? UTCOffset(minutes: signed) : nil
  }

  /// `2026-11-23T00:00:00+08:00`, also with a space for the `T` and `Z` for the offset.
  static func instant(_ text: String) -> Instant? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let year = digits(bytes[0...3]), let month = digits(bytes[5...6]), let day = digits(bytes[8...9]),
      let hour = digits(bytes[11...12]), let minute = digits(bytes[14...15]),
      let second = digits(bytes[17...18])
    else { return nil }
    let civil = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    let rest = String(decoding: bytes[19...], as: UTF8.self)
    guard civil.isValid, let offset = rest == "Z" ? UTCOffset.utc : offset(rest) else { return nil }
    return civil.instant(at: offset)
  }

  /// A time of the site's own clocks, without an offset: `2026-07-12T22:10`, with seconds or without.
  static func civil(_ text: String) -> CivilTime? {
    let written = text.utf8.count == 16 ? text + ":00" : text
    guard written.utf8.count == 19, let instant = instant(written + "Z") else { return nil }
    return CivilTime(instant, at: .utc)
  }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
    var number = 0
    for byte in bytes {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return number
  }
}
