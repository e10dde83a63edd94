import CitySafety

/// How many scalars of each kind of outside text are kept.
enum TextLimit {
  static let code = 64
  static let identifier = 256
  static let name = 200
  static let headline = 400
  static let area = 2000
  static let body = 8000
  /// Bytes of an address.
  static let link = 2048

  /// Harmless, with no white space at the ends and single spaces within.
  static func words(_ text: String, limit: Int) -> String {
    var joined = String.UnicodeScalarView()
    var isPending = false
    var count = 0
    for scalar in text.unicodeScalars {
      if scalar == " " || scalar == "\n" || scalar == "\r" || scalar == "\t" {
        isPending = !joined.isEmpty
        continue
      }
      if isPending {
        joined.append(" ")
        count += 1
        isPending = false
      }
      joined.append(scalar)
      count += 1
      if count >= limit { break }
    }
    return HarmlessText.clean(String(joined), limit: limit)
  }
}
