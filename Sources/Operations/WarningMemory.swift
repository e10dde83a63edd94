import CitySafety

/// What is remembered of received warnings: enough to know a repeat from news, and which are superseded.
struct WarningMemory: Sendable, Equatable {
  /// Most warnings remembered; the ones sent longest ago go first, and older ones still are no news.
  static let limit = 4096

  struct Known: Sendable, Equatable {
    var digest: UInt64
    var sent: Instant
    /// What it ends: the references of a real update or cancel.
    var ends: [String]
  }

  private(set) var known: [String: Known] = [:]
  /// How many known messages end an identifier.
  private var ended: [String: Int] = [:]

  init() {}

  init(restoring known: [String: Known]) {
    for (identifier, entry) in known { insert(identifier, entry) }
  }

  /// Whether `warning` is new, or another message under its identifier: sent in another minute, or of another
  /// type or status.
  ///
  /// The same message reads differently from source to source, which is no news.
  func isNews(_ warning: ReceivedWarning) -> Bool {
    if let entry = known[warning.identifier] { return entry.digest != WarningMemory.digest(of: warning) }
    guard known.count >= WarningMemory.limit, let oldest else { return true }
    return (oldest.value.sent, oldest.key) < (warning.sent, warning.identifier)
  }

  /// Whether a real update or cancel of this warning was received.
  func isEnded(_ identifier: String) -> Bool { ended[identifier] != nil }

  /// What a warning ends: nothing unless it is a real update or cancel.
  ///
  /// Never itself.
  static func ends(of warning: ReceivedWarning) -> [String] {
    guard warning.status == .actual, warning.messageType == .update || warning.messageType == .cancel
    else { return [] }
    return warning.references.filter { $0 != warning.identifier }
  }

  mutating func remember(_ warning: ReceivedWarning) {
    insert(
      warning.identifier,
      Known(
        digest: WarningMemory.digest(of: warning), sent: warning.sent, ends: WarningMemory.ends(of: warning)))
    while known.count > WarningMemory.limit, let oldest { forget(oldest.key) }
  }

  private var oldest: (key: String, value: Known)? {
    known.min { ($0.value.sent, $0.key) < ($1.value.sent, $1.key) }
  }

  private mutating func insert(_ identifier: String, _ entry: Known) {
    forget(identifier)
    known[identifier] = entry
    for end in entry.ends { ended[end, default: 0] += 1 }
  }

  private mutating func forget(_ identifier: String) {
    guard let entry = known.removeValue(forKey: identifier) else { return }
    for end in entry.ends {
      let left = (ended[end] ?? 1) - 1
      ended[end] = left > 0 ? left : nil
    }
  }

  /// What tells one message under an identifier from the next.
  private static func digest(of warning: ReceivedWarning) -> UInt64 {
    let minute = UInt64(bitPattern: warning.sent.milliseconds / 60_000)
    return minute << 16 | UInt64(warning.status.rawValue) << 8 | UInt64(warning.messageType.rawValue)
  }
}
