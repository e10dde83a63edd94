public import Alarms
public import CitySafety

/// What a filter may ask of an alarm's regions, as bits.
public struct AlarmStates: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let unacknowledged = AlarmStates(rawValue: 1)
  public static let acknowledged = AlarmStates(rawValue: 2)
  public static let returned = AlarmStates(rawValue: 4)
  public static let owned = AlarmStates(rawValue: 8)
  public static let latched = AlarmStates(rawValue: 16)
  public static let lost = AlarmStates(rawValue: 32)

  init(of alarm: Alarm) {
    var states: AlarmStates = alarm.isAcknowledged ? .acknowledged : .unacknowledged
    if !alarm.condition.isActive { states.insert(.returned) }
    if case .owned = alarm.handling { states.insert(.owned) }
    if alarm.isLatched { states.insert(.latched) }
    if alarm.data == .lost { states.insert(.lost) }
    self = states
  }
}

/// One alarm as a table holds it: what orders, counts and finds it at hand, the rest in the bytes of the store.
///
/// Immutable and shared: tables, filtered lists and ghosts hold the same row, and an alarm that changed gets another
/// one, so that two tables are compared by identity.
public final class AlarmRow: Sendable {
  public let id: AlarmID
  public let raisedAt: Instant
  public let version: Int32
  public let occurrence: Int32
  public let facts: AlarmFacts
  public let grade: Grade
  public let sector: Sector
  public let states: AlarmStates
  public let isOpen: Bool
  private let foldedStart: Int32
  /// The alarm in its fixed form, and after it what is searched, in lower case.
  private let bytes: [UInt8]

  /// A row of what the store holds; refuses bytes that are no alarm.
  public convenience init(
    _ body: UnsafeRawBufferPointer, in lookup: SiteLookup
  ) throws(CodingFailure) {
    self.init(try AlarmCoding.decode(body), body: body, in: lookup)
  }

  /// A row of an alarm that was not stored.
  public convenience init(_ alarm: Alarm, in lookup: SiteLookup) {
    var body: [UInt8] = []
    AlarmCoding.encode(alarm, into: &body)
    self.init(alarm, body: body, in: lookup)
  }

  private init(_ alarm: Alarm, body: some Collection<UInt8>, in lookup: SiteLookup) {
    id = alarm.id
    raisedAt = alarm.raisedAt
    version = alarm.version
    occurrence = alarm.occurrence
    facts = lookup.facts(of: alarm)
    grade = alarm.gradeWorst
    sector = alarm.sector
    states = AlarmStates(of: alarm)
    isOpen = alarm.isOpen
    foldedStart = Int32(body.count)
    let parts = AlarmRow.searched(alarm, facts)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(body.count + parts.reduce(0) { $0 + $1.utf8.count + 1 })
    bytes.append(contentsOf: body)
    for part in parts {
      if bytes.count > body.count { bytes.append(AlarmRow.separator) }
      SearchWord.append(part, to: &bytes)
    }
    self.bytes = bytes
  }

  private static let separator = UInt8(ascii: "\n")

  /// The texts of an alarm's own that a search looks at: what its sensor says of itself is looked up there.
  private static func searched(_ alarm: Alarm, _ facts: AlarmFacts) -> [String] {
    var parts: [String] = []
    if facts.sensor < 0 {
      for text in [alarm.text, alarm.place] {
        parts.append(text.zh)
        if text.en != text.zh { parts.append(text.en) }
      }
    }
    if case .owned(let person) = alarm.handling { parts.append(person) }
    return parts.filter { !$0.isEmpty }
  }

  /// The alarm itself, read from its bytes.
  public var alarm: Alarm {
    let alarm = bytes.withUnsafeBytes { whole in
      try? AlarmCoding.decode(UnsafeRawBufferPointer(rebasing: whole[..<Int(foldedStart)]))
    }
    guard let alarm else { preconditionFailure("A row holds bytes that were an alarm when it was made.") }
    return alarm
  }

  public var isAcknowledged: Bool { states.contains(.acknowledged) }
  /// Whether the condition holds: ACT or PEND_OFF.
  public var isActive: Bool { !states.contains(.returned) }

  /// Whether a word in lower case stands in one of the alarm's own texts.
  public func contains(folded word: SearchWord) -> Bool {
    let start = Int(foldedStart)
    guard bytes.count - start >= word.bytes.count else { return false }
    return bytes.withUnsafeBufferPointer { word.stands(in: UnsafeBufferPointer(rebasing: $0[start...])) }
  }

  /// Whether a word stands in one of the alarm's own texts with the same capitals.
  public func contains(exactly word: String) -> Bool {
    guard contains(folded: SearchWord(folding: word)) else { return false }
    let needle = SearchWord(exactly: word)
    return AlarmRow.searched(alarm, facts).contains { text in
      var text = text
      return text.withUTF8 { needle.stands(in: $0) }
    }
  }
}
