public import CitySafety

/// Finds a sensor by the bytes of its upstream code, without making a string.
///
/// One per source, built once from the site. Reads do not allocate.
public struct SensorLookup: Sendable {
  public struct Entry: Sendable {
    public var code: String
    public var metric: String
    public var sensor: SensorIndex
    public var rangeLow: Double
    public var rangeHigh: Double

    public init(code: String, metric: String, sensor: SensorIndex, rangeLow: Double, rangeHigh: Double) {
      self.code = code
      self.metric = metric
      self.sensor = sensor
      self.rangeLow = rangeLow
      self.rangeHigh = rangeHigh
    }
  }

  public let entries: [Entry]
  /// Open addressing, a power of two at least twice the entries; −1 is free.
  private let slots: [Slot]
  /// Codes and metrics end to end, as `Slot` says.
  private let names: [UInt8]

  private struct Slot {
    var entry: Int32 = -1
    var hash: UInt32 = 0
    var start = 0
    var codeCount: Int32 = 0
    var metricCount: Int32 = 0
  }

  public init(_ entries: [Entry]) {
    self.entries = entries
    var size = 16
    while size < entries.count * 2 { size *= 2 }
    var slots = [Slot](repeating: Slot(), count: size)
    var names: [UInt8] = []
    for (index, entry) in entries.enumerated() {
      let code = Array(entry.code.utf8)
      let metric = Array(entry.metric.utf8)
      let hash = code.withUnsafeBytes { code in metric.withUnsafeBytes { SensorLookup.hash(code, $0) } }
      var slot = Int(hash) & (size - 1)
      while slots[slot].entry >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Slot(
        entry: Int32(index), hash: hash, start: names.count, codeCount: Int32(code.count),
        metricCount: Int32(metric.count))
      names += code
      names += metric
    }
    self.slots = slots
    self.names = names
  }

  /// The entry for a code and metric, or `nil` for a sensor that the site does not know.
  @inline(__always)
  public func find(code: UnsafeRawBufferPointer, metric: UnsafeRawBufferPointer) -> Int? {
    let hash = SensorLookup.hash(code, metric)
    let mask = slots.count - 1
    var place = Int(hash) & mask
    while slots[place].entry >= 0 {
      let slot = slots[place]
      if slot.hash == hash && slot.codeCount == code.count && slot.metricCount == metric.count
        && isSame(slot.start, code) && isSame(slot.start + code.count, metric)
      {
        return Int(slot.entry)
      }
      place = (place + 1) & mask
    }
    return nil
  }

  /// Eight bytes at a time, by multiplication and folding; spreads well enough for codes, which nobody chooses
  /// against it: a table holds only what the site's own register names.
  @inline(__always)
  private static func hash(_ code: UnsafeRawBufferPointer, _ metric: UnsafeRawBufferPointer) -> UInt32 {
    let mixed = mix(mix(0x9E37_79B9_7F4A_7C15, code) ^ 0x1F, metric)
    return UInt32(truncatingIfNeeded: mixed ^ (mixed >> 32))
  }

  @inline(__always)
  private static func mix(_ seed: UInt64, _ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var mixed = seed ^ UInt64(bytes.count)
    var position = 0
    while position + 8 <= bytes.count {
      mixed = fold(mixed ^ bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position += 8
    }
    var rest: UInt64 = 0
    while position < bytes.count {
      rest = rest << 8 | UInt64(bytes[position])
      position += 1
    }
    return fold(mixed ^ rest)
  }

  @inline(__always)
  private static func fold(_ word: UInt64) -> UInt64 {
    let product = word.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }

  @inline(__always)
  private func isSame(_ start: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    var position = 0
    while position < bytes.count {
      if names[start + position] != bytes[position] { return false }
      position += 1
    }
    return true
  }
}

/// What a decoder needs beside the bytes.
public struct DecodeContext: Sendable {
  public var source: SourceIndex
  public var arrived: Instant
  public var offset: UTCOffset
  public var futureTolerance: Span
  public var sensors: SensorLookup
  /// When polling began; what is replayed from the start counts from here.
  public var started: Instant

  /// Without `started`, the answer's arrival stands for it.
  public init(
    source: SourceIndex, arrived: Instant, offset: UTCOffset, futureTolerance: Span, sensors: SensorLookup,
    started: Instant? = nil
  ) {
    self.source = source
    self.arrived = arrived
    self.started = started ?? arrived
    self.offset = offset
    self.futureTolerance = futureTolerance
    self.sensors = sensors
  }
}

/// A piece of an answer that was not understood.
public struct Reject: Sendable, Hashable {
  public enum Reason: UInt8, Sendable, Hashable, CaseIterable {
    /// The body is not what its format says: HTML, truncated, wrong encoding.
    case malformed = 0
    case tooLarge
    case encoding
    case notSuccessful
    case missingField
    case badNumber
    case badTime
    case unknownSensor
    case forbiddenMarkup
    case notCAP
    case tooManyRows
  }

  public var reason: Reason
  /// Byte offset in the body.
  public var offset: Int
  /// What is wrong, with the place, in plain words; harmless text.
  public var detail: Bilingual
  /// The bytes concerned, at most `Reject.byteLimit`.
  public var bytes: [UInt8]
  public static let byteLimit = 4096

  public init(reason: Reason, offset: Int, detail: Bilingual, bytes: [UInt8]) {
    self.reason = reason
    self.offset = offset
    self.detail = detail
    self.bytes = bytes
  }
}

/// What one answer held.
///
/// Reused between answers so that its storage is.
public struct DecodedBatch: Sendable {
  public var readings: ContiguousArray<Reading> = []
  public var warnings: [ReceivedWarning] = []
  public var earthquakes: [Earthquake] = []
  /// Row-level rejects, at most `rejectLimit`; `rejected` counts all of them.
  public var rejects: [Reject] = []
  public var rejected = 0
  public static let rejectLimit = 32
  /// Documents that an index links to, in order.
  public var links: [String] = []
  /// The address of the next page, or the next page's number.
  public var nextPage: NextPage?
  /// The greatest incremental key seen.
  public var incrementalKey: String?
  /// Why the answer as a whole is not good; the rows that came before it still count where the format allows.
  public var failure: Reject?

  public enum NextPage: Sendable, Hashable {
    case number(Int)
    case address(String)
  }

  public init() {}

  /// Empties the batch and keeps its storage.
  public mutating func removeAll() {
    readings.removeAll(keepingCapacity: true)
    warnings.removeAll(keepingCapacity: true)
    earthquakes.removeAll(keepingCapacity: true)
    rejects.removeAll(keepingCapacity: true)
    rejected = 0
    links.removeAll(keepingCapacity: true)
    nextPage = nil
    incrementalKey = nil
    failure = nil
  }

  /// Counts a reject and keeps it while there is room.
  public mutating func reject(_ reject: Reject) {
    rejected += 1
    if rejects.count < DecodedBatch.rejectLimit { rejects.append(reject) }
  }
}
