internal import CitySafety
internal import Operations
internal import Store

/// Quality figures for a screen: counted a slice at a time between snapshots, and forgotten when nobody looks.
struct QualityReading {
  /// Entries of one slice: some 25 ms.
  static let slice = 4000
  /// The replayed state is kept this long after the last look at the figures, in milliseconds.
  static let life: Int64 = 60_000
  static let window = Span.hours(24 * Int64(QualityFigure.daysNeeded))
  /// The window's beginning stays for this long, so that only what is new is counted.
  static let slack = Span.hours(24)

  private var reader: QualityReader?
  private var isOwned = false
  private var askedAt: Int64 = 0
  /// Somebody waits for figures.
  private(set) var isBehind = false

  mutating func ask(isOwned: Bool) {
    self.isOwned = isOwned
    isBehind = true
    askedAt = SystemClock.monotonic()
  }

  /// Reads one slice; the figures once everything is counted, `nil` before and when nobody asked.
  mutating func advance(path: String, now: Instant) throws(StoreFailure) -> QualityReport? {
    guard isBehind else {
      if SystemClock.monotonic() - askedAt > QualityReading.life { reader = nil }
      return nil
    }
    let start = now - QualityReading.window
    if let reader, start - reader.start > QualityReading.slack || start < reader.start { self.reader = nil }
    if self.reader == nil { self.reader = try QualityReader(path: path, from: start) }
    guard let reader else { return nil }
    if try reader.read(limit: QualityReading.slice) { return nil }
    isBehind = false
    return reader.report(at: now, isOwned: isOwned)
  }
}
