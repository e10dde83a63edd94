internal import CitySafety
internal import Widgets

/// Lengths of time and sizes as the screen writes them.
enum Figures {
  /// The largest whole unit: `47s`, `28m`, `2h`, `3d`.
  static func age(_ span: Span) -> String { AgeText.text(seconds: span.seconds) }

  /// A running clock: `01:46`, `1:02:03`, `3d 04:05`.
  static func clock(_ span: Span) -> String {
    let seconds = max(0, span.seconds)
    guard seconds >= 86_400 else { return AgeText.clock(seconds: seconds) }
    return "\(seconds / 86_400)d " + two(seconds / 3600 % 24) + ":" + two(seconds / 60 % 60)
  }

  /// `640 kB`, `12.4 MB`, `1.2 GB`.
  static func bytes(_ count: Int64) -> String {
    if count < 1_000_000 { return "\((max(0, count) + 500) / 1000) kB" }
    if count < 1_000_000_000 { return FixedPoint.text(Double(count) / 1e6, decimals: 1) + " MB" }
    return FixedPoint.text(Double(count) / 1e9, decimals: 1) + " GB"
  }

  private static func two(_ number: Int64) -> String {
    number < 10 ? "0\(number)" : String(number)
  }
}
