import CitySafety

/// Writers of the small pieces that every encoded document is made of.
enum Write {
  /// A JSON string with its quotes.
  static func quoted(_ text: String, into output: inout [UInt8]) {
    output.append(ASCII.quote)
    for byte in text.utf8 {
      switch byte {
      case ASCII.quote, ASCII.backslash:
        output.append(ASCII.backslash)
        output.append(byte)
      case 0..<0x20:
        output.append(contentsOf: "\\u00".utf8)
        output.append(hexadecimal[Int(byte >> 4)])
        output.append(hexadecimal[Int(byte & 15)])
      default: output.append(byte)
      }
    }
    output.append(ASCII.quote)
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)

  /// The shortest text that reads back as the same double; `null` for what is no number.
  static func number(_ value: Double, into output: inout [UInt8]) {
    guard value.isFinite else { return output.append(contentsOf: "null".utf8) }
    output.append(contentsOf: value.description.utf8)
  }

  /// Text for between XML tags or inside an attribute.
  ///
  /// What XML 1.0 cannot hold becomes U+FFFD.
  static func xml(_ text: String, into output: inout [UInt8]) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output.append(contentsOf: "&amp;".utf8)
      case "<": output.append(contentsOf: "&lt;".utf8)
      case ">": output.append(contentsOf: "&gt;".utf8)
      case "\"": output.append(contentsOf: "&quot;".utf8)
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}":
        output.append(contentsOf: "\u{FFFD}".utf8)
      default: output.append(contentsOf: String(scalar).utf8)
      }
    }
  }

  /// `<name>text</name>` on a line of its own; nothing for an empty text.
  static func element(_ name: String, _ text: String, into output: inout [UInt8]) {
    if text.isEmpty { return }
    output.append(contentsOf: "<\(name)>".utf8)
    xml(text, into: &output)
    output.append(contentsOf: "</\(name)>\n".utf8)
  }

  /// A time as a mapping's upstream writes it; milliseconds only where there are some.
  static func time(_ time: Instant, _ format: TimeFormat, _ offset: UTCOffset) -> String {
    switch format {
    case .iso8601:
      let civil = CivilTime(time, at: offset)
      return civil.date + "T" + civil.time + fraction(civil) + offset.text
    case .fields: return date(time, offset) + " " + timeOfDay(time, offset)
    case .epochMilliseconds: return String(time.milliseconds)
    case .epochSeconds:
      guard time.milliseconds % 1000 != 0 else { return String(time.milliseconds / 1000) }
      return (Double(time.milliseconds) / 1000).description
    }
  }

  static func date(_ time: Instant, _ offset: UTCOffset) -> String { CivilTime(time, at: offset).date }

  static func timeOfDay(_ time: Instant, _ offset: UTCOffset) -> String {
    let civil = CivilTime(time, at: offset)
    return civil.time + fraction(civil)
  }

  private static func fraction(_ civil: CivilTime) -> String {
    guard civil.millisecond != 0 else { return "" }
    let digits = String(civil.millisecond)
    return "." + String(repeating: "0", count: 3 - digits.utf8.count) + digits
  }

  /// `2026-11-23 15:41:07`, with another byte between the parts of the date where `separator` says so.
  static func local(_ time: Instant, separator: String = "-", seconds: Bool = true) -> String {
    let civil = CivilTime(time, at: .beijing)
    let date = civil.date.split(separator: "-").joined(separator: separator)
    return date + " " + (seconds ? civil.time : civil.hourMinute)
  }
}
