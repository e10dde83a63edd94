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
  private let slots: [Int32]

  public init(_ entries: [Entry]) {
    self.entries = entries
    var size = 16
    while size < entries.count * 2 { size *= 2 }
    var slots = [Int32](repeating: -1, count: size)
    for (index, entry) in entries.enumerated() {
      var code = entry.code
      var metric = entry.metric
      let hash = code.withUTF8 { code in
        metric.withUTF8 { SensorLookup.hash(UnsafeRawBufferPointer(code), UnsafeRawBufferPointer($0)) }
      }
      var slot = Int(truncatingIfNeeded: hash) & (size - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(index)
    }
    self.slots = slots
  }

  /// The entry for a code and metric, or `nil` for a sensor that the site does not know.
  @inline(__always)
  public func find(code: UnsafeRawBufferPointer, metric: UnsafeRawBufferPointer) -> Int? {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: SensorLookup.hash(code, metric)) & mask
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if SensorLookup.equal(entries[index].code, code) && SensorLookup.equal(entries[index].metric, metric) {
        return index
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private static func hash(_ code: UnsafeRawBufferPointer, _ metric: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in code { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash = (hash ^ 0x1F) &* 0x0000_0100_0000_01B3
    for byte in metric { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash ^ (hash >> 29)
  }

  private static func equal(_ text: String, _ bytes: UnsafeRawBufferPointer) -> Bool {
    text.utf8.count == bytes.count && text.utf8.elementsEqual(bytes)
  }
}

/// What a decoder needs beside the bytes.
public struct DecodeContext: Sendable {
  public var source: SourceIndex
  public var arrived: Instant
  public var offset: UTCOffset
  public var futureTolerance: Span
  public var sensors: SensorLookup

  public init(
    source: SourceIndex, arrived: Instant, offset: UTCOffset, futureTolerance: Span, sensors: SensorLookup
  ) {
    self.source = source
    self.arrived = arrived
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

/// What one answer held. Reused between answers so that its storage is.
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
