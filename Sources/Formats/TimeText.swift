import CitySafety

/// Reads upstream times.
enum TimeText {
  /// Latest time that is believed: the end of the year 9999.
  static let ceiling: Int64 = 253_402_300_800_000

  /// The instant that `text` names, or `nil` when it is not a time of this format.
  ///
  /// `offset` holds where the text names no zone. `timeOfDay` is a second text that follows the first.
  static func parse(
    _ text: Bytes, timeOfDay: Bytes? = nil, format: TimeFormat, offset: UTCOffset
  ) -> Instant? {
    switch format {
    case .iso8601, .fields:
      var reader = CivilReader(offset: offset)
      guard reader.date(text) else { return nil }
      if let timeOfDay, !reader.timeOfDay(timeOfDay) { return nil }
      return reader.instant
    case .epochSeconds: return epoch(text, scale: 1000)
    case .epochMilliseconds: return epoch(text, scale: 1)
    }
  }

  private static func epoch(_ text: Bytes, scale: Double) -> Instant? {
    guard let number = DecimalNumber.parse(text) else { return nil }
    let milliseconds = (number * scale).rounded()
    guard abs(milliseconds) < Double(ceiling) else { return nil }
    return Instant(milliseconds: Int64(milliseconds))
  }
}

/// Collects the fields of one date and time, year first, with any short separators or none.
private struct CivilReader {
  var time = CivilTime(year: 0, month: 0, day: 0)
  var offset: UTCOffset
  /// How many of year, month, day, hour, minute, second were read.
  var fields = 0

  init(offset: UTCOffset) { self.offset = offset }

  var instant: Instant? {
    guard fields >= 3, time.isValid else { return nil }
    return time.instant(at: offset)
  }

  mutating func date(_ text: Bytes) -> Bool {
    if text.count == 19, commonForm(text) { return true }
    return general(text) && fields >= 3
  }

  mutating func timeOfDay(_ text: Bytes) -> Bool {
    guard fields >= 3 else { return false }
    fields = 3
    return general(text) && fields > 3
  }

  /// `2026-11-23 15:41:07` with any single-byte separators, which is nearly every time that arrives.
  @inline(__always)
  private mutating func commonForm(_ text: Bytes) -> Bool {
    var bad: UInt8 = 0
    @inline(__always)
    func digit(_ index: Int) -> Int {
      let value = text[index] &- ASCII.zero
      bad |= value > 9 ? 1 : 0
      return Int(value)
    }
    let year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3)
    let month = digit(5) * 10 + digit(6)
    let day = digit(8) * 10 + digit(9)
    let hour = digit(11) * 10 + digit(12)
    let minute = digit(14) * 10 + digit(15)
    let second = digit(17) * 10 + digit(18)
    guard bad == 0, text[13] == ASCII.colon, text[16] == ASCII.colon, text[4] == text[7],
      text[4] == ASCII.minus || text[4] == UInt8(ascii: "/"),
      text[10] == ASCII.space || text[10] == UInt8(ascii: "T")
    else { return false }
    time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    fields = 6
    return true
  }

  private mutating func general(_ text: Bytes) -> Bool {
    let text = text.trimmed
    var position = 0
    while position < text.count {
      let start = position
      while position < text.count && ASCII.isDigit(text[position]) { position += 1 }
      guard take(text.piece(start..<position)) else { return false }
      if fields >= 4 && isZone(text, position) { return zone(text.piece(position..<text.count)) }
      if fields == 6 && position < text.count
        && (text[position] == ASCII.point || text[position] == ASCII.comma)
      {
        position = fraction(text, position + 1)
        if isZone(text, position) { return zone(text.piece(position..<text.count)) }
      }
      guard let next = separator(text, position) else { return false }
      position = next
      if position == text.count { return true }
      if fields == 6 { return isZone(text, position) && zone(text.piece(position..<text.count)) }
    }
    return fields > 0
  }

  /// One group of digits: a single field, or several run together.
  private mutating func take(_ group: Bytes) -> Bool {
    var position = 0
    guard group.count > 0, group.count <= 14 else { return false }
    if fields == 0 && group.count < 4 { return false }
    while position < group.count {
      guard fields < 6 else { return false }
      let rest = group.count - position
      let width = fields == 0 ? 4 : rest == 1 ? 1 : 2
      guard rest >= width, width == 2 || position == 0 else { return false }
      var value = 0
      for index in position..<position + width { value = value * 10 + Int(group[index] &- ASCII.zero) }
      set(value)
      position += width
    }
    return true
  }

  private mutating func set(_ value: Int) {
    switch fields {
    case 0: time.year = value
    case 1: time.month = value
    case 2: time.day = value
    case 3: time.hour = value
    case 4: time.minute = value
    default: time.second = value
    }
    fields += 1
  }

  /// Past a separator of at most `separatorLimit` bytes that holds no letters but `T`; `nil` when it is none.
  private func separator(_ text: Bytes, _ start: Int) -> Int? {
    var position = start
    while position < text.count, !ASCII.isDigit(text[position]) {
      let byte = text[position]
      if fields >= 3 && isZone(text, position) { break }
      let isLetter = ASCII.lower(byte) &- UInt8(ascii: "a") < 26
      guard byte >= 0x20, !isLetter || byte == UInt8(ascii: "T") else { return nil }
      position += 1
    }
    return position - start <= CivilReader.separatorLimit ? position : nil
  }

  /// 秒 or 日 and a space.
  private static let separatorLimit = 4

  private mutating func fraction(_ text: Bytes, _ start: Int) -> Int {
    var position = start
    var scale = 100
    while position < text.count && ASCII.isDigit(text[position]) {
      time.millisecond += scale * Int(text[position] &- ASCII.zero)
      scale /= 10
      position += 1
    }
    return position
  }

  private func isZone(_ text: Bytes, _ position: Int) -> Bool {
    guard fields >= 4, position < text.count else { return false }
    let byte = text[position]
    return byte == UInt8(ascii: "Z") || byte == UInt8(ascii: "z") || byte == ASCII.plus || byte == ASCII.minus
  }

  /// `Z`, `+08:00`, `+0800`, `+08`.
  private mutating func zone(_ text: Bytes) -> Bool {
    if ASCII.lower(text[0]) == UInt8(ascii: "z") {
      offset = .utc
      return text.count == 1
    }
    var digits = 0
    var value = 0
    for index in 1..<text.count {
      if text[index] == ASCII.colon && index == 3 { continue }
      guard ASCII.isDigit(text[index]) else { return false }
      value = value * 10 + Int(text[index] &- ASCII.zero)
      digits += 1
    }
    guard digits == 2 || digits == 4 else { return false }
    let minutes = digits == 2 ? value * 60 : value / 100 * 60 + value % 100
    guard minutes <= 14 * 60, digits == 2 || value % 100 < 60 else { return false }
    offset = UTCOffset(minutes: text[0] == ASCII.minus ? -minutes : minutes)
    return true
  }
}
