import Alarms
import CitySafety

extension AlarmCoding {
  /// The texts that are the same in both languages and therefore kept once.
  private struct Same: OptionSet {
    let rawValue: UInt8
    static let text = Same(rawValue: 1)
    static let place = Same(rawValue: 2)
  }

  /// Bytes that most packed alarms need less than.
  static let usualSize = 512

  /// Appends the alarm as memory keeps it: a byte for the texts that it holds once, then its fixed form.
  static func pack(_ alarm: Alarm, into bytes: inout [UInt8]) {
    var alarm = alarm
    var same: Same = []
    if alarm.text.en == alarm.text.zh {
      same.insert(.text)
      alarm.text.en = ""
    }
    if alarm.place.en == alarm.place.zh {
      same.insert(.place)
      alarm.place.en = ""
    }
    bytes.append(same.rawValue)
    encode(alarm, into: &bytes)
  }

  /// The alarm that `pack` wrote.
  static func unpack(_ bytes: UnsafeRawBufferPointer) -> Alarm {
    guard let first = bytes.first, var alarm = try? decode(UnsafeRawBufferPointer(rebasing: bytes[1...]))
    else { preconditionFailure("Memory holds bytes that were an alarm when they were written.") }
    let same = Same(rawValue: first)
    if same.contains(.text) { alarm.text.en = alarm.text.zh }
    if same.contains(.place) { alarm.place.en = alarm.place.zh }
    return alarm
  }

  /// What the alarm that `pack` wrote is about, without reading the rest of it.
  static func unpackKey(_ bytes: UnsafeRawBufferPointer) -> AlarmKey {
    // The byte of `pack`, the version and the number stand before it.
    var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[10...]))
    guard let key = try? readKey(from: &reader) else {
      preconditionFailure("Memory holds bytes that were an alarm when they were written.")
    }
    return key
  }
}

extension ManagedBuffer where Element == UInt8 {
  /// One block of memory with a head and bytes after it.
  static func holding(_ head: Header, _ bytes: [UInt8]) -> ManagedBuffer<Header, UInt8> {
    let block = create(minimumCapacity: bytes.count) { _ in head }
    block.withUnsafeMutablePointerToElements { start in
      _ = UnsafeMutableBufferPointer(start: start, count: bytes.count).initialize(fromContentsOf: bytes)
    }
    return block
  }

  func withBytes<Value>(
    from start: Int32 = 0, _ count: Int32, _ body: (UnsafeRawBufferPointer) -> Value
  ) -> Value {
    withUnsafeMutablePointerToElements {
      body(UnsafeRawBufferPointer(start: $0 + Int(start), count: Int(count)))
    }
  }
}

/// An alarm as the book holds it, with what is asked of every alarm at hand.
///
/// Packed it takes a third of the memory of an `Alarm`, which is then read from the bytes each time somebody wants
/// one; loose it is the `Alarm`.
///
/// `@unchecked Sendable`: head and bytes of a block are written before `init` returns and never again.
enum KeptAlarm: @unchecked Sendable {
  case packed(ManagedBuffer<AlarmTraits, UInt8>)
  case loose(Loose)

  /// Behind a reference, so that a list of alarms has small places.
  final class Loose: Sendable {
    let alarm: Alarm
    let traits: AlarmTraits

    init(_ alarm: Alarm, _ traits: AlarmTraits) {
      self.alarm = alarm
      self.traits = traits
    }

    var packed: KeptAlarm {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(AlarmCoding.usualSize)
      AlarmCoding.pack(alarm, into: &bytes)
      var traits = traits
      traits.size = Int32(bytes.count)
      return .packed(.holding(traits, bytes))
    }
  }

  var traits: AlarmTraits {
    switch self {
    case .packed(let block): block.header
    case .loose(let loose): loose.traits
    }
  }

  var alarm: Alarm {
    switch self {
    case .packed(let block): block.withBytes(block.header.size, AlarmCoding.unpack)
    case .loose(let loose): loose.alarm
    }
  }

  var key: AlarmKey {
    switch self {
    case .packed(let block): block.withBytes(block.header.size, AlarmCoding.unpackKey)
    case .loose(let loose): loose.alarm.key
    }
  }

  var isLoose: Bool { if case .loose = self { true } else { false } }

  /// The same alarm loose.
  var loose: Loose {
    switch self {
    case .packed(let block):
      var traits = block.header
      traits.size = 0
      return Loose(alarm, traits)
    case .loose(let loose): return loose
    }
  }

  /// The same alarm packed.
  var packed: KeptAlarm {
    switch self {
    case .packed: self
    case .loose(let loose): loose.packed
    }
  }

  /// Whether two are equal alarms.
  static func == (left: KeptAlarm, right: KeptAlarm) -> Bool {
    switch (left, right) {
    case (.packed(let left), .packed(let right)) where left === right: true
    case (.loose(let left), .loose(let right)) where left === right: true
    default: left.alarm == right.alarm
    }
  }
}

/// What is asked of every alarm of a book.
struct AlarmTraits: Sendable {
  let id: AlarmID
  /// Position of the source that it follows among the book's; −1 for none.
  let source: Int32
  let data: DataState
  let isOpen: Bool
  let hasMovingClock: Bool
  /// Whether what it is about came from outside, or from an incident: it is of no sensor or source of the site.
  let isReceived: Bool
  /// Whether it may be dropped for a newer one.
  let mayGo: Bool
  /// Bytes of the packed alarm; 0 while it is loose.
  fileprivate var size: Int32 = 0

  init(of alarm: Alarm, source: Int32) {
    id = alarm.id
    self.source = source
    data = alarm.data
    isOpen = alarm.isOpen
    hasMovingClock = alarm.hasMovingClock
    switch alarm.key {
    case .warning, .earthquake, .reportDue: isReceived = true
    case .threshold, .sourceLost: isReceived = false
    }
    mayGo = isReceived && !isOpen && alarm.condition == .normal
  }
}
