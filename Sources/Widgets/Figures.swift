/// Numbers as the screen shows them, without locale and without Foundation.
public enum FixedPoint {
  /// Values at or beyond ± this are shown as `>1e12` and `<-1e12`.
  public static let limit = 1e12

  private static let powers: [Double] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]

  /// A value with a fixed count of decimals, 0 to 6 (others are brought into that range).
  ///
  /// Halves are rounded away from zero. What is not a number is `--`; a value that rounds to zero has no sign.
  public static func text(_ value: Double, decimals: Int) -> String {
    guard !value.isNaN else { return "--" }
    guard value < limit else { return ">1e12" }
    guard value > -limit else { return "<-1e12" }
    let places = min(6, max(0, decimals))
    let scaled = Int64((value * powers[places]).rounded(.toNearestOrAwayFromZero))
    return String(unsafeUninitializedCapacity: 24) { buffer in
      fill(buffer, scaled: scaled, places: places)
    }
  }

  private static func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>, scaled: Int64, places: Int) -> Int {
    var rest = scaled.magnitude
    var digits = 0
    var at = 24
    while rest > 0 || digits <= places {
      if digits == places, places > 0 {
        at -= 1
        buffer[at] = UInt8(ascii: ".")
      }
      at -= 1
      buffer[at] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
      digits += 1
    }
    if scaled < 0 {
      at -= 1
      buffer[at] = UInt8(ascii: "-")
    }
    for index in at..<24 { buffer[index - at] = buffer[index] }
    return 24 - at
  }
}

/// Lengths of time as the screen shows them: one number and one letter.
public enum AgeText {
  /// `47s`, `1m`, `2h`, `3d`; the part that is left over is dropped, so that an age is never shown too old.
  ///
  /// Negative ages are `0s`; above 999 days it is `>999d`.
  public static func text(seconds: Int64) -> String {
    switch seconds {
    case ..<0: "0s"
    case ..<60: "\(seconds)s"
    case ..<3600: "\(seconds / 60)m"
    case ..<86_400: "\(seconds / 3600)h"
    case ..<(1000 * 86_400): "\(seconds / 86_400)d"
    default: ">999d"
    }
  }

  /// `01:46` below an hour, `2:05:09` above: for times that are watched second by second.
  public static func clock(seconds: Int64) -> String {
    let total = max(0, seconds)
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let tail = "\(two(total / 60 % 60)):\(two(total % 60))"
    return total < 3600 ? tail : "\(total / 3600):\(tail)"
  }
}
