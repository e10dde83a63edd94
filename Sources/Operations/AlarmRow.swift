public import Alarms
public import CitySafety

/// What a filter may ask of an alarm's regions, as bits.
public struct AlarmStates: OptionSet, Sendable, Hashable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Unacknowledged and not suppressed.
  public static let unacknowledged = AlarmStates(rawValue: 1)
  public static let acknowledged = AlarmStates(rawValue: 2)
  public static let returned = AlarmStates(rawValue: 4)
  public static let owned = AlarmStates(rawValue: 8)
  public static let latched = AlarmStates(rawValue: 16)
  public static let lost = AlarmStates(rawValue: 32)
  public static let shelved = AlarmStates(rawValue: 64)
  public static let suppressedByDesign = AlarmStates(rawValue: 128)
  public static let outOfService = AlarmStates(rawValue: 256)
  public static let taskOpen = AlarmStates(rawValue: 512)
  public static let offered = AlarmStates(rawValue: 1024)
  public static let responding = AlarmStates(rawValue: 2048)
  public static let chattering = AlarmStates(rawValue: 4096)
  /// Red and active while it is shelved.
  public static let shelvedRed = AlarmStates(rawValue: 8192)

  /// Any reason for which an alarm does not annunciate.
  public static let suppressed: AlarmStates = [.shelved, .suppressedByDesign, .outOfService]

  init(of alarm: Alarm) {
    var states: AlarmStates = alarm.isAcknowledged ? .acknowledged : []
    if alarm.needsAcknowledgement { states.insert(.unacknowledged) }
    if !alarm.condition.isActive { states.insert(.returned) }
    if alarm.handling != .none { states.insert(.owned) }
    if alarm.handling.kind == .offered { states.insert(.offered) }
    if alarm.handling.kind == .responding { states.insert(.responding) }
    if alarm.isTaskOpen { states.insert(.taskOpen) }
    if alarm.isChattering { states.insert(.chattering) }
    if alarm.shelf != nil {
      states.insert(.shelved)
      if alarm.condition.isActive, alarm.gradeNow == .red { states.insert(.shelvedRed) }
    }
    if !alarm.suppressedBy.isEmpty { states.insert(.suppressedByDesign) }
    if alarm.serviceOrder != nil { states.insert(.outOfService) }
    if alarm.isLatched { states.insert(.latched) }
    if alarm.data == .lost { states.insert(.lost) }
    self = states
  }
}

/// What a table orders, counts and finds an alarm by; what a filter asks first stands first, in one line of the cache.
private struct RowHead: Sendable {
  let letters: LetterSet
  let facts: AlarmFacts
  let states: AlarmStates
  let grade: Grade
  let sector: Sector
  let isOpen: Bool
  let id: AlarmID
  let raisedAt: Instant
  let version: Int32
  let occurrence: Int32
  /// Bytes of what is searched, in lower case, and after them of the packed alarm.
  let searchedSize: Int32
  let bodySize: Int32
}

/// One alarm as a table holds it: its head at hand, the rest packed, all in one block of memory.
///
/// Immutable and shared: tables, filtered lists and ghosts hold the same row, and an alarm that changed gets another
/// one, so that two tables are compared by identity.
///
/// `@unchecked Sendable`: head and bytes are written before `init` returns and never again.
public struct AlarmRow: @unchecked Sendable {
  private let block: ManagedBuffer<RowHead, UInt8>

  public init(_ alarm: Alarm, in lookup: SiteLookup) {
    let facts = lookup.facts(of: alarm)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(AlarmCoding.usualSize)
    for text in AlarmRow.texts(of: alarm, facts) {
      if !bytes.isEmpty { bytes.append(AlarmRow.separator) }
      SearchWord.append(text, to: &bytes)
    }
    let searchedSize = bytes.count
    let letters = LetterSet(of: bytes)
    AlarmCoding.pack(alarm, into: &bytes)
    let head = RowHead(
      letters: letters, facts: facts, states: AlarmStates(of: alarm), grade: alarm.grade,
      sector: alarm.sector,
      isOpen: alarm.isOpen, id: alarm.id, raisedAt: alarm.raisedAt, version: alarm.version,
      occurrence: alarm.occurrence, searchedSize: Int32(searchedSize),
      bodySize: Int32(bytes.count - searchedSize))
    block = .holding(head, bytes)
  }

  private init(_ block: ManagedBuffer<RowHead, UInt8>) { self.block = block }

  /// The head, read past the check of exclusive access: nobody writes it.
  private var head: RowHead { block.withUnsafeMutablePointerToHeader { $0.pointee } }

  /// Calls `body` with position and row of each that a sieve lets through.
  ///
  /// Nearly every row of a long list is in no cache: to count a reference to it costs more than to look at it, so none is
  /// counted; and one that does not get through is one line of the cache.
  static func each(of rows: [AlarmRow], through sieve: RowSieve, _ body: (Int, AlarmRow) -> Void) {
    rows.withUnsafeBytes { bytes in
      let blocks = bytes.assumingMemoryBound(to: Unmanaged<ManagedBuffer<RowHead, UInt8>>.self)
      for index in 0..<blocks.count {
        blocks[index]._withUnsafeGuaranteedRef { block in
          let isThrough = block.withUnsafeMutablePointerToHeader {
            $0.pointee.letters.holds(sieve.letters) || $0.pointee.facts.isOfSite
          }
          if isThrough { body(index, AlarmRow(block)) }
        }
      }
    }
  }

  /// Whether two are the same row, not only rows of equal alarms.
  public static func === (left: AlarmRow, right: AlarmRow) -> Bool { left.block === right.block }

  private static let separator = UInt8(ascii: "\n")

  /// The texts of an alarm's own that a search looks at: what its sensor says of itself is looked up there.
  private static func texts(of alarm: Alarm, _ facts: AlarmFacts) -> [String] {
    var texts: [String] = []
    if facts.sensor < 0 {
      for text in [alarm.text, alarm.place] {
        texts.append(text.zh)
        if text.en != text.zh { texts.append(text.en) }
      }
    }
    if let person = alarm.handling.person { texts.append(person) }
    if let shelf = alarm.shelf { texts += [shelf.by, shelf.reason] }
    if let order = alarm.serviceOrder { texts.append(order.number) }
    return texts.filter { !$0.isEmpty }
  }

  public var id: AlarmID { head.id }
  public var raisedAt: Instant { head.raisedAt }
  public var version: Int32 { head.version }
  public var occurrence: Int32 { head.occurrence }
  public var facts: AlarmFacts { head.facts }
  public var grade: Grade { head.grade }
  public var sector: Sector { head.sector }
  public var states: AlarmStates { head.states }
  public var isOpen: Bool { head.isOpen }
  public var isAcknowledged: Bool { states.contains(.acknowledged) }
  public var isSuppressed: Bool { !states.isDisjoint(with: .suppressed) }
  public var needsAcknowledgement: Bool { states.contains(.unacknowledged) }
  /// Where it stands in the display order: 0 to be acknowledged, 1 acknowledged, 2 suppressed.
  public var tier: Int { isSuppressed ? 2 : isAcknowledged ? 1 : 0 }
  /// Whether the condition holds: ACT or PEND_OFF.
  public var isActive: Bool { !states.contains(.returned) }

  /// The alarm itself, read from its bytes.
  public var alarm: Alarm {
    let head = head
    return block.withBytes(from: head.searchedSize, head.bodySize, AlarmCoding.unpack)
  }

  /// Whether a word in lower case stands in one of the alarm's own texts.
  public func contains(folded word: SearchWord) -> Bool {
    let size = head.searchedSize
    guard Int(size) >= word.bytes.count else { return false }
    return block.withBytes(size) { word.stands(in: $0.assumingMemoryBound(to: UInt8.self)) }
  }

  /// Whether a word stands in one of the alarm's own texts with the same capitals; one that it is not in without them
  /// is not looked for.
  public func contains(exactly word: SearchWord) -> Bool {
    AlarmRow.texts(of: alarm, head.facts).contains { text in
      var text = text
      return text.withUTF8 { word.stands(in: $0) }
    }
  }
}
