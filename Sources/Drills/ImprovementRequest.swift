import CitySafety
public import Operations

/// What a person asks of the list of improvement items: a remark of the live journal.
public enum ImprovementRequest: Sendable, Hashable {
  /// `run` is 0 for none, `due` a local date.
  case add(text: String, owner: String, due: String, run: Int64)
  case close(Int64, note: String)

  /// The topic of its remarks.
  public static let topic = "improvement"
  private static let version: UInt8 = 1

  public var remark: Remark {
    var writer = ByteWriter()
    writer.write(ImprovementRequest.version)
    switch self {
    case .add(let text, let owner, let due, let run):
      writer.write(UInt8(1))
      for part in [text, owner, due] { writer.write(part) }
      writer.write(run)
    case .close(let number, let note):
      writer.write(UInt8(2))
      writer.write(number)
      writer.write(note)
    }
    return Remark(topic: ImprovementRequest.topic, right: .keepImprovements, body: writer.bytes)
  }

  /// `nil` for a remark that is none, or asks for another right.
  public init?(_ remark: Remark) {
    guard remark.topic == ImprovementRequest.topic, remark.right == .keepImprovements,
      let request = try? remark.body.withUnsafeBytes({ try ImprovementRequest.read($0) })
    else { return nil }
    self = request
  }

  private static func read(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> ImprovementRequest {
    var reader = ByteReader(bytes)
    try reader.version(version)
    let request: ImprovementRequest
    switch try reader.uint8() {
    case 1:
      let text = try reader.string()
      let owner = try reader.string()
      let due = try reader.string()
      request = .add(text: text, owner: owner, due: due, run: try reader.int64())
    case 2:
      let number = try reader.int64()
      request = .close(number, note: try reader.string())
    case let tag: throw .unknownCase("ImprovementRequest", tag)
    }
    try reader.finish()
    return request
  }
}

extension ImprovementList {
  /// Does what a journalled request asks, once: an entry that was taken before changes nothing.
  ///
  /// `entry` is its number in the live journal, `today` the local date. Returns the number of the item.
  public mutating func take(
    _ request: ImprovementRequest, by name: String, entry: Int64, today: String
  ) throws(ImprovementFailure) -> Int64 {
    switch request {
    case .add(let text, let owner, let due, let run):
      if let known = items.first(where: { $0.entry == entry }) { return known.number }
      return try add(text, owner: owner, due: due, run: run, today: today, entry: entry)
    case .close(let number, let note):
      if items.contains(where: { $0.number == number && $0.closing?.entry == entry }) { return number }
      try close(number, by: name, note: note, today: today, entry: entry)
      return number
    }
  }
}
